//! Expressions on one line.

use super::expr::{Expr, Link, Node};
use super::rewrite::{is_call, is_call_itself, width};
use super::{ARRAY_WIDTH, CALL_WIDTH, CHAIN_WIDTH, LITERAL_WIDTH};

/// Everything on one line whatever its width.
pub(super) fn oneline(value: &Expr) -> String {
    let list = |args: &[Expr]| args.iter().map(oneline).collect::<Vec<_>>().join(", ");
    match &value.0 {
        Node::Atom(code) | Node::Text(code) => code.clone(),
        Node::Call {
            callee,
            close,
            args,
        } => format!("{callee}{}{close}", list(args)),
        Node::Chain { head, links } => links.iter().fold(oneline(head), |text, link| {
            let args = link
                .args
                .as_ref()
                .map(|args| format!("({})", list(args)))
                .unwrap_or_default();
            format!(
                "{text}.{}{args}{}",
                link.name,
                if link.tries { "?" } else { "" }
            )
        }),
        Node::Closure { params, body, .. } => format!("|{params}| {}", oneline(body)),
        Node::Index { base, index } => format!("{}[{index}]", oneline(base)),
        Node::Infix { sign, operands } => {
            let operands: Vec<String> = operands.iter().map(oneline).collect();
            operands.join(&format!(" {sign} "))
        }
        Node::Literal { name, fields, base } => {
            let mut parts: Vec<String> = fields
                .iter()
                .map(|(field, value)| format!("{field}: {}", oneline(value)))
                .collect();
            parts.extend(base.as_ref().map(|base| format!("..{}", oneline(base))));
            format!("{name} {{ {} }}", parts.join(", "))
        }
    }
}

/// The one-line form, if rustfmt's limits for its parts allow one.
pub(super) fn flat_form(value: &Expr) -> Option<String> {
    match &value.0 {
        Node::Atom(code) | Node::Text(code) => Some(code.clone()),
        Node::Call {
            callee,
            close,
            args,
        } => Some(format!("{callee}{}{close}", flat_list(args, close)?)),
        Node::Chain { head, links } => {
            let flat = flat_chain(head, links)?;
            (links.len() == 1 || width(&flat) <= CHAIN_WIDTH).then_some(flat)
        }
        Node::Closure { params, body, .. } => Some(format!("|{params}| {}", flat_form(body)?)),
        Node::Index { base, index } => Some(format!("{}[{index}]", flat_form(base)?)),
        Node::Infix { sign, operands } => {
            let operands: Option<Vec<String>> = operands.iter().map(flat_form).collect();
            Some(operands?.join(&format!(" {sign} ")))
        }
        Node::Literal { name, fields, base } => flat_literal(name, fields, base.as_deref()),
    }
}

pub(super) fn flat_list(args: &[Expr], close: &str) -> Option<String> {
    let line = args
        .iter()
        .map(flat_form)
        .collect::<Option<Vec<_>>>()?
        .join(", ");
    let limit = if is_call(close) {
        CALL_WIDTH
    } else {
        ARRAY_WIDTH
    };
    let alone = args.len() == 1 && !is_call_itself(&args[0]);
    (alone || width(&line) <= limit).then_some(line)
}

pub(super) fn flat_chain(head: &Expr, links: &[Link]) -> Option<String> {
    let mut text = flat_form(head)?;
    for link in links {
        text.push_str(&flat_link(link)?);
    }
    Some(text)
}

pub(super) fn flat_link(link: &Link) -> Option<String> {
    let tries = if link.tries { "?" } else { "" };
    match &link.args {
        None => Some(format!(".{}{tries}", link.name)),
        Some(args) => Some(format!(".{}({}){tries}", link.name, flat_list(args, ")")?)),
    }
}

pub(super) fn flat_literal(
    name: &str,
    fields: &[(String, Expr)],
    base: Option<&Expr>,
) -> Option<String> {
    let mut parts = Vec::new();
    for (field, value) in fields {
        parts.push(format!("{field}: {}", flat_form(value)?));
    }
    if let Some(base) = base {
        parts.push(format!("..{}", flat_form(base)?));
    }
    let line = parts.join(", ");
    (width(&line) <= LITERAL_WIDTH).then(|| format!("{name} {{ {line} }}"))
}
