//! Which shape of the old model stands where which shape of the new one does.

use std::collections::{BTreeMap, BTreeSet};

use connector_model::service::{
    ErrorResponse, Member, Operation, Service, ShapeId, ShapeKind, Target,
};

use super::errors::output;
use super::words::plain;

/// Two shapes that stand in the same place.
pub(super) struct Pair<'a> {
    pub(super) was: &'a ShapeId,
    pub(super) is: &'a ShapeId,
    /// Whether they are part of a request.
    pub(super) sent: bool,
    /// Whether they are part of an answer.
    pub(super) received: bool,
    /// Names of the operations that reach them.
    pub(super) operations: BTreeSet<&'a str>,
}

#[derive(Default)]
struct Use<'a> {
    sent: bool,
    received: bool,
    operations: BTreeSet<&'a str>,
}

type Ids<'a> = (&'a ShapeId, &'a ShapeId);

/// All pairs that the operations of both models reach, by address.
pub(super) fn pairs<'a>(old: &'a Service, new: &'a Service) -> Vec<Pair<'a>> {
    let mut uses: BTreeMap<Ids<'a>, Use<'a>> = BTreeMap::new();
    let mut inside: BTreeMap<Ids<'a>, Vec<Ids<'a>>> = BTreeMap::new();
    for from in &old.operations {
        let Some(to) = same_operation(new, from) else {
            continue;
        };
        for (roots, sent) in [
            (sent(from, to), true),
            (received((old, from), (new, to)), false),
        ] {
            let mut seen = BTreeSet::new();
            let mut open = roots;
            while let Some(pair) = open.pop() {
                if !seen.insert(pair) {
                    continue;
                }
                let reach = uses.entry(pair).or_default();
                reach.sent |= sent;
                reach.received |= !sent;
                reach.operations.insert(&from.name);
                let inside = inside
                    .entry(pair)
                    .or_insert_with(|| pairs_inside(old, new, pair));
                open.extend(inside.iter().copied());
            }
        }
    }
    let pair = |((was, is), used): (Ids<'a>, Use<'a>)| Pair {
        was,
        is,
        sent: used.sent,
        received: used.received,
        operations: used.operations,
    };
    uses.into_iter().map(pair).collect()
}

/// The operation of the same name.
pub(super) fn same_operation<'a>(
    service: &'a Service,
    operation: &Operation,
) -> Option<&'a Operation> {
    let mut operations = service.operations.iter();
    operations.find(|other| other.name == operation.name)
}

fn sent<'a>(from: &'a Operation, to: &'a Operation) -> Vec<Ids<'a>> {
    from.input.iter().zip(&to.input).collect()
}

fn received<'a>(
    (old, from): (&Service, &'a Operation),
    (new, to): (&Service, &'a Operation),
) -> Vec<Ids<'a>> {
    let errors = from
        .errors
        .iter()
        .filter_map(|error| Some((&error.shape, &same_error(&to.errors, error)?.shape)));
    let outputs = output(old, from).zip(output(new, to));
    outputs.into_iter().chain(errors).collect()
}

/// The same error among others: of a model by its shape, else by its code; of samples by its status.
pub(super) fn same_error<'a>(
    errors: &'a [ErrorResponse],
    error: &ErrorResponse,
) -> Option<&'a ErrorResponse> {
    let find = |is: &dyn Fn(&ErrorResponse) -> bool| errors.iter().find(|other| is(other));
    if error.code.is_none() {
        return find(&|other| other.status == error.status);
    }
    find(&|other| other.shape == error.shape).or_else(|| find(&|other| other.code == error.code))
}

fn pairs_inside<'a>(old: &'a Service, new: &'a Service, (was, is): Ids<'a>) -> Vec<Ids<'a>> {
    let (Some(was), Some(is)) = (old.shapes.get(was), new.shapes.get(is)) else {
        return Vec::new();
    };
    match (&was.kind, &is.kind) {
        (ShapeKind::Structure(was), ShapeKind::Structure(is)) => {
            let both = matched(was, is)
                .into_iter()
                .filter_map(|matched| Some((&matched.was?.target, &matched.is?.target)));
            both.filter_map(|(was, is)| pair_of(was, is)).collect()
        }
        (ShapeKind::List(was), ShapeKind::List(is)) | (ShapeKind::Map(was), ShapeKind::Map(is)) => {
            pair_of(was, is).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn pair_of<'a>(was: &'a Target, is: &'a Target) -> Option<Ids<'a>> {
    match (plain(was).1, plain(is).1) {
        (Target::Shape(was), Target::Shape(is)) => Some((was, is)),
        _ => None,
    }
}

/// A member of either structure, or of both.
pub(super) struct Matched<'a> {
    pub(super) was: Option<&'a Member>,
    pub(super) is: Option<&'a Member>,
}

/// The members of two structures: the same by wire name and the model's own name, else by one of the two. Two members
/// of one wire name occur: a single value that was replaced by a list.
pub(super) fn matched<'a>(old: &'a [Member], new: &'a [Member]) -> Vec<Matched<'a>> {
    type Same = fn(&Member, &Member) -> bool;
    let by: [Same; 3] = [
        |was, is| was.wire == is.wire && own_name(was) == own_name(is),
        |was, is| was.wire == is.wire,
        |was, is| own_name(was) == own_name(is),
    ];
    let mut partners: Vec<Option<usize>> = vec![None; old.len()];
    let mut is_taken = vec![false; new.len()];
    for same in by {
        let mut index: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, is) in new.iter().enumerate().filter(|(at, _)| !is_taken[*at]) {
            index.entry(&is.wire).or_default().push(at);
            if own_name(is) != is.wire {
                index.entry(own_name(is)).or_default().push(at);
            }
        }
        let open = old.iter().zip(&mut partners);
        for (was, partner) in open.filter(|(_, partner)| partner.is_none()) {
            let near = [was.wire.as_str(), own_name(was)];
            let mut near = near.iter().filter_map(|name| index.get(name)).flatten();
            let found = near.find(|at| !is_taken[**at] && same(was, &new[**at]));
            if let Some(at) = found {
                is_taken[*at] = true;
                *partner = Some(*at);
            }
        }
    }
    let both = old.iter().zip(partners).map(|(was, at)| Matched {
        was: Some(was),
        is: at.map(|at| &new[at]),
    });
    let rest = new
        .iter()
        .zip(&is_taken)
        .filter(|(_, is_taken)| !**is_taken);
    let rest = rest.map(|(is, _)| Matched {
        was: None,
        is: Some(is),
    });
    both.chain(rest).collect()
}

/// Name of a member in its model.
pub(super) fn own_name(member: &Member) -> &str {
    member.traits.name.as_deref().unwrap_or(&member.wire)
}
