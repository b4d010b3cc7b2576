//! Every collection of the corpus gives a connector that compiles, passes its own tests and is clean under clippy's
//! pedantic lints, rustdoc and rustfmt, with no warning; or it is refused with a message that names the place
//! and the way out.
//!
//! The corpus is not part of the project; `CONNECTOR_GEN_CORPUS` says where it is. A plain run compiles a part
//! of the connectors, a run with `CI` all of them. `CONNECTOR_GEN_GOLDEN=accept` writes the table of the guide.

#![expect(
    clippy::print_stdout,
    reason = "the counts are what the suite is run for by hand"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use connector_gen_tests::{
    assert_status, binary, cargo_command, connector_gen, corpus, root, tree,
};
use connector_ingest::{Hints, SourceText, ingest};
use connector_model::lower::{NamingRecord, lower};
use connector_model::recipe::Recipe;
use walkdir::WalkDir;

/// Collections that are refused: the code, and why nothing else would be right.
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

/// What a plain run does not compile: near-copies of others, and what costs more than all the rest.
const ONLY_IN_CI: &[&str] = &["insomnia/complex-v2_1", "schema-fixtures/", "stripe/"];

/// Fixtures that a plain run compiles all the same, because they have what no other collection has.
const ALWAYS: &[&str] = &[
    "draft-04/v2.1.0/github",
    "draft-04/v2.1.0/httpbin",
    "draft-04/v2.1.0/reqBodyGraphQL",
    "draft-04/v2.1.0/request",
    "draft-04/v2.1.0/syncapi",
];

/// Bodies of answers of different shapes: lists of structures, empty answers, errors, maps, numbers, blobs as text.
const BODIES: &[&str] = &[
    "cloudwatch/DescribeAlarms.",
    "cloudwatch/GetMetricStatistics.",
    "cloudwatch/PutMetricData.",
    "dynamodb/DescribeTable.",
    "dynamodb/GetItem.json",
    "dynamodb/GetItem.missing.",
    "dynamodb/TransactWriteItems.err.",
    "kms/CreateKey.",
    "lambda/CreateFunction.",
    "lambda/GetPolicy.",
    "lambda/ListTags.",
    "polly/GetLexicon.json",
    "secretsmanager/ListSecrets.",
    "sqs/GetQueueAttributes.",
    "sqs/ReceiveMessage.",
];

/// A line of the table.
struct Row {
    file: String,
    requests: usize,
    examples: usize,
    operations: usize,
    entities: usize,
    files: usize,
    bytes: usize,
    took: Duration,
}

#[test]
fn every_collection_gives_a_clean_connector_or_is_refused_by_name() {
    let Some(folder) = corpus("samples/postman") else {
        println!("the corpus is missing; set CONNECTOR_GEN_CORPUS to its folder");
        return;
    };
    let scratch = tempfile::tempdir().expect("a scratch folder");
    // Built before anything is timed.
    binary();
    let mut names = BTreeSet::new();
    let mut rows = Vec::new();
    let mut members = Vec::new();
    for file in collections(&folder) {
        let relative = below(&folder, &file);
        if let Some((_, code, reason)) = REFUSED.iter().find(|(name, ..)| *name == relative) {
            assert_refused(scratch.path(), &file, code, reason);
            continue;
        }
        let member = format!("c{:02}", rows.len());
        let start = Instant::now();
        let source = file.to_str().expect("the path is text");
        write(scratch.path(), &["new", source], &member, &relative);
        let took = start.elapsed();
        if !names.insert(crate_name(&scratch.path().join(&member))) {
            // Crates of one workspace differ in their names.
            fs::remove_dir_all(scratch.path().join(&member)).expect("the scratch is ours");
            let name = format!("Corpus {member}");
            let arguments = ["new", source, "--name", &name];
            write(scratch.path(), &arguments, &member, &relative);
        }
        rows.push(row(&scratch.path().join(&member), &file, relative, took));
        members.push(member);
    }
    assert!(
        rows.len() + REFUSED.len() >= 77,
        "25 collections and 52 fixtures, found {}",
        rows.len()
    );
    print(&rows);
    assert_formatted(scratch.path());
    let compiled = rows
        .iter()
        .zip(members)
        .filter(|(row, _)| is_compiled(&row.file));
    let members: Vec<String> = compiled.map(|(_, member)| member).collect();
    assert_clean(scratch.path(), &members);
    if std::env::var("CONNECTOR_GEN_GOLDEN").as_deref() == Ok("accept") {
        let page = root().join("docs/src/explanation/corpus.md");
        fs::write(page, table(&rows)).expect("the guide is writable");
    }
}

#[test]
fn bodies_of_answers_give_clean_connectors() {
    let Some(folder) = corpus("samples/http") else {
        println!("the corpus is missing; set CONNECTOR_GEN_CORPUS to its folder");
        return;
    };
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let mut members = Vec::new();
    for (index, body) in answers(&folder).iter().enumerate() {
        let call = fs::read_to_string(body.with_extension("call.json")).expect("the call is there");
        let call: serde_json::Value = serde_json::from_str(&call).expect("the call is JSON");
        let text = |pointer: &str| call.pointer(pointer).and_then(serde_json::Value::as_str);
        let operation = text("/operation").expect("the call has a name");
        let member = format!("b{index:02}");
        let name = format!("Body {member}");
        let service = text("/service").expect("the call has a service");
        let path = text("/request/url")
            .and_then(|url| url.strip_prefix("http://127.0.0.1:5555"))
            .expect("the call was captured on this machine");
        let url = format!("https://{service}.us-east-1.amazonaws.com{path}");
        let arguments = [
            "new",
            body.to_str().expect("the path is text"),
            "--url",
            &url,
            "--method",
            text("/request/method").expect("the call has a method"),
            "--operation",
            operation,
            "--name",
            &name,
        ];
        write(scratch.path(), &arguments, &member, &below(&folder, body));
        let is_sample = BODIES
            .iter()
            .any(|sample| below(&folder, body).starts_with(sample));
        if is_sample || std::env::var_os("CI").is_some() {
            members.push(member);
        }
    }
    assert_formatted(scratch.path());
    assert_clean(scratch.path(), &members);
}

fn collections(folder: &Path) -> Vec<PathBuf> {
    json_files(folder)
        .into_iter()
        .filter(|path| !path.components().any(|part| part.as_os_str() == "schema"))
        .filter(|path| {
            let name = path.to_string_lossy();
            !COMPANIONS.iter().any(|end| name.ends_with(end))
        })
        .collect()
}

/// Bodies of answers that are JSON, each beside a description of its call.
fn answers(folder: &Path) -> Vec<PathBuf> {
    json_files(folder)
        .into_iter()
        .filter(|path| path.with_extension("call.json").is_file())
        .collect()
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect()
}

fn below(folder: &Path, file: &Path) -> String {
    file.strip_prefix(folder)
        .expect("the file was found there")
        .to_string_lossy()
        .into_owned()
}

fn is_compiled(file: &str) -> bool {
    std::env::var_os("CI").is_some()
        || !ONLY_IN_CI.iter().any(|start| file.starts_with(start))
        || ALWAYS.iter().any(|part| file.contains(part))
}

fn write(scratch: &Path, arguments: &[&str], member: &str, what: &str) {
    let output = connector_gen(scratch, &[arguments, &["--out", member]].concat());
    assert_status(&output, 0, what);
}

fn assert_refused(scratch: &Path, file: &Path, code: &str, reason: &str) {
    let source = file.to_str().expect("the path is text");
    let output = connector_gen(scratch, &["new", source, "--out", "refused"]);
    let what = format!("{source} is refused because {reason}");
    assert_status(&output, 2, &what);
    let said = String::from_utf8_lossy(&output.stderr);
    for part in [code, source, "help: "] {
        assert!(said.contains(part), "{what}, without `{part}`:\n{said}");
    }
    assert!(!scratch.join("refused").exists(), "{what}, but it wrote");
}

/// The name of the crate in a folder.
fn crate_name(connector: &Path) -> String {
    let manifest: toml::Table = fs::read_to_string(connector.join("Cargo.toml"))
        .expect("the manifest is there")
        .parse()
        .expect("the manifest is TOML");
    manifest["package"]["name"]
        .as_str()
        .expect("a crate has a name")
        .to_owned()
}

fn row(connector: &Path, file: &Path, relative: String, took: Duration) -> Row {
    let bytes = fs::read(file).expect("the collection is readable");
    let source = SourceText {
        name: &relative,
        bytes: &bytes,
    };
    let ingested = ingest(&[source], &Hints::default());
    let service = ingested.service.expect("the command read it");
    let (lowered, _) = lower(&service, &Recipe::default(), &NamingRecord::default());
    let written = tree(connector);
    Row {
        requests: ingested.summary.iter().map(|one| one.requests).sum(),
        examples: ingested.summary.iter().map(|one| one.examples).sum(),
        operations: service.operations.len(),
        entities: lowered.map_or(0, |lowered| lowered.domain.entities.len()),
        files: written.len(),
        bytes: written.iter().map(|(_, bytes)| bytes.len()).sum(),
        file: relative,
        took,
    }
}

fn print(rows: &[Row]) {
    println!("requests answers operations entities files   bytes seconds collection");
    for row in rows {
        println!(
            "{:8} {:7} {:10} {:8} {:5} {:7} {:7.2} {}",
            row.requests,
            row.examples,
            row.operations,
            row.entities,
            row.files,
            row.bytes,
            row.took.as_secs_f64(),
            row.file
        );
    }
}

/// The page of the guide; without seconds, which are those of one machine.
fn table(rows: &[Row]) -> String {
    let mut out = String::from(INTRODUCTION);
    for row in rows {
        let Row {
            requests,
            examples,
            operations,
            entities,
            files,
            ..
        } = row;
        let kib = row.bytes.div_ceil(1024);
        let _ = writeln!(
            out,
            "| {} | {requests} | {examples} | {operations} | {entities} | {files} | {kib} |",
            row.file
        );
    }
    out.push_str("\nRefused, with the place and the way out:\n\n| collection | finding | reason |\n|---|---|---|\n");
    for (file, code, reason) in REFUSED {
        let _ = writeln!(out, "| {file} | {code} | {reason} |");
    }
    out
}

const INTRODUCTION: &str = "\
# Collections it was tried on

Postman collections of other projects, as they were published. Each gives a connector that compiles without a warning,
passes its own tests, and is clean under `clippy::pedantic`, rustdoc and rustfmt. `tests/tests/corpus_connectors.rs`
makes this table (`CONNECTOR_GEN_GOLDEN=accept`); the collections themselves are not part of this repository.

Requests without a saved answer give the request side only; requests that cannot be called (no address, no method)
are left out with a warning.

| collection | requests | saved answers | operations | entities | files | KiB |
|---|---:|---:|---:|---:|---:|---:|
";

/// rustfmt agrees with every file, all in one run of it.
fn assert_formatted(scratch: &Path) {
    let sources: Vec<PathBuf> = tree(scratch)
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .filter(|path| !path.starts_with("connector-runtime"))
        .collect();
    assert!(!sources.is_empty(), "connectors have Rust files");
    let output = Command::new("rustfmt")
        .current_dir(scratch)
        .args(["--check", "--edition", "2024"])
        .args(&sources)
        .output()
        .expect("rustfmt is part of the toolchain");
    assert_status(&output, 0, "rustfmt --check");
}

/// Makes one workspace of the connectors, so that cargo plans, and the runtime is built, only once.
fn assert_clean(scratch: &Path, members: &[String]) {
    for member in members {
        let path = scratch.join(member).join("Cargo.toml");
        let manifest = fs::read_to_string(&path).expect("the manifest is there");
        fs::write(&path, manifest.replace("[workspace]\n", "")).expect("the scratch is ours");
    }
    let workspace = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {members:?}\nexclude = [\"connector-runtime\"]\n"
    );
    fs::write(scratch.join("Cargo.toml"), workspace).expect("the scratch is ours");
    fs::copy(root().join("Cargo.lock"), scratch.join("Cargo.lock")).expect("the lock is there");
    let lints = ["--", "-D", "warnings", "-W", "clippy::pedantic"];
    let clippy = [&["clippy", "--workspace", "--all-targets"][..], &lints].concat();
    assert_silent(&run(scratch, &clippy), "clippy");
    // Their own tests use no transport; what links no TLS is linked in a tenth of the time.
    let offline = ["--workspace", "--tests", "--no-default-features", "--quiet"];
    assert_silent(&run(scratch, &[&["test"][..], &offline].concat()), "test");
    if std::env::var_os("CI").is_some() {
        let docs = ["doc", "--workspace", "--no-deps"];
        assert_silent(&run(scratch, &docs), "doc");
        assert_silent(&run(scratch, &["test", "--workspace", "--doc"]), "doctests");
    }
}

fn run(scratch: &Path, arguments: &[&str]) -> Output {
    cargo_command(scratch, arguments)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("RUSTDOCFLAGS", "-D warnings")
        .output()
        .expect("cargo starts")
}

fn assert_silent(output: &Output, what: &str) {
    assert_status(output, 0, what);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("warning"), "{what}: {said}");
}
