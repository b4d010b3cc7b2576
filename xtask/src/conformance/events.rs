//! Vectors of event streams: what each event is on the wire, and which messages must be refused.

use connector_model::domain::{Activity, ActivityResult, Value};
use serde_json::{Value as Json, json};

use super::literal::{Literals, name};
use super::smithy::{of_client, params, plain, text};
use super::suite::{Case, Claim, Suite};

/// The part of the program that runs them.
pub(super) const RUNNER: &str = include_str!("runner/events.rs");

/// What a vector says about one event.
#[derive(Debug, Clone)]
pub(super) struct Event {
    /// Whether it goes to the service.
    is_sent: bool,
    /// The member of the union with its value, if there is one.
    params: Option<Json>,
    /// The message as base64.
    bytes: String,
    /// Whether it must be refused.
    fails: bool,
    /// Shape of the exception that it is.
    exception: Option<String>,
}

impl Event {
    /// Whether it is about a request.
    pub(super) fn is_sent(&self) -> bool {
        self.is_sent
    }

    /// What the runner compares.
    pub(super) fn facts(&self) -> Json {
        json!({"bytes": self.bytes, "fails": self.fails})
    }
}

/// The vectors of a model's event streams: a suite of its own with the operations that have any.
pub(super) fn suite(of: &Suite) -> Option<Suite> {
    let (_, bytes) = of.sources.first()?;
    let model: Json = serde_json::from_slice(bytes).ok()?;
    let mut cases = Vec::new();
    for (id, shape) in model["shapes"].as_object()? {
        let tests = &shape["traits"]["smithy.test#eventStreamTests"];
        let protocol = tests[0]["protocol"].as_str().unwrap_or_default().to_owned();
        let operation = plain(id);
        let of_operation = of_client(tests, &protocol);
        cases.extend(of_operation.flat_map(|test| of_test(test, &operation)));
    }
    if cases.is_empty() {
        return None;
    }
    let mut operations: Vec<String> = cases.iter().map(|case| case.operation.clone()).collect();
    operations.dedup();
    Some(Suite {
        row: format!("{} events", of.row),
        protocol: of.protocol.clone(),
        sources: of.sources.clone(),
        operations,
        blobs_are_base64: false,
        endpoint: of.endpoint.clone(),
        cases,
    })
}

/// The claims of a test: its events, or what is said about the request or the answer that carries them.
fn of_test(test: &Json, operation: &str) -> Vec<Case> {
    let case = |claim| Case {
        id: text(test, "id"),
        operation: operation.to_owned(),
        claim,
    };
    if let Some(events) = test["events"]
        .as_array()
        .filter(|events| !events.is_empty())
    {
        let events = events.iter().map(|event| Event {
            is_sent: event["type"] == "request",
            params: Some(&event["params"])
                .filter(|params| !params.is_null())
                .cloned(),
            bytes: text(event, "bytes"),
            fails: !test["expectation"]["failure"].is_null(),
            exception: test["expectation"]["failure"]["errorId"]
                .as_str()
                .map(plain),
        });
        return events.map(|event| case(Claim::Event(event))).collect();
    }
    if !test["initialRequest"].is_null() {
        let mut expected = test["initialRequest"].clone();
        expected["protocol"] = test["protocol"].clone();
        let params = params(&json!({"params": test["initialRequestParams"]}));
        return vec![case(Claim::Request { params, expected })];
    }
    let initial = &test["initialResponse"];
    let response = json!({
        "status_code": initial["code"],
        "headers": initial["headers"],
        "body": initial["body"],
    });
    let failure = &test["expectation"]["failure"];
    if failure.is_null() {
        let members = params(&json!({"params": test["initialResponseParams"]}));
        return vec![case(Claim::Output { response, members })];
    }
    let shape = failure["errorId"].as_str();
    vec![case(Claim::Error {
        response,
        code: shape.map(plain),
        message: None,
        shape: None,
        members: json!({}),
    })]
}

/// The body of the function of a case.
pub(super) fn body(
    literals: Literals<'_>,
    activity: &Activity,
    event: &Event,
) -> Result<String, String> {
    let request = literals.names.entities[activity.request.0].ident.as_str();
    let params = event.params.as_ref();
    if event.is_sent {
        let params = params.ok_or("an event without members cannot be made")?;
        let members = &literals.domain.entities[activity.request.0].members;
        let mut given = json!({});
        for member in members {
            if matches!(member.value, Value::EventStream(_)) {
                given[name(member)] = json!([params]);
            }
        }
        let literal = literals.entity(activity.request, &given)?;
        return Ok(format!("probe.sent(case, &{literal})"));
    }
    let ActivityResult::Entity(response) = activity.result else {
        return Err("the operation has no answer".to_owned());
    };
    let members = literals.domain.entities[response.0].members.iter();
    let mut members = members.zip(&literals.names.entities[response.0].fields);
    let stream = members.find_map(|(member, field)| match member.value {
        Value::EventStream(union) => Some((union, field)),
        _ => None,
    });
    let (union, field) = stream.ok_or("the answer has no events")?;
    let is_expected = !event.fails || event.exception.is_some();
    let expected = match params.filter(|_| is_expected) {
        Some(params) => format!("Some({})", literals.entity(union, params)?),
        None => "None".to_owned(),
    };
    let kind = literals.names.entities[union.0].ident.as_str();
    Ok(format!(
        "let expected: Option<super::{kind}> = {expected};\n    \
         probe.received::<super::{request}, _>(case, |output| output.{}, expected.as_ref())",
        field.as_str()
    ))
}
