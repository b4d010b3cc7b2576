//! The plan of a run: what happens to each file, decided completely before anything is written.
//!
//! The promise behind every rule here: no edit of the user's is ever lost. A file is replaced or deleted
//! only if its digest is the one that the lock recorded; in doubt it counts as edited. An edited file is
//! merged, and a merge counts only if its base was proved and its result is still a file of its kind.

use std::collections::{BTreeMap, BTreeSet};

use connector_model::files::{File, Files, Ownership, RelPath};

pub use crate::action::{Action, Conflict, Reason, Step};
use crate::lock::{Entry, Lock, Stamp};
use crate::merge::{Merge, merge, merge_rust, styled};
use crate::moves::{self, Move};

/// Kinds of generated files whose lines are not what a person edits.
const UNMERGED: [&str; 1] = ["svg"];

/// What a plan is made of besides the record, the folder and the new files.
pub struct Known<'a> {
    /// Texts of [`Needs::bases`] that could be had; each is proved by its digest before it is used.
    pub bases: &'a BTreeMap<RelPath, String>,
    /// Files of the folder that neither the lock nor the generator names, if [`Needs::absent`] has any.
    pub strangers: &'a BTreeMap<RelPath, Vec<u8>>,
    /// Whether a merged text is still a file of its kind; the error says why not.
    pub fits: &'a dyn Fn(&RelPath, &str) -> Result<(), String>,
}

impl Known<'_> {
    /// The text that this stamp proves.
    pub(crate) fn base(&self, path: &RelPath, stamp: Stamp) -> Option<&str> {
        let text = self.bases.get(path)?;
        stamp.proves(text.as_bytes()).then_some(text.as_str())
    }
}

/// What has to be looked for before a plan can be made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Needs {
    /// Texts that edits were made on.
    pub bases: BTreeMap<RelPath, Stamp>,
    /// Generated files that are not there: their texts help to find out where the user moved them.
    pub absent: BTreeMap<RelPath, Stamp>,
}

/// What a run does, and what the lock says about files afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// A step per file, by path.
    pub steps: Vec<Step>,
    /// [`Lock::files`] once the plan was applied.
    pub files: BTreeMap<RelPath, Entry>,
    /// [`Lock::pending`] once the plan was applied.
    pub pending: BTreeMap<RelPath, Stamp>,
    /// [`Lock::moved`] once the plan was applied.
    pub moved: BTreeMap<RelPath, RelPath>,
    /// Files that the user moved since the last run.
    pub found: Vec<Move>,
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
///
/// `new` has the files where the user put them: [`moves::placed`].
pub fn paths(lock: &Lock, new: &Files) -> BTreeSet<RelPath> {
    let named: BTreeSet<RelPath> = lock.files.keys().chain(new.keys()).cloned().collect();
    let beside: Vec<RelPath> = named.iter().filter_map(beside).collect();
    named.into_iter().chain(beside).collect()
}

/// What has to be looked for before [`plan`] is asked.
pub fn needs(lock: &Lock, disk: &BTreeMap<RelPath, Vec<u8>>, new: &Files) -> Needs {
    let mut bases = BTreeMap::new();
    for (path, entry) in &lock.files {
        let (Entry::Generated(recorded), Some(found)) = (entry, disk.get(path)) else {
            continue;
        };
        let beside = beside(path).is_some_and(|beside| disk.contains_key(&beside));
        let stamp = lock.pending.get(path).filter(|_| beside);
        let stamp = *stamp.unwrap_or(recorded);
        let is_asked = match new.get(path) {
            Some(file) => !stamp.proves(file.text.as_bytes()),
            None => true,
        };
        if is_asked && !recorded.proves(found) {
            bases.insert(path.clone(), stamp);
        }
    }
    Needs {
        bases,
        absent: moves::absent(lock, disk, new),
    }
}

/// Plans a run from the record, the files of [`paths`] that exist, and the files as they are generated now.
pub fn plan(
    lock: &Lock,
    disk: &BTreeMap<RelPath, Vec<u8>>,
    new: &Files,
    known: &Known<'_>,
) -> Plan {
    let found = moves::find(&moves::absent(lock, disk, new), new, known);
    if found.is_empty() {
        return in_place(lock, disk, new, known);
    }
    let moved: BTreeMap<RelPath, RelPath> = found.iter().cloned().collect();
    let mut disk = disk.clone();
    for place in moved.values() {
        disk.extend(
            known
                .strangers
                .get_key_value(place)
                .map(|(path, bytes)| (path.clone(), bytes.clone())),
        );
    }
    let bases = known.bases.iter().map(|(path, text)| {
        let place = moved.get(path).unwrap_or(path);
        (place.clone(), text.clone())
    });
    let known = Known {
        bases: &bases.collect(),
        ..*known
    };
    let lock = moves::relocated(lock, &found);
    let mut plan = in_place(&lock, &disk, &moves::placed(&moved, new), &known);
    plan.found = found;
    plan
}

/// Plans a run in which no file moves.
fn in_place(
    lock: &Lock,
    disk: &BTreeMap<RelPath, Vec<u8>>,
    new: &Files,
    known: &Known<'_>,
) -> Plan {
    let mut draft = Draft {
        lock,
        disk,
        new,
        known,
        plan: Plan::default(),
    };
    let paths: BTreeSet<&RelPath> = lock.files.keys().chain(new.keys()).collect();
    for path in paths {
        let entry = lock.files.get(path).copied();
        match (new.get(path), entry) {
            (Some(file), entry) => draft.generated(path, file, entry),
            (None, Some(entry)) => draft.stale(path, entry),
            (None, None) => {}
        }
    }
    draft.carry();
    let mut plan = draft.plan;
    plan.moved.clone_from(&lock.moved);
    plan.moved.retain(|_, place| plan.files.contains_key(place));
    plan
}

/// A plan while it is made.
struct Draft<'a> {
    lock: &'a Lock,
    disk: &'a BTreeMap<RelPath, Vec<u8>>,
    new: &'a Files,
    known: &'a Known<'a>,
    plan: Plan,
}

impl<'a> Draft<'a> {
    fn found(&self, path: &RelPath) -> Option<&'a [u8]> {
        self.disk.get(path).map(Vec::as_slice)
    }

    /// A file that is generated now.
    fn generated(&mut self, path: &RelPath, file: &File, entry: Option<Entry>) {
        let stamp = Stamp::of(&file.text);
        self.plan.files.insert(path.clone(), new_entry(file, stamp));
        let Some(found) = self.found(path) else {
            let action = match entry {
                Some(_) => Action::Deleted,
                None => Action::Create(file.text.clone().into_bytes()),
            };
            return self.step(path, action);
        };
        if file.ownership == Ownership::User {
            return self.step(path, Action::User);
        }
        if stamp.proves(found) {
            self.step(path, Action::Unchanged);
            return self.settled(path);
        }
        match entry {
            Some(Entry::Generated(recorded)) if recorded.proves(found) => {
                self.step(path, Action::Replace(styled(&file.text, found)));
            }
            _ => self.edited(path, file, stamp, entry, found),
        }
    }

    /// A file that is generated now and does not hold what the lock recorded.
    fn edited(
        &mut self,
        path: &RelPath,
        file: &File,
        stamp: Stamp,
        entry: Option<Entry>,
        found: &[u8],
    ) {
        let recorded = match entry {
            Some(Entry::Generated(recorded)) => Some(recorded),
            Some(Entry::User) | None => None,
        };
        let is_recorded = recorded.is_some_and(|recorded| recorded.digest == stamp.digest);
        let beside = beside(path).and_then(|path| self.found(&path));
        // Deleting the `.new` file is how a user says that the edited file now has what it needs.
        let base = self.lock.pending.get(path).filter(|_| beside.is_some());
        if base.is_some_and(|base| base.digest == stamp.digest) {
            self.step(path, Action::Edited);
            return self.settled(path);
        }
        if is_recorded && base.is_none() {
            return self.step(path, Action::Edited);
        }
        let reason = match self.merged(path, base.copied().or(recorded), found, file) {
            Ok(action) => {
                self.step(path, action);
                return self.settled(path);
            }
            Err(reason) => reason,
        };
        let action = match (beside, base) {
            (Some(beside), _) if stamp.proves(beside) => Action::Pending(reason),
            (Some(beside), Some(_)) if !recorded.is_some_and(|shown| shown.proves(beside)) => {
                Action::Blocked
            }
            (Some(_), None) => Action::Blocked,
            _ => Action::Conflict(Conflict {
                bytes: file.text.clone().into_bytes(),
                reason,
            }),
        };
        self.wait(path, &action, base.copied().or(recorded), entry);
        self.step(path, action);
    }

    /// What the lock says about a file that waits for the user.
    fn wait(&mut self, path: &RelPath, action: &Action, base: Option<Stamp>, entry: Option<Entry>) {
        if *action == Action::Blocked {
            // The text was not shown to the user yet, so the record keeps what they last saw.
            match entry {
                Some(entry) => self.plan.files.insert(path.clone(), entry),
                None => self.plan.files.remove(path),
            };
        }
        if let Some(base) = base {
            self.plan.pending.insert(path.clone(), base);
        } else if *action != Action::Blocked {
            // A file that the tool never wrote: it was made of nothing.
            self.plan.pending.insert(path.clone(), Stamp::of(""));
        }
    }

    /// The user's file with what changed in the generated text.
    fn merged(
        &self,
        path: &RelPath,
        base: Option<Stamp>,
        found: &[u8],
        file: &File,
    ) -> Result<Action, Reason> {
        let stamp = base.ok_or(Reason::Foreign)?;
        if UNMERGED.contains(&moves::extension(path)) {
            return Err(Reason::Kind);
        }
        let base = self.known.base(path, stamp).ok_or(Reason::NoBase)?;
        let bytes = fitting(merged(path, base, found, &file.text), path, self.known)?;
        Ok(if bytes == found {
            Action::Edited
        } else {
            Action::Merged(bytes)
        })
    }

    /// The file beside one whose conflict is over goes, if it is as it was written.
    fn settled(&mut self, path: &RelPath) {
        let Some(beside) = beside(path).filter(|_| self.lock.pending.contains_key(path)) else {
            return;
        };
        let Some(found) = self.found(&beside) else {
            return;
        };
        let action = match self.lock.files.get(path) {
            Some(Entry::Generated(shown)) if shown.proves(found) => Action::DeleteStale,
            _ => Action::Orphaned,
        };
        self.step(&beside, action);
    }

    /// A file of the record that is no longer generated.
    fn stale(&mut self, path: &RelPath, entry: Entry) {
        let Some(found) = self.found(path) else {
            return;
        };
        let action = match entry {
            Entry::User => Action::User,
            Entry::Generated(recorded) if recorded.proves(found) => Action::DeleteStale,
            Entry::Generated(_) => Action::Orphaned,
        };
        self.step(path, action);
    }

    /// Takes the edits of files that are no longer generated to those that are generated in their place.
    fn carry(&mut self) {
        let orphans = self.plan.steps.iter();
        let orphans = orphans.filter(|step| step.action == Action::Orphaned);
        let orphans: Vec<RelPath> = orphans.map(|step| step.path.clone()).collect();
        for orphan in orphans {
            if let Some((place, bytes)) = self.carried(&orphan) {
                let from = orphan.clone();
                self.change(&orphan, &Action::CarriedTo(place.clone()));
                self.change(&place, &Action::Carried { bytes, from });
            }
        }
    }

    fn carried(&self, orphan: &RelPath) -> Option<(RelPath, Vec<u8>)> {
        let Some(Entry::Generated(stamp)) = self.lock.files.get(orphan) else {
            return None;
        };
        let base = self.known.base(orphan, *stamp)?;
        let created = self.plan.steps.iter().filter_map(|step| {
            let is_new = matches!(step.action, Action::Create(_));
            let is_like = moves::extension(&step.path) == moves::extension(orphan);
            let (path, file) = self.new.get_key_value(&step.path)?;
            (is_new && is_like).then_some((path, file.text.as_str()))
        });
        let place = moves::most_similar(base, created)?;
        let merge = merged(place, base, self.found(orphan)?, &self.new.get(place)?.text);
        let bytes = fitting(merge, place, self.known).ok()?;
        Some((place.clone(), bytes))
    }

    fn change(&mut self, path: &RelPath, action: &Action) {
        let steps = self.plan.steps.iter_mut();
        for step in steps.filter(|step| step.path == *path) {
            step.action = action.clone();
        }
    }

    fn step(&mut self, path: &RelPath, action: Action) {
        self.plan.steps.push(Step {
            path: path.clone(),
            action,
        });
    }
}

fn new_entry(file: &File, stamp: Stamp) -> Entry {
    match file.ownership {
        Ownership::Generated => Entry::Generated(stamp),
        Ownership::User => Entry::User,
    }
}

/// Merges as files of this kind are merged.
fn merged(path: &RelPath, base: &str, yours: &[u8], new: &str) -> Merge {
    if moves::extension(path) == "rs" {
        return merge_rust(base, yours, new);
    }
    merge(base, yours, new)
}

/// The text of a merge if it is a file of its kind.
fn fitting(merge: Merge, path: &RelPath, known: &Known<'_>) -> Result<Vec<u8>, Reason> {
    let bytes = match merge {
        Merge::Clean(bytes) => bytes,
        Merge::Overlap(lines) => return Err(Reason::Overlap(lines)),
        Merge::NotText => return Err(Reason::NotText),
    };
    let text = std::str::from_utf8(&bytes).map_err(|_| Reason::NotText)?;
    (known.fits)(path, text.strip_prefix('\u{feff}').unwrap_or(text)).map_err(Reason::Unfit)?;
    Ok(bytes)
}
