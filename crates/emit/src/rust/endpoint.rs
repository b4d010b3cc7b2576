//! Endpoint rules as a Rust file: `src/endpoint.rs` of a connector.
//!
//! Most services share their rules, which the runtime has; the file then only names the host. The rules of others become
//! functions of nested conditions. What depends on an operation's input is a field of `Context`, which the operation
//! fills ([`context`]).

mod compile;
mod context;
mod regions;
mod split;

use connector_model::endpoint_rules::{ParameterKind, RuleSet, Standard, Suffix};
use serde::Serialize;

use super::skeleton::{self, Skeleton};
use super::types::Lookup;
use crate::Draft;
use crate::engine::{Engine, RenderError};
use crate::text::layout::{self, Branch, Expr};
use crate::text::{Case, Doc, Inline, RsCode, RsDocLines, RsIdent, RsType};
use split::Function;

pub use context::{host_prefix, path, rules_of, statements};
pub use regions::{SeveralRegions, several_regions};

/// Name of the template.
const TEMPLATE: &str = "rust/endpoint.rs";
/// Path of the file.
const PATH: &str = "src/endpoint.rs";

/// A file of endpoint rules.
#[derive(Debug, Clone, Serialize)]
pub struct EndpointView {
    /// What the module holds.
    pub doc: RsDocLines,
    /// Lines of `use`.
    pub uses: Vec<RsCode>,
    /// Fields of `Context`, with what an operation gives.
    pub fields: Vec<FieldView>,
    /// Whether a field borrows.
    pub borrows: bool,
    /// The functions; the first one is what operations call.
    pub functions: Vec<FunctionView>,
}

/// A field of `Context`.
#[derive(Debug, Clone, Serialize)]
pub struct FieldView {
    /// Its name.
    pub ident: RsIdent,
    /// Its type.
    pub kind: RsType,
}

/// A function.
#[derive(Debug, Clone, Serialize)]
pub struct FunctionView {
    /// Its name.
    pub ident: RsIdent,
    /// What it does, for the first one.
    pub is_first: bool,
    /// Its head with the brace.
    pub head: RsCode,
    /// Its statements.
    pub body: RsCode,
}

/// Name of the field for a parameter that operations give.
pub fn field(parameter: &str) -> RsIdent {
    RsIdent::new(parameter, Case::Snake)
}

/// The names of the parameters that operations give, in rules that constants are folded in.
pub fn fields(rules: &RuleSet) -> Vec<(&str, ParameterKind)> {
    let own = rules.parameters.iter();
    own.filter(|parameter| parameter.built_in.is_none())
        .map(|parameter| (parameter.name.as_str(), parameter.kind))
        .collect()
}

/// Makes the view of rules that constants are folded in ([`RuleSet::specialize`]); nothing for rules that make no sense,
/// which no reader lets through.
pub fn view(rules: &RuleSet) -> Option<EndpointView> {
    let fields: Vec<FieldView> = fields(rules)
        .into_iter()
        .map(|(name, kind)| FieldView {
            ident: field(name),
            kind: RsType::fixed(match kind {
                ParameterKind::Boolean => "Option<bool>",
                ParameterKind::String => "Option<&'a str>",
                ParameterKind::Strings => "Option<&'a [&'a str]>",
            }),
        })
        .collect();
    let borrows = fields
        .iter()
        .any(|field| field.kind.as_str().contains("'a"));
    let context = RsType::fixed(if borrows { "&Context<'_>" } else { "&Context" });
    let standard = rules.standard();
    let functions = match &standard {
        Some(standard) => vec![standard_function(standard)],
        None => split::split(compile::compile(rules).ok()?, &context),
    };
    let uses = vec![uses(&functions, standard.is_some())];
    let mut views: Vec<FunctionView> = Vec::new();
    for function in functions {
        views.push(function_view(
            function,
            (!fields.is_empty()).then_some(&context),
            views.is_empty(),
        ));
    }
    let words = "Where calls go: the endpoint rules of the service.";
    let doc = Doc::paragraph(vec![Inline::Text(words.to_owned())]);
    Some(EndpointView {
        doc: RsDocLines::new(&doc, 0),
        uses,
        fields,
        borrows,
        functions: views,
    })
}

/// Makes the file of rules that are folded ([`rules_of`]).
///
/// # Errors
/// Rules that make no sense, or a defect of the template.
pub(super) fn emit(
    lookup: Lookup<'_>,
    engine: &Engine,
    rules: &RuleSet,
    out: &mut Draft,
) -> Result<(), RenderError> {
    out.diagnostics.extend(context::left_out(lookup, rules));
    let view = view(rules).ok_or_else(|| RenderError {
        template: TEMPLATE.to_owned(),
        file: PATH.to_owned(),
        message: "the endpoint rules make no sense".to_owned(),
    })?;
    out.text(PATH, render(engine, &view)?);
    Ok(())
}

/// Renders the file and proves that it has the items of its view.
///
/// # Errors
/// A defect of the template or the view.
pub fn render(engine: &Engine, view: &EndpointView) -> Result<String, RenderError> {
    let text = super::with_header(&engine.render(TEMPLATE, PATH, view)?);
    let checked = if engine.is_changed(TEMPLATE) {
        super::merged::check(&text)
    } else {
        skeleton_of(view).check(&text)
    };
    match checked {
        Ok(()) => Ok(text),
        Err(message) => Err(RenderError {
            template: TEMPLATE.to_owned(),
            file: PATH.to_owned(),
            message,
        }),
    }
}

fn skeleton_of(view: &EndpointView) -> Skeleton {
    let fields = view.fields.iter();
    let fields: Vec<(String, String)> = fields
        .map(|field| (field.ident.to_string(), field.kind.to_string()))
        .collect();
    let functions = view.functions.iter();
    let functions: Vec<&str> = functions.map(|function| function.ident.as_str()).collect();
    skeleton::of_endpoint(fields, &functions)
}

fn standard_function(standard: &Standard) -> Function {
    let suffix = match standard.suffix {
        Suffix::Asked => "Suffix::Asked",
        Suffix::DualStack => "Suffix::DualStack",
    };
    let fields = vec![
        (RsIdent::fixed("host"), Expr::text(&standard.host)),
        (RsIdent::fixed("suffix"), Expr::fixed(suffix)),
    ];
    let rules = Expr::literal(&RsType::fixed("StandardEndpoint"), fields, None);
    let name = RsIdent::fixed("standard");
    let call = Expr::ident(&name).method("resolve", vec![Expr::fixed("client")]);
    Function {
        name: RsIdent::fixed("resolve"),
        parameters: Vec::new(),
        body: vec![Branch::Let(name, rules), Branch::Return(call)],
    }
}

fn function_view(function: Function, context: Option<&RsType>, is_first: bool) -> FunctionView {
    let mut parameters = function.parameters;
    if is_first {
        let client = RsType::fixed("&EndpointParameters<'_>");
        parameters.push((RsIdent::fixed("client"), client));
        parameters.extend(context.map(|kind| (RsIdent::fixed("context"), kind.clone())));
    }
    let words = if is_first { "pub(crate) fn" } else { "fn" };
    FunctionView {
        is_first,
        head: layout::head(words, &function.name, &parameters, "Resolved"),
        body: layout::body(&function.body),
        ident: function.name,
    }
}

/// What the functions name of the runtime.
fn uses(functions: &[Function], is_standard: bool) -> RsCode {
    let mut names = vec!["EndpointParameters", "Resolved"];
    if is_standard {
        names.extend(["StandardEndpoint", "Suffix"]);
        let names: Vec<RsIdent> = names.into_iter().map(RsIdent::fixed).collect();
        return layout::import("connector_runtime::rules", &names);
    }
    let parameters = || functions.iter().flat_map(|function| &function.parameters);
    for (kind, name) in [
        ("&Partition", "Partition"),
        ("Arn<'_>", "Arn"),
        ("Url<'_>", "Url"),
    ] {
        if parameters().any(|(_, known)| known.as_str() == kind) {
            names.push(name);
        }
    }
    let names: Vec<RsIdent> = names.into_iter().map(RsIdent::fixed).collect();
    layout::import_with_module("connector_runtime::rules", &names)
}

#[cfg(test)]
mod tests;
