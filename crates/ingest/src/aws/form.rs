//! Whether a source is an API model, or a file that belongs to one: by the members of its root, read no further than needed.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

/// Format of an API model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// botocore's `service-2.json`.
    Botocore,
    /// Smithy's JSON AST.
    Smithy,
    /// Endpoint rules (`endpoint-rule-set-1.json`).
    EndpointRules,
}

/// What a text is; `None` for everything else, texts that are no JSON among it.
pub(crate) fn form(bytes: &[u8]) -> Option<Form> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut found = Found::default();
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    // Reading is broken off as soon as the answer is known, which is no error.
    let _ = Root(&mut found).visit(&mut reader);
    found.form()
}

/// Members of the root that were met.
#[derive(Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "a set of six names, each met or not"
)]
struct Found {
    smithy: bool,
    metadata: bool,
    operations: bool,
    shapes: bool,
    parameters: bool,
    rules: bool,
}

impl Found {
    fn form(&self) -> Option<Form> {
        if self.smithy && self.shapes {
            return Some(Form::Smithy);
        }
        let model = [self.metadata, self.operations, self.shapes];
        if model.iter().all(|met| *met) {
            return Some(Form::Botocore);
        }
        (self.parameters && self.rules).then_some(Form::EndpointRules)
    }
}

struct Root<'f>(&'f mut Found);

impl Root<'_> {
    fn visit<'de, D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_map(self)
    }
}

/// What kind of value a member has; its content is skipped.
enum Kind {
    Object,
    Array,
    Scalar,
}

impl<'de> Visitor<'de> for Root<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let found = self.0;
        while let Some(key) = map.next_key::<std::borrow::Cow<'_, str>>()? {
            let name = key.into_owned();
            // The last member that decides is not read: it is most of the file.
            if name == "shapes" {
                found.shapes = true;
                if found.form().is_some() {
                    return Err(A::Error::custom("known"));
                }
            }
            let kind = map.next_value::<Kind>()?;
            match (name.as_str(), kind) {
                ("smithy", Kind::Scalar) => found.smithy = true,
                ("metadata", Kind::Object) => found.metadata = true,
                ("operations", Kind::Object) => found.operations = true,
                ("parameters", Kind::Object) => found.parameters = true,
                ("rules", Kind::Array) => found.rules = true,
                _ => {}
            }
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(KindVisitor)
    }
}

struct KindVisitor;

impl<'de> Visitor<'de> for KindVisitor {
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kind, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Kind::Object)
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Kind, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Kind::Array)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }

    fn visit_unit<E: Error>(self) -> Result<Kind, E> {
        Ok(Kind::Scalar)
    }
}
