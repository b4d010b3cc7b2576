//! Many small programs, a crate of them for each connector: which of them do not compile, and why.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use connector_model::files::Files;
use serde_json::Value;

use crate::corpus::store;

/// Rounds of compiling without the programs that failed before: errors of names hide those of types, and those hide
/// the ones of borrows.
const ROUNDS: usize = 8;

/// A small program and the service whose connector it uses.
pub(super) struct Program<'a> {
    pub(super) service: &'a str,
    pub(super) text: &'a str,
}

/// Writes a workspace with the connectors and for each a crate of its programs, and gives the programs that do not
/// compile with the first error of each. A connector that does not compile is an error.
pub(super) fn failing(
    root: &Path,
    folder: &Path,
    connectors: &[(&str, &Files)],
    programs: &[Program<'_>],
) -> Result<BTreeMap<usize, String>, String> {
    let runtime = root.join("crates").join("runtime");
    let mut members = String::new();
    for (name, files) in connectors {
        let own = folder.join(name);
        store(&own, files)?;
        let manifest = own.join("Cargo.toml");
        let text = fs::read_to_string(&manifest).map_err(|error| error.to_string())?;
        let text = text
            .replace("[workspace]\n", "")
            .replace("\"../connector-runtime\"", &format!("{runtime:?}"));
        write(&manifest, &text)?;
        let _ = writeln!(members, "    {name:?},\n    \"programs/{name}\",");
        let manifest = format!(
            "[package]\nname = \"programs-{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\nconnector-runtime = {{ path = {runtime:?} }}\n\
             {} = {{ package = \"{name}-connector\", path = \"../../{name}\", default-features = false }}\n",
            super::library(name)
        );
        write(&programs_of(folder, name).join("Cargo.toml"), &manifest)?;
    }
    let workspace = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n\n[profile.dev]\ndebug = 0\nincremental = false\n"
    );
    write(&folder.join("Cargo.toml"), &workspace)?;
    for (at, program) in programs.iter().enumerate() {
        let file = format!("p{at}.rs");
        let own = programs_of(folder, program.service);
        write(&own.join("src").join(file), program.text)?;
    }
    let mut failed = BTreeMap::new();
    for _ in 0..ROUNDS {
        for (name, _) in connectors {
            let modules = modules(name, programs, &failed);
            write(&programs_of(folder, name).join("src/lib.rs"), &modules)?;
        }
        let more = check(folder)?;
        if more.is_empty() {
            return Ok(failed);
        }
        failed.extend(more);
    }
    Err(format!("the programs still fail after {ROUNDS} rounds"))
}

fn programs_of(folder: &Path, service: &str) -> PathBuf {
    folder.join("programs").join(service)
}

/// The programs of a service that did not fail before, as modules of a crate.
fn modules(service: &str, programs: &[Program<'_>], failed: &BTreeMap<usize, String>) -> String {
    let own = programs
        .iter()
        .enumerate()
        .filter(|(at, program)| program.service == service && !failed.contains_key(at));
    let modules: Vec<String> = own.map(|(at, _)| format!("pub mod p{at};\n")).collect();
    format!("#![allow(warnings)]\n{}", modules.concat())
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}

/// The programs in which the compiler finds an error, with the first of each.
fn check(folder: &Path) -> Result<BTreeMap<usize, String>, String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "check",
            "--workspace",
            "--keep-going",
            "--quiet",
            "--message-format",
            "json",
        ])
        .arg("--manifest-path")
        .arg(folder.join("Cargo.toml"))
        .output()
        .map_err(|error| format!("cargo did not start: {error}"))?;
    let mut failed = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let message = &message["message"];
        if message["level"] != "error" {
            continue;
        }
        let text = message["message"].as_str().unwrap_or_default();
        let spans = message["spans"].as_array();
        let mut spans = spans.into_iter().flatten();
        let place = spans
            .find(|span| span["is_primary"] == true)
            .and_then(|span| span["file_name"].as_str());
        match place.and_then(program) {
            Some(at) => {
                failed.entry(at).or_insert_with(|| text.to_owned());
            }
            None if place.is_some() => {
                let rendered = message["rendered"].as_str().unwrap_or(text);
                return Err(format!("a connector does not compile: {rendered}"));
            }
            None => {}
        }
    }
    if failed.is_empty() && !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(errors.lines().take(60).collect::<Vec<_>>().join("\n"));
    }
    Ok(failed)
}

/// Number of the program that a path is of.
fn program(path: &str) -> Option<usize> {
    let (_, name) = path.strip_prefix("programs/")?.rsplit_once("/src/p")?;
    name.strip_suffix(".rs")?.parse().ok()
}
