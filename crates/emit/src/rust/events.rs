//! Events: unions whose members follow each other as messages of one body, and the structures of these members.
//!
//! Members of such a structure are headers of the message, its payload, or else members of what the payload holds
//! (Smithy, "Event streams").

use std::collections::BTreeMap;

use connector_model::domain::{Activity, ActivityResult, Domain, Entity, EntityId, Member, Role, Value};
use connector_model::service::{Binding, Protocol};
use serde::Serialize;

use super::codec::Format;
use super::names::innermost;
use super::types::{Holding, Lookup, Uses};
use super::{rust_file, skeleton, words};
use crate::Draft;
use crate::engine::{Engine, RenderError};
use crate::text::layout::{self, Expr};
use crate::text::{RsCode, RsDocLines, RsIdent, RsType};

/// `events.rs`.
#[derive(Debug, Clone, Serialize)]
pub struct EventsView {
    doc: RsDocLines,
    uses: Vec<Vec<RsCode>>,
    /// Unions, then structures.
    pub mappings: Vec<EventView>,
}

/// The functions of a union or a structure.
#[derive(Debug, Clone, Serialize)]
pub struct EventView {
    /// Its type.
    pub ident: RsIdent,
    /// Whether it is a union: the lines are arms.
    is_union: bool,
    /// Whether it is received.
    pub is_read: bool,
    /// Whether it is sent.
    pub is_written: bool,
    /// Whether sending it can fail.
    is_fallible: bool,
    reading: Vec<RsCode>,
    answer: Option<RsCode>,
    writing: Vec<RsCode>,
}

/// Which ways events go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Ways {
    received: bool,
    sent: bool,
}

/// The unions of all streams.
fn unions(domain: &Domain) -> BTreeMap<EntityId, Ways> {
    let mut unions: BTreeMap<EntityId, Ways> = BTreeMap::new();
    for entity in &domain.entities {
        for member in &entity.members {
            if let Value::EventStream(id) = member.value {
                let ways = unions.entry(id).or_default();
                if entity.role == Role::Request {
                    ways.sent = true;
                } else {
                    ways.received = true;
                }
            }
        }
    }
    unions
}

/// The structures of their members.
fn structures(domain: &Domain, unions: &BTreeMap<EntityId, Ways>) -> BTreeMap<EntityId, Ways> {
    let mut structures: BTreeMap<EntityId, Ways> = BTreeMap::new();
    for (union, ways) in unions {
        for member in &domain.entities[union.0].members {
            if let Value::Entity(id) = member.value {
                let of = structures.entry(id).or_default();
                of.received |= ways.received;
                of.sent |= ways.sent;
            }
        }
    }
    structures
}

/// Whether a member is one of the members in a body: those of events may have places of their own.
pub fn in_body(member: &Member) -> bool {
    let traits = &member.traits;
    member.binding == Binding::Body && !traits.event_header && !traits.event_payload
}

/// Whether what is inside of a body is read or written as this entity. Unions of streams never are; structures of
/// events only where something of them is left for it.
pub fn has_body(domain: &Domain, id: EntityId) -> bool {
    let unions = unions(domain);
    if unions.contains_key(&id) {
        return false;
    }
    let entity = &domain.entities[id.0];
    if entity.members.is_empty() || entity.members.iter().any(in_body) {
        return true;
    }
    let holds = |member: &Member| innermost(&member.value) == &Value::Entity(id);
    let others = domain.entities.iter().enumerate();
    let mut others = others.filter(|(index, _)| !unions.contains_key(&EntityId(*index)));
    others.any(|(_, entity)| entity.members.iter().any(holds))
}

/// Whether the protocol has no place in HTTP for what is no event.
pub fn has_first_message(domain: &Domain) -> bool {
    matches!(
        domain.traits.protocol,
        Some(Protocol::AwsJson10 | Protocol::AwsJson11 | Protocol::RpcV2Cbor)
    )
}

/// Whether the first message of an answer may hold members of the response.
pub fn has_initial_response(domain: &Domain, activity: &Activity) -> bool {
    let ActivityResult::Entity(id) = activity.result else {
        return false;
    };
    let members = &domain.entities[id.0].members;
    let is_stream = |member: &Member| matches!(member.value, Value::EventStream(_));
    has_first_message(domain) && members.iter().any(is_stream) && members.len() > 1
}

/// Type of a member that is a stream of events.
pub fn member_type(lookup: Lookup<'_>, entity: &Entity, union: EntityId) -> RsType {
    RsType::fixed(kind(entity)).of(&lookup.names.entities[union.0].ident)
}

/// The runtime's type of a stream of events in an entity.
pub fn kind(entity: &Entity) -> &'static str {
    if entity.role == Role::Request {
        "EventSource"
    } else {
        "EventStream"
    }
}

/// `Event::read_event`, and its counterpart.
pub fn function(lookup: Lookup<'_>, union: EntityId, name: &'static str, uses: &mut Uses) -> Expr {
    let ident = &lookup.names.entities[union.0].ident;
    uses.own(ident);
    Expr::path(&RsType::named(ident), &RsIdent::fixed(name))
}

/// Makes the file, if the connector has streams of events.
pub fn emit(lookup: Lookup<'_>, engine: &Engine, out: &mut Draft) -> Result<bool, RenderError> {
    let unions = unions(lookup.domain);
    if unions.is_empty() {
        return Ok(false);
    }
    let view = view(lookup, &unions);
    let skeleton = skeleton::of_events(&view.mappings);
    rust_file(engine, "rust/events.rs", "src/events.rs", &view, &skeleton, out)?;
    Ok(true)
}

fn view(lookup: Lookup<'_>, unions: &BTreeMap<EntityId, Ways>) -> EventsView {
    let mut uses = Uses::default();
    uses.runtime("EventMessage");
    let structures = structures(lookup.domain, unions);
    let mut mappings: Vec<EventView> = unions
        .iter()
        .map(|(id, ways)| union(lookup, *id, *ways, &mut uses))
        .collect();
    let structures = structures.iter();
    mappings.extend(structures.map(|(id, ways)| structure(lookup, *id, *ways, &mut uses)));
    for mapping in &mappings {
        uses.own(&mapping.ident);
        if mapping.is_read {
            uses.runtime("DecodeError");
        }
        if mapping.is_written && (mapping.is_union || mapping.is_fallible) {
            uses.runtime("InputError");
        }
    }
    let doc = words::sentence("The events: from messages to entities and back.");
    EventsView {
        doc: RsDocLines::new(&doc, 0),
        uses: uses.groups("crate"),
        mappings,
    }
}

fn union(lookup: Lookup<'_>, id: EntityId, ways: Ways, uses: &mut Uses) -> EventView {
    let entity = &lookup.domain.entities[id.0];
    let names = &lookup.names.entities[id.0];
    let mut reading = Vec::new();
    let mut writing = Vec::new();
    for (member, variant) in entity.members.iter().zip(&names.fields) {
        let Value::Entity(event) = member.value else {
            continue;
        };
        let kind = &lookup.names.entities[event.0].ident;
        uses.own(kind);
        reading.push(reading_arm(lookup, entity, member, variant, kind));
        writing.push(writing_arm(member, variant, is_fallible(lookup, event)));
    }
    EventView {
        ident: names.ident.clone(),
        is_union: true,
        is_read: ways.received,
        is_written: ways.sent,
        is_fallible: true,
        reading,
        answer: None,
        writing,
    }
}

fn reading_arm(
    lookup: Lookup<'_>,
    entity: &Entity,
    member: &Member,
    variant: &RsIdent,
    kind: &RsIdent,
) -> RsCode {
    let own = RsType::fixed("Self");
    let read = RsIdent::fixed("read_event");
    let event = Expr::call_of(&RsType::named(kind), &read, vec![Expr::fixed("message")]).tried();
    let event = if lookup.is_boxed(entity, member) {
        Expr::call("Box::new", vec![event])
    } else {
        event
    };
    let value = Expr::call_of(&own, variant, vec![event]);
    layout::arm(&Expr::text(&member.wire), &value, 12)
}

fn writing_arm(member: &Member, variant: &RsIdent, is_fallible: bool) -> RsCode {
    let event = || Expr::fixed("event");
    let start = if member.traits.event_exception {
        "EventMessage::exception"
    } else {
        "EventMessage::event"
    };
    let message = Expr::call(start, vec![Expr::text(&member.wire)]);
    let value = event().method("write_event", vec![message]);
    let value = if is_fallible {
        value
    } else {
        Expr::call("Ok", vec![value])
    };
    let pattern = Expr::call_of(&RsType::fixed("Self"), variant, vec![event()]);
    layout::arm(&pattern, &value, 12)
}

/// Small integers are held in larger ones.
fn is_fallible(lookup: Lookup<'_>, id: EntityId) -> bool {
    let mut members = lookup.domain.entities[id.0].members.iter();
    members.any(|member| member.traits.event_header_bits.is_some())
}

fn structure(lookup: Lookup<'_>, id: EntityId, ways: Ways, uses: &mut Uses) -> EventView {
    let (reading, answer) = if ways.received {
        let (statements, answer) = reading(lookup, id, uses);
        (statements, Some(answer))
    } else {
        (Vec::new(), None)
    };
    let writing = if ways.sent {
        writing(lookup, id, uses)
    } else {
        Vec::new()
    };
    EventView {
        ident: lookup.names.entities[id.0].ident.clone(),
        is_union: false,
        is_read: ways.received,
        is_written: ways.sent,
        is_fallible: is_fallible(lookup, id),
        reading,
        answer,
        writing,
    }
}

fn reading(lookup: Lookup<'_>, id: EntityId, uses: &mut Uses) -> (Vec<RsCode>, RsCode) {
    let entity = &lookup.domain.entities[id.0];
    let names = &lookup.names.entities[id.0].fields;
    let body = message().method("body", Vec::new());
    let whole = body.method(lookup.answers().body(), vec![Expr::fixed("Self::read")]);
    let members: Vec<(&Member, &RsIdent)> = entity.members.iter().zip(names).collect();
    let apart: Vec<_> = members.iter().filter(|(member, _)| !in_body(member)).collect();
    if apart.is_empty() {
        return (Vec::new(), layout::tail(&whole, 8));
    }
    if apart.len() == members.len() {
        let fields = members.iter().map(|(member, field)| {
            let value = received(lookup, entity, member, uses);
            ((*field).clone(), value)
        });
        let event = Expr::literal(&RsType::fixed("Self"), fields.collect(), None);
        return (Vec::new(), layout::tail(&Expr::call("Ok", vec![event]), 8));
    }
    let mut statements = vec![layout::binding("mut event", &whole.tried(), 8)];
    for (member, field) in apart {
        let value = received(lookup, entity, member, uses);
        let place = Expr::fixed("event").field(field);
        statements.push(layout::assignment(&place, &value, 8));
    }
    (statements, layout::tail(&Expr::fixed("Ok(event)"), 8))
}

fn message() -> Expr {
    Expr::fixed("message")
}

/// The value of a member that is a header or the payload.
fn received(lookup: Lookup<'_>, entity: &Entity, member: &Member, uses: &mut Uses) -> Expr {
    if member.traits.event_payload {
        return received_payload(lookup, entity, member, uses);
    }
    let header = |method| message().method(method, vec![Expr::text(&member.wire)]).tried();
    match &member.value {
        Value::Blob => header("blob"),
        Value::Boolean => header("boolean"),
        Value::Integer => header("integer"),
        Value::Long => header("long"),
        Value::Timestamp(_) => header("time"),
        value @ Value::Enumeration(id) => {
            uses.own(&lookup.names.enumerations[id.0].ident);
            let from = Expr::path(&lookup.value_type(value), &RsIdent::fixed("from"));
            header("string").method("map", vec![from])
        }
        _ => header("string"),
    }
}

fn received_payload(lookup: Lookup<'_>, entity: &Entity, member: &Member, uses: &mut Uses) -> Expr {
    let body = message().method("body", Vec::new());
    let text = || body.clone().method("text", Vec::new()).tried();
    let some = |value| Expr::call("Some", vec![value]);
    match &member.value {
        Value::Blob => {
            let bytes = message().method("payload", Vec::new());
            some(bytes.method("to_vec", Vec::new()))
        }
        Value::String => some(text().method("to_owned", Vec::new())),
        value @ Value::Enumeration(id) => {
            uses.own(&lookup.names.enumerations[id.0].ident);
            let from = RsIdent::fixed("from");
            some(Expr::call_of(&lookup.value_type(value), &from, vec![text()]))
        }
        value => {
            let format = lookup.answers();
            uses.codec(lookup, value, format.reader());
            let nullable = Value::Nullable(Box::new(value.clone()));
            let read = lookup.reader(&nullable, &member.levels);
            let value = body.method(format.body(), vec![read]).tried();
            if lookup.is_boxed(entity, member) {
                value.method("map", vec![Expr::fixed("Box::new")])
            } else {
                value
            }
        }
    }
}

fn writing(lookup: Lookup<'_>, id: EntityId, uses: &mut Uses) -> Vec<RsCode> {
    let entity = &lookup.domain.entities[id.0];
    let names = &lookup.names.entities[id.0].fields;
    let mut statements = Vec::new();
    for (member, field) in entity.members.iter().zip(names) {
        if member.traits.event_header {
            statements.push(sent_header(lookup, entity, member, field, uses));
        } else if member.traits.event_payload {
            statements.push(sent_payload(lookup, entity, member, field, uses));
        }
    }
    if entity.members.is_empty() || entity.members.iter().any(in_body) {
        let args = vec![Expr::fixed("writer"), Expr::fixed("self")];
        let write = Expr::procedure("writer", Expr::call("Self::write", args));
        let call = message().method(payload_method(lookup), vec![write]);
        statements.push(layout::statement(&call, 8));
    }
    statements
}

/// The method that writes a payload. No service takes events in XML.
fn payload_method(lookup: Lookup<'_>) -> &'static str {
    match lookup.requests() {
        Format::Cbor => "cbor",
        _ => "json",
    }
}

fn sent_header(
    lookup: Lookup<'_>,
    entity: &Entity,
    member: &Member,
    field: &RsIdent,
    uses: &mut Uses,
) -> RsCode {
    let place = Expr::fixed("self").field(field);
    let name = Expr::text(&member.wire);
    let is_required = lookup.holding(entity, member) == Holding::Required;
    if let Some(bits) = member.traits.event_header_bits {
        let method = if bits == 8 { "set_byte" } else { "set_short" };
        let value = if is_required {
            Expr::call("Some", vec![place])
        } else {
            place
        };
        return layout::statement(&message().method(method, vec![name, value]).tried(), 8);
    }
    uses.runtime("EventValue");
    let of = match &member.value {
        Value::Blob => "EventValue::Bytes",
        Value::Boolean => "EventValue::Boolean",
        Value::Integer => "EventValue::Integer",
        Value::Long => "EventValue::Long",
        Value::Timestamp(_) => "EventValue::Time",
        _ => "EventValue::String",
    };
    let value = match (&member.value, is_required) {
        (Value::Enumeration(_), true) => {
            let text = place.method("as_str", Vec::new());
            Expr::call("Some", vec![Expr::call("EventValue::from", vec![text])])
        }
        (Value::Enumeration(_), false) => {
            let text = Expr::fixed("value").method("as_str", Vec::new());
            let value = Expr::call("EventValue::from", vec![text]);
            let given = place.method("as_ref", Vec::new());
            given.method("map", vec![Expr::closure("value", value)])
        }
        (value, true) => Expr::call("Some", vec![Expr::call(of, vec![owned(place, value)])]),
        (value, false) => owned(place, value).method("map", vec![Expr::fixed(of)]),
    };
    layout::statement(&message().method("set_header", vec![name, value]), 8)
}

fn owned(place: Expr, value: &Value) -> Expr {
    match value {
        Value::Blob | Value::String => place.method("clone", Vec::new()),
        _ => place,
    }
}

fn sent_payload(
    lookup: Lookup<'_>,
    entity: &Entity,
    member: &Member,
    field: &RsIdent,
    uses: &mut Uses,
) -> RsCode {
    let is_required = lookup.holding(entity, member) == Holding::Required;
    let place = Expr::fixed("self").field(field);
    let media_type = member.traits.media_type.as_deref();
    let raw = |default, value| {
        let kind = Expr::text(media_type.unwrap_or(default));
        message().method("set_payload", vec![kind, value])
    };
    let given = if is_required {
        place.clone()
    } else {
        Expr::fixed("payload")
    };
    let call = match &member.value {
        Value::Blob => raw("application/octet-stream", given.method("clone", Vec::new())),
        Value::String => raw("text/plain", given.method("clone", Vec::new())),
        Value::Enumeration(_) => {
            let text = given.method("as_str", Vec::new());
            raw("text/plain", text.method("to_owned", Vec::new()))
        }
        value => {
            uses.codec(lookup, value, lookup.requests().writer());
            let write = lookup.writer(value, &member.levels);
            let given = if is_required { given.behind("&") } else { given };
            let write = Expr::applied(write, vec![Expr::fixed("writer"), given]);
            let write = Expr::procedure("writer", write);
            message().method(payload_method(lookup), vec![write])
        }
    };
    if is_required {
        return layout::statement(&call, 8);
    }
    layout::if_some("payload", &place.behind("&"), &call, 8)
}
