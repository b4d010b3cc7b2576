//! Texts of the page: lines of Markdown composed of parts that were each encoded for their place.

use crate::text::{MdCode, MdLink, MdText, YamlScalar, is_invisible, typed_text};

typed_text! {
    #[derive(Default)]
    /// A part of a line of Markdown, right in paragraphs, list items, table cells and headings.
    /// Where it says so, only inside of a line, where what begins lists and headings is text.
    Line
}

impl Line {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(String::new())
    }

    /// Any text as words.
    pub fn of(text: &str) -> Self {
        Self::new().text(text)
    }

    /// Any text as words that never begin a line.
    pub fn inside(text: &str) -> Self {
        Self(encoded(text, true))
    }

    /// Any text as a code span.
    pub fn name(name: &str) -> Self {
        Self::new().code(name)
    }

    /// Whether nothing would be seen.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// Adds words. White space at either end is kept as one space.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        if text.starts_with(char::is_whitespace) {
            self.space();
        }
        let encoded = encoded(text, !self.0.is_empty());
        self.0.push_str(&encoded);
        if text.ends_with(char::is_whitespace) {
            self.space();
        }
        self
    }

    /// Adds a code span.
    #[must_use]
    pub fn code(mut self, code: &str) -> Self {
        let braced = code.contains("{{") || has_placeholder(code);
        if braced {
            return self.text(code);
        }
        let span = MdCode::new(code);
        // A text that cannot be a span comes back as words.
        if !span.as_str().starts_with('`') {
            return self.text(code);
        }
        // Two spans side by side would be one.
        if self.0.ends_with('`') {
            self.0.push(' ');
        }
        self.0.push_str(span.as_str());
        self
    }

    /// Adds words in bold.
    #[must_use]
    pub fn bold(mut self, text: &str) -> Self {
        let words = Self::of(text.trim());
        if !words.is_empty() {
            self.0.push_str("**");
            self.0.push_str(&words.0);
            self.0.push_str("**");
        }
        self
    }

    /// Adds a link; its words alone if the address is not one that a page may link to.
    #[must_use]
    pub fn link(mut self, text: &str, address: &str) -> Self {
        let Some(link) = MdLink::new(text, address) else {
            return self.text(text);
        };
        // An exclamation mark in front would make it a picture.
        if self.0.ends_with('!') {
            self.0.pop();
            self.0.push_str("&#33;");
        }
        self.0.push_str(&link.as_str().replace('{', "&#123;"));
        self
    }

    /// Adds a line behind a space.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.space();
        self.0.push_str(&other.0);
        self
    }

    /// Ends it as a sentence.
    #[must_use]
    pub fn ended(mut self) -> Self {
        self.0.truncate(self.0.trim_end().len());
        if !self.0.is_empty() && !self.0.ends_with(['.', '!', '?', ':']) {
            self.0.push('.');
        }
        self
    }

    fn space(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with(' ') {
            self.0.push(' ');
        }
    }
}

/// Words with everything escaped; `is_inside` where other words stand in front.
fn encoded(text: &str, is_inside: bool) -> String {
    let text = text.trim();
    let encoded = if is_inside {
        MdText::inside(text)
    } else {
        MdText::new(text)
    };
    // Braces open shortcodes and, in headings, attributes; in capitals they would look like a placeholder
    // of the template that nobody filled.
    encoded.as_str().replace('{', "&#123;")
}

typed_text! {
    /// Content of a double-quoted YAML scalar, without the quotes.
    Quoted
}

impl Quoted {
    /// Any text.
    pub fn new(text: &str) -> Self {
        let scalar = YamlScalar::new(text.trim());
        let inner = scalar.as_str();
        let inner = inner.strip_prefix('"').unwrap_or(inner);
        let inner = inner.strip_suffix('"').unwrap_or(inner);
        // As in lines: no shortcode, nothing that looks like a placeholder.
        Self(inner.replace('{', "\\u007b"))
    }
}

typed_text! {
    /// A segment of an address or an anchor: lower-case ASCII letters, digits and hyphens.
    Slug
}

impl Slug {
    /// Any text; other characters become hyphens.
    pub fn new(text: &str) -> Self {
        let mut slug = String::new();
        for c in text.chars() {
            if c.is_ascii_alphanumeric() {
                slug.push(c.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let slug = slug.trim_end_matches('-');
        Self(if slug.is_empty() { "x" } else { slug }.to_owned())
    }
}

typed_text! {
    /// Value of an argument of a shortcode, without the quotes.
    Argument
}

impl Argument {
    /// Words of an alternative text; what could end the argument or the shortcode is left out.
    pub fn words(text: &str) -> Self {
        let kept = text.chars().map(|c| match c {
            '"' | '`' => '\'',
            c if c.is_whitespace() || is_invisible(c) => ' ',
            c => c,
        });
        let kept: String = kept
            .filter(|c| !matches!(c, '<' | '>' | '{' | '}' | '\\'))
            .collect();
        Self(kept.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Path of a file below the attachments; `None` if it could be anything else.
    pub fn file(path: &str) -> Option<Self> {
        let clean = |segment: &str| {
            !segment.is_empty()
                && !segment.starts_with('.')
                && segment
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        path.split('/').all(clean).then(|| Self(path.to_owned()))
    }
}

/// Whether something in a text looks like a placeholder of the template (requirement T15): a brace, a capital and
/// at least two more characters of the kind that placeholders are written in.
pub(super) fn has_placeholder(text: &str) -> bool {
    placeholder(text).is_some()
}

/// The first of them.
pub(super) fn placeholder(text: &str) -> Option<&str> {
    let inside = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || " ,;:/\"'.-".contains(c);
    text.match_indices('{').find_map(|(start, _)| {
        let rest = &text[start + 1..];
        let end = rest.find(|c| !inside(c))?;
        let is_one = end >= 3
            && rest.starts_with(|c: char| c.is_ascii_uppercase())
            && rest[end..].starts_with('}');
        is_one.then(|| &text[start..start + end + 2])
    })
}

#[cfg(test)]
mod tests {
    use super::{Argument, Line, Quoted, Slug, placeholder};

    #[test]
    fn no_shortcode_picture_or_placeholder_arises_where_parts_meet() {
        for (line, expected) in [
            (Line::of("{").text("{< x >}}"), "&#123;&#123;&lt; x &gt;}}"),
            (Line::of("{").code("{% x | y"), "&#123;&#123;% x \\| y"),
            (Line::of("see!").link("a", "#b"), "see&#33;[a](#b)"),
            (Line::of("in ").code("{REGION}"), "in &#123;REGION}"),
            (Line::name("a").code("b"), "`a` `b`"),
            (Line::of("a ").bold("b").text(" c"), "a **b** c"),
            (Line::of("a").link("b", "javascript:c"), "ab"),
            (Line::of("Lists voices").ended(), "Lists voices."),
        ] {
            assert_eq!(line.as_str(), expected);
        }
    }

    #[test]
    fn front_matter_and_shortcodes_keep_their_quotes() {
        assert_eq!(Quoted::new("a \"b\" \\").as_str(), "a \\\"b\\\" \\\\");
        assert_eq!(Quoted::new("{{< x >}}").as_str(), "\\u007b\\u007b< x >}}");
        assert_eq!(Argument::words("a\" >}}\n{{% b").as_str(), "a' % b");
        assert_eq!(Argument::file("../x.png"), None);
        assert_eq!(Argument::file("x\".png"), None);
        assert!(Argument::file("a/b-1.png").is_some());
        assert_eq!(Slug::new("Amazon/Polly \"x").as_str(), "amazon-polly-x");
    }

    #[test]
    fn placeholders_of_the_template_are_known() {
        for (text, found) in [
            ("a {CONNECTOR NAME} b", Some("{CONNECTOR NAME}")),
            ("{CONNECTOR-NAME}", Some("{CONNECTOR-NAME}")),
            ("{#domain-model}", None),
            ("{{< figure >}}", None),
            ("{AB}", None),
            ("{LexiconName}", None),
        ] {
            assert_eq!(placeholder(text), found, "{text}");
        }
    }
}
