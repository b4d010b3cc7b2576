//! What a service says about a failure, found in the many forms in which services say it.

use crate::cbor;
use crate::json::{DecodeError, Document};
use crate::response::Response;
use crate::xml::XmlReader;

/// Code, message, request id and whose fault it is, as far as the answer has them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ServiceError {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    /// `Sender` or `Receiver`, in XML.
    pub(crate) kind: Option<String>,
}

/// Members that hold a code: AWS first, then what others use. `Code` may be a member of the modelled error too, `__type`
/// never is.
const CODES: [&str; 6] = ["__type", "code", "Code", "error_code", "errorCode", "error"];
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
        Some(b'<') => from_xml(text).or_status(response),
        None => match cbor::of_error(response.body()) {
            Some(document) => from_json(&document),
            None => ServiceError::default().or_status(response),
        },
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

/// The code that the service had for the error when it spoke the query protocol, which its documentation and programs
/// still name (`awsQueryCompatible`): `x-amzn-query-error: Code;Sender`.
pub(crate) fn query_code(response: &Response) -> Option<String> {
    let code = response.header("x-amzn-query-error")?.split(';').next()?;
    (!code.trim().is_empty()).then(|| code.trim().to_owned())
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
        kind: None,
    }
}

fn scalar(document: &Document) -> Option<String> {
    match document {
        Document::String(text) => Some(text.clone()),
        Document::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// `<Error><Code>…` of S3, `<ErrorResponse><Error><Code>…` of query services and restXml,
/// `<Response><Errors><Error><Code>…` of EC2; the request's id stands inside or beside.
///
/// Where the text breaks off or is no XML, what was found up to there counts. A page has nothing.
fn from_xml(text: &str) -> ServiceError {
    let mut error = ServiceError::default();
    let _ = XmlReader::new(text.as_bytes()).and_then(|mut reader| {
        reader.root()?;
        error.collect(&mut reader)
    });
    error
}

impl ServiceError {
    /// Takes what the children of an element say; the first of each counts.
    fn collect(&mut self, reader: &mut XmlReader<'_>) -> Result<(), DecodeError> {
        while let Some(name) = reader.next_element()? {
            let place = match name.to_ascii_lowercase().as_str() {
                // As deep as the reader goes at most.
                "error" | "errors" | "responsemetadata" => {
                    self.collect(reader)?;
                    continue;
                }
                "code" => &mut self.code,
                "message" => &mut self.message,
                "requestid" => &mut self.request_id,
                "type" => &mut self.kind,
                _ => {
                    reader.skip()?;
                    continue;
                }
            };
            let text = reader.string()?;
            if place.is_none() {
                *place = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            }
        }
        Ok(())
    }

    /// Takes the status for the code where the answer says nothing: one to HEAD, or a page.
    fn or_status(mut self, response: &Response) -> Self {
        if self.code.is_none() && self.message.is_none() {
            let status = http::StatusCode::from_u16(response.status()).ok();
            let reason = status.and_then(|status| status.canonical_reason());
            self.code = Some(response.status().to_string());
            self.message = reason.map(str::to_owned);
        }
        self
    }
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
            (html, Some("400"), Some("Bad Request"), None),
            ("Not Found", None, Some("Not Found"), None),
            ("", Some("400"), Some("Bad Request"), None),
            (" \n", Some("400"), Some("Bad Request"), None),
            ("{", None, None, None),
            ("<Code>", Some("400"), Some("Bad Request"), None),
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

    #[test]
    fn xml_errors_are_found_in_the_form_of_each_protocol() {
        let query = "<ErrorResponse xmlns='u'><Error><Type>Sender</Type><Code>Bad</Code><Message>m\
                     </Message></Error><RequestId>7</RequestId></ErrorResponse>";
        let metadata = "<r><Error><Code> Bad </Code></Error><ResponseMetadata><RequestId>7\
                        </RequestId></ResponseMetadata></r>";
        let ec2 = "<?xml version='1.0'?>\n<Response><Errors><Error><Code>Bad</Code><Message>m\
                   </Message></Error><Error><Code>Other</Code></Error></Errors><RequestID>7\
                   </RequestID></Response>";
        let s3 = "<Error><Code>Bad</Code><Message>m</Message><Resource>/b/k</Resource><RequestId>7\
                  </RequestId><HostId>h</HostId><Part><Code>Other</Code></Part></Error>";
        let other = "<Bad><message><![CDATA[m]]></message><requestId>7</requestId></Bad>";
        let (bad, m, id) = (Some("Bad"), Some("m"), Some("7"));
        for (body, code, message, id, kind) in [
            (query, bad, m, id, Some("Sender")),
            (metadata, bad, None, id, None),
            (ec2, bad, m, id, None),
            (s3, bad, m, id, None),
            (other, None, m, id, None),
            (&query[..query.len() - 20], bad, m, None, Some("Sender")),
            ("<a><Code/><Message>m</Message></a>", None, m, None, None),
            ("<a><Code>Bad</Code>&nbsp;</a>", bad, None, None, None),
            (
                "<a/><Code>Bad</Code>",
                Some("503"),
                Some("Service Unavailable"),
                None,
                None,
            ),
            (
                "<!DOCTYPE html><html>",
                Some("503"),
                Some("Service Unavailable"),
                None,
                None,
            ),
        ] {
            let error = read(&Response::new(503, body.to_owned()));
            let expected = ServiceError {
                code: code.map(str::to_owned),
                message: message.map(str::to_owned),
                request_id: id.map(str::to_owned),
                kind: kind.map(str::to_owned),
            };
            assert_eq!(error, expected, "{body}");
        }
    }
}
