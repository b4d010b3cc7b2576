//! `lib.rs` and the user's own module.

use std::collections::BTreeSet;

use connector_model::domain::{Member, Value};
use connector_model::service::Auth;
use serde::Serialize;

use super::types::Lookup;
use super::{names, pagination, rust_file, skeleton, words};
use crate::Draft;
use crate::engine::{Engine, RenderError};
use crate::text::layout::{export, version_order};
use crate::text::{RsCode, RsDocLines, RsIdent};

/// `lib.rs`.
#[derive(Debug, Serialize)]
struct LibraryView {
    doc: RsDocLines,
    modules: Vec<RsIdent>,
    runtime_exports: Vec<RsCode>,
    exports: Vec<RsCode>,
}

/// Makes `lib.rs`: the modules, and everything that users call re-exported.
pub fn emit(
    lookup: Lookup<'_>,
    engine: &Engine,
    first_call: Option<&[String]>,
    mut modules: Vec<RsIdent>,
    exports: &[(RsIdent, Vec<RsIdent>)],
    out: &mut Draft,
) -> Result<(), RenderError> {
    modules.sort();
    let mut runtime = vec![
        "BasicClientConfig",
        "Client",
        "Config",
        "Error",
        "ErrorKind",
    ];
    runtime.extend(value_types(lookup));
    let signed = |auth: &Auth| auth.signing_name().is_some();
    if lookup
        .domain
        .activities
        .iter()
        .any(|activity| signed(&activity.wire.auth))
    {
        runtime.push("Credentials");
    }
    if modules.contains(&RsIdent::fixed("waiters")) {
        runtime.extend(["WaitError", "WaitErrorKind"]);
    }
    let runtime: Vec<RsIdent> = runtime.into_iter().map(RsIdent::fixed).collect();
    let mut exports: Vec<&(RsIdent, Vec<RsIdent>)> = exports.iter().collect();
    exports.sort_by(|(a, _), (b, _)| version_order(a.as_str(), b.as_str()));
    let lines = exports
        .iter()
        .map(|(module, types)| export(module, types))
        .collect();
    let doc = pagination::explained(lookup, words::library(lookup.domain, first_call));
    let view = LibraryView {
        doc: RsDocLines::new(&doc, 0),
        modules,
        runtime_exports: vec![export(&RsIdent::fixed("connector_runtime"), &runtime)],
        exports: lines,
    };
    rust_file(
        engine,
        "rust/lib.rs",
        "src/lib.rs",
        &view,
        &skeleton::of_library(&view.modules),
        out,
    )
}

/// Types of the runtime that entities hold.
pub fn value_types(lookup: Lookup<'_>) -> Vec<&'static str> {
    let domain = lookup.domain;
    let members = || domain.entities.iter().flat_map(|entity| &entity.members);
    let holds = |wanted: fn(&Value) -> bool| {
        members().any(|member| wanted(names::innermost(&member.value)))
    };
    let mut types = Vec::new();
    if holds(|value| matches!(value, Value::Stream)) {
        types.push("ByteStream");
    }
    let is_events = |member: &Member| matches!(member.value, Value::EventStream(_));
    let streams = domain.entities.iter();
    let streams = streams.filter(|entity| entity.members.iter().any(is_events));
    let streams: BTreeSet<&'static str> = streams.map(Lookup::events).collect();
    types.extend(streams);
    if holds(|value| matches!(value, Value::Timestamp(_))) {
        types.push("DateTime");
    }
    if holds(|value| matches!(value, Value::Document)) {
        types.push("Document");
    }
    types
}

/// The user's own file, as it begins.
pub fn custom(engine: &Engine) -> Result<String, RenderError> {
    #[derive(Serialize)]
    struct CustomView {
        doc: RsDocLines,
    }
    let doc = words::sentence("Your own code: it is created once and never touched again.").followed_by(
        words::sentence("Put here what the service's operations do not say: conversions, checks, calls that belong together."),
    );
    let view = CustomView {
        doc: RsDocLines::new(&doc, 0),
    };
    let rendered = engine.render("rust/custom.rs", "src/custom.rs", &view)?;
    Ok(format!("{}\n", rendered.trim()))
}
