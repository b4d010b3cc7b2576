use std::fmt;
use std::str::FromStr;

use super::{DecodeError, JsonReader, JsonWriter};

/// A JSON value of any shape, for members that no model describes.
///
/// Numbers keep their source text, objects keep the order of their members and repeated keys. Two objects with the same
/// members are equal in whatever order they stand (RFC 8259, section 4).
#[derive(Clone, Debug, Default, Eq)]
pub enum Document {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number as it was written.
    Number(Number),
    /// A text.
    String(String),
    /// Values in order.
    Array(Vec<Document>),
    /// Members in order.
    Object(Vec<(String, Document)>),
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Array(a), Self::Array(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => {
                a == b || a.len() == b.len() && sorted(a) == sorted(b)
            }
            _ => false,
        }
    }
}

/// Members by name; those of one name stay in their order.
fn sorted(members: &[(String, Document)]) -> Vec<&(String, Document)> {
    let mut members: Vec<_> = members.iter().collect();
    members.sort_by(|a, b| a.0.cmp(&b.0));
    members
}

impl Document {
    /// The first member of that name, if this is an object that has one.
    pub fn member(&self, name: &str) -> Option<&Document> {
        match self {
            Self::Object(members) => members
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }
}

impl FromStr for Document {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut reader = JsonReader::new(text.as_bytes())?;
        let document = reader.document()?;
        reader.finish()?;
        Ok(document)
    }
}

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = JsonWriter::new();
        writer.document(self);
        f.write_str(&writer.finish())
    }
}

impl From<bool> for Document {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<i64> for Document {
    fn from(value: i64) -> Self {
        Self::Number(Number::from(value))
    }
}

impl From<&str> for Document {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<String> for Document {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

/// A JSON number, kept as it was written: `1.0` stays apart from `1`, and no digit is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(String);

impl Number {
    pub(crate) fn from_checked(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The number as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value, if it is written as an integer of 64 bits.
    pub fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    /// The nearest 64-bit float; infinite beyond its range.
    pub fn as_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(value.to_string())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Number {
    type Err = DecodeError;

    /// Takes exactly what RFC 8259 calls a number.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse()? {
            Document::Number(number) => Ok(number),
            _ => Err(DecodeError::new("", "a number", "another value")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_prints_as_it_was_read() {
        for text in [
            "null",
            "true",
            "-0",
            "1.50e+3",
            "12345678901234567890123",
            r#""a\"b""#,
            "[]",
            "{}",
            r#"[1,[2,{"a":[],"b":{"c":null}}],"x"]"#,
            r#"{"a":1,"a":2}"#,
        ] {
            let document: Document = text.parse().expect(text);
            assert_eq!(document.to_string(), text);
        }
    }

    #[test]
    fn a_document_deeper_than_the_limit_is_refused() {
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(deep(128).parse::<Document>().is_ok());
        assert!(deep(129).parse::<Document>().is_err());
        assert!("[".repeat(1_000_000).parse::<Document>().is_err());
    }
}
