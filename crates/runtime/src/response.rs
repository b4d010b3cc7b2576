mod bindings;

use std::fmt;

use bytes::Bytes;
use http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::date_time::{DateTime, DateTimeFormat};
use crate::json::{DecodeError, JsonReader};
use crate::service_error;
use crate::stream::ByteStream;

/// A whole answer, as an operation reads it.
///
/// ```
/// use connector_runtime::{DecodeError, JsonReader, Response};
///
/// let response = Response::new(200, r#"["a", "b"]"#).with_header("x-amzn-requestid", "1");
/// let names = response.json(|reader| reader.list(JsonReader::string))?;
/// assert_eq!(names, ["a", "b"]);
/// # Ok::<(), DecodeError>(())
/// ```
#[derive(Clone)]
pub struct Response {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
    /// The body, where it has not come in yet.
    stream: Option<ByteStream>,
}

impl Response {
    /// An answer without headers, for tests and for transports of one's own.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: body.into(),
            stream: None,
        }
    }

    /// The answer with one more header; one that is not valid is left out.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            self.headers.append(name, value);
        }
        self
    }

    pub(crate) fn from_http(response: http::Response<ByteStream>) -> Self {
        let (parts, body) = response.into_parts();
        let (body, stream) = match body.as_bytes() {
            Some(bytes) => (bytes.clone(), None),
            None => (Bytes::new(), Some(body)),
        };
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
            stream,
        }
    }

    /// The HTTP status code.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether the status says success (200 to 299).
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The first header of that name, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as it came; empty where it is a stream.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body of an operation that [streams](crate::Operation::STREAMS), as it comes in.
    ///
    /// All streams of one answer share its bytes: each of them is given out once.
    pub fn stream(&self) -> ByteStream {
        match &self.stream {
            Some(stream) => stream.clone(),
            None => self.body.clone().into(),
        }
    }

    pub(crate) fn set_body(&mut self, body: Bytes) {
        self.body = body;
    }

    /// The time in a header, or nothing where there is none that can be read, as in `Expires`, which
    /// S3 gives back as it was put.
    pub fn header_time_lenient(&self, name: &str, format: DateTimeFormat) -> Option<DateTime> {
        self.header_time(name, format).ok().flatten()
    }

    pub(crate) fn set_stream(&mut self, stream: ByteStream) {
        self.stream = Some(stream);
    }

    pub(crate) fn is_streamed(&self) -> bool {
        self.stream.is_some()
    }

    /// The body as text.
    pub fn text(&self) -> Result<&str, DecodeError> {
        std::str::from_utf8(&self.body)
            .map_err(|_| DecodeError::new("", "a text in UTF-8", "another encoding"))
    }

    /// Reads the whole body as JSON; an empty body gives the default value.
    pub fn json<'a, T: Default>(
        &'a self,
        read: impl FnOnce(&mut JsonReader<'a>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        if self.body.trim_ascii().is_empty() {
            return Ok(T::default());
        }
        let mut reader = JsonReader::new(&self.body)?;
        let value = read(&mut reader)?;
        reader.finish()?;
        Ok(value)
    }

    /// The service's code for what went wrong, without its namespace, if the answer has one.
    pub fn error_code(&self) -> Option<String> {
        service_error::read(self).code
    }
}

/// Shows what is known not to be secret.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
