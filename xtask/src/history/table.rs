//! The table of what became of edits, service by service.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use connector_update::change_rules::Level;
use connector_update::changes::Change;

use super::broken::{Broken, Cause};
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
    histories: &[History],
    done: &[Regenerated],
    broken: &[Broken],
) -> Result<String, String> {
    let mut text = String::new();
    let changes: usize = histories.iter().map(|history| history.changes.len()).sum();
    let _ = writeln!(
        text,
        "{changes} changes; all {} connectors compile\n",
        histories.len() * 2
    );
    text.push_str(
        "service           changes  breaking  edited  lines  merged  as they were  no longer generated  conflicts\n",
    );
    let mut sums = [0; 8];
    for (history, one) in histories.iter().zip(done) {
        let row = row(history, one);
        write_row(&mut text, history.name, row);
        sums = std::array::from_fn(|at| sums[at] + row[at]);
    }
    write_row(&mut text, "all", sums);
    text.push('\n');
    text.push_str(&kinds(done, broken));
    text.push_str(&reasons(done));
    let (broken, mut is_right) = causes(broken);
    text.push_str(&broken);
    for (history, one) in histories.iter().zip(done) {
        for wrong in &one.wrong {
            is_right = false;
            let _ = writeln!(text, "  WRONG: {}: {wrong}", history.name);
        }
    }
    if is_right { Ok(text) } else { Err(text) }
}

/// Edits that no longer compile with their causes, and whether all of them have one.
fn causes(broken: &[Broken]) -> (String, bool) {
    let count = |wanted: fn(&Cause) -> bool| {
        let causes = broken.iter().filter_map(|one| one.cause.as_ref());
        causes.filter(|cause| wanted(cause)).count()
    };
    let said = count(|cause| matches!(cause, Cause::Said(_)));
    let moved = count(|cause| matches!(cause, Cause::Moved(_)));
    let mut text = format!(
        "{} edits no longer compile: {said} because of what the report says, {moved} because the type stands in another \
         file, {} without a cause\n",
        broken.len(),
        broken.len() - said - moved
    );
    for one in broken {
        let why = match &one.cause {
            Some(Cause::Said(why) | Cause::Moved(why)) => why,
            None => "NOTHING IN THE REPORT",
        };
        let _ = writeln!(
            text,
            "  broken: {} ({}): {}: {why}",
            one.place, one.edit, one.message
        );
    }
    (text, said + moved == broken.len())
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

/// Every conflict with its reason, a line each.
pub(super) fn conflicts(histories: &[History], done: &[Regenerated]) -> String {
    let mut text = String::new();
    for (history, one) in histories.iter().zip(done) {
        for conflict in &one.conflicts {
            let _ = writeln!(text, "{}: {conflict}", history.name);
        }
    }
    text
}

fn row(history: &History, one: &Regenerated) -> [usize; 8] {
    let mut row = [0; 8];
    row[0] = history.changes.len();
    let breaking = |change: &&Change| change.level == Level::Breaking;
    row[1] = history.changes.iter().filter(breaking).count();
    row[2] = one.made.len();
    row[3] = one.lines;
    for made in &one.made {
        row[3 + one.end(made)] += 1;
    }
    row
}

fn write_row(text: &mut String, name: &str, row: [usize; 8]) {
    let [
        changes,
        breaking,
        edited,
        lines,
        merged,
        kept,
        gone,
        conflicts,
    ] = row;
    let _ = writeln!(
        text,
        "{name:16}  {changes:7}  {breaking:8}  {edited:6}  {lines:5}  {merged:6}  {kept:12}  {gone:19}  {conflicts:9}"
    );
}
