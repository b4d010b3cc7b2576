//! What changed about a shape: its kind, its members or values, and what the model says about it.

use std::collections::BTreeSet;

use connector_model::service::{EnumerationValue, Member, Shape, ShapeKind, Target};

use super::pairs::{Matched, Pair, matched, same_operation};
use super::words::{plain, rust_type, simple, timestamp, word};
use super::{Found, Sides, drift, members, traits};
use crate::change_rules::{self as rules, ChangeRule};

/// Values that a message lists; all are evidence.
const LISTED: usize = 5;

/// A pair with its shapes, ready to be compared.
pub(super) struct At<'a, 'f> {
    pub(super) found: &'f mut Found,
    pub(super) sides: &'f Sides<'a>,
    pub(super) pair: &'f Pair<'a>,
    pub(super) was: &'a Shape,
    pub(super) is: &'a Shape,
}

impl At<'_, '_> {
    /// Adds a change that reaches what the pair reaches.
    pub(super) fn add(
        &mut self,
        rule: &'static ChangeRule,
        subject: &str,
        message: impl Into<String>,
    ) {
        let operations = self.pair.operations.iter().copied();
        self.found.add(rule, subject, message, operations);
    }

    /// The same with the first of some values as the message.
    fn add_list(&mut self, rule: &'static ChangeRule, subject: &str, values: &[String]) {
        let operations = self.pair.operations.iter().copied();
        let (message, evidence) = (listed(values), values.join("\n"));
        self.found
            .add_with(rule, subject, message, evidence, operations);
    }

    /// Notes that a change tells why the Rust for this member or value is another.
    pub(super) fn tell(&mut self, wire: &str) {
        let pair = self.pair;
        for id in [pair.was, pair.is] {
            self.found.told.insert((id.clone(), wire.to_owned()));
        }
    }
}

/// Compares two shapes that stand in the same place.
pub(super) fn compare(found: &mut Found, sides: &Sides<'_>, pair: &Pair<'_>) {
    let (old, new) = (sides.old.service, sides.new.service);
    let (Some(was), Some(is)) = (old.shapes.get(pair.was), new.shapes.get(pair.is)) else {
        return;
    };
    let mut at = At {
        found,
        sides,
        pair,
        was,
        is,
    };
    let subject = pair.was.0.as_str();
    match (&was.kind, &is.kind) {
        (ShapeKind::Structure(from), ShapeKind::Structure(to)) => {
            let is_drift = drift::is_drift(old, new);
            if is_drift || was.traits.union == is.traits.union {
                structures(&mut at, from, to);
            } else {
                kinds(&mut at, subject, &shape(pair.was), &shape(pair.is));
            }
        }
        (ShapeKind::List(from), ShapeKind::List(to)) => {
            let subject = format!("{subject}[]");
            targets(&mut at, &subject, from, to);
        }
        (ShapeKind::Map(from), ShapeKind::Map(to)) => {
            let subject = format!("{subject}{{}}");
            targets(&mut at, &subject, from, to);
        }
        (ShapeKind::Enumeration(from), ShapeKind::Enumeration(to)) => {
            values(&mut at, from, to);
        }
        _ => kinds(&mut at, subject, &shape(pair.was), &shape(pair.is)),
    }
    traits::of_shape(&mut at);
}

fn shape(id: &connector_model::service::ShapeId) -> Target {
    Target::Shape(id.clone())
}

/// Compares what a member, an item or a value is; shapes are pairs of their own.
pub(super) fn targets(at: &mut At<'_, '_>, subject: &str, was: &Target, is: &Target) {
    let (was_null, was) = plain(was);
    let (is_null, is) = plain(is);
    if was_null != is_null && !drift::is_drift(at.sides.old.service, at.sides.new.service) {
        let words = |null| if null { "may be null" } else { "is never null" };
        let message = format!("{} became {}", words(was_null), words(is_null));
        at.tell("");
        at.add(&rules::TYPE_CHANGED, subject, message);
    }
    if !matches!((was, is), (Target::Shape(_), Target::Shape(_))) {
        kinds(at, subject, was, is);
    }
}

/// Compares two kinds that are not both structures, lists, maps or enumerations.
fn kinds(at: &mut At<'_, '_>, subject: &str, was: &Target, is: &Target) {
    use connector_model::service::Simple::Timestamp;
    let (from, to) = (at.sides.old.service, at.sides.new.service);
    if drift::is_drift(from, to) && drift::agrees(from, was, to, is) {
        return;
    }
    let (old, new) = (simple(from, was), simple(to, is));
    if old.is_some() && old == new {
        return;
    }
    if let (Some(Timestamp(old)), Some(Timestamp(new))) = (old, new) {
        let message = format!("`{}` became `{}`", timestamp(old), timestamp(new));
        if !at.sides.is_other_protocol {
            at.add(&rules::WIRE_FORM_CHANGED, subject, message);
        }
        return;
    }
    let message = format!("`{}` became `{}`", word(from, was), word(to, is));
    let same_in_rust = match (old, new) {
        (Some(old), Some(new)) => rust_type(old, from.evidence) == rust_type(new, to.evidence),
        _ => false,
    };
    let rule = if same_in_rust {
        &rules::TYPE_WIDENED
    } else {
        at.tell("");
        &rules::TYPE_CHANGED
    };
    at.add(rule, subject, message);
}

fn structures(at: &mut At<'_, '_>, from: &[Member], to: &[Member]) {
    for pair in matched(from, to) {
        match pair {
            Matched {
                was: Some(was),
                is: Some(is),
            } => members::both(at, was, is),
            Matched {
                was: Some(was),
                is: None,
            } => members::removed(at, was),
            Matched {
                was: None,
                is: Some(is),
            } => members::added(at, is),
            Matched {
                was: None,
                is: None,
            } => {}
        }
    }
}

fn values(at: &mut At<'_, '_>, from: &[EnumerationValue], to: &[EnumerationValue]) {
    let missing = |of: &[EnumerationValue], other: &[EnumerationValue]| -> Vec<String> {
        let known: BTreeSet<&str> = other.iter().map(|value| value.wire.as_str()).collect();
        let missing = of.iter().map(|value| value.wire.as_str());
        missing
            .filter(|wire| !known.contains(wire))
            .map(str::to_owned)
            .collect()
    };
    let subject = at.pair.was.0.clone();
    let removed = missing(from, to);
    for wire in &removed {
        at.tell(wire);
    }
    if !removed.is_empty() {
        at.add_list(&rules::ENUMERATION_VALUE_REMOVED, &subject, &removed);
    }
    let rule = if at.pair.received {
        &rules::ENUMERATION_VALUE_ADDED
    } else {
        &rules::SENT_VALUE_ADDED
    };
    let added = missing(to, from);
    if !added.is_empty() {
        at.add_list(rule, &subject, &added);
    }
}

fn listed(values: &[String]) -> String {
    let shown: Vec<String> = values
        .iter()
        .take(LISTED)
        .map(|value| format!("`{value}`"))
        .collect();
    let shown = shown.join(", ");
    match values.len().checked_sub(LISTED) {
        None | Some(0) => shown,
        Some(more) => format!("{shown} and {more} more"),
    }
}

/// All changes of documentation, as one.
pub(super) fn documentation(found: &mut Found, sides: &Sides<'_>, pairs: &[Pair<'_>]) {
    let (old, new) = (sides.old.service, sides.new.service);
    let mut subjects = BTreeSet::new();
    let mut reached = BTreeSet::new();
    for from in &old.operations {
        let to = same_operation(new, from);
        if to.is_some_and(|to| to.documentation != from.documentation) {
            subjects.insert(from.name.clone());
            reached.insert(from.name.as_str());
        }
    }
    for pair in pairs {
        let (Some(was), Some(is)) = (old.shapes.get(pair.was), new.shapes.get(pair.is)) else {
            continue;
        };
        let before = subjects.len();
        if was.documentation != is.documentation {
            subjects.insert(pair.was.0.clone());
        }
        subjects.extend(texts_inside(pair, was, is));
        if subjects.len() > before {
            reached.extend(pair.operations.iter().copied());
        }
    }
    if subjects.is_empty() {
        return;
    }
    let subjects: Vec<String> = subjects.into_iter().collect();
    let noun = if subjects.len() == 1 { "text" } else { "texts" };
    let message = format!("{} {noun}: {}", subjects.len(), listed(&subjects));
    let rule = &rules::DOCUMENTATION_CHANGED;
    found.add_with(rule, "documentation", message, subjects.join("\n"), reached);
}

fn texts_inside(pair: &Pair<'_>, was: &Shape, is: &Shape) -> Vec<String> {
    let address = |wire: &str| pair.was.member(wire).0;
    match (&was.kind, &is.kind) {
        (ShapeKind::Structure(was), ShapeKind::Structure(is)) => matched(was, is)
            .into_iter()
            .filter_map(|pair| Some((pair.was?, pair.is?)))
            .filter(|(was, is)| was.documentation != is.documentation)
            .map(|(was, _)| address(&was.wire))
            .collect(),
        (ShapeKind::Enumeration(was), ShapeKind::Enumeration(is)) => {
            let differs = |value: &&EnumerationValue| {
                is.iter().any(|other| {
                    other.wire == value.wire && other.documentation != value.documentation
                })
            };
            let differing = was.iter().filter(differs);
            differing.map(|value| address(&value.wire)).collect()
        }
        _ => Vec::new(),
    }
}
