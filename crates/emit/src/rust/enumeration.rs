//! Views of enumerations: open ones, because a service may send what nobody knew.

use connector_model::domain::EnumerationId;
use connector_model::service::Binding;
use serde::Serialize;

use super::names;
use super::types::Lookup;
use super::words;
use crate::text::layout::{self, Expr};
use crate::text::{Doc, Inline, RsCode, RsDocLines, RsIdent, RsType};

/// An enumeration.
#[derive(Debug, Clone, Serialize)]
pub struct EnumerationView {
    /// What its module holds.
    pub module_doc: RsDocLines,
    /// What it lists.
    pub doc: RsDocLines,
    /// Its name.
    pub ident: RsIdent,
    /// Its variants.
    pub variants: Vec<VariantView>,
    /// Whether it is read from answers.
    pub read: bool,
}

/// A variant.
#[derive(Debug, Clone, Serialize)]
pub struct VariantView {
    /// What it means.
    pub doc: RsDocLines,
    /// Its name.
    pub ident: RsIdent,
    /// Its arm in `as_str`.
    pub to_text: RsCode,
    /// Its arm in `from`.
    pub from_text: RsCode,
}

/// Makes the view of an enumeration.
pub fn view(lookup: Lookup<'_>, id: EnumerationId) -> EnumerationView {
    let enumeration = &lookup.domain.enumerations[id.0];
    let names = &lookup.names.enumerations[id.0];
    let own = RsType::fixed("Self");
    let variants = enumeration
        .values
        .iter()
        .zip(&names.variants)
        .map(|(value, ident)| {
            let path = Expr::path(&own, ident);
            let wire = Expr::text(&value.wire);
            let facts = vec![
                Inline::Code(value.wire.clone()),
                Inline::Text(".".to_owned()),
            ];
            let doc = match &value.documentation {
                Some(source) => Doc::parse(source).and(facts),
                None if value.wire.trim().is_empty() => Doc::paragraph(vec![Inline::Text(
                    "A text without visible characters.".to_owned(),
                )]),
                None => Doc::paragraph(facts),
            };
            VariantView {
                doc: RsDocLines::new(&doc, 4),
                ident: ident.clone(),
                to_text: layout::arm(&path, &wire, 12),
                from_text: layout::arm(&wire, &path, 12),
            }
        })
        .collect();
    EnumerationView {
        module_doc: RsDocLines::new(&words::enumeration_module(enumeration), 0),
        doc: RsDocLines::new(&words::enumeration(enumeration), 0),
        ident: names.ident.clone(),
        variants,
        read: is_read(lookup, id),
    }
}

/// Whether an entity that is received has a member of the enumeration in the body.
fn is_read(lookup: Lookup<'_>, id: EnumerationId) -> bool {
    let entities = lookup.domain.entities.iter();
    entities
        .filter(|entity| entity.received)
        .flat_map(|entity| &entity.members)
        .filter(|member| matches!(member.binding, Binding::Body | Binding::Payload))
        .any(|member| names::enumeration_of(&member.value) == Some(id))
}
