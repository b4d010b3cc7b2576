//! A connector's folder as data: its recipe, its lock, its snapshot and its names.

use std::path::{Path, PathBuf};

use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::lower::NamingRecord;
use connector_model::recipe::{self, Places, Recipe};
use connector_model::service::Service;
use connector_update::lock::{self, Lock};
use connector_update::record;

use crate::codes;
use crate::commands::report::shell_word;
use crate::folder::Folder;
use crate::paths::{bound, resolved, shown};
use crate::printer::Printer;
use crate::sources::{STDIN, Source, digest, installed, read_all, reason};

/// File name of the recipe.
pub(crate) const RECIPE: &str = "connector.toml";

/// Index that places in the recipe have in the stead of a source's.
pub(crate) const RECIPE_SOURCE: usize = usize::MAX;

/// A connector's folder as data.
#[derive(Debug)]
pub(crate) struct Connector {
    /// The folder.
    pub(crate) folder: Folder,
    /// The recipe's text.
    pub(crate) recipe_text: String,
    /// What it says.
    pub(crate) recipe: Recipe,
    /// Where it says it.
    pub(crate) places: Places,
    /// What the last run did; empty if there was none.
    pub(crate) lock: Lock,
    /// Service model of the last run.
    pub(crate) snapshot: Option<Service>,
    /// Names of the last run.
    pub(crate) names: NamingRecord,
}

/// The folder of the connector: the given one, or the nearest with a recipe from here up to the repository's root.
pub(crate) fn find(given: Option<&str>) -> Result<PathBuf, Diagnostics> {
    let start = given.unwrap_or(".");
    if !Path::new(start).is_dir() {
        let what = if Path::new(start).exists() {
            "is not a folder"
        } else {
            "is not there"
        };
        return Err(missing(start, &format!("`{start}` {what}")));
    }
    let path = resolved(Path::new(start)).map_err(|error| {
        missing(
            start,
            &format!("`{start}` cannot be used: {}", reason(&error)),
        )
    })?;
    for folder in path.ancestors() {
        if folder.join(RECIPE).is_file() {
            return Ok(folder.to_path_buf());
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    Err(missing(
        start,
        &format!("there is no `{RECIPE}` in `{start}` or above it"),
    ))
}

fn missing(start: &str, message: &str) -> Diagnostics {
    let help = if Path::new(start).is_dir() {
        "name the connector's folder, or make a connector with `connector-gen new SOURCE`"
    } else {
        "name the folder of a connector: the one that has its `connector.toml`"
    };
    Diagnostic::new(&codes::RECIPE_MISSING, message)
        .help(help)
        .into()
}

/// Reads the connector in this folder.
pub(crate) fn load(path: &Path, printer: &mut Printer) -> Result<Connector, Diagnostics> {
    let folder = Folder::open(path)?;
    let shown = shown(&path.join(RECIPE));
    printer.say_more(&format!("using {shown}"));
    let Some(recipe_text) = folder.read_text(RECIPE)? else {
        return Err(missing(".", &format!("`{shown}` is not there")));
    };
    let (recipe, places) = parse_recipe(&shown, &recipe_text, printer)?;
    let lock = match folder.read_text(lock::FILE)? {
        Some(text) => lock::read(&text)?,
        None => Lock::default(),
    };
    let snapshot = folder.read_text(record::SERVICE)?;
    let names = folder.read_text(record::NAMES)?;
    Ok(Connector {
        recipe,
        places,
        lock,
        snapshot: snapshot
            .map(|text| record::read_service(&text))
            .transpose()?,
        names: names
            .map(|text| record::read_names(&text))
            .transpose()?
            .unwrap_or_default(),
        folder,
        recipe_text,
    })
}

/// Reads a recipe; its findings are printed with excerpts of this text.
pub(crate) fn parse_recipe(
    name: &str,
    text: &str,
    printer: &mut Printer,
) -> Result<(Recipe, Places), Diagnostics> {
    printer.set_recipe(name, text);
    let (recipe, findings) = recipe::read(RECIPE_SOURCE, text);
    printer.phase(findings)?;
    let places = recipe::places(RECIPE_SOURCE, text);
    Ok((recipe.unwrap_or_default(), places))
}

/// Reads a recipe from a file outside of a connector.
pub(crate) fn read_recipe(path: &str) -> Result<String, Diagnostics> {
    std::fs::read_to_string(path).map_err(|error| {
        let message = format!("the recipe `{path}` cannot be read: {}", reason(&error));
        Diagnostic::new(&codes::RECIPE_UNREADABLE, message)
            .help("check the path given with `--config`")
            .into()
    })
}

/// What a connector is regenerated from.
#[derive(Debug)]
pub(crate) enum Basis {
    /// Sources that were read.
    Sources(Vec<Source>),
    /// The snapshot, because a source is not there.
    Snapshot,
}

/// Reads the sources that the recipe names, or those given in their place.
pub(crate) fn basis(
    connector: &Connector,
    from: &[String],
    printer: &mut Printer,
) -> Result<Basis, Diagnostics> {
    if !from.is_empty() {
        return read_all(from).map(Basis::Sources);
    }
    let named = &connector.recipe.connector.sources;
    if named.is_empty() {
        let note = "the recipe names no sources, so the snapshot of the last run is used";
        return snapshot(
            connector,
            Diagnostic::new(&codes::NO_SOURCES, note),
            printer,
        );
    }
    let mut paths = Vec::new();
    for name in named {
        let Some(path) = confined(connector, name)? else {
            let message =
                format!("source `{name}` is not there, so the snapshot of the last run is used");
            let finding = Diagnostic::new(&codes::SOURCE_ABSENT, message);
            return snapshot(connector, finding, printer);
        };
        paths.push(path);
    }
    let mut sources = read_all(&paths)?;
    for source in &mut sources {
        source.name = shown(Path::new(&source.name));
    }
    Ok(Basis::Sources(sources))
}

fn snapshot(
    connector: &Connector,
    finding: Diagnostic,
    printer: &mut Printer,
) -> Result<Basis, Diagnostics> {
    let help = "name a source with `connector-gen regenerate --from SOURCE`";
    if connector.snapshot.is_none() {
        let message = "neither the sources nor `.connector/service.json` are there";
        return Err(Diagnostic::new(&codes::SNAPSHOT_MISSING, message)
            .help(help)
            .into());
    }
    printer.findings(finding.help(help).into());
    Ok(Basis::Snapshot)
}

/// The file that a recipe means; `None` if it is not there.
///
/// # Errors
/// [`codes::SOURCE_OUTSIDE`], also for a link that leads outside, unless it is the file that the lock knows: a
/// recipe that comes with a pull request could name any file, but it cannot know the digest of a secret.
fn confined(connector: &Connector, name: &str) -> Result<Option<String>, Diagnostics> {
    let folder = connector.folder.path();
    if installed::service(name).is_some() {
        // A name, not a path: models are only looked for where they are installed.
        return Ok(installed::exists(name).then(|| name.to_owned()));
    }
    let Ok(path) = resolved(&folder.join(name)) else {
        return Ok(None);
    };
    if !path.exists() {
        return Ok(None);
    }
    let limit = resolved(folder).map_or_else(|_| bound(folder), |folder| bound(&folder));
    let is_inside = name != STDIN && !Path::new(name).is_absolute() && path.starts_with(limit);
    if !is_inside && !is_known(connector, name, &path) {
        let message = format!("source `{name}` of the recipe lies outside of the repository");
        let help = format!(
            "move it below the repository's root, or name it: `connector-gen regenerate {} --from {}`",
            shell_word(&connector.folder.shown()),
            shell_word(&shown(&path))
        );
        return Err(Diagnostic::new(&codes::SOURCE_OUTSIDE, message)
            .help(help)
            .into());
    }
    Ok(path.to_str().map(str::to_owned))
}

/// Whether a file is the one that the lock has the digest of.
fn is_known(connector: &Connector, name: &str, path: &Path) -> bool {
    let Some(recorded) = connector.lock.sources.get(name) else {
        return false;
    };
    let Some(path) = path.to_str() else {
        return false;
    };
    let read = read_all(&[path.to_owned()]);
    read.is_ok_and(|sources| digest(&sources, 0) == *recorded)
}
