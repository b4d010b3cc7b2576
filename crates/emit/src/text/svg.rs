//! Texts of pictures.

use std::fmt::Write as _;

use super::{typed_text, visible};

typed_text! {
    /// Character data or an attribute value of an SVG: XML text without control characters.
    SvgText
}

impl SvgText {
    /// Any text as XML character data that is also right inside of quotes.
    pub fn new(text: &str) -> Self {
        let mut out = String::new();
        for c in text.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                c => visible(c, &mut out),
            }
        }
        Self(out)
    }
}

typed_text! {
    /// A quoted label of a Mermaid diagram: letters, digits and a few signs; the rest as entity codes.
    MermaidText
}

impl MermaidText {
    /// Any text as a label with its quotes.
    pub fn new(text: &str) -> Self {
        let mut shown = String::new();
        text.chars().for_each(|c| visible(c, &mut shown));
        let mut out = String::from("\"");
        for c in shown.chars() {
            if c.is_alphanumeric() || " _-.*".contains(c) {
                out.push(c);
            } else {
                let _ = write!(out, "#{};", u32::from(c));
            }
        }
        out.push('"');
        Self(out)
    }
}

#[cfg(test)]
mod tests {
    use super::{MermaidText, SvgText};

    #[test]
    fn a_label_stays_text() {
        for (text, svg, mermaid) in [
            ("Voice_Id", "Voice_Id", "\"Voice_Id\""),
            (
                "</text><script>",
                "&lt;/text&gt;&lt;script&gt;",
                "\"#60;#47;text#62;#60;script#62;\"",
            ),
            (
                "a\"b'\u{1}",
                "a&quot;b&#39;U+0001",
                "\"a#34;b#39;U#43;0001\"",
            ),
        ] {
            assert_eq!(SvgText::new(text).as_str(), svg, "{text:?}");
            assert_eq!(MermaidText::new(text).as_str(), mermaid, "{text:?}");
        }
    }
}
