//! Findings as Markdown, for a comment on a pull request.

use std::fmt::Write as _;

use connector_model::diagnostic::Diagnostic;

use crate::printer::excerpt::{Texts, printable};

/// Characters that a comment may have, with room for what is written around it.
const LIMIT: usize = 60_000;

/// What the command reports, then its findings as a table.
pub(crate) fn report(findings: &[Diagnostic], texts: &Texts, report: &str) -> String {
    let mut out = report.to_owned();
    if !findings.is_empty() {
        out.push_str("\n| severity | code | place | finding |\n| --- | --- | --- | --- |\n");
    }
    for (at, finding) in findings.iter().enumerate() {
        let place = finding
            .place
            .as_ref()
            .and_then(|place| texts.describe(place));
        let help = finding.help.as_deref().map(|help| format!("; {help}"));
        let row = format!(
            "| {} | {} | {} | {}{} |\n",
            finding.rule.severity,
            finding.rule.code,
            cell(&place.unwrap_or_default()),
            cell(&finding.message),
            cell(&help.unwrap_or_default())
        );
        if out.len() + row.len() > LIMIT {
            let _ = writeln!(out, "\n{} more findings", findings.len() - at);
            break;
        }
        out.push_str(&row);
    }
    out
}

/// A text as a block of code that it cannot end, cut where a comment would be too long.
pub(crate) fn fenced(text: &str, language: &str) -> String {
    let mut shown = String::new();
    let mut left_out = 0_usize;
    for line in text.lines() {
        if left_out > 0 || shown.len() + line.len() > LIMIT * 2 / 3 {
            left_out += 1;
            continue;
        }
        shown.push_str(&printable(line));
        shown.push('\n');
    }
    let longest = shown
        .split(|letter| letter != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let mut out = format!("{fence}{language}\n{shown}{fence}\n");
    if left_out > 0 {
        let _ = writeln!(out, "\n{left_out} more lines");
    }
    out
}

/// A text as a table cell: no line break, no bar, no markup. What stands in back-ticks stays code.
pub(crate) fn cell(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in printable(text).split('`').enumerate() {
        let is_code = at % 2 == 1;
        if at > 0 {
            out.push('`');
        }
        for letter in part.chars() {
            match letter {
                '|' => out.push_str("\\|"),
                '<' | '>' | '*' | '_' | '[' | ']' | '#' | '\\' | '@' if !is_code => {
                    out.push('\\');
                    out.push(letter);
                }
                _ => out.push(letter),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{LIMIT, cell, fenced};

    #[test]
    fn a_block_of_code_ends_where_it_is_to_end() {
        assert_eq!(fenced("a\n", "diff"), "```diff\na\n```\n");
        assert_eq!(fenced("````\nx", ""), "`````\n````\nx\n`````\n");
        let long = fenced(&"line\n".repeat(LIMIT), "");
        assert!(
            long.len() < LIMIT && long.ends_with(" more lines\n"),
            "{}",
            long.len()
        );
    }

    #[test]
    fn a_cell_stays_one_cell_whatever_the_text() {
        assert_eq!(
            cell("a|b `c|d` <script>\n*x*"),
            "a\\|b `c\\|d` \\<script\\>␊\\*x\\*"
        );
    }
}
