//! The service model: what goes over the wire, in the terms of Smithy.
//!
//! Readers and inference make it, the snapshot of a connector is it, and the lowering turns it into
//! the domain model. It keeps wire names and origins; no name of a connector occurs here.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use crate::traits::{
    Checksum, Constraints, ContextValue, Deprecation, MemberTraits, OperationTraits, Pagination,
    Protocol, ServiceTraits, ShapeTraits, Waiter, WaiterAcceptor, WaiterMatcher, WaiterState,
    XmlName, XmlNamespace,
};

/// Address of a shape, unique within a [`Service`].
///
/// A model's shapes have the model's names. A shape inferred from samples is addressed by where it
/// is on the wire: `DescribeVoicesResponse`, `DescribeVoicesResponse.Voices[]`,
/// `DescribeVoicesResponse.Tags{}`; never by position, so that a new sample does not move it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShapeId(pub String);

impl fmt::Display for ShapeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ShapeId {
    /// Address of a member of the structure here: a dot and the wire name, in which a backslash stands
    /// before dots, brackets, braces and backslashes.
    #[must_use]
    pub fn member(&self, wire: &str) -> Self {
        let mut address = String::with_capacity(self.0.len() + wire.len() + 1);
        address.push_str(&self.0);
        address.push('.');
        if !wire.contains(['.', '[', ']', '{', '}', '\\']) {
            address.push_str(wire);
            return Self(address);
        }
        for c in wire.chars() {
            if matches!(c, '.' | '[' | ']' | '{' | '}' | '\\') {
                address.push('\\');
            }
            address.push(c);
        }
        Self(address)
    }

    /// Address of the items of the list here.
    #[must_use]
    pub fn items(&self) -> Self {
        Self(format!("{}[]", self.0))
    }

    /// Address of the values of the map here.
    #[must_use]
    pub fn values(&self) -> Self {
        Self(format!("{}{{}}", self.0))
    }
}

/// Whether a value says nothing, so that a snapshot leaves it out.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A service: its operations and the shapes that they reach.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// How the facts were obtained.
    pub evidence: Evidence,
    /// Name for people as a source states it (`Amazon Polly`), if one does.
    pub title: Option<String>,
    /// Signing or endpoint name of an AWS service (`polly`), if it is one.
    pub signing_name: Option<String>,
    /// Documentation of the service, as the source has it.
    pub documentation: Option<String>,
    /// Facts that only models state.
    #[serde(default, skip_serializing_if = "is_default")]
    pub traits: ServiceTraits,
    /// Operations in the order of the source.
    pub operations: Vec<Operation>,
    /// Shapes by address.
    pub shapes: BTreeMap<ShapeId, Shape>,
}

/// How the facts of a service were obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Evidence {
    /// Inferred from captured exchanges: a sample shows what occurs, not what may.
    #[default]
    Samples,
    /// Stated by an API model.
    Model,
}

/// One operation of a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Action name, unique in the service (`DescribeVoices`, `ListAllPets`): [`crate::names::action`] of the source's name.
    pub name: String,
    /// Name as the source has it (`List all pets`).
    pub source_name: String,
    /// Documentation as the source has it.
    pub documentation: Option<String>,
    /// HTTP method, upper case.
    pub method: String,
    /// Path of the request.
    pub path: Vec<PathPart>,
    /// Query parameters that are always the same (`list-type=2`), decoded.
    pub fixed_query: Vec<(String, String)>,
    /// Headers that are always the same (`X-Amz-Target`), names as in the source.
    pub fixed_headers: Vec<(String, String)>,
    /// Where it is called by default; empty where no source says, then the user configures it.
    pub endpoint: Vec<EndpointPart>,
    /// Region that the samples were taken in, a fact for examples and pages, never a default.
    pub sample_region: Option<String>,
    /// How calls are authenticated.
    pub auth: Auth,
    /// How the body of the request is written.
    pub request_body: BodyFormat,
    /// Structure sent; its members carry their bindings.
    pub input: Option<ShapeId>,
    /// Structure received on success; its members carry their bindings.
    pub output: Option<ShapeId>,
    /// Answers other than success that a source shows.
    pub errors: Vec<ErrorResponse>,
    /// Captured exchanges, redacted and reduced; empty for models without examples.
    pub examples: Vec<Example>,
    /// Facts that only models state.
    #[serde(default, skip_serializing_if = "is_default")]
    pub traits: OperationTraits,
    /// Where in the sources the operation is defined.
    pub origin: Origin,
}

/// Part of a request path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PathPart {
    /// Literal text with its slashes, percent-encoded where it has to be.
    Literal(String),
    /// A value of the input: the wire name of the member that is bound to it, as one segment.
    Label(String),
    /// The same, in which `/` separates segments.
    GreedyLabel(String),
}

/// Part of the address where an operation is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndpointPart {
    /// Literal text: scheme, host labels, port, a base path.
    Text(String),
    /// The region of the client (`us-east-1`).
    Region,
    /// `amazonaws.com`, or what the region's partition has in its place.
    DnsSuffix,
}

/// How calls are authenticated.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Auth {
    /// Not at all.
    #[default]
    None,
    /// AWS Signature Version 4, with the signing name of the service.
    SigV4 {
        /// Signing name (`polly`).
        service: String,
    },
    /// The same, and the body is not part of what is signed.
    SigV4UnsignedPayload {
        /// Signing name.
        service: String,
    },
    /// AWS Signature Version 4a, over several regions.
    SigV4a {
        /// Signing name.
        service: String,
    },
    /// User and password.
    Basic,
    /// A bearer token.
    Bearer,
    /// A key in a header of this name.
    ApiKeyHeader(String),
    /// A key in a query parameter of this name.
    ApiKeyQuery(String),
}

impl Auth {
    /// The signing name, where requests are signed as AWS wants it.
    pub fn signing_name(&self) -> Option<&str> {
        match self {
            Self::SigV4 { service }
            | Self::SigV4UnsignedPayload { service }
            | Self::SigV4a { service } => Some(service),
            _ => None,
        }
    }
}

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BodyFormat {
    /// No body.
    #[default]
    None,
    /// A JSON text.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// Bytes or text of another kind, bound to one member as payload.
    Opaque,
    /// An XML document.
    Xml,
    /// The urlencoded form of AWS query, with nested members.
    Query,
    /// The same as EC2 has it.
    Ec2Query,
    /// CBOR (RFC 8949).
    Cbor,
}

/// An answer other than success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorResponse {
    /// HTTP status; of a modelled error the one that the model states, or 400 or 500 by whose fault it is.
    pub status: u16,
    /// Structure of the body.
    pub shape: ShapeId,
    /// Code on the wire by which the service names it; `None` for errors that samples show, which are told apart
    /// by their status.
    #[serde(default, skip_serializing_if = "is_default")]
    pub code: Option<String>,
    /// Whether the same request may succeed later.
    #[serde(default, skip_serializing_if = "is_default")]
    pub retryable: bool,
}

/// A captured exchange. Secrets were removed when it was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Name that the source gives it.
    pub name: String,
    /// HTTP status of the answer; `None` if only the request was saved.
    pub status: Option<u16>,
    /// Values of the input members that the request shows, by wire name, as JSON texts; labels, query, headers and body alike.
    pub input: Vec<(String, String)>,
    /// Body of the request as text.
    pub request_body: Option<String>,
    /// Headers of the answer that say something about its body.
    pub response_headers: Vec<(String, String)>,
    /// Body of the answer: for JSON a text with two spaces of indentation, else as it was.
    pub response_body: Option<String>,
    /// Number of array items that were left out of the body because they show nothing new.
    pub reduced: u64,
    /// Where it stands.
    pub origin: Origin,
}

/// Where in the sources a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Index of the source in the recipe's order.
    pub source: usize,
    /// JSON pointer into it.
    pub pointer: String,
}

/// A shape: what a value looks like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// What kind of value it is.
    pub kind: ShapeKind,
    /// Documentation as the source has it.
    pub documentation: Option<String>,
    /// Whether values are secrets and stay out of debug output.
    pub sensitive: bool,
    /// Facts that only models state.
    #[serde(default, skip_serializing_if = "is_default")]
    pub traits: ShapeTraits,
    /// Where the shape was first seen.
    pub origin: Origin,
}

/// What kind of value a shape describes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ShapeKind {
    /// Members of different kinds; of a union ([`ShapeTraits::union`]) exactly one is there.
    Structure(Vec<Member>),
    /// Values of one kind in order.
    List(Target),
    /// Values of one kind by text keys.
    Map(Target),
    /// A text of a known set; unknown ones occur all the same.
    Enumeration(Vec<EnumerationValue>),
    /// A scalar or a document: shapes of models that only carry traits.
    Simple(Simple),
}

/// A kind of value without parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Simple {
    /// Bytes; base64 in JSON.
    Blob,
    /// True or false.
    Boolean,
    /// A number with a fraction or beyond 64 bits.
    Decimal,
    /// A number of 32 bits with a fraction.
    Float,
    /// Any JSON value: what samples contradict each other about, or a model leaves open.
    Document,
    /// A number of 32 bits.
    Integer,
    /// A number of 64 bits.
    Long,
    /// A text.
    String,
    /// A point in time.
    Timestamp(TimestampFormat),
}

/// How a point in time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimestampFormat {
    /// RFC 3339, `2026-11-21T10:00:00Z`.
    DateTime,
    /// Seconds since 1970, perhaps with a fraction.
    EpochSeconds,
    /// IMF-fixdate of RFC 9110, `Sat, 21 Nov 2026 10:00:00 GMT`.
    HttpDate,
}

/// What a member, an item or a value is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// A kind without a shape of its own.
    Simple(Simple),
    /// A shape of the service.
    Shape(ShapeId),
    /// The same, or null: items and values of lists and maps.
    Nullable(Box<Target>),
}

/// A member of a structure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Name on the wire, exactly.
    pub wire: String,
    /// What it is.
    pub target: Target,
    /// Where in the message it stands.
    pub binding: Binding,
    /// Whether it is always there. In a sample: no observed structure lacked it.
    pub presence: Presence,
    /// Whether null was seen or is allowed in its place.
    pub nullable: bool,
    /// Documentation as the source has it.
    pub documentation: Option<String>,
    /// Facts that only models state.
    #[serde(default, skip_serializing_if = "is_default")]
    pub traits: MemberTraits,
}

/// Whether a member is always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// Always.
    Required,
    /// Absent somewhere, or nothing is known.
    Optional,
}

/// Where in a message a member stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Binding {
    /// A member of the body.
    Body,
    /// A header of the wire name.
    Header,
    /// A label of the path.
    Label,
    /// The whole body.
    Payload,
    /// A query parameter of the wire name.
    Query,
    /// A map whose entries are headers: the wire name is the prefix of their names, possibly empty.
    PrefixHeaders,
    /// A map whose entries are query parameters.
    QueryEntries,
    /// The HTTP status of the answer.
    StatusCode,
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnumerationValue {
    /// Text on the wire, exactly.
    pub wire: String,
    /// Text for people, if the recipe or a model has one.
    pub caption: Option<String>,
    /// Documentation as the source has it.
    pub documentation: Option<String>,
}

/// One decision of a reader or of inference, with its evidence: what `inspect` lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// What it is about: an address like `DescribeVoicesResponse.Voices[].Gender`.
    pub subject: String,
    /// What was decided (`String, always there, never null`).
    pub verdict: String,
    /// Why: samples, values, counts (`60 of 60 values; first at polly.json /item/0/response/0/body`).
    pub evidence: String,
    /// Whether another reading of the same samples was possible.
    pub guessed: bool,
    /// Where the evidence stands.
    pub origin: Origin,
}
