//! The operations of a model.

use connector_model::names;
use connector_model::service::{
    Auth, Binding, BodyFormat, Checksum, ContextValue, ErrorResponse, Member, Operation,
    OperationTraits, Origin, Protocol, ShapeId, ShapeKind, Simple, Target, XmlName,
};

use super::form::{self, Model, Reference, StaticValue};
use super::shapes::Shapes;
use super::{deprecation, owned};
use crate::aws::place::pointer;
use crate::aws::protocol::{self, Content, Wire};

/// What an operation sends and receives, before the shapes are made.
struct Ends<'m, 'a> {
    name: &'m str,
    form: &'m form::Operation<'a>,
    input: Option<ShapeId>,
    output: Option<ShapeId>,
    errors: Vec<ErrorResponse>,
}

/// Reads the operations, and asks for the shapes that they reach.
pub(super) fn read<'m, 'a>(
    source: usize,
    wire: &Wire<'_>,
    model: &'m Model<'a>,
    auth: &Auth,
    shapes: &mut Shapes<'m, 'a>,
) -> Vec<Operation> {
    let mut ends = Vec::with_capacity(model.operations.len());
    for (name, form) in model.operations.iter() {
        ends.push(asked(name, form, shapes));
    }
    shapes.finish_queue();
    let made = ends
        .into_iter()
        .map(|ends| operation(source, wire, model, auth, ends, shapes));
    made.collect()
}

fn asked<'m, 'a>(
    name: &'m str,
    form: &'m form::Operation<'a>,
    shapes: &mut Shapes<'m, 'a>,
) -> Ends<'m, 'a> {
    let mut end = |reference: Option<&'m Reference<'a>>, at: &str| {
        shapes.structure(reference?, &["operations", name, at])
    };
    let input = end(form.input.as_ref(), "input");
    let output = end(form.output.as_ref(), "output");
    let mut errors = Vec::new();
    for (at, reference) in form.errors.iter().enumerate() {
        let at = ["operations", name, "errors", &at.to_string()];
        let Some(shape) = shapes.structure(reference, &at) else {
            continue;
        };
        let form = reference
            .shape
            .as_deref()
            .and_then(|name| shapes.form(name));
        // Some models name an error twice.
        let is_new = errors
            .iter()
            .all(|error: &ErrorResponse| error.shape != shape);
        errors.extend(form.filter(|_| is_new).map(|form| error(shape, form)));
    }
    Ends {
        name,
        form,
        input,
        output,
        errors,
    }
}

fn error(shape: ShapeId, form: &form::Shape<'_>) -> ErrorResponse {
    let stated = form.error.as_deref();
    let is_ours = form.fault || stated.is_some_and(|error| error.fault);
    let code = owned(stated.and_then(|error| error.code.as_ref()));
    ErrorResponse {
        status: stated
            .and_then(|error| error.http_status_code)
            .unwrap_or(if is_ours { 500 } else { 400 }),
        code: Some(code.unwrap_or_else(|| shape.0.clone())),
        shape,
        retryable: form.retryable.is_some(),
    }
}

fn operation<'m, 'a>(
    source: usize,
    wire: &Wire<'_>,
    model: &Model<'a>,
    auth: &Auth,
    ends: Ends<'m, 'a>,
    shapes: &Shapes<'m, 'a>,
) -> Operation {
    let Ends {
        name,
        form,
        input,
        output,
        errors,
    } = ends;
    let members = |id: Option<&ShapeId>| match &shapes.made(id?)?.kind {
        ShapeKind::Structure(members) => Some(members.as_slice()),
        _ => None,
    };
    let sent = content(members(input.as_ref()), shapes);
    let received = content(members(output.as_ref()), shapes);
    let wire_name = form.name.as_deref().unwrap_or(name);
    let line = wire.request_line(
        name,
        form.http.method.as_deref().unwrap_or("POST"),
        form.http.request_uri.as_deref().unwrap_or("/"),
    );
    let request_body = wire.request_body(sent);
    Operation {
        name: names::action(name),
        source_name: name.to_owned(),
        documentation: owned(form.documentation.as_ref()),
        method: line.method,
        path: line.path,
        fixed_query: line.fixed_query,
        fixed_headers: wire.fixed_headers(name, received),
        endpoint: model
            .metadata
            .endpoint_prefix
            .as_deref()
            .map(protocol::endpoint)
            .unwrap_or_default(),
        sample_region: None,
        auth: own_auth(form, auth, model),
        request_body,
        errors,
        examples: Vec::new(),
        traits: OperationTraits {
            xml_root: (request_body == BodyFormat::Xml)
                .then(|| xml_root(form, members(input.as_ref()), shapes))
                .flatten(),
            ..traits(wire, model, form, wire_name, sent, received)
        },
        origin: Origin {
            source,
            pointer: pointer(&["operations", name]),
        },
        input,
        output,
    }
}

fn traits(
    wire: &Wire<'_>,
    model: &Model<'_>,
    form: &form::Operation<'_>,
    name: &str,
    sent: Content,
    received: Content,
) -> OperationTraits {
    let response_body = wire.response_body(received);
    let wrapper = form.output.as_ref();
    let prefix = form.endpoint.host_prefix.as_deref();
    let compression = form.requestcompression.as_ref();
    OperationTraits {
        query_action: wire.query_action(name),
        result_wrapper: wrapper
            .filter(|_| wire.protocol == Protocol::Query)
            .and_then(|output| owned(output.result_wrapper.as_ref())),
        response_body: (response_body != BodyFormat::None).then_some(response_body),
        unwrapped_output: protocol::is_unwrapped(model.metadata.service_id.as_deref(), name),
        host_prefix: prefix.map(protocol::parts).unwrap_or_default(),
        checksum: form.http_checksum.as_ref().map(checksum),
        checksum_required: form.http_checksum_required
            || form
                .http_checksum
                .as_ref()
                .is_some_and(|checksum| checksum.request_checksum_required),
        compresses: compression
            .is_some_and(|compression| compression.encodings.iter().any(|one| &**one == "gzip")),
        static_context: static_context(form),
        operation_context: form
            .operation_context_params
            .iter()
            .map(|(name, parameter)| (name.to_string(), parameter.path.to_string()))
            .collect(),
        readonly: form.readonly,
        idempotent: form.idempotent,
        deprecated: deprecation(
            form.deprecated,
            form.deprecated_message.as_ref(),
            form.deprecated_since.as_ref(),
        ),
        needs_http2: sent == Content::Events,
        ..OperationTraits::default()
    }
}

fn checksum(form: &form::HttpChecksum<'_>) -> Checksum {
    let algorithms = form.response_algorithms.iter();
    Checksum {
        algorithm_member: owned(form.request_algorithm_member.as_ref()),
        required: form.request_checksum_required,
        validation_mode_member: owned(form.request_validation_mode_member.as_ref()),
        response_algorithms: algorithms.map(ToString::to_string).collect(),
    }
}

fn static_context(form: &form::Operation<'_>) -> Vec<(String, ContextValue)> {
    let parameters = form.static_context_params.iter();
    parameters
        .map(|(name, parameter)| {
            let value = match &parameter.value {
                StaticValue::Boolean(value) => ContextValue::Boolean(*value),
                StaticValue::Text(text) => ContextValue::String(text.to_string()),
                StaticValue::Texts(texts) => {
                    ContextValue::Strings(texts.iter().map(ToString::to_string).collect())
                }
            };
            (name.to_string(), value)
        })
        .collect()
}

/// How one operation is authenticated: as the service's others are, unless it says something else.
fn own_auth(form: &form::Operation<'_>, service: &Auth, model: &Model<'_>) -> Auth {
    let signing_name = super::signing_name(&model.metadata);
    let unsigned = form.unsigned_payload || form.authtype.as_deref() == Some("v4-unsigned-body");
    let schemes = form.auth.iter().flatten().map(|scheme| &**scheme);
    if let Some(auth) = protocol::auth(schemes, signing_name, unsigned) {
        return auth;
    }
    match (form.authtype.as_deref(), service) {
        (Some("none"), _) => Auth::None,
        (Some("bearer"), _) => Auth::Bearer,
        (_, Auth::SigV4 { service }) if unsigned => Auth::SigV4UnsignedPayload {
            service: service.clone(),
        },
        _ => service.clone(),
    }
}

/// What a message carries beside members that are bound to its head.
fn content(members: Option<&[Member]>, shapes: &Shapes<'_, '_>) -> Content {
    let Some(members) = members else {
        return Content::Nothing;
    };
    let payload = members
        .iter()
        .find(|member| member.binding == Binding::Payload);
    let Some(payload) = payload else {
        let in_body = members.iter().any(|member| member.binding == Binding::Body);
        return if in_body {
            Content::Structure
        } else {
            Content::Bound
        };
    };
    match &payload.target {
        Target::Simple(Simple::Document) => Content::Structure,
        Target::Shape(id) => match shapes.made(id) {
            Some(shape) if shape.traits.event_stream => Content::Events,
            Some(shape) if matches!(shape.kind, ShapeKind::Enumeration(_)) => Content::Bytes,
            _ => Content::Structure,
        },
        _ => Content::Bytes,
    }
}

/// The root element of an XML request: of the payload, or of the structure as a whole.
fn xml_root(
    form: &form::Operation<'_>,
    members: Option<&[Member]>,
    shapes: &Shapes<'_, '_>,
) -> Option<XmlName> {
    let input = form.input.as_ref()?;
    let shape = shapes.form(input.shape.as_deref()?)?;
    let payload = members?
        .iter()
        .find(|member| member.binding == Binding::Payload);
    let reference = match payload {
        Some(payload) => shape
            .members
            .get(payload.traits.name.as_ref().unwrap_or(&payload.wire))?,
        None => input,
    };
    let target = shapes.form(reference.shape.as_deref()?)?;
    let name = reference
        .location_name
        .as_ref()
        .or(target.location_name.as_ref())
        .or(reference.shape.as_ref());
    let namespace = reference
        .xml_namespace
        .as_deref()
        .or(target.xml_namespace.as_deref());
    Some(XmlName {
        name: owned(name)?,
        namespace: shapes.namespace(namespace),
    })
}
