//! What a model is about, without its shapes: for lists of many services.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::form::Metadata;
use super::text::Entries;
use super::{owned, spoken, without_mark};
use crate::aws::protocol;

/// What a model is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Name of the service for people (`Amazon Polly`).
    pub title: Option<String>,
    /// Protocol that a connector would speak (`restJson1`); `None` if none of the model's is known.
    pub protocol: Option<&'static str>,
    /// Version of the API.
    pub version: Option<String>,
    /// Names of the operations, in the order of the model.
    pub operations: Vec<String>,
}

#[derive(Deserialize)]
struct Model<'a> {
    #[serde(borrow)]
    metadata: Metadata<'a>,
    #[serde(borrow)]
    operations: Entries<'a, IgnoredAny>,
}

/// Reads what a `service-2.json` is about; `None` if it is none.
pub fn overview(bytes: &[u8]) -> Option<Overview> {
    let model: Model<'_> = serde_json::from_slice(without_mark(bytes)).ok()?;
    let names = model.operations.iter().map(|(name, _)| name.to_string());
    Some(Overview {
        title: owned(model.metadata.service_full_name.as_ref()),
        protocol: spoken(&model.metadata, None).ok().map(protocol::label),
        version: owned(model.metadata.api_version.as_ref()),
        operations: names.collect(),
    })
}
