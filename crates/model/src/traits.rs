//! Facts that API models state and samples cannot show, in the terms of Smithy's traits.
//!
//! Readers resolve what depends on a format (where a name comes from, which default applies), so that the same
//! API gives the same facts from every format.

use serde::{Deserialize, Serialize};

use crate::endpoint_rules::RuleSet;
use crate::service::{PathPart, is_default};

/// Facts about a whole service.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServiceTraits {
    /// Protocol that the connector speaks.
    #[serde(skip_serializing_if = "is_default")]
    pub protocol: Option<Protocol>,
    /// `sdkId` (`Route 53`).
    #[serde(skip_serializing_if = "is_default")]
    pub service_id: Option<String>,
    /// First label of its hosts (`monitoring`), where no rule says more.
    #[serde(skip_serializing_if = "is_default")]
    pub endpoint_prefix: Option<String>,
    /// Version of the API (`2010-05-08`).
    #[serde(skip_serializing_if = "is_default")]
    pub api_version: Option<String>,
    /// How the host of a call is found.
    #[serde(skip_serializing_if = "is_default")]
    pub endpoint_rules: Option<RuleSet>,
    /// Whether errors carry their old query code in a header (`awsQueryCompatible`).
    #[serde(skip_serializing_if = "is_default")]
    pub query_compatible: bool,
}

/// A protocol of AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// `awsJson1_0`.
    AwsJson10,
    /// `awsJson1_1`.
    AwsJson11,
    /// restJson1.
    RestJson,
    /// restXml.
    RestXml,
    /// awsQuery.
    Query,
    /// ec2Query.
    Ec2,
    /// rpcv2Cbor.
    RpcV2Cbor,
}

/// Facts about an operation.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a trait of the model, there or not"
)]
pub struct OperationTraits {
    /// `Action` and `Version` of a request in query form.
    #[serde(skip_serializing_if = "is_default")]
    pub query_action: Option<(String, String)>,
    /// Element below the root of a query answer that holds the result.
    #[serde(skip_serializing_if = "is_default")]
    pub result_wrapper: Option<String>,
    /// Root of the XML request: of the structure, or of the payload.
    #[serde(skip_serializing_if = "is_default")]
    pub xml_root: Option<XmlName>,
    /// How the body of the answer is written.
    #[serde(skip_serializing_if = "is_default")]
    pub response_body: Option<crate::service::BodyFormat>,
    /// The answer's only member is the text of the root element (S3 `GetBucketLocation`).
    #[serde(skip_serializing_if = "is_default")]
    pub unwrapped_output: bool,
    /// Put before the endpoint's host (`{AccountId}.`).
    #[serde(skip_serializing_if = "is_default")]
    pub host_prefix: Vec<PathPart>,
    /// How a list goes on from page to page.
    #[serde(skip_serializing_if = "is_default")]
    pub pagination: Option<Pagination>,
    /// Waiters that call it, by name.
    #[serde(skip_serializing_if = "is_default")]
    pub waiters: Vec<Waiter>,
    /// Checksums of bodies.
    #[serde(skip_serializing_if = "is_default")]
    pub checksum: Option<Checksum>,
    /// Whether the body must go out with a checksum or `Content-MD5`.
    #[serde(skip_serializing_if = "is_default")]
    pub checksum_required: bool,
    /// Whether a large body is sent compressed with gzip.
    #[serde(skip_serializing_if = "is_default")]
    pub compresses: bool,
    /// Endpoint parameters with a fixed value.
    #[serde(skip_serializing_if = "is_default")]
    pub static_context: Vec<(String, ContextValue)>,
    /// Endpoint parameters computed from the input: name and JMESPath expression.
    #[serde(skip_serializing_if = "is_default")]
    pub operation_context: Vec<(String, String)>,
    /// Whether nothing is changed by a call.
    #[serde(skip_serializing_if = "is_default")]
    pub readonly: bool,
    /// Whether a second equal call changes nothing more.
    #[serde(skip_serializing_if = "is_default")]
    pub idempotent: bool,
    /// Whether it should no longer be used.
    #[serde(skip_serializing_if = "is_default")]
    pub deprecated: Option<Deprecation>,
    /// Whether a body of HTTP/2 is needed: events in both directions.
    #[serde(skip_serializing_if = "is_default")]
    pub needs_http2: bool,
}

/// Facts about a shape.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShapeTraits {
    /// Name of a list's items or of a map's values on the wire; `member` and `value` without it.
    #[serde(skip_serializing_if = "is_default")]
    pub item: Option<XmlName>,
    /// Name of a map's keys on the wire; `key` without it.
    #[serde(skip_serializing_if = "is_default")]
    pub key: Option<XmlName>,
    /// Namespace of the elements with this shape's value.
    #[serde(skip_serializing_if = "is_default")]
    pub xml_namespace: Option<XmlNamespace>,
    /// Whether exactly one of the structure's members is there.
    #[serde(skip_serializing_if = "is_default")]
    pub union: bool,
    /// Whether the members of the union are events of a stream.
    #[serde(skip_serializing_if = "is_default")]
    pub event_stream: bool,
    /// Whether it should no longer be used.
    #[serde(skip_serializing_if = "is_default")]
    pub deprecated: Option<Deprecation>,
    /// What values are allowed; documentation only.
    #[serde(skip_serializing_if = "is_default")]
    pub constraints: Constraints,
}

/// Facts about a member.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a trait of the model, there or not"
)]
pub struct MemberTraits {
    /// Name in the model, where the wire has another.
    #[serde(skip_serializing_if = "is_default")]
    pub name: Option<String>,
    /// Name in requests of query protocols, where answers have another.
    #[serde(skip_serializing_if = "is_default")]
    pub query_name: Option<String>,
    /// Whether the items or entries stand without an element around them, each under the wire name.
    #[serde(skip_serializing_if = "is_default")]
    pub flattened: bool,
    /// Whether it is an attribute of the element around it.
    #[serde(skip_serializing_if = "is_default")]
    pub xml_attribute: bool,
    /// Namespace of its element.
    #[serde(skip_serializing_if = "is_default")]
    pub xml_namespace: Option<XmlNamespace>,
    /// Whether a missing value is replaced by a random UUID.
    #[serde(skip_serializing_if = "is_default")]
    pub idempotency_token: bool,
    /// Whether the value is part of the host too.
    #[serde(skip_serializing_if = "is_default")]
    pub host_label: bool,
    /// Whether the bytes are not held in memory.
    #[serde(skip_serializing_if = "is_default")]
    pub streaming: bool,
    /// Whether the length of the stream has to be known.
    #[serde(skip_serializing_if = "is_default")]
    pub requires_length: bool,
    /// Whether the text is JSON, which headers carry as base64.
    #[serde(skip_serializing_if = "is_default")]
    pub json_value: bool,
    /// Whether it is a header of its event.
    #[serde(skip_serializing_if = "is_default")]
    pub event_header: bool,
    /// Bits of an integer that is a header of its event, where they are fewer than 32.
    #[serde(skip_serializing_if = "is_default")]
    pub event_header_bits: Option<u8>,
    /// Whether it is the payload of its event.
    #[serde(skip_serializing_if = "is_default")]
    pub event_payload: bool,
    /// Whether it is no event but an exception, which ends its stream.
    #[serde(skip_serializing_if = "is_default")]
    pub event_exception: bool,
    /// Whether the value is a secret.
    #[serde(skip_serializing_if = "is_default")]
    pub sensitive: bool,
    /// Endpoint parameter that takes the value.
    #[serde(skip_serializing_if = "is_default")]
    pub context_parameter: Option<String>,
    /// Content type of a payload (`mediaType`).
    #[serde(skip_serializing_if = "is_default")]
    pub media_type: Option<String>,
    /// Value that the service assumes where there is none, as JSON.
    #[serde(skip_serializing_if = "is_default")]
    pub default: Option<String>,
    /// Whether it should no longer be used.
    #[serde(skip_serializing_if = "is_default")]
    pub deprecated: Option<Deprecation>,
    /// What values are allowed; documentation only.
    #[serde(skip_serializing_if = "is_default")]
    pub constraints: Constraints,
}

/// Name of an element with its namespace.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct XmlName {
    /// Name, possibly with a prefix.
    pub name: String,
    /// Namespace that the element declares.
    #[serde(default, skip_serializing_if = "is_default")]
    pub namespace: Option<XmlNamespace>,
}

/// A namespace that an element declares.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct XmlNamespace {
    /// Prefix; `None` declares the default namespace.
    #[serde(default, skip_serializing_if = "is_default")]
    pub prefix: Option<String>,
    /// URI.
    pub uri: String,
}

/// That something should no longer be used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Deprecation {
    /// Why, or what to use instead.
    #[serde(skip_serializing_if = "is_default")]
    pub message: Option<String>,
    /// Since when.
    #[serde(skip_serializing_if = "is_default")]
    pub since: Option<String>,
}

/// What values are allowed. Services check it; nothing here does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Constraints {
    /// Least length, size or number, as the model writes it.
    #[serde(skip_serializing_if = "is_default")]
    pub min: Option<String>,
    /// Greatest length, size or number.
    #[serde(skip_serializing_if = "is_default")]
    pub max: Option<String>,
    /// Regular expression of texts.
    #[serde(skip_serializing_if = "is_default")]
    pub pattern: Option<String>,
}

/// How a list goes on from page to page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pagination {
    /// Members of the request that take the tokens, by name in the model.
    pub input_tokens: Vec<String>,
    /// JMESPath expressions of the tokens in the answer, one for each.
    pub output_tokens: Vec<String>,
    /// JMESPath expressions of the items, the main one first.
    pub items: Vec<String>,
    /// Member of the request with the size of a page.
    pub page_size: Option<String>,
    /// JMESPath expression of a Boolean: whether there are more.
    pub more_results: Option<String>,
}

/// Waits for a state of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiter {
    /// Name (`FunctionActive`).
    pub name: String,
    /// What it waits for, as the source has it.
    pub documentation: Option<String>,
    /// Seconds between two calls; where a model gives a range, its least.
    pub delay: u32,
    /// Most seconds between two calls; `None` means always `delay`.
    pub max_delay: Option<u32>,
    /// Calls before it gives up.
    pub max_attempts: Option<u32>,
    /// Conditions; the first that matches decides.
    pub acceptors: Vec<WaiterAcceptor>,
}

/// A condition of a waiter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaiterAcceptor {
    /// What follows when it matches.
    pub state: WaiterState,
    /// When it matches.
    pub matcher: WaiterMatcher,
}

/// What follows when a condition matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaiterState {
    /// The state is reached.
    Success,
    /// It cannot be reached any more.
    Failure,
    /// Not yet.
    Retry,
}

/// When a condition of a waiter matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaiterMatcher {
    /// The answer has this status.
    Status(u16),
    /// The answer is an error of this code.
    Error(String),
    /// The call succeeded, or not.
    Success(bool),
    /// The expression's value, as JSON, is this one.
    Path(String, String),
    /// Every item of the expression's list is this one, and there is an item.
    PathAll(String, String),
    /// Some item of the expression's list is this one.
    PathAny(String, String),
}

/// Checksums of bodies (`httpChecksum`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Checksum {
    /// Member of the request, by name in the model, that says the algorithm.
    pub algorithm_member: Option<String>,
    /// Whether the request must have one.
    pub required: bool,
    /// Member of the request, by name in the model, that asks for one in the answer.
    pub validation_mode_member: Option<String>,
    /// Algorithms of answers (`CRC32`), in the model's order.
    pub response_algorithms: Vec<String>,
}

/// Value of an endpoint parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContextValue {
    /// True or false.
    Boolean(bool),
    /// A text.
    String(String),
    /// Texts.
    Strings(Vec<String>),
}
