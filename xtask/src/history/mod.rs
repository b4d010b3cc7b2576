//! `cargo xtask history`: is the report of changes right? Connectors of services whose models changed between two
//! versions of botocore are generated from both, and small programs that use what a change is about are compiled
//! against the old and the new one: each proves or refutes what the report says of it.
//!
//! The wheels of botocore are unpacked below `target/history`; `cargo xtask history fetch` gets them.

mod compile;
mod witness;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use connector_emit::rust::surface::surface;
use connector_ingest::{Hints, SourceText};
use connector_model::diagnostic::Diagnostics;
use connector_model::files::Files;
use connector_model::lower::{Lowered, NamingRecord, lower, lower_again, names_of};
use connector_model::order;
use connector_model::recipe::Recipe;
use connector_model::service::{Service, ShapeId, ShapeKind};
use connector_model::slice::slice;
use connector_model::surface::{Surface, Type};
use connector_update::change_rules::Level;
use connector_update::changes::{Change, Side, changes};

use crate::corpus;
use compile::Program;

/// Versions of botocore that are compared.
const VERSIONS: [&str; 4] = ["1.34.0", "1.40.0", "1.43.0", "1.44.5"];

/// Services whose models changed between the first and the last of them.
const SERVICES: &[&str] = &[
    "accessanalyzer",
    "acm",
    "amplify",
    "apigateway",
    "appsync",
    "athena",
    "autoscaling",
    "backup",
    "batch",
    "budgets",
    "cloudformation",
    "cloudfront",
    "cloudtrail",
    "codebuild",
    "cognito-idp",
    "datasync",
    "devicefarm",
    "dynamodb",
    "ecr",
    "ecs",
    "eks",
    "events",
    "firehose",
    "identitystore",
    "kinesis",
    "kms",
    "lambda",
    "logs",
    "mq",
    "polly",
    "pricing",
    "rekognition",
    "route53",
    "s3",
    "scheduler",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "stepfunctions",
    "sts",
    "textract",
    "transcribe",
    "translate",
    "workmail",
    "xray",
];

/// Operations of a service that take part; the largest would only repeat what they show.
const OPERATIONS: usize = 60;

/// Changes of one rule and service that are proved, of those that break and of the others.
const PROVED: [usize; 2] = [12, 4];

/// Gets the wheels and unpacks them, with the Python that is there.
pub(crate) fn fetch(root: &Path) -> Result<String, String> {
    let folder = folder(root);
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let python = |arguments: &[&str]| -> Result<(), String> {
        let status = Command::new("python3")
            .args(arguments)
            .current_dir(&folder)
            .status()
            .map_err(|error| format!("python3 did not start: {error}"))?;
        if status.success() {
            return Ok(());
        }
        Err(format!("python3 {} failed", arguments.join(" ")))
    };
    for version in VERSIONS {
        if folder.join(version).is_dir() {
            continue;
        }
        let package = format!("botocore=={version}");
        let wheel = format!("botocore-{version}-py3-none-any.whl");
        python(&["-m", "pip", "download", "--quiet", "--no-deps", &package])?;
        python(&["-m", "zipfile", "-e", &wheel, version])?;
    }
    Ok(format!("the models are in {}", folder.display()))
}

/// `target/history`, or where `CONNECTOR_GEN_HISTORY` says.
fn folder(root: &Path) -> PathBuf {
    std::env::var_os("CONNECTOR_GEN_HISTORY")
        .map_or_else(|| root.join("target").join("history"), PathBuf::from)
}

/// Compares two versions of botocore, the first and the last without arguments.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let (old, new, only) = match arguments {
        [old, new, only @ ..] => (*old, *new, only),
        _ => (VERSIONS[0], VERSIONS[VERSIONS.len() - 1], &[][..]),
    };
    let folder = folder(root);
    let data = |version: &str| folder.join(version).join("botocore").join("data");
    for version in [old, new] {
        if !data(version).is_dir() {
            let text = format!(
                "botocore {version} is not in {}: nothing was proved; get it with `cargo xtask history fetch`",
                folder.display()
            );
            let in_ci = std::env::var_os("CI").is_some();
            return if in_ci { Err(text) } else { Ok(text) };
        }
    }
    let mut histories = Vec::new();
    for name in SERVICES
        .iter()
        .filter(|name| only.is_empty() || only.contains(name))
    {
        let one =
            history(name, &data(old), &data(new)).map_err(|error| format!("{name}: {error}"))?;
        histories.push(one);
    }
    report(root, old, new, &histories)
}

/// A service in two versions.
struct History {
    name: &'static str,
    old: Version,
    new: Version,
    changes: Vec<Change>,
}

/// A version of a service.
pub(crate) struct Version {
    pub(crate) service: Service,
    pub(crate) surface: Surface,
    files: Files,
}

fn history(name: &'static str, old: &Path, new: &Path) -> Result<History, String> {
    let old = read(&old.join(name))?;
    let new = read(&new.join(name))?;
    let mut recipe = Recipe::default();
    recipe.connector.name.clone_from(&old.title);
    recipe.connector.crate_name = Some(format!("{name}-connector"));
    let wanted: Vec<String> = old
        .operations
        .iter()
        .take(OPERATIONS)
        .map(|operation| operation.name.clone())
        .collect();
    let of = |service: &Service| -> Service {
        let known = |name: &&String| service.operations.iter().any(|o| o.name == **name);
        let wanted: Vec<String> = wanted.iter().filter(known).cloned().collect();
        slice(service, &wanted).0
    };
    let whole = new.clone();
    let (old, mut new) = (of(&old), of(&new));
    order::keep(&mut new, &old);
    let nothing = NamingRecord::default();
    let lowered = lower(&old, &recipe, &nothing);
    let names = names_of(&old, &recipe, &nothing).unwrap_or_default();
    let old = version(old, &recipe, lowered)?;
    let lowered = lower_again(&new, &recipe, &names);
    let new = version(new, &recipe, lowered)?;
    let changes = changes(side(&old, &old.service), side(&new, &whole));
    Ok(History {
        name,
        old,
        new,
        changes,
    })
}

fn side<'a>(version: &'a Version, whole: &'a Service) -> Side<'a> {
    Side {
        service: &version.service,
        surface: &version.surface,
        whole,
    }
}

fn read(folder: &Path) -> Result<Service, String> {
    let texts = corpus::texts(&corpus::newest(folder)?)?;
    let sources: Vec<SourceText<'_>> = texts
        .iter()
        .map(|(name, bytes)| SourceText { name, bytes })
        .collect();
    let ingested = connector_ingest::ingest(&sources, &Hints::default());
    ingested
        .service
        .ok_or_else(|| corpus::errors(&ingested.diagnostics))
}

fn version(
    service: Service,
    recipe: &Recipe,
    (lowered, findings): (Option<Lowered>, Diagnostics),
) -> Result<Version, String> {
    let lowered = lowered.ok_or_else(|| corpus::errors(&findings))?;
    let options = connector_emit::Options::default();
    let (files, findings) = connector_emit::emit(&lowered.domain, recipe, &options);
    if files.is_empty() {
        return Err(corpus::errors(&findings));
    }
    let surface = surface(&lowered.domain, recipe);
    Ok(Version {
        service,
        surface,
        files,
    })
}

/// A change with the program that proves or refutes it.
struct Case<'a> {
    history: &'a History,
    change: &'a Change,
    text: String,
}

/// The changes to prove: of each rule and service some.
fn cases(histories: &[History]) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    for history in histories {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for change in &history.changes {
            let limit = PROVED[usize::from(change.level != Level::Breaking)];
            let count = counts.entry(change.rule.code).or_default();
            if *count >= limit {
                continue;
            }
            let library = library(history.name);
            let text = witness::witness(change, &history.old, &library);
            if let Some(text) = text {
                *count += 1;
                cases.push(Case {
                    history,
                    change,
                    text,
                });
            }
        }
    }
    cases
}

/// What the programs call the connector, whatever its own name is.
fn library(service: &str) -> String {
    format!("service_{}", service.replace('-', "_"))
}

fn report(root: &Path, old: &str, new: &str, histories: &[History]) -> Result<String, String> {
    let cases = cases(histories);
    let wholes = wholes(histories);
    let folder = folder(root);
    let of_cases = cases.iter().map(|case| (case.history, &case.text));
    let of_wholes = wholes.iter().map(|whole| (whole.history, &whole.text));
    let programs: Vec<Program<'_>> = of_cases
        .chain(of_wholes)
        .map(|(history, text)| Program {
            service: history.name,
            text,
        })
        .collect();
    let files = |of: fn(&History) -> &Version| -> Vec<(&str, &Files)> {
        let all = histories.iter();
        all.map(|history| (history.name, &of(history).files))
            .collect()
    };
    let workspace = |name: &str, connectors: &[(&str, &Files)]| {
        compile::failing(root, &folder.join(name), connectors, &programs)
    };
    let in_old = workspace("old", &files(|history| &history.old))?;
    if let Some((at, error)) = in_old.first_key_value() {
        let text = programs[*at].text;
        let count = in_old.len();
        return Err(format!(
            "{count} programs do not fit the old connector, first this one:\n{text}\n{error}"
        ));
    }
    let in_new = workspace("new", &files(|history| &history.new))?;
    let (of_cases, of_wholes): (BTreeMap<_, _>, BTreeMap<_, _>) =
        in_new.into_iter().partition(|(at, _)| *at < cases.len());
    let of_wholes = of_wholes
        .into_iter()
        .map(|(at, error)| (at - cases.len(), error));
    let silent = silent(&wholes, &of_wholes.collect());
    let proved = summary(old, new, histories, &cases, &of_cases);
    match (proved, silent) {
        (Ok(proved), Ok(silent)) => Ok(format!("{proved}{silent}")),
        (Ok(text) | Err(text), Ok(more) | Err(more)) => Err(format!("{text}{more}")),
    }
}

/// A type of an old connector with the program that uses all of it.
struct Whole<'a> {
    history: &'a History,
    name: &'a str,
    kind: &'a Type,
    text: String,
}

fn wholes(histories: &[History]) -> Vec<Whole<'_>> {
    let mut wholes = Vec::new();
    for history in histories {
        let library = library(history.name);
        for (name, kind) in &history.old.surface.types {
            wholes.push(Whole {
                history,
                name,
                kind,
                text: witness::whole(name, kind, &library),
            });
        }
    }
    wholes
}

/// Types whose whole use broke, and those of them for which the report has no breaking change.
fn silent(wholes: &[Whole<'_>], failing: &BTreeMap<usize, String>) -> Result<String, String> {
    let mut unsaid = Vec::new();
    for (at, error) in failing {
        let whole = &wholes[*at];
        if !is_said(whole) {
            unsaid.push(format!("{} {}: {error}", whole.history.name, whole.name));
        }
    }
    let text = format!(
        "{} programs that use all of a type each: {} break, the report says nothing of {}\n",
        wholes.len(),
        failing.len(),
        unsaid.len()
    );
    if unsaid.is_empty() {
        Ok(text)
    } else {
        Err(format!("{text}{}", unsaid.join("\n")))
    }
}

/// Whether the report has a breaking change of the type, of its operation, of a type that it names, or of what held it.
fn is_said(whole: &Whole<'_>) -> bool {
    let is_gone = !whole.history.new.surface.types.contains_key(whole.name);
    let shape = whole.kind.shape.as_deref();
    let breaking = |change: &&Change| change.level == Level::Breaking;
    let mut changes = whole.history.changes.iter().filter(breaking);
    changes.any(|change| {
        let own = subject(&change.subject);
        let is_of_output = matches!(change.rule.code, "CH0071" | "CH0072");
        let operation = whole.kind.operation.as_ref();
        let of_operation = operation.is_some_and(|operation| {
            *operation == own || is_of_output && change.operations.contains(operation)
        });
        let is_named =
            whole.text.contains(&format!("{own}>")) || whole.text.contains(&format!(" {own} "));
        own == whole.name
            || Some(own.as_str()) == shape
            || holds(whole, &own)
            || of_operation
            || is_named
            || is_gone
    })
}

/// Whether a member of the type is a list or a map of this shape, or the shape itself.
fn holds(whole: &Whole<'_>, shape: &str) -> bool {
    let service = &whole.history.old.service;
    let own = whole.kind.shape.clone().map(ShapeId);
    let own = own.and_then(|id| service.shapes.get(&id));
    let Some(ShapeKind::Structure(members)) = own.map(|own| &own.kind) else {
        return false;
    };
    let mut members = members.iter();
    members.any(|member| witness::reaches(service, &member.target, shape))
}

/// The shape, the type or the operation that a subject begins with.
fn subject(text: &str) -> String {
    let end = text.find(['.', ':', '[', '{']).unwrap_or(text.len());
    text[..end].to_owned()
}

fn summary(
    old: &str,
    new: &str,
    histories: &[History],
    cases: &[Case<'_>],
    failing: &BTreeMap<usize, String>,
) -> Result<String, String> {
    let mut text = String::new();
    let changes: usize = histories.iter().map(|history| history.changes.len()).sum();
    let services = histories
        .iter()
        .filter(|history| !history.changes.is_empty());
    let _ = writeln!(
        text,
        "botocore {old} to {new}: {} services, {} of them changed, {changes} changes; all {} connectors compile",
        histories.len(),
        services.count(),
        histories.len() * 2
    );
    let mut rows: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut explained = Vec::new();
    let mut wrong = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let breaks = failing.contains_key(&at);
        let says = case.change.level == Level::Breaking;
        let row = rows.entry(case.change.rule.code).or_default();
        row[0] += 1;
        if breaks == says {
            row[1] += 1;
            continue;
        }
        let line = format!(
            "{} {} {} {}",
            case.history.name, case.change.rule.code, case.change.subject, case.change.message
        );
        if let Some(why) = explanation(case, breaks) {
            row[2] += 1;
            explained.push(format!("{line}: {why}"));
            continue;
        }
        row[3] += 1;
        let error = failing.get(&at).map_or("it compiles", |error| error);
        wrong.push(format!("{line}: {error}"));
    }
    let _ = writeln!(text, "rule    proved  agree  explained  wrong");
    for (code, [all, agree, explained, wrong]) in &rows {
        let _ = writeln!(text, "{code}  {all:6}  {agree:5}  {explained:9}  {wrong:5}");
    }
    let agree: usize = rows.values().map(|row| row[1]).sum();
    let breaking = cases
        .iter()
        .filter(|case| case.change.level == Level::Breaking);
    let _ = writeln!(
        text,
        "{} programs, {} of them for breaking changes: {agree} agree with the report ({:.1} %), {} disagreements are explained, \
         {} are not",
        cases.len(),
        breaking.count(),
        percent(agree, cases.len()),
        explained.len(),
        wrong.len()
    );
    for line in &explained {
        let _ = writeln!(text, "  explained: {line}");
    }
    let complete = complete(histories, cases, failing);
    let _ = writeln!(text, "{complete}");
    if wrong.is_empty() {
        return Ok(text);
    }
    Err(format!("{text}{}", wrong.join("\n")))
}

#[allow(clippy::cast_precision_loss, reason = "a figure of one decimal")]
fn percent(part: usize, of: usize) -> f64 {
    part as f64 * 100.0 / of.max(1) as f64
}

/// Why a verdict that a program does not show is right all the same.
fn explanation(case: &Case<'_>, breaks: bool) -> Option<String> {
    let change = case.change;
    if !breaks {
        let refused = matches!(change.rule.code, "CH0006" | "CH0015");
        return refused.then(|| "calls are refused, not by the compiler".to_owned());
    }
    // The program of a mild change needs the type, and another change of the same type breaks that.
    let own = subject(&change.subject);
    let other = case.history.changes.iter().find(|other| {
        other.level == Level::Breaking
            && (subject(&other.subject) == own
                || other
                    .operations
                    .iter()
                    .any(|name| change.operations.contains(name))
                    && case.text.contains(&format!("{}>", subject(&other.subject))))
    })?;
    Some(format!(
        "the report has {} {} for the same type",
        other.rule.code, other.subject
    ))
}

/// Services in which a program broke although the report says nothing of a break.
fn complete(
    histories: &[History],
    cases: &[Case<'_>],
    failing: &BTreeMap<usize, String>,
) -> String {
    let broken: BTreeSet<&str> = failing.keys().map(|at| cases[*at].history.name).collect();
    let said: BTreeSet<&str> = histories
        .iter()
        .filter(|history| {
            let mut changes = history.changes.iter();
            changes.any(|change| change.level == Level::Breaking)
        })
        .map(|history| history.name)
        .collect();
    format!(
        "{} services broke a program, the report says so of {} of them",
        broken.len(),
        broken.intersection(&said).count()
    )
}
