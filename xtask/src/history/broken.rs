//! Edits that no longer compile once the API changed under them: which, and whether the report says why.

use std::path::Path;

use connector_model::files::Files;
use connector_update::change_rules::Level;

use super::compile::Fault;
use super::user::{Made, Regenerated, read, write};
use super::verdict::said_of;
use super::version::History;

/// An edit that was taken back because it did not compile.
pub(super) struct Broken {
    /// Service and file, for people.
    pub(super) place: String,
    /// Name of the edit.
    pub(super) edit: &'static str,
    /// What the compiler says of it.
    pub(super) message: String,
    /// Why it broke; without that the report has a gap.
    pub(super) cause: Option<Cause>,
}

/// Why an edit no longer compiles.
pub(super) enum Cause {
    /// What the report says of the type that the edit uses.
    Said(String),
    /// The type is as it was, in another file of the connector: an earlier operation uses it now. Programs do not see
    /// that; lines in the file where it was do.
    Moved(String),
}

/// Takes the edit of a file back in which the compiler finds an error.
///
/// An error in a file without one is an error of the connector. If the edit was not its cause, the compiler finds the
/// error again, in a file that now has none.
pub(super) fn blame(
    folder: &Path,
    histories: &[History],
    done: &mut [Regenerated],
    fault: &Fault,
) -> Result<Broken, String> {
    let at = histories
        .iter()
        .position(|history| history.name == fault.service)
        .ok_or_else(|| fault.shown.clone())?;
    let edits = done[at].made.iter_mut();
    let mut edits = edits.filter(|made| made.path == fault.path && !made.blocks.is_empty());
    let made = edits
        .next()
        .ok_or_else(|| format!("a regenerated connector does not compile: {}", fault.shown))?;
    let path = folder.join(&fault.service).join(&fault.path);
    let mut text = read(&path)?.replace("\r\n", "\n");
    let blocks = std::mem::take(&mut made.blocks);
    for block in &blocks {
        text = text.replacen(block.as_str(), "", 1);
    }
    write(&path, &text)?;
    Ok(Broken {
        place: format!("{} {}", fault.service, fault.path),
        edit: made.edit,
        message: fault.message.clone(),
        cause: cause(&histories[at], made, &blocks.concat()),
    })
}

fn cause(history: &History, made: &Made, text: &str) -> Option<Cause> {
    // A derive is broken by any new field; what else uses a type, only by a breaking change.
    let level = if made.edit == "a derive" {
        Level::Compatible
    } else {
        Level::Breaking
    };
    let name = made.about.as_deref()?;
    if let Some(change) = said_of(history, name, text, level) {
        return Some(Cause::Said(format!(
            "{} {}",
            change.rule.code, change.subject
        )));
    }
    let place = place(&history.new.files, name)?;
    (place != made.path).then(|| Cause::Moved(format!("`{name}` stands in {place} now")))
}

/// The file that defines a type.
fn place<'a>(files: &'a Files, name: &str) -> Option<&'a str> {
    let heads = ["struct", "enum"].map(|kind| format!("\npub {kind} {name} {{\n"));
    let mut files = files.iter();
    let (path, _) = files.find(|(_, file)| heads.iter().any(|head| file.text.contains(head)))?;
    Some(path.as_str())
}
