//! `check`: what `regenerate` would change. It never writes.

use std::fmt::Write as _;

use connector_model::diagnostic::Diagnostics;
use connector_update::action::Action;
use connector_update::difference::{counts, unified};
use serde_json::json;

use crate::args::CheckArgs;
use crate::commands::changes::{annotations, markdown, row, short_list, summary};
use crate::commands::regenerate::{Update, finish_earlier, say_upgrade, update};
use crate::commands::{Status, report};
use crate::connector::{Connector, RECIPE, find, load};
use crate::paths::shown;
use crate::printer::{Printer, markdown_code, printable};
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
const LONG: usize = 100;

/// Lines that all differences together may have to be shown without `--verbose`: what a person reads.
const READ: usize = 200;

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
    let is_shown = |action: &Action| matches!(action, Action::Replace(_));
    report::plan_without(&connector.folder, &update.prepared.plan, is_shown, printer);
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
    let stale = format!(
        "{} is not up to date; run `connector-gen regenerate{folder}`",
        report::subject(&path)
    );
    printer.say(&format!("error: {stale}"));
    let recipe = shown(&path.join(RECIPE));
    printer.annotation("error", Some(&recipe), "not up to date", &stale);
    for found in annotations(&update.changes, |_| false) {
        printer.annotation(found.kind, Some(&recipe), &found.title, &found.text);
    }
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
    let each = printer.settings().verbosity == Verbosity::Verbose;
    let (list, summary) = (short_list(&update.changes, each), summary(&update.changes));
    printer.out(&format!("{summary}\n{list}\n"));
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
    let mut shown = 0_usize;
    let mut add = |path: &str, old: &str, new: &str| {
        let difference = unified(path, old, new);
        let (added, removed) = counts(&difference);
        rows.push(
            json!({ "path": path, "added": added, "removed": removed, "difference": difference }),
        );
        let is_long = added + removed > LONG || shown + added + removed > READ;
        let is_mechanical = FOLDED.iter().any(|prefix| path.starts_with(prefix));
        let is_folded =
            (is_mechanical || is_long) && printer.settings().verbosity < Verbosity::Verbose;
        overview.add(path, added, removed, is_folded);
        if !is_folded {
            shown += added + removed;
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
    files: Vec<Differing>,
}

/// A file that differs, or those of one folder that are not shown.
#[derive(Clone)]
struct Differing {
    path: String,
    files: usize,
    added: usize,
    removed: usize,
    is_folded: bool,
}

impl Overview {
    fn add(&mut self, path: &str, added: usize, removed: usize, is_folded: bool) {
        if added + removed > 0 {
            self.files.push(Differing {
                path: path.to_owned(),
                files: 1,
                added,
                removed,
                is_folded,
            });
        }
    }

    /// One row for the files of one folder that are not shown.
    fn rows(&self) -> Vec<Differing> {
        let mut rows: Vec<Differing> = Vec::new();
        let folder = |path: &str| path.rfind('/').map(|at| path[..=at].to_owned());
        for file in &self.files {
            let own = folder(&file.path).filter(|_| file.is_folded);
            let same = rows
                .iter_mut()
                .filter(|row| row.is_folded && own.is_some())
                .find(|row| folder(&row.path) == own);
            match (same, own) {
                (Some(row), Some(folder)) => row.join(folder, file),
                _ => rows.push(file.clone()),
            }
        }
        rows
    }

    fn text(&self, is_markdown: bool) -> String {
        if self.files.is_empty() {
            return String::new();
        }
        let added: usize = self.files.iter().map(|file| file.added).sum();
        let removed: usize = self.files.iter().map(|file| file.removed).sum();
        let noun = if self.files.len() == 1 {
            "file differs"
        } else {
            "files differ"
        };
        let is_folded = self.files.iter().any(|file| file.is_folded);
        let hint = if is_folded {
            "; `--verbose` shows all of them"
        } else {
            ""
        };
        let mut out = format!(
            "{} {noun}: {added} lines added, {removed} removed{hint}\n",
            self.files.len()
        );
        if is_markdown {
            out.push('\n');
        }
        for row in self.rows() {
            row.write(&mut out, is_markdown);
        }
        out.push('\n');
        out
    }
}

impl Differing {
    fn join(&mut self, folder: String, file: &Differing) {
        self.path = folder;
        self.files += 1;
        self.added += file.added;
        self.removed += file.removed;
    }

    fn write(&self, out: &mut String, is_markdown: bool) {
        let (path, added, removed) = (&self.path, self.added, self.removed);
        let note = match (self.is_folded, self.files) {
            (false, _) => String::new(),
            (true, 1) => "  (not shown)".to_owned(),
            (true, files) => format!("  ({files} files, not shown)"),
        };
        let _ = if is_markdown {
            writeln!(out, "* {}: +{added} -{removed}{note}", markdown_code(path))
        } else {
            writeln!(out, "  {:56} +{added} -{removed}{note}", printable(path))
        };
    }
}

#[cfg(test)]
mod tests {
    use super::Overview;

    #[test]
    fn what_is_not_shown_is_one_row_for_a_folder() {
        let mut overview = Overview::default();
        overview.add("README.md", 1, 0, false);
        overview.add("src/import_mappings/a.rs", 2, 1, true);
        overview.add("src/lib.rs", 1, 1, false);
        overview.add("src/import_mappings/b.rs", 3, 0, true);
        overview.add("connector.lock", 4, 4, true);
        overview.add("docs/a.md", 9, 0, true);
        let text = overview.text(true);
        let expected = "6 files differ: 20 lines added, 6 removed; `--verbose` shows all of them\n\n\
                        * `README.md`: +1 -0\n\
                        * `src/import_mappings/`: +5 -1  (2 files, not shown)\n\
                        * `src/lib.rs`: +1 -1\n\
                        * `connector.lock`: +4 -4  (not shown)\n\
                        * `docs/a.md`: +9 -0  (not shown)\n\n";
        assert_eq!(text, expected);
    }
}
