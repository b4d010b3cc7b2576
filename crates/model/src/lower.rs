//! The lowering: service model and recipe to domain model.

mod activities;
mod entities;
mod enumerations;
mod findings;
mod flat;
mod groups;
mod guide;
mod identity;
mod limits;
mod signature;
mod values;
mod walk;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod model_tests;
#[cfg(test)]
mod stable_tests;
#[cfg(test)]
mod tests;

pub use identity::aws_service_name;

use std::collections::{BTreeMap, BTreeSet};

use crate::codes;
use crate::diagnostic::Diagnostics;
use crate::documentation::Documentation;
use crate::domain::{Domain, EntityId, ModelledError, Role};
use crate::names::{self, Taken};
use crate::recipe::Recipe;
use crate::service::{Auth, Decision, Evidence, Operation, Service, ShapeId};
use findings::Findings;
use groups::Group;
use values::Made;
use walk::Root;

/// Names that were given before, by address, so that a later clash never renames what exists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamingRecord(pub BTreeMap<String, String>);

impl NamingRecord {
    /// What the addresses begin with of identifiers in code, which the emitter gives.
    pub const CODE: &str = "code ";

    /// Identifiers in code, by what has them.
    fn identifiers(&self) -> BTreeMap<String, String> {
        let codes = self.0.iter().filter_map(|(address, ident)| {
            let key = address.strip_prefix(Self::CODE)?;
            Some((key.to_owned(), ident.clone()))
        });
        codes.collect()
    }
}

/// What the lowering makes.
#[derive(Debug, Clone, PartialEq)]
pub struct Lowered {
    /// The domain model.
    pub domain: Domain,
    /// Names given, by address: the record of the next run.
    pub record: NamingRecord,
    /// What was decided about names, with the evidence.
    pub decisions: Vec<Decision>,
}

/// Makes the domain model of an amended and sliced service.
///
/// `None` comes with at least one error among the findings.
pub fn lower(
    service: &Service,
    recipe: &Recipe,
    record: &NamingRecord,
) -> (Option<Lowered>, Diagnostics) {
    lower_with(service, recipe, record, Naming::Fresh)
}

/// All names of a connector by address, those too that follow from the rules and are in no record; `None` if it
/// cannot be lowered.
pub fn names_of(service: &Service, recipe: &Recipe, record: &NamingRecord) -> Option<NamingRecord> {
    let (lowered, _) = lower_with(service, recipe, record, Naming::Complete);
    Some(lowered?.record)
}

/// Makes the domain model of a service of which there is a connector already: what exists keeps its name, and what is
/// new takes another one where they clash.
///
/// `before` has all names that the connector has ([`names_of`]) and had (its record). A name that nothing has any more
/// stays in the record, so that what comes back gets it again, until something new needs it.
pub fn lower_again(
    service: &Service,
    recipe: &Recipe,
    before: &NamingRecord,
) -> (Option<Lowered>, Diagnostics) {
    let Some(now) = names_of(service, recipe, before) else {
        return lower(service, recipe, before);
    };
    let is_live =
        |address: &String| now.0.contains_key(address) || address.starts_with(NamingRecord::CODE);
    let names = before
        .0
        .iter()
        .map(|(address, name)| (address.clone(), name.clone()));
    let (live, gone): (BTreeMap<_, _>, BTreeMap<_, _>) =
        names.partition(|(address, _)| is_live(address));
    let live = NamingRecord(live);
    let (mut lowered, findings) = lower_with(service, recipe, &live, Naming::Fresh);
    if let Some(lowered) = &mut lowered {
        let now = names_of(service, recipe, &live).unwrap_or_default();
        let used: BTreeSet<(&str, &str)> = now.0.iter().map(scope).collect();
        let free = gone
            .into_iter()
            .filter(|(address, name)| !used.contains(&scope((address, name))));
        lowered.record.0.extend(free);
    }
    (lowered, findings)
}

/// Where a name has to be the only one of its kind, and the name.
fn scope<'a>((address, name): (&'a String, &'a String)) -> (&'a str, &'a str) {
    let (kind, place) = address.split_once(' ').unwrap_or((address, ""));
    let within = match kind {
        "attribute" => place.rsplit_once('.').map_or(place, |(owner, _)| owner),
        "value" => place.split_once(' ').map_or(place, |(owner, _)| owner),
        "association" | "enumeration" => kind,
        // Everything else is an entity in the end.
        _ => "entity",
    };
    (within, name)
}

/// How names are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// Recorded names first come, first served.
    Fresh,
    /// The same, and every name is recorded.
    Complete,
}

fn lower_with(
    service: &Service,
    recipe: &Recipe,
    record: &NamingRecord,
    naming: Naming,
) -> (Option<Lowered>, Diagnostics) {
    let mut findings = Findings::new(service, record, naming);
    if service.operations.is_empty() {
        let help =
            "give a source that has a request, for instance a collection with a saved example";
        findings.plain(
            &codes::NO_OPERATION,
            codes::NO_OPERATION.summary.to_owned(),
            help,
        );
    }
    let identity = identity::identity(service, recipe, &mut findings);

    let mut taken = Taken::default();
    // A module and an entity whose names differ in case only break Java (reference: names).
    if let Some(identity) = &identity {
        taken.claim(&identity.module);
    }
    let mut reach = walk::reach(service, recipe);
    entities::name_roots(recipe, &mut reach, &mut taken, &mut findings);
    let mut groups = groups::groups(service, recipe, &mut reach, &mut findings);
    groups::name(service, recipe, &mut groups, &mut taken, &mut findings);
    let (enumerations, enumeration_ids) =
        enumerations::enumerations(service, &reach, &mut findings);

    let made = Made {
        entities: entity_ids(&reach.roots, &groups, &mut findings),
        enumerations: enumeration_ids.into_iter().collect(),
    };
    let drafts = entities::drafts(service, recipe, &reach.roots, &groups, &made, &mut findings);
    let (entities, associations) =
        guide::complete(service, recipe, drafts, &mut taken, &mut findings);

    let Some(identity) = identity.filter(|_| !findings.out.has_errors()) else {
        return (None, findings.out);
    };
    let activities = activities::activities(
        service,
        recipe,
        &reach.roots,
        &entities,
        &identity.name,
        &mut findings,
    );
    if findings.out.has_errors() {
        return (None, findings.out);
    }
    let domain = Domain {
        name: identity.name,
        module: identity.module,
        slug: identity.slug,
        evidence: service.evidence,
        documentation: read(service, service.documentation.as_deref()),
        entities,
        enumerations,
        associations,
        activities,
        errors: errors(service, &reach.roots),
        identifiers: record.identifiers(),
        traits: service.traits.clone(),
    };
    let record = NamingRecord(findings.record);
    let decisions = findings.decisions;
    (
        Some(Lowered {
            domain,
            record,
            decisions,
        }),
        findings.out,
    )
}

/// What a source says, read as its kind has it.
fn read(service: &Service, said: Option<&str>) -> Option<Documentation> {
    Documentation::read(said?, service.evidence)
}

/// The errors of a model by code; none for samples.
fn errors(service: &Service, roots: &[Root]) -> Vec<ModelledError> {
    if service.evidence != Evidence::Model {
        return Vec::new();
    }
    let mut errors = Vec::new();
    let roots = roots.iter().enumerate();
    for (at, root) in roots.filter(|(_, root)| root.role == Role::Error) {
        let Some(shape) = &root.shape else { continue };
        let known = &service.operations[root.operation].errors;
        let Some(error) = known.iter().find(|error| error.shape == *shape) else {
            continue;
        };
        errors.push(ModelledError {
            code: error.code.clone().unwrap_or_else(|| shape.0.clone()),
            status: error.status,
            entity: EntityId(at),
            retryable: error.retryable,
            activities: walk::operations_with(service, shape),
        });
    }
    errors.sort_by(|a, b| a.code.cmp(&b.code));
    errors
}

/// Name of the action: the recipe's, which [`crate::amend`] has checked, or the operation's.
fn action<'a>(recipe: &'a Recipe, operation: &'a Operation) -> &'a str {
    let given = recipe
        .operation(operation)
        .and_then(|said| said.action.as_deref());
    given
        .filter(|given| names::is_entity(given))
        .unwrap_or(&operation.name)
}

/// Whether an operation belongs to an AWS service, so that the elements of AWS Authentication serve it.
fn is_aws(service: &Service, operation: &Operation) -> bool {
    is_signed(operation) || service.signing_name.is_some()
}

/// Whether calls of an operation are signed for a region.
fn is_signed(operation: &Operation) -> bool {
    matches!(
        operation.auth,
        Auth::SigV4 { .. } | Auth::SigV4UnsignedPayload { .. } | Auth::SigV4a { .. }
    )
}

/// Which entity each nested structure became: the groups follow the roots. An error of a model that is a member
/// somewhere too is one entity.
fn entity_ids(
    roots: &[Root],
    groups: &[Group],
    findings: &mut Findings<'_>,
) -> BTreeMap<ShapeId, EntityId> {
    let mut ids = BTreeMap::new();
    let roots_of_model = roots
        .iter()
        .enumerate()
        .filter(|(_, root)| root.role == Role::Error && findings.evidence() == Evidence::Model);
    for (at, root) in roots_of_model {
        ids.extend(root.shape.clone().map(|shape| (shape, EntityId(at))));
    }
    for (at, group) in groups.iter().enumerate() {
        for shape in &group.shapes {
            // What the recipe says is not recorded: it is to go when the line in the recipe goes.
            if group.explicit.is_none() {
                findings.remember_unless(&group.uses.base, "entity", &shape.0, &group.name);
            }
            ids.insert(shape.clone(), EntityId(roots.len() + at));
        }
    }
    ids
}
