//! `[entities]`, `[members]`, `[enumerations]`: what is said about addresses.

use std::collections::{BTreeMap, BTreeSet};

use super::Amendment;
use super::map::to_map;
use super::slots::{Slot, present, replace, scalar, slots, target};
use crate::codes;
use crate::recipe::{EntityKind, EnumerationRecipe, MemberRecipe, MemberType, Recipe};
use crate::service::{
    Binding, EnumerationValue, Evidence, Member, Origin, Presence, Shape, ShapeId, ShapeKind,
    Simple, Target, TimestampFormat,
};

pub(super) fn apply(amendment: &mut Amendment<'_>, recipe: &Recipe) {
    // Kinds first: they make addresses that other keys may speak of. An address stands before those inside it.
    for (address, entity) in &recipe.entities {
        if let Some(kind) = entity.kind {
            apply_kind(amendment, address, kind);
        }
    }
    let slots = slots(&amendment.service);
    let mut removed = Removed::new();
    for (address, member) in &recipe.members {
        apply_member(amendment, &slots, address, member, &mut removed);
    }
    for (name, enumeration) in &recipe.enumerations {
        apply_enumeration(amendment, &slots, name, enumeration);
    }
    for (address, entity) in &recipe.entities {
        if !is_known(amendment, &slots, address) {
            let known: Vec<String> = known(amendment, &slots);
            let known = known.iter().map(String::as_str);
            amendment.unmatched(
                &["entities", address],
                "object, list or map at",
                address,
                known,
            );
            continue;
        }
        if let Some(description) = &entity.description
            && let Some(shape) = amendment.service.shapes.get_mut(&ShapeId(address.clone()))
        {
            shape.documentation = Some(description.clone());
        }
        if entity.remove {
            remove_entity(amendment, &slots, address, &mut removed);
        }
    }
    drop_members(amendment, &removed);
}

/// Members to drop, by structure and index.
type Removed = BTreeSet<(ShapeId, usize)>;

fn is_known(amendment: &Amendment<'_>, slots: &BTreeMap<String, Slot>, address: &str) -> bool {
    amendment
        .service
        .shapes
        .contains_key(&ShapeId(address.to_owned()))
        || matches!(slots.get(address), Some(Slot::Inner(_)))
}

fn known(amendment: &Amendment<'_>, slots: &BTreeMap<String, Slot>) -> Vec<String> {
    let shapes = amendment.service.shapes.keys().map(|id| id.0.clone());
    shapes.chain(slots.keys().cloned()).collect()
}

fn apply_kind(amendment: &mut Amendment<'_>, address: &str, kind: EntityKind) {
    let id = ShapeId(address.to_owned());
    let Some(shape) = amendment.service.shapes.get(&id) else {
        return;
    };
    let key = ["entities", address, "kind"];
    let refuse = |amendment: &mut Amendment<'_>, message: String, help: &str| {
        amendment.report(&codes::RECIPE_KIND, &key, message, help.to_owned());
    };
    match (&shape.kind, kind) {
        (ShapeKind::Structure(_), EntityKind::Entity) | (ShapeKind::Map(_), EntityKind::Map) => {}
        (ShapeKind::Structure(_), EntityKind::Map) if is_root(amendment, &id) => {
            let message = format!("`{address}` is a whole message and cannot be a map");
            refuse(amendment, message, "remove `kind`");
        }
        (ShapeKind::Structure(_), EntityKind::Map)
            if amendment.service.evidence == Evidence::Model =>
        {
            let message = format!("`{address}` is a structure of an API model and cannot be a map");
            refuse(
                amendment,
                message,
                "remove `kind`: models say which objects are maps",
            );
        }
        (ShapeKind::Structure(members), EntityKind::Map) => {
            let members = members.clone();
            if !to_map(&mut amendment.service, &id, &members) {
                let message = format!(
                    "the values of the map `{address}` are of different kinds and become documents"
                );
                let help = "leave it an entity, or accept documents".to_owned();
                amendment.report(&codes::MAP_VALUES, &key, message, help);
            }
        }
        (ShapeKind::Map(_), EntityKind::Entity) => {
            let message =
                format!("`{address}` was read as a map, and its keys are not in the service model");
            refuse(
                amendment,
                message,
                "generate again from the sources, so that the keys are read",
            );
        }
        (ShapeKind::List(_), _) => {
            let message = format!("`{address}` is a list, not an object");
            refuse(
                amendment,
                message,
                "put `[]` behind the address for its items",
            );
        }
        (ShapeKind::Enumeration(_) | ShapeKind::Simple(_), _) => {
            let message = format!("`{address}` is a plain value, not an object");
            refuse(amendment, message, "remove `kind`");
        }
    }
}

fn is_root(amendment: &Amendment<'_>, id: &ShapeId) -> bool {
    amendment.service.operations.iter().any(|operation| {
        let errors = operation.errors.iter().map(|error| &error.shape);
        operation
            .input
            .iter()
            .chain(&operation.output)
            .chain(errors)
            .any(|root| root == id)
    })
}

fn apply_member(
    amendment: &mut Amendment<'_>,
    slots: &BTreeMap<String, Slot>,
    address: &str,
    wanted: &MemberRecipe,
    removed: &mut Removed,
) {
    let Some(slot) = slots.get(address) else {
        let known = slots.keys().map(String::as_str);
        amendment.unmatched(&["members", address], "member at", address, known);
        return;
    };
    if let Some(kind) = wanted.kind {
        apply_type(amendment, slot, address, kind);
    }
    let Slot::Member(structure, at) = slot else {
        return;
    };
    let Some(Shape {
        kind: ShapeKind::Structure(members),
        ..
    }) = amendment.service.shapes.get_mut(structure)
    else {
        return;
    };
    let member = &mut members[*at];
    if let Some(description) = &wanted.description {
        member.documentation = Some(description.clone());
    }
    let label = member.binding == Binding::Label;
    match wanted.required {
        Some(true) => member.presence = Presence::Required,
        Some(false) if !label => member.presence = Presence::Optional,
        _ => {}
    }
    if label && (wanted.remove || wanted.required == Some(false)) {
        let message = format!("`{address}` is part of the request's path and always needed");
        let key = [
            "members",
            address,
            if wanted.remove { "remove" } else { "required" },
        ];
        let help = format!("remove `{}`", key[2]);
        amendment.report(&codes::RECIPE_REMOVAL, &key, message, help);
    } else if wanted.remove {
        removed.insert((structure.clone(), *at));
    }
}

fn apply_type(amendment: &mut Amendment<'_>, slot: &Slot, address: &str, kind: MemberType) {
    let Some(current) = target(&mut amendment.service, slot).map(|target| target.clone()) else {
        return;
    };
    if kind != MemberType::Document && scalar(&amendment.service, &current).is_none() {
        amendment.report(
            &codes::RECIPE_KIND,
            &["members", address, "type"],
            format!("`{address}` has parts, so it can only be a document"),
            "write `type = \"document\"`, or give types to its parts".to_owned(),
        );
        return;
    }
    replace(&mut amendment.service, slot, Target::Simple(simple(kind)));
}

fn simple(kind: MemberType) -> Simple {
    match kind {
        MemberType::Binary => Simple::Blob,
        MemberType::Boolean => Simple::Boolean,
        MemberType::DateTime => Simple::Timestamp(TimestampFormat::DateTime),
        MemberType::Decimal => Simple::Decimal,
        MemberType::Document => Simple::Document,
        MemberType::EpochSeconds => Simple::Timestamp(TimestampFormat::EpochSeconds),
        MemberType::Integer => Simple::Integer,
        MemberType::Long => Simple::Long,
        MemberType::String => Simple::String,
    }
}

fn apply_enumeration(
    amendment: &mut Amendment<'_>,
    slots: &BTreeMap<String, Slot>,
    name: &str,
    wanted: &EnumerationRecipe,
) {
    let key = ["enumerations", name];
    let refuse = |amendment: &mut Amendment<'_>, key: &[&str], message: String, help: &str| {
        amendment.report(&codes::RECIPE_ENUMERATION, key, message, help.to_owned());
    };
    if wanted.values.is_empty() {
        let message = format!("the enumeration `{name}` has no values");
        return refuse(
            amendment,
            &key,
            message,
            "list the texts on the wire in `values`",
        );
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = wanted
        .values
        .iter()
        .find(|value| !seen.insert(value.as_str()))
    {
        let message = format!("the enumeration `{name}` has the value `{twice}` twice");
        return refuse(
            amendment,
            &[key[0], name, "values"],
            message,
            "name each value once",
        );
    }
    if let Some(stray) = wanted
        .captions
        .keys()
        .find(|value| !seen.contains(value.as_str()))
    {
        let message =
            format!("the caption for `{stray}` belongs to no value of the enumeration `{name}`");
        return refuse(
            amendment,
            &[key[0], name, "captions"],
            message,
            "add the value, or remove the caption",
        );
    }
    if wanted.at.is_empty() {
        let message = format!("the enumeration `{name}` is put nowhere");
        let help = "list addresses of texts in `at`".to_owned();
        return amendment.report(&codes::RECIPE_ADDRESS, &key, message, help);
    }
    let id = ShapeId(format!(
        "ENUM_{}",
        name.strip_prefix("ENUM_").unwrap_or(name)
    ));
    amendment
        .service
        .shapes
        .insert(id.clone(), enumeration(wanted));
    for address in &wanted.at {
        put(amendment, slots, name, address, &id);
    }
}

fn enumeration(wanted: &EnumerationRecipe) -> Shape {
    let value = |wire: &String| EnumerationValue {
        wire: wire.clone(),
        caption: wanted.captions.get(wire).cloned(),
        documentation: None,
    };
    Shape {
        kind: ShapeKind::Enumeration(wanted.values.iter().map(value).collect()),
        documentation: wanted.description.clone(),
        sensitive: false,
        origin: Origin::default(),
        traits: crate::service::ShapeTraits::default(),
    }
}

/// Puts an enumeration in the place of a text.
fn put(
    amendment: &mut Amendment<'_>,
    slots: &BTreeMap<String, Slot>,
    name: &str,
    address: &str,
    id: &ShapeId,
) {
    let key = ["enumerations", name, "at"];
    let Some(slot) = slots.get(address) else {
        let known = slots.keys().map(String::as_str);
        return amendment.unmatched(&key, "member at", address, known);
    };
    let Some(current) = target(&mut amendment.service, slot).map(|target| target.clone()) else {
        return;
    };
    let text = scalar(&amendment.service, &current) == Some(Simple::String);
    let other = matches!(present(&current), Target::Shape(other) if other == id
        || matches!(amendment.service.shapes.get(other), Some(Shape { kind: ShapeKind::Enumeration(_), .. })));
    if text || other {
        return replace(&mut amendment.service, slot, Target::Shape(id.clone()));
    }
    let items = format!("{address}[]");
    let help = if slots.contains_key(&items) {
        format!("write `{items}` for the items of the list")
    } else {
        "put it at a text, or give the member `type = \"string\"` first".to_owned()
    };
    let message = format!("the enumeration `{name}` is put at `{address}`, which is no text");
    amendment.report(&codes::RECIPE_ENUMERATION, &key, message, help);
}

/// Removes what an address stands for. A structure that is a member's value is left to the lowering, which puts
/// its members in its place; anything else goes with the member that leads to it.
fn remove_entity(
    amendment: &mut Amendment<'_>,
    slots: &BTreeMap<String, Slot>,
    address: &str,
    removed: &mut Removed,
) {
    let id = ShapeId(address.to_owned());
    if is_root(amendment, &id) {
        let message = format!("`{address}` is a whole message and cannot be removed");
        let help = "remove members of it instead; its entity is the root already".to_owned();
        return amendment.report(
            &codes::RECIPE_REMOVAL,
            &["entities", address, "remove"],
            message,
            help,
        );
    }
    let structure = matches!(
        amendment.service.shapes.get(&id),
        Some(Shape {
            kind: ShapeKind::Structure(_),
            ..
        })
    );
    let mut goals = BTreeSet::from([id.clone()]);
    // The items of a list of plain values are a slot, not a shape: the list goes.
    if let Some(Slot::Inner(list)) = slots.get(address).filter(|_| !structure) {
        goals.insert(list.clone());
    }
    // From the inside out: lists and maps of what goes, go too.
    let mut stack: Vec<ShapeId> = goals.iter().cloned().collect();
    while let Some(goal) = stack.pop() {
        let hoisted = structure && goal == id;
        for (holder, shape) in &amendment.service.shapes {
            match &shape.kind {
                ShapeKind::List(inner) | ShapeKind::Map(inner) => {
                    if leads_to(inner, &goal) && goals.insert(holder.clone()) {
                        stack.push(holder.clone());
                    }
                }
                ShapeKind::Structure(members) => {
                    let goes = |(_, member): &(usize, &Member)| {
                        leads_to(&member.target, &goal)
                            && !(hoisted && member.binding == Binding::Body)
                    };
                    let gone = members.iter().enumerate().filter(goes);
                    removed.extend(gone.map(|(at, _)| (holder.clone(), at)));
                }
                ShapeKind::Enumeration(_) | ShapeKind::Simple(_) => {}
            }
        }
    }
}

fn leads_to(target: &Target, goal: &ShapeId) -> bool {
    matches!(present(target), Target::Shape(id) if id == goal)
}

fn drop_members(amendment: &mut Amendment<'_>, removed: &Removed) {
    for (id, at) in removed.iter().rev() {
        if let Some(Shape {
            kind: ShapeKind::Structure(members),
            ..
        }) = amendment.service.shapes.get_mut(id)
        {
            members.remove(*at);
        }
    }
}
