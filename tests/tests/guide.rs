//! What the guide shows works: every command of `README.md` and of the pages below `docs/src` runs as it stands.
//!
//! Blocks without a language hold commands, one a line, `\` at the end continues a line. They run in the order of
//! the page in one scratch folder with `samples/` and the files that the pages speak of; `cargo run --` is the
//! binary. A block `toml append` is put at the end of the `connector.toml` of the folder that the page is in.

use std::fs;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};
use std::process::{Output, Stdio};

use connector_gen_tests::{assert_status, cargo, command, connector_gen, root};

/// Files of their own that readers of the guide have, and which sample stands for each.
const FILES: [(&str, &str); 7] = [
    (
        "polly.postman_collection.json",
        "samples/amazon-polly.postman_collection.json",
    ),
    (
        "new-answers.postman_collection.json",
        "samples/amazon-polly.postman_collection.json",
    ),
    (
        "old.postman_collection.json",
        "samples/amazon-polly.postman_collection.json",
    ),
    (
        "new.postman_collection.json",
        "samples/amazon-polly.postman_collection.json",
    ),
    (
        "shop.postman_collection.json",
        "samples/bookshop.postman_collection.json",
    ),
    ("describe-voices.json", "samples/describe-voices.json"),
    ("voices.json", "samples/describe-voices.json"),
];

const ENVIRONMENT: &str = r#"{"id": "1", "name": "production", "_postman_variable_scope": "environment",
    "values": [{"key": "baseUrl", "value": "https://shop.example.com", "enabled": true}]}"#;

/// What `curl` prints in the guide.
const ORDERS: &str = r#"{"orders": [{"id": 1, "total": 9.5, "placed": "2024-05-01T12:00:00Z"}]}"#;

/// Commands of the guide that end with another status than 0.
const STATUS: [(&str, i32); 0] = [];

fn pages() -> Vec<PathBuf> {
    let pages = walkdir::WalkDir::new(root().join("docs/src"))
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    [root().join("README.md")]
        .into_iter()
        .chain(pages)
        .collect()
}

fn read(page: &Path) -> String {
    fs::read_to_string(page).expect("a page is text")
}

/// The fenced blocks of a page: their language and their lines.
fn blocks(text: &str) -> Vec<(String, Vec<String>)> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.trim_start().strip_prefix("```") else {
            continue;
        };
        let body = lines.by_ref().take_while(|line| line.trim() != "```");
        blocks.push((language.to_owned(), body.map(str::to_owned).collect()));
    }
    blocks
}

/// The commands of a block, continued lines joined; none if it shows something else.
fn commands(lines: &[String]) -> Vec<String> {
    let joined = lines.join("\n").replace("\\\n", " ");
    let is_command = |line: &&str| {
        let words = [
            "connector-gen ",
            "cargo ",
            "cd ",
            "curl ",
            "AWS_ACCESS_KEY_ID=",
        ];
        words.iter().any(|word| line.starts_with(word))
    };
    let found: Vec<String> = joined
        .lines()
        .map(str::trim)
        .filter(is_command)
        .map(str::to_owned)
        .collect();
    found
}

/// A clone's folder as far as the guide needs it.
fn clone() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder can be made");
    let path = folder.path();
    fs::create_dir(path.join("samples")).expect("it is new");
    fs::create_dir(path.join(".git")).expect("it is new");
    for entry in fs::read_dir(root().join("samples")).expect("the samples are there") {
        let from = entry.expect("a sample is readable").path();
        let name = from.file_name().expect("it has a name");
        fs::copy(&from, path.join("samples").join(name)).expect("it can be copied");
    }
    for (name, sample) in FILES {
        fs::copy(root().join(sample), path.join(name)).expect("it can be copied");
    }
    fs::write(
        path.join("production.postman_environment.json"),
        ENVIRONMENT,
    )
    .expect("it is writable");
    folder
}

/// Words of a line for a shell without expansions.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// A page while its commands run.
struct Reader {
    here: PathBuf,
    /// Commands that were run.
    count: usize,
}

impl Reader {
    fn run(&mut self, line: &str) {
        let (line, piped) = match line.split_once(" | ") {
            Some((_, line)) => (line, true),
            None => (line, false),
        };
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["cd", folder] => self.here.push(folder),
            // The suites run it, and installing is building once more.
            ["cargo", "test", "--workspace"] | ["cargo", "install", ..] => return,
            ["cargo", "run", "--", arguments @ ..] | ["connector-gen", arguments @ ..] => {
                let status = self.connector_gen(arguments, piped);
                let expected = STATUS.iter().find(|(start, _)| line.starts_with(start));
                assert_status(&status, expected.map_or(0, |(_, status)| *status), line);
            }
            ["cargo", "test"] => assert_status(&cargo(&self.here, &["test"]), 0, line),
            // It needs credentials; that it can be built is what can be shown here.
            [.., "cargo", "run", "--example", name] => {
                assert_status(&cargo(&self.here, &["build", "--example", name]), 0, line);
            }
            _ => panic!("the suite cannot run `{line}`"),
        }
        self.count += 1;
    }

    fn connector_gen(&self, arguments: &[&str], piped: bool) -> Output {
        if !piped {
            return connector_gen(&self.here, arguments);
        }
        let mut child = command(&self.here, arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("connector-gen starts");
        let mut input = child.stdin.take().expect("it is a pipe");
        input
            .write_all(ORDERS.as_bytes())
            .expect("connector-gen reads it");
        drop(input);
        child.wait_with_output().expect("it ends")
    }

    fn append(&self, lines: &[String]) {
        let recipe = self.here.join("connector.toml");
        let text = fs::read_to_string(&recipe).expect("the page made a connector and went there");
        fs::write(recipe, format!("{text}\n{}\n", lines.join("\n"))).expect("it is writable");
    }
}

#[test]
fn every_command_of_the_guide_runs() {
    let mut count = 0;
    for page in pages() {
        let folder = clone();
        let mut reader = Reader {
            here: folder.path().to_path_buf(),
            count: 0,
        };
        // A page about an existing connector speaks of this one.
        let about = [
            "how-to/regenerate.md",
            "how-to/recipe.md",
            "how-to/templates.md",
        ];
        if about.iter().any(|name| page.ends_with(name)) {
            let made = connector_gen(
                folder.path(),
                &["new", "polly.postman_collection.json", "-q"],
            );
            assert_status(&made, 0, "new");
        }
        for (language, lines) in blocks(&read(&page)) {
            match language.as_str() {
                "" => {
                    for line in commands(&lines) {
                        reader.run(&line);
                    }
                }
                "toml append" => reader.append(&lines),
                _ => {}
            }
        }
        count += reader.count;
    }
    assert!(count > 10, "the guide shows {count} commands only");
}

#[test]
fn every_recipe_of_the_guide_is_one() {
    let mut count = 0;
    // The findings show what is wrong as well.
    for page in pages().iter().filter(|page| !page.ends_with("findings.md")) {
        for (language, lines) in blocks(&read(page)) {
            if language.starts_with("toml") {
                let (recipe, findings) = connector_model::recipe::read(0, &lines.join("\n"));
                assert!(recipe.is_some(), "{}: {findings:?}", page.display());
                count += 1;
            }
        }
    }
    assert!(count > 2, "the guide shows {count} recipes only");
}

/// Flags and verbs in the running text and in tables, where no command can be run.
#[test]
fn every_verb_and_flag_that_the_guide_speaks_of_exists() {
    let folder = clone();
    for page in pages() {
        let text = read(&page);
        for code in text.split('`').skip(1).step_by(2) {
            let Some(rest) = code.strip_prefix("connector-gen ") else {
                continue;
            };
            let mut words = rest.split_whitespace();
            let verb = words.next().unwrap_or_default();
            if verb.starts_with('-') || verb == "…" {
                continue;
            }
            let help = connector_gen(folder.path(), &[verb, "--help"]);
            assert_status(&help, 0, &format!("{}: {code}", page.display()));
            let help = String::from_utf8_lossy(&help.stdout).into_owned();
            for flag in words.filter(|word| word.starts_with("--")) {
                assert!(
                    help.contains(flag),
                    "{}: `{verb}` has no {flag}",
                    page.display()
                );
            }
        }
    }
}

#[test]
fn every_link_of_the_guide_leads_somewhere() {
    let mut broken = Vec::new();
    for page in pages() {
        for link in read(&page).split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            let base = page.parent().expect("a page is in a folder");
            if !base.join(target).exists() {
                broken.push(format!("{}: {target}", page.display()));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn every_page_is_in_the_table_of_contents() {
    let summary = read(&root().join("docs/src/SUMMARY.md"));
    for page in pages() {
        let Ok(relative) = page.strip_prefix(root().join("docs/src")) else {
            continue;
        };
        let parts: Vec<_> = relative
            .components()
            .filter_map(|part| match part {
                Component::Normal(name) => name.to_str(),
                _ => None,
            })
            .collect();
        let name = parts.join("/");
        assert!(
            name == "SUMMARY.md" || summary.contains(&format!("]({name})")),
            "{name} cannot be found by readers"
        );
    }
}
