//! The report of changes in each format: grouped by rule and by shape, so that a change of a shape that many
//! operations reach is read once.

mod groups;
mod table;

use std::fmt::Write as _;

use connector_update::change_rules::{ChangeRule, Level};
use connector_update::changes::{Change, gravest};
use serde_json::json;

use crate::commands::changes::groups::{Group, Style, groups};
pub(crate) use crate::commands::changes::table::markdown;
use crate::printer::printable;

/// Annotations of one kind that GitHub shows of a step.
const ANNOTATIONS: usize = 10;

/// Characters of an annotation's text.
const ANNOTATION: usize = 600;

const STYLE: Style = Style {
    name: plain,
    message: plain,
};

fn plain(text: &str) -> String {
    printable(text).into_owned()
}

/// The changes for people: each rule with its reason once, below it what it is about. Changes that break stand alone;
/// others that are read together are counted, unless each is asked for.
pub(crate) fn list(changes: &[Change], each: bool) -> String {
    let mut out = String::new();
    let mut last: Option<(&ChangeRule, Level)> = None;
    for group in groups(changes) {
        let (level, rule) = (group.level, group.rule);
        if last != Some((rule, level)) {
            let (code, word) = (rule.code, level.word());
            let _ = writeln!(out, "{word:10} {code}  {}: {}", rule.summary, rule.why);
            last = Some((rule, level));
        }
        let alone = each || level == Level::Breaking || group.changes.len() == 1;
        if alone {
            group
                .changes
                .iter()
                .for_each(|change| line(&mut out, change));
            continue;
        }
        let (count, text, reach) = (group.changes.len(), group.text(&STYLE), group.reach());
        let _ = writeln!(
            out,
            "  {count:4} changes  {text}; reaches {}",
            printable(&reach)
        );
    }
    out
}

fn line(out: &mut String, change: &Change) {
    let one = Group::of(change);
    let _ = writeln!(
        out,
        "  {}  {}; reaches {}",
        change.fingerprint(),
        one.text(&STYLE),
        printable(&one.reach())
    );
    if let Some(reason) = &change.accepted {
        let _ = writeln!(out, "                accepted: {}", printable(reason));
    }
}

/// The changes without those that are compatible, which are only counted.
pub(crate) fn short_list(changes: &[Change], each: bool) -> String {
    let grave = changes
        .iter()
        .filter(|change| change.level > Level::Compatible);
    let grave: Vec<Change> = grave.cloned().collect();
    list(&grave, each)
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

/// An annotation of GitHub Actions.
pub(crate) struct Annotation {
    /// `error`, `warning` or `notice`.
    pub(crate) kind: &'static str,
    pub(crate) title: String,
    pub(crate) text: String,
}

/// Annotations for what breaks or behaves differently, of each kind no more than GitHub shows, and one that counts all.
pub(crate) fn annotations(changes: &[Change], fails: impl Fn(&Change) -> bool) -> Vec<Annotation> {
    if changes.is_empty() {
        return Vec::new();
    }
    let groups = groups(changes);
    let of_kind = |group: &&Group<'_>| {
        let is_error = group.changes.iter().any(|change| fails(change));
        match group.level {
            _ if is_error => Some("error"),
            Level::Compatible => None,
            _ => Some("warning"),
        }
    };
    let mut out = Vec::new();
    for kind in ["error", "warning"] {
        let of_this = groups.iter().filter(|group| of_kind(group) == Some(kind));
        let of_this: Vec<&Group<'_>> = of_this.collect();
        let most = match of_this.len() {
            all if all <= ANNOTATIONS => all,
            _ => ANNOTATIONS - 1,
        };
        out.extend(of_this[..most].iter().map(|group| annotation(kind, group)));
        let more: usize = of_this[most..]
            .iter()
            .map(|group| group.changes.len())
            .sum();
        if more > 0 {
            let text = format!("{more} more; `--output-format markdown` lists them");
            let title = "changes of the API".to_owned();
            out.push(Annotation { kind, title, text });
        }
    }
    out.push(Annotation {
        kind: "notice",
        title: "changes of the API".to_owned(),
        text: summary(changes),
    });
    out
}

fn annotation(kind: &'static str, group: &Group<'_>) -> Annotation {
    let (rule, text, reach) = (group.rule, group.text(&STYLE), plain(&group.reach()));
    let said = format!(
        "{}: {text}; reaches {reach}\nwhy: {}",
        rule.summary, rule.why
    );
    let text = match said.char_indices().nth(ANNOTATION) {
        Some((at, _)) => format!("{}…", &said[..at]),
        None => said,
    };
    Annotation {
        kind,
        title: format!("{} {}", rule.code, group.level.word()),
        text,
    }
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

    use super::{annotations, list, markdown, summary};

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
        assert_eq!(annotations(&changes, |_| true).len(), 3);
        let text = list(&changes, false);
        assert_eq!(text.matches("a member of a response").count(), 1, "{text}");
        assert!(summary(&changes).contains("3 breaking"));
        assert!(summary(&changes).contains("1 of them accepted"));
    }

    #[test]
    fn a_name_of_a_source_cannot_end_its_cell() {
        let text = markdown(&[change("a|b.`c`\n| x", None)]);
        assert_eq!(text.matches("\n| ").count(), 3, "{text}");
    }

    /// What a source may call things to leave its place in the report.
    const HOSTILE: &str = "a`|@team\n::error::x</details>\u{202e}<!-- \\| #1";

    #[test]
    fn names_of_a_source_stay_in_their_place_in_every_format() {
        let mut hostile = change(&format!("{HOSTILE}.{HOSTILE}"), None);
        hostile.message = format!("`{HOSTILE}` became {HOSTILE}");
        hostile.operations = vec![HOSTILE.to_owned()];
        let mut compatible = hostile.clone();
        compatible.level = Level::Compatible;
        let mut accepted = hostile.clone();
        accepted.accepted = Some(HOSTILE.to_owned());
        let changes = [hostile, accepted, compatible];
        let table = markdown(&changes);
        let rows: Vec<&str> = table
            .lines()
            .filter(|line| line.contains("CH0021 `"))
            .collect();
        assert_eq!(rows.len(), 3, "{table}");
        for row in rows {
            let bars = row.replace("\\|", "").matches('|').count();
            let unmarked = row.replace("\\`", "");
            let prose: String = unmarked.split('`').step_by(2).collect();
            assert_eq!(bars, 5, "{row}");
            assert!(!prose.contains("@team") && !prose.contains('<'), "{row}");
            assert!(!row.contains('\u{202e}'), "{row}");
        }
        let text = list(&changes, true);
        assert!(!text.contains('\u{202e}'), "{text}");
        assert!(
            text.lines()
                .all(|line| !line.trim_start().starts_with("::"))
        );
        for found in annotations(&changes, |_| true) {
            let hidden = found.text.contains('\u{202e}');
            assert!(!hidden && found.text.lines().count() <= 2, "{}", found.text);
        }
    }

    #[test]
    fn no_more_is_said_than_a_reader_or_a_site_takes() {
        let numbered = |number: usize| {
            let mut one = change(&format!("Shape{number}.{}", "x".repeat(number % 300)), None);
            one.level = [Level::Breaking, Level::Behaviour][number % 2];
            one
        };
        let mut changes: Vec<Change> = (0..20_000).map(numbered).collect();
        changes.sort_by_key(|change| std::cmp::Reverse(change.level));
        let table = markdown(&changes);
        assert!(table.len() < 60_000, "{}", table.len());
        assert!(table.contains("more rows; `--output-format json`"));
        let found = annotations(&changes, |change| change.level == Level::Breaking);
        for kind in ["error", "warning", "notice"] {
            let of_kind = found.iter().filter(|one| one.kind == kind).count();
            assert!((1..=10).contains(&of_kind), "{kind}: {of_kind}");
        }
        let last = found.iter().rfind(|one| one.kind == "error");
        assert!(last.is_some_and(|one| one.text.starts_with("9991 more")));
    }
}
