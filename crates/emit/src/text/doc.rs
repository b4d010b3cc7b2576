//! Documentation printed as doc comments.
//!
//! Doc comments are executed: rustdoc runs code blocks as tests. So nothing of a source's Markdown or HTML passes
//! through; it was read into paragraphs, list items and code blocks, and each is printed with everything escaped and
//! blocks fenced as `text` (`SECURITY.md`, documentation text).

pub use connector_model::documentation::{Block, Inline};
use connector_model::documentation::{Documentation, Item, Mark};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::markdown::escaped_inside;
use super::visible;

/// Documentation: blocks in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Doc(pub Vec<Block>);

impl Doc {
    /// What a source says.
    pub fn of(documentation: &Documentation) -> Self {
        Self(documentation.blocks().to_vec())
    }

    /// Reads a text of the user: Markdown, of which only paragraphs, items, code spans and code blocks are
    /// kept; all other markup becomes text.
    pub fn parse(source: &str) -> Self {
        Documentation::plain(source)
            .map(|read| Self::of(&read))
            .unwrap_or_default()
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

/// Lines of a doc comment, each to be printed directly behind `///`: empty, or a space and text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RsDocLines(Vec<String>);

impl RsDocLines {
    /// Documentation as lines of a comment that is indented by so many columns and ends at the hundredth.
    pub fn new(doc: &Doc, indent: usize) -> Self {
        let width = 100_usize.saturating_sub(indent + 4).max(20);
        let mut lines = Vec::new();
        let mut columns = Columns::default();
        let mut before = None;
        for block in &doc.0 {
            if before.is_some_and(|before| !is_list_going_on(before, block)) {
                lines.push(String::new());
            }
            print_block(block, width, &mut columns, &mut lines);
            before = Some(block);
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

/// Whether an item stands directly below another one: a new list may need an empty line to be one.
fn is_list_going_on(before: &Block, block: &Block) -> bool {
    let (Block::Item(before), Block::Item(item)) = (before, block) else {
        return false;
    };
    let is_number = |item: &Item| matches!(item.mark, Mark::Number(_));
    let is_further = before.mark == Mark::None || item.mark == Mark::None;
    !is_further && (is_number(before) == is_number(item) || item.depth != before.depth)
}

/// Columns in which the words of items begin, by depth.
#[derive(Default)]
struct Columns(Vec<usize>);

impl Columns {
    /// Column of an item's mark and that of its words.
    fn of(&mut self, item: &Item, mark: &str) -> (usize, usize) {
        self.0.truncate(item.depth + 1);
        if item.mark == Mark::None {
            let column = self.0.last().copied().unwrap_or(0);
            return (column, column);
        }
        self.0.truncate(item.depth);
        let column = self.0.last().copied().unwrap_or(0);
        self.0.push(column + mark.len());
        (column, column + mark.len())
    }
}

fn print_block(block: &Block, width: usize, columns: &mut Columns, lines: &mut Vec<String>) {
    match block {
        Block::Paragraph(parts) => {
            columns.0.clear();
            lines.extend(
                wrapped(parts, width)
                    .into_iter()
                    .map(|line| " ".to_owned() + &line),
            );
        }
        Block::Item(item) => print_item(item, width, columns, lines),
        Block::Code(code) => {
            columns.0.clear();
            print_code(code, lines);
        }
    }
}

fn print_item(item: &Item, width: usize, columns: &mut Columns, lines: &mut Vec<String>) {
    let mark = match item.mark {
        Mark::Bullet => "* ".to_owned(),
        Mark::None => String::new(),
        Mark::Number(number) => format!("{number}. "),
    };
    let (at, inside) = columns.of(item, &mark);
    let width = width.saturating_sub(inside).max(20);
    for (index, line) in wrapped(&item.words, width).into_iter().enumerate() {
        let front = if index == 0 {
            format!("{}{mark}", " ".repeat(at))
        } else {
            " ".repeat(inside)
        };
        lines.push(format!(" {front}{line}"));
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
    let mut columns = 0;
    for token in tokens(parts) {
        let length = token.chars().count();
        if !line.is_empty() && columns + 1 + length > width {
            lines.push(at_line_start(std::mem::take(&mut line)));
            columns = 0;
        }
        if line.is_empty() {
            line.reserve(width);
        } else {
            line.push(' ');
            columns += 1;
        }
        line.push_str(&token);
        columns += length;
    }
    lines.push(at_line_start(line));
    lines.retain(|line| !line.is_empty());
    lines
}

/// What must not be broken: words, and code spans with the punctuation around them.
fn tokens(parts: &[Inline]) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut glued = false;
    for part in parts {
        let (pieces, starts_apart, ends_apart) = pieces(part);
        if pieces.is_empty() {
            glued = glued && !starts_apart;
            continue;
        }
        for (index, piece) in pieces.into_iter().enumerate() {
            let is_glued = index == 0 && glued && !starts_apart;
            // Two spans side by side would be one.
            let last = tokens
                .last_mut()
                .filter(|last| is_glued && !(last.ends_with('`') && piece.starts_with('`')));
            match last {
                Some(last) => last.push_str(&piece),
                None => tokens.push(piece),
            }
        }
        glued = !ends_apart;
    }
    tokens
}

/// The tokens of a part, and whether white space stands at its beginning and at its end.
fn pieces(part: &Inline) -> (Vec<String>, bool, bool) {
    let words = |text: &str| -> Vec<String> { text.split_whitespace().map(word).collect() };
    match part {
        Inline::Code(code) => {
            let span = code_span(code);
            let is_seen = !span.is_empty();
            (is_seen.then_some(span).into_iter().collect(), false, false)
        }
        Inline::Link { words, address } => (linked(tokens(words), address), false, false),
        Inline::Strong(text) => (around(words(text), "**", "**"), false, false),
        Inline::Text(text) => (
            words(text),
            text.starts_with(char::is_whitespace),
            text.ends_with(char::is_whitespace),
        ),
    }
}

/// Words that lead somewhere. Quotation marks around them stand outside: inside they would look like a link to an
/// item of the crate.
fn linked(mut words: Vec<String>, address: &str) -> Vec<String> {
    let mut quote = "";
    for mark in ["\"", "'"] {
        let is_quoted = words.first().is_some_and(|first| first.starts_with(mark))
            && words.last().is_some_and(|last| last.ends_with(mark))
            && words.iter().map(String::len).sum::<usize>() > 2;
        if is_quoted {
            quote = mark;
        }
    }
    if !quote.is_empty() {
        if let Some(first) = words.first_mut() {
            first.remove(0);
        }
        if let Some(last) = words.last_mut() {
            last.pop();
        }
        words.retain(|word| !word.is_empty());
    }
    let (front, back) = (format!("{quote}["), format!("]({address}){quote}"));
    let has_quotes = words.iter().any(|word| word.contains(['"', '\'']));
    if has_quotes {
        // A line of its own inside of a link that is all quotation looks like one too.
        words = vec![unquoted(&words.join(" "))];
    }
    around(words, &front, &back)
}

/// Words of a link of which markup leaves a quotation alone, or a mark: with typographic marks.
fn unquoted(words: &str) -> String {
    let mut shown = words.to_owned();
    for (mark, typographic) in [('"', "\u{201d}"), ('\'', "\u{2019}")] {
        let is_quotation = |part: &str| {
            let part = part.trim();
            part.starts_with(mark) && part.ends_with(mark)
        };
        if words.split(['`', '&', ';', '\\', '*']).any(is_quotation) {
            shown = shown.replace(mark, typographic);
        }
    }
    shown
}

/// Tokens with something in front of the first and behind the last; none stay none.
fn around(mut tokens: Vec<String>, front: &str, back: &str) -> Vec<String> {
    if let Some(first) = tokens.first_mut() {
        first.insert_str(0, front);
    }
    if let Some(last) = tokens.last_mut() {
        last.push_str(back);
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
    if is_plain(word) {
        return word.to_owned();
    }
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

/// Most words: nothing of them could be code or markup.
fn is_plain(word: &str) -> bool {
    let rest = word.strip_prefix(|c: char| c.is_ascii_uppercase());
    let mut rest = rest.unwrap_or(word).bytes();
    rest.all(|byte| byte.is_ascii_lowercase() || matches!(byte, b',' | b'\''))
        || word
            .strip_suffix('.')
            .is_some_and(|word| is_plain(word) && !word.to_ascii_lowercase().ends_with("www"))
}

/// What clippy's `doc_markdown` takes for code: paths, calls, snake case and camel case, where the plural of an
/// acronym (`SDKs`) and words joined by hyphens (`ACM-provided`) are prose.
fn looks_like_code(word: &str) -> bool {
    // What is escaped parts a word in the eyes of clippy; these four are not.
    let parts = |c: char| !c.is_alphanumeric() && !"-/.,".contains(c);
    word.contains(['_', '(', ':'])
        || word.contains("//")
        || word
            .split(parts)
            .map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()))
            .any(is_camel_case)
}

fn is_camel_case(word: &str) -> bool {
    let stem = word.strip_suffix('s').unwrap_or(word);
    let upper = stem.chars().filter(|c| c.is_uppercase()).count();
    word.starts_with(char::is_uppercase)
        && stem.chars().all(char::is_alphanumeric)
        && upper > 1
        && stem.contains(char::is_lowercase)
}

/// A line must not begin with what would begin a list, a heading or a quote.
fn at_line_start(mut line: String) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && line[digits..].starts_with(['.', ')']) {
        line.insert(digits, '\\');
    } else if line.starts_with(['#', '-', '+', '=', '>', ':']) {
        line.insert(0, '\\');
    }
    line
}

#[cfg(test)]
mod tests {
    use connector_model::documentation::Documentation;
    use connector_model::service::Evidence;

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
            ("SDKs of ACM-provided CAs", " SDKs of ACM-provided CAs"),
            ("LexV2's CentOS", " `LexV2's` `CentOS`"),
            ("SiteWise.<b", " `SiteWise.<b`"),
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
    fn documentation_of_models_is_markdown_of_our_own() {
        let lines = |html: &str| {
            let read = Documentation::read(html, Evidence::Model).expect("words");
            RsDocLines::new(&Doc::of(&read), 0).lines().join("\n")
        };
        for (html, expected) in [
            (
                "<p>See <a href=\"https://a.b/c_d\">the <code>X</code> [page]</a>.</p>",
                " See [the `X` \\[page\\]](https://a.b/c_d).",
            ),
            (
                "<a href=\"https://a.b\">\"Public\"</a>",
                " \"[Public](https://a.b)\"",
            ),
            ("<a href=\"https://a.b\">\"</a>", " [\u{201d}](https://a.b)"),
            (
                "<a href=\"https://a.b\">\"><code>L</code></a>",
                " [\u{201d}&gt;`L`](https://a.b)",
            ),
            (
                "<a href=\"https://a.b\">a b c d e f g h i j k l m n o p q r s t u v w x y z: what this means by \"Public\"</a>",
                " [a b c d e f g h i j k l m n o p q r s t u v w x y z: what this means by \"Public\"](https://a.b)",
            ),
            (
                "<ul><li><p>a</p><p>b</p><ol><li>c</li></ol></li><li>d</li></ul>",
                " * a\n\n   b\n\n   1. c\n * d",
            ),
            (
                "<dl><dt>T</dt><dd>d<ul><li>e</li></ul></dd></dl>",
                " * **T**\n\n   d\n\n   * e",
            ),
            ("<ul><li>a</li></ul><ol><li>b</li></ol>", " * a\n\n 1. b"),
            ("<note>Do <b>not</b></note>", " **Note:** Do **not**"),
            ("<code>a</code><code>b</code>", " `a` `b`"),
            ("<pre>panic!()</pre>", " ```text\n panic!()\n ```"),
            (
                "<p>the <region> &lt;id&gt;</p>",
                " the &lt;region&gt; &lt;id&gt;",
            ),
            (
                "<ul><ul><ul><ul><li>panic!()</li></ul></ul></ul></ul>",
                " * panic!()",
            ),
        ] {
            assert_eq!(lines(html), expected, "{html}");
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
