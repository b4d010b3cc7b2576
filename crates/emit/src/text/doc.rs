//! Documentation of a source as a small tree, and its printing as doc comments.
//!
//! Doc comments are executed: rustdoc runs code blocks as tests. So nothing of a source's Markdown or HTML passes
//! through; it is read into paragraphs, list items and code blocks, and each is printed with everything escaped and
//! blocks fenced as `text` (`SECURITY.md`, documentation text).

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::markdown::escaped_inside;
use super::visible;

/// Documentation: blocks in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Doc(pub Vec<Block>);

/// A block of documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Lines of code or other text that keeps its lines.
    Code(Vec<String>),
    /// An item of a list.
    Item(Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
}

/// A part of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// A name or a piece of code.
    Code(String),
    /// Words.
    Text(String),
}

impl Doc {
    /// Reads the documentation of a source: Markdown or HTML, of which only paragraphs, items, code spans
    /// and code blocks are kept; all other markup becomes text.
    pub fn parse(source: &str) -> Self {
        let mut doc = Self::default();
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
                    doc.0.extend(open.replace(Block::Code(Vec::new())));
                    fence = Some(mark);
                }
                (Some(_), _) => push_code(&mut open, line),
                (None, None) => read_line(&mut doc, &mut open, trimmed),
            }
        }
        doc.0.extend(open);
        doc.0.retain(|block| !block.is_empty());
        doc
    }

    /// One paragraph.
    pub fn paragraph(parts: Vec<Inline>) -> Self {
        Self(vec![Block::Paragraph(parts)])
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn and(mut self, parts: Vec<Inline>) -> Self {
        self.0.push(Block::Paragraph(parts));
        self
    }

    /// Adds the blocks of another documentation.
    #[must_use]
    pub fn followed_by(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Block {
    fn is_empty(&self) -> bool {
        match self {
            Self::Code(lines) => lines.iter().all(|line| line.trim().is_empty()),
            Self::Item(parts) | Self::Paragraph(parts) => parts.is_empty(),
        }
    }
}

fn push_code(open: &mut Option<Block>, line: &str) {
    if let Some(Block::Code(lines)) = open {
        lines.push(line.to_owned());
    }
}

/// A line outside of a fence: ends, begins or continues a block.
fn read_line(doc: &mut Doc, open: &mut Option<Block>, line: &str) {
    if line.is_empty() {
        doc.0.extend(open.take());
        return;
    }
    let item = ["- ", "* ", "+ "]
        .into_iter()
        .find_map(|mark| line.strip_prefix(mark));
    if let Some(text) = item {
        doc.0.extend(open.replace(Block::Item(inlines(text))));
        return;
    }
    let heading = line.trim_start_matches('#');
    if heading.len() < line.len() && heading.starts_with(' ') {
        doc.0.extend(open.take());
        doc.0.push(Block::Paragraph(inlines(heading.trim())));
        return;
    }
    match open {
        Some(Block::Item(parts) | Block::Paragraph(parts)) => {
            parts.push(Inline::Text(" ".to_owned()));
            parts.extend(inlines(line));
        }
        _ => doc.0.extend(open.replace(Block::Paragraph(inlines(line)))),
    }
}

/// Splits a line at its back-ticks; an unpaired one is text.
fn inlines(line: &str) -> Vec<Inline> {
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
        text.replace(reference, plain)
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

/// Lines of a doc comment, each to be printed directly behind `///`: empty, or a space and text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RsDocLines(Vec<String>);

impl RsDocLines {
    /// Documentation as lines of a comment that is indented by so many columns and ends at the hundredth.
    pub fn new(doc: &Doc, indent: usize) -> Self {
        let width = 100_usize.saturating_sub(indent + 4).max(20);
        let mut lines = Vec::new();
        for (index, block) in doc.0.iter().enumerate() {
            let in_list =
                index > 0 && matches!((&doc.0[index - 1], block), (Block::Item(_), Block::Item(_)));
            if index > 0 && !in_list {
                lines.push(String::new());
            }
            print_block(block, width, &mut lines);
        }
        Self(lines)
    }

    /// The lines.
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

impl Serialize for RsDocLines {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for line in &self.0 {
            list.serialize_element(&tera::Value::safe_string(line))?;
        }
        list.end()
    }
}

fn print_block(block: &Block, width: usize, lines: &mut Vec<String>) {
    match block {
        Block::Paragraph(parts) => {
            for line in wrapped(parts, width) {
                lines.push(format!(" {line}"));
            }
        }
        Block::Item(parts) => {
            for (index, line) in wrapped(parts, width - 2).into_iter().enumerate() {
                lines.push(format!(" {}{line}", if index == 0 { "* " } else { "  " }));
            }
        }
        Block::Code(code) => print_code(code, lines),
    }
}

/// A block that rustdoc shows and never runs: marked `text`, its fence longer than any run inside.
fn print_code(code: &[String], lines: &mut Vec<String>) {
    let runs = code
        .iter()
        .flat_map(|line| line.split(|c| c != '`').map(str::len));
    let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
    lines.push(format!(" {fence}text"));
    for line in code {
        let mut shown = String::new();
        line.trim_end().chars().for_each(|c| visible(c, &mut shown));
        lines.push(if shown.trim().is_empty() {
            String::new()
        } else {
            format!(" {}", shown.trim_end())
        });
    }
    lines.push(format!(" {fence}"));
}

/// Words with everything escaped, in lines of at most so many characters.
fn wrapped(parts: &[Inline], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for token in tokens(parts) {
        let length = line.chars().count() + 1 + token.chars().count();
        if !line.is_empty() && length > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&token);
    }
    lines.push(line);
    lines
        .iter()
        .map(|line| at_line_start(line))
        .filter(|line| !line.is_empty())
        .collect()
}

/// What must not be broken: words, and code spans with the punctuation around them.
fn tokens(parts: &[Inline]) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut glued = false;
    for part in parts {
        let (pieces, starts_apart, ends_apart): (Vec<String>, bool, bool) = match part {
            Inline::Code(code) => (vec![code_span(code)], false, false),
            Inline::Text(text) => (
                text.split_whitespace().map(word).collect(),
                text.starts_with(char::is_whitespace),
                text.ends_with(char::is_whitespace),
            ),
        };
        if pieces.is_empty() {
            glued = glued && !starts_apart;
            continue;
        }
        for (index, piece) in pieces.into_iter().enumerate() {
            match tokens
                .last_mut()
                .filter(|_| index == 0 && glued && !starts_apart)
            {
                Some(last) => last.push_str(&piece),
                None => tokens.push(piece),
            }
        }
        glued = !ends_apart;
    }
    tokens
}

fn code_span(code: &str) -> String {
    let mut shown = String::new();
    code.chars().for_each(|c| visible(c, &mut shown));
    let shown = shown.trim();
    if shown.is_empty() {
        return String::new();
    }
    let longest = shown.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest > 0 {
        return format!("{fence} {shown} {fence}");
    }
    format!("{fence}{shown}{fence}")
}

/// A word of prose; one that looks like code stands in back-ticks, as clippy's `doc_markdown` asks.
fn word(word: &str) -> String {
    let core = word.trim_matches(|c: char| !c.is_alphanumeric());
    let Some(start) = word.find(core) else {
        return escaped_inside(word);
    };
    let call = !core.is_empty() && word[start + core.len()..].starts_with("()");
    let core = if call {
        &word[start..start + core.len() + 2]
    } else {
        core
    };
    if !looks_like_code(core) || core.contains('`') {
        return escaped_inside(word);
    }
    let (before, after) = (&word[..start], &word[start + core.len()..]);
    format!(
        "{}{}{}",
        escaped_inside(before),
        code_span(core),
        escaped_inside(after)
    )
}

fn looks_like_code(word: &str) -> bool {
    let upper = word.chars().filter(|c| c.is_uppercase()).count();
    let lower = word.chars().filter(|c| c.is_lowercase()).count();
    word.contains(['_', ':', '(']) || word.contains("//") || upper > 1 && lower > 0
}

/// A line must not begin with what would begin a list, a heading or a quote.
fn at_line_start(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && line[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    if line.starts_with(['#', '-', '+', '=', '>', ':']) {
        return format!("\\{line}");
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Doc, RsDocLines};

    fn lines(source: &str) -> String {
        RsDocLines::new(&Doc::parse(source), 0).lines().join("\n")
    }

    #[test]
    fn documentation_of_a_source_never_runs_and_never_leaves_its_comment() {
        for (source, expected) in [
            ("Lists voices.", " Lists voices."),
            ("a\nfn x() {}", " a fn `x()` {}"),
            ("a\rb", " a b"),
            ("```\npanic!()\n```", " ```text\n panic!()\n ```"),
            ("~~~rust\npanic!()\n~~~", " ```text\n panic!()\n ```"),
            ("    panic!()", " panic!()"),
            ("- a\n\n      panic!()", " * a\n\n panic!()"),
            (
                "> ```\n> panic!()\n> ```",
                " &gt; \\`\\`\\` &gt; panic!() &gt; \\`\\`\\`",
            ),
            ("```should_panic\nx", " ```text\n x\n ```"),
            ("[x]: javascript:y", " \\[x\\]: `javascript:y`"),
            ("<script>x</script>", " x"),
            ("\u{202e}a\u{2028}\u{0}", " U+202Ea U+0000"),
            ("use DescribeVoices now", " use `DescribeVoices` now"),
            ("1. a", " 1\\. a"),
            (
                "<p>One.</p><ul><li>a</li><li>b</li></ul>",
                " One.\n\n * a\n * b",
            ),
            ("", ""),
        ] {
            let actual = lines(source);
            assert_eq!(actual, expected, "{source:?}");
            assert!(!actual.contains(['\r', '\u{202e}']), "{source:?}");
        }
    }

    #[test]
    fn long_lines_are_wrapped_at_a_hundred_columns() {
        let long = "word ".repeat(100);
        for line in RsDocLines::new(&Doc::parse(&long), 4).lines() {
            assert!(line.len() + 7 <= 100, "{line:?}");
        }
    }
}
