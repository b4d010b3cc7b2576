//! The way of a request onto the wire: path, query, headers, body.

use connector_model::diagnostic::Diagnostic;
use connector_model::domain::{Activity, Entity, Member, Role, Value};
use connector_model::service::{Binding, BodyFormat, Evidence, PathPart, TimestampFormat};

use super::codec::{self, Format};
use super::endpoint;
use super::mapping::{is_token, stretches, token};
use super::operation::StatementsView;
use super::receiving::{events_after_body, time_format};
use super::types::{Holding, Lookup, Uses};
use crate::codes;
use crate::text::layout::{self, Expr};
use crate::text::{Case, RsCode, RsIdent, RsStr, RsType};

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
        if lookup.is_checked(entity, member) && member.binding != Binding::Label {
            out.push(layout::missing_check(field, &RsStr::new(&member.wire), 8));
        }
    }
    let all = Members {
        lookup,
        entity,
        all: &members,
    };
    let (path, in_address) = endpoint::path(lookup.domain, activity);
    if let Some(args) = in_address.and_then(|label| all.label(label, uses)) {
        let check = request_var().method("address_label", args).tried();
        out.push(layout::statement(&check, 8));
    }
    all.path(path, &mut out, uses);
    let prefix = endpoint::host_prefix(lookup.domain, activity);
    all.host(prefix, &mut out, uses);
    for (name, value) in &activity.wire.fixed_query {
        let call = request_var().method("query_literal", vec![Expr::text(name), Expr::text(value)]);
        out.push(layout::statement(&call, 8));
    }
    all.query(&mut out, uses);
    all.body(activity, &mut out, uses);
    for (name, value) in &activity.wire.fixed_headers {
        if is_header(name, value) && !is_content_type(name) {
            let call =
                request_var().method("header_literal", vec![Expr::text(name), Expr::text(value)]);
            out.push(layout::statement(&call, 8));
        }
    }
    all.headers(&mut out, uses);
    all.additions(activity, &mut out);
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

/// Members of a request with their fields.
#[derive(Debug, Clone, Copy)]
struct Members<'a> {
    lookup: Lookup<'a>,
    entity: &'a Entity,
    all: &'a [(&'a Member, &'a RsIdent)],
}

impl<'a> Members<'a> {
    fn at(self, binding: Binding) -> impl Iterator<Item = (&'a Member, &'a RsIdent)> {
        let members = self.all.iter().copied();
        members.filter(move |(member, _)| member.binding == binding)
    }

    fn path(self, parts: &[PathPart], out: &mut Vec<RsCode>, uses: &mut Uses) {
        for part in parts {
            let call = match part {
                PathPart::Literal(text) => request_var().method("path", vec![Expr::text(text)]),
                PathPart::Label(label) => match self.label(label, uses) {
                    Some(args) => request_var().method("label", args).tried(),
                    None => continue,
                },
                PathPart::GreedyLabel(label) => match self.label(label, uses) {
                    Some(args) => request_var().method("greedy_label", args).tried(),
                    None => continue,
                },
            };
            out.push(layout::statement(&call, 8));
        }
    }

    /// Name and value of the member that is bound to a label.
    fn label(self, label: &str, uses: &mut Uses) -> Option<Vec<Expr>> {
        let mut labels = self.at(Binding::Label);
        let (member, field) = labels.find(|(member, _)| member.wire == label)?;
        Some(vec![Expr::text(label), self.given(member, field, uses)])
    }

    /// What stands before the host of the endpoint.
    fn host(self, parts: &[PathPart], out: &mut Vec<RsCode>, uses: &mut Uses) {
        for part in parts {
            let call = match part {
                PathPart::Literal(text) => {
                    request_var().method("host_prefix", vec![Expr::text(text)])
                }
                PathPart::Label(label) | PathPart::GreedyLabel(label) => {
                    let is_meant = |member: &Member| {
                        let name = member.traits.name.as_ref().unwrap_or(&member.wire);
                        member.traits.host_label && name == label
                    };
                    let mut members = self.all.iter();
                    let Some((member, field)) = members.find(|(member, _)| is_meant(member)) else {
                        continue;
                    };
                    let args = vec![Expr::text(label), self.given(member, field, uses)];
                    request_var().method("host_label", args).tried()
                }
            };
            out.push(layout::statement(&call, 8));
        }
    }

    /// A reference to a value that must be there.
    fn given(self, member: &Member, field: &RsIdent, uses: &mut Uses) -> Expr {
        let place = Expr::fixed("self").field(field);
        let is_plain = self.lookup.holding(self.entity, member) == Holding::Required
            && !matches!(
                member.value,
                Value::Decimal
                    | Value::Float
                    | Value::Timestamp(TimestampFormat::HttpDate | TimestampFormat::EpochSeconds)
            );
        if is_plain {
            return place.behind("&");
        }
        let is_float = matches!(member.value, Value::Decimal | Value::Float);
        if is_float && self.lookup.holding(self.entity, member) == Holding::Required {
            uses.runtime("Float");
            return Expr::call("Float", vec![place.behind("&")]).behind("&");
        }
        let missing = Expr::call("InputError::missing", vec![Expr::text(&member.wire)]);
        self.optional(member, field, uses)
            .method("ok_or_else", vec![Expr::closure("", missing)])
            .tried()
    }

    fn query(self, out: &mut Vec<RsCode>, uses: &mut Uses) {
        for (member, field) in self.at(Binding::Query) {
            let name = Expr::text(&member.wire);
            let call = match &member.value {
                Value::List(item) if is_shown(item) => {
                    let place = Expr::fixed("self").field(field);
                    let items = match self.lookup.holding(self.entity, member) {
                        Holding::Optional => place
                            .method("as_deref", Vec::new())
                            .method("unwrap_or_default", Vec::new()),
                        _ => place.behind("&"),
                    };
                    request_var().method("query_list", vec![name, items])
                }
                value if is_shown(value) => {
                    let value = self.optional(member, field, uses);
                    request_var().method("query", vec![name, value])
                }
                _ => continue,
            };
            out.push(layout::statement(&call, 8));
        }
        for (member, field) in self.at(Binding::QueryEntries) {
            let method = match &member.value {
                Value::Map(value) if matches!(**value, Value::List(_)) => "query_list_map",
                _ => "query_map",
            };
            let call = |map| request_var().method(method, vec![map]);
            out.push(self.with_map(member, field, call));
        }
    }

    /// A statement about a map, if there is one.
    fn with_map(self, member: &Member, field: &RsIdent, call: impl Fn(Expr) -> Expr) -> RsCode {
        if self.lookup.holding(self.entity, member) == Holding::Optional {
            let map = Expr::fixed("&self").field(field);
            return layout::if_some("entries", &map, &call(Expr::fixed("entries")), 8);
        }
        let map = Expr::fixed("self").field(field).behind("&");
        layout::statement(&call(map), 8)
    }

    fn headers(self, out: &mut Vec<RsCode>, uses: &mut Uses) {
        let named = self.at(Binding::Header);
        for (member, field) in named.filter(|(member, _)| is_header(&member.wire, "")) {
            if let Some(call) = self.header(member, field, uses) {
                out.push(layout::statement(&call.tried(), 8));
            }
        }
        for (member, field) in self.at(Binding::PrefixHeaders) {
            let prefix = || Expr::text(&member.wire);
            let call = |map| {
                let args = vec![prefix(), map];
                request_var().method("prefixed_headers", args).tried()
            };
            out.push(self.with_map(member, field, call));
        }
    }

    fn header(self, member: &Member, field: &RsIdent, uses: &mut Uses) -> Option<Expr> {
        let name = Expr::text(&member.wire);
        let place = Expr::fixed("self").field(field);
        let is_optional = self.lookup.holding(self.entity, member) == Holding::Optional;
        let given = if !is_optional {
            Expr::call("Some", vec![place.behind("&")])
        } else if matches!(member.value, Value::List(_)) {
            place.method("as_deref", Vec::new())
        } else {
            place.method("as_ref", Vec::new())
        };
        let is_model = self.lookup.domain.evidence == Evidence::Model;
        let call = |method, args| Some(request_var().method(method, args));
        match &member.value {
            Value::Blob => call("header_base64", vec![name, given]),
            Value::String if member.traits.json_value => call("header_base64", vec![name, given]),
            Value::Timestamp(format) if is_model => {
                call("header_time", vec![name, given, time_format(*format, uses)])
            }
            Value::List(item) => match &**item {
                Value::Timestamp(format) => call(
                    "header_times",
                    vec![name, given, time_format(*format, uses)],
                ),
                item if is_shown(item) => call("header_list", vec![name, given]),
                _ => None,
            },
            value if is_shown(value) => {
                call("header", vec![name, self.optional(member, field, uses)])
            }
            _ => None,
        }
    }

    /// The value as an `Option` of a reference to something with a text form.
    fn optional(self, member: &Member, field: &RsIdent, uses: &mut Uses) -> Expr {
        let place = Expr::fixed("self").field(field);
        if is_token(self.entity, member) {
            uses.runtime("idempotency_token");
            return Expr::call("Some", vec![token(place).behind("&")]);
        }
        let is_required = self.lookup.holding(self.entity, member) == Holding::Required;
        match &member.value {
            Value::Timestamp(
                format @ (TimestampFormat::HttpDate | TimestampFormat::EpochSeconds),
            ) => {
                let format = time_format(*format, uses);
                if is_required {
                    let text = place.method("format", vec![format]).tried();
                    return Expr::call("Some", vec![text.behind("&")]);
                }
                let text = Expr::fixed("time").method("format", vec![format]);
                place
                    .method("map", vec![Expr::closure("time", text)])
                    .method("transpose", Vec::new())
                    .tried()
                    .method("as_ref", Vec::new())
            }
            Value::Float | Value::Decimal if self.lookup.domain.evidence == Evidence::Model => {
                uses.runtime("Float");
                if is_required {
                    let shown = Expr::call("Float", vec![place.behind("&")]);
                    return Expr::call("Some", vec![shown.behind("&")]);
                }
                place
                    .method("as_ref", Vec::new())
                    .method("map", vec![Expr::fixed("Float")])
                    .method("as_ref", Vec::new())
            }
            _ if is_required => Expr::call("Some", vec![place.behind("&")]),
            _ => place.method("as_ref", Vec::new()),
        }
    }
}

/// Findings about what the activity cannot send where the source has it.
pub fn not_sent(lookup: Lookup<'_>, activity: &Activity) -> Vec<Diagnostic> {
    let entity = &lookup.domain.entities[activity.request.0];
    let mut lost: Vec<&str> = Vec::new();
    for member in &entity.members {
        let item = match &member.value {
            Value::List(item) => item,
            value => value,
        };
        let is_text = match (member.binding, activity.wire.request_body) {
            (Binding::Header, _) => {
                (is_shown(item) || *item == Value::Blob) && is_header(&member.wire, "")
            }
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
        Value::Blob
            | Value::Entity(_)
            | Value::EventStream(_)
            | Value::List(_)
            | Value::Map(_)
            | Value::Nullable(_)
            | Value::Stream
    )
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

impl Members<'_> {
    /// Checksums and compression of the body.
    fn additions(self, activity: &Activity, out: &mut Vec<RsCode>) {
        let traits = &activity.wire.traits;
        let sum = traits.checksum.as_ref();
        let sum = sum.filter(|sum| sum.algorithm_member.is_some() || sum.required);
        if let Some(sum) = sum {
            let is_meant = |member: &Member| {
                let name = member.traits.name.as_ref().unwrap_or(&member.wire);
                sum.algorithm_member.as_ref() == Some(name)
            };
            let mut members = self.all.iter();
            let (chosen, header) = match members.find(|(member, _)| is_meant(member)) {
                Some((member, field)) => {
                    let place = Expr::fixed("self").field(field);
                    (place.method("as_ref", Vec::new()), member.wire.as_str())
                }
                None => (Expr::fixed("None::<&str>"), ""),
            };
            let method = if sum.required || traits.checksum_required {
                "checksum_required"
            } else {
                "checksum"
            };
            let args = vec![chosen, Expr::text(header)];
            let call = request_var().method(method, args).tried();
            out.push(layout::statement(&call, 8));
        } else if traits.checksum_required {
            let call = request_var().method("content_md5", Vec::new());
            out.push(layout::statement(&call, 8));
        }
        if traits.compresses {
            let call = request_var().method("compress", Vec::new());
            out.push(layout::statement(&call, 8));
        }
    }

    fn body(self, activity: &Activity, out: &mut Vec<RsCode>, uses: &mut Uses) {
        let format = activity.wire.request_body;
        let Some((member, field)) = self.at(Binding::Payload).next() else {
            match format {
                BodyFormat::Form => self.form(out),
                BodyFormat::None | BodyFormat::Opaque => {}
                _ => out.push(self.structure(activity)),
            }
            return;
        };
        let code = match (format, &member.value) {
            (BodyFormat::None, _) => return,
            (_, Value::Stream) => self.stream(activity, member, field),
            (_, Value::EventStream(id)) => {
                if events_after_body(self.lookup.domain, self.entity) {
                    out.push(self.structure(activity));
                }
                let ident = &self.lookup.names.entities[id.0].ident;
                uses.own(ident);
                self.events(member, field, ident)
            }
            (BodyFormat::Json, _) => self.json_payload(activity, member, field, uses),
            (BodyFormat::Xml, Value::Entity(_)) => self.xml_payload(activity, member, field, uses),
            _ => self.opaque(activity, member, field),
        };
        out.push(code);
    }

    /// The members that are in the body.
    fn structure(self, activity: &Activity) -> RsCode {
        let args = vec![Expr::fixed("writer"), Expr::fixed("self")];
        let closure = Expr::procedure("writer", Expr::call("Self::write", args));
        let traits = &activity.wire.traits;
        let is_cbor = self.lookup.requests() == Format::Cbor;
        let call = match activity.wire.request_body {
            BodyFormat::Cbor => request_var().method("cbor", vec![closure]),
            // Before events.
            BodyFormat::Opaque if is_cbor => request_var().method("cbor", vec![closure]),
            BodyFormat::Xml => self.xml(activity, closure),
            BodyFormat::Query | BodyFormat::Ec2Query => {
                let is_ec2 = activity.wire.request_body == BodyFormat::Ec2Query;
                let (action, version) = traits.query_action.clone().unwrap_or_default();
                let args = vec![Expr::text(&action), Expr::text(&version), closure];
                request_var().method(if is_ec2 { "ec2_action" } else { "action" }, args)
            }
            _ => self.json(activity, closure),
        };
        layout::statement(&call, 8)
    }

    fn json(self, activity: &Activity, closure: Expr) -> Expr {
        let default = codec::json_content_type(self.lookup.domain);
        match content_type(activity, default) {
            "application/json" => request_var().method("json", vec![closure]),
            other => request_var().method("json_as", vec![Expr::text(other), closure]),
        }
    }

    fn xml(self, activity: &Activity, closure: Expr) -> Expr {
        let root = activity.wire.traits.xml_root.clone().unwrap_or_default();
        let payload = self.at(Binding::Payload).next();
        let declares_its_own = payload.is_some_and(|(member, _)| match member.value {
            Value::Entity(id) => self.lookup.domain.entities[id.0].xml_namespace.is_some(),
            _ => false,
        });
        let namespace = match &root.namespace {
            Some(namespace) if !declares_its_own => {
                Expr::call("Some", vec![codec::namespace_pair(namespace)])
            }
            _ => Expr::fixed("None"),
        };
        request_var().method("xml", vec![Expr::text(&root.name), namespace, closure])
    }

    /// A structure as the whole document; nothing given is no body.
    fn xml_payload(
        self,
        activity: &Activity,
        member: &Member,
        field: &RsIdent,
        uses: &mut Uses,
    ) -> RsCode {
        uses.codec(self.lookup, &member.value, Format::Xml.writer());
        let write = self.lookup.writer(&member.value, &member.levels);
        let document = |value: Expr| {
            let call = Expr::applied(write.clone(), vec![Expr::fixed("writer"), value]);
            self.xml(activity, Expr::procedure("writer", call))
        };
        if self.lookup.holding(self.entity, member) == Holding::Required {
            let place = Expr::fixed("self").field(field).behind("&");
            return layout::statement(&document(place), 8);
        }
        let place = Expr::fixed("&self").field(field);
        layout::if_some("body", &place, &document(Expr::fixed("body")), 8)
    }

    /// A member that is the whole body. Nothing given is `null`; a model's structure is empty then, and its union is no
    /// body.
    fn json_payload(
        self,
        activity: &Activity,
        member: &Member,
        field: &RsIdent,
        uses: &mut Uses,
    ) -> RsCode {
        uses.codec(self.lookup, &member.value, Format::Json.writer());
        let place = || Expr::fixed("self").field(field).behind("&");
        let writer = Expr::fixed("writer");
        let levels = &member.levels;
        let is_optional = self.lookup.holding(self.entity, member) == Holding::Optional;
        let is_model = self.lookup.domain.evidence == Evidence::Model;
        let body = match &member.value {
            Value::Entity(id) if is_model && is_optional => {
                let write = self.lookup.writer(&member.value, levels);
                if self.lookup.domain.entities[id.0].role == Role::Union {
                    let call = Expr::applied(write, vec![writer, Expr::fixed("body")]);
                    let call = self.json(activity, Expr::procedure("writer", call));
                    return layout::if_some("body", &place(), &call, 8);
                }
                let given = Expr::fixed("self")
                    .field(field)
                    .method("as_ref", Vec::new());
                writer.method("object", vec![given, write])
            }
            _ if is_model && is_optional => {
                let write = self.lookup.writer(&member.value, levels);
                let call = Expr::applied(write, vec![writer, Expr::fixed("body")]);
                let call = self.json(activity, Expr::procedure("writer", call));
                return layout::if_some("body", &place(), &call, 8);
            }
            Value::List(item) => {
                let write = self.lookup.item_writer(item, levels);
                writer.method("list", vec![place(), write])
            }
            Value::Map(item) => {
                let write = self.lookup.item_writer(item, levels);
                writer.method("map", vec![place(), write])
            }
            value if is_optional => {
                let write = self.lookup.writer(value, levels);
                writer.method("nullable", vec![place(), write])
            }
            value => Expr::applied(self.lookup.writer(value, levels), vec![writer, place()]),
        };
        layout::statement(&self.json(activity, Expr::procedure("writer", body)), 8)
    }

    fn form(self, out: &mut Vec<RsCode>) {
        for (member, field) in self.at(Binding::Body) {
            let place = Expr::fixed("self").field(field);
            let name = Expr::text(&member.wire);
            let call = match (&member.value, self.lookup.holding(self.entity, member)) {
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
    fn opaque(self, activity: &Activity, member: &Member, field: &RsIdent) -> RsCode {
        let is_model = self.lookup.domain.evidence == Evidence::Model;
        let is_required = self.lookup.holding(self.entity, member) == Holding::Required;
        let (method, default) = match member.value {
            Value::Blob => ("bytes", "application/octet-stream"),
            _ if is_model => ("text", "text/plain"),
            _ => ("text", "text/plain; charset=utf-8"),
        };
        let default = member.traits.media_type.as_deref().unwrap_or(default);
        let kind = Expr::text(content_type(activity, default));
        let given = if is_required {
            Expr::fixed("self").field(field)
        } else {
            Expr::fixed("body")
        };
        let value = match member.value {
            Value::Enumeration(_) => given.method("as_str", Vec::new()),
            _ => given.method("clone", Vec::new()),
        };
        let call = request_var().method(method, vec![kind, value]);
        if is_required {
            return layout::statement(&call, 8);
        }
        layout::if_some("body", &Expr::fixed("&self").field(field), &call, 8)
    }

    /// A body of events.
    fn events(self, member: &Member, field: &RsIdent, union: &RsIdent) -> RsCode {
        let write = Expr::path(&RsType::named(union), &RsIdent::fixed("write"));
        let is_after = events_after_body(self.lookup.domain, self.entity);
        let call = |events: Expr| {
            let args = vec![events, write.clone()];
            if is_after {
                request_var().method("events_after_body", args).tried()
            } else {
                request_var().method("events", args)
            }
        };
        if self.lookup.holding(self.entity, member) == Holding::Optional {
            let place = Expr::fixed("&self").field(field);
            return layout::if_some("events", &place, &call(Expr::fixed("events")), 8);
        }
        layout::statement(&call(Expr::fixed("self").field(field).behind("&")), 8)
    }

    /// A body that is not held in memory.
    fn stream(self, activity: &Activity, member: &Member, field: &RsIdent) -> RsCode {
        let default = member.traits.media_type.as_deref();
        let default = default.unwrap_or("application/octet-stream");
        let kind = Expr::text(content_type(activity, default));
        let call = |body: Expr| request_var().method("stream", vec![kind.clone(), body]);
        if self.lookup.holding(self.entity, member) == Holding::Optional {
            let place = Expr::fixed("&self").field(field);
            return layout::if_some("body", &place, &call(Expr::fixed("body")), 8);
        }
        layout::statement(&call(Expr::fixed("self").field(field).behind("&")), 8)
    }
}
