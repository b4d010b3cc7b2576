//! What a generated connector costs to build, as far as it does not depend on a clock: what is in its tree and
//! what was fought to stay out of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use connector_gen_tests::{assert_status, cargo, connector_gen, root};

/// Packages that a program with one call may compile (measured: 46 with the program, `docs`, measurements).
const MOST_PACKAGES: usize = 50;

fn polly(scratch: &Path) -> PathBuf {
    let source = root().join("samples/amazon-polly.postman_collection.json");
    let written = connector_gen(
        scratch,
        &["new", source.to_str().expect("the path is text")],
    );
    assert_status(&written, 0, "polly");
    scratch.join("amazon-polly-connector")
}

/// Names of the packages that are compiled for the connector, itself included.
fn packages(connector: &Path, arguments: &[&str]) -> BTreeSet<String> {
    let fixed = [
        "tree",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ];
    let output = cargo(connector, &[&fixed, arguments].concat());
    assert_status(&output, 0, "cargo tree");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.split(" (").next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn the_tree_of_a_connector_stays_small_and_without_serde_and_a_second_provider() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let connector = polly(scratch.path());
    let tree = packages(&connector, &[]);
    assert!(
        tree.len() < MOST_PACKAGES,
        "{} packages: {tree:#?}",
        tree.len()
    );
    for absent in [
        "serde ",
        "serde_core ",
        "serde_json ",
        "syn ",
        "aws-lc-sys ",
        "openssl",
        "native-tls",
        "h2 ",
        "url ",
    ] {
        assert!(
            !tree.iter().any(|package| package.starts_with(absent)),
            "`{absent}` is in the tree"
        );
    }
    assert!(tree.iter().any(|package| package.starts_with("ring ")));
    let blocking = packages(&connector, &["--no-default-features", "--features", "ureq"]);
    for absent in ["tokio ", "hyper ", "serde", "aws-lc-sys "] {
        assert!(
            !blocking.iter().any(|package| package.starts_with(absent)),
            "`{absent}` is in the blocking tree"
        );
    }
}

#[test]
fn emitted_manifests_name_the_versions_that_this_workspace_tests_with() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let read = |path: &Path| -> toml::Table {
        std::fs::read_to_string(path)
            .expect("a manifest")
            .parse()
            .expect("a manifest is TOML")
    };
    let emitted = read(&polly(scratch.path()).join("Cargo.toml"));
    let workspace = read(&root().join("Cargo.toml"));
    let runtime = read(&root().join("crates/runtime/Cargo.toml"));
    assert_eq!(
        emitted["dependencies"]["connector-runtime"]["version"],
        runtime["package"]["version"]
    );
    assert_eq!(
        emitted["dev-dependencies"]["tokio"]["version"],
        workspace["workspace"]["dependencies"]["tokio"]["version"]
    );
    assert_eq!(
        emitted["package"]["rust-version"],
        runtime["package"]["rust-version"]
    );
}
