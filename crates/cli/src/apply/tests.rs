//! Crashes after every operation, with everything that was not synced kept, lost, torn or reordered; operations that
//! fail; users who edit meanwhile.

use std::collections::BTreeMap;
use std::io::ErrorKind;

use connector_model::diagnostic::Diagnostics;
use connector_model::files::{File, Files, Ownership, RelPath};
use connector_update::lock::{self, Entry, Lock, Stamp};
use connector_update::plan::{Known, paths, plan};

use super::disk::Disk as _;
use super::simulated::{Fault, Loss, Simulated, random};
use super::{JOURNAL, STAGE, apply, recover};

type Tree = BTreeMap<String, Vec<u8>>;

const SNAPSHOT: &str = ".connector/service.json";
const LONG: &str = "a\nb\nc\nd\ne\nf\ng\nh\n";

/// A text, or that there is none.
type Text = Option<&'static str>;

/// Generated files: what was generated last, what is on the disk, what is generated now.
const FILES: [(&str, Text, Text, Text); 9] = [
    ("src/lib.rs", Some("old\n"), Some("old\n"), Some("new\n")),
    (
        "src/same.rs",
        Some("same\n"),
        Some("same\n"),
        Some("same\n"),
    ),
    (
        "src/merged.rs",
        Some(LONG),
        Some("mine\na\nb\nc\nd\ne\nf\ng\nh\n"),
        Some("a\nb\nc\nd\ne\nf\ng\nH\n"),
    ),
    (
        "src/conflict.rs",
        Some(LONG),
        Some("mine\n"),
        Some("theirs\n"),
    ),
    ("src/more/new.rs", None, None, Some("new file\n")),
    ("src/stale.rs", Some("stale\n"), Some("stale\n"), None),
    ("src/orphan.rs", Some("stale\n"), Some("mine\n"), None),
    (
        "docs/page.md",
        Some("page\n"),
        Some("page\n"),
        Some("new page\n"),
    ),
    ("docs/gone.md", Some("gone\n"), None, Some("gone\n")),
];

fn path(text: &str) -> RelPath {
    RelPath::parse(text).expect("a path of the test")
}

/// The tree before the run.
fn before() -> Tree {
    let mut tree = Tree::new();
    let mut lock = Lock {
        tool: "0".into(),
        ..Lock::default()
    };
    for (name, old, disk, _) in FILES {
        let stamp = old.map(|old| Entry::Generated(Stamp::of(old)));
        lock.files.extend(stamp.map(|stamp| (path(name), stamp)));
        tree.extend(disk.map(|disk| (name.to_owned(), disk.as_bytes().to_vec())));
    }
    lock.files.insert(path("src/custom.rs"), Entry::User);
    for (name, text) in [
        ("src/custom.rs", "mine\n"),
        ("src/own.rs", "mine\n"),
        (SNAPSHOT, "{}\n"),
    ] {
        tree.insert(name.into(), text.into());
    }
    tree.insert(lock::FILE.into(), lock::write(&lock).into());
    tree
}

/// A regeneration, as the command does it: what was begun is finished, then planned, then applied.
fn run(disk: &Simulated) -> Result<bool, Diagnostics> {
    let recovered = recover(disk)?.unwrap_or_default();
    let lock = disk.read(lock::FILE)?.unwrap_or_default();
    let old = lock::read(&String::from_utf8_lossy(&lock))?;
    let generated = |text: &str| File {
        text: text.into(),
        ownership: Ownership::Generated,
    };
    let new: Files = FILES
        .iter()
        .filter_map(|(name, _, _, new)| Some((path(name), generated((*new)?))))
        .collect();
    let mut found = BTreeMap::new();
    for path in paths(&old, &new) {
        let bytes = disk.read(path.as_str())?;
        found.extend(bytes.map(|bytes| (path, bytes)));
    }
    let texts = FILES
        .iter()
        .filter_map(|(name, old, _, _)| Some((path(name), (*old)?.to_owned())));
    let known = Known {
        bases: &texts.collect(),
        strangers: &BTreeMap::new(),
        fits: &|_, _| Ok(()),
    };
    let plan = plan(&old, &found, &new, &known);
    let record = Lock {
        format: lock::FORMAT,
        tool: "1".into(),
        files: plan.files.clone(),
        pending: plan.pending.clone(),
        ..Lock::default()
    };
    let record = [
        (SNAPSHOT, "{new}\n".to_owned()),
        (lock::FILE, lock::write(&record)),
    ];
    let is_recorded = |(path, text): &(&str, String)| {
        disk.files().get(*path).map(Vec::as_slice) == Some(text.as_bytes())
    };
    let mut conflicts = plan.has_conflicts() || recovered.has_conflicts;
    if plan.has_changes() || !record.iter().all(is_recorded) {
        conflicts |= apply(disk, &plan, &found, &record)?.has_conflicts;
    }
    Ok(conflicts)
}

/// The tree after a run to which nothing happens, and how many operations and reads it has.
fn after() -> (Tree, usize, usize) {
    let disk = Simulated::new(&before(), Fault::None);
    assert!(run(&disk).expect("nothing fails"), "one file conflicts");
    (disk.files(), disk.operations(), disk.reads())
}

fn is_own(path: &str) -> bool {
    path == JOURNAL || path.starts_with(&format!("{STAGE}/"))
}

/// Each file is as it was or as it should be: nothing between, nothing else.
fn assert_whole(tree: &Tree, after: &Tree, what: &str) {
    let before = before();
    for (path, bytes) in tree.iter().filter(|(path, _)| !is_own(path)) {
        let is_whole = before.get(path) == Some(bytes) || after.get(path) == Some(bytes);
        assert!(
            is_whole,
            "{what}: {path} is {:?}",
            String::from_utf8_lossy(bytes)
        );
    }
    for path in before.keys().filter(|path| after.contains_key(*path)) {
        assert!(tree.contains_key(path), "{what}: {path} is gone");
    }
}

/// The next run makes the tree of the run to which nothing happened, and leaves nothing of its own.
fn assert_converges(tree: &Tree, after: &Tree, what: &str) {
    let disk = Simulated::new(tree, Fault::None);
    let refused = |findings: Diagnostics| panic!("{what}: {findings:?}");
    assert!(
        run(&disk).unwrap_or_else(refused),
        "{what}: the conflict is forgotten"
    );
    let tree = disk.files();
    let differ = |path: &&String| tree.get(*path) != after.get(*path);
    let paths: Vec<&String> = tree.keys().chain(after.keys()).filter(differ).collect();
    assert!(paths.is_empty(), "{what}: {paths:?} differ");
}

fn losses() -> Vec<Loss> {
    let mut losses = vec![Loss::Kept, Loss::Lost, Loss::Torn];
    losses
        .extend((1..24).map(|seed| Loss::Reordered(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed))));
    losses
}

#[test]
fn a_run_does_all_kinds_of_work() {
    let (after, operations, _) = after();
    assert!(operations > 40, "{operations}");
    for (path, text) in [
        ("src/lib.rs", "new\n"),
        ("src/merged.rs", "mine\na\nb\nc\nd\ne\nf\ng\nH\n"),
        ("src/conflict.rs", "mine\n"),
        ("src/conflict.rs.new", "theirs\n"),
        ("src/more/new.rs", "new file\n"),
        ("src/orphan.rs", "mine\n"),
        ("src/own.rs", "mine\n"),
    ] {
        assert_eq!(
            after.get(path).map(Vec::as_slice),
            Some(text.as_bytes()),
            "{path}"
        );
    }
    assert!(!after.contains_key("src/stale.rs") && !after.contains_key("docs/gone.md"));
    assert!(!after.keys().any(|path| is_own(path)));
    // And then there is nothing left to do.
    let disk = Simulated::new(&after, Fault::None);
    assert!(run(&disk).expect("nothing fails"));
    assert_eq!(disk.operations(), 0);
}

#[test]
fn a_crash_at_any_operation_leaves_whole_files_and_the_next_run_finishes() {
    let (after, operations, _) = after();
    for at in 0..=operations {
        let disk = Simulated::new(&before(), Fault::Crash(at));
        let ended = run(&disk);
        assert_eq!(ended.is_ok(), at == operations, "operation {at} is not one");
        for loss in losses() {
            let what = format!("crash at {at}, {loss:?}");
            let tree = disk.after_crash(loss);
            assert_whole(&tree, &after, &what);
            assert_converges(&tree, &after, &what);
        }
    }
}

#[test]
fn a_crash_while_a_crash_is_made_good_is_no_worse() {
    let (after, operations, _) = after();
    let mut seed = 7;
    for at in 0..operations {
        let disk = Simulated::new(&before(), Fault::Crash(at));
        assert!(run(&disk).is_err());
        for loss in losses() {
            let tree = disk.after_crash(loss);
            let again = usize::try_from(random(&mut seed) % 64).expect("it is small");
            let disk = Simulated::new(&tree, Fault::Crash(again));
            let _ = run(&disk);
            let what = format!("crashes at {at} and {again}, {loss:?}");
            let tree = disk.after_crash(loss);
            assert_whole(&tree, &after, &what);
            assert_converges(&tree, &after, &what);
        }
    }
}

#[test]
fn an_operation_that_fails_leaves_whole_files_and_the_next_run_finishes() {
    let (after, operations, _) = after();
    let kinds = [
        ErrorKind::StorageFull,
        ErrorKind::PermissionDenied,
        ErrorKind::CrossesDevices,
        ErrorKind::Interrupted,
        ErrorKind::InvalidFilename,
        ErrorKind::Other,
    ];
    for at in 0..operations {
        for kind in kinds {
            let disk = Simulated::new(&before(), Fault::Fail(at, kind));
            // A folder that cannot be synced is not an error: some systems never can.
            let _ = run(&disk);
            let what = format!("{kind} at {at}");
            assert_whole(&disk.files(), &after, &what);
            assert_converges(&disk.files(), &after, &what);
        }
    }
}

#[test]
fn an_edit_during_the_run_survives_it() {
    let (_, _, reads) = after();
    let mut beside = 0;
    for at in 0..reads {
        for name in [
            "src/lib.rs",
            "src/merged.rs",
            "src/stale.rs",
            "src/more/new.rs",
            "src/conflict.rs",
        ] {
            let edit = Fault::Edit(at, name.into(), b"meanwhile\n".to_vec());
            let disk = Simulated::new(&before(), edit);
            run(&disk).expect("nothing fails");
            let tree = disk.files();
            let what = format!("{name} at {at}");
            let text = tree.get(name).map(Vec::as_slice);
            assert_eq!(text, Some(&b"meanwhile\n"[..]), "{what}");
            assert!(!tree.keys().any(|path| is_own(path)), "{what}");
            beside += usize::from(tree.contains_key(&format!("{name}.new")));
            // It is an edit like any other from then on: the next run keeps it too.
            let disk = Simulated::new(&tree, Fault::None);
            run(&disk).expect("nothing fails");
            assert_eq!(
                disk.files().get(name).map(Vec::as_slice),
                Some(&b"meanwhile\n"[..]),
                "{what}, next run"
            );
        }
    }
    assert!(beside > 0, "no edit came between the plan and the rename");
}

#[test]
fn a_journal_that_the_tool_did_not_write_does_nothing() {
    let (after, _, _) = after();
    let mine = |text: &str| connector_update::digest::Digest::of_bytes(text.as_bytes());
    for journal in [
        String::new(),
        "put\n".to_owned(),
        "end 1\n".to_owned(),
        // A text that is not staged.
        format!(
            "put 0 {} {} src/own.rs\nend 1\n",
            mine("mine\n"),
            mine("x\n")
        ),
        // A file that is another one by now.
        format!("put 0 {} {} src/own.rs\nend 1\n", mine("x\n"), mine("y\n")),
    ] {
        let mut tree = before();
        tree.insert(JOURNAL.into(), journal.clone().into());
        let disk = Simulated::new(&tree, Fault::None);
        run(&disk).expect("it is no error");
        let mut now = disk.files();
        now.remove("src/own.rs.new");
        assert_eq!(now, after, "{journal}");
    }
}
