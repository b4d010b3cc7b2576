//! Calls of generated connectors to a server, and the comparison of what they read with what botocore reads.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::Outcomes;
use super::suite::{Case, Claim, Suite};

/// Makes the calls of a file, in its order within each service, and writes what the server answered.
///
/// The file holds an array of objects with `service`, `operation` and `params`; the output has the same objects, each
/// with the answer as `response`.
pub(crate) fn call(
    root: &Path,
    calls: &Path,
    endpoint: &str,
    out: &Path,
) -> Result<String, String> {
    let mut calls = read(calls)?;
    let claims = calls.iter().map(|call| {
        let params = call["params"].clone();
        (call, Claim::Live { params })
    });
    let (suites, places) = suites(claims, endpoint)?;
    let outcomes = super::outcomes(root, "servers", &suites)?;
    let mut failed = Vec::new();
    for (call, place) in calls.iter_mut().zip(&places) {
        match said(&outcomes, *place) {
            Ok(said) => {
                call["response"] = serde_json::from_str(said).map_err(|error| error.to_string())?;
            }
            Err(why) => failed.push(format!("{}: {why}", name(call))),
        }
    }
    if !failed.is_empty() {
        return Err(failed.join("\n"));
    }
    let text = format!(
        "{} calls of {} services answered",
        calls.len(),
        suites.len()
    );
    fs::write(out, Json::Array(calls).to_string()).map_err(|error| error.to_string())?;
    Ok(text)
}

/// Compares what the connectors read with what another parser read from the same bytes.
///
/// The file holds the objects that [`call`] wrote, each with the `members` of its output, or with the `code` and
/// `message` of its error, and `shape` and `members` where the model has it. A `refusal` is the code of the error that has to be; an `exception` is why what is read
/// differs.
pub(crate) fn compare(root: &Path, parsed: &Path) -> Result<String, String> {
    let answers = read(parsed)?;
    let claims = answers.iter().map(|answer| (answer, claim(answer)));
    let (suites, places) = suites(claims, "https://example.com")?;
    let outcomes = super::outcomes(root, "servers", &suites)?;
    let mut failed = Vec::new();
    let mut exceptions = String::new();
    let (mut equal, mut excepted) = (0, 0);
    for (answer, place) in answers.iter().zip(&places) {
        if let Err(why) = as_asked(answer) {
            failed.push(format!("{}: {why}", name(answer)));
            continue;
        }
        match (said(&outcomes, *place), answer["exception"].as_str()) {
            (Ok(_), None) => equal += 1,
            (Err(why), None) => failed.push(format!("{}: {why}", name(answer))),
            (Ok(_), Some(_)) => {
                failed.push(format!("{}: equal, but is a named exception", name(answer)));
            }
            (Err(_), Some(reason)) => {
                excepted += 1;
                let _ = write!(exceptions, "\nexception: {}: {reason}", name(answer));
            }
        }
    }
    let refused = answers
        .iter()
        .filter(|answer| answer["refusal"].is_string());
    let text = format!(
        "{} services, {} calls, {} of them refused as they have to be: {equal} answers read as botocore reads them, \
         {excepted} named exceptions, {} failed{exceptions}",
        suites.len(),
        answers.len(),
        refused.count(),
        failed.len()
    );
    if failed.is_empty() {
        Ok(text)
    } else {
        Err(format!("{text}\n{}", failed.join("\n")))
    }
}

/// What the connector has to read from an answer.
fn claim(answer: &Json) -> Claim {
    let response = answer["response"].clone();
    let text = |key: &str| answer[key].as_str().map(str::to_owned);
    let members = answer.get("members").cloned().unwrap_or_else(|| json!({}));
    match text("code") {
        Some(code) => Claim::Error {
            response,
            code: Some(code),
            message: text("message"),
            shape: text("shape"),
            members,
        },
        None => Claim::Output { response, members },
    }
}

/// Whether the server accepted what it had to accept, and refused what it had to refuse, for the reason it had to.
///
/// Both sides would read the refusal of a malformed or badly signed request alike; so that is not equality.
fn as_asked(answer: &Json) -> Result<(), String> {
    let status = &answer["response"]["status_code"];
    match (answer["code"].as_str(), answer["refusal"].as_str()) {
        (None, None) => Ok(()),
        (Some(code), Some(refusal)) if code == refusal => Ok(()),
        (Some(code), _) => Err(format!(
            "refused with {status} `{code}`, which was not asked for: {}",
            answer["message"].as_str().unwrap_or_default()
        )),
        (None, Some(refusal)) => Err(format!("answered with {status} instead of `{refusal}`")),
    }
}

fn name(call: &Json) -> String {
    let text = |key: &str| call[key].as_str().unwrap_or_default();
    format!("{} {}", text("service"), text("operation"))
}

/// A suite and one of its cases.
type Place = (usize, usize);

fn said(outcomes: &Outcomes, place: Place) -> Result<&str, &str> {
    match outcomes.get(&place) {
        Some(Ok(said)) => Ok(said),
        Some(Err(why)) => Err(why),
        None => Err("was not run"),
    }
}

fn read(path: &Path) -> Result<Vec<Json>, String> {
    let text = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// One suite per service, with the operations that are called, and the place of each claim: its suite and case.
fn suites<'a>(
    claims: impl Iterator<Item = (&'a Json, Claim)>,
    endpoint: &str,
) -> Result<(Vec<Suite>, Vec<Place>), String> {
    let data = std::env::var_os("CONNECTOR_GEN_BOTOCORE").map(PathBuf::from);
    let data = data.ok_or("CONNECTOR_GEN_BOTOCORE names no data folder of botocore")?;
    let mut suites: Vec<Suite> = Vec::new();
    let mut operations: Vec<BTreeSet<String>> = Vec::new();
    let mut places = Vec::new();
    for (call, claim) in claims {
        let service = call["service"].as_str().unwrap_or_default();
        let operation = call["operation"].as_str().unwrap_or_default().to_owned();
        let known = suites.iter().position(|suite| suite.row == service);
        let at = known.unwrap_or(suites.len());
        if known.is_none() {
            suites.push(suite(&data, service, endpoint)?);
            operations.push(BTreeSet::new());
        }
        operations[at].insert(operation.clone());
        let cases = &mut suites[at].cases;
        places.push((at, cases.len()));
        cases.push(Case {
            id: cases.len().to_string(),
            operation,
            claim,
        });
    }
    for (suite, operations) in suites.iter_mut().zip(operations) {
        suite.operations = operations.into_iter().collect();
    }
    Ok((suites, places))
}

/// The suite of a service without operations and cases.
fn suite(data: &Path, service: &str, endpoint: &str) -> Result<Suite, String> {
    Ok(Suite {
        protocol: String::new(),
        sources: crate::corpus::texts(
            &crate::corpus::newest(&data.join(service))?,
            &crate::corpus::MODELS,
        )?,
        operations: Vec::new(),
        blobs_are_base64: true,
        endpoint: endpoint.to_owned(),
        cases: Vec::new(),
        row: service.to_owned(),
    })
}
