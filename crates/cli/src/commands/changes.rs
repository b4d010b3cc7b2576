//! The report of changes in each format: grouped by rule and by shape, so that a change of a shape that many
//! operations reach is read once.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use connector_update::change_rules::{self, ChangeRule, Level};
use connector_update::changes::{Change, gravest};
use serde_json::json;

use crate::printer::{markdown_cell, printable};

/// Operations that are named; of more, the number.
const NAMED: usize = 5;

/// Characters of the tables in a comment on a pull request, which may have 65 536 in all.
const LIMIT: usize = 50_000;

/// Changes of one rule that reach the same operations from the same shape.
struct Group<'a> {
    rule: &'static ChangeRule,
    level: Level,
    parent: &'a str,
    changes: Vec<&'a Change>,
}

impl Group<'_> {
    fn operations(&self) -> Vec<String> {
        let all = self.changes.iter().flat_map(|change| &change.operations);
        let all: BTreeSet<&String> = all.collect();
        all.into_iter().cloned().collect()
    }

    fn first(&self) -> Option<&Change> {
        self.changes.first().copied()
    }

    fn accepted(&self) -> Option<&str> {
        self.changes.first()?.accepted.as_deref()
    }
}

/// Neighbours of one rule, one shape and one reach as groups; what the recipe accepts stays alone with its reason.
fn groups(changes: &[Change]) -> Vec<Group<'_>> {
    let mut out: Vec<Group<'_>> = Vec::new();
    for change in changes {
        let (parent, _) = parts(&change.subject);
        let is_same = |group: &Group<'_>| {
            let Some(first) = group.first() else {
                return false;
            };
            let alike = match gathering(change.rule) {
                Gathering::Message => first.message == change.message,
                Gathering::Reach => {
                    first.operations == change.operations && first.message == change.message
                }
                Gathering::Shape => {
                    group.parent == parent
                        && !parent.is_empty()
                        && first.operations == change.operations
                }
            };
            alike
                && group.rule == change.rule
                && group.level == change.level
                && first.accepted.is_none()
                && change.accepted.is_none()
        };
        let same = out
            .iter_mut()
            .rev()
            .take_while(|group| group.rule == change.rule);
        let same = same.into_iter().find(|group| is_same(group));
        match same {
            Some(group) => group.changes.push(change),
            None => out.push(Group {
                rule: change.rule,
                level: change.level,
                parent,
                changes: vec![change],
            }),
        }
    }
    out
}

/// Which changes of a rule are read together.
#[derive(PartialEq, Eq)]
enum Gathering {
    /// All that say the same, wherever they are: constraints are copied to many members.
    Message,
    /// Those of the same operations: errors.
    Reach,
    /// Members of one shape.
    Shape,
}

fn gathering(rule: &ChangeRule) -> Gathering {
    let by_message = [
        &change_rules::OPERATION_ADDED,
        &change_rules::CONSTRAINT_LOOSENED,
        &change_rules::CONSTRAINT_TIGHTENED,
        &change_rules::PATTERN_CHANGED,
    ];
    let by_reach = [&change_rules::ERROR_ADDED, &change_rules::ERROR_REMOVED];
    if by_message.into_iter().any(|known| known == rule) {
        Gathering::Message
    } else if by_reach.into_iter().any(|known| known == rule) {
        Gathering::Reach
    } else {
        Gathering::Shape
    }
}

/// The shape and the member of a subject; all of it is the member where there is no shape.
fn parts(subject: &str) -> (&str, &str) {
    if let Some((parent, part)) = subject.rsplit_once("::") {
        return (parent, part);
    }
    let dot = subject
        .char_indices()
        .rev()
        .find(|(at, c)| *c == '.' && !subject[..*at].ends_with('\\'));
    match dot {
        Some((at, _)) if at > 0 => (&subject[..at], &subject[at + 1..]),
        _ => ("", subject),
    }
}

fn detail(change: &Change) -> String {
    if change.message.is_empty() {
        String::new()
    } else {
        format!(" ({})", change.message)
    }
}

fn reach(names: &[String]) -> String {
    if names.len() <= NAMED {
        return names.join(", ");
    }
    let (shown, more) = (names[..NAMED].join(", "), names.len() - NAMED);
    format!("{shown} and {more} more")
}

/// The changes for people: each rule with its reason once, below it what it is about.
pub(crate) fn list(changes: &[Change]) -> String {
    let mut out = String::new();
    let mut last: Option<(&ChangeRule, Level)> = None;
    for change in changes {
        if last != Some((change.rule, change.level)) {
            let (level, rule) = (change.level.word(), change.rule);
            let _ = writeln!(
                out,
                "{level:10} {}  {}: {}",
                rule.code, rule.summary, rule.why
            );
            last = Some((change.rule, change.level));
        }
        let text = format!("{}{}", change.subject, detail(change));
        let reach = reach(&change.operations);
        let text = printable(&text).into_owned();
        let _ = writeln!(
            out,
            "  {}  {text}; reaches {}",
            change.fingerprint(),
            printable(&reach)
        );
        if let Some(reason) = &change.accepted {
            let _ = writeln!(out, "                accepted: {}", printable(reason));
        }
    }
    out
}

/// The changes without those that are compatible, which are only counted.
pub(crate) fn short_list(changes: &[Change]) -> String {
    let grave = changes
        .iter()
        .filter(|change| change.level > Level::Compatible);
    let grave: Vec<Change> = grave.cloned().collect();
    list(&grave)
}

/// A change as a member of the JSON document.
pub(crate) fn row(change: &Change) -> serde_json::Value {
    json!({
        "id": change.rule.code,
        "finding": change.fingerprint(),
        "level": change.level.word(),
        "subject": change.subject,
        "summary": change.rule.summary,
        "detail": change.message,
        "evidence": change.evidence,
        "why": change.rule.why,
        "operations": change.operations,
        "accepted": change.accepted,
    })
}

/// Kind, title and text of an annotation for each group of changes.
pub(crate) fn annotations(
    changes: &[Change],
    fails: impl Fn(&Change) -> bool,
) -> Vec<(&'static str, String, String)> {
    let annotation = |group: &Group<'_>| {
        let is_error = group.changes.iter().any(|change| fails(change));
        let kind = match group.level {
            _ if is_error => "error",
            Level::Compatible => "notice",
            _ => "warning",
        };
        let subjects: Vec<String> = group
            .changes
            .iter()
            .map(|change| format!("{}{}", change.subject, detail(change)))
            .collect();
        let text = format!(
            "{}: {}; reaches {}",
            subjects.join(", "),
            group.rule.summary,
            reach(&group.operations())
        );
        (kind, group.rule.code.to_owned(), text)
    };
    groups(changes).iter().map(annotation).collect()
}

/// The report for a pull request: what matters as tables, the rest folded.
pub(crate) fn markdown(changes: &[Change]) -> String {
    let mut out = format!("**{}**\n", sentence(changes));
    let groups = groups(changes);
    for level in [Level::Breaking, Level::Behaviour, Level::Compatible] {
        let of_level: Vec<&Group<'_>> =
            groups.iter().filter(|group| group.level == level).collect();
        if of_level.is_empty() {
            continue;
        }
        let count: usize = of_level.iter().map(|group| group.changes.len()).sum();
        let title = match level {
            Level::Breaking => "Breaking: code has to change",
            Level::Behaviour => {
                "Behaviour: code compiles, look whether it still does what is meant"
            }
            Level::Compatible => "Compatible: nothing to do",
        };
        let is_folded = level == Level::Compatible;
        if is_folded {
            let _ = write!(out, "\n<details><summary>{title} ({count})</summary>\n");
        } else {
            let _ = write!(out, "\n### {title} ({count})\n");
        }
        table(&mut out, &of_level);
        if is_folded {
            out.push_str("\n</details>\n");
        }
    }
    out
}

fn table(out: &mut String, groups: &[&Group<'_>]) {
    out.push_str("\n| what | change | operations | id |\n| --- | --- | --- | --- |\n");
    for (at, group) in groups.iter().enumerate() {
        let row = table_row(group);
        if out.len() + row.len() > LIMIT {
            let more = groups.len() - at;
            let _ = writeln!(
                out,
                "\n{more} more rows; `--output-format json` has all of them"
            );
            break;
        }
        out.push_str(&row);
    }
    let mut rules: Vec<&ChangeRule> = groups.iter().map(|group| group.rule).collect();
    rules.dedup();
    out.push('\n');
    for rule in rules {
        let _ = writeln!(out, "* {}: {}", rule.code, markdown_cell(rule.why));
    }
}

fn table_row(group: &Group<'_>) -> String {
    let what = if gathering(group.rule) == Gathering::Shape {
        members(group)
    } else {
        gathered(group)
    };
    let accepted = group
        .accepted()
        .map(|reason| format!(" (accepted: {})", markdown_cell(reason)));
    let ids: Vec<String> = group
        .changes
        .iter()
        .take(NAMED + 1)
        .map(|change| format!("`{}`", change.fingerprint()))
        .collect();
    // More than that nobody copies from a comment.
    let ids = if ids.len() > NAMED {
        String::new()
    } else {
        ids.join(" ")
    };
    let id = format!("{} {ids}", group.rule.code);
    let id = id.trim_end();
    format!(
        "| {what} | {}{} | {} | {id} |\n",
        markdown_cell(group.rule.summary),
        accepted.unwrap_or_default(),
        markdown_cell(&reach(&group.operations())),
    )
}

fn members(group: &Group<'_>) -> String {
    let subject = |change: &&Change| {
        let (_, part) = parts(&change.subject);
        let detail = markdown_cell(&detail(change));
        format!("`{}`{detail}", code(part))
    };
    let subjects: Vec<String> = group.changes.iter().map(subject).collect();
    let subjects = subjects.join(", ");
    if group.parent.is_empty() {
        subjects
    } else {
        format!("`{}`: {subjects}", code(group.parent))
    }
}

fn gathered(group: &Group<'_>) -> String {
    let subjects = group.changes.iter().map(|change| code(&change.subject));
    let subjects: Vec<String> = subjects.map(|subject| format!("`{subject}`")).collect();
    let detail = group.first().map(|change| markdown_cell(&detail(change)));
    format!("{}{}", reach(&subjects), detail.unwrap_or_default())
}

/// A text between back-ticks in a table.
fn code(text: &str) -> String {
    printable(text).replace('`', "'").replace('|', "\\|")
}

/// How many changes of each level there are, and what that means for the next version.
pub(crate) fn summary(changes: &[Change]) -> String {
    let Some(level) = gravest(changes) else {
        return "the API did not change".to_owned();
    };
    let count = |level: Level| {
        let of_level = changes.iter().filter(|change| change.level == level);
        of_level.count()
    };
    let accepted = changes
        .iter()
        .filter(|change| change.accepted.is_some())
        .count();
    let accepted = match accepted {
        0 => String::new(),
        some => format!(", {some} of them accepted"),
    };
    format!(
        "changes of the API: {} breaking, {} of behaviour, {} compatible{accepted}; next version: {}",
        count(Level::Breaking),
        count(Level::Behaviour),
        count(Level::Compatible),
        next_version(level)
    )
}

fn sentence(changes: &[Change]) -> String {
    let summary = summary(changes);
    let mut letters = summary.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// The part of a version that has to rise, in the rules of Cargo.
pub(crate) fn next_version(level: Level) -> &'static str {
    match level {
        Level::Breaking => "major (minor below 1.0)",
        Level::Behaviour => "minor",
        Level::Compatible => "minor (patch below 1.0)",
    }
}

#[cfg(test)]
mod tests {
    use connector_update::change_rules::{self, Level};
    use connector_update::changes::Change;

    use super::{annotations, list, markdown, parts, summary};

    fn change(subject: &str, accepted: Option<&str>) -> Change {
        Change {
            rule: &change_rules::RESPONSE_MEMBER_REMOVED,
            level: Level::Breaking,
            subject: subject.to_owned(),
            message: String::new(),
            evidence: String::new(),
            operations: vec!["A".to_owned()],
            accepted: accepted.map(str::to_owned),
        }
    }

    #[test]
    fn a_shape_is_one_row_and_what_is_accepted_stands_alone() {
        let changes = [
            change("Voice.A", None),
            change("Voice.B", None),
            change("Voice.C", Some("not used")),
        ];
        let text = markdown(&changes);
        assert!(text.contains("| `Voice`: `A`, `B` |"), "{text}");
        assert!(text.contains("accepted: not used"), "{text}");
        assert_eq!(annotations(&changes, |_| true).len(), 2);
        assert_eq!(list(&changes).matches("a member of a response").count(), 1);
        assert!(summary(&changes).contains("3 breaking"));
        assert!(summary(&changes).contains("1 of them accepted"));
    }

    #[test]
    fn a_name_of_a_source_cannot_end_its_cell() {
        let text = markdown(&[change("a|b.`c`\n| x", None)]);
        assert_eq!(text.matches("\n| ").count(), 3, "{text}");
    }

    #[test]
    fn subjects_are_parted_where_the_member_begins() {
        assert_eq!(parts("Voice.Id"), ("Voice", "Id"));
        assert_eq!(parts("Voice.a\\.b"), ("Voice", "a\\.b"));
        assert_eq!(parts("Voice::id"), ("Voice", "id"));
        assert_eq!(parts("ListVoices"), ("", "ListVoices"));
    }
}
