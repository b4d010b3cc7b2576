//! Findings as annotations of GitHub Actions: one workflow command per finding.

use std::fmt::Write as _;

use connector_model::diagnostic::{Diagnostic, Severity};

use crate::printer::excerpt::{Texts, printable};

/// A line per finding.
pub(crate) fn annotations(findings: &[Diagnostic], texts: &Texts) -> String {
    let mut out = String::new();
    for finding in findings {
        let kind = match finding.rule.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut properties = Vec::new();
        if let Some(place) = &finding.place {
            if let Some(source) = texts.source(place) {
                properties.push(format!("file={}", property(&source.name)));
            }
            if let Some((line, column)) = texts.position(place) {
                properties.push(format!("line={line},col={column}"));
            }
        }
        properties.push(format!("title={}", property(finding.rule.code)));
        let help = finding
            .help
            .as_deref()
            .map(|help| format!("\nhelp: {help}"));
        let message = message(&format!("{}{}", finding.message, help.unwrap_or_default()));
        let _ = writeln!(out, "::{kind} {}::{message}", properties.join(","));
    }
    out
}

/// A line that is not of a finding.
pub(crate) fn command(kind: &str, file: Option<&str>, title: &str, text: &str) -> String {
    let place = file.map(|name| format!("file={},line=1,", property(name)));
    let (place, title) = (place.unwrap_or_default(), property(title));
    format!("::{kind} {place}title={title}::{}\n", message(text))
}

/// A message; what would end the command or begin another one is escaped.
fn message(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| printable(line).into_owned())
        .collect();
    lines
        .join("\n")
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A value in front of the message, where colons and commas mean something.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{command, message, property};

    #[test]
    fn names_cannot_begin_a_command_of_their_own() {
        assert_eq!(message("100%\n::error::x"), "100%25%0A::error::x");
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
        assert!(!message("\u{1b}[31m").contains('\u{1b}'));
    }

    #[test]
    fn an_annotation_stands_at_a_file() {
        let line = command(
            "error",
            Some("a,b/connector.toml"),
            "CH0001",
            "x\n::error::y",
        );
        let expected = "::error file=a%2Cb/connector.toml,line=1,title=CH0001::x%0A::error::y\n";
        assert_eq!(line, expected);
    }
}
