use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::tokens::{Token, Tokens};
use crate::base64;
use crate::date_time::{DateTime, DateTimeFormat};
use crate::json::DecodeError;

/// A pull reader over one XML document.
///
/// It accepts one root element in UTF-8, at most [`MAX_DEPTH`](crate::MAX_DEPTH) levels deep, with
/// at most 1024 attributes at an element. Document types are refused and no entities are known but
/// the five of XML itself. Elements go by their local names; text between elements is passed over.
/// Errors name the path of elements.
///
/// A function that reads an entity is called when the start tag has been read, and reads up to and
/// with the end tag.
///
/// ```
/// use connector_runtime::{DecodeError, XmlReader};
///
/// fn read(reader: &mut XmlReader<'_>) -> Result<(Option<String>, Vec<i32>), DecodeError> {
///     let mut entity = (None, Vec::new());
///     while let Some(name) = reader.next_element()? {
///         match name.as_ref() {
///             "Gender" => entity.0 = reader.nullable(XmlReader::string)?,
///             "Rates" => entity.1 = reader.list("member", XmlReader::integer)?,
///             _ => reader.skip()?,
///         }
///     }
///     Ok(entity)
/// }
///
/// let body = b"<Voice><Gender>Female</Gender><Rates><member>8000</member></Rates></Voice>";
/// let mut reader = XmlReader::new(body)?;
/// assert_eq!(reader.root()?, "Voice");
/// let entity = read(&mut reader)?;
/// reader.finish()?;
/// assert_eq!(entity, (Some("Female".to_owned()), vec![8000]));
/// # Ok::<(), DecodeError>(())
/// ```
pub struct XmlReader<'a> {
    tokens: Tokens<'a>,
}

impl<'a> XmlReader<'a> {
    /// A reader at the start of `body`, which must be UTF-8.
    pub fn new(body: &'a [u8]) -> Result<Self, DecodeError> {
        let tokens = Tokens::new(body)?;
        Ok(Self { tokens })
    }

    /// Reads the start tag of the root element and gives its local name.
    pub fn root(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        if self.tokens.depth() == 0 {
            if let Token::Start(name) = self.tokens.next()? {
                return Ok(Cow::Borrowed(name));
            }
        }
        Err(self.misplaced("to be before the root element"))
    }

    /// Ends reading: nothing but white space and comments may be left.
    pub fn finish(&mut self) -> Result<(), DecodeError> {
        match self.tokens.next()? {
            Token::Finished => Ok(()),
            _ => Err(self.misplaced("the end of the text")),
        }
    }

    /// Reads the start tag of the next child and gives its local name, or reads the end tag of the
    /// element, which leaves it, and gives `None`.
    ///
    /// The child must be read or skipped before the next call.
    pub fn next_element(&mut self) -> Result<Option<Cow<'a, str>>, DecodeError> {
        loop {
            match self.tokens.next()? {
                Token::Start(name) if self.tokens.depth() > 1 => {
                    return Ok(Some(Cow::Borrowed(name)));
                }
                Token::End => return Ok(None),
                Token::Text(_) | Token::Character(_) => {}
                _ => return Err(self.misplaced("to be inside an element")),
            }
        }
    }

    /// The value of an attribute of the element whose start tag was read last.
    ///
    /// Where none has exactly that name, prefix and all, one of the same local name counts.
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.tokens.current().attribute(name)
    }

    /// Reads an element; one with `xsi:nil` is absent, every other one is there.
    pub fn nullable<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        if matches!(self.attribute("xsi:nil").as_deref(), Some("true" | "1")) {
            self.skip()?;
            return Ok(None);
        }
        read(self).map(Some)
    }

    /// Reads the children of that name; others are skipped.
    pub fn list<T>(
        &mut self,
        item: &str,
        read: impl Fn(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let mut items = Vec::new();
        while let Some(name) = self.next_element()? {
            if name == item {
                items.push(read(self)?);
            } else {
                self.skip()?;
            }
        }
        Ok(items)
    }

    /// Reads one item of a list without a wrapper.
    pub fn item<T>(
        &mut self,
        items: &mut Vec<T>,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<(), DecodeError> {
        items.push(read(self)?);
        Ok(())
    }

    /// Reads a map whose entries are the children of that name; the last of equal keys counts.
    pub fn map<T>(
        &mut self,
        entry: &str,
        key: &str,
        value: &str,
        read: impl Fn(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<BTreeMap<String, T>, DecodeError> {
        let mut entries = BTreeMap::new();
        while let Some(name) = self.next_element()? {
            if name == entry {
                self.entry(&mut entries, key, value, &read)?;
            } else {
                self.skip()?;
            }
        }
        Ok(entries)
    }

    /// Reads one entry of a map without a wrapper; one that lacks its key or value is passed over.
    pub fn entry<T>(
        &mut self,
        entries: &mut BTreeMap<String, T>,
        key: &str,
        value: &str,
        read: impl Fn(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<(), DecodeError> {
        let mut entry = (None, None);
        while let Some(name) = self.next_element()? {
            match name.as_ref() {
                name if name == key => entry.0 = Some(self.string()?),
                name if name == value => entry.1 = Some(read(self)?),
                _ => self.skip()?,
            }
        }
        if let (Some(key), Some(value)) = entry {
            entries.insert(key, value);
        }
        Ok(())
    }

    /// Passes over the rest of the element, checking it, without recursion.
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        let depth = self.tokens.depth();
        if depth == 0 {
            return Err(self.misplaced("to be inside an element"));
        }
        while self.tokens.depth() >= depth {
            self.tokens.next()?;
        }
        Ok(())
    }

    /// Reads the text of an element, every character of it.
    pub fn string(&mut self) -> Result<String, DecodeError> {
        self.text().map(Cow::into_owned)
    }

    /// Reads the text of an element without a copy of it, where it has no references.
    pub fn text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.text_value("a text")
    }

    /// Reads `true` or `false`, in any letter case, or `1` or `0`.
    pub fn boolean(&mut self) -> Result<bool, DecodeError> {
        self.scalar("a boolean", |text| match text {
            "1" => Some(true),
            "0" => Some(false),
            _ if text.eq_ignore_ascii_case("true") => Some(true),
            _ if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        })
    }

    /// Reads an integer of 32 bits.
    pub fn integer(&mut self) -> Result<i32, DecodeError> {
        self.scalar("an integer of 32 bits", |text| text.parse().ok())
    }

    /// Reads an integer of 64 bits.
    pub fn long(&mut self) -> Result<i64, DecodeError> {
        self.scalar("an integer of 64 bits", |text| text.parse().ok())
    }

    /// Reads a number as the nearest 32-bit float; `NaN`, `Infinity` and `-Infinity` are numbers.
    pub fn float(&mut self) -> Result<f32, DecodeError> {
        self.scalar("a number", |text| text.parse().ok())
    }

    /// Reads a number as the nearest 64-bit float; `NaN`, `Infinity` and `-Infinity` are numbers.
    pub fn decimal(&mut self) -> Result<f64, DecodeError> {
        self.scalar("a number", |text| text.parse().ok())
    }

    /// Reads a point in time written as RFC 3339 (`2015-08-30T12:36:00Z`).
    pub fn date_time(&mut self) -> Result<DateTime, DecodeError> {
        self.time(DateTimeFormat::DateTime)
    }

    /// Reads a point in time written as in HTTP headers (`Sun, 30 Aug 2015 12:36:00 GMT`).
    pub fn http_date(&mut self) -> Result<DateTime, DecodeError> {
        self.time(DateTimeFormat::HttpDate)
    }

    /// Reads a point in time written as seconds since 1970, with or without a fraction.
    pub fn epoch_seconds(&mut self) -> Result<DateTime, DecodeError> {
        self.time(DateTimeFormat::EpochSeconds)
    }

    /// Reads bytes written in base64, in one line or several.
    pub fn blob(&mut self) -> Result<Vec<u8>, DecodeError> {
        self.scalar("bytes in base64", |text| {
            if !text.contains([' ', '\n', '\t', '\r']) {
                return base64::decode(text);
            }
            let lines: String = text.split_ascii_whitespace().collect();
            base64::decode(&lines)
        })
    }

    /// Whether nothing is left of the element but its end tag.
    pub(super) fn is_empty_element(&self) -> bool {
        self.tokens.ends_here()
    }

    /// Reads a time in the given format; the two other formats are understood as well, because
    /// services are known to answer in another one than their model says.
    fn time(&mut self, format: DateTimeFormat) -> Result<DateTime, DecodeError> {
        self.scalar("a time", |text| {
            [
                format,
                DateTimeFormat::DateTime,
                DateTimeFormat::EpochSeconds,
                DateTimeFormat::HttpDate,
            ]
            .into_iter()
            .find_map(|format| DateTime::parse(text, format).ok())
        })
    }

    /// Reads a text in which white space around the value does not count.
    fn scalar<T>(
        &mut self,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, DecodeError> {
        let (element, start) = (self.tokens.current(), self.tokens.at());
        let text = self.text_value(expected)?;
        let text = text.trim_ascii();
        parse(text).ok_or_else(|| {
            let found = match text {
                "" => "nothing",
                _ => "another text",
            };
            self.tokens.error_in(element, start, expected, found)
        })
    }

    /// The whole text of an element without children; its end tag is read.
    fn text_value(&mut self, expected: &str) -> Result<Cow<'a, str>, DecodeError> {
        let mut content = Cow::Borrowed("");
        if self.tokens.depth() == 0 {
            return Err(self.misplaced("to be inside an element"));
        }
        loop {
            match self.tokens.next()? {
                Token::Text(text) if content.is_empty() => content = text,
                Token::Text(text) => content.to_mut().push_str(&text),
                Token::Character(character) => {
                    let text = content.to_mut();
                    // Values between quotes, such as entity tags, fit at once.
                    if text.is_empty() {
                        text.reserve(48);
                    }
                    text.push(character);
                }
                Token::End => return Ok(content),
                _ => return Err(self.misplaced(expected)),
            }
        }
    }

    fn misplaced(&self, expected: &str) -> DecodeError {
        let found = match self.tokens.depth() {
            0 => "another place",
            _ => "an element",
        };
        self.tokens.error(self.tokens.at(), expected, found)
    }
}

/// Shows where the reader stands; the document may hold secrets.
impl fmt::Debug for XmlReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("XmlReader")
            .field("at", &self.tokens.at())
            .field("depth", &self.tokens.depth())
            .finish_non_exhaustive()
    }
}
