//! botocore's models: `service-2.json` and the files beside it.

mod companions;
mod form;
mod operations;
mod overview;
mod shapes;
mod text;

#[cfg(test)]
mod tests;

use connector_model::diagnostic::Diagnostics;
use connector_model::recipe::WireProtocol;
use connector_model::service::{Auth, Deprecation, Evidence, Protocol, Service, ServiceTraits};

pub(crate) use companions::{Companion, companion};
pub use overview::{Overview, overview};

use super::place::{Fault, ModelText};
use super::protocol::{self, Wire};
use super::{cycles, labels, particulars, soundness};
use crate::codes;
use form::{Metadata, Model};
use shapes::Shapes;
use text::Text;

/// Names of the protocols that connectors speak; the first one that a service has is taken.
const PREFERENCE: [&str; 6] = [
    "json",
    "rest-json",
    "rest-xml",
    "smithy-rpc-v2-cbor",
    "query",
    "ec2",
];

/// Reads a model with its companions; of the service's protocols the wanted one is taken, if one is.
pub(crate) fn read(
    model: ModelText<'_>,
    companions: &[(Companion, ModelText<'_>)],
    wanted: Option<WireProtocol>,
) -> (Option<Service>, Diagnostics) {
    let mut findings = Diagnostics::new();
    let parsed = match serde_json::from_slice::<Model<'_>>(without_mark(model.bytes)) {
        Ok(parsed) => parsed,
        Err(error) => {
            findings.push(*model.unreadable(&codes::MODEL_FORM, "the model", &error));
            return (None, findings);
        }
    };
    let extras = companions::extras(companions, &mut findings);
    let parsed = companions::merged(parsed, &extras);
    let mut faults = Vec::new();
    let service = service(model.source, &parsed, wanted, &mut faults);
    for finding in model.findings(&faults) {
        findings.push(finding);
    }
    let Some(mut service) = service.filter(|_| faults.iter().all(|fault| !is_error(fault))) else {
        return (None, findings);
    };
    labels::by_member(&mut service);
    particulars::add(&mut service);
    companions::add(&mut service, companions, &mut findings);
    (Some(service), findings)
}

fn is_error(fault: &Fault) -> bool {
    fault.rule.severity == connector_model::diagnostic::Severity::Error
}

/// A text without the byte-order mark that editors put in front.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn service(
    source: usize,
    model: &Model<'_>,
    wanted: Option<WireProtocol>,
    faults: &mut Vec<Fault>,
) -> Option<Service> {
    repeated("operations", model.operations.repeated(), faults);
    repeated("shapes", model.shapes.repeated(), faults);
    let metadata = &model.metadata;
    let protocol = match spoken(metadata, wanted) {
        Ok(protocol) => protocol,
        Err(fault) => {
            faults.push(*fault);
            return None;
        }
    };
    let wire = Wire {
        protocol,
        target: metadata.target_prefix.as_deref().unwrap_or_default(),
        version: metadata.api_version.as_deref().unwrap_or_default(),
        query_compatible: metadata.aws_query_compatible.is_some(),
    };
    let auth = auth(metadata, faults);
    let mut shapes = Shapes::new(source, wire, model);
    let operations = operations::read(source, &wire, model, &auth, &mut shapes);
    let (shapes, more) = shapes.into_made();
    faults.extend(more);
    let service = Service {
        evidence: Evidence::Model,
        title: owned(metadata.service_full_name.as_ref()),
        signing_name: Some(signing_name(metadata).to_owned()).filter(|name| !name.is_empty()),
        documentation: owned(model.documentation.as_ref()),
        traits: ServiceTraits {
            protocol: Some(protocol),
            service_id: owned(
                metadata
                    .service_id
                    .as_ref()
                    .or(metadata.service_abbreviation.as_ref()),
            ),
            endpoint_prefix: owned(metadata.endpoint_prefix.as_ref()),
            api_version: owned(metadata.api_version.as_ref()),
            endpoint_rules: None,
            query_compatible: wire.query_compatible,
        },
        operations,
        shapes,
    };
    faults.extend(soundness::faults(&service));
    faults.extend(cycles::required(&service));
    Some(service)
}

/// A name that a map of the model has twice.
fn repeated(map: &str, name: Option<&str>, faults: &mut Vec<Fault>) {
    let Some(name) = name else {
        return;
    };
    faults.push(Fault {
        rule: &codes::MODEL_DUPLICATE,
        pointer: super::place::pointer(&[map, name]),
        message: format!("`{name}` stands twice among the {map} of the model"),
        help: "remove one of the two, or rename it".to_owned(),
    });
}

/// The protocol that is spoken: the wanted one if the service has it, else the first of [`PREFERENCE`] that it has.
fn spoken(metadata: &Metadata<'_>, wanted: Option<WireProtocol>) -> Result<Protocol, Box<Fault>> {
    let one = metadata.protocol.as_ref().map(std::slice::from_ref);
    let stated = metadata.protocols.as_deref().filter(|all| !all.is_empty());
    let stated = stated.or(one).unwrap_or_default();
    let own = PREFERENCE
        .into_iter()
        .filter(|name| stated.iter().any(|own| &**own == *name))
        .map(|name| protocol_of(name, metadata));
    let found = own
        .into_iter()
        .find(|protocol| wanted.is_none_or(|wanted| wanted.names(*protocol)));
    found.ok_or_else(|| Box::new(unspoken(stated, wanted.is_some())))
}

/// The protocol that one of [`PREFERENCE`] names.
fn protocol_of(name: &str, metadata: &Metadata<'_>) -> Protocol {
    match name {
        "json" if metadata.json_version.as_deref() == Some("1.0") => Protocol::AwsJson10,
        "json" => Protocol::AwsJson11,
        "rest-json" => Protocol::RestJson,
        "rest-xml" => Protocol::RestXml,
        "query" => Protocol::Query,
        "ec2" => Protocol::Ec2,
        _ => Protocol::RpcV2Cbor,
    }
}

fn unspoken(stated: &[Text<'_>], is_wanted: bool) -> Fault {
    let list = |names: &mut dyn Iterator<Item = &str>| {
        let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    let own = list(&mut stated.iter().map(|name| &**name));
    Fault {
        rule: &codes::MODEL_PROTOCOL,
        pointer: "/metadata".to_owned(),
        message: match (stated, is_wanted) {
            ([], _) => "the model names no protocol".to_owned(),
            (_, true) => {
                format!("the service does not speak the protocol of the recipe, only {own}")
            }
            (_, false) => format!("the protocol {own} is not known"),
        },
        help: format!("connectors speak {}", list(&mut PREFERENCE.into_iter())),
    }
}

fn signing_name<'m>(metadata: &'m Metadata<'_>) -> &'m str {
    let name = metadata.signing_name.as_ref();
    name.or(metadata.endpoint_prefix.as_ref())
        .map(|name| &**name)
        .unwrap_or_default()
}

/// How the service's calls are authenticated.
fn auth(metadata: &Metadata<'_>, faults: &mut Vec<Fault>) -> Auth {
    let signing_name = signing_name(metadata);
    let stated = metadata.auth.iter().flatten().map(|scheme| &**scheme);
    if let Some(auth) = protocol::auth(stated, signing_name, false) {
        return auth;
    }
    match metadata.signature_version.as_deref() {
        Some("bearer") => return Auth::Bearer,
        Some("v2") => faults.push(Fault {
            rule: &codes::MODEL_SIGNING,
            pointer: "/metadata/signatureVersion".to_owned(),
            message: "the service signs with version 2, and connectors sign with version 4"
                .to_owned(),
            help: "expect the service to refuse calls; nothing can be set against it".to_owned(),
        }),
        _ => {}
    }
    Auth::SigV4 {
        service: signing_name.to_owned(),
    }
}

/// A text of the model as our own.
fn owned(text: Option<&Text<'_>>) -> Option<String> {
    text.map(ToString::to_string)
}

fn deprecation(
    is_deprecated: bool,
    message: Option<&Text<'_>>,
    since: Option<&Text<'_>>,
) -> Option<Deprecation> {
    is_deprecated.then(|| Deprecation {
        message: owned(message),
        since: owned(since),
    })
}
