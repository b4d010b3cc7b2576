//! The response side: saved answers, split by status, as outputs, errors and examples.

use std::collections::BTreeMap;

use connector_model::diagnostic::{Diagnostic, Place};
use connector_model::service::{
    Binding, ErrorResponse, Example, Member, Presence, Shape, ShapeId, ShapeKind, Simple, Target,
};

use super::body::Side;
use super::item::{self, Message, Parameter, clipped};
use super::request::Shown;
use super::{Call, Scope, body};
use crate::codes;
use crate::infer::{self, Observed, Use};
use crate::json::NodeId;
use crate::redact::Extent;

/// A saved answer.
pub(super) struct Answer<'s, 't> {
    pub(super) call: &'s Call<'t>,
    pub(super) node: NodeId,
    name: String,
    status: Option<u16>,
    headers: Vec<Parameter>,
    /// Place and text of the body.
    body: Option<(NodeId, String)>,
    language: Option<String>,
    /// The request that it answered, where it was saved.
    pub(super) original: Option<Message>,
}

/// What the answers of an operation show together.
pub(super) struct Output {
    pub(super) shape: Option<ShapeId>,
    pub(super) errors: Vec<ErrorResponse>,
    pub(super) examples: Vec<Example>,
}

/// What is gathered over the answers of an operation.
#[derive(Default)]
struct Collected {
    success: Observed,
    statuses: Vec<u16>,
    texts: Vec<Place>,
    errors: BTreeMap<u16, Observed>,
}

/// The saved answers of a request.
pub(super) fn answers<'s, 't>(call: &'s Call<'t>) -> Vec<Answer<'s, 't>> {
    let tree = call.item.tree;
    call.item
        .responses
        .iter()
        .map(|node| {
            let node = *node;
            let body = tree.member(node, "body");
            Answer {
                call,
                node,
                name: item::text_member(tree, node, "name").unwrap_or_default(),
                status: status(tree, node),
                headers: tree
                    .member(node, "header")
                    .map(|list| item::headers(tree, list))
                    .unwrap_or_default(),
                body: body.and_then(|body| item::scalar(tree, body).map(|text| (body, text))),
                language: item::text_member(tree, node, "_postman_previewlanguage"),
                original: tree
                    .member(node, "originalRequest")
                    .map(|request| item::message(tree, request)),
            }
        })
        .collect()
}

/// Output, errors and examples of an operation. `shown` has what the request of each answer shows.
pub(super) fn output(
    name: &str,
    answers: &[Answer<'_, '_>],
    shown: &[Shown],
    scope: &mut Scope<'_>,
) -> Output {
    let mut collected = Collected::default();
    let examples = answers
        .iter()
        .zip(shown)
        .map(|(answer, shown)| collected.add(answer, shown, scope))
        .collect();
    collected.report_statuses(name, answers, scope);
    Output {
        shape: collected.success_shape(name, answers, scope),
        errors: collected.error_shapes(name, scope),
        examples,
    }
}

impl Collected {
    fn add(&mut self, answer: &Answer<'_, '_>, shown: &Shown, scope: &mut Scope<'_>) -> Example {
        let tree = answer.call.item.tree;
        let status = answer.status;
        if status.is_none() {
            report_status(answer, scope);
        }
        let status_or_ok = status.unwrap_or(200);
        let mut example = Example {
            name: scope.redactions.text(&answer.name, "").into_owned(),
            status: Some(status_or_ok),
            input: shown.values.clone(),
            request_body: shown.body.clone(),
            response_headers: content_type(answer)
                .map(|value| vec![("Content-Type".to_owned(), value.to_owned())])
                .unwrap_or_default(),
            response_body: None,
            reduced: 0,
            origin: tree.origin(answer.node),
        };
        let success = (200..300).contains(&status_or_ok);
        if success && !self.statuses.contains(&status_or_ok) {
            self.statuses.push(status_or_ok);
        }
        let Some((node, text)) = &answer.body else {
            return example;
        };
        if !text.trim().is_empty() {
            let place = tree.place(*node);
            self.body(answer, text, &place, status_or_ok, &mut example, scope);
        }
        example
    }

    fn body(
        &mut self,
        answer: &Answer<'_, '_>,
        text: &str,
        place: &Place,
        status: u16,
        example: &mut Example,
        scope: &mut Scope<'_>,
    ) {
        let extent = body::extent(answer.call);
        let success = (200..300).contains(&status);
        let kind = kind_of(answer, text);
        if kind != Expected::Text {
            let mut scratch = Observed::new();
            let observed = match (success, is_object(text)) {
                (true, _) => &mut self.success,
                (false, true) => self.errors.entry(status).or_default(),
                (false, false) => &mut scratch,
            };
            if let Ok(written) = body::json(text, place, (Side::Answer, extent), observed, scope) {
                example.response_body = Some(written.text);
                example.reduced = written.reduced;
                return;
            }
            if kind == Expected::Json {
                let what = format!("the saved answer `{}`", clipped(&example.name));
                body::report_not_json(&what, &answer.call.item.name, place, scope);
                return;
            }
        }
        example.response_body = Some(body::text(text, place, extent, scope));
        if success {
            self.texts.push(place.clone());
        }
    }

    fn report_statuses(&self, name: &str, answers: &[Answer<'_, '_>], scope: &mut Scope<'_>) {
        if self.statuses.len() < 2 {
            return;
        }
        let mut statuses: Vec<String> = self.statuses.iter().map(u16::to_string).collect();
        statuses.sort_unstable();
        let message = format!(
            "`{name}` has answers of the statuses {}; they join into one response",
            statuses.join(", ")
        );
        let item = &answers[0].call.item;
        scope
            .report
            .diagnostics
            .push(Diagnostic::new(&codes::STATUSES_JOINED, message).at(item.tree.place(item.node)));
    }

    fn success_shape(
        &self,
        name: &str,
        answers: &[Answer<'_, '_>],
        scope: &mut Scope<'_>,
    ) -> Option<ShapeId> {
        let id = ShapeId(format!("{name}Response"));
        let shape = infer::conclude(
            &self.success,
            &id.0,
            Use::Response,
            scope.settings.kinds,
            scope.service,
            scope.report,
        );
        let Some(text) = self.texts.first() else {
            return shape;
        };
        let message = match &shape {
            Some(_) => format!(
                "`{name}` has answers that are JSON and others that are not; those count not"
            ),
            None => format!("the answer of `{name}` is not JSON; it is kept as text in `Body`"),
        };
        scope
            .report
            .diagnostics
            .push(Diagnostic::new(&codes::TEXT_ANSWER, message).at(text.clone()));
        if shape.is_some() {
            return shape;
        }
        let origin = answers[0].call.item.tree.origin(answers[0].node);
        scope.service.shapes.insert(id.clone(), text_shape(origin));
        Some(id)
    }

    fn error_shapes(&self, name: &str, scope: &mut Scope<'_>) -> Vec<ErrorResponse> {
        let mut errors = Vec::new();
        for (status, observed) in &self.errors {
            let shape = infer::conclude(
                observed,
                &format!("{name}Error{status}"),
                Use::Error,
                scope.settings.kinds,
                scope.service,
                scope.report,
            );
            errors.extend(shape.map(|shape| ErrorResponse {
                status: *status,
                shape,
                code: None,
                retryable: false,
            }));
        }
        errors
    }
}

/// What a body is by its text, its headers and the language that Postman showed it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// It says that it is JSON, or begins like it.
    Json,
    /// A text that could be a JSON scalar.
    Perhaps,
    /// Markup or plain text.
    Text,
}

fn kind_of(answer: &Answer<'_, '_>, text: &str) -> Expected {
    let first = text.trim_start().bytes().next();
    if first == Some(b'<') {
        return Expected::Text;
    }
    let stated = content_type(answer)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let language = answer.language.as_deref().unwrap_or_default();
    if stated.contains("json") || stated.is_empty() && language.eq_ignore_ascii_case("json") {
        return Expected::Json;
    }
    match first {
        Some(b'{' | b'[') => Expected::Perhaps,
        Some(b'"') if stated.is_empty() => Expected::Perhaps,
        _ => Expected::Text,
    }
}

fn is_object(text: &str) -> bool {
    let start = text.trim_start();
    start.starts_with('{') || start.starts_with('/')
}

fn content_type<'a>(answer: &'a Answer<'_, '_>) -> Option<&'a str> {
    answer
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-type"))
        .and_then(|header| header.value.as_deref())
        .filter(|value| super::headers::is_value(value) && value.len() < 200)
}

/// The status: `code`, or the number that the text of `status` begins with, or its phrase.
fn status(tree: &crate::json::Tree<'_>, node: NodeId) -> Option<u16> {
    let code = tree
        .member(node, "code")
        .and_then(|code| item::scalar(tree, code));
    let phrase = item::text_member(tree, node, "status").unwrap_or_default();
    code.as_deref()
        .or(phrase.split(' ').next())
        .and_then(|number| number.parse::<u16>().ok())
        .or_else(|| by_phrase(&phrase))
        .filter(|status| (100..600).contains(status))
}

/// Statuses by their phrases (RFC 9110, section 15), for exports without a code.
fn by_phrase(phrase: &str) -> Option<u16> {
    const PHRASES: [(&str, u16); 14] = [
        ("ok", 200),
        ("created", 201),
        ("accepted", 202),
        ("no content", 204),
        ("bad request", 400),
        ("unauthorized", 401),
        ("forbidden", 403),
        ("not found", 404),
        ("method not allowed", 405),
        ("conflict", 409),
        ("unprocessable entity", 422),
        ("too many requests", 429),
        ("internal server error", 500),
        ("service unavailable", 503),
    ];
    let wanted = phrase.trim().to_ascii_lowercase();
    PHRASES
        .iter()
        .find(|(known, _)| *known == wanted)
        .map(|(_, status)| *status)
}

fn text_shape(origin: connector_model::service::Origin) -> Shape {
    Shape {
        kind: ShapeKind::Structure(vec![Member {
            wire: "Body".to_owned(),
            target: Target::Simple(Simple::String),
            binding: Binding::Payload,
            presence: Presence::Required,
            nullable: false,
            documentation: None,
            traits: connector_model::service::MemberTraits::default(),
        }]),
        documentation: None,
        sensitive: false,
        origin,
        traits: connector_model::service::ShapeTraits::default(),
    }
}

fn report_status(answer: &Answer<'_, '_>, scope: &mut Scope<'_>) {
    let message = format!(
        "the saved answer `{}` of `{}` has no status; it counts as success",
        clipped(&answer.name),
        clipped(&answer.call.item.name)
    );
    scope.report.diagnostics.push(
        Diagnostic::new(&codes::STATUS_MISSING, message)
            .at(answer.call.item.tree.place(answer.node))
            .help("set the status of the example in Postman"),
    );
}

/// The request that a saved example shows although there is no answer to it.
pub(super) fn request_only(call: &Call<'_>, shown: &Shown) -> Option<Example> {
    if shown.values.is_empty() && shown.body.is_none() {
        return None;
    }
    Some(Example {
        name: call.item.name.clone(),
        status: None,
        input: shown.values.clone(),
        request_body: shown.body.clone(),
        response_headers: Vec::new(),
        response_body: None,
        reduced: 0,
        origin: call.item.tree.origin(call.item.message.node),
    })
}

/// Whether bodies of a call are secret as a whole.
pub(super) fn is_login(call: &Call<'_>) -> bool {
    body::extent(call) == Extent::Whole
}
