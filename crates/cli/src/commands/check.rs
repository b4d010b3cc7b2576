//! `check`: what `regenerate` would change. It never writes.

use std::fmt::Write as _;

use connector_model::diagnostic::Diagnostics;
use connector_update::difference::{counts, unified};
use serde_json::json;

use crate::args::CheckArgs;
use crate::commands::changes::{markdown, row, short_list, summary};
use crate::commands::regenerate::{Update, finish_earlier, say_upgrade, update};
use crate::commands::{Status, report};
use crate::connector::{Connector, find, load};
use crate::paths::shown;
use crate::printer::{Printer, printable};
use crate::runtime_folder::{self, NAME, Need};
use crate::settings::Verbosity;
use crate::templates;

/// Files that nobody reads line by line: shown as counts unless everything is asked for.
const FOLDED: [&str; 5] = [
    "src/import_mappings",
    "src/export_mappings",
    ".connector/",
    "connector.lock",
    "docs/domain-model.svg",
];

/// Lines that a difference may have to be shown without `--verbose`.
const LONG: usize = 200;

/// Prints what `regenerate` would change.
pub(crate) fn run(args: &CheckArgs, printer: &mut Printer) -> Result<Status, Diagnostics> {
    let path = find(args.folder.as_deref())?;
    let is_interrupted = finish_earlier(&path, true, printer)?;
    let mut connector = load(&path, printer)?;
    let update = update(&mut connector, &[], printer)?;
    let (need, findings) = runtime_folder::look(path.parent().unwrap_or(&path), &connector.recipe)?;
    printer.findings(findings);
    if let Some(note) = templates::note(&update.templates) {
        printer.findings(note.into());
    }
    let (overview, text) = differences(&connector, &update, printer)?;
    api(&update, printer);
    printer.out(&overview);
    if !text.is_empty() {
        printer.folded("Differences", &text, "diff");
    }
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

/// What the API changed, before the lines that come of it.
fn api(update: &Update, printer: &mut Printer) {
    let rows: Vec<_> = update.changes.iter().map(row).collect();
    printer.field("changes", rows.into());
    if update.changes.is_empty() {
        return;
    }
    if printer.is_markdown() {
        return printer.out(&markdown(&update.changes));
    }
    let (list, summary) = (short_list(&update.changes), summary(&update.changes));
    printer.out(&format!("{list}{summary}\n\n"));
}

/// A line for each file that differs, and the unified differences from what is there to what would be there.
fn differences(
    connector: &Connector,
    update: &Update,
    printer: &mut Printer,
) -> Result<(String, String), Diagnostics> {
    let mut out = String::new();
    let mut overview = Overview::default();
    let mut rows = Vec::new();
    let mut add = |path: &str, old: &str, new: &str| {
        let difference = unified(path, old, new);
        let (added, removed) = counts(&difference);
        rows.push(
            json!({ "path": path, "added": added, "removed": removed, "difference": difference }),
        );
        let is_long = added + removed > LONG;
        let is_mechanical = FOLDED.iter().any(|prefix| path.starts_with(prefix));
        let is_folded =
            (is_mechanical || is_long) && printer.settings().verbosity < Verbosity::Verbose;
        overview.add(path, added, removed, is_folded);
        if !is_folded {
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
    Ok((overview.text(printer.is_markdown()), out))
}

/// The files that differ, with their numbers of lines.
#[derive(Default)]
struct Overview {
    files: Vec<(String, usize, usize, bool)>,
}

impl Overview {
    fn add(&mut self, path: &str, added: usize, removed: usize, is_folded: bool) {
        if added + removed > 0 {
            let file = (path.to_owned(), added, removed, is_folded);
            self.files.push(file);
        }
    }

    fn text(&self, is_markdown: bool) -> String {
        if self.files.is_empty() {
            return String::new();
        }
        let added: usize = self.files.iter().map(|file| file.1).sum();
        let removed: usize = self.files.iter().map(|file| file.2).sum();
        let noun = if self.files.len() == 1 {
            "file differs"
        } else {
            "files differ"
        };
        let mut out = format!(
            "{} {noun}: {added} lines added, {removed} removed\n",
            self.files.len()
        );
        if is_markdown {
            out.push('\n');
        }
        for (path, added, removed, is_folded) in &self.files {
            let note = if *is_folded { "  (not shown)" } else { "" };
            let path = printable(path);
            let _ = if is_markdown {
                writeln!(out, "* `{path}`: +{added} -{removed}{note}")
            } else {
                writeln!(out, "  {path:56} +{added} -{removed}{note}")
            };
        }
        out.push('\n');
        out
    }
}
