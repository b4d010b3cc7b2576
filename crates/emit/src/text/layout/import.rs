//! Lines of `use`, in the order of rustfmt.

use super::MAX_WIDTH;
use super::rewrite::fits;
use crate::text::{RsCode, RsIdent};

/// `use path::{…};` with the names in the order of rustfmt, filled up to the width.
pub fn import(path: &'static str, names: &[RsIdent]) -> RsCode {
    import_list("use", path, names)
}

/// `use path;`
pub fn import_module(path: &'static str) -> RsCode {
    RsCode::composed(format!("use {path};"))
}

/// `use path::{self, …};` with few names.
pub fn import_with_module(path: &'static str, names: &[RsIdent]) -> RsCode {
    let mut names: Vec<&str> = names.iter().map(RsIdent::as_str).collect();
    names.sort_by(|a, b| version_order(a, b));
    RsCode::composed(format!("use {path}::{{self, {}}};", names.join(", ")))
}

/// The same from another crate.
pub fn import_from(library: &RsIdent, names: &[RsIdent]) -> RsCode {
    import_list("use", library.as_str(), names)
}

/// `pub use module::{…};`.
pub fn export(module: &RsIdent, names: &[RsIdent]) -> RsCode {
    import_list("pub use", module.as_str(), names)
}

fn import_list(head: &str, path: &str, names: &[RsIdent]) -> RsCode {
    let mut names: Vec<&str> = names.iter().map(RsIdent::as_str).collect();
    // Unlike modules: a name in lower case stands behind the types.
    names.sort_by(|a, b| chunks(a).cmp(&chunks(b)));
    names.dedup();
    let list = names.join(", ");
    if let [one] = names.as_slice() {
        return RsCode::composed(format!("{head} {path}::{one};"));
    }
    let flat = format!("{head} {path}::{{{list}}};");
    // Lists of `use` keep columns free.
    if fits(&flat, 0, 2) {
        return RsCode::composed(flat);
    }
    let mut lines = String::new();
    let mut line = String::from("   ");
    for (index, name) in names.iter().enumerate() {
        // rustfmt does not count the comma behind the last name while there is only one line of names.
        let uncounted = usize::from(index + 1 == names.len() && lines.is_empty());
        if line.len() + name.len() + 2 >= MAX_WIDTH + uncounted {
            lines.push_str(&line);
            lines.push('\n');
            line = String::from("   ");
        }
        line.push(' ');
        line.push_str(name);
        line.push(',');
    }
    RsCode::composed(format!("{head} {path}::{{\n{lines}{line}\n}};"))
}

/// Order of rustfmt's style edition 2024: numbers inside of names by value, else by characters; names of
/// modules (lower case) stand before types.
pub fn version_order(a: &str, b: &str) -> std::cmp::Ordering {
    let rank = |name: &str| {
        u8::from(
            name.trim_start_matches("r#")
                .starts_with(|c: char| c.is_ascii_uppercase()),
        )
    };
    rank(a)
        .cmp(&rank(b))
        .then_with(|| chunks(a).cmp(&chunks(b)))
}

/// A part of a name, in the order that rustfmt's version sort gives the kinds: an underscore stands before
/// every digit and letter, a digit before every letter.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Chunk<'a> {
    Underscore,
    Number(u128, &'a str),
    Word(&'a str),
}

/// Underscores one by one, runs of digits and runs of other characters.
fn chunks(name: &str) -> Vec<Chunk<'_>> {
    let kind = |c: char| (c == '_', c.is_ascii_digit());
    let mut out = Vec::new();
    let mut rest = name.trim_start_matches("r#");
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '_' => 1,
            _ => rest.find(|c| kind(c) != kind(first)).unwrap_or(rest.len()),
        };
        let (run, behind) = rest.split_at(end);
        out.push(match first {
            '_' => Chunk::Underscore,
            '0'..='9' => Chunk::Number(run.parse().unwrap_or(u128::MAX), run),
            _ => Chunk::Word(run),
        });
        rest = behind;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::version_order;

    #[test]
    fn names_stand_in_the_order_that_rustfmt_gives_them() {
        let sorted = [
            "put_user",
            "put_user_json",
            "put_user2",
            "put_user10",
            "put_users",
            "r#type",
            "x_1",
            "x1_a",
            "x1a",
            "User_A",
            "User2",
            "UserA",
        ];
        for pair in sorted.windows(2) {
            assert!(version_order(pair[0], pair[1]).is_lt(), "{pair:?}");
        }
    }
}
