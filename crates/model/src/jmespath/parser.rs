//! Parser by binding power, after the precedence that the JMESPath specification gives.

use super::lexer::{Placed, Token};
use super::{Expression, SyntaxError};

/// Expressions in each other; deeper ones are nobody's.
const DEPTH: usize = 256;

/// Binding powers: what binds tighter has the larger number.
const PIPE: u8 = 1;
const OR: u8 = 2;
const AND: u8 = 3;
const COMPARE: u8 = 5;
const FLATTEN: u8 = 9;
/// Below this a projection ends.
const PROJECTION: u8 = 10;
const STAR: u8 = 20;
const FILTER: u8 = 21;
const DOT: u8 = 40;
const NOT: u8 = 45;
const BRACKET: u8 = 55;

struct Parser<'a> {
    tokens: &'a [Placed],
    next: usize,
    /// Length of the text.
    end: usize,
    depth: usize,
}

type Parsed = Result<Expression, SyntaxError>;

/// Makes an expression of all tokens.
pub(super) fn parse(tokens: &[Placed], end: usize) -> Parsed {
    let mut parser = Parser {
        tokens,
        next: 0,
        end,
        depth: 0,
    };
    let expression = parser.expression(0)?;
    match parser.peek() {
        None => Ok(expression),
        Some(_) => Err(parser.error("the expression is over before this")),
    }
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.next += usize::from(token.is_some());
        token
    }

    fn took(&mut self, wanted: &Token) -> bool {
        let is = self.peek() == Some(wanted);
        self.next += usize::from(is);
        is
    }

    fn expect(&mut self, wanted: &Token, reason: &'static str) -> Result<(), SyntaxError> {
        if self.took(wanted) {
            Ok(())
        } else {
            Err(self.error(reason))
        }
    }

    fn error(&self, reason: &'static str) -> SyntaxError {
        let at = self.tokens.get(self.next).map_or(self.end, |(_, at)| *at);
        SyntaxError { at, reason }
    }

    fn expression(&mut self, power: u8) -> Parsed {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.error("the expression is nested too deep"));
        }
        let mut left = self.first()?;
        while self.peek().is_some_and(|token| binding(token) > power) {
            left = self.further(left)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    /// What stands without anything before it.
    fn first(&mut self) -> Parsed {
        let start = self.error("an expression is missing here");
        let Some(token) = self.take() else {
            return Err(start);
        };
        let current = || Box::new(Expression::Current);
        Ok(match token {
            Token::Name(name) if self.took(&Token::OpenParenthesis) => {
                Expression::Call(name, self.arguments()?)
            }
            Token::Name(name) | Token::Quoted(name) => Expression::Field(name),
            Token::Literal(value) => Expression::Literal(value),
            Token::At => Expression::Current,
            Token::Star => Expression::Values(current(), Box::new(self.projected(STAR)?)),
            Token::Flatten => Expression::Flatten(current(), Box::new(self.projected(FLATTEN)?)),
            Token::Filter => return self.filter(Expression::Current),
            Token::Not => Expression::Not(Box::new(self.expression(NOT)?)),
            Token::Reference => Expression::Reference(Box::new(self.expression(0)?)),
            Token::OpenBrace => return self.object(),
            Token::OpenBracket => match self.peek() {
                Some(Token::Number(_) | Token::Colon) => return self.index(Expression::Current),
                Some(Token::Star) if self.is_wildcard() => return self.index(Expression::Current),
                _ => return self.list(),
            },
            Token::OpenParenthesis => {
                let inner = self.expression(0)?;
                self.expect(&Token::CloseParenthesis, "`)` is missing here")?;
                inner
            }
            _ => return Err(start),
        })
    }

    /// What stands behind an expression.
    fn further(&mut self, left: Expression) -> Parsed {
        let start = self.error("an expression cannot go on like this");
        let Some(token) = self.take() else {
            return Err(start);
        };
        let left = Box::new(left);
        Ok(match token {
            Token::Dot if self.took(&Token::Star) => {
                Expression::Values(left, Box::new(self.projected(STAR)?))
            }
            Token::Dot => Expression::Sub(left, Box::new(self.behind_dot(DOT)?)),
            Token::Pipe => Expression::Pipe(left, Box::new(self.expression(PIPE)?)),
            Token::Or => Expression::Or(left, Box::new(self.expression(OR)?)),
            Token::And => Expression::And(left, Box::new(self.expression(AND)?)),
            Token::Compare(comparator) => {
                Expression::Compare(comparator, left, Box::new(self.expression(COMPARE)?))
            }
            Token::Flatten => Expression::Flatten(left, Box::new(self.projected(FLATTEN)?)),
            Token::Filter => return self.filter(*left),
            Token::OpenBracket => return self.index(*left),
            _ => return Err(start),
        })
    }

    /// A field, a function, a list or an object of values.
    fn behind_dot(&mut self, power: u8) -> Parsed {
        match self.peek() {
            Some(Token::Name(_) | Token::Quoted(_) | Token::Star | Token::OpenBrace) => {
                self.expression(power)
            }
            Some(Token::OpenBracket) => {
                self.next += 1;
                self.list()
            }
            _ => Err(self.error("a name is missing here")),
        }
    }

    /// What a projection does with each item.
    fn projected(&mut self, power: u8) -> Parsed {
        match self.peek() {
            Some(Token::Dot) => {
                self.next += 1;
                self.behind_dot(power)
            }
            Some(Token::OpenBracket | Token::Filter) => self.expression(power),
            Some(token) if binding(token) >= PROJECTION => {
                Err(self.error("a projection cannot go on like this"))
            }
            _ => Ok(Expression::Current),
        }
    }

    fn filter(&mut self, left: Expression) -> Parsed {
        let condition = self.expression(0)?;
        self.expect(&Token::CloseBracket, "`]` is missing here")?;
        // Flattening ends the projection of a filter.
        let right = if self.peek() == Some(&Token::Flatten) {
            Expression::Current
        } else {
            self.projected(FILTER)?
        };
        Ok(Expression::Filter(
            Box::new(left),
            Box::new(condition),
            Box::new(right),
        ))
    }

    fn is_wildcard(&self) -> bool {
        matches!(
            self.tokens.get(self.next + 1),
            Some((Token::CloseBracket, _))
        )
    }

    /// `3]`, `1:2:3]` or `*]`.
    fn index(&mut self, left: Expression) -> Parsed {
        let left = Box::new(left);
        if self.took(&Token::Star) {
            self.expect(&Token::CloseBracket, "`]` is missing here")?;
            return Ok(Expression::Items(left, Box::new(self.projected(STAR)?)));
        }
        let mut parts = [None; 3];
        let mut part = 0;
        loop {
            let start = self.error("a number or `]` is missing here");
            match self.take() {
                Some(Token::Number(number)) if parts[part].is_none() => parts[part] = Some(number),
                Some(Token::Colon) if part < 2 => part += 1,
                Some(Token::CloseBracket) => break,
                _ => return Err(start),
            }
        }
        match parts {
            [Some(index), None, None] if part == 0 => Ok(Expression::Index(left, index)),
            _ if part == 0 => Err(self.error("a number is missing here")),
            [_, _, Some(0)] => Err(self.error("the step of a slice cannot be 0")),
            _ => Ok(Expression::Slice(
                left,
                parts,
                Box::new(self.projected(STAR)?),
            )),
        }
    }

    fn list(&mut self) -> Parsed {
        let mut items = vec![self.expression(0)?];
        while self.took(&Token::Comma) {
            items.push(self.expression(0)?);
        }
        self.expect(&Token::CloseBracket, "`]` is missing here")?;
        Ok(Expression::List(items))
    }

    fn object(&mut self) -> Parsed {
        let mut members = Vec::new();
        loop {
            let start = self.error("a name is missing here");
            let Some(Token::Name(name) | Token::Quoted(name)) = self.take() else {
                return Err(start);
            };
            self.expect(&Token::Colon, "`:` is missing here")?;
            members.push((name, self.expression(0)?));
            if !self.took(&Token::Comma) {
                break;
            }
        }
        self.expect(&Token::CloseBrace, "`}` is missing here")?;
        Ok(Expression::Object(members))
    }

    fn arguments(&mut self) -> Result<Vec<Expression>, SyntaxError> {
        let mut arguments = Vec::new();
        if self.took(&Token::CloseParenthesis) {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expression(0)?);
            if !self.took(&Token::Comma) {
                break;
            }
        }
        self.expect(&Token::CloseParenthesis, "`)` is missing here")?;
        Ok(arguments)
    }
}

fn binding(token: &Token) -> u8 {
    match token {
        Token::Pipe => PIPE,
        Token::Or => OR,
        Token::And => AND,
        Token::Compare(_) => COMPARE,
        Token::Flatten => FLATTEN,
        Token::Filter => FILTER,
        Token::Dot => DOT,
        Token::OpenBracket => BRACKET,
        _ => 0,
    }
}
