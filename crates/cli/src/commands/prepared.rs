//! A run up to the point where something would be written: what `regenerate` applies and `check` prints.

use std::collections::BTreeMap;

use connector_model::diagnostic::Diagnostics;
use connector_model::files::{Files, RelPath};
use connector_model::lower::Lowered;
use connector_model::service::Service;
use connector_update::digest::Digest;
use connector_update::lock::{self, Lock};
use connector_update::plan::{Plan, paths, plan};
use connector_update::record;

use crate::apply;
use crate::folder::Folder;
use crate::runtime_folder;

/// What a version control of the connector leaves out.
const GITIGNORE: (&str, &str) = (".connector/.gitignore", "/lock\n/stage/\n");

/// What was generated, before it is compared with a disk.
#[derive(Debug)]
pub(crate) struct Generated<'a> {
    /// Service model before the recipe's amendments.
    pub(crate) snapshot: &'a Service,
    /// Domain model and names.
    pub(crate) lowered: &'a Lowered,
    /// All files.
    pub(crate) files: &'a Files,
    /// The recipe's text.
    pub(crate) recipe_text: &'a str,
    /// Digests of the sources by the names that the recipe gives them.
    pub(crate) sources: BTreeMap<String, Digest>,
}

/// A run that could be applied.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// What happens to each file.
    pub(crate) plan: Plan,
    /// The files as they are.
    pub(crate) disk: BTreeMap<RelPath, Vec<u8>>,
    /// The record that is written last, by path.
    pub(crate) record: Vec<(&'static str, String)>,
    /// Whether the record on disk is another one.
    pub(crate) is_new_record: bool,
}

impl Prepared {
    /// Whether applying it would write anything.
    pub(crate) fn writes(&self) -> bool {
        self.plan.has_changes() || self.is_new_record
    }
}

/// Plans a run against a folder; `None` stands for one that does not exist yet.
pub(crate) fn prepare(
    folder: Option<&Folder>,
    old: &Lock,
    generated: &Generated<'_>,
) -> Result<Prepared, Diagnostics> {
    let disk = match folder {
        Some(folder) => folder.read_all(&paths(old, generated.files))?,
        None => BTreeMap::new(),
    };
    let plan = plan(old, &disk, generated.files);
    let lock = Lock {
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        runtime: runtime_folder::version().to_owned(),
        sources: generated.sources.clone(),
        operations: lock::operations(generated.snapshot),
        files: plan.files.clone(),
        pending: plan.pending.clone(),
    };
    let record = vec![
        (GITIGNORE.0, GITIGNORE.1.to_owned()),
        (record::SERVICE, record::write_service(generated.snapshot)),
        (
            record::NAMES,
            record::write_names(&generated.lowered.record),
        ),
        (record::RECIPE, generated.recipe_text.to_owned()),
        (lock::FILE, lock::write(&lock)),
    ];
    let is_new_record = match folder {
        Some(folder) => !apply::is_recorded(folder, &record)?,
        None => true,
    };
    Ok(Prepared {
        plan,
        disk,
        record,
        is_new_record,
    })
}
