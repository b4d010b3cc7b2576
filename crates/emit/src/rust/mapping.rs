//! Views of the mappings between wire text and entities: a line per member.
//!
//! Functions are cut where they would get longer than clippy's pedantic limit; the rest goes on in a function of its
//! own. Members whose enclosing structure the recipe removed are read and written through a function per such structure.

mod events;

use std::collections::BTreeSet;

use connector_model::domain::{Entity, EntityId, Member, Role, Value};
use connector_model::service::{Binding, Evidence, Presence, Protocol};
use serde::Serialize;

pub use events::is_taken_apart;

use super::codec::{self, Format};
use super::types::{Holding, Lookup, Uses, inner};
use crate::text::layout::{self, Expr};
use crate::text::{Case, RsCode, RsIdent, RsStr, RsType};

/// Lines of match arms or statements in one function.
const LINES: usize = 70;

/// The functions of an entity in one direction.
#[derive(Debug, Clone, Serialize)]
pub struct MappingView {
    /// Type of the entity.
    pub ident: RsIdent,
    /// What its functions look like.
    pub form: Form,
    /// What `read` or `write` begins with: attributes and namespaces.
    pub start: Vec<RsCode>,
    /// Whether it has attributes to read.
    pub attributes: bool,
    /// Whether the parameter `writer` is not used.
    pub writes_nothing: bool,
    /// Whether the parameter `entity` is not used.
    pub is_constant: bool,
    /// What `read` or `write` does itself.
    pub main: PartView,
    /// The functions that go on from it.
    pub parts: Vec<PartView>,
}

/// What the functions of an entity look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// A line for each member.
    Structure,
    /// An arm for each variant.
    Union,
    /// An arm for each variant, each of which is a message.
    Events,
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
    let entity = &lookup.domain.entities[id.0];
    let format = lookup.answers();
    uses.runtime("DecodeError");
    if is_event_stream(lookup, id) {
        return events::import(lookup, id, uses);
    }
    uses.runtime(format.reader());
    for member in body_members(entity) {
        uses.codec(lookup, &member.value, format.reader());
    }
    if entity.role == Role::Union {
        return union(lookup, id, "read", 16, |member, variant, indent| {
            let value = read_variant(lookup, entity, member, variant);
            layout::arm(&Expr::text(element(format, &member.wire)), &value, indent)
        });
    }
    let mut view = build(lookup, id, "read", |object, functions, target, indent| {
        let mut known = BTreeSet::new();
        let members = object.members.iter();
        // Two members of one element occur: S3's deprecated notifications have an event and a list of events.
        let members = members.filter(|(member, _)| {
            !is_attribute(format, member) && known.insert(element(format, &member.wire))
        });
        let mut lines: Vec<RsCode> = members
            .map(|(member, field)| {
                let place = Expr::fixed(target).field(field);
                read_member(lookup, entity, member, place, indent)
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
    });
    view.attributes = body_members(entity).any(|member| is_attribute(format, member));
    view.start = vec![read_start(lookup, id, view.main.is_empty)];
    view
}

/// `let mut entity = Self::default();`, with the attributes where there are any.
fn read_start(lookup: Lookup<'_>, id: EntityId, is_empty: bool) -> RsCode {
    let entity = &lookup.domain.entities[id.0];
    let names = &lookup.names.entities[id.0].fields;
    let mut fields = Vec::new();
    for (member, field) in entity.members.iter().zip(names) {
        if is_attribute(lookup.answers(), member) && member.binding == Binding::Body {
            let text = Expr::fixed("reader").method("attribute", vec![Expr::text(&member.wire)]);
            let value = match &member.value {
                Value::String => text,
                Value::Enumeration(_) => {
                    let kind = lookup.value_type(&member.value);
                    let from = Expr::path(&kind, &RsIdent::fixed("from"));
                    text.method("map", vec![from])
                }
                _ => {
                    let parsed = Expr::fixed("text").method("parse", Vec::new());
                    let parsed = parsed.method("ok", Vec::new());
                    text.method("and_then", vec![Expr::closure("text", parsed)])
                }
            };
            fields.push((field.clone(), value));
        }
    }
    let default = Expr::fixed("Self::default()");
    let value = match fields.len() {
        0 => default,
        all if all == entity.members.len() => Expr::literal(&RsType::fixed("Self"), fields, None),
        _ => Expr::literal(&RsType::fixed("Self"), fields, Some(default)),
    };
    layout::binding(if is_empty { "entity" } else { "mut entity" }, &value, 8)
}

fn is_attribute(format: Format, member: &Member) -> bool {
    format == Format::Xml && member.traits.xml_attribute
}

fn is_flattened(format: Format, member: &Member) -> bool {
    member.traits.flattened && !format.is_keyed()
}

/// Name of a member in a body, as a reader of the format finds it.
fn element(format: Format, wire: &str) -> &str {
    if format.is_keyed() {
        wire
    } else {
        codec::local(wire)
    }
}

/// The arm that reads a member.
fn read_member(
    lookup: Lookup<'_>,
    entity: &Entity,
    member: &Member,
    place: Expr,
    indent: usize,
) -> RsCode {
    let format = lookup.answers();
    let name = element(format, &member.wire);
    let is_list = matches!(member.value, Value::List(_));
    if let (true, Value::List(item) | Value::Map(item)) =
        (is_flattened(format, member), &member.value)
    {
        let place = if lookup.holding(entity, member) == Holding::Optional {
            place.method("get_or_insert_default", Vec::new())
        } else {
            place.behind("&mut ")
        };
        let mut args = vec![place];
        if !is_list {
            args.extend(
                lookup
                    .names_inside(format, &member.value, &member.levels)
                    .split_off(1),
            );
        }
        args.push(lookup.reader(item, inner(&member.levels)));
        let method = if is_list { "item" } else { "entry" };
        let call = Expr::fixed("reader").method(method, args).tried();
        return layout::unit_arm(&Expr::text(name), &call, indent);
    }
    let value = read_value(lookup, entity, member);
    layout::assigning_arm(&RsStr::new(name), &place, &value, indent)
}

/// The value of a member as its field holds it.
fn read_value(lookup: Lookup<'_>, entity: &Entity, member: &Member) -> Expr {
    let reader = Expr::fixed("reader");
    let format = lookup.answers();
    let is_optional = lookup.holding(entity, member) == Holding::Optional;
    match &member.value {
        Value::List(item) | Value::Map(item) if !is_optional || !format.is_keyed() => {
            let method = if matches!(member.value, Value::List(_)) {
                "list"
            } else {
                "map"
            };
            let mut args = lookup.names_inside(format, &member.value, &member.levels);
            args.push(lookup.reader(item, inner(&member.levels)));
            let value = reader.method(method, args).tried();
            if is_optional {
                Expr::call("Some", vec![value])
            } else {
                value
            }
        }
        value => {
            let value = reader
                .method("nullable", vec![lookup.reader(value, &member.levels)])
                .tried();
            if lookup.is_boxed(entity, member) {
                value.method("map", vec![Expr::fixed("Box::new")])
            } else {
                value
            }
        }
    }
}

/// The value of a variant, if it is not null.
fn read_variant(lookup: Lookup<'_>, entity: &Entity, member: &Member, variant: &RsIdent) -> Expr {
    let of = Expr::path(&RsType::fixed("Self"), variant);
    let reader = Expr::fixed("reader");
    if let (true, Value::List(item)) = (is_flattened(lookup.answers(), member), &member.value) {
        let item = reader
            .method("nullable", vec![lookup.reader(item, inner(&member.levels))])
            .tried();
        let list = Expr::closure("item", Expr::fixed("vec![item]"));
        return item.method("map", vec![list]).method("map", vec![of]);
    }
    let value = reader
        .method(
            "nullable",
            vec![lookup.reader(&member.value, &member.levels)],
        )
        .tried();
    if lookup.is_boxed(entity, member) {
        return value
            .method("map", vec![Expr::fixed("Box::new")])
            .method("map", vec![of]);
    }
    value.method("map", vec![of])
}

/// The mapping that writes an entity, and what its file uses.
pub fn export(lookup: Lookup<'_>, id: EntityId, uses: &mut Uses) -> MappingView {
    let entity = &lookup.domain.entities[id.0];
    let format = lookup.requests();
    if is_event_stream(lookup, id) {
        return events::export(lookup, id, uses);
    }
    uses.runtime(format.writer());
    for member in body_members(entity) {
        uses.codec(lookup, &member.value, format.writer());
        if is_token(entity, member) {
            uses.runtime("idempotency_token");
        }
    }
    if entity.role == Role::Union {
        return union(lookup, id, "write", 12, |member, variant, indent| {
            let pattern =
                Expr::call_of(&RsType::fixed("Self"), variant, vec![Expr::fixed("value")]);
            let value = if lookup.is_boxed(entity, member) {
                Expr::fixed("value").method("as_ref", Vec::new())
            } else {
                Expr::fixed("value")
            };
            let given = Expr::call("Some", vec![value]);
            layout::unit_arm(&pattern, &write_given(lookup, member, given), indent)
        });
    }
    let mut view = build(lookup, id, "write", |object, functions, _, _| {
        let members = object.members.iter();
        let members = members.filter(|(member, _)| !is_attribute(format, member));
        let mut lines: Vec<RsCode> = members
            .map(|(member, field)| {
                let place = Expr::fixed("entity").field(field);
                layout::statement(&write_member(lookup, entity, member, place), 8)
            })
            .collect();
        for (wire, inner) in &object.wrappers {
            lines.push(write_wrapper(format, wire, &functions[*inner]));
        }
        lines
    });
    view.start = write_start(lookup, id);
    let has_attributes = body_members(entity).any(|member| is_attribute(format, member));
    view.is_constant = view.main.is_empty && !has_attributes;
    view.writes_nothing = view.main.is_empty && view.start.is_empty() && !format.is_keyed();
    view
}

fn write_wrapper(format: Format, wire: &str, function: &RsIdent) -> RsCode {
    let own = RsType::fixed("Self");
    let writer = Expr::fixed("writer");
    let call = if format.is_keyed() {
        let key = writer.method("key", vec![Expr::text(wire)]);
        Expr::call_of(&own, function, vec![key, Expr::fixed("entity")])
    } else {
        let entity = Expr::fixed("Some(entity)");
        let write = Expr::path(&own, function);
        writer.method("member", vec![Expr::text(wire), entity, write])
    };
    layout::statement(&call, 8)
}

/// Namespace and attributes of an element.
fn write_start(lookup: Lookup<'_>, id: EntityId) -> Vec<RsCode> {
    if lookup.requests() != Format::Xml {
        return Vec::new();
    }
    let entity = &lookup.domain.entities[id.0];
    let names = &lookup.names.entities[id.0].fields;
    let mut start = Vec::new();
    if let Some(namespace) = &entity.xml_namespace {
        // The root's namespace belongs to the operation.
        if entity.role != Role::Request {
            let call = Expr::fixed("writer").method("namespace", codec::namespace(namespace));
            start.push(layout::statement(&call, 8));
        }
    }
    for (member, field) in entity.members.iter().zip(names) {
        if member.traits.xml_attribute && member.binding == Binding::Body {
            let place = Expr::fixed("entity").field(field);
            let args = vec![
                Expr::text(&member.wire),
                reference(lookup, entity, member, place),
            ];
            let call = Expr::fixed("writer").method("attribute", args);
            start.push(layout::statement(&call, 8));
        }
    }
    start
}

/// Whether a random token goes out where none is given.
pub fn is_token(entity: &Entity, member: &Member) -> bool {
    entity.role == Role::Request && member.traits.idempotency_token
}

/// `idempotency_token(place.as_deref())`.
pub fn token(place: Expr) -> Expr {
    Expr::call(
        "idempotency_token",
        vec![place.method("as_deref", Vec::new())],
    )
}

/// The value of a member as an `Option` of a reference.
fn reference(lookup: Lookup<'_>, entity: &Entity, member: &Member, place: Expr) -> Expr {
    if is_token(entity, member) {
        return Expr::call("Some", vec![token(place).behind("&")]);
    }
    let is_boxed = lookup.is_boxed(entity, member);
    match lookup.holding(entity, member) {
        Holding::Required if is_boxed => {
            Expr::call("Some", vec![place.method("as_ref", Vec::new())])
        }
        Holding::Required | Holding::Collection => Expr::call("Some", vec![place.behind("&")]),
        Holding::Optional if is_boxed || matches!(member.value, Value::List(_)) => {
            place.method("as_deref", Vec::new())
        }
        Holding::Optional => place.method("as_ref", Vec::new()),
    }
}

fn write_member(lookup: Lookup<'_>, entity: &Entity, member: &Member, place: Expr) -> Expr {
    let holding = lookup.holding(entity, member);
    if !lookup.requests().is_keyed() || holding == Holding::Optional {
        let given = reference(lookup, entity, member, place);
        return write_given(lookup, member, given);
    }
    let writer = Expr::fixed("writer");
    let key = Expr::text(&member.wire);
    let is_model = lookup.domain.evidence == Evidence::Model;
    let always = is_model || member.presence == Presence::Required && !entity.received;
    match &member.value {
        Value::List(item) | Value::Map(item) => {
            let (method, lenient) = if matches!(member.value, Value::List(_)) {
                ("list", "member_list")
            } else {
                ("map", "member_map")
            };
            let (place, write) = (place.behind("&"), lookup.item_writer(item, &member.levels));
            if always {
                let writer = writer.method("key", vec![key]);
                writer.method(method, vec![place, write])
            } else {
                writer.method(lenient, vec![key, place, write])
            }
        }
        value => {
            let function = lookup.writer(value, &member.levels);
            let writer = writer.method("key", vec![key]);
            Expr::applied(function, vec![writer, place.behind("&")])
        }
    }
}

/// Writes what may be given: nothing if it is not.
fn write_given(lookup: Lookup<'_>, member: &Member, given: Expr) -> Expr {
    let format = lookup.requests();
    let writer = Expr::fixed("writer");
    let (Value::List(item) | Value::Map(item)) = &member.value else {
        let write = lookup.writer(&member.value, &member.levels);
        return call_named(format, member, "member", vec![given, write]);
    };
    let is_list = matches!(member.value, Value::List(_));
    let write = lookup.item_writer(item, &member.levels);
    if format.is_keyed() {
        let method = if is_list { "given_list" } else { "given_map" };
        return writer.method(method, vec![Expr::text(&member.wire), given, write]);
    }
    let mut args = lookup.names_inside(format, &member.value, &member.levels);
    let is_ec2 = lookup.domain.traits.protocol == Some(Protocol::Ec2);
    let method = match (is_list, is_flattened(format, member) || is_list && is_ec2) {
        (true, true) => "items",
        (true, false) => "list",
        (false, true) => "entries",
        (false, false) => "map",
    };
    match method {
        "items" => args.clear(),
        "entries" => drop(args.remove(0)),
        _ => {}
    }
    args.extend([given, write]);
    call_named(format, member, method, args)
}

/// A call with the name of a member in front of its arguments, and with the namespace of its element if it has one.
fn call_named(format: Format, member: &Member, method: &'static str, mut args: Vec<Expr>) -> Expr {
    let writer = Expr::fixed("writer");
    let wire = match (format, &member.traits.query_name) {
        (Format::Query, Some(name)) => name,
        _ => &member.wire,
    };
    args.insert(0, Expr::text(wire));
    let namespace = member.traits.xml_namespace.as_ref();
    let Some(namespace) = namespace.filter(|_| format == Format::Xml) else {
        return writer.method(method, args);
    };
    let with_namespace = match method {
        "member" => "member_in",
        "list" => "list_in",
        "items" => "items_in",
        // Maps with a namespace of their own occur in no model.
        other => return writer.method(other, args),
    };
    args.insert(0, codec::namespace_pair(namespace));
    writer.method(with_namespace, args)
}

/// The mapping of a union: an arm for each variant, `indent` columns inside of its first function and 12 of the others.
fn union(
    lookup: Lookup<'_>,
    id: EntityId,
    verb: &'static str,
    indent: usize,
    arm: impl Fn(&Member, &RsIdent, usize) -> RsCode,
) -> MappingView {
    let members = &lookup.domain.entities[id.0].members;
    let names = &lookup.names.entities[id.0];
    let arms = |indent: usize| -> Vec<RsCode> {
        let arms = members.iter().zip(&names.fields);
        arms.map(|(member, variant)| arm(member, variant, indent))
            .collect()
    };
    let mut parts = union_parts(verb, &arms(indent), || arms(12));
    let main = parts.remove(0);
    MappingView {
        ident: names.ident.clone(),
        form: Form::Union,
        start: Vec::new(),
        attributes: false,
        writes_nothing: main.is_empty && !lookup.requests().is_keyed(),
        is_constant: false,
        main,
        parts,
    }
}

/// Functions with about the same number of arms each: a match of one arm would be none to clippy.
fn union_parts(
    verb: &'static str,
    first: &[RsCode],
    further: impl Fn() -> Vec<RsCode>,
) -> Vec<PartView> {
    let count = stretches(first).len();
    let further = if count > 1 { further() } else { Vec::new() };
    let size = first.len().div_ceil(count).max(1);
    let name = |index: usize| match index {
        0 => RsIdent::fixed(verb),
        index => numbered(verb, &[0, index]),
    };
    (0..count)
        .map(|index| {
            let lines: &[RsCode] = if index == 0 { first } else { &further };
            let lines: Vec<RsCode> = lines.chunks(size).nth(index).unwrap_or_default().to_vec();
            PartView {
                ident: name(index),
                is_object: index == 0,
                is_empty: lines.is_empty(),
                lines,
                next: (index + 1 < count).then(|| name(index + 1)),
            }
        })
        .collect()
}

/// Members that the entity has in the body, as members of it.
pub fn body_members(entity: &Entity) -> impl Iterator<Item = &Member> {
    entity.members.iter().filter(|member| is_in_body(member))
}

/// Whether a member is inside of the body; members of events may be headers or the payload of their message.
fn is_in_body(member: &Member) -> bool {
    member.binding == Binding::Body && !member.traits.event_header && !member.traits.event_payload
}

/// Whether an entity is a union of events.
pub fn is_event_stream(lookup: Lookup<'_>, id: EntityId) -> bool {
    lookup.names.is_event_stream[id.0]
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
        let further = || lines_of(object, &functions, "self", 12);
        push_parts(
            &mut parts,
            &functions[number],
            verb,
            number,
            &first,
            further,
        );
    }
    let main = parts.remove(0);
    MappingView {
        ident: lookup.names.entities[id.0].ident.clone(),
        form: Form::Structure,
        start: Vec::new(),
        attributes: false,
        writes_nothing: false,
        is_constant: main.is_empty,
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
/// are written in the first function and in those that go on from it, which are few.
fn push_parts(
    parts: &mut Vec<PartView>,
    ident: &RsIdent,
    verb: &str,
    object: usize,
    first: &[RsCode],
    further: impl Fn() -> Vec<RsCode>,
) {
    let name = |index: usize| numbered(verb, &[object, index]);
    let ranges = stretches(first);
    let count = ranges.len();
    let further = if count > 1 { further() } else { Vec::new() };
    for (index, range) in ranges.into_iter().enumerate() {
        let lines = if index == 0 { first } else { &further };
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
        if !is_in_body(member) {
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
