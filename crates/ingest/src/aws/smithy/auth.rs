//! How calls are authenticated.
//!
//! Source: Smithy 2.0, "Authentication traits"; AWS, "aws.auth".

use connector_model::service::Auth;

use super::model::Traits;
use super::value::{Read, Value};
use crate::aws::protocol;

/// The schemes of a service, in the order in which they are preferred.
#[derive(Debug, Default)]
pub(super) struct Schemes {
    /// Shape ids of the schemes.
    preferred: Vec<String>,
    /// What signatures call the service.
    pub(super) signing_name: Option<String>,
    key: Option<Auth>,
}

const SIGNING: [&str; 2] = ["aws.auth#sigv4", "aws.auth#sigv4a"];
const API_KEY: &str = "smithy.api#httpApiKeyAuth";

/// Schemes without an order of the service's own, in the order in which they are taken.
const KNOWN: [&str; 5] = [
    "aws.auth#sigv4",
    "aws.auth#sigv4a",
    "smithy.api#httpBearerAuth",
    "smithy.api#httpBasicAuth",
    API_KEY,
];

/// The schemes of a service.
pub(super) fn of_service(service: &Traits<'_>) -> Read<Schemes> {
    let stated = list(service)?;
    let known = || KNOWN.into_iter().filter(|name| service.has(name));
    let mut signing_name = None;
    for scheme in SIGNING.iter().filter_map(|scheme| service.get(scheme)) {
        let name = scheme.needed("name")?.text()?;
        signing_name = signing_name.or(Some(name));
    }
    let key = service.object(API_KEY)?.map(api_key).transpose()?;
    Ok(Schemes {
        preferred: stated.unwrap_or_else(|| known().map(str::to_owned).collect()),
        signing_name,
        key,
    })
}

/// How one operation is called: as the service's others, unless it says something else.
pub(super) fn of_operation(operation: &Traits<'_>, service: &Schemes) -> Read<Auth> {
    if operation.has("smithy.api#optionalAuth") {
        return Ok(Auth::None);
    }
    let own = list(operation)?;
    let preferred = own.as_ref().unwrap_or(&service.preferred);
    let unsigned = operation.has("aws.auth#unsignedPayload");
    let name = service.signing_name.as_deref().unwrap_or_default();
    let auth = preferred.iter().find_map(|scheme| match scheme.as_str() {
        API_KEY => service.key.clone(),
        scheme => protocol::auth([scheme], name, unsigned),
    });
    Ok(auth.unwrap_or_default())
}

/// The schemes that a shape lists.
fn list(traits: &Traits<'_>) -> Read<Option<Vec<String>>> {
    let Some(stated) = traits.get("smithy.api#auth") else {
        return Ok(None);
    };
    let schemes = stated.items()?.into_iter().map(Value::text);
    schemes.collect::<Read<_>>().map(Some)
}

fn api_key(stated: Value<'_>) -> Read<Auth> {
    let name = stated.needed("name")?.text()?;
    Ok(match stated.needed("in")?.text()?.as_str() {
        "query" => Auth::ApiKeyQuery(name),
        _ => Auth::ApiKeyHeader(name),
    })
}
