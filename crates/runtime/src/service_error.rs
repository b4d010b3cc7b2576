//! What a service says about a failure, found in the many forms in which services say it.

use crate::json::Document;
use crate::response::Response;

/// Code, message and request id, as far as the answer has them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ServiceError {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
}

/// Members that hold a code: AWS first, then what others use.
const CODES: [&str; 6] = ["code", "Code", "__type", "error_code", "errorCode", "error"];
/// Members that hold a sentence; `title` is of RFC 9457.
const MESSAGES: [&str; 8] = [
    "message",
    "Message",
    "errorMessage",
    "error_description",
    "error_message",
    "detail",
    "title",
    "error",
];
const REQUEST_ID_HEADERS: [&str; 4] = [
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-request-id",
    "request-id",
];
/// A body longer than this is a page, not a message.
const LONGEST_PLAIN_MESSAGE: usize = 500;

pub(crate) fn read(response: &Response) -> ServiceError {
    let text = response.text().unwrap_or_default().trim();
    let mut error = match text.as_bytes().first() {
        Some(b'{') => text
            .parse()
            .map(|document| from_json(&document))
            .unwrap_or_default(),
        Some(b'<') => from_xml(text),
        _ => from_plain(text),
    };
    if let Some(code) = response.header("x-amzn-errortype") {
        error.code = Some(code.to_owned());
    }
    error.code = error
        .code
        .as_deref()
        .map(bare_code)
        .filter(|code| !code.is_empty());
    error.request_id = request_id(response).map(str::to_owned).or(error.request_id);
    error
}

/// The request id of any answer, from its headers.
pub(crate) fn request_id(response: &Response) -> Option<&str> {
    REQUEST_ID_HEADERS
        .iter()
        .find_map(|name| response.header(name))
}

/// `aws.protocoltests.json#FooError:http://…` is `FooError`.
fn bare_code(code: &str) -> String {
    let code = code.split(':').next().unwrap_or_default();
    code.rsplit('#')
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

fn from_json(document: &Document) -> ServiceError {
    let inner = ["error", "Error"]
        .iter()
        .find_map(|name| match document.member(name) {
            Some(object @ Document::Object(_)) => Some(object),
            _ => None,
        });
    let first_of_list = match document.member("errors") {
        Some(Document::Array(items)) => items.first(),
        _ => None,
    };
    let places = || [Some(document), inner, first_of_list].into_iter().flatten();
    let find = |names: &[&str]| {
        places().find_map(|place| names.iter().find_map(|name| scalar(place.member(name)?)))
    };
    let message = find(&MESSAGES);
    let code = find(&CODES).filter(|code| Some(code) != message.as_ref());
    ServiceError {
        code,
        message,
        request_id: find(&["requestId", "request_id", "RequestId"]),
    }
}

fn scalar(document: &Document) -> Option<String> {
    match document {
        Document::String(text) => Some(text.clone()),
        Document::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The first elements of these names, wherever they stand: `<Error><Code>…` of S3,
/// `<ErrorResponse><Error><Code>…` of query services, `<Response><Errors><Error><Code>…` of EC2.
fn from_xml(text: &str) -> ServiceError {
    let find = |names: &[&str]| names.iter().find_map(|name| element(text, name));
    ServiceError {
        code: find(&["Code"]),
        message: find(&["Message", "message"]),
        request_id: find(&["RequestId", "RequestID", "requestId"]),
    }
}

fn element(text: &str, name: &str) -> Option<String> {
    let start = text.find(&format!("<{name}>"))? + name.len() + 2;
    let length = text[start..].find(&format!("</{name}>"))?;
    Some(resolve_entities(text[start..start + length].trim()))
}

/// The five entities of XML; anything else stays as it is.
fn resolve_entities(text: &str) -> String {
    const ENTITIES: [(&str, &str); 5] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    let resolve =
        |text: String, (entity, character): &(&str, &str)| text.replace(entity, character);
    ENTITIES.iter().fold(text.to_owned(), resolve)
}

fn from_plain(text: &str) -> ServiceError {
    let is_message = !text.is_empty() && text.len() <= LONGEST_PLAIN_MESSAGE;
    ServiceError {
        message: is_message.then(|| text.to_owned()),
        ..ServiceError::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_messages_are_found_in_every_form() {
        let xml = "<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>a &lt;b&gt; \
                   &amp;lt;</Message><RequestId>7</RequestId></Error>";
        let html = "<html><body>Bad gateway</body></html>";
        for (body, code, message, id) in [
            (
                r#"{"__type":"ns#Bad:http://x","message":"m"}"#,
                Some("Bad"),
                Some("m"),
                None,
            ),
            (
                r#"{"code":"Bad","Message":"m"}"#,
                Some("Bad"),
                Some("m"),
                None,
            ),
            (
                r#"{"Code":404,"errorMessage":"m"}"#,
                Some("404"),
                Some("m"),
                None,
            ),
            (r#"{"error":"not found"}"#, None, Some("not found"), None),
            (
                r#"{"error":"invalid_grant","error_description":"m"}"#,
                Some("invalid_grant"),
                Some("m"),
                None,
            ),
            (
                r#"{"error":{"code":"E1","message":"m"}}"#,
                Some("E1"),
                Some("m"),
                None,
            ),
            (
                r#"{"errors":[{"code":1,"title":"m"}]}"#,
                Some("1"),
                Some("m"),
                None,
            ),
            (
                r#"{"detail":"m","request_id":"9"}"#,
                None,
                Some("m"),
                Some("9"),
            ),
            (xml, Some("NoSuchKey"), Some("a <b> &lt;"), Some("7")),
            (html, None, None, None),
            ("Not Found", None, Some("Not Found"), None),
            ("", None, None, None),
            ("{", None, None, None),
            ("<Code>", None, None, None),
        ] {
            let error = read(&Response::new(400, body.to_owned()));
            let found = (
                error.code.as_deref(),
                error.message.as_deref(),
                error.request_id.as_deref(),
            );
            assert_eq!(found, (code, message, id), "{body}");
        }
    }

    #[test]
    fn headers_come_before_the_body() {
        let response = Response::new(400, r#"{"__type":"Other","message":"m"}"#)
            .with_header("X-Amzn-ErrorType", "FooError:http://internal/x")
            .with_header("x-amzn-RequestId", "42");
        let error = read(&response);
        assert_eq!(error.code.as_deref(), Some("FooError"));
        assert_eq!(error.request_id.as_deref(), Some("42"));
    }
}
