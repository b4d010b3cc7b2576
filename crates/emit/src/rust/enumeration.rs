//! Views of enumerations: open ones, because a service may send what nobody knew.

use connector_model::domain::{Enumeration, EnumerationId};
use connector_model::service::Evidence;
use serde::Serialize;

use super::types::{Lookup, Uses};
use super::words;
use crate::text::layout::{self, Expr};
use crate::text::{Doc, Inline, RsCode, RsDocLines, RsIdent, RsType};

/// A file of enumerations.
#[derive(Debug, Clone, Serialize)]
pub struct EnumerationsView {
    /// What it holds.
    pub doc: RsDocLines,
    /// Lines of `use`.
    pub uses: Vec<Vec<RsCode>>,
    /// The type of the runtime that reads.
    pub reader: RsIdent,
    /// The enumerations.
    pub enumerations: Vec<EnumerationView>,
}

/// Lines of a match before clippy calls its function too long; what needs more is listed in a table.
const MATCHED: usize = 90;

/// Rows of a table before clippy calls it too large (16 KiB of 40 bytes each); more stand in tables of a table.
const ROWS: usize = 400;

/// An enumeration.
#[derive(Debug, Clone, Serialize)]
pub struct EnumerationView {
    /// What it lists.
    pub doc: RsDocLines,
    /// Its name.
    pub ident: RsIdent,
    /// Its variants.
    pub variants: Vec<VariantView>,
    /// Whether it is read from answers.
    pub read: bool,
    /// The table of values where they are many, in the order of their texts.
    pub table: Option<RsCode>,
    /// Whether the table is one of tables.
    pub is_parted: bool,
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
    let variants: Vec<VariantView> = enumeration
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
                Some(source) => Doc::of(source).and(facts),
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
        doc: RsDocLines::new(&words::enumeration(enumeration), 0),
        ident: names.ident.clone(),
        table: is_long(&variants).then(|| table(enumeration, &names.variants)),
        is_parted: variants.len() > ROWS,
        variants,
        read: is_read(lookup, id),
    }
}

/// Whether a match of all variants is too long for a function.
fn is_long(variants: &[VariantView]) -> bool {
    let lines = |arm: fn(&VariantView) -> &RsCode| -> usize {
        let arms = variants.iter().map(arm);
        arms.map(|arm| arm.as_str().lines().count()).sum()
    };
    lines(|variant| &variant.to_text).max(lines(|variant| &variant.from_text)) > MATCHED
}

/// `&[("a", Self::A), …]`, sorted by text; in parts where it is long.
fn table(enumeration: &Enumeration, variants: &[RsIdent]) -> RsCode {
    let own = RsType::fixed("Self");
    let mut rows: Vec<(&str, &RsIdent)> = enumeration
        .values
        .iter()
        .map(|value| value.wire.as_str())
        .zip(variants)
        .collect();
    rows.sort_unstable();
    let row = |(wire, variant): &(&str, &RsIdent)| {
        Expr::call("", vec![Expr::text(wire), Expr::path(&own, variant)])
    };
    let part = |rows: &[_]| Expr::array(rows.iter().map(row).collect()).behind("&");
    if rows.len() > ROWS {
        let parts = Expr::array(rows.chunks(ROWS).map(part).collect()).behind("&");
        return layout::constant(
            "VALUES: &'static [&'static [(&'static str, Self)]]",
            &parts,
            4,
        );
    }
    layout::constant("VALUES: &'static [(&'static str, Self)]", &part(&rows), 4)
}

/// Makes the view of a file.
pub fn file(lookup: Lookup<'_>, ids: &[EnumerationId]) -> EnumerationsView {
    let enumerations: Vec<EnumerationView> = ids.iter().map(|id| view(lookup, *id)).collect();
    let reader = lookup.answers().reader();
    let mut uses = Uses::default();
    uses.std("std::fmt");
    if enumerations.iter().any(|one| one.read) {
        uses.runtime("DecodeError");
        uses.runtime(reader);
    }
    let doc = if let (Evidence::Samples, [id]) = (lookup.domain.evidence, ids) {
        words::enumeration_module(&lookup.domain.enumerations[id.0])
    } else {
        let homes = &lookup.names.enumeration_homes;
        let home = ids.first().map_or(0, |id| homes[id.0]);
        words::group(
            lookup.domain,
            &lookup.domain.activities[home],
            "Enumerations",
        )
    };
    EnumerationsView {
        doc: RsDocLines::new(&doc, 0),
        uses: uses.groups("crate"),
        reader: RsIdent::fixed(reader),
        enumerations,
    }
}

/// Whether an entity that is received has a member of the enumeration in the body.
fn is_read(lookup: Lookup<'_>, id: EnumerationId) -> bool {
    lookup.names.is_read[id.0]
}
