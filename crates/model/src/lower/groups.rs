//! Which structures are one entity, and its name.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::{Findings, list};
use super::signature::{Signatures, signatures};
use super::walk::{Reach, Uses};
use crate::codes;
use crate::names::{self, Taken};
use crate::recipe::Recipe;
use crate::service::{Evidence, Service, ShapeId};

/// Structures that are one entity.
#[derive(Debug)]
pub(super) struct Group {
    /// Their addresses by first use; never empty.
    pub(super) shapes: Vec<ShapeId>,
    /// Name of the entity.
    pub(super) name: String,
    /// Uses of all of them.
    pub(super) uses: Uses,
    /// Name that the recipe gives.
    pub(super) explicit: Option<String>,
}

/// Groups of the structures that are reached, by first use, without names.
pub(super) fn groups(
    service: &Service,
    recipe: &Recipe,
    reach: &mut Reach,
    findings: &mut Findings<'_>,
) -> Vec<Group> {
    let explicit = explicit_names(recipe, &reach.structures, findings);
    let same = signatures(service, recipe, &reach.structures, &BTreeMap::new());
    let apart = named_apart(&explicit, &same, reach);
    let same = if apart.is_empty() {
        same
    } else {
        signatures(service, recipe, &reach.structures, &apart)
    };
    let mut groups = by_name_and_structure(reach, &same, &explicit);
    join_explicit(&mut groups, &same);
    refuse_names_given_twice(&mut groups, findings);
    report_merges(service, &groups, findings);
    groups
}

/// Names of the recipe by address; one that is no entity name is an error.
fn explicit_names(
    recipe: &Recipe,
    structures: &[ShapeId],
    findings: &mut Findings<'_>,
) -> BTreeMap<ShapeId, String> {
    let mut explicit = BTreeMap::new();
    for id in structures {
        if let Some(name) = findings.entity_name(recipe, id) {
            explicit.insert(id.clone(), name);
        }
    }
    explicit
}

/// Addresses to which the recipe gives different names although structure and member name are equal: the
/// user says that they are different things.
fn named_apart(
    explicit: &BTreeMap<ShapeId, String>,
    same: &Signatures,
    reach: &Reach,
) -> BTreeMap<ShapeId, String> {
    let mut given: BTreeMap<(&str, usize), BTreeSet<&str>> = BTreeMap::new();
    let key = |id: &ShapeId| (reach.uses[id].base.as_str(), same[id]);
    for (id, name) in explicit {
        given.entry(key(id)).or_default().insert(name);
    }
    explicit
        .iter()
        .filter(|(id, _)| given[&key(id)].len() > 1)
        .map(|(id, name)| (id.clone(), name.clone()))
        .collect()
}

fn by_name_and_structure(
    reach: &mut Reach,
    same: &Signatures,
    explicit: &BTreeMap<ShapeId, String>,
) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut index: BTreeMap<(String, usize), usize> = BTreeMap::new();
    for id in &reach.structures {
        let uses = reach.uses.remove(id).unwrap_or_default();
        let at = *index
            .entry((uses.base.clone(), same[id]))
            .or_insert(groups.len());
        if at == groups.len() {
            groups.push(Group {
                shapes: Vec::new(),
                name: String::new(),
                uses: Uses {
                    base: uses.base,
                    parent: uses.parent,
                    ..Uses::default()
                },
                explicit: None,
            });
        }
        let group = &mut groups[at];
        group.shapes.push(id.clone());
        group.explicit = group.explicit.take().or_else(|| explicit.get(id).cloned());
        group.uses.operations.extend(uses.operations);
        group.uses.received |= uses.received;
        group.uses.sent |= uses.sent;
    }
    groups
}

/// Equal structures under different member names are one entity where the recipe gives them one name.
fn join_explicit(groups: &mut Vec<Group>, same: &Signatures) {
    let mut first: BTreeMap<(String, usize), usize> = BTreeMap::new();
    let mut joined: Vec<Group> = Vec::new();
    for group in groups.drain(..) {
        let key = group
            .explicit
            .clone()
            .map(|name| (name, same[&group.shapes[0]]));
        if let Some(at) = key.as_ref().and_then(|key| first.get(key)) {
            joined[*at].absorb(group);
            continue;
        }
        first.extend(key.map(|key| (key, joined.len())));
        joined.push(group);
    }
    *groups = joined;
}

impl Group {
    fn absorb(&mut self, other: Self) {
        self.shapes.extend(other.shapes);
        self.uses.operations.extend(other.uses.operations);
        self.uses.received |= other.uses.received;
        self.uses.sent |= other.uses.sent;
    }
}

fn refuse_names_given_twice(groups: &mut [Group], findings: &mut Findings<'_>) {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for at in 0..groups.len() {
        let Some(name) = groups[at].explicit.clone() else {
            continue;
        };
        let Some(before) = first.insert(name.to_ascii_lowercase(), at) else {
            continue;
        };
        let message = format!(
            "the recipe gives the name `{name}` to `{}` and to `{}`, which have different members",
            groups[before].shapes[0], groups[at].shapes[0],
        );
        findings.at_shape(
            &codes::NAME_TWICE,
            message,
            &groups[at].shapes[0],
            Some("give one of them another `name` in `[entities]`"),
        );
        groups[at].explicit = None;
    }
}

fn report_merges(service: &Service, groups: &[Group], findings: &mut Findings<'_>) {
    if service.evidence == Evidence::Model {
        return;
    }
    for group in groups.iter().filter(|group| group.shapes.len() > 1) {
        let what = group.explicit.as_ref().unwrap_or(&group.uses.base);
        let places = group.shapes.len();
        findings.at_shape(
            &codes::MERGED,
            format!("{places} structures named `{what}` have the same members and become one entity: {}", list(&group.shapes)),
            &group.shapes[0],
            Some("give the addresses different names in `[entities]` if they are different things"),
        );
        findings.decide(
            &group.shapes[0],
            format!("one entity for {places} places"),
            format!(
                "the same member name and the same members at {}",
                list(&group.shapes)
            ),
        );
    }
}

/// Gives each group its name. Names of the recipe come first, then those of the record, then the rules.
pub(super) fn name(
    service: &Service,
    recipe: &Recipe,
    groups: &mut [Group],
    taken: &mut Taken,
    findings: &mut Findings<'_>,
) {
    for group in groups.iter_mut() {
        if let Some(name) = group.explicit.clone() {
            if !taken.claim(&name) {
                let message = format!(
                    "the recipe gives the name `{name}` to `{}`, but another entity has it",
                    group.shapes[0]
                );
                findings.at_shape(
                    &codes::NAME_TWICE,
                    message,
                    &group.shapes[0],
                    Some("choose another `name` in `[entities]`"),
                );
            }
            group.name = name;
        }
    }
    for group in groups.iter_mut().filter(|group| group.name.is_empty()) {
        let old = group
            .shapes
            .iter()
            .find_map(|id| findings.recorded("entity", &id.0));
        if let Some(old) = old.filter(|old| names::is_entity(old) && taken.claim(old)) {
            group.name = old;
        }
    }
    name_by_rule(service, recipe, groups, taken, findings);
}

fn name_by_rule(
    service: &Service,
    recipe: &Recipe,
    groups: &mut [Group],
    taken: &mut Taken,
    findings: &mut Findings<'_>,
) {
    let mut rivals: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, group) in groups
        .iter()
        .enumerate()
        .filter(|(_, group)| group.name.is_empty())
    {
        rivals
            .entry(group.uses.base.to_ascii_lowercase())
            .or_default()
            .push(at);
    }
    // A structure that several actions share keeps the plain name: it belongs to none of them.
    let heir = |rivals: &[usize]| match rivals {
        [one] => Some(*one),
        several => several
            .iter()
            .copied()
            .find(|at| groups[*at].uses.operations.len() > 1),
    };
    let heirs: BTreeSet<usize> = rivals.values().filter_map(|rivals| heir(rivals)).collect();
    // Plain names go first, so that no made-up name takes one.
    for at in &heirs {
        let base = groups[*at].uses.base.clone();
        if taken.claim(&base) {
            groups[*at].name = base;
        }
    }
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    for group in groups.iter().filter(|group| group.name.is_empty()) {
        let by_action = by_action(service, recipe, group).to_ascii_lowercase();
        *wanted.entry(by_action).or_default() += 1;
    }
    for group in groups.iter_mut().filter(|group| group.name.is_empty()) {
        let by_action = by_action(service, recipe, group);
        let alone = wanted[&by_action.to_ascii_lowercase()] == 1;
        group.name = distinct_name(group, by_action, alone, taken);
    }
    for rivals in rivals.values() {
        report_rivals(groups, rivals, findings);
    }
}

/// `{Action}{Shape}`, with the first action that uses it.
fn by_action(service: &Service, recipe: &Recipe, group: &Group) -> String {
    let first = group.uses.operations.first();
    let action = first.map_or("", |at| super::action(recipe, &service.operations[*at]));
    names::limited(format!("{action}{}", group.uses.base))
}

/// `{Action}{Shape}` if no other structure would have it, else `{Parent}{Shape}`, else the former with a
/// number.
fn distinct_name(group: &Group, by_action: String, alone: bool, taken: &mut Taken) -> String {
    if alone && taken.claim(&by_action) {
        return by_action;
    }
    let by_parent = names::limited(format!("{}{}", group.uses.parent, group.uses.base));
    if taken.claim(&by_parent) {
        return by_parent;
    }
    taken.claim_numbered(&by_action, "")
}

fn report_rivals(groups: &[Group], rivals: &[usize], findings: &mut Findings<'_>) {
    let base = &groups[rivals[0]].uses.base;
    let plain = rivals.len() == 1 && groups[rivals[0]].name == *base;
    if plain {
        return;
    }
    let named: Vec<String> = rivals
        .iter()
        .map(|at| format!("`{}` for `{}`", groups[*at].name, groups[*at].shapes[0]))
        .collect();
    let first = &groups[rivals[0]].shapes[0];
    let message = if rivals.len() == 1 {
        format!(
            "the name `{base}` is taken by another entity, so the name is {}",
            named[0]
        )
    } else {
        format!(
            "{} different structures have the name `{base}`: {}",
            rivals.len(),
            named.join(", ")
        )
    };
    findings.at_shape(
        &codes::SAME_NAME,
        message,
        first,
        Some("set `name` in `[entities]` to choose the names"),
    );
    for at in rivals {
        let group = &groups[*at];
        findings.decide(
            &group.shapes[0],
            format!("entity `{}`", group.name),
            format!("other structures or entities have the name `{base}`"),
        );
    }
}
