//! What people see: each file of `tests/cases/cli` is run as it stands.
//!
//! A case is Markdown. A block ```` ```file:NAME ```` makes a file; a block ```` ```console ```` has commands
//! behind `$ ` and what they print: standard output as it is, standard error behind `! `, and the
//! exit status where it is not 0. `CONNECTOR_GEN_GOLDEN=accept` writes what was printed.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use connector_gen_tests::{command, root};

#[test]
fn every_transcript_shows_what_the_command_prints() {
    let accept = std::env::var_os("CONNECTOR_GEN_GOLDEN").is_some_and(|value| value == "accept");
    let mut cases: Vec<PathBuf> = fs::read_dir(root().join("tests/cases/cli"))
        .expect("the cases are there")
        .map(|entry| entry.expect("a case is readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    cases.sort();
    assert!(cases.len() > 10, "the cases are gone");
    let mut wrong = Vec::new();
    for case in &cases {
        let text = fs::read_to_string(case).expect("a case is text");
        let actual = play(&text);
        if accept && actual != text {
            fs::write(case, &actual).expect("a case is writable");
        } else if actual != text {
            wrong.push(format!(
                "{}:\n{}",
                case.display(),
                first_difference(&text, &actual)
            ));
        }
    }
    assert!(wrong.is_empty(), "transcripts differ\n{}", wrong.join("\n"));
}

fn first_difference(expected: &str, actual: &str) -> String {
    let pairs = expected
        .lines()
        .chain(["(end)"])
        .zip(actual.lines().chain(["(end)"]));
    let different = pairs.into_iter().enumerate().find(|(_, (a, b))| a != b);
    match different {
        Some((at, (a, b))) => format!("line {}\n  expected {a:?}\n  actual   {b:?}", at + 1),
        None => "the ends differ".to_owned(),
    }
}

/// The text of a case with what its commands print now.
fn play(text: &str) -> String {
    let folder = tempfile::tempdir().expect("a scratch folder can be made");
    let home = folder.path().join("work");
    fs::create_dir(&home).expect("the folder is new");
    let home = home.canonicalize().expect("the folder is there");
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if let Some(name) = line.strip_prefix("```file:") {
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            put(&home, name, &format!("{}\n", body.join("\n")));
            out.push_str(&format_args!("{}\n```\n", body.join("\n")).to_string());
        } else if line == "```console" {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            for command in block.iter().filter_map(|line| line.strip_prefix("$ ")) {
                let _ = writeln!(out, "$ {command}");
                out.push_str(&run(&home, command));
            }
            out.push_str("```\n");
        }
    }
    out
}

fn put(home: &Path, name: &str, text: &str) {
    let path = home.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).expect("a folder of the case can be made");
    }
    fs::write(path, text).expect("a file of the case can be written");
}

/// Runs one line and returns what it prints in the form of a transcript.
fn run(home: &Path, line: &str) -> String {
    let words = words(line);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["connector-gen", arguments @ ..] => connector_gen(home, arguments),
        ["tree", below] => tree(&home.join(below)),
        ["cat", name] => clean(home, &fs::read(home.join(name)).expect("the case made it")),
        ["rm", name] => quiet(fs::remove_file(home.join(name))),
        ["mkdir", name] => quiet(fs::create_dir_all(home.join(name))),
        ["mv", from, to] => quiet(fs::rename(home.join(from), home.join(to))),
        ["append", name, text] => {
            let old = fs::read_to_string(home.join(name)).expect("the case made it");
            quiet(fs::write(home.join(name), format!("{old}{text}\n")))
        }
        ["replace", name, from, to] => {
            let old = fs::read_to_string(home.join(name)).expect("the case made it");
            assert!(old.contains(from), "{name} has no {from:?}:\n{old}");
            quiet(fs::write(home.join(name), old.replace(from, to)))
        }
        _ => panic!("a transcript cannot run `{line}`"),
    }
}

fn quiet(result: std::io::Result<()>) -> String {
    result.expect("the case can do this");
    String::new()
}

fn connector_gen(home: &Path, arguments: &[&str]) -> String {
    let piped = arguments.iter().position(|word| *word == "<");
    let (arguments, input) = match piped {
        Some(at) => (&arguments[..at], Some(home.join(arguments[at + 1]))),
        None => (arguments, None),
    };
    let mut command = command(home, arguments);
    if let Some(input) = input {
        command.stdin(Stdio::from(
            fs::File::open(input).expect("the case made it"),
        ));
    }
    let output = command.output().expect("connector-gen starts");
    let mut shown = clean(home, &output.stdout);
    for line in clean(home, &output.stderr).lines() {
        let _ = writeln!(shown, "{}", format!("! {line}").trim_end());
    }
    match output.status.code() {
        Some(0) => {}
        code => {
            let _ = writeln!(shown, "status {}", code.unwrap_or(-1));
        }
    }
    shown
}

/// Output without what differs between runs: the scratch folder, digests, the version.
fn clean(home: &Path, bytes: &[u8]) -> String {
    let text = String::from_utf8(bytes.to_vec()).expect("output is UTF-8");
    let mut text = text.replace(&home.display().to_string(), "[DIR]");
    while let Some(at) = text.find("sha256:").filter(|at| text.len() >= at + 71) {
        text.replace_range(at..at + 71, "[DIGEST]");
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    // A fence in what is printed would end the block of the case.
    text.replace("```", "~~~")
}

fn tree(folder: &Path) -> String {
    let mut out = String::new();
    for (path, _) in connector_gen_tests::tree(folder) {
        let _ = writeln!(out, "{}", path.display());
    }
    if out.is_empty() {
        "(nothing)\n".to_owned()
    } else {
        out
    }
}

/// Words of a line; single quotes keep what is between them.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        if at % 2 == 1 {
            words.push(part.replace("\\n", "\n"));
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}
