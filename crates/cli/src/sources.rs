//! Reading sources: files, standard input, folders of models and models that are installed, none larger than the limit.

pub(crate) mod gzip;
pub(crate) mod installed;
pub(crate) mod models;

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::rc::Rc;

use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_update::digest::Digest;

use crate::codes;

/// Bytes that a source may have.
pub(crate) const LIMIT: u64 = 100 * 1024 * 1024;

/// The argument that stands for standard input.
pub(crate) const STDIN: &str = "-";

/// A source as it was read.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// Name for findings: the path as it was given.
    pub(crate) name: String,
    /// Its content, shared with the printer; unpacked where the file is a gzip archive.
    pub(crate) bytes: Rc<[u8]>,
    /// Index of the argument that named it; the files of a model's folder have the same.
    pub(crate) given: usize,
}

/// The digest of what an argument named: of the file, or of the model and what belongs to it in one piece.
pub(crate) fn digest(sources: &[Source], given: usize) -> Digest {
    let own = sources.iter().filter(|source| source.given == given);
    let texts: Vec<&[u8]> = own.map(|source| &*source.bytes).collect();
    match texts[..] {
        [one] => Digest::of_bytes(one),
        _ => Digest::of_bytes(&texts.concat()),
    }
}

/// Reads all of the sources; every one that cannot be read is a finding.
pub(crate) fn read_all(names: &[String]) -> Result<Vec<Source>, Diagnostics> {
    let mut findings = Diagnostics::new();
    if names.iter().filter(|name| *name == STDIN).count() > 1 {
        findings.push(
            Diagnostic::new(&codes::STDIN_TWICE, "`-` was given more than once")
                .help("save one of the texts as a file and name that"),
        );
        return Err(findings);
    }
    let mut sources = Vec::new();
    for (given, name) in names.iter().enumerate() {
        let files = match models::files(name) {
            Ok(files) => files,
            Err(more) => {
                findings.append(more);
                continue;
            }
        };
        for file in files {
            if file != *name && is_named(&file, names) {
                // It stands beside a model, and was named as well.
                continue;
            }
            match read(&file) {
                Ok(bytes) => sources.push(Source {
                    name: shown(&file),
                    bytes: bytes.into(),
                    given,
                }),
                Err(more) => findings.append(more),
            }
        }
    }
    if findings.is_empty() {
        Ok(sources)
    } else {
        Err(findings)
    }
}

/// Whether an argument names this file.
fn is_named(file: &str, arguments: &[String]) -> bool {
    let Ok(file) = Path::new(file).canonicalize() else {
        return false;
    };
    let named = |argument: &String| Path::new(argument).canonicalize().ok();
    arguments
        .iter()
        .filter_map(named)
        .any(|named| named == file)
}

/// Reads one file.
pub(crate) fn read_one(name: &str) -> Result<Rc<[u8]>, Diagnostics> {
    Ok(read(name)?.into())
}

/// The name of a source in findings.
fn shown(name: &str) -> String {
    if name == STDIN {
        "<stdin>".to_owned()
    } else {
        name.to_owned()
    }
}

fn read(name: &str) -> Result<Vec<u8>, Diagnostics> {
    if name == STDIN {
        let bytes = read_limited(std::io::stdin().lock(), name, 0)?;
        return gzip::unpacked(&shown(name), bytes);
    }
    if name.is_empty() {
        let finding = Diagnostic::new(&codes::SOURCE_UNREADABLE, "a source has an empty name");
        return Err(finding
            .help("name a file, or `-` for standard input")
            .into());
    }
    let refused = |error: &std::io::Error| Diagnostics::from(unreadable(name, error));
    let metadata = std::fs::metadata(name).map_err(|error| refused(&error))?;
    if metadata.is_dir() {
        return Err(
            Diagnostic::new(&codes::SOURCE_UNREADABLE, format!("`{name}` is a folder"))
                .help("name a file, for example a collection that Postman exported, or the folder of an API model")
                .into(),
        );
    }
    if metadata.len() > LIMIT {
        return Err(too_large(name).into());
    }
    let file = File::open(name).map_err(|error| refused(&error))?;
    gzip::unpacked(name, read_limited(file, name, metadata.len())?)
}

/// Reads to the end or to one byte beyond the limit: a file can grow, and a pipe has no size.
fn read_limited(reader: impl Read, name: &str, expected: u64) -> Result<Vec<u8>, Diagnostics> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0).saturating_add(1));
    let mut limited = reader.take(LIMIT + 1);
    limited
        .read_to_end(&mut bytes)
        .map_err(|error| Diagnostics::from(unreadable(name, &error)))?;
    if bytes.len() as u64 > LIMIT {
        return Err(too_large(name).into());
    }
    Ok(bytes)
}

fn unreadable(name: &str, error: &std::io::Error) -> Diagnostic {
    let help = if Path::new(name).exists() {
        "check that it is a file that you may read"
    } else {
        "check the path; it is relative to the current folder"
    };
    let message = format!("`{}` cannot be read: {}", shown(name), reason(error));
    Diagnostic::new(&codes::SOURCE_UNREADABLE, message).help(help)
}

/// What the system says, in the form of our messages.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => "unknown reason".to_owned(),
    }
}

fn too_large(name: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::SOURCE_TOO_LARGE,
        format!(
            "`{}` is larger than {} MiB",
            shown(name),
            LIMIT / 1024 / 1024
        ),
    )
    .help("save fewer requests or fewer examples: one example of each form is enough")
}
