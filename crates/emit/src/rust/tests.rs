//! Views of the connector's own tests: each captured exchange decoded and encoded, offline.

use std::collections::{BTreeMap, BTreeSet};

use connector_model::domain::{Activity, ActivityResult, Entity, Member, Value};
use connector_model::service::{Binding, BodyFormat, Evidence, Example, PathPart};
use serde::Serialize;
use serde_json::Value as Json;

use super::endpoint;
use super::names::Scope;
use super::receiving::is_raw_text;
use super::sample::{self, Facts};
use super::types::{Holding, Lookup, Uses};
use crate::text::layout::{self, Expr};
use crate::text::{Case, Doc, Inline, RsCode, RsDocLines, RsIdent, RsType};

/// A file of `tests/captured`, or of `tests/examples` if a model has them.
#[derive(Debug, Clone, Serialize)]
pub struct TestFile {
    /// What it checks.
    pub doc: RsDocLines,
    /// Lines of `use`.
    pub uses: Vec<Vec<RsCode>>,
    /// The tests.
    pub tests: Vec<TestView>,
}

/// A test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestView {
    /// Its name: what is lost when it fails.
    pub ident: RsIdent,
    /// What it does.
    pub statements: Vec<RsCode>,
}

/// Files of `json_snippets` by the index of their example.
pub type Snippets = BTreeMap<usize, String>;

/// Lines that a test may have before clippy calls the function too long.
const LINES: usize = 100;

/// Longest text of an answer that is not JSON and stands in a test as a literal.
const RAW_TEXT: usize = 2_000;

/// The tests of an activity, if it has examples.
pub fn view(lookup: Lookup<'_>, index: usize, snippets: &Snippets) -> Option<TestFile> {
    let activity = &lookup.domain.activities[index];
    let mut uses = Uses::default();
    let mut scope = Scope::with(&[]);
    let mut tests = Vec::new();
    for (number, example) in activity.examples.iter().enumerate() {
        let file = snippets.get(&number).map(String::as_str);
        if let Some(statements) = decoding(lookup, index, example, file, &mut uses) {
            let status = example.status.unwrap_or_default();
            let name = format!("the_answer_with_status_{status}_is_decoded");
            tests.push(TestView {
                ident: scope.claim(RsIdent::new(&name, Case::Snake), "2", Case::Snake),
                statements,
            });
        }
    }
    let mut seen = BTreeSet::new();
    for example in activity
        .examples
        .iter()
        .filter(|example| !is_failure(example))
    {
        let Some(statements) = encoding(lookup, activity, example, &mut uses) else {
            continue;
        };
        if seen.insert(statements.clone()) {
            let name = match lookup.domain.evidence {
                Evidence::Model => "the_request_of_the_example_is_written",
                _ => "the_request_is_written_as_captured",
            };
            let name = RsIdent::new(name, Case::Snake);
            tests.push(TestView {
                ident: scope.claim(name, "2", Case::Snake),
                statements,
            });
        }
    }
    if tests.is_empty() {
        return None;
    }
    let what = match lookup.domain.evidence {
        Evidence::Model => "Examples of ",
        _ => "Captured exchanges of ",
    };
    let doc = Doc::paragraph(vec![
        Inline::Text(what.to_owned()),
        Inline::Code(activity.action.clone()),
        Inline::Text(", decoded and encoded without a network.".to_owned()),
    ]);
    Some(TestFile {
        doc: RsDocLines::new(&doc, 0),
        uses: uses.groups_of_test(&lookup.names.library),
        tests,
    })
}

fn is_failure(example: &Example) -> bool {
    example
        .status
        .is_some_and(|status| !(200..300).contains(&status))
}

/// Type of the request, noted as used.
fn request_type(lookup: Lookup<'_>, activity: &Activity, uses: &mut Uses) -> RsType {
    let ident = &lookup.names.entities[activity.request.0].ident;
    uses.own(ident);
    RsType::named(ident)
}

fn decoding(
    lookup: Lookup<'_>,
    index: usize,
    example: &Example,
    file: Option<&str>,
    uses: &mut Uses,
) -> Option<Vec<RsCode>> {
    let activity = &lookup.domain.activities[index];
    let status = example.status?;
    let body = example.response_body.as_deref().unwrap_or_default();
    let source = match file {
        Some(file) => Expr::call("include_str!", vec![Expr::text(&format!("../../{file}"))]),
        None if body.len() <= RAW_TEXT => Expr::text(body),
        None => return None,
    };
    let number = crate::text::RsNumber::integer(i64::from(status));
    let response = Expr::call(
        "Response::new",
        vec![Expr::number(&number), Expr::fixed("body")],
    );
    let mut statements = vec![
        layout::binding("body", &source, 4),
        layout::binding("response", &response, 4),
    ];
    if is_failure(example) {
        let (status, entity) = activity.errors.iter().find(|(known, _)| *known == status)?;
        let json = serde_json::from_str(body).ok()?;
        failure(
            lookup,
            index,
            *status,
            *entity,
            &json,
            uses,
            &mut statements,
        );
    } else {
        success(
            lookup,
            activity,
            body,
            file.is_some(),
            uses,
            &mut statements,
        );
    }
    uses.runtime("Operation");
    uses.runtime("Response");
    Some(statements)
}

/// `Type::function(&response)`.
fn applied(kind: &RsType, function: &'static str) -> Expr {
    Expr::call_of(
        kind,
        &RsIdent::fixed(function),
        vec![Expr::fixed("&response")],
    )
}

fn success(
    lookup: Lookup<'_>,
    activity: &Activity,
    body: &str,
    is_json: bool,
    uses: &mut Uses,
    statements: &mut Vec<RsCode>,
) {
    let kind = request_type(lookup, activity, uses);
    let decoded = applied(&kind, "from_response");
    let facts = match activity.result {
        ActivityResult::Entity(id) => {
            let mut facts = Facts::default();
            let json = serde_json::from_str(body).ok().filter(|_| is_json);
            if let Some(json) = json {
                facts.entity(lookup, id, &Expr::fixed("answer"), &json, uses);
            } else if let Some(line) = raw_fact(lookup, id, body) {
                facts.lines.push(line);
            }
            facts.lines
        }
        ActivityResult::Boolean => vec![layout::statement(&Expr::fixed("assert!(answer)"), 4)],
    };
    if facts.is_empty() {
        let call = Expr::call("assert!", vec![decoded.method("is_ok", Vec::new())]);
        statements.push(layout::statement(&call, 4));
        return;
    }
    let expected = decoded.method("expect", vec![Expr::fixed("\"the answer is decoded\"")]);
    statements.push(layout::binding("answer", &expected, 4));
    statements.extend(facts);
}

/// A text that is not JSON arrives as it is.
fn raw_fact(
    lookup: Lookup<'_>,
    id: connector_model::domain::EntityId,
    body: &str,
) -> Option<RsCode> {
    let entity = &lookup.domain.entities[id.0];
    let fields = &lookup.names.entities[id.0].fields;
    let (_, field) = entity
        .members
        .iter()
        .zip(fields)
        .find(|(member, _)| member.binding == Binding::Payload && is_raw_text(member))?;
    if body.is_empty() {
        return None;
    }
    let held = Expr::fixed("answer")
        .field(field)
        .method("as_deref", Vec::new());
    let call = Expr::call("assert_eq!", vec![held, Expr::fixed("Some(body)")]);
    Some(layout::statement(&call, 4))
}

fn failure(
    lookup: Lookup<'_>,
    index: usize,
    status: u16,
    entity: connector_model::domain::EntityId,
    json: &Json,
    uses: &mut Uses,
    statements: &mut Vec<RsCode>,
) {
    let kind = request_type(lookup, &lookup.domain.activities[index], uses);
    let mut facts = Facts::default();
    facts.entity(lookup, entity, &Expr::fixed("detail"), json, uses);
    if facts.lines.is_empty() {
        let call = Expr::call(
            "assert!",
            vec![applied(&kind, "detail").method("is_some", Vec::new())],
        );
        statements.push(layout::statement(&call, 4));
        return;
    }
    let detail = &lookup.names.activities[index].detail;
    uses.own(detail);
    let variant = RsIdent::new(&format!("Status{status}"), Case::Camel);
    let pattern = Expr::path(&RsType::named(detail), &variant);
    statements.push(layout::let_else_some(
        &pattern,
        "detail",
        &applied(&kind, "detail"),
        4,
    ));
    statements.extend(facts.lines);
}

/// Statements that build a captured request and compare what goes onto the wire.
fn encoding(
    lookup: Lookup<'_>,
    activity: &Activity,
    example: &Example,
    uses: &mut Uses,
) -> Option<Vec<RsCode>> {
    let entity = &lookup.domain.entities[activity.request.0];
    let given = given(lookup, entity, example);
    let mut local = Uses::default();
    let mut statements = request(lookup, activity, &given, &mut local)?;
    let message = Expr::fixed("request")
        .method("to_request", Vec::new())
        .method("expect", vec![Expr::fixed("\"the request is complete\"")]);
    statements.push(layout::binding("message", &message, 4));
    let mut equal = |left: Expr, right: Expr| {
        statements.push(layout::statement(
            &Expr::call("assert_eq!", vec![left, right]),
            4,
        ));
    };
    let message = || Expr::fixed("message");
    equal(
        message()
            .method("method", Vec::new())
            .method("as_str", Vec::new()),
        Expr::text(&activity.wire.method),
    );
    if let Some(expected) = target(lookup, activity, entity, &given) {
        equal(
            message().method("path_and_query", Vec::new()),
            Expr::text(&expected),
        );
    }
    if let Some(expected) = body(lookup, activity, entity, &given) {
        let text = Expr::call(
            "std::str::from_utf8",
            vec![message().method("body", Vec::new())],
        );
        equal(text, Expr::call("Ok", vec![Expr::text(&expected)]));
    }
    let lines: usize = statements
        .iter()
        .map(|code| code.as_str().lines().count())
        .sum();
    if lines > LINES {
        return None;
    }
    uses.extend(local);
    uses.runtime("Operation");
    Some(statements)
}

/// Values of the request's members by wire name: those of the example, and stand-ins for what must be there.
fn given<'a>(lookup: Lookup<'a>, entity: &'a Entity, example: &Example) -> BTreeMap<&'a str, Json> {
    let mut given = BTreeMap::new();
    for member in &entity.members {
        let shown = example.input.iter().find(|(wire, _)| *wire == member.wire);
        let json: Option<Json> = shown.and_then(|(_, text)| serde_json::from_str(text).ok());
        let must = lookup.holding(entity, member) == Holding::Required
            || lookup.is_checked(entity, member);
        let stand_in = match member.value {
            Value::String | Value::Enumeration(_) if must => Some(Json::from("value")),
            Value::Integer | Value::Long if must => Some(Json::from(1)),
            Value::Boolean if must => Some(Json::from(true)),
            _ => None,
        };
        let json =
            json.filter(|json| json.as_str() != Some("") || member.binding != Binding::Label);
        if let Some(json) = json.filter(|json| !json.is_null()).or(stand_in) {
            given.insert(member.wire.as_str(), sample::shortened(&json));
        }
    }
    given
}

/// Statements that make the request, called `request`.
pub fn request(
    lookup: Lookup<'_>,
    activity: &Activity,
    given: &BTreeMap<&str, Json>,
    uses: &mut Uses,
) -> Option<Vec<RsCode>> {
    let entity = &lookup.domain.entities[activity.request.0];
    let names = &lookup.names.entities[activity.request.0].fields;
    let kind = request_type(lookup, activity, uses);
    let mut required = Vec::new();
    let mut optional = Vec::new();
    for (member, field) in entity.members.iter().zip(names) {
        let Some(json) = given.get(member.wire.as_str()) else {
            if lookup.holding(entity, member) == Holding::Required {
                return None;
            }
            continue;
        };
        if lookup.holding(entity, member) == Holding::Required {
            required.push(match (&member.value, json) {
                (Value::String, Json::String(text)) => Expr::text(text),
                (value, json) => sample::literal(lookup, value, json, uses)?,
            });
            continue;
        }
        let value = sample::literal(lookup, &member.value, json, uses)?;
        optional.push((field.clone(), sample::held(lookup, entity, member, value)));
    }
    Some(if lookup.has_required(entity) {
        constructed(&kind, required, optional)
    } else if optional.is_empty() {
        let value = Expr::call_of(&kind, &RsIdent::fixed("default"), Vec::new());
        vec![layout::binding("request", &value, 4)]
    } else {
        let base = Expr::call_of(&kind, &RsIdent::fixed("default"), Vec::new());
        vec![layout::binding(
            "request",
            &Expr::literal(&kind, optional, Some(base)),
            4,
        )]
    })
}

fn constructed(kind: &RsType, required: Vec<Expr>, optional: Vec<(RsIdent, Expr)>) -> Vec<RsCode> {
    let value = Expr::call_of(kind, &RsIdent::fixed("new"), required);
    if optional.is_empty() {
        return vec![layout::binding("request", &value, 4)];
    }
    let mut statements = vec![layout::binding("mut request", &value, 4)];
    for (field, value) in optional {
        statements.push(layout::assignment(
            &Expr::fixed("request").field(&field),
            &value,
            4,
        ));
    }
    statements
}

/// Path and query that the request must have.
fn target(
    lookup: Lookup<'_>,
    activity: &Activity,
    entity: &Entity,
    given: &BTreeMap<&str, Json>,
) -> Option<String> {
    let mut target = String::new();
    let (path, _) = endpoint::path(lookup.domain, activity);
    for part in path {
        match part {
            PathPart::Literal(literal) => target.push_str(literal),
            PathPart::Label(label) | PathPart::GreedyLabel(label) => {
                let member =
                    members_at(entity, Binding::Label).find(|member| member.wire == *label)?;
                target.push_str(&encoded(&sample::shown(
                    &member.value,
                    given.get(label.as_str())?,
                )?));
            }
        }
    }
    if target.is_empty() {
        target.push('/');
    }
    if !target.starts_with('/') {
        return None;
    }
    let mut pairs: Vec<(String, String)> = activity.wire.fixed_query.clone();
    for member in members_at(entity, Binding::Query) {
        match (given.get(member.wire.as_str()), &member.value) {
            (None, _) => {}
            (Some(Json::Array(items)), Value::List(item)) => {
                for json in items {
                    pairs.push((member.wire.clone(), sample::shown(item, json)?));
                }
            }
            (Some(json), value) => pairs.push((member.wire.clone(), sample::shown(value, json)?)),
        }
    }
    let query: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    if !query.is_empty() {
        target.push('?');
        target.push_str(&query.join("&"));
    }
    Some(target)
}

fn members_at(entity: &Entity, binding: Binding) -> impl Iterator<Item = &Member> {
    entity
        .members
        .iter()
        .filter(move |member| member.binding == binding)
}

/// Percent-encoding of RFC 3986: all but unreserved characters.
fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Body that a JSON request must have.
fn body(
    lookup: Lookup<'_>,
    activity: &Activity,
    entity: &Entity,
    given: &BTreeMap<&str, Json>,
) -> Option<String> {
    if activity.wire.request_body != BodyFormat::Json {
        return None;
    }
    if let Some(member) = members_at(entity, Binding::Payload).next() {
        return sample::written(lookup, &member.value, given.get(member.wire.as_str())?);
    }
    sample::written_members(lookup, entity, |member| {
        given.get(member.wire.as_str()).cloned()
    })
}

/// Values for an example program: of the first example that has them all, else stand-ins.
pub fn first_given<'a>(lookup: Lookup<'a>, activity: &Activity) -> BTreeMap<&'a str, Json> {
    let entity = &lookup.domain.entities[activity.request.0];
    let none = Example {
        name: String::new(),
        status: None,
        input: Vec::new(),
        request_body: None,
        response_headers: Vec::new(),
        response_body: None,
        reduced: 0,
        origin: connector_model::service::Origin::default(),
    };
    let example = activity
        .examples
        .iter()
        .find(|example| !is_failure(example))
        .unwrap_or(&none);
    given(lookup, entity, example)
}
