//! A connector of an older version of the tool is brought up to date, and what the upgrade does is told apart from what
//! the API does.

use std::fs;
use std::path::Path;

use connector_gen_tests::{assert_status, connector_gen, root, tree};
use connector_update::digest::Digest;

const SAMPLE: &str = "samples/amazon-polly.postman_collection.json";
const CONNECTOR: &str = "connector";
const ENTITY: &str = "src/domain_model/describe_voices.rs";

/// A scratch folder with the connector of the oldest format and its sample.
fn oldest() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let from = root().join("tests/oldest/format-1");
    for (path, bytes) in tree(&from) {
        let to = folder.path().join(CONNECTOR).join(path);
        fs::create_dir_all(to.parent().expect("it is below")).expect("a folder");
        fs::write(to, bytes).expect("it is writable");
    }
    fs::create_dir(folder.path().join("samples")).expect("a folder");
    fs::copy(root().join(SAMPLE), folder.path().join(SAMPLE)).expect("the sample is there");
    folder
}

fn change(folder: &Path, path: &str, from: &str, to: &str) {
    let path = folder.join(path);
    let text = fs::read_to_string(&path).expect("it is there");
    assert!(text.contains(from), "no {from} in\n{text}");
    fs::write(path, text.replace(from, to)).expect("it is writable");
}

/// Regenerates; the result is the JSON document.
fn regenerate(folder: &Path, statuses: &[i32]) -> serde_json::Value {
    let output = connector_gen(
        folder,
        &["regenerate", CONNECTOR, "--output-format", "json"],
    );
    let status = output.status.code().unwrap_or(-1);
    assert!(
        statuses.contains(&status),
        "{status}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn a_connector_of_the_oldest_format_is_brought_up_to_date() {
    let folder = oldest();
    let path = folder.path();
    let lock = path.join(CONNECTOR).join("connector.lock");
    let read = |name: &str| fs::read(path.join(CONNECTOR).join(name)).expect("it is there");
    assert!(
        fs::read_to_string(&lock)
            .expect("it is there")
            .contains("\nformat = 1\n")
    );
    let before = (read("src/custom.rs"), read("connector.toml"));
    let output = connector_gen(path, &["regenerate", CONNECTOR]);
    assert_status(&output, 0, "regenerate");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("`connector.lock` has format 2 from now on, it had 1"),
        "{said}"
    );
    assert!(
        said.contains("the API and the recipe change no file"),
        "{said}"
    );
    assert!(
        fs::read_to_string(&lock)
            .expect("it is there")
            .contains("\nformat = 2\n")
    );
    assert_eq!(before, (read("src/custom.rs"), read("connector.toml")));
    let output = connector_gen(path, &["regenerate", CONNECTOR]);
    assert_status(&output, 0, "regenerate again");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("nothing to do") && !said.contains("format"),
        "{said}"
    );
}

#[test]
fn what_an_upgrade_changes_is_told_apart_from_what_the_api_changes() {
    let folder = oldest();
    let path = folder.path();
    // As if an older version had written another text: the file and its digest.
    let readme = path.join(CONNECTOR).join("README.md");
    let old = fs::read(&readme).expect("it is there");
    let other = b"what an older version wrote\n";
    fs::write(&readme, other).expect("it is writable");
    let digest = |text: &[u8]| Digest::of_text(text).to_string();
    change(
        path,
        "connector/connector.lock",
        &digest(&old),
        &digest(other),
    );
    change(
        path,
        "connector/connector.lock",
        "tool = \"0.1.0\"",
        "tool = \"0.0.9\"",
    );
    change(path, SAMPLE, "SupportedEngines", "KnownEngines");
    let entity = path.join(CONNECTOR).join(ENTITY);
    let text = fs::read_to_string(&entity).expect("it is there");
    fs::write(&entity, format!("{text}// mine 4711\n")).expect("it is writable");
    // Merged while this version still makes the same text of the old record, else a conflict; never lost.
    let said = regenerate(path, &[0, 3]);
    let upgrade = &said["upgrade"];
    assert_eq!(upgrade["from"], "0.0.9");
    assert_eq!(upgrade["to"], env!("CARGO_PKG_VERSION"));
    let files: Vec<&str> = upgrade["files"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(serde_json::Value::as_str)
        .collect();
    assert!(files.contains(&"README.md"), "{files:?}");
    assert!(
        upgrade["others"].as_u64().is_some_and(|others| others > 2),
        "{upgrade}"
    );
    assert!(
        fs::read_to_string(&readme)
            .expect("it is there")
            .contains("Amazon Polly")
    );
    assert!(
        fs::read_to_string(&entity)
            .expect("it is there")
            .contains("// mine 4711\n")
    );
    // Once is enough.
    assert!(regenerate(path, &[0, 3]).get("upgrade").is_none());
}
