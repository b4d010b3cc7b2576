//! What another version of the tool changes in a connector, apart from what the API and the recipe change.

use connector_model::files::{Files, Ownership, RelPath};
use connector_update::lock::{self, Entry, Lock, Stamp};
use connector_update::moves::placed;
use serde_json::{Value, json};

use crate::past::Past;

/// Files that are named in the message.
const NAMED: usize = 4;

/// What an upgrade of the tool does to a connector.
#[derive(Debug)]
pub(crate) struct Upgrade {
    /// Version that wrote the record.
    from: String,
    /// Format of the record, if this version writes another one.
    format: Option<u32>,
    /// Files that this version makes another text of although nothing else changed, and how many change besides;
    /// `None` if the record is not whole enough to tell.
    files: Option<(Vec<RelPath>, usize)>,
}

impl Upgrade {
    /// The upgrade that a run is; `None` if the record is of this version and in its format.
    pub(crate) fn of(lock: &Lock, past: &Past<'_>, new: &Files) -> Option<Self> {
        let is_same = lock.tool == env!("CARGO_PKG_VERSION") && lock.format == lock::FORMAT;
        if lock.format == 0 || is_same {
            return None;
        }
        let files = past.files().map(|again| {
            let new = placed(&lock.moved, new);
            let others = new.iter().filter(|(path, file)| {
                let again = again.get(*path);
                let is_other = again.is_none_or(|again| again.text != file.text);
                is_other && file.ownership == Ownership::Generated
            });
            (by_itself(lock, again), others.count())
        });
        Some(Self {
            from: lock.tool.clone(),
            format: (lock.format != lock::FORMAT).then_some(lock.format),
            files,
        })
    }

    /// What a user wants to know of it, in a line for each thing.
    pub(crate) fn text(&self) -> String {
        let mut lines = Vec::new();
        let to = env!("CARGO_PKG_VERSION");
        if self.from != to {
            lines.push(format!(
                "connector-gen {} was at work here before, this is {to}",
                self.from.escape_debug()
            ));
        }
        if let Some(format) = self.format {
            lines.push(format!(
                "`{}` has format {} from now on, it had {format}",
                lock::FILE,
                lock::FORMAT
            ));
        }
        lines.push(match &self.files {
            None => "what the upgrade alone changes cannot be told: the record of the last run is not whole".to_owned(),
            Some((by_itself, others)) => format!(
                "the upgrade alone changes {}; the API and the recipe change {}",
                named(by_itself),
                counted(*others)
            ),
        });
        lines.join("\n")
    }

    /// The same for programs.
    pub(crate) fn json(&self) -> Value {
        let files = self.files.as_ref();
        json!({
            "from": self.from,
            "to": env!("CARGO_PKG_VERSION"),
            "others": files.map(|(_, others)| others),
            "files": files.map(|(paths, _)| paths.iter().map(RelPath::as_str).collect::<Vec<_>>()),
        })
    }
}

/// Generated files whose text is another one, although it was derived from the same record.
fn by_itself(lock: &Lock, again: &Files) -> Vec<RelPath> {
    let is_same = |path: &RelPath, stamp: &Stamp| {
        let file = again.get(path);
        file.is_some_and(|file| stamp.proves(file.text.as_bytes()))
    };
    let changed = lock.files.iter().filter(|(path, entry)| match entry {
        Entry::Generated(stamp) => !is_same(path, stamp),
        Entry::User => false,
    });
    let made = again.keys().filter(|path| !lock.files.contains_key(*path));
    let mut paths: Vec<RelPath> = changed.map(|(path, _)| path).chain(made).cloned().collect();
    paths.sort();
    paths
}

fn named(paths: &[RelPath]) -> String {
    let mut names: Vec<String> = paths
        .iter()
        .take(NAMED)
        .map(|path| format!("`{path}`"))
        .collect();
    if paths.is_empty() {
        return "no file".to_owned();
    }
    if paths.len() > NAMED {
        names.push(format!("{} more", paths.len() - NAMED));
    }
    format!("{} ({})", counted(paths.len()), names.join(", "))
}

fn counted(files: usize) -> String {
    match files {
        0 => "no file".to_owned(),
        1 => "1 file".to_owned(),
        files => format!("{files} files"),
    }
}
