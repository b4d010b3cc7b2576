//! Where in a model something is wrong. Models are read without places; only a fault makes them be looked up.

use connector_model::diagnostic::{Diagnostic, Place, Rule};

use crate::json::{self, Limits, NodeId, Tree};

/// Something wrong in a model, by its JSON pointer.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// Kind of finding.
    pub(crate) rule: &'static Rule,
    /// JSON pointer to it.
    pub(crate) pointer: String,
    /// What is wrong.
    pub(crate) message: String,
    /// The way out.
    pub(crate) help: String,
}

/// A model's text and its index among the sources.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ModelText<'a> {
    /// Index of the source.
    pub(crate) source: usize,
    /// The text.
    pub(crate) bytes: &'a [u8],
}

impl ModelText<'_> {
    /// The findings of faults, in their order.
    pub(crate) fn findings(&self, faults: &[Fault]) -> Vec<Diagnostic> {
        if faults.is_empty() {
            return Vec::new();
        }
        let tree = json::read(self.source, self.bytes, &Limits::default()).ok();
        let place = |pointer: &str| {
            let found = tree
                .as_ref()
                .and_then(|tree| Some(tree.place(tree.find(pointer)?)));
            found.unwrap_or_else(|| Place {
                pointer: pointer.to_owned(),
                ..Place::source(self.source)
            })
        };
        let finding = |fault: &Fault| {
            Diagnostic::new(fault.rule, fault.message.as_str())
                .at(place(&fault.pointer))
                .help(fault.help.as_str())
        };
        faults.iter().map(finding).collect()
    }

    /// The finding for a text that could not be read as what it is: where it is no JSON, that of the JSON reader, else one
    /// of the given rule at the value that does not fit.
    pub(crate) fn unreadable(
        &self,
        rule: &'static Rule,
        what: &str,
        error: &serde_json::Error,
    ) -> Box<Diagnostic> {
        let tree = match json::read(self.source, self.bytes, &Limits::default()) {
            Ok(tree) => tree,
            Err(finding) => return finding,
        };
        let node = node_at(&tree, self.bytes, offset(self.bytes, error));
        let text = error.to_string();
        let reason = text.split(" at line ").next().unwrap_or(&text);
        let reason = in_words_of_json(reason);
        let pointer = tree.pointer(node);
        let at = if pointer.is_empty() {
            String::new()
        } else {
            format!(" at `{pointer}`")
        };
        Box::new(
            Diagnostic::new(rule, format!("{what} is not built as its format says{at}: {reason}"))
                .at(tree.place(node))
                .help("take the file as the service's publisher wrote it; correct the value if it was edited"),
        )
    }
}

/// What a value is, as the texts of JSON call it.
fn in_words_of_json(reason: &str) -> String {
    reason
        .replace("invalid type: map", "invalid type: object")
        .replace("invalid type: sequence", "invalid type: array")
        .replace("expected a sequence", "expected an array")
}

/// The byte behind the last one that was read when an error was found.
fn offset(bytes: &[u8], error: &serde_json::Error) -> usize {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let before: usize = lines
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    before + error.column()
}

/// The value that an error is about: the one that ends before the offset, or begins behind it.
fn node_at(tree: &Tree<'_>, bytes: &[u8], offset: usize) -> NodeId {
    let read = innermost(tree, offset.saturating_sub(1));
    if tree.children(read).next().is_none() {
        return read;
    }
    let rest = bytes.get(offset..).unwrap_or_default();
    let gap = rest
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace() || **byte == b':')
        .count();
    let next = innermost(tree, offset + gap);
    if tree.span(next).start == offset + gap {
        next
    } else {
        read
    }
}

/// The innermost value that has the byte in it.
fn innermost(tree: &Tree<'_>, byte: usize) -> NodeId {
    let mut node = tree.root();
    while let Some(child) = tree
        .children(node)
        .find(|child| tree.span(*child).contains(&byte))
    {
        node = child;
    }
    node
}

/// A JSON pointer of names.
pub(crate) fn pointer(names: &[&str]) -> String {
    let mut out = String::new();
    for name in names {
        out.push('/');
        if name.contains(['~', '/']) {
            out.push_str(&name.replace('~', "~0").replace('/', "~1"));
        } else {
            out.push_str(name);
        }
    }
    out
}
