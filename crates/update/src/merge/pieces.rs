//! A Rust file as pieces: tokens without what rustfmt adds and takes away by itself.
//!
//! Two layouts of one program have the same pieces. So white space is none, nor are commas before a bracket that
//! closes and behind arms of a `match`, nor the braces around the one expression of an arm or a closure; `use`
//! declarations that follow each other are one piece, which says what they import. All of that stays with the piece
//! before it, so wherever a piece goes, it goes along.

use std::borrow::Cow;

use super::imports;
use super::tokens::{Kind, Token, read};

/// Tokens at most of an expression whose braces do not count. It is merged as one line, so it has to be short.
const EXPRESSION: usize = 64;
/// Tokens at most that are looked at for that, quiet ones among them.
const LOOK: usize = 2 * EXPRESSION;

/// Words before a parenthesis that is no call's.
const NO_CALLS: [&str; 18] = [
    "as", "break", "const", "dyn", "else", "for", "if", "impl", "in", "let", "match", "move",
    "mut", "ref", "return", "where", "while", "yield",
];

/// What leaves an arm or a closure.
const JUMPS: [&str; 3] = ["break", "continue", "return"];

/// What counts of a file, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// What it says, the same in every layout.
    pub text: Cow<'a, str>,
    /// Offset of its first byte.
    pub start: usize,
    /// Offset behind its last byte, and behind what stays with it.
    pub end: usize,
    /// Whether a line begins with it that another may be put before.
    pub begins: bool,
    /// Whether a blank line stands above it.
    pub is_apart: bool,
    /// Whether it is inside of what only goes as a whole.
    pub is_inside: bool,
}

/// What one piece holds of `use` declarations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Imports {
    /// All that follow each other: tools sort and group them.
    Run,
    /// One.
    Declaration,
}

/// The pieces of a text; `None` if it cannot be read with certainty.
pub(super) fn pieces(text: &str, imports: Imports) -> Option<Vec<Piece<'_>>> {
    let tokens = read(text)?;
    let marks = Marks::of(&tokens)?;
    let mut pieces: Vec<Piece<'_>> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if *marks.quiet.get(at)? {
            pieces.last_mut()?.end = token.end;
            at += 1;
            continue;
        }
        let (said, next) = match imports::run(&tokens, at, imports == Imports::Run) {
            Some((said, next)) => (Cow::Owned(said), next),
            None => (token.text.clone(), at + 1),
        };
        let before = pieces.last().map_or(0, |piece| piece.end);
        let gap = text.get(before..token.start)?;
        let is_inside = *marks.inside.get(at)?;
        pieces.push(Piece {
            text: said,
            start: token.start,
            end: tokens.get(next - 1)?.end,
            begins: !is_inside && (before == 0 || gap.contains('\n')),
            is_apart: before > 0 && gap.matches('\n').count() > 1,
            is_inside,
        });
        at = next;
    }
    Some(pieces)
}

/// What is known of each token besides what it says.
struct Marks {
    /// It does not count.
    quiet: Vec<bool>,
    /// It goes with the tokens before it.
    inside: Vec<bool>,
}

/// A bracket that is open.
struct Level {
    open: usize,
    commas: usize,
    /// An arm of a `match` has begun and not ended.
    is_arm: bool,
}

impl Marks {
    /// `None` if brackets do not match.
    fn of(tokens: &[Token<'_>]) -> Option<Self> {
        let mut marks = Self {
            quiet: vec![false; tokens.len()],
            inside: vec![false; tokens.len()],
        };
        let partners = marks.commas(tokens)?;
        // The innermost first: whether braces count depends on what counts of what they hold.
        for at in (0..tokens.len()).rev() {
            if ["=>", "|", "||"].iter().any(|mark| tokens[at].is(mark)) {
                marks.body(tokens, &partners, at + 1);
            }
        }
        Some(marks)
    }

    /// Marks commas that do not count; the result has the other end of each bracket.
    fn commas(&mut self, tokens: &[Token<'_>]) -> Option<Vec<usize>> {
        let mut partners = vec![0; tokens.len()];
        let mut levels: Vec<Level> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            match token.kind {
                Kind::Open => levels.push(Level {
                    open: at,
                    commas: 0,
                    is_arm: false,
                }),
                Kind::Close => {
                    let open = levels.pop()?.open;
                    if !closes(&tokens[open].text, &token.text) {
                        return None;
                    }
                    partners[open] = at;
                    partners[at] = open;
                }
                _ if token.is(",") => {
                    self.quiet[at] = is_quiet_comma(tokens, at, levels.last());
                    if let Some(level) = levels.last_mut() {
                        level.commas += 1;
                        level.is_arm = false;
                    }
                }
                _ if token.is("=>") => {
                    if let Some(level) = levels.last_mut() {
                        level.is_arm = tokens[level.open].is("{");
                    }
                }
                _ => {}
            }
        }
        levels.is_empty().then_some(partners)
    }

    /// Marks the body of an arm or a closure if it is one short expression, and its braces if it has some.
    fn body(&mut self, tokens: &[Token<'_>], partners: &[usize], at: usize) {
        let Some(first) = tokens.get(at) else {
            return;
        };
        if !first.is("{") {
            if let Some(end) = self.expression(tokens, at) {
                self.inside[at..end].fill(true);
            }
            return;
        }
        let end = partners[at];
        // What jumps away has a semicolon within braces, and means the same.
        let is_jump = JUMPS.iter().any(|word| tokens[at + 1].is(word));
        let is_semicolon = is_jump && tokens[end - 1].is(";");
        let last = end - usize::from(is_semicolon);
        if last > at + 1 && self.expression(tokens, at + 1) == Some(last) {
            self.inside[at..=end].fill(true);
            self.quiet[at] = true;
            self.quiet[last..=end].fill(true);
        }
    }

    /// Where the one expression ends that begins here; `None` if it is long or may be more than one.
    fn expression(&self, tokens: &[Token<'_>], start: usize) -> Option<usize> {
        let mut depth = 0_usize;
        let mut counted = 0;
        for at in start..tokens.len().min(start + LOOK) {
            let token = &tokens[at];
            let is_end = token.kind == Kind::Close || token.is(",") || token.is(";");
            if depth == 0 && is_end {
                return Some(at);
            }
            if !self.quiet[at] {
                counted += 1;
            }
            if counted > EXPRESSION || token.kind == Kind::Comment || token.is("#") {
                return None;
            }
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => {
                    depth -= 1;
                    let is_block = depth == 0 && token.is("}") && !self.quiet[at];
                    if is_block && !ends_or_has_else(tokens, at + 1) {
                        return None;
                    }
                }
                _ if depth == 0 && (token.is("=>") || token.is("let")) => return None,
                _ => {}
            }
        }
        None
    }
}

/// Whether a block is all of its expression: what follows one may be a statement of its own.
fn ends_or_has_else(tokens: &[Token<'_>], at: usize) -> bool {
    let is_end = |token: &Token<'_>| {
        token.kind == Kind::Close || [",", ";", "else"].iter().any(|end| token.is(end))
    };
    tokens.get(at).is_some_and(is_end)
}

fn closes(open: &str, close: &str) -> bool {
    matches!((open, close), ("(", ")") | ("[", "]") | ("{", "}"))
}

/// Whether rustfmt may add this comma or take it away.
fn is_quiet_comma(tokens: &[Token<'_>], at: usize, level: Option<&Level>) -> bool {
    let mut behind = tokens[at + 1..].iter();
    let next = behind.find(|token| token.kind != Kind::Comment);
    match next.map(|token| &*token.text) {
        Some("]" | "}" | ">") => true,
        // The comma of a tuple of one is all that makes it one.
        Some(")") => level.is_some_and(|level| level.commas > 0 || is_call(tokens, level.open)),
        _ => level.is_some_and(|level| level.is_arm),
    }
}

/// Whether a parenthesis holds the arguments of something.
fn is_call(tokens: &[Token<'_>], open: usize) -> bool {
    let before = |back: usize| open.checked_sub(back).and_then(|at| tokens.get(at));
    let is_name = |token: &Token<'_>| token.kind == Kind::Word && !NO_CALLS.contains(&&*token.text);
    match before(1) {
        Some(token) if token.is("!") => before(2).is_some_and(is_name),
        Some(token) => is_name(token) || [">", ")", "]"].iter().any(|end| token.is(end)),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Imports, pieces};

    fn said(text: &str) -> Option<Vec<String>> {
        let pieces = pieces(text, Imports::Run)?;
        Some(
            pieces
                .into_iter()
                .map(|piece| piece.text.into_owned())
                .collect(),
        )
    }

    #[test]
    fn what_rustfmt_does_by_itself_changes_no_piece() {
        for (one, other) in [
            ("f(a, b)", "f(\n    a,\n    b,\n)"),
            ("f(a)", "f(\n    a,\n)"),
            ("f::<A>(a)", "f::<A>(\n    a,\n)"),
            ("vec![a]", "vec![\n    a,\n]"),
            ("type A = B<C>;", "type A = B<\n    C,\n>;"),
            ("f(a // b\n)", "f(\n    a, // b\n)"),
            (
                "match a { b => c, d => e }",
                "match a {\n    b => {\n        c\n    }\n    d => {\n        e\n    }\n}",
            ),
            (
                "match a { b => return c, _ => {} }",
                "match a {\n    b => {\n        return c;\n    }\n    _ => {},\n}",
            ),
            ("a.map(|b| c(b))", "a.map(|b| {\n    c(b)\n})"),
            ("a(|| B { c })", "a(|| {\n    B {\n        c,\n    }\n})"),
            (
                "match a { b => if c { d } else { e } }",
                "match a { b => { if c { d } else { e } } }",
            ),
            ("/* a\n   b */ c", "\t/* a\r\n\t\tb */\r\nc"),
            ("use a::{b, c}; use d;", "use d;\n\nuse a::b;\nuse a::c;"),
        ] {
            assert!(said(one).is_some(), "{one}");
            assert_eq!(said(one), said(other), "{one}");
        }
    }

    #[test]
    fn what_means_something_else_has_other_pieces() {
        for (one, other) in [
            ("(a,)", "(a)"),
            ("return (a,);", "return (a);"),
            ("a && b", "a & & b"),
            ("a << b", "a < < b"),
            ("match a { b => { c; d } }", "match a { b => c; d }"),
            ("match a { b => {} }", "match a { b => , }"),
            (
                "match a { b => { if c { d } e } }",
                "match a { b => if c { d } e }",
            ),
            ("match a { b => { c } // d\n}", "match a { b => c, }"),
            ("{ a }", "a"),
            ("a => { b; }", "a => { b }"),
            ("\"a b\"", "\"a  b\""),
            ("// a  b", "// a b"),
            ("#[a]\nuse b;\nuse c;", "#[a]\nuse c;\nuse b;"),
            ("use a; // b\nuse c;", "use a;\nuse c;"),
        ] {
            assert!(said(one).is_some(), "{one}");
            assert_ne!(said(one), said(other), "{one}");
        }
    }

    #[test]
    fn brackets_that_do_not_match_have_no_pieces() {
        for text in ["(", ")", "(]", "{(})", "a => {", "|"] {
            let expected = (text == "|").then(|| vec!["|".to_owned()]);
            assert_eq!(said(text), expected, "{text}");
        }
    }
}
