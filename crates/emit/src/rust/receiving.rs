//! The way of an answer back: what is inside of its body, or the body as one member, headers and the status.

use connector_model::domain::{
    Activity, ActivityResult, Domain, Entity, EntityId, Member, Role, Value,
};
use connector_model::service::{Binding, Evidence, Protocol, TimestampFormat};

use super::codec::Format;
use super::entity;
use super::types::{Lookup, Uses};
use crate::text::layout::{self, Expr};
use crate::text::{RsCode, RsIdent, RsType};

/// Statements, the result and whether the answer is not looked at.
pub fn receiving(
    lookup: Lookup<'_>,
    activity: &Activity,
    uses: &mut Uses,
) -> (Vec<RsCode>, RsCode, bool) {
    let ActivityResult::Entity(id) = activity.result else {
        return (Vec::new(), layout::tail(&Expr::fixed("Ok(true)"), 8), true);
    };
    if activity.wire.traits.unwrapped_output {
        return (Vec::new(), unwrapped(lookup, id, uses), false);
    }
    let (reading, answer) = entity_of_answer(lookup, id, 8, uses, |read| {
        body(lookup, activity.wire.traits.result_wrapper.as_deref(), read)
    });
    (reading, answer, false)
}

/// Reads the members of an entity from the body.
fn body(lookup: Lookup<'_>, wrapper: Option<&str>, read: Expr) -> Expr {
    let response = Expr::fixed("response");
    match (lookup.domain.traits.protocol, wrapper) {
        (Some(Protocol::Query), Some(wrapper)) => {
            response.method("xml_result", vec![Expr::text(wrapper), read])
        }
        _ => response.method(lookup.answers().body(), vec![read]),
    }
}

/// Statements and the result for an entity whose members come from all parts of an answer; `whole` makes the
/// expression that reads the body with a function.
pub fn entity_of_answer(
    lookup: Lookup<'_>,
    id: EntityId,
    indent: usize,
    uses: &mut Uses,
    whole: impl Fn(Expr) -> Expr,
) -> (Vec<RsCode>, RsCode) {
    let entity = &lookup.domain.entities[id.0];
    let names = &lookup.names.entities[id.0];
    let kind = RsType::named(&names.ident);
    let members: Vec<(&Member, &RsIdent)> = entity.members.iter().zip(&names.fields).collect();
    let apart: Vec<_> = members
        .iter()
        .filter(|(member, _)| member.binding != Binding::Body)
        .collect();
    let whole = whole(Expr::path(&kind, &RsIdent::fixed("read")));
    if !reads_members(lookup.domain, entity) {
        let fields = members
            .iter()
            .map(|(member, field)| ((*field).clone(), received(lookup, entity, member, uses)))
            .collect();
        let answer = Expr::literal(&kind, fields, None);
        return (
            Vec::new(),
            layout::tail(&Expr::call("Ok", vec![answer]), indent),
        );
    }
    if apart.is_empty() {
        return (Vec::new(), layout::tail(&whole, indent));
    }
    let mut reading = vec![layout::binding("mut answer", &whole.tried(), indent)];
    for (member, field) in apart {
        let place = Expr::fixed("answer").field(field);
        let value = received(lookup, entity, member, uses);
        reading.push(layout::assignment(&place, &value, indent));
    }
    (reading, layout::tail(&Expr::fixed("Ok(answer)"), indent))
}

/// Whether the body of an answer is made of members of the entity. A model says where there are none.
pub fn reads_members(domain: &Domain, entity: &Entity) -> bool {
    let binds = |wanted: Binding| entity.members.iter().any(|member| member.binding == wanted);
    let is_bare = domain.evidence == Evidence::Model && !binds(Binding::Body);
    let is_empty_error = entity.role == Role::Error && entity.members.is_empty();
    let has_payload = binds(Binding::Payload) && !events_after_body(domain, entity);
    !has_payload && (!is_bare || is_empty_error)
}

/// Whether a protocol without HTTP bindings has the other members of an entity in a message before its events.
pub fn events_after_body(domain: &Domain, entity: &Entity) -> bool {
    let is_rest = matches!(
        domain.traits.protocol,
        None | Some(Protocol::RestJson | Protocol::RestXml)
    );
    let mut members = entity.members.iter();
    !is_rest && members.any(|member| matches!(member.value, Value::EventStream(_)))
}

/// Whether the one member of an entity is the text of the root element.
pub fn is_unwrapped(domain: &Domain, id: EntityId) -> bool {
    domain.activities.iter().any(|activity| {
        activity.wire.traits.unwrapped_output && activity.result == ActivityResult::Entity(id)
    })
}

/// The member that is the text of the root element, and others that are elsewhere.
fn unwrapped(lookup: Lookup<'_>, id: EntityId, uses: &mut Uses) -> RsCode {
    let entity = &lookup.domain.entities[id.0];
    let names = &lookup.names.entities[id.0];
    let fields = entity.members.iter().zip(&names.fields);
    let fields = fields.map(|(member, field)| {
        let value = if member.binding == Binding::Body {
            uses.codec(lookup, &member.value, lookup.answers().reader());
            let read = lookup.reader(&member.value, &member.levels);
            Expr::fixed("response")
                .method("xml_unwrapped", vec![read])
                .tried()
        } else {
            received(lookup, entity, member, uses)
        };
        (field.clone(), value)
    });
    let answer = Expr::literal(&RsType::named(&names.ident), fields.collect(), None);
    layout::tail(&Expr::call("Ok", vec![answer]), 8)
}

/// The value of a member that is not in the object of the body.
fn received(lookup: Lookup<'_>, entity: &Entity, member: &Member, uses: &mut Uses) -> Expr {
    match member.binding {
        Binding::Payload => received_payload(lookup, member, uses),
        Binding::Header => received_header(lookup, entity, member, uses),
        Binding::PrefixHeaders => {
            Expr::fixed("response").method("prefixed_headers", vec![Expr::text(&member.wire)])
        }
        Binding::StatusCode => {
            let status = Expr::fixed("response").method("status", Vec::new());
            let number = match member.value {
                Value::Integer => Expr::call("i32::from", vec![status]),
                _ => Expr::call("i64::from", vec![status]),
            };
            Expr::call("Some", vec![number])
        }
        _ => nothing(lookup, entity, member, uses),
    }
}

fn nothing(lookup: Lookup<'_>, entity: &Entity, member: &Member, uses: &mut Uses) -> Expr {
    let holding = lookup.holding(entity, member);
    if matches!(member.value, Value::Map(_)) {
        uses.std("std::collections::BTreeMap");
    }
    entity::absent(member, holding)
}

/// A format of the runtime as an argument.
pub fn time_format(format: TimestampFormat, uses: &mut Uses) -> Expr {
    uses.runtime("DateTimeFormat");
    Expr::fixed(match format {
        TimestampFormat::DateTime => "DateTimeFormat::DateTime",
        TimestampFormat::EpochSeconds => "DateTimeFormat::EpochSeconds",
        TimestampFormat::HttpDate => "DateTimeFormat::HttpDate",
    })
}

fn received_header(lookup: Lookup<'_>, entity: &Entity, member: &Member, uses: &mut Uses) -> Expr {
    let response = Expr::fixed("response");
    let name = Expr::text(&member.wire);
    let from = |kind: &Value| Expr::path(&lookup.value_type(kind), &RsIdent::fixed("from"));
    match &member.value {
        Value::String if member.traits.json_value => {
            response.method("header_base64_text", vec![name]).tried()
        }
        Value::String => response
            .method("header", vec![name])
            .method("map", vec![Expr::fixed("str::to_owned")]),
        value @ Value::Enumeration(id) => {
            uses.own(&lookup.names.enumerations[id.0].ident);
            response
                .method("header", vec![name])
                .method("map", vec![from(value)])
        }
        Value::Boolean | Value::Integer | Value::Long | Value::Float | Value::Decimal => {
            response.method("header_value", vec![name]).tried()
        }
        Value::Timestamp(format) => response
            .method("header_time", vec![name, time_format(*format, uses)])
            .tried(),
        Value::Blob => response.method("header_base64", vec![name]).tried(),
        Value::List(item) => match &**item {
            Value::String => response.method("header_list", vec![name]),
            item @ Value::Enumeration(id) => {
                uses.own(&lookup.names.enumerations[id.0].ident);
                response
                    .method("header_list", vec![name])
                    .method("into_iter", Vec::new())
                    .method("map", vec![from(item)])
                    .method("collect", Vec::new())
            }
            Value::Timestamp(format) => response
                .method("header_times", vec![name, time_format(*format, uses)])
                .tried(),
            Value::Boolean | Value::Integer | Value::Long | Value::Float | Value::Decimal => {
                response.method("header_values", vec![name]).tried()
            }
            _ => nothing(lookup, entity, member, uses),
        },
        _ => nothing(lookup, entity, member, uses),
    }
}

/// The whole body as a member: a value of the format, or where the reader of the sources saw another text, that text.
fn received_payload(lookup: Lookup<'_>, member: &Member, uses: &mut Uses) -> Expr {
    let response = Expr::fixed("response");
    let is_model = lookup.domain.evidence == Evidence::Model;
    let format = lookup.answers();
    match &member.value {
        Value::Stream => response.method("stream", Vec::new()),
        Value::EventStream(id) => {
            uses.own(&lookup.names.entities[id.0].ident);
            let kind = RsType::named(&lookup.names.entities[id.0].ident);
            let read = Expr::path(&kind, &RsIdent::fixed("read"));
            response.method("events", vec![read])
        }
        Value::Blob if is_model => filled(Expr::call("Some", vec![bytes(response)])),
        Value::Blob => Expr::call("Some", vec![bytes(response)]),
        Value::String if is_model => {
            let text = Expr::call("Some", vec![response.method("text", Vec::new()).tried()]);
            filled(text).method("map", vec![Expr::fixed("str::to_owned")])
        }
        value @ Value::Enumeration(id) if is_model => {
            uses.own(&lookup.names.enumerations[id.0].ident);
            let from = Expr::path(&lookup.value_type(value), &RsIdent::fixed("from"));
            let text = Expr::call("Some", vec![response.method("text", Vec::new()).tried()]);
            filled(text).method("map", vec![from])
        }
        Value::String if is_raw_text(member) => {
            let text = response
                .method("text", Vec::new())
                .tried()
                .method("to_owned", Vec::new());
            Expr::call("Some", vec![text])
        }
        value @ (Value::List(_) | Value::Map(_)) => {
            uses.codec(lookup, value, format.reader());
            let read = lookup.reader(value, &member.levels);
            response.method(format.body(), vec![read]).tried()
        }
        value => {
            let is_document = *value == Value::Document && format == Format::Xml;
            if is_document {
                return Expr::fixed("None");
            }
            uses.codec(lookup, value, format.reader());
            let nullable = Value::Nullable(Box::new(value.clone()));
            response
                .method(
                    format.body(),
                    vec![lookup.reader(&nullable, &member.levels)],
                )
                .tried()
        }
    }
}

fn bytes(response: Expr) -> Expr {
    response
        .method("body", Vec::new())
        .method("to_vec", Vec::new())
}

/// `….filter(|body| !body.is_empty())`: of a model's answer without a body nothing is there.
fn filled(body: Expr) -> Expr {
    let is_filled = Expr::fixed("!body").method("is_empty", Vec::new());
    body.method("filter", vec![Expr::closure("body", is_filled)])
}

/// Whether a payload is a text that is not JSON: readers of sources call its member `Body`.
pub fn is_raw_text(member: &Member) -> bool {
    member.value == Value::String && member.wire == "Body"
}
