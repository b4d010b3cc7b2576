//! `check`: what `regenerate` would change. It never writes.

use std::fmt::Write as _;

use connector_model::diagnostic::Diagnostics;
use connector_update::difference::{counts, unified};
use serde_json::json;

use crate::args::CheckArgs;
use crate::commands::regenerate::{Update, finish_earlier, say_upgrade, update};
use crate::commands::{Status, report};
use crate::connector::{Connector, find, load};
use crate::paths::shown;
use crate::printer::Printer;
use crate::runtime_folder::{self, NAME, Need};
use crate::settings::Verbosity;

/// Files that nobody reads line by line: shown as counts unless everything is asked for.
const FOLDED: [&str; 5] = [
    "src/import_mappings",
    "src/export_mappings",
    ".connector/",
    "connector.lock",
    "docs/domain-model.svg",
];

/// Prints what `regenerate` would change.
pub(crate) fn run(args: &CheckArgs, printer: &mut Printer) -> Result<Status, Diagnostics> {
    let path = find(args.folder.as_deref())?;
    let is_interrupted = finish_earlier(&path, true, printer)?;
    let mut connector = load(&path, printer)?;
    let update = update(&mut connector, &[], printer)?;
    let (need, findings) = runtime_folder::look(path.parent().unwrap_or(&path), &connector.recipe)?;
    printer.findings(findings);
    let text = differences(&connector, &update, printer)?;
    printer.out_verbatim(&text, "diff");
    report::plan(&connector.folder, &update.prepared.plan, printer);
    if need == Need::Write {
        printer.say(&format!("`{NAME}` is not beside the connector"));
    }
    let plan = &update.prepared.plan;
    say_upgrade(&update, printer);
    let differs =
        is_interrupted || update.prepared.writes() || plan.has_conflicts() || need == Need::Write;
    printer.field("differs", json!(differs));
    if !differs {
        printer.say(&format!("{} is up to date", report::subject(&path)));
        return Ok(Status::Done);
    }
    let folder = match shown(&path).as_str() {
        "." => String::new(),
        path => format!(" {}", report::shell_word(path)),
    };
    printer.say(&format!(
        "error: {} is not up to date; run `connector-gen regenerate{folder}`",
        report::subject(&path)
    ));
    Ok(Status::Differences)
}

/// Unified differences from what is there to what would be there.
fn differences(
    connector: &Connector,
    update: &Update,
    printer: &mut Printer,
) -> Result<String, Diagnostics> {
    let mut out = String::new();
    let mut rows = Vec::new();
    let mut add = |path: &str, old: &str, new: &str| {
        let difference = unified(path, old, new);
        let (added, removed) = counts(&difference);
        rows.push(
            json!({ "path": path, "added": added, "removed": removed, "difference": difference }),
        );
        let folded = FOLDED.iter().any(|prefix| path.starts_with(prefix));
        if folded && printer.settings().verbosity < Verbosity::Verbose {
            let _ = writeln!(out, "{path}: {added} lines added, {removed} removed");
        } else {
            out.push_str(&difference);
        }
    };
    let prepared = &update.prepared;
    for step in &prepared.plan.steps {
        let old = prepared
            .disk
            .get(&step.path)
            .map(|bytes| String::from_utf8_lossy(bytes));
        let old = old.unwrap_or_default();
        if let Some(new) = step.action.bytes() {
            add(step.path.as_str(), &old, &String::from_utf8_lossy(new));
        } else if step.action.deletes() {
            add(step.path.as_str(), &old, "");
        }
    }
    for (path, new) in &prepared.record {
        let old = connector.folder.read(path)?.unwrap_or_default();
        if old != new.as_bytes() {
            add(path, &String::from_utf8_lossy(&old), new);
        }
    }
    printer.field("differences", rows.into());
    Ok(out)
}
