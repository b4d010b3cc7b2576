//! From targets of the service model to values of the domain model.

use std::collections::BTreeMap;

use crate::domain::{AttributeType, EntityId, EnumerationId, Level, Value};
use crate::service::{Binding, Evidence, Member, Service, ShapeId, ShapeKind, Simple, Target};

/// What structures and enumerations became.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) entities: BTreeMap<ShapeId, EntityId>,
    pub(super) enumerations: BTreeMap<ShapeId, EnumerationId>,
}

/// A member's value, and whether it is a secret.
pub(super) struct Lowered {
    pub(super) value: Value,
    pub(super) sensitive: bool,
    /// Names of what is inside of lists and maps, outermost first; none for samples.
    pub(super) levels: Vec<Level>,
    /// Shape that is referred to but missing.
    pub(super) missing: Option<ShapeId>,
}

/// The value of a member, which may be a body that is not held in memory.
pub(super) fn of_member(service: &Service, made: &Made, member: &Member) -> Lowered {
    let mut lowered = value(service, made, &member.target);
    let is_events = |id: &ShapeId| {
        let shape = service.shapes.get(id);
        shape.is_some_and(|shape| shape.traits.event_stream)
    };
    lowered.value = match (lowered.value, &member.target) {
        (Value::Blob, _) if member.traits.streaming && member.binding == Binding::Payload => {
            Value::Stream
        }
        (Value::Entity(entity), Target::Shape(id)) if is_events(id) => Value::EventStream(entity),
        (value, _) => value,
    };
    lowered
}

/// Follows a target to its end.
pub(super) fn value(service: &Service, made: &Made, target: &Target) -> Lowered {
    let mut around: Vec<fn(Box<Value>) -> Value> = Vec::new();
    let mut sensitive = false;
    let mut missing = None;
    let mut levels = Vec::new();
    let mut target = target;
    let end = loop {
        let id = match target {
            Target::Simple(simple) => break simple_value(*simple),
            Target::Nullable(inner) => {
                around.push(Value::Nullable);
                target = inner;
                continue;
            }
            Target::Shape(id) => id,
        };
        let Some(shape) = service.shapes.get(id) else {
            missing = Some(id.clone());
            break Value::Document;
        };
        sensitive |= shape.sensitive;
        if service.evidence == Evidence::Model
            && matches!(shape.kind, ShapeKind::List(_) | ShapeKind::Map(_))
        {
            levels.push(Level {
                item: shape.traits.item.clone(),
                key: shape.traits.key.clone(),
            });
        }
        match &shape.kind {
            // A chain that is longer than there are shapes runs in a circle.
            ShapeKind::List(_) | ShapeKind::Map(_) if around.len() > 2 * service.shapes.len() => {
                missing = Some(id.clone());
                around.clear();
                levels.clear();
                break Value::Document;
            }
            ShapeKind::List(inner) => {
                around.push(Value::List);
                target = inner;
            }
            ShapeKind::Map(inner) => {
                around.push(Value::Map);
                if is_empty_structure(service, inner) {
                    // A map whose values hold nothing is a set in Rust, until the structure gets its first member.
                    around.push(Value::Nullable);
                }
                target = inner;
            }
            ShapeKind::Structure(_) => match made.entities.get(id) {
                Some(entity) => break Value::Entity(*entity),
                None => break Value::Document,
            },
            ShapeKind::Enumeration(_) => match made.enumerations.get(id) {
                Some(enumeration) => break Value::Enumeration(*enumeration),
                None => break Value::String,
            },
            ShapeKind::Simple(simple) => break simple_value(*simple),
        }
    };
    let value = around
        .into_iter()
        .rev()
        .fold(end, |value, wrap| wrap(Box::new(value)));
    Lowered {
        value,
        sensitive,
        levels,
        missing,
    }
}

fn is_empty_structure(service: &Service, target: &Target) -> bool {
    let Target::Shape(id) = target else {
        return false;
    };
    let shape = service.shapes.get(id);
    shape.is_some_and(
        |shape| matches!(&shape.kind, ShapeKind::Structure(members) if members.is_empty()),
    )
}

fn simple_value(simple: Simple) -> Value {
    match simple {
        Simple::Blob => Value::Blob,
        Simple::Boolean => Value::Boolean,
        Simple::Decimal => Value::Decimal,
        Simple::Document => Value::Document,
        Simple::Float => Value::Float,
        Simple::Integer => Value::Integer,
        Simple::Long => Value::Long,
        Simple::String => Value::String,
        Simple::Timestamp(format) => Value::Timestamp(format),
    }
}

/// Type of the attribute for a scalar (reference: attribute types of AWS types); `None` for what is no
/// attribute but an entity.
pub(super) fn attribute_type(value: &Value) -> Option<AttributeType> {
    Some(match value {
        Value::Blob | Value::Document | Value::Stream | Value::String => AttributeType::String,
        Value::Boolean => AttributeType::Boolean,
        Value::Decimal | Value::Float => AttributeType::Decimal,
        Value::Enumeration(enumeration) => AttributeType::Enumeration(*enumeration),
        Value::Integer => AttributeType::Integer,
        Value::Long => AttributeType::Long,
        Value::Nullable(inner) => return attribute_type(inner),
        Value::Timestamp(_) => AttributeType::DateTime,
        Value::Entity(_) | Value::EventStream(_) | Value::List(_) | Value::Map(_) => return None,
    })
}
