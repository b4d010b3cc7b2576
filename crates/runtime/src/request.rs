mod bindings;
#[cfg(feature = "compression")]
mod compression;
mod payload;

use std::fmt::{self, Display, Write};

use http::Method;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use crate::error::InputError;
use crate::json::JsonWriter;
use crate::percent::{self, Keep};
use crate::stream::ByteStream;

pub use bindings::Float;
pub(crate) use payload::Checksum;

/// The content type of urlencoded fields.
const FORM: &str = "application/x-www-form-urlencoded";

/// A request without a host: what an operation makes of its entity.
///
/// Every value is encoded for the place it goes to. Nothing is sent and nothing is signed here, so
/// tests can compare it as it is.
///
/// ```
/// use connector_runtime::{InputError, Method, Request};
///
/// let mut request = Request::new(Method::GET);
/// request.path("/functions/");
/// request.label("FunctionName", "a/b")?;
/// request.query("Marker", None::<&str>);
/// request.query("MaxItems", Some(&10));
/// assert_eq!(request.path_and_query(), "/functions/a%2Fb?MaxItems=10");
/// # Ok::<(), InputError>(())
/// ```
#[derive(Clone)]
pub struct Request {
    method: Method,
    path: String,
    query: String,
    headers: HeaderMap,
    body: Vec<u8>,
    /// What stands before the endpoint's host.
    host_prefix: String,
    /// The body, where it is a stream; it comes before `body`.
    stream: Option<ByteStream>,
    /// Whether each piece of the stream is a message.
    sends_events: bool,
    checksum: Option<Checksum>,
}

impl Request {
    /// A request with an empty path, no query, no headers and no body.
    pub fn new(method: Method) -> Self {
        let (path, query) = (String::with_capacity(64), String::new());
        Self {
            method,
            path,
            query,
            headers: HeaderMap::new(),
            body: Vec::new(),
            host_prefix: String::new(),
            stream: None,
            sends_events: false,
            checksum: None,
        }
    }

    /// Appends fixed text to the path; it is percent-encoded already.
    pub fn path(&mut self, literal: &str) {
        self.path.push_str(literal);
    }

    /// Appends one value to the path, percent-encoded.
    ///
    /// A value that would make another path of it, being empty, `.` or `..`, is an error that names
    /// the member.
    pub fn label<T: Display + ?Sized>(
        &mut self,
        member: &'static str,
        value: &T,
    ) -> Result<(), InputError> {
        self.path_value(member, &value, Keep::Nothing)
    }

    /// Appends one value to the path in which `/` separates segments, percent-encoded between them.
    ///
    /// Segments `.` and `..` are sent as they are: keys of S3 may have them, and S3 takes paths without
    /// resolving them (Smithy's protocol tests, `S3PreservesEmbeddedDotSegmentInUriLabel`).
    pub fn greedy_label<T: Display + ?Sized>(
        &mut self,
        member: &'static str,
        value: &T,
    ) -> Result<(), InputError> {
        self.path_value(member, &value, Keep::Slash)
    }

    /// Checks a value that stands in the address of the endpoint: one that would make another address of it, being empty,
    /// `.` or `..`, is an error that names the member.
    pub fn address_label<T: Display + ?Sized>(
        &self,
        member: &'static str,
        value: &T,
    ) -> Result<(), InputError> {
        match value.to_string().as_str() {
            "" | "." | ".." => Err(InputError::new(
                member,
                "must not be empty, `.` or `..`, as it is a part of the address",
            )),
            _ => Ok(()),
        }
    }

    fn path_value(
        &mut self,
        member: &'static str,
        value: &dyn Display,
        keep: Keep,
    ) -> Result<(), InputError> {
        let text = value.to_string();
        if text.is_empty() {
            return Err(InputError::new(
                member,
                "is empty, but it is a part of the path",
            ));
        }
        if keep == Keep::Nothing && matches!(text.as_str(), "." | "..") {
            return Err(InputError::new(
                member,
                "must not be `.` or `..`, as it is a part of the path",
            ));
        }
        percent::encode_into(&mut self.path, text.as_bytes(), keep);
        Ok(())
    }

    /// Appends a query parameter, or nothing where there is no value.
    pub fn query<T: Display + ?Sized>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            push_pair(&mut self.query, name, &value);
        }
    }

    /// Appends a fixed query parameter; name and value are encoded here.
    pub fn query_literal(&mut self, name: &str, value: &str) {
        push_pair(&mut self.query, name, &value);
    }

    /// Appends a query parameter for each item.
    pub fn query_list<T: Display>(&mut self, name: &str, items: &[T]) {
        for item in items {
            push_pair(&mut self.query, name, item);
        }
    }

    /// Sets a header, or nothing where there is no value.
    ///
    /// A value that is not visible ASCII, space or tab is an error: a line break would start a
    /// header of its own.
    pub fn header<T: Display + ?Sized>(
        &mut self,
        name: &str,
        value: Option<&T>,
    ) -> Result<(), InputError> {
        match value {
            Some(value) => self.header_value(name, &value),
            None => Ok(()),
        }
    }

    fn header_value(&mut self, name: &str, value: &dyn Display) -> Result<(), InputError> {
        let text = value.to_string();
        let header = name.parse::<HeaderName>().ok();
        // The HTTP library lets bytes above ASCII through, which servers read in different ways.
        let value = HeaderValue::from_str(text.trim())
            .ok()
            .filter(|_| text.is_ascii());
        let (Some(header), Some(value)) = (header, value) else {
            let reason = "has a character that cannot be sent in a header";
            return Err(InputError::new(name, reason));
        };
        // There is one content type; what the caller says comes before what the body says.
        if header == CONTENT_TYPE {
            self.headers.insert(header, value);
        } else {
            self.headers.append(header, value);
        }
        Ok(())
    }

    /// Sets a fixed header; one that is not valid is left out, which generation has excluded.
    pub fn header_literal(&mut self, name: &str, value: &str) {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            self.headers.insert(name, value);
        }
    }

    /// Sets the body to JSON.
    pub fn json(&mut self, write: impl FnOnce(&mut JsonWriter)) {
        self.json_as("application/json", write);
    }

    /// Sets the body to JSON under another content type.
    pub fn json_as(&mut self, content_type: &str, write: impl FnOnce(&mut JsonWriter)) {
        let mut writer = JsonWriter::new();
        write(&mut writer);
        self.bytes(content_type, writer.finish().into_bytes());
    }

    /// Sets the body to a text.
    pub fn text(&mut self, content_type: &str, body: impl Into<String>) {
        self.bytes(content_type, body.into());
    }

    /// Sets the body. A content type that was set before as a header stays.
    pub fn bytes(&mut self, content_type: &str, body: impl Into<Vec<u8>>) {
        self.body = body.into();
        if !self.headers.contains_key(CONTENT_TYPE) {
            self.header_literal("content-type", content_type);
        }
    }

    /// Appends a field to a urlencoded body, or nothing where there is no value.
    pub fn form<T: Display + ?Sized>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.form_field(name, &value);
        }
    }

    /// Appends a field to a urlencoded body for each item.
    pub fn form_list<T: Display>(&mut self, name: &str, items: &[T]) {
        for item in items {
            self.form_field(name, item);
        }
    }

    fn form_field(&mut self, name: &str, value: &dyn Display) {
        let mut body = String::from_utf8(std::mem::take(&mut self.body)).unwrap_or_default();
        push_pair(&mut body, name, value);
        self.bytes(FORM, body);
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Path and query, as they go out below an endpoint without a path of its own.
    pub fn path_and_query(&self) -> String {
        match (self.encoded_path(), self.query.as_str()) {
            (path, "") => path.to_owned(),
            (path, query) => format!("{path}?{query}"),
        }
    }

    /// The headers of the operation, without those of the client.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, empty where there is none or where it is a stream that is not in memory.
    pub fn body(&self) -> &[u8] {
        match &self.stream {
            Some(stream) => stream.as_bytes().map_or(&[], |bytes| bytes),
            None => &self.body,
        }
    }

    /// The path; never empty.
    pub(crate) fn encoded_path(&self) -> &str {
        if self.path.is_empty() {
            "/"
        } else {
            &self.path
        }
    }

    /// The path below that of an endpoint, starting with `/`.
    pub(crate) fn take_path(&mut self, prefix: &str) -> String {
        if prefix.is_empty() && self.path.starts_with('/') {
            return std::mem::take(&mut self.path);
        }
        let path = self.encoded_path();
        let slash = if path.starts_with('/') { "" } else { "/" };
        [prefix, slash, path].concat()
    }

    pub(crate) fn take_query(&mut self) -> String {
        std::mem::take(&mut self.query)
    }
}

/// Shows where the request goes; values of headers, query and body may be secret.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body_bytes", &self.body().len())
            .finish_non_exhaustive()
    }
}

pub(crate) fn push_pair(pairs: &mut String, name: &str, value: &dyn Display) {
    if !pairs.is_empty() {
        pairs.push('&');
    }
    percent::encode_into(pairs, name.as_bytes(), Keep::Nothing);
    pairs.push('=');
    write!(Encoded(pairs), "{value}").expect("writing to a string cannot fail");
}

/// Encodes what is written to it.
struct Encoded<'a>(&'a mut String);

impl Write for Encoded<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        percent::encode_into(self.0, text.as_bytes(), Keep::Nothing);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_leave_their_place_in_the_path() {
        for (value, path) in [
            ("plain", "/x/plain"),
            ("a/b", "/x/a%2Fb"),
            ("../y", "/x/..%2Fy"),
            ("?q=1#f", "/x/%3Fq%3D1%23f"),
            ("%2e%2e", "/x/%252e%252e"),
            ("é\r\n", "/x/%C3%A9%0D%0A"),
        ] {
            let mut request = Request::new(Method::GET);
            request.path("/x/");
            request.label("Name", value).expect(value);
            assert_eq!(request.path_and_query(), path);
        }
        for value in ["", ".", ".."] {
            let error = Request::new(Method::GET)
                .label("Name", value)
                .expect_err(value);
            assert!(error.to_string().contains("`Name`"), "{error}");
        }
        let mut request = Request::new(Method::GET);
        assert!(request.greedy_label("Key", "").is_err());
        assert!(request.greedy_label("Key", "../a/b c?d").is_ok());
        assert_eq!(request.path_and_query(), "../a/b%20c%3Fd");
    }

    #[test]
    fn values_cannot_leave_their_place_in_the_query() {
        let mut request = Request::new(Method::GET);
        request.query("a&b", Some("1=2&c=3+ #"));
        request.query("none", None::<&String>);
        request.query_list("tag", &["x", "y"]);
        request.query_literal("list-type", "2");
        let expected = "/?a%26b=1%3D2%26c%3D3%2B%20%23&tag=x&tag=y&list-type=2";
        assert_eq!(request.path_and_query(), expected);
    }

    #[test]
    fn header_values_that_break_lines_are_refused() {
        let mut request = Request::new(Method::GET);
        for value in ["a\r\nx: y", "a\nb", "a\rb", "a\0b", "é"] {
            assert!(request.header("x-a", Some(value)).is_err(), "{value:?}");
        }
        assert!(request.header("x a", Some("b")).is_err());
        assert!(request.headers().is_empty());
    }

    #[test]
    fn bodies_carry_their_content_type() {
        let mut request = Request::new(Method::POST);
        request.form("Action", Some("List Users"));
        request.form_list("tag", &[1, 2]);
        assert_eq!(request.body(), b"Action=List%20Users&tag=1&tag=2");
        assert_eq!(request.headers()["content-type"], FORM);

        let mut request = Request::new(Method::POST);
        request.json(|writer| writer.boolean(&true));
        assert_eq!(request.body(), b"true");
        assert_eq!(request.headers()["content-type"], "application/json");
    }
}
