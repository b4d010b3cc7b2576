//! What the command does to files: nothing but what it says, and never to an edit of yours.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use connector_gen_tests::{assert_status, command, connector_gen, tree};

const FACTS: [&str; 8] = [
    "--url",
    "https://api.example.com/v1/orders",
    "--method",
    "GET",
    "--operation",
    "ListOrders",
    "--name",
    "Orders",
];

/// A scratch folder with `orders.json`.
fn scratch(body: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder can be made");
    fs::write(folder.path().join("orders.json"), body).expect("it is writable");
    folder
}

fn new(folder: &Path, more: &[&str]) -> Output {
    let arguments: Vec<&str> = ["new", "orders.json"]
        .into_iter()
        .chain(FACTS)
        .chain(more.iter().copied())
        .collect();
    connector_gen(folder, &arguments)
}

const ORDERS: &str = r#"{"orders": [{"id": 1, "total": 9.5}]}"#;
const NEWER: &str = r#"{"orders": [{"id": 1, "paid": true}]}"#;

fn without_run_lock(files: Vec<(PathBuf, Vec<u8>)>) -> Vec<(PathBuf, Vec<u8>)> {
    let is_lock = |path: &Path| path.ends_with(".connector/lock");
    files
        .into_iter()
        .filter(|(path, _)| !is_lock(path))
        .collect()
}

#[test]
fn a_second_run_writes_nothing_and_check_never_does() {
    let folder = scratch(ORDERS);
    assert_status(&new(folder.path(), &[]), 0, "new");
    let times = || {
        let files = tree(folder.path()).into_iter();
        let time =
            |path: PathBuf| fs::metadata(folder.path().join(path)).and_then(|file| file.modified());
        files
            .map(|(path, bytes)| (path.clone(), bytes, time(path).expect("it is there")))
            .collect::<Vec<_>>()
    };
    let before = times();
    assert_status(
        &connector_gen(folder.path(), &["regenerate", "orders-connector"]),
        0,
        "regenerate",
    );
    assert_status(
        &connector_gen(folder.path(), &["check", "orders-connector"]),
        0,
        "check",
    );
    assert_eq!(times(), before);
    fs::write(folder.path().join("orders.json"), NEWER).expect("it is writable");
    let changed = times();
    assert_status(
        &connector_gen(folder.path(), &["check", "orders-connector"]),
        1,
        "check",
    );
    let dry = ["regenerate", "orders-connector", "--dry-run"];
    assert_status(&connector_gen(folder.path(), &dry), 0, "dry run");
    assert_eq!(times(), changed);
}

#[test]
fn regenerating_gives_what_a_new_connector_would_be() {
    let old = scratch(ORDERS);
    assert_status(&new(old.path(), &[]), 0, "new");
    fs::write(old.path().join("orders.json"), NEWER).expect("it is writable");
    assert_status(
        &connector_gen(old.path(), &["regenerate", "orders-connector"]),
        0,
        "regenerate",
    );
    let fresh = scratch(NEWER);
    assert_status(&new(fresh.path(), &[]), 0, "new");
    // The names of what is gone stay in the record, so that it gets them again when it comes back.
    let others = |tree: Vec<(PathBuf, Vec<u8>)>| {
        let mut tree = without_run_lock(tree);
        tree.retain(|(path, _)| !path.ends_with(".connector/names.json"));
        tree
    };
    assert!(others(tree(old.path())) == others(tree(fresh.path())));
}

#[test]
fn edits_and_foreign_files_survive_every_verb() {
    let folder = scratch(ORDERS);
    assert_status(&new(folder.path(), &[]), 0, "new");
    let connector = folder.path().join("orders-connector");
    let mut kept = Vec::new();
    for (path, bytes) in tree(&connector) {
        let is_record = path.starts_with(".connector") || path.ends_with("connector.lock");
        if !is_record && !path.ends_with("connector.toml") {
            let edited = [bytes.as_slice(), b"edited\n"].concat();
            fs::write(connector.join(&path), &edited).expect("it is writable");
            kept.push((path, edited));
        }
    }
    fs::write(connector.join("notes.txt"), "mine").expect("it is writable");
    fs::write(connector.join("src/mine.rs"), "mine").expect("it is writable");
    kept.push(("notes.txt".into(), b"mine".to_vec()));
    kept.push(("src/mine.rs".into(), b"mine".to_vec()));
    let check_kept = |what: &str| {
        for (path, bytes) in &kept {
            assert_eq!(
                &fs::read(connector.join(path)).expect(what),
                bytes,
                "{what}: {}",
                path.display()
            );
        }
    };
    assert_status(
        &connector_gen(&connector, &["regenerate"]),
        0,
        "nothing new",
    );
    check_kept("nothing new");
    fs::write(folder.path().join("orders.json"), NEWER).expect("it is writable");
    for (verb, status) in [
        ("check", 1),
        ("regenerate", 3),
        ("regenerate", 3),
        ("check", 1),
    ] {
        assert_status(&connector_gen(&connector, &[verb]), status, verb);
        check_kept(verb);
    }
    assert!(
        connector
            .join("src/domain_model/list_orders.rs.new")
            .exists()
    );
    fs::write(folder.path().join("orders.json"), ORDERS).expect("it is writable");
    assert_status(
        &connector_gen(&connector, &["regenerate"]),
        0,
        "the old sample again",
    );
    check_kept("the old sample again");
    let beside = tree(&connector)
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|e| e == "new"));
    assert_eq!(beside.count(), 0, "the conflicts are over");
}

#[test]
fn line_ends_of_a_checkout_are_no_edits_and_stay() {
    let folder = scratch(ORDERS);
    assert_status(&new(folder.path(), &[]), 0, "new");
    let connector = folder.path().join("orders-connector");
    let entity = connector.join("src/domain_model/list_orders.rs");
    let text = fs::read_to_string(&entity)
        .expect("it is there")
        .replace('\n', "\r\n");
    fs::write(&entity, text).expect("it is writable");
    assert_status(&connector_gen(&connector, &["check"]), 0, "check");
    fs::write(folder.path().join("orders.json"), NEWER).expect("it is writable");
    assert_status(&connector_gen(&connector, &["regenerate"]), 0, "regenerate");
    let text = fs::read_to_string(&entity).expect("it is there");
    assert!(text.contains("paid"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn deleted_files_stay_deleted_and_stale_ones_go() {
    let folder = scratch(ORDERS);
    assert_status(&new(folder.path(), &[]), 0, "new");
    let connector = folder.path().join("orders-connector");
    fs::remove_file(connector.join("README.md")).expect("it is there");
    fs::remove_file(connector.join("src/custom.rs")).expect("it is there");
    let body = r#"{"orders": [{"id": 2}]}"#;
    fs::write(folder.path().join("orders.json"), body).expect("it is writable");
    assert_status(&connector_gen(&connector, &["regenerate"]), 0, "regenerate");
    assert!(!connector.join("README.md").exists());
    assert!(!connector.join("src/custom.rs").exists());
}

#[test]
fn a_new_that_was_killed_can_be_run_again() {
    let folder = scratch(ORDERS);
    assert_status(&new(folder.path(), &[]), 0, "new");
    let connector = folder.path().join("orders-connector");
    let whole = without_run_lock(tree(&connector));
    fs::remove_file(connector.join("connector.lock")).expect("it is there");
    fs::remove_file(connector.join("src/lib.rs")).expect("it is there");
    fs::create_dir(connector.join(".connector/stage")).expect("it is not there");
    fs::write(connector.join(".connector/stage/next"), "torn").expect("it is writable");
    assert_status(&new(folder.path(), &[]), 0, "new again");
    assert_eq!(without_run_lock(tree(&connector)), whole);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = scratch(ORDERS);
    let elsewhere = folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("it is new");
    symlink(&elsewhere, folder.path().join("link")).expect("links can be made");
    let output = new(folder.path(), &["--out", "link"]);
    assert_status(&output, 2, "a link as the folder");
    assert_status(&new(folder.path(), &[]), 0, "new");
    let connector = folder.path().join("orders-connector");
    fs::rename(connector.join("src"), elsewhere.join("src")).expect("it can be moved");
    symlink(elsewhere.join("src"), connector.join("src")).expect("links can be made");
    let before = tree(&elsewhere);
    fs::write(folder.path().join("orders.json"), NEWER).expect("it is writable");
    let output = connector_gen(&connector, &["regenerate"]);
    assert_status(&output, 2, "a link in the folder");
    assert!(String::from_utf8_lossy(&output.stderr).contains("CG0506"));
    assert_eq!(tree(&elsewhere), before);
}

#[test]
fn two_runs_at_once_do_not_write_over_each_other() {
    let folder = scratch(ORDERS);
    assert_status(&new(folder.path(), &[]), 0, "new");
    let connector = folder.path().join("orders-connector");
    let lock = fs::File::options()
        .write(true)
        .open(connector.join(".connector/lock"))
        .expect("it is there");
    lock.lock().expect("the lock is free");
    fs::write(folder.path().join("orders.json"), NEWER).expect("it is writable");
    let before = tree(&connector);
    let output = connector_gen(&connector, &["regenerate"]);
    assert_status(&output, 2, "locked");
    assert!(String::from_utf8_lossy(&output.stderr).contains("CG0516"));
    assert_eq!(tree(&connector), before);
    drop(lock);
    assert_status(&connector_gen(&connector, &["regenerate"]), 0, "free again");
}

#[test]
fn sources_beyond_the_limits_are_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a scratch folder can be made");
    let huge = fs::File::create(folder.path().join("huge.json")).expect("it is writable");
    huge.set_len(200 * 1024 * 1024)
        .expect("a file can have holes");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    fs::write(folder.path().join("deep.json"), deep).expect("it is writable");
    fs::write(folder.path().join("open.json"), "[".repeat(1_000_000)).expect("it is writable");
    for (name, word) in [
        ("huge.json", "100 MiB"),
        ("deep.json", "128"),
        ("open.json", "128"),
    ] {
        let arguments: Vec<&str> = ["new", name].into_iter().chain(FACTS).collect();
        let output = connector_gen(folder.path(), &arguments);
        assert_status(&output, 2, name);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(word), "{said}");
        assert!(said.len() < 2000, "{said}");
    }
    assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 3);
}

#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let folder = scratch(ORDERS);
    fs::write(folder.path().join("file"), "").expect("it is writable");
    let output = new(folder.path(), &["--out", "file/below"]);
    assert_status(&output, 2, "below a file");
    assert!(String::from_utf8_lossy(&output.stderr).contains("CG0505"));
    assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 2);
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    let folder = scratch(ORDERS);
    let mut child = command(folder.path(), &["explain"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("connector-gen starts");
    drop(child.stdout.take());
    let mut said = String::new();
    let mut stderr = child.stderr.take().expect("it is a pipe");
    stderr.read_to_string(&mut said).expect("it is text");
    let status = child.wait().expect("it ends");
    assert_eq!((status.code(), said.as_str()), (Some(0), ""));
}

#[test]
fn the_same_input_gives_the_same_bytes_in_every_folder() {
    let one = scratch(ORDERS);
    let other = tempfile::Builder::new()
        .prefix("ein anderer Ordner")
        .tempdir()
        .expect("it can be made");
    fs::write(other.path().join("orders.json"), ORDERS).expect("it is writable");
    for folder in [&one, &other] {
        assert_status(&new(folder.path(), &[]), 0, "new");
    }
    assert_eq!(
        without_run_lock(tree(one.path())),
        without_run_lock(tree(other.path()))
    );
}

#[test]
fn completions_are_there_for_every_shell() {
    let folder = scratch(ORDERS);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = connector_gen(folder.path(), &["completions", shell]);
        assert_status(&output, 0, shell);
        assert!(
            String::from_utf8_lossy(&output.stdout).contains("regenerate"),
            "{shell}"
        );
    }
}
