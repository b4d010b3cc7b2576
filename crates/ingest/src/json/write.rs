//! Writing a value back: two spaces of indentation, everything else as it stood.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use connector_model::visible;

use super::string;
use super::tree::{Kind, NodeId, Tree};

/// What is written differently.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    /// JSON texts that take the place of values.
    pub replaced: BTreeMap<NodeId, String>,
    /// Items and members that are not written.
    pub left_out: BTreeSet<NodeId>,
}

/// The text of a value, its members and items on lines of their own. Numbers, strings and the order
/// of members stay; only half a surrogate pair becomes U+FFFD.
pub fn write(tree: &Tree<'_>, node: NodeId, edits: &Edits) -> String {
    visible::json(write_up_to(tree, node, edits, usize::MAX))
}

/// As [`write`], but stops soon after so many bytes: enough to know that there are more.
pub(crate) fn write_up_to(tree: &Tree<'_>, node: NodeId, edits: &Edits, bytes: usize) -> String {
    let mut out = String::new();
    let mut open: Vec<Open<'_>> = Vec::new();
    start(tree, node, edits, &mut out, &mut open);
    while let Some(container) = open.last_mut().filter(|_| out.len() <= bytes) {
        let next = container
            .children
            .find(|child| !edits.left_out.contains(child));
        let Some(child) = next else {
            let Open { closing, empty, .. } = *container;
            open.pop();
            if !empty {
                new_line(&mut out, open.len());
            }
            out.push(closing);
            continue;
        };
        if !container.empty {
            out.push(',');
        }
        container.empty = false;
        new_line(&mut out, open.len());
        if let Some(key) = key(tree, child) {
            out.push_str(&key);
            out.push_str(": ");
        }
        start(tree, child, edits, &mut out, &mut open);
    }
    out
}

struct Open<'t> {
    children: super::Children<'t>,
    closing: char,
    empty: bool,
}

/// Writes a scalar, or opens a container.
fn start<'t>(
    tree: &'t Tree<'_>,
    node: NodeId,
    edits: &Edits,
    out: &mut String,
    open: &mut Vec<Open<'t>>,
) {
    if let Some(text) = edits.replaced.get(&node) {
        out.push_str(text);
        return;
    }
    let (opening, closing) = match tree.kind(node) {
        Kind::Array => ('[', ']'),
        Kind::Object => ('{', '}'),
        _ => {
            out.push_str(&scalar(tree, node));
            return;
        }
    };
    out.push(opening);
    open.push(Open {
        children: tree.children(node),
        closing,
        empty: true,
    });
}

fn scalar<'t>(tree: &'t Tree<'_>, node: NodeId) -> Cow<'t, str> {
    match tree.string(node) {
        Some(value) if tree.has_lone_surrogate(node).0 => Cow::Owned(string::quote(&value)),
        _ => Cow::Borrowed(tree.raw(node)),
    }
}

fn key(tree: &Tree<'_>, node: NodeId) -> Option<String> {
    let key = tree.key(node)?;
    Some(match tree.plain_key(node) {
        Some(plain) => format!("\"{plain}\""),
        None => string::quote(&key),
    })
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}
