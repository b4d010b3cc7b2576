//! Refusing to write while the connector has edits that are not committed.

use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::files::{Files, Ownership, RelPath};
use connector_update::lock::{self, Entry};

use crate::codes;
use crate::connector::{Connector, RECIPE};
use crate::git;
use crate::templates;

/// Edits that are named in the message.
const NAMED: usize = 4;

/// Fails if files of the connector were edited and not committed; passes where there is no version control.
///
/// # Errors
/// [`codes::UNCOMMITTED`]
pub(crate) fn refuse(connector: &Connector, new: &Files) -> Result<(), Diagnostics> {
    let changed = git::uncommitted(connector.folder.path()).unwrap_or_default();
    let mut edits = Vec::new();
    for path in changed {
        if !is_expected(connector, &path) && !is_ours(connector, &path, new)? {
            edits.push(path);
        }
    }
    if edits.is_empty() {
        return Ok(());
    }
    let mut names: Vec<String> = edits
        .iter()
        .take(NAMED)
        .map(|path| format!("`{}`", path.escape_debug()))
        .collect();
    if edits.len() > NAMED {
        names.push(format!("{} more", edits.len() - NAMED));
    }
    let message = format!(
        "{} has edits that are not committed: {}",
        crate::commands::report::subject(connector.folder.path()),
        names.join(", ")
    );
    Err(Diagnostic::new(&codes::UNCOMMITTED, message)
        .help("commit them, so that you see what a merge does to them, or use `--allow-dirty`")
        .into())
}

/// Whether a change of this file belongs to a regeneration: what it is made of, and what cargo makes.
fn is_expected(connector: &Connector, path: &str) -> bool {
    let is_source = || {
        connector
            .recipe
            .connector
            .sources
            .iter()
            .any(|name| name == path)
    };
    matches!(path, RECIPE | lock::FILE | "Cargo.lock")
        || path.starts_with(".connector/")
        || path.starts_with("target/")
        || is_source()
        || templates::is_one(&connector.recipe, path)
}

/// Whether the tool wrote the file as it is, or deleted it.
fn is_ours(connector: &Connector, path: &str, new: &Files) -> Result<bool, Diagnostics> {
    let Ok(path) = RelPath::parse(path) else {
        return Ok(false);
    };
    let lock = &connector.lock;
    let Some(found) = connector.folder.read(path.as_str())? else {
        return Ok(!lock.files.contains_key(&path));
    };
    let is_beside = |name: &str| {
        let edited = name
            .strip_suffix(".new")
            .and_then(|name| RelPath::parse(name).ok());
        edited.is_some_and(|edited| lock.pending.contains_key(&edited))
    };
    Ok(match lock.files.get(&path) {
        Some(Entry::Generated(stamp)) => stamp.proves(&found),
        Some(Entry::User) => {
            let created = new
                .get(&path)
                .filter(|file| file.ownership == Ownership::User);
            created.is_some_and(|file| file.text.as_bytes() == found)
        }
        None => is_beside(path.as_str()),
    })
}
