//! Identifiers stay from one version of a connector to the next: what existed keeps its own, and what is new takes
//! another one where two would be the same.
//!
//! An identifier follows from a name of the guide, so only the others have to be remembered: those that got a suffix.
//! They are part of the naming record, under what has them.

use std::collections::BTreeMap;

use connector_model::lower::{Lowered, NamingRecord, lower, names_of};
use connector_model::recipe::Recipe;
use connector_model::service::Service;

use super::{Scope, names};
use crate::text::{Case, RsIdent};

/// What wants an identifier.
pub(super) struct Claim {
    /// What it is, in the record.
    key: String,
    /// What it is called by the rules.
    ident: RsIdent,
    /// What makes it another one if that is taken.
    suffix: &'static str,
}

impl Claim {
    pub(super) fn new(key: String, ident: RsIdent, suffix: &'static str) -> Self {
        Self { key, ident, suffix }
    }
}

/// Identifiers by what has them.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// All of them.
    all: BTreeMap<String, String>,
    /// Those that are not what the rules say of a name alone.
    made_up: BTreeMap<String, String>,
}

impl Given {
    /// Gives identifiers of one scope; those of `known` come first.
    pub(super) fn claim(
        &mut self,
        scope: &mut Scope,
        case: Case,
        known: &BTreeMap<String, String>,
        claims: Vec<Claim>,
    ) -> Vec<RsIdent> {
        let kept: Vec<Option<RsIdent>> = claims
            .iter()
            .map(|claim| {
                let known = RsIdent::recorded(known.get(&claim.key)?, case)?;
                scope.take(&known).then_some(known)
            })
            .collect();
        let mut idents = Vec::new();
        for (claim, kept) in claims.into_iter().zip(kept) {
            let rule = claim.ident.clone();
            let ident = kept.unwrap_or_else(|| scope.claim(claim.ident, claim.suffix, case));
            if ident != rule {
                let made_up = ident.plain().to_owned();
                self.made_up.insert(claim.key.clone(), made_up);
            }
            self.all.insert(claim.key, ident.plain().to_owned());
            idents.push(ident);
        }
        idents
    }

    /// Notes what else stays, and what the rules say of it.
    pub(super) fn keep(&mut self, key: String, value: &str, rule: &str) {
        if value != rule {
            self.made_up.insert(key.clone(), value.to_owned());
        }
        self.all.insert(key, value.to_owned());
    }
}

fn in_record(given: BTreeMap<String, String>) -> impl Iterator<Item = (String, String)> {
    let prefix = NamingRecord::CODE;
    given
        .into_iter()
        .map(move |(key, ident)| (format!("{prefix}{key}"), ident))
}

/// Adds the identifiers that the next run could not find by the rules to what the lowering recorded.
pub fn complete(lowered: &mut Lowered) {
    let given = names(&lowered.domain, "").given;
    lowered.record.0.extend(in_record(given.made_up));
}

/// All names of a connector, of the guide and in code, recorded or not: what its next version keeps. `None` if it
/// cannot be lowered.
pub fn all(service: &Service, recipe: &Recipe, record: &NamingRecord) -> Option<NamingRecord> {
    let (lowered, _) = lower(service, recipe, record);
    let given = names(&lowered?.domain, "").given;
    let mut all = names_of(service, recipe, record)?;
    all.0.extend(in_record(given.all));
    Some(all)
}
