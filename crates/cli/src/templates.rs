//! Templates of the user's: those of a folder of the connector that the recipe names, in the stead of the tool's.

use connector_emit::engine::{self, Overrides};
use connector_model::diagnostic::{Diagnostic, Diagnostics, Rule};
use connector_model::files::RelPath;
use connector_model::recipe::{Places, Recipe};
use connector_model::suggestion::suggestions;

use crate::codes;
use crate::folder::Folder;

/// How the files of templates end.
const SUFFIX: &str = ".tera";

/// The templates that the recipe names; none if it names no folder.
///
/// # Errors
/// [`codes::TEMPLATES_ABSENT`] for a folder that is not there, has none, or lies elsewhere;
/// [`codes::TEMPLATE_UNKNOWN`] for one that would not be used.
pub(crate) fn read(
    folder: &Folder,
    recipe: &Recipe,
    places: &Places,
) -> Result<Overrides, Diagnostics> {
    let Some(named) = &recipe.connector.templates else {
        return Ok(Overrides::new());
    };
    let finding = |rule, message| finding(rule, message, places);
    let shown = named.escape_debug();
    let Ok(root) = RelPath::parse(named.trim_end_matches('/')) else {
        let message = format!("`{shown}` is no folder below the connector");
        let help = "name a folder beside `connector.toml`: letters, digits, `-`, `_` and `/`";
        return Err(finding(&codes::TEMPLATES_ABSENT, message).help(help).into());
    };
    let name = |path: &RelPath| {
        let below = path.as_str().strip_prefix(root.as_str())?;
        let name = below.strip_prefix('/')?.strip_suffix(SUFFIX)?;
        Some(name.to_owned())
    };
    let mut overrides = Overrides::new();
    let mut findings = Diagnostics::new();
    let known = engine::names();
    for path in folder.files(&|path| name(path).is_some())? {
        let (Some(name), Some(text)) = (name(&path), folder.read_text(path.as_str())?) else {
            continue;
        };
        if known.contains(&name.as_str()) {
            overrides.insert(name, text.replace("\r\n", "\n"));
        } else {
            let message = format!("`{path}` is no template of this version");
            findings.push(finding(&codes::TEMPLATE_UNKNOWN, message).help(help(&name, &known)));
        }
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    if overrides.is_empty() {
        let message = format!("there is no template in `{shown}`");
        let help = "put one there under the name of the one that it replaces, as `rust/entity.rs.tera`, or remove the key";
        return Err(finding(&codes::TEMPLATES_ABSENT, message).help(help).into());
    }
    Ok(overrides)
}

/// Whether a path of the connector is that of a template of the user's.
pub(crate) fn is_one(recipe: &Recipe, path: &str) -> bool {
    let folder = recipe.connector.templates.as_deref();
    let below = folder.and_then(|folder| path.strip_prefix(folder.trim_end_matches('/')));
    below.is_some_and(|below| below.starts_with('/') && below.strip_suffix(SUFFIX).is_some())
}

/// Refuses templates for a connector that is not there yet.
///
/// # Errors
/// [`codes::TEMPLATES_ABSENT`]
pub(crate) fn refuse(recipe: &Recipe, places: &Places) -> Result<(), Diagnostics> {
    if recipe.connector.templates.is_none() {
        return Ok(());
    }
    let message = "a new connector has no folder of templates yet".to_owned();
    let help =
        "make it without `templates`, then put the folder into it, add the key, and regenerate";
    Err(finding(&codes::TEMPLATES_ABSENT, message, places)
        .help(help)
        .into())
}

/// A finding about the key of the recipe.
fn finding(rule: &'static Rule, message: String, places: &Places) -> Diagnostic {
    let finding = Diagnostic::new(rule, message);
    match places.of(&["connector", "templates"]) {
        Some(place) => finding.at(place.clone()),
        None => finding,
    }
}

fn help(name: &str, known: &[&str]) -> String {
    let near = suggestions(name, known.iter().copied());
    let names = if near.is_empty() { known } else { &near };
    let names: Vec<String> = names
        .iter()
        .map(|name| format!("`{name}{SUFFIX}`"))
        .collect();
    if near.is_empty() {
        format!("the templates are {}", names.join(", "))
    } else {
        format!("did you mean {}?", names.join(" or "))
    }
}

/// Says that templates of the user's are in use: whoever reviews the connector should know.
pub(crate) fn note(overrides: &Overrides) -> Option<Diagnostic> {
    if overrides.is_empty() {
        return None;
    }
    let names: Vec<String> = overrides.keys().map(|name| format!("`{name}`")).collect();
    let message = format!("templates of yours are in use: {}", names.join(", "));
    Some(Diagnostic::new(&codes::TEMPLATES_USED, message))
}
