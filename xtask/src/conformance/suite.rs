//! Protocol vectors in one form, whatever file they come from.

use connector_ingest::SourceText;
use connector_model::service::Service;
use serde_json::Value as Json;

use super::events::Event;

/// One service with the cases of its operations: a module of the crate that runs them.
pub(super) struct Suite {
    /// Row of the table (`botocore rest-json`).
    pub(super) row: String,
    /// Protocol as botocore calls it; it says how bodies are compared.
    pub(super) protocol: String,
    /// The model and its companions: name, whose ending says the format, and content.
    pub(super) sources: Vec<(String, Vec<u8>)>,
    /// Operations that are generated; all for an empty list.
    pub(super) operations: Vec<String>,
    /// Whether blobs of the cases are base64.
    pub(super) blobs_are_base64: bool,
    /// Where calls go.
    pub(super) endpoint: String,
    /// The cases, in the order of the file.
    pub(super) cases: Vec<Case>,
}

/// One vector.
#[derive(Debug, Clone)]
pub(super) struct Case {
    /// Identifier, unique in its row and direction.
    pub(super) id: String,
    /// Operation that is called; for an error that several have, one of them.
    pub(super) operation: String,
    /// What is claimed.
    pub(super) claim: Claim,
}

/// What a vector claims.
#[derive(Debug, Clone)]
pub(super) enum Claim {
    /// The input with these members goes out as the expectation says; the runner reads that.
    Request { params: Json, expected: Json },
    /// A message of a stream is this event.
    Event(Event),
    /// The input with these members goes where the expectation says, with these settings of the client.
    Endpoint {
        params: Json,
        settings: Json,
        expected: Json,
    },
    /// The input with these members is sent to a server, and the answer recorded.
    Live { params: Json },
    /// The answer is read as the output with these members.
    Output { response: Json, members: Json },
    /// The answer is an error.
    Error {
        response: Json,
        code: Option<String>,
        message: Option<String>,
        /// Its shape and members, where the model has it.
        shape: Option<String>,
        members: Json,
    },
}

impl Case {
    /// Whether a named exception means it: by its identifier, perhaps with its direction before it.
    pub(super) fn is_called(&self, name: &str) -> bool {
        let direction = if self.is_request() {
            "request "
        } else {
            "answer "
        };
        name.strip_prefix(direction).unwrap_or(name) == self.id
    }

    /// Whether it is about a request.
    pub(super) fn is_request(&self) -> bool {
        match &self.claim {
            Claim::Event(event) => event.is_sent(),
            claim => matches!(claim, Claim::Request { .. }),
        }
    }
}

impl Suite {
    /// The service of the model, with all of its operations.
    pub(super) fn service(&self) -> Result<Service, String> {
        let sources: Vec<SourceText<'_>> = self
            .sources
            .iter()
            .map(|(name, bytes)| SourceText { name, bytes })
            .collect();
        let ingested = connector_ingest::ingest(&sources, &connector_ingest::Hints::default());
        let errors: Vec<String> = ingested
            .diagnostics
            .iter()
            .filter(|finding| finding.rule.severity == connector_model::diagnostic::Severity::Error)
            .map(|finding| finding.message.clone())
            .collect();
        match ingested.service {
            Some(service) if errors.is_empty() => {
                Ok(connector_model::slice::slice(&service, &self.operations).0)
            }
            _ => Err(format!("{}: {}", self.row, errors.join("; "))),
        }
    }
}
