//! What changed about the Rust of a connector that no change of the API has told yet: types, fields, what builds a
//! structure, what an operation's types are.

use std::collections::{BTreeMap, BTreeSet};

use connector_model::service::{Service, ShapeId, ShapeKind, Target};
use connector_model::surface::{Form, Part, Surface, Type};

use super::pairs::Pair;
use super::words::plain;
use super::{Found, Sides};
use crate::change_rules::{self as rules, ChangeRule};

/// Compares the Rust of both versions, where both are known.
pub(super) fn compare(found: &mut Found, sides: &Sides<'_>, pairs: &[Pair<'_>]) {
    let (old, new) = (sides.old.surface, sides.new.surface);
    if old.types.is_empty() || new.types.is_empty() {
        return;
    }
    let mut rust = Rust {
        found,
        sides,
        pairs,
        renames: renames(old, new, pairs),
        reach: BTreeMap::new(),
    };
    for pair in pairs {
        let operations = pair.operations.iter().copied();
        rust.reach.entry(pair.was).or_default().extend(operations);
    }
    for (name, kind) in &old.types {
        rust.of_type(name, kind);
    }
    for (name, kind) in &new.types {
        if kind.form == Form::Waiter && !old.types.contains_key(name) {
            let operation = kind.operation.as_deref();
            rust.found.add(&rules::WAITER_ADDED, name, "", operation);
        }
    }
    for export in old
        .exports
        .iter()
        .filter(|name| !new.exports.contains(name))
    {
        let all = sides.new.service.operations.iter();
        let all = all.map(|operation| operation.name.as_str());
        rust.found.add(&rules::EXPORT_GONE, export, "", all);
    }
}

/// Types whose shape has another name of Rust now.
fn renames<'a>(
    old: &'a Surface,
    new: &'a Surface,
    pairs: &[Pair<'_>],
) -> BTreeMap<&'a str, &'a str> {
    let by_shape = |surface: &'a Surface| -> BTreeMap<&'a str, &'a str> {
        let types = surface.types.iter();
        types
            .filter_map(|(name, kind)| Some((kind.shape.as_deref()?, name.as_str())))
            .collect()
    };
    let (old_names, new_names) = (by_shape(old), by_shape(new));
    let renamed = pairs.iter().filter_map(|pair| {
        let was = *old_names.get(pair.was.0.as_str())?;
        let is = *new_names.get(pair.is.0.as_str())?;
        (was != is && !new.types.contains_key(was)).then_some((was, is))
    });
    renamed.collect()
}

struct Rust<'a, 'f> {
    found: &'f mut Found,
    sides: &'f Sides<'a>,
    pairs: &'f [Pair<'a>],
    renames: BTreeMap<&'a str, &'a str>,
    reach: BTreeMap<&'a ShapeId, BTreeSet<&'a str>>,
}

impl Rust<'_, '_> {
    fn add(&mut self, rule: &'static ChangeRule, kind: &Type, subject: &str, message: &str) {
        let shape = kind.shape.clone().map(ShapeId);
        let reach = shape.and_then(|shape| self.reach.get(&shape));
        let operations: BTreeSet<String> = match (&kind.operation, reach) {
            (Some(operation), _) => BTreeSet::from([operation.clone()]),
            (None, Some(reach)) => reach.iter().map(|name| (*name).to_owned()).collect(),
            (None, None) => self.common(),
        };
        let operations = operations.iter().map(String::as_str);
        self.found.add(rule, subject, message, operations);
    }

    /// The operations that both versions have.
    fn common(&self) -> BTreeSet<String> {
        let names = |service: &Service| -> BTreeSet<String> {
            let operations = service.operations.iter();
            operations.map(|operation| operation.name.clone()).collect()
        };
        let old = names(self.sides.old.service);
        let new = names(self.sides.new.service);
        old.intersection(&new).cloned().collect()
    }

    fn of_type(&mut self, name: &str, was: &Type) {
        let renamed = self.renames.get(name).copied();
        let Some(is) = self.sides.new.surface.types.get(renamed.unwrap_or(name)) else {
            return self.gone(name, was);
        };
        if let Some(new) = renamed {
            let message = format!("it is `{new}` now");
            self.add(&rules::TYPE_GONE, was, name, &message);
        }
        if was.form.word() != is.form.word() {
            if !self.is_told(was, "") {
                let message = format!("`{}` became `{}`", was.form.word(), is.form.word());
                self.add(&rules::TYPE_GONE, was, name, &message);
            }
            return;
        }
        self.parts(name, was, is);
        self.construction(name, was, is);
        self.implementations(name, was, is);
    }

    /// A type that is gone because nothing reaches it any more follows from a change that is told.
    fn gone(&mut self, name: &str, was: &Type) {
        let service = self.sides.new.service;
        let operation_stays = was.operation.as_ref().is_none_or(|operation| {
            let mut operations = service.operations.iter();
            operations.any(|other| other.name == *operation)
        });
        if was.form == Form::Waiter {
            if operation_stays {
                self.add(&rules::WAITER_REMOVED, was, name, "");
            }
            return;
        }
        let is_reached = match &was.shape {
            Some(shape) => self.pairs.iter().any(|pair| pair.was.0 == *shape),
            None => operation_stays,
        };
        let is_empty_answer = was.operation.is_some() && was.shape.is_some();
        if is_reached && !is_empty_answer {
            self.add(&rules::TYPE_GONE, was, name, "");
        }
    }

    fn is_told(&self, kind: &Type, wire: &str) -> bool {
        let Some(shape) = &kind.shape else {
            return false;
        };
        let key = (ShapeId(shape.clone()), wire.to_owned());
        self.found.told.contains(&key)
    }

    fn parts(&mut self, name: &str, was: &Type, is: &Type) {
        for part in was.form.parts().iter().filter(|part| !part.wire.is_empty()) {
            let same = counterpart(was, is, part);
            let Some(other) = same.or_else(|| self.same_error(was, is, part)) else {
                continue;
            };
            let subject = format!("{name}::{}", part.name);
            if other.name != part.name {
                let message = format!("it is `{}` now", other.name);
                self.add(&rules::NAME_CHANGED, was, &subject, &message);
            }
            let is_same = self.renamed(&part.kind) == other.kind;
            if is_same || self.is_told(was, &part.wire) || self.is_inside_told(was, &part.wire) {
                continue;
            }
            let message = format!("`{}` became `{}`", part.kind, other.kind);
            self.add(&rules::FIELD_TYPE_CHANGED, was, &subject, &message);
        }
    }

    /// The variant of the same error, whose code changed and with it the variant's name.
    fn same_error<'t>(&self, was: &Type, is: &'t Type, part: &Part) -> Option<&'t Part> {
        let kind = self.renamed(&part.kind);
        let is_same = |other: &&Part| other.kind == kind && was.part(&other.wire).is_none();
        let mut parts = is.form.parts().iter();
        parts.find(is_same).filter(|_| was.shape.is_none())
    }

    /// A type of the old version in the names of the new one.
    fn renamed(&self, kind: &str) -> String {
        let mut out = String::new();
        for word in kind.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_') {
            let end = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
            out.push_str(self.renames.get(end).copied().unwrap_or(end));
            out.push_str(&word[end.len()..]);
        }
        out
    }

    /// Whether the kind of a shape that a member is or has changed, which is told once for the shape.
    fn is_inside_told(&self, kind: &Type, wire: &str) -> bool {
        let service = self.sides.old.service;
        let shape = kind.shape.clone().map(ShapeId);
        let shape = shape.and_then(|shape| service.shapes.get(&shape));
        let Some(ShapeKind::Structure(members)) = shape.map(|shape| &shape.kind) else {
            return false;
        };
        let mut members = members.iter();
        let Some(member) = members.find(|member| member.wire == wire) else {
            return false;
        };
        let mut target = plain(&member.target).1;
        // Deeper than there are shapes, a chain of lists and maps runs in a circle.
        for _ in 0..=service.shapes.len() {
            let Target::Shape(id) = target else {
                return false;
            };
            if self.found.told.contains(&(id.clone(), String::new())) {
                return true;
            }
            match service.shapes.get(id).map(|shape| &shape.kind) {
                Some(ShapeKind::List(inner) | ShapeKind::Map(inner)) => target = plain(inner).1,
                _ => return false,
            }
        }
        false
    }

    fn construction(&mut self, name: &str, was: &Type, is: &Type) {
        let (
            Form::Structure {
                constructor: from,
                non_exhaustive: was_closed,
                fields,
            },
            Form::Structure {
                constructor: to,
                non_exhaustive: is_closed,
                ..
            },
        ) = (&was.form, &is.form)
        else {
            return;
        };
        if !was_closed && *is_closed {
            self.add(
                &rules::CONSTRUCTION_CHANGED,
                was,
                name,
                "it is only received now",
            );
            return;
        }
        let names = |parameters: &Option<Vec<(String, String)>>| -> Option<Vec<String>> {
            let parameters = parameters.as_ref()?;
            Some(parameters.iter().map(|(name, _)| name.clone()).collect())
        };
        let (from, to) = (names(from), names(to));
        let parts = fields.iter().chain(is.form.parts());
        let mut wires = parts.map(|part| part.wire.as_str());
        if from == to || wires.any(|wire| self.is_told(was, wire) || self.is_told(is, wire)) {
            return;
        }
        let shown = |parameters: Option<Vec<String>>| match parameters {
            Some(names) => format!("new({})", names.join(", ")),
            None => "default()".to_owned(),
        };
        let message = format!("`{}` became `{}`", shown(from), shown(to));
        self.add(&rules::CONSTRUCTION_CHANGED, was, name, &message);
    }

    fn implementations(&mut self, name: &str, was: &Type, is: &Type) {
        for (of, from) in &was.implements {
            let to = is.implements.get(of);
            match (*of, to) {
                ("Paginated", None) => {
                    self.operation(&rules::PAGES_REMOVED, was, name);
                }
                ("Operation::Output", Some(to)) if (from == "bool") != (to == "bool") => {}
                (_, Some(to)) if *to != self.renamed(from) => {
                    let message = format!("`{of}`: `{from}` became `{to}`");
                    self.add(&rules::IMPLEMENTATION_CHANGED, was, name, &message);
                }
                ("PaginatedItems::Item", None) if is.implements.contains_key("Paginated") => {
                    let message = format!("`{of}`: `{from}` is gone");
                    self.add(&rules::IMPLEMENTATION_CHANGED, was, name, &message);
                }
                _ => {}
            }
        }
        let paged = |kind: &Type| kind.implements.contains_key("Paginated");
        if !paged(was) && paged(is) {
            self.operation(&rules::PAGES_ADDED, was, name);
        }
    }

    /// A change of an operation as a whole.
    fn operation(&mut self, rule: &'static ChangeRule, kind: &Type, name: &str) {
        let operation = kind.operation.clone();
        let subject = operation.unwrap_or_else(|| name.to_owned());
        self.add(rule, kind, &subject, "");
    }
}

/// The same part: by its wire name, of two by its own name too, else by its name, where the wire name changed.
fn counterpart<'t>(was: &Type, is: &'t Type, part: &Part) -> Option<&'t Part> {
    let find = |same: &dyn Fn(&Part) -> bool| is.form.parts().iter().find(|other| same(other));
    find(&|other| other.wire == part.wire && other.name == part.name)
        .or_else(|| find(&|other| other.wire == part.wire))
        .or_else(|| find(&|other| other.name == part.name && was.part(&other.wire).is_none()))
}
