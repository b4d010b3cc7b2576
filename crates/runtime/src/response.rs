use std::fmt;

use bytes::Bytes;
use http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::json::{DecodeError, JsonReader};
use crate::service_error;

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
}

impl Response {
    /// An answer without headers, for tests and for transports of one's own.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: body.into(),
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

    pub(crate) fn from_http(response: http::Response<Bytes>) -> Self {
        let (parts, body) = response.into_parts();
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
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

    /// The body as it came.
    pub fn body(&self) -> &Bytes {
        &self.body
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
