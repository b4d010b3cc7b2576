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
    names.sort_by(|a, b| version_order(a, b));
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
    for name in names {
        if line.len() + name.len() + 2 >= MAX_WIDTH {
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

/// Runs of digits and of other characters, in a form that compares as rustfmt's version sort does.
fn chunks(name: &str) -> Vec<(u8, u128, String)> {
    let mut out: Vec<(u8, u128, String)> = Vec::new();
    let mut run = String::new();
    let name = name.trim_start_matches("r#");
    for c in name.chars() {
        let same = run
            .chars()
            .last()
            .is_none_or(|last| last.is_ascii_digit() == c.is_ascii_digit());
        if !same {
            out.push(chunk(std::mem::take(&mut run)));
        }
        run.push(c);
    }
    if !run.is_empty() {
        out.push(chunk(run));
    }
    out
}

fn chunk(run: String) -> (u8, u128, String) {
    match run.parse() {
        Ok(number) => (0, number, run),
        // `_` stands before every letter and digit in this order.
        Err(_) => (1, 0, run.replace('_', " ")),
    }
}
