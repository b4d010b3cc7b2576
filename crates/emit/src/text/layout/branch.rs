//! Bodies of functions that decide: conditions, early returns, blocks inside of blocks.

use super::TAB;
use super::expr::Expr;
use super::flat::oneline;
use super::rewrite::{Shape, assigned, fits, forced, spaces, width};
use crate::text::{RsCode, RsIdent, RsType};

/// A statement of a function that decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Branch {
    /// `if a && b { … }`
    If(Vec<Expr>, Vec<Self>),
    /// `if let Some(name) = value { … }`
    IfSome(RsIdent, Expr, Vec<Self>),
    /// `let name = value;`
    Let(RsIdent, Expr),
    /// `let Some(name) = value else { return other; };`
    LetElse(RsIdent, Expr, Expr),
    /// `return value;`, at the end of a function without the word.
    Return(Expr),
}

/// The lines of a function's body, indented once.
pub fn body(branches: &[Branch]) -> RsCode {
    let mut out = String::new();
    let last = branches.len().saturating_sub(1);
    for (index, branch) in branches.iter().enumerate() {
        match branch {
            Branch::Return(value) if index == last => {
                let shape = shape(TAB, 0, 0);
                line(&mut out, TAB, &forced(value, shape));
            }
            branch => push(&mut out, branch, TAB),
        }
    }
    RsCode::composed(out.trim().to_owned())
}

fn shape(indent: usize, columns: usize, after: usize) -> Shape {
    Shape {
        indent,
        column: indent + columns,
        after,
    }
}

fn line(out: &mut String, indent: usize, code: &str) {
    out.push_str(&spaces(indent));
    out.push_str(code);
    out.push('\n');
}

fn push(out: &mut String, branch: &Branch, indent: usize) {
    match branch {
        Branch::If(conditions, inner) => {
            line(out, indent, &conditional(conditions, indent));
            block(out, inner, indent);
        }
        Branch::IfSome(name, value, inner) => {
            line(out, indent, &unwrapping(name, value, indent));
            block(out, inner, indent);
        }
        Branch::Let(name, value) => {
            let code = assigned("let ", &Expr::ident(name), value, indent, 1);
            line(out, indent, &format!("{code};"));
        }
        Branch::LetElse(name, value, other) => {
            let head = format!("let Some({name}) = {} else {{", oneline(value));
            line(out, indent, &head);
            push(out, &Branch::Return(other.clone()), indent + TAB);
            line(out, indent, "};");
        }
        Branch::Return(value) => {
            // rustfmt keeps one column more than it needs behind `return`.
            let code = forced(value, shape(indent, "return ".len(), 2));
            line(out, indent, &format!("return {code};"));
        }
    }
}

fn block(out: &mut String, inner: &[Branch], indent: usize) {
    for branch in inner {
        push(out, branch, indent + TAB);
    }
    line(out, indent, "}");
}

/// `if a && b {`, a condition on each line where one line does not hold them.
fn conditional(conditions: &[Expr], indent: usize) -> String {
    let conditions: Vec<String> = conditions.iter().map(oneline).collect();
    let flat = format!("if {} {{", conditions.join(" && "));
    if fits(&flat, indent, 0) {
        return flat;
    }
    let separator = format!("\n{}&& ", spaces(indent + TAB));
    let lines = conditions.join(&separator);
    format!("if {lines}\n{}{{", spaces(indent))
}

fn unwrapping(name: &RsIdent, value: &Expr, indent: usize) -> String {
    let head = format!("if let Some({name}) =");
    let value = oneline(value);
    let flat = format!("{head} {value} {{");
    if fits(&flat, indent, 0) {
        return flat;
    }
    let (outer, inner) = (spaces(indent), spaces(indent + TAB));
    format!("{head}\n{inner}{value}\n{outer}{{")
}

/// Columns of an expression on one line.
pub fn columns(value: &Expr) -> usize {
    width(&oneline(value))
}

/// Lines of an expression that is returned somewhere inside of blocks, about.
pub fn lines(value: &Expr) -> usize {
    forced(value, shape(4 * TAB, "return ".len(), 2))
        .lines()
        .count()
}

/// The head of a function of a module's own, up to its brace.
pub fn head(
    words: &'static str,
    name: &RsIdent,
    parameters: &[(RsIdent, RsType)],
    result: &'static str,
) -> RsCode {
    let parameters: Vec<String> = parameters
        .iter()
        .map(|(name, kind)| format!("{name}: {kind}"))
        .collect();
    let flat = format!("{words} {name}({}) -> {result} {{", parameters.join(", "));
    if fits(&flat, 0, 0) {
        return RsCode::composed(flat);
    }
    let lines = parameters.join(",\n    ");
    let lines = format!("    {lines},\n");
    RsCode::composed(format!("{words} {name}(\n{lines}) -> {result} {{"))
}
