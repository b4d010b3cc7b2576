//! Plans of a world with one file: what was recorded, what is there, what is generated now.

use std::collections::BTreeMap;

use connector_model::files::{File, Files, Ownership, RelPath};

use crate::lock::{Entry, Lock, Stamp};
use crate::plan::{Action, Conflict, Known, Plan, Reason, plan};

fn path(text: &str) -> RelPath {
    RelPath::parse(text).expect("a path of the test")
}

fn text(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

/// A world with one file `f`: what was recorded, what is on disk (with `.new`), what is generated now.
struct World {
    recorded: Option<Entry>,
    pending: Option<&'static str>,
    disk: Option<&'static str>,
    beside: Option<&'static str>,
    new: Option<(&'static str, Ownership)>,
}

const NOTHING: World = World {
    recorded: None,
    pending: None,
    disk: None,
    beside: None,
    new: None,
};

fn lock(world: &World) -> Lock {
    Lock {
        files: world
            .recorded
            .map(|entry| (path("f.rs"), entry))
            .into_iter()
            .collect(),
        pending: world
            .pending
            .map(|base| (path("f.rs"), Stamp::of(base)))
            .into_iter()
            .collect(),
        ..Lock::default()
    }
}

fn planned(world: &World) -> Plan {
    let mut disk = BTreeMap::new();
    disk.extend(world.disk.map(|bytes| (path("f.rs"), text(bytes))));
    disk.extend(world.beside.map(|bytes| (path("f.rs.new"), text(bytes))));
    let new: Files = world
        .new
        .map(|(text, ownership)| {
            (
                path("f.rs"),
                File {
                    text: text.into(),
                    ownership,
                },
            )
        })
        .into_iter()
        .collect();
    let known = Known {
        bases: &BTreeMap::new(),
        strangers: &BTreeMap::new(),
        fits: &|_, _| Ok(()),
    };
    plan(&lock(world), &disk, &new, &known)
}

fn action(world: &World) -> Option<Action> {
    planned(world)
        .steps
        .into_iter()
        .next()
        .map(|step| step.action)
}

fn conflict(new: &str, reason: Reason) -> Action {
    Action::Conflict(Conflict {
        bytes: text(new),
        reason,
    })
}

type Recorded = Option<Entry>;
type New = Option<(&'static str, Ownership)>;

fn generated(text: &str) -> Recorded {
    Entry::Generated(Stamp::of(text)).into()
}

fn now(text: &'static str) -> New {
    (text, Ownership::Generated).into()
}

#[test]
fn no_edit_is_overwritten_and_every_untouched_file_follows() {
    let old = generated("old\n");
    let yours = Some(("mine\n", Ownership::User));
    let cases = [
        (
            "first run",
            World {
                new: now("new\n"),
                ..NOTHING
            },
            Some(Action::Create(text("new\n"))),
        ),
        (
            "same text there already",
            World {
                disk: Some("new\n"),
                new: now("new\n"),
                ..NOTHING
            },
            Some(Action::Unchanged),
        ),
        (
            "foreign file",
            World {
                disk: Some("x\n"),
                new: now("new\n"),
                ..NOTHING
            },
            Some(conflict("new\n", Reason::Foreign)),
        ),
        (
            "untouched",
            World {
                recorded: old,
                disk: Some("old\n"),
                new: now("new\n"),
                ..NOTHING
            },
            Some(Action::Replace(text("new\n"))),
        ),
        (
            "untouched, CRLF",
            World {
                recorded: old,
                disk: Some("old\r\n"),
                new: now("new\n"),
                ..NOTHING
            },
            Some(Action::Replace(text("new\r\n"))),
        ),
        (
            "untouched, BOM",
            World {
                recorded: old,
                disk: Some("\u{feff}old\n"),
                new: now("new\n"),
                ..NOTHING
            },
            Some(Action::Replace(text("\u{feff}new\n"))),
        ),
        (
            "nothing new",
            World {
                recorded: old,
                disk: Some("old\n"),
                new: now("old\n"),
                ..NOTHING
            },
            Some(Action::Unchanged),
        ),
        (
            "nothing new, CRLF",
            World {
                recorded: old,
                disk: Some("old\r\n"),
                new: now("old\n"),
                ..NOTHING
            },
            Some(Action::Unchanged),
        ),
        (
            "edited, nothing new",
            World {
                recorded: old,
                disk: Some("edit\n"),
                new: now("old\n"),
                ..NOTHING
            },
            Some(Action::Edited),
        ),
        (
            "edited to the new text",
            World {
                recorded: old,
                disk: Some("new\n"),
                new: now("new\n"),
                ..NOTHING
            },
            Some(Action::Unchanged),
        ),
        (
            "edited, new text",
            World {
                recorded: old,
                disk: Some("edit\n"),
                new: now("new\n"),
                ..NOTHING
            },
            Some(conflict("new\n", Reason::NoBase)),
        ),
        (
            "deleted by the user",
            World {
                recorded: old,
                new: now("new\n"),
                ..NOTHING
            },
            Some(Action::Deleted),
        ),
        (
            "stale",
            World {
                recorded: old,
                disk: Some("old\n"),
                ..NOTHING
            },
            Some(Action::DeleteStale),
        ),
        (
            "stale, edited",
            World {
                recorded: old,
                disk: Some("edit\n"),
                ..NOTHING
            },
            Some(Action::Orphaned),
        ),
        (
            "stale, gone",
            World {
                recorded: old,
                ..NOTHING
            },
            None,
        ),
        (
            "user's, first run",
            World {
                new: yours,
                ..NOTHING
            },
            Some(Action::Create(text("mine\n"))),
        ),
        (
            "user's, there",
            World {
                recorded: Some(Entry::User),
                disk: Some("x\n"),
                new: yours,
                ..NOTHING
            },
            Some(Action::User),
        ),
        (
            "user's, there before",
            World {
                disk: Some("x\n"),
                new: yours,
                ..NOTHING
            },
            Some(Action::User),
        ),
        (
            "user's, deleted",
            World {
                recorded: Some(Entry::User),
                new: yours,
                ..NOTHING
            },
            Some(Action::Deleted),
        ),
        (
            "user's, stale",
            World {
                recorded: Some(Entry::User),
                disk: Some("x\n"),
                ..NOTHING
            },
            Some(Action::User),
        ),
        (
            "became generated",
            World {
                recorded: Some(Entry::User),
                disk: Some("x\n"),
                new: now("new\n"),
                ..NOTHING
            },
            Some(conflict("new\n", Reason::Foreign)),
        ),
    ];
    for (name, world, expected) in cases {
        assert_eq!(action(&world), expected, "{name}");
    }
}

#[test]
fn a_conflict_stays_one_until_the_user_removed_the_file_beside() {
    let shown = generated("new\n");
    let base = World {
        recorded: shown,
        pending: Some("old\n"),
        disk: Some("edit\n"),
        beside: Some("new\n"),
        ..NOTHING
    };
    let cases = [
        (
            "nothing new",
            World {
                new: now("new\n"),
                ..base
            },
            Action::Pending(Reason::NoBase),
        ),
        (
            "newer text",
            World {
                new: now("newer\n"),
                ..base
            },
            conflict("newer\n", Reason::NoBase),
        ),
        (
            "beside was edited",
            World {
                new: now("newer\n"),
                beside: Some("mine\n"),
                ..base
            },
            Action::Blocked,
        ),
        (
            "resolved",
            World {
                new: now("new\n"),
                beside: None,
                ..base
            },
            Action::Edited,
        ),
        (
            "resolved, newer text",
            World {
                new: now("newer\n"),
                beside: None,
                ..base
            },
            conflict("newer\n", Reason::NoBase),
        ),
        (
            "taken over",
            World {
                new: now("new\n"),
                disk: Some("new\n"),
                ..base
            },
            Action::Unchanged,
        ),
        (
            "old text again",
            World {
                new: now("old\n"),
                ..base
            },
            Action::Edited,
        ),
        (
            "foreign file beside",
            World {
                new: now("newer\n"),
                pending: None,
                beside: Some("mine\n"),
                ..base
            },
            Action::Blocked,
        ),
        (
            "foreign file beside, nothing new",
            World {
                new: now("new\n"),
                pending: None,
                beside: Some("mine\n"),
                ..base
            },
            Action::Edited,
        ),
    ];
    for (name, world, expected) in cases {
        assert_eq!(action(&world), Some(expected), "{name}");
    }
}

#[test]
fn the_file_beside_goes_when_its_conflict_is_over() {
    let open = World {
        recorded: generated("new\n"),
        pending: Some("old\n"),
        disk: Some("edit\n"),
        beside: Some("new\n"),
        ..NOTHING
    };
    for (name, world, expected) in [
        (
            "taken over",
            World {
                new: now("new\n"),
                disk: Some("new\n"),
                ..open
            },
            Action::DeleteStale,
        ),
        (
            "old text again",
            World {
                new: now("old\n"),
                ..open
            },
            Action::DeleteStale,
        ),
        (
            "it was edited",
            World {
                new: now("old\n"),
                beside: Some("x\n"),
                ..open
            },
            Action::Orphaned,
        ),
    ] {
        let plan = planned(&world);
        assert!(!plan.has_conflicts(), "{name}");
        assert_eq!(plan.pending, BTreeMap::new(), "{name}");
        let last = plan
            .steps
            .last()
            .map(|step| (step.path.as_str(), &step.action));
        assert_eq!(last, Some(("f.rs.new", &expected)), "{name}");
    }
}

#[test]
fn the_record_keeps_the_base_of_edits_while_a_conflict_is_open() {
    let old = Stamp::of("old\n");
    let world = World {
        recorded: generated("old\n"),
        disk: Some("edit\n"),
        new: now("new\n"),
        ..NOTHING
    };
    let first = planned(&world);
    assert!(first.has_conflicts());
    assert_eq!(first.pending, BTreeMap::from([(path("f.rs"), old)]));
    let second = World {
        recorded: generated("new\n"),
        pending: Some("old\n"),
        beside: Some("new\n"),
        ..world
    };
    assert_eq!(
        planned(&second).pending,
        BTreeMap::from([(path("f.rs"), old)])
    );
    let blocked = World {
        beside: Some("mine\n"),
        new: now("newer\n"),
        ..second
    };
    assert_eq!(
        planned(&blocked).files,
        BTreeMap::from_iter([(path("f.rs"), generated("new\n").expect("some"))])
    );
}

#[test]
fn applying_a_plan_twice_changes_nothing_the_second_time() {
    let world = World {
        recorded: generated("old\n"),
        disk: Some("old\n"),
        new: now("new\n"),
        ..NOTHING
    };
    let first = planned(&world);
    let again = World {
        recorded: first.files.get(&path("f.rs")).copied(),
        disk: Some("new\n"),
        ..world
    };
    assert!(!planned(&again).has_changes());
    assert_eq!(planned(&again).files, first.files);
}
