//! The errors that a model states: one enumeration for the whole connector.

use std::collections::BTreeSet;

use connector_model::domain::{Domain, EntityId, ModelledError};
use connector_model::service::{Binding, Protocol};
use serde::Serialize;

use super::mapping::stretches;
use super::receiving::entity_of_answer;
use super::types::{Lookup, Uses};
use super::{rust_file, skeleton, words};
use crate::Draft;
use crate::engine::{Engine, RenderError};
use crate::text::layout::{self, Expr};
use crate::text::{Case, RsCode, RsDocLines, RsIdent, RsType};

/// `errors.rs`.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorsView {
    doc: RsDocLines,
    uses: Vec<Vec<RsCode>>,
    /// Type of the details.
    pub ident: RsIdent,
    /// One variant per error.
    pub variants: Vec<VariantView>,
    /// Functions with the arms by code.
    pub parts: Vec<ArmsView>,
    /// Functions that read errors of which not everything is in the body.
    pub readers: Vec<ReaderView>,
    /// Whether a function reads the others.
    pub has_plain: bool,
    codec: RsIdent,
    body: RsIdent,
}

/// A variant.
#[derive(Debug, Clone, Serialize)]
pub struct VariantView {
    doc: RsDocLines,
    code: RsCode,
    /// Its name.
    pub ident: RsIdent,
    /// Its entity.
    pub kind: RsIdent,
}

/// Arms of one function.
#[derive(Debug, Clone, Serialize)]
pub struct ArmsView {
    /// Name of the function.
    pub ident: RsIdent,
    arms: Vec<RsCode>,
    next: Option<RsIdent>,
}

/// A function that reads an error from body and headers.
#[derive(Debug, Clone, Serialize)]
pub struct ReaderView {
    /// Its name.
    pub ident: RsIdent,
    #[serde(skip)]
    kind: RsIdent,
    head: RsCode,
    statements: Vec<RsCode>,
    answer: RsCode,
}

/// Makes the file, if the connector has modelled errors.
pub fn emit(lookup: Lookup<'_>, engine: &Engine, out: &mut Draft) -> Result<bool, RenderError> {
    if lookup.domain.errors.is_empty() {
        return Ok(false);
    }
    let view = view(lookup);
    let skeleton = skeleton::of_errors(&view);
    rust_file(
        engine,
        "rust/errors.rs",
        "src/errors.rs",
        &view,
        &skeleton,
        out,
    )?;
    Ok(true)
}

/// The errors that have a variant. Two of one code occur in models; nothing on the wire tells them apart.
pub fn listed(domain: &Domain) -> Vec<&ModelledError> {
    let mut known = BTreeSet::new();
    let errors = domain.errors.iter();
    errors.filter(|error| known.insert(&error.code)).collect()
}

fn view(lookup: Lookup<'_>) -> ErrorsView {
    let errors = listed(lookup.domain);
    let mut uses = Uses::default();
    for name in ["DecodeError", "Response"] {
        uses.runtime(name);
    }
    let idents = lookup.names.error_variants.iter().cloned();
    let mut readers = Vec::new();
    let mut variants = Vec::new();
    let mut arms = Vec::new();
    for (&error, ident) in errors.iter().zip(idents) {
        let kind = lookup.names.entities[error.entity.0].ident.clone();
        uses.own(&kind);
        let is_apart = is_apart(lookup, error.entity);
        if is_apart
            && !readers
                .iter()
                .any(|reader: &ReaderView| reader.kind == kind)
        {
            readers.push(reader(lookup, error.entity, &kind, &mut uses));
        }
        arms.push(arm(error, &ident, &kind, is_apart));
        variants.push(VariantView {
            doc: RsDocLines::new(&words::modelled_error(lookup.domain, error), 4),
            code: layout::variant(&ident, &RsType::named(&kind).boxed(), 4),
            ident,
            kind,
        });
    }
    let has_plain = errors.iter().any(|error| !is_apart(lookup, error.entity));
    let reader = lookup.answers().reader();
    if has_plain {
        uses.runtime(reader);
    }
    let doc = words::sentence("The errors that the model of the service states.");
    ErrorsView {
        doc: RsDocLines::new(&doc, 0),
        uses: uses.groups("crate"),
        ident: lookup.names.error_detail.clone(),
        variants,
        parts: parts(&arms),
        readers,
        has_plain,
        codec: RsIdent::fixed(reader),
        body: RsIdent::fixed(error_body(lookup)),
    }
}

fn parts(arms: &[RsCode]) -> Vec<ArmsView> {
    let name = |index: usize| match index {
        0 => RsIdent::fixed("of_code"),
        _ => RsIdent::new(&format!("of_code_{}", index + 1), Case::Snake),
    };
    let ranges = stretches(arms);
    let count = ranges.len();
    let part = |(index, range): (usize, std::ops::Range<usize>)| ArmsView {
        ident: name(index),
        arms: arms[range].to_vec(),
        next: (index + 1 < count).then(|| name(index + 1)),
    };
    ranges.into_iter().enumerate().map(part).collect()
}

/// Whether a part of the error is not in the body.
fn is_apart(lookup: Lookup<'_>, id: EntityId) -> bool {
    let members = &lookup.domain.entities[id.0].members;
    members.iter().any(|member| member.binding != Binding::Body)
}

/// The method of responses that reads the body of an error.
fn error_body(lookup: Lookup<'_>) -> &'static str {
    match lookup.domain.traits.protocol {
        Some(Protocol::RestXml | Protocol::Query | Protocol::Ec2) => "xml_error",
        _ => lookup.answers().body(),
    }
}

fn function_of(kind: &RsIdent) -> RsIdent {
    RsIdent::new(&format!("read {}", kind.plain()), Case::Snake)
}

fn arm(error: &ModelledError, ident: &RsIdent, kind: &RsIdent, is_apart: bool) -> RsCode {
    let own = RsType::fixed("Self");
    let wrap = Expr::path(&own, ident);
    let read = if is_apart {
        Expr::call_of(&own, &function_of(kind), vec![Expr::fixed("response")])
            .method("ok", Vec::new())
            .method("map", vec![Expr::fixed("Box::new")])
            .method("map", vec![wrap])
    } else {
        let read = Expr::path(&RsType::named(kind), &RsIdent::fixed("read"));
        Expr::call("body", vec![Expr::fixed("response"), read, wrap])
    };
    layout::arm(&Expr::text(&error.code), &read, 12)
}

fn reader(lookup: Lookup<'_>, id: EntityId, kind: &RsIdent, uses: &mut Uses) -> ReaderView {
    let method = error_body(lookup);
    let (statements, answer) = entity_of_answer(lookup, id, 8, uses, |read| {
        Expr::fixed("response").method(method, vec![read])
    });
    ReaderView {
        head: layout::reading_head(&function_of(kind), kind, 4),
        ident: function_of(kind),
        kind: kind.clone(),
        statements,
        answer,
    }
}
