//! Examples of models: calls with the values that were sent and received, named as the model names its members.
//!
//! Sources: botocore's `examples-1.json`; Smithy 2.0, "`examples` trait". Both write times and bytes as people read
//! them, not as they go over the wire: such values are left out. An example that does not fit the shapes of its
//! operation, as some that are older than the model, is left out as a whole.

use connector_model::service::{
    Binding, Example, Member, Operation, Origin, Protocol, Service, ShapeId, ShapeKind, Simple,
    Target,
};
use serde_json::{Map, Value};

/// Examples that a connector shows of an operation.
const SHOWN: usize = 3;

/// An example as a model has it.
#[derive(Debug)]
pub(crate) struct Stated {
    /// What it shows.
    pub(crate) title: String,
    /// Values of the input by member.
    pub(crate) input: Value,
    /// Values of the output by member, of a call that succeeds.
    pub(crate) output: Option<Value>,
    /// Where it stands.
    pub(crate) origin: Origin,
}

/// A value that is not of the kind that its shape says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Misfit;

/// Adds the examples of one operation.
pub(crate) fn add(service: &mut Service, operation: &str, stated: Vec<Stated>) {
    let mut operations = service.operations.iter();
    let Some(at) = operations.position(|known| known.source_name == operation) else {
        return;
    };
    let known = &service.operations[at];
    let fit = stated
        .into_iter()
        .filter_map(|stated| example(service, known, stated).ok());
    let examples = fit.take(SHOWN).collect();
    service.operations[at].examples = examples;
}

fn example(service: &Service, operation: &Operation, stated: Stated) -> Result<Example, Misfit> {
    let input = object(service, operation.input.as_ref(), &stated.input, |_| true)?;
    let body = match &stated.output {
        Some(output) if is_json(service) => answer(service, operation, output)?,
        _ => None,
    };
    Ok(Example {
        name: stated.title,
        status: body.as_ref().map(|_| 200),
        input: input
            .into_iter()
            .map(|(wire, value)| (wire, value.to_string()))
            .collect(),
        request_body: None,
        response_headers: Vec::new(),
        response_body: body.map(|body| format!("{body:#}")),
        reduced: 0,
        origin: stated.origin,
    })
}

/// Whether the values of an example, under their names on the wire, are the text of the body.
fn is_json(service: &Service) -> bool {
    matches!(
        service.traits.protocol,
        Some(Protocol::AwsJson10 | Protocol::AwsJson11 | Protocol::RestJson)
    )
}

/// The body of an answer; `None` where it is not JSON.
fn answer(
    service: &Service,
    operation: &Operation,
    output: &Value,
) -> Result<Option<Value>, Misfit> {
    let members = operation
        .output
        .as_ref()
        .map(|shape| members(service, shape));
    let members = members.transpose()?.unwrap_or_default();
    let Some(payload) = members
        .iter()
        .find(|member| member.binding == Binding::Payload)
    else {
        let is_in_body = |member: &Member| member.binding == Binding::Body;
        let body = object(service, operation.output.as_ref(), output, is_in_body)?;
        return Ok(Some(Value::Object(body)));
    };
    match output.get(name(payload)) {
        Some(body) if body.is_object() => value(service, &payload.target, body),
        _ => Ok(None),
    }
}

fn members<'s>(service: &'s Service, shape: &ShapeId) -> Result<&'s [Member], Misfit> {
    match service.shapes.get(shape).map(|shape| &shape.kind) {
        Some(ShapeKind::Structure(members)) => Ok(members),
        _ => Err(Misfit),
    }
}

/// The name that the model has for a member.
fn name(member: &Member) -> &str {
    member.traits.name.as_deref().unwrap_or(&member.wire)
}

/// The members of a structure that are wanted, by their names on the wire.
fn object(
    service: &Service,
    shape: Option<&ShapeId>,
    stated: &Value,
    wanted: impl Fn(&Member) -> bool,
) -> Result<Map<String, Value>, Misfit> {
    let stated = stated.as_object().ok_or(Misfit)?;
    let members = match shape {
        Some(shape) => members(service, shape)?,
        None => &[],
    };
    let is_known = |key: &String| members.iter().any(|member| name(member) == key);
    if !stated.keys().all(is_known) {
        return Err(Misfit);
    }
    let mut made = Map::new();
    for member in members.iter().filter(|member| wanted(member)) {
        let Some(stated) = stated.get(name(member)).filter(|value| !value.is_null()) else {
            continue;
        };
        if let Some(value) = value(service, &member.target, stated)? {
            made.insert(member.wire.clone(), value);
        }
    }
    Ok(made)
}

/// A value as it is on the wire; `None` for times, bytes and what consists of them.
fn value(service: &Service, target: &Target, stated: &Value) -> Result<Option<Value>, Misfit> {
    let shape = match target {
        Target::Simple(kind) => return simple(*kind, stated),
        Target::Nullable(_) if stated.is_null() => return Ok(Some(Value::Null)),
        Target::Nullable(inner) => return value(service, inner, stated),
        Target::Shape(shape) => shape,
    };
    match &service.shapes.get(shape).ok_or(Misfit)?.kind {
        ShapeKind::Structure(_) => {
            object(service, Some(shape), stated, |_| true).map(|made| Some(Value::Object(made)))
        }
        ShapeKind::List(item) => {
            let items = stated.as_array().ok_or(Misfit)?.iter();
            let items: Option<Vec<Value>> = items
                .map(|stated| value(service, item, stated))
                .collect::<Result<_, _>>()?;
            Ok(items.map(Value::Array))
        }
        ShapeKind::Map(item) => {
            let entries = stated.as_object().ok_or(Misfit)?.iter();
            let entries: Option<Map<String, Value>> = entries
                .map(|(key, stated)| {
                    let value = value(service, item, stated)?;
                    Ok(value.map(|value| (key.clone(), value)))
                })
                .collect::<Result<_, _>>()?;
            Ok(entries.map(Value::Object))
        }
        ShapeKind::Simple(kind) => simple(*kind, stated),
        _ => simple(Simple::String, stated),
    }
}

fn simple(kind: Simple, stated: &Value) -> Result<Option<Value>, Misfit> {
    let fits = match kind {
        Simple::Blob | Simple::Timestamp(_) => return Ok(None),
        Simple::Boolean => stated.is_boolean(),
        Simple::Decimal | Simple::Float => stated.is_number(),
        Simple::Integer => stated.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
        Simple::Long => stated.is_i64(),
        Simple::String => stated.is_string(),
        _ => true,
    };
    if fits {
        Ok(Some(stated.clone()))
    } else {
        Err(Misfit)
    }
}
