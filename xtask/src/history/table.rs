//! The table of what became of edits, service by service.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::broken::Broken;
use super::user::Regenerated;
use super::version::History;

/// Parts of messages about conflicts, and what they mean.
const REASONS: [(&str, &str); 4] = [
    (
        ": both changed ",
        "the user and the generator changed the same or neighbouring lines",
    ),
    ("would not parse", "the merged file would not be Rust"),
    (" twice", "the merged file would define something twice"),
    ("neither be derived", "no base"),
];

/// What the connectors of all services became; an error if something of it is wrong.
pub(super) fn merges(
    old: &str,
    new: &str,
    histories: &[History],
    done: &[Regenerated],
    broken: &[Broken],
) -> Result<String, String> {
    let mut text = String::new();
    let changes: usize = histories.iter().map(|history| history.changes.len()).sum();
    let changed = histories.iter().filter(|one| !one.changes.is_empty());
    let _ = writeln!(
        text,
        "botocore {old} to {new}: {} services, {} of them changed, {changes} changes; all {} connectors compile\n",
        histories.len(),
        changed.count(),
        histories.len() * 2
    );
    text.push_str(
        "service           changes  edited  lines  merged  as they were  no longer generated  conflicts\n",
    );
    let mut sums = [0; 7];
    for (history, one) in histories.iter().zip(done) {
        let row = row(history, one);
        write_row(&mut text, history.name, row);
        sums = std::array::from_fn(|at| sums[at] + row[at]);
    }
    write_row(&mut text, "all", sums);
    text.push('\n');
    text.push_str(&kinds(done, broken));
    text.push_str(&reasons(done));
    let explained = broken.iter().filter(|one| one.explained.is_some()).count();
    let _ = writeln!(
        text,
        "{} edits no longer compile, {explained} of them because of what the report says",
        broken.len()
    );
    let mut is_right = explained == broken.len();
    for one in broken {
        let why = one.explained.as_deref().unwrap_or("NOTHING IN THE REPORT");
        let _ = writeln!(
            text,
            "  broken: {} ({}): {}: {why}",
            one.place, one.edit, one.message
        );
    }
    for (history, one) in histories.iter().zip(done) {
        for wrong in &one.wrong {
            is_right = false;
            let _ = writeln!(text, "  WRONG: {}: {wrong}", history.name);
        }
    }
    if is_right { Ok(text) } else { Err(text) }
}

/// How each kind of edit ended.
fn kinds(done: &[Regenerated], broken: &[Broken]) -> String {
    let mut rows: BTreeMap<&str, [usize; 6]> = BTreeMap::new();
    for one in done {
        for made in &one.made {
            let row = rows.entry(made.edit).or_default();
            row[0] += 1;
            row[one.end(made)] += 1;
        }
    }
    for one in broken {
        rows.entry(one.edit).or_default()[5] += 1;
    }
    let mut text = String::from(
        "edit                       files  merged  as they were  no longer generated  conflicts  do not compile\n",
    );
    for (name, [all, merged, kept, gone, conflicts, broken]) in rows {
        let _ = writeln!(
            text,
            "{name:25}  {all:5}  {merged:6}  {kept:12}  {gone:19}  {conflicts:9}  {broken:14}"
        );
    }
    text.push('\n');
    text
}

/// Why files were not merged, with how many of them.
fn reasons(done: &[Regenerated]) -> String {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for message in done.iter().flat_map(|one| &one.conflicts) {
        let known = REASONS.iter().find(|(mark, _)| message.contains(mark));
        *reasons
            .entry(known.map_or("another reason", |(_, reason)| *reason))
            .or_default() += 1;
    }
    let mut text = String::new();
    for (reason, count) in reasons {
        let _ = writeln!(text, "{count} conflicts: {reason}");
    }
    text
}

fn row(history: &History, one: &Regenerated) -> [usize; 7] {
    let mut row = [0; 7];
    row[0] = history.changes.len();
    row[1] = one.made.len();
    row[2] = one.lines;
    for made in &one.made {
        row[2 + one.end(made)] += 1;
    }
    row
}

fn write_row(text: &mut String, name: &str, row: [usize; 7]) {
    let [changes, edited, lines, merged, kept, gone, conflicts] = row;
    let _ = writeln!(
        text,
        "{name:16}  {changes:7}  {edited:6}  {lines:5}  {merged:6}  {kept:12}  {gone:19}  {conflicts:9}"
    );
}
