//! Emitted crates as crates: formatted as rustfmt would, without warnings, documented, tested.
#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use connector_emit::{Options, emit};
use connector_model::domain::Domain;
use connector_model::files::Files;
use connector_model::recipe::Recipe;

#[path = "emit/fixture.rs"]
mod fixture;

/// A folder of this suite's own below cargo's target folder.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("emit")
        .join(name)
}

fn files(domain: &Domain) -> Files {
    let mut recipe = Recipe::default();
    let runtime = connector_gen_tests::root().join("crates/runtime");
    recipe.runtime.path = Some(runtime.to_string_lossy().into_owned());
    let (files, findings) = emit(domain, &recipe, &Options::default());
    assert!(!findings.has_errors(), "{findings:?}");
    files
}

/// Writes a connector where it is built again and again, so that cargo keeps what did not change.
fn written(name: &str, domain: &Domain) -> PathBuf {
    let folder = folder(name);
    let _ = fs::remove_dir_all(&folder);
    for (path, file) in files(domain) {
        let path = folder.join(path.as_str());
        fs::create_dir_all(path.parent().expect("a file is in a folder"))
            .expect("the folder is writable");
        fs::write(path, file.text).expect("the folder is writable");
    }
    folder
}

fn rustfmt(folder: &Path) -> Output {
    let files = connector_gen_tests::tree(folder)
        .into_iter()
        .map(|(path, _)| folder.join(path))
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    Command::new("rustfmt")
        .args([
            "--check",
            "--edition",
            "2024",
            "--config",
            "skip_children=true",
        ])
        .args(files)
        .output()
        .expect("rustfmt starts")
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn is_right(name: &str, domain: &Domain) {
    let folder = written(name, domain);
    let output = rustfmt(&folder);
    assert!(
        output.status.success(),
        "rustfmt would change\n{}",
        said(&output)
    );
    for arguments in [
        [
            "clippy",
            "--all-targets",
            "--quiet",
            "--",
            "-D",
            "warnings",
            "-W",
            "clippy::pedantic",
        ]
        .as_slice(),
        ["test", "--quiet"].as_slice(),
        ["test", "--doc", "--quiet"].as_slice(),
        ["doc", "--no-deps", "--quiet"].as_slice(),
    ] {
        let output = connector_gen_tests::cargo_command(&folder, arguments)
            .env("RUSTDOCFLAGS", "-D warnings")
            .output()
            .expect("cargo starts");
        assert!(output.status.success(), "{arguments:?}\n{}", said(&output));
        assert!(!said(&output).contains("doc test ran"));
    }
}

#[test]
fn the_connector_of_the_guide_is_a_clean_crate() {
    is_right("polly", &fixture::polly());
}

#[test]
fn every_kind_of_value_name_and_body_makes_a_clean_crate() {
    is_right("nasty", &fixture::nasty());
}
