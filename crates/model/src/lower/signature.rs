//! Which structures are equal: the same wire names, kinds and nested structures, whatever their
//! presence and nullability.

use std::collections::BTreeMap;

use super::flat;
use crate::recipe::Recipe;
use crate::service::{Evidence, Service, ShapeId, ShapeKind, Target};

/// Equal numbers for equal structures.
pub(super) type Signatures = BTreeMap<ShapeId, usize>;

/// Numbers of the structures; those of which `apart` has an entry are equal only to those with the
/// same entry. Shapes of a model are never equal: their names carry meaning.
pub(super) fn signatures(
    service: &Service,
    recipe: &Recipe,
    structures: &[ShapeId],
    apart: &BTreeMap<ShapeId, String>,
) -> Signatures {
    if service.evidence == Evidence::Model {
        return structures.iter().cloned().zip(0..).collect();
    }
    let mut numbers: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut done = Signatures::new();
    let mut stack: Vec<(&ShapeId, bool)> = structures.iter().map(|id| (id, false)).collect();
    let mut entered = std::collections::BTreeSet::new();
    while let Some((id, inner_done)) = stack.pop() {
        if done.contains_key(id) {
            continue;
        }
        if inner_done || !entered.insert(id) {
            let key = key(service, recipe, id, apart, &done);
            let next = numbers.len();
            done.insert(id.clone(), *numbers.entry(key).or_insert(next));
            continue;
        }
        stack.push((id, true));
        for flat in flat::members(service, recipe, id) {
            let (_, end) = chain(service, &flat.member.target);
            if let End::Structure(inner) = end
                && !entered.contains(inner)
            {
                stack.push((inner, false));
            }
        }
    }
    done
}

fn key(
    service: &Service,
    recipe: &Recipe,
    id: &ShapeId,
    apart: &BTreeMap<ShapeId, String>,
    done: &Signatures,
) -> Vec<String> {
    let mut key: Vec<String> = flat::members(service, recipe, id)
        .into_iter()
        .map(|flat| {
            let (form, end) = chain(service, &flat.member.target);
            let end = match end {
                // A structure that is not done yet is around this one: such circles are equal to themselves only.
                End::Structure(inner) => done.get(inner).map_or_else(
                    || format!("circle {inner} from {id}"),
                    |number| format!("structure {number}"),
                ),
                End::Other(text) => text,
            };
            let member = flat.member;
            format!(
                "{:?}.{:?} {:?} {form}{end}",
                flat.wrappers, member.wire, member.binding
            )
        })
        .collect();
    key.sort_unstable();
    key.extend(apart.get(id).map(|name| format!("name {name}")));
    key
}

enum End<'a> {
    Structure(&'a ShapeId),
    Other(String),
}

/// The lists and maps of a target as text, and what is at their end.
fn chain<'a>(service: &'a Service, target: &'a Target) -> (String, End<'a>) {
    let mut form = String::new();
    let mut target = target;
    for _ in 0..=service.shapes.len().saturating_mul(2) {
        let id = match target {
            Target::Simple(simple) => return (form, End::Other(format!("{simple:?}"))),
            Target::Nullable(inner) => {
                target = inner;
                continue;
            }
            Target::Shape(id) => id,
        };
        match service.shapes.get(id).map(|shape| &shape.kind) {
            Some(ShapeKind::List(inner)) => {
                form.push_str("[]");
                target = inner;
            }
            Some(ShapeKind::Map(inner)) => {
                form.push_str("{}");
                target = inner;
            }
            Some(ShapeKind::Structure(_)) => return (form, End::Structure(id)),
            Some(ShapeKind::Simple(simple)) => return (form, End::Other(format!("{simple:?}"))),
            Some(ShapeKind::Enumeration(_)) | None => break,
        }
    }
    (form, End::Other(format!("{target:?}")))
}
