//! Unions of events: each event is a message of its own, whose headers and payload may be members of it.

use connector_model::domain::{Entity, EntityId, Member, Value};

use super::{Form, MappingView, PartView, is_in_body};
use crate::rust::codec::Format;
use crate::rust::types::{Holding, Lookup, Uses};
use crate::text::layout::{self, Expr};
use crate::text::{RsCode, RsIdent, RsStr, RsType};

/// The mapping that reads a message.
pub(super) fn import(lookup: Lookup<'_>, id: EntityId, uses: &mut Uses) -> MappingView {
    uses.runtime("EventMessage");
    mapping(lookup, id, "read", |member, variant, event| {
        let of = RsType::fixed("Self");
        let is_boxed = lookup.is_boxed(&lookup.domain.entities[id.0], member);
        let boxed = |value: Expr| {
            if is_boxed {
                Expr::call("Box::new", vec![value])
            } else {
                value
            }
        };
        let wrap = |value: Expr| Expr::call_of(&of, variant, vec![boxed(value)]);
        let ident = &lookup.names.entities[event.0].ident;
        uses.own(ident);
        let (whole, apart) = read_event(lookup, event, uses);
        let pattern = Expr::text(&member.wire);
        let (value, apart) = match (whole, apart) {
            (Whole::Literal(value), _) => return layout::arm(&pattern, &wrap(value), 12),
            (Whole::Body(value), apart) => (value.tried(), apart),
        };
        let short = layout::arm(&pattern, &wrap(value.clone()), 12);
        if apart.is_empty() && !short.as_str().contains('\n') {
            return short;
        }
        let name = if apart.is_empty() {
            "event"
        } else {
            "mut event"
        };
        let mut lines = vec![layout::binding(name, &value, 16)];
        for (field, value) in apart {
            let place = Expr::fixed("event").field(&field);
            lines.push(layout::assignment(&place, &value, 16));
        }
        lines.push(layout::tail(&wrap(Expr::fixed("event")), 16));
        layout::lines_arm(&RsStr::new(&member.wire), &lines, 12)
    })
}

/// How an event is made.
enum Whole {
    /// Of its headers and its payload.
    Literal(Expr),
    /// Of the members in the payload.
    Body(Expr),
}

/// The event, and the fields that are set afterwards.
fn read_event(
    lookup: Lookup<'_>,
    event: EntityId,
    uses: &mut Uses,
) -> (Whole, Vec<(RsIdent, Expr)>) {
    let entity = &lookup.domain.entities[event.0];
    let names = &lookup.names.entities[event.0];
    let kind = RsType::named(&names.ident);
    let mut apart = Vec::new();
    for (member, field) in entity.members.iter().zip(&names.fields) {
        if member.traits.event_payload {
            let value = read_payload(lookup, member, uses);
            let value = if lookup.is_boxed(entity, member) {
                value.method("map", vec![Expr::fixed("Box::new")])
            } else {
                value
            };
            apart.push((field.clone(), value));
        } else if member.traits.event_header {
            apart.push((field.clone(), read_header(lookup, member, uses)));
        }
    }
    if apart.len() == entity.members.len() && !apart.is_empty() {
        return (
            Whole::Literal(Expr::literal(&kind, apart, None)),
            Vec::new(),
        );
    }
    let read = Expr::path(&kind, &RsIdent::fixed("read"));
    let value = body().method(lookup.answers().body(), vec![read]);
    (Whole::Body(value), apart)
}

fn body() -> Expr {
    Expr::fixed("message").method("body", Vec::new())
}

fn read_header(lookup: Lookup<'_>, member: &Member, uses: &mut Uses) -> Expr {
    let method = match member.value {
        Value::Boolean => "boolean",
        Value::Integer => "integer",
        Value::Long => "long",
        Value::Blob => "blob",
        Value::Timestamp(_) => "time",
        _ => "string",
    };
    let name = vec![Expr::text(&member.wire)];
    let value = Expr::fixed("message").method(method, name).tried();
    let Value::Enumeration(id) = member.value else {
        return value;
    };
    let kind = &lookup.names.enumerations[id.0].ident;
    uses.own(kind);
    let from = Expr::path(&RsType::named(kind), &RsIdent::fixed("from"));
    value.method("map", vec![from])
}

fn read_payload(lookup: Lookup<'_>, member: &Member, uses: &mut Uses) -> Expr {
    let format = lookup.answers();
    let value = match &member.value {
        Value::Blob => Expr::fixed("message")
            .method("payload", Vec::new())
            .method("to_vec", Vec::new()),
        Value::String => body()
            .method("text", Vec::new())
            .tried()
            .method("to_owned", Vec::new()),
        Value::Enumeration(id) => {
            let kind = &lookup.names.enumerations[id.0].ident;
            uses.own(kind);
            let text = body().method("text", Vec::new()).tried();
            Expr::call_of(&RsType::named(kind), &RsIdent::fixed("from"), vec![text])
        }
        value => {
            uses.codec(lookup, value, format.reader());
            uses.runtime(format.reader());
            let nullable = Value::Nullable(Box::new(value.clone()));
            let read = lookup.reader(&nullable, &member.levels);
            return body().method(format.body(), vec![read]).tried();
        }
    };
    Expr::call("Some", vec![value])
}

/// The mapping that makes a message.
pub(super) fn export(lookup: Lookup<'_>, id: EntityId, uses: &mut Uses) -> MappingView {
    uses.runtime("EventMessage");
    uses.runtime("InputError");
    mapping(lookup, id, "write", |member, variant, event| {
        let pattern = Expr::call_of(&RsType::fixed("Self"), variant, vec![Expr::fixed("event")]);
        let start = if member.traits.event_exception {
            "EventMessage::exception"
        } else {
            "EventMessage::event"
        };
        let made = Expr::call(start, vec![Expr::text(&member.wire)]);
        let mut lines = write_event(lookup, event, uses);
        if lines.is_empty() {
            let ignored = Expr::call_of(&RsType::fixed("Self"), variant, vec![Expr::fixed("_")]);
            return layout::arm(&ignored, &Expr::call("Ok", vec![made]), 12);
        }
        lines.insert(0, layout::binding("mut message", &made, 16));
        lines.push(layout::tail(&Expr::fixed("Ok(message)"), 16));
        layout::lines_arm_of(&pattern, &lines, 12)
    })
}

fn write_event(lookup: Lookup<'_>, event: EntityId, uses: &mut Uses) -> Vec<RsCode> {
    let entity = &lookup.domain.entities[event.0];
    let names = &lookup.names.entities[event.0];
    let mut lines = Vec::new();
    for (member, field) in entity.members.iter().zip(&names.fields) {
        if member.traits.event_header {
            lines.push(write_header(lookup, entity, member, field, uses));
        }
    }
    let payload = entity.members.iter().zip(&names.fields);
    let mut payload = payload.filter(|(member, _)| member.traits.event_payload);
    if let Some((member, field)) = payload.next() {
        lines.push(write_payload(lookup, entity, member, field, uses));
    } else if entity.members.iter().any(is_in_body) || entity.members.is_empty() {
        uses.own(&names.ident);
        let write = Expr::path(&RsType::named(&names.ident), &RsIdent::fixed("write"));
        let args = vec![Expr::fixed("writer"), Expr::fixed("event")];
        lines.push(layout::statement(
            &structured(lookup, Expr::applied(write, args)),
            16,
        ));
    }
    lines
}

/// `message.json(|writer| …)`
fn structured(lookup: Lookup<'_>, call: Expr) -> Expr {
    let method = match lookup.requests() {
        Format::Cbor => "cbor",
        Format::Xml => "xml",
        Format::Json | Format::Query => "json",
    };
    Expr::fixed("message").method(method, vec![Expr::procedure("writer", call)])
}

fn write_header(
    lookup: Lookup<'_>,
    entity: &Entity,
    member: &Member,
    field: &RsIdent,
    uses: &mut Uses,
) -> RsCode {
    if let Some(bits) = member.traits.event_header_bits {
        return write_small(lookup, entity, member, field, bits);
    }
    uses.runtime("EventValue");
    let kind = Expr::fixed(match member.value {
        Value::Boolean => "EventValue::Boolean",
        Value::Integer => "EventValue::Integer",
        Value::Long => "EventValue::Long",
        Value::Blob => "EventValue::Bytes",
        Value::Timestamp(_) => "EventValue::Time",
        _ => "EventValue::String",
    });
    let place = Expr::fixed("event").field(field);
    let place = match member.value {
        Value::Blob | Value::String => place.method("clone", Vec::new()),
        Value::Enumeration(_) => match lookup.holding(entity, member) {
            Holding::Optional => place
                .method("as_ref", Vec::new())
                .method("map", vec![Expr::fixed("ToString::to_string")]),
            _ => place.method("to_string", Vec::new()),
        },
        _ => place,
    };
    let value = match lookup.holding(entity, member) {
        Holding::Optional => place.method("map", vec![kind]),
        _ => Expr::call("Some", vec![Expr::applied(kind, vec![place])]),
    };
    let args = vec![Expr::text(&member.wire), value];
    layout::statement(&Expr::fixed("message").method("set_header", args), 16)
}

/// An integer that is smaller on the wire than in its field.
fn write_small(
    lookup: Lookup<'_>,
    entity: &Entity,
    member: &Member,
    field: &RsIdent,
    bits: u8,
) -> RsCode {
    let method = if bits == 8 { "set_byte" } else { "set_short" };
    let place = Expr::fixed("event").field(field);
    let value = match lookup.holding(entity, member) {
        Holding::Optional => place,
        _ => Expr::call("Some", vec![place]),
    };
    let args = vec![Expr::text(&member.wire), value];
    let call = Expr::fixed("message").method(method, args).tried();
    layout::statement(&call, 16)
}

fn write_payload(
    lookup: Lookup<'_>,
    entity: &Entity,
    member: &Member,
    field: &RsIdent,
    uses: &mut Uses,
) -> RsCode {
    let is_optional = lookup.holding(entity, member) == Holding::Optional;
    let given = || {
        if is_optional {
            Expr::fixed("payload")
        } else {
            Expr::fixed("&event").field(field)
        }
    };
    let kind = match (&member.traits.media_type, &member.value) {
        (Some(media_type), _) => media_type,
        (None, Value::Blob) => "application/octet-stream",
        (None, _) => "text/plain",
    };
    let call = match &member.value {
        Value::Blob | Value::String => {
            let payload = if is_optional {
                Expr::fixed("payload").method("clone", Vec::new())
            } else {
                Expr::fixed("event")
                    .field(field)
                    .method("clone", Vec::new())
            };
            let args = vec![Expr::text(kind), payload];
            Expr::fixed("message").method("set_payload", args)
        }
        Value::Enumeration(_) => {
            let held = if is_optional {
                Expr::fixed("payload")
            } else {
                Expr::fixed("event").field(field)
            };
            let text = held.method("to_string", Vec::new());
            let args = vec![Expr::text(kind), text];
            Expr::fixed("message").method("set_payload", args)
        }
        Value::List(item) => {
            let write = lookup.item_writer(item, &member.levels);
            structured(
                lookup,
                Expr::fixed("writer").method("list", vec![given(), write]),
            )
        }
        value => {
            uses.codec(lookup, value, lookup.requests().writer());
            let write = lookup.writer(value, &member.levels);
            structured(
                lookup,
                Expr::applied(write, vec![Expr::fixed("writer"), given()]),
            )
        }
    };
    if is_optional {
        return layout::if_some("payload", &Expr::fixed("&event").field(field), &call, 16);
    }
    layout::statement(&call, 16)
}

/// An arm for each variant that holds an entity, as those of a stream do.
fn mapping(
    lookup: Lookup<'_>,
    id: EntityId,
    verb: &'static str,
    mut arm: impl FnMut(&Member, &RsIdent, EntityId) -> RsCode,
) -> MappingView {
    let members = &lookup.domain.entities[id.0].members;
    let names = &lookup.names.entities[id.0];
    let mut lines = Vec::new();
    for (member, variant) in members.iter().zip(&names.fields) {
        if let Value::Entity(event) = member.value {
            lines.push(arm(member, variant, event));
        }
    }
    MappingView {
        ident: names.ident.clone(),
        form: Form::Events,
        start: Vec::new(),
        attributes: false,
        writes_nothing: false,
        is_constant: false,
        main: PartView {
            ident: RsIdent::fixed(verb),
            is_object: true,
            is_empty: lines.is_empty(),
            lines,
            next: None,
        },
        parts: Vec::new(),
    }
}

/// Whether the members of an event are read one by one, so that nobody calls its own `read`.
pub fn is_taken_apart(entity: &Entity) -> bool {
    !entity.members.is_empty() && !entity.members.iter().any(is_in_body)
}
