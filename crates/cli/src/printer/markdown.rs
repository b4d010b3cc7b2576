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
    use super::cell;

    #[test]
    fn a_cell_stays_one_cell_whatever_the_text() {
        assert_eq!(
            cell("a|b `c|d` <script>\n*x*"),
            "a\\|b `c\\|d` \\<script\\>␊\\*x\\*"
        );
    }
}
