//! Bare bodies: the answer is in the source, what it answers has to be said.

use std::collections::BTreeSet;

use connector_model::diagnostic::{Diagnostic, Place};
use connector_model::names;
use connector_model::service::{
    Auth, Binding, BodyFormat, EndpointPart, ErrorResponse, Example, Member, Operation, Origin,
    PathPart, Presence, Service, Shape, ShapeId, ShapeKind, Simple, Target,
};

use crate::infer::{self, Observed, Use};
use crate::json::{self, Edits, Tree};
use crate::redact::{Extent, Redactions};
use crate::url::{self, Endpoint, Url};
use crate::variables::Variables;
use crate::{Hints, Report, codes, redact};

/// Reads bodies as answers of the one operation that the hints describe.
pub(crate) fn read(
    samples: &[Tree<'_>],
    hints: &Hints,
    redactions: &mut Redactions,
    service: &mut Service,
    report: &mut Report,
) {
    if samples.is_empty() {
        return;
    }
    let Some(mut call) = call(samples, hints, report) else {
        return;
    };
    if samples.len() > 1 {
        report.diagnostics.push(
            Diagnostic::new(
                &codes::SEVERAL_BODIES,
                format!(
                    "{} bodies count as answers of `{}`",
                    samples.len(),
                    call.name
                ),
            )
            .at(samples[0].place(samples[0].root())),
        );
    }
    let query = query(&call.url, redactions);
    let input = input(&mut call, &query, service);
    let (observed, mut examples) = bodies(samples, &call, redactions);
    for example in &mut examples {
        example.input.clone_from(&query.values);
    }
    let success = (200..300).contains(&call.status);
    let (address, role) = if success {
        (format!("{}Response", call.name), Use::Response)
    } else {
        (format!("{}Error{}", call.name, call.status), Use::Error)
    };
    let shape = infer::conclude(&observed, &address, role, &hints.kinds, service, report);
    let (output, errors) = if success {
        (shape, Vec::new())
    } else {
        let status = call.status;
        let errors = shape.map(|shape| ErrorResponse {
            status,
            shape,
            code: None,
            retryable: false,
        });
        (None, errors.into_iter().collect())
    };
    if service.signing_name.is_none() {
        service.signing_name.clone_from(&call.signing_name);
    }
    service.operations.push(Operation {
        name: call.name,
        source_name: call.source_name,
        documentation: None,
        method: call.method,
        path: call.url.path_parts(),
        fixed_query: query.fixed,
        fixed_headers: Vec::new(),
        endpoint: call.endpoint.parts,
        sample_region: call.region,
        auth: call.auth,
        request_body: BodyFormat::None,
        input,
        output,
        errors,
        examples,
        origin: samples[0].origin(samples[0].root()),
        traits: connector_model::service::OperationTraits::default(),
    });
}

/// The call that bodies answer.
struct Call {
    name: String,
    source_name: String,
    method: String,
    url: Url,
    endpoint: Endpoint,
    region: Option<String>,
    auth: Auth,
    signing_name: Option<String>,
    status: u16,
}

/// The call as the hints describe it; every fact that is missing or wrong is reported.
fn call(samples: &[Tree<'_>], hints: &Hints, report: &mut Report) -> Option<Call> {
    let place = samples[0].place(samples[0].root());
    let mut facts = Facts {
        place: &place,
        report,
    };
    let url = facts.url(hints);
    let method = facts.method(hints);
    let source_name = facts.operation(hints, url.as_ref());
    let status = facts.status(hints);
    let endpoint = url.as_ref().map(Url::endpoint);
    let signing = endpoint
        .as_ref()
        .map(|endpoint| facts.signing(hints, endpoint));
    let (url, method, source_name, status) = (url?, method?, source_name?, status?);
    let (endpoint, signing_name) = (endpoint?, signing??);
    let aws = endpoint.aws.as_ref();
    let region = aws.and_then(|aws| aws.signing_region().map(str::to_owned));
    if matches!(method.as_str(), "POST" | "PUT" | "PATCH") {
        facts.report.diagnostics.push(
            Diagnostic::new(
                &codes::REQUEST_UNKNOWN,
                format!("what `{source_name}` sends with {method} is not known from its answer"),
            )
            .at(place.clone())
            .help("give a Postman collection with the saved request, if it has a body"),
        );
    }
    Some(Call {
        name: names::action(&source_name),
        source_name,
        method,
        url,
        endpoint,
        region,
        auth: match &signing_name {
            Some(service) => Auth::SigV4 {
                service: service.clone(),
            },
            None => Auth::None,
        },
        signing_name,
        status,
    })
}

/// Reads the hints, with a finding for each that is missing or wrong.
struct Facts<'a> {
    place: &'a Place,
    report: &'a mut Report,
}

impl Facts<'_> {
    fn url(&mut self, hints: &Hints) -> Option<Url> {
        let Some(text) = &hints.url else {
            self.missing("which address was called", "--url", "url", "[sample]");
            return None;
        };
        let mut variables = Variables::new();
        for (name, value) in &hints.variables {
            variables.set(name, value);
        }
        let url = match url::parse(&variables.resolve(text)) {
            Ok(url) => url,
            Err(fault) => {
                self.wrong(&fault.to_string(), fault.help());
                return None;
            }
        };
        if url.host.is_empty() {
            self.wrong(
                "the address has no host",
                "write it whole, like `https://api.example.com/v1/things`",
            );
            return None;
        }
        if url.scheme.is_none() {
            self.scheme_assumed(&url);
        }
        Some(url)
    }

    fn scheme_assumed(&mut self, url: &Url) {
        let mut address = String::new();
        for part in url.endpoint().parts {
            address.push_str(match &part {
                EndpointPart::Text(text) => text,
                EndpointPart::Region => "{region}",
                EndpointPart::DnsSuffix => "amazonaws.com",
            });
        }
        let message = format!("the address has no scheme; {} is called", shown(&address));
        self.report.diagnostics.push(
            Diagnostic::new(&codes::SCHEME_ASSUMED, message)
                .help("write the whole address, like `https://api.example.com/v1/things`"),
        );
    }

    fn method(&mut self, hints: &Hints) -> Option<String> {
        const METHODS: [&str; 7] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
        let Some(text) = &hints.method else {
            self.missing(
                "by which method it was asked for",
                "--method",
                "method",
                "[sample]",
            );
            return None;
        };
        let method = text.to_ascii_uppercase();
        if METHODS.contains(&method.as_str()) {
            return Some(method);
        }
        self.wrong(
            &format!("{} is not a method of HTTP", shown(text)),
            &format!("write one of {}", METHODS.join(", ")),
        );
        None
    }

    /// Name of the call: as said, else the action that an AWS query names.
    fn operation(&mut self, hints: &Hints, url: Option<&Url>) -> Option<String> {
        let action = url
            .into_iter()
            .flat_map(|url| &url.query)
            .find(|(name, _)| name == "Action")
            .and_then(|(_, value)| value.as_ref());
        let Some(name) = hints.operation.as_ref().or(action) else {
            self.missing(
                "what the call is named",
                "--operation",
                "operation",
                "[sample]",
            );
            return None;
        };
        if name.chars().any(|c| c.is_ascii_alphanumeric()) {
            return Some(name.clone());
        }
        self.wrong(
            &format!("the operation {} has no letter in its name", shown(name)),
            "name it as the service does, like `DescribeVoices`",
        );
        None
    }

    fn status(&mut self, hints: &Hints) -> Option<u16> {
        let status = hints.status.unwrap_or(200);
        if (100..600).contains(&status) {
            return Some(status);
        }
        self.wrong(
            &format!("{status} is not a status of HTTP"),
            "write one from 100 to 599",
        );
        None
    }

    /// Signing name of the service: as said, else as the host says; `Some(None)` for calls that are
    /// not signed.
    #[expect(
        clippy::option_option,
        reason = "not signed and not known are different answers"
    )]
    fn signing(&mut self, hints: &Hints, endpoint: &Endpoint) -> Option<Option<String>> {
        if let Some(service) = &hints.service {
            return Some(Some(service.clone()));
        }
        let Some(aws) = &endpoint.aws else {
            return Some(None);
        };
        if aws.service.is_none() {
            self.missing(
                "for which service of AWS calls are signed",
                "--service",
                "service",
                "[connector]",
            );
        }
        aws.service.clone().map(Some)
    }

    fn missing(&mut self, what: &str, flag: &str, key: &str, table: &str) {
        self.report.diagnostics.push(
            Diagnostic::new(
                &codes::MISSING_FACT,
                format!("the body does not say {what}"),
            )
            .at(Place::source(self.place.source))
            .help(format!(
                "say it with `{flag}`, or as `{key}` in `{table}` of the recipe"
            )),
        );
    }

    fn wrong(&mut self, what: &str, help: &str) {
        self.report
            .diagnostics
            .push(Diagnostic::new(&codes::WRONG_FACT, what).help(help));
    }
}

/// A text of the user's in a message.
fn shown(text: &str) -> String {
    let quoted = json::quote(text);
    format!("`{}`", &quoted[1..quoted.len() - 1])
}

/// The query of the call.
#[derive(Default)]
struct Query {
    fixed: Vec<(String, String)>,
    /// Names in order, each once, and whether it is repeated.
    members: Vec<(String, bool)>,
    /// Values for examples, as JSON texts.
    values: Vec<(String, String)>,
}

/// Takes the query apart: `Action` and `Version` of AWS are the same in every call, all else is input.
fn query(url: &Url, redactions: &mut Redactions) -> Query {
    let mut query = Query::default();
    for (name, value) in &url.query {
        let value = value.as_deref().unwrap_or_default();
        if matches!(name.as_str(), "Action" | "Version") {
            query.fixed.push((name.clone(), value.to_owned()));
            continue;
        }
        let value = redactions.named(redact::Place::Query, name, value, "");
        let value = json::quote(&value);
        let known = query.members.iter().position(|(known, _)| known == name);
        let Some(known) = known else {
            query.members.push((name.clone(), false));
            query.values.push((name.clone(), value));
            continue;
        };
        query.members[known].1 = true;
        let values = &mut query.values[known].1;
        values.push_str(", ");
        values.push_str(&value);
    }
    for ((_, repeated), (_, value)) in query.members.iter().zip(&mut query.values) {
        if *repeated {
            *value = format!("[{value}]");
        }
    }
    query
}

/// The structure that is sent: labels of the path, required, and the parameters of the query.
fn input(call: &mut Call, query: &Query, service: &mut Service) -> Option<ShapeId> {
    let address = ShapeId(format!("{}Request", call.name));
    let mut members = Vec::new();
    let mut labels = BTreeSet::new();
    for part in call.url.path_parts() {
        if let PathPart::Label(label) = part
            && labels.insert(label.clone())
        {
            let target = Target::Simple(Simple::String);
            members.push(member(label, target, Binding::Label));
        }
    }
    for (name, repeated) in &query.members {
        let target = if *repeated {
            let list = address.member(name);
            let items = ShapeKind::List(Target::Simple(Simple::String));
            service.shapes.insert(list.clone(), shape(items));
            Target::Shape(list)
        } else {
            Target::Simple(Simple::String)
        };
        members.push(member(name.clone(), target, Binding::Query));
    }
    if members.is_empty() {
        return None;
    }
    let structure = shape(ShapeKind::Structure(members));
    service.shapes.insert(address.clone(), structure);
    Some(address)
}

fn member(wire: String, target: Target, binding: Binding) -> Member {
    Member {
        wire,
        target,
        binding,
        presence: match binding {
            Binding::Label => Presence::Required,
            _ => Presence::Optional,
        },
        nullable: false,
        documentation: None,
        traits: connector_model::service::MemberTraits::default(),
    }
}

fn shape(kind: ShapeKind) -> Shape {
    Shape {
        kind,
        documentation: None,
        sensitive: false,
        origin: Origin::default(),
        traits: connector_model::service::ShapeTraits::default(),
    }
}

/// Reads the bodies. The first two are kept as examples, then those that show something new.
fn bodies(
    samples: &[Tree<'_>],
    call: &Call,
    redactions: &mut Redactions,
) -> (Observed, Vec<Example>) {
    let mut observed = Observed::new();
    let mut examples = Vec::new();
    for (number, tree) in samples.iter().enumerate() {
        let root = tree.root();
        let mut edits = Edits::default();
        redactions.body(tree, root, "", Extent::Members, &mut edits);
        let new = observed.add(tree, root, &edits);
        if number >= 2 && !new {
            continue;
        }
        let reduced = infer::reduce(tree, root, &mut edits);
        examples.push(Example {
            name: call.source_name.clone(),
            status: Some(call.status),
            input: Vec::new(),
            request_body: None,
            response_headers: Vec::new(),
            response_body: Some(json::write(tree, root, &edits)),
            reduced,
            origin: tree.origin(root),
        });
    }
    (observed, examples)
}

#[cfg(test)]
mod tests;
