//! Typed text: every text that a template can print knows the place that it was made for.
//!
//! Each type has one constructor that takes arbitrary text and encodes it for one place (an identifier, a
//! string literal, a table cell…). Its `Serialize` marks the text as safe for the template engine, which
//! refuses every string without that mark ([`crate::engine`]). So a text of a source that nobody encoded is a
//! render error and not a hole (`SECURITY.md`, typed text).

use std::fmt;

mod data;
mod doc;
pub mod layout;
mod markdown;
mod rust;
mod svg;

pub use data::{TomlValue, YamlScalar};
pub use doc::{Block, Doc, Inline, RsDocLines};
pub use markdown::{MdCell, MdCode, MdCodeBlock, MdHeading, MdLink, MdText};
pub use rust::{Case, RsCode, RsIdent, RsNumber, RsStr, RsType};
pub use svg::{MermaidText, SvgText};

/// Declares a typed text: a private string that only the constructors of its module can make.
macro_rules! typed_text {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The encoded text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                tera::Value::safe_string(&self.0).serialize(serializer)
            }
        }
    };
}
pub(crate) use typed_text;

pub use connector_model::visible::is_invisible;

/// Writes the name of an invisible character (`U+202E`) in its place, and a space for white space.
pub(crate) fn visible(c: char, out: &mut String) {
    use fmt::Write as _;
    match c {
        '\t' | '\n' | '\r' => out.push(' '),
        c if is_invisible(c) => {
            let _ = write!(out, "U+{:04X}", u32::from(c));
        }
        c => out.push(c),
    }
}
