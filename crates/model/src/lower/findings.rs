//! What the lowering reports and remembers: findings, decisions, names of this run and the last.

use std::collections::BTreeMap;

use super::{Naming, NamingRecord};
use crate::codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Rule};
use crate::names;
use crate::recipe::Recipe;
use crate::service::{Decision, Evidence, Origin, Service, ShapeId};

/// The ledger of a run.
pub(super) struct Findings<'a> {
    service: &'a Service,
    old: &'a NamingRecord,
    naming: Naming,
    pub(super) record: BTreeMap<String, String>,
    pub(super) decisions: Vec<Decision>,
    pub(super) out: Diagnostics,
}

impl<'a> Findings<'a> {
    pub(super) fn new(service: &'a Service, old: &'a NamingRecord, naming: Naming) -> Self {
        Self {
            service,
            old,
            naming,
            record: BTreeMap::new(),
            decisions: Vec::new(),
            out: Diagnostics::new(),
        }
    }

    /// How the facts of the service were obtained.
    pub(super) fn evidence(&self) -> Evidence {
        self.service.evidence
    }

    /// Reports what is wrong with or was decided about a shape.
    pub(super) fn at_shape(
        &mut self,
        rule: &'static Rule,
        message: String,
        shape: &ShapeId,
        help: Option<&str>,
    ) {
        let mut finding = Diagnostic::new(rule, message).at(place(&self.origin(shape)));
        finding.help = help.map(str::to_owned);
        self.out.push(finding);
    }

    /// Reports a finding that has no place in a source.
    pub(super) fn plain(&mut self, rule: &'static Rule, message: String, help: &str) {
        self.out.push(Diagnostic::new(rule, message).help(help));
    }

    /// Notes a decision that could have been another one.
    pub(super) fn decide(&mut self, subject: &ShapeId, verdict: String, evidence: String) {
        self.decisions.push(Decision {
            subject: subject.0.clone(),
            verdict,
            evidence,
            guessed: true,
            origin: self.origin(subject),
        });
    }

    /// Name that the last run gave.
    pub(super) fn recorded(&self, kind: &str, address: &str) -> Option<String> {
        if self.old.0.is_empty() {
            return None;
        }
        self.old.0.get(&format!("{kind} {address}")).cloned()
    }

    /// Remembers a name for the next run.
    pub(super) fn remember(&mut self, kind: &str, address: &str, name: &str) {
        self.record
            .insert(format!("{kind} {address}"), name.to_owned());
    }

    /// Remembers a name for the next run unless it is the one that the shapes of a model give anyway.
    pub(super) fn remember_unless(&mut self, rule: &str, kind: &str, address: &str, name: &str) {
        if self.is_worth_remembering(rule, name) {
            self.remember(kind, address, name);
        }
    }

    /// Whether a name is not the one that the shapes of a model give anyway.
    pub(super) fn is_worth_remembering(&self, rule: &str, name: &str) -> bool {
        self.naming == Naming::Complete || self.service.evidence != Evidence::Model || rule != name
    }

    /// Whether every name is recorded.
    pub(super) fn records_all(&self) -> bool {
        self.naming == Naming::Complete
    }

    /// Name that the last run gave a value of an enumeration.
    pub(super) fn recorded_value(&self, id: &ShapeId, wire: &str) -> Option<String> {
        if self.old.0.is_empty() {
            return None;
        }
        self.recorded("value", &format!("{id} {wire}"))
    }

    /// Name that the recipe gives an entity; one that cannot be given is an error.
    pub(super) fn entity_name(&mut self, recipe: &Recipe, id: &ShapeId) -> Option<String> {
        if recipe.entities.is_empty() {
            return None;
        }
        let name = recipe.entities.get(&id.0)?.name.clone()?;
        if names::is_entity(&name) {
            return Some(name);
        }
        let message = format!("`{name}` cannot be the name of the entity at `{id}`");
        let help = format!("write `name = \"{}\"`", names::entity(&name));
        self.at_shape(&codes::NAME_INVALID, message, id, Some(&help));
        None
    }

    /// Name that the recipe gives an attribute; one that cannot be given is an error.
    pub(super) fn attribute_name(&mut self, recipe: &Recipe, address: &ShapeId) -> Option<String> {
        let name = recipe.members.get(&address.0)?.name.clone()?;
        if names::is_attribute(&name) {
            return Some(name);
        }
        let message = format!("`{name}` cannot be the name of the attribute at `{address}`");
        let help = format!("write `name = \"{}\"`", names::attribute(&name));
        self.plain(&codes::NAME_INVALID, message, &help);
        None
    }

    fn origin(&self, shape: &ShapeId) -> Origin {
        self.service
            .shapes
            .get(shape)
            .map(|shape| shape.origin.clone())
            .unwrap_or_default()
    }
}

/// At most four addresses in backticks, and how many more there are.
pub(super) fn list(addresses: &[ShapeId]) -> String {
    let shown: Vec<String> = addresses
        .iter()
        .take(4)
        .map(|id| format!("`{id}`"))
        .collect();
    let shown = shown.join(", ");
    if addresses.len() > 4 {
        return format!("{shown} and {} more", addresses.len() - 4);
    }
    shown
}

/// Where a fact stands, as the place of a finding.
pub(super) fn place(origin: &Origin) -> Place {
    Place {
        source: origin.source,
        span: None,
        pointer: origin.pointer.clone(),
    }
}
