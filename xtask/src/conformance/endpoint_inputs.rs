//! The published cases of endpoint rules that start at the input of an operation, run through whole connectors: what
//! members, fixed values and expressions on the input give to the rules, and what the settings of a client do.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::endpoints;
use super::suite::{Case, Claim, Suite};

/// The functions that run the cases, for the program of the protocol vectors.
pub(super) const RUNNER: &str = include_str!("runner/inputs.rs");

/// Runs all cases that are at hand.
pub(crate) fn run(root: &Path) -> Result<String, String> {
    let (data, tests) = match endpoints::folders() {
        Ok(folders) => folders,
        Err(missing) if std::env::var_os("CI").is_some() => return Err(missing),
        Err(missing) => return Ok(missing),
    };
    let mut suites = Vec::new();
    for service in endpoints::services(&data, &tests.join("functional/endpoint-rules"))? {
        suites.extend(suite(&data, &service.name, &service.cases)?);
    }
    let outcomes = super::outcomes(root, "endpoint-inputs", &suites)?;
    let mut failures = Vec::new();
    let (mut cases, mut passed) = (0, 0);
    for (number, suite) in suites.iter().enumerate() {
        for (index, case) in suite.cases.iter().enumerate() {
            cases += 1;
            let why = match outcomes.get(&(number, index)) {
                Some(Ok(_)) => {
                    passed += 1;
                    continue;
                }
                Some(Err(why)) => why.as_str(),
                None => "was not run",
            };
            let (row, operation, id) = (&suite.row, &case.operation, &case.id);
            failures.push(format!("{row} {operation} ({id}): {why}"));
        }
    }
    let failed = failures.len();
    let text = format!(
        "{} services, {cases} cases, {passed} passed, {failed} failed",
        suites.len()
    );
    if failures.is_empty() {
        Ok(text)
    } else {
        Err(format!("{text}\n{}", failures.join("\n")))
    }
}

/// The cases of a service with inputs, if it has any.
fn suite(data: &Path, name: &str, cases: &[Json]) -> Result<Option<Suite>, String> {
    let inputs = cases.iter().flat_map(|case| {
        let inputs = case["operationInputs"].as_array().into_iter().flatten();
        inputs.map(move |input| (case, input))
    });
    let cases: Vec<Case> = inputs.map(|(case, input)| one(case, input)).collect();
    if cases.is_empty() {
        return Ok(None);
    }
    let mut operations: Vec<String> = cases.iter().map(|case| case.operation.clone()).collect();
    operations.sort();
    operations.dedup();
    Ok(Some(Suite {
        row: name.to_owned(),
        protocol: String::new(),
        sources: crate::corpus::texts(
            &crate::corpus::newest(&data.join(name))?,
            &crate::corpus::MODELS,
        )?,
        operations,
        blobs_are_base64: false,
        endpoint: String::new(),
        cases,
    }))
}

fn one(case: &Json, input: &Json) -> Case {
    let params = match &input["operationParams"] {
        Json::Null => json!({}),
        params => params.clone(),
    };
    Case {
        id: case["documentation"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        operation: input["operationName"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        claim: Claim::Endpoint {
            params,
            settings: input["builtInParams"].clone(),
            expected: case["expect"].clone(),
        },
    }
}
