//! Names in Rust: the only place that makes identifiers of the connector.
//!
//! They follow from the names of the guide (`VoiceId` → `voice_id`, `ENUM_Engine` → `Engine`). What two names
//! of the guide would share, the later one gets with a number.

pub mod given;
mod homes;
mod size;
mod taken;

use std::collections::{BTreeMap, BTreeSet};

use connector_model::domain::{
    Activity, Domain, Entity, EntityId, Enumeration, EnumerationId, Role, Value,
};
use connector_model::service::{Binding, Evidence};

use self::given::{Claim, Given};
use self::taken::{TAKEN_BY_MODELS, TAKEN_MODULES, TAKEN_TYPES};
use super::errors::listed;
use crate::text::{Case, RsIdent};

/// Names of a connector, by the indices of its domain model.
#[derive(Debug, Clone)]
pub struct Names {
    /// Types and fields of the entities.
    pub entities: Vec<EntityNames>,
    /// Types and variants of the enumerations.
    pub enumerations: Vec<EnumerationNames>,
    /// Modules and types of the activities.
    pub activities: Vec<ActivityNames>,
    /// Activity in whose module of `domain_model`, `import_mappings` and `export_mappings` an entity is: the first one
    /// that uses it, and that one ever after, so that a further use moves nothing.
    pub homes: Vec<usize>,
    /// The same of enumerations.
    pub enumeration_homes: Vec<usize>,
    /// Whether an enumeration is read from a body.
    pub is_read: Vec<bool>,
    /// Whether an entity is a union of events.
    pub is_event_stream: Vec<bool>,
    /// Whether a structure is so large that a variant of a union holds it in a box.
    pub is_large: Vec<bool>,
    /// Where an entity is first held, as indices of an entity and its member, and by how many members.
    pub holders: Vec<Option<(usize, usize, usize)>>,
    /// Type of the modelled errors.
    pub error_detail: RsIdent,
    /// Its variants, by error.
    pub error_variants: Vec<RsIdent>,
    /// Types of the waiters, by activity.
    pub waiters: Vec<Vec<RsIdent>>,
    /// Name of the crate in Rust (`amazon_polly_connector`).
    pub library: RsIdent,
    /// What the next version keeps.
    pub given: Given,
}

/// Names of an entity.
#[derive(Debug, Clone)]
pub struct EntityNames {
    /// Its structure.
    pub ident: RsIdent,
    /// Its fields, by member; the variants of a union.
    pub fields: Vec<RsIdent>,
}

/// Names of an enumeration.
#[derive(Debug, Clone)]
pub struct EnumerationNames {
    /// Its type.
    pub ident: RsIdent,
    /// Its module and file.
    pub module: RsIdent,
    /// Its variants, by value.
    pub variants: Vec<RsIdent>,
}

/// Names of an activity.
#[derive(Debug, Clone)]
pub struct ActivityNames {
    /// Module and file of the operation (`get_v1_describe_voices`).
    pub module: RsIdent,
    /// Module and file of what belongs to it elsewhere (`describe_voices`).
    pub group: RsIdent,
    /// Type of its error details (`DescribeVoicesErrorDetail`).
    pub detail: RsIdent,
}

/// Names all that becomes Rust; `crate_name` is the package's name.
pub fn names(domain: &Domain, crate_name: &str) -> Names {
    let mut types = Scope::with(TAKEN_TYPES);
    if domain.evidence == Evidence::Model {
        types.reserve(TAKEN_BY_MODELS);
    }
    let mut given = Given::default();
    let known = &domain.identifiers;
    let types = given.claim(&mut types, Case::Camel, known, type_claims(domain));
    let mut next = in_turn(types);
    let entities = domain.entities.iter().map(|entity| EntityNames {
        ident: next(),
        fields: member_names(entity, known, &mut given),
    });
    let entities = entities.collect();
    let mut modules = Scope::with(TAKEN_MODULES);
    let enumerations = domain.enumerations.iter();
    let enumerations = enumerations.map(|enumeration| EnumerationNames {
        ident: next(),
        module: modules.claim(module(&enumeration.stem), "enumeration", Case::Snake),
        variants: value_names(enumeration, known, &mut given),
    });
    let enumerations = enumerations.collect();
    let (homes, enumeration_homes) = homes::homes(domain, known, &mut given);
    Names {
        entities,
        enumerations,
        activities: activity_names(domain, &mut next),
        homes,
        enumeration_homes,
        is_read: read_enumerations(domain),
        is_event_stream: event_streams(domain),
        is_large: size::large(domain),
        holders: holders(domain),
        error_detail: next(),
        error_variants: error_variants(domain, known, &mut given),
        waiters: waiters(domain)
            .map(|group| group.map(|_| next()).collect())
            .collect(),
        library: RsIdent::new(crate_name, Case::Snake),
        given,
    }
}

/// One after the other.
fn in_turn(idents: Vec<RsIdent>) -> impl FnMut() -> RsIdent {
    let mut idents = idents.into_iter();
    move || idents.next().expect("there is one for each claim")
}

/// All types: of entities, enumerations, error details of activities, of the modelled errors, of waiters.
fn type_claims(domain: &Domain) -> Vec<Claim> {
    let claim = |kind: &str, name: &str, suffix: &'static str| {
        let ident = RsIdent::new(name, Case::Camel);
        Claim::new(format!("{kind} {name}"), ident, suffix)
    };
    let mut claims = Vec::new();
    for entity in &domain.entities {
        claims.push(claim("entity", &entity.name, "Entity"));
    }
    for enumeration in &domain.enumerations {
        claims.push(claim("enumeration", &enumeration.stem, "Enumeration"));
    }
    for activity in domain
        .activities
        .iter()
        .filter(|activity| has_detail(activity))
    {
        claims.push(claim("detail", &detail(activity), "2"));
    }
    claims.push(claim("detail", "ErrorDetail", "2"));
    for waiter in waiters(domain).flatten() {
        claims.push(claim("waiter", waiter, "Waiter"));
    }
    claims
}

fn has_detail(activity: &Activity) -> bool {
    !activity.errors.is_empty()
}

fn detail(activity: &Activity) -> String {
    format!("{}ErrorDetail", activity.action)
}

/// Names of the waiters, by activity.
fn waiters(domain: &Domain) -> impl Iterator<Item = impl Iterator<Item = &str>> {
    domain.activities.iter().map(|activity| {
        let waiters = activity.wire.traits.waiters.iter();
        waiters.map(|waiter| waiter.name.as_str())
    })
}

fn activity_names(domain: &Domain, next: &mut impl FnMut() -> RsIdent) -> Vec<ActivityNames> {
    let mut modules = Scope::with(TAKEN_MODULES);
    let mut groups = Scope::with(TAKEN_MODULES);
    domain
        .activities
        .iter()
        .map(|activity| ActivityNames {
            module: modules.claim(module(&activity.microflow), "action", Case::Snake),
            group: groups.claim(module(&activity.action), "action", Case::Snake),
            detail: if has_detail(activity) {
                next()
            } else {
                RsIdent::new(&detail(activity), Case::Camel)
            },
        })
        .collect()
}

/// A name for a module: keywords are not made raw, because the file would not be called like the module.
fn module(name: &str) -> RsIdent {
    let ident = RsIdent::new(name, Case::Snake);
    if ident.as_str().starts_with("r#") {
        return ident.with_suffix("action", Case::Snake);
    }
    ident
}

/// Fields, or the variants of a union.
fn member_names(
    entity: &Entity,
    known: &BTreeMap<String, String>,
    given: &mut Given,
) -> Vec<RsIdent> {
    let key = |name: &str| format!("member {}.{name}", entity.name);
    let names = entity.members.iter().map(|member| member.name.as_str());
    if entity.role == Role::Union {
        let claims = names.map(|name| Claim::new(key(name), variant(name), "2"));
        return given.claim(&mut variants(), Case::Camel, known, claims.collect());
    }
    let claims = names.map(|name| Claim::new(key(name), RsIdent::new(name, Case::Snake), "2"));
    given.claim(&mut fields(), Case::Snake, known, claims.collect())
}

/// Variants of an enumeration.
fn value_names(
    enumeration: &Enumeration,
    known: &BTreeMap<String, String>,
    given: &mut Given,
) -> Vec<RsIdent> {
    let stem = &enumeration.stem;
    let values = enumeration.values.iter().map(|value| value.wire.as_str());
    let claims = values.map(|wire| Claim::new(format!("value {stem} {wire}"), variant(wire), "2"));
    given.claim(&mut variants(), Case::Camel, known, claims.collect())
}

fn error_variants(
    domain: &Domain,
    known: &BTreeMap<String, String>,
    given: &mut Given,
) -> Vec<RsIdent> {
    let codes = listed(domain).into_iter().map(|error| error.code.as_str());
    let claims = codes.map(|code| Claim::new(format!("error {code}"), variant(code), "2"));
    given.claim(&mut variants(), Case::Camel, known, claims.collect())
}

/// A scope of fields.
fn fields() -> Scope {
    Scope::with(&["basic_client_config"])
}

/// A scope of variants.
fn variants() -> Scope {
    Scope::with(&["Unknown", "Self_"])
}

/// A variant: words in capitals (`ENABLED`) are written as people write variants (`Enabled`).
fn variant(wire: &str) -> RsIdent {
    let calm: Vec<String> = wire
        .split(|c: char| !c.is_ascii_alphanumeric())
        .map(|word| {
            let capitals = word.len() > 1 && !word.chars().any(|c| c.is_ascii_lowercase());
            if capitals {
                word[..1].to_owned() + &word[1..].to_ascii_lowercase()
            } else {
                word.to_owned()
            }
        })
        .collect();
    RsIdent::new(&calm.join(" "), Case::Camel)
}

/// Names that are taken. Compared without case, because files of two modules must differ on every system.
#[derive(Debug, Clone)]
pub struct Scope(BTreeSet<String>);

impl Scope {
    /// A scope in which some names are taken from the start.
    pub fn with(taken: &[&str]) -> Self {
        Self(taken.iter().map(|name| name.to_ascii_lowercase()).collect())
    }

    /// Takes further names.
    fn reserve(&mut self, taken: &[&str]) {
        let names = taken.iter().map(|name| name.to_ascii_lowercase());
        self.0.extend(names);
    }

    /// The name if it is free, else with the suffix, else with the first number that is.
    pub fn claim(&mut self, ident: RsIdent, suffix: &str, case: Case) -> RsIdent {
        if self.take(&ident) {
            return ident;
        }
        let suffixed = ident.with_suffix(suffix, case);
        if self.take(&suffixed) {
            return suffixed;
        }
        let mut number = 2_usize;
        loop {
            let numbered = ident.with_suffix(&number.to_string(), case);
            if self.take(&numbered) {
                return numbered;
            }
            number += 1;
        }
    }

    /// A name for a file: the name itself, then `Name_2`, `Name_3`…
    pub fn claim_numbered(&mut self, ident: &RsIdent) -> String {
        let stem = ident.plain();
        let mut name = stem.to_owned();
        let mut number = 2_usize;
        while !self.0.insert(name.to_ascii_lowercase()) {
            name = format!("{stem}_{number}");
            number += 1;
        }
        name
    }

    fn take(&mut self, ident: &RsIdent) -> bool {
        self.0.insert(ident.plain().to_ascii_lowercase())
    }
}

/// Whether each enumeration is a value in the body of something that is received.
fn read_enumerations(domain: &Domain) -> Vec<bool> {
    let mut is_read = vec![false; domain.enumerations.len()];
    let entities = domain.entities.iter().filter(|entity| entity.received);
    for member in entities.flat_map(|entity| &entity.members) {
        if !matches!(member.binding, Binding::Body | Binding::Payload)
            || member.traits.xml_attribute
            || member.traits.event_header
            || member.traits.event_payload && matches!(member.value, Value::Enumeration(_))
        {
            continue;
        }
        if let Some(EnumerationId(enumeration)) = enumeration_of(&member.value) {
            is_read[enumeration] = true;
        }
    }
    is_read
}

/// Whether each entity is a union of events.
fn event_streams(domain: &Domain) -> Vec<bool> {
    let mut is_event_stream = vec![false; domain.entities.len()];
    for member in domain.entities.iter().flat_map(|entity| &entity.members) {
        if let Value::EventStream(EntityId(union)) = member.value {
            is_event_stream[union] = true;
        }
    }
    is_event_stream
}

/// For each entity the first member that holds it, and the number of all that do.
fn holders(domain: &Domain) -> Vec<Option<(usize, usize, usize)>> {
    let mut holders: Vec<Option<(usize, usize, usize)>> = vec![None; domain.entities.len()];
    for (index, entity) in domain.entities.iter().enumerate() {
        for (number, member) in entity.members.iter().enumerate() {
            if let Some(EntityId(held)) = entity_of(&member.value) {
                let (_, _, count) = holders[held].get_or_insert((index, number, 0));
                *count += 1;
            }
        }
    }
    holders
}

/// The entity inside of a value, however deep in lists and maps.
pub fn entity_of(value: &Value) -> Option<EntityId> {
    match innermost(value) {
        Value::Entity(id) | Value::EventStream(id) => Some(*id),
        _ => None,
    }
}

/// The enumeration inside of a value, however deep in lists and maps.
pub fn enumeration_of(value: &Value) -> Option<EnumerationId> {
    match innermost(value) {
        Value::Enumeration(id) => Some(*id),
        _ => None,
    }
}

/// The value inside of lists, maps and what may be null.
pub fn innermost(value: &Value) -> &Value {
    let mut value = value;
    while let Value::List(inner) | Value::Map(inner) | Value::Nullable(inner) = value {
        value = inner;
    }
    value
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::given::{Claim, Given};
    use super::{Scope, TAKEN_TYPES, fields, module, variant, variants};
    use crate::text::{Case, RsIdent};

    /// Identifiers of one scope by the rules alone.
    fn given(mut scope: Scope, case: Case, idents: Vec<RsIdent>) -> Vec<String> {
        let claims = idents.into_iter().enumerate();
        let claims = claims.map(|(at, ident)| Claim::new(at.to_string(), ident, "2"));
        let idents = Given::default().claim(&mut scope, case, &BTreeMap::new(), claims.collect());
        idents.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn members_that_differ_only_in_case_get_fields_of_their_own() {
        let names = ["UserId", "UserID", "user_id", "_Type", "BasicClientConfig"];
        let names = names.map(|name| RsIdent::new(name, Case::Snake));
        assert_eq!(
            given(fields(), Case::Snake, names.to_vec()),
            [
                "user_id",
                "user_id_2",
                "user_id_3",
                "r#type",
                "basic_client_config_2"
            ]
        );
    }

    #[test]
    fn values_become_variants_that_read_well() {
        let values = ["long-form", "ENABLED", "en-US", "", "*/", "Unknown", "1.0"];
        assert_eq!(
            given(variants(), Case::Camel, values.map(variant).to_vec()),
            [
                "LongForm", "Enabled", "EnUs", "Empty", "Empty2", "Unknown2", "N10"
            ]
        );
    }

    #[test]
    fn types_of_the_language_are_not_redefined() {
        let mut scope = Scope::with(TAKEN_TYPES);
        let claimed = scope.claim(RsIdent::new("Option", Case::Camel), "Entity", Case::Camel);
        assert_eq!(claimed.as_str(), "OptionEntity");
        for taken in TAKEN_TYPES {
            let ident = RsIdent::new(taken, Case::Camel);
            assert_ne!(scope.claim(ident.clone(), "Entity", Case::Camel), ident);
        }
    }

    #[test]
    fn modules_are_called_like_their_files() {
        assert_eq!(module("Type").as_str(), "type_action");
        assert_eq!(
            module("Get_v1_DescribeVoices").as_str(),
            "get_v1_describe_voices"
        );
    }
}
