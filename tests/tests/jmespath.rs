//! The parser of JMESPath against the compliance cases that the published crate `jmespath` carries.
#![cfg(test)]

use std::path::{Path, PathBuf};
use std::process::Command;

use connector_model::jmespath::Expression;
use serde_json::Value as Json;

#[path = "jmespath/evaluate.rs"]
mod evaluate;

/// Cases with a result or an error of syntax, and cases of functions that no API model uses, which are only parsed.
const CASES: (usize, usize) = (706, 155);

/// The folder of the compliance cases in the published source.
fn folder() -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts");
    let metadata: Json = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    let packages = metadata["packages"]
        .as_array()
        .expect("packages are a list");
    let package = packages
        .iter()
        .find(|package| package["name"] == "jmespath")
        .expect("the tests depend on jmespath");
    let manifest = package["manifest_path"].as_str().expect("a path is a text");
    Path::new(manifest)
        .with_file_name("tests")
        .join("compliance")
}

fn files() -> Vec<Json> {
    let entries = std::fs::read_dir(folder()).expect("the crate has its cases");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    });
    paths.sort();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("a case file is a text");
        serde_json::from_str(&text).expect("a case file is JSON")
    };
    paths.iter().map(read).collect()
}

/// Whether a function is called that no API model uses.
fn calls_another(expression: &str) -> bool {
    let mut rest = expression;
    while let Some(at) = rest.find('(') {
        let name = rest[..at]
            .rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .next();
        if name.is_some_and(|name| !matches!(name, "" | "length" | "keys")) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

#[test]
fn every_expression_of_the_compliance_cases_is_read_as_the_language_has_it() {
    let mut failures = Vec::new();
    let mut counts = (0, 0);
    for group in files()
        .iter()
        .flat_map(|file| file.as_array().expect("groups"))
    {
        for case in group["cases"].as_array().expect("cases") {
            // What has neither is there to be timed; one of those is not in the grammar.
            if case.get("result").is_none() && case.get("error").is_none() {
                continue;
            }
            let text = case["expression"].as_str().expect("an expression");
            let parsed = Expression::parse(text);
            let is_syntax = matches!(case["error"].as_str(), Some("syntax" | "invalid-value"));
            if is_syntax {
                counts.0 += 1;
                if parsed.is_ok() {
                    failures.push(format!("{text}: read as {parsed:?}"));
                }
                continue;
            }
            let expression = match parsed {
                Ok(expression) => expression,
                Err(error) => {
                    failures.push(format!("{text}: {error}"));
                    continue;
                }
            };
            if calls_another(text) {
                counts.1 += 1;
                continue;
            }
            counts.0 += 1;
            let found = evaluate::evaluate(&expression, &group["given"]);
            let is_right = match (case.get("result"), case.get("error"), &found) {
                (Some(result), _, Ok(found)) => same(result, found),
                (None, Some(_), found) => found.is_err(),
                _ => false,
            };
            if !is_right {
                failures.push(format!("{text}: {found:?} for {case}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert_eq!(counts, CASES);
}

/// Equal, numbers by value.
fn same(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Number(one), Json::Number(other)) => one.as_f64() == other.as_f64(),
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        _ => one == other,
    }
}
