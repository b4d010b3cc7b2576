//! `json_snippets/`: the captured answers that the connector was made from, secrets removed.

use connector_model::domain::Domain;

use super::names::Scope;
use super::tests::Snippets;
use crate::Draft;
use crate::text::{Case, RsIdent};

/// Writes the answers that are JSON, and says which file each example of each activity has.
pub fn emit(domain: &Domain, out: &mut Draft) -> Vec<Snippets> {
    let mut scope = Scope::with(&[]);
    let mut files = Vec::new();
    for activity in &domain.activities {
        let mut own = Snippets::new();
        for (index, example) in activity.examples.iter().enumerate() {
            let Some(body) = example
                .response_body
                .as_deref()
                .filter(|body| is_json(body))
            else {
                continue;
            };
            let stem = RsIdent::new(&activity.action, Case::Camel);
            let name = format!("json_snippets/JSON_{}.json", scope.claim_numbered(&stem));
            out.text(&name, format!("{}\n", body.trim_end()));
            own.insert(index, name);
        }
        files.push(own);
    }
    files
}

fn is_json(body: &str) -> bool {
    body.trim_start().starts_with(['{', '[', '"'])
        && serde_json::from_str::<serde_json::Value>(body).is_ok()
}
