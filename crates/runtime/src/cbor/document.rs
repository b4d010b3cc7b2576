//! Values of any shape. Containers wait on a stack, so depth costs no call frames.

use std::mem;

use super::CborReader;
use super::head::{self, Head};
use crate::base64;
use crate::json::{DecodeError, Document, Number};

enum Open {
    Array(Vec<Document>),
    Object {
        members: Vec<(String, Document)>,
        key: String,
    },
}

enum Progress {
    More(Open),
    Ended(Document),
}

/// The body of an error, if it is a map in CBOR. No text in UTF-8 begins like one.
pub(crate) fn of_error(body: &[u8]) -> Option<Document> {
    let is_map = body.first()? >> 5 == head::MAP;
    is_map.then(|| CborReader::new(body).document().ok())?
}

impl CborReader<'_> {
    /// Reads a value of any kind as one of JSON; members keep their order and repeated keys are all kept.
    ///
    /// Bytes become base64, undefined becomes null, floats without digits become the texts `NaN`,
    /// `Infinity` and `-Infinity`; tags are left out.
    pub fn document(&mut self) -> Result<Document, DecodeError> {
        let mut open = Vec::new();
        loop {
            let mut value = match self.value_head("a value")?.major {
                head::ARRAY => {
                    self.begin_array()?;
                    open.push(Open::Array(Vec::new()));
                    None
                }
                head::MAP => {
                    self.begin_object()?;
                    open.push(Open::Object {
                        members: Vec::new(),
                        key: String::new(),
                    });
                    None
                }
                _ => Some(self.scalar()?),
            };
            while let Some(container) = open.pop() {
                match self.fill(container, value.take())? {
                    Progress::More(container) => {
                        open.push(container);
                        break;
                    }
                    Progress::Ended(document) => value = Some(document),
                }
            }
            if let Some(document) = value {
                return Ok(document);
            }
        }
    }

    /// Puts a finished value into its container and moves to the next one.
    fn fill(&mut self, open: Open, value: Option<Document>) -> Result<Progress, DecodeError> {
        match open {
            Open::Array(mut items) => {
                items.extend(value);
                if self.next_element()? {
                    return Ok(Progress::More(Open::Array(items)));
                }
                Ok(Progress::Ended(Document::Array(items)))
            }
            Open::Object {
                mut members,
                mut key,
            } => {
                members.extend(value.map(|value| (mem::take(&mut key), value)));
                Ok(match self.next_key()? {
                    Some(key) => Progress::More(Open::Object {
                        members,
                        key: key.into_owned(),
                    }),
                    None => Progress::Ended(Document::Object(members)),
                })
            }
        }
    }

    fn scalar(&mut self) -> Result<Document, DecodeError> {
        let head = self.value_head("a value")?;
        match (head.major, head.simple()) {
            (head::TEXT, _) => self.string().map(Document::String),
            (head::BYTES, _) => Ok(Document::String(base64::encode(&self.blob()?))),
            (_, Some(head::NULL | head::UNDEFINED)) => self.skip().map(|()| Document::Null),
            (_, Some(_)) => self.boolean().map(Document::Boolean),
            _ => self.number(head),
        }
    }

    fn number(&mut self, head: Head) -> Result<Document, DecodeError> {
        let value = self.decimal()?;
        let text = match head.whole() {
            Some(whole) => whole.to_string(),
            None if value.is_nan() => return Ok(Document::from("NaN")),
            None if value == f64::INFINITY => return Ok(Document::from("Infinity")),
            None if value == f64::NEG_INFINITY => return Ok(Document::from("-Infinity")),
            None => format!("{value:?}"),
        };
        Ok(Document::Number(Number::from_checked(&text)))
    }
}
