//! What kinds, paths and bindings are called in the report, and which kinds are one type in Rust.

use connector_model::service::{
    Auth, Binding, BodyFormat, Constraints, Deprecation, EndpointPart, Evidence, Operation,
    PathPart, Protocol, Service, ShapeKind, Simple, Target, TimestampFormat,
};

/// The target behind all `Nullable`s, and whether there was one.
pub(super) fn plain(target: &Target) -> (bool, &Target) {
    let mut inner = target;
    while let Target::Nullable(next) = inner {
        inner = next;
    }
    (matches!(target, Target::Nullable(_)), inner)
}

/// The simple kind of a target, also of a shape that only carries traits.
pub(super) fn simple(service: &Service, target: &Target) -> Option<Simple> {
    match plain(target).1 {
        Target::Simple(simple) => Some(*simple),
        Target::Shape(id) => match service.shapes.get(id).map(|shape| &shape.kind) {
            Some(ShapeKind::Simple(simple)) => Some(*simple),
            _ => None,
        },
        Target::Nullable(_) => None,
    }
}

/// The Rust type of a simple kind, as the emitter chooses it.
pub(super) fn rust_type(simple: Simple, evidence: Evidence) -> &'static str {
    match simple {
        Simple::Blob => "bytes",
        Simple::Boolean => "bool",
        Simple::Decimal => "decimal",
        Simple::Float => "float",
        Simple::Document => "document",
        Simple::Integer if evidence == Evidence::Model => "i32",
        Simple::Integer | Simple::Long => "i64",
        Simple::String => "text",
        Simple::Timestamp(_) => "timestamp",
        _ => "other",
    }
}

/// What a target is called in messages.
pub(super) fn word(service: &Service, target: &Target) -> &'static str {
    if let Some(simple) = simple(service, target) {
        return match simple {
            Simple::Blob => "Binary",
            Simple::Boolean => "Boolean",
            Simple::Decimal => "Decimal",
            Simple::Float => "Float",
            Simple::Document => "document",
            Simple::Integer => "Integer",
            Simple::Long => "Long",
            Simple::String => "String",
            Simple::Timestamp(_) => "DateTime",
            _ => "value",
        };
    }
    let Target::Shape(id) = plain(target).1 else {
        return "value";
    };
    match service.shapes.get(id).map(|shape| &shape.kind) {
        Some(ShapeKind::Structure(_)) if is_union(service, target) => "union",
        Some(ShapeKind::Structure(_)) => "entity",
        Some(ShapeKind::List(_)) => "list",
        Some(ShapeKind::Map(_)) => "map",
        Some(ShapeKind::Enumeration(_)) => "enumeration",
        _ => "value",
    }
}

pub(super) fn path(parts: &[PathPart]) -> String {
    let text = |part: &PathPart| match part {
        PathPart::Literal(text) => text.clone(),
        PathPart::Label(name) | PathPart::GreedyLabel(name) => format!("{{{name}}}"),
    };
    parts.iter().map(text).collect()
}

pub(super) fn endpoint(parts: &[EndpointPart]) -> String {
    let text = |part: &EndpointPart| match part {
        EndpointPart::Text(text) => text.clone(),
        EndpointPart::Region => "{region}".to_owned(),
        EndpointPart::DnsSuffix => "{suffix}".to_owned(),
    };
    parts.iter().map(text).collect()
}

pub(super) fn fixed(operation: &Operation) -> String {
    let query = operation
        .fixed_query
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    let headers = operation
        .fixed_headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}"));
    let action = operation.traits.query_action.iter();
    let action = action.map(|(action, version)| format!("Action={action}, Version={version}"));
    query
        .chain(headers)
        .chain(action)
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) fn auth(auth: &Auth) -> String {
    match auth {
        Auth::None => "none".to_owned(),
        Auth::SigV4 { service } => format!("AWS signature of {service}"),
        Auth::SigV4UnsignedPayload { service } => {
            format!("AWS signature of {service} without the body")
        }
        Auth::SigV4a { service } => format!("AWS signature 4a of {service}"),
        Auth::Basic => "basic".to_owned(),
        Auth::Bearer => "bearer".to_owned(),
        Auth::ApiKeyHeader(name) => format!("key in header {name}"),
        Auth::ApiKeyQuery(name) => format!("key in query {name}"),
        _ => "another".to_owned(),
    }
}

pub(super) fn body(format: BodyFormat) -> String {
    match format {
        BodyFormat::None => "none",
        BodyFormat::Json => "JSON",
        BodyFormat::Form => "form",
        BodyFormat::Opaque => "text or bytes",
        BodyFormat::Xml => "XML",
        BodyFormat::Query | BodyFormat::Ec2Query => "query form",
        BodyFormat::Cbor => "CBOR",
        _ => "another",
    }
    .to_owned()
}

pub(super) fn binding(binding: Binding) -> &'static str {
    match binding {
        Binding::Body => "body",
        Binding::Header => "header",
        Binding::Label => "path",
        Binding::Payload => "payload",
        Binding::Query => "query",
        Binding::PrefixHeaders => "headers",
        Binding::QueryEntries => "query entries",
        Binding::StatusCode => "status",
        _ => "elsewhere",
    }
}

/// Whether a target is a structure of which exactly one member is there.
pub(super) fn is_union(service: &Service, target: &Target) -> bool {
    let Target::Shape(id) = plain(target).1 else {
        return false;
    };
    service
        .shapes
        .get(id)
        .is_some_and(|shape| shape.traits.union)
}

pub(super) fn protocol(service: &Service) -> &'static str {
    match service.traits.protocol {
        Some(Protocol::AwsJson10) => "JSON 1.0",
        Some(Protocol::AwsJson11) => "JSON 1.1",
        Some(Protocol::RestJson) => "REST with JSON",
        Some(Protocol::RestXml) => "REST with XML",
        Some(Protocol::Query) => "query",
        Some(Protocol::Ec2) => "query of EC2",
        Some(Protocol::RpcV2Cbor) => "RPC with CBOR",
        None => "none",
    }
}

pub(super) fn timestamp(format: TimestampFormat) -> &'static str {
    match format {
        TimestampFormat::DateTime => "date and time",
        TimestampFormat::EpochSeconds => "seconds since 1970",
        TimestampFormat::HttpDate => "date of HTTP",
    }
}

/// What is said about something that should no longer be used, or may be used again.
pub(super) fn deprecation(is: Option<&Deprecation>) -> String {
    match is {
        None => "it may be used again".to_owned(),
        Some(is) => match &is.message {
            Some(message) => format!("it should no longer be used: {}", one_line(message)),
            None => "it should no longer be used".to_owned(),
        },
    }
}

/// Characters of a source's text that a message quotes.
const QUOTED: usize = 120;

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= QUOTED {
        return line;
    }
    let cut: String = line.chars().take(QUOTED).collect();
    format!("{cut}…")
}

/// Least and greatest size in words.
pub(super) fn bounds(given: &Constraints) -> String {
    // Nothing is shorter than nothing.
    let min = given.min.as_deref().filter(|min| *min != "0");
    let max = given.max.as_deref();
    if min.is_none() && max.is_none() {
        return "any".to_owned();
    }
    format!("{}..{}", min.unwrap_or_default(), max.unwrap_or_default())
}
