//! The operations of a service, those of its resources included.

use std::collections::{BTreeMap, BTreeSet};

use connector_model::names;
use connector_model::service::{
    Binding, BodyFormat, Checksum, ContextValue, EndpointPart, ErrorResponse, Member, Operation,
    OperationTraits, Protocol, ShapeId, ShapeKind, Simple, Target, XmlName, XmlNamespace,
};

use super::model::{Model, Shape, ShapeType, UNIT};
use super::shapes::Shapes;
use super::value::{Read, Value};
use super::{auth, facts, pages, waiters};
use crate::aws::protocol::{self, Content};
use crate::json::Kind;

/// What holds for every operation of a service.
#[derive(Debug)]
pub(super) struct Common<'t> {
    pub(super) service: Shape<'t>,
    pub(super) auth: auth::Schemes,
    pub(super) endpoint: Vec<EndpointPart>,
    pub(super) errors: Vec<Shape<'t>>,
    /// Namespace of the root elements of requests.
    pub(super) namespace: Option<XmlNamespace>,
}

/// An operation with the shapes that it names.
#[derive(Debug)]
struct Ends<'t> {
    shape: Shape<'t>,
    input: Option<(Shape<'t>, ShapeId)>,
    output: Option<ShapeId>,
    errors: Vec<ErrorResponse>,
}

/// Where operations stand in a resource.
const LIFECYCLE: [&str; 6] = ["create", "put", "read", "update", "delete", "list"];
const COLLECTIONS: [&str; 2] = ["operations", "collectionOperations"];

/// The operations of a service by name: its own, and those of its resources and of resources in these.
pub(super) fn all<'t>(model: &Model<'t>, service: &Shape<'t>) -> Read<Vec<Shape<'t>>> {
    let mut found = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![service.clone()];
    while let Some(holder) = open.pop() {
        if !seen.insert(holder.id.clone()) {
            continue;
        }
        let mut references = Vec::new();
        for property in COLLECTIONS {
            references.extend(holder.references(property)?);
        }
        if holder.kind == ShapeType::Resource {
            references.extend(LIFECYCLE.iter().filter_map(|name| holder.property(name)));
        }
        for reference in references {
            let operation = model.target_of(reference, ShapeType::Operation, "an operation")?;
            found.insert(
                (operation.name().to_owned(), operation.id.clone()),
                operation,
            );
        }
        for reference in holder.references("resources")? {
            open.push(model.target_of(reference, ShapeType::Resource, "a resource")?);
        }
    }
    Ok(found.into_values().collect())
}

/// Reads the operations, and asks for the shapes that they reach. What is wrong is left among the faults of `shapes`.
pub(super) fn read<'t>(
    operations: Vec<Shape<'t>>,
    common: &Common<'t>,
    shapes: &mut Shapes<'t>,
) -> Vec<Operation> {
    let mut ends = Vec::with_capacity(operations.len());
    for shape in operations {
        match asked(shape, common, shapes) {
            Ok(asked) => ends.push(asked),
            Err(fault) => shapes.faults.push(*fault),
        }
    }
    shapes.finish_queue();
    let mut made = Vec::with_capacity(ends.len());
    for ends in ends {
        match operation(&ends, common, shapes) {
            Ok(operation) => made.push(operation),
            Err(fault) => shapes.faults.push(*fault),
        }
    }
    made
}

fn asked<'t>(shape: Shape<'t>, common: &Common<'t>, shapes: &mut Shapes<'t>) -> Read<Ends<'t>> {
    let input = end(&shape, "input", shapes)?;
    let input = input.map(|input| (input.clone(), shapes.head(input)));
    let output = end(&shape, "output", shapes)?;
    let output = output.map(|output| shapes.head(output));
    let mut errors = Vec::new();
    let mut seen = BTreeSet::new();
    for reference in shape.references("errors")? {
        let target = shapes
            .model
            .target_of(reference, ShapeType::Structure, "an error")?;
        if seen.insert(target.id.clone()) {
            errors.push(error(target, shapes)?);
        }
    }
    for target in &common.errors {
        if seen.insert(target.id.clone()) {
            errors.push(error(target.clone(), shapes)?);
        }
    }
    Ok(Ends {
        shape,
        input,
        output,
        errors,
    })
}

/// The structure that is sent or received; `None` where there is none.
fn end<'t>(operation: &Shape<'t>, at: &str, shapes: &Shapes<'t>) -> Read<Option<Shape<'t>>> {
    let Some(reference) = operation.property(at) else {
        return Ok(None);
    };
    let target = shapes
        .model
        .target_of(reference, ShapeType::Structure, "a structure")?;
    Ok((target.id != UNIT).then_some(target))
}

fn error<'t>(shape: Shape<'t>, shapes: &mut Shapes<'t>) -> Read<ErrorResponse> {
    let traits = &shape.traits;
    let by_fault = match traits.text("smithy.api#error")?.as_deref() {
        Some("server") => 500,
        _ => 400,
    };
    let query = traits.object(QUERY_ERROR)?;
    let query_status = query.and_then(|query| query.get("httpResponseCode"));
    let query_status = query_status.map(Value::count).transpose()?;
    let stated = traits.get("smithy.api#httpError");
    let stated = stated.map(Value::count).transpose()?;
    let status = if shapes.wire.protocol == Protocol::Query {
        query_status.or(stated)
    } else {
        stated.or(query_status)
    };
    let code = query.map(|query| query.text_of("code")).transpose()?;
    let retryable = traits.has("smithy.api#retryable");
    let id = shapes.head(shape);
    Ok(ErrorResponse {
        status: status.unwrap_or(by_fault),
        code: Some(code.flatten().unwrap_or_else(|| id.0.clone())),
        shape: id,
        retryable,
    })
}

/// The trait that keeps the code of an error in the query protocol.
pub(super) const QUERY_ERROR: &str = "aws.protocols#awsQueryError";

fn operation<'t>(ends: &Ends<'t>, common: &Common<'t>, shapes: &Shapes<'t>) -> Read<Operation> {
    let shape = &ends.shape;
    let traits = &shape.traits;
    let sent = content(ends.input.as_ref().map(|(_, id)| id), shapes);
    let received = content(ends.output.as_ref(), shapes);
    let (method, uri) = http(shape, shapes)?;
    let line = shapes.wire.request_line(shape.name(), &method, &uri);
    let request_body = shapes.wire.request_body(sent);
    let xml_root = match &ends.input {
        Some((input, _)) if request_body == BodyFormat::Xml => {
            xml_root(input, common.namespace.as_ref(), shapes)?
        }
        _ => None,
    };
    Ok(Operation {
        name: names::action(shape.name()),
        source_name: shape.name().to_owned(),
        documentation: traits.text("smithy.api#documentation")?,
        method: line.method,
        path: line.path,
        fixed_query: line.fixed_query,
        fixed_headers: shapes.wire.fixed_headers(shape.name(), received),
        endpoint: common.endpoint.clone(),
        sample_region: None,
        auth: auth::of_operation(traits, &common.auth)?,
        request_body,
        input: ends.input.as_ref().map(|(_, id)| id.clone()),
        output: ends.output.clone(),
        errors: ends.errors.clone(),
        examples: Vec::new(),
        traits: OperationTraits {
            xml_root,
            ..operation_traits(ends, common, shapes, sent, received)?
        },
        origin: shape.value.origin(),
    })
}

/// Method and URI, which protocols with HTTP bindings need.
fn http(shape: &Shape<'_>, shapes: &Shapes<'_>) -> Read<(String, String)> {
    if !shapes.wire.has_http_bindings() {
        return Ok(("POST".to_owned(), "/".to_owned()));
    }
    let Some(http) = shape.traits.object("smithy.api#http")? else {
        let message = format!(
            "`{}` has no method and address (`smithy.api#http`)",
            shape.id
        );
        return Err(shape.value.fault(message));
    };
    let method = http.needed("method")?.text()?;
    Ok((method, http.needed("uri")?.text()?))
}

fn operation_traits<'t>(
    ends: &Ends<'t>,
    common: &Common<'t>,
    shapes: &Shapes<'t>,
    sent: Content,
    received: Content,
) -> Read<OperationTraits> {
    let traits = &ends.shape.traits;
    let response_body = shapes.wire.response_body(received);
    let checksum = traits.object("aws.protocols#httpChecksum")?.map(checksum);
    let checksum = checksum.transpose()?;
    let prefix = traits.object("smithy.api#endpoint")?;
    let prefix = prefix.map(|prefix| prefix.needed("hostPrefix")?.text());
    let has_result = ends.output.is_some() && shapes.wire.protocol == Protocol::Query;
    Ok(OperationTraits {
        query_action: shapes.wire.query_action(ends.shape.name()),
        result_wrapper: has_result.then(|| format!("{}Result", ends.shape.name())),
        xml_root: None,
        response_body: (response_body != BodyFormat::None).then_some(response_body),
        unwrapped_output: traits.has("aws.customizations#s3UnwrappedXmlOutput"),
        host_prefix: prefix
            .transpose()?
            .map_or_else(Vec::new, |prefix| protocol::parts(&prefix)),
        pagination: pages::pagination(&ends.shape, &common.service)?,
        waiters: waiters::waiters(traits, &ends.errors)?,
        checksum_required: traits.has("smithy.api#httpChecksumRequired")
            || checksum.as_ref().is_some_and(|checksum| checksum.required),
        checksum,
        compresses: compresses(&ends.shape)?,
        static_context: static_context(&ends.shape)?,
        operation_context: operation_context(&ends.shape)?,
        readonly: traits.has("smithy.api#readonly"),
        idempotent: traits.has("smithy.api#idempotent"),
        deprecated: facts::deprecation(traits)?,
        needs_http2: sent == Content::Events,
    })
}

fn checksum(stated: Value<'_>) -> Read<Checksum> {
    let algorithms = stated.items_of("responseAlgorithms")?.into_iter();
    Ok(Checksum {
        algorithm_member: stated.text_of("requestAlgorithmMember")?,
        required: stated.boolean_of("requestChecksumRequired")?,
        validation_mode_member: stated.text_of("requestValidationModeMember")?,
        response_algorithms: algorithms.map(Value::text).collect::<Read<_>>()?,
    })
}

fn compresses(shape: &Shape<'_>) -> Read<bool> {
    let Some(stated) = shape.traits.object("smithy.api#requestCompression")? else {
        return Ok(false);
    };
    let encodings = stated.items_of("encodings")?.into_iter();
    let encodings = encodings.map(Value::text).collect::<Read<Vec<_>>>()?;
    Ok(encodings.iter().any(|encoding| encoding == "gzip"))
}

fn static_context(shape: &Shape<'_>) -> Read<Vec<(String, ContextValue)>> {
    let Some(stated) = shape.traits.get("smithy.rules#staticContextParams") else {
        return Ok(Vec::new());
    };
    let mut parameters = Vec::new();
    for (name, parameter) in stated.entries()? {
        let value = parameter.needed("value")?;
        let value = match value.kind() {
            Kind::Boolean => ContextValue::Boolean(value.boolean()?),
            Kind::Array => {
                let items = value.items()?.into_iter();
                ContextValue::Strings(items.map(Value::text).collect::<Read<_>>()?)
            }
            _ => ContextValue::String(value.text()?),
        };
        parameters.push((name, value));
    }
    Ok(parameters)
}

fn operation_context(shape: &Shape<'_>) -> Read<Vec<(String, String)>> {
    let Some(stated) = shape.traits.get("smithy.rules#operationContextParams") else {
        return Ok(Vec::new());
    };
    let parameters = stated.entries()?.into_iter();
    parameters
        .map(|(name, parameter)| Ok((name, parameter.needed("path")?.text()?)))
        .collect()
}

/// What a message carries beside members that are bound to its head.
fn content(structure: Option<&ShapeId>, shapes: &Shapes<'_>) -> Content {
    let Some(structure) = structure else {
        return Content::Nothing;
    };
    let members: &[Member] = match shapes.made(structure).map(|shape| &shape.kind) {
        Some(ShapeKind::Structure(members)) => members,
        _ => &[],
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
fn xml_root<'t>(
    input: &Shape<'t>,
    service: Option<&XmlNamespace>,
    shapes: &Shapes<'t>,
) -> Read<Option<XmlName>> {
    const NAME: &str = "smithy.api#xmlName";
    let members = shapes.model.members(input)?;
    let mut members = members.into_iter();
    let payload = members.find(|member| member.traits.has("smithy.api#httpPayload"));
    let root = match &payload {
        Some(payload) => shapes.model.target(payload.value)?,
        None => input.clone(),
    };
    let own = payload.map(|payload| payload.traits).unwrap_or_default();
    let name = facts::nearest(&own, &root.traits, NAME);
    let name = name.map(Value::text).transpose()?;
    let namespace = match shapes.namespace(&own)? {
        None => shapes.namespace(&root.traits)?,
        own => own,
    };
    Ok(Some(XmlName {
        name: name.unwrap_or_else(|| root.name().to_owned()),
        namespace: namespace.or_else(|| service.cloned()),
    }))
}
