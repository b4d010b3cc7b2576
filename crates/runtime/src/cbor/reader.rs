use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::head::{self, Argument, Head};
use crate::date_time::{DateTime, DateTimeFormat};
use crate::json::{DecodeError, MAX_DEPTH};

/// A pull reader over one CBOR data item (RFC 8949).
///
/// It takes what is well formed: definite and indefinite lengths, floats of any width, and tags, which
/// it passes over. It never reserves memory for a length that is only claimed, goes at most
/// [`MAX_DEPTH`] levels deep, and skips without recursion. Errors name the path of keys and indices.
///
/// ```
/// use connector_runtime::{CborReader, DecodeError};
///
/// fn read(reader: &mut CborReader<'_>) -> Result<(Option<String>, Vec<i32>), DecodeError> {
///     let mut entity = (None, Vec::new());
///     reader.begin_object()?;
///     while let Some(key) = reader.next_key()? {
///         match key.as_ref() {
///             "Gender" => entity.0 = reader.nullable(CborReader::string)?,
///             "Rates" => entity.1 = reader.list(CborReader::integer)?,
///             _ => reader.skip()?,
///         }
///     }
///     Ok(entity)
/// }
///
/// let mut reader = CborReader::new(b"\xa2\x66Gender\x61F\x65Rates\x82\x08\x10");
/// let entity = read(&mut reader)?;
/// reader.finish()?;
/// assert_eq!(entity, (Some("F".to_owned()), vec![8, 16]));
/// # Ok::<(), DecodeError>(())
/// ```
#[derive(Debug)]
pub struct CborReader<'a> {
    bytes: &'a [u8],
    at: usize,
    frames: Vec<Frame>,
}

/// An open array or map.
#[derive(Clone, Copy, Debug)]
struct Frame {
    /// What is still to come; `None` where a break ends it.
    left: Option<u64>,
    place: Place,
}

/// Where in a frame the reader is. A key is kept as the offset of its head, so that reading without an
/// error builds no path.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// In a map of texts: the current key, `None` before the first.
    Key(Option<usize>),
    /// In an array: elements begun so far.
    Element(usize),
    /// In a map that is skipped: keys and values begun so far.
    Skipped(usize),
}

const OUT_OF_RANGE: &str = "a number that is none";

impl<'a> CborReader<'a> {
    /// A reader at the start of `body`.
    pub fn new(body: &'a [u8]) -> Self {
        Self {
            bytes: body,
            at: 0,
            frames: Vec::new(),
        }
    }

    /// Ends reading: nothing may be left.
    pub fn finish(&mut self) -> Result<(), DecodeError> {
        if self.at == self.bytes.len() {
            return Ok(());
        }
        Err(self.unexpected("the end of the body"))
    }

    /// Enters a map whose keys are texts.
    pub fn begin_object(&mut self) -> Result<(), DecodeError> {
        let head = self.value_head("an object")?;
        if head.major != head::MAP {
            return Err(self.unexpected("an object"));
        }
        self.enter(head, 1, Place::Key(None))
    }

    /// The next key of the innermost map, or `None` at its end, which leaves it.
    ///
    /// The value must be read or skipped before the next call.
    pub fn next_key(&mut self) -> Result<Option<Cow<'a, str>>, DecodeError> {
        if !matches!(self.innermost(), Some(Place::Key(_))) {
            return Err(self.unexpected("to be inside an object"));
        }
        if !self.advance()? {
            return Ok(None);
        }
        let start = self.at;
        let key = self.text_value("a key")?;
        if let Some(frame) = self.frames.last_mut() {
            frame.place = Place::Key(Some(start));
        }
        Ok(Some(key))
    }

    /// Reads a value that may be null or undefined.
    pub fn nullable<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        if self.take_null() {
            return Ok(None);
        }
        read(self).map(Some)
    }

    /// Reads an array; null is an empty one.
    pub fn list<T>(
        &mut self,
        read: impl Fn(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let mut items = Vec::new();
        if self.take_null() {
            return Ok(items);
        }
        self.begin_array()?;
        while self.next_element()? {
            items.push(read(self)?);
        }
        Ok(items)
    }

    /// Reads a map whose keys are data; null is an empty one, the last of equal keys counts.
    pub fn map<T>(
        &mut self,
        read: impl Fn(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<BTreeMap<String, T>, DecodeError> {
        let mut entries = BTreeMap::new();
        if self.take_null() {
            return Ok(entries);
        }
        self.begin_object()?;
        while let Some(key) = self.next_key()? {
            let value = read(self)?;
            entries.insert(key.into_owned(), value);
        }
        Ok(entries)
    }

    /// Reads a text.
    pub fn string(&mut self) -> Result<String, DecodeError> {
        self.text().map(Cow::into_owned)
    }

    /// Reads a string without a copy of it, where it is in one piece.
    pub fn text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.text_value("a string")
    }

    /// Reads `true` or `false`.
    pub fn boolean(&mut self) -> Result<bool, DecodeError> {
        let head = self.value_head("a boolean")?;
        let value = match head.simple() {
            Some(head::TRUE) => true,
            Some(head::FALSE) => false,
            _ => return Err(self.unexpected("a boolean")),
        };
        self.at += head.length;
        Ok(value)
    }

    /// Reads an integer of 32 bits; a float without a fraction is one too.
    pub fn integer(&mut self) -> Result<i32, DecodeError> {
        self.whole_number("an integer of 32 bits")
    }

    /// Reads an integer of 64 bits; a float without a fraction is one too.
    pub fn long(&mut self) -> Result<i64, DecodeError> {
        self.whole_number("an integer of 64 bits")
    }

    /// Reads a number of any width as the nearest 32-bit float.
    pub fn float(&mut self) -> Result<f32, DecodeError> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the nearest one is what is wanted"
        )]
        self.decimal().map(|value| value as f32)
    }

    /// Reads a number of any width as the nearest 64-bit float.
    pub fn decimal(&mut self) -> Result<f64, DecodeError> {
        let head = self.value_head("a number")?;
        #[expect(
            clippy::cast_precision_loss,
            reason = "the nearest one is what is wanted"
        )]
        let whole = || head.whole().map(|value| value as f64);
        let value = head.float().or_else(whole);
        let value = value.ok_or_else(|| self.unexpected("a number"))?;
        self.at += head.length;
        Ok(value)
    }

    /// Reads a point in time: seconds since 1970 under tag 1 (RFC 8949, section 3.4.2), as an integer or
    /// a float. Seconds without a tag are understood as well, other tags are not.
    pub fn epoch_seconds(&mut self) -> Result<DateTime, DecodeError> {
        const EXPECTED: &str = "a time in seconds since 1970";
        let start = self.at;
        let mut head = self.head(EXPECTED)?;
        if head.major == head::TAG {
            if head.value() != Some(head::EPOCH) {
                return Err(self.error(start, EXPECTED, "another tag"));
            }
            self.at += head.length;
            head = self.head(EXPECTED)?;
        }
        let time = match (head.float(), head.whole()) {
            (Some(seconds), _) => from_float(seconds),
            (None, Some(seconds)) => i64::try_from(seconds)
                .ok()
                .map(|seconds| DateTime::from_unix(seconds, 0)),
            (None, None) => return Err(self.unexpected(EXPECTED)),
        };
        self.at += head.length;
        time.ok_or_else(|| self.error(start, EXPECTED, OUT_OF_RANGE))
    }

    /// Reads bytes.
    pub fn blob(&mut self) -> Result<Vec<u8>, DecodeError> {
        self.chunks(head::BYTES, "bytes").map(Cow::into_owned)
    }

    /// Passes over one value of any kind, checking that it is well formed, without recursion.
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        let base = self.frames.len();
        loop {
            let head = self.value_head("a value")?;
            match head.major {
                head::ARRAY => self.enter(head, 1, Place::Element(0))?,
                head::MAP => self.enter(head, 2, Place::Skipped(0))?,
                head::BYTES => drop(self.chunks(head::BYTES, "bytes")?),
                head::TEXT => drop(self.text_value("a string")?),
                _ if head.is_break() => return Err(self.unexpected("a value")),
                _ => self.at += head.length,
            }
            while self.frames.len() == base || !self.advance()? {
                if self.frames.len() == base {
                    return Ok(());
                }
            }
        }
    }

    pub(super) fn begin_array(&mut self) -> Result<(), DecodeError> {
        let head = self.value_head("an array")?;
        if head.major != head::ARRAY {
            return Err(self.unexpected("an array"));
        }
        self.enter(head, 1, Place::Element(0))
    }

    /// Moves to the next element of the innermost array; `false` at its end, which leaves it.
    pub(super) fn next_element(&mut self) -> Result<bool, DecodeError> {
        if !matches!(self.innermost(), Some(Place::Element(_))) {
            return Err(self.unexpected("to be inside an array"));
        }
        self.advance()
    }

    /// Enters a container of which each counted entry consists of so many items.
    fn enter(&mut self, head: Head, items: u64, place: Place) -> Result<(), DecodeError> {
        if self.frames.len() == MAX_DEPTH {
            return Err(self.error(self.at, "at most 128 levels", "another one"));
        }
        let rest = self.bytes.len() - self.at - head.length;
        let left = match head.argument {
            Argument::Indefinite => None,
            Argument::Value { bits, .. } => Some(bits.saturating_mul(items)),
        };
        // Each item takes a byte at least, so that a longer claim cannot be kept.
        if left.is_some_and(|left| usize::try_from(left).map_or(true, |left| left > rest)) {
            return Err(self.error(self.at, "as many values as counted", "the end of the body"));
        }
        self.at += head.length;
        self.frames.push(Frame { left, place });
        Ok(())
    }

    /// Moves to the next item of the innermost container; `false` at its end, which leaves it.
    fn advance(&mut self) -> Result<bool, DecodeError> {
        let Some(Frame { left, place }) = self.frames.last().copied() else {
            return Ok(false);
        };
        let is_over = match left {
            Some(left) => left == 0,
            None => self.head("a value or the end")?.is_break(),
        };
        if is_over && left.is_none() {
            if matches!(place, Place::Skipped(begun) if begun % 2 == 1) {
                return Err(self.unexpected("a value"));
            }
            self.at += 1;
        }
        if is_over {
            self.frames.pop();
            return Ok(false);
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.left = left.map(|left| left - 1);
            match &mut frame.place {
                Place::Key(_) => {}
                Place::Element(begun) | Place::Skipped(begun) => *begun += 1,
            }
        }
        Ok(true)
    }

    fn innermost(&self) -> Option<Place> {
        self.frames.last().map(|frame| frame.place)
    }

    fn take_null(&mut self) -> bool {
        let is_null = matches!(self.bytes.get(self.at), Some(0xf6 | 0xf7));
        self.at += usize::from(is_null);
        is_null
    }

    fn whole_number<T: TryFrom<i128>>(&mut self, expected: &str) -> Result<T, DecodeError> {
        let head = self.value_head(expected)?;
        let value = match (head.whole(), head.float()) {
            (Some(value), _) => Some(value),
            (None, Some(value)) => without_fraction(value),
            (None, None) => return Err(self.unexpected(expected)),
        };
        let value = value.and_then(|value| T::try_from(value).ok());
        let value = value.ok_or_else(|| self.error(self.at, expected, OUT_OF_RANGE))?;
        self.at += head.length;
        Ok(value)
    }

    fn text_value(&mut self, expected: &str) -> Result<Cow<'a, str>, DecodeError> {
        let start = self.at;
        let text = match self.chunks(head::TEXT, expected)? {
            Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
        };
        text.ok_or_else(|| self.error(start, "a text in UTF-8", "another encoding"))
    }

    /// The content of a text or byte string, whose chunks are joined where it has an indefinite length.
    fn chunks(&mut self, major: u8, expected: &str) -> Result<Cow<'a, [u8]>, DecodeError> {
        let head = self.value_head(expected)?;
        if head.major != major {
            return Err(self.unexpected(expected));
        }
        if head.argument != Argument::Indefinite {
            return self.chunk(head).map(Cow::Borrowed);
        }
        self.at += head.length;
        let mut joined = Vec::new();
        loop {
            let head = self.head("a chunk or the end")?;
            if head.is_break() {
                self.at += head.length;
                return Ok(Cow::Owned(joined));
            }
            if head.major != major || head.argument == Argument::Indefinite {
                return Err(self.unexpected("a chunk of the same kind"));
            }
            joined.extend_from_slice(self.chunk(head)?);
        }
    }

    fn chunk(&mut self, head: Head) -> Result<&'a [u8], DecodeError> {
        let rest = &self.bytes[self.at + head.length..];
        let length = head.value().and_then(|length| usize::try_from(length).ok());
        let Some(content) = length.and_then(|length| rest.get(..length)) else {
            return Err(self.error(self.at, "as many bytes as counted", "the end of the body"));
        };
        self.at += head.length + content.len();
        Ok(content)
    }

    /// The head of the value here, behind its tags; the reader stands on it afterwards.
    pub(super) fn value_head(&mut self, expected: &str) -> Result<Head, DecodeError> {
        loop {
            let head = self.head(expected)?;
            if head.major != head::TAG {
                return Ok(head);
            }
            self.at += head.length;
        }
    }

    fn head(&self, expected: &str) -> Result<Head, DecodeError> {
        Head::read(&self.bytes[self.at..]).ok_or_else(|| self.unexpected(expected))
    }

    fn unexpected(&self, expected: &str) -> DecodeError {
        let rest = &self.bytes[self.at..];
        let found = match Head::read(rest) {
            Some(head) => head.describe(),
            None if rest.is_empty() => "the end of the body",
            None => "what is not CBOR",
        };
        self.error(self.at, expected, found)
    }

    fn error(&self, offset: usize, expected: &str, found: &str) -> DecodeError {
        DecodeError::at(self.path(), offset, expected, found.to_owned())
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for frame in &self.frames {
            match frame.place {
                Place::Key(None) | Place::Skipped(_) => {}
                Place::Key(Some(start)) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    let key = self.key_text(start);
                    path.extend(key.chars().take(80).filter(|c| !c.is_control()));
                }
                Place::Element(begun) => {
                    let index = begun.saturating_sub(1);
                    write!(path, "[{index}]").expect("writing to a string cannot fail");
                }
            }
        }
        path
    }

    fn key_text(&self, start: usize) -> Cow<'a, str> {
        let mut reader = CborReader::new(self.bytes);
        reader.at = start;
        reader.text_value("a key").unwrap_or_default()
    }
}

/// The integer that a float is, as far as each of them has a float of its own.
fn without_fraction(value: f64) -> Option<i128> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() != 0.0 || value.abs() > EXACT {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole and within ±2^53, checked above"
    )]
    let whole = value as i128;
    Some(whole)
}

/// The time of a float of seconds. Its shortest decimal form has the digits that were meant: the nearest
/// float of 1.123 seconds is a little less.
fn from_float(seconds: f64) -> Option<DateTime> {
    let text = seconds.abs().to_string();
    let time = DateTime::parse(&text, DateTimeFormat::EpochSeconds).ok()?;
    match (seconds < 0.0, time.nanos()) {
        (false, _) => Some(time),
        (true, 0) => Some(DateTime::from_unix(-time.seconds(), 0)),
        (true, nanos) => Some(DateTime::from_unix(
            -time.seconds() - 1,
            1_000_000_000 - nanos,
        )),
    }
}
