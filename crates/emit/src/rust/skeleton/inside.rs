//! What generated code never has, wherever it stands: every token is looked at.

use super::tokens::{Kind, Tokens};
use super::{ATTRIBUTES, DERIVES, INCLUDED, MACROS, STD};

/// Keywords that no path begins behind or with.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "dyn", "else", "enum", "false", "fn",
    "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref",
    "return", "struct", "true", "type", "use", "where", "while", "yield",
];
/// Words that stand nowhere, whatever is around them.
const REFUSED: &[&str] = &[
    "alloc_error_handler",
    "asm",
    "extern",
    "global_asm",
    "macro_rules",
    "static",
    "trait",
    "unsafe",
];
/// Crates of the language of which nothing is used.
const FOREIGN: &[&str] = &["alloc", "core", "proc_macro"];

/// Looks at all tokens; the error names the first thing that generated code never has.
pub(super) fn check(tokens: &Tokens<'_>) -> Result<(), String> {
    let mut scopes = Scopes::default();
    let mut import = false;
    for at in 0..tokens.all().len() {
        let refused = match tokens.kind(at) {
            Some(Kind::Word) => {
                let word = tokens.text(at);
                import |= word == "use";
                scopes
                    .refuses(tokens, at, word)
                    .or_else(|| word_refused(tokens, at, word, import))
            }
            Some(Kind::Mark(b'#', _)) => attribute(tokens, at + 1),
            Some(Kind::Mark(b':', true)) => leading(tokens, at),
            Some(Kind::Mark(b'*', _)) if import => Some("a glob import"),
            Some(Kind::Mark(b';', _)) => {
                import = false;
                None
            }
            Some(Kind::Open(open)) => {
                scopes.open(open);
                None
            }
            Some(Kind::Close(_)) => {
                scopes.close();
                None
            }
            _ => None,
        };
        if let Some(what) = refused {
            let around = tokens.text(at);
            return Err(format!("generated code never has {what}, at `{around}`"));
        }
    }
    Ok(())
}

/// Where items may stand: at the top of a file, and some of them directly in an `impl`.
#[derive(Default)]
struct Scopes {
    open: Vec<u8>,
    /// Whether the item of the outermost braces is an `impl`.
    is_impl: bool,
}

impl Scopes {
    fn open(&mut self, open: u8) {
        self.open.push(open);
    }

    fn close(&mut self) {
        self.open.pop();
    }

    fn refuses(&mut self, tokens: &Tokens<'_>, at: usize, word: &str) -> Option<&'static str> {
        let depth = self.open.len();
        let is_item = match word {
            "impl" => {
                // As the type of a parameter or of a result.
                let is_type =
                    self.open.last() == Some(&b'(') || tokens.is_mark(at.wrapping_sub(1), b'>');
                self.is_impl |= depth == 0;
                depth > 0 && !is_type
            }
            // A type of functions has no name.
            "fn" if tokens.kind(at + 1) != Some(Kind::Word) => false,
            "enum" | "fn" | "mod" | "struct" | "use" | "const" | "type" => {
                let is_member =
                    depth == 1 && self.is_impl && matches!(word, "const" | "fn" | "type");
                if depth == 0 {
                    self.is_impl = false;
                }
                depth > 0 && !is_member
            }
            "union" => tokens.kind(at + 1) == Some(Kind::Word),
            _ => false,
        };
        is_item.then_some("an item inside of a function")
    }
}

fn word_refused(tokens: &Tokens<'_>, at: usize, word: &str, import: bool) -> Option<&'static str> {
    if REFUSED.contains(&word) {
        return Some("that word");
    }
    if word == "as" && import {
        return Some("an import under another name");
    }
    if word == "pub" {
        return visibility(tokens, at + 1);
    }
    let is_unequal =
        tokens.kind(at + 1) == Some(Kind::Mark(b'!', true)) && tokens.is_mark(at + 2, b'=');
    let is_called = tokens.is_mark(at + 1, b'!') && !is_unequal;
    if is_called && !KEYWORDS.contains(&word) {
        return call(tokens, at, word);
    }
    path(tokens, at, word, import)
}

/// `pub`, `pub(crate)`, `pub(super)` and `pub(self)`.
fn visibility(tokens: &Tokens<'_>, at: usize) -> Option<&'static str> {
    if tokens.kind(at) != Some(Kind::Open(b'(')) {
        return None;
    }
    let is_known = matches!(tokens.word(at + 1), "crate" | "self" | "super")
        && tokens.kind(at + 2) == Some(Kind::Close(b')'));
    (!is_known).then_some("another visibility")
}

fn call(tokens: &Tokens<'_>, at: usize, word: &str) -> Option<&'static str> {
    // A field's colon may stand before a macro, that of a path may not.
    if !MACROS.contains(&word) || at > 1 && tokens.is_path_mark(at - 2) {
        return Some("another macro");
    }
    if !matches!(tokens.kind(at + 2), Some(Kind::Open(b'(' | b'['))) {
        return Some("a macro with another body");
    }
    if word == "include_str" {
        let path = tokens.text(at + 3).trim_matches('"');
        let is_included = tokens.kind(at + 3) == Some(Kind::Text)
            && matches!(tokens.kind(at + 4), Some(Kind::Close(_)))
            && path
                .strip_prefix(INCLUDED)
                .is_some_and(|name| !name.contains(['/', '\\', '"']));
        return (!is_included).then_some("another file inside");
    }
    None
}

/// What begins a path may lead into few parts of the standard library.
fn path(tokens: &Tokens<'_>, at: usize, word: &str, import: bool) -> Option<&'static str> {
    let leads = tokens.is_path_mark(at + 1);
    let behind_path = at > 1 && tokens.is_path_mark(at - 2);
    if behind_path && !tokens.is_mark(at.wrapping_sub(3), b'>') {
        return None;
    }
    if word == "std" {
        let is_known = leads && STD.contains(&tokens.word(at + 3));
        return (!is_known && (leads || import)).then_some("another part of `std`");
    }
    (leads && FOREIGN.contains(&word)).then_some("a path into another crate of the language")
}

/// `::` stands behind a word or a type, never in front of all else.
fn leading(tokens: &Tokens<'_>, at: usize) -> Option<&'static str> {
    if !tokens.is_path_mark(at) {
        return None;
    }
    let before = at.checked_sub(1);
    let is_behind = before.is_some_and(|before| {
        let word = tokens.word(before);
        !word.is_empty() && !KEYWORDS.contains(&word) || tokens.is_mark(before, b'>')
    });
    (!is_behind).then_some("a path from outside")
}

/// An attribute behind its `#`: one of the list, in the one form that generated code has of it.
fn attribute(tokens: &Tokens<'_>, at: usize) -> Option<&'static str> {
    let is_inner = tokens.is_mark(at, b'!');
    let at = at + usize::from(is_inner);
    let name = tokens.word(at + 1);
    if tokens.kind(at) != Some(Kind::Open(b'[')) || !ATTRIBUTES.contains(&name) {
        return Some("another attribute");
    }
    if is_inner != (name == "forbid") {
        return Some("an inner attribute");
    }
    let end = tokens.behind(at);
    let inside: Vec<&str> = (at + 2..end - 1).map(|at| tokens.text(at)).collect();
    let is_known = match name {
        "cfg" => inside == ["(", "feature", "=", "\"ureq\"", ")"],
        "derive" => inside
            .iter()
            .all(|word| matches!(*word, "(" | "," | ")") || DERIVES.contains(word)),
        "forbid" => inside == ["(", "unsafe_code", ")"],
        _ => inside.is_empty() && name != "doc",
    };
    (!is_known).then_some("an attribute of another form")
}
