//! The part of a source that a finding is about: its line and column, and an excerpt that is safe to print.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::normalize_untrusted_str;
use connector_ingest::json::text_of;
use connector_model::diagnostic::Place;
use connector_model::visible::is_invisible;

use crate::connector::RECIPE_SOURCE;
use crate::printer::mask::masked;
use crate::sources::Source;

/// Bytes before and behind the place that an excerpt shows of a long line.
const BEFORE: usize = 60;
const BEHIND: usize = 100;

/// Bytes in front of an excerpt that are searched for the name of a secret.
const MASK_CONTEXT: usize = 2048;

/// What the places of findings refer to.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// The sources, in the order of their indices.
    pub(crate) sources: Vec<Source>,
    /// The recipe.
    pub(crate) recipe: Option<Source>,
}

impl Texts {
    /// The source of a place.
    pub(crate) fn source(&self, place: &Place) -> Option<&Source> {
        if place.source == RECIPE_SOURCE {
            return self.recipe.as_ref();
        }
        self.sources.get(place.source)
    }

    /// The text that the spans of a place count in: the source, unless that is UTF-16 or UTF-32.
    fn text(&self, place: &Place) -> Option<Cow<'_, [u8]>> {
        let bytes = &self.source(place)?.bytes;
        let is_wide = bytes
            .iter()
            .take(4)
            .any(|byte| matches!(byte, 0 | 0xFE | 0xFF));
        if !is_wide {
            return Some(Cow::Borrowed(bytes));
        }
        Some(Cow::Owned(text_of(bytes).into_owned().into_bytes()))
    }

    /// Line and column of a place, both from 1, the column in characters.
    pub(crate) fn position(&self, place: &Place) -> Option<(usize, usize)> {
        let bytes = self.text(place)?;
        let start = place.span.as_ref()?.start.min(bytes.len());
        let before = &bytes[..start];
        let line = before.split(|byte| *byte == b'\n').count();
        let line_start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let mark = if line_start == 0 && bytes.starts_with(b"\xEF\xBB\xBF") {
            3
        } else {
            0
        };
        let column =
            String::from_utf8_lossy(bytes.get(line_start + mark..start).unwrap_or_default());
        Some((line, column.chars().count() + 1))
    }

    /// Where a place is, as `name:line:column (pointer)`; safe to print.
    pub(crate) fn describe(&self, place: &Place) -> Option<String> {
        let mut text = printable(&self.source(place)?.name).into_owned();
        if let Some((line, column)) = self.position(place) {
            text.push_str(&format_args!(":{line}:{column}").to_string());
        }
        if !place.pointer.is_empty() {
            text.push_str(
                &format_args!(" ({})", shortened(&printable(&place.pointer))).to_string(),
            );
        }
        Some(text)
    }
}

/// A line of a source, cut around a span, with control characters made visible and secrets masked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// The text of the line.
    pub(crate) text: String,
    /// The span in it.
    pub(crate) span: Range<usize>,
    /// Its number in the source, from 1.
    pub(crate) line: usize,
}

/// The excerpt of a place; `None` where the place has no span or its source is not there.
pub(crate) fn excerpt(texts: &Texts, place: &Place) -> Option<Excerpt> {
    let bytes = texts.text(place)?;
    let (line, _) = texts.position(place)?;
    let start = place.span.as_ref()?.start.min(bytes.len());
    let line_start = bytes[..start]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let line_end = bytes[start..]
        .iter()
        .position(|byte| matches!(byte, b'\n' | b'\r'))
        .map_or(bytes.len(), |at| start + at);
    let end = place
        .span
        .as_ref()?
        .end
        .clamp(start, line_end)
        .min(start + BEHIND);
    let begin = if start - line_start > BEFORE {
        boundary(&bytes, start - BEFORE)
    } else {
        line_start
    };
    let stop = if line_end - start > BEHIND {
        boundary(&bytes, start + BEHIND)
    } else {
        line_end
    };
    // The mask looks further back than the excerpt, because what names a secret stands in front of it.
    let context = line_start.max(begin.saturating_sub(MASK_CONTEXT));
    let shown = masked(&bytes[context..stop]);
    let part = |range: Range<usize>| {
        let part = &shown[range.start - context..range.end - context];
        printable(&String::from_utf8_lossy(part)).into_owned()
    };
    let mut text = String::from(if begin > line_start { "…" } else { "" });
    text.push_str(&part(begin..start));
    let from = text.len();
    text.push_str(&part(start..end));
    let to = text.len();
    text.push_str(&part(end..stop));
    text.push_str(if stop < line_end { "…" } else { "" });
    Some(Excerpt {
        text,
        span: from..to,
        line,
    })
}

/// The next place at or behind an index where a character begins.
fn boundary(bytes: &[u8], at: usize) -> usize {
    (at..bytes.len())
        .find(|at| bytes[*at] & 0xC0 != 0x80)
        .unwrap_or(bytes.len())
}

/// A text with control characters made visible.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (b' '..0x7F).contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let known = normalize_untrusted_str(text).replace('\n', "␊");
    // What the library lets through: C1 controls, which some terminals obey, and other invisible ones.
    Cow::Owned(known.replace(is_invisible, "\u{fffd}"))
}

/// The first 80 characters of a text.
pub(crate) fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(80) {
        Some((at, _)) => Cow::Owned(format!("{}…", &text[..at])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use connector_model::diagnostic::Place;

    use super::{Excerpt, Texts, excerpt};
    use crate::sources::Source;

    fn texts(bytes: &[u8]) -> Texts {
        let source = Source {
            name: "a.json".into(),
            bytes: bytes.into(),
            given: 0,
        };
        Texts {
            sources: vec![source],
            recipe: None,
        }
    }

    fn place(span: std::ops::Range<usize>) -> Place {
        Place {
            source: 0,
            span: Some(span),
            pointer: "/a".into(),
        }
    }

    #[test]
    fn an_excerpt_is_the_line_of_the_place() {
        let texts = texts(b"{\r\n  \"a\": 01\r\n}");
        let shown = excerpt(&texts, &place(10..12));
        assert_eq!(
            shown,
            Some(Excerpt {
                text: "  \"a\": 01".into(),
                span: 7..9,
                line: 2
            })
        );
        assert_eq!(
            texts.describe(&place(10..12)).as_deref(),
            Some("a.json:2:8 (/a)")
        );
    }

    #[test]
    fn excerpts_survive_every_place_in_every_text() {
        for bytes in [
            &b""[..],
            b"\n",
            "ä\u{202e}\n\u{1b}[31m".as_bytes(),
            b"\xff\xfe\n\x80",
        ] {
            let texts = texts(bytes);
            for start in 0..bytes.len() + 2 {
                for end in 0..bytes.len() + 2 {
                    let shown = excerpt(&texts, &place(start..end)).expect("there is a source");
                    assert!(
                        shown.text.get(shown.span.clone()).is_some(),
                        "{start}..{end}"
                    );
                    assert!(
                        !shown.text.contains(['\u{1b}', '\u{202e}', '\n']),
                        "{}",
                        shown.text
                    );
                }
            }
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let line = format!("[{}x{}]", "1, ".repeat(1000), ", 2".repeat(1000));
        let shown =
            excerpt(&texts(line.as_bytes()), &place(3001..3002)).expect("there is a source");
        assert!(
            shown.text.starts_with('…') && shown.text.ends_with('…'),
            "{}",
            shown.text
        );
        assert!(shown.text.chars().count() < 200);
        assert_eq!(&shown.text[shown.span], "x");
    }

    #[test]
    fn an_excerpt_does_not_show_secrets() {
        let line = br#"{"password": "hunter2", "key": 1e}"#;
        let shown = excerpt(&texts(line), &place(31..33)).expect("there is a source");
        assert!(!shown.text.contains("hunter2"), "{}", shown.text);
    }
}
