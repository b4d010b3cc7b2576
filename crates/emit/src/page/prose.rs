//! Prose of sources and of the recipe as blocks of the page.
//!
//! A source's documentation keeps paragraphs, items and code. The recipe is the user's own text: links
//! and bold words are theirs too.

use serde::Serialize;

use super::line::Line;
use crate::text::{Block, Doc, Inline, MdCodeBlock};

/// A block of prose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct BlockView {
    /// Whether it is an item of a list.
    is_item: bool,
    /// Whether it is an item behind another one, without an empty line between them.
    follows_item: bool,
    /// Its words; `None` for code.
    line: Option<Line>,
    /// Its code.
    code: Option<MdCodeBlock>,
}

/// Whose words they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Author {
    Recipe,
    Source,
}

/// What the recipe says; `None` if it says nothing.
pub(super) fn from_recipe(text: Option<&String>) -> Option<Vec<BlockView>> {
    text.and_then(|text| blocks(text, Author::Recipe))
}

/// What a source says; `None` if it says nothing.
pub(super) fn from_source(text: Option<&String>) -> Option<Vec<BlockView>> {
    text.and_then(|text| blocks(text, Author::Source))
}

/// What the recipe says, as one line.
pub(super) fn line_of_recipe(text: Option<&String>) -> Option<Line> {
    text.and_then(|text| one_line(text, Author::Recipe))
}

/// What a source says, as one line of whole sentences.
pub(super) fn line_of_source(text: Option<&String>) -> Option<Line> {
    text.and_then(|text| one_line(text, Author::Source))
        .map(Line::ended)
}

/// First sentence of what a source says, without markup, for the front matter.
pub(super) fn first_sentence(text: &str) -> Option<String> {
    let doc = Doc::parse(text);
    let parts = doc.0.iter().find_map(|block| match block {
        Block::Paragraph(parts) => Some(parts),
        _ => None,
    })?;
    let plain: String = parts
        .iter()
        .map(|part| match part {
            Inline::Code(text) | Inline::Text(text) => text.as_str(),
        })
        .collect();
    let plain = plain.trim();
    let end = plain.find(". ").map_or(plain.len(), |at| at + 1);
    let sentence = plain[..end].trim_end();
    if sentence.is_empty() {
        return None;
    }
    let stop = if sentence.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    Some(format!("{sentence}{stop}"))
}

fn blocks(text: &str, author: Author) -> Option<Vec<BlockView>> {
    let mut views: Vec<BlockView> = Vec::new();
    for block in Doc::parse(text).0 {
        let is_item = matches!(block, Block::Item(_));
        let (line, code) = match block {
            Block::Item(parts) | Block::Paragraph(parts) => (Some(words(&parts, author)), None),
            Block::Code(lines) => (
                None,
                Some(MdCodeBlock::new("text", &without_capitals(&lines))),
            ),
        };
        if line.as_ref().is_some_and(Line::is_empty) {
            continue;
        }
        views.push(BlockView {
            is_item,
            follows_item: is_item && views.last().is_some_and(|last| last.is_item),
            line,
            code,
        });
    }
    (!views.is_empty()).then_some(views)
}

/// Lines of code, with a space where they would look like a placeholder of the template.
fn without_capitals(lines: &[String]) -> String {
    let mut code = lines.join("\n");
    while let Some(found) = super::line::placeholder(&code) {
        let spaced = found.replacen('{', "{ ", 1);
        code = code.replace(found, &spaced);
    }
    code
}

fn one_line(text: &str, author: Author) -> Option<Line> {
    let mut all: Option<Line> = None;
    for block in Doc::parse(text).0 {
        let line = match block {
            Block::Item(parts) | Block::Paragraph(parts) => words(&parts, author),
            Block::Code(lines) => Line::name(&lines.join(" ")),
        };
        all = Some(match all {
            Some(before) => before.ended().and(&line),
            None => line,
        });
    }
    all.filter(|line| !line.is_empty())
}

fn words(parts: &[Inline], author: Author) -> Line {
    parts.iter().fold(Line::new(), |line, part| match part {
        Inline::Code(code) => line.code(code),
        Inline::Text(text) => marked(line, text, author),
    })
}

/// Adds words in which links and, in the recipe, bold words are marked as in Markdown.
fn marked(words: Line, text: &str, author: Author) -> Line {
    let mut line = words;
    let mut rest = text;
    loop {
        let linked = rest.find('[').and_then(|start| link_at(rest, start));
        let bold = match author {
            Author::Recipe => rest.find("**").and_then(|start| bold_at(rest, start)),
            Author::Source => None,
        };
        match (linked, bold) {
            (Some(mark), bold) if bold.as_ref().is_none_or(|bold| mark.start < bold.start) => {
                line = line.text(&rest[..mark.start]);
                line = match author {
                    Author::Recipe => line.link(mark.text, mark.address),
                    // A page links where its template and its user say, not where a source does.
                    Author::Source => line.text(mark.text),
                };
                rest = &rest[mark.end..];
            }
            (_, Some(bold)) => {
                line = line.text(&rest[..bold.start]).bold(bold.text);
                rest = &rest[bold.end..];
            }
            _ => return line.text(rest),
        }
    }
}

struct Mark<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    address: &'a str,
}

/// The first link at or behind a bracket: each further bracket is tried once.
fn link_at(text: &str, from: usize) -> Option<Mark<'_>> {
    let middle = from + text[from..].find("](")?;
    let start = text[..middle].rfind('[')?;
    let end = middle + text[middle..].find(')')?;
    Some(Mark {
        start,
        end: end + 1,
        text: &text[start + 1..middle],
        address: &text[middle + 2..end],
    })
}

fn bold_at(text: &str, start: usize) -> Option<Mark<'_>> {
    let length = text[start + 2..].find("**").filter(|length| *length > 0)?;
    let end = start + 2 + length;
    Some(Mark {
        start,
        end: end + 2,
        text: &text[start + 2..end],
        address: "",
    })
}

#[cfg(test)]
mod tests {
    use super::{first_sentence, from_recipe, line_of_recipe, line_of_source};

    fn recipe(text: &str) -> String {
        line_of_recipe(Some(&text.to_owned())).map_or(String::new(), |line| line.to_string())
    }

    fn source(text: &str) -> String {
        line_of_source(Some(&text.to_owned())).map_or(String::new(), |line| line.to_string())
    }

    #[test]
    fn links_are_the_users_alone() {
        for (text, by_recipe, by_source) in [
            ("a [b](https://c.d) e", "a [b](https://c.d) e", "a b e."),
            ("[b](javascript:c)", "b", "b."),
            ("a **b** c", "a **b** c", "a \\*\\*b\\*\\* c."),
            ("**[b](#c)**", "**\\[b\\](#c)**", "\\*\\*b\\*\\*."),
            ("a [b c", "a \\[b c", "a \\[b c."),
            ("a `b` c", "a `b` c", "a `b` c."),
            ("<p>One.</p><p>Two</p>", "One. Two", "One. Two."),
            ("", "", ""),
        ] {
            assert_eq!(recipe(text), by_recipe, "{text}");
            assert_eq!(source(text), by_source, "{text}");
        }
    }

    #[test]
    fn lists_stay_together() {
        let blocks = from_recipe(Some(&"Uses:\n\n* a\n* b\n\nEnd".to_owned())).expect("blocks");
        let follows: Vec<bool> = blocks.iter().map(|block| block.follows_item).collect();
        assert_eq!(follows, [false, false, true, false]);
    }

    #[test]
    fn the_front_matter_has_one_sentence() {
        let first = |text: &str| first_sentence(text);
        assert_eq!(
            first("<p>It talks. A lot.</p>").as_deref(),
            Some("It talks.")
        );
        assert_eq!(first("It `talks`").as_deref(), Some("It talks."));
        assert_eq!(first(" "), None);
    }
}
