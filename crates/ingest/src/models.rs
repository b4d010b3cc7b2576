//! API models among the sources: one model with what belongs to it, and nothing else beside.

use connector_model::diagnostic::{Diagnostic, Diagnostics, Place};
use connector_model::service::Service;

use crate::aws::botocore::{self, Companion};
use crate::aws::place::ModelText;
use crate::aws::smithy;
use crate::codes;
use crate::{Hints, Ingested, Report, SourceKind, SourceSummary};

/// The sources that are models, or belong to one.
#[derive(Debug, Default)]
pub(crate) struct Models<'a> {
    /// Models of botocore.
    pub(crate) botocore: Vec<ModelText<'a>>,
    /// Models of Smithy.
    pub(crate) smithy: Vec<ModelText<'a>>,
    /// Files beside a model of botocore.
    pub(crate) companions: Vec<(Companion, ModelText<'a>)>,
}

impl Models<'_> {
    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.botocore.is_empty() && self.smithy.is_empty() && self.companions.is_empty()
    }

    /// The service that the one model states.
    pub(crate) fn ingested(
        &self,
        hints: &Hints,
        mut report: Report,
        mut summary: Vec<SourceSummary>,
    ) -> Ingested {
        let service = match self.alone(&summary) {
            Ok(()) => {
                let (service, findings) = self.read(hints);
                report.diagnostics.append(findings);
                service
            }
            Err(finding) => {
                report.diagnostics.push(*finding);
                None
            }
        };
        let operations = service
            .as_ref()
            .map_or(0, |service| service.operations.len());
        for source in &mut summary {
            if source.kind == SourceKind::Model {
                source.requests = operations;
            }
        }
        if service.is_some() && operations == 0 && !report.diagnostics.has_errors() {
            report.diagnostics.push(
                Diagnostic::new(&codes::NO_OPERATION, "the model has no operation in it")
                    .help("give the model of a service that has some"),
            );
        }
        Ingested {
            service: service.filter(|service| !service.operations.is_empty()),
            decisions: report.decisions,
            diagnostics: report.diagnostics,
            summary,
            ..Ingested::default()
        }
    }

    /// Refuses models beside samples, several of them, and files whose model is missing.
    fn alone(&self, summary: &[SourceSummary]) -> Result<(), Box<Diagnostic>> {
        let mut models = self.botocore.iter().chain(&self.smithy);
        let finding = |rule, message: &str, source: usize, help: &str| {
            let finding = Diagnostic::new(rule, message).at(Place::source(source));
            Err(Box::new(finding.help(help)))
        };
        if models.next().is_none() {
            return finding(
                &codes::COMPANION_ALONE,
                "the source belongs to an API model that was not given",
                self.companions.first().map_or(0, |(_, text)| text.source),
                "give the folder of the model, or name `service-2.json` too",
            );
        }
        if let Some(second) = models.next() {
            return finding(
                &codes::MODEL_ALONE,
                "the source is a second API model",
                second.source,
                "make a connector of each of them",
            );
        }
        let other = summary.iter().position(|source| {
            !matches!(
                source.kind,
                SourceKind::Model | SourceKind::Companion | SourceKind::Refused
            )
        });
        match other {
            Some(other) => finding(
                &codes::MODEL_ALONE,
                "the source stands beside an API model, and a connector is made of one or the other",
                other,
                "leave it out, or make a second connector of it",
            ),
            None => Ok(()),
        }
    }

    fn read(&self, hints: &Hints) -> (Option<Service>, Diagnostics) {
        let settings = smithy::Settings {
            service: hints.service.as_deref(),
            protocol: hints.protocol,
        };
        match self.botocore.first() {
            Some(model) => botocore::read(*model, &self.companions, hints.protocol),
            None => match self.smithy.first() {
                Some(model) => smithy::read(*model, settings),
                None => (None, Diagnostics::new()),
            },
        }
    }
}
