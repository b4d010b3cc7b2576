//! Golden connectors: crates that the tests regenerate and compare byte by byte.
//!
//! The comparison is the test `golden` of the suites; this chore runs it, and runs it with the
//! variable that makes it write instead.

use std::path::Path;
use std::process::Command;

/// Whether golden connectors are compared or written.
#[derive(Clone, Copy)]
pub(crate) enum Mode {
    /// A difference is a failure.
    Compare,
    /// The new output replaces the old.
    Accept,
}

/// Runs the golden suite.
pub(crate) fn run(root: &Path, mode: Mode) -> Result<String, String> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root).args([
        "test",
        "--package",
        "connector-gen-tests",
        "--test",
        "golden",
    ]);
    if matches!(mode, Mode::Accept) {
        command.env("CONNECTOR_GEN_GOLDEN", "accept");
    }
    let status = command
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if status.success() {
        return Ok("golden connectors agree".to_owned());
    }
    Err("golden connectors differ\nhelp: read the difference, then run `cargo xtask golden --accept`".to_owned())
}
