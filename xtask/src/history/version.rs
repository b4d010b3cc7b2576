//! A service in two versions of its model: what is generated from either, and what the report says of them.

use std::path::Path;

use connector_emit::rust::names::given;
use connector_emit::rust::surface::surface;
use connector_ingest::{Hints, SourceText};
use connector_model::diagnostic::Diagnostics;
use connector_model::files::Files;
use connector_model::lower::{Lowered, NamingRecord, lower, lower_again};
use connector_model::order;
use connector_model::recipe::Recipe;
use connector_model::service::Service;
use connector_model::slice::slice;
use connector_model::surface::Surface;
use connector_update::changes::{Change, Side, changes};

use crate::corpus;

/// Operations of a service that take part; the largest would only repeat what they show.
const OPERATIONS: usize = 60;

/// What the command reads of a folder.
const MODELS: [&str; 6] = [
    "service-2",
    "service-2.sdk-extras",
    "paginators-1",
    "waiters-2",
    "examples-1",
    "endpoint-rule-set-1",
];

/// A service in two versions.
pub(super) struct History {
    pub(super) name: &'static str,
    pub(super) old: Version,
    pub(super) new: Version,
    pub(super) changes: Vec<Change>,
    /// Operations that the new version no longer has.
    pub(super) gone: Vec<String>,
    recipe: Recipe,
}

impl History {
    /// The recipe of the connector, for the command.
    pub(super) fn recipe_text(&self) -> String {
        let connector = &self.recipe.connector;
        let operations: Vec<String> = connector
            .operations
            .iter()
            .map(|name| format!("{name:?}"))
            .collect();
        format!(
            "[connector]\nname = {}\ncrate-name = {}\noperations = [{}]\n",
            toml::Value::from(connector.name.clone().unwrap_or_default()),
            toml::Value::from(connector.crate_name.clone().unwrap_or_default()),
            operations.join(", ")
        )
    }
}

/// A version of a service.
pub(crate) struct Version {
    pub(crate) service: Service,
    pub(crate) surface: Surface,
    pub(super) files: Files,
}

pub(super) fn history(name: &'static str, old: &Path, new: &Path) -> Result<History, String> {
    let old = read(&old.join(name))?;
    let new = read(&new.join(name))?;
    let mut recipe = Recipe::default();
    recipe.connector.name.clone_from(&old.title);
    recipe.connector.crate_name = Some(format!("{name}-connector"));
    let wanted: Vec<String> = old
        .operations
        .iter()
        .take(OPERATIONS)
        .map(|operation| operation.name.clone())
        .collect();
    recipe.connector.operations.clone_from(&wanted);
    let (kept, gone): (Vec<String>, Vec<String>) = wanted.iter().cloned().partition(|name| {
        let mut operations = new.operations.iter();
        operations.any(|operation| operation.name == *name)
    });
    let whole = new.clone();
    let (old, mut new) = (slice(&old, &wanted).0, slice(&new, &kept).0);
    order::keep(&mut new, &old);
    let nothing = NamingRecord::default();
    let lowered = lower(&old, &recipe, &nothing);
    let names = given::all(&old, &recipe, &nothing).unwrap_or_default();
    let old = version(old, &recipe, lowered)?;
    let lowered = lower_again(&new, &recipe, &names);
    let new = version(new, &recipe, lowered)?;
    let changes = changes(side(&old, &old.service), side(&new, &whole));
    Ok(History {
        name,
        old,
        new,
        changes,
        gone,
        recipe,
    })
}

fn side<'a>(version: &'a Version, whole: &'a Service) -> Side<'a> {
    Side {
        service: &version.service,
        surface: &version.surface,
        whole,
    }
}

fn read(folder: &Path) -> Result<Service, String> {
    let texts = corpus::texts(&corpus::newest(folder)?, &MODELS)?;
    let sources: Vec<SourceText<'_>> = texts
        .iter()
        .map(|(name, bytes)| SourceText { name, bytes })
        .collect();
    let ingested = connector_ingest::ingest(&sources, &Hints::default());
    ingested
        .service
        .ok_or_else(|| corpus::errors(&ingested.diagnostics))
}

fn version(
    service: Service,
    recipe: &Recipe,
    (lowered, findings): (Option<Lowered>, Diagnostics),
) -> Result<Version, String> {
    let lowered = lowered.ok_or_else(|| corpus::errors(&findings))?;
    let options = connector_emit::Options::default();
    let (files, findings) = connector_emit::emit(&lowered.domain, recipe, &options);
    if files.is_empty() {
        return Err(corpus::errors(&findings));
    }
    let surface = surface(&lowered.domain, recipe);
    Ok(Version {
        service,
        surface,
        files,
    })
}
