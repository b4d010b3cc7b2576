//! What the protocol of a service says about its operations, for the readers of both model formats.
//!
//! A reader makes one [`Wire`] for a service and asks it for everything that a model leaves to the protocol: the
//! request line ([`Wire::request_line`]), the headers that never change ([`Wire::fixed_headers`]), how bodies are written
//! ([`Wire::request_body`], [`Wire::response_body`]) and how points in time are ([`Wire::timestamp`]).
//!
//! What both readers do besides, so that they agree:
//! * `location`s (Smithy: HTTP traits) count only on the members of inputs, outputs and errors, and only where
//!   [`Wire::has_http_bindings`]; everything else is [`Binding::Body`]. Members that are event streams are
//!   [`Binding::Payload`] in every protocol.
//! * The wire name of label, header and query members is the bound name, of prefix headers the prefix; of members that are
//!   payload, status code or query entries it is the name in the model. [`named`] tells whether the name in the model is
//!   kept beside it.
//! * Names of items, keys and values are kept only where [`Wire::names_items`].
//! * A list of points in time whose format nothing states is read per place: bound to a header or the query it is a shape
//!   of its own, [`list_at`].
//! * A scalar shape's documentation, constraints and secrecy go to the members that target it (a member's own
//!   documentation wins); a list or map of secrets is a secret as a whole.
//! * Numbers in constraints are written by [`number`]; defaults of numbers and Booleans are not kept, because one of the
//!   formats does not state them.

use connector_model::service::{
    Auth, Binding, BodyFormat, PathPart, Protocol, ShapeId, TimestampFormat,
};

/// A service's protocol with the names that it puts into requests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wire<'a> {
    /// The protocol that is spoken.
    pub(crate) protocol: Protocol,
    /// What stands before the operation in `X-Amz-Target` and in the paths of CBOR: botocore's `targetPrefix`, the name of
    /// Smithy's service shape.
    pub(crate) target: &'a str,
    /// Version of the API (`2010-05-08`).
    pub(crate) version: &'a str,
    /// Whether errors keep their old query codes (`awsQueryCompatible`).
    pub(crate) query_compatible: bool,
}

/// Method and address of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestLine {
    /// HTTP method.
    pub(crate) method: String,
    /// Path with its labels.
    pub(crate) path: Vec<PathPart>,
    /// Query parameters that never change, decoded.
    pub(crate) fixed_query: Vec<(String, String)>,
}

/// What a message carries beside members that are bound to its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// No structure at all.
    Nothing,
    /// A structure whose members are all bound elsewhere.
    Bound,
    /// Members of the body, or a structure or union as payload.
    Structure,
    /// Bytes or text as payload.
    Bytes,
    /// Events as payload.
    Events,
}

impl Wire<'_> {
    /// Whether members can stand in the path, the query and in headers.
    pub(crate) fn has_http_bindings(&self) -> bool {
        matches!(self.protocol, Protocol::RestJson | Protocol::RestXml)
    }

    /// Whether items of lists and entries of maps have names on the wire.
    pub(crate) fn names_items(&self) -> bool {
        matches!(
            self.protocol,
            Protocol::RestXml | Protocol::Query | Protocol::Ec2
        )
    }

    /// Method and address of an operation; both are the model's own only where the protocol has HTTP bindings.
    pub(crate) fn request_line(&self, operation: &str, method: &str, uri: &str) -> RequestLine {
        let fixed = |path: String| RequestLine {
            method: "POST".to_owned(),
            path: vec![PathPart::Literal(path)],
            fixed_query: Vec::new(),
        };
        match self.protocol {
            Protocol::RestJson | Protocol::RestXml => {
                let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
                RequestLine {
                    method: method.to_ascii_uppercase(),
                    path: parts(path),
                    fixed_query: pairs(query),
                }
            }
            Protocol::RpcV2Cbor => fixed(format!("/service/{}/operation/{operation}", self.target)),
            _ => fixed("/".to_owned()),
        }
    }

    /// Headers that every request of an operation has; content types are not among them.
    pub(crate) fn fixed_headers(&self, operation: &str, output: Content) -> Vec<(String, String)> {
        let mut headers = Vec::new();
        let mut add = |name: &str, value: String| headers.push((name.to_owned(), value));
        match self.protocol {
            Protocol::AwsJson10 | Protocol::AwsJson11 => {
                add("X-Amz-Target", format!("{}.{operation}", self.target));
            }
            Protocol::RpcV2Cbor => {
                add("smithy-protocol", "rpc-v2-cbor".to_owned());
                let accepted = match output {
                    Content::Events => "application/vnd.amazon.eventstream",
                    _ => "application/cbor",
                };
                add("Accept", accepted.to_owned());
            }
            _ => {}
        }
        if self.query_compatible {
            add("x-amzn-query-mode", "true".to_owned());
        }
        headers
    }

    /// `Action` and `Version` of a request in query form.
    pub(crate) fn query_action(&self, operation: &str) -> Option<(String, String)> {
        matches!(self.protocol, Protocol::Query | Protocol::Ec2)
            .then(|| (operation.to_owned(), self.version.to_owned()))
    }

    /// How a request's body is written.
    pub(crate) fn request_body(&self, content: Content) -> BodyFormat {
        match (self.protocol, content) {
            (_, Content::Bytes | Content::Events) => BodyFormat::Opaque,
            (Protocol::AwsJson10 | Protocol::AwsJson11, _)
            | (Protocol::RestJson, Content::Structure) => BodyFormat::Json,
            (Protocol::Query, _) => BodyFormat::Query,
            (Protocol::Ec2, _) => BodyFormat::Ec2Query,
            (Protocol::RestXml, Content::Structure) => BodyFormat::Xml,
            (Protocol::RpcV2Cbor, Content::Structure | Content::Bound) => BodyFormat::Cbor,
            (_, Content::Nothing | Content::Bound) => BodyFormat::None,
        }
    }

    /// How the body of an answer is written.
    pub(crate) fn response_body(&self, content: Content) -> BodyFormat {
        match (self.protocol, content) {
            (_, Content::Nothing | Content::Bound) => BodyFormat::None,
            (_, Content::Bytes | Content::Events) => BodyFormat::Opaque,
            (Protocol::AwsJson10 | Protocol::AwsJson11 | Protocol::RestJson, _) => BodyFormat::Json,
            (Protocol::RestXml | Protocol::Query | Protocol::Ec2, _) => BodyFormat::Xml,
            (Protocol::RpcV2Cbor, _) => BodyFormat::Cbor,
        }
    }

    /// How a point in time is written where the model does not say it.
    pub(crate) fn timestamp(&self, binding: Binding) -> TimestampFormat {
        match (binding, self.protocol) {
            (Binding::Header | Binding::PrefixHeaders, _) => TimestampFormat::HttpDate,
            (Binding::Query | Binding::QueryEntries | Binding::Label, _)
            | (_, Protocol::RestXml | Protocol::Query | Protocol::Ec2) => TimestampFormat::DateTime,
            _ => TimestampFormat::EpochSeconds,
        }
    }
}

/// Name of a protocol for people, as Smithy writes it.
pub(crate) fn label(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::AwsJson10 => "awsJson1_0",
        Protocol::AwsJson11 => "awsJson1_1",
        Protocol::RestJson => "restJson1",
        Protocol::RestXml => "restXml",
        Protocol::Query => "awsQuery",
        Protocol::Ec2 => "ec2Query",
        Protocol::RpcV2Cbor => "rpcv2Cbor",
    }
}

/// Address of a list of points in time whose format nothing states: the list's own in bodies, one below it where the list
/// is bound to a header or the query and these write them otherwise.
pub(crate) fn list_at(wire: &Wire<'_>, list: &str, binding: Binding) -> ShapeId {
    let id = ShapeId(list.to_owned());
    if wire.timestamp(binding) == wire.timestamp(Binding::Body) {
        return id;
    }
    match binding {
        Binding::Header => id.member("header"),
        Binding::Query | Binding::QueryEntries => id.member("query"),
        _ => id,
    }
}

/// How calls are authenticated, by the first scheme (Smithy's shape ids) that connectors can do; `None` if there is none.
pub(crate) fn auth<'s>(
    schemes: impl IntoIterator<Item = &'s str>,
    signing_name: &str,
    unsigned_payload: bool,
) -> Option<Auth> {
    let service = || signing_name.to_owned();
    schemes.into_iter().find_map(|scheme| match scheme {
        "aws.auth#sigv4" if unsigned_payload => {
            Some(Auth::SigV4UnsignedPayload { service: service() })
        }
        "aws.auth#sigv4" => Some(Auth::SigV4 { service: service() }),
        "aws.auth#sigv4a" => Some(Auth::SigV4a { service: service() }),
        "smithy.api#httpBearerAuth" => Some(Auth::Bearer),
        "smithy.api#httpBasicAuth" => Some(Auth::Basic),
        "smithy.api#noAuth" => Some(Auth::None),
        _ => None,
    })
}

/// The operation whose answer is the text of the root element; only one of the formats says so.
pub(crate) fn is_unwrapped(service_id: Option<&str>, operation: &str) -> bool {
    service_id == Some("S3") && operation == "GetBucketLocation"
}

/// Whether exactly one member of the structure has a value; only one of the formats says so.
pub(crate) fn is_union(service_id: Option<&str>, shape: &str) -> bool {
    matches!(service_id, Some("DynamoDB" | "DynamoDB Streams")) && shape == "AttributeValue"
}

/// The name in the model where the wire has another.
pub(crate) fn named(model: &str, wire: &str) -> Option<String> {
    (model != wire).then(|| model.to_owned())
}

/// Name in requests to EC2 where the model states none for them: the element's name with an upper first letter.
pub(crate) fn ec2_name(element: &str) -> String {
    let mut letters = element.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// A limit as text: whole numbers without a fraction, however the model writes them.
pub(crate) fn number(limit: &serde_json::Number) -> String {
    match limit.as_f64() {
        Some(float) if limit.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => {
            format!("{float:.0}")
        }
        _ => limit.to_string(),
    }
}

/// The default endpoint of a service where no rules are known: `https://`, prefix, region, suffix of the partition.
pub(crate) fn endpoint(prefix: &str) -> Vec<connector_model::service::EndpointPart> {
    use connector_model::service::EndpointPart::{DnsSuffix, Region, Text};
    vec![
        Text(format!("https://{prefix}.")),
        Region,
        Text(".".to_owned()),
        DnsSuffix,
    ]
}

/// Parts of a text with labels in braces (`/{Bucket}/{Key+}`, `{AccountId}.`). A brace that is never closed is literal.
pub(crate) fn parts(text: &str) -> Vec<PathPart> {
    let mut out = Vec::new();
    let literal = |text: &str, out: &mut Vec<PathPart>| {
        if !text.is_empty() {
            out.push(PathPart::Literal(text.to_owned()));
        }
    };
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((label, after)) = behind.split_once('}') else {
            break;
        };
        literal(before, &mut out);
        out.push(match label.strip_suffix('+') {
            Some(greedy) => PathPart::GreedyLabel(greedy.to_owned()),
            None => PathPart::Label(label.to_owned()),
        });
        rest = after;
    }
    literal(rest, &mut out);
    out
}

/// Parameters of a literal query; one without `=` has an empty value.
fn pairs(query: &str) -> Vec<(String, String)> {
    let parameters = query.split('&').filter(|parameter| !parameter.is_empty());
    parameters
        .map(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

/// A text without percent-encoding; what does not decode stays as it is.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = text.get(at + 1..at + 3).filter(|_| *byte == b'%');
        if let Some(decoded) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            out.push(decoded);
            at += 3;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}
