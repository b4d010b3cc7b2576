//! How requests are authenticated: the blocks of a collection, in the terms of the service model.
//!
//! Only what is public is read from a block: its type, the service and region of a signature, the
//! name and place of a key.

use connector_model::service::Auth;

use super::item::{self, Item};
use crate::json::{Kind, NodeId, Tree};
use crate::redact::{self, Place};
use crate::variables::Variables;

/// What the authorization of a request says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Stated {
    pub(super) auth: Option<Auth>,
    /// Service and region of a signature of AWS, where the block says them.
    pub(super) service: Option<String>,
    pub(super) region: Option<String>,
    /// Whether the region is a variable: it is known when the connector runs.
    pub(super) open_region: bool,
    /// A type that a connector cannot do by itself.
    pub(super) unsupported: Option<String>,
    /// A header without a block that shows how requests are authenticated.
    pub(super) from_header: Option<String>,
}

/// The authorization of a request: its block, or the headers that stand for one.
pub(super) fn stated(item: &Item<'_>, variables: &Variables) -> Stated {
    match item.auth {
        Some(block) => from_block(item.tree, block, variables),
        None => from_headers(item),
    }
}

fn from_block(tree: &Tree<'_>, block: NodeId, variables: &Variables) -> Stated {
    let kind = item::text_member(tree, block, "type").unwrap_or_default();
    let parameter = |name: &str| {
        let value = tree
            .member(block, &kind)
            .and_then(|list| auth_parameter(tree, list, name))?;
        let value = variables.resolve(&value);
        (!value.is_empty() && !value.contains("{{")).then_some(value)
    };
    let mut stated = Stated::default();
    stated.auth = match kind.as_str() {
        "awsv4" => {
            stated.service = parameter("service");
            stated.region = parameter("region");
            stated.open_region = stated.region.is_none()
                && tree
                    .member(block, &kind)
                    .and_then(|list| auth_parameter(tree, list, "region"))
                    .is_some_and(|region| region.contains("{{"));
            Some(Auth::SigV4 {
                service: stated.service.clone().unwrap_or_default(),
            })
        }
        "basic" => Some(Auth::Basic),
        "bearer" | "jwt" => Some(Auth::Bearer),
        "oauth2" => Some(
            if parameter("addTokenTo").as_deref() == Some("queryParams") {
                Auth::ApiKeyQuery("access_token".to_owned())
            } else {
                Auth::Bearer
            },
        ),
        "apikey" => {
            let name = parameter("key").unwrap_or_else(|| "X-Api-Key".to_owned());
            Some(if parameter("in").as_deref() == Some("query") {
                Auth::ApiKeyQuery(name)
            } else {
                Auth::ApiKeyHeader(name)
            })
        }
        "noauth" => Some(Auth::None),
        _ => {
            stated.unsupported = Some(kind.clone());
            Some(Auth::None)
        }
    };
    stated
}

/// A parameter of a block: a member of an object (v2.0), or an entry of a list (v2.1).
fn auth_parameter(tree: &Tree<'_>, list: NodeId, name: &str) -> Option<String> {
    match tree.kind(list) {
        Kind::Object => tree
            .member(list, name)
            .and_then(|value| item::scalar(tree, value)),
        Kind::Array => tree
            .children(list)
            .find(|entry| item::text_member(tree, *entry, "key").as_deref() == Some(name))
            .and_then(|entry| tree.member(entry, "value"))
            .and_then(|value| item::scalar(tree, value)),
        _ => None,
    }
}

/// Headers that people set by hand instead of a block.
fn from_headers(item: &Item<'_>) -> Stated {
    let mut stated = Stated::default();
    for header in item
        .message
        .headers
        .iter()
        .filter(|header| !header.disabled)
    {
        let value = header.value.as_deref().unwrap_or_default().trim_start();
        let scheme = value.split(' ').next().unwrap_or_default();
        let authorization = header.name.eq_ignore_ascii_case("authorization");
        let auth = if authorization && scheme.eq_ignore_ascii_case("basic") {
            Auth::Basic
        } else if authorization && scheme.eq_ignore_ascii_case("bearer") {
            Auth::Bearer
        } else if authorization && scheme.eq_ignore_ascii_case("AWS4-HMAC-SHA256") {
            let mut scope = value
                .split("Credential=")
                .nth(1)
                .unwrap_or_default()
                .split('/');
            stated.region = scope.nth(2).map(str::to_owned);
            stated.service = scope.next().map(str::to_owned);
            Auth::SigV4 {
                service: stated.service.clone().unwrap_or_default(),
            }
        } else if authorization || is_key_header(&header.name) {
            Auth::ApiKeyHeader(header.name.clone())
        } else {
            continue;
        };
        stated.auth = Some(auth);
        stated.from_header = Some(header.name.clone());
        return stated;
    }
    stated
}

/// Whether a header carries a key: `X-Api-Key` and its relatives.
pub(super) fn is_key_header(name: &str) -> bool {
    redact::names::kind_of(Place::Header, name) == Some(redact::Kind::ApiKey)
}
