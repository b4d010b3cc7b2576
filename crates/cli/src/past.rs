//! What the last run generated, derived once more from its record: the text that edits were made on.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use connector_emit::Options;
use connector_emit::engine::Overrides;
use connector_emit::rust::names::given;
use connector_model::amend::amend;
use connector_model::files::{Files, RelPath};
use connector_model::lower::{NamingRecord, lower};
use connector_model::recipe::{self, Recipe};
use connector_model::service::Service;
use connector_update::lock::Stamp;
use connector_update::moves::placed;
use connector_update::record;

use crate::connector::{Connector, RECIPE_SOURCE};
use crate::git;

/// The past of a connector; what it costs is paid when it is asked for.
pub(crate) struct Past<'a> {
    connector: &'a Connector,
    record: OnceCell<Option<(Service, Recipe)>>,
    files: OnceCell<Option<Files>>,
}

impl<'a> Past<'a> {
    /// The past of this connector.
    pub(crate) fn of(connector: &'a Connector) -> Self {
        Self {
            connector,
            record: OnceCell::new(),
            files: OnceCell::new(),
        }
    }

    /// The amended service and the recipe of the last run.
    fn record(&self) -> Option<&(Service, Recipe)> {
        self.record.get_or_init(|| record(self.connector)).as_ref()
    }

    /// Whether the last run saw this amended service and the recipe as it is now.
    pub(crate) fn is_of(&self, amended: &Service) -> bool {
        self.record()
            .is_some_and(|(service, recipe)| service == amended && *recipe == self.connector.recipe)
    }

    /// Every name that the connector has, and those that it had.
    pub(crate) fn names(&self) -> NamingRecord {
        let mut names = self.connector.names.clone();
        let now = self
            .record()
            .and_then(|(service, recipe)| given::all(service, recipe, &names));
        names.0.extend(now.unwrap_or_default().0);
        names
    }

    /// The files that this version makes of the record of the last run; `None` if the record is not whole.
    pub(crate) fn files(&self) -> Option<&Files> {
        let made = || derived(self.connector, self.record()?);
        let files = self.files.get_or_init(made);
        files.as_ref()
    }

    /// The texts that these stamps prove: derived, or else from version control.
    pub(crate) fn texts(&self, wanted: &BTreeMap<RelPath, Stamp>) -> BTreeMap<RelPath, String> {
        let texts = wanted.iter().filter_map(|(path, stamp)| {
            let text = self
                .derived(path, *stamp)
                .or_else(|| self.kept(path, *stamp))?;
            Some((path.clone(), text))
        });
        texts.collect()
    }

    fn derived(&self, path: &RelPath, stamp: Stamp) -> Option<String> {
        let text = &self.files()?.get(path)?.text;
        stamp.proves(text.as_bytes()).then(|| text.clone())
    }

    fn kept(&self, path: &RelPath, stamp: Stamp) -> Option<String> {
        let folder = self.connector.folder.path();
        let proved = |text: String| stamp.proves(text.as_bytes()).then_some(text);
        let named = stamp.object.and_then(|name| git::text(folder, name));
        named
            .and_then(proved)
            .or_else(|| git::versions(folder, path).into_iter().find_map(proved))
    }
}

/// The amended service and the recipe of the last run, without a word: what it found was said when it ran.
fn record(connector: &Connector) -> Option<(Service, Recipe)> {
    let snapshot = connector.snapshot.clone()?;
    let text = connector.folder.read_text(record::RECIPE).ok()??;
    let (recipe, _) = recipe::read(RECIPE_SOURCE, &text);
    let recipe = recipe?;
    let (service, _) = amend(snapshot, &recipe, &recipe::places(RECIPE_SOURCE, &text));
    Some((service, recipe))
}

/// The templates of the user's that the last run used.
fn templates(connector: &Connector) -> Option<Overrides> {
    let text = connector.folder.read_text(record::TEMPLATES).ok()??;
    record::read_templates(&text).ok()
}

/// The rest of the pipeline on the record.
fn derived(connector: &Connector, (service, recipe): &(Service, Recipe)) -> Option<Files> {
    let (lowered, _) = lower(service, recipe, &connector.names);
    let templates = match recipe.connector.templates {
        Some(_) => templates(connector)?,
        None => Overrides::new(),
    };
    let (files, _) = connector_emit::emit(&lowered?.domain, recipe, &Options { templates });
    Some(placed(&connector.lock.moved, &files).into_owned())
}
