//! Reading a value of any shape. Containers wait on a stack, so depth costs no call frames.

use std::borrow::Cow;
use std::mem;

use super::{DecodeError, Document, JsonReader, Number};

enum Open {
    Array(Vec<Document>),
    Object {
        members: Vec<(String, Document)>,
        key: String,
    },
}

impl JsonReader<'_> {
    /// Reads a value of any kind; members keep their order and repeated keys are all kept.
    pub fn document(&mut self) -> Result<Document, DecodeError> {
        let mut open = Vec::new();
        loop {
            let mut value = match self.peek() {
                Some(b'[') => {
                    self.begin_array()?;
                    open.push(Open::Array(Vec::new()));
                    None
                }
                Some(b'{') => {
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
                match self.advance(container, value.take())? {
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
    fn advance(&mut self, open: Open, value: Option<Document>) -> Result<Progress, DecodeError> {
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
                Ok(match self.next_key()?.map(Cow::into_owned) {
                    Some(key) => Progress::More(Open::Object { members, key }),
                    None => Progress::Ended(Document::Object(members)),
                })
            }
        }
    }

    fn scalar(&mut self) -> Result<Document, DecodeError> {
        match self.peek() {
            Some(b'"') => self.string().map(Document::String),
            Some(b'n') => self.literal("null").map(|()| Document::Null),
            Some(b't' | b'f') => self.boolean().map(Document::Boolean),
            _ => Ok(Document::Number(Number::from_checked(
                self.number_text("a value")?,
            ))),
        }
    }
}

enum Progress {
    More(Open),
    Ended(Document),
}
