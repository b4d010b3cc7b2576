//! A disk that crashes, tears, forgets and refuses: what a real one may do between two syncs.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::path::Path;

use connector_model::diagnostic::Diagnostics;

use super::disk::Disk;
use crate::folder::{Durability, unwritable};

/// What became of everything that was not synced when the power went.
#[derive(Debug, Clone, Copy)]
pub(super) enum Loss {
    /// All of it was written.
    Kept,
    /// None of it was.
    Lost,
    /// Names were, and the first half of each text.
    Torn,
    /// Any part in any order, by this seed.
    Reordered(u64),
}

/// What happens at an operation.
#[derive(Debug, Clone)]
pub(super) enum Fault {
    /// Nothing ever does.
    None,
    /// The machine stops before the operation of this number.
    Crash(usize),
    /// The operation of this number fails; a write leaves half of its bytes.
    Fail(usize, ErrorKind),
    /// A user writes a file just before the read of this number.
    Edit(usize, String, Vec<u8>),
}

/// A change of names that a sync of a folder makes last.
#[derive(Debug, Clone)]
enum Renaming {
    Link(String, usize),
    Move(String, String),
    Unlink(String),
}

#[derive(Debug, Clone, Default)]
struct Text {
    bytes: Vec<u8>,
    lasting: Option<Vec<u8>>,
}

#[derive(Debug, Clone, Default)]
struct State {
    names: BTreeMap<String, usize>,
    lasting: BTreeMap<String, usize>,
    texts: Vec<Text>,
    loose: Vec<Renaming>,
    operations: usize,
    reads: usize,
}

/// The disk.
pub(super) struct Simulated {
    state: RefCell<State>,
    fault: Fault,
}

impl Simulated {
    /// A disk on which all of these files last.
    pub(super) fn new(files: &BTreeMap<String, Vec<u8>>, fault: Fault) -> Self {
        let mut state = State::default();
        for (path, bytes) in files {
            state.names.insert(path.clone(), state.texts.len());
            state.texts.push(Text {
                bytes: bytes.clone(),
                lasting: Some(bytes.clone()),
            });
        }
        state.lasting = state.names.clone();
        Self {
            state: RefCell::new(state),
            fault,
        }
    }

    /// The files as a program sees them.
    pub(super) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let state = self.state.borrow();
        let names = state.names.iter();
        names
            .map(|(path, at)| (path.clone(), state.texts[*at].bytes.clone()))
            .collect()
    }

    /// Operations so far.
    pub(super) fn operations(&self) -> usize {
        self.state.borrow().operations
    }

    /// Reads so far.
    pub(super) fn reads(&self) -> usize {
        self.state.borrow().reads
    }

    /// The files that are there when the machine starts again.
    pub(super) fn after_crash(&self, loss: Loss) -> BTreeMap<String, Vec<u8>> {
        let state = self.state.borrow();
        let mut seed = match loss {
            Loss::Reordered(seed) => seed,
            _ => 1,
        };
        let mut names = state.lasting.clone();
        for renaming in &state.loose {
            let is_kept = match loss {
                Loss::Kept | Loss::Torn => true,
                Loss::Lost => false,
                Loss::Reordered(_) => random(&mut seed).is_multiple_of(2),
            };
            if is_kept {
                rename(&mut names, renaming);
            }
        }
        let text = |at: usize, seed: &mut u64| {
            let text = &state.texts[at];
            let half = || text.bytes[..text.bytes.len() / 2].to_vec();
            match (&text.lasting, loss) {
                (Some(bytes), _) => bytes.clone(),
                (None, Loss::Kept) => text.bytes.clone(),
                (None, Loss::Lost) => Vec::new(),
                (None, Loss::Torn) => half(),
                (None, Loss::Reordered(_)) => match random(seed) % 3 {
                    0 => text.bytes.clone(),
                    1 => half(),
                    _ => Vec::new(),
                },
            }
        };
        let names = names.into_iter();
        names
            .map(|(path, at)| (path, text(at, &mut seed)))
            .collect()
    }

    /// Counts an operation; the error if it is the one that fails.
    fn operate(&self, path: &str) -> Result<(), Diagnostics> {
        let at = {
            let mut state = self.state.borrow_mut();
            state.operations += 1;
            state.operations - 1
        };
        let refused = |kind: ErrorKind| Err(unwritable(Path::new(path), &Error::from(kind)));
        match self.fault {
            Fault::Crash(crash) if at >= crash => refused(ErrorKind::Other),
            Fault::Fail(fail, kind) if at == fail => refused(kind),
            _ => Ok(()),
        }
    }

    fn change(&self, renaming: Renaming) {
        let mut state = self.state.borrow_mut();
        rename(&mut state.names, &renaming);
        state.loose.push(renaming);
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        let at = {
            let mut state = self.state.borrow_mut();
            state.texts.push(Text {
                bytes: bytes.to_vec(),
                lasting: None,
            });
            state.texts.len() - 1
        };
        self.change(Renaming::Link(path.to_owned(), at));
    }
}

/// The next number of a xorshift generator.
pub(super) fn random(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

fn rename(names: &mut BTreeMap<String, usize>, renaming: &Renaming) {
    match renaming {
        Renaming::Link(path, at) => drop(names.insert(path.clone(), *at)),
        Renaming::Move(from, to) => {
            if let Some(at) = names.remove(from) {
                names.insert(to.clone(), at);
            }
        }
        Renaming::Unlink(path) => drop(names.remove(path)),
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn is_in(renaming: &Renaming, folder: &str) -> bool {
    match renaming {
        Renaming::Link(path, _) | Renaming::Unlink(path) => parent(path) == folder,
        Renaming::Move(from, to) => parent(from) == folder || parent(to) == folder,
    }
}

impl Disk for Simulated {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Diagnostics> {
        let at = {
            let mut state = self.state.borrow_mut();
            state.reads += 1;
            state.reads - 1
        };
        if let Fault::Edit(edit, edited, bytes) = &self.fault
            && *edit == at
        {
            self.put(edited, bytes);
        }
        let state = self.state.borrow();
        let at = state.names.get(path);
        Ok(at.map(|at| state.texts[*at].bytes.clone()))
    }

    fn exists(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        let state = self.state.borrow();
        let mut names = state.names.keys();
        names.any(|name| name == path || name.starts_with(&folder))
    }

    fn create_folder(&self, path: &str) -> Result<(), Diagnostics> {
        self.operate(path)
    }

    fn write(&self, path: &str, bytes: &[u8], durability: Durability) -> Result<(), Diagnostics> {
        if let Err(refused) = self.operate(path) {
            self.put(path, &bytes[..bytes.len() / 2]);
            return Err(refused);
        }
        self.put(path, bytes);
        if durability == Durability::Synced {
            self.operate(path)?;
            let mut state = self.state.borrow_mut();
            if let Some(text) = state.texts.last_mut() {
                text.lasting = Some(text.bytes.clone());
            }
        }
        Ok(())
    }

    fn sync(&self, path: &str) -> Result<(), Diagnostics> {
        self.operate(path)?;
        let mut state = self.state.borrow_mut();
        if let Some(at) = state.names.get(path).copied() {
            let text = &mut state.texts[at];
            text.lasting = Some(text.bytes.clone());
        }
        Ok(())
    }

    fn copy_permissions(&self, _from: &str, to: &str) -> Result<(), Diagnostics> {
        self.operate(to)
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), Diagnostics> {
        self.operate(to)?;
        self.change(Renaming::Move(from.to_owned(), to.to_owned()));
        Ok(())
    }

    fn delete(&self, path: &str) -> Result<(), Diagnostics> {
        self.operate(path)?;
        self.change(Renaming::Unlink(path.to_owned()));
        Ok(())
    }

    fn sync_folder(&self, path: &str) {
        if self.operate(path).is_err() {
            return;
        }
        let mut state = self.state.borrow_mut();
        let (synced, loose) = state
            .loose
            .drain(..)
            .partition::<Vec<_>, _>(|renaming| is_in(renaming, path));
        for renaming in &synced {
            rename(&mut state.lasting, renaming);
        }
        state.loose = loose;
    }

    fn delete_folder(&self, path: &str) -> Result<(), Diagnostics> {
        let folder = format!("{path}/");
        let names: Vec<String> = self.state.borrow().names.keys().cloned().collect();
        for name in names.into_iter().filter(|name| name.starts_with(&folder)) {
            self.operate(&name)?;
            self.change(Renaming::Unlink(name));
        }
        Ok(())
    }
}
