//! The files beside a model: pages, waiters, examples, endpoint rules, and botocore's corrections (`sdk-extras`).

use connector_model::diagnostic::Diagnostics;
use connector_model::service::{
    Origin, Pagination, Service, Waiter, WaiterAcceptor, WaiterMatcher, WaiterState,
};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::form::{Metadata, Model, Reference, Shape};
use super::text::{Entries, Text};
use super::without_mark;
use crate::aws::endpoint_rules;
use crate::aws::examples::{self, Stated};
use crate::aws::place::{Fault, ModelText, pointer};
use crate::codes;

/// What a file beside a model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Companion {
    /// `paginators-1.json`.
    Paginators,
    /// `paginators-1.sdk-extras.json`: what is in it changes nothing that connectors use.
    PaginatorExtras,
    /// `waiters-2.json`.
    Waiters,
    /// `examples-1.json`.
    Examples,
    /// `endpoint-rule-set-1.json`.
    EndpointRules,
    /// `service-2.sdk-extras.json`.
    ModelExtras,
}

/// What a file is by its name; companions are not looked for by their content, which could be an answer's.
pub(crate) fn companion(name: &str) -> Option<Companion> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let file = file.strip_suffix(".gz").unwrap_or(file);
    let stem = file.strip_suffix(".json")?;
    Some(match stem {
        "paginators-1" => Companion::Paginators,
        "paginators-1.sdk-extras" => Companion::PaginatorExtras,
        "waiters-2" => Companion::Waiters,
        "examples-1" => Companion::Examples,
        "endpoint-rule-set-1" => Companion::EndpointRules,
        "service-2.sdk-extras" => Companion::ModelExtras,
        _ => return None,
    })
}

/// Corrections of a model.
#[derive(Debug, Deserialize)]
pub(super) struct Extras<'a> {
    #[serde(borrow)]
    merge: Merge<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Merge<'a> {
    #[serde(borrow)]
    metadata: Metadata<'a>,
    #[serde(borrow)]
    shapes: Entries<'a, Shape<'a>>,
}

/// Reads the corrections of a model.
pub(super) fn extras<'a>(
    companions: &[(Companion, ModelText<'a>)],
    findings: &mut Diagnostics,
) -> Vec<Extras<'a>> {
    of(companions, Companion::ModelExtras)
        .filter_map(|text| parsed(text, "the file of corrections", findings))
        .collect()
}

/// A model with its corrections: members and shapes are added, types, identifiers and texts replaced.
pub(super) fn merged<'a>(mut model: Model<'a>, extras: &[Extras<'a>]) -> Model<'a> {
    for Extras { merge } in extras {
        if merge.metadata.service_id.is_some() {
            model
                .metadata
                .service_id
                .clone_from(&merge.metadata.service_id);
        }
        for (name, extra) in merge.shapes.iter() {
            match model.shapes.get_mut(name) {
                Some(shape) => correct(shape, extra),
                None => model.shapes.push(name.clone(), extra.clone()),
            }
        }
    }
    model
}

fn correct<'a>(shape: &mut Shape<'a>, extra: &Shape<'a>) {
    if extra.kind.is_some() {
        shape.kind.clone_from(&extra.kind);
    }
    if extra.documentation.is_some() {
        shape.documentation.clone_from(&extra.documentation);
    }
    if extra.timestamp_format.is_some() {
        shape.timestamp_format.clone_from(&extra.timestamp_format);
    }
    for (name, member) in extra.members.iter() {
        match shape.members.get_mut(name) {
            Some(known) => correct_member(known, member),
            None => shape.members.push(name.clone(), member.clone()),
        }
    }
}

fn correct_member<'a>(member: &mut Reference<'a>, extra: &Reference<'a>) {
    if extra.shape.is_some() {
        member.shape.clone_from(&extra.shape);
    }
    if extra.documentation.is_some() {
        member.documentation.clone_from(&extra.documentation);
    }
    if extra.timestamp_format.is_some() {
        member.timestamp_format.clone_from(&extra.timestamp_format);
    }
}

/// Adds what the companions say to a service.
pub(super) fn add(
    service: &mut Service,
    companions: &[(Companion, ModelText<'_>)],
    findings: &mut Diagnostics,
) {
    for text in of(companions, Companion::Paginators) {
        let file: Option<PaginatorFile<'_>> = parsed(text, "the file of paginators", findings);
        for (name, paginator) in file.iter().flat_map(|file| file.pagination.iter()) {
            if let Some(operation) = operation(service, name) {
                operation.traits.pagination = Some(paginator.pagination());
            }
        }
    }
    for text in of(companions, Companion::EndpointRules) {
        match endpoint_rules::from_bytes(text.source, without_mark(text.bytes)) {
            Ok(rules) => service.traits.endpoint_rules = Some(rules),
            Err(finding) => findings.push(*finding),
        }
    }
    for text in of(companions, Companion::Waiters) {
        let file: Option<WaiterFile<'_>> = parsed(text, "the file of waiters", findings);
        for (name, waiter) in file.iter().flat_map(|file| file.waiters.iter()) {
            let Some(operation) = operation(service, &waiter.operation) else {
                continue;
            };
            match waiter.waiter(name) {
                Ok(waiter) => operation.traits.waiters.push(waiter),
                Err(fault) => text
                    .findings(&[*fault])
                    .into_iter()
                    .for_each(|finding| findings.push(finding)),
            }
        }
    }
    for text in of(companions, Companion::Examples) {
        let file: Option<ExampleFile<'_>> = parsed(text, "the file of examples", findings);
        for (name, stated) in file.iter().flat_map(|file| file.examples.iter()) {
            let stated = stated.iter().enumerate();
            let stated = stated.map(|(at, example)| {
                let pointer = pointer(&["examples", name, &at.to_string()]);
                example.stated(text.source, pointer)
            });
            examples::add(service, name, stated.collect());
        }
    }
}

fn operation<'s>(
    service: &'s mut Service,
    name: &str,
) -> Option<&'s mut connector_model::service::Operation> {
    let mut operations = service.operations.iter_mut();
    operations.find(|operation| operation.source_name == name)
}

fn of<'c, 'a>(
    companions: &'c [(Companion, ModelText<'a>)],
    kind: Companion,
) -> impl Iterator<Item = ModelText<'a>> + use<'c, 'a> {
    let own = companions.iter().filter(move |(own, _)| *own == kind);
    own.map(|(_, text)| *text)
}

fn parsed<'a, T: Deserialize<'a>>(
    text: ModelText<'a>,
    what: &str,
    findings: &mut Diagnostics,
) -> Option<T> {
    match serde_json::from_slice(without_mark(text.bytes)) {
        Ok(parsed) => Some(parsed),
        Err(error) => {
            findings.push(*text.unreadable(&codes::MODEL_FORM, what, &error));
            None
        }
    }
}

#[derive(Debug, Deserialize)]
struct PaginatorFile<'a> {
    #[serde(borrow)]
    pagination: Entries<'a, Paginator<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Paginator<'a> {
    #[serde(borrow)]
    input_token: Names<'a>,
    output_token: Names<'a>,
    result_key: Names<'a>,
    limit_key: Option<Text<'a>>,
    more_results: Option<Text<'a>>,
}

/// One name or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Names<'a> {
    #[serde(borrow)]
    One(Text<'a>),
    Several(Vec<Text<'a>>),
}

impl Default for Names<'_> {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Names<'_> {
    fn list(&self) -> Vec<String> {
        match self {
            Self::One(name) => vec![name.to_string()],
            Self::Several(names) => names.iter().map(ToString::to_string).collect(),
        }
    }
}

impl Paginator<'_> {
    fn pagination(&self) -> Pagination {
        Pagination {
            input_tokens: self.input_token.list(),
            output_tokens: self.output_token.list(),
            items: self.result_key.list(),
            page_size: super::owned(self.limit_key.as_ref()),
            more_results: super::owned(self.more_results.as_ref()),
        }
    }
}

#[derive(Debug, Deserialize)]
struct ExampleFile<'a> {
    #[serde(borrow)]
    examples: Entries<'a, Vec<ExampleForm<'a>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ExampleForm<'a> {
    #[serde(borrow)]
    title: Text<'a>,
    input: Map<String, Value>,
    output: Option<Value>,
}

impl ExampleForm<'_> {
    fn stated(&self, source: usize, pointer: String) -> Stated {
        Stated {
            title: self.title.to_string(),
            input: Value::Object(self.input.clone()),
            output: self.output.clone(),
            origin: Origin { source, pointer },
        }
    }
}

#[derive(Debug, Deserialize)]
struct WaiterFile<'a> {
    #[serde(borrow)]
    waiters: Entries<'a, WaiterForm<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WaiterForm<'a> {
    #[serde(borrow)]
    operation: Text<'a>,
    description: Option<Text<'a>>,
    delay: u32,
    max_attempts: Option<u32>,
    acceptors: Vec<Acceptor<'a>>,
}

#[derive(Debug, Deserialize)]
struct Acceptor<'a> {
    #[serde(borrow)]
    state: Text<'a>,
    matcher: Text<'a>,
    argument: Option<Text<'a>>,
    expected: Value,
}

impl WaiterForm<'_> {
    fn waiter(&self, name: &str) -> Result<Waiter, Box<Fault>> {
        let mut acceptors = Vec::with_capacity(self.acceptors.len());
        for (at, acceptor) in self.acceptors.iter().enumerate() {
            let Some(made) = acceptor.made() else {
                return Err(Box::new(Fault {
                    rule: &codes::MODEL_FORM,
                    pointer: format!("/waiters/{name}/acceptors/{at}"),
                    message: format!("a condition of the waiter `{name}` is of an unknown kind"),
                    help: "take the file as the service's publisher wrote it".to_owned(),
                }));
            };
            acceptors.push(made);
        }
        Ok(Waiter {
            name: name.to_owned(),
            documentation: super::owned(self.description.as_ref()),
            delay: self.delay,
            max_delay: None,
            max_attempts: self.max_attempts,
            acceptors,
        })
    }
}

impl Acceptor<'_> {
    fn made(&self) -> Option<WaiterAcceptor> {
        let path = || self.argument.as_ref().map(ToString::to_string);
        let expected = || self.expected.to_string();
        let matcher = match (&*self.matcher, &self.expected) {
            ("status", Value::Number(status)) => {
                WaiterMatcher::Status(u16::try_from(status.as_u64()?).ok()?)
            }
            ("error", Value::String(code)) => WaiterMatcher::Error(code.clone()),
            // `true` stands for any error.
            ("error", Value::Bool(fails)) => WaiterMatcher::Success(!fails),
            ("path", _) => WaiterMatcher::Path(path()?, expected()),
            ("pathAll", _) => WaiterMatcher::PathAll(path()?, expected()),
            ("pathAny", _) => WaiterMatcher::PathAny(path()?, expected()),
            _ => return None,
        };
        let state = match &*self.state {
            "success" => WaiterState::Success,
            "failure" => WaiterState::Failure,
            "retry" => WaiterState::Retry,
            _ => return None,
        };
        Some(WaiterAcceptor { state, matcher })
    }
}

#[cfg(test)]
mod tests {
    use connector_model::diagnostic::Diagnostics;
    use serde_json::Value;

    use super::{ModelText, parsed};

    #[test]
    fn a_number_of_an_example_keeps_its_last_digit() {
        for digits in ["97.04154968261719", "0.24444399774074554", "1e-7", "7"] {
            let text = ModelText {
                source: 0,
                bytes: digits.as_bytes(),
            };
            let value: Option<Value> = parsed(text, "examples", &mut Diagnostics::new());
            let shown = value.map(|value| value.to_string());
            assert_eq!(shown.as_deref(), Some(digits));
        }
    }
}
