//! What `use` declarations import, however they are grouped, split and sorted.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::tokens::{Kind, Token, read};

/// Groups in groups at most.
const DEPTH: usize = 16;
/// Bytes at most of what one run says: groups in groups repeat what stands before them.
const MOST: usize = 1 << 16;
/// Tokens at most of an attribute that is looked through backwards.
const ATTRIBUTE: usize = 32;
/// Columns of a line.
const WIDTH: usize = 100;
/// What the text of such a piece begins with: no other piece has a line end in it and begins with a word.
const HEAD: &str = "use\n";

/// One `use` declaration.
struct Declaration {
    /// Offsets of its text.
    place: Range<usize>,
    /// A declaration for each thing that it imports, without the semicolon.
    items: Vec<String>,
}

/// The declaration that begins with a token, or all that follow each other from there on: what they say, and the first
/// token behind them.
pub(super) fn run(tokens: &[Token<'_>], at: usize, is_all: bool) -> Option<(String, usize)> {
    if !begins(tokens, at) {
        return None;
    }
    let (declarations, next) = declarations(tokens, at, if is_all { usize::MAX } else { 1 })?;
    let items = declarations.into_iter().flat_map(|one| one.items);
    Some((said(items.collect()), next))
}

/// The things that such a piece says; `None` for any other piece.
pub(super) fn items(said: &str) -> Option<impl Iterator<Item = &str>> {
    said.strip_prefix(HEAD).map(|items| items.split('\n'))
}

/// What a run says after both sides changed it: nothing that one side took away, everything that one side added.
pub(super) fn merged(base: &str, yours: &str, new: &str) -> Option<String> {
    let set = |said| items(said).map(BTreeSet::from_iter);
    let (base, yours, new): (BTreeSet<&str>, BTreeSet<&str>, BTreeSet<&str>) =
        (set(base)?, set(yours)?, set(new)?);
    let is_kept =
        |item: &&&str| !base.contains(**item) || (yours.contains(**item) && new.contains(**item));
    let all = yours.union(&new);
    Some(said(
        all.filter(is_kept).map(|item| (*item).to_owned()).collect(),
    ))
}

/// The user's declarations so that they say what they have to: those that still hold stay as they are written, and what
/// is added goes to the one that imports from the same place.
pub(super) fn written(yours: &str, wanted: &str, line_end: &str) -> Option<String> {
    let mut wanted: BTreeSet<&str> = items(wanted)?.collect();
    let tokens = read(yours)?;
    let (declarations, next) = declarations(&tokens, 0, usize::MAX)?;
    if next < tokens.len() {
        return None;
    }
    let known: BTreeSet<&str> = declarations
        .iter()
        .flat_map(|declaration| declaration.items.iter().map(String::as_str))
        .collect();
    let mut out = String::new();
    let mut end = 0;
    for declaration in &declarations {
        let before = yours.get(end..declaration.place.start)?;
        end = declaration.place.end;
        let own = declaration.items.iter().map(String::as_str);
        let mut from: BTreeSet<&str> = own.clone().map(origin).collect();
        // `use a::{self, b}` imports from one place.
        let inner = own.clone().find(|item| from.contains(item));
        if let Some(inner) = inner.filter(|inner| own.clone().all(|item| is_within(item, inner))) {
            from = BTreeSet::from([inner]);
        }
        let is_from = |item: &&str| from.len() == 1 && from.contains(origin(item));
        let is_added = |item: &&str| !known.contains(item) && is_from(item);
        let all: BTreeSet<&str> = own
            .clone()
            .filter(|item| wanted.contains(item))
            .chain(wanted.iter().copied().filter(is_added))
            .collect();
        if own.clone().collect::<BTreeSet<_>>() == all {
            // Nothing is left above the first one.
            out.push_str(if out.is_empty() { "" } else { before });
            out.push_str(yours.get(declaration.place.clone())?);
        } else {
            push(&mut out, &all, line_end);
        }
        for item in own.chain(all) {
            wanted.remove(item);
        }
    }
    push(&mut out, &wanted, line_end);
    Some(out)
}

/// Where something is imported from, without the last name.
fn origin(item: &str) -> &str {
    item.rsplit_once("::").map_or(item, |(origin, _)| origin)
}

/// Whether an item is this place or directly from it.
fn is_within(item: &str, place: &str) -> bool {
    item == place || origin(item) == place
}

/// Adds declarations of these things, one for each place that they are from.
fn push(out: &mut String, items: &BTreeSet<&str>, line_end: &str) {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let origins: BTreeSet<&str> = items.iter().map(|item| origin(item)).collect();
    for item in items {
        if item.contains("::") && origins.contains(item) {
            groups.entry(item).or_default().push("self");
            continue;
        }
        let names = groups.entry(origin(item)).or_default();
        names.extend(item.rsplit_once("::").map(|(_, name)| name));
    }
    for (origin, mut names) in groups {
        if !out.is_empty() {
            out.push_str(line_end);
        }
        // As rustfmt sorts them.
        names.sort_by_key(|name| {
            let is_type = name.starts_with(|c: char| c.is_ascii_uppercase());
            (*name != "self", is_type, *name)
        });
        out.push_str(origin);
        match names[..] {
            [] => {}
            [one] => out.extend(["::", one]),
            _ => group(out, &names, line_end),
        }
        out.push(';');
    }
}

/// Names in braces, in lines as rustfmt fills them.
fn group(out: &mut String, names: &[&str], line_end: &str) {
    let start = out.rfind('\n').map_or(0, |at| at + 1);
    let list = names.join(", ");
    if out.len() - start + list.len() + "::{};".len() <= WIDTH {
        out.extend(["::{", &list, "}"]);
        return;
    }
    out.push_str("::{");
    let mut width = WIDTH;
    for name in names {
        if width + name.len() + 2 > WIDTH {
            out.extend([line_end, "    "]);
            width = 4;
        } else {
            out.push(' ');
            width += 1;
        }
        out.extend([*name, ","]);
        width += name.len() + 1;
    }
    out.extend([line_end, "}"]);
}

fn said(mut items: Vec<String>) -> String {
    items.sort();
    format!("{HEAD}{}", items.join("\n"))
}

/// Whether an item may begin here that has no attribute.
fn begins(tokens: &[Token<'_>], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|at| tokens.get(at)) else {
        return true;
    };
    if before.is("]") {
        let from = at.saturating_sub(ATTRIBUTE);
        let mark = (from..at).rev().find(|at| tokens[*at].is("#"));
        return mark.is_some_and(|mark| tokens[mark + 1].is("!"));
    }
    before.kind == Kind::Comment || [";", "{", "}"].iter().any(|end| before.is(end))
}

/// As many declarations as follow each other; `None` if there is not one.
fn declarations(tokens: &[Token<'_>], at: usize, most: usize) -> Option<(Vec<Declaration>, usize)> {
    let mut declarations = Vec::new();
    let mut next = at;
    let mut room = MOST;
    while declarations.len() < most {
        let Some((declaration, behind)) = declaration(tokens, next, &mut room) else {
            break;
        };
        declarations.push(declaration);
        next = behind;
    }
    (next > at).then_some((declarations, next))
}

fn declaration(tokens: &[Token<'_>], at: usize, room: &mut usize) -> Option<(Declaration, usize)> {
    let start = tokens.get(at)?.start;
    let (mut head, mut at) = visibility(tokens, at)?;
    head.push_str("use ");
    let mut tree = Tree {
        head,
        path: String::new(),
        prefixes: Vec::new(),
        items: Vec::new(),
    };
    loop {
        let token = tokens.get(at)?;
        let size = tree.path.len() + token.text.len();
        *room = room.checked_sub(size)?;
        at += 1;
        if token.is(";") {
            tree.leaf();
            let place = start..token.end;
            let items = tree.items;
            return (!items.is_empty()).then_some((Declaration { place, items }, at));
        }
        let is_empty = token.is("}") && tokens[at - 2].is("{");
        if is_empty || !tree.push(token) {
            return None;
        }
    }
}

/// What stands before the `use`, and the place behind it.
fn visibility(tokens: &[Token<'_>], mut at: usize) -> Option<(String, usize)> {
    let mut head = String::new();
    if tokens.get(at)?.is("pub") {
        head.push_str("pub");
        at += 1;
        if tokens.get(at)?.is("(") {
            let rest = tokens.get(at..)?;
            let end = rest
                .iter()
                .take(ATTRIBUTE)
                .position(|token| token.is(")"))?;
            let inside: Vec<&str> = rest[1..end].iter().map(|token| &*token.text).collect();
            head.push('(');
            head.push_str(&inside.join(" ").replace(" :: ", "::"));
            head.push(')');
            at += end + 1;
        }
        head.push(' ');
    }
    tokens.get(at)?.is("use").then_some((head, at + 1))
}

/// A tree of imports while it is read.
struct Tree {
    head: String,
    /// What was read of the path since the last comma.
    path: String,
    /// What stands before each group that is open.
    prefixes: Vec<String>,
    items: Vec<String>,
}

impl Tree {
    /// Whether the token may be there.
    fn push(&mut self, token: &Token<'_>) -> bool {
        match &*token.text {
            "{" if self.prefixes.len() >= DEPTH => return false,
            "{" => self.prefixes.push(self.path.clone()),
            "}" => {
                self.leaf();
                if self.prefixes.pop().is_none() {
                    return false;
                }
                // What follows is a comma, the end of another group or of all.
                self.path.clear();
            }
            "," => {
                self.leaf();
                self.path = self.prefixes.last().cloned().unwrap_or_default();
            }
            "as" => self.path.push_str(" as "),
            "::" | "*" => self.path.push_str(&token.text),
            word if token.kind == Kind::Word => self.path.push_str(word),
            _ => return false,
        }
        true
    }

    /// Ends a path.
    fn leaf(&mut self) {
        let prefix = self.prefixes.last().map_or("", String::as_str);
        if self.path.is_empty() || self.path == prefix {
            return;
        }
        let path = self.path.strip_suffix("::self").unwrap_or(&self.path);
        self.items.push(format!("{}{path}", self.head));
    }
}

#[cfg(test)]
mod tests {
    use super::{items, merged, run, written};
    use crate::merge::tokens::read;

    fn said(text: &str) -> Option<String> {
        run(&read(text)?, 0, true).map(|(said, _)| said)
    }

    #[test]
    fn what_is_imported_does_not_depend_on_groups() {
        let one = said("use a::{b, c::{self, d as e, *}};\nuse f;");
        assert!(one.is_some());
        for text in [
            "use f; use a::b; use a::c; use a::c::d as e; use a::c::*;",
            "use a::{\n    c::{*, d as e, self,},\n    b,\n};\n\nuse f;",
        ] {
            assert_eq!(said(text), one, "{text}");
        }
        let public = said("pub(in a::b) use c;").expect("a run");
        assert_eq!(
            items(&public).expect("a run").next(),
            Some("pub(in a::b) use c")
        );
        for text in [
            "use a::{};",
            "use a",
            "use a::{b /* c */};",
            "use a}; ",
            "pub fn a() {}",
            "a",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    #[test]
    fn groups_in_groups_do_not_grow_without_end() {
        let text = format!(
            "use {}a{};",
            "aaaaaaaa::{b,".repeat(10_000),
            "}".repeat(10_000)
        );
        assert_eq!(said(&text), None);
    }

    #[test]
    fn imports_of_both_sides_are_there_and_what_one_side_took_away_is_not() {
        let base = said("use a::{b, c, d};").expect("a run");
        let yours = "use a::{b, c};\nuse a::d;\nuse mine;";
        let new = said("use a::{b, d, e};").expect("a run");
        let all = merged(&base, &said(yours).expect("a run"), &new).expect("a run");
        assert_eq!(all, said("use a::{b, d, e}; use mine;").expect("a run"));
        assert_eq!(
            written(yours, &all, "\n").as_deref(),
            Some("use a::{b, e};\nuse a::d;\nuse mine;")
        );
        for (yours, all, expected) in [
            (
                "use a::{b, c};",
                "use a::{b, c, D, e};",
                "use a::{b, c, e, D};",
            ),
            ("use a::{b, c};", "use a::b;", "use a::b;"),
            (
                "use a::b::{self, c};\nuse x;",
                "use a::b; use a::b::c; use a::b::D; use x;",
                "use a::b::{self, c, D};\nuse x;",
            ),
            (
                "use a::b;",
                "use a::b; use a::b::C;",
                "use a::b;\nuse a::b::C;",
            ),
            (
                "use a::{c, b};",
                "use a::{b, c}; use d::E; use f;",
                "use a::{c, b};\nuse d::E;\nuse f;",
            ),
            (
                "use a::b;\n\nuse c::d;",
                "use c::d; use x;",
                "use c::d;\nuse x;",
            ),
        ] {
            let all = said(all).expect("a run");
            assert_eq!(written(yours, &all, "\n").as_deref(), Some(expected));
        }
        let long: Vec<String> = (0..20).map(|at| format!("Structure{at}")).collect();
        let long = format!("use a::{{{}}};", long.join(", "));
        let all = said(&long).expect("a run");
        let lines = written("use a::Structure1;", &all, "\n").expect("it is written");
        assert!(lines.lines().all(|line| line.len() <= 100), "{lines}");
        assert_eq!(said(&lines), Some(all));
    }
}
