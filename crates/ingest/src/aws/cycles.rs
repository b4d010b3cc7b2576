//! Structures that no finite value can have: each needs the next one, and the last the first.

use std::collections::BTreeMap;

use connector_model::service::{Presence, Service, ShapeId, ShapeKind, Target};

use super::place::Fault;
use crate::codes;

/// A member by its structure and its name on the wire.
type Step<'s> = (&'s ShapeId, &'s str);

/// The first cycle of required members, if there is one.
pub(crate) fn required(service: &Service) -> Option<Fault> {
    let cycle = find(service)?;
    let path: Vec<String> = cycle
        .iter()
        .map(|(id, wire)| format!("`{id}.{wire}`"))
        .collect();
    let (first, _) = cycle.first()?;
    let origin = &service.shapes.get(first)?.origin;
    Some(Fault {
        rule: &codes::MODEL_CYCLE,
        pointer: origin.pointer.clone(),
        message: format!(
            "`{first}` must hold itself, so no value of it can end: {}",
            path.join(", then ")
        ),
        help: "make one of these members optional".to_owned(),
    })
}

/// The required members of a structure that are structures themselves. A union is left out: any of its members will do.
fn needed<'s>(service: &'s Service, id: &ShapeId) -> Vec<(&'s str, &'s ShapeId)> {
    let Some(shape) = service.shapes.get(id) else {
        return Vec::new();
    };
    let ShapeKind::Structure(members) = &shape.kind else {
        return Vec::new();
    };
    let required = members
        .iter()
        .filter(|member| member.presence == Presence::Required);
    required
        .filter_map(|member| match &member.target {
            Target::Shape(id) => Some((member.wire.as_str(), id)),
            _ => None,
        })
        .collect()
}

/// Depth first, without recursion: a shape that is met again on its own path closes a cycle.
fn find(service: &Service) -> Option<Vec<Step<'_>>> {
    let mut done: BTreeMap<&ShapeId, bool> = BTreeMap::new();
    for start in service.shapes.keys() {
        let mut path: Vec<Step<'_>> = Vec::new();
        let mut open = vec![(start, needed(service, start))];
        if done.insert(start, false).is_some() {
            done.insert(start, true);
            continue;
        }
        while let Some((id, rest)) = open.last_mut() {
            let id = *id;
            let Some((wire, next)) = rest.pop() else {
                done.insert(id, true);
                open.pop();
                path.pop();
                continue;
            };
            match done.get(next) {
                Some(true) => {}
                Some(false) => {
                    path.push((id, wire));
                    let from = path.iter().position(|(id, _)| *id == next);
                    return Some(path.split_off(from.unwrap_or_default()));
                }
                None => {
                    path.push((id, wire));
                    done.insert(next, false);
                    open.push((next, needed(service, next)));
                }
            }
        }
    }
    None
}
