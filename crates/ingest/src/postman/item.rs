//! What stands in a collection: folders, requests, their parts in both spellings of v2.0 and v2.1.
//!
//! Everything is read that can be; what is missing or of another kind counts as absent.

use connector_model::diagnostic::Diagnostic;

use crate::json::{Kind, NodeId, Tree};
use crate::{Report, codes};

/// A saved request with its place in the collection.
#[derive(Debug)]
pub(super) struct Item<'t> {
    pub(super) tree: &'t Tree<'t>,
    /// The item; its request is in `message`.
    pub(super) node: NodeId,
    pub(super) name: String,
    /// Names of the folders around it, outermost first.
    pub(super) folders: Vec<String>,
    /// Those folders.
    pub(super) around: Vec<NodeId>,
    pub(super) message: Message,
    /// The nearest authorization block: the request's own, a folder's, the collection's.
    pub(super) auth: Option<NodeId>,
    pub(super) responses: Vec<NodeId>,
}

/// A request as it was typed; variables are not replaced yet.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) node: NodeId,
    /// Upper case; empty if there is none.
    pub(super) method: String,
    /// Address, perhaps with a query string.
    pub(super) address: String,
    /// Query parameters where they are listed; else they are in the address.
    pub(super) query: Option<Vec<Parameter>>,
    /// Values and descriptions of `:name` segments.
    pub(super) path_variables: Vec<Parameter>,
    pub(super) headers: Vec<Parameter>,
    pub(super) body: Body,
    pub(super) description: Option<String>,
}

/// A name with a value.
#[derive(Debug, Clone)]
pub(super) struct Parameter {
    pub(super) name: String,
    /// `None` for null and for a name without value.
    pub(super) value: Option<String>,
    pub(super) description: Option<String>,
    pub(super) disabled: bool,
    pub(super) pointer: String,
}

/// The body of a request.
#[derive(Debug)]
pub(super) enum Body {
    /// No body, or one that is switched off.
    None,
    /// A text with the language that the editor was set to.
    Raw {
        node: NodeId,
        text: String,
        language: Option<String>,
    },
    /// `application/x-www-form-urlencoded`.
    Form(Vec<Parameter>),
    /// A query of GraphQL with the JSON text of its variables.
    GraphQl {
        node: NodeId,
        query: String,
        variables: Option<String>,
    },
    /// Parts, a file, or a mode of another program.
    Other { node: NodeId, mode: String },
}

/// The requests of a collection in order.
pub(super) fn items<'t>(tree: &'t Tree<'t>, root: NodeId, report: &mut Report) -> Vec<Item<'t>> {
    let mut items = Vec::new();
    let mut folders: Vec<Folder> = Vec::new();
    let mut open = Vec::new();
    if let Some(list) = tree.member(root, "item") {
        open.push(tree.children(list));
    }
    let collection_auth = auth_of(tree, root);
    while let Some(children) = open.last_mut() {
        let Some(node) = children.next() else {
            open.pop();
            folders.pop();
            continue;
        };
        let auth = || folders.last().map_or(collection_auth, |folder| folder.auth);
        if let Some(list) = tree.member(node, "item") {
            let name = text_member(tree, node, "name").unwrap_or_default();
            let auth = auth_of(tree, node).or_else(auth);
            folders.push(Folder { node, name, auth });
            open.push(tree.children(list));
            continue;
        }
        if let Some(item) = item(tree, node, &folders, auth(), report) {
            items.push(item);
        }
    }
    items
}

/// A folder that is open while the requests in it are read.
struct Folder {
    node: NodeId,
    name: String,
    /// Its authorization block, or the nearest around it.
    auth: Option<NodeId>,
}

fn item<'t>(
    tree: &'t Tree<'t>,
    node: NodeId,
    folders: &[Folder],
    inherited: Option<NodeId>,
    report: &mut Report,
) -> Option<Item<'t>> {
    let name = text_member(tree, node, "name").filter(|name| !name.trim().is_empty());
    let request = tree
        .member(node, "request")
        .filter(|request| matches!(tree.kind(*request), Kind::Object | Kind::String));
    let Some(request) = request else {
        let shown = name.unwrap_or_else(|| "an item".to_owned());
        report.diagnostics.push(
            Diagnostic::new(
                &codes::REQUEST_LEFT_OUT,
                format!("`{}` has no request and is left out", clipped(&shown)),
            )
            .at(tree.place(node))
            .help("give the item a request in Postman, or delete it from the collection"),
        );
        return None;
    };
    let message = message(tree, request);
    let name = name.unwrap_or_else(|| format!("{} {}", message.method, message.address));
    Some(Item {
        tree,
        node,
        name,
        folders: folders.iter().map(|folder| folder.name.clone()).collect(),
        around: folders.iter().map(|folder| folder.node).collect(),
        auth: auth_of(tree, request).or(inherited),
        responses: responses(tree, node),
        message,
    })
}

fn responses(tree: &Tree<'_>, item: NodeId) -> Vec<NodeId> {
    tree.member(item, "response")
        .filter(|list| tree.kind(*list) == Kind::Array)
        .map(|list| {
            tree.children(list)
                .filter(|answer| tree.kind(*answer) == Kind::Object)
                .collect()
        })
        .unwrap_or_default()
}

/// A request: an object, or a text that is its address.
pub(super) fn message(tree: &Tree<'_>, node: NodeId) -> Message {
    let url = match tree.kind(node) {
        Kind::String => Some(node),
        _ => tree.member(node, "url"),
    };
    let (address, query, path_variables) = match url {
        Some(url) => address(tree, url),
        None => (String::new(), None, Vec::new()),
    };
    Message {
        node,
        method: match tree.kind(node) {
            Kind::String => "GET".to_owned(),
            _ => text_member(tree, node, "method")
                .map(|method| method.trim().to_ascii_uppercase())
                .unwrap_or_default(),
        },
        address,
        query,
        path_variables,
        headers: tree
            .member(node, "header")
            .map(|list| headers(tree, list))
            .unwrap_or_default(),
        body: tree
            .member(node, "body")
            .map_or(Body::None, |body_node| body(tree, body_node)),
        description: description(tree, node),
    }
}

/// The text of a description, which is a string or an object with `content`.
pub(super) fn description(tree: &Tree<'_>, node: NodeId) -> Option<String> {
    let description = tree.member(node, "description")?;
    let text = match tree.kind(description) {
        Kind::Object => text_member(tree, description, "content"),
        _ => scalar(tree, description),
    };
    text.filter(|text| !text.trim().is_empty())
}

/// Parameters of a list of objects with `key` and `value`; also of an object, as v2.0 writes them.
pub(super) fn parameters(tree: &Tree<'_>, list: NodeId) -> Vec<Parameter> {
    match tree.kind(list) {
        Kind::Array => tree
            .children(list)
            .filter_map(|node| parameter(tree, node))
            .collect(),
        Kind::Object => tree
            .children(list)
            .map(|node| Parameter {
                name: tree.key(node).unwrap_or_default().into_owned(),
                value: scalar(tree, node),
                description: None,
                disabled: false,
                pointer: tree.pointer(node),
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn parameter(tree: &Tree<'_>, node: NodeId) -> Option<Parameter> {
    let name = ["key", "id", "name"]
        .iter()
        .find_map(|key| text_member(tree, node, key))
        .filter(|name| !name.trim().is_empty())?;
    let switched_off = |key: &str, off: bool| {
        tree.member(node, key).and_then(|flag| tree.boolean(flag)) == Some(off)
    };
    let value = tree.member(node, "value");
    Some(Parameter {
        name: name.trim().to_owned(),
        value: value.and_then(|value| scalar(tree, value)),
        description: description(tree, node),
        disabled: switched_off("disabled", true) || switched_off("enabled", false),
        pointer: tree.pointer(value.unwrap_or(node)),
    })
}

/// A text, number or boolean as text.
pub(super) fn scalar(tree: &Tree<'_>, node: NodeId) -> Option<String> {
    match tree.kind(node) {
        Kind::String => tree.string(node).map(std::borrow::Cow::into_owned),
        Kind::Number | Kind::Boolean => Some(tree.raw(node).to_owned()),
        Kind::Null | Kind::Array | Kind::Object => None,
    }
}

/// The text of a member that is a string.
pub(super) fn text_member(tree: &Tree<'_>, node: NodeId, name: &str) -> Option<String> {
    tree.member(node, name)
        .and_then(|member| tree.string(member))
        .map(std::borrow::Cow::into_owned)
}

/// A text for a message: one line of at most 80 characters.
pub(super) fn clipped(text: &str) -> String {
    let line = text.split(['\n', '\r']).next().unwrap_or_default();
    let mut short: String = line.chars().take(80).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn auth_of(tree: &Tree<'_>, node: NodeId) -> Option<NodeId> {
    tree.member(node, "auth")
        .filter(|auth| tree.kind(*auth) == Kind::Object)
        .filter(|auth| text_member(tree, *auth, "type").is_some_and(|kind| kind != "inherit"))
}

fn address(tree: &Tree<'_>, url: NodeId) -> (String, Option<Vec<Parameter>>, Vec<Parameter>) {
    if let Some(text) = tree.string(url) {
        return (text.into_owned(), None, Vec::new());
    }
    let list = |name: &str| {
        tree.member(url, name)
            .filter(|list| tree.kind(*list) == Kind::Array)
            .map(|list| parameters(tree, list))
    };
    let text = composed(tree, url).or_else(|| text_member(tree, url, "raw"));
    (
        text.unwrap_or_default(),
        list("query"),
        list("variable").unwrap_or_default(),
    )
}

/// The address from its parts: Postman sends these, `raw` is what it shows.
fn composed(tree: &Tree<'_>, url: NodeId) -> Option<String> {
    let host = joined(tree, tree.member(url, "host")?, ".").filter(|host| !host.is_empty())?;
    let raw = text_member(tree, url, "raw").unwrap_or_default();
    let mut text = String::new();
    if let Some(protocol) = text_member(tree, url, "protocol").filter(|name| !name.is_empty()) {
        text.push_str(protocol.trim_end_matches("://"));
        text.push_str("://");
    } else if let Some((scheme, _)) = raw.split_once("://")
        && !scheme.contains(['/', '?', '{', '.'])
        && !host.contains("://")
    {
        text.push_str(scheme);
        text.push_str("://");
    }
    text.push_str(&host);
    if let Some(port) = tree.member(url, "port").and_then(|port| scalar(tree, port)) {
        text.push(':');
        text.push_str(&port);
    }
    if let Some(path) = tree
        .member(url, "path")
        .and_then(|path| joined(tree, path, "/"))
    {
        if !path.starts_with('/') {
            text.push('/');
        }
        text.push_str(&path);
    }
    // Listed parameters win; without a list those of the text count.
    if tree.member(url, "query").is_none()
        && let Some((_, query)) = raw.split_once('?')
    {
        text.push('?');
        text.push_str(query);
    }
    Some(text)
}

/// A text, or the texts of a list with a separator; path segments may be objects with a `value`.
fn joined(tree: &Tree<'_>, node: NodeId, separator: &str) -> Option<String> {
    if tree.kind(node) != Kind::Array {
        return scalar(tree, node);
    }
    let parts: Vec<String> = tree
        .children(node)
        .filter_map(|part| match tree.kind(part) {
            Kind::Object => text_member(tree, part, "value"),
            _ => scalar(tree, part),
        })
        .collect();
    Some(parts.join(separator))
}

/// Headers of a list, or of a text with one per line.
pub(super) fn headers(tree: &Tree<'_>, list: NodeId) -> Vec<Parameter> {
    let Some(text) = tree.string(list) else {
        return parameters(tree, list);
    };
    let pointer = tree.pointer(list);
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(name, _)| !name.trim().is_empty())
        .map(|(name, value)| Parameter {
            name: name.trim().to_owned(),
            value: Some(value.trim().to_owned()),
            description: None,
            disabled: false,
            pointer: pointer.clone(),
        })
        .collect()
}

fn body(tree: &Tree<'_>, node: NodeId) -> Body {
    let off = tree
        .member(node, "disabled")
        .and_then(|flag| tree.boolean(flag))
        == Some(true);
    let Some(mode) = text_member(tree, node, "mode").filter(|_| !off) else {
        return Body::None;
    };
    let content = tree.member(node, &mode);
    match mode.as_str() {
        "raw" => raw_body(tree, node, content),
        "urlencoded" => match content {
            Some(list) => form(tree, list),
            None => Body::None,
        },
        "graphql" => graphql(tree, content),
        // Postman keeps the mode of a form whose last field was deleted.
        "formdata" if content.is_none_or(|list| parameters(tree, list).is_empty()) => Body::None,
        _ => Body::Other { node, mode },
    }
}

fn raw_body(tree: &Tree<'_>, node: NodeId, content: Option<NodeId>) -> Body {
    let Some(content) = content else {
        return Body::None;
    };
    match scalar(tree, content).filter(|text| !text.trim().is_empty()) {
        Some(text) => Body::Raw {
            node: content,
            text,
            language: tree
                .at_path(node, &["options", "raw"])
                .and_then(|raw| text_member(tree, raw, "language")),
        },
        None => Body::None,
    }
}

fn form(tree: &Tree<'_>, list: NodeId) -> Body {
    let fields = match tree.string(list) {
        Some(text) => crate::url::parse_query(&text)
            .into_iter()
            .map(|(name, value)| Parameter {
                name,
                value,
                description: None,
                disabled: false,
                pointer: tree.pointer(list),
            })
            .collect(),
        None => parameters(tree, list),
    };
    if fields.is_empty() {
        return Body::None;
    }
    Body::Form(fields)
}

fn graphql(tree: &Tree<'_>, content: Option<NodeId>) -> Body {
    let query = content.and_then(|content| text_member(tree, content, "query"));
    let (Some(node), Some(query)) = (content, query) else {
        return Body::None;
    };
    let variables =
        tree.member(node, "variables")
            .and_then(|variables| match tree.kind(variables) {
                Kind::String => scalar(tree, variables),
                Kind::Null => None,
                _ => Some(tree.raw(variables).to_owned()),
            });
    Body::GraphQl {
        node,
        query,
        variables: variables.filter(|text| !text.trim().is_empty()),
    }
}
