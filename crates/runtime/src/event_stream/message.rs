use std::fmt;

use bytes::Bytes;

use crate::cbor::CborWriter;
use crate::date_time::DateTime;
use crate::error::InputError;
use crate::json::{DecodeError, JsonWriter};
use crate::response::Response;

/// One message of an event stream: headers with typed values, and a payload.
///
/// ```
/// use connector_runtime::{EventDecoder, EventMessage, EventValue};
///
/// let mut message = EventMessage::event("Stats");
/// message.set_header("part", Some(EventValue::Integer(3)));
/// message.json(|writer| writer.boolean(&true));
/// let frame = message.encode()?;
///
/// let mut decoder = EventDecoder::new();
/// decoder.push(&frame);
/// let read = decoder.next_message()?.expect("a whole message was pushed");
/// assert_eq!(read.event_type(), Some("Stats"));
/// assert_eq!(read.integer("part")?, Some(3));
/// assert_eq!(read.body().text()?, "true");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct EventMessage {
    headers: Vec<(String, EventValue)>,
    body: Response,
}

/// The value of a header of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventValue {
    /// `true` or `false`.
    Boolean(bool),
    /// An integer of 8 bits.
    Byte(i8),
    /// An integer of 16 bits.
    Short(i16),
    /// An integer of 32 bits.
    Integer(i32),
    /// An integer of 64 bits.
    Long(i64),
    /// At most 65 535 bytes.
    Bytes(Vec<u8>),
    /// A text of at most 65 535 bytes.
    String(String),
    /// A point in time; milliseconds are sent.
    Time(DateTime),
    /// A UUID.
    Uuid([u8; 16]),
}

impl EventMessage {
    /// A message without headers.
    pub fn new(payload: impl Into<Bytes>) -> Self {
        Self {
            headers: Vec::new(),
            body: Response::new(200, payload),
        }
    }

    /// A message of the kind `event` without a payload.
    pub fn event(event_type: &str) -> Self {
        let mut message = Self::new(Bytes::new());
        message.set_header(":message-type", Some(EventValue::from("event")));
        message.set_header(":event-type", Some(EventValue::from(event_type)));
        message
    }

    /// A message of the kind `exception` without a payload.
    pub fn exception(exception_type: &str) -> Self {
        let mut message = Self::new(Bytes::new());
        message.set_header(":message-type", Some(EventValue::from("exception")));
        message.set_header(":exception-type", Some(EventValue::from(exception_type)));
        message
    }

    /// All headers in their order.
    pub fn headers(&self) -> &[(String, EventValue)] {
        &self.headers
    }

    /// The first header of exactly that name.
    pub fn header(&self, name: &str) -> Option<&EventValue> {
        let mut headers = self.headers.iter();
        headers.find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The kind of event: the name of the union's member that it belongs to.
    pub fn event_type(&self) -> Option<&str> {
        self.text(":event-type")
    }

    /// The member of the union that the message belongs to: the type of the event or of the exception.
    pub fn member(&self) -> &str {
        let name = match self.message_type() {
            Some("exception") => ":exception-type",
            _ => ":event-type",
        };
        self.text(name).unwrap_or_default()
    }

    /// What the message is: `event`, `exception` or `error`.
    pub fn message_type(&self) -> Option<&str> {
        self.text(":message-type")
    }

    /// The payload as the body of an answer, which reads every format: `message.body().json(T::read)`.
    pub fn body(&self) -> &Response {
        &self.body
    }

    /// The payload as it came.
    pub fn payload(&self) -> &Bytes {
        self.body.body()
    }

    /// A header that is a text; `None` where it is missing or something else.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.header(name) {
            Some(EventValue::String(text)) => Some(text),
            _ => None,
        }
    }

    /// Reads a header that is a text.
    pub fn string(&self, name: &str) -> Result<Option<String>, DecodeError> {
        self.read(name, "a text", |value| match value {
            EventValue::String(text) => Some(text.clone()),
            _ => None,
        })
    }

    /// Reads a header that is a boolean.
    pub fn boolean(&self, name: &str) -> Result<Option<bool>, DecodeError> {
        self.read(name, "a boolean", |value| match value {
            EventValue::Boolean(value) => Some(*value),
            _ => None,
        })
    }

    /// Reads a header that is an integer of at most 32 bits.
    pub fn integer(&self, name: &str) -> Result<Option<i32>, DecodeError> {
        self.read(name, "an integer of 32 bits", |value| {
            value.whole().and_then(|value| i32::try_from(value).ok())
        })
    }

    /// Reads a header that is an integer of at most 64 bits.
    pub fn long(&self, name: &str) -> Result<Option<i64>, DecodeError> {
        self.read(name, "an integer of 64 bits", EventValue::whole)
    }

    /// Reads a header that consists of bytes.
    pub fn blob(&self, name: &str) -> Result<Option<Vec<u8>>, DecodeError> {
        self.read(name, "bytes", |value| match value {
            EventValue::Bytes(bytes) => Some(bytes.clone()),
            EventValue::Uuid(bytes) => Some(bytes.to_vec()),
            _ => None,
        })
    }

    /// Reads a header that is a point in time.
    pub fn time(&self, name: &str) -> Result<Option<DateTime>, DecodeError> {
        self.read(name, "a time", |value| match value {
            EventValue::Time(time) => Some(*time),
            _ => None,
        })
    }

    fn read<T>(
        &self,
        name: &str,
        expected: &str,
        take: impl Fn(&EventValue) -> Option<T>,
    ) -> Result<Option<T>, DecodeError> {
        let Some(value) = self.header(name) else {
            return Ok(None);
        };
        let fault = || DecodeError::new(format!("the header {name}"), expected, "another value");
        take(value).map(Some).ok_or_else(fault)
    }

    /// Adds a header, or nothing where there is no value.
    pub fn set_header(&mut self, name: &str, value: Option<EventValue>) {
        self.headers
            .extend(value.map(|value| (name.to_owned(), value)));
    }

    /// Adds a header of 8 bits, or nothing where there is no value. An error says that it does not fit.
    pub fn set_byte(&mut self, name: &str, value: Option<i32>) -> Result<(), InputError> {
        let byte = value.map(|value| fitting(name, i8::try_from(value)));
        self.set_header(name, byte.transpose()?.map(EventValue::Byte));
        Ok(())
    }

    /// Adds a header of 16 bits, or nothing where there is no value. An error says that it does not fit.
    pub fn set_short(&mut self, name: &str, value: Option<i32>) -> Result<(), InputError> {
        let short = value.map(|value| fitting(name, i16::try_from(value)));
        self.set_header(name, short.transpose()?.map(EventValue::Short));
        Ok(())
    }

    /// Sets the payload and the header that says what it is.
    pub fn set_payload(&mut self, content_type: &str, payload: impl Into<Bytes>) {
        self.set_header(":content-type", Some(EventValue::from(content_type)));
        self.body = Response::new(200, payload);
    }

    /// Sets the payload to JSON.
    pub fn json(&mut self, write: impl FnOnce(&mut JsonWriter)) {
        let mut writer = JsonWriter::new();
        write(&mut writer);
        self.set_payload("application/json", writer.finish());
    }

    /// Sets the payload to CBOR.
    pub fn cbor(&mut self, write: impl FnOnce(&mut CborWriter)) {
        let mut writer = CborWriter::new();
        write(&mut writer);
        self.set_payload("application/cbor", writer.finish());
    }
}

fn fitting<T, E>(name: &str, value: Result<T, E>) -> Result<T, InputError> {
    value.map_err(|_| InputError::new(name, "is too large for its header"))
}

impl EventValue {
    fn whole(&self) -> Option<i64> {
        match self {
            Self::Byte(value) => Some(i64::from(*value)),
            Self::Short(value) => Some(i64::from(*value)),
            Self::Integer(value) => Some(i64::from(*value)),
            Self::Long(value) => Some(*value),
            _ => None,
        }
    }
}

impl From<&str> for EventValue {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl PartialEq for EventMessage {
    fn eq(&self, other: &Self) -> bool {
        self.headers == other.headers && self.payload() == other.payload()
    }
}

impl Eq for EventMessage {}

/// Shows what is known not to be secret.
impl fmt::Debug for EventMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("EventMessage")
            .field("event_type", &self.event_type())
            .field("headers", &names)
            .field("payload_bytes", &self.payload().len())
            .finish_non_exhaustive()
    }
}
