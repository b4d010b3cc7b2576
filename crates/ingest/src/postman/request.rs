//! The request side: labels, query, headers and body of all samples of an operation as its input.

use std::collections::BTreeMap;

use connector_model::diagnostic::Diagnostic;
use connector_model::service::{
    Binding, BodyFormat, Member, PathPart, Presence, Shape, ShapeId, ShapeKind, Simple, Target,
};

use super::body::Side;
use super::headers::{self, Header};
use super::item::{Body, Message, Parameter, clipped};
use super::parts::{
    form_fields, graphql, header_value, is_form, label_values, looks_like_json, query,
};
use super::{Call, Scope, body};
use crate::codes;
use crate::infer::{self, Observed, Use};
use crate::json::{self, Tree};
use crate::redact::{Extent, Place};
use crate::url::Url;

/// What the requests of an operation show together.
pub(super) struct Input {
    pub(super) shape: Option<ShapeId>,
    pub(super) format: BodyFormat,
    pub(super) fixed_query: Vec<(String, String)>,
    pub(super) fixed_headers: Vec<(String, String)>,
}

/// Members as they are collected, by what tells them apart.
#[derive(Default)]
struct Collected {
    members: Vec<Found>,
    places: BTreeMap<(Binding, String), usize>,
    observed: Observed,
    format: Option<BodyFormat>,
    fixed_query: Vec<(String, String)>,
    fixed_headers: Vec<(String, String)>,
}

struct Found {
    wire: String,
    binding: Binding,
    /// Whether one request had it more than once.
    repeated: bool,
    documentation: Option<String>,
}

/// What one request shows, for examples.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    pub(super) values: Vec<(String, String)>,
    pub(super) body: Option<String>,
}

/// A request with the tree and the call that it belongs to.
pub(super) struct Sample<'s, 't> {
    pub(super) call: &'s Call<'t>,
    pub(super) message: &'s Message,
    pub(super) url: &'s Url,
}

/// The input of an operation from all of its requests, and what each of them shows.
pub(super) fn input(
    name: &str,
    samples: &[Sample<'_, '_>],
    scope: &mut Scope<'_>,
) -> (Input, Vec<Shown>) {
    let mut collected = Collected::default();
    let mut shown = Vec::new();
    for (at, sample) in samples.iter().enumerate() {
        shown.push(collected.add(sample, at == 0, scope));
    }
    (collected.conclude(name, &samples[0], scope), shown)
}

impl Collected {
    fn add(&mut self, sample: &Sample<'_, '_>, first: bool, scope: &mut Scope<'_>) -> Shown {
        let mut shown = Shown::default();
        scope.enter(&sample.call.item);
        self.labels(sample, &mut shown, scope);
        self.query(sample, &mut shown, scope);
        self.headers(sample, first, &mut shown, scope);
        self.body(sample, first, &mut shown, scope);
        shown
    }

    fn labels(&mut self, sample: &Sample<'_, '_>, shown: &mut Shown, scope: &mut Scope<'_>) {
        let values = label_values(&sample.call.path, sample.url);
        for part in &sample.call.path {
            let PathPart::Label(name) = part else {
                continue;
            };
            let known = sample
                .message
                .path_variables
                .iter()
                .find(|variable| variable.name == *name);
            let text = known.and_then(|variable| variable.description.as_deref());
            self.member(name, Binding::Label, text, scope);
            let value = known
                .and_then(|variable| variable.value.clone())
                .map(|value| scope.variables.resolve(&value))
                .filter(|value| !value.is_empty())
                .or_else(|| values.get(name).cloned());
            let pointer = known.map_or("", |variable| variable.pointer.as_str());
            if let Some(value) = value {
                show(shown, Place::Body, name, &[value], pointer, scope);
            }
        }
    }

    fn query(&mut self, sample: &Sample<'_, '_>, shown: &mut Shown, scope: &mut Scope<'_>) {
        let parameters = query(sample.message, sample.url, &scope.variables);
        let rpc = parameters
            .iter()
            .any(|parameter| parameter.name == "Action");
        let key = match &sample.call.stated.auth {
            Some(connector_model::service::Auth::ApiKeyQuery(name)) => Some(name.as_str()),
            _ => None,
        };
        let is_member = |parameter: &&Parameter| {
            let fixed = parameter.value.is_none()
                || rpc && (parameter.name == "Action" || parameter.name == "Version");
            let signed = parameter.name.to_ascii_lowercase().starts_with("x-amz-");
            !fixed && !signed && key != Some(parameter.name.as_str())
        };
        for parameter in &parameters {
            let fixed = parameter.value.is_none()
                || rpc && (parameter.name == "Action" || parameter.name == "Version");
            if fixed && !parameter.disabled {
                let value = parameter.value.clone().unwrap_or_default();
                push_once(&mut self.fixed_query, &parameter.name, value);
            }
        }
        let members: Vec<&Parameter> = parameters.iter().filter(is_member).collect();
        self.parameters(&members, Binding::Query, shown, scope);
    }

    /// Parameters of a query or a form: text, or a list where one request has a name twice.
    fn parameters(
        &mut self,
        parameters: &[&Parameter],
        binding: Binding,
        shown: &mut Shown,
        scope: &mut Scope<'_>,
    ) {
        let place = match binding {
            Binding::Query => Place::Query,
            _ => Place::Body,
        };
        let mut values: BTreeMap<&str, (Vec<String>, &str)> = BTreeMap::new();
        let mut order: Vec<&str> = Vec::new();
        for parameter in parameters {
            let description = parameter.description.as_deref();
            let at = self.member(&parameter.name, binding, description, scope);
            if parameter.disabled {
                continue;
            }
            let entry = values.entry(&parameter.name).or_default();
            entry.1 = &parameter.pointer;
            if entry.0.is_empty() {
                order.push(&parameter.name);
            } else {
                self.members[at].repeated = true;
            }
            entry.0.push(parameter.value.clone().unwrap_or_default());
        }
        for name in order {
            let (values, pointer) = &values[name];
            show(shown, place, name, values, pointer, scope);
        }
    }

    fn headers(
        &mut self,
        sample: &Sample<'_, '_>,
        first: bool,
        shown: &mut Shown,
        scope: &mut Scope<'_>,
    ) {
        let key = match &sample.call.stated.auth {
            Some(connector_model::service::Auth::ApiKeyHeader(name)) => Some(name.as_str()),
            _ => None,
        };
        for header in &sample.message.headers {
            let value = header
                .value
                .as_deref()
                .map(|value| scope.variables.resolve(value));
            let role = headers::role(&header.name, value.as_deref(), key);
            let value = value.unwrap_or_default();
            if role == Header::Standard {
                continue;
            }
            if !headers::is_name(&header.name)
                || role == Header::Fixed && !headers::is_value(&value)
            {
                report_header(sample, &header.name, scope);
                continue;
            }
            if role == Header::Fixed {
                // What a saved answer was asked with is no longer what is asked with.
                if first && !header.disabled {
                    push_once(&mut self.fixed_headers, &header.name, value);
                }
                continue;
            }
            let text = header.description.as_deref();
            self.member(&header.name, Binding::Header, text, scope);
            if !headers::is_value(&value) {
                report_header_value(sample, &header.name, scope);
            } else if !header.disabled && !value.is_empty() {
                show(
                    shown,
                    Place::Header,
                    &header.name,
                    &[value],
                    &header.pointer,
                    scope,
                );
            }
        }
    }

    fn body(
        &mut self,
        sample: &Sample<'_, '_>,
        first: bool,
        shown: &mut Shown,
        scope: &mut Scope<'_>,
    ) {
        let extent = body::extent(sample.call);
        match &sample.message.body {
            Body::None => {}
            Body::Raw {
                node,
                text,
                language,
            } => {
                let place = sample.call.item.tree.place(*node);
                let text = scope.variables.resolve(text);
                if is_form(sample.message) {
                    let fields = form_fields(&text, &place.pointer);
                    self.form(&fields, extent, shown, scope);
                } else if looks_like_json(&text, language.as_deref(), sample.message) {
                    self.json(&text, &place, extent, sample, shown, scope);
                } else if self.takes(BodyFormat::Opaque, sample, scope) {
                    self.member("Body", Binding::Payload, None, scope);
                    let safe = body::text(&text, &place, extent, scope);
                    shown.values.push(("Body".to_owned(), json::quote(&safe)));
                    shown.body = Some(safe);
                    self.text_type(sample, first);
                }
            }
            Body::Form(fields) => {
                let fields: Vec<Parameter> = fields
                    .iter()
                    .map(|field| Parameter {
                        name: scope.variables.resolve(&field.name),
                        value: field
                            .value
                            .as_deref()
                            .map(|value| scope.variables.resolve(value)),
                        ..field.clone()
                    })
                    .collect();
                if self.takes(BodyFormat::Form, sample, scope) {
                    self.form(&fields, extent, shown, scope);
                }
            }
            Body::GraphQl {
                node,
                query,
                variables,
            } => {
                let place = sample.call.item.tree.place(*node);
                let text = graphql(query, variables.as_deref(), &scope.variables);
                self.json(&text, &place, extent, sample, shown, scope);
            }
            Body::Other { node, mode } => {
                if self.takes(BodyFormat::Opaque, sample, scope) && first {
                    report_opaque(sample, mode, sample.call.item.tree, *node, scope);
                }
                self.member("ContentType", Binding::Header, None, scope);
                self.member("Body", Binding::Payload, None, scope);
            }
        }
    }

    fn json(
        &mut self,
        text: &str,
        place: &connector_model::diagnostic::Place,
        extent: Extent,
        sample: &Sample<'_, '_>,
        shown: &mut Shown,
        scope: &mut Scope<'_>,
    ) {
        if !self.takes(BodyFormat::Json, sample, scope) {
            return;
        }
        match body::json(
            text,
            place,
            (Side::Request, extent),
            &mut self.observed,
            scope,
        ) {
            Ok(written) => {
                shown.values.extend(written.members);
                shown.body = Some(written.text);
            }
            Err(body::NotJson) => {
                body::report_not_json("the body", &sample.call.item.name, place, scope);
            }
        }
    }

    fn form(
        &mut self,
        fields: &[Parameter],
        extent: Extent,
        shown: &mut Shown,
        scope: &mut Scope<'_>,
    ) {
        self.format.get_or_insert(BodyFormat::Form);
        let rpc = fields.iter().any(|field| field.name == "Action");
        let mut members = Vec::new();
        for field in fields {
            if rpc && (field.name == "Action" || field.name == "Version") {
                let value = field.value.clone().unwrap_or_default();
                push_once(&mut self.fixed_query, &field.name, value);
                continue;
            }
            let mut field = field.clone();
            if extent == Extent::Whole && field.name != "grant_type" {
                field.value = field.value.map(|value| scope.redactions.login(&value));
            }
            members.push(field);
        }
        let members: Vec<&Parameter> = members.iter().collect();
        self.parameters(&members, Binding::Body, shown, scope);
    }

    /// Whether a body is of the format of the ones before; the first one decides.
    fn takes(
        &mut self,
        format: BodyFormat,
        sample: &Sample<'_, '_>,
        scope: &mut Scope<'_>,
    ) -> bool {
        let known = *self.format.get_or_insert(format);
        if known == format {
            return true;
        }
        let item = &sample.call.item;
        let message = format!(
            "the requests of `{}` have bodies of different formats; the first one counts",
            clipped(&item.name)
        );
        scope.report.diagnostics.push(
            Diagnostic::new(&codes::BODY_FORMATS, message)
                .at(item.tree.place(sample.message.node))
                .help("save requests with different kinds of bodies under different names"),
        );
        false
    }

    /// The type of a text that goes out as it is.
    fn text_type(&mut self, sample: &Sample<'_, '_>, first: bool) {
        let stated = header_value(sample.message, "content-type")
            .filter(|value| !value.contains("{{") && headers::is_value(value));
        if let Some(value) = stated.filter(|_| first) {
            push_once(&mut self.fixed_headers, "Content-Type", value.to_owned());
        }
    }

    fn member(
        &mut self,
        wire: &str,
        binding: Binding,
        documentation: Option<&str>,
        scope: &mut Scope<'_>,
    ) -> usize {
        let key = match binding {
            // Header names do not differ by case.
            Binding::Header => wire.to_ascii_lowercase(),
            _ => wire.to_owned(),
        };
        let next = self.members.len();
        let at = *self.places.entry((binding, key)).or_insert(next);
        if at == next {
            self.members.push(Found {
                wire: wire.to_owned(),
                binding,
                repeated: false,
                documentation: None,
            });
        }
        let found = &mut self.members[at];
        if found.documentation.is_none() {
            found.documentation =
                documentation.map(|text| scope.redactions.text(text, "").into_owned());
        }
        at
    }

    fn conclude(self, name: &str, sample: &Sample<'_, '_>, scope: &mut Scope<'_>) -> Input {
        let id = ShapeId(format!("{name}Request"));
        let concluded = infer::conclude(
            &self.observed,
            &id.0,
            Use::Request,
            scope.settings.kinds,
            scope.service,
            scope.report,
        );
        let origin = sample.call.item.tree.origin(sample.message.node);
        let binary = self.format == Some(BodyFormat::Opaque)
            && matches!(sample.message.body, Body::Other { .. });
        let shape = |kind| Shape {
            kind,
            documentation: None,
            sensitive: false,
            origin: origin.clone(),
            traits: connector_model::service::ShapeTraits::default(),
        };
        let mut members = Vec::new();
        for found in self.members {
            let target = match found.repeated {
                true => {
                    let mut list = id.member(&found.wire);
                    if scope.service.shapes.contains_key(&list) {
                        list = ShapeId(format!("{id}.?{}", found.wire));
                    }
                    let items = ShapeKind::List(Target::Simple(Simple::String));
                    scope.service.shapes.insert(list.clone(), shape(items));
                    Target::Shape(list)
                }
                false if binary && found.binding == Binding::Payload => {
                    Target::Simple(Simple::Blob)
                }
                false => Target::Simple(Simple::String),
            };
            members.push(member(found, target, binary));
        }
        let root = concluded.unwrap_or_else(|| id.clone());
        if !members.is_empty() || scope.service.shapes.contains_key(&root) {
            let known = scope
                .service
                .shapes
                .entry(root.clone())
                .or_insert_with(|| shape(ShapeKind::Structure(Vec::new())));
            if let ShapeKind::Structure(inferred) = &mut known.kind {
                members.append(inferred);
                *inferred = members;
            }
        }
        Input {
            shape: scope.service.shapes.contains_key(&root).then_some(root),
            format: self.format.unwrap_or_default(),
            fixed_query: self.fixed_query,
            fixed_headers: self.fixed_headers,
        }
    }
}

fn member(found: Found, target: Target, binary: bool) -> Member {
    let content_type = binary && found.binding == Binding::Header && found.wire == "ContentType";
    let required = found.binding == Binding::Label || content_type;
    Member {
        wire: if content_type {
            "Content-Type".to_owned()
        } else {
            found.wire
        },
        target,
        binding: found.binding,
        presence: if required {
            Presence::Required
        } else {
            Presence::Optional
        },
        nullable: false,
        documentation: found.documentation,
        traits: connector_model::service::MemberTraits::default(),
    }
}

fn show(
    shown: &mut Shown,
    place: Place,
    name: &str,
    values: &[String],
    pointer: &str,
    scope: &mut Scope<'_>,
) {
    let texts: Vec<String> = values
        .iter()
        .map(|value| json::quote(&scope.redactions.named(place, name, value, pointer)))
        .collect();
    let text = match texts.as_slice() {
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    };
    shown.values.push((name.to_owned(), text));
}

fn push_once(list: &mut Vec<(String, String)>, name: &str, value: String) {
    if !list
        .iter()
        .any(|(known, _)| known.eq_ignore_ascii_case(name))
    {
        list.push((name.to_owned(), value));
    }
}

fn report_header(sample: &Sample<'_, '_>, name: &str, scope: &mut Scope<'_>) {
    let message = format!(
        "the header `{}` of `{}` cannot be sent and is left out",
        clipped(name),
        clipped(&sample.call.item.name)
    );
    report_once(
        sample,
        message,
        "write its name in letters, digits and hyphens, its value in ASCII on one line",
        scope,
    );
}

/// The member stays: only what the sample shows for it could not have been sent.
fn report_header_value(sample: &Sample<'_, '_>, name: &str, scope: &mut Scope<'_>) {
    let message = format!(
        "the value that `{}` shows for the header `{}` cannot be sent and is left out",
        clipped(&sample.call.item.name),
        clipped(name)
    );
    report_once(
        sample,
        message,
        "write its value in ASCII on one line",
        scope,
    );
}

/// Each saved answer repeats the request that it was asked with: what was said of the first is enough.
fn report_once(sample: &Sample<'_, '_>, message: String, help: &str, scope: &mut Scope<'_>) {
    let said = &mut scope.report.diagnostics;
    if said.iter().any(|diagnostic| diagnostic.message == message) {
        return;
    }
    let place = sample.call.item.tree.place(sample.message.node);
    said.push(
        Diagnostic::new(&codes::HEADER_LEFT_OUT, message)
            .at(place)
            .help(help),
    );
}

fn report_opaque(
    sample: &Sample<'_, '_>,
    mode: &str,
    tree: &Tree<'_>,
    node: json::NodeId,
    scope: &mut Scope<'_>,
) {
    let message = format!(
        "the body of `{}` is of mode `{}`; files are not opened, and the body is sent as the bytes that the \
         caller gives",
        clipped(&sample.call.item.name),
        clipped(mode)
    );
    scope.report.diagnostics.push(
        Diagnostic::new(&codes::OPAQUE_BODY, message)
            .at(tree.place(node))
            .help("give `Body` and `ContentType` in the request"),
    );
}
