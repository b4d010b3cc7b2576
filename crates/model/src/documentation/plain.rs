//! Markdown of people: paragraphs, items, code spans and code blocks; all other markup becomes text.

use super::{Block, Inline, Item, Mark};

/// The blocks of a text, possibly empty ones.
pub(super) fn blocks(source: &str) -> Vec<Block> {
    let mut done = Vec::new();
    let mut open: Option<Block> = None;
    let mut fence: Option<&str> = None;
    let plain = without_tags(source);
    for line in plain.lines() {
        let trimmed = line.trim();
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| trimmed.starts_with(mark));
        match (fence, mark) {
            (Some(opened), Some(mark)) if opened == mark => fence = None,
            (None, Some(mark)) => {
                done.extend(open.replace(Block::Code(Vec::new())));
                fence = Some(mark);
            }
            (Some(_), _) => push_code(&mut open, line),
            (None, None) => read_line(&mut done, &mut open, trimmed),
        }
    }
    done.extend(open);
    done
}

fn push_code(open: &mut Option<Block>, line: &str) {
    if let Some(Block::Code(lines)) = open {
        lines.push(line.to_owned());
    }
}

/// A line outside of a fence: ends, begins or continues a block.
fn read_line(done: &mut Vec<Block>, open: &mut Option<Block>, line: &str) {
    if line.is_empty() {
        done.extend(open.take());
        return;
    }
    let item = ["- ", "* ", "+ "]
        .into_iter()
        .find_map(|mark| line.strip_prefix(mark));
    if let Some(text) = item {
        done.extend(open.replace(Block::Item(Item {
            depth: 0,
            mark: Mark::Bullet,
            words: inlines(text),
        })));
        return;
    }
    let heading = line.trim_start_matches('#');
    if heading.len() < line.len() && heading.starts_with(' ') {
        done.extend(open.take());
        done.push(Block::Paragraph(inlines(heading.trim())));
        return;
    }
    match open {
        Some(Block::Item(Item { words, .. }) | Block::Paragraph(words)) => {
            words.push(Inline::Text(" ".to_owned()));
            words.extend(inlines(line));
        }
        _ => done.extend(open.replace(Block::Paragraph(inlines(line)))),
    }
}

/// Splits a line at its back-ticks; an unpaired one is text.
pub(super) fn inlines(line: &str) -> Vec<Inline> {
    let pieces: Vec<&str> = line.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return vec![Inline::Text(line.to_owned())];
    }
    pieces
        .iter()
        .enumerate()
        .filter(|(_, piece)| !piece.is_empty())
        .map(|(index, piece)| {
            if index % 2 == 1 {
                Inline::Code((*piece).to_owned())
            } else {
                Inline::Text((*piece).to_owned())
            }
        })
        .collect()
}

/// Removes what looks like a tag; those that end a line or begin an item do so. Character references of HTML
/// that people write become what they stand for.
fn without_tags(source: &str) -> String {
    let mut out = String::new();
    let mut rest = source;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        let tail = &rest[start + 1..];
        let is_tag = tail.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        if let Some(end) = tail.find('>').filter(|_| is_tag) {
            out.push_str(tag_text(&tail[..end]));
            rest = &tail[end + 1..];
        } else {
            out.push('<');
            rest = tail;
        }
    }
    out.push_str(rest);
    [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .into_iter()
    .fold(out, |text, (reference, plain)| {
        if text.contains(reference) {
            text.replace(reference, plain)
        } else {
            text
        }
    })
}

fn tag_text(tag: &str) -> &'static str {
    let name: String = tag
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    match (name.to_ascii_lowercase().as_str(), tag.starts_with('/')) {
        ("li", false) => "\n- ",
        ("p" | "ul" | "ol" | "div" | "h1" | "h2" | "h3" | "h4" | "note" | "important", _) => "\n\n",
        ("br", _) | ("li", true) => "\n",
        ("code", _) => "`",
        _ => "",
    }
}
