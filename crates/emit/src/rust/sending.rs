//! The way of a request onto the wire: path, query, headers, body.

use connector_model::diagnostic::Diagnostic;
use connector_model::domain::{Activity, Entity, Member, Value};
use connector_model::service::{Binding, BodyFormat, PathPart, TimestampFormat};

use super::mapping::stretches;
use super::operation::StatementsView;
use super::types::{Holding, Lookup, Uses, holding, is_checked};
use crate::codes;
use crate::text::layout::{self, Expr};
use crate::text::{Case, RsCode, RsIdent, RsStr};

fn request_var() -> Expr {
    Expr::fixed("request")
}

/// Statements of `to_request`, and the functions that go on where they are too many for one.
pub fn sending(
    lookup: Lookup<'_>,
    activity: &Activity,
    uses: &mut Uses,
) -> (Vec<RsCode>, Vec<StatementsView>) {
    let entity = &lookup.domain.entities[activity.request.0];
    let names = &lookup.names.entities[activity.request.0].fields;
    let members: Vec<(&Member, &RsIdent)> = entity.members.iter().zip(names).collect();
    let mut out = start(&activity.wire.method);
    for (member, field) in &members {
        if is_checked(entity, member) && member.binding != Binding::Label {
            out.push(layout::missing_check(field, &RsStr::new(&member.wire), 8));
        }
    }
    path(activity, entity, &members, &mut out);
    for (name, value) in &activity.wire.fixed_query {
        let call = request_var().method("query_literal", vec![Expr::text(name), Expr::text(value)]);
        out.push(layout::statement(&call, 8));
    }
    bound(entity, &members, Binding::Query, &mut out, uses);
    body(lookup, activity, entity, &members, &mut out, uses);
    for (name, value) in &activity.wire.fixed_headers {
        if is_header(name, value) && !is_content_type(name) {
            let call =
                request_var().method("header_literal", vec![Expr::text(name), Expr::text(value)]);
            out.push(layout::statement(&call, 8));
        }
    }
    bound(entity, &members, Binding::Header, &mut out, uses);
    split(&out)
}

/// Cuts statements into functions of at most so many lines.
fn split(out: &[RsCode]) -> (Vec<RsCode>, Vec<StatementsView>) {
    let mut stretches = stretches(out).into_iter();
    let first = stretches
        .next()
        .map(|range| out[range].to_vec())
        .unwrap_or_default();
    let parts = stretches
        .enumerate()
        .map(|(index, range)| StatementsView {
            ident: RsIdent::new(&format!("add_{}", index + 1), Case::Snake),
            is_fallible: out[range.clone()].iter().any(is_fallible),
            statements: out[range].to_vec(),
        })
        .collect();
    (first, parts)
}

fn is_fallible(line: &RsCode) -> bool {
    // A `?` inside of a literal makes a function fallible without need, which costs nothing but an `Ok`.
    line.as_str().contains('?') || line.as_str().starts_with("if self.")
}

/// `let mut request = Request::new(Method::GET);`
fn start(method: &str) -> Vec<RsCode> {
    let known = match method {
        "GET" => "Method::GET",
        "POST" => "Method::POST",
        "PUT" => "Method::PUT",
        "DELETE" => "Method::DELETE",
        "PATCH" => "Method::PATCH",
        "HEAD" => "Method::HEAD",
        "OPTIONS" => "Method::OPTIONS",
        other => return start_with_other(other),
    };
    let request = Expr::call("Request::new", vec![Expr::fixed(known)]);
    vec![layout::binding("mut request", &request, 8)]
}

/// A method without a constant of its own.
fn start_with_other(method: &str) -> Vec<RsCode> {
    let bytes = Expr::text(method).method("as_bytes", Vec::new());
    let words = vec![
        Expr::fixed("\"method\""),
        Expr::fixed("\"is not a method\""),
    ];
    let error = Expr::call("InputError::new", words);
    let made = Expr::call("Method::from_bytes", vec![bytes])
        .method("map_err", vec![Expr::closure("_", error)])
        .tried();
    let request = Expr::call("Request::new", vec![Expr::fixed("method")]);
    vec![
        layout::binding("method", &made, 8),
        layout::binding("mut request", &request, 8),
    ]
}

fn path(
    activity: &Activity,
    entity: &Entity,
    members: &[(&Member, &RsIdent)],
    out: &mut Vec<RsCode>,
) {
    for part in &activity.wire.path {
        let call = match part {
            PathPart::Literal(literal) => request_var().method("path", vec![Expr::text(literal)]),
            PathPart::Label(label) | PathPart::GreedyLabel(label) => {
                let bound = members
                    .iter()
                    .find(|(member, _)| member.binding == Binding::Label && member.wire == *label);
                let Some((member, field)) = bound else {
                    continue;
                };
                let value = given(entity, member, field);
                let method = match part {
                    PathPart::GreedyLabel(_) => "greedy_label",
                    _ => "label",
                };
                request_var()
                    .method(method, vec![Expr::text(label), value])
                    .tried()
            }
        };
        out.push(layout::statement(&call, 8));
    }
}

/// A reference to a value that must be there.
fn given(entity: &Entity, member: &Member, field: &RsIdent) -> Expr {
    let place = Expr::fixed("self").field(field);
    if holding(entity, member) == Holding::Required {
        return place.behind("&");
    }
    let missing = Expr::call("InputError::missing", vec![Expr::text(&member.wire)]);
    place
        .method("as_ref", Vec::new())
        .method("ok_or_else", vec![Expr::closure("", missing)])
        .tried()
}

/// Statements for the members in the query or in the headers.
fn bound(
    entity: &Entity,
    members: &[(&Member, &RsIdent)],
    binding: Binding,
    out: &mut Vec<RsCode>,
    uses: &mut Uses,
) {
    for (member, field) in members
        .iter()
        .filter(|(member, _)| member.binding == binding)
    {
        let place = Expr::fixed("self").field(field);
        let name = Expr::text(&member.wire);
        let call = match (&member.value, binding) {
            (Value::List(item), Binding::Query) if is_shown(item) => {
                request_var().method("query_list", vec![name, place.behind("&")])
            }
            (value, Binding::Query) if is_shown(value) => {
                request_var().method("query", vec![name, optional(entity, member, field, uses)])
            }
            (value, _) if is_shown(value) && is_header(&member.wire, "") => request_var()
                .method("header", vec![name, optional(entity, member, field, uses)])
                .tried(),
            _ => continue,
        };
        out.push(layout::statement(&call, 8));
    }
}

/// Findings about what the activity cannot send where the source has it.
pub fn not_sent(lookup: Lookup<'_>, activity: &Activity) -> Vec<Diagnostic> {
    let entity = &lookup.domain.entities[activity.request.0];
    let mut lost: Vec<&str> = Vec::new();
    for member in &entity.members {
        let item = match &member.value {
            Value::List(item) if member.binding != Binding::Header => item,
            value => value,
        };
        let is_text = match (member.binding, activity.wire.request_body) {
            (Binding::Header, _) => is_shown(item) && is_header(&member.wire, ""),
            (Binding::Query | Binding::Label, _) | (Binding::Body, BodyFormat::Form) => {
                is_shown(item)
            }
            _ => true,
        };
        if !is_text {
            lost.push(&member.wire);
        }
    }
    let headers = activity.wire.fixed_headers.iter();
    lost.extend(
        headers
            .filter(|(name, value)| !is_header(name, value))
            .map(|(name, _)| name.as_str()),
    );
    lost.into_iter()
        .map(|wire| {
            let wire = wire.escape_debug();
            let message = format!(
                "`{wire}` of `{}` cannot be sent where it is",
                activity.action
            );
            Diagnostic::new(&codes::NOT_SENT, message)
                .help("set its `type` in `[members]` to `string`, or remove it")
        })
        .collect()
}

/// Whether a value has a text form of its own.
pub fn is_shown(value: &Value) -> bool {
    !matches!(
        value,
        Value::Blob | Value::Entity(_) | Value::List(_) | Value::Map(_) | Value::Nullable(_)
    )
}

/// The value as an `Option` of a reference to something with a text form.
fn optional(entity: &Entity, member: &Member, field: &RsIdent, uses: &mut Uses) -> Expr {
    let place = Expr::fixed("self").field(field);
    let format = match &member.value {
        Value::Timestamp(TimestampFormat::HttpDate) => Some("DateTimeFormat::HttpDate"),
        Value::Timestamp(TimestampFormat::EpochSeconds) => Some("DateTimeFormat::EpochSeconds"),
        _ => None,
    };
    match (holding(entity, member), format) {
        (Holding::Required, None) => Expr::call("Some", vec![place.behind("&")]),
        (_, None) => place.method("as_ref", Vec::new()),
        (Holding::Required, Some(format)) => {
            uses.runtime("DateTimeFormat");
            let text = place.method("format", vec![Expr::fixed(format)]).tried();
            Expr::call("Some", vec![text.behind("&")])
        }
        (_, Some(format)) => {
            uses.runtime("DateTimeFormat");
            let text = Expr::fixed("time").method("format", vec![Expr::fixed(format)]);
            place
                .method("map", vec![Expr::closure("time", text)])
                .method("transpose", Vec::new())
                .tried()
                .method("as_ref", Vec::new())
        }
    }
}

/// Whether a header can be sent as it is: a token, and visible ASCII with spaces and tabs.
pub fn is_header(name: &str, value: &str) -> bool {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty()
        && name.bytes().all(token)
        && value
            .bytes()
            .all(|byte| byte == b'\t' || byte == b' ' || byte.is_ascii_graphic())
}

fn is_content_type(name: &str) -> bool {
    name.eq_ignore_ascii_case("content-type")
}

/// The content type that the source fixes, or else the given one.
pub fn content_type<'a>(activity: &'a Activity, default: &'a str) -> &'a str {
    let fixed = activity
        .wire
        .fixed_headers
        .iter()
        .find(|(name, value)| is_content_type(name) && is_header(name, value));
    fixed.map_or(default, |(_, value)| value.as_str())
}

fn body(
    lookup: Lookup<'_>,
    activity: &Activity,
    entity: &Entity,
    members: &[(&Member, &RsIdent)],
    out: &mut Vec<RsCode>,
    uses: &mut Uses,
) {
    let payload = members
        .iter()
        .find(|(member, _)| member.binding == Binding::Payload);
    match (activity.wire.request_body, payload) {
        (BodyFormat::None, _) => {}
        (BodyFormat::Form, _) => form(entity, members, out),
        (BodyFormat::Json, None) => {
            let write = Expr::call(
                "Self::write",
                vec![Expr::fixed("writer"), Expr::fixed("self")],
            );
            out.push(json(activity, write));
        }
        (BodyFormat::Json, Some((member, field))) => {
            uses.codec(lookup, &member.value, "JsonWriter");
            out.push(json(activity, payload_write(lookup, entity, member, field)));
        }
        (_, Some((member, field))) => out.push(opaque(activity, entity, member, field)),
        (_, None) => {}
    }
}

fn json(activity: &Activity, write: Expr) -> RsCode {
    let closure = Expr::procedure("writer", write);
    let call = match content_type(activity, "application/json") {
        "application/json" => request_var().method("json", vec![closure]),
        other => request_var().method("json_as", vec![Expr::text(other), closure]),
    };
    layout::statement(&call, 8)
}

/// Writes a member that is the whole body; nothing given is `null`.
fn payload_write(lookup: Lookup<'_>, entity: &Entity, member: &Member, field: &RsIdent) -> Expr {
    let place = Expr::fixed("self").field(field).behind("&");
    let writer = Expr::fixed("writer");
    match (&member.value, holding(entity, member)) {
        (Value::List(item), _) => writer.method("list", vec![place, lookup.writer(item)]),
        (Value::Map(item), _) => writer.method("map", vec![place, lookup.writer(item)]),
        (value, Holding::Required) => Expr::applied(lookup.writer(value), vec![writer, place]),
        (value, _) => writer.method("nullable", vec![place, lookup.writer(value)]),
    }
}

fn form(entity: &Entity, members: &[(&Member, &RsIdent)], out: &mut Vec<RsCode>) {
    for (member, field) in members
        .iter()
        .filter(|(member, _)| member.binding == Binding::Body)
    {
        let place = Expr::fixed("self").field(field);
        let name = Expr::text(&member.wire);
        let call = match (&member.value, holding(entity, member)) {
            (Value::List(item), _) if is_shown(item) => {
                request_var().method("form_list", vec![name, place.behind("&")])
            }
            (value, Holding::Required) if is_shown(value) => request_var().method(
                "form",
                vec![name, Expr::call("Some", vec![place.behind("&")])],
            ),
            (value, _) if is_shown(value) => {
                request_var().method("form", vec![name, place.method("as_ref", Vec::new())])
            }
            _ => continue,
        };
        out.push(layout::statement(&call, 8));
    }
}

/// A body that is one text or bytes.
fn opaque(activity: &Activity, entity: &Entity, member: &Member, field: &RsIdent) -> RsCode {
    let (method, default) = match member.value {
        Value::Blob => ("bytes", "application/octet-stream"),
        _ => ("text", "text/plain; charset=utf-8"),
    };
    let kind = Expr::text(content_type(activity, default));
    if holding(entity, member) == Holding::Required {
        let value = Expr::fixed("self").field(field).method("clone", Vec::new());
        return layout::statement(&request_var().method(method, vec![kind, value]), 8);
    }
    let value = Expr::fixed("body").method("clone", Vec::new());
    let call = request_var().method(method, vec![kind, value]);
    layout::if_some("body", &Expr::fixed("&self").field(field), &call, 8)
}
