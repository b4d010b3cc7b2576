//! The second proof for all files at once: each is parsed and compared with what was meant, on a few threads, because
//! parsing takes longer than all else that is done for a whole service.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use connector_model::files::{Files, RelPath};

use super::merged;
use super::skeleton::Skeleton;
use crate::engine::RenderError;

/// Files for which a further thread is worth its start.
const FILES: usize = 32;
/// Threads at most.
const THREADS: usize = 4;
/// Bytes of their stacks: as much as the main thread has.
const STACK: usize = 8 << 20;

/// What a file must be.
#[derive(Debug, Clone)]
pub struct Proof {
    /// Name of the template that printed it.
    pub template: String,
    /// Its path.
    pub path: String,
    /// What must be in it; `None` if a template of the user's printed it: what is more than was meant is theirs.
    pub skeleton: Option<Skeleton>,
}

impl Proof {
    fn check(&self, files: &Files) -> Result<(), RenderError> {
        let path = RelPath::parse(&self.path).ok();
        // A file that is not there was refused before.
        let Some(file) = path.and_then(|path| files.get(&path)) else {
            return Ok(());
        };
        let checked = match &self.skeleton {
            Some(skeleton) => skeleton.check(&file.text),
            None => merged::check(&file.text),
        };
        checked.map_err(|message| RenderError {
            template: self.template.clone(),
            file: self.path.clone(),
            message,
        })
    }
}

/// Compares all files; the error is that of the first one that is not as it was meant.
pub fn check(files: &Files, proofs: &[Proof]) -> Result<(), RenderError> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut failed = Vec::new();
        while let Some(proof) = proofs.get(next.fetch_add(1, Ordering::Relaxed)) {
            failed.extend(proof.check(files).err().map(|error| (&proof.path, error)));
        }
        failed
    };
    let mut failed = thread::scope(|scope| {
        let others = (proofs.len() / FILES).min(THREADS - 1);
        // Where no thread can be had, this one does all the work.
        let others: Vec<_> = (0..others)
            .filter_map(|_| {
                thread::Builder::new()
                    .stack_size(STACK)
                    .spawn_scoped(scope, work)
                    .ok()
            })
            .collect();
        let mut failed = work();
        for other in others {
            match other.join() {
                Ok(more) => failed.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        failed
    });
    failed.sort_by_key(|(path, _)| *path);
    failed
        .into_iter()
        .next()
        .map_or(Ok(()), |(_, error)| Err(error))
}
