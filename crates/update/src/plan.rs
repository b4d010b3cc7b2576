//! The plan of a run: what happens to each file, decided completely before anything is written.
//!
//! The promise behind every rule here: no edit of the user's is ever lost. A file is replaced or deleted
//! only if its digest is the one that the lock recorded; in doubt it counts as edited.

use std::collections::{BTreeMap, BTreeSet};

use connector_model::files::{File, Files, Ownership, RelPath};

use crate::digest::{Digest, without_mark};
use crate::lock::{Entry, Lock};

/// What happens to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The file.
    pub path: RelPath,
    /// What happens to it.
    pub action: Action,
}

/// What happens to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// It is not there and is written.
    Create(Vec<u8>),
    /// It is as it was generated and gets the new text, with the line ends that it has.
    Replace(Vec<u8>),
    /// It is as it would be generated.
    Unchanged,
    /// It was edited, and the generated text is the one that the edits were made on.
    Edited,
    /// It was edited and the generated text changed: the new text goes beside it.
    Conflict(Vec<u8>),
    /// The new text of an earlier run still lies beside it and is still right.
    Pending,
    /// It was edited, and so was (or not written by the tool is) the file beside it: nothing is written.
    Blocked,
    /// It was created for the user.
    User,
    /// The user deleted it.
    Deleted,
    /// It is no longer generated and is as it was generated.
    DeleteStale,
    /// It is no longer generated, but was edited.
    Orphaned,
}

impl Action {
    /// Whether something is written or deleted.
    pub fn writes(&self) -> bool {
        matches!(
            self,
            Self::Create(_) | Self::Replace(_) | Self::Conflict(_) | Self::DeleteStale
        )
    }

    /// Whether the user has to look at the file before the connector is what the recipe says.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict(_) | Self::Pending | Self::Blocked)
    }

    /// One word for tables.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Create(_) => "create",
            Self::Replace(_) => "replace",
            Self::Unchanged => "unchanged",
            Self::Edited => "keep (edited)",
            Self::Conflict(_) => "conflict",
            Self::Pending => "conflict (pending)",
            Self::Blocked => "conflict (blocked)",
            Self::User => "keep (yours)",
            Self::Deleted => "stays deleted",
            Self::DeleteStale => "delete",
            Self::Orphaned => "keep (orphaned)",
        }
    }
}

/// What a run does, and what the lock says about files afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// A step per file, by path.
    pub steps: Vec<Step>,
    /// [`Lock::files`] once the plan was applied.
    pub files: BTreeMap<RelPath, Entry>,
    /// [`Lock::pending`] once the plan was applied.
    pub pending: BTreeMap<RelPath, Digest>,
}

impl Plan {
    /// Whether some file needs the user.
    pub fn has_conflicts(&self) -> bool {
        self.steps.iter().any(|step| step.action.is_conflict())
    }

    /// Whether applying it would change a generated file.
    pub fn has_changes(&self) -> bool {
        self.steps.iter().any(|step| step.action.writes())
    }
}

/// The file beside an edited one, in which the new text is put.
pub fn beside(path: &RelPath) -> Option<RelPath> {
    RelPath::parse(&format!("{path}.new")).ok()
}

/// Every path that a plan looks at: those of the lock, of the new files, and the `.new` files beside them.
pub fn paths(lock: &Lock, new: &Files) -> BTreeSet<RelPath> {
    let named: BTreeSet<RelPath> = lock.files.keys().chain(new.keys()).cloned().collect();
    let beside: Vec<RelPath> = named.iter().filter_map(beside).collect();
    named.into_iter().chain(beside).collect()
}

/// Plans a run from the record, the files of [`paths`] that exist, and the files as they are generated now.
pub fn plan(lock: &Lock, disk: &BTreeMap<RelPath, Vec<u8>>, new: &Files) -> Plan {
    let mut plan = Plan::default();
    let paths: BTreeSet<&RelPath> = lock.files.keys().chain(new.keys()).collect();
    for path in paths {
        let entry = lock.files.get(path).copied();
        let found = disk.get(path).map(Vec::as_slice);
        match (new.get(path), entry) {
            (Some(file), entry) => plan.generated(path, file, entry, found, lock, disk),
            (None, Some(entry)) => plan.stale(path, entry, found),
            (None, None) => {}
        }
    }
    plan
}

impl Plan {
    /// A file that is generated now.
    fn generated(
        &mut self,
        path: &RelPath,
        file: &File,
        entry: Option<Entry>,
        found: Option<&[u8]>,
        lock: &Lock,
        disk: &BTreeMap<RelPath, Vec<u8>>,
    ) {
        let digest = Digest::of_text(file.text.as_bytes());
        self.files.insert(path.clone(), new_entry(file, digest));
        let Some(found) = found else {
            let action = match entry {
                Some(_) => Action::Deleted,
                None => Action::Create(file.text.clone().into_bytes()),
            };
            return self.step(path, action);
        };
        let on_disk = Digest::of_text(found);
        if on_disk == digest && file.ownership == Ownership::Generated {
            self.step(path, Action::Unchanged);
            return self.settled(path, lock, disk);
        }
        match (file.ownership, entry) {
            (Ownership::User, _) => self.step(path, Action::User),
            (Ownership::Generated, Some(Entry::Generated(recorded))) if on_disk == recorded => {
                self.step(path, Action::Replace(styled(&file.text, found)));
            }
            (Ownership::Generated, _) => self.edited(path, file, digest, entry, lock, disk),
        }
    }

    /// A file that is generated now and does not hold what the lock recorded.
    fn edited(
        &mut self,
        path: &RelPath,
        file: &File,
        digest: Digest,
        entry: Option<Entry>,
        lock: &Lock,
        disk: &BTreeMap<RelPath, Vec<u8>>,
    ) {
        let recorded = match entry {
            Some(Entry::Generated(recorded)) => Some(recorded),
            Some(Entry::User) | None => None,
        };
        let beside = beside(path).and_then(|path| disk.get(&path));
        let beside = beside.map(|bytes| Digest::of_text(bytes));
        // Deleting the `.new` file is how a user says that the edited file now has what it needs.
        let base = lock.pending.get(path).filter(|_| beside.is_some());
        if base == Some(&digest) {
            self.step(path, Action::Edited);
            return self.settled(path, lock, disk);
        }
        let action = match (beside, base) {
            (None, _) if recorded == Some(digest) => return self.step(path, Action::Edited),
            (Some(_), None) if recorded == Some(digest) => {
                return self.step(path, Action::Edited);
            }
            (Some(beside), _) if beside == digest => Action::Pending,
            (Some(beside), Some(_)) if Some(beside) != recorded => Action::Blocked,
            (Some(_), None) => Action::Blocked,
            _ => Action::Conflict(file.text.clone().into_bytes()),
        };
        if action == Action::Blocked {
            // The text was not shown to the user yet, so the record keeps what they last saw.
            match entry {
                Some(entry) => self.files.insert(path.clone(), entry),
                None => self.files.remove(path),
            };
        }
        if let Some(base) = base.copied().or(recorded) {
            self.pending.insert(path.clone(), base);
        } else if action != Action::Blocked {
            // A file that the tool never wrote: its own text is the only base there is.
            self.pending.insert(path.clone(), digest);
        }
        self.step(path, action);
    }

    /// The file beside one whose conflict is over goes, if it is as it was written.
    fn settled(&mut self, path: &RelPath, lock: &Lock, disk: &BTreeMap<RelPath, Vec<u8>>) {
        let Some(beside) = beside(path).filter(|_| lock.pending.contains_key(path)) else {
            return;
        };
        let found = disk.get(&beside).map(|bytes| Digest::of_text(bytes));
        let action = match (found, lock.files.get(path)) {
            (Some(found), Some(Entry::Generated(shown))) if found == *shown => Action::DeleteStale,
            (Some(_), _) => Action::Orphaned,
            (None, _) => return,
        };
        self.step(&beside, action);
    }

    /// A file of the record that is no longer generated.
    fn stale(&mut self, path: &RelPath, entry: Entry, found: Option<&[u8]>) {
        let Some(found) = found else { return };
        let action = match entry {
            Entry::User => Action::User,
            Entry::Generated(recorded) if Digest::of_text(found) == recorded => Action::DeleteStale,
            Entry::Generated(_) => Action::Orphaned,
        };
        self.step(path, action);
    }

    fn step(&mut self, path: &RelPath, action: Action) {
        self.steps.push(Step {
            path: path.clone(),
            action,
        });
    }
}

fn new_entry(file: &File, digest: Digest) -> Entry {
    match file.ownership {
        Ownership::Generated => Entry::Generated(digest),
        Ownership::User => Entry::User,
    }
}

/// The new text with the byte-order mark and the line ends of the text it replaces.
fn styled(text: &str, old: &[u8]) -> Vec<u8> {
    let mark = if without_mark(old).len() < old.len() {
        "\u{feff}"
    } else {
        ""
    };
    let crlf = old.windows(2).any(|pair| pair == b"\r\n");
    let lone = old
        .split_inclusive(|byte| *byte == b'\n')
        .any(|line| line.ends_with(b"\n") && !line.ends_with(b"\r\n"));
    let body = if crlf && !lone {
        text.replace('\n', "\r\n")
    } else {
        text.to_owned()
    };
    format!("{mark}{body}").into_bytes()
}
