//! What was read: values in one vector, in the order of the text.

use std::borrow::Cow;
use std::ops::Range;

use connector_model::diagnostic::{Diagnostic, Diagnostics, Place};
use connector_model::service::Origin;

use super::reader::Parsed;
use super::string;
use crate::codes;

/// A JSON text that was read.
#[derive(Debug)]
pub struct Tree<'a> {
    base: Base,
    text: Cow<'a, str>,
    nodes: Vec<Node>,
    duplicates: Vec<Duplicate>,
    /// Offset of the text in its source: lines of a source are read one by one.
    offset: usize,
    /// What is odd in the text without being wrong: its encoding, duplicate keys, lone surrogates.
    pub findings: Diagnostics,
}

/// A value of a [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The node behind this one in the text: the first one inside of it, if there is one.
    #[inline]
    pub(crate) fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// Number of nodes from an earlier one up to this one.
    pub(crate) fn distance(self, earlier: Self) -> usize {
        (self.0 - earlier.0) as usize
    }
}

/// What kind of value a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the six kinds of RFC 8259")]
pub enum Kind {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

/// Two members of one object that have the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    /// The member before.
    pub first: NodeId,
    /// The member that repeats its key.
    pub again: NodeId,
}

/// Where the text of a tree stands.
#[derive(Debug)]
pub(super) enum Base {
    /// It is this source.
    Source(usize),
    /// It is a string at this place of a source.
    Embedded(Box<Place>),
}

/// A value. Offsets have 32 bits because a text is at most [`super::Limits::bytes`] long, which the
/// reader caps at what 32 bits can say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The key with its quotes; empty at 0 if the node is no member.
    pub(super) key_start: u32,
    pub(super) key_end: u32,
    pub(super) parent: u32,
    /// One past the last node inside of this one: the next sibling, if there is one.
    pub(super) after: u32,
    pub(super) kind: Kind,
    pub(super) escapes: Escapes,
}

/// What has to be decoded in a node.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Escapes {
    pub(super) value: Escaped,
    pub(super) key: Escaped,
}

/// Whether a string has escapes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Escaped {
    /// None: the value is the text.
    #[default]
    No,
    /// Some.
    Yes,
    /// Some, and one of them is half of a surrogate pair.
    Lone,
}

/// "No node".
pub(super) const NONE: u32 = u32::MAX;

/// Findings of one kind that are listed one by one; the rest is counted.
const LISTED: usize = 10;

impl<'a> Tree<'a> {
    pub(super) fn new(
        base: Base,
        text: Cow<'a, str>,
        parsed: Parsed,
        findings: Diagnostics,
    ) -> Self {
        let mut tree = Self {
            base,
            text,
            nodes: parsed.nodes,
            duplicates: parsed.duplicates,
            offset: 0,
            findings,
        };
        tree.report_duplicates();
        if parsed.lone_surrogates {
            tree.report_surrogates();
        }
        tree
    }

    /// The same tree, as the part of its source that begins at this offset.
    pub(super) fn shifted(mut self, offset: usize) -> Self {
        self.offset = offset;
        let mut shifted = Diagnostics::new();
        for mut finding in std::mem::take(&mut self.findings) {
            shift(&mut finding, offset);
            shifted.push(finding);
        }
        self.findings = shifted;
        self
    }

    /// The value that the text is.
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// Number of values.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Always false: a text has a value.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// What kind of value a node is.
    pub fn kind(&self, node: NodeId) -> Kind {
        self.node(node).kind
    }

    /// Value of a string; borrowed from the text if it has no escapes.
    pub fn string(&self, node: NodeId) -> Option<Cow<'_, str>> {
        let found = self.node(node);
        if found.kind != Kind::String {
            return None;
        }
        Some(self.decoded(found.start, found.end, found.escapes.value))
    }

    /// A number as it stands in the text.
    pub fn number(&self, node: NodeId) -> Option<&str> {
        (self.kind(node) == Kind::Number).then(|| self.raw(node))
    }

    /// Value of `true` or `false`.
    pub fn boolean(&self, node: NodeId) -> Option<bool> {
        (self.kind(node) == Kind::Boolean).then(|| self.raw(node) == "true")
    }

    /// Text of a value as it stands in the source.
    pub fn raw(&self, node: NodeId) -> &str {
        &self.text[self.span(node)]
    }

    /// Key of a member; `None` for items and the root.
    pub fn key(&self, node: NodeId) -> Option<Cow<'_, str>> {
        let found = self.node(node);
        (found.key_end != 0)
            .then(|| self.decoded(found.key_start, found.key_end, found.escapes.key))
    }

    /// Key of a member as it stands in the text, if it has no escapes: the fast way to compare.
    #[inline]
    pub(crate) fn plain_key(&self, node: NodeId) -> Option<&str> {
        let found = self.node(node);
        (found.key_end != 0 && found.escapes.key == Escaped::No)
            .then(|| &self.text[found.key_start as usize + 1..found.key_end as usize - 1])
    }

    /// Value of a string that has no escapes.
    #[inline]
    pub(crate) fn plain_text(&self, node: NodeId) -> Option<&str> {
        let found = self.node(node);
        (found.kind == Kind::String && found.escapes.value == Escaped::No)
            .then(|| &self.text[found.start as usize + 1..found.end as usize - 1])
    }

    /// Whether the value or the key of a node has half of a surrogate pair.
    pub(super) fn has_lone_surrogate(&self, node: NodeId) -> (bool, bool) {
        let escapes = self.node(node).escapes;
        (escapes.value == Escaped::Lone, escapes.key == Escaped::Lone)
    }

    /// Items of an array or members of an object in the order of the text; nothing for others.
    pub fn children(&self, node: NodeId) -> Children<'_> {
        Children {
            nodes: &self.nodes,
            next: node.0 + 1,
            after: self.node(node).after,
        }
    }

    /// The member of this name; the last one if the key is repeated.
    pub fn member(&self, node: NodeId, name: &str) -> Option<NodeId> {
        if self.kind(node) != Kind::Object {
            return None;
        }
        self.children(node)
            .filter(|&child| match self.plain_key(child) {
                Some(key) => key == name,
                None => self.key(child).is_some_and(|key| key == name),
            })
            .last()
    }

    /// The value that is reached through these member names one after the other.
    pub fn at_path(&self, node: NodeId, names: &[&str]) -> Option<NodeId> {
        names
            .iter()
            .try_fold(node, |node, name| self.member(node, name))
    }

    /// The value that a JSON pointer leads to.
    pub fn find(&self, pointer: &str) -> Option<NodeId> {
        if pointer.is_empty() {
            return Some(self.root());
        }
        pointer
            .strip_prefix('/')?
            .split('/')
            .try_fold(self.root(), |node, token| match self.kind(node) {
                Kind::Array => self.children(node).nth(token.parse().ok()?),
                _ => self.member(node, &token.replace("~1", "/").replace("~0", "~")),
            })
    }

    /// The array or object that a value is in.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        let parent = self.node(node).parent;
        (parent != NONE).then_some(NodeId(parent))
    }

    /// Bytes of a value in the text.
    pub fn span(&self, node: NodeId) -> Range<usize> {
        let found = self.node(node);
        found.start as usize..found.end as usize
    }

    /// Bytes of a value in its source, of which the text may be a part.
    pub(crate) fn source_span(&self, node: NodeId) -> Range<usize> {
        moved(&self.span(node), self.offset)
    }

    /// Bytes of a member's key with its quotes.
    pub fn key_span(&self, node: NodeId) -> Option<Range<usize>> {
        let found = self.node(node);
        (found.key_end != 0).then_some(found.key_start as usize..found.key_end as usize)
    }

    /// JSON pointer (RFC 6901) to a value, from the root of this text. Found by counting siblings:
    /// meant for messages, not for loops.
    pub fn pointer(&self, node: NodeId) -> String {
        let mut tokens = Vec::new();
        let mut at = node;
        while let Some(parent) = self.parent(at) {
            tokens.push(match self.key(at) {
                Some(key) => key.replace('~', "~0").replace('/', "~1"),
                None => self
                    .children(parent)
                    .take_while(|&child| child != at)
                    .count()
                    .to_string(),
            });
            at = parent;
        }
        let mut pointer = String::new();
        for token in tokens.iter().rev() {
            pointer.push('/');
            pointer.push_str(token);
        }
        pointer
    }

    /// Where a value stands in the sources; for a text inside of a source, where that text does.
    pub fn place(&self, node: NodeId) -> Place {
        match &self.base {
            Base::Source(source) => Place {
                source: *source,
                span: Some(self.source_span(node)),
                pointer: self.pointer(node),
            },
            Base::Embedded(place) => Place::clone(place),
        }
    }

    /// Where a value stands, in the terms of the service model.
    pub fn origin(&self, node: NodeId) -> Origin {
        match &self.base {
            Base::Source(source) => Origin {
                source: *source,
                pointer: self.pointer(node),
            },
            Base::Embedded(place) => Origin {
                source: place.source,
                pointer: place.pointer.clone(),
            },
        }
    }

    /// Pointer to a value inside of a text that is itself a string of a source; `None` for sources.
    pub(crate) fn inner_pointer(&self, node: NodeId) -> Option<String> {
        matches!(self.base, Base::Embedded(_)).then(|| self.pointer(node))
    }

    /// Members whose keys are repeated, in the order in which their objects end.
    pub fn duplicates(&self) -> &[Duplicate] {
        &self.duplicates
    }

    /// One past the last node inside of a node.
    #[inline]
    pub(crate) fn after(&self, node: NodeId) -> NodeId {
        NodeId(self.node(node).after)
    }

    /// The nodes of a value, itself first, in the order of the text.
    #[inline]
    pub(crate) fn subtree(&self, node: NodeId) -> impl Iterator<Item = NodeId> + use<> {
        (node.0..self.node(node).after).map(NodeId)
    }

    #[inline]
    fn node(&self, node: NodeId) -> &Node {
        &self.nodes[node.0 as usize]
    }

    fn decoded(&self, start: u32, end: u32, escaped: Escaped) -> Cow<'_, str> {
        let raw = &self.text[start as usize + 1..end as usize - 1];
        if escaped == Escaped::No {
            Cow::Borrowed(raw)
        } else {
            string::decode(raw)
        }
    }

    fn report_duplicates(&mut self) {
        let mut found = Diagnostics::new();
        for &Duplicate { first, again } in self.duplicates.iter().take(LISTED) {
            let key = self.key(again).unwrap_or_default();
            let object = self.parent(again).map(|object| self.pointer(object));
            let object = object.filter(|pointer| !pointer.is_empty());
            found.push(
                Diagnostic::new(
                    &codes::DUPLICATE_KEY,
                    format!(
                        "the key {} occurs twice in {}; both values were read",
                        string::quote(&key),
                        object.map_or("the outermost object".to_owned(), |at| format!("`{at}`"))
                    ),
                )
                .at(self.key_place(again))
                .note("it stands here before", Some(self.key_place(first)))
                .help("remove one of the two members"),
            );
        }
        if let Some(rest) = self.duplicates.len().checked_sub(LISTED + 1) {
            let last = self.duplicates[self.duplicates.len() - 1].again;
            found.push(
                Diagnostic::new(
                    &codes::DUPLICATE_KEY,
                    format!("{} more keys occur twice", rest + 1),
                )
                .at(self.key_place(last)),
            );
        }
        self.findings.append(found);
    }

    fn report_surrogates(&mut self) {
        let lone: Vec<NodeId> = self
            .subtree(self.root())
            .filter(|&node| self.has_lone_surrogate(node) != (false, false))
            .collect();
        let Some(&first) = lone.first() else { return };
        self.findings.push(
            Diagnostic::new(
                &codes::LONE_SURROGATE,
                format!(
                    "half of a surrogate pair stands alone in {} string{}; U+FFFD was read in its place",
                    lone.len(),
                    if lone.len() == 1 { "" } else { "s" }
                ),
            )
            .at(self.place(first)),
        );
    }

    fn key_place(&self, node: NodeId) -> Place {
        let mut place = self.place(node);
        if let Base::Source(_) = self.base {
            place.span = self.key_span(node);
        }
        place
    }
}

/// Moves the spans of a finding from a part of a source to the source.
pub(super) fn shift(finding: &mut Diagnostic, offset: usize) {
    let notes = finding
        .notes
        .iter_mut()
        .filter_map(|note| note.place.as_mut());
    for place in finding.place.iter_mut().chain(notes) {
        place.span = place.span.as_ref().map(|span| moved(span, offset));
    }
}

fn moved(span: &Range<usize>, offset: usize) -> Range<usize> {
    span.start + offset..span.end + offset
}

/// Items or members; see [`Tree::children`].
#[derive(Debug, Clone)]
pub struct Children<'t> {
    nodes: &'t [Node],
    next: u32,
    after: u32,
}

impl Iterator for Children<'_> {
    type Item = NodeId;

    #[inline]
    fn next(&mut self) -> Option<NodeId> {
        if self.next >= self.after {
            return None;
        }
        let node = NodeId(self.next);
        self.next = self.nodes[node.0 as usize].after;
        Some(node)
    }
}
