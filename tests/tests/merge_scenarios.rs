//! What happens to every line that a user wrote, edit by edit: one row for each kind of edit that people make.
#![allow(clippy::print_stdout, reason = "figures that `--nocapture` shows")]

use std::fs;
use std::path::Path;
use std::process::Command;

use connector_gen_tests::{assert_status, connector_gen, root};

const SAMPLE: &str = "amazon-polly.postman_collection.json";
const CONNECTOR: &str = "amazon-polly-connector";
const ENTITY: &str = "src/domain_model/describe_voices.rs";
const OPERATION: &str = "src/operations/get_v1_describe_voices.rs";
const MODULES: &str = "src/operations/mod.rs";
const PAGE: &str = "docs/amazon-polly.md";
const MINE: &str = "mine 4711";

/// What became of a line of the user's.
enum Fate {
    /// It is in this file, with what the API brought, and nothing waits.
    Merged(&'static str),
    /// It is in this file, which is as the user left it, and the new text waits beside it.
    Waits(&'static str),
    /// It is in this file, which is as the user left it, and no new text was due.
    Kept(&'static str),
    /// There is no such line.
    None,
}

/// One kind of edit.
struct Scenario {
    name: &'static str,
    /// What the user does to the connector; it may write [`MINE`] once.
    edit: fn(&Path),
    /// What happens to the API or the recipe: [`engines`] unless the edit is about something else.
    change: fn(&Path),
    fate: Fate,
    status: i32,
    /// What the command says about it.
    says: &'static str,
    /// What has to be true of the tree besides.
    also: fn(&Path),
}

const PLAIN: Scenario = Scenario {
    name: "",
    edit: |_| {},
    change: engines,
    fate: Fate::None,
    status: 0,
    says: "",
    also: |_| {},
};

/// A connector that was committed, then edited, and whose snapshot somebody deleted.
fn edited_and_snapshot_lost(folder: &Path) {
    commit(folder);
    append(folder, ENTITY, "// mine 4711\n");
    commit(folder);
    remove(folder, ".connector/service.json");
    commit(folder);
}

const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "a line above the changed entity",
        edit: |folder| insert_above(folder, ENTITY, "//! Entities"),
        fate: Fate::Merged(ENTITY),
        says: "merge ",
        also: has_new_field,
        ..PLAIN
    },
    Scenario {
        name: "a line below the changed entity",
        edit: |folder| append(folder, ENTITY, "// mine 4711\n"),
        fate: Fate::Merged(ENTITY),
        also: has_new_field,
        ..PLAIN
    },
    Scenario {
        name: "another field of the changed entity",
        edit: |folder| replace(folder, ENTITY, "`Gender`; a text.", "`Gender`; mine 4711."),
        fate: Fate::Merged(ENTITY),
        also: has_new_field,
        ..PLAIN
    },
    Scenario {
        name: "the field that the API renamed",
        edit: |folder| insert_above(folder, ENTITY, "    pub supported_engines"),
        fate: Fate::Waits(ENTITY),
        status: 3,
        says: "both changed lines 29 to 31",
        ..PLAIN
    },
    Scenario {
        name: "an impl in a generated file",
        edit: |folder| {
            let text = "\nimpl Voice {\n    /// mine 4711\n    pub fn is_neural(&self) -> bool {\n        true\n    }\n}\n";
            append(folder, ENTITY, text);
        },
        fate: Fate::Merged(ENTITY),
        also: has_new_field,
        ..PLAIN
    },
    Scenario {
        name: "a derive of the changed entity",
        edit: |folder| {
            let text = read(folder, ENTITY).replace("Default)]", "Default, Eq)] // mine 4711");
            let text = text.replacen("Default, Eq)] // mine 4711", "Default)]", 1);
            write(folder, ENTITY, &text);
        },
        fate: Fate::Merged(ENTITY),
        also: has_new_field,
        ..PLAIN
    },
    Scenario {
        name: "a renamed field that code of the user's uses",
        edit: |folder| {
            let text = "pub fn first(voice: &crate::Voice) -> Option<&String> {\n    voice.supported_engines.first() // mine 4711\n}\n";
            append(folder, "src/custom.rs", text);
        },
        fate: Fate::Kept("src/custom.rs"),
        says: "CH0021",
        also: has_new_field,
        ..PLAIN
    },
    Scenario {
        name: "a deleted snippet",
        edit: |folder| remove(folder, "json_snippets/JSON_DescribeVoices_3.json"),
        says: "stays deleted",
        also: |folder| {
            assert!(!is_there(
                folder,
                "json_snippets/JSON_DescribeVoices_3.json"
            ));
        },
        ..PLAIN
    },
    Scenario {
        name: "a deleted source with its line in the library",
        edit: |folder| {
            remove(folder, "examples/describe_voices.rs");
            replace(
                folder,
                "Cargo.toml",
                "[[example]]\nname = \"describe_voices\"\nrequired-features = [\"hyper\"]\n",
                "# mine 4711\n",
            );
        },
        fate: Fate::Kept("Cargo.toml"),
        says: "stays deleted",
        also: |folder| {
            assert!(!is_there(folder, "examples/describe_voices.rs"));
            assert!(!read(folder, "Cargo.toml").contains("example"));
        },
        ..PLAIN
    },
    Scenario {
        name: "a file indented in another way, and a line in it",
        edit: |folder| {
            let text = read(folder, ENTITY).replace("    ", "\t");
            write(folder, ENTITY, &(text + "// mine 4711\n"));
        },
        fate: Fate::Merged(ENTITY),
        also: |folder| {
            has_new_field(folder);
            assert!(read(folder, ENTITY).contains("\n\tpub gender: "));
        },
        ..PLAIN
    },
    Scenario {
        name: "a file formatted with other settings",
        edit: |folder| format(folder, OPERATION, WIDE),
        change: query,
        says: "merge ",
        also: has_new_query,
        ..PLAIN
    },
    Scenario {
        name: "a file formatted with other settings, with CRLF, and edited inside",
        edit: |folder| {
            replace(
                folder,
                OPERATION,
                "        request.path(",
                "        // mine 4711\n        request.path(",
            );
            replace(
                folder,
                OPERATION,
                "match response.status()",
                "log(); match response.status()",
            );
            format(folder, OPERATION, WIDE);
            let text = read(folder, OPERATION).replace('\n', "\r\n");
            write(folder, OPERATION, &text);
        },
        change: query,
        fate: Fate::Merged(OPERATION),
        also: |folder| {
            has_new_query(folder);
            let text = read(folder, OPERATION);
            assert!(text.contains("\t\tlog();\r\n"), "{text}");
        },
        ..PLAIN
    },
    Scenario {
        name: "a file formatted with narrow lines, and an import",
        edit: |folder| {
            insert_above_as(
                folder,
                OPERATION,
                "use crate::",
                "use std::fmt; // mine 4711",
            );
            format(folder, OPERATION, NARROW);
        },
        change: query,
        fate: Fate::Merged(OPERATION),
        also: has_new_query,
        ..PLAIN
    },
    Scenario {
        name: "a file formatted with other settings, and an edit of what the API changes",
        edit: |folder| {
            replace(
                folder,
                OPERATION,
                "\"IncludeAdditionalLanguageCodes\",\n",
                "\"IncludeAdditionalLanguageCodes\", // mine 4711\n",
            );
            format(folder, OPERATION, WIDE);
        },
        change: query,
        fate: Fate::Waits(OPERATION),
        status: 3,
        says: "both changed line",
        ..PLAIN
    },
    Scenario {
        name: "a file formatted with other settings whose entity loses a member",
        edit: |folder| {
            append(folder, ENTITY, "// mine 4711\n");
            format(folder, ENTITY, "hard_tabs=true,newline_style=Windows");
        },
        change: |folder| {
            let path = folder.with_file_name(SAMPLE);
            let text = fs::read_to_string(&path).expect("it is there");
            let text = text.replace("\\\"SupportedEngines\\\"", "\\\"Name\\\"");
            fs::write(path, text).expect("it is writable");
        },
        fate: Fate::Merged(ENTITY),
        also: |folder| {
            let text = read(folder, ENTITY);
            assert!(!text.contains("supported_engines"), "{text}");
        },
        ..PLAIN
    },
    Scenario {
        name: "a file reformatted where the API changed nothing",
        edit: |folder| {
            replace(
                folder,
                ENTITY,
                "    pub gender: Option<String>,",
                "    pub gender:\n        Option<String>, // mine 4711",
            );
        },
        fate: Fate::Merged(ENTITY),
        also: has_new_field,
        ..PLAIN
    },
    Scenario {
        name: "CRLF and a line",
        edit: |folder| {
            insert_above(folder, ENTITY, "//! Entities");
            write(folder, ENTITY, &read(folder, ENTITY).replace('\n', "\r\n"));
        },
        fate: Fate::Merged(ENTITY),
        also: |folder| {
            has_new_field(folder);
            let text = read(folder, ENTITY);
            assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        },
        ..PLAIN
    },
    Scenario {
        name: "CRLF and nothing else",
        edit: |folder| write(folder, ENTITY, &read(folder, ENTITY).replace('\n', "\r\n")),
        says: "replace ",
        also: |folder| {
            has_new_field(folder);
            let text = read(folder, ENTITY);
            assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        },
        ..PLAIN
    },
    Scenario {
        name: "one line with CRLF in a file with LF",
        edit: |folder| append(folder, ENTITY, "// mine 4711\r\n"),
        fate: Fate::Merged(ENTITY),
        also: |folder| {
            has_new_field(folder);
            assert_eq!(read(folder, ENTITY).matches('\r').count(), 1);
        },
        ..PLAIN
    },
    Scenario {
        name: "a byte-order mark, no last line end, and a line",
        edit: |folder| {
            insert_above(folder, ENTITY, "/// `Id`");
            let text = read(folder, ENTITY);
            write(folder, ENTITY, &format!("\u{feff}{}", text.trim_end()));
        },
        fate: Fate::Merged(ENTITY),
        also: |folder| {
            let text = read(folder, ENTITY);
            assert!(
                text.starts_with('\u{feff}') && text.ends_with('}'),
                "{text}"
            );
            has_new_field(folder);
        },
        ..PLAIN
    },
    Scenario {
        name: "a moved file and the line that names it",
        edit: |folder| {
            rename(
                folder,
                "src/domain_model/describe_voices.rs",
                "src/domain_model/voices.rs",
            );
            let text = read(folder, "src/domain_model/mod.rs").replace("describe_voices", "voices");
            write(
                folder,
                "src/domain_model/mod.rs",
                &(text + "// mine 4711\n"),
            );
        },
        fate: Fate::Kept("src/domain_model/mod.rs"),
        says: "moved by you",
        also: |folder| {
            assert!(!is_there(folder, ENTITY));
            assert!(read(folder, "src/domain_model/voices.rs").contains("known_engines"));
        },
        ..PLAIN
    },
    Scenario {
        name: "a moved file that was edited",
        edit: |folder| {
            insert_above(folder, ENTITY, "//! Entities");
            rename(folder, ENTITY, "src/model/voices.rs");
        },
        fate: Fate::Merged("src/model/voices.rs"),
        says: "moved by you",
        also: |folder| {
            assert!(!is_there(folder, ENTITY));
            assert!(read(folder, "src/model/voices.rs").contains("known_engines"));
        },
        ..PLAIN
    },
    Scenario {
        name: "an edited manifest",
        edit: |folder| {
            replace(
                folder,
                "Cargo.toml",
                "\n[features]\n",
                "\n[features]\nmine-4711 = []\n",
            );
        },
        change: |folder| {
            replace(
                folder,
                "connector.toml",
                "[runtime]\n",
                "[runtime]\npath = \"../runtime\"\n",
            );
        },
        says: "merge ",
        also: |folder| {
            let text = read(folder, "Cargo.toml");
            assert!(
                text.contains("mine-4711 = []") && text.contains("\"../runtime\""),
                "{text}"
            );
        },
        ..PLAIN
    },
    Scenario {
        name: "a key of the manifest that the generator has now too",
        edit: |folder| {
            replace(
                folder,
                "Cargo.toml",
                "[dev-dependencies]\n",
                "[dev-dependencies]\n# mine 4711\n",
            );
        },
        change: |folder| {
            replace(
                folder,
                "connector.toml",
                "[runtime]\n",
                "[runtime]\npath = \"../runtime\"\n",
            );
        },
        fate: Fate::Merged("Cargo.toml"),
        ..PLAIN
    },
    Scenario {
        name: "an edited page",
        edit: |folder| {
            replace(
                folder,
                PAGE,
                "# 1 Introduction\n",
                "# 1 Introduction\n\nmine 4711\n",
            );
        },
        fate: Fate::Merged(PAGE),
        also: |folder| assert!(read(folder, PAGE).contains("KnownEngines")),
        ..PLAIN
    },
    Scenario {
        name: "an edited readme",
        edit: |folder| append(folder, "README.md", "mine 4711\n"),
        fate: Fate::Kept("README.md"),
        ..PLAIN
    },
    Scenario {
        name: "an edited picture",
        edit: |folder| append(folder, "docs/domain-model.svg", "<!-- mine 4711 -->\n"),
        fate: Fate::Waits("docs/domain-model.svg"),
        status: 3,
        says: "files of its kind are not merged",
        ..PLAIN
    },
    Scenario {
        name: "the edit that the API makes too",
        edit: |folder| {
            for (from, to) in [
                ("`SupportedEngines`", "`KnownEngines`"),
                ("supported_engines", "known_engines"),
            ] {
                replace(folder, ENTITY, from, to);
            }
            append(folder, ENTITY, "// mine 4711\n");
        },
        fate: Fate::Merged(ENTITY),
        also: has_new_field,
        ..PLAIN
    },
    Scenario {
        name: "the new field, written by the user in another place",
        edit: |folder| {
            insert_above_as(
                folder,
                ENTITY,
                "    /// `Gender`",
                "    pub known_engines: String, // mine 4711",
            );
        },
        fate: Fate::Waits(ENTITY),
        status: 3,
        says: "would define `known_engines` twice",
        ..PLAIN
    },
    Scenario {
        name: "a file that is no Rust",
        edit: |folder| insert_above_as(folder, ENTITY, "//! Entities", "fn mine 4711("),
        fate: Fate::Waits(ENTITY),
        status: 3,
        says: "would not parse",
        ..PLAIN
    },
    Scenario {
        name: "a file that is no text",
        edit: |folder| {
            let mut bytes = fs::read(folder.join(ENTITY)).expect("it is there");
            bytes.extend_from_slice(b"// mine 4711 \xff\n");
            fs::write(folder.join(ENTITY), bytes).expect("it is writable");
        },
        fate: Fate::Waits(ENTITY),
        status: 3,
        says: "it is not UTF-8",
        ..PLAIN
    },
    Scenario {
        name: "a file of the user's among the generated ones",
        edit: |folder| write(folder, "src/operations/own.rs", "// mine 4711\n"),
        fate: Fate::Kept("src/operations/own.rs"),
        also: has_new_field,
        ..PLAIN
    },
    Scenario {
        name: "a file of the user's where a new one is generated",
        edit: |folder| {
            write(
                folder,
                "src/domain_model/list_lexicons.rs",
                "// mine 4711\n",
            );
        },
        change: |folder| {
            replace(
                folder,
                "connector.toml",
                "[\"DescribeVoices\"]",
                "[\"DescribeVoices\", \"ListLexicons\"]",
            );
        },
        fate: Fate::Waits("src/domain_model/list_lexicons.rs"),
        status: 3,
        says: "connector-gen did not write it",
        ..PLAIN
    },
    Scenario {
        name: "an edited file that the generator gives another name",
        edit: |folder| append(folder, OPERATION, "// mine 4711\n"),
        change: |folder| {
            append(
                folder,
                "connector.toml",
                "\n[operations.DescribeVoices]\nversion = \"v2\"\n",
            );
        },
        fate: Fate::Merged("src/operations/get_v2_describe_voices.rs"),
        says: "create (merged)",
        also: |folder| assert!(!is_there(folder, OPERATION)),
        ..PLAIN
    },
    Scenario {
        name: "an edited file that is no longer generated",
        edit: |folder| append(folder, OPERATION, "// mine 4711\n"),
        change: |folder| {
            replace(
                folder,
                "connector.toml",
                "[\"DescribeVoices\"]",
                "[\"GetLexicon\"]",
            );
        },
        fate: Fate::Kept(OPERATION),
        says: "keep (orphaned)",
        ..PLAIN
    },
    Scenario {
        name: "a line in a list of modules that grows",
        edit: |folder| insert_above_as(folder, MODULES, "//! ", "// mine 4711"),
        change: |folder| {
            replace(
                folder,
                "connector.toml",
                "[\"DescribeVoices\"]",
                "[\"DescribeVoices\", \"ListLexicons\"]",
            );
        },
        fate: Fate::Merged(MODULES),
        also: |folder| assert!(read(folder, MODULES).contains("mod get_v1_list_lexicons")),
        ..PLAIN
    },
    Scenario {
        name: "an edit whose snapshot is lost, committed before it was edited",
        edit: edited_and_snapshot_lost,
        fate: Fate::Merged(ENTITY),
        also: has_new_field,
        ..PLAIN
    },
    Scenario {
        name: "an edit whose snapshot is lost, in a repository with names of SHA-256",
        edit: |folder| {
            git(folder, &["init", "--quiet", "--object-format=sha256"]);
            edited_and_snapshot_lost(folder);
        },
        fate: Fate::Merged(ENTITY),
        also: has_new_field,
        ..PLAIN
    },
    Scenario {
        name: "an edit whose snapshot is lost, without version control",
        edit: |folder| {
            append(folder, ENTITY, "// mine 4711\n");
            remove(folder, ".connector/service.json");
        },
        fate: Fate::Waits(ENTITY),
        status: 3,
        says: "can neither be derived nor found in git",
        ..PLAIN
    },
];

#[test]
fn every_line_of_the_users_is_where_the_table_says() {
    let origin = tempfile::tempdir().expect("a scratch folder");
    fs::copy(
        root().join("samples").join(SAMPLE),
        origin.path().join(SAMPLE),
    )
    .expect("the sample is there");
    let made = connector_gen(
        origin.path(),
        &["new", SAMPLE, "--operation", "DescribeVoices"],
    );
    assert_status(&made, 0, "new");
    let mut wrong = Vec::new();
    for scenario in SCENARIOS {
        let folder = tempfile::tempdir().expect("a scratch folder");
        for name in [SAMPLE, CONNECTOR, "connector-runtime"] {
            copy(&origin.path().join(name), &folder.path().join(name));
        }
        if let Err(what) = std::panic::catch_unwind(|| play(scenario, folder.path())) {
            let what = what.downcast_ref::<String>().cloned().unwrap_or_default();
            wrong.push(format!("{}: {what}", scenario.name));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} rows:\n{}",
        wrong.len(),
        SCENARIOS.len(),
        wrong.join("\n")
    );
    println!("{} edits", SCENARIOS.len());
}

fn play(scenario: &Scenario, scratch: &Path) {
    let folder = scratch.join(CONNECTOR);
    (scenario.edit)(&folder);
    let edited =
        fate_path(&scenario.fate).map(|path| fs::read(folder.join(path)).unwrap_or_default());
    (scenario.change)(&folder);
    let output = connector_gen(scratch, &["regenerate", CONNECTOR, "--allow-dirty"]);
    let said = String::from_utf8_lossy(&[output.stdout.clone(), output.stderr.clone()].concat())
        .into_owned();
    assert_status(&output, scenario.status, scenario.name);
    assert!(
        said.contains(scenario.says),
        "no `{}` in\n{said}",
        scenario.says
    );
    let lines = |path: &str| {
        let bytes = fs::read(folder.join(path)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).matches(MINE).count()
    };
    let beside = |path: &str| is_there(&folder, &format!("{path}.new"));
    if let Some(path) = fate_path(&scenario.fate) {
        assert_eq!(lines(path), 1, "the line is not in {path}\n{said}");
        let is_same = edited == Some(fs::read(folder.join(path)).unwrap_or_default());
        match scenario.fate {
            Fate::Merged(_) => assert!(!beside(path), "something waits\n{said}"),
            Fate::Waits(_) => {
                assert!(is_same && beside(path), "it is not left alone\n{said}");
                assert!(
                    said.contains(&format!("`{path}`")),
                    "it is not reported\n{said}"
                );
            }
            Fate::Kept(_) => assert!(is_same && !beside(path), "it is not left alone\n{said}"),
            Fate::None => {}
        }
    }
    (scenario.also)(&folder);
    // A second run finds nothing to do but the files that wait.
    let again = connector_gen(scratch, &["regenerate", CONNECTOR, "--allow-dirty"]);
    assert_status(&again, scenario.status, "again");
}

fn fate_path(fate: &Fate) -> Option<&'static str> {
    match fate {
        Fate::Merged(path) | Fate::Waits(path) | Fate::Kept(path) => Some(path),
        Fate::None => None,
    }
}

/// The change of the API of most rows: a member gets another name.
fn engines(folder: &Path) {
    let path = folder.with_file_name(SAMPLE);
    let text = fs::read_to_string(&path).expect("it is there");
    fs::write(path, text.replace("SupportedEngines", "KnownEngines")).expect("it is writable");
}

/// Settings of rustfmt that join most of the lines that the generator splits.
const WIDE: &str = "max_width=160,hard_tabs=true,use_small_heuristics=Max";
/// Settings that split most lines.
const NARROW: &str = "max_width=50,tab_spaces=2,use_small_heuristics=Off";

/// Formats a file with settings of the user's.
fn format(folder: &Path, path: &str, settings: &str) {
    let before = read(folder, path);
    let done = Command::new("rustfmt")
        .current_dir(folder)
        .args(["--edition=2024", "--config", settings, path])
        .status();
    assert!(done.expect("rustfmt is there").success(), "{settings}");
    assert_ne!(read(folder, path), before, "{settings}");
}

/// A member of the request gets another name.
fn query(folder: &Path) {
    let path = folder.with_file_name(SAMPLE);
    let text = fs::read_to_string(&path).expect("it is there");
    let text = text.replace(
        "IncludeAdditionalLanguageCodes",
        "IncludeOtherLanguageCodes",
    );
    fs::write(path, text).expect("it is writable");
}

fn has_new_query(folder: &Path) {
    let text = read(folder, OPERATION);
    assert!(
        text.contains("self.include_other_language_codes")
            && !text.contains("include_additional_language_codes"),
        "{text}"
    );
}

fn has_new_field(folder: &Path) {
    let text = read(folder, ENTITY);
    assert!(
        text.contains("pub known_engines") && !text.contains("supported_engines"),
        "{text}"
    );
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).expect(path)
}

fn write(folder: &Path, path: &str, text: &str) {
    fs::write(folder.join(path), text).expect(path);
}

fn append(folder: &Path, path: &str, text: &str) {
    write(folder, path, &(read(folder, path) + text));
}

fn replace(folder: &Path, path: &str, from: &str, to: &str) {
    let text = read(folder, path);
    assert!(text.contains(from), "no {from:?} in\n{text}");
    write(folder, path, &text.replacen(from, to, 1));
}

fn insert_above(folder: &Path, path: &str, line: &str) {
    insert_above_as(folder, path, line, "// mine 4711");
}

fn insert_above_as(folder: &Path, path: &str, line: &str, mine: &str) {
    replace(
        folder,
        path,
        line.trim_end(),
        &format!("{mine}\n{}", line.trim_end()),
    );
}

fn is_there(folder: &Path, path: &str) -> bool {
    folder.join(path).exists()
}

fn remove(folder: &Path, path: &str) {
    fs::remove_file(folder.join(path)).expect(path);
}

fn rename(folder: &Path, from: &str, to: &str) {
    let to = folder.join(to);
    fs::create_dir_all(to.parent().expect("it is below")).expect("a folder");
    fs::rename(folder.join(from), to).expect(from);
}

/// Commits everything beside the connector.
fn commit(folder: &Path) {
    git(folder, &["init", "--quiet"]);
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "x"]);
}

/// Asks git in the folder that the connector stands in.
fn git(folder: &Path, arguments: &[&str]) {
    let root = folder.parent().expect("the connector stands in a folder");
    let done = Command::new("git")
        .current_dir(root)
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
        .args(arguments)
        .status();
    assert!(done.expect("git is there").success(), "{arguments:?}");
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("it is readable");
        let below = entry.path().strip_prefix(from).expect("it is below");
        let to = if below.as_os_str().is_empty() {
            to.to_path_buf()
        } else {
            to.join(below)
        };
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).expect("a folder");
        } else {
            fs::copy(entry.path(), to).expect("a copy");
        }
    }
}
