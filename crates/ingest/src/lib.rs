//! Readers of API samples and models, and inference of shapes from values.
//!
//! [`ingest`] is the whole of it: sources in, a service model with its decisions and findings out.
//! Nothing here touches a file, the network or the clock.

mod aws;
pub mod codes;
mod detect;
pub mod infer;
pub mod json;
mod models;
mod parameters;
pub mod postman;
pub mod redact;
mod sample;
pub mod url;
pub mod variables;

pub use aws::endpoint_rules;

use std::collections::BTreeMap;
use std::fmt;

use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::recipe::{EntityKind, Recipe, WireProtocol};
use connector_model::service::{Decision, Service};

pub use aws::botocore::{Overview, overview};

use aws::place::ModelText;
use detect::Detected;
use json::{Limits, Tree};
use models::Models;
use redact::Redactions;

/// A source as it was read from a file or standard input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceText<'a> {
    /// Name for people: the file as the user wrote it.
    pub name: &'a str,
    /// Content.
    pub bytes: &'a [u8],
}

/// What the user says that sources do not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// Address that answers with the bare body (`--url`).
    pub url: Option<String>,
    /// HTTP method of that call (`--method`).
    pub method: Option<String>,
    /// Name of that call (`--operation`).
    pub operation: Option<String>,
    /// HTTP status of the bare body; 200 without it.
    pub status: Option<u16>,
    /// Signing name of the AWS service (`--service`).
    pub service: Option<String>,
    /// Protocol that is spoken where a model has several (`connector.protocol` of the recipe).
    pub protocol: Option<WireProtocol>,
    /// Values of variables that no source has.
    pub variables: BTreeMap<String, String>,
    /// JSON pointers to values that redaction leaves alone.
    pub keep: Vec<String>,
    /// What the objects at an address are, where the samples are read differently.
    pub kinds: BTreeMap<String, EntityKind>,
}

/// What sources say, as far as they could be read.
#[derive(Debug, Clone, Default)]
pub struct Ingested {
    /// The service; `None` if no operation could be read.
    pub service: Option<Service>,
    /// Every decision, with its evidence.
    pub decisions: Vec<Decision>,
    /// What is wrong or was guessed. With an error among them, the service is not to be used.
    pub diagnostics: Diagnostics,
    /// One per source.
    pub summary: Vec<SourceSummary>,
    /// Number of values removed, by kind of secret.
    pub redactions: BTreeMap<&'static str, u64>,
}

/// What was in a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceSummary {
    /// What the source is.
    pub kind: SourceKind,
    /// Requests in it, or operations of a model.
    pub requests: usize,
    /// Saved answers in it.
    pub examples: usize,
}

/// What a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceKind {
    /// A Postman collection.
    Collection,
    /// A Postman environment or globals.
    Environment,
    /// It was refused.
    Refused,
    /// Bodies of answers.
    Sample,
    /// An API model.
    Model,
    /// A file that belongs to an API model.
    Companion,
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Collection => "Postman collection",
            Self::Environment => "Postman environment",
            Self::Refused => "refused",
            Self::Sample => "JSON body",
            Self::Model => "API model of AWS",
            Self::Companion => "belongs to the API model",
        })
    }
}

/// What readers and inference say beside their result.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What was decided, with its evidence.
    pub decisions: Vec<Decision>,
    /// What is wrong or was guessed.
    pub diagnostics: Diagnostics,
}

impl Hints {
    /// The hints that a recipe gives.
    pub fn from_recipe(recipe: &Recipe) -> Self {
        let kinds = recipe.entities.iter();
        Self {
            url: recipe.sample.url.clone(),
            method: recipe.sample.method.clone(),
            operation: recipe.sample.operation.clone(),
            status: recipe.sample.status,
            service: recipe.connector.service.clone(),
            protocol: recipe.connector.protocol,
            variables: recipe.variables.clone(),
            keep: recipe.keep.values.clone(),
            kinds: kinds
                .filter_map(|(address, entity)| Some((address.clone(), entity.kind?)))
                .collect(),
        }
    }
}

impl Report {
    /// Says that what describes a bare body has no effect where there is none. The operation's name is left
    /// out: with a collection it chooses one.
    fn unused_hints(&mut self, hints: &Hints, samples: &[Tree<'_>]) {
        let given = [
            ("--url", hints.url.is_some()),
            ("--method", hints.method.is_some()),
            ("--status", hints.status.is_some()),
        ];
        for (flag, _) in given.iter().filter(|(_, is_given)| *is_given) {
            if samples.is_empty() && !self.diagnostics.has_errors() {
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::UNUSED_FACT,
                        format!("`{flag}` has no effect: no source is a bare body"),
                    )
                    .help("remove it; a collection says this itself"),
                );
            }
        }
    }
}

/// Reads sources into one service.
///
/// Every source is read as far as it can be, so that all findings come at once.
pub fn ingest(sources: &[SourceText<'_>], hints: &Hints) -> Ingested {
    let limits = Limits::default();
    let mut report = Report::default();
    let mut summary = Vec::new();
    let mut models = Models::default();
    let (mut collections, mut environments, mut samples) = (Vec::new(), Vec::new(), Vec::new());
    for (index, source) in sources.iter().enumerate() {
        let (kind, examples) = match detect::detect(index, source.name, source.bytes, &limits) {
            Ok(Detected::Collection(tree)) => {
                collections.push((index, tree));
                (SourceKind::Collection, 0)
            }
            Ok(Detected::Environment(tree)) => {
                environments.push(tree);
                (SourceKind::Environment, 0)
            }
            Ok(Detected::Sample(trees)) => {
                let bodies = trees.len();
                samples.extend(trees);
                (SourceKind::Sample, bodies)
            }
            Ok(Detected::Botocore) => {
                models.botocore.push(text(index, source));
                (SourceKind::Model, 0)
            }
            Ok(Detected::Smithy) => {
                models.smithy.push(text(index, source));
                (SourceKind::Model, 0)
            }
            Ok(Detected::Companion(companion)) => {
                models.companions.push((companion, text(index, source)));
                (SourceKind::Companion, 0)
            }
            Err(error) => {
                report.diagnostics.push(*error);
                (SourceKind::Refused, 0)
            }
        };
        summary.push(SourceSummary {
            kind,
            requests: usize::from(kind == SourceKind::Sample),
            examples,
        });
    }
    if !models.is_empty() {
        report.unused_hints(hints, &[]);
        return models.ingested(hints, report, summary);
    }
    let trees = collections.iter().map(|(_, tree)| tree);
    for tree in trees.chain(&environments).chain(&samples) {
        report.diagnostics.append(tree.findings.clone());
    }
    let mut redactions = Redactions::new(&hints.keep);
    let mut service = Service::default();
    let (places, collections): (Vec<usize>, Vec<Tree<'_>>) = collections.into_iter().unzip();
    let counts = postman::read(
        &collections.iter().collect::<Vec<_>>(),
        &environments.iter().collect::<Vec<_>>(),
        &postman::Settings {
            variables: &hints.variables,
            kinds: &hints.kinds,
            service: hints.service.as_deref(),
            limits: &limits,
        },
        &mut service,
        &mut report,
        &mut redactions,
    );
    for (index, count) in places.into_iter().zip(counts) {
        summary[index].requests = count.requests;
        summary[index].examples = count.examples;
    }
    report.unused_hints(hints, &samples);
    sample::read(&samples, hints, &mut redactions, &mut service, &mut report);
    redact::mark_sensitive(&mut service);
    report.decisions.extend(parameters::decisions(&service));
    if let Some(note) = redactions.note() {
        report.diagnostics.push(note);
    }
    finish(service, report, summary, &redactions)
}

fn text<'a>(source: usize, text: &SourceText<'a>) -> ModelText<'a> {
    ModelText {
        source,
        bytes: text.bytes,
    }
}

fn finish(
    service: Service,
    mut report: Report,
    summary: Vec<SourceSummary>,
    redactions: &Redactions,
) -> Ingested {
    let empty = service.operations.is_empty();
    if empty && !report.diagnostics.has_errors() {
        report.diagnostics.push(
            Diagnostic::new(&codes::NO_OPERATION, "no source has an operation in it")
                .help("give a Postman collection with requests, or the JSON body of an answer"),
        );
    }
    let counts = redactions.counts().iter();
    Ingested {
        service: (!empty).then_some(service),
        decisions: report.decisions,
        diagnostics: report.diagnostics,
        summary,
        redactions: counts.map(|(kind, count)| (kind.name(), *count)).collect(),
    }
}
