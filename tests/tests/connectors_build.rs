//! Every sample of the repository gives a connector that compiles, passes its own tests, and is clean under
//! clippy's pedantic lints, rustdoc and rustfmt, with no warning.

use std::path::{Path, PathBuf};
use std::process::Command;

use connector_gen_tests::{assert_status, cargo, connector_gen, root};

/// Writes a connector for a sample into a fresh folder and gives the connector's folder.
fn connector(scratch: &Path, sample: &str, crate_name: &str) -> PathBuf {
    let source = root().join("samples").join(sample);
    let written = connector_gen(
        scratch,
        &["new", source.to_str().expect("the path is text")],
    );
    assert_status(&written, 0, sample);
    let folder = scratch.join(crate_name);
    assert!(
        folder.join("Cargo.toml").is_file(),
        "{sample} gave no crate `{crate_name}`"
    );
    folder
}

fn assert_clean(folder: &Path) {
    for arguments in [
        &["test", "--all-targets"][..],
        &["test", "--doc"],
        &[
            "clippy",
            "--all-targets",
            "--",
            "-D",
            "warnings",
            "-W",
            "clippy::pedantic",
        ],
    ] {
        let output = cargo(folder, arguments);
        assert_status(&output, 0, &format!("cargo {}", arguments.join(" ")));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            !said.contains("warning"),
            "cargo {}: {said}",
            arguments.join(" ")
        );
    }
    let docs = connector_gen_tests::cargo_command(folder, &["doc", "--no-deps"])
        .env("RUSTDOCFLAGS", "-D warnings")
        .output()
        .expect("cargo starts");
    assert_status(&docs, 0, "cargo doc");
    assert_formatted(folder);
}

fn assert_formatted(folder: &Path) {
    let sources: Vec<PathBuf> = connector_gen_tests::tree(folder)
        .into_iter()
        .map(|(path, _)| folder.join(path))
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    assert!(!sources.is_empty(), "a connector has Rust files");
    let output = Command::new("rustfmt")
        .args(["--check", "--edition", "2024"])
        .args(&sources)
        .output()
        .expect("rustfmt is part of the toolchain");
    assert_status(&output, 0, "rustfmt --check");
}

#[test]
fn the_polly_connector_of_the_readme_is_clean() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    assert_clean(&connector(
        scratch.path(),
        "amazon-polly.postman_collection.json",
        "amazon-polly-connector",
    ));
}

#[test]
fn the_lambda_connector_is_clean() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    assert_clean(&connector(
        scratch.path(),
        "aws-lambda.postman_collection.json",
        "aws-lambda-connector",
    ));
}

#[test]
fn a_connector_for_an_api_that_is_not_of_aws_is_clean() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    assert_clean(&connector(
        scratch.path(),
        "bookshop.postman_collection.json",
        "bookshop-connector",
    ));
}

#[test]
fn the_first_test_of_a_connector_runs_without_a_network() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let folder = connector(
        scratch.path(),
        "amazon-polly.postman_collection.json",
        "amazon-polly-connector",
    );
    let output = cargo(&folder, &["test"]);
    assert_status(&output, 0, "cargo test");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains("test result: ok. ")
            && !said.contains("0 passed; 0 failed; 0 ignored; 0 measured; 1"),
        "{said}"
    );
}
