//! Variables of collections and environments: `{{name}}` and what it stands for.
//!
//! Values come from the sources and the recipe, never from this machine's environment. A variable
//! that is secret or has no value stays a reference, so that its value reaches nothing.

use std::collections::BTreeMap;

/// Values of variables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variables {
    values: BTreeMap<String, String>,
}

/// A part of a text with references.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// The name in `{{name}}`, without spaces around it.
    Reference(&'a str),
    /// Text between references.
    Text(&'a str),
}

/// Rounds of replacement, for values that hold references themselves; a cycle stays a reference.
const ROUNDS: usize = 16;

/// Bytes that a replaced text may have; nested values could otherwise double it in each round.
const LONGEST: usize = 1 << 20;

impl Variables {
    /// No variables.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a variable; a later value wins, an empty one only where there is none.
    pub fn set(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.values.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Forgets a variable: it stays a reference from here on.
    pub fn forget(&mut self, name: &str) {
        self.values.remove(name);
    }

    /// The value of a variable as it was set.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The text with all references replaced that have a value.
    pub fn resolve(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..ROUNDS {
            let next = self.replace(&text);
            if next == text || next.len() > LONGEST {
                break;
            }
            text = next;
        }
        text
    }

    fn replace(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Reference(name) => {
                    if let Some(value) = self.value(name) {
                        out.push_str(value);
                    } else {
                        out.push_str("{{");
                        out.push_str(name);
                        out.push_str("}}");
                    }
                }
            }
            if out.len() > LONGEST {
                break;
            }
        }
        out
    }
}

/// The parts of a text: references and what is between them.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some((start, end)) = next_reference(rest) else {
            return Some(Piece::Text(std::mem::take(&mut rest)));
        };
        if start > 0 {
            let text = &rest[..start];
            rest = &rest[start..];
            return Some(Piece::Text(text));
        }
        let name = rest[2..end - 2].trim();
        rest = &rest[end..];
        Some(Piece::Reference(name))
    })
}

/// Names of the variables that a text refers to, in order, each once.
pub fn references(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in pieces(text) {
        if let Piece::Reference(name) = piece
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// Where the first of some characters stands outside of references.
pub fn find_outside(text: &str, wanted: &[char]) -> Option<usize> {
    let mut offset = 0;
    let mut rest = text;
    loop {
        let reference = next_reference(rest);
        let plain = &rest[..reference.map_or(rest.len(), |(start, _)| start)];
        if let Some(at) = plain.find(wanted) {
            return Some(offset + at);
        }
        let (_, end) = reference?;
        offset += end;
        rest = &rest[end..];
    }
}

/// Start and end of the first reference: `{{` and the next `}}`, with a name and no line end between.
fn next_reference(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let start = from + text[from..].find("{{")?;
        let length = text[start + 2..].find("}}")?;
        let inner = &text[start + 2..start + 2 + length];
        // `{{{a}}` and `{{ {{a}}`: the reference begins at the last pair of braces.
        if let Some(later) = inner.rfind("{{") {
            from = start + 2 + later;
            continue;
        }
        let skipped = inner.len() - inner.trim_start_matches('{').len();
        let name = inner.trim_start_matches('{').trim();
        if !name.is_empty() && !name.contains(['\n', '\r', '{', '"']) {
            return Some((start + skipped, start + 4 + length));
        }
        from = start + 2 + length;
    }
}

#[cfg(test)]
mod tests {
    use super::{Variables, find_outside, references};

    fn variables() -> Variables {
        let mut variables = Variables::new();
        for (name, value) in [
            ("base", "https://{{host}}/v1"),
            ("host", "api.example.com"),
            ("a", "{{b}}"),
            ("b", "{{a}}"),
            ("big", "{{big}}{{big}}"),
            ("empty", ""),
        ] {
            variables.set(name, value);
        }
        variables
    }

    #[test]
    fn references_are_replaced_and_unknown_ones_stay() {
        for (text, expected) in [
            ("{{base}}/x", "https://api.example.com/v1/x"),
            ("{{ host }}", "api.example.com"),
            ("{{nobody}}/{{host}}", "{{nobody}}/api.example.com"),
            ("{{empty}}", "{{empty}}"),
            ("{{{host}}}", "{api.example.com}"),
            ("{{}} {{ }} {{", "{{}} {{ }} {{"),
            ("{\"a\":{\"b\":{}}}", "{\"a\":{\"b\":{}}}"),
        ] {
            assert_eq!(variables().resolve(text), expected, "{text:?}");
        }
    }

    #[test]
    fn variables_that_name_each_other_end() {
        let text = variables().resolve("{{a}}");
        assert!(text == "{{a}}" || text == "{{b}}");
        assert!(variables().resolve("{{big}}").len() <= 1 << 20);
    }

    #[test]
    fn names_are_found_once_and_separators_inside_do_not_count() {
        assert_eq!(references("{{a}}{{b}}{{a}}"), ["a", "b"]);
        assert_eq!(find_outside("{{a/b}}/c", &['/']), Some(7));
        assert_eq!(find_outside("{{a/b}}", &['/']), None);
    }
}
