//! Views of operations: the request's way onto the wire and the answer's way back.

use connector_model::domain::{Activity, ActivityResult, Entity, EntityId, Member, Value};
use connector_model::service::{Auth, Binding, BodyFormat, EndpointPart, PathPart};
use serde::Serialize;

use super::entity::{self, EntityView};
use super::mapping::stretches;
use super::types::{Holding, Lookup, Uses, holding, is_checked};
use super::words;
use crate::text::layout::{self, Expr};
use crate::text::{Case, RsCode, RsDocLines, RsIdent, RsStr, RsType};

/// A file of `operations`.
#[derive(Debug, Clone, Serialize)]
pub struct OperationView {
    /// What the module holds.
    pub doc: RsDocLines,
    /// Lines of `use`.
    pub uses: Vec<Vec<RsCode>>,
    /// Request and response.
    pub entities: Vec<EntityView>,
    /// Details of errors, if a source shows any.
    pub detail: Option<DetailView>,
    /// Type of the request.
    pub request: RsIdent,
    /// The service's name for the action.
    pub action: RsStr,
    /// The constants.
    pub constants: Vec<RsCode>,
    /// Type of the output.
    pub output: RsType,
    /// Statements that make the request.
    pub statements: Vec<RsCode>,
    /// Functions that go on with further statements.
    pub parts: Vec<StatementsView>,
    /// Whether the answer is not looked at.
    pub ignores_answer: bool,
    /// Statements in front of the result of an answer.
    pub reading: Vec<RsCode>,
    /// What an answer becomes.
    pub answer: RsCode,
}

/// A function with statements that continue a request.
#[derive(Debug, Clone, Serialize)]
pub struct StatementsView {
    /// Its name.
    pub ident: RsIdent,
    /// What it does.
    pub statements: Vec<RsCode>,
    /// Whether one of them can fail.
    pub is_fallible: bool,
}

/// Details of errors.
#[derive(Debug, Clone, Serialize)]
pub struct DetailView {
    /// Type of the details.
    pub ident: RsIdent,
    /// The service's name for the action.
    pub action: RsIdent,
    /// One variant per status.
    pub variants: Vec<DetailVariant>,
}

/// A variant of the details.
#[derive(Debug, Clone, Serialize)]
pub struct DetailVariant {
    /// HTTP status.
    pub status: u16,
    /// Its name.
    pub ident: RsIdent,
    /// Type of the body.
    pub kind: RsIdent,
    /// The arm that reads it.
    pub arm: RsCode,
}

/// Makes the view of an activity.
pub fn view(lookup: Lookup<'_>, index: usize) -> OperationView {
    let activity = &lookup.domain.activities[index];
    let mut uses = Uses::default();
    for name in [
        "Auth",
        "DecodeError",
        "Endpoint",
        "InputError",
        "Method",
        "Operation",
        "Request",
        "Response",
    ] {
        uses.runtime(name);
    }
    if !activity.wire.endpoint.is_empty() {
        uses.runtime("EndpointPart");
    }
    let detail = detail(lookup, index, &mut uses);
    if detail.is_none() {
        uses.runtime("NoDetail");
    }
    let own = own_entities(activity);
    let entities: Vec<EntityView> = own
        .iter()
        .map(|id| entity::view(lookup, *id, &mut uses))
        .collect();
    let (statements, parts) = sending(lookup, activity, &mut uses);
    let (reading, answer, ignores_answer) = receiving(lookup, activity, &mut uses);
    for id in &own {
        uses.defines(&lookup.names.entities[id.0].ident);
    }
    OperationView {
        doc: RsDocLines::new(&words::operation(lookup.domain, activity), 0),
        uses: uses.groups("crate"),
        entities,
        detail,
        request: lookup.names.entities[activity.request.0].ident.clone(),
        action: RsStr::new(&activity.action),
        constants: constants(activity),
        output: output(lookup, activity),
        statements,
        parts,
        ignores_answer,
        reading,
        answer,
    }
}

/// The entities that are declared beside the operation.
pub fn own_entities(activity: &Activity) -> Vec<EntityId> {
    let mut own = vec![activity.request];
    if let ActivityResult::Entity(id) = activity.result {
        own.push(id);
    }
    own
}

fn output(lookup: Lookup<'_>, activity: &Activity) -> RsType {
    match activity.result {
        ActivityResult::Boolean => RsType::fixed("bool"),
        ActivityResult::Entity(id) => RsType::named(&lookup.names.entities[id.0].ident),
    }
}

fn constants(activity: &Activity) -> Vec<RsCode> {
    let parts = activity
        .wire
        .endpoint
        .iter()
        .map(|part| match part {
            EndpointPart::Text(text) => Expr::call("EndpointPart::Text", vec![Expr::text(text)]),
            EndpointPart::Region => Expr::fixed("EndpointPart::Region"),
            EndpointPart::DnsSuffix => Expr::fixed("EndpointPart::DnsSuffix"),
        })
        .collect();
    let endpoint = Expr::call("Endpoint", vec![Expr::array(parts).behind("&")]);
    vec![
        layout::constant("NAME: &'static str", &Expr::text(&activity.action), 4),
        layout::constant("ENDPOINT: Endpoint", &endpoint, 4),
        layout::constant("AUTH: Auth", &auth(&activity.wire.auth), 4),
    ]
}

fn auth(auth: &Auth) -> Expr {
    match auth {
        Auth::SigV4 { service } => {
            let field = (RsIdent::fixed("service"), Expr::text(service));
            Expr::literal(&RsType::fixed("Auth::SigV4"), vec![field], None)
        }
        Auth::Basic => Expr::fixed("Auth::Basic"),
        Auth::Bearer => Expr::fixed("Auth::Bearer"),
        Auth::ApiKeyHeader(name) => Expr::call("Auth::ApiKeyHeader", vec![Expr::text(name)]),
        Auth::ApiKeyQuery(name) => Expr::call("Auth::ApiKeyQuery", vec![Expr::text(name)]),
        _ => Expr::fixed("Auth::None"),
    }
}

fn request_var() -> Expr {
    Expr::fixed("request")
}

/// Statements of `to_request`, and the functions that go on where they are too many for one.
fn sending(
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
    bound(lookup, entity, &members, Binding::Query, &mut out, uses);
    body(lookup, activity, entity, &members, &mut out, uses);
    for (name, value) in &activity.wire.fixed_headers {
        if is_header(name, value) && !is_content_type(name) {
            let call =
                request_var().method("header_literal", vec![Expr::text(name), Expr::text(value)]);
            out.push(layout::statement(&call, 8));
        }
    }
    bound(lookup, entity, &members, Binding::Header, &mut out, uses);
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
            PathPart::Label(label) => {
                let bound = members
                    .iter()
                    .find(|(member, _)| member.binding == Binding::Label && member.wire == *label);
                let Some((member, field)) = bound else {
                    continue;
                };
                let value = given(entity, member, field);
                request_var()
                    .method("label", vec![Expr::text(label), value])
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
    lookup: Lookup<'_>,
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
            (value, Binding::Query) if is_shown(value) => request_var().method(
                "query",
                vec![name, optional(lookup, entity, member, field, uses)],
            ),
            (value, _) if is_shown(value) && is_header(&member.wire, "") => request_var()
                .method(
                    "header",
                    vec![name, optional(lookup, entity, member, field, uses)],
                )
                .tried(),
            _ => continue,
        };
        out.push(layout::statement(&call, 8));
    }
}

/// Whether a value has a text form of its own.
pub fn is_shown(value: &Value) -> bool {
    !matches!(
        value,
        Value::Blob | Value::Entity(_) | Value::List(_) | Value::Map(_) | Value::Nullable(_)
    )
}

/// The value as an `Option` of a reference to something with a text form.
fn optional(
    lookup: Lookup<'_>,
    entity: &Entity,
    member: &Member,
    field: &RsIdent,
    uses: &mut Uses,
) -> Expr {
    let _ = lookup;
    let place = Expr::fixed("self").field(field);
    let format = match &member.value {
        Value::Timestamp(connector_model::service::TimestampFormat::HttpDate) => {
            Some("DateTimeFormat::HttpDate")
        }
        Value::Timestamp(connector_model::service::TimestampFormat::EpochSeconds) => {
            Some("DateTimeFormat::EpochSeconds")
        }
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

/// Statements, the result and whether the answer is not looked at.
fn receiving(
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

fn detail(lookup: Lookup<'_>, index: usize, uses: &mut Uses) -> Option<DetailView> {
    let activity = &lookup.domain.activities[index];
    let names = &lookup.names.activities[index];
    if activity.errors.is_empty() {
        return None;
    }
    let kind = RsType::named(&names.detail);
    let variants = activity
        .errors
        .iter()
        .map(|(status, entity)| {
            let body = &lookup.names.entities[entity.0].ident;
            uses.own(body);
            let ident = RsIdent::new(&format!("Status{status}"), Case::Camel);
            let read = Expr::fixed("response")
                .method(
                    "json",
                    vec![Expr::path(&RsType::named(body), &RsIdent::fixed("read"))],
                )
                .method("ok", Vec::new())
                .method("map", vec![Expr::fixed("Box::new")])
                .method("map", vec![Expr::path(&kind, &ident)]);
            DetailVariant {
                status: *status,
                arm: layout::numbered_arm(u32::from(*status), &read, 12),
                ident,
                kind: body.clone(),
            }
        })
        .collect();
    Some(DetailView {
        ident: names.detail.clone(),
        action: RsIdent::new(&activity.action, Case::Camel),
        variants,
    })
}
