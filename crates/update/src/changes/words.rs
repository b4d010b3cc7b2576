//! What kinds, paths and bindings are called in the report, and which kinds are one type in Rust.

use connector_model::service::{
    Auth, Binding, BodyFormat, EndpointPart, Evidence, Operation, PathPart, Service, ShapeKind,
    Simple, Target,
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
    query.chain(headers).collect::<Vec<_>>().join(", ")
}

pub(super) fn auth(auth: &Auth) -> String {
    match auth {
        Auth::None => "none".to_owned(),
        Auth::SigV4 { service } => format!("AWS signature of {service}"),
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
        _ => "elsewhere",
    }
}
