//! The hook and the steps of the workflow that the guide shows, run as they stand in a repository of their own.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use connector_gen_tests::{assert_status, binary, connector_gen, root};

fn page() -> String {
    fs::read_to_string(root().join("docs/src/how-to/ci.md")).expect("the page is text")
}

/// The first block of a language.
fn block(language: &str) -> String {
    let page = page();
    let (_, rest) = page
        .split_once(&format!("```{language}\n"))
        .expect("the page has the block");
    let (block, _) = rest.split_once("```").expect("the block ends");
    block.to_owned()
}

/// The script of the step with this name, without the indentation of the workflow.
fn step(name: &str) -> String {
    let workflow = block("yaml");
    let (_, rest) = workflow
        .split_once(&format!("- name: {name}\n"))
        .expect("the workflow has the step");
    let (_, script) = rest.split_once("run: |\n").expect("the step has a script");
    let lines = script
        .lines()
        .take_while(|line| line.is_empty() || line.starts_with("          "));
    let lines: Vec<&str> = lines
        .map(|line| line.get(10..).unwrap_or_default())
        .collect();
    lines.join("\n")
}

/// Runs a program in a repository, with the command on the path.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    let own = binary().parent().expect("it is in a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .args(arguments)
        .env("PATH", format!("{}:{path}", own.display()))
        .env("GITHUB_BASE_REF", "main")
        .env("GITHUB_STEP_SUMMARY", folder.join("../summary.md"))
        .env("RUNNER_TEMP", folder.join(".."))
        .env("GIT_AUTHOR_NAME", "a")
        .env("GIT_AUTHOR_EMAIL", "a@example.com")
        .env("GIT_COMMITTER_NAME", "a")
        .env("GIT_COMMITTER_EMAIL", "a@example.com")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    command.output().expect("it starts")
}

fn git(folder: &Path, arguments: &[&str]) {
    let output = run(folder, "git", arguments);
    assert_status(&output, 0, &format!("git {arguments:?}"));
}

/// Runs a step as the site does.
fn bash(folder: &Path, script: &str) -> Output {
    let options = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
    run(folder, "bash", &options)
}

/// A repository with a connector and a `main` that is fetched, and the folder around both.
fn repository() -> tempfile::TempDir {
    let around = tempfile::tempdir().expect("a scratch folder can be made");
    let folder = around.path().join("own");
    fs::create_dir(&folder).expect("it is new");
    let sample = root().join("samples/amazon-polly.postman_collection.json");
    fs::copy(sample, folder.join("polly.json")).expect("it can be copied");
    git(&folder, &["init", "--quiet", "--initial-branch", "main"]);
    let made = connector_gen(&folder, &["new", "polly.json", "-q"]);
    assert_status(&made, 0, "new");
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "-m", "one"]);
    git(&folder, &["remote", "add", "origin", "."]);
    git(&folder, &["fetch", "--quiet", "origin"]);
    around
}

/// Takes a member of the answers away and brings the connector up to date.
fn break_it(folder: &Path) {
    let path = folder.join("polly.json");
    let text = fs::read_to_string(&path).expect("it is text");
    let changed = text.replace("LanguageName", "NameOfLanguage");
    assert_ne!(changed, text);
    fs::write(path, changed).expect("it is writable");
}

#[test]
fn the_hook_lets_no_stale_connector_through() {
    let around = repository();
    let folder = around.path().join("own");
    let hook = folder.join(".git/hooks/pre-commit");
    fs::create_dir_all(folder.join(".git/hooks")).expect("it can be made");
    fs::write(&hook, block("sh")).expect("it is writable");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("it is ours");
    break_it(&folder);
    let recipe = folder.join("amazon-polly-connector/connector.toml");
    let text = fs::read_to_string(&recipe).expect("it is text");
    fs::write(&recipe, format!("{text}\n# mine\n")).expect("it is writable");
    git(&folder, &["add", "."]);
    let refused = run(&folder, "git", &["commit", "--quiet", "-m", "two"]);
    assert_status(&refused, 1, "a commit of a stale connector");
    let done = connector_gen(&folder, &["regenerate", "amazon-polly-connector", "-q"]);
    assert!(
        done.status.success() || done.status.code() == Some(2),
        "{done:?}"
    );
    if done.status.code() == Some(2) {
        let arguments = [
            "regenerate",
            "amazon-polly-connector",
            "-q",
            "--allow-dirty",
        ];
        assert_status(&connector_gen(&folder, &arguments), 0, "regenerate");
    }
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "-m", "two"]);
}

#[test]
fn the_workflow_says_what_breaks_and_stops_until_it_is_accepted() {
    let around = repository();
    let folder = around.path().join("own");
    let check = step("connectors are up to date");
    let report = step("what changes for callers");
    let bash = |script: &str| bash(&folder, script);
    assert_status(&bash(&check), 0, "a connector that is up to date");
    assert_status(&bash(&report), 0, "a branch without changes");
    break_it(&folder);
    let stale = bash(&check);
    assert_status(&stale, 1, "a stale connector");
    let said = String::from_utf8_lossy(&stale.stdout);
    let place = "::error file=amazon-polly-connector/connector.toml,line=1,title=not up to date::";
    assert!(said.starts_with(place), "{said}");
    git(&folder, &["checkout", "--quiet", "-b", "two"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "-m", "the API changed"]);
    let done = connector_gen(&folder, &["regenerate", "amazon-polly-connector", "-q"]);
    assert_status(&done, 0, "regenerate");
    assert_status(&bash(&check), 0, "a connector that was brought up to date");
    assert_status(&bash(&report), 1, "a branch that breaks callers");
    let summary = folder.join("../summary.md");
    let text = fs::read_to_string(&summary).expect("the step wrote it");
    assert!(text.contains("## `amazon-polly-connector`"), "{text}");
    assert!(text.contains("CH0021"), "{text}");
    let row = text.lines().find(|line| line.contains("CH0021 `"));
    let row = row.expect("the row has the name of the change");
    let finding = row.rsplit('`').nth(1).expect("it stands in back-ticks");
    let recipe = folder.join("amazon-polly-connector/connector.toml");
    let said = fs::read_to_string(&recipe).expect("it is text");
    let accepted =
        format!("[[changes.accept]]\nfinding = \"{finding}\"\nreason = \"nobody reads it\"\n");
    let said = said.replace("# [[changes.accept]]\n", &accepted);
    fs::write(&recipe, said).expect("it is writable");
    assert_status(&bash(&report), 0, "a change that is accepted");
}

/// What reviewers of workflows look for: nothing that can be replaced, nothing that a pull request can put into a script,
/// no token that is left behind.
#[test]
fn the_workflow_trusts_nothing_that_a_pull_request_brings() {
    let workflow = block("yaml");
    for line in workflow.lines().filter(|line| line.contains("uses: ")) {
        let (_, version) = line.split_once('@').expect("an action has a version");
        let digits = version.chars().take_while(char::is_ascii_hexdigit).count();
        assert_eq!(digits, 40, "{line}");
    }
    for name in ["connectors are up to date", "what changes for callers"] {
        assert!(!step(name).contains("${{"), "{name}");
    }
    assert!(workflow.contains("\npermissions:\n  contents: read\n"));
    assert!(workflow.contains("persist-credentials: false"));
    assert!(!workflow.contains("pull_request_target") && !workflow.contains("write"));
}

#[test]
fn a_new_connector_and_one_with_an_odd_name_are_looked_at_too() {
    let around = repository();
    let folder = around.path().join("own");
    git(&folder, &["checkout", "--quiet", "-b", "two"]);
    let odd = "-q `b` $(c)";
    git(
        &folder,
        &["mv", "--", "amazon-polly-connector", &format!("./{odd}")],
    );
    git(&folder, &["commit", "--quiet", "-m", "moved"]);
    assert_status(
        &bash(&folder, &step("connectors are up to date")),
        0,
        "check",
    );
    let report = step("what changes for callers");
    assert_status(&bash(&folder, &report), 0, "a connector that is new");
    assert!(!folder.join("../summary.md").exists(), "nothing to compare");
    git(&folder, &["branch", "--force", "main", "two"]);
    git(&folder, &["fetch", "--quiet", "origin"]);
    break_it(&folder);
    assert_status(
        &bash(&folder, &step("connectors are up to date")),
        1,
        "stale",
    );
    let made = connector_gen(&folder, &["regenerate", "-q", "--allow-dirty", "--", odd]);
    assert_status(&made, 0, "regenerate");
    assert_status(&bash(&folder, &report), 1, "a branch that breaks callers");
    let text = fs::read_to_string(folder.join("../summary.md")).expect("the step wrote it");
    assert!(
        text.starts_with("## `-q__b____c_`\n\n**Changes of the API: "),
        "{text}"
    );
}
