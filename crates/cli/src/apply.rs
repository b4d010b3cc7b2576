//! Applying a plan: staged, synced, journalled, renamed, the record last.
//!
//! Whenever the process is killed, each file is whole, old or new. Before the journal is in its place nothing of
//! the user's was touched; from then on the next run finishes what this one began, whatever the sources are by
//! then ([`recover`]).

pub(crate) mod disk;
mod journal;
#[cfg(test)]
mod simulated;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::TryLockError;
use std::io::Write as _;

use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::files::RelPath;
use connector_update::digest::Digest;
use connector_update::lock::{self, Entry, Stamp, with_pending};
use connector_update::plan::{Action, Plan, beside};

use crate::codes;
use crate::folder::{Durability, Folder, unwritable};
use crate::pipeline::rel_path;
use disk::Disk;
use journal::Change;

/// Folder in which new files are written before they are moved into place. If it is there and no lock is, an earlier `new` was killed.
pub(crate) const STAGE: &str = ".connector/stage";

const LOCK: &str = ".connector/lock";

/// The journal; if it is there, a run was killed while it replaced files.
pub(crate) const JOURNAL: &str = ".connector/journal";

/// The lock of a run; it ends when this is dropped, or with the process.
#[derive(Debug)]
pub(crate) struct RunLock {
    file: std::fs::File,
}

impl Drop for RunLock {
    /// Forgets who held it: a tree that two runs wrote is the same byte for byte.
    fn drop(&mut self) {
        // An old number in the file misleads nobody: the lock itself ends with the process.
        let _ = self.file.set_len(0);
    }
}

/// Takes the connector for this run.
///
/// # Errors
/// [`codes::LOCKED`] if another run has it.
pub(crate) fn lock(folder: &Folder) -> Result<RunLock, Diagnostics> {
    folder.create_folder(".connector")?;
    let mut options = cap_std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let refused = |error: std::io::Error| unwritable(&folder.path().join(LOCK), &error);
    let file = folder
        .dir()
        .open_with(LOCK, &options)
        .map_err(refused)?
        .into_std();
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(locked(folder)),
        // A file system without locks: a second run at the same time is the user's care then.
        Err(TryLockError::Error(_)) => return Ok(RunLock { file }),
    }
    // Into the locked file itself: a file that takes its place would not be locked.
    let holder = format!("{}\n", std::process::id());
    file.set_len(0)
        .and_then(|()| (&file).write_all(holder.as_bytes()))
        .map_err(|error| unwritable(&folder.path().join(LOCK), &error))?;
    Ok(RunLock { file })
}

fn locked(folder: &Folder) -> Diagnostics {
    let holder = folder.read_text(LOCK).ok().flatten().unwrap_or_default();
    let holder = match holder.trim().parse::<u32>() {
        Ok(process) => format!(" (process {process})"),
        Err(_) => String::new(),
    };
    let message = format!("another run{holder} is writing `{}`", folder.shown());
    Diagnostic::new(&codes::LOCKED, message)
        .help("wait until it ends, then run the command again")
        .into()
}

/// What applying a plan, or finishing an earlier one, leaves for the user.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    /// What has to be said.
    pub(crate) findings: Diagnostics,
    /// Whether files changed meanwhile, so that their new text lies beside them.
    pub(crate) has_conflicts: bool,
}

/// Applies a plan that was made from these files of the disk, then writes the record.
///
/// The findings tell of files that changed meanwhile; their new text is beside them.
pub(crate) fn apply(
    disk: &impl Disk,
    plan: &Plan,
    found: &BTreeMap<RelPath, Vec<u8>>,
    record: &[(&str, String)],
) -> Result<Applied, Diagnostics> {
    // Without a lock there is nothing that a crash could make look edited: a new connector is simply made again.
    let is_journalled = disk.exists(lock::FILE);
    let staged = stage(disk, plan, found, record);
    let staged = staged.and_then(|changes| {
        if is_journalled {
            begin(disk, &changes)?;
        }
        Ok(changes)
    });
    match staged {
        Ok(changes) => finish(disk, &changes),
        Err(refused) => {
            // Nothing was touched. What cannot be cleaned up now is by the next run.
            let _ = disk.delete_folder(STAGE);
            Err(refused)
        }
    }
}

/// Finishes what a killed run began, and removes what it staged; `None` if no file was touched yet.
///
/// # Errors
/// What the system refused; the journal stays then.
pub(crate) fn recover(disk: &impl Disk) -> Result<Option<Applied>, Diagnostics> {
    let Some(bytes) = disk.read(JOURNAL)? else {
        // What a run staged that never began, or did not clean up.
        disk.delete_folder(STAGE)?;
        return Ok(None);
    };
    let changes = std::str::from_utf8(&bytes).ok().and_then(journal::read);
    let changes = changes.unwrap_or_default();
    if is_whole(disk, &changes)? {
        return finish(disk, &changes).map(Some);
    }
    // Not what a run leaves: without its texts the journal says nothing. The record is the old one, and the plan of
    // this run takes every file as it is.
    end(disk)?;
    Ok(Some(Applied::default()))
}

/// Whether each text that still has to be put in place is there.
fn is_whole(disk: &impl Disk, changes: &[Change]) -> Result<bool, Diagnostics> {
    for change in changes {
        let Some((stage, new)) = change.new else {
            continue;
        };
        let now = digest(disk, change.path.as_str())?;
        if now == change.old && now != Some(new) && digest(disk, &staged(stage))? != Some(new) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Puts all new texts into the stage; the result is what to do with them, deletions behind, the record last.
fn stage(
    disk: &impl Disk,
    plan: &Plan,
    found: &BTreeMap<RelPath, Vec<u8>>,
    record: &[(&str, String)],
) -> Result<Vec<Change>, Diagnostics> {
    disk.delete_folder(STAGE)?;
    disk.create_folder(STAGE)?;
    let mut changes = Vec::new();
    let mut put = |path: RelPath, old: Option<&[u8]>, bytes: &[u8]| {
        let stage = changes.len();
        disk.write(&staged(stage), bytes, Durability::Plain)?;
        if old.is_some() {
            disk.copy_permissions(path.as_str(), &staged(stage))?;
        }
        changes.push(Change {
            path,
            old: old.map(Digest::of_bytes),
            new: Some((stage, Digest::of_bytes(bytes))),
        });
        Ok::<(), Diagnostics>(())
    };
    for step in &plan.steps {
        let Some(bytes) = step.action.bytes() else {
            continue;
        };
        let path = match step.action {
            Action::Conflict(_) => place_beside(&step.path)?,
            _ => step.path.clone(),
        };
        put(path.clone(), found.get(&path).map(Vec::as_slice), bytes)?;
    }
    let mut last = Vec::new();
    for (path, text) in record {
        let old = disk.read(path)?;
        if old.as_deref() != Some(text.as_bytes()) {
            last.push((*path, old, text));
        }
    }
    for (path, old, text) in last {
        put(rel_path(path), old.as_deref(), text.as_bytes())?;
    }
    let dropped = plan.steps.iter().filter(|step| step.action.deletes());
    let dropped: Vec<Change> = dropped
        .map(|step| Change {
            path: step.path.clone(),
            old: found.get(&step.path).map(|bytes| Digest::of_bytes(bytes)),
            new: None,
        })
        .collect();
    let is_record = |change: &Change| record.iter().any(|(path, _)| *path == change.path.as_str());
    let at = changes.iter().position(is_record).unwrap_or(changes.len());
    changes.splice(at..at, dropped);
    Ok(changes)
}

/// Makes the stage last, then puts the journal in its place: the point from which a run is finished, not undone.
fn begin(disk: &impl Disk, changes: &[Change]) -> Result<(), Diagnostics> {
    // All are written before the first is synced: the system then has them on the disk in one go.
    for (stage, _) in changes.iter().filter_map(|change| change.new) {
        disk.sync(&staged(stage))?;
    }
    let next = format!("{STAGE}/journal");
    disk.write(
        &next,
        journal::write(changes).as_bytes(),
        Durability::Synced,
    )?;
    disk.sync_folder(STAGE);
    disk.sync_folder(".connector");
    disk.rename(&next, JOURNAL)?;
    disk.sync_folder(".connector");
    Ok(())
}

/// Puts the staged texts in place, deletes what goes, writes the record, and removes the journal.
fn finish(disk: &impl Disk, changes: &[Change]) -> Result<Applied, Diagnostics> {
    let mut applied = Applied::default();
    let mut waiting = BTreeMap::new();
    for change in changes {
        let path = change.path.as_str();
        if path == lock::FILE {
            // The record says what is on the disk, so what it speaks of has to last before it does.
            sync_folders(disk, changes);
            wait(disk, change, &waiting)?;
        }
        let now = digest(disk, path)?;
        match change.new {
            Some((_, new)) if now == Some(new) => {}
            Some((stage, _)) if now == change.old => put(disk, &staged(stage), path)?,
            None if now == change.old && now.is_some() => disk.delete(path)?,
            // The record is never beside itself: what is there describes what is there.
            _ if is_record(path) => {}
            Some((stage, new)) => {
                let stamp = before(disk, change)?.unwrap_or(Stamp {
                    digest: new,
                    object: None,
                });
                waiting.insert(change.path.clone(), stamp);
                applied.has_conflicts = true;
                let finding = meanwhile(disk, &change.path, &staged(stage), new)?;
                applied.findings.push(finding);
            }
            None => {}
        }
    }
    sync_folders(disk, changes);
    end(disk)?;
    Ok(applied)
}

/// What the lock that is still there says about a file.
fn before(disk: &impl Disk, change: &Change) -> Result<Option<Stamp>, Diagnostics> {
    let Some(bytes) = disk.read(lock::FILE)? else {
        return Ok(None);
    };
    let lock = lock::read(&String::from_utf8_lossy(&bytes))?;
    Ok(match lock.files.get(&change.path) {
        Some(Entry::Generated(stamp)) => Some(*stamp),
        _ => None,
    })
}

/// Says in the staged lock which files wait for the user.
fn wait(
    disk: &impl Disk,
    change: &Change,
    waiting: &BTreeMap<RelPath, Stamp>,
) -> Result<(), Diagnostics> {
    let Some((stage, _)) = change.new.filter(|_| !waiting.is_empty()) else {
        return Ok(());
    };
    let Some(text) = disk.read(&staged(stage))? else {
        return Ok(());
    };
    let text = with_pending(&String::from_utf8_lossy(&text), waiting)?;
    let next = format!("{STAGE}/lock");
    disk.write(&next, text.as_bytes(), Durability::Synced)?;
    disk.rename(&next, &staged(stage))
}

/// Removes the journal, then what it speaks of.
fn end(disk: &impl Disk) -> Result<(), Diagnostics> {
    if disk.exists(JOURNAL) {
        // Not `delete`, which would take an empty folder with it.
        disk.create_folder(STAGE)?;
        disk.rename(JOURNAL, &format!("{STAGE}/journal"))?;
        disk.sync_folder(".connector");
    }
    disk.delete_folder(STAGE)
}

fn is_record(path: &str) -> bool {
    path == lock::FILE || path.starts_with(".connector/")
}

fn staged(stage: usize) -> String {
    format!("{STAGE}/{stage}")
}

fn digest(disk: &impl Disk, path: &str) -> Result<Option<Digest>, Diagnostics> {
    Ok(disk.read(path)?.map(|bytes| Digest::of_bytes(&bytes)))
}

fn put(disk: &impl Disk, staged: &str, path: &str) -> Result<(), Diagnostics> {
    if let Some((parent, _)) = path.rsplit_once('/') {
        disk.create_folder(parent)?;
    }
    disk.rename(staged, path)
}

/// Whether the record on disk is the one that would be written.
pub(crate) fn is_recorded(folder: &Folder, record: &[(&str, String)]) -> Result<bool, Diagnostics> {
    for (path, text) in record {
        if folder.read(path)?.as_deref() != Some(text.as_bytes()) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Puts a new text beside a file that changed between the plan and its turn.
fn meanwhile(
    disk: &impl Disk,
    path: &RelPath,
    staged: &str,
    new: Digest,
) -> Result<Diagnostic, Diagnostics> {
    let beside = place_beside(path)?;
    let message = format!("`{path}` changed while the command was running");
    let finding = Diagnostic::new(&codes::CHANGED_MEANWHILE, message);
    let taken = digest(disk, beside.as_str())?;
    if taken.is_some_and(|taken| taken != new) {
        return Ok(finding.help(format!(
            "move `{beside}` away, then run `connector-gen regenerate`"
        )));
    }
    if taken.is_none() && disk.exists(staged) {
        put(disk, staged, beside.as_str())?;
    }
    Ok(finding.help(format!("compare it with `{beside}`, then delete that")))
}

fn place_beside(path: &RelPath) -> Result<RelPath, Diagnostics> {
    beside(path).ok_or_else(|| {
        let message = format!("`{path}` has no room for a file beside it: its name is too long");
        Diagnostic::new(&codes::UNWRITABLE, message)
            .help("rename the entity or operation in the recipe")
            .into()
    })
}

fn sync_folders(disk: &impl Disk, changes: &[Change]) {
    let parents = changes.iter().map(|change| {
        let path = change.path.as_str();
        path.rsplit_once('/').map_or("", |(parent, _)| parent)
    });
    for parent in parents.collect::<BTreeSet<_>>() {
        disk.sync_folder(parent);
    }
}
