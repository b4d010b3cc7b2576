//! Smithy models in their JSON form (JSON AST 1.0 and 2.0).
//!
//! [`read`] finds the service and its protocol, then its operations, then the shapes that these reach. What the protocol
//! decides is in [`super::protocol`], so that botocore's form of the same API gives the same service.
//!
//! Source: Smithy 2.0 specification; "JSON AST", "HTTP bindings", "AWS protocols".

mod auth;
mod facts;
mod members;
mod model;
mod operations;
mod pages;
mod shapes;
mod value;
mod waiters;

use std::collections::BTreeMap;

use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::endpoint_rules::RuleSet;
use connector_model::recipe::WireProtocol;
use connector_model::service::{Evidence, Protocol, Service, ServiceTraits, XmlNamespace};

use super::examples::{self, Stated};
use super::place::{Fault, ModelText};
use super::protocol::{self, Wire};
use super::{cycles, endpoint_rules, particulars, soundness};
use crate::codes;
use crate::json::{self, Limits, Tree};
use model::{Model, Shape};
use operations::Common;
use shapes::{Names, Shapes};
use value::{Read, Value};

/// What the user says about a model.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Settings<'a> {
    /// Which service is meant, where the model has several.
    pub(crate) service: Option<&'a str>,
    /// Which of its protocols the connector speaks.
    pub(crate) protocol: Option<WireProtocol>,
}

/// Traits of the protocols that connectors speak, the one that is taken first in front.
const PROTOCOLS: [(&str, Protocol); 7] = [
    ("aws.protocols#awsJson1_0", Protocol::AwsJson10),
    ("aws.protocols#awsJson1_1", Protocol::AwsJson11),
    ("aws.protocols#restJson1", Protocol::RestJson),
    ("aws.protocols#restXml", Protocol::RestXml),
    ("smithy.protocols#rpcv2Cbor", Protocol::RpcV2Cbor),
    ("aws.protocols#awsQuery", Protocol::Query),
    ("aws.protocols#ec2Query", Protocol::Ec2),
];

/// Traits of services that stand among the protocols without being one.
const NO_PROTOCOLS: [&str; 1] = ["aws.protocols#awsQueryCompatible"];

/// Reads a model: its service, `None` if something is wrong that leaves it incomplete, and the findings.
pub(crate) fn read(text: ModelText<'_>, settings: Settings<'_>) -> (Option<Service>, Diagnostics) {
    let tree = match json::read(text.source, text.bytes, &Limits::default()) {
        Ok(tree) => tree,
        Err(finding) => return (None, (*finding).into()),
    };
    let mut findings = duplicates(&tree);
    if findings.has_errors() {
        return (None, findings);
    }
    let service = match service(&tree, settings, text, &mut findings) {
        Ok(service) => Some(service),
        Err(finding) => {
            findings.push(*finding);
            None
        }
    };
    let service = service.filter(|_| !findings.has_errors());
    (service, findings)
}

/// Names that are there twice; what else is odd about the text, if there are none.
fn duplicates(tree: &Tree<'_>) -> Diagnostics {
    let mut findings = Diagnostics::new();
    for duplicate in tree.duplicates() {
        let holder = tree.parent(duplicate.again).and_then(|node| tree.key(node));
        if matches!(holder.as_deref(), Some("shapes" | "members" | "traits")) {
            let name = tree.key(duplicate.again).unwrap_or_default();
            let finding = Diagnostic::new(
                &codes::MODEL_DUPLICATE,
                format!("`{name}` stands twice in the model"),
            );
            let first = tree.place(duplicate.first);
            findings.push(
                finding
                    .at(tree.place(duplicate.again))
                    .note("it stands here before", Some(first))
                    .help("remove one of the two"),
            );
        }
    }
    if findings.is_empty() {
        return tree.findings.clone();
    }
    findings
}

fn service(
    tree: &Tree<'_>,
    settings: Settings<'_>,
    text: ModelText<'_>,
    findings: &mut Diagnostics,
) -> Read<Service> {
    let root = Value::root(tree);
    version(root)?;
    let model = Model::new(root)?;
    let shape = chosen(&model, root, settings.service)?;
    let protocol = spoken(&shape, settings.protocol)?;
    let version = text_of(&shape, "version")?;
    let query_compatible = shape.traits.has("aws.protocols#awsQueryCompatible");
    let wire = Wire {
        protocol,
        target: shape.name(),
        version: version.as_deref().unwrap_or_default(),
        query_compatible,
    };
    let mut shapes = Shapes::new(&model, wire, Names::new(renamed(&shape)?));
    let identity = identity(&shape)?;
    let common = common(&model, &shape, &identity, &shapes)?;
    let operations = operations::all(&model, &shape)?;
    let stated = stated_examples(&operations)?;
    let operations = operations::read(operations, &common, &mut shapes);
    let (made, faults) = shapes.into_made();
    findings.append(faults);
    let mut service = Service {
        evidence: Evidence::Model,
        title: shape.traits.text("smithy.api#title")?,
        signing_name: common
            .auth
            .signing_name
            .or(identity.endpoint_prefix.clone()),
        documentation: shape.traits.text("smithy.api#documentation")?,
        traits: ServiceTraits {
            protocol: Some(protocol),
            service_id: identity.service_id,
            endpoint_prefix: identity.endpoint_prefix,
            api_version: version.clone(),
            endpoint_rules: rules(&shape, text, findings),
            query_compatible,
        },
        operations,
        shapes: made,
    };
    particulars::add(&mut service);
    for (operation, stated) in stated {
        examples::add(&mut service, &operation, stated);
    }
    let mut faults = soundness::faults(&service);
    faults.extend(cycles::required(&service));
    add(&faults, text, findings);
    Ok(service)
}

/// The examples of calls that succeed, by operation (`smithy.api#examples`).
fn stated_examples(operations: &[Shape<'_>]) -> Read<Vec<(String, Vec<Stated>)>> {
    let mut all = Vec::new();
    for shape in operations {
        let Some(examples) = shape.traits.get("smithy.api#examples") else {
            continue;
        };
        let mut stated = Vec::new();
        for example in examples.items()? {
            if example.get("error").is_none() {
                stated.push(stated_example(example)?);
            }
        }
        all.push((shape.name().to_owned(), stated));
    }
    Ok(all)
}

fn stated_example(example: Value<'_>) -> Read<Stated> {
    let read = |value: Value<'_>| {
        serde_json::from_str(value.raw())
            .map_err(|error| value.fault(format!("the example cannot be read: {error}")))
    };
    let input = example.get("input").map(read).transpose()?;
    Ok(Stated {
        title: example.text_of("title")?.unwrap_or_default(),
        input: input.unwrap_or_else(|| serde_json::json!({})),
        output: example.get("output").map(read).transpose()?,
        origin: example.origin(),
    })
}

/// Checks that the text is a model of a version that is read.
fn version(root: Value<'_>) -> Read<()> {
    let stated = root.needed("smithy")?;
    let version = stated.text()?;
    if matches!(version.split('.').next(), Some("1" | "2")) {
        return Ok(());
    }
    let finding = stated.fault(format!("the model is of version `{version}` of Smithy"));
    Err(Box::new(
        finding.help("give the model as JSON AST of version 1.0 or 2.0"),
    ))
}

/// The service that the connector is for: the only one, or the one that is named.
fn chosen<'t>(model: &Model<'t>, root: Value<'t>, wanted: Option<&str>) -> Read<Shape<'t>> {
    let mut services = model.services()?;
    let refused = |message: String, help: String| {
        let finding = Diagnostic::new(&codes::MODEL_SERVICE, message);
        Err(Box::new(finding.at(root.place()).help(help)))
    };
    if services.len() == 1 {
        return Ok(services.remove(0));
    }
    let names: Vec<String> = services
        .iter()
        .map(|service| format!("`{}`", service.name()))
        .collect();
    let Some(wanted) = wanted else {
        return match names.as_slice() {
            [] => refused(
                "the model has no service".to_owned(),
                "give the file with the service shape".to_owned(),
            ),
            names => refused(
                format!("the model has the services {}", names.join(", ")),
                "say with `--service` which of them the connector is for".to_owned(),
            ),
        };
    };
    let mut found = Vec::new();
    for service in services {
        if is_called(&service, wanted)? {
            found.push(service);
        }
    }
    match found.pop().filter(|_| found.is_empty()) {
        Some(service) => Ok(service),
        None => refused(
            format!("`{wanted}` does not say which service of the model is meant"),
            format!("name one of {}", names.join(", ")),
        ),
    }
}

/// Whether a service goes by a name: that of its shape, its id, or the one that its signatures have.
fn is_called(service: &Shape<'_>, name: &str) -> Read<bool> {
    if service.id == name || service.name() == name {
        return Ok(true);
    }
    let identity = identity(service)?;
    let signing_name = auth::of_service(&service.traits)?.signing_name;
    let mut names = [identity.service_id, identity.endpoint_prefix, signing_name].into_iter();
    Ok(names.any(|own| own.as_deref() == Some(name)))
}

/// The protocol that is spoken: the wanted one if the service has it, else the first of [`PROTOCOLS`] that it has.
fn spoken(service: &Shape<'_>, wanted: Option<WireProtocol>) -> Read<Protocol> {
    let has = |name: &str| service.traits.has(name);
    let mut own = PROTOCOLS.into_iter().filter(|(name, _)| has(name));
    let found = match wanted {
        Some(wanted) => own.find(|(_, protocol)| wanted.names(*protocol)),
        None => own.next(),
    };
    if let Some((_, protocol)) = found {
        return Ok(protocol);
    }
    let list = |names: Vec<String>| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    let is_one = |name: &str| name.contains("protocols#") && !NO_PROTOCOLS.contains(&name);
    let mut stated = service.traits.names()?;
    stated.retain(|name| is_one(name));
    let message = match (wanted, stated.as_slice()) {
        (_, []) => "the model names no protocol".to_owned(),
        (Some(_), _) => format!(
            "the service does not speak the protocol of the recipe, only {}",
            list(stated)
        ),
        (None, _) => format!("the protocol {} is not known", list(stated)),
    };
    let known = PROTOCOLS.iter().map(|(name, _)| (*name).to_owned());
    let finding = Diagnostic::new(&codes::MODEL_PROTOCOL, message)
        .at(service.value.place())
        .help(format!("connectors speak {}", list(known.collect())));
    Err(Box::new(finding))
}

fn renamed(service: &Shape<'_>) -> Read<BTreeMap<String, String>> {
    let Some(stated) = service.property("rename") else {
        return Ok(BTreeMap::new());
    };
    let names = stated.entries()?.into_iter();
    names.map(|(id, name)| Ok((id, name.text()?))).collect()
}

/// Names of an AWS service.
#[derive(Debug, Default)]
struct Identity {
    service_id: Option<String>,
    endpoint_prefix: Option<String>,
}

/// `aws.api#service`; names that it leaves out follow from the others.
fn identity(service: &Shape<'_>) -> Read<Identity> {
    let Some(stated) = service.traits.object("aws.api#service")? else {
        return Ok(Identity::default());
    };
    let namespace = stated.text_of("arnNamespace")?;
    let prefix = stated.text_of("endpointPrefix")?.or(namespace);
    Ok(Identity {
        service_id: stated.text_of("sdkId")?,
        endpoint_prefix: Some(prefix.unwrap_or_else(|| service.name().to_ascii_lowercase())),
    })
}

fn common<'t>(
    model: &Model<'t>,
    service: &Shape<'t>,
    identity: &Identity,
    shapes: &Shapes<'t>,
) -> Read<Common<'t>> {
    let errors = service.references("errors")?.into_iter();
    let errors = errors
        .map(|error| model.target_of(error, model::ShapeType::Structure, "an error"))
        .collect::<Read<_>>()?;
    let prefix = identity.endpoint_prefix.as_deref();
    let namespace: Option<XmlNamespace> = shapes.namespace(&service.traits)?;
    Ok(Common {
        service: service.clone(),
        auth: auth::of_service(&service.traits)?,
        endpoint: prefix.map(protocol::endpoint).unwrap_or_default(),
        errors,
        namespace,
    })
}

/// The rules by which the host of a call is found. Rules that cannot be used are a finding.
fn rules(service: &Shape<'_>, text: ModelText<'_>, findings: &mut Diagnostics) -> Option<RuleSet> {
    let stated = service.traits.get("smithy.rules#endpointRuleSet")?;
    let pointer = stated.pointer();
    let value = match serde_json::from_str(stated.raw()) {
        Ok(value) => value,
        Err(error) => {
            let fault = stated.fault(format!("the endpoint rules cannot be read: {error}"));
            findings.push(*fault);
            return None;
        }
    };
    match endpoint_rules::read(&value, &pointer) {
        Ok(rules) => Some(rules),
        Err(fault) => {
            add(&[*fault], text, findings);
            None
        }
    }
}

fn add(faults: &[Fault], text: ModelText<'_>, findings: &mut Diagnostics) {
    for finding in text.findings(faults) {
        findings.push(finding);
    }
}

fn text_of(shape: &Shape<'_>, property: &str) -> Read<Option<String>> {
    shape.property(property).map(Value::text).transpose()
}

#[cfg(test)]
mod tests;
