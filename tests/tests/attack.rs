//! Hostile text in every position of a collection: the connector builds, tests and documents without
//! executing or leaking any of it.
//!
//! Each family of payloads is put, with a marker of its own for each position, into names, descriptions,
//! paths, queries, headers, variables, member names and values. Then the connector is made for real: its tests run,
//! its documentation is built, and no file, panic or output of the payload may appear. Rust files are parsed
//! again: a marker stands in string literals and doc lines, or inside an identifier, and nowhere else.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use connector_gen_tests::{assert_status, cargo, cargo_command, connector_gen, tree};
use serde_json::{Value, json};
use syn::visit::Visit;

/// A payload: `@` is replaced by the marker, so that every position can be told.
const FAMILIES: &[(&str, &str)] = &[
    (
        "v01_newline_in_doc",
        "@\n}\nfn @() { std::fs::write(\"canary-@\", \"\").unwrap(); }\n{",
    ),
    ("v04_carriage_return", "@\rstd::process::exit(99);\r\n@"),
    (
        "v06_quote_and_backslash",
        "@\"; std::fs::write(\"canary-@\", \"\").unwrap(); let _ = \"\\",
    ),
    ("v07_raw_string_end", "@\"##\"#; panic!(\"@\")"),
    (
        "v08_attribute_end",
        "@\")] #[no_mangle] pub extern \"C\" fn @() {} #[doc = (\"",
    ),
    (
        "v09_bidirectional_text",
        "@\u{202e}\u{2066}// @\u{2069}\u{200b}\u{feff}",
    ),
    ("v10_odd_line_ends", "@\u{2028}\u{2029}\u{85}\u{b}\u{c}@"),
    (
        "v12_doc_test",
        "@\n```\nstd::fs::write(\"canary-@\", \"\").unwrap(); panic!();\n```\n\n    panic!(\"@\");\n\n~~~rust\npanic!()\n~~~",
    ),
    (
        "v13_markup",
        "@ <script>alert('@')</script> [`std::fs`] [a](javascript:@) ![x](data:@) include_str!(\"/etc/passwd\")",
    ),
    (
        "v14_format_string",
        "@ {secret_key} {0} {:?} {{@}} %s ${HOME}",
    ),
    (
        "v36_table_and_fence",
        "@ | a | b |\n| --- | --- |\n# @\n---\n``` @ `x` ~~ ^[1]",
    ),
    (
        "v37_shortcode",
        "@ {{< figure src=\"@\" >}} {{% alert %}} {{/* @ */}}",
    ),
    (
        "v39_template",
        "@ {{ 7*7 }} {% include \"lib.rs\" %} {# @ #} {% endraw %} {% raw %}",
    ),
    (
        "v31_manifest",
        "@\"]\n[dependencies]\nevil = \"1\"\n[lib]\nproc-macro = true\n#",
    ),
    ("v40_terminal", "@\u{1b}[31m\u{1b}]0;@\u{7}\u{9b}31m"),
    ("v24_path", "../../@/..\\..\\@/C:\\@~/.cargo/config.toml"),
];

/// A collection with a payload in every position that is free text; each position has a marker of its own.
struct Positions {
    payload: &'static str,
    used: usize,
}

impl Positions {
    fn next(&mut self) -> String {
        self.used += 1;
        self.payload.replace('@', &format!("cg{:04}q", self.used))
    }

    /// The payload as one line of an HTTP message: what a collection can hold in a URL.
    fn url(&mut self) -> String {
        self.next()
            .chars()
            .filter(|c| !c.is_control() && !"/?#\\ ".contains(*c))
            .collect()
    }

    fn collection(&mut self) -> Value {
        let body = json!({
            self.next(): self.next(),
            "plain": self.next(),
            "nested": { self.next(): [self.next(), self.next()], "deep": { self.next(): 1, self.next(): true } },
            "list": [{ self.next(): self.next(), "when": "2026-11-21T10:00:00Z" }, { "n": 1 }],
            "map": { "11": self.next(), "22": self.next(), "33": self.next() },
        });
        let sent = json!({ self.next(): self.next(), "tags": [self.next()], "inner": { self.next(): 2.5 } });
        let (path, query) = (self.url(), self.url());
        let request = json!({
            "method": "POST",
            "description": self.next(),
            "header": [
                { "key": "X-Plain", "value": self.next(), "description": self.next() },
                { "key": self.next(), "value": "x" },
            ],
            "body": { "mode": "raw", "raw": sent.to_string(), "options": { "raw": { "language": "json" } } },
            "url": {
                "raw": format!("https://api.example/v2/things/{path}/:id?{query}=1&plain={query}"),
                "protocol": "https",
                "host": ["api", "example"],
                "path": ["v2", "things", path, ":id"],
                "query": [
                    { "key": self.next(), "value": self.next(), "description": self.next() },
                    { "key": "plain", "value": self.next(), "disabled": true },
                ],
                "variable": [{ "key": "id", "value": self.next(), "description": self.next() }],
            },
        });
        let answer = |name: String, code: u16, body: String| {
            json!({ "name": name, "status": "OK", "code": code, "originalRequest": request,
                    "header": [{ "key": "Content-Type", "value": "application/json" }], "body": body })
        };
        let missing = json!({ "message": self.next(), self.next(): self.next() });
        let responses = json!([
            answer(self.next(), 200, body.to_string()),
            answer(self.next(), 404, missing.to_string()),
        ]);
        let item = json!({ "name": self.next(), "request": request, "response": responses,
            "event": [{ "listen": "test", "script": { "exec": [self.next()] } }] });
        json!({
            "info": { "name": self.next(), "description": self.next(),
                      "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
            "variable": [{ "key": self.next(), "value": self.next() }],
            "item": [{ "name": self.next(), "description": self.next(), "item": [item] }],
        })
    }
}

fn generate(scratch: &Path, family: &str, payload: &'static str) -> PathBuf {
    let mut positions = Positions { payload, used: 0 };
    let collection = positions.collection();
    let source = scratch.join("hostile.json");
    std::fs::write(&source, collection.to_string()).expect("the collection is written");
    let folder = scratch.join(format!("{}-connector", family.replace('_', "-")));
    let out = folder.to_str().expect("the path is text");
    let output = connector_gen(
        scratch,
        &[
            "new",
            "hostile.json",
            "--name",
            "Hostile Thing",
            "--out",
            out,
        ],
    );
    assert_status(&output, 0, family);
    for text in [&output.stdout, &output.stderr] {
        let text = String::from_utf8_lossy(text);
        assert!(
            !text.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\r', '\u{7}']),
            "{family}: raw control characters: {text:?}"
        );
    }
    let below: Vec<PathBuf> = std::fs::read_dir(scratch)
        .expect("the scratch folder is readable")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            !path.ends_with("hostile.json")
                && !path.ends_with("connector-runtime")
                && *path != folder
        })
        .collect();
    assert!(
        below.is_empty(),
        "{family}: files beside the connector: {below:?}"
    );
    folder
}

/// Where markers stand in a Rust file apart from literals and doc lines.
struct Markers {
    found: Vec<String>,
}

impl Visit<'_> for Markers {
    fn visit_ident(&mut self, ident: &syn::Ident) {
        let text = ident.to_string();
        if text.contains("cg0") && !text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            self.found.push(text);
        }
    }

    fn visit_item_macro(&mut self, item: &syn::ItemMacro) {
        self.found.push(format!(
            "macro {:?}",
            item.mac
                .path
                .segments
                .last()
                .map(|part| part.ident.to_string())
        ));
    }

    fn visit_attribute(&mut self, attribute: &syn::Attribute) {
        let name = attribute
            .path()
            .segments
            .last()
            .map(|part| part.ident.to_string())
            .unwrap_or_default();
        if ![
            "doc",
            "derive",
            "non_exhaustive",
            "must_use",
            "test",
            "forbid",
            "cfg",
            "default",
        ]
        .contains(&name.as_str())
        {
            self.found.push(format!("attribute {name}"));
        }
    }

    fn visit_item_foreign_mod(&mut self, _: &syn::ItemForeignMod) {
        self.found.push("extern block".to_owned());
    }
}

fn assert_tokens(folder: &Path, family: &str) {
    for (path, bytes) in tree(folder) {
        let text = String::from_utf8(bytes)
            .unwrap_or_else(|_| panic!("{family}: {} is not UTF-8", path.display()));
        let control = |c: char| c.is_control() && c != '\n' && c != '\t';
        assert!(
            !text.contains(control),
            "{family}: {} has control characters",
            path.display()
        );
        if path.extension().is_some_and(|extension| extension == "rs") {
            assert!(
                !text.contains(['\u{202e}', '\u{2066}', '\u{2028}', '\u{feff}']),
                "{family}: {}",
                path.display()
            );
            let file = syn::parse_file(&text)
                .unwrap_or_else(|error| panic!("{family}: {}: {error}", path.display()));
            let mut markers = Markers { found: Vec::new() };
            markers.visit_file(&file);
            assert!(
                markers.found.is_empty(),
                "{family}: {}: {:?}",
                path.display(),
                markers.found
            );
        }
        if path.ends_with("Cargo.toml") {
            let manifest: toml::Table = text
                .parse()
                .unwrap_or_else(|error| panic!("{family}: {error}"));
            let keys = |table: &str| {
                manifest[table]
                    .as_table()
                    .map(|table| table.keys().cloned().collect::<Vec<_>>())
            };
            assert_eq!(
                keys("dependencies"),
                Some(vec!["connector-runtime".to_owned()]),
                "{family}"
            );
            assert_eq!(
                keys("dev-dependencies"),
                Some(vec!["tokio".to_owned()]),
                "{family}"
            );
            assert_eq!(keys("lib"), Some(vec!["doctest".to_owned()]), "{family}");
            assert!(
                ["build-dependencies", "patch", "profile"]
                    .iter()
                    .all(|table| !manifest.contains_key(*table)),
                "{family}"
            );
        }
        if path.extension().is_some_and(|extension| extension == "svg") {
            assert!(
                !text.contains("<script"),
                "{family}: a script in the diagram"
            );
        }
        if path.starts_with("docs") && path.extension().is_some_and(|extension| extension == "md") {
            assert!(
                !text.contains("<script") && !text.contains("{{< figure src=\"cg"),
                "{family}: {text}"
            );
        }
    }
}

fn assert_harmless(folder: &Path, family: &str) {
    let before = tree(folder).len();
    for arguments in [
        &["test", "--all-targets"][..],
        &["test", "--doc"],
        &["clippy", "--", "-D", "warnings", "-W", "clippy::pedantic"],
    ] {
        let output = cargo(folder, arguments);
        assert_status(
            &output,
            0,
            &format!("{family}: cargo {}", arguments.join(" ")),
        );
        if arguments.contains(&"--doc") {
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(
                said.contains("running 0 tests"),
                "{family}: documentation is executed: {said}"
            );
        }
    }
    let docs = cargo_command(folder, &["doc", "--no-deps"])
        .env("RUSTDOCFLAGS", "-D warnings")
        .output()
        .expect("cargo starts");
    assert_status(&docs, 0, &format!("{family}: cargo doc"));
    let mut canaries = String::new();
    for (path, _) in tree(folder.parent().expect("a connector has a parent")) {
        if path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("canary"))
        {
            let _ = writeln!(canaries, "{}", path.display());
        }
    }
    assert!(canaries.is_empty(), "{family}: executed: {canaries}");
    let grown = tree(folder).len() - before;
    assert!(
        grown <= 1,
        "{family}: {grown} new files; only Cargo.lock may appear"
    );
}

#[test]
fn hostile_text_in_every_position_stays_text() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    for (family, payload) in FAMILIES {
        let base = scratch.path().join(family);
        std::fs::create_dir(&base).expect("a scratch folder");
        let folder = generate(&base, family, payload);
        assert_tokens(&folder, family);
    }
}

/// Compiling takes seconds a family; the ones that would run code are compiled here, all of them in CI.
#[test]
fn connectors_of_hostile_collections_build_without_executing_anything() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let everything = std::env::var_os("CI").is_some();
    for (family, payload) in FAMILIES {
        if !everything
            && ![
                "v01_newline_in_doc",
                "v06_quote_and_backslash",
                "v12_doc_test",
            ]
            .contains(family)
        {
            continue;
        }
        let base = scratch.path().join(family);
        std::fs::create_dir(&base).expect("a scratch folder");
        assert_harmless(&generate(&base, family, payload), family);
    }
}

#[test]
fn secrets_of_a_collection_are_in_no_file_and_no_message() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let secret = |n: usize| format!("zz{n:03}secretzz");
    let collection = json!({
        "info": { "name": "Vault", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
        "auth": { "type": "bearer", "bearer": [{ "key": "token", "value": secret(1), "type": "string" }] },
        "variable": [{ "key": "apiSecret", "value": secret(2) }, { "key": "plainToken", "value": secret(3), "type": "secret" }],
        "item": [{
            "name": "ListKeys",
            "request": {
                "method": "POST",
                "auth": { "type": "awsv4", "awsv4": [
                    { "key": "accessKey", "value": "AKIAIOSFODNN7EXAMPLE" }, { "key": "secretKey", "value": secret(4) },
                    { "key": "sessionToken", "value": secret(5) }, { "key": "region", "value": "eu-west-1" },
                    { "key": "service", "value": "vault" } ] },
                "header": [
                    { "key": "Authorization", "value": secret(6) }, { "key": "X-Api-Key", "value": secret(7) },
                    { "key": "Cookie", "value": secret(8) } ],
                "body": { "mode": "raw", "raw": json!({ "password": secret(9), "user": "kim" }).to_string() },
                "url": "https://vault.eu-west-1.amazonaws.com/v1/keys?X-Amz-Signature=zz010secretzz&access_token=zz011secretzz",
            },
            "response": [{ "name": "ok", "code": 200,
                "header": [{ "key": "Set-Cookie", "value": secret(12) }],
                "body": json!({ "keys": [{ "clientSecret": secret(13), "access_token": secret(14),
                    "pem": "-----BEGIN PRIVATE KEY-----\nzz015secretzz\n-----END PRIVATE KEY-----",
                    "link": "https://kim:zz016secretzz@vault.example/", "NextToken": "page-two" }] }).to_string() }],
        }],
    });
    std::fs::write(scratch.path().join("vault.json"), collection.to_string())
        .expect("the collection is written");
    let output = connector_gen(
        scratch.path(),
        &[
            "new",
            "vault.json",
            "--name",
            "Vault",
            "--out",
            "vault-connector",
            "-v",
        ],
    );
    assert_status(&output, 0, "vault");
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.push_str(&String::from_utf8_lossy(&output.stderr));
    let inspected = connector_gen(
        scratch.path(),
        &["inspect", "vault.json", "--output-format", "json"],
    );
    said.push_str(&String::from_utf8_lossy(&inspected.stdout));
    let mut page_token = false;
    for (path, bytes) in tree(&scratch.path().join("vault-connector")) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        page_token |= text.contains("page-two");
        for leak in ["secretzz", "AKIAIOSFODNN7EXAMPLE"] {
            assert!(!text.contains(leak), "{} has {leak}", path.display());
        }
    }
    assert!(page_token, "a pagination token is not a secret and stays");
    assert!(
        !said.contains("secretzz") && !said.contains("AKIAIOSFODNN7EXAMPLE"),
        "{said}"
    );
}
