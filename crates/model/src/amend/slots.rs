//! The elements of a service by their addresses.

use std::collections::BTreeMap;

use crate::service::{Service, ShapeId, ShapeKind, Simple, Target};

/// Where a value's kind is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Slot {
    /// The items of a list or the values of a map.
    Inner(ShapeId),
    /// A member of a structure, by its index.
    Member(ShapeId, usize),
}

/// Addresses of all members, items and values.
pub(super) fn slots(service: &Service) -> BTreeMap<String, Slot> {
    let mut slots = BTreeMap::new();
    for (id, shape) in &service.shapes {
        match &shape.kind {
            ShapeKind::Structure(members) => {
                for (at, member) in members.iter().enumerate() {
                    slots.insert(id.member(&member.wire).0, Slot::Member(id.clone(), at));
                }
            }
            ShapeKind::List(_) => {
                slots.insert(id.items().0, Slot::Inner(id.clone()));
            }
            ShapeKind::Map(_) => {
                slots.insert(id.values().0, Slot::Inner(id.clone()));
            }
            ShapeKind::Enumeration(_) | ShapeKind::Simple(_) => {}
        }
    }
    slots
}

/// What is at a slot.
pub(super) fn target<'a>(service: &'a mut Service, slot: &Slot) -> Option<&'a mut Target> {
    let (Slot::Inner(id) | Slot::Member(id, _)) = slot;
    match (&mut service.shapes.get_mut(id)?.kind, slot) {
        (ShapeKind::Structure(members), Slot::Member(_, at)) => {
            members.get_mut(*at).map(|member| &mut member.target)
        }
        (ShapeKind::List(target) | ShapeKind::Map(target), Slot::Inner(_)) => Some(target),
        _ => None,
    }
}

/// A target without "or null".
pub(super) fn present(target: &Target) -> &Target {
    let mut target = target;
    while let Target::Nullable(inner) = target {
        target = inner;
    }
    target
}

/// The scalar that a target is, directly or by a shape that only carries traits.
pub(super) fn scalar(service: &Service, target: &Target) -> Option<Simple> {
    match present(target) {
        Target::Simple(simple) => Some(*simple),
        Target::Shape(id) => match service.shapes.get(id)?.kind {
            ShapeKind::Simple(simple) => Some(simple),
            _ => None,
        },
        Target::Nullable(_) => None,
    }
}

/// Puts another kind at a slot; what may be null stays so.
pub(super) fn replace(service: &mut Service, slot: &Slot, new: Target) {
    if let Some(target) = target(service, slot) {
        let nullable = matches!(target, Target::Nullable(_));
        *target = if nullable {
            Target::Nullable(Box::new(new))
        } else {
            new
        };
    }
}
