//! `waiters.rs`: states of resources that programs wait for.

use std::collections::BTreeSet;

use connector_model::diagnostic::Diagnostic;
use connector_model::documentation::Documentation;
use connector_model::domain::{Activity, ActivityResult, Value};
use connector_model::jmespath::{Comparator, Expression};
use connector_model::service::Evidence;
use connector_model::traits::{Waiter, WaiterAcceptor, WaiterMatcher, WaiterState};
use serde::Serialize;
use serde_json::Value as Json;

use super::jmespath::{self, Typed, Unsupported};
use super::pagination::refusal;
use super::types::{Lookup, Uses};
use super::{rust_file, skeleton, words};
use crate::engine::{Engine, RenderError};
use crate::text::layout::{self, Expr};
use crate::text::{Doc, Inline, RsCode, RsDocLines, RsIdent, RsNumber};
use crate::{Draft, codes};

/// `waiters.rs`.
#[derive(Debug, Serialize)]
pub struct WaitersView {
    doc: RsDocLines,
    uses: Vec<Vec<RsCode>>,
    /// The waiters, by activity and name.
    pub waiters: Vec<WaiterView>,
}

/// A waiter.
#[derive(Debug, Serialize)]
pub struct WaiterView {
    doc: RsDocLines,
    /// Its type.
    pub ident: RsIdent,
    operation: RsIdent,
    constants: Vec<RsCode>,
    conditions: Vec<RsCode>,
}

/// Makes the file, if there are waiters, and gives their types.
pub fn emit(
    lookup: Lookup<'_>,
    engine: &Engine,
    out: &mut Draft,
) -> Result<Vec<RsIdent>, RenderError> {
    let mut uses = Uses::default();
    let mut waiters = Vec::new();
    for (activity, idents) in lookup.domain.activities.iter().zip(&lookup.names.waiters) {
        for (waiter, ident) in activity.wire.traits.waiters.iter().zip(idents) {
            match view(lookup, activity, waiter, ident) {
                Ok(view) => {
                    waiters.push(view);
                    uses.own(&lookup.names.entities[activity.request.0].ident);
                }
                Err(reason) => out.diagnostics.push(left_out(waiter, &reason)),
            }
        }
    }
    if waiters.is_empty() {
        return Ok(Vec::new());
    }
    for name in ["Waiter", "WaiterAnswer", "WaiterPace", "WaiterState"] {
        uses.runtime(name);
    }
    let idents = waiters.iter().map(|waiter| waiter.ident.clone()).collect();
    let doc = words::sentence("States of resources to wait for, and how operations show them.");
    let view = WaitersView {
        doc: RsDocLines::new(&doc, 0),
        uses: uses.groups("crate"),
        waiters,
    };
    let skeleton = skeleton::of_waiters(&view);
    rust_file(
        engine,
        "rust/waiters.rs",
        "src/waiters.rs",
        &view,
        &skeleton,
        out,
    )?;
    Ok(idents)
}

fn left_out(waiter: &Waiter, reason: &str) -> Diagnostic {
    let name = waiter.name.escape_debug();
    let message = format!("the waiter `{name}` was left out: {reason}");
    Diagnostic::new(&codes::EXPRESSION_LEFT_OUT, message)
        .help("call the operation until its answer shows the state")
}

/// Makes the view of a waiter; the error says why it has none.
pub fn view(
    lookup: Lookup<'_>,
    activity: &Activity,
    waiter: &Waiter,
    ident: &RsIdent,
) -> Result<WaiterView, String> {
    let mut conditions = Vec::new();
    for acceptor in &waiter.acceptors {
        for code in condition(lookup, activity, acceptor)? {
            conditions.push(layout::statement(&code, 8));
        }
    }
    Ok(WaiterView {
        doc: RsDocLines::new(&words(activity, waiter), 0),
        ident: ident.clone(),
        operation: lookup.names.entities[activity.request.0].ident.clone(),
        constants: vec![
            layout::constant("NAME: &'static str", &Expr::text(&waiter.name), 4),
            layout::constant("PACE: WaiterPace", &pace(waiter), 4),
        ],
        conditions,
    })
}

fn pace(waiter: &Waiter) -> Expr {
    let number = |number: u32| Expr::number(&RsNumber::integer(i64::from(number)));
    let (function, second) = match (waiter.max_delay, waiter.max_attempts) {
        (None, Some(calls)) => ("WaiterPace::every", calls),
        (most, _) => ("WaiterPace::growing", most.unwrap_or(waiter.delay)),
    };
    Expr::call(function, vec![number(waiter.delay), number(second)])
}

fn words(activity: &Activity, waiter: &Waiter) -> Doc {
    let seconds = |number: u32| match number {
        1 => "second".to_owned(),
        number => format!("{number} seconds"),
    };
    let pace = match (waiter.max_delay, waiter.max_attempts) {
        (None, Some(calls)) => format!(" every {}, {calls} times at most.", seconds(waiter.delay)),
        (most, _) => format!(
            " with pauses from {} to {} seconds.",
            waiter.delay,
            most.unwrap_or(waiter.delay)
        ),
    };
    let doc = Doc::paragraph(vec![
        Inline::Text("Waits for ".to_owned()),
        Inline::Code(waiter.name.clone()),
        Inline::Text(": calls ".to_owned()),
        Inline::Code(activity.action.clone()),
        Inline::Text(pace),
    ]);
    let source = waiter
        .documentation
        .as_deref()
        .and_then(|source| Documentation::read(source, Evidence::Model));
    match source {
        Some(source) => doc.followed_by(Doc::of(&source)),
        None => doc,
    }
}

fn state(acceptor: &WaiterAcceptor) -> Expr {
    Expr::fixed(match acceptor.state {
        WaiterState::Success => "WaiterState::Success",
        WaiterState::Failure => "WaiterState::Failure",
        WaiterState::Retry => "WaiterState::Retry",
    })
}

/// A condition as calls on the answer: nearly always one.
fn condition(
    lookup: Lookup<'_>,
    activity: &Activity,
    acceptor: &WaiterAcceptor,
) -> Result<Vec<Expr>, String> {
    let check = |method: &'static str, mut arguments: Vec<Expr>| {
        arguments.insert(0, state(acceptor));
        Expr::fixed("answer").method(method, arguments)
    };
    let number = |number: u16| Expr::number(&RsNumber::integer(i64::from(number)));
    let (path, expected, method) = match &acceptor.matcher {
        // An operation has one status of success, and the call gives no other.
        WaiterMatcher::Status(200..300) | WaiterMatcher::Success(true) => {
            return Ok(vec![check("success", Vec::new())]);
        }
        WaiterMatcher::Status(status) => return Ok(vec![check("status", vec![number(*status)])]),
        WaiterMatcher::Success(false) => return Ok(vec![check("failure", Vec::new())]),
        WaiterMatcher::Error(name) => {
            let codes = codes_of(lookup, name);
            let checks = codes
                .into_iter()
                .map(|code| check("error", vec![Expr::text(code)]));
            return Ok(checks.collect());
        }
        WaiterMatcher::Path(path, expected) => (path, expected, "is"),
        WaiterMatcher::PathAll(path, expected) => (path, expected, "all"),
        WaiterMatcher::PathAny(path, expected) => (path, expected, "any"),
    };
    let expression = Expression::parse(path).map_err(|error| error.to_string())?;
    let expected: Json = serde_json::from_str(expected).map_err(|error| error.to_string())?;
    let ActivityResult::Entity(output) = activity.result else {
        return Err("the answer has no members".to_owned());
    };
    let value = Value::Entity(output);
    let found = match method {
        "is" => one(lookup, &expression, &expected, &value),
        _ => each(lookup, &expression, &expected, &value).map(|parts| (method, parts)),
    };
    let (method, arguments) = found.map_err(|reason| refusal(path, reason))?;
    Ok(vec![check(method, arguments)])
}

/// The codes on the wire of an error, which waiters name by its code or its shape.
fn codes_of<'a>(lookup: Lookup<'a>, name: &'a str) -> BTreeSet<&'a str> {
    let is_shape = |entity: usize| {
        let shape = lookup.domain.entities[entity].shape.as_ref();
        shape.is_some_and(|shape| shape.0 == name)
    };
    let errors = lookup.domain.errors.iter();
    errors
        .filter(|error| is_shape(error.entity.0))
        .map(|error| error.code.as_str())
        .chain([name])
        .collect()
}

fn of_output(body: Expr) -> Expr {
    Expr::closure("output", body)
}

/// A value that is a text, or a condition that is true or false.
fn one(
    lookup: Lookup<'_>,
    expression: &Expression,
    expected: &Json,
    output: &Value,
) -> Result<(&'static str, Vec<Expr>), Unsupported> {
    let root = Typed::entity("output", output);
    if let Json::String(text) = expected {
        let found = jmespath::compile(lookup, expression, &root)?;
        is_text(found.value())?;
        let value = found.maybe().ok_or("a list where one value is expected")?;
        return Ok(("is", vec![Expr::text(text), of_output(value)]));
    }
    let truth = match jmespath::truth(lookup, expression, &root) {
        Ok(truth) if *expected == Json::Bool(true) => truth,
        _ => jmespath::truth(lookup, &equal(expression, expected), &root)?,
    };
    Ok(("holds", vec![of_output(truth)]))
}

fn equal(expression: &Expression, expected: &Json) -> Expression {
    Expression::Compare(
        Comparator::Equal,
        Box::new(expression.clone()),
        Box::new(Expression::Literal(expected.clone())),
    )
}

/// Values that are texts.
fn each(
    lookup: Lookup<'_>,
    expression: &Expression,
    expected: &Json,
    output: &Value,
) -> Result<Vec<Expr>, Unsupported> {
    let Json::String(text) = expected else {
        return Err("a list that is not compared with a text");
    };
    let found = jmespath::compile(lookup, expression, &Typed::entity("output", output))?;
    let (values, item) = found.each()?;
    is_text(item)?;
    Ok(vec![Expr::text(text), of_output(values)])
}

fn is_text(value: &Value) -> Result<(), Unsupported> {
    match value {
        Value::String | Value::Enumeration(_) => Ok(()),
        _ => Err("no text"),
    }
}
