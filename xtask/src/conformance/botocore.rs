//! Vectors of botocore: `tests/unit/protocols` of its source distribution.
//!
//! A file is a list of suites, each with shapes and cases; a case carries its operation as a service-2 model has
//! it. All suites of a newer file share one metadata object and their shapes do not conflict, so one service holds
//! them. The legacy files have neither property: each of their operations becomes a service of its own.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value as Json, json};

use super::suite::{Case, Claim, Suite};

/// All suites of the folder.
pub(super) fn suites(folder: &Path) -> Result<Vec<Suite>, String> {
    let mut out = Vec::new();
    for (direction, legacy) in [
        ("input", false),
        ("output", false),
        ("input", true),
        ("output", true),
    ] {
        let folder = if legacy {
            folder.join("legacy")
        } else {
            folder.to_path_buf()
        };
        let mut files: Vec<_> = std::fs::read_dir(folder.join(direction))
            .map_err(|error| format!("{}: {error}", folder.display()))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
            .collect();
        files.sort();
        for file in files {
            let name = file
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let text =
                std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            let parts: Vec<Json> = serde_json::from_slice(&text)
                .map_err(|error| format!("{}: {error}", file.display()))?;
            if legacy {
                out.extend(legacy_suites(&name, direction, &parts));
            } else if !parts.is_empty() {
                out.push(joined(&name, direction, &parts));
            }
        }
    }
    Ok(out)
}

/// One service of all suites of a file.
fn joined(name: &str, direction: &str, parts: &[Json]) -> Suite {
    let metadata = &parts[0]["metadata"];
    let mut shapes = Map::new();
    let mut operations: Map<String, Json> = Map::new();
    let mut cases = Vec::new();
    for part in parts {
        for (id, shape) in part["shapes"].as_object().into_iter().flatten() {
            shapes.insert(id.clone(), shape.clone());
        }
        for case in part["cases"].as_array().into_iter().flatten() {
            add_operation(&mut operations, &case["given"]);
            cases.push(case_of(case, part, case["id"].as_str().unwrap_or_default()));
        }
    }
    Suite {
        row: format!("botocore {name}"),
        protocol: protocol(metadata),
        operations: Vec::new(),
        blobs_are_base64: false,
        sources: vec![(
            "service-2.json".to_owned(),
            model(metadata, &shapes, operations, direction),
        )],
        endpoint: "https://example.com".to_owned(),
        cases,
    }
}

fn legacy_suites(name: &str, direction: &str, parts: &[Json]) -> Vec<Suite> {
    let mut out: Vec<Suite> = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let mut by_operation: BTreeMap<String, Vec<(usize, &Json)>> = BTreeMap::new();
        for (index, case) in part["cases"].as_array().into_iter().flatten().enumerate() {
            by_operation
                .entry(case["given"].to_string())
                .or_default()
                .push((index, case));
        }
        let shapes = part["shapes"].as_object().cloned().unwrap_or_default();
        for cases in by_operation.into_values() {
            let mut operations = Map::new();
            add_operation(&mut operations, &cases[0].1["given"]);
            out.push(Suite {
                row: format!("botocore legacy {name}"),
                protocol: protocol(&part["metadata"]),
                operations: Vec::new(),
                blobs_are_base64: false,
                sources: vec![(
                    "service-2.json".to_owned(),
                    model(&part["metadata"], &shapes, operations, direction),
                )],
                endpoint: part["clientEndpoint"]
                    .as_str()
                    .unwrap_or("https://example.com")
                    .to_owned(),
                cases: cases
                    .iter()
                    .map(|(index, case)| {
                        case_of(case, part, &format!("{direction} {number}.{index}"))
                    })
                    .collect(),
            });
        }
    }
    out
}

fn protocol(metadata: &Json) -> String {
    metadata["protocol"].as_str().unwrap_or_default().to_owned()
}

/// Adds an operation; what two cases say about its errors is joined.
fn add_operation(operations: &mut Map<String, Json>, given: &Json) {
    let name = given["name"].as_str().unwrap_or_default().to_owned();
    let known = operations.entry(name).or_insert_with(|| given.clone());
    for error in given["errors"].as_array().into_iter().flatten() {
        let errors = known
            .as_object_mut()
            .map(|known| known.entry("errors").or_insert_with(|| json!([])));
        if let Some(Json::Array(errors)) = errors
            && !errors.contains(error)
        {
            errors.push(error.clone());
        }
    }
}

/// The service-2 model; what the vectors leave out is filled in.
fn model(
    metadata: &Json,
    shapes: &Map<String, Json>,
    mut operations: Map<String, Json>,
    direction: &str,
) -> Vec<u8> {
    let mut metadata = metadata.as_object().cloned().unwrap_or_default();
    for (key, value) in [
        ("endpointPrefix", "example"),
        ("serviceId", "Vectors"),
        ("serviceFullName", "Vectors"),
        ("signatureVersion", "v4"),
        ("apiVersion", "2020-01-01"),
        ("uid", "vectors"),
    ] {
        metadata.entry(key).or_insert_with(|| json!(value));
    }
    if metadata["protocol"] == "json" || metadata["protocol"] == "smithy-rpc-v2-cbor" {
        metadata
            .entry("targetPrefix")
            .or_insert_with(|| json!("Vectors"));
        metadata
            .entry("jsonVersion")
            .or_insert_with(|| json!("1.1"));
    }
    let mut shapes = shapes.clone();
    modernize(&mut shapes, &operations);
    for (name, operation) in &mut operations {
        let Some(operation) = operation.as_object_mut() else {
            continue;
        };
        operation
            .entry("http")
            .or_insert_with(|| json!({"method": "POST", "requestUri": "/"}));
        // The vectors of query answers leave the wrapper out.
        let has_members = operation
            .get("output")
            .and_then(|output| shapes.get(output["shape"].as_str()?))
            .is_some_and(|shape| {
                shape["members"]
                    .as_object()
                    .is_some_and(|members| !members.is_empty())
            });
        if direction == "output" && metadata["protocol"] == "query" && has_members {
            let output = operation.get_mut("output").and_then(Json::as_object_mut);
            if let Some(output) = output {
                output
                    .entry("resultWrapper")
                    .or_insert_with(|| json!(format!("{name}Result")));
            }
        }
    }
    json!({"version": "2.0", "metadata": metadata, "operations": operations, "shapes": shapes})
        .to_string()
        .into_bytes()
}

/// The legacy vectors are written in the form of models of long ago: the place of a member stands at its shape, the
/// payload at the operation, and there are characters.
fn modernize(shapes: &mut Map<String, Json>, operations: &Map<String, Json>) {
    for operation in operations.values() {
        for side in [&operation["input"], &operation["output"]] {
            let (Some(shape), Some(payload)) = (side["shape"].as_str(), side["payload"].as_str())
            else {
                continue;
            };
            if let Some(Json::Object(shape)) = shapes.get_mut(shape) {
                shape.insert("payload".to_owned(), json!(payload));
            }
        }
    }
    let placed: BTreeMap<String, (Json, Json)> = shapes
        .iter()
        .filter(|(_, shape)| shape["location"].is_string())
        .map(|(name, shape)| {
            (
                name.clone(),
                (shape["location"].clone(), shape["locationName"].clone()),
            )
        })
        .collect();
    for shape in shapes.values_mut() {
        if shape["type"] == "character" || shape["type"] == "string" && !shape["key"].is_null() {
            let kind = if shape["type"] == "character" {
                "string"
            } else {
                "map"
            };
            shape["type"] = json!(kind);
        }
        let Some(members) = shape.get_mut("members").and_then(Json::as_object_mut) else {
            continue;
        };
        for (name, member) in members {
            let Some((location, wire)) = member["shape"]
                .as_str()
                .and_then(|target| placed.get(target))
            else {
                continue;
            };
            let Some(member) = member.as_object_mut() else {
                continue;
            };
            member.entry("location").or_insert_with(|| location.clone());
            let wire = if wire.is_null() {
                json!(name)
            } else {
                wire.clone()
            };
            member.entry("locationName").or_insert(wire);
        }
    }
}

fn case_of(case: &Json, part: &Json, id: &str) -> Case {
    let operation = case["given"]["name"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let members = |key: &str| {
        if case[key].is_null() {
            json!({})
        } else {
            case[key].clone()
        }
    };
    let claim = if !case["serialized"].is_null() {
        let mut expected = case["serialized"].clone();
        if let Some(method) = case["given"]["http"]["method"].as_str() {
            expected
                .as_object_mut()
                .map(|expected| expected.entry("method").or_insert_with(|| json!(method)));
        }
        if let (Some(endpoint), Some(expected)) =
            (part["clientEndpoint"].as_str(), expected.as_object_mut())
        {
            expected.insert("clientEndpoint".to_owned(), json!(endpoint));
        }
        Claim::Request {
            params: members("params"),
            expected,
        }
    } else if case["errorCode"].is_null() && case["error"].is_null() {
        Claim::Output {
            response: case["response"].clone(),
            members: members("result"),
        }
    } else {
        let code = case["errorCode"].as_str().map(str::to_owned);
        Claim::Error {
            response: case["response"].clone(),
            shape: code
                .as_deref()
                .and_then(|code| error_shape(part, &case["given"], code)),
            message: case["errorMessage"].as_str().map(str::to_owned),
            code,
            members: members("error"),
        }
    };
    Case {
        id: id.to_owned(),
        operation,
        claim,
    }
}

/// The shape of an error that the operation has under this code.
fn error_shape(part: &Json, given: &Json, code: &str) -> Option<String> {
    let names = given["errors"]
        .as_array()?
        .iter()
        .filter_map(|error| error["shape"].as_str());
    let mut found = names.filter(|name| {
        let shape = &part["shapes"][*name];
        *name == code || shape["error"]["code"] == code
    });
    found.next().map(str::to_owned)
}
