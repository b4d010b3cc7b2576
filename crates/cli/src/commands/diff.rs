//! `diff OLD NEW`: what changed between two versions of an API.

use std::fmt::Write as _;
use std::path::Path;

use connector_model::diagnostic::Diagnostics;
use connector_model::recipe::{Places, Recipe};
use connector_model::service::Service;
use connector_update::change_rules::Level;
use connector_update::changes::{Change, changes, gravest};
use connector_update::record;
use serde_json::json;

use crate::args::{DiffArgs, FailOn};
use crate::commands::{Status, report};
use crate::connector::{Basis, RECIPE, basis, load};
use crate::pipeline;
use crate::printer::{Printer, markdown_cell, printable};
use crate::sources::{Source, read_all};

/// Reports what changed between two versions of an API.
pub(crate) fn run(args: &DiffArgs, printer: &mut Printer) -> Result<Status, Diagnostics> {
    let mut rules = Rules::default();
    let operations: Vec<String> = args.operation.iter().cloned().collect();
    report::add_facts(&mut rules.recipe, &args.facts, &operations);
    let old = version(&args.old, &mut rules, printer)?;
    let new = version(&args.new, &mut rules, printer)?;
    let changes = changes(&old, &new);
    print(&changes, args.fail_on, printer);
    Ok(match (gravest(&changes), limit(args.fail_on)) {
        (Some(level), Some(limit)) if level >= limit => Status::Differences,
        _ => Status::Done,
    })
}

/// How sources are read: with the recipe of the last connector that was named, else with the command line's facts.
#[derive(Default)]
struct Rules {
    recipe: Recipe,
    places: Places,
}

/// The service model that an argument means.
fn version(name: &str, rules: &mut Rules, printer: &mut Printer) -> Result<Service, Diagnostics> {
    if Path::new(name).join(RECIPE).is_file() {
        return connector(name, rules, printer);
    }
    let sources = read_all(&[name.to_owned()])?;
    let snapshot = match &sources[..] {
        [source] if is_snapshot(source) => {
            record::read_service(&String::from_utf8_lossy(&source.bytes))?
        }
        _ => {
            let (service, _) = pipeline::ingest(&sources, &rules.recipe, printer)?;
            pipeline::chosen(&service, &rules.recipe, printer)?
        }
    };
    pipeline::amended(&snapshot, &rules.recipe, &rules.places, printer)
}

fn is_snapshot(source: &Source) -> bool {
    source.bytes.starts_with(b"{\n  \"format\": ")
}

/// The model that a connector was generated from last, and its recipe for what follows.
fn connector(name: &str, rules: &mut Rules, printer: &mut Printer) -> Result<Service, Diagnostics> {
    let connector = load(Path::new(name), printer)?;
    let snapshot = match &connector.snapshot {
        Some(snapshot) => snapshot.clone(),
        None => match basis(&connector, &[], printer)? {
            Basis::Sources(sources) => {
                let (service, _) = pipeline::ingest(&sources, &connector.recipe, printer)?;
                pipeline::chosen(&service, &connector.recipe, printer)?
            }
            Basis::Snapshot => Service::default(),
        },
    };
    rules.recipe = connector.recipe;
    rules.places = connector.places;
    pipeline::amended(&snapshot, &rules.recipe, &rules.places, printer)
}

fn limit(fail_on: FailOn) -> Option<Level> {
    match fail_on {
        FailOn::Breaking => Some(Level::Breaking),
        FailOn::Behaviour => Some(Level::Behaviour),
        FailOn::Compatible => Some(Level::Compatible),
        FailOn::Never => None,
    }
}

fn print(changes: &[Change], fail_on: FailOn, printer: &mut Printer) {
    let rows: Vec<_> = changes.iter().map(row).collect();
    printer.field("changes", rows.into());
    printer.field("next-version", json!(gravest(changes).map(next_version)));
    for change in changes {
        let is_error = limit(fail_on).is_some_and(|limit| change.rule.level >= limit);
        let kind = if is_error { "error" } else { "warning" };
        printer.annotation(kind, change.rule.code, &line(change));
    }
    if printer.is_markdown() {
        return printer.out(&markdown(changes));
    }
    printer.out(&format!("{}{}\n", list(changes), summary(changes)));
}

/// The changes for people: what, why, and what it reaches.
pub(crate) fn list(changes: &[Change]) -> String {
    let mut out = String::new();
    for change in changes {
        let (level, code) = (change.rule.level.word(), change.rule.code);
        let _ = writeln!(out, "{level:10} {code}  {}", line(change));
        let reaches = printable(&change.operations.join(", ")).into_owned();
        let why = change.rule.why;
        let _ = writeln!(out, "                   why: {why}; reaches {reaches}");
    }
    out
}

fn row(change: &Change) -> serde_json::Value {
    json!({
        "id": change.rule.code,
        "level": change.rule.level.word(),
        "subject": change.subject,
        "summary": change.rule.summary,
        "detail": change.message,
        "why": change.rule.why,
        "operations": change.operations,
    })
}

fn line(change: &Change) -> String {
    let detail = if change.message.is_empty() {
        String::new()
    } else {
        format!(" ({})", change.message)
    };
    let text = format!("{}: {}{detail}", change.subject, change.rule.summary);
    printable(&text).into_owned()
}

fn markdown(changes: &[Change]) -> String {
    let mut out = format!("{}\n", summary(changes));
    if !changes.is_empty() {
        out.push_str("\n| level | id | what | change | why | operations |\n| --- | --- | --- | --- | --- | --- |\n");
    }
    for change in changes {
        let detail = if change.message.is_empty() {
            String::new()
        } else {
            format!(": {}", change.message)
        };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            change.rule.level,
            change.rule.code,
            markdown_cell(&change.subject),
            markdown_cell(&format!("{}{detail}", change.rule.summary)),
            markdown_cell(change.rule.why),
            markdown_cell(&change.operations.join(", ")),
        );
    }
    out
}

/// How many changes of each level there are, and what that means for the next version.
pub(crate) fn summary(changes: &[Change]) -> String {
    let Some(level) = gravest(changes) else {
        return "the API did not change".to_owned();
    };
    let count = |level: Level| {
        changes
            .iter()
            .filter(|change| change.rule.level == level)
            .count()
    };
    format!(
        "changes of the API: {} breaking, {} of behaviour, {} compatible; next version: {}",
        count(Level::Breaking),
        count(Level::Behaviour),
        count(Level::Compatible),
        next_version(level)
    )
}

/// The part of a version that has to rise, in the rules of Cargo.
fn next_version(level: Level) -> &'static str {
    match level {
        Level::Breaking => "major (minor below 1.0)",
        Level::Behaviour => "minor",
        Level::Compatible => "minor (patch below 1.0)",
    }
}
