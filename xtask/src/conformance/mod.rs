//! `cargo xtask conformance`: the published protocol vectors, run through generated connectors.
//!
//! Each service of the vectors goes through the whole pipeline: its model is read, lowered and emitted. The connectors
//! become modules of one program, with a function per case whose input and expected output are Rust values of the
//! generated types. The program calls them through the runtime's client on a transport that answers from the vector.

mod base64;
mod botocore;
pub(crate) mod endpoint_inputs;
pub(crate) mod endpoints;
mod events;
mod exceptions;
mod literal;
mod live;
mod smithy;
mod suite;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use connector_model::domain::{Activity, ActivityResult, Domain, Role};
use connector_model::lower::{NamingRecord, lower};
use connector_model::recipe::Recipe;
use serde_json::{Value as Json, json};

use exceptions::EXCEPTIONS;
use literal::Literals;
use suite::{Case, Claim, Suite};

/// The program that runs the cases.
const RUNNER: &str = include_str!("runner/main.rs");

/// Runs the vectors whose row has this text in its name; all of them for an empty one.
pub(crate) fn run(root: &Path, filter: &str) -> Result<String, String> {
    let (suites, missing) = suites()?;
    let suites: Vec<Suite> = suites
        .into_iter()
        .filter(|suite| suite.row.contains(filter))
        .collect();
    let outcomes = outcomes(root, "conformance", &suites)?;
    table(&suites, &outcomes, &missing)
}

pub(crate) use live::{call, compare};

/// Generates, compiles and runs the suites.
fn outcomes(root: &Path, name: &str, suites: &[Suite]) -> Result<Outcomes, String> {
    let folder = root.join("target").join(name);
    let mut early = write_program(root, &folder, suites)?;
    let report = build_and_run(&folder)?;
    for line in report.lines() {
        let mut parts = line.splitn(4, '\t');
        let (Some(suite), Some(case), Some(verdict)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let (Ok(suite), Ok(case)) = (suite.parse::<usize>(), case.parse::<usize>()) else {
            continue;
        };
        let outcome = match verdict {
            "pass" => Ok(parts.next().unwrap_or_default().to_owned()),
            _ => Err(parts.next().unwrap_or_default().to_owned()),
        };
        early.insert((suite, case), outcome);
    }
    Ok(early)
}

/// Outcome of a case by suite and case: what it says, or why it failed.
type Outcomes = BTreeMap<(usize, usize), Result<String, String>>;

/// The suites of all vectors that are at hand, and what is missing.
fn suites() -> Result<(Vec<Suite>, Vec<String>), String> {
    type Read = fn(&Path) -> Result<Vec<Suite>, String>;
    let sources: [(&str, &str, Read); 2] = [
        (
            "CONNECTOR_GEN_BOTOCORE_TESTS",
            "unit/protocols",
            botocore::suites,
        ),
        (
            "CONNECTOR_GEN_CORPUS",
            "vectors/smithy-protocol-tests",
            smithy::suites,
        ),
    ];
    let mut suites = Vec::new();
    let mut missing = Vec::new();
    for (variable, inside, read) in sources {
        match std::env::var_os(variable) {
            Some(folder) => suites.extend(read(&PathBuf::from(folder).join(inside))?),
            None => missing.push(format!(
                "{variable} names no folder: the vectors of its {inside} were not run"
            )),
        }
    }
    if !missing.is_empty() && std::env::var_os("CI").is_some() {
        return Err(missing.join("\n"));
    }
    if suites.is_empty() {
        return Err(format!("no vectors: {}", missing.join("; ")));
    }
    Ok((suites, missing))
}

/// Writes the program; cases that cannot even be written have failed already.
fn write_program(root: &Path, folder: &Path, suites: &[Suite]) -> Result<Outcomes, String> {
    let source = folder.join("src");
    let _ = std::fs::remove_dir_all(&source);
    let runtime = root.join("crates").join("runtime");
    let manifest = format!(
        "[package]\nname = \"conformance\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         connector-runtime = {{ path = {runtime:?}, default-features = false, features = [\"compression\", \"ureq\"] }}\n\
         serde_json = \"1\"\nquick-xml = \"0.42\"\n\n[profile.dev]\ndebug = 0\nincremental = false\n"
    );
    write(&folder.join("Cargo.toml"), &manifest)?;
    let mut outcomes = Outcomes::new();
    let (mut modules, mut calls) = (String::new(), String::new());
    let mut facts = Vec::new();
    for (number, suite) in suites.iter().enumerate() {
        match write_suite(&source, number, suite) {
            Ok(failed) => {
                outcomes.extend(
                    failed
                        .into_iter()
                        .map(|(case, why)| ((number, case), Err(why))),
                );
                let _ = writeln!(modules, "mod s{number};");
                let _ = writeln!(
                    calls,
                    "    s{number}::cases::run(&Probe::new({number}, &facts[{number}]));"
                );
            }
            Err(why) => outcomes
                .extend((0..suite.cases.len()).map(|case| ((number, case), Err(why.clone())))),
        }
        let cases: Vec<Json> = suite.cases.iter().map(case_facts).collect();
        facts.push(json!({"protocol": suite.protocol, "endpoint": suite.endpoint, "cases": cases}));
    }
    write(&folder.join("facts.json"), &Json::Array(facts).to_string())?;
    let main = RUNNER
        .replace("// MODULES", &modules)
        .replace("    // CALLS", &calls);
    write(&source.join("main.rs"), &main)?;
    write(&source.join("events.rs"), events::RUNNER)?;
    write(&source.join("inputs.rs"), endpoint_inputs::RUNNER)?;
    write(&source.join("outcome.rs"), endpoints::OUTCOME)?;
    Ok(outcomes)
}

/// What the runner compares.
fn case_facts(case: &Case) -> Json {
    match &case.claim {
        Claim::Request { expected, .. } => json!({"expected": expected}),
        Claim::Live { .. } => Json::Null,
        Claim::Endpoint {
            settings, expected, ..
        } => json!({"settings": settings, "expected": expected}),
        Claim::Event(event) => event.facts(),
        Claim::Output { response, .. } => json!({"response": response}),
        Claim::Error {
            response,
            code,
            message,
            ..
        } => {
            json!({"response": response, "code": code, "message": message})
        }
    }
}

/// Writes the connector of a suite as a module, and its cases. Gives the cases that have no Rust form.
fn write_suite(
    source: &Path,
    number: usize,
    suite: &Suite,
) -> Result<Vec<(usize, String)>, String> {
    let service = suite.service()?;
    let mut recipe = Recipe::default();
    recipe.connector.name = Some("Vectors".to_owned());
    let (lowered, findings) = lower(&service, &recipe, &NamingRecord::default());
    let Some(lowered) = lowered else {
        return Err(format!("not lowered: {}", messages(&findings)));
    };
    let (files, findings) = connector_emit::emit(
        &lowered.domain,
        &recipe,
        &connector_emit::Options::default(),
    );
    if files.is_empty() {
        return Err(format!("not emitted: {}", messages(&findings)));
    }
    let folder = source.join(format!("s{number}"));
    for (path, file) in &files {
        let Some(path) = path
            .as_str()
            .strip_prefix("src/")
            .filter(|path| path.ends_with(".rs"))
        else {
            continue;
        };
        let mut text = file.text.replace("crate::", &format!("crate::s{number}::"));
        if path == "lib.rs" {
            text = text
                .lines()
                .filter(|line| !line.starts_with("#!["))
                .collect::<Vec<_>>()
                .join("\n");
            text.push_str("\npub mod cases;\n");
            write(&folder.join("mod.rs"), &text)?;
        } else {
            write(&folder.join(path), &text)?;
        }
    }
    let (text, failed) = cases(suite, &lowered.domain);
    write(&folder.join("cases.rs"), &text)?;
    Ok(failed)
}

fn messages(findings: &connector_model::diagnostic::Diagnostics) -> String {
    let errors = findings
        .iter()
        .filter(|finding| finding.rule.severity == connector_model::diagnostic::Severity::Error);
    errors
        .map(|finding| finding.message.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}

/// A function for each case that has a Rust form.
fn cases(suite: &Suite, domain: &Domain) -> (String, Vec<(usize, String)>) {
    let names = connector_emit::rust::names::names(domain, "vectors");
    let literals = Literals {
        domain,
        names: &names,
        blobs_are_base64: suite.blobs_are_base64,
    };
    let mut failed = Vec::new();
    let mut functions = String::new();
    let mut calls = String::new();
    for (number, case) in suite.cases.iter().enumerate() {
        let body =
            activity(domain, &case.operation).and_then(|activity| body(literals, activity, case));
        match body {
            Ok(body) => {
                let _ = writeln!(calls, "    probe.run({number}, case_{number});");
                let _ = writeln!(
                    functions,
                    "\nfn case_{number}(probe: &Probe, case: usize) -> Result<String, String> {{\n    {body}\n}}"
                );
            }
            Err(why) => failed.push((number, why)),
        }
    }
    let text = format!(
        "use connector_runtime as rt;\n\nuse crate::Probe;\n\npub fn run(probe: &Probe) {{\n{calls}}}\n{functions}"
    );
    (text, failed)
}

fn activity<'a>(domain: &'a Domain, operation: &str) -> Result<&'a Activity, String> {
    let mut activities = domain.activities.iter();
    let found = activities.find(|activity| activity.operation == operation);
    found.ok_or_else(|| format!("no activity for `{operation}`"))
}

fn body(literals: Literals<'_>, activity: &Activity, case: &Case) -> Result<String, String> {
    let domain = literals.domain;
    let request = literals.names.entities[activity.request.0].ident.as_str();
    Ok(match &case.claim {
        Claim::Request { params, .. } => {
            format!(
                "probe.request(case, &{})",
                literals.entity(activity.request, params)?
            )
        }
        Claim::Live { params } => {
            format!(
                "probe.live(case, &{})",
                literals.entity(activity.request, params)?
            )
        }
        Claim::Endpoint { params, .. } => {
            format!(
                "probe.resolved(case, &{})",
                literals.entity(activity.request, params)?
            )
        }
        Claim::Event(event) => events::body(literals, activity, event)?,
        Claim::Output { members, .. } => match activity.result {
            ActivityResult::Entity(response) => format!(
                "let expected = {};\n    probe.output::<super::{request}>(case, &expected)",
                literals.entity(response, members)?
            ),
            ActivityResult::Boolean => {
                format!("probe.output::<super::{request}>(case, &true)")
            }
        },
        Claim::Error { shape, members, .. } => {
            let entity = shape.as_ref().and_then(|shape| {
                let mut errors = domain.entities.iter();
                errors.position(|entity| {
                    entity.role == Role::Error
                        && entity.shape.as_ref().is_some_and(|id| id.0 == *shape)
                })
            });
            let Some(entity) = entity else {
                return Ok(format!("probe.error::<super::{request}>(case, None)"));
            };
            let expected = literals.entity(connector_model::domain::EntityId(entity), members)?;
            format!(
                "let expected = {expected};\n    probe.error::<super::{request}>(case, Some(&format!(\"{{expected:?}}\")))"
            )
        }
    })
}

fn build_and_run(folder: &Path) -> Result<String, String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--quiet", "--color", "never", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--")
        .arg(folder.join("facts.json"))
        .env("RUSTFLAGS", "-Awarnings")
        .output()
        .map_err(|error| format!("cargo did not start: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(errors.lines().take(200).collect::<Vec<_>>().join("\n"))
}

/// One row per protocol; then every failure that is not a named exception, and every exception that passes.
fn table(suites: &[Suite], outcomes: &Outcomes, missing: &[String]) -> Result<String, String> {
    #[derive(Default)]
    struct Row {
        requests: [usize; 3],
        answers: [usize; 3],
    }
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let mut failures = Vec::new();
    let mut stale: Vec<&(&str, &str, &str)> = EXCEPTIONS.iter().collect();
    for (number, suite) in suites.iter().enumerate() {
        let row = rows.entry(&suite.row).or_default();
        for (index, case) in suite.cases.iter().enumerate() {
            let counts = if case.is_request() {
                &mut row.requests
            } else {
                &mut row.answers
            };
            counts[0] += 1;
            let known = EXCEPTIONS
                .iter()
                .find(|(row, id, _)| *row == suite.row && case.is_called(id));
            match (outcomes.get(&(number, index)), known) {
                (Some(Ok(_)), None) => counts[1] += 1,
                (Some(Ok(_)), Some(_)) => {
                    counts[1] += 1;
                    failures.push(format!(
                        "{} {}: passes, but is a named exception",
                        suite.row, case.id
                    ));
                }
                (_, Some(known)) => {
                    counts[2] += 1;
                    stale.retain(|exception| *exception != known);
                }
                (Some(Err(why)), None) => {
                    failures.push(format!("{} {}: {why}", suite.row, case.id));
                }
                (None, None) => failures.push(format!("{} {}: was not run", suite.row, case.id)),
            }
        }
    }
    let mut text = format!("{:44} {:>24} {:>24}\n", "", "requests", "answers");
    let _ = writeln!(
        text,
        "{:44} {:>24} {:>24}",
        "vectors", "run/passed/exceptions", "run/passed/exceptions"
    );
    let mut total = [[0; 3]; 2];
    for (name, row) in &rows {
        for (sum, counts) in total.iter_mut().zip([row.requests, row.answers]) {
            for (sum, count) in sum.iter_mut().zip(counts) {
                *sum += count;
            }
        }
        let _ = writeln!(
            text,
            "{name:44} {:>24} {:>24}",
            counted(row.requests),
            counted(row.answers)
        );
    }
    let _ = writeln!(
        text,
        "{:44} {:>24} {:>24}",
        "total",
        counted(total[0]),
        counted(total[1])
    );
    for (row, id, reason) in EXCEPTIONS
        .iter()
        .filter(|exception| !stale.contains(exception))
    {
        let _ = writeln!(text, "exception: {row} {id}: {reason}");
    }
    for line in missing {
        let _ = writeln!(text, "{line}");
    }
    if failures.is_empty() {
        return Ok(text);
    }
    Err(format!(
        "{text}\n{} failures\n{}",
        failures.len(),
        failures.join("\n")
    ))
}

fn counted(counts: [usize; 3]) -> String {
    format!("{}/{}/{}", counts[0], counts[1], counts[2])
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    std::fs::write(path, text).map_err(failed)
}
