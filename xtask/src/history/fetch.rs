//! The wheels of botocore that have the models: where they are, and how they come there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::VERSIONS;

/// Gets the wheels and unpacks them, with the Python that is there; of all versions without a name.
pub(crate) fn fetch(root: &Path, wanted: &[&str]) -> Result<String, String> {
    let folder = folder(root);
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let versions = if wanted.is_empty() { &VERSIONS } else { wanted };
    for version in versions {
        if !data(&folder, version).is_dir() {
            unpack(&folder, version)?;
        }
    }
    Ok(format!("the models are in {}", folder.display()))
}

fn unpack(folder: &Path, version: &str) -> Result<(), String> {
    let python = |arguments: &[&str]| -> Result<(), String> {
        let status = Command::new("python3")
            .args(arguments)
            .current_dir(folder)
            .status()
            .map_err(|error| format!("python3 did not start: {error}"))?;
        if status.success() {
            return Ok(());
        }
        Err(format!("python3 {} failed", arguments.join(" ")))
    };
    let package = format!("botocore=={version}");
    let wheel = format!("botocore-{version}-py3-none-any.whl");
    python(&["-m", "pip", "download", "--quiet", "--no-deps", &package])?;
    // A folder of its name is whole, however this ends.
    let part = format!("{version}.part");
    python(&["-m", "zipfile", "-e", &wheel, &part])?;
    fs::rename(folder.join(part), folder.join(version)).map_err(|error| error.to_string())?;
    fs::remove_file(folder.join(wheel)).map_err(|error| error.to_string())
}

/// `target/history`, or where `CONNECTOR_GEN_HISTORY` says.
pub(super) fn folder(root: &Path) -> PathBuf {
    std::env::var_os("CONNECTOR_GEN_HISTORY")
        .map_or_else(|| root.join("target").join("history"), PathBuf::from)
}

/// The models of a version.
pub(super) fn data(folder: &Path, version: &str) -> PathBuf {
    folder.join(version).join("botocore").join("data")
}
