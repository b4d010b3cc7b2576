//! Vectors that Smithy's protocol test models carry as traits.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::events;
use super::suite::{Case, Claim, Suite};

const PROTOCOLS: [(&str, &str); 7] = [
    ("aws.protocols#awsJson1_0", "json"),
    ("aws.protocols#awsJson1_1", "json"),
    ("aws.protocols#awsQuery", "query"),
    ("aws.protocols#ec2Query", "ec2"),
    ("aws.protocols#restJson1", "rest-json"),
    ("aws.protocols#restXml", "rest-xml"),
    ("smithy.protocols#rpcv2Cbor", "smithy-rpc-v2-cbor"),
];

/// One suite per model; no service of AWS speaks rpcv2Json, whose model is left out.
pub(super) fn suites(folder: &Path) -> Result<Vec<Suite>, String> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .filter(|path| !path.to_string_lossy().contains("rpcv2Json"))
        .collect();
    files.sort();
    let suites = files.iter().map(|file| suite(file));
    let mut suites = suites.collect::<Result<Vec<Suite>, String>>()?;
    let events: Vec<Suite> = suites.iter().filter_map(events::suite).collect();
    suites.extend(events);
    Ok(suites)
}

fn suite(file: &Path) -> Result<Suite, String> {
    let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let model: Json =
        serde_json::from_slice(&bytes).map_err(|error| format!("{}: {error}", file.display()))?;
    let name = file
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let shapes = model["shapes"].as_object().cloned().unwrap_or_default();
    let service = shapes
        .values()
        .find(|shape| shape["type"] == "service")
        .ok_or_else(|| format!("{name} has no service"))?;
    let (spoken, protocol) = PROTOCOLS
        .into_iter()
        .find(|(spoken, _)| !service["traits"][spoken].is_null())
        .ok_or_else(|| format!("{name} has no known protocol"))?;
    let mut cases = Vec::new();
    for (id, shape) in &shapes {
        let traits = &shape["traits"];
        if shape["type"] == "operation" {
            let operation = plain(id);
            for case in of_client(&traits["smithy.test#httpRequestTests"], spoken) {
                cases.push(request(case, &operation));
            }
            for case in of_client(&traits["smithy.test#httpResponseTests"], spoken) {
                let members = params(case);
                cases.push(Case {
                    id: text(case, "id"),
                    operation: operation.clone(),
                    claim: Claim::Output {
                        response: answer(case),
                        members,
                    },
                });
            }
        } else if !traits["smithy.api#error"].is_null() {
            let Some(operation) = shapes.iter().find(|(_, shape)| {
                shape["type"] == "operation" && targets(&shape["errors"]).any(|target| target == id)
            }) else {
                continue;
            };
            for case in of_client(&traits["smithy.test#httpResponseTests"], spoken) {
                cases.push(error(case, &plain(operation.0), id, traits));
            }
        }
    }
    Ok(Suite {
        row: format!("smithy {}", name.rsplit('.').next().unwrap_or(&name)),
        protocol: protocol.to_owned(),
        operations: Vec::new(),
        blobs_are_base64: false,
        sources: vec![(format!("{name}.json"), bytes)],
        endpoint: "https://example.com".to_owned(),
        cases,
    })
}

fn targets(list: &Json) -> impl Iterator<Item = &str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(|item| item["target"].as_str())
}

pub(super) fn plain(id: &str) -> String {
    id.rsplit('#').next().unwrap_or(id).to_owned()
}

pub(super) fn text(case: &Json, key: &str) -> String {
    case[key].as_str().unwrap_or_default().to_owned()
}

pub(super) fn params(case: &Json) -> Json {
    if case["params"].is_null() {
        json!({})
    } else {
        case["params"].clone()
    }
}

/// The cases of a trait that are for clients of the protocol.
pub(super) fn of_client<'a>(cases: &'a Json, protocol: &'a str) -> impl Iterator<Item = &'a Json> {
    cases
        .as_array()
        .into_iter()
        .flatten()
        .filter(|case| case["appliesTo"] != "server")
        .filter(move |case| case["protocol"] == protocol)
}

fn request(case: &Json, operation: &str) -> Case {
    Case {
        id: text(case, "id"),
        operation: operation.to_owned(),
        claim: Claim::Request {
            params: params(case),
            expected: case.clone(),
        },
    }
}

fn answer(case: &Json) -> Json {
    let mut response = json!({
        "status_code": case["code"],
        "headers": case["headers"],
        "body": case["body"],
    });
    if case["bodyMediaType"] == "application/cbor" {
        response["isBase64"] = json!(true);
    }
    response
}

fn error(case: &Json, operation: &str, shape: &str, traits: &Json) -> Case {
    let query_code = traits["aws.protocols#awsQueryError"]["code"].as_str();
    let code = case["vendorParams"]["code"].as_str().or(query_code);
    let message = ["message", "Message"]
        .iter()
        .find_map(|name| case["params"][name].as_str());
    Case {
        id: text(case, "id"),
        operation: operation.to_owned(),
        claim: Claim::Error {
            response: answer(case),
            code: Some(code.map_or_else(|| plain(shape), str::to_owned)),
            message: message.map(str::to_owned),
            shape: Some(plain(shape)),
            members: params(case),
        },
    }
}
