//! What programs can name of a generated crate: its types with their parts, and what they implement.
//!
//! The emitter makes it from the domain model; the change report compares two of them, because whether a change of
//! an API breaks a program depends on the Rust that comes of it, and not on the API alone.

use std::collections::BTreeMap;

/// What programs can name of a generated crate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surface {
    /// Name of the crate in Rust (`amazon_polly_connector`).
    pub library: String,
    /// Its types by their names.
    pub types: BTreeMap<String, Type>,
    /// Types of the runtime that it exports besides.
    pub exports: Vec<String>,
}

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// Address of the shape that it stands for; `None` for requests without members, details of errors and waiters.
    pub shape: Option<String>,
    /// Operation that it belongs to alone: that of a request, a response or a waiter.
    pub operation: Option<String>,
    /// What it is.
    pub form: Form,
    /// What it implements besides what all types do, by trait or associated type (`Operation::Output`), with the type there.
    pub implements: BTreeMap<&'static str, String>,
}

/// What a type is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// A structure with public fields.
    Structure {
        /// Its fields in order.
        fields: Vec<Part>,
        /// Parameters of its `new`; without them it has a `Default`.
        constructor: Option<Vec<(String, String)>>,
        /// Whether programs cannot write it as a literal.
        non_exhaustive: bool,
    },
    /// An open enumeration of texts; the types of its variants are empty.
    Enumeration(Vec<Part>),
    /// An open enumeration whose variants hold a value each.
    Union(Vec<Part>),
    /// A type without values that names a waiter.
    Waiter,
}

impl Form {
    /// Fields or variants.
    pub fn parts(&self) -> &[Part] {
        match self {
            Self::Structure { fields: parts, .. }
            | Self::Enumeration(parts)
            | Self::Union(parts) => parts,
            Self::Waiter => &[],
        }
    }

    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Structure { .. } => "structure",
            Self::Enumeration(_) => "enumeration",
            Self::Union(_) => "union",
            Self::Waiter => "waiter",
        }
    }
}

/// A field or a variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its name on the wire: of a member, a value or an error.
    pub wire: String,
    /// Its type; empty for a variant without a value.
    pub kind: String,
}

impl Surface {
    /// The type that stands for a shape, with its name.
    pub fn of_shape(&self, shape: &str) -> Option<(&str, &Type)> {
        let mut types = self.types.iter();
        types
            .find(|(_, kind)| kind.shape.as_deref() == Some(shape))
            .map(|(name, kind)| (name.as_str(), kind))
    }
}

impl Type {
    /// The field or variant for a wire name.
    pub fn part(&self, wire: &str) -> Option<&Part> {
        self.form.parts().iter().find(|part| part.wire == wire)
    }
}
