//! What the writing verbs say about what they did, and what they share in reading the command line.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::files::RelPath;
use connector_model::recipe::Recipe;
use connector_update::plan::{Action, Conflict, Plan, Reason, beside};
use serde_json::json;

use crate::args::FactArgs;
use crate::codes;
use crate::folder::Folder;
use crate::paths::{relative, resolved, shown};
use crate::printer::Printer;
use crate::runtime_folder::{NAME, Need};
use crate::settings::Verbosity;
use crate::sources::{STDIN, installed};

/// Puts what the command line said into the recipe.
pub(crate) fn add_facts(recipe: &mut Recipe, facts: &FactArgs, operations: &[String]) {
    let put = |slot: &mut Option<String>, value: Option<&String>| {
        if let Some(value) = value {
            *slot = Some(value.clone());
        }
    };
    put(&mut recipe.connector.name, facts.name.as_ref());
    put(&mut recipe.connector.service, facts.service.as_ref());
    put(&mut recipe.sample.url, facts.url.as_ref());
    put(&mut recipe.sample.method, facts.method.as_ref());
    recipe.sample.status = facts.status.or(recipe.sample.status);
    // A bare body is of one operation, and `--operation` is what it is called.
    if let [operation] = operations {
        recipe.sample.operation = Some(operation.clone());
    }
}

/// The folder that a crate of this name is written to without `--out`.
pub(crate) fn default_folder(crate_name: &str) -> Result<String, Diagnostics> {
    let name = crate_name.to_owned();
    if RelPath::parse(&name).is_ok() && !name.contains('/') && name != NAME {
        return Ok(name);
    }
    let message = format!("the crate's name `{name}` cannot be a folder's name");
    Err(Diagnostic::new(&codes::CRATE_NAME, message)
        .help("name the folder with `--out DIR`, or the connector with `--name NAME`")
        .into())
}

/// The name that the recipe gives a source; `None` if it can have none.
pub(crate) fn source_name(given: &str, folder: &Path, printer: &mut Printer) -> Option<String> {
    if given == STDIN {
        let message = "the recipe names no source, because standard input cannot be read again";
        let note = Diagnostic::new(&codes::STDIN_RECORD, message)
            .help("give the next body with `connector-gen regenerate --from SOURCE`");
        printer.findings(note.into());
        return None;
    }
    if installed::service(given).is_some() {
        return Some(given.to_owned());
    }
    let path = resolved(Path::new(given)).ok()?;
    relative(folder, &path)
}

/// Prints what happens to the files: a line each for what is not as usual, all of them with `--verbose`.
pub(crate) fn plan(folder: &Folder, plan: &Plan, printer: &mut Printer) {
    plan_without(folder, plan, |_| false, printer);
}

/// The same without what the report shows already.
pub(crate) fn plan_without(
    folder: &Folder,
    plan: &Plan,
    is_shown: impl Fn(&Action) -> bool,
    printer: &mut Printer,
) {
    let rows: Vec<_> = plan
        .steps
        .iter()
        .map(|step| json!({ "path": step.path.as_str(), "action": step.action.verb() }))
        .collect();
    printer.field("folder", json!(folder.shown()));
    printer.field("files", rows.into());
    for (from, to) in &plan.found {
        printer.say(&format!("  {:18} {from} → {to}", "moved by you"));
    }
    for step in plan.steps.iter().filter(|step| !is_shown(&step.action)) {
        let line = format!("  {:18} {}", step.action.verb(), step.path);
        if is_usual(&step.action) || (is_first(plan) && matches!(step.action, Action::Create(_))) {
            printer.say_more(&line);
        } else {
            printer.say(&line);
        }
    }
    printer.findings(conflicts(plan));
}

/// Whether nothing happens to a file, and nothing has to be said about it.
fn is_usual(action: &Action) -> bool {
    matches!(action, Action::Unchanged | Action::User | Action::Edited)
}

/// Whether the plan is that of a new connector, all of whose files are created.
fn is_first(plan: &Plan) -> bool {
    let mut actions = plan.steps.iter().map(|step| &step.action);
    actions.all(|action| matches!(action, Action::Create(_) | Action::User))
}

/// The plan as a table, for `--dry-run`: what would happen, and with `--verbose` also what would not.
pub(crate) fn table(plan: &Plan, verbosity: Verbosity) -> String {
    let mut out = String::new();
    let mut quiet = 0_usize;
    for step in &plan.steps {
        if is_usual(&step.action) && verbosity < Verbosity::Verbose {
            quiet += 1;
            continue;
        }
        let _ = writeln!(out, "{:18} {}", step.action.verb(), step.path);
    }
    for (from, to) in &plan.found {
        let _ = writeln!(out, "{:18} {from} → {to}", "moved by you");
    }
    if quiet > 0 {
        let noun = if quiet == 1 { "file" } else { "files" };
        let others = if out.is_empty() { "" } else { "other " };
        let _ = writeln!(out, "{quiet} {others}{noun} would stay as they are");
    }
    out
}

/// A connector's folder as the subject of a sentence.
pub(crate) fn subject(path: &Path) -> String {
    match shown(path).as_str() {
        "." => "this connector".to_owned(),
        path => path.to_owned(),
    }
}

/// A finding for each file that the user has to look at.
pub(crate) fn conflicts(plan: &Plan) -> Diagnostics {
    let mut findings = Diagnostics::new();
    for step in plan.steps.iter().filter(|step| step.action.is_conflict()) {
        let path = &step.path;
        let new = beside(path).map_or_else(|| format!("{path}.new"), |path| path.to_string());
        let finding = if step.action == Action::Pending(Reason::NoBase) {
            let message = format!("`{path}` still waits for you: its new text is in `{new}`");
            Diagnostic::new(&codes::CONFLICT, message).help(format!(
                "take over what you want, delete `{new}`, then run `connector-gen regenerate`"
            ))
        } else if step.action == Action::Blocked {
            let message = format!("`{path}` was edited, and `{new}` is in the way of its new text");
            Diagnostic::new(&codes::BLOCKED, message).help(format!(
                "move `{new}` away, then run `connector-gen regenerate`"
            ))
        } else {
            let message = format!(
                "`{path}` was edited and its generated text changed: {}; the new text is in `{new}`",
                reason(&step.action)
            );
            Diagnostic::new(&codes::CONFLICT, message).help(format!(
                "take over what you want, delete `{new}`, then run `connector-gen regenerate`"
            ))
        };
        findings.push(finding);
    }
    findings
}

/// Why an edited file and its new text were not merged.
fn reason(action: &Action) -> String {
    let (Action::Conflict(Conflict { reason, .. }) | Action::Pending(reason)) = action else {
        return String::new();
    };
    match reason {
        Reason::Overlap(lines) => format!("both changed {}", places(lines)),
        Reason::Unfit(why) => format!("merged it {why}"),
        Reason::NoBase => {
            "the text that was edited can neither be derived nor found in git".to_owned()
        }
        Reason::NotText => "it is not UTF-8".to_owned(),
        Reason::Kind => "files of its kind are not merged".to_owned(),
        Reason::Foreign => "connector-gen did not write it".to_owned(),
    }
}

/// At most four places, and how many more there are.
fn places(lines: &[Range<usize>]) -> String {
    let shown = lines.iter().take(4).map(|lines| match lines.len() {
        0 => format!("what was before line {}", lines.start),
        1 => format!("line {}", lines.start),
        _ => format!("lines {} to {}", lines.start, lines.end - 1),
    });
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if lines.len() > 4 {
        let _ = write!(text, " and {} more places", lines.len() - 4);
    }
    text
}

/// Says that a connector was written.
pub(crate) fn written(path: &Path, files: usize, need: Need, printer: &Printer) {
    printer.say(&format!("wrote {files} files to {}", shown(path)));
    if need == Need::Write {
        wrote_runtime(path, printer);
    }
}

/// Says that the runtime was put beside a connector.
pub(crate) fn wrote_runtime(connector: &Path, printer: &Printer) {
    let beside = connector.parent().unwrap_or(connector).join(NAME);
    let place = shown(&beside);
    printer.say(&format!(
        "wrote the runtime to {place}, shared by the connectors beside it"
    ));
}

/// A text as one word of a shell.
pub(crate) fn shell_word(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+:,@".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn a_step_can_be_pasted_whatever_the_folder_is_called() {
        assert_eq!(shell_word("a/b-c.d"), "a/b-c.d");
        assert_eq!(shell_word("a b'c"), "'a b'\\''c'");
        assert_eq!(shell_word(""), "''");
    }
}
