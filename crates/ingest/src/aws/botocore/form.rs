//! `service-2.json` as it is written: every construct that says something to a client, the rest is skipped.
#![allow(
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    reason = "the format has these flags, under these names"
)]

use serde::Deserialize;
use serde_json::value::Number;

use super::text::{Entries, Text};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
pub(super) struct Model<'a> {
    #[serde(borrow)]
    pub(super) metadata: Metadata<'a>,
    #[serde(borrow)]
    pub(super) operations: Entries<'a, Operation<'a>>,
    #[serde(borrow)]
    pub(super) shapes: Entries<'a, Shape<'a>>,
    pub(super) documentation: Option<Text<'a>>,
}

/// What is said about the service as a whole.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, expecting = "an object")]
pub(super) struct Metadata<'a> {
    #[serde(borrow)]
    pub(super) api_version: Option<Text<'a>>,
    pub(super) auth: Option<Vec<Text<'a>>>,
    pub(super) aws_query_compatible: Option<serde::de::IgnoredAny>,
    pub(super) endpoint_prefix: Option<Text<'a>>,
    pub(super) json_version: Option<Text<'a>>,
    pub(super) protocol: Option<Text<'a>>,
    pub(super) protocol_settings: ProtocolSettings<'a>,
    pub(super) protocols: Option<Vec<Text<'a>>>,
    pub(super) service_abbreviation: Option<Text<'a>>,
    pub(super) service_full_name: Option<Text<'a>>,
    pub(super) service_id: Option<Text<'a>>,
    pub(super) signature_version: Option<Text<'a>>,
    pub(super) signing_name: Option<Text<'a>>,
    pub(super) target_prefix: Option<Text<'a>>,
}

/// Particulars of the protocol.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, expecting = "an object")]
pub(super) struct ProtocolSettings<'a> {
    /// `eventstream` where operations with events need HTTP/2.
    #[serde(borrow)]
    pub(super) h2: Option<Text<'a>>,
}

/// An operation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, expecting = "an object")]
pub(super) struct Operation<'a> {
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
    pub(super) http: Http<'a>,
    pub(super) input: Option<Reference<'a>>,
    pub(super) output: Option<Reference<'a>>,
    pub(super) errors: Vec<Reference<'a>>,
    pub(super) documentation: Option<Text<'a>>,
    pub(super) auth: Option<Vec<Text<'a>>>,
    pub(super) authtype: Option<Text<'a>>,
    pub(super) unsigned_payload: bool,
    pub(super) endpoint: EndpointTrait<'a>,
    pub(super) http_checksum: Option<HttpChecksum<'a>>,
    pub(super) http_checksum_required: bool,
    pub(super) idempotent: bool,
    pub(super) readonly: bool,
    pub(super) requestcompression: Option<Compression<'a>>,
    pub(super) static_context_params: Entries<'a, StaticParameter<'a>>,
    pub(super) operation_context_params: Entries<'a, ComputedParameter<'a>>,
    pub(super) deprecated: bool,
    pub(super) deprecated_message: Option<Text<'a>>,
    pub(super) deprecated_since: Option<Text<'a>>,
}

/// Method and address of an operation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, expecting = "an object")]
pub(super) struct Http<'a> {
    #[serde(borrow)]
    pub(super) method: Option<Text<'a>>,
    pub(super) request_uri: Option<Text<'a>>,
}

/// What stands before the host.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, expecting = "an object")]
pub(super) struct EndpointTrait<'a> {
    #[serde(borrow)]
    pub(super) host_prefix: Option<Text<'a>>,
}

/// Checksums of S3.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, expecting = "an object")]
pub(super) struct HttpChecksum<'a> {
    #[serde(borrow)]
    pub(super) request_algorithm_member: Option<Text<'a>>,
    pub(super) request_checksum_required: bool,
    pub(super) request_validation_mode_member: Option<Text<'a>>,
    pub(super) response_algorithms: Vec<Text<'a>>,
}

/// How a large body may be compressed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, expecting = "an object")]
pub(super) struct Compression<'a> {
    #[serde(borrow)]
    pub(super) encodings: Vec<Text<'a>>,
}

/// An endpoint parameter with a fixed value.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct StaticParameter<'a> {
    #[serde(borrow)]
    pub(super) value: StaticValue<'a>,
}

/// Its value.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum StaticValue<'a> {
    Boolean(bool),
    #[serde(borrow)]
    Text(Text<'a>),
    Texts(Vec<Text<'a>>),
}

/// An endpoint parameter that an expression finds in the input.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ComputedParameter<'a> {
    #[serde(borrow)]
    pub(super) path: Text<'a>,
}

/// A shape.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, expecting = "an object")]
pub(super) struct Shape<'a> {
    #[serde(rename = "type", borrow)]
    pub(super) kind: Option<Text<'a>>,
    pub(super) members: Entries<'a, Reference<'a>>,
    pub(super) required: Vec<Text<'a>>,
    pub(super) member: Option<Box<Reference<'a>>>,
    pub(super) key: Option<Box<Reference<'a>>>,
    pub(super) value: Option<Box<Reference<'a>>>,
    #[serde(rename = "enum")]
    pub(super) values: Option<Vec<Text<'a>>>,
    pub(super) payload: Option<Text<'a>>,
    pub(super) documentation: Option<Text<'a>>,
    pub(super) min: Option<Number>,
    pub(super) max: Option<Number>,
    pub(super) pattern: Option<Text<'a>>,
    pub(super) error: Option<Box<ErrorTrait<'a>>>,
    pub(super) exception: bool,
    pub(super) fault: bool,
    pub(super) retryable: Option<serde::de::IgnoredAny>,
    pub(super) document: bool,
    pub(super) union: bool,
    pub(super) eventstream: bool,
    pub(super) flattened: bool,
    pub(super) jsonvalue: bool,
    pub(super) sensitive: bool,
    pub(super) sparse: bool,
    pub(super) streaming: bool,
    pub(super) requires_length: bool,
    pub(super) idempotency_token: bool,
    pub(super) location_name: Option<Text<'a>>,
    pub(super) timestamp_format: Option<Text<'a>>,
    pub(super) xml_namespace: Option<Box<Namespace<'a>>>,
    pub(super) deprecated: bool,
    pub(super) deprecated_message: Option<Text<'a>>,
    pub(super) deprecated_since: Option<Text<'a>>,
}

/// How an error is named and whose fault it is.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, expecting = "an object")]
pub(super) struct ErrorTrait<'a> {
    #[serde(borrow)]
    pub(super) code: Option<Text<'a>>,
    pub(super) http_status_code: Option<u16>,
    pub(super) fault: bool,
}

/// A use of a shape: a member, an item, a key, a value, an input or an output.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, expecting = "an object")]
pub(super) struct Reference<'a> {
    #[serde(borrow)]
    pub(super) shape: Option<Text<'a>>,
    pub(super) location: Option<Text<'a>>,
    pub(super) location_name: Option<Text<'a>>,
    pub(super) query_name: Option<Text<'a>>,
    pub(super) documentation: Option<Text<'a>>,
    pub(super) result_wrapper: Option<Text<'a>>,
    pub(super) timestamp_format: Option<Text<'a>>,
    pub(super) xml_namespace: Option<Box<Namespace<'a>>>,
    pub(super) xml_attribute: bool,
    pub(super) context_param: Option<ContextParameter<'a>>,
    pub(super) eventheader: bool,
    pub(super) eventpayload: bool,
    pub(super) flattened: bool,
    pub(super) host_label: bool,
    pub(super) idempotency_token: bool,
    pub(super) jsonvalue: bool,
    pub(super) sensitive: bool,
    pub(super) streaming: bool,
    pub(super) deprecated: bool,
    pub(super) deprecated_message: Option<Text<'a>>,
    pub(super) deprecated_since: Option<Text<'a>>,
}

/// Endpoint parameter that takes a member's value.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ContextParameter<'a> {
    #[serde(borrow)]
    pub(super) name: Text<'a>,
}

/// A namespace of XML; some models give the URI alone.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Namespace<'a> {
    #[serde(borrow)]
    Uri(Text<'a>),
    Full {
        #[serde(borrow)]
        uri: Text<'a>,
        prefix: Option<Text<'a>>,
    },
}
