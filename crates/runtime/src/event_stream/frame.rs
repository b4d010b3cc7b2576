//! One message as bytes: total length, length of the headers and a checksum of both; the headers; the
//! payload; a checksum of everything before it. All numbers are big-endian, checksums are CRC-32.

use bytes::{Buf, Bytes};

use super::{EventMessage, EventValue, MAX_HEADERS, MAX_PAYLOAD};
use crate::date_time::DateTime;
use crate::error::InputError;
use crate::json::DecodeError;

/// Bytes of the two lengths and their checksum.
pub(super) const PRELUDE: usize = 12;
/// Bytes of the last checksum.
const CHECKSUM: usize = 4;

const TRUE: u8 = 0;
const FALSE: u8 = 1;
const BYTE: u8 = 2;
const SHORT: u8 = 3;
const INTEGER: u8 = 4;
const LONG: u8 = 5;
const BYTES: u8 = 6;
const STRING: u8 = 7;
const TIME: u8 = 8;
const UUID: u8 = 9;

/// What the first bytes of a message say about the rest of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Prelude {
    /// Bytes of the whole message.
    pub(super) total: usize,
    headers: usize,
}

impl Prelude {
    /// Checks the first twelve bytes, so that nobody waits for bytes that a broken length claims.
    pub(super) fn read(bytes: &[u8; PRELUDE]) -> Result<Self, DecodeError> {
        let mut rest = bytes.as_slice();
        let (total, headers, checksum) = (rest.get_u32(), rest.get_u32(), rest.get_u32());
        if crc32fast::hash(&bytes[..8]) != checksum {
            return Err(fault("lengths that match their checksum", "others"));
        }
        let size = |length| usize::try_from(length).unwrap_or(usize::MAX);
        let (total, headers) = (size(total), size(headers));
        let payload = total
            .checked_sub(PRELUDE + CHECKSUM)
            .and_then(|rest| rest.checked_sub(headers));
        match payload {
            Some(payload) if payload <= MAX_PAYLOAD && headers <= MAX_HEADERS => {
                Ok(Self { total, headers })
            }
            Some(_) => Err(fault("at most 128 KiB of headers and 24 MiB", "more")),
            None => Err(fault("lengths that fit each other", "others")),
        }
    }
}

/// Reads a message that is there as a whole.
pub(super) fn decode(frame: &Bytes, prelude: Prelude) -> Result<EventMessage, DecodeError> {
    let content = frame.len() - CHECKSUM;
    let checksum = (&frame[content..]).get_u32();
    if crc32fast::hash(&frame[..content]) != checksum {
        return Err(fault("a message that matches its checksum", "another"));
    }
    let start = PRELUDE + prelude.headers;
    let mut message = EventMessage::new(frame.slice(start..content));
    let mut headers = Reader(&frame[PRELUDE..start]);
    while !headers.0.is_empty() {
        let header = headers.header();
        let (name, value) = header.ok_or_else(|| fault("a header", "what is none"))?;
        message.set_header(name, Some(value));
    }
    Ok(message)
}

fn fault(expected: &str, found: &str) -> DecodeError {
    DecodeError::new("the event stream", expected, found)
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn header(&mut self) -> Option<(&'a str, EventValue)> {
        let length = usize::from(u8::from_be_bytes(self.array()?));
        let name = std::str::from_utf8(self.take(length)?).ok()?;
        let value = self.value()?;
        (!name.is_empty()).then_some((name, value))
    }

    fn value(&mut self) -> Option<EventValue> {
        let [kind] = self.array()?;
        Some(match kind {
            TRUE => EventValue::Boolean(true),
            FALSE => EventValue::Boolean(false),
            BYTE => EventValue::Byte(i8::from_be_bytes(self.array()?)),
            SHORT => EventValue::Short(i16::from_be_bytes(self.array()?)),
            INTEGER => EventValue::Integer(i32::from_be_bytes(self.array()?)),
            LONG => EventValue::Long(i64::from_be_bytes(self.array()?)),
            BYTES => EventValue::Bytes(self.counted()?.to_vec()),
            STRING => EventValue::String(String::from_utf8(self.counted()?.to_vec()).ok()?),
            TIME => EventValue::Time(from_milliseconds(i64::from_be_bytes(self.array()?))),
            UUID => EventValue::Uuid(self.array()?),
            _ => return None,
        })
    }

    fn counted(&mut self) -> Option<&'a [u8]> {
        let length = u16::from_be_bytes(self.array()?);
        self.take(usize::from(length))
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
}

fn from_milliseconds(milliseconds: i64) -> DateTime {
    let nanos = u32::try_from(milliseconds.rem_euclid(1000)).unwrap_or_default() * 1_000_000;
    DateTime::from_unix(milliseconds.div_euclid(1000), nanos)
}

fn to_milliseconds(time: DateTime) -> i64 {
    let fraction = i64::from(time.nanos() / 1_000_000);
    time.seconds().saturating_mul(1000).saturating_add(fraction)
}

impl EventMessage {
    /// The message as it is sent.
    ///
    /// An error names the header that is too long, or what exceeds 128 KiB of headers or 24 MiB of
    /// payload.
    pub fn encode(&self) -> Result<Vec<u8>, InputError> {
        let headers = encoded_headers(self.headers())?;
        let payload = self.payload();
        if payload.len() > MAX_PAYLOAD {
            return Err(InputError::new("payload", "is larger than 24 MiB"));
        }
        let total = PRELUDE + headers.len() + payload.len() + CHECKSUM;
        let length = |bytes| u32::to_be_bytes(u32::try_from(bytes).unwrap_or(u32::MAX));
        let mut frame = Vec::with_capacity(total);
        frame.extend(length(total));
        frame.extend(length(headers.len()));
        frame.extend(crc32fast::hash(&frame).to_be_bytes());
        frame.extend_from_slice(&headers);
        frame.extend_from_slice(payload);
        frame.extend(crc32fast::hash(&frame).to_be_bytes());
        Ok(frame)
    }
}

/// The headers as they stand in a message.
pub(super) fn encoded_headers(headers: &[(String, EventValue)]) -> Result<Vec<u8>, InputError> {
    let mut out = Vec::new();
    for (name, value) in headers {
        let length = u8::try_from(name.len()).ok().filter(|&length| length > 0);
        let Some(length) = length else {
            let reason = "is no name of a header, which has 1 to 255 bytes";
            return Err(InputError::new(name.clone(), reason));
        };
        out.push(length);
        out.extend_from_slice(name.as_bytes());
        push_value(&mut out, value)
            .ok_or_else(|| InputError::new(name.clone(), "is longer than 65535 bytes"))?;
    }
    if out.len() > MAX_HEADERS {
        return Err(InputError::new("headers", "are larger than 128 KiB"));
    }
    Ok(out)
}

fn push_value(out: &mut Vec<u8>, value: &EventValue) -> Option<()> {
    match value {
        EventValue::Boolean(true) => out.push(TRUE),
        EventValue::Boolean(false) => out.push(FALSE),
        EventValue::Byte(value) => push(out, BYTE, &value.to_be_bytes()),
        EventValue::Short(value) => push(out, SHORT, &value.to_be_bytes()),
        EventValue::Integer(value) => push(out, INTEGER, &value.to_be_bytes()),
        EventValue::Long(value) => push(out, LONG, &value.to_be_bytes()),
        EventValue::Bytes(bytes) => return push_counted(out, BYTES, bytes),
        EventValue::String(text) => return push_counted(out, STRING, text.as_bytes()),
        EventValue::Time(time) => push(out, TIME, &to_milliseconds(*time).to_be_bytes()),
        EventValue::Uuid(bytes) => push(out, UUID, bytes),
    }
    Some(())
}

fn push(out: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    out.push(kind);
    out.extend_from_slice(bytes);
}

fn push_counted(out: &mut Vec<u8>, kind: u8, bytes: &[u8]) -> Option<()> {
    let length = u16::try_from(bytes.len()).ok()?;
    push(out, kind, &length.to_be_bytes());
    out.extend_from_slice(bytes);
    Some(())
}
