//! Values of a model with the kinds that the format wants: everything else is a finding at the value's place.

use connector_model::diagnostic::{Diagnostic, Place};
use connector_model::service::Origin;

use crate::codes;
use crate::json::{Kind, NodeId, Tree};

/// What was read, or the finding that says why it could not be.
pub(super) type Read<T> = Result<T, Box<Diagnostic>>;

/// A value of the model's text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'t> {
    tree: &'t Tree<'t>,
    node: NodeId,
}

impl<'t> Value<'t> {
    /// The outermost value of a text.
    pub(super) fn root(tree: &'t Tree<'t>) -> Self {
        Self {
            tree,
            node: tree.root(),
        }
    }

    /// Where it stands, for messages.
    pub(super) fn place(self) -> Place {
        self.tree.place(self.node)
    }

    /// Where it stands, for the service model.
    pub(super) fn origin(self) -> Origin {
        self.tree.origin(self.node)
    }

    /// JSON pointer to it.
    pub(super) fn pointer(self) -> String {
        self.tree.pointer(self.node)
    }

    /// The text as it stands in the source.
    pub(super) fn raw(self) -> &'t str {
        self.tree.raw(self.node)
    }

    /// The JSON text of the value on lines of its own.
    pub(super) fn json(self) -> String {
        crate::json::write(self.tree, self.node, &crate::json::Edits::default())
    }

    /// What kind of value it is.
    pub(super) fn kind(self) -> Kind {
        self.tree.kind(self.node)
    }

    /// The member of this name.
    pub(super) fn get(self, name: &str) -> Option<Self> {
        let node = self.tree.member(self.node, name)?;
        Some(Self { node, ..self })
    }

    /// A string.
    pub(super) fn text(self) -> Read<String> {
        let text = self.tree.string(self.node);
        text.map(std::borrow::Cow::into_owned)
            .ok_or_else(|| self.expected("a string"))
    }

    /// `true` or `false`.
    pub(super) fn boolean(self) -> Read<bool> {
        let boolean = self.tree.boolean(self.node);
        boolean.ok_or_else(|| self.expected("`true` or `false`"))
    }

    /// A whole number from 0 that fits into `T`.
    pub(super) fn count<T: std::str::FromStr>(self) -> Read<T> {
        let number = self.tree.number(self.node);
        let count = number.and_then(|number| number.parse().ok());
        count.ok_or_else(|| self.expected("a whole number in its range"))
    }

    /// A number in the form that both readers of models give it.
    pub(super) fn number(self) -> Read<String> {
        let number = self.tree.number(self.node);
        let number = number.and_then(|number| number.parse().ok());
        let number = number.ok_or_else(|| self.expected("a number"))?;
        Ok(crate::aws::protocol::number(&number))
    }

    /// The items of an array.
    pub(super) fn items(self) -> Read<Vec<Self>> {
        if self.kind() != Kind::Array {
            return Err(self.expected("an array"));
        }
        Ok(self.children().map(|(_, item)| item).collect())
    }

    /// The members of an object.
    pub(super) fn entries(self) -> Read<Vec<(String, Self)>> {
        Ok(self.object()?.children().collect())
    }

    /// Number of items or members.
    pub(super) fn len(self) -> usize {
        self.tree.children(self.node).count()
    }

    /// The value itself, if it is an object.
    pub(super) fn object(self) -> Read<Self> {
        if self.kind() != Kind::Object {
            return Err(self.expected("an object"));
        }
        Ok(self)
    }

    /// A string member of an object that may lack it.
    pub(super) fn text_of(self, name: &str) -> Read<Option<String>> {
        self.get(name).map(Self::text).transpose()
    }

    /// A Boolean member of an object; false without it.
    pub(super) fn boolean_of(self, name: &str) -> Read<bool> {
        let member = self.get(name).map(Self::boolean).transpose()?;
        Ok(member.unwrap_or_default())
    }

    /// The items of an array member; nothing without it.
    pub(super) fn items_of(self, name: &str) -> Read<Vec<Self>> {
        let member = self.get(name).map(Self::items).transpose()?;
        Ok(member.unwrap_or_default())
    }

    /// The members of an object member; nothing without it.
    pub(super) fn entries_of(self, name: &str) -> Read<Vec<(String, Self)>> {
        let member = self.get(name).map(Self::entries).transpose()?;
        Ok(member.unwrap_or_default())
    }

    /// A member that the format demands.
    pub(super) fn needed(self, name: &str) -> Read<Self> {
        let member = self.object()?.get(name);
        member.ok_or_else(|| self.fault(format!("{} has no `{name}`", self.called())))
    }

    /// A finding about the value.
    pub(super) fn fault(self, message: impl Into<String>) -> Box<Diagnostic> {
        Box::new(Diagnostic::new(&codes::MODEL_FORM, message).at(self.place()))
    }

    fn expected(self, kind: &str) -> Box<Diagnostic> {
        let found = match self.kind() {
            Kind::Null => "null",
            Kind::Boolean => "a Boolean",
            Kind::Number => "a number",
            Kind::String => "a string",
            Kind::Array => "an array",
            Kind::Object => "an object",
        };
        self.fault(format!("{} is {found}, not {kind}", self.called()))
    }

    fn called(self) -> String {
        match self.tree.key(self.node) {
            Some(key) => format!("`{key}`"),
            None => "an item".to_owned(),
        }
    }

    fn children(self) -> impl Iterator<Item = (String, Self)> + use<'t> {
        let Self { tree, node } = self;
        tree.children(node).map(move |node| {
            let key = tree.key(node).unwrap_or_default().into_owned();
            (key, Self { tree, node })
        })
    }
}
