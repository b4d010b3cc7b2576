//! Every collection of the corpus is read: no panic, and no error but those in a list with reasons.
//!
//! The corpus is not part of the project; `CONNECTOR_GEN_CORPUS` says where it is.

#![expect(
    clippy::print_stdout,
    reason = "the counts are what the suite is run for by hand"
)]

use std::path::{Path, PathBuf};

use connector_ingest::{Hints, SourceText, ingest};
use connector_model::diagnostic::Severity;
use walkdir::WalkDir;

/// Files that are refused, with the code and the reason.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        "schema-fixtures/draft-04/v2.0.0/proper-url-parsing.json",
        "CG0131",
        "its only request has a user and a password in its address",
    ),
    (
        "schema-fixtures/draft-04/v2.1.0/proper-url-parsing.json",
        "CG0131",
        "its only request has a user and a password in its address",
    ),
];

/// Files that belong to another one: read with it, not alone.
const COMPANIONS: &[&str] = &["_environment.json", "_globals.json", "_data.json"];

struct Row {
    file: String,
    requests: usize,
    examples: usize,
    operations: usize,
    shapes: usize,
    errors: Vec<String>,
    warnings: usize,
}

#[test]
fn every_collection_of_the_corpus_is_read() {
    let Some(folder) = connector_gen_tests::corpus("samples/postman") else {
        println!("the corpus is missing, nothing was read; set CONNECTOR_GEN_CORPUS to its folder");
        return;
    };
    let rows: Vec<Row> = collections(&folder)
        .iter()
        .map(|file| row(&folder, file))
        .collect();
    println!("requests answers operations shapes warnings file");
    for row in &rows {
        println!(
            "{:8} {:7} {:10} {:6} {:8} {}",
            row.requests, row.examples, row.operations, row.shapes, row.warnings, row.file
        );
    }
    for row in &rows {
        let allowed = REFUSED.iter().find(|(file, ..)| row.file == *file);
        match allowed {
            Some((_, code, reason)) => {
                assert!(
                    row.errors.iter().any(|error| error.starts_with(code)),
                    "{} should be refused because {reason}",
                    row.file
                );
            }
            None => assert_eq!(row.errors, Vec::<String>::new(), "{}", row.file),
        }
    }
    assert!(
        rows.len() >= 77,
        "25 collections and 52 fixtures, found {}",
        rows.len()
    );
}

fn collections(folder: &Path) -> Vec<PathBuf> {
    WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .filter(|path| !path.components().any(|part| part.as_os_str() == "schema"))
        .filter(|path| {
            let name = path.to_string_lossy();
            !COMPANIONS.iter().any(|end| name.ends_with(end))
        })
        .collect()
}

fn row(folder: &Path, file: &Path) -> Row {
    let bytes = std::fs::read(file).expect("readable");
    let name = file
        .strip_prefix(folder)
        .expect("below the folder")
        .to_string_lossy()
        .into_owned();
    let source = SourceText {
        name: &name,
        bytes: &bytes,
    };
    let ingested = ingest(&[source], &Hints::default());
    let service = ingested.service.unwrap_or_default();
    let of = |severity: Severity| {
        ingested
            .diagnostics
            .iter()
            .filter(move |finding| finding.rule.severity == severity)
    };
    Row {
        requests: ingested.summary[0].requests,
        examples: ingested.summary[0].examples,
        operations: service.operations.len(),
        shapes: service.shapes.len(),
        errors: of(Severity::Error)
            .map(|finding| format!("{} {}", finding.rule.code, finding.message))
            .collect(),
        warnings: of(Severity::Warning).count(),
        file: name,
    }
}
