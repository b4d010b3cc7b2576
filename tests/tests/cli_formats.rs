//! Output for programs: valid in every format, and no text of a source can pass for something else in it.

use std::fs;
use std::path::Path;
use std::process::Output;

use connector_gen_tests::{connector_gen, root};
use serde_json::Value;

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// What would end a command, a cell, a block, a line or a colour, if it got there as it is.
const HOSTILE: &str = "x%0A::error title=a,b:c::\r\n::set-env name=A::b\n| a | `code` ```\n\u{1b}[31m\u{202e}<script>\"'";

/// A collection whose every text is hostile, and another one of the same call.
fn hostile() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder can be made");
    for (name, value) in [
        ("old,a:b%0A.json", serde_json::json!(1)),
        ("new.json", serde_json::json!([null, {"a": []}])),
    ] {
        let body = serde_json::json!({ HOSTILE: value, "kept": null }).to_string();
        let text = serde_json::json!({
            "info": {"name": HOSTILE, "schema": SCHEMA, "description": HOSTILE},
            "item": [{
                "name": HOSTILE,
                "request": {"method": "GET", "url": "https://api.example.com/things", "auth": {"type": "digest"},
                    "header": [{"key": HOSTILE, "value": HOSTILE}], "description": HOSTILE},
                "response": [{"name": HOSTILE, "code": 200, "body": body}],
            }],
        });
        fs::write(folder.path().join(name), text.to_string()).expect("it is writable");
    }
    folder
}

/// Every verb that prints findings, in one format; what each ends with.
fn runs(folder: &Path, format: &str) -> Vec<(String, Output)> {
    let old = "old,a:b%0A.json";
    let made = format!("made-{format}");
    let commands: [&[&str]; 7] = [
        &["new", old, "--name", "Things", "--out", &made],
        &["check", &made],
        &["regenerate", &made, "--from", "new.json", "--dry-run"],
        &["diff", old, "new.json"],
        &["new", old, "--operation", HOSTILE, "--name", "Things"],
        &["new", HOSTILE],
        &["regenerate", &made, "--from", "new.json"],
    ];
    let mut outputs = Vec::new();
    for command in commands {
        let arguments = [command, &["--output-format", format]].concat();
        let output = connector_gen(folder, &arguments);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!text.contains("panicked"), "{text}");
        assert!(
            output.status.code() == Some(0) || !text.is_empty(),
            "{command:?} fails without a word in {format}"
        );
        assert_harmless(&output);
        outputs.push((format!("{command:?}"), output));
    }
    outputs
}

/// No control character but the line feed, and nothing that turns the direction of writing.
fn assert_harmless(output: &Output) {
    for bytes in [&output.stdout, &output.stderr] {
        let text = String::from_utf8(bytes.clone()).expect("output is UTF-8");
        let bad = text
            .chars()
            .find(|c| c.is_control() && *c != '\n' || *c == '\u{202e}');
        assert_eq!(bad, None, "{text}");
    }
}

#[test]
fn json_is_one_document_with_a_version_and_the_status() {
    let folder = hostile();
    for (what, output) in runs(folder.path(), "json") {
        let document: Value = serde_json::from_slice(&output.stdout).expect(&what);
        assert_eq!(document["version"], 1, "{what}");
        assert_eq!(
            document["status"],
            output.status.code().unwrap_or(-1),
            "{what}"
        );
        if what.contains("regenerate") {
            let changes = document["changes"].as_array().expect("a list");
            assert!(
                !changes.is_empty(),
                "{what} does not say what the API changed"
            );
        }
        for finding in document["findings"].as_array().expect("a list") {
            let code = finding["code"].as_str().expect("each has a code");
            assert!(
                code.starts_with("CG") && finding["message"].is_string(),
                "{what}"
            );
        }
        assert!(
            output.stdout.starts_with(b"{\n  \"version\": 1,\n"),
            "{what}"
        );
    }
}

#[test]
fn an_annotation_is_one_line_and_its_text_cannot_begin_another() {
    let folder = hostile();
    for (what, output) in runs(folder.path(), "github") {
        let text = String::from_utf8(output.stdout).expect("output is UTF-8");
        for line in text.lines() {
            let rest = ["::error ", "::warning ", "::notice "]
                .iter()
                .find_map(|kind| line.strip_prefix(kind));
            let (properties, _) = rest
                .and_then(|rest| rest.split_once("::"))
                .unwrap_or_else(|| panic!("{what}: not an annotation: {line}"));
            for property in properties.split(',') {
                let (name, value) = property.split_once('=').expect("a property has a value");
                assert!(["file", "line", "col", "title"].contains(&name), "{line}");
                assert!(!value.contains([':', ',']), "{line}");
            }
        }
    }
}

#[test]
fn markdown_has_whole_tables_and_closed_blocks_whatever_the_text() {
    let folder = hostile();
    for (what, output) in runs(folder.path(), "markdown") {
        let text = String::from_utf8(output.stdout).expect("output is UTF-8");
        assert!(text.chars().count() < 60_000, "{what}");
        let mut fence: Option<&str> = None;
        for line in text.lines() {
            match fence {
                Some(open) if line == open => fence = None,
                Some(_) => continue,
                None if line.starts_with("```") => {
                    let end = line.find(|c| c != '`').unwrap_or(line.len());
                    fence = Some(&line[..end]);
                }
                None => {}
            }
            if fence.is_none() && line.starts_with("| ") {
                let bars = line.replace("\\|", "").matches('|').count();
                assert!([5, 7].contains(&bars), "{what}: {line}");
            }
            assert!(
                fence.is_some() || !line.contains("<script>") || line.contains('`'),
                "{line}"
            );
        }
        assert_eq!(fence, None, "{what}: a block is open at the end");
    }
}

#[test]
fn several_sources_and_operations_make_one_connector() {
    let folder = tempfile::tempdir().expect("a scratch folder can be made");
    let path = folder.path();
    let samples = root().join("samples");
    for name in ["amazon-polly", "bookshop"] {
        let name = format!("{name}.postman_collection.json");
        fs::copy(samples.join(&name), path.join(&name)).expect("the sample is there");
    }
    let both = [
        "new",
        "amazon-polly.postman_collection.json",
        "bookshop.postman_collection.json",
        "--operation",
        "*Lexicon*",
        "--operation",
        "GetBook",
        "--name",
        "Both",
        "--output-format",
        "json",
    ];
    let output = connector_gen(path, &both);
    let document: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(document["status"], 0, "{document:#}");
    let recipe =
        fs::read_to_string(path.join("both-connector/connector.toml")).expect("it is there");
    assert!(
        recipe.contains("amazon-polly.postman_collection.json\", \"../bookshop"),
        "{recipe}"
    );
    let operations = path.join("both-connector/src/operations");
    for name in [
        "get_v1_get_lexicon",
        "get_v1_list_lexicons",
        "get_v1_get_book",
    ] {
        assert!(operations.join(format!("{name}.rs")).exists(), "{name}");
    }
    assert!(!operations.join("get_v1_describe_voices.rs").exists());
    let steps = document["next"].as_array().expect("next steps");
    assert_eq!(steps[0], "cd both-connector");
}
