//! A run up to the point where something would be written: what `regenerate` applies and `check` prints.

use std::collections::BTreeMap;

use connector_emit::engine::Overrides;
use connector_model::diagnostic::Diagnostics;
use connector_model::files::{Files, RelPath};
use connector_model::lower::Lowered;
use connector_model::service::Service;
use connector_update::digest::Digest;
use connector_update::lock::{self, Lock};
use connector_update::moves::{extension, placed};
use connector_update::plan::{Known, Needs, Plan, needs, paths, plan};
use connector_update::record;

use crate::apply;
use crate::folder::Folder;
use crate::past::Past;
use crate::runtime_folder;

/// What a version control of the connector leaves out.
const GITIGNORE: (&str, &str) = (".connector/.gitignore", "/journal\n/lock\n/stage/\n");

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
    /// Templates of the user's.
    pub(crate) templates: &'a Overrides,
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

/// Plans a run against a folder; a new connector has no past.
pub(crate) fn prepare(
    folder: &Folder,
    old: &Lock,
    past: Option<&Past<'_>>,
    generated: &Generated<'_>,
) -> Result<Prepared, Diagnostics> {
    let files = placed(&old.moved, generated.files);
    let mut disk = folder.read_all(&paths(old, &files))?;
    let (strangers, bases) = match past {
        Some(past) => look(folder, old, &files, past, needs(old, &disk, &files))?,
        None => Default::default(),
    };
    let known = Known {
        bases: &bases,
        strangers: &strangers,
        fits: &fits,
    };
    let plan = plan(old, &disk, &files, &known);
    for (_, place) in &plan.found {
        disk.extend(
            strangers
                .get_key_value(place)
                .map(|(path, bytes)| (path.clone(), bytes.clone())),
        );
    }
    let lock = Lock {
        format: lock::FORMAT,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        runtime: runtime_folder::version().to_owned(),
        sources: generated.sources.clone(),
        operations: lock::operations(generated.snapshot),
        files: plan.files.clone(),
        pending: plan.pending.clone(),
        moved: plan.moved.clone(),
    };
    let mut record = vec![
        (GITIGNORE.0, GITIGNORE.1.to_owned()),
        (record::SERVICE, record::write_service(generated.snapshot)),
        (
            record::NAMES,
            record::write_names(&generated.lowered.record),
        ),
        (record::RECIPE, generated.recipe_text.to_owned()),
    ];
    if !generated.templates.is_empty() || folder.exists(record::TEMPLATES) {
        let text = record::write_templates(generated.templates);
        record.push((record::TEMPLATES, text));
    }
    record.push((lock::FILE, lock::write(&lock)));
    let is_new_record = !apply::is_recorded(folder, &record)?;
    Ok(Prepared {
        plan,
        disk,
        record,
        is_new_record,
    })
}

type Texts = BTreeMap<RelPath, String>;
type Strangers = BTreeMap<RelPath, Vec<u8>>;

/// Looks for the texts that edits were made on, and for generated files that the user moved.
fn look(
    folder: &Folder,
    lock: &Lock,
    new: &Files,
    past: &Past<'_>,
    mut needs: Needs,
) -> Result<(Strangers, Texts), Diagnostics> {
    let mut strangers = Strangers::new();
    if !needs.absent.is_empty() {
        let kinds: Vec<&str> = needs.absent.keys().map(extension).collect();
        let is_asked = |path: &RelPath| {
            let is_known = lock.files.contains_key(path) || new.contains_key(path);
            !is_known && kinds.contains(&extension(path))
        };
        strangers = folder.read_all(&folder.files(&is_asked)?)?;
    }
    if !strangers.is_empty() {
        needs.bases.append(&mut needs.absent);
    }
    Ok((strangers, past.texts(&needs.bases)))
}

/// Whether a merged text is still a file of its kind.
fn fits(path: &RelPath, text: &str) -> Result<(), String> {
    match extension(path) {
        "rs" => connector_emit::rust::merged::check(text),
        "toml" => text
            .parse::<toml_edit::DocumentMut>()
            .map(drop)
            .map_err(|error| {
                let reason = error.message().lines().next().unwrap_or("not TOML");
                format!("would not parse: {reason}")
            }),
        "json" => serde_json::from_str::<serde_json::Value>(text)
            .map(drop)
            .map_err(|error| format!("would not parse: {error}")),
        _ => Ok(()),
    }
}
