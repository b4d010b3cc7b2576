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

/// A text as a table cell: no line break, no bar, no markup, nobody mentioned, no link. What stands in back-ticks stays
/// code; a back-tick that nothing closes is no mark.
pub(crate) fn cell(text: &str) -> String {
    let text = printable(text);
    let mut out = String::new();
    let mut rest: &str = &text;
    while let Some(at) = rest.find('`') {
        out.push_str(&prose(&rest[..at]));
        rest = &rest[at..];
        let marks = run(rest);
        let inside = &rest[marks..];
        let Some(end) = closing(inside, marks) else {
            out.push_str(&"\\`".repeat(marks));
            rest = inside;
            continue;
        };
        out.push_str(&rest[..marks]);
        out.push_str(&bars(&inside[..end]));
        out.push_str(&rest[..marks]);
        rest = &inside[end + marks..];
    }
    out.push_str(&prose(rest));
    out
}

/// A name as code in a table cell, which nothing in it can end.
pub(crate) fn code(text: &str) -> String {
    let text = printable(text).replace('`', "'");
    // Code that is nothing would be two marks.
    if text.trim().is_empty() {
        return "` `".to_owned();
    }
    format!("`{}`", bars(&text))
}

/// How many back-ticks a text begins with.
fn run(text: &str) -> usize {
    text.len() - text.trim_start_matches('`').len()
}

/// Where code that begins with so many back-ticks ends: before the next run of as many.
fn closing(text: &str, marks: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(next) = text[at..].find('`') {
        at += next;
        let found = run(&text[at..]);
        if found == marks {
            return Some(at);
        }
        at += found;
    }
    None
}

/// Code between bars. A bar behind a backslash cannot be escaped by another one.
fn bars(code: &str) -> String {
    code.replace("\\|", "\\¦").replace('|', "\\|")
}

/// Text without effect. A backslash keeps the site from no mention and no link, as it looks for them afterwards.
fn prose(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' | '#' => {
                out.push(letter);
                out.push_str("&#8203;");
            }
            '|' | '*' | '_' | '[' | ']' | '\\' | '~' => {
                out.push('\\');
                out.push(letter);
            }
            _ => out.push(letter),
        }
    }
    out.replace("://", ":&#8203;//")
        .replace("www.", "www&#8203;.")
}

#[cfg(test)]
mod tests {
    use super::{LIMIT, cell, code, fenced};

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
        let cases = [
            (
                "a|b `c|d` <script>\n*x*",
                "a\\|b `c\\|d` &lt;script&gt;␊\\*x\\*",
            ),
            // A mark that nothing closes begins no code, in which the rest would not be escaped.
            ("`</details>", "\\`&lt;/details&gt;"),
            ("``a`<b>", "\\`\\`a\\`&lt;b&gt;"),
            ("`a``<b>` <c>", "`a``<b>` &lt;c&gt;"),
            ("`a\\|b`", "`a\\¦b`"),
            ("a\\|b", "a\\\\\\|b"),
            (
                "@octocat #1 &#64;octocat",
                "@&#8203;octocat #&#8203;1 &amp;#&#8203;64;octocat",
            ),
            ("https://example.com", "https:&#8203;//example.com"),
            ("a\u{202e}b", "a\u{fffd}b"),
        ];
        for (text, expected) in cases {
            assert_eq!(cell(text), expected, "{text}");
        }
    }

    #[test]
    fn a_name_cannot_end_its_code() {
        assert_eq!(code("a`</details>`b"), "`a'</details>'b`");
        assert_eq!(code("a\\|b|c"), "`a\\¦b\\|c`");
        assert_eq!(code("a\nb"), "`a␊b`");
        assert_eq!(code(""), "` `");
    }
}
