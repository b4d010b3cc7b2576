//! Relatives of JSON that people save in collections: made JSON where that is beyond doubt.

use crate::variables::{self, Piece};

/// What had to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Changes {
    /// Comments (`// …`, `/* … */`) were removed.
    pub(super) comments: bool,
    /// References (`"id": {{id}}`) and placeholders (`"id": <id>`) outside of strings became null.
    pub(super) references: bool,
}

/// The text without comments and with null for references outside of strings; `None` if it has neither.
pub(super) fn repaired(text: &str) -> Option<(String, Changes)> {
    let mut changes = Changes::default();
    let without = without_comments(text, &mut changes);
    let text = without_references(&without, &mut changes);
    (changes != Changes::default()).then_some((text, changes))
}

fn without_comments(text: &str, changes: &mut Changes) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '/']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = if rest.starts_with('"') {
            let length = string_length(rest);
            out.push_str(&rest[..length]);
            length
        } else if rest.starts_with("//") {
            changes.comments = true;
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            changes.comments = true;
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else {
            out.push('/');
            1
        };
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

fn without_references(text: &str, changes: &mut Changes) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let at = rest.find('"').unwrap_or(rest.len());
        for piece in variables::pieces(&rest[..at]) {
            match piece {
                Piece::Text(text) => without_placeholders(text, &mut out, changes),
                Piece::Reference(_) => {
                    changes.references = true;
                    out.push_str("null");
                }
            }
        }
        rest = &rest[at..];
        if rest.is_empty() {
            return out;
        }
        let length = string_length(rest);
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
}

/// `<` stands nowhere in JSON outside of strings; people write `<your id>` there for a value.
fn without_placeholders(text: &str, out: &mut String, changes: &mut Changes) {
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let Some(end) = rest[start..].find(['>', '\n']).map(|end| start + end) else {
            break;
        };
        if !rest[end..].starts_with('>') {
            break;
        }
        changes.references = true;
        out.push_str(&rest[..start]);
        out.push_str("null");
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
}

/// Bytes of the string that a text begins with, its quotes included.
fn string_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::repaired;

    #[test]
    fn comments_and_open_references_go_and_strings_stay() {
        for (text, expected) in [
            ("{\"a\": 1} // b", Some("{\"a\": 1} ")),
            (
                "{/* x */\"a\": \"/* y */ // z\"}",
                Some("{\"a\": \"/* y */ // z\"}"),
            ),
            (
                "{\"id\": {{id}}, \"u\": \"{{u}}\"}",
                Some("{\"id\": null, \"u\": \"{{u}}\"}"),
            ),
            (
                "{\"id\": <your id>, \"u\": \"<u>\"}",
                Some("{\"id\": null, \"u\": \"<u>\"}"),
            ),
            ("{\"id\": <your\n id>}", None),
            ("{\"a\": \"\\\"//\"}", None),
            ("{'a'", None),
            ("\"\\", None),
        ] {
            let found = repaired(text).map(|(text, _)| text);
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
