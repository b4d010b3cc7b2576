//! Views of the mappings between wire text and entities: a line per member.
//!
//! Functions are cut where they would get longer than clippy's pedantic limit; the rest goes on in a function of its
//! own. Members whose enclosing structure the recipe removed are read and written through a function per such structure.

use connector_model::domain::{Entity, EntityId, Member, Value};
use connector_model::service::Binding;
use serde::Serialize;

use super::types::{Holding, Lookup, Uses, holding};
use crate::text::layout::{self, Expr};
use crate::text::{Case, RsCode, RsIdent, RsStr};

/// Lines of match arms or statements in one function.
const LINES: usize = 70;

/// The functions of an entity in one direction.
#[derive(Debug, Clone, Serialize)]
pub struct MappingView {
    /// Type of the entity.
    pub ident: RsIdent,
    /// What `read` or `write` does itself.
    pub main: PartView,
    /// The functions that go on from it.
    pub parts: Vec<PartView>,
}

/// A function, or a stretch of one.
#[derive(Debug, Clone, Serialize)]
pub struct PartView {
    /// Its name.
    pub ident: RsIdent,
    /// Whether it reads or writes an object of its own: a structure that the recipe removed.
    pub is_object: bool,
    /// Match arms or statements.
    pub lines: Vec<RsCode>,
    /// The function that goes on with other members.
    pub next: Option<RsIdent>,
    /// Whether it has nothing to do.
    pub is_empty: bool,
}

/// Members of one object on the wire: those of the entity, and removed structures with theirs.
#[derive(Debug, Default)]
struct WireObject<'a> {
    members: Vec<(&'a Member, &'a RsIdent)>,
    wrappers: Vec<(&'a str, usize)>,
}

/// The mapping that reads an entity, and what its file uses.
pub fn import(lookup: Lookup<'_>, id: EntityId, uses: &mut Uses) -> MappingView {
    uses.runtime("DecodeError");
    uses.runtime("JsonReader");
    let entity = &lookup.domain.entities[id.0];
    for member in body_members(entity) {
        uses.codec(lookup, &member.value, "JsonReader");
    }
    build(lookup, id, "read", |object, functions, target, indent| {
        let mut lines: Vec<RsCode> = object
            .members
            .iter()
            .map(|(member, field)| {
                let place = Expr::fixed(target).field(field);
                layout::assigning_arm(
                    &RsStr::new(&member.wire),
                    &place,
                    &read_value(lookup, member),
                    indent,
                )
            })
            .collect();
        for (wire, inner) in &object.wrappers {
            let call =
                Expr::fixed(target).method_named(&functions[*inner], vec![Expr::fixed("reader")]);
            let value = Expr::fixed("reader")
                .method("nullable", vec![Expr::closure("reader", call)])
                .tried();
            lines.push(layout::block_arm(&RsStr::new(wire), &value, indent));
        }
        lines
    })
}

fn read_value(lookup: Lookup<'_>, member: &Member) -> Expr {
    let reader = Expr::fixed("reader");
    match &member.value {
        Value::List(item) => reader.method("list", vec![lookup.reader(item)]).tried(),
        Value::Map(item) => reader.method("map", vec![lookup.reader(item)]).tried(),
        value => {
            let value = reader
                .method("nullable", vec![lookup.reader(value)])
                .tried();
            if member.boxed {
                value.method("map", vec![Expr::fixed("Box::new")])
            } else {
                value
            }
        }
    }
}

/// The mapping that writes an entity, and what its file uses.
pub fn export(lookup: Lookup<'_>, id: EntityId, uses: &mut Uses) -> MappingView {
    uses.runtime("JsonWriter");
    let entity = &lookup.domain.entities[id.0];
    for member in body_members(entity) {
        uses.codec(lookup, &member.value, "JsonWriter");
    }
    build(lookup, id, "write", |object, functions, _, _| {
        let mut lines: Vec<RsCode> = object
            .members
            .iter()
            .map(|(member, field)| {
                let place = Expr::fixed("entity").field(field);
                layout::statement(&write_member(lookup, entity, member, place), 8)
            })
            .collect();
        for (wire, inner) in &object.wrappers {
            let key = Expr::fixed("writer").method("key", vec![Expr::text(wire)]);
            let call = Expr::call_of(
                &crate::text::RsType::fixed("Self"),
                &functions[*inner],
                vec![key, Expr::fixed("entity")],
            );
            lines.push(layout::statement(&call, 8));
        }
        lines
    })
}

fn write_member(lookup: Lookup<'_>, entity: &Entity, member: &Member, place: Expr) -> Expr {
    let writer = Expr::fixed("writer");
    let key = Expr::text(&member.wire);
    let required =
        member.presence == connector_model::service::Presence::Required && !entity.received;
    match (&member.value, holding(entity, member)) {
        (Value::List(item), _) if required => writer
            .method("key", vec![key])
            .method("list", vec![place.behind("&"), lookup.writer(item)]),
        (Value::Map(item), _) if required => writer
            .method("key", vec![key])
            .method("map", vec![place.behind("&"), lookup.writer(item)]),
        (Value::List(item), _) => writer.method(
            "member_list",
            vec![key, place.behind("&"), lookup.writer(item)],
        ),
        (Value::Map(item), _) => writer.method(
            "member_map",
            vec![key, place.behind("&"), lookup.writer(item)],
        ),
        (value, Holding::Required) => {
            let function = lookup.writer(value);
            Expr::applied(
                function,
                vec![writer.method("key", vec![key]), place.behind("&")],
            )
        }
        (value, _) => {
            let borrowed =
                place.method(if member.boxed { "as_deref" } else { "as_ref" }, Vec::new());
            writer.method("member", vec![key, borrowed, lookup.writer(value)])
        }
    }
}

/// Members that the entity has in the body, as members of it.
pub fn body_members(entity: &Entity) -> impl Iterator<Item = &Member> {
    entity
        .members
        .iter()
        .filter(|member| member.binding == Binding::Body)
}

/// Cuts an entity into objects of the wire and these into functions.
fn build<'a>(
    lookup: Lookup<'a>,
    id: EntityId,
    verb: &'static str,
    lines_of: impl Fn(&WireObject<'a>, &[RsIdent], &'static str, usize) -> Vec<RsCode>,
) -> MappingView {
    let objects = wire_objects(lookup, id);
    let functions: Vec<RsIdent> = (0..objects.len())
        .map(|number| {
            if number == 0 {
                RsIdent::fixed(verb)
            } else {
                numbered(verb, &[number])
            }
        })
        .collect();
    let mut parts: Vec<PartView> = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        // `read` fills a variable; the functions that go on from it are methods of what it fills.
        let target = if number == 0 { "entity" } else { "self" };
        let first = lines_of(object, &functions, target, 16);
        let further = lines_of(object, &functions, "self", 12);
        push_parts(
            &mut parts,
            &functions[number],
            verb,
            number,
            &first,
            &further,
        );
    }
    let main = parts.remove(0);
    MappingView {
        ident: lookup.names.entities[id.0].ident.clone(),
        main,
        parts,
    }
}

/// `read_1` for a removed structure, `read_1_2` for a function that goes on from it.
fn numbered(verb: &str, numbers: &[usize]) -> RsIdent {
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    RsIdent::new(&format!("{verb}_{}", numbers.join("_")), Case::Snake)
}

/// Adds the functions of one object, each of at most so many lines; `first` and `further` are the lines as they
/// are written in the first function and in those that go on from it.
fn push_parts(
    parts: &mut Vec<PartView>,
    ident: &RsIdent,
    verb: &str,
    object: usize,
    first: &[RsCode],
    further: &[RsCode],
) {
    let name = |index: usize| numbered(verb, &[object, index]);
    let ranges = stretches(first);
    let count = ranges.len();
    for (index, range) in ranges.into_iter().enumerate() {
        let lines = if index == 0 { first } else { further };
        parts.push(PartView {
            ident: if index == 0 {
                ident.clone()
            } else {
                name(index)
            },
            is_object: object > 0 && index == 0,
            is_empty: range.is_empty(),
            lines: lines[range].to_vec(),
            next: (index + 1 < count).then(|| name(index + 1)),
        });
    }
}

/// Ranges of lines that together have at most so many rows.
pub fn stretches(lines: &[RsCode]) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::new();
    let (mut start, mut height) = (0, 0);
    for (index, line) in lines.iter().enumerate() {
        let rows = line.as_str().matches('\n').count() + 1;
        if height + rows > LINES && index > start {
            ranges.push(start..index);
            (start, height) = (index, 0);
        }
        height += rows;
    }
    ranges.push(start..lines.len());
    ranges
}

/// The object of the entity itself, then the removed structures inside of it.
fn wire_objects(lookup: Lookup<'_>, id: EntityId) -> Vec<WireObject<'_>> {
    let entity = &lookup.domain.entities[id.0];
    let mut objects = vec![WireObject::default()];
    for (member, field) in entity
        .members
        .iter()
        .zip(&lookup.names.entities[id.0].fields)
    {
        if member.binding != Binding::Body {
            continue;
        }
        let mut at = 0;
        for wrapper in &member.wrappers {
            let known = objects[at]
                .wrappers
                .iter()
                .find(|(name, _)| name == wrapper)
                .map(|(_, inner)| *inner);
            at = known.unwrap_or_else(|| {
                let inner = objects.len();
                objects[at].wrappers.push((wrapper, inner));
                objects.push(WireObject::default());
                inner
            });
        }
        objects[at].members.push((member, field));
    }
    objects
}
