//! Many small programs, a crate of them for each connector: which of them do not compile, and why.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Rounds of compiling without the programs that failed before: errors of names hide those of types, and those hide
/// the ones of borrows.
const ROUNDS: usize = 8;

/// A small program and the service whose connector it uses.
pub(super) struct Program<'a> {
    pub(super) service: &'a str,
    pub(super) text: &'a str,
}

/// An error of the compiler in a connector.
pub(super) struct Fault {
    pub(super) service: String,
    /// The file below the connector's folder.
    pub(super) path: String,
    pub(super) message: String,
    /// As the compiler shows it.
    pub(super) shown: String,
}

/// A workspace of connectors with a crate of programs for each.
pub(super) struct Workspace<'a> {
    pub(super) root: &'a Path,
    pub(super) folder: &'a Path,
    /// The services: each is a folder with its connector.
    pub(super) services: &'a [&'static str],
}

impl Workspace<'_> {
    /// Gives the programs that do not compile with the first error of each.
    ///
    /// What `blame` does about an error in a connector is tried; where it knows nothing to do, that is the error.
    pub(super) fn failing(
        &self,
        programs: &[Program<'_>],
        blame: &mut dyn FnMut(&Fault) -> Result<(), String>,
    ) -> Result<BTreeMap<usize, String>, String> {
        self.prepare(programs)?;
        let mut failed = BTreeMap::new();
        let mut rounds = 0;
        while rounds < ROUNDS {
            for name in self.services {
                let modules = modules(name, programs, &failed);
                write(&programs_of(self.folder, name).join("src/lib.rs"), &modules)?;
            }
            let (more, faults) = check(self.folder)?;
            if more.is_empty() && faults.is_empty() {
                return Ok(failed);
            }
            // Each fault takes an edit away, so that these rounds end by themselves.
            rounds += usize::from(faults.is_empty());
            for fault in faults.values() {
                blame(fault)?;
            }
            failed.extend(more);
        }
        Err(format!("the programs still fail after {ROUNDS} rounds"))
    }

    fn prepare(&self, programs: &[Program<'_>]) -> Result<(), String> {
        let runtime = self.root.join("crates").join("runtime");
        let mut members = String::new();
        for name in self.services {
            let manifest = self.folder.join(name).join("Cargo.toml");
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
            write(
                &programs_of(self.folder, name).join("Cargo.toml"),
                &manifest,
            )?;
        }
        let workspace = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n\n[profile.dev]\ndebug = 0\nincremental = false\n"
        );
        write(&self.folder.join("Cargo.toml"), &workspace)?;
        for (at, program) in programs.iter().enumerate() {
            let file = format!("p{at}.rs");
            let own = programs_of(self.folder, program.service);
            write(&own.join("src").join(file), program.text)?;
        }
        Ok(())
    }
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

/// Programs by their number with the first error of each, and the first error of each file of connectors.
type Errors = (BTreeMap<usize, String>, BTreeMap<String, Fault>);

fn check(folder: &Path) -> Result<Errors, String> {
    let version = folder.file_name().unwrap_or_default();
    let target = folder.with_file_name("target").join(version);
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--workspace", "--keep-going", "--quiet"])
        .args(["--message-format", "json", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        // Each version has its own: cargo takes packages at the same place of two workspaces for the same package.
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS")
        .output()
        .map_err(|error| format!("cargo did not start: {error}"))?;
    let (mut failed, mut faults) = Errors::default();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(line) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let message = &line["message"];
        if message["level"] != "error" {
            continue;
        }
        let text = message["message"].as_str().unwrap_or_default();
        let spans = message["spans"].as_array();
        let mut spans = spans.into_iter().flatten();
        let place = spans
            .find(|span| span["is_primary"] == true)
            .and_then(|span| span["file_name"].as_str());
        if let Some(at) = place.and_then(program) {
            failed.entry(at).or_insert_with(|| text.to_owned());
            continue;
        }
        let Some(place) = place else {
            continue;
        };
        let shown = message["rendered"].as_str().unwrap_or(text).to_owned();
        let (service, path) = place.split_once('/').unwrap_or(("", place));
        faults.entry(place.to_owned()).or_insert_with(|| Fault {
            service: service.to_owned(),
            path: path.to_owned(),
            message: text.to_owned(),
            shown,
        });
    }
    if failed.is_empty() && faults.is_empty() && !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(errors.lines().take(60).collect::<Vec<_>>().join("\n"));
    }
    Ok((failed, faults))
}

/// Number of the program that a path is of.
fn program(path: &str) -> Option<usize> {
    let (_, name) = path.strip_prefix("programs/")?.rsplit_once("/src/p")?;
    name.strip_suffix(".rs")?.parse().ok()
}
