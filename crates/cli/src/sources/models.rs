//! Folders of API models: one version of a service, all versions of it, or all services.

use std::fs;
use std::path::{Path, PathBuf};

use connector_model::diagnostic::{Diagnostic, Diagnostics};

use super::{STDIN, installed};
use crate::codes;

/// Name of the model in its folder.
const MODEL: &str = "service-2.json";

/// Files that say more about the operations of the model beside them.
const COMPANIONS: [&str; 5] = [
    "service-2.sdk-extras.json",
    "paginators-1.json",
    "waiters-2.json",
    "examples-1.json",
    "endpoint-rule-set-1.json",
];

/// A service in a folder of all services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServiceFolder {
    /// Name of its folder (`polly`).
    pub(crate) name: String,
    /// Its newest version.
    pub(crate) version: PathBuf,
}

/// What a folder is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Folder {
    /// A version of a service.
    Version(PathBuf),
    /// All services.
    Services(Vec<ServiceFolder>),
    /// A model of Smithy.
    Smithy(PathBuf),
    /// Something else.
    Other,
}

/// The files that an argument names: itself, or the model in a folder with what belongs to it.
pub(crate) fn files(name: &str) -> Result<Vec<String>, Diagnostics> {
    if name == STDIN {
        return Ok(vec![name.to_owned()]);
    }
    if let Some(service) = installed::service(name) {
        return match installed::find(service)? {
            installed::Found::Version(version) => Ok(version_files(&version)),
            installed::Found::Data(folder) => Err(choose(name, &services(&folder)).into()),
        };
    }
    let path = Path::new(name);
    if path.is_dir() {
        return match folder(path) {
            Folder::Version(version) => Ok(version_files(&version)),
            Folder::Smithy(model) => Ok(vec![text(&model)]),
            Folder::Services(services) => Err(choose(name, &services).into()),
            Folder::Other => Ok(vec![name.to_owned()]),
        };
    }
    if path.is_file() && is_model(path) {
        let beside = path.parent().map(companions).unwrap_or_default();
        return Ok([vec![name.to_owned()], beside].concat());
    }
    Ok(vec![name.to_owned()])
}

/// The services that an argument names, if it is a folder of several of them.
pub(crate) fn all(name: &str) -> Option<Vec<ServiceFolder>> {
    if let Some(service) = installed::service(name) {
        return match installed::find(service).ok()? {
            installed::Found::Data(folder) => Some(services(&folder)),
            installed::Found::Version(_) => None,
        };
    }
    match folder(Path::new(name)) {
        Folder::Services(services) => Some(services),
        _ => None,
    }
}

/// The model of a version's folder.
pub(crate) fn model(version: &Path) -> Option<PathBuf> {
    either(version, MODEL)
}

fn choose(name: &str, services: &[ServiceFolder]) -> Diagnostic {
    let example = services
        .iter()
        .find(|service| service.name == "polly")
        .or(services.first())
        .map_or("polly", |service| service.name.as_str());
    let named = if name.starts_with("botocore:") {
        format!("botocore:{example}")
    } else {
        format!("{}/{example}", name.trim_end_matches('/'))
    };
    let message = format!("`{name}` holds the models of {} services", services.len());
    Diagnostic::new(&codes::SERVICES, message).help(format!(
        "name one of them, for example `{named}`; `connector-gen inspect {name}` lists them"
    ))
}

fn folder(path: &Path) -> Folder {
    if model(path).is_some() {
        return Folder::Version(path.to_path_buf());
    }
    if let Some(version) = newest(path) {
        return Folder::Version(version);
    }
    let services = services(path);
    if !services.is_empty() {
        return Folder::Services(services);
    }
    smithy(path).map_or(Folder::Other, Folder::Smithy)
}

/// The newest version in a service's folder: the greatest name that has a model.
pub(crate) fn newest(service: &Path) -> Option<PathBuf> {
    let versions = subfolders(service).into_iter().rev();
    versions
        .map(|version| service.join(version))
        .find(|version| model(version).is_some())
}

/// The services of a folder, by name.
pub(crate) fn services(data: &Path) -> Vec<ServiceFolder> {
    let with_model = subfolders(data).into_iter().filter_map(|name| {
        let version = newest(&data.join(&name))?;
        Some(ServiceFolder { name, version })
    });
    with_model.collect()
}

/// The one model in a folder of Smithy's layout: `service/2016-06-10/polly-2016-06-10.json`.
fn smithy(path: &Path) -> Option<PathBuf> {
    let base = if path.join("service").is_dir() {
        path.join("service")
    } else {
        path.to_path_buf()
    };
    let version = subfolders(&base)
        .into_iter()
        .rev()
        .find(|name| name.starts_with(|first: char| first.is_ascii_digit()));
    let folder = version.map_or_else(|| base.clone(), |version| base.join(version));
    let mut models = names(&folder).into_iter().filter(|name| {
        Path::new(name)
            .extension()
            .is_some_and(|extension| extension == "json")
            && name.contains(|c: char| c.is_ascii_digit())
    });
    match (models.next(), models.next()) {
        (Some(one), None) => Some(folder.join(one)),
        _ => None,
    }
}

fn version_files(version: &Path) -> Vec<String> {
    let own = model(version).map(|model| text(&model));
    own.into_iter().chain(companions(version)).collect()
}

/// The files that belong to the model in a folder, in a fixed order.
fn companions(folder: &Path) -> Vec<String> {
    let found = COMPANIONS.iter().filter_map(|name| either(folder, name));
    found.map(|path| text(&path)).collect()
}

/// A file as it is, or packed.
fn either(folder: &Path, name: &str) -> Option<PathBuf> {
    let packed = folder.join(format!("{name}.gz"));
    let plain = folder.join(name);
    [plain, packed].into_iter().find(|path| path.is_file())
}

fn is_model(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.strip_suffix(".gz").unwrap_or(name) == MODEL)
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Folders in a folder, by name.
pub(super) fn subfolders(path: &Path) -> Vec<String> {
    let mut own = names(path);
    own.retain(|name| path.join(name).is_dir());
    own
}

/// Names in a folder, sorted; none where it cannot be read.
fn names(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}
