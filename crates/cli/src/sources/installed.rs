//! Models that are installed with botocore or the AWS CLI: `botocore:polly`.

use std::env;
use std::path::{Path, PathBuf};

use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::suggestion::suggestions;

use super::models;
use crate::codes;

/// What stands before the name of a service.
const SCHEME: &str = "botocore:";

/// Where interpreters keep their packages; below are folders like `python3.12`.
const LIBRARIES: [&str; 5] = [
    "/usr/lib",
    "/usr/local/lib",
    "/opt/homebrew/lib",
    "/usr/lib64",
    "/opt/local/lib",
];

/// Where the installers of the AWS CLI put their own copy.
const COMMANDS: [&str; 5] = [
    "/usr/local/aws-cli/v2/current/dist/awscli/botocore/data",
    "/usr/local/aws-cli/awscli/botocore/data",
    "/opt/homebrew/opt/awscli/libexec/lib/python3/site-packages/awscli/botocore/data",
    "C:\\Program Files\\Amazon\\AWSCLIV2\\awscli\\botocore\\data",
    "/snap/aws-cli/current/lib/python3/site-packages/awscli/botocore/data",
];

/// Variables of the environment that say where models are.
const VARIABLES: [&str; 4] = [
    "BOTOCORE_DATA",
    "AWS_DATA_PATH",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
];

/// Below the packages of an interpreter.
const PACKAGES: [&str; 2] = ["botocore/data", "awscli/botocore/data"];

/// What was found.
#[derive(Debug)]
pub(crate) enum Found {
    /// The newest version of a service.
    Version(PathBuf),
    /// All services, because none was named.
    Data(PathBuf),
}

/// The service that an argument asks for, if it is of this form; empty for all of them.
pub(crate) fn service(name: &str) -> Option<&str> {
    name.strip_prefix(SCHEME)
}

/// Whether such an argument finds a model.
pub(crate) fn exists(name: &str) -> bool {
    service(name).is_some_and(|service| find(service).is_ok())
}

/// Looks for a service, or for the folder of all of them, in the usual places.
pub(crate) fn find(service: &str) -> Result<Found, Diagnostics> {
    let places = places();
    let mut found = places.iter().filter(|place| place.is_dir());
    if service.is_empty() {
        let data = found.next().ok_or_else(absent)?;
        return Ok(Found::Data(data.clone()));
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !service.chars().all(is_name) || service.contains("..") {
        let message = format!("`{SCHEME}{service}` names no service");
        return Err(Diagnostic::new(&codes::NOT_INSTALLED, message)
            .help("name a service by its folder in botocore, for example `botocore:polly`")
            .into());
    }
    let data: Vec<&PathBuf> = found.collect();
    if data.is_empty() {
        return Err(absent().into());
    }
    let versions = data
        .iter()
        .filter_map(|folder| models::newest(&folder.join(service)));
    // The same service may be installed twice; the newest model of it is meant, of equal ones the first.
    let newest = versions.reduce(|best, other| {
        if other.file_name() > best.file_name() {
            other
        } else {
            best
        }
    });
    newest
        .map(Found::Version)
        .ok_or_else(|| unknown(service, &data).into())
}

fn unknown(service: &str, data: &[&PathBuf]) -> Diagnostic {
    let known: Vec<String> = data
        .iter()
        .flat_map(|folder| models::services(folder))
        .map(|service| service.name)
        .collect();
    let mut near = suggestions(service, known.iter().map(String::as_str));
    let part = known.iter().find(|name| name.contains(service));
    if near.is_empty() {
        near.extend(part.map(String::as_str));
    }
    let message = format!("botocore has no service `{service}`");
    let help = if near.is_empty() {
        "list the services with `connector-gen inspect botocore:`".to_owned()
    } else {
        format!(
            "did you mean `{SCHEME}{}`?",
            near.join(&format!("` or `{SCHEME}"))
        )
    };
    let mut finding = Diagnostic::new(&codes::NOT_INSTALLED, message).help(help);
    for folder in data {
        finding = finding.note(format!("looked in `{}`", folder.display()), None);
    }
    finding
}

fn absent() -> Diagnostic {
    let list = |names: &[String]| format!("`{}`", names.join("`, `"));
    let libraries: Vec<String> = libraries()
        .iter()
        .map(|library| library.display().to_string())
        .collect();
    let variables = format!("${}", VARIABLES.join("`, `$"));
    let commands: Vec<String> = COMMANDS.iter().map(ToString::to_string).collect();
    Diagnostic::new(
        &codes::NOT_INSTALLED,
        "neither botocore nor the AWS CLI was found",
    )
    .note(format!("looked where `{variables}` say, and beside `aws` and `python3`"), None)
    .note(
        format!(
            "looked for `python3*/site-packages/botocore/data` in {}",
            list(&libraries)
        ),
        None,
    )
    .note(format!("looked for {}", list(&commands)), None)
    .help(
        "install one of them, say with BOTOCORE_DATA where its folder `data` is, or give the model as a file",
    )
}

/// Folders that may hold models, in the order in which they count.
fn places() -> Vec<PathBuf> {
    let named = variable("BOTOCORE_DATA").into_iter();
    let listed = env::var_os("AWS_DATA_PATH").unwrap_or_default();
    let listed = env::split_paths(&listed).filter(|path| path.is_absolute());
    let own = env::home_dir().map(|home| home.join(".aws/models"));
    let windows = ["VIRTUAL_ENV", "CONDA_PREFIX"]
        .into_iter()
        .filter_map(variable);
    let windows = windows.flat_map(|root| packages(&root.join("Lib").join("site-packages")));
    let libraries = libraries();
    let installed = libraries.iter().flat_map(|library| interpreters(library));
    named
        .chain(listed)
        .chain(own)
        .chain(windows)
        .chain(installed)
        .chain(beside_commands())
        .chain(COMMANDS.iter().map(PathBuf::from))
        .collect()
}

/// Where the bundle of the AWS CLI has its models: beside the program.
fn beside_commands() -> impl Iterator<Item = PathBuf> {
    let folders = programs().into_iter();
    folders.filter_map(|program| Some(program.parent()?.join("awscli/botocore/data")))
}

/// Folders in which interpreters are: of the active environment, the user, and the system.
fn libraries() -> Vec<PathBuf> {
    let active = ["VIRTUAL_ENV", "CONDA_PREFIX"]
        .into_iter()
        .filter_map(variable);
    let active = active.map(|root| root.join("lib"));
    let of_programs = programs().into_iter().filter_map(|program| {
        let root = program.parent()?.parent()?;
        Some(root.join("lib"))
    });
    let home = env::home_dir().into_iter();
    let user = home.flat_map(|home| {
        [".local/lib", ".local/share/pipx/venvs/awscli/lib"].map(|library| home.join(library))
    });
    let mut libraries: Vec<PathBuf> = Vec::new();
    let all = active
        .chain(of_programs)
        .chain(user)
        .chain(LIBRARIES.iter().map(PathBuf::from));
    for library in all {
        if !libraries.contains(&library) {
            libraries.push(library);
        }
    }
    libraries
}

/// The commands whose packages may hold models, as the search path has them and as the links there lead to them.
fn programs() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .collect();
    let mut programs = Vec::new();
    for name in ["aws", "python3"] {
        let mut all = folders.iter().map(|folder| folder.join(name));
        let Some(program) = all.find(|program| program.is_file()) else {
            continue;
        };
        let real = program.canonicalize().ok().filter(|real| *real != program);
        programs.push(program);
        programs.extend(real);
    }
    programs
}

fn variable(name: &str) -> Option<PathBuf> {
    let value = env::var_os(name).filter(|value| !value.is_empty());
    value.map(PathBuf::from)
}

/// Packages of every interpreter below a folder, the newest first.
fn interpreters(library: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let mut versions: Vec<(u32, String)> = models::subfolders(library)
        .into_iter()
        .filter_map(|name| {
            let minor = name.strip_prefix("python3")?;
            let minor = minor.strip_prefix('.').unwrap_or("0").parse().ok()?;
            Some((minor, name))
        })
        .collect();
    versions.sort_unstable();
    let names = versions.into_iter().rev().map(|(_, name)| name);
    let library = library.to_path_buf();
    names.flat_map(move |name| {
        let interpreter = library.join(name);
        ["site-packages", "dist-packages"]
            .into_iter()
            .flat_map(move |folder| packages(&interpreter.join(folder)))
    })
}

fn packages(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let folder = folder.to_path_buf();
    PACKAGES.iter().map(move |package| folder.join(package))
}
