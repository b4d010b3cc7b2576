//! Tokens of a JMESPath expression.

use serde_json::Value as Json;

use super::{Comparator, SyntaxError};

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A plain name, which may be a function's.
    Name(String),
    /// A name in double quotes.
    Quoted(String),
    Number(i64),
    Literal(Json),
    Compare(Comparator),
    Or,
    And,
    Not,
    Pipe,
    Dot,
    Comma,
    Colon,
    Star,
    At,
    Reference,
    /// `[]`
    Flatten,
    /// `[?`
    Filter,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    OpenParenthesis,
    CloseParenthesis,
}

/// A token and the byte where it begins.
pub(super) type Placed = (Token, usize);

/// Cuts a text into tokens.
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, SyntaxError> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let start = at;
        let next = bytes.get(at + 1);
        let (token, length) = match byte {
            b' ' | b'\t' | b'\n' | b'\r' => {
                at += 1;
                continue;
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                let name = word(&text[at..], |c| c.is_ascii_alphanumeric() || c == b'_');
                (Token::Name(name.to_owned()), name.len())
            }
            b'-' | b'0'..=b'9' => number(text, at)?,
            b'"' | b'\'' | b'`' => quoted(text, at)?,
            b'[' => match next {
                Some(b']') => (Token::Flatten, 2),
                Some(b'?') => (Token::Filter, 2),
                _ => (Token::OpenBracket, 1),
            },
            b'|' if next == Some(&b'|') => (Token::Or, 2),
            b'&' if next == Some(&b'&') => (Token::And, 2),
            b'=' if next == Some(&b'=') => (Token::Compare(Comparator::Equal), 2),
            b'!' if next == Some(&b'=') => (Token::Compare(Comparator::NotEqual), 2),
            b'<' if next == Some(&b'=') => (Token::Compare(Comparator::LessOrEqual), 2),
            b'>' if next == Some(&b'=') => (Token::Compare(Comparator::GreaterOrEqual), 2),
            b'<' => (Token::Compare(Comparator::Less), 1),
            b'>' => (Token::Compare(Comparator::Greater), 1),
            other => (single(*other).ok_or_else(|| unknown(start))?, 1),
        };
        out.push((token, start));
        at += length;
    }
    Ok(out)
}

fn single(byte: u8) -> Option<Token> {
    Some(match byte {
        b'|' => Token::Pipe,
        b'&' => Token::Reference,
        b'!' => Token::Not,
        b'.' => Token::Dot,
        b',' => Token::Comma,
        b':' => Token::Colon,
        b'*' => Token::Star,
        b'@' => Token::At,
        b']' => Token::CloseBracket,
        b'{' => Token::OpenBrace,
        b'}' => Token::CloseBrace,
        b'(' => Token::OpenParenthesis,
        b')' => Token::CloseParenthesis,
        _ => return None,
    })
}

fn unknown(at: usize) -> SyntaxError {
    SyntaxError {
        at,
        reason: "this character has no meaning",
    }
}

fn word(text: &str, is: impl Fn(u8) -> bool) -> &str {
    let end = text
        .bytes()
        .position(|byte| !is(byte))
        .unwrap_or(text.len());
    &text[..end]
}

fn number(text: &str, at: usize) -> Result<(Token, usize), SyntaxError> {
    let sign = usize::from(text.as_bytes()[at] == b'-');
    let digits = word(&text[at + sign..], |byte| byte.is_ascii_digit());
    let whole = &text[at..at + sign + digits.len()];
    let value = whole.parse().map_err(|_| SyntaxError {
        at,
        reason: "this is no whole number",
    })?;
    Ok((Token::Number(value), whole.len()))
}

/// A name in `"`, a text in `'`, or JSON in backticks.
fn quoted(text: &str, at: usize) -> Result<(Token, usize), SyntaxError> {
    let quote = text.as_bytes()[at];
    let mut end = at + 1;
    loop {
        match text.as_bytes().get(end) {
            None => {
                return Err(SyntaxError {
                    at,
                    reason: "this quote is not closed",
                });
            }
            Some(b'\\') => end += 2,
            Some(byte) if *byte == quote => break,
            Some(_) => end += 1,
        }
    }
    let invalid = |reason| SyntaxError { at, reason };
    let inner = text.get(at + 1..end).ok_or_else(|| unknown(at))?;
    let token = match quote {
        b'"' => {
            let whole = text.get(at..=end).ok_or_else(|| unknown(at))?;
            let name = serde_json::from_str(whole)
                .map_err(|_| invalid("this name is not written as in JSON"))?;
            Token::Quoted(name)
        }
        b'\'' => Token::Literal(Json::String(inner.replace("\\'", "'"))),
        _ => Token::Literal(
            literal(&inner.replace("\\`", "`"))
                .ok_or_else(|| invalid("this literal is not JSON"))?,
        ),
    };
    Ok((token, end + 1 - at))
}

fn literal(text: &str) -> Option<Json> {
    serde_json::from_str(text.trim()).ok()
}
