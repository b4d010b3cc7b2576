//! What the suites in `tests/` share: the command as a process, scratch folders, cargo on generated connectors.
#![allow(clippy::missing_panics_doc, reason = "a suite fails by panicking")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// The root of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the suites stand in the workspace")
}

/// The `connector-gen` binary of this build, built once in each test process.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let test = std::env::current_exe().expect("a test knows its own path");
        let folder = test
            .ancestors()
            .nth(2)
            .expect("tests stand in `deps` of the profile's folder");
        let mut build = Command::new(env!("CARGO"));
        build.current_dir(root()).args([
            "build",
            "--quiet",
            "--package",
            "connector-gen",
            "--target-dir",
        ]);
        build.arg(
            folder
                .parent()
                .expect("the profile's folder stands in the target folder"),
        );
        if folder.ends_with("release") {
            build.arg("--release");
        }
        assert!(
            build.status().expect("cargo starts").success(),
            "connector-gen does not build"
        );
        folder.join(format!("connector-gen{}", std::env::consts::EXE_SUFFIX))
    })
}

/// Runs `connector-gen` in a folder, without terminal, colour or settings from the environment.
pub fn connector_gen(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments)
        .output()
        .expect("connector-gen starts")
}

/// The command that [`connector_gen`] runs, for tests that give it standard input.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command
        .current_dir(folder)
        .args(arguments)
        .env_remove("CI")
        .env("NO_COLOR", "1")
        .stdin(std::process::Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CONNECTOR_GEN_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs cargo in a generated connector; all of them share one target folder, so that the runtime and
/// its dependencies are built once.
pub fn cargo(connector: &Path, arguments: &[&str]) -> Output {
    cargo_command(connector, arguments)
        .output()
        .expect("cargo starts")
}

/// The command that [`cargo`] runs.
pub fn cargo_command(connector: &Path, arguments: &[&str]) -> Command {
    let test = std::env::current_exe().expect("a test knows its own path");
    let target = test
        .ancestors()
        .nth(3)
        .expect("tests stand in the target folder")
        .join("connectors");
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(connector)
        .args(arguments)
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS");
    command
}

/// Fails with everything that the process said unless it ended with the status.
///
/// # Panics
///
/// If the status is another one.
pub fn assert_status(output: &Output, status: i32, what: &str) {
    assert_eq!(
        output.status.code(),
        Some(status),
        "{what}\n--- stdout\n{}\n--- stderr\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Where larger inputs are that this repository does not carry (collections of other projects):
/// the folder named by `CONNECTOR_GEN_CORPUS`, else `../shared` beside the repository.
///
/// `None` where they are missing; the caller says so.
///
/// # Panics
///
/// Where `CI` is set and they are missing: a suite that is skipped there would count as passed.
pub fn corpus(below: &str) -> Option<PathBuf> {
    let base = std::env::var_os("CONNECTOR_GEN_CORPUS")
        .map_or_else(|| root().join("../shared"), PathBuf::from);
    let folder = base.join(below);
    if folder.exists() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "`{}` is missing; set CONNECTOR_GEN_CORPUS",
        folder.display()
    );
    // Past the capture of the test runner: whoever reads its output has to see what was not tested.
    let _ = writeln!(
        std::io::stderr(),
        "`{}` is missing: what needs it was not tested; set CONNECTOR_GEN_CORPUS",
        folder.display()
    );
    None
}

/// Every file below a folder with its bytes, sorted by path; `target` and the empty lock of a run, which
/// version control does not keep, are left out.
pub fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.file_name() != "target")
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file() && !entry.path().ends_with(".connector/lock"))
        .map(|entry| {
            let relative = entry
                .path()
                .strip_prefix(folder)
                .expect("the walk stays below the folder")
                .to_path_buf();
            (
                relative,
                std::fs::read(entry.path()).expect("a file of the tree is readable"),
            )
        })
        .collect()
}

/// How often a test with random input runs: as often as it says where `CI` is set, a tenth of it elsewhere, so that all
/// tests together stay within minutes.
#[must_use]
pub fn rounds(all: u64) -> u64 {
    if std::env::var_os("CI").is_some() {
        return all;
    }
    all / 10
}
