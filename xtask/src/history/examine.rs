//! Whether a regenerated connector is what it has to be: every line of the user's and every line of the API in its
//! place, conflicts told, nothing else touched.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use super::lines::{brought, lost};
use super::user::{Made, Regenerated, expect, read};
use super::version::History;

/// Ways in which an edited file may end.
const ENDS: [&str; 3] = ["merge", "keep (edited)", "keep (orphaned)"];

/// Compares what the command did with what it was to do.
pub(super) fn examine(
    history: &History,
    folder: &Path,
    output: &Output,
    done: &mut Regenerated,
) -> Result<(), String> {
    let said: Value = serde_json::from_slice(&output.stdout).map_err(|error| {
        let errors = String::from_utf8_lossy(&output.stderr);
        format!("no report: {error}\n{errors}")
    })?;
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let rows = |name: &str| said[name].as_array().cloned().unwrap_or_default();
    done.actions = rows("files")
        .iter()
        .map(|row| (text(row, "path"), text(row, "action")))
        .collect();
    let mut verbs = done.actions.values();
    let has_conflicts = verbs.any(|verb| verb.starts_with("conflict"));
    expect(output, if has_conflicts { 3 } else { 0 })?;
    let messages = rows("findings");
    let messages = messages.iter().map(|row| text(row, "message"));
    done.conflicts = messages
        .filter(|message| message.contains("was edited and its generated text changed"))
        .collect();
    let reported = rows("changes");
    let reported = reported
        .iter()
        .map(|row| (text(row, "id"), text(row, "subject")));
    let mut wrong = same_report(history, &reported.collect());
    for made in &done.made {
        if let Err(error) = kept(history, folder, made, done) {
            wrong.push(format!("{} ({}): {error}", made.path, made.edit));
        }
    }
    wrong.extend(untouched(history, folder, done)?);
    done.wrong.extend(wrong);
    Ok(())
}

/// The report that the command gives is the one that programs prove.
fn same_report(history: &History, reported: &BTreeSet<(String, String)>) -> Vec<String> {
    // Operations that the connector does not have are for `diff`.
    let mut proved = BTreeSet::new();
    for change in &history.changes {
        if change.rule.code != "CH0002" {
            proved.insert((change.rule.code.to_owned(), change.subject.clone()));
        }
    }
    let differing = proved.symmetric_difference(reported);
    differing
        .map(|(code, subject)| format!("{code} {subject} is not in both reports"))
        .collect()
}

/// An edited file has every line of both sides, or waits as it was with its new text beside it.
fn kept(history: &History, folder: &Path, made: &Made, done: &Regenerated) -> Result<(), String> {
    let verb = done.actions.get(&made.path).map_or("", String::as_str);
    let new = text_of(&history.new.files, &made.path);
    if verb.starts_with("conflict") {
        return waits(folder, made, new, done);
    }
    if verb == "delete (merged)" {
        return carried(folder, made, &done.actions);
    }
    let is_own = made.path == "src/custom.rs" && verb == "keep (yours)";
    if !is_own && !ENDS.contains(&verb) {
        return Err(format!("an edited file ended in `{verb}`"));
    }
    let result = read(&folder.join(&made.path))?;
    has_edit(made, &result)?;
    if is_own || verb == "keep (orphaned)" {
        return Ok(());
    }
    let new = new.ok_or("it is kept, and not generated")?;
    let missing = brought(&made.before, new, &made.after, &result);
    match missing.first() {
        Some(line) => Err(format!("the new line `{line}` is missing")),
        None => Ok(()),
    }
}

fn waits(folder: &Path, made: &Made, new: Option<&str>, done: &Regenerated) -> Result<(), String> {
    if read(&folder.join(&made.path))? != made.after {
        return Err("a file that waits was written".to_owned());
    }
    if new != Some(&read(&folder.join(format!("{}.new", made.path)))?) {
        return Err("the new text beside it is another one".to_owned());
    }
    let subject = format!("`{}` ", made.path);
    let mut said = done.conflicts.iter();
    if said.any(|message| message.starts_with(&subject)) {
        return Ok(());
    }
    Err("it waits, and no message says so".to_owned())
}

/// The edits of a file that is no longer generated are in the one that is generated in its place.
fn carried(folder: &Path, made: &Made, actions: &BTreeMap<String, String>) -> Result<(), String> {
    for (path, verb) in actions {
        let has_edits =
            verb == "create (merged)" && has_edit(made, &read(&folder.join(path))?).is_ok();
        if has_edits {
            return Ok(());
        }
    }
    Err("no file has its edits".to_owned())
}

fn has_edit(made: &Made, result: &str) -> Result<(), String> {
    let missing = lost(&made.before, &made.after, result);
    if let Some(line) = missing.first() {
        return Err(format!("the line `{line}` of the user's is missing"));
    }
    let result = result.replace("\r\n", "\n");
    let mut blocks = made.blocks.iter();
    match blocks.find(|block| !result.contains(block.as_str())) {
        Some(block) => Err(format!("the edit is in pieces: {block}")),
        None => Ok(()),
    }
}

/// Files without edits are as they are generated, and none is left over.
fn untouched(history: &History, folder: &Path, done: &Regenerated) -> Result<Vec<String>, String> {
    let mut wrong = Vec::new();
    for (path, verb) in &done.actions {
        let is_edited = done.made.iter().any(|made| made.path == *path);
        if is_edited || verb == "create (merged)" {
            continue;
        }
        let place = folder.join(path);
        let there = if place.exists() {
            Some(read(&place)?)
        } else {
            None
        };
        let due = match verb.as_str() {
            "create" | "replace" | "unchanged" => text_of(&history.new.files, path),
            "delete" | "stays deleted" => None,
            "keep (yours)" => continue,
            other => {
                wrong.push(format!("{path}: a file without edits ended in `{other}`"));
                continue;
            }
        };
        if there.as_deref() != due {
            wrong.push(format!(
                "{path}: `{verb}` left another text than what is generated"
            ));
        }
    }
    Ok(wrong)
}

fn text_of<'a>(files: &'a connector_model::files::Files, path: &str) -> Option<&'a str> {
    let mut files = files.iter();
    let (_, file) = files.find(|(known, _)| known.as_str() == path)?;
    Some(&file.text)
}
