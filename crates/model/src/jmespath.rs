//! JMESPath expressions of pagination, waiters and endpoint parameters (JMESPath specification, grammar).
//!
//! Only parsed here: the generator compiles what its models use to plain Rust over typed members, so that no
//! connector carries an interpreter.

mod lexer;
mod parser;

use std::fmt;

use serde_json::Value as Json;

/// An expression. What it is evaluated on is called the current value.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// The current value.
    Current,
    /// A member of the current object.
    Field(String),
    /// The second one on the value of the first (`a.b`).
    Sub(Box<Expression>, Box<Expression>),
    /// An item of the list that the expression gives; negative ones count from the end.
    Index(Box<Expression>, i64),
    /// The second one on each item from start to end by step of the list that the first gives.
    Slice(Box<Expression>, [Option<i64>; 3], Box<Expression>),
    /// The second one on each item of the list that the first gives (`a[*].b`); what gives null is left out.
    Items(Box<Expression>, Box<Expression>),
    /// The same on each value of an object (`a.*.b`).
    Values(Box<Expression>, Box<Expression>),
    /// The same, lists in the list put together first (`a[].b`).
    Flatten(Box<Expression>, Box<Expression>),
    /// The third one on each item of the first's list of which the second is true (`a[?b].c`).
    Filter(Box<Expression>, Box<Expression>, Box<Expression>),
    /// Whether the two values stand in this relation.
    Compare(Comparator, Box<Expression>, Box<Expression>),
    /// The first that is not false.
    Or(Box<Expression>, Box<Expression>),
    /// The first that is false, or the last.
    And(Box<Expression>, Box<Expression>),
    /// Whether it is false: false, null, or empty.
    Not(Box<Expression>),
    /// A fixed value.
    Literal(Json),
    /// A list of values.
    List(Vec<Expression>),
    /// An object of values.
    Object(Vec<(String, Expression)>),
    /// A function of values.
    Call(String, Vec<Expression>),
    /// An expression as an argument (`&a`).
    Reference(Box<Expression>),
    /// The second one on the value of the first, which ends projections (`a | b`).
    Pipe(Box<Expression>, Box<Expression>),
}

/// A relation of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// Why a text is no expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Byte of the text where it is noticed.
    pub at: usize,
    /// What is wrong.
    pub reason: &'static str,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at character {}", self.reason, self.at + 1)
    }
}

impl std::error::Error for SyntaxError {}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// Where the text is not in the language's grammar, or nested more than 256 deep.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        parser::parse(&lexer::tokens(text)?, text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::{Comparator, Expression};

    #[allow(clippy::unnecessary_box_returns, reason = "operands are boxed")]
    fn field(name: &str) -> Box<Expression> {
        Box::new(Expression::Field(name.to_owned()))
    }

    fn parsed(text: &str) -> Expression {
        Expression::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn the_forms_of_pagination_and_waiters_are_read() {
        use Expression::{Compare, Current, Flatten, Index, Or, Sub};
        assert_eq!(parsed("A"), *field("A"));
        assert_eq!(parsed("\"A b\""), *field("A b"));
        assert_eq!(parsed("A.B"), Sub(field("A"), field("B")));
        assert_eq!(
            parsed("Jobs[-1].Id"),
            Sub(Box::new(Index(field("Jobs"), -1)), field("Id"))
        );
        let last = Sub(Box::new(Index(field("Contents"), -1)), field("Key"));
        assert_eq!(
            parsed("NextMarker || Contents[-1].Key"),
            Or(field("NextMarker"), Box::new(last))
        );
        assert_eq!(parsed("A[].B"), Flatten(field("A"), field("B")));
        assert_eq!(parsed("A[]"), Flatten(field("A"), Box::new(Current)));
        let length = Expression::Call("length".to_owned(), vec![*field("A")]);
        let zero = Expression::Literal(serde_json::json!(0));
        assert_eq!(
            parsed("length(A) > `0`"),
            Compare(Comparator::Greater, Box::new(length), Box::new(zero))
        );
        let ready = Compare(
            Comparator::Equal,
            field("S"),
            Box::new(Expression::Literal(serde_json::json!("on"))),
        );
        assert_eq!(
            parsed("A[?S=='on'].B[]"),
            Flatten(
                Box::new(Expression::Filter(field("A"), Box::new(ready), field("B"))),
                Box::new(Current)
            )
        );
    }

    #[test]
    fn what_is_no_expression_is_refused_with_its_place() {
        for (text, at) in [
            ("", 0),
            ("A.", 2),
            ("A[", 2),
            ("A b", 2),
            ("`{`", 0),
            ("'x", 0),
            ("A[?B", 4),
            ("f(A", 3),
        ] {
            let error = Expression::parse(text).expect_err(text);
            assert_eq!(error.at, at, "{text}: {error}");
        }
        assert!(Expression::parse(&"!".repeat(10_000)).is_err());
        assert!(Expression::parse(&"(".repeat(10_000)).is_err());
        assert!(Expression::parse(&"[".repeat(10_000)).is_err());
    }
}
