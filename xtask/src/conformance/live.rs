//! Calls of generated connectors to a server, and the comparison of what they read with what botocore reads.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::suite::{Case, Claim, Suite};

/// Makes the calls of a file, in its order within each service, and writes what the server answered.
///
/// The file holds an array of `[service, operation, members]`; the output holds an array of objects.
pub(crate) fn call(
    root: &Path,
    calls: &Path,
    endpoint: &str,
    out: &Path,
) -> Result<String, String> {
    let calls: Vec<(String, String, Json)> = read(calls)?;
    let suites = suites(
        calls
            .into_iter()
            .map(|(service, operation, params)| (service, operation, Claim::Live { params })),
        endpoint,
    )?;
    let outcomes = super::outcomes(root, "servers", &suites)?;
    let mut answers = Vec::new();
    let mut failed = Vec::new();
    for (number, suite) in suites.iter().enumerate() {
        for (index, case) in suite.cases.iter().enumerate() {
            match outcomes.get(&(number, index)) {
                Some(Ok(said)) => {
                    let answer: Json =
                        serde_json::from_str(said).map_err(|error| error.to_string())?;
                    answers.push(json!({"service": suite.row, "operation": case.operation, "response": answer}));
                }
                Some(Err(why)) => failed.push(format!("{} {}: {why}", suite.row, case.operation)),
                None => failed.push(format!("{} {}: was not run", suite.row, case.operation)),
            }
        }
    }
    fs::write(out, Json::Array(answers.clone()).to_string()).map_err(|error| error.to_string())?;
    let text = format!(
        "{} calls of {} services answered",
        answers.len(),
        suites.len()
    );
    if failed.is_empty() {
        Ok(text)
    } else {
        Err(format!("{text}\n{}", failed.join("\n")))
    }
}

/// Compares what the connectors read with the members that another parser read from the same bytes.
pub(crate) fn compare(root: &Path, parsed: &Path) -> Result<String, String> {
    let parsed: Vec<BTreeMap<String, Json>> = read(parsed)?;
    let text = |answer: &BTreeMap<String, Json>, key: &str| {
        answer.get(key).and_then(Json::as_str).map(str::to_owned)
    };
    let claims = parsed.iter().map(|answer| {
        let response = answer.get("response").cloned().unwrap_or_default();
        let claim = match (text(answer, "code"), answer.get("members")) {
            (Some(code), _) => Claim::Error {
                response,
                code: Some(code),
                message: text(answer, "message"),
                shape: None,
                members: json!({}),
            },
            (None, members) => Claim::Output {
                response,
                members: members.cloned().unwrap_or_else(|| json!({})),
            },
        };
        let name = |key| text(answer, key).unwrap_or_default();
        (name("service"), name("operation"), claim)
    });
    let suites = suites(claims, "https://example.com")?;
    let outcomes = super::outcomes(root, "servers", &suites)?;
    let mut failed = Vec::new();
    let mut equal = 0;
    for (number, suite) in suites.iter().enumerate() {
        for (index, case) in suite.cases.iter().enumerate() {
            match outcomes.get(&(number, index)) {
                Some(Ok(_)) => equal += 1,
                Some(Err(why)) => failed.push(format!("{} {}: {why}", suite.row, case.operation)),
                None => failed.push(format!("{} {}: was not run", suite.row, case.operation)),
            }
        }
    }
    let text = format!(
        "{equal} answers of {} services read as botocore reads them",
        suites.len()
    );
    if failed.is_empty() {
        Ok(text)
    } else {
        Err(format!("{text}\n{}", failed.join("\n")))
    }
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, String> {
    let text = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// One suite per service, with the operations that are called.
fn suites(
    claims: impl Iterator<Item = (String, String, Claim)>,
    endpoint: &str,
) -> Result<Vec<Suite>, String> {
    let data = std::env::var_os("CONNECTOR_GEN_BOTOCORE").map(PathBuf::from);
    let data = data.ok_or("CONNECTOR_GEN_BOTOCORE names no data folder of botocore")?;
    let mut suites: Vec<Suite> = Vec::new();
    for (service, operation, claim) in claims {
        let at = if let Some(at) = suites.iter().position(|suite| suite.row == service) {
            at
        } else {
            let folder = crate::corpus::newest(&data.join(&service))?;
            suites.push(Suite {
                protocol: String::new(),
                sources: crate::corpus::texts(&folder)?,
                operations: Vec::new(),
                blobs_are_base64: true,
                endpoint: endpoint.to_owned(),
                cases: Vec::new(),
                row: service,
            });
            suites.len() - 1
        };
        let suite = &mut suites[at];
        if !suite.operations.contains(&operation) {
            suite.operations.push(operation.clone());
        }
        suite.cases.push(Case {
            id: suite.cases.len().to_string(),
            operation,
            claim,
        });
    }
    Ok(suites)
}
