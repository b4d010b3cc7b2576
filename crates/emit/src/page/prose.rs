//! Prose of sources and of the recipe as blocks of the page.
//!
//! A source's documentation keeps paragraphs, items and code. The recipe is the user's own text: links
//! and bold words are theirs too.

use connector_model::documentation::{Documentation, Item, Mark};
use serde::Serialize;

use super::line::Line;
use crate::text::{Block, Inline, MdCodeBlock};

/// A block of prose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct BlockView {
    /// Whether it is an item of a list.
    is_item: bool,
    /// Number in front of the item; a bullet without it.
    number: Option<u32>,
    /// One for each list around it.
    indent: Vec<()>,
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
    text.and_then(|text| blocks(&Documentation::plain(text)?, Author::Recipe))
}

/// What a source says; `None` if it says nothing.
pub(super) fn from_source(said: Option<&Documentation>) -> Option<Vec<BlockView>> {
    said.and_then(|said| blocks(said, Author::Source))
}

/// What the recipe says, as one line.
pub(super) fn line_of_recipe(text: Option<&String>) -> Option<Line> {
    text.and_then(|text| one_line(&Documentation::plain(text)?, Author::Recipe))
}

/// What a source says, as one line of whole sentences.
pub(super) fn line_of_source(said: Option<&Documentation>) -> Option<Line> {
    said.and_then(|said| one_line(said, Author::Source))
        .map(Line::ended)
}

fn blocks(said: &Documentation, author: Author) -> Option<Vec<BlockView>> {
    let mut views: Vec<BlockView> = Vec::new();
    for block in said.blocks() {
        let view = match block {
            Block::Item(item) => item_view(item, author, views.last()),
            Block::Paragraph(parts) => BlockView::of_words(words(parts, author)),
            Block::Code(lines) => BlockView {
                code: Some(MdCodeBlock::new("text", &without_capitals(lines))),
                line: None,
                ..BlockView::of_words(Line::new())
            },
        };
        if !view.line.as_ref().is_some_and(Line::is_empty) {
            views.push(view);
        }
    }
    (!views.is_empty()).then_some(views)
}

impl BlockView {
    fn of_words(line: Line) -> Self {
        Self {
            is_item: false,
            number: None,
            indent: Vec::new(),
            follows_item: false,
            line: Some(line),
            code: None,
        }
    }
}

fn item_view(item: &Item, author: Author, before: Option<&BlockView>) -> BlockView {
    let is_item = item.mark != Mark::None;
    let number = match item.mark {
        Mark::Number(number) => Some(number),
        Mark::Bullet | Mark::None => None,
    };
    let depth = item.depth + usize::from(!is_item);
    // Another kind of list needs an empty line to begin.
    let follows = |before: &BlockView| {
        before.is_item
            && (before.number.is_some() == number.is_some() || before.indent.len() != depth)
    };
    BlockView {
        is_item,
        number,
        indent: vec![(); depth],
        follows_item: is_item && before.is_some_and(follows),
        ..BlockView::of_words(words(&item.words, author))
    }
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

/// Longest line that further blocks are put behind, in bytes: cells of tables are no place for chapters.
const LINE: usize = 400;

/// Whole blocks on one line, as many as fit; at least the first.
fn one_line(said: &Documentation, author: Author) -> Option<Line> {
    let mut all: Option<Line> = None;
    for block in said.blocks() {
        let line = match block {
            Block::Item(Item { words: parts, .. }) | Block::Paragraph(parts) => {
                words(parts, author)
            }
            Block::Code(lines) => Line::name(&lines.join(" ")),
        };
        all = Some(match all {
            Some(before) if before.as_str().len() + line.as_str().len() > LINE => {
                all = Some(before);
                break;
            }
            Some(before) => before.ended().and(&line),
            None => line,
        });
    }
    all.filter(|line| !line.is_empty())
}

fn words(parts: &[Inline], author: Author) -> Line {
    parts.iter().fold(Line::new(), |line, part| match part {
        Inline::Code(code) => line.code(code),
        Inline::Link { words, address } => {
            let mut text = String::new();
            for word in words {
                word.plain(&mut text);
            }
            line.link(&text, address)
        }
        Inline::Strong(text) => line.bold(text),
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

struct Found<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    address: &'a str,
}

/// The first link at or behind a bracket: each further bracket is tried once.
fn link_at(text: &str, from: usize) -> Option<Found<'_>> {
    let middle = from + text[from..].find("](")?;
    let start = text[..middle].rfind('[')?;
    let end = middle + text[middle..].find(')')?;
    Some(Found {
        start,
        end: end + 1,
        text: &text[start + 1..middle],
        address: &text[middle + 2..end],
    })
}

fn bold_at(text: &str, start: usize) -> Option<Found<'_>> {
    let length = text[start + 2..].find("**").filter(|length| *length > 0)?;
    let end = start + 2 + length;
    Some(Found {
        start,
        end: end + 2,
        text: &text[start + 2..end],
        address: "",
    })
}

#[cfg(test)]
mod tests {
    use connector_model::documentation::Documentation;
    use connector_model::service::Evidence;

    use super::{from_recipe, from_source, line_of_recipe, line_of_source};

    fn recipe(text: &str) -> String {
        line_of_recipe(Some(&text.to_owned())).map_or(String::new(), |line| line.to_string())
    }

    fn source(text: &str) -> String {
        line_of_source(Documentation::plain(text).as_ref())
            .map_or(String::new(), |line| line.to_string())
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

    fn of_model(html: &str) -> Option<Documentation> {
        Documentation::read(html, Evidence::Model)
    }

    #[test]
    fn lists_of_models_keep_their_levels() {
        let html = "<p>a</p><ul><li>b<p>c</p><ol><li>d</li></ol></li></ul>";
        let blocks = from_source(of_model(html).as_ref()).expect("blocks");
        let seen: Vec<_> = blocks
            .iter()
            .map(|block| {
                (
                    block.is_item,
                    block.number,
                    block.indent.len(),
                    block.follows_item,
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                (false, None, 0, false),
                (true, None, 0, false),
                (false, None, 1, false),
                (true, Some(1), 1, false),
            ]
        );
    }

    #[test]
    fn a_cell_has_the_first_words_of_a_chapter() {
        let html = format!(
            "<p>One <b>b</b>.</p><p>Two</p><p>{}</p>",
            "long ".repeat(100)
        );
        let short = line_of_source(of_model(&html).as_ref());
        assert_eq!(
            short.map(|short| short.to_string()).as_deref(),
            Some("One **b**. Two.")
        );
        let linked = of_model("<p>See <a href=\"https://a.b\">c <code>d</code></a></p>");
        let words = line_of_source(linked.as_ref()).map(|words| words.to_string());
        assert_eq!(words.as_deref(), Some("See [c d](https://a.b)."));
    }
}
