//! Operations that seem to have another name: what is gone beside what is new, by likeness. They are only named
//! together, never taken for one.

use std::collections::{BTreeMap, BTreeSet};

use connector_model::service::{Operation, Service, ShapeId, ShapeKind};

use super::Side;
use super::pairs::same_operation;

/// Percent of the members of two operations that have to be the same.
const LIKENESS: usize = 75;

/// Members that two operations must have together, so that being alike says something.
const ENOUGH: usize = 3;

/// An operation that seems to have this name now.
pub(super) struct Renamed<'a> {
    pub(super) name: &'a str,
    /// Members that both have.
    pub(super) same: usize,
    /// Members that either has.
    pub(super) all: usize,
}

/// What operations that are gone seem to be called now.
pub(super) fn renamed<'a>(old: Side<'a>, new: Side<'a>) -> BTreeMap<&'a str, Renamed<'a>> {
    let gone: Vec<&Operation> = old
        .service
        .operations
        .iter()
        .filter(|operation| same_operation(new.whole, operation).is_none())
        .collect();
    let come: Vec<&Operation> = new
        .whole
        .operations
        .iter()
        .filter(|operation| same_operation(old.whole, operation).is_none())
        .collect();
    let mut taken = BTreeSet::new();
    let mut out = BTreeMap::new();
    for from in gone {
        let known = members(old.service, from);
        let best = come
            .iter()
            .filter(|to| !taken.contains(to.name.as_str()))
            .map(|to| likeness(&known, new.whole, to))
            .filter(|to| to.all >= ENOUGH && to.same * 100 >= to.all * LIKENESS)
            .max_by_key(|to| to.same * 1000 / to.all);
        if let Some(best) = best {
            taken.insert(best.name);
            out.insert(from.name.as_str(), best);
        }
    }
    out
}

fn likeness<'a>(
    known: &BTreeSet<(bool, &str)>,
    service: &Service,
    to: &'a Operation,
) -> Renamed<'a> {
    let others = members(service, to);
    Renamed {
        name: &to.name,
        same: known.intersection(&others).count(),
        all: known.union(&others).count(),
    }
}

/// Wire names of the members of request and answer.
fn members<'a>(service: &'a Service, operation: &Operation) -> BTreeSet<(bool, &'a str)> {
    let of = |shape: &Option<ShapeId>, sent: bool| {
        let shape = shape.as_ref().and_then(|id| service.shapes.get(id));
        let members = match shape.map(|shape| &shape.kind) {
            Some(ShapeKind::Structure(members)) => members.as_slice(),
            _ => &[],
        };
        members
            .iter()
            .map(move |member| (sent, member.wire.as_str()))
    };
    of(&operation.input, true)
        .chain(of(&operation.output, false))
        .collect()
}
