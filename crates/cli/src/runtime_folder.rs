//! The copy of `connector-runtime` beside the connectors of a folder: written once, shared, never edited.

use std::path::Path;

use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::recipe::Recipe;

use crate::codes;
use crate::folder::{Durability, Folder};
use crate::paths::shown;
use crate::runtime_files::FILES;

/// Name of the folder, beside the connectors.
pub(crate) const NAME: &str = "connector-runtime";

/// What has to be done about the runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing: it is there, or the recipe takes it from elsewhere.
    Nothing,
    /// It has to be written.
    Write,
}

/// Version of the runtime that this program carries.
pub(crate) fn version() -> &'static str {
    let manifest = FILES.iter().find(|(path, _)| *path == "Cargo.toml");
    manifest
        .and_then(|(_, text)| version_of(text))
        .unwrap_or_default()
}

/// Looks at the runtime beside a connector; `parent` is the folder that holds the connector.
///
/// # Errors
/// [`codes::RUNTIME_OTHER`] or [`codes::RUNTIME_NOT_OURS`].
pub(crate) fn look(parent: &Path, recipe: &Recipe) -> Result<(Need, Diagnostics), Diagnostics> {
    let elsewhere = &recipe.runtime;
    if elsewhere.path.is_some() || elsewhere.git.is_some() || elsewhere.version.is_some() {
        return Ok((Need::Nothing, Diagnostics::new()));
    }
    let path = parent.join(NAME);
    if path.symlink_metadata().is_err() {
        return Ok((Need::Write, Diagnostics::new()));
    }
    let shown = shown(&path);
    let not_ours = || {
        let message = format!("`{shown}` is there and is not the runtime of connectors");
        Diagnostics::from(Diagnostic::new(&codes::RUNTIME_NOT_OURS, message).help(
            "choose another place with `--out`, or set `path` under `[runtime]` in the recipe",
        ))
    };
    if !path.is_dir() {
        return Err(not_ours());
    }
    let folder = Folder::open(&path)?;
    let Some(manifest) = folder.read_text("Cargo.toml")? else {
        return Err(not_ours());
    };
    if !manifest.contains("name = \"connector-runtime\"") {
        return Err(not_ours());
    }
    let found = version_of(&manifest).unwrap_or("unknown");
    if found != version() {
        let message = format!(
            "`{shown}` has version {found}, this connector needs {}",
            version()
        );
        return Err(Diagnostic::new(&codes::RUNTIME_OTHER, message)
            .help("remove the folder and regenerate its connectors, or set `path` under `[runtime]` in the recipe")
            .into());
    }
    if is_equal(&folder)? {
        return Ok((Need::Nothing, Diagnostics::new()));
    }
    let message =
        format!("`{shown}` differs from the runtime of this version and is left as it is");
    let note = Diagnostic::new(&codes::RUNTIME_EDITED, message)
        .help("remove the folder to have it written again");
    Ok((Need::Nothing, note.into()))
}

/// Writes the runtime beside a connector: complete under another name, then moved into place.
pub(crate) fn write(parent: &Folder) -> Result<(), Diagnostics> {
    let stage = format!(".{NAME}-{}", std::process::id());
    parent.delete_folder(&stage)?;
    parent.create_folder(&stage)?;
    for (path, text) in FILES {
        let path = format!("{stage}/{path}");
        if let Some((folder, _)) = path.rsplit_once('/') {
            parent.create_folder(folder)?;
        }
        parent.write(&path, text.as_bytes(), Durability::Plain)?;
    }
    parent.rename(&stage, NAME)
}

fn is_equal(folder: &Folder) -> Result<bool, Diagnostics> {
    let mut reader = folder.reader();
    for (path, text) in FILES {
        let found = reader.read(path)?.unwrap_or_default();
        if found != text.as_bytes()
            && connector_update::digest::Digest::of_text(&found)
                != connector_update::digest::Digest::of_bytes(text.as_bytes())
        {
            return Ok(false);
        }
    }
    Ok(true)
}

fn version_of(manifest: &str) -> Option<&str> {
    let line = manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = \""))?;
    line.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_runtime_that_is_carried_has_a_version() {
        assert!(!super::version().is_empty());
    }
}
