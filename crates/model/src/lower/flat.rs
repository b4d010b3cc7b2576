//! The members of a structure, with those of removed structures in their place.

use crate::recipe::Recipe;
use crate::service::{Binding, Member, Presence, Service, ShapeId, ShapeKind, Target};

/// A member as the domain model sees it.
#[derive(Debug, Clone)]
pub(super) struct Flat<'a> {
    /// The member of the service model.
    pub(super) member: &'a Member,
    /// Its address.
    pub(super) address: ShapeId,
    /// Wire names of the removed structures around it, outermost first.
    pub(super) wrappers: Vec<String>,
    /// Whether it is always there: optional in an optional structure is optional.
    pub(super) presence: Presence,
}

/// Members of a structure in wire order; none if the shape is missing or no structure.
///
/// Where the recipe removes the structure that a member of the body is, its members take its place.
pub(super) fn members<'a>(
    service: &'a Service,
    recipe: &Recipe,
    structure: &ShapeId,
) -> Vec<Flat<'a>> {
    if recipe.entities.is_empty() {
        return plain(service, structure);
    }
    let mut out = Vec::new();
    let mut around: Vec<ShapeId> = Vec::new();
    let mut stack = vec![Step::Members(
        structure.clone(),
        Vec::new(),
        Presence::Required,
    )];
    while let Some(step) = stack.pop() {
        match step {
            Step::Leave => {
                around.pop();
            }
            Step::Members(id, wrappers, presence) => {
                stack.push(Step::Leave);
                let at = stack.len();
                for member in structure_members(service, &id) {
                    let address = id.member(&member.wire);
                    let presence = weaker(presence, member.presence);
                    let wrappers = wrappers.clone();
                    stack.push(Step::Member(Flat {
                        member,
                        address,
                        wrappers,
                        presence,
                    }));
                }
                stack[at..].reverse();
                around.push(id);
            }
            Step::Member(flat) => match removed(service, recipe, flat.member) {
                Some(inner) if !around.contains(inner) => {
                    let mut wrappers = flat.wrappers;
                    wrappers.push(flat.member.wire.clone());
                    // Where the structure is null, its members are absent.
                    let presence = if flat.member.nullable {
                        Presence::Optional
                    } else {
                        flat.presence
                    };
                    stack.push(Step::Members(inner.clone(), wrappers, presence));
                }
                _ => out.push(flat),
            },
        }
    }
    out
}

/// The members where nothing is removed.
fn plain<'a>(service: &'a Service, structure: &ShapeId) -> Vec<Flat<'a>> {
    let members = structure_members(service, structure).iter();
    members
        .map(|member| Flat {
            member,
            address: structure.member(&member.wire),
            wrappers: Vec::new(),
            presence: member.presence,
        })
        .collect()
}

enum Step<'a> {
    Leave,
    Member(Flat<'a>),
    Members(ShapeId, Vec<String>, Presence),
}

/// Members of a structure as the service model has them; none if the shape is missing or no structure.
pub(super) fn structure_members<'a>(service: &'a Service, id: &ShapeId) -> &'a [Member] {
    match service.shapes.get(id).map(|shape| &shape.kind) {
        Some(ShapeKind::Structure(members)) => members,
        _ => &[],
    }
}

/// The structure that a member of the body is, if the recipe removes it.
fn removed<'a>(service: &Service, recipe: &Recipe, member: &'a Member) -> Option<&'a ShapeId> {
    let Target::Shape(id) = &member.target else {
        return None;
    };
    let shape = service.shapes.get(id)?;
    let wanted = recipe.entities.get(&id.0)?.remove
        && member.binding == Binding::Body
        && matches!(shape.kind, ShapeKind::Structure(_));
    wanted.then_some(id)
}

fn weaker(a: Presence, b: Presence) -> Presence {
    if a == Presence::Required {
        return b;
    }
    a
}
