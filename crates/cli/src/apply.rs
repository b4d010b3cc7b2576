//! Applying a plan: staged, synced, renamed, the record last.
//!
//! Whenever the process is killed, each file is whole, old or new. The next run finds files that already
//! have the new text to be up to date, and finishes the others.

use std::collections::BTreeMap;
use std::fs::TryLockError;
use std::io::Write as _;

use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::files::RelPath;
use connector_update::plan::{Action, Plan, beside};

use crate::codes;
use crate::folder::{Durability, Folder, unwritable};

/// Folder in which new files are written before they are moved into place. If it is there and no lock is, an earlier `new` was killed.
pub(crate) const STAGE: &str = ".connector/stage";

const LOCK: &str = ".connector/lock";

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

/// Applies a plan that was made from these files of the disk, then writes the record.
///
/// The findings tell of files that changed meanwhile; their new text is beside them.
pub(crate) fn apply(
    folder: &Folder,
    plan: &Plan,
    disk: &BTreeMap<RelPath, Vec<u8>>,
    record: &[(&str, String)],
) -> Result<Diagnostics, Diagnostics> {
    folder.create_folder(STAGE)?;
    let mut findings = Diagnostics::new();
    for step in &plan.steps {
        match &step.action {
            Action::Create(bytes) | Action::Replace(bytes) => {
                let target = step.path.as_str();
                if folder.read(target)?.as_ref() == disk.get(&step.path) {
                    put(folder, target, bytes)?;
                } else {
                    findings.push(meanwhile(folder, &step.path, bytes)?);
                }
            }
            Action::Conflict(bytes) => drop(put_beside(folder, &step.path, bytes)?),
            Action::DeleteStale
                if folder.read(step.path.as_str())?.as_ref() == disk.get(&step.path) =>
            {
                folder.delete(step.path.as_str())?;
            }
            _ => {}
        }
    }
    sync_folders(folder, plan);
    for (path, text) in record {
        put_if_other(folder, path, text)?;
    }
    folder.delete_folder(STAGE)?;
    Ok(findings)
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

fn put_if_other(folder: &Folder, path: &str, text: &str) -> Result<(), Diagnostics> {
    if folder.read(path)?.as_deref() == Some(text.as_bytes()) {
        return Ok(());
    }
    put(folder, path, text.as_bytes())
}

/// Writes a file whole: staged, then moved into place.
fn put(folder: &Folder, path: &str, bytes: &[u8]) -> Result<(), Diagnostics> {
    let staged = format!("{STAGE}/next");
    // A file that is not there yet holds nothing that a power cut could take away.
    let replaces = folder.exists(path);
    let durability = if replaces {
        Durability::Synced
    } else {
        Durability::Plain
    };
    folder.write(&staged, bytes, durability)?;
    if replaces {
        folder.copy_permissions(path, &staged)?;
    } else if let Some((parent, _)) = path.rsplit_once('/') {
        folder.create_folder(parent)?;
    }
    folder.rename(&staged, path)
}

/// Puts a new text beside a file that changed between the plan and its turn.
fn meanwhile(folder: &Folder, path: &RelPath, bytes: &[u8]) -> Result<Diagnostic, Diagnostics> {
    let beside = put_beside(folder, path, bytes)?;
    let message = format!("`{path}` changed while the command was running");
    Ok(Diagnostic::new(&codes::CHANGED_MEANWHILE, message)
        .help(format!("compare it with `{beside}`, then delete that")))
}

fn put_beside(folder: &Folder, path: &RelPath, bytes: &[u8]) -> Result<RelPath, Diagnostics> {
    let Some(beside) = beside(path) else {
        let message = format!("`{path}` has no room for a file beside it: its name is too long");
        return Err(Diagnostic::new(&codes::UNWRITABLE, message)
            .help("rename the entity or operation in the recipe")
            .into());
    };
    put(folder, beside.as_str(), bytes)?;
    Ok(beside)
}

fn sync_folders(folder: &Folder, plan: &Plan) {
    let replaced = plan
        .steps
        .iter()
        .filter(|step| matches!(step.action, Action::Replace(_) | Action::DeleteStale));
    let mut parents: Vec<&str> = replaced
        .map(|step| {
            step.path
                .as_str()
                .rsplit_once('/')
                .map_or("", |(parent, _)| parent)
        })
        .collect();
    parents.sort_unstable();
    parents.dedup();
    for parent in parents {
        folder.sync_folder(parent);
    }
}
