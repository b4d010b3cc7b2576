//! The report for a pull request: what matters as tables, the rest folded.

use std::fmt::Write as _;

use connector_update::change_rules::{ChangeRule, Level};
use connector_update::changes::Change;

use super::groups::{Group, Style, groups};
use super::sentence;
use crate::printer::{markdown_cell, markdown_code};

/// Characters of the tables in a comment on a pull request, which may have 65 536 in all.
const LIMIT: usize = 50_000;

/// Rows of behaviour that are read; more are folded.
const READ: usize = 15;

/// Digits of changes that stand in a row; more nobody copies from a comment.
const IDS: usize = 5;

const STYLE: Style = Style {
    name: markdown_code,
    message: markdown_cell,
};

/// The report as Markdown.
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
        let shown = match level {
            Level::Breaking => of_level.len(),
            Level::Behaviour => READ.min(of_level.len()),
            Level::Compatible => 0,
        };
        let (shown, folded) = of_level.split_at(shown);
        if !shown.is_empty() {
            let _ = write!(out, "\n### {} ({count})\n", title(level));
            table(&mut out, shown);
        }
        if !folded.is_empty() {
            let title = match shown.len() {
                0 => format!("{} ({count})", title(level)),
                _ => format!("{} more rows", folded.len()),
            };
            let _ = write!(out, "\n<details><summary>{title}</summary>\n");
            table(&mut out, folded);
            out.push_str("\n</details>\n");
        }
    }
    out
}

fn title(level: Level) -> &'static str {
    match level {
        Level::Breaking => "Breaking: code has to change",
        Level::Behaviour => "Behaviour: code compiles, look whether it still does what is meant",
        Level::Compatible => "Compatible: nothing to do",
    }
}

fn table(out: &mut String, groups: &[&Group<'_>]) {
    out.push_str("\n| what | change | operations | id |\n| --- | --- | --- | --- |\n");
    let mut left_out = 0_usize;
    for group in groups {
        let row = row(group);
        if out.len() + row.len() > LIMIT {
            left_out += 1;
        } else {
            out.push_str(&row);
        }
    }
    if left_out > 0 {
        let noun = if left_out == 1 { "row" } else { "rows" };
        let _ = writeln!(
            out,
            "\n{left_out} more {noun}; `--output-format json` has all of them"
        );
    }
    let mut rules: Vec<&ChangeRule> = groups.iter().map(|group| group.rule).collect();
    rules.dedup();
    out.push('\n');
    for rule in rules {
        let _ = writeln!(out, "* {}: {}", rule.code, markdown_cell(rule.why));
    }
}

fn row(group: &Group<'_>) -> String {
    let accepted = group
        .accepted()
        .map(|reason| format!(" (accepted: {})", markdown_cell(reason)));
    let mut id = group.rule.code.to_owned();
    if group.changes.len() <= IDS {
        for change in &group.changes {
            let _ = write!(id, " `{}`", change.fingerprint());
        }
    }
    format!(
        "| {} | {}{} | {} | {id} |\n",
        group.text(&STYLE),
        markdown_cell(group.rule.summary),
        accepted.unwrap_or_default(),
        markdown_cell(&group.reach()),
    )
}
