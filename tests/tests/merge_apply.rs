//! Applying with the real binary: killed at any time, two at once, in a tree with edits that are not committed, and with
//! nothing to do.
#![allow(clippy::print_stdout, reason = "figures that `--nocapture` shows")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use connector_gen_tests::{assert_status, command, connector_gen, root, rounds, tree};

const CONNECTOR: &str = "orders-connector";
const ENTITY: &str = "src/domain_model/list_orders.rs";

/// Rounds of the kill loop.
const ROUNDS: u64 = 600;

/// Two answers of one small API.
const ANSWERS: [&str; 2] = [
    r#"{"orders": [{"id": 1, "state": "open", "lines": [{"sku": "a", "count": 2}]}]}"#,
    r#"{"orders": [{"id": 1, "status": "open", "total": 2.5, "parts": [{"sku": "a", "price": {"amount": 1}}]}], "next": "x"}"#,
];

/// A folder with an answer and the connector of it, which needs no runtime beside it.
fn orders() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder");
    answer(folder.path(), 0);
    let recipe = "[runtime]\npath = \"../runtime\"\n";
    fs::write(folder.path().join("recipe.toml"), recipe).expect("it is writable");
    let arguments = [
        "new",
        "orders.json",
        "--config",
        "recipe.toml",
        "--url",
        "https://api.example.com/v1/orders",
    ];
    let more = [
        "--method",
        "GET",
        "--operation",
        "ListOrders",
        "--name",
        "Orders",
        "--out",
        CONNECTOR,
    ];
    let output = connector_gen(folder.path(), &[&arguments[..], &more[..]].concat());
    assert_status(&output, 0, "new");
    folder
}

fn answer(folder: &Path, which: usize) {
    fs::write(folder.join("orders.json"), ANSWERS[which]).expect("it is writable");
}

fn regenerate(folder: &Path) -> Command {
    let mut command = command(folder, &["regenerate", CONNECTOR, "--quiet"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    tree(&folder.join(CONNECTOR)).into_iter().collect()
}

fn is_own(path: &Path) -> bool {
    path.starts_with(".connector/stage") || path.ends_with(".connector/journal")
}

#[test]
fn a_run_that_is_killed_leaves_whole_files_and_the_next_one_finishes() {
    let folder = orders();
    let path = folder.path();
    let entity = path.join(CONNECTOR).join(ENTITY);
    let text = fs::read_to_string(&entity).expect("it is there");
    fs::write(&entity, format!("{text}// mine\n")).expect("it is writable");
    // Both ends of the way, reached without harm.
    let mut whole = Vec::new();
    let mut longest = Duration::ZERO;
    for which in [1, 0, 1, 0] {
        answer(path, which);
        let started = Instant::now();
        assert!(regenerate(path).status().expect("it starts").success());
        longest = longest.max(started.elapsed());
        whole.push(files(path));
    }
    assert!(
        whole[0] == whole[2] && whole[1] == whole[3],
        "the way there and back is the same"
    );
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let (mut killed, mut torn) = (0, 0);
    let rounds = rounds(ROUNDS);
    for round in 0..rounds {
        let goal = usize::try_from(round % 2).expect("it is small");
        answer(path, 1 - goal);
        let mut child = regenerate(path).spawn().expect("it starts");
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let span = u64::try_from(longest.as_micros()).expect("it is short");
        std::thread::sleep(Duration::from_micros(seed % span.max(1)));
        child.kill().expect("it can be killed");
        killed += usize::from(!child.wait().expect("it ends").success());
        let now = files(path);
        for (name, bytes) in now.iter().filter(|(name, _)| !is_own(name)) {
            let is_whole = whole.iter().any(|tree| tree.get(name) == Some(bytes));
            assert!(is_whole, "round {round}: {} is torn", name.display());
        }
        torn += usize::from(now.keys().any(|name| is_own(name)));
        assert!(
            now.get(Path::new(ENTITY))
                .is_some_and(|bytes| bytes.ends_with(b"// mine\n"))
        );
        let status = regenerate(path).status().expect("it starts");
        assert!(status.success(), "round {round}: {status}");
        let now = files(path);
        let differ: Vec<&PathBuf> = now
            .keys()
            .chain(whole[goal].keys())
            .filter(|name| now.get(*name) != whole[goal].get(*name))
            .collect();
        assert!(
            differ.is_empty(),
            "round {round}: {differ:?} differ from a run that was not killed"
        );
    }
    println!(
        "{rounds} rounds: {killed} runs killed, {torn} of them between the first staged file and the end"
    );
    assert!(killed > 0, "no run was killed");
}

/// What tells whether a file was written: its content, its number, its times.
fn stamps(folder: &Path) -> Vec<(PathBuf, Vec<u8>, String)> {
    let files = tree(folder).into_iter();
    files
        .map(|(path, bytes)| {
            let data = fs::metadata(folder.join(&path)).expect("it is there");
            let stamp = format!("{:?} {}", data.modified().expect("a time"), inode(&data));
            (path, bytes, stamp)
        })
        .collect()
}

#[cfg(unix)]
fn inode(data: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(data)
}

#[cfg(not(unix))]
fn inode(_data: &fs::Metadata) -> u64 {
    0
}

#[test]
fn nothing_to_do_writes_nothing_in_any_of_fifty_connectors() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path();
    let samples = ["amazon-polly", "aws-lambda", "bookshop"];
    for sample in samples {
        let name = format!("{sample}.postman_collection.json");
        fs::copy(root().join("samples").join(&name), path.join(&name))
            .expect("the sample is there");
    }
    for at in 0..50 {
        let source = format!("{}.postman_collection.json", samples[at % samples.len()]);
        let output = connector_gen(
            path,
            &["new", &source, "--quiet", "--out", &format!("c{at}")],
        );
        assert_status(&output, 0, &source);
    }
    // One that was edited and one from which something was deleted are no different.
    let edited = path.join("c0/README.md");
    let text = fs::read_to_string(&edited).expect("it is there");
    fs::write(&edited, text + "mine\n").expect("it is writable");
    fs::remove_file(path.join("c3/src/lib.rs")).expect("it is there");
    let before = stamps(path);
    for at in 0..50 {
        let output = connector_gen(path, &["regenerate", &format!("c{at}")]);
        assert_status(&output, 0, "regenerate");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("nothing to do"), "{said}");
    }
    assert!(stamps(path) == before, "a file was written");
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    let done = Command::new("git")
        .current_dir(folder)
        .args(identity)
        .args(arguments)
        .status();
    assert!(done.expect("git is there").success(), "{arguments:?}");
}

fn append(path: &Path, line: &str) {
    let text = fs::read_to_string(path).unwrap_or_default();
    fs::write(path, text + line).expect("it is writable");
}

#[test]
fn edits_that_are_not_committed_are_not_merged_unless_it_is_asked_for() {
    let folder = orders();
    let path = folder.path();
    let connector = path.join(CONNECTOR);
    let run = |arguments: &[&str], status: i32| {
        let output = connector_gen(path, &[&["regenerate", CONNECTOR], arguments].concat());
        assert_status(&output, status, "regenerate");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    git(path, &["init", "--quiet"]);
    // What the tool wrote and nobody edited is in nobody's way, committed or not.
    answer(path, 1);
    run(&[], 0);
    git(path, &["add", "--all"]);
    git(path, &["commit", "--quiet", "--message", "x"]);
    for (name, is_edit) in [
        (ENTITY, true),
        ("src/custom.rs", true),
        ("src/own.rs", true),
        ("connector.toml", false),
        ("Cargo.lock", false),
        ("target/debug/x.d", false),
    ] {
        answer(path, 0);
        fs::create_dir_all(connector.join("target/debug")).expect("a folder");
        append(
            &connector.join(name),
            if is_edit { "// mine\n" } else { "# mine\n" },
        );
        let before = files(path);
        if is_edit {
            let said = run(&[], 2);
            assert!(
                said.contains("CG0532") && said.contains(name),
                "{name}: {said}"
            );
            assert!(files(path) == before, "{name}: it wrote");
            // Nothing is refused where nothing would be written.
            run(&["--dry-run"], 0);
            answer(path, 1);
            assert!(run(&[], 0).contains("nothing to do"), "{name}");
            answer(path, 0);
            run(&["--allow-dirty"], 0);
        } else {
            run(&[], 0);
        }
        git(path, &["reset", "--quiet", "--hard"]);
        git(path, &["clean", "--quiet", "-fdx"]);
    }
    // Committed, they are merged.
    append(&connector.join(ENTITY), "// mine\n");
    git(path, &["commit", "--quiet", "--all", "--message", "y"]);
    answer(path, 0);
    let said = run(&[], 0);
    assert!(said.contains("merge "), "{said}");
}
