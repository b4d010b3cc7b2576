use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::text::{end_of_plain, unescape};
use super::{DecodeError, MAX_DEPTH};
use crate::base64;
use crate::date_time::{DateTime, DateTimeFormat};

/// A strict pull reader over one JSON text.
///
/// It accepts exactly the grammar of RFC 8259 in UTF-8 without a byte-order mark, at most
/// [`MAX_DEPTH`] levels deep. Skipping does not recurse. Errors name the path of keys and indices.
///
/// ```
/// use connector_runtime::{DecodeError, JsonReader};
///
/// fn read(reader: &mut JsonReader<'_>) -> Result<(Option<String>, Vec<i32>), DecodeError> {
///     let mut entity = (None, Vec::new());
///     reader.begin_object()?;
///     while let Some(key) = reader.next_key()? {
///         match key.as_ref() {
///             "Gender" => entity.0 = reader.nullable(JsonReader::string)?,
///             "Rates" => entity.1 = reader.list(JsonReader::integer)?,
///             _ => reader.skip()?,
///         }
///     }
///     Ok(entity)
/// }
///
/// let mut reader = JsonReader::new(br#"{"Gender": "Female", "Rates": [8000, 16000]}"#)?;
/// let entity = read(&mut reader)?;
/// reader.finish()?;
/// assert_eq!(entity, (Some("Female".to_owned()), vec![8000, 16000]));
/// # Ok::<(), DecodeError>(())
/// ```
#[derive(Debug)]
pub struct JsonReader<'a> {
    text: &'a str,
    at: usize,
    frames: Vec<Frame>,
}

/// An open object or array. What is needed to name the place in an error is kept as offsets, so
/// that reading without an error builds no path.
#[derive(Clone, Copy, Debug)]
enum Frame {
    /// Offset of the current key's opening quote; `None` before the first key.
    Object { key: Option<usize> },
    /// Elements begun so far.
    Array { begun: usize },
}

/// The inside of a string: offsets of the text between the quotes.
#[derive(Clone, Copy)]
struct Span {
    start: usize,
    end: usize,
    /// Where the first escape stands; `end` where there is none. A flag would cost more: copying what has one stalls.
    escape: usize,
}

impl<'a> JsonReader<'a> {
    /// A reader at the start of `body`, which must be UTF-8.
    pub fn new(body: &'a [u8]) -> Result<Self, DecodeError> {
        let text = std::str::from_utf8(body).map_err(|error| {
            let found = "another encoding".to_owned();
            DecodeError::at(String::new(), error.valid_up_to(), "JSON in UTF-8", found)
        })?;
        Ok(Self {
            text,
            at: 0,
            frames: Vec::new(),
        })
    }

    /// Ends reading: nothing but white space may be left.
    pub fn finish(&mut self) -> Result<(), DecodeError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.unexpected("the end of the text")),
        }
    }

    /// Enters an object.
    pub fn begin_object(&mut self) -> Result<(), DecodeError> {
        self.open(b'{', "an object", Frame::Object { key: None })
    }

    /// The next key of the innermost object, or `None` at its end, which leaves it.
    ///
    /// The value must be read or skipped before the next call.
    pub fn next_key(&mut self) -> Result<Option<Cow<'a, str>>, DecodeError> {
        match self.next_key_span()? {
            None => Ok(None),
            Some(span) => self.resolve(span).map(Some),
        }
    }

    /// Reads a value that may be `null`.
    pub fn nullable<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        if self.peek() == Some(b'n') {
            self.literal("null")?;
            return Ok(None);
        }
        read(self).map(Some)
    }

    /// Reads an array; `null` is an empty one.
    pub fn list<T>(
        &mut self,
        read: impl Fn(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let mut items = Vec::new();
        if self.peek() == Some(b'n') {
            self.literal("null")?;
            return Ok(items);
        }
        self.begin_array()?;
        while self.next_element()? {
            items.push(read(self)?);
        }
        Ok(items)
    }

    /// Reads an object whose keys are data; `null` is an empty one, the last of equal keys counts.
    pub fn map<T>(
        &mut self,
        read: impl Fn(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<BTreeMap<String, T>, DecodeError> {
        let mut entries = BTreeMap::new();
        if self.peek() == Some(b'n') {
            self.literal("null")?;
            return Ok(entries);
        }
        self.begin_object()?;
        while let Some(key) = self.next_key()? {
            let value = read(self)?;
            entries.insert(key.into_owned(), value);
        }
        Ok(entries)
    }

    /// Reads a string.
    pub fn string(&mut self) -> Result<String, DecodeError> {
        self.text().map(Cow::into_owned)
    }

    /// Reads a string without a copy of it, where it has no escapes.
    pub fn text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.text_value("a string")
    }

    /// Reads `true` or `false`.
    pub fn boolean(&mut self) -> Result<bool, DecodeError> {
        match self.peek() {
            Some(b't') => self.literal("true").map(|()| true),
            Some(b'f') => self.literal("false").map(|()| false),
            _ => Err(self.unexpected("a boolean")),
        }
    }

    /// Reads an integer of 32 bits; `5.0` and `5e0` are integers too.
    pub fn integer(&mut self) -> Result<i32, DecodeError> {
        const EXPECTED: &str = "an integer of 32 bits";
        let start = self.value_start();
        let value = self.whole_number(EXPECTED)?;
        i32::try_from(value).map_err(|_| self.out_of_range(start, EXPECTED))
    }

    /// Reads an integer of 64 bits; `5.0` and `5e0` are integers too.
    pub fn long(&mut self) -> Result<i64, DecodeError> {
        self.whole_number("an integer of 64 bits")
    }

    /// Reads a number as the nearest 32-bit float, or one of the strings of
    /// [`decimal`](Self::decimal).
    pub fn float(&mut self) -> Result<f32, DecodeError> {
        Ok(self.float_text()?.parse().unwrap_or(f32::NAN))
    }

    /// Reads a number as the nearest 64-bit float.
    ///
    /// The strings `NaN`, `Infinity` and `-Infinity` stand for what JSON numbers cannot say (Smithy
    /// 2.0, AWS restJson1, "Shape serialization").
    pub fn decimal(&mut self) -> Result<f64, DecodeError> {
        Ok(self.float_text()?.parse().unwrap_or(f64::NAN))
    }

    /// The text of a number, or of a string that stands for one; Rust reads both.
    fn float_text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        const EXPECTED: &str = "a number";
        if self.peek() != Some(b'"') {
            return self.number_text(EXPECTED).map(Cow::Borrowed);
        }
        let start = self.at;
        let text = self.text_value(EXPECTED)?;
        match text.as_ref() {
            "NaN" | "Infinity" | "-Infinity" => Ok(text),
            _ => Err(self.error(start, EXPECTED, "a string")),
        }
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

    /// Reads bytes written in base64.
    pub fn blob(&mut self) -> Result<Vec<u8>, DecodeError> {
        const EXPECTED: &str = "bytes in base64";
        let start = self.value_start();
        let text = self.text_value(EXPECTED)?;
        base64::decode(&text).ok_or_else(|| self.error(start, EXPECTED, "another string"))
    }

    /// Passes over one value of any kind, checking its grammar, without recursion.
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        let base = self.frames.len();
        loop {
            match self.peek() {
                Some(b'{') => self.begin_object()?,
                Some(b'[') => self.begin_array()?,
                _ => self.skip_scalar()?,
            }
            while !self.next_in_container(base)? {
                if self.frames.len() == base {
                    return Ok(());
                }
            }
        }
    }

    /// Moves to the next value inside the containers opened since `base`; `false` when the
    /// innermost one has just ended or none is open.
    fn next_in_container(&mut self, base: usize) -> Result<bool, DecodeError> {
        if self.frames.len() == base {
            return Ok(false);
        }
        match self.frames.last() {
            Some(Frame::Object { .. }) => Ok(self.next_key_span()?.is_some()),
            _ => self.next_element(),
        }
    }

    fn skip_scalar(&mut self) -> Result<(), DecodeError> {
        match self.peek() {
            Some(b'"') => self.string_span("a string").map(|_| ()),
            Some(b'n') => self.literal("null"),
            Some(b't' | b'f') => self.boolean().map(|_| ()),
            _ => self.number_text("a value").map(|_| ()),
        }
    }

    pub(super) fn begin_array(&mut self) -> Result<(), DecodeError> {
        self.open(b'[', "an array", Frame::Array { begun: 0 })
    }

    fn open(&mut self, bracket: u8, expected: &str, frame: Frame) -> Result<(), DecodeError> {
        if self.peek() != Some(bracket) {
            return Err(self.unexpected(expected));
        }
        if self.frames.len() == MAX_DEPTH {
            return Err(self.error(self.at, "at most 128 levels", "another one"));
        }
        self.at += 1;
        self.frames.push(frame);
        Ok(())
    }

    /// Moves to the next element of the innermost array; `false` at its end, which leaves it.
    pub(super) fn next_element(&mut self) -> Result<bool, DecodeError> {
        let next = self.peek();
        let Some(Frame::Array { begun }) = self.frames.last_mut() else {
            return Err(self.unexpected("to be inside an array"));
        };
        let first = *begun == 0;
        *begun += 1;
        match next {
            Some(b']') => {
                self.at += 1;
                self.frames.pop();
                Ok(false)
            }
            Some(b',') if !first => {
                self.at += 1;
                Ok(true)
            }
            Some(_) if first => Ok(true),
            _ => Err(self.unexpected("`,` or `]`")),
        }
    }

    #[inline]
    fn next_key_span(&mut self) -> Result<Option<Span>, DecodeError> {
        let next = self.peek();
        let is_first = match self.frames.last() {
            Some(Frame::Object { key }) => key.is_none(),
            _ => return Err(self.unexpected("to be inside an object")),
        };
        match next {
            Some(b',') if !is_first => self.at += 1,
            Some(b'}') => {
                self.at += 1;
                self.frames.pop();
                return Ok(None);
            }
            Some(_) if is_first => {}
            _ => return Err(self.unexpected("`,` or `}`")),
        }
        let start = self.value_start();
        let span = self.string_span("a key")?;
        if let Some(Frame::Object { key }) = self.frames.last_mut() {
            *key = Some(start);
        }
        if self.peek() != Some(b':') {
            return Err(self.unexpected("`:`"));
        }
        self.at += 1;
        Ok(Some(span))
    }

    pub(super) fn text_value(&mut self, expected: &str) -> Result<Cow<'a, str>, DecodeError> {
        let span = self.string_span(expected)?;
        self.resolve(span)
    }

    #[inline]
    fn resolve(&self, span: Span) -> Result<Cow<'a, str>, DecodeError> {
        let raw = &self.text[span.start..span.end];
        if span.escape < span.end {
            return self.unescaped(span);
        }
        Ok(Cow::Borrowed(raw))
    }

    #[cold]
    fn unescaped(&self, span: Span) -> Result<Cow<'a, str>, DecodeError> {
        unescape(&self.text[span.start..span.end])
            .map_err(|_| self.error(span.start, "text", "half a surrogate pair"))
    }

    /// Passes over a string and checks it. What lies between the quotes starts and ends beside an
    /// ASCII byte, so slicing there cannot cut a character.
    #[inline]
    fn string_span(&mut self, expected: &str) -> Result<Span, DecodeError> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected(expected));
        }
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        let mut at = start;
        let mut escape = None;
        loop {
            at = end_of_plain(bytes, at);
            match bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escape = escape.or(Some(at));
                    at += self.escape_length(at)?;
                }
                Some(_) => return Err(self.error(at, "text", "a control character")),
                None => return Err(self.error(at, "`\"`", "the end of the text")),
            }
        }
        self.at = at + 1;
        Ok(Span {
            start,
            end: at,
            escape: escape.unwrap_or(at),
        })
    }

    #[cold]
    fn escape_length(&self, at: usize) -> Result<usize, DecodeError> {
        let bytes = self.text.as_bytes();
        match bytes.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
            Some(b'u') => match bytes.get(at + 2..at + 6) {
                Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => Ok(6),
                _ => Err(self.error(at, "four hexadecimal digits", "something else")),
            },
            _ => Err(self.error(at, "an escape of JSON", "another one")),
        }
    }

    pub(super) fn literal(&mut self, word: &str) -> Result<(), DecodeError> {
        if !self.text[self.at..].starts_with(word) {
            return Err(self.unexpected("a value"));
        }
        self.at += word.len();
        Ok(())
    }

    /// The source text of a number, checked against the grammar.
    pub(super) fn number_text(&mut self, expected: &str) -> Result<&'a str, DecodeError> {
        let start = self.value_start();
        let bytes = self.text.as_bytes();
        let mut at = start + usize::from(bytes.get(start) == Some(&b'-'));
        match bytes.get(at) {
            Some(b'0') => at += 1,
            Some(b'1'..=b'9') => at = end_of_digits(bytes, at),
            _ => return Err(self.unexpected(expected)),
        }
        if bytes.get(at) == Some(&b'.') {
            at = self.digits(at + 1)?;
        }
        if let Some(b'e' | b'E') = bytes.get(at) {
            let signed = matches!(bytes.get(at + 1), Some(b'+' | b'-'));
            at = self.digits(at + 1 + usize::from(signed))?;
        }
        self.at = at;
        Ok(&self.text[start..at])
    }

    fn digits(&self, from: usize) -> Result<usize, DecodeError> {
        let end = end_of_digits(self.text.as_bytes(), from);
        if end == from {
            return Err(self.error(from, "a digit", "something else"));
        }
        Ok(end)
    }

    fn whole_number(&mut self, expected: &str) -> Result<i64, DecodeError> {
        let start = self.value_start();
        let digits = self.number_text(expected)?;
        if let Ok(value) = digits.parse() {
            return Ok(value);
        }
        whole(digits).ok_or_else(|| self.out_of_range(start, expected))
    }

    /// Reads a time in the given format; one of the two other formats is understood as well,
    /// because services are known to answer in another one than their model says.
    fn time(&mut self, format: DateTimeFormat) -> Result<DateTime, DecodeError> {
        let start = self.value_start();
        let text = match self.peek() {
            Some(b'"') => self.text_value("a time")?,
            _ => Cow::Borrowed(self.number_text("a time")?),
        };
        [
            format,
            DateTimeFormat::DateTime,
            DateTimeFormat::EpochSeconds,
            DateTimeFormat::HttpDate,
        ]
        .into_iter()
        .find_map(|format| DateTime::parse(&text, format).ok())
        .ok_or_else(|| self.error(start, "a time", "another text"))
    }

    /// The next byte that is not white space; the reader stands on it afterwards.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(self.at) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn value_start(&mut self) -> usize {
        self.peek();
        self.at
    }

    fn out_of_range(&self, start: usize, expected: &str) -> DecodeError {
        self.error(start, expected, "a number that is none")
    }

    #[cold]
    pub(super) fn unexpected(&self, expected: &str) -> DecodeError {
        let found = match self.text.as_bytes().get(self.at) {
            None => "the end of the text",
            Some(b'{') => "an object",
            Some(b'[') => "an array",
            Some(b'"') => "a string",
            Some(b'-' | b'0'..=b'9') => "a number",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            Some(b'}') => "`}`",
            Some(b']') => "`]`",
            Some(b',') => "`,`",
            Some(b':') => "`:`",
            Some(_) => "what is not JSON",
        };
        self.error(self.at, expected, found)
    }

    #[cold]
    fn error(&self, offset: usize, expected: &str, found: &str) -> DecodeError {
        DecodeError::at(self.path(), offset, expected, found.to_owned())
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for frame in &self.frames {
            match *frame {
                Frame::Object { key: None } => {}
                Frame::Object { key: Some(start) } => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.extend(
                        self.key_text(start)
                            .chars()
                            .take(80)
                            .filter(|c| !c.is_control()),
                    );
                }
                Frame::Array { begun } => {
                    let index = begun.saturating_sub(1);
                    write!(path, "[{index}]").expect("writing to a string cannot fail");
                }
            }
        }
        path
    }

    fn key_text(&self, start: usize) -> Cow<'a, str> {
        let mut reader = JsonReader {
            text: self.text,
            at: start,
            frames: Vec::new(),
        };
        match reader.string_span("a key") {
            Ok(span) => unescape(&self.text[span.start..span.end]).unwrap_or_default(),
            Err(_) => Cow::Borrowed(""),
        }
    }
}

fn end_of_digits(bytes: &[u8], from: usize) -> usize {
    let digits = bytes[from.min(bytes.len())..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit());
    from + digits.count()
}

/// The value of a number written with a fraction or an exponent, if it is whole and exact.
fn whole(digits: &str) -> Option<i64> {
    /// Up to here every whole number has its own 64-bit float.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if !digits.contains(['.', 'e', 'E']) {
        return None;
    }
    let value: f64 = digits.parse().ok()?;
    if value.fract() != 0.0 || value.abs() > EXACT {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole and within ±2^53, checked above"
    )]
    let whole = value as i64;
    Some(whole)
}
