//! Postman collections: requests with their saved answers, as operations with inferred shapes.
//!
//! Read are exports of Collection v2.0 and v2.1. Scripts are neither run nor kept, files that a body
//! names are not opened, and secrets are removed before anything is made of a value.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use connector_model::diagnostic::{Diagnostic, Place};
use connector_model::names;
use connector_model::recipe::EntityKind;
use connector_model::service::{Auth, Decision, EndpointPart, PathPart, Service};

use crate::json::{Kind, Limits, NodeId, Tree};
use crate::redact::Redactions;
use crate::url::{self, Endpoint, Url};
use crate::variables::{self, Piece, Variables};
use crate::{Report, codes};
use auth::Stated;
use item::{Body, Item, clipped};
use naming::Taken;

mod answer;
mod auth;
mod body;
mod comments;
mod headers;
mod item;
mod naming;
mod operation;
mod parts;
mod request;
mod scope;
mod signing;

#[cfg(test)]
mod tests;

/// What is said about the collections from outside.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'s> {
    /// Values of variables, which win over those of the sources.
    pub variables: &'s BTreeMap<String, String>,
    /// What the recipe says about objects, by address.
    pub kinds: &'s BTreeMap<String, EntityKind>,
    /// Signing name of the service, where requests do not say it.
    pub service: Option<&'s str>,
    /// Limits for bodies that stand as texts in a collection.
    pub limits: &'s Limits,
}

/// What was found in a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Requests, those that are left out among them.
    pub requests: usize,
    /// Saved answers.
    pub examples: usize,
}

/// A request that can be called, with what its address says.
struct Call<'t> {
    item: Item<'t>,
    action: String,
    url: Url,
    endpoint: Endpoint,
    path: Vec<PathPart>,
    stated: Stated,
}

impl Call<'_> {
    /// What two requests of the same call have in common.
    fn identity(&self) -> String {
        let mut text = format!("{} {} ", self.action, self.item.message.method);
        let _ = write!(text, "{:?} {:?}", self.endpoint.parts, self.path);
        if self.endpoint.parts.is_empty() {
            text.push_str(&self.url.host);
        }
        text
    }
}

/// What the parts of the reader share.
struct Scope<'s> {
    settings: &'s Settings<'s>,
    /// Variables of the request that is being read.
    variables: Variables,
    layers: scope::Layers,
    /// Whether these variables are those of a folder.
    in_folder: bool,
    service: &'s mut Service,
    report: &'s mut Report,
    redactions: &'s mut Redactions,
}

impl Scope<'_> {
    /// From here on variables have the values that a request in these folders sees.
    fn enter(&mut self, item: &Item<'_>) {
        if let Some(variables) = self.layers.inside(&item.around) {
            self.variables = variables;
            self.in_folder = true;
        } else if self.in_folder {
            self.variables = self.layers.outside();
            self.in_folder = false;
        }
    }
}

/// Adds the operations of collections to a service.
///
/// Environments and globals give values to variables, later ones before earlier ones. The counts are
/// in the order of the collections. Call it once, for all collections of a run, and
/// [`crate::redact::mark_sensitive`] behind it.
pub fn read(
    collections: &[&Tree<'_>],
    environments: &[&Tree<'_>],
    settings: &Settings<'_>,
    service: &mut Service,
    report: &mut Report,
    redactions: &mut Redactions,
) -> Vec<Count> {
    let mut taken = Taken::default();
    let mut counts = Vec::new();
    for tree in collections {
        let root = unwrapped(tree);
        if let Some(refusal) = refused_version(tree, root) {
            report.diagnostics.push(refusal);
            counts.push(Count::default());
            continue;
        }
        let layers = scope::Layers::new(tree, root, environments, settings, redactions);
        let mut scope = Scope {
            settings,
            variables: layers.outside(),
            layers,
            in_folder: false,
            service,
            report,
            redactions,
        };
        counts.push(collection(tree, root, &mut taken, &mut scope));
    }
    signing::name_service(service);
    counts
}

/// The collection itself: exports over the API put it under a `collection` key.
fn unwrapped(tree: &Tree<'_>) -> NodeId {
    let root = tree.root();
    tree.member(root, "collection")
        .filter(|inner| tree.kind(*inner) == Kind::Object && tree.member(root, "info").is_none())
        .unwrap_or(root)
}

/// The schema address of a collection, if it is one of Postman's.
fn schema(tree: &Tree<'_>, root: NodeId) -> Option<String> {
    let node = tree.at_path(root, &["info", "schema"])?;
    let schema = tree.string(node)?;
    schema.contains("postman").then(|| schema.into_owned())
}

fn refused_version(tree: &Tree<'_>, root: NodeId) -> Option<Diagnostic> {
    let schema = schema(tree, root)?;
    if schema.contains("/v2.1.") || schema.contains("/v2.0.") {
        return None;
    }
    let node = tree.at_path(root, &["info", "schema"])?;
    let version = schema
        .split('/')
        .find(|part| part.starts_with('v') && part.contains('.'))
        .unwrap_or("another version");
    Some(
        Diagnostic::new(
            &codes::COLLECTION_VERSION,
            format!("this is a Postman collection of {}", clipped(version)),
        )
        .at(tree.place(node))
        .help("export it from Postman as `Collection v2.1`"),
    )
}

fn collection(tree: &Tree<'_>, root: NodeId, taken: &mut Taken, scope: &mut Scope<'_>) -> Count {
    let items = item::items(tree, root, scope.report);
    let count = Count {
        requests: items.len(),
        examples: items.iter().map(|item| item.responses.len()).sum(),
    };
    if items.is_empty() {
        scope.report.diagnostics.push(
            Diagnostic::new(&codes::COLLECTION_EMPTY, "the collection has no requests")
                .at(Place::source(tree.place(root).source))
                .help("save a request with its answer in Postman and export the collection again"),
        );
        return count;
    }
    scope.layers.read_folders(tree, &items, scope.redactions);
    scope::report_scripts(tree, root, &items, scope.report);
    scope::describe(tree, root, scope);
    let calls: Vec<Call<'_>> = items
        .into_iter()
        .filter_map(|item| call(item, scope))
        .collect();
    if calls.is_empty() {
        scope.report.diagnostics.push(
            Diagnostic::new(
                &codes::COLLECTION_EMPTY,
                "no request of the collection can be called",
            )
            .at(Place::source(tree.place(root).source))
            .help("see the warnings about each request for what to change"),
        );
    }
    signing::check(&calls, scope);
    let groups = naming::groups(calls, taken, scope.report);
    scope::report_open_hosts(&groups, scope.report);
    scope::report_unanswered(&groups, scope.report);
    for group in &groups {
        operation::add(group, scope);
    }
    count
}

/// A request that can be called, or a finding why it is left out.
fn call<'t>(mut item: Item<'t>, scope: &mut Scope<'_>) -> Option<Call<'t>> {
    scope.enter(&item);
    // Names of requests are texts of people too: a curl command as a name has its token in it.
    item.name = scope.redactions.text(&item.name, "").into_owned();
    check_method(&mut item, scope)?;
    let address = address(&item.message.address, &scope.variables);
    let url = match url::parse(&address) {
        Ok(url) => url,
        Err(fault) => {
            left_out(&item, &fault.to_string(), fault.help(), scope);
            return None;
        }
    };
    let endpoint = url.endpoint();
    let path = concealed(url.path_parts());
    scope::report_address(&item, &url, &endpoint, scope.report);
    let stated = auth::stated(&item, &scope.variables);
    Some(Call {
        action: action(&item, &url, &scope.variables),
        item,
        url,
        endpoint,
        path,
        stated,
    })
}

/// The address with its variables replaced.
///
/// Where the variable in front has only a path (`baseUrl` = `/`, as converters write it), the host is
/// still open, so its reference stays in front.
fn address(text: &str, variables: &Variables) -> String {
    let resolved = variables.resolve(text);
    match variables::pieces(text).next() {
        Some(Piece::Reference(name)) if resolved.starts_with('/') => {
            format!("{{{{{name}}}}}/{}", resolved.trim_start_matches('/'))
        }
        _ => resolved,
    }
}

/// Without a method Postman sends `GET`, so that is what the request is.
fn check_method(item: &mut Item<'_>, scope: &mut Scope<'_>) -> Option<()> {
    let method = &item.message.method;
    if method.is_empty() {
        let message = format!(
            "`{}` has no method; it is read as `GET`, as Postman sends it",
            clipped(&item.name)
        );
        scope.report.diagnostics.push(
            Diagnostic::new(&codes::METHOD_MISSING, message)
                .at(item.tree.place(item.message.node))
                .help("choose the method in Postman and export the collection again"),
        );
        "GET".clone_into(&mut item.message.method);
        return Some(());
    }
    let known = method.len() <= 24
        && method
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'-');
    if known {
        return Some(());
    }
    let reason = format!("`{}` is not a method of HTTP", clipped(method));
    left_out(item, &reason, "choose another method in Postman", scope);
    None
}

fn left_out(item: &Item<'_>, reason: &str, help: &str, scope: &mut Scope<'_>) {
    let message = format!("`{}` is left out: {reason}", clipped(&item.name));
    scope.report.diagnostics.push(
        Diagnostic::new(&codes::REQUEST_LEFT_OUT, message)
            .at(item.tree.place(item.message.node))
            .help(help),
    );
}

/// Literal path segments that are secrets (the address of a web hook) become labels.
fn concealed(path: Vec<PathPart>) -> Vec<PathPart> {
    let mut redactions = Redactions::default();
    let mut out = Vec::new();
    for part in path {
        let PathPart::Literal(text) = &part else {
            out.push(part);
            continue;
        };
        if redactions.text(text, "") == text.as_str() {
            out.push(part);
            continue;
        }
        let mut literal = String::new();
        for segment in text.split_inclusive('/') {
            if redactions.text(segment, "") == segment {
                literal.push_str(segment);
                continue;
            }
            out.push(PathPart::Literal(std::mem::take(&mut literal)));
            out.push(PathPart::Label("secret".to_owned()));
            literal.extend(segment.strip_suffix('/').map(|_| '/'));
        }
        if !literal.is_empty() {
            out.push(PathPart::Literal(literal));
        }
    }
    out
}

/// The action's name: what the protocol says, else the name of the request.
fn action(item: &Item<'_>, url: &Url, variables: &Variables) -> String {
    let target = item
        .message
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("x-amz-target"))
        .and_then(|header| header.value.as_deref())
        .and_then(|value| value.rsplit('.').next());
    let query = parts::query(&item.message, url, variables);
    let in_query = query.iter().find(|parameter| parameter.name == "Action");
    let in_form = match &item.message.body {
        Body::Form(fields) => fields.iter().find(|field| field.name == "Action"),
        _ => None,
    };
    let parameter = in_query
        .or(in_form)
        .and_then(|parameter| parameter.value.as_deref());
    let stated = target
        .or(parameter)
        .map(str::trim)
        .filter(|name| !name.is_empty() && !name.contains("{{"));
    let mut name = names::action(stated.unwrap_or(&item.name));
    // A name becomes that of files; requests named after an address of a kilobyte exist.
    name.truncate(80);
    name
}

/// Adds a decision to those that `inspect` lists.
fn decide(report: &mut Report, call: &Call<'_>, subject: &str, verdict: String, evidence: String) {
    report.decisions.push(Decision {
        subject: subject.to_owned(),
        verdict,
        evidence,
        guessed: false,
        origin: call.item.tree.origin(call.item.node),
    });
}

/// An endpoint as text, its variable parts in braces.
fn endpoint_text(parts: &[EndpointPart]) -> String {
    parts
        .iter()
        .map(|part| match part {
            EndpointPart::Text(text) => text.as_str(),
            EndpointPart::Region => "{region}",
            EndpointPart::DnsSuffix => "{suffix}",
        })
        .collect()
}

/// A scheme as people call it.
fn auth_text(auth: &Auth) -> String {
    match auth {
        Auth::SigV4 { service } => format!("AWS Signature Version 4 for `{service}`"),
        Auth::Basic => "user and password".to_owned(),
        Auth::Bearer => "bearer token".to_owned(),
        Auth::ApiKeyHeader(name) => format!("key in the header `{}`", clipped(name)),
        Auth::ApiKeyQuery(name) => format!("key in the query parameter `{}`", clipped(name)),
        _ => "none".to_owned(),
    }
}
