//! Entities with their members: what Rust structures and mappings are made of.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::Findings;
use super::flat::{self, Flat};
use super::groups::Group;
use super::limits;
use super::values::{self, Made};
use super::walk::{Reach, Root, operations_with};
use crate::codes;
use crate::documentation::Documentation;
use crate::domain::{Entity, EntityId, Generalization, Member, Role, Value};
use crate::names::{self, Taken};
use crate::recipe::Recipe;
use crate::service::{self, Binding, Evidence, Presence, Service, ShapeId, ShapeTraits};

/// Request base of AWS Authentication 3 and later (requirement B6).
const ABSTRACT_REQUEST: &str = "AWSAuthentication.AbstractRequest";

/// An entity while the guide's part of it is being made.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) entity: Entity,
    /// Indices of the operations that use it.
    pub(super) operations: BTreeSet<usize>,
    /// Addresses of the members, in their order.
    pub(super) addresses: Vec<ShapeId>,
}

/// Names of the requests, responses and errors, which the guide fixes.
pub(super) fn name_roots(
    recipe: &Recipe,
    reach: &mut Reach,
    taken: &mut Taken,
    findings: &mut Findings<'_>,
) {
    let mut kept = Vec::new();
    for root in &reach.roots {
        let old = findings.recorded("root", &root_address(root));
        let is_form = |old: &String| is_numbered(old, &root.name) && taken.claim(old);
        kept.push(old.filter(is_form));
    }
    for (root, kept) in reach.roots.iter_mut().zip(kept) {
        let explicit = root
            .shape
            .as_ref()
            .and_then(|id| findings.entity_name(recipe, id));
        let wanted = explicit.as_ref().unwrap_or(&root.name);
        let kept = kept.filter(|_| explicit.is_none());
        let name = kept.unwrap_or_else(|| taken.claim_numbered(wanted, ""));
        // Only a clash makes another name than the action's, so the others need no record.
        if explicit.is_none() && (findings.records_all() || name != root.name) {
            findings.remember("root", &root_address(root), &name);
        }
        if explicit.is_some_and(|explicit| explicit != name) {
            let message = format!(
                "the recipe gives the name of `{}` to another entity too",
                root.name
            );
            findings.plain(
                &codes::NAME_TWICE,
                message,
                "choose another `name` in `[entities]`",
            );
        }
        root.name = name;
    }
}

/// Where a root is: two actions whose names differ in characters that names lack have roots of one name.
fn root_address(root: &Root) -> String {
    let shape = root.shape.as_ref().map_or("", |id| id.0.as_str());
    format!("{} {shape}", root.name)
}

/// Whether a name is this one, perhaps with a number behind.
fn is_numbered(name: &str, plain: &str) -> bool {
    let number = name.strip_prefix(plain);
    number.is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()))
}

/// Drafts of the roots and then of the groups, in their order: the first entities of the domain.
pub(super) fn drafts(
    service: &Service,
    recipe: &Recipe,
    roots: &[Root],
    groups: &[Group],
    made: &Made,
    findings: &mut Findings<'_>,
) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for root in roots {
        drafts.push(root_draft(service, recipe, root, made, findings));
    }
    for group in groups {
        drafts.push(group_draft(service, recipe, group, made, findings));
    }
    box_circles(&mut drafts);
    drafts
}

fn root_draft(
    service: &Service,
    recipe: &Recipe,
    root: &Root,
    made: &Made,
    findings: &mut Findings<'_>,
) -> Draft {
    let shapes: Vec<ShapeId> = root.shape.iter().cloned().collect();
    let operation = &service.operations[root.operation];
    let aws = super::is_aws(service, operation);
    let sent = root.role == Role::Request;
    let (mut members, addresses) = members(service, recipe, &shapes, made, findings);
    if !sent {
        members.iter_mut().for_each(in_answer);
    }
    Draft {
        entity: Entity {
            name: root.name.clone(),
            role: root.role,
            shape: root.shape.clone(),
            generalization: (sent && aws)
                .then(|| Generalization::Foreign(ABSTRACT_REQUEST.to_owned())),
            members,
            attributes: Vec::new(),
            received: !sent,
            sent: sent || root.sent_too,
            documentation: documentation(service, &shapes),
            deprecated: traits(service, &shapes).and_then(|traits| traits.deprecated.clone()),
            xml_namespace: traits(service, &shapes).and_then(|traits| traits.xml_namespace.clone()),
        },
        operations: operations(service, root),
        addresses,
    }
}

/// Bindings to the address of a request mean nothing in an answer (Smithy 2.0, "httpQuery trait", "httpLabel trait").
fn in_answer(member: &mut Member) {
    if matches!(
        member.binding,
        Binding::Label | Binding::Query | Binding::QueryEntries
    ) {
        member.binding = Binding::Body;
    }
}

fn group_draft(
    service: &Service,
    recipe: &Recipe,
    group: &Group,
    made: &Made,
    findings: &mut Findings<'_>,
) -> Draft {
    let traits = traits(service, &group.shapes);
    let is_union = traits.is_some_and(|traits| traits.union);
    let (mut members, addresses) = members(service, recipe, &group.shapes, made, findings);
    if is_union {
        // Whichever is there, the others are not.
        for member in &mut members {
            member.presence = Presence::Optional;
        }
    }
    Draft {
        entity: Entity {
            name: group.name.clone(),
            role: if is_union { Role::Union } else { Role::Nested },
            shape: group.shapes.first().cloned(),
            generalization: None,
            members,
            attributes: Vec::new(),
            received: group.uses.received,
            sent: group.uses.sent,
            documentation: documentation(service, &group.shapes),
            deprecated: traits.and_then(|traits| traits.deprecated.clone()),
            xml_namespace: traits.and_then(|traits| traits.xml_namespace.clone()),
        },
        operations: group.uses.operations.clone(),
        addresses,
    }
}

/// Indices of the operations that have a root: an error of a model belongs to all that answer with it.
fn operations(service: &Service, root: &Root) -> BTreeSet<usize> {
    match &root.shape {
        Some(shape) if root.role == Role::Error && service.evidence == Evidence::Model => {
            operations_with(service, shape).into_iter().collect()
        }
        _ => BTreeSet::from([root.operation]),
    }
}

fn traits<'a>(service: &'a Service, shapes: &[ShapeId]) -> Option<&'a ShapeTraits> {
    Some(&service.shapes.get(shapes.first()?)?.traits)
}

fn documentation(service: &Service, shapes: &[ShapeId]) -> Option<Documentation> {
    shapes
        .iter()
        .find_map(|id| super::read(service, service.shapes.get(id)?.documentation.as_deref()))
}

/// Members of structures that are one entity: those of the first, joined with what the others show.
fn members(
    service: &Service,
    recipe: &Recipe,
    shapes: &[ShapeId],
    made: &Made,
    findings: &mut Findings<'_>,
) -> (Vec<Member>, Vec<ShapeId>) {
    let all: Vec<Vec<Flat<'_>>> = shapes
        .iter()
        .map(|id| flat::members(service, recipe, id))
        .collect();
    let Some((first, others)) = all.split_first() else {
        return (Vec::new(), Vec::new());
    };
    let mut twins: BTreeMap<(&str, &[String]), Vec<&Flat<'_>>> = BTreeMap::new();
    for flat in others.iter().flatten() {
        let key = (flat.member.wire.as_str(), flat.wrappers.as_slice());
        twins.entry(key).or_default().push(flat);
    }
    let same: Vec<Vec<&Flat<'_>>> = first
        .iter()
        .map(|flat| {
            let key = (flat.member.wire.as_str(), flat.wrappers.as_slice());
            let twins = twins.remove(&key).unwrap_or_default();
            std::iter::once(flat).chain(twins).collect()
        })
        .collect();
    let names = attribute_names(recipe, &same, &shapes[0], findings);
    let members = same
        .iter()
        .zip(names)
        .map(|(same, name)| member(service, made, same, name, &shapes[0], findings))
        .collect();
    (
        members,
        first.iter().map(|flat| flat.address.clone()).collect(),
    )
}

fn member(
    service: &Service,
    made: &Made,
    same: &[&Flat<'_>],
    name: String,
    owner: &ShapeId,
    findings: &mut Findings<'_>,
) -> Member {
    let Flat {
        member, wrappers, ..
    } = same[0];
    let lowered = values::of_member(service, made, member);
    if let Some(missing) = lowered.missing {
        let message = format!(
            "`{}` refers to the shape `{missing}`, which is missing",
            same[0].address
        );
        findings.at_shape(&codes::DANGLING, message, owner, None);
    }
    let required = same.iter().all(|flat| flat.presence == Presence::Required);
    // A request without a token gets one.
    let required = required && !member.traits.idempotency_token;
    let rule = rule_name(member);
    for flat in same {
        findings.remember_unless(&rule, "attribute", &flat.address.0, &name);
    }
    let said = same
        .iter()
        .find_map(|flat| flat.member.documentation.as_deref());
    Member {
        name,
        wire: member.wire.clone(),
        value: lowered.value,
        binding: member.binding,
        presence: if required {
            Presence::Required
        } else {
            Presence::Optional
        },
        nullable: same.iter().any(|flat| flat.member.nullable),
        sensitive: lowered.sensitive || member.traits.sensitive,
        boxed: false,
        wrappers: wrappers.clone(),
        documentation: limits::documented(service, member, super::read(service, said)),
        levels: lowered.levels,
        traits: member.traits.clone(),
    }
}

/// Name of an attribute by rule: that of the model, where the wire has another one.
fn rule_name(member: &service::Member) -> String {
    names::attribute(member.traits.name.as_ref().unwrap_or(&member.wire))
}

/// Names of the attributes of one entity: first those that the recipe gives, then those of the record, then
/// those of the guide's rules, with a number where two would be equal.
fn attribute_names(
    recipe: &Recipe,
    members: &[Vec<&Flat<'_>>],
    owner: &ShapeId,
    findings: &mut Findings<'_>,
) -> Vec<String> {
    let mut taken = Taken::default();
    let mut names: Vec<Option<String>> = vec![None; members.len()];
    for (same, name) in members.iter().zip(&mut names) {
        let mut given = same
            .iter()
            .filter_map(|flat| findings.attribute_name(recipe, &flat.address));
        *name = given.next();
        let other = given.find(|other| Some(other) != name.as_ref());
        let Some(wanted) = name else { continue };
        if let Some(other) = other {
            let message = format!(
                "the attribute at `{}` has the names `{wanted}` and `{other}`: its entity stands for several places",
                same[0].address
            );
            findings.at_shape(
                &codes::NAME_TWICE,
                message,
                owner,
                Some("give it one name, or the entities different ones"),
            );
        }
        if !taken.claim(wanted) {
            let message = format!("two attributes of `{owner}` have the name `{wanted}`");
            findings.at_shape(
                &codes::NAME_TWICE,
                message,
                owner,
                Some("choose another `name` in `[members]`"),
            );
        }
    }
    for (same, name) in members
        .iter()
        .zip(&mut names)
        .filter(|(_, name)| name.is_none())
    {
        let old = same
            .iter()
            .find_map(|flat| findings.recorded("attribute", &flat.address.0));
        // A name that the recipe gave is given up with the recipe's line.
        let wanted = rule_name(same[0].member);
        let known = |old: &str| {
            let rest = old.strip_prefix(&wanted);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        };
        *name = old.filter(|old| known(old) && names::is_attribute(old) && taken.claim(old));
    }
    let mut done = Vec::new();
    for (same, name) in members.iter().zip(names) {
        done.push(name.unwrap_or_else(|| {
            let wanted = rule_name(same[0].member);
            let name = taken.claim_numbered(&wanted, "_");
            if name != wanted {
                let message = format!(
                    "`{}` would be another attribute `{wanted}`, so its name is `{name}`",
                    same[0].address
                );
                findings.at_shape(
                    &codes::MEMBER_CLASH,
                    message,
                    owner,
                    Some("set `name` in `[members]` to choose the name"),
                );
                findings.decide(
                    &same[0].address,
                    format!("attribute `{name}`"),
                    format!("`{wanted}` is taken by another member"),
                );
            }
            name
        }));
    }
    done
}

/// Marks the members through which an entity contains itself: Rust needs a pointer there. Items of lists and
/// maps have one already.
fn box_circles(drafts: &mut [Draft]) {
    let direct: Vec<Vec<usize>> = drafts
        .iter()
        .map(|draft| {
            draft
                .entity
                .members
                .iter()
                .filter_map(|member| inside(&member.value))
                .collect()
        })
        .collect();
    let circles = circles(&direct);
    for (at, draft) in drafts.iter_mut().enumerate() {
        for member in &mut draft.entity.members {
            member.boxed = inside(&member.value).is_some_and(|end| circles[end] == circles[at]);
        }
    }
}

/// Index of the entity that a value holds without a list or map between.
fn inside(value: &Value) -> Option<usize> {
    match value {
        Value::Entity(EntityId(entity)) => Some(*entity),
        _ => None,
    }
}

/// Equal numbers for entities that reach each other: the strongly connected components, by the algorithm of Tarjan
/// (SIAM J. Comput. 1, 1972) without recursion.
fn circles(direct: &[Vec<usize>]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let mut order = vec![NEW; direct.len()];
    let mut low = vec![0; direct.len()];
    let mut circles = vec![NEW; direct.len()];
    let mut path: Vec<(usize, usize)> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut count = 0;
    for start in 0..direct.len() {
        if order[start] != NEW {
            continue;
        }
        path.push((start, 0));
        while let Some((at, next)) = path.pop() {
            if next == 0 {
                (order[at], low[at]) = (count, count);
                count += 1;
                open.push(at);
            }
            let Some(end) = direct[at].get(next).copied() else {
                if low[at] == order[at] {
                    while let Some(member) = open.pop() {
                        circles[member] = at;
                        if member == at {
                            break;
                        }
                    }
                }
                if let Some((around, _)) = path.last() {
                    low[*around] = low[*around].min(low[at]);
                }
                continue;
            };
            path.push((at, next + 1));
            if order[end] == NEW {
                path.push((end, 0));
            } else if circles[end] == NEW {
                low[at] = low[at].min(order[end]);
            }
        }
    }
    circles
}
