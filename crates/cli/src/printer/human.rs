//! Findings for people, in the form of rustc.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use connector_model::diagnostic::{Diagnostic, Place, Severity};

use crate::printer::excerpt::{Excerpt, Texts, excerpt, printable};

/// Spans of more bytes are named, not shown.
const LONGEST_SHOWN_SPAN: usize = 200;

/// A finding with its excerpt, further places and help.
pub(crate) fn finding(finding: &Diagnostic, texts: &Texts) -> String {
    let mut report = Vec::new();
    let title = level(finding.rule.severity)
        .primary_title(printable(&finding.message).into_owned())
        .id(finding.rule.code);
    let mut group = Group::with_title(title).elements(place(texts, finding.place.as_ref()));
    let mut further = Vec::new();
    for note in &finding.notes {
        let elements = place(texts, note.place.as_ref());
        if elements.is_empty() {
            group = group.element(Level::NOTE.message(printable(&note.message).into_owned()));
        } else {
            let title = Level::NOTE.secondary_title(printable(&note.message).into_owned());
            further.push(Group::with_title(title).elements(elements));
        }
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(printable(help).into_owned()));
    }
    report.push(group);
    report.append(&mut further);
    let text = Renderer::styled()
        .decor_style(DecorStyle::Ascii)
        .render(&report);
    // The renderer takes place and excerpt for two places and parts them by a line of colons.
    let is_parting = |line: &&str| anstream::adapter::strip_str(line).to_string().trim() == ":::";
    let lines: Vec<&str> = text.lines().filter(|line| !is_parting(line)).collect();
    lines.join("\n")
}

/// A finding on one line, without colour.
pub(crate) fn line(finding: &Diagnostic, texts: &Texts) -> String {
    let place = finding
        .place
        .as_ref()
        .and_then(|place| texts.describe(place));
    let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
    let help = finding
        .help
        .as_ref()
        .map(|help| format!("; help: {}", printable(help)));
    format!(
        "{place}{}[{}]: {}{}",
        finding.rule.severity,
        finding.rule.code,
        printable(&finding.message),
        help.unwrap_or_default()
    )
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// Where something is, and the excerpt if the place has one.
fn place(texts: &Texts, place: Option<&Place>) -> Vec<Element<'static>> {
    let Some(place) = place else {
        return Vec::new();
    };
    let Some(described) = texts.describe(place) else {
        return Vec::new();
    };
    let mut elements = vec![Element::from(Origin::path(described))];
    // A body inside of a collection is one string of thousands of characters: a line of carets under
    // escapes says less than the pointer does.
    let is_whole_body = place
        .span
        .as_ref()
        .is_some_and(|span| span.len() > LONGEST_SHOWN_SPAN);
    if let Some(Excerpt { text, span, line }) = excerpt(texts, place)
        && !text.trim().is_empty()
        && !is_whole_body
    {
        let caret = AnnotationKind::Primary.span(span);
        elements.push(
            Snippet::source(text)
                .line_start(line)
                .annotation(caret)
                .into(),
        );
    }
    elements
}
