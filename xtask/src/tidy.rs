//! The invariants of `ARCHITECTURE.md`, checked.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// Which crate of ours may use which, and why not more: nothing passes between ingest, emit and update
/// but the model; the runtime stands alone.
const EDGES: &[(&str, &[&str])] = &[
    ("connector-model", &[]),
    ("connector-ingest", &["connector-model"]),
    ("connector-emit", &["connector-model"]),
    ("connector-update", &["connector-model"]),
    (
        "connector-gen",
        &[
            "connector-model",
            "connector-ingest",
            "connector-emit",
            "connector-update",
        ],
    ),
    ("connector-runtime", &[]),
];

/// Every direct dependency of the product and why it is there. A new one fails until it has a reason.
const DEPENDENCIES: &[(&str, &str, &str)] = &[
    (
        "connector-model",
        "serde",
        "the snapshot of a connector is the service model, written as JSON",
    ),
    (
        "connector-model",
        "serde_json",
        "literals inside of JMESPath expressions are JSON",
    ),
    (
        "connector-model",
        "toml",
        "reads the recipe with spans, so that a wrong key is shown where it stands",
    ),
    (
        "connector-ingest",
        "serde",
        "API models are read as typed structures, borrowed from the text: all of botocore in half a second",
    ),
    (
        "connector-ingest",
        "serde_json",
        "API models; samples have a reader of their own, which keeps what inference needs",
    ),
    (
        "connector-emit",
        "serde",
        "views of templates are structs; typed texts keep their mark through Serialize",
    ),
    (
        "connector-emit",
        "serde_json",
        "reads our own redacted examples back for the facts that emitted tests assert",
    ),
    (
        "connector-emit",
        "syn",
        "second proof once more, in builds with debug assertions: emitted Rust parsed and its skeleton compared",
    ),
    ("connector-emit", "tera", "templates, as the user asked"),
    (
        "connector-emit",
        "toml_edit",
        "the only way a manifest is written: text of a source is a value, never syntax",
    ),
    ("connector-update", "serde", "lock and snapshot"),
    ("connector-update", "serde_json", "lock and snapshot"),
    (
        "connector-update",
        "sha1",
        "names of texts as git has them, which are keys and prove nothing",
    ),
    (
        "connector-update",
        "sha2",
        "digests that a user can repeat with sha256sum",
    ),
    (
        "connector-update",
        "similar",
        "differences and the three-way merge",
    ),
    ("connector-update", "toml", "reads the lock strictly"),
    (
        "connector-gen",
        "anstream",
        "colour only where a terminal wants it",
    ),
    (
        "connector-gen",
        "annotate-snippets",
        "excerpts with carets, as rustc and cargo print them",
    ),
    (
        "connector-gen",
        "cap-std",
        "writes stay below the connector's folder, links or not",
    ),
    (
        "connector-gen",
        "clap",
        "arguments, help and suggestions from one definition",
    ),
    (
        "connector-gen",
        "clap_complete",
        "completions from the same definition",
    ),
    (
        "connector-gen",
        "flate2",
        "botocore's models are gzip files; unpacked under a cap on size and ratio",
    ),
    ("connector-gen", "serde_json", "output for programs"),
    (
        "connector-gen",
        "toml_edit",
        "edits of the recipe keep comments and order",
    ),
    (
        "connector-runtime",
        "bytes",
        "bodies without copies; the common vocabulary",
    ),
    (
        "connector-runtime",
        "crc32fast",
        "CRC-32 of the frames of event streams",
    ),
    (
        "connector-runtime",
        "flate2",
        "gzip of large bodies, a feature; pure Rust",
    ),
    (
        "connector-runtime",
        "http",
        "message types; the common vocabulary",
    ),
    ("connector-runtime", "hyper", "the default transport"),
    (
        "connector-runtime",
        "hyper-rustls",
        "the default transport: TLS",
    ),
    (
        "connector-runtime",
        "hyper-util",
        "the default transport: pooled client",
    ),
    (
        "connector-runtime",
        "p256",
        "key pairs of signatures for several regions, a feature; ring cannot derive one from a number",
    ),
    (
        "connector-runtime",
        "ring",
        "SHA-256 and HMAC from the provider that TLS brings anyway",
    ),
    (
        "connector-runtime",
        "rustls",
        "the default transport: TLS with ring",
    ),
    (
        "connector-runtime",
        "tokio",
        "the default transport: sockets and timers",
    ),
    (
        "connector-runtime",
        "ureq",
        "the blocking transport, a feature",
    ),
    (
        "connector-runtime",
        "zeroize",
        "secrets are cleared when they are dropped",
    ),
];

/// Crates in which a file, an environment variable, a clock, a socket or a process must not occur.
const PURE: &[&str] = &["model", "ingest", "emit", "update"];

/// What the pure crates must not name.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::env::",
    "std::net",
    "std::process",
    "SystemTime",
    "Instant::now",
    "std::io::std",
];

/// Words that do not name anything (style, house rules): forbidden as names of files and modules.
const EMPTY_WORDS: &[&str] = &[
    "util",
    "utils",
    "common",
    "misc",
    "manager",
    "helper",
    "helpers",
    "processor",
    "handler",
];

/// Hosts and paths that belong to a machine or a registry, split so that this file does not contain them.
const FOREIGN_TEXT: &[&[&str]] = &[
    &["crates", ".io"],
    &["pypi", ".org"],
    &["npmjs", ".org"],
    &["/wo", "rk/"],
    &["/ro", "ot/"],
    &["/ho", "me/"],
];

/// Checks everything; the report lists sizes, the error lists what is wrong.
pub(crate) fn run(root: &Path) -> Result<String, String> {
    let mut problems = Vec::new();
    edges_and_dependencies(root, &mut problems);
    runtime_versions(root, &mut problems);
    purity(root, &mut problems);
    templates(root, &mut problems);
    words(root, &mut problems);
    foreign_text(root, &mut problems);
    if problems.is_empty() {
        return Ok(format!("{}\ntidy", sizes(root)));
    }
    problems.sort();
    Err(format!(
        "{}\n{} problems",
        problems.join("\n"),
        problems.len()
    ))
}

fn manifest(path: &Path) -> toml::Table {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.parse().unwrap_or_default()
}

fn edges_and_dependencies(root: &Path, problems: &mut Vec<String>) {
    let mut seen = Vec::new();
    for folder in ["model", "ingest", "emit", "update", "cli", "runtime"] {
        let manifest = manifest(&root.join("crates").join(folder).join("Cargo.toml"));
        let name = manifest["package"]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let Some((_, allowed)) = EDGES.iter().find(|(from, _)| *from == name) else {
            problems.push(format!(
                "crates/{folder}: `{name}` is not in the table of edges"
            ));
            continue;
        };
        let Some(dependencies) = manifest.get("dependencies").and_then(toml::Value::as_table)
        else {
            continue;
        };
        for dependency in dependencies.keys() {
            if dependency.starts_with("connector-") {
                if !allowed.contains(&dependency.as_str()) {
                    problems.push(format!("{name} must not use {dependency}"));
                }
            } else if DEPENDENCIES
                .iter()
                .any(|(from, to, _)| *from == name && to == dependency)
            {
                seen.push((name.clone(), dependency.clone()));
            } else {
                problems.push(format!(
                    "{name}: `{dependency}` has no reason in the table of dependencies"
                ));
            }
        }
    }
    for (from, to, _) in DEPENDENCIES {
        if !seen
            .iter()
            .any(|(name, dependency)| name == from && dependency == to)
        {
            problems.push(format!(
                "{from} does not use {to} any more: remove it from the table"
            ));
        }
    }
}

/// The runtime's manifest stands alone because it is written beside connectors; its version and edition
/// must still be the workspace's.
fn runtime_versions(root: &Path, problems: &mut Vec<String>) {
    let workspace = manifest(&root.join("Cargo.toml"));
    let runtime = manifest(&root.join("crates/runtime/Cargo.toml"));
    for key in ["version", "edition", "license"] {
        if workspace["workspace"]["package"].get(key) != runtime["package"].get(key) {
            problems.push(format!(
                "crates/runtime/Cargo.toml: `{key}` differs from the workspace's"
            ));
        }
    }
}

fn files(folder: &Path, extension: &str) -> Vec<(PathBuf, String)> {
    let mut files: Vec<(PathBuf, String)> = WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| {
            !["target", ".git"]
                .iter()
                .any(|skipped| entry.file_name() == *skipped)
        })
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .filter(|path| {
            extension.is_empty() || path.extension().is_some_and(|found| found == extension)
        })
        .filter_map(|path| std::fs::read_to_string(&path).ok().map(|text| (path, text)))
        .collect();
    files.sort();
    files
}

fn purity(root: &Path, problems: &mut Vec<String>) {
    for folder in PURE {
        for (path, text) in files(&root.join("crates").join(folder).join("src"), "rs") {
            for (number, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                // A word inside of a string is what a test looks for, not what the code does.
                let named = |word: &str| {
                    code.find(word)
                        .is_some_and(|at| code[..at].matches('"').count() % 2 == 0)
                };
                for word in IMPURE.iter().filter(|word| named(word)) {
                    problems.push(format!(
                        "{}:{}: `{word}` below the command line",
                        path.display(),
                        number + 1
                    ));
                }
            }
        }
    }
}

/// Templates have loops and conditions only: a filter, a slice or `~` could change marked text.
fn templates(root: &Path, problems: &mut Vec<String>) {
    for (path, text) in files(&root.join("templates"), "tera") {
        for (number, expression) in expressions(&text) {
            let words = expression.trim();
            // A condition may compare with a fixed word: which kind of step it is. It prints nothing.
            let condition = words.strip_prefix("if ").or(words.strip_prefix("elif "));
            let quoted = condition.is_none() && words.contains(['"', '\'']);
            let is_include = words.starts_with("include ");
            // The one filter that the engine keeps: it yields a number.
            let rest = if condition.is_some() {
                words.replace("| length", "")
            } else {
                words.to_owned()
            };
            if rest.contains(['~', '|', '[']) || quoted && !is_include {
                problems.push(format!(
                    "{}:{number}: `{words}` does more than print",
                    path.display()
                ));
            }
        }
    }
}

/// What stands between the delimiters of a template, with line numbers; raw blocks left out.
fn expressions(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut raw = false;
    for (number, line) in text.lines().enumerate() {
        let mut rest = line;
        while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
            let closing = if rest[at..].starts_with("{{") {
                "}}"
            } else {
                "%}"
            };
            let Some(end) = rest[at + 2..].find(closing) else {
                break;
            };
            let expression = rest[at + 2..at + 2 + end].trim_matches('-').trim();
            match expression {
                "raw" => raw = true,
                "endraw" => raw = false,
                _ if !raw => found.push((number + 1, expression.to_owned())),
                _ => {}
            }
            rest = &rest[at + 2 + end + 2..];
        }
    }
    found
}

fn words(root: &Path, problems: &mut Vec<String>) {
    for (path, _) in files(&root.join("crates"), "rs") {
        let stem = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default();
        if EMPTY_WORDS.contains(&stem) {
            problems.push(format!("{}: the name says nothing", path.display()));
        }
    }
}

fn foreign_text(root: &Path, problems: &mut Vec<String>) {
    for (path, text) in files(root, "") {
        let relative = path.strip_prefix(root).unwrap_or(&path);
        let data = relative.starts_with("tests/vectors") || relative.starts_with("fuzz/corpus");
        if data
            || relative
                .file_name()
                .is_some_and(|name| name == "Cargo.lock")
        {
            continue;
        }
        for parts in FOREIGN_TEXT {
            if let Some(at) = text.find(&parts.concat()) {
                let line = text[..at].lines().count();
                problems.push(format!(
                    "{}:{line}: text of a machine or a registry",
                    relative.display()
                ));
            }
        }
    }
}

/// The largest files and the median, to look at; they fail nothing.
fn sizes(root: &Path) -> String {
    let mut sizes: Vec<(usize, String)> = Vec::new();
    let mut by_crate: BTreeMap<String, usize> = BTreeMap::new();
    for (path, text) in files(&root.join("crates"), "rs") {
        let relative = path.strip_prefix(root).unwrap_or(&path);
        let lines = text.lines().count();
        sizes.push((lines, relative.display().to_string()));
        let owner = relative
            .iter()
            .nth(1)
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        *by_crate.entry(owner).or_default() += lines;
    }
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    let mut report = String::from("lines by crate:");
    for (name, lines) in by_crate {
        let _ = write!(report, " {name} {lines}");
    }
    let median = sizes.get(sizes.len() / 2).map_or(0, |(lines, _)| *lines);
    let _ = write!(
        report,
        "\nfiles: {}, median {median} lines; largest:",
        sizes.len()
    );
    for (lines, path) in sizes.iter().take(8) {
        let _ = write!(report, "\n{lines:6}  {path}");
    }
    report
}
