//! `cargo xtask conformance endpoints`: the published cases of endpoint rules, run through compiled rules.
//!
//! The rules of each service are read and emitted as they are for a connector; the files become modules of one program
//! that resolves every case and compares address, headers, ways to sign, and the texts of errors.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use connector_emit::engine::Engine;
use connector_emit::rust::endpoint;
use connector_ingest::endpoint_rules;
use connector_model::endpoint_rules::{ParameterKind, RuleSet};
use serde_json::{Value as Json, json};

/// The program that runs the cases.
const RUNNER: &str = include_str!("runner/endpoints.rs");
/// What it compares, for other programs too.
pub(super) const OUTCOME: &str = include_str!("runner/outcome.rs");

/// Cases that do not pass and why: service, text of the case, reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("language: default-values", "default endpoint", NO_DEFAULT),
    (
        "language: default-values",
        "defaults can be overridden",
        NO_DEFAULT,
    ),
];
const NO_DEFAULT: &str = "the rules want FIPS where nothing is set; settings of a client that are true or false are \
                          false until they are set, as in the rules of every service";

/// Rules with their cases.
pub(super) struct Suite {
    pub(super) name: String,
    rules: Vec<u8>,
    pub(super) cases: Vec<Json>,
}

/// A case that was run: which, and what went wrong.
type Outcomes = BTreeMap<(usize, usize), Option<String>>;

/// Runs all cases that are at hand.
pub(crate) fn run(root: &Path) -> Result<String, String> {
    let (data, tests) = match folders() {
        Ok(folders) => folders,
        Err(missing) if std::env::var_os("CI").is_some() => return Err(missing),
        Err(missing) => return Ok(missing),
    };
    let mut suites = services(&data, &tests.join("functional/endpoint-rules"))?;
    suites.extend(language(&tests.join("unit/data/endpoints"))?);
    let folder = root.join("target").join("conformance-endpoints");
    write_program(root, &folder, &suites)?;
    table(&suites, &outcomes(&folder)?)
}

/// The models of botocore and its tests.
pub(super) fn folders() -> Result<(PathBuf, PathBuf), String> {
    let folder = |variable: &str| match std::env::var_os(variable) {
        Some(folder) => Ok(PathBuf::from(folder)),
        None => Err(format!(
            "{variable} names no folder: no endpoint case was run"
        )),
    };
    let data = folder("CONNECTOR_GEN_BOTOCORE")?;
    let tests = folder("CONNECTOR_GEN_BOTOCORE_TESTS")?;
    Ok((data, tests))
}

pub(super) fn services(data: &Path, tests: &Path) -> Result<Vec<Suite>, String> {
    let mut suites = Vec::new();
    for name in names(tests)? {
        let versions = names(&data.join(&name))?;
        let mut models = versions
            .iter()
            .rev()
            .map(|version| data.join(&name).join(version));
        let texts = models.find_map(|folder| {
            let texts = crate::corpus::texts(&folder, &crate::corpus::MODELS).ok()?;
            texts
                .into_iter()
                .find(|(stem, _)| stem == "endpoint-rule-set-1.json")
        });
        let Some((_, rules)) = texts else {
            return Err(format!("`{name}` has cases and no rules"));
        };
        let cases = cases(&tests.join(&name).join("endpoint-tests-1.json"))?;
        suites.push(Suite { name, rules, cases });
    }
    Ok(suites)
}

/// The cases of the language itself.
fn language(folder: &Path) -> Result<Vec<Suite>, String> {
    let mut suites = Vec::new();
    for file in names(&folder.join("valid-rules"))? {
        let path = folder.join("valid-rules").join(&file);
        let rules = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let path = folder.join("test-cases").join(&file);
        let cases = if path.exists() {
            cases(&path)?
        } else {
            Vec::new()
        };
        let name = format!("language: {}", file.trim_end_matches(".json"));
        suites.push(Suite { name, rules, cases });
    }
    Ok(suites)
}

/// What is in a folder, in order.
fn names(folder: &Path) -> Result<Vec<String>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(failed)?;
    let mut names = entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<Vec<String>, _>>()
        .map_err(failed)?;
    names.sort();
    Ok(names)
}

fn cases(path: &Path) -> Result<Vec<Json>, String> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let bytes = fs::read(path).map_err(|error| failed(&error))?;
    let value: Json = serde_json::from_slice(&bytes).map_err(|error| failed(&error))?;
    let cases = value["testCases"].as_array();
    cases.cloned().ok_or_else(|| failed(&"it has no cases"))
}

fn write_program(root: &Path, folder: &Path, suites: &[Suite]) -> Result<(), String> {
    let source = folder.join("src");
    let _ = fs::remove_dir_all(&source);
    let runtime = root.join("crates").join("runtime");
    let manifest = format!(
        "[package]\nname = \"conformance-endpoints\"\nversion = \"0.0.0\"\nedition = \"2024\"\nrust-version = \"1.86\"\n\n\
         [workspace]\n\n[dependencies]\nconnector-runtime = {{ path = {runtime:?}, default-features = false }}\n\
         serde_json = \"1\"\n\n[profile.dev]\ndebug = 0\nincremental = false\n"
    );
    write(&folder.join("Cargo.toml"), &manifest)?;
    let engine = Engine::new().map_err(|error| error.to_string())?;
    let (mut modules, mut calls, mut facts) = (String::new(), String::new(), Vec::new());
    for (number, suite) in suites.iter().enumerate() {
        let failed = |why: String| format!("`{}`: {why}", suite.name);
        let rules = endpoint_rules::from_bytes(0, &suite.rules)
            .map_err(|finding| failed(finding.message.clone()))?;
        let folded = rules.specialize(&BTreeMap::new());
        let view = endpoint::view(&folded).ok_or_else(|| failed("it has no code".to_owned()))?;
        let text = endpoint::render(&engine, &view).map_err(|error| failed(error.to_string()))?;
        write(&source.join(format!("s{number}.rs")), &text)?;
        let _ = writeln!(modules, "mod s{number};");
        let _ = writeln!(calls, "    {},", call(number, &folded));
        facts.push(json!({"settings": settings(&rules), "cases": suite.cases}));
    }
    write(&folder.join("facts.json"), &Json::Array(facts).to_string())?;
    let main = RUNNER
        .replace("// MODULES\n", &modules)
        .replace("    // CALLS\n", &calls);
    write(&source.join("outcome.rs"), OUTCOME)?;
    write(&source.join("main.rs"), &main)
}

/// The call of a service's rules with what a case gives.
fn call(number: usize, rules: &RuleSet) -> String {
    let fields = endpoint::fields(rules);
    if fields.is_empty() {
        return format!("|given| s{number}::resolve(&given.client)");
    }
    let given: Vec<String> = fields
        .iter()
        .map(|(name, kind)| {
            let method = match kind {
                ParameterKind::Boolean => "flag",
                ParameterKind::String => "text",
                ParameterKind::Strings => "texts",
            };
            format!("{}: given.{method}({name:?})", endpoint::field(name))
        })
        .collect();
    let given = given.join(", ");
    format!("|given| s{number}::resolve(&given.client, &s{number}::Context {{ {given} }})")
}

/// Settings of the client by the names that the rules have for them.
fn settings(rules: &RuleSet) -> Json {
    let settings = rules.parameters.iter().filter_map(|parameter| {
        let setting = parameter.built_in?;
        Some((parameter.name.clone(), Json::String(format!("{setting:?}"))))
    });
    Json::Object(settings.collect())
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}

/// Compiles and runs the program.
fn outcomes(folder: &Path) -> Result<Outcomes, String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--quiet", "--color", "never", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--")
        .arg(folder.join("facts.json"))
        .env("RUSTFLAGS", "-Awarnings")
        .output()
        .map_err(|error| format!("cargo did not start: {error}"))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(errors.lines().take(200).collect::<Vec<_>>().join("\n"));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let parsed = text.lines().filter_map(|line| {
        let mut parts = line.splitn(4, '\t');
        let suite = parts.next()?.parse().ok()?;
        let case = parts.next()?.parse().ok()?;
        let verdict = parts.next()?;
        let why = parts.next().unwrap_or_default().to_owned();
        Some(((suite, case), (verdict != "pass").then_some(why)))
    });
    Ok(parsed.collect())
}

/// Numbers of cases, and every case that fails without being a named exception.
fn table(suites: &[Suite], outcomes: &Outcomes) -> Result<String, String> {
    let mut rows = [("services", [0; 4]), ("language", [0; 4])];
    let mut failures = Vec::new();
    let mut stale: Vec<_> = EXCEPTIONS.iter().collect();
    for (number, suite) in suites.iter().enumerate() {
        let row = &mut rows[usize::from(suite.name.starts_with("language: "))].1;
        row[0] += 1;
        for (index, case) in suite.cases.iter().enumerate() {
            row[1] += 1;
            let about = case["documentation"].as_str().unwrap_or_default();
            match outcomes.get(&(number, index)) {
                Some(None) => row[2] += 1,
                outcome => {
                    let is_it = |(name, text, _): &&&(&str, &str, &str)| {
                        *name == suite.name && *text == about
                    };
                    if EXCEPTIONS.iter().any(|known| is_it(&&known)) {
                        stale.retain(|known| !is_it(&known));
                        row[3] += 1;
                        continue;
                    }
                    let why = outcome.cloned().flatten();
                    let why = why.unwrap_or_else(|| "it was not run".to_owned());
                    failures.push(format!("{} case {index} ({about}): {why}", suite.name));
                }
            }
        }
    }
    let mut out = String::from(
        "| rules of | rule sets | cases | passed | named exceptions |\n|---|---|---|---|---|\n",
    );
    for (name, [sets, cases, passed, excepted]) in rows {
        let _ = writeln!(out, "| {name} | {sets} | {cases} | {passed} | {excepted} |");
    }
    for (name, case, why) in EXCEPTIONS {
        let _ = writeln!(out, "exception: {name}, {case}: {why}");
    }
    for (name, case, _) in stale {
        failures.push(format!(
            "{name}, {case}: the exception passes or is not there"
        ));
    }
    if failures.is_empty() {
        return Ok(out);
    }
    let shown = failures
        .iter()
        .take(100)
        .cloned()
        .collect::<Vec<_>>()
        .join("\n");
    Err(format!("{out}{} failures\n{shown}", failures.len()))
}
