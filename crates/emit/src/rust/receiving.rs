//! The way of an answer back: the object of its body, or the body as one member, and headers.

use connector_model::domain::{Activity, ActivityResult, Entity, Member, Value};
use connector_model::service::Binding;

use super::entity;
use super::types::{Lookup, Uses, holding};
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
    let entity = &lookup.domain.entities[id.0];
    let names = &lookup.names.entities[id.0];
    let kind = RsType::named(&names.ident);
    let response = || Expr::fixed("response");
    let members: Vec<(&Member, &RsIdent)> = entity.members.iter().zip(&names.fields).collect();
    let apart: Vec<_> = members
        .iter()
        .filter(|(member, _)| member.binding != Binding::Body)
        .collect();
    let whole = response().method("json", vec![Expr::path(&kind, &RsIdent::fixed("read"))]);
    if apart.is_empty() {
        return (Vec::new(), layout::tail(&whole, 8), false);
    }
    if apart
        .iter()
        .any(|(member, _)| member.binding == Binding::Payload)
    {
        let fields = members
            .iter()
            .map(|(member, field)| ((*field).clone(), received(lookup, entity, member, uses)))
            .collect();
        let answer = Expr::literal(&kind, fields, None);
        return (
            Vec::new(),
            layout::tail(&Expr::call("Ok", vec![answer]), 8),
            false,
        );
    }
    let mut reading = vec![layout::binding("mut answer", &whole.tried(), 8)];
    for (member, field) in apart {
        let place = Expr::fixed("answer").field(field);
        let value = received(lookup, entity, member, uses);
        reading.push(layout::assignment(&place, &value, 8));
    }
    (reading, layout::tail(&Expr::fixed("Ok(answer)"), 8), false)
}

/// The value of a member that is not in the object of the body.
fn received(lookup: Lookup<'_>, entity: &Entity, member: &Member, uses: &mut Uses) -> Expr {
    match (member.binding, &member.value) {
        (Binding::Payload, _) => received_payload(lookup, member, uses),
        (Binding::Header, Value::String) => Expr::fixed("response")
            .method("header", vec![Expr::text(&member.wire)])
            .method("map", vec![Expr::fixed("str::to_owned")]),
        _ => entity::absent(member, holding(entity, member)),
    }
}

/// The whole body as a member: JSON, or where the reader of the sources saw another text, that text.
fn received_payload(lookup: Lookup<'_>, member: &Member, uses: &mut Uses) -> Expr {
    let response = Expr::fixed("response");
    match &member.value {
        Value::Blob => Expr::call(
            "Some",
            vec![
                response
                    .method("body", Vec::new())
                    .method("to_vec", Vec::new()),
            ],
        ),
        Value::String if is_raw_text(member) => {
            let text = response
                .method("text", Vec::new())
                .tried()
                .method("to_owned", Vec::new());
            Expr::call("Some", vec![text])
        }
        value @ (Value::List(_) | Value::Map(_)) => {
            uses.codec(lookup, value, "JsonReader");
            response.method("json", vec![lookup.reader(value)]).tried()
        }
        value => {
            uses.codec(lookup, value, "JsonReader");
            let nullable = Value::Nullable(Box::new(value.clone()));
            response
                .method("json", vec![lookup.reader(&nullable)])
                .tried()
        }
    }
}

/// Whether a payload is a text that is not JSON: readers of sources call its member `Body`.
pub fn is_raw_text(member: &Member) -> bool {
    member.value == Value::String && member.wire == "Body"
}
