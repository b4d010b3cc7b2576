//! Texts of the documentation page and of the README: Markdown that stays text.

use std::borrow::Cow;

use super::{is_invisible, typed_text, visible};

typed_text! {
    /// Text of a paragraph or list item, one line.
    MdText
}

impl MdText {
    /// Any text as inline text: no markup, HTML, link, shortcode or line break can arise from it.
    pub fn new(text: &str) -> Self {
        Self(escaped(text))
    }

    /// The same for text that stands behind other text of its line.
    pub fn inside(text: &str) -> Self {
        Self(escaped_inside(text))
    }
}

typed_text! {
    /// Content of a table cell.
    MdCell
}

impl MdCell {
    /// Any text as the content of a cell; empty text stays empty.
    pub fn new(text: &str) -> Self {
        Self(escaped(text))
    }
}

typed_text! {
    /// Text of a heading, without an attribute block at its end.
    MdHeading
}

impl MdHeading {
    /// Any text as the text of a heading.
    pub fn new(text: &str) -> Self {
        Self(escaped(text).replace('{', "\\{"))
    }
}

typed_text! {
    /// A code span with its fences; right in paragraphs, headings and cells.
    MdCode
}

impl MdCode {
    /// Any text as a code span, fenced one longer than the longest run inside.
    ///
    /// A text with a bar, a shortcode opener or nothing visible cannot be a span in every place (a table
    /// splits at bars first); it is printed as escaped text instead.
    pub fn new(text: &str) -> Self {
        let line = one_line(text);
        if line.is_empty() || line.contains('|') || line.contains("{{") {
            return Self(escaped(text));
        }
        let fence = "`".repeat(longest_run(&line) + 1);
        let pad = if line.starts_with('`') || line.ends_with('`') {
            " "
        } else {
            ""
        };
        Self(format!("{fence}{pad}{line}{pad}{fence}"))
    }
}

typed_text! {
    /// A fenced code block of kind `text` or another fixed kind, without a line break at its end.
    MdCodeBlock
}

impl MdCodeBlock {
    /// Any text as a block; `kind` is the word behind the fence (`json`, `rust`, `text`).
    pub fn new(kind: &'static str, text: &str) -> Self {
        let mut body = String::new();
        for (index, line) in text.lines().enumerate() {
            if index > 0 {
                body.push('\n');
            }
            line.chars().for_each(|c| match c {
                '\t' => body.push_str("    "),
                c => visible(c, &mut body),
            });
        }
        // A shortcode would be expanded inside of a block too; a word joiner is no option in code, a space is.
        let body = body.replace("{{<", "{ {<").replace("{{%", "{ {%");
        let fence = "`".repeat(longest_run(&body).max(2) + 1);
        Self(format!("{fence}{kind}\n{body}\n{fence}"))
    }
}

typed_text! {
    /// A link with its text.
    MdLink
}

impl MdLink {
    /// A link to an address with the scheme `https`, `http` or `mailto`, or within the site (`/…`, `#…`);
    /// `None` for any other address.
    pub fn new(text: &str, address: &str) -> Option<Self> {
        let allowed = ["https://", "http://", "mailto:", "/", "#"]
            .iter()
            .any(|start| address.starts_with(start));
        let clean =
            |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'*+,;=%".contains(&byte);
        if !allowed || address.starts_with("//") || !address.bytes().all(clean) {
            return None;
        }
        Some(Self(format!("[{}]({address})", escaped(text))))
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn one_line(text: &str) -> Cow<'_, str> {
    let is_shown = |c: char| !matches!(c, '\t' | '\n' | '\r') && !is_invisible(c);
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) || text.chars().all(is_shown) {
        return Cow::Borrowed(text.trim());
    }
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|c| visible(c, &mut shown));
    Cow::Owned(shown.trim().to_owned())
}

/// Escapes everything that could be markup, on one line.
pub(super) fn escaped(text: &str) -> String {
    escape_list_number(escaped_behind(None, text))
}

/// The same for text that stands behind other text of its line.
pub(super) fn escaped_inside(text: &str) -> String {
    escaped_behind(Some(' '), text)
}

fn escaped_behind(before: Option<char>, text: &str) -> String {
    let line = one_line(text);
    let mut out = String::with_capacity(line.len() + 8);
    let mut previous = before;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_ascii_alphanumeric() || c == ' ' {
            out.push(c);
        } else {
            escape(previous, c, chars.peek().copied(), &mut out);
        }
        previous = Some(c);
    }
    out
}

fn escape(previous: Option<char>, c: char, next: Option<char>, out: &mut String) {
    let word = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
    match c {
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '&' if next.is_some_and(|c| c == '#' || c.is_ascii_alphanumeric()) => {
            out.push_str("&amp;");
        }
        // Openers of shortcodes; the second brace is enough.
        '{' if previous == Some('{') => out.push_str("&#123;"),
        // What sites turn into links by themselves: addresses, `www.`, mail.
        ':' if next == Some('/') => out.push_str("&#58;"),
        '.' if ends_with_www(out) => out.push_str("&#46;"),
        '@' if word(previous) => out.push_str("&#64;"),
        '_' if word(previous) && word(next) => out.push('_'),
        '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => {
            out.push('\\');
            out.push(c);
        }
        '#' | '-' | '+' | '=' | ':' if previous.is_none() => {
            out.push('\\');
            out.push(c);
        }
        c => out.push(c),
    }
}

fn ends_with_www(text: &str) -> bool {
    let end = text.len().checked_sub(3).map(|at| &text.as_bytes()[at..]);
    end.is_some_and(|end| end.eq_ignore_ascii_case(b"www"))
}

/// `1.` at the start of a line would begin a list.
fn escape_list_number(text: String) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && text[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &text[..digits], &text[digits..]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{MdCell, MdCode, MdCodeBlock, MdHeading, MdLink, MdText};

    #[test]
    fn text_of_a_source_never_becomes_markup() {
        for (text, expected) in [
            ("Lists voices.", "Lists voices."),
            ("long_form and _x_", "long_form and \\_x\\_"),
            ("<script>a</script>", "&lt;script&gt;a&lt;/script&gt;"),
            ("a\n# b", "a # b"),
            ("# b", "\\# b"),
            ("- b", "\\- b"),
            ("12. b", "12\\. b"),
            ("[a](javascript:x)", "\\[a\\](javascript:x)"),
            ("{{< x >}}", "{&#123;&lt; x &gt;}}"),
            ("&amp; & b", "&amp;amp; & b"),
            ("https://a.b", "https&#58;//a.b"),
            ("www.a.b", "www&#46;a.b"),
            ("a@b.c", "a&#64;b.c"),
            ("\u{202e}a\u{0}", "U+202EaU+0000"),
            ("    code", "code"),
            ("a | b", "a \\| b"),
            ("{{ 7*7 }}", "{&#123; 7\\*7 }}"),
        ] {
            assert_eq!(MdText::new(text).as_str(), expected, "{text:?}");
            assert_eq!(MdCell::new(text).as_str(), expected, "{text:?}");
        }
        assert_eq!(MdHeading::new("a {#b}").as_str(), "a \\{#b}");
    }

    #[test]
    fn code_cannot_close_its_fence() {
        assert_eq!(MdCode::new("Voice").as_str(), "`Voice`");
        assert_eq!(MdCode::new("a`b").as_str(), "``a`b``");
        assert_eq!(MdCode::new("`").as_str(), "`` ` ``");
        assert_eq!(MdCode::new("a|b").as_str(), "a\\|b");
        assert_eq!(
            MdCodeBlock::new("text", "```\n{{< x >}}").as_str(),
            "````text\n```\n{ {< x >}}\n````"
        );
    }

    #[test]
    fn a_link_has_an_allowed_scheme() {
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "https://a.b/) [x](y",
            "https://a b",
            "",
        ] {
            assert_eq!(MdLink::new("x", bad), None, "{bad:?}");
        }
        let link = MdLink::new("a]b", "https://aws.amazon.com/polly/");
        assert_eq!(
            link.expect("an https address").as_str(),
            "[a\\]b](https://aws.amazon.com/polly/)"
        );
    }
}
