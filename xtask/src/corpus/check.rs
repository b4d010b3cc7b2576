//! Compiling crates of the corpus: clippy with its pedantic lints and rustdoc, in one workspace, warnings as errors.
//!
//! Not all in one run: one in so many, which moves on from turn to turn, and always those in which something was special
//! before.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Compiled in every run: large ones, one of each protocol at least, event streams, endpoint rules of their own, and what
/// lints were found in.
const ALWAYS: &[&str] = &[
    "arc-zonal-shift",
    "cloudwatch",
    "compute-optimizer",
    "cost-optimization-hub",
    "dynamodb",
    "ec2",
    "kinesis",
    "lambda",
    "lexv2-runtime",
    "partnercentral-channel",
    "polly",
    "s3",
    "s3control",
    "sqs",
    "sts",
    "wafv2",
];

/// What is run over the chosen crates, and with which flags of rustdoc.
const STEPS: &[&[&str]] = &[
    &["clippy", "--lib", "--examples"],
    &["doc", "--no-deps", "--lib"],
];

/// Compiles one in `every` crates, those of the turn; without one the day is it.
///
/// # Errors
/// What the compiler said.
pub(super) fn run(
    root: &Path,
    folder: &Path,
    services: &[&str],
    every: usize,
    turn: Option<usize>,
) -> Result<String, String> {
    let turn = turn.unwrap_or_else(today) % every;
    let chosen = chosen(services, every, turn);
    workspace(root, folder, &chosen)?;
    let start = Instant::now();
    for step in STEPS {
        cargo(folder, step)?;
    }
    Ok(format!(
        "{} generated; {} compiled by clippy and rustdoc without a warning in {:.0} s, turn {} of {every}; \
         {} not compiled in this run",
        services.len(),
        chosen.len(),
        start.elapsed().as_secs_f64(),
        turn + 1,
        services.len() - chosen.len()
    ))
}

fn today() -> usize {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let days = since.unwrap_or_default().as_secs() / 86_400;
    usize::try_from(days).unwrap_or(0)
}

fn chosen<'a>(services: &[&'a str], every: usize, turn: usize) -> Vec<&'a str> {
    let services = services.iter().enumerate();
    services
        .filter(|(at, name)| at % every == turn || ALWAYS.contains(name))
        .map(|(_, name)| *name)
        .collect()
}

/// Makes the crates members of one workspace, with the runtime of this repository.
fn workspace(root: &Path, folder: &Path, services: &[&str]) -> Result<(), String> {
    let runtime = root.join("crates").join("runtime");
    let mut members = String::new();
    for service in services {
        let manifest = folder.join("connectors").join(service).join("Cargo.toml");
        let failed = |error: std::io::Error| format!("{}: {error}", manifest.display());
        let text = fs::read_to_string(&manifest).map_err(failed)?;
        let text = text
            .replace("[workspace]\n", "")
            .replace("\"../connector-runtime\"", &format!("{runtime:?}"));
        fs::write(&manifest, text).map_err(failed)?;
        let _ = writeln!(members, "    \"connectors/{service}\",");
    }
    let text = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n\n[profile.dev]\ndebug = 0\nincremental = false\n"
    );
    fs::write(folder.join("Cargo.toml"), text).map_err(|error| error.to_string())?;
    // The same versions as everywhere else here.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).map_err(|e| e.to_string())?;
    Ok(())
}

fn cargo(folder: &Path, step: &[&str]) -> Result<(), String> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(step)
        .args(["--workspace", "--keep-going", "--quiet", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .env("RUSTDOCFLAGS", "-Dwarnings");
    if step.contains(&"clippy") {
        command.args(["--", "-Dwarnings", "-Wclippy::pedantic"]);
    }
    let output = command
        .output()
        .map_err(|error| format!("cargo did not start: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(errors.lines().take(300).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn every_crate_is_compiled_in_one_of_the_turns() {
        let services = ["a", "b", "c", "d", "e", "polly"];
        let mut seen: Vec<&str> = (0..3).flat_map(|turn| chosen(&services, 3, turn)).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, services);
        assert_eq!(chosen(&services, 3, 0), ["a", "d", "polly"]);
    }
}
