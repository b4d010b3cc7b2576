//! The wire formats of a connector: which reader and writer of the runtime its mappings call.
//!
//! What differs between formats is here and in [`super::mapping`]; templates know of it only whether a structure is
//! an object with keys or an element.

use connector_model::domain::{Domain, Level, Value};
use connector_model::service::{Evidence, Protocol, TimestampFormat, XmlName, XmlNamespace};

use crate::text::layout::Expr;
use crate::text::{RsIdent, RsType};

/// A wire format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// CBOR, in the same words as JSON.
    Cbor,
    /// XML.
    Xml,
    /// The urlencoded form of the query protocols: requests only.
    Query,
}

impl Format {
    /// Type of the runtime that reads it.
    pub fn reader(self) -> &'static str {
        match self {
            Self::Json => "JsonReader",
            Self::Cbor => "CborReader",
            Self::Xml | Self::Query => "XmlReader",
        }
    }

    /// Type of the runtime that writes it.
    pub fn writer(self) -> &'static str {
        match self {
            Self::Json => "JsonWriter",
            Self::Cbor => "CborWriter",
            Self::Xml => "XmlWriter",
            Self::Query => "QueryWriter",
        }
    }

    /// Method of requests and responses that takes what reads or writes a whole body.
    pub fn body(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Cbor => "cbor",
            Self::Xml | Self::Query => "xml",
        }
    }

    /// Whether a structure is an object with keys; else it is what stands inside of an element or below a name.
    pub fn is_keyed(self) -> bool {
        matches!(self, Self::Json | Self::Cbor)
    }
}

/// The format of requests.
pub fn requests(domain: &Domain) -> Format {
    match domain.traits.protocol {
        Some(Protocol::RestXml) => Format::Xml,
        Some(Protocol::Query | Protocol::Ec2) => Format::Query,
        Some(Protocol::RpcV2Cbor) => Format::Cbor,
        _ => Format::Json,
    }
}

/// The format of answers.
pub fn answers(domain: &Domain) -> Format {
    match requests(domain) {
        Format::Query => Format::Xml,
        format => format,
    }
}

/// The content type of a structure as JSON.
pub fn json_content_type(domain: &Domain) -> &'static str {
    match domain.traits.protocol {
        Some(Protocol::AwsJson10) => "application/x-amz-json-1.0",
        Some(Protocol::AwsJson11) => "application/x-amz-json-1.1",
        _ => "application/json",
    }
}

/// The function of a reader or writer for a value without parts: their names are the same in all of them.
pub fn scalar(codec: &'static str, value: &Value, evidence: Evidence) -> Expr {
    let method = match value {
        Value::Blob => "blob",
        Value::Boolean => "boolean",
        Value::Decimal => "decimal",
        Value::Float => "float",
        Value::Integer if evidence == Evidence::Model => "integer",
        Value::Integer | Value::Long => "long",
        Value::String | Value::Enumeration(_) => "string",
        // CBOR has one form of times, whatever the model says (RPC v2 CBOR, "Timestamp formats").
        Value::Timestamp(_) if codec.starts_with("Cbor") => "epoch_seconds",
        Value::Timestamp(TimestampFormat::DateTime) => "date_time",
        Value::Timestamp(TimestampFormat::EpochSeconds) => "epoch_seconds",
        Value::Timestamp(TimestampFormat::HttpDate) => "http_date",
        _ => "document",
    };
    Expr::path(&RsType::fixed(codec), &RsIdent::fixed(method))
}

/// Name of the items of a list.
pub fn item_name(level: Option<&Level>) -> &str {
    name_or(level.and_then(|level| level.item.as_ref()), "member")
}

/// Names of the keys and values of a map.
pub fn entry_names(level: Option<&Level>) -> (&str, &str) {
    let key = level.and_then(|level| level.key.as_ref());
    let value = level.and_then(|level| level.item.as_ref());
    (name_or(key, "key"), name_or(value, "value"))
}

fn name_or<'a>(name: Option<&'a XmlName>, default: &'a str) -> &'a str {
    name.map_or(default, |name| name.name.as_str())
}

/// Namespace of the items of a list or of the values of a map.
pub fn item_namespace(level: Option<&Level>) -> Option<&XmlNamespace> {
    level?.item.as_ref()?.namespace.as_ref()
}

/// Name of an element without its prefix: readers go by it.
pub fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Prefix and address of a namespace, as arguments.
pub fn namespace(namespace: &XmlNamespace) -> Vec<Expr> {
    let prefix = namespace.prefix.as_deref().unwrap_or_default();
    vec![Expr::text(prefix), Expr::text(&namespace.uri)]
}

/// The same as a pair.
pub fn namespace_pair(of: &XmlNamespace) -> Expr {
    Expr::call("", namespace(of))
}
