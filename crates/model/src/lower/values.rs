//! From targets of the service model to values of the domain model.

use std::collections::BTreeMap;

use crate::domain::{AttributeType, EntityId, EnumerationId, Value};
use crate::service::{Service, ShapeId, ShapeKind, Simple, Target};

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
    /// Shape that is referred to but missing.
    pub(super) missing: Option<ShapeId>,
}

/// Follows a target to its end.
pub(super) fn value(service: &Service, made: &Made, target: &Target) -> Lowered {
    let mut around: Vec<fn(Box<Value>) -> Value> = Vec::new();
    let mut sensitive = false;
    let mut missing = None;
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
        match &shape.kind {
            // A chain that is longer than there are shapes runs in a circle.
            ShapeKind::List(_) | ShapeKind::Map(_) if around.len() > 2 * service.shapes.len() => {
                missing = Some(id.clone());
                around.clear();
                break Value::Document;
            }
            ShapeKind::List(inner) => {
                around.push(Value::List);
                target = inner;
            }
            ShapeKind::Map(inner) => {
                around.push(Value::Map);
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
        missing,
    }
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
        Value::Blob | Value::Document | Value::EventStream(_) | Value::Stream | Value::String => {
            AttributeType::String
        }
        Value::Boolean => AttributeType::Boolean,
        Value::Decimal | Value::Float => AttributeType::Decimal,
        Value::Enumeration(enumeration) => AttributeType::Enumeration(*enumeration),
        Value::Integer => AttributeType::Integer,
        Value::Long => AttributeType::Long,
        Value::Nullable(inner) => return attribute_type(inner),
        Value::Timestamp(_) => AttributeType::DateTime,
        Value::Entity(_) | Value::List(_) | Value::Map(_) => return None,
    })
}
