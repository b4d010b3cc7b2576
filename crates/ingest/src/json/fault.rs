//! Why a text is refused, in words.

use std::ops::Range;

use connector_model::diagnostic::Rule;
use connector_model::visible::is_invisible;

use super::string;
use crate::codes;

/// Why a text was refused. Boxed, because the loop of the reader passes many results and at most
/// one fault.
#[derive(Debug)]
pub(super) struct Fault(pub(super) Box<Reason>);

/// What is wrong, where, and what to change.
#[derive(Debug)]
pub(super) struct Reason {
    pub(super) rule: &'static Rule,
    pub(super) message: String,
    pub(super) span: Range<usize>,
    pub(super) help: Option<&'static str>,
}

impl Fault {
    fn new(message: String, span: Range<usize>, help: Option<&'static str>) -> Self {
        Self(Box::new(Reason {
            rule: &codes::JSON_SYNTAX,
            message,
            span,
            help,
        }))
    }
}

/// Something else stands at a position than what has to.
pub(super) fn unexpected(text: &str, at: usize, expected: &str, nested: bool) -> Fault {
    let rest = &text[at..];
    let length = rest.chars().next().map_or(0, char::len_utf8);
    let help = match rest {
        "" => nested.then_some("the text is cut off: save it again as a whole"),
        _ => advice(&text[..at], expected, rest, nested),
    };
    let message = format!("expected {expected}, found {}", found(rest));
    Fault::new(message, at..at + length, help)
}

/// A string that begins here never ends.
pub(super) fn unclosed(start: usize) -> Fault {
    Fault::new(
        "a string is not closed".to_owned(),
        start..start + 1,
        Some("the text is cut off, or a `\"` is missing"),
    )
}

/// A control character stands in a string.
pub(super) fn control_character(text: &str, at: usize) -> Fault {
    let byte = text.as_bytes().get(at).copied().unwrap_or_default();
    let help = match byte {
        b'\n' | b'\r' => "close the string before the end of the line, or write `\\n`",
        b'\t' => "write `\\t`",
        _ => "write it as `\\u` and four digits",
    };
    let message = match byte {
        b'\n' | b'\r' => "a string is not closed before the end of its line".to_owned(),
        _ => format!("a string has the control character U+{byte:04X}"),
    };
    Fault::new(message, at..at + 1, Some(help))
}

/// A backslash is followed by what makes no escape.
pub(super) fn unknown_escape(text: &str, at: usize) -> Fault {
    let shown: String = text[at..].chars().take(2).collect();
    Fault::new(
        format!("`{}` is not an escape of JSON", visible(&shown)),
        at..at + shown.len(),
        Some("write a backslash as `\\\\`, other characters as `\\u` and four digits"),
    )
}

/// A number like `007`.
pub(super) fn leading_zero(span: Range<usize>) -> Fault {
    Fault::new(
        "a number begins with a zero that counts nothing".to_owned(),
        span,
        Some("remove the leading zero, or put the value in quotes"),
    )
}

/// Something is above a limit.
pub(super) fn limit(rule: &'static Rule, span: Range<usize>, message: &str) -> Fault {
    Fault(Box::new(Reason {
        rule,
        message: message.to_owned(),
        span,
        help: Some(below_the_limit(rule)),
    }))
}

/// What brings a text below a limit.
fn below_the_limit(rule: &Rule) -> &'static str {
    if rule == &codes::LIMIT_DEPTH {
        "look whether the text is really an answer of the API; flatten what is nested without need"
    } else if rule == &codes::LIMIT_NUMBER {
        "put the number in quotes if it is an identifier or a key"
    } else if rule == &codes::LIMIT_KEY || rule == &codes::LIMIT_STRING {
        "shorten it: its kind is all that a connector needs of it"
    } else {
        "cut the sample so that each kind of item is there once"
    }
}

/// What to change, where the text is one of the usual relatives of JSON.
fn advice(before: &str, expected: &str, rest: &str, nested: bool) -> Option<&'static str> {
    if rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#') {
        return Some("remove the comment: JSON has none");
    }
    match rest.as_bytes().first()? {
        b']' | b'}' if before.trim_end().ends_with(',') => Some("remove the comma before it"),
        b'"' | b'{' | b'[' | b'0'..=b'9' if expected.starts_with("`,`") => {
            Some("put a comma between the two values")
        }
        b'\'' => Some("put strings and keys in double quotes"),
        b']' | b'}' | b',' if expected.starts_with("a digit") => Some("write a digit before it"),
        b'{' | b'[' | b'"' if !nested => Some("keep one JSON text, or write one on each line"),
        b'+' => Some("remove the plus sign"),
        b'.' => Some("write a zero before the point"),
        b',' if before.trim_end().ends_with([',', '[', '{', ':']) => {
            Some("remove the comma, or write what is missing before it")
        }
        b']' | b'}' if before.trim_end().ends_with(':') => Some("write a value behind the colon"),
        b']' | b'}' if nested && expected.starts_with("`,`") => {
            Some("look for a bracket that is missing or of the other kind")
        }
        _ if rest.starts_with(is_invisible) => {
            Some("remove the invisible character, or save the answer of the API again")
        }
        _ => advice_on_word(word(rest), nested),
    }
}

fn advice_on_word(word: &str, nested: bool) -> Option<&'static str> {
    match word {
        "NaN" | "Infinity" | "inf" | "nan" => {
            Some("write `null` or a number: JSON has no such value")
        }
        "True" | "TRUE" => Some("write `true`"),
        "False" | "FALSE" => Some("write `false`"),
        "None" | "Null" | "NULL" | "nil" | "undefined" => Some("write `null`"),
        _ if !word.starts_with(char::is_alphabetic) => None,
        _ if !nested => Some("give a Postman collection, or the JSON body of an answer"),
        _ => Some("put strings and keys in double quotes"),
    }
}

/// The next thing in a text, for people.
fn found(rest: &str) -> String {
    let Some(first) = rest.chars().next() else {
        return "the end of the text".to_owned();
    };
    if first == '"' {
        return "a string".to_owned();
    }
    match word(rest) {
        "" => format!("`{}`", visible(&first.to_string())),
        word => format!("`{}`", word.chars().take(20).collect::<String>()),
    }
}

/// The letters, digits and underscores that a text begins with.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

fn visible(text: &str) -> String {
    let quoted = string::quote(text);
    let inner = &quoted[1..quoted.len() - 1];
    if text.contains('\\') || text.contains('"') {
        inner.replace("\\\\", "\\").replace("\\\"", "\"")
    } else {
        inner.to_owned()
    }
}
