//! Names in Rust: the only place that makes identifiers of the connector.
//!
//! They follow from the names of the guide (`VoiceId` → `voice_id`, `ENUM_Engine` → `Engine`). What two names
//! of the guide would share, the later one gets with a number.

mod size;

use std::collections::BTreeSet;

use connector_model::domain::{
    ActivityResult, Domain, Entity, EntityId, EnumerationId, Role, Value,
};
use connector_model::service::{Binding, Evidence};

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
    /// that uses it, so that a further activity moves nothing.
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
    /// Types of the waiters, by activity.
    pub waiters: Vec<Vec<RsIdent>>,
    /// Name of the crate in Rust (`amazon_polly_connector`).
    pub library: RsIdent,
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

/// Types that generated code names plainly: the prelude of the language and the runtime's names. The list is
/// closed with the format of the runtime, so a later version never renames what users already call.
const TAKEN_TYPES: &[&str] = &[
    "AsMut",
    "AsRef",
    "Auth",
    "BTreeMap",
    "BasicClientConfig",
    "Box",
    "Client",
    "Clone",
    "Config",
    "Copy",
    "Credentials",
    "DateTime",
    "DateTimeFormat",
    "Debug",
    "DecodeError",
    "Default",
    "Display",
    "Document",
    "DoubleEndedIterator",
    "Drop",
    "Endpoint",
    "EndpointPart",
    "Eq",
    "Err",
    "Error",
    "ErrorKind",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "Formatter",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "InputError",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "JsonReader",
    "JsonWriter",
    "Method",
    "NoDetail",
    "None",
    "Ok",
    "Operation",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Request",
    "Response",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// What the connectors of models name plainly besides.
const TAKEN_BY_MODELS: &[&str] = &[
    "ByteStream",
    "Bytes",
    "CborReader",
    "CborWriter",
    "ChecksumAlgorithm",
    "EndpointParameters",
    "EventMessage",
    "EventSource",
    "EventStream",
    "EventValue",
    "Float",
    "NextPage",
    "Page",
    "Pages",
    "Paginated",
    "PaginatedItems",
    "QueryWriter",
    "ResolvedEndpoint",
    "Traits",
    "WaitError",
    "WaitErrorKind",
    "Waiter",
    "WaiterAnswer",
    "WaiterPace",
    "WaiterState",
    "XmlReader",
    "XmlWriter",
];

/// Names that a module or file of ours must not have: the language or Cargo gives them a meaning.
const TAKEN_MODULES: &[&str] = &[
    "alloc",
    "build",
    "core",
    "crate",
    "custom",
    "domain_model",
    "enumerations",
    "export_mappings",
    "import_mappings",
    "lib",
    "main",
    "mod",
    "operations",
    "self",
    "std",
    "super",
    "test",
    "tests",
];

/// Names all that becomes Rust; `crate_name` is the package's name.
pub fn names(domain: &Domain, crate_name: &str) -> Names {
    let mut types = Scope::with(TAKEN_TYPES);
    if domain.evidence == Evidence::Model {
        types.reserve(TAKEN_BY_MODELS);
    }
    let entities = domain
        .entities
        .iter()
        .map(|entity| EntityNames {
            ident: types.claim(
                RsIdent::new(&entity.name, Case::Camel),
                "Entity",
                Case::Camel,
            ),
            fields: member_names(entity),
        })
        .collect();
    let mut modules = Scope::with(TAKEN_MODULES);
    let enumerations = domain
        .enumerations
        .iter()
        .map(|enumeration| EnumerationNames {
            ident: types.claim(
                RsIdent::new(&enumeration.stem, Case::Camel),
                "Enumeration",
                Case::Camel,
            ),
            module: modules.claim(module(&enumeration.stem), "enumeration", Case::Snake),
            variants: variant_names(enumeration.values.iter().map(|value| value.wire.as_str())),
        })
        .collect();
    let (homes, enumeration_homes) = homes(domain);
    Names {
        entities,
        enumerations,
        activities: activity_names(domain, &mut types),
        homes,
        enumeration_homes,
        is_read: read_enumerations(domain),
        is_event_stream: event_streams(domain),
        is_large: size::large(domain),
        holders: holders(domain),
        error_detail: types.claim(RsIdent::fixed("ErrorDetail"), "2", Case::Camel),
        waiters: waiters(domain, &mut types),
        library: RsIdent::new(crate_name, Case::Snake),
    }
}

fn activity_names(domain: &Domain, types: &mut Scope) -> Vec<ActivityNames> {
    let mut modules = Scope::with(TAKEN_MODULES);
    let mut groups = Scope::with(TAKEN_MODULES);
    domain
        .activities
        .iter()
        .map(|activity| {
            let detail = RsIdent::new(&format!("{}ErrorDetail", activity.action), Case::Camel);
            ActivityNames {
                module: modules.claim(module(&activity.microflow), "action", Case::Snake),
                group: groups.claim(module(&activity.action), "action", Case::Snake),
                detail: if activity.errors.is_empty() {
                    detail
                } else {
                    types.claim(detail, "2", Case::Camel)
                },
            }
        })
        .collect()
}

fn waiters(domain: &Domain, types: &mut Scope) -> Vec<Vec<RsIdent>> {
    let mut claim = |name: &str| {
        let ident = RsIdent::new(name, Case::Camel);
        types.claim(ident, "Waiter", Case::Camel)
    };
    let activities = domain.activities.iter();
    activities
        .map(|activity| {
            let waiters = activity.wire.traits.waiters.iter();
            waiters.map(|waiter| claim(&waiter.name)).collect()
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

fn member_names(entity: &Entity) -> Vec<RsIdent> {
    let names = entity.members.iter().map(|member| member.name.as_str());
    if entity.role == Role::Union {
        variant_names(names)
    } else {
        field_names(names)
    }
}

fn field_names<'a>(members: impl Iterator<Item = &'a str>) -> Vec<RsIdent> {
    let mut scope = Scope::with(&["basic_client_config"]);
    members
        .map(|name| scope.claim(RsIdent::new(name, Case::Snake), "2", Case::Snake))
        .collect()
}

/// Variants: words in capitals (`ENABLED`) are written as people write variants (`Enabled`).
pub fn variant_names<'a>(values: impl Iterator<Item = &'a str>) -> Vec<RsIdent> {
    let mut scope = Scope::with(&["Unknown", "Self_"]);
    values
        .map(|wire| {
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
            scope.claim(RsIdent::new(&calm.join(" "), Case::Camel), "2", Case::Camel)
        })
        .collect()
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

/// The first activity that reaches each entity and each enumeration; what none reaches belongs to the first one.
fn homes(domain: &Domain) -> (Vec<usize>, Vec<usize>) {
    let mut homes: Vec<Option<usize>> = vec![None; domain.entities.len()];
    let mut enumerations: Vec<Option<usize>> = vec![None; domain.enumerations.len()];
    for (index, activity) in domain.activities.iter().enumerate() {
        let mut open = vec![activity.request];
        if let ActivityResult::Entity(entity) = activity.result {
            open.push(entity);
        }
        open.extend(activity.errors.iter().map(|(_, entity)| *entity));
        let modelled = domain.errors.iter();
        let modelled = modelled.filter(|error| error.activities.first() == Some(&index));
        open.extend(modelled.map(|error| error.entity));
        while let Some(EntityId(entity)) = open.pop() {
            if homes[entity].is_some() {
                continue;
            }
            homes[entity] = Some(index);
            for member in &domain.entities[entity].members {
                open.extend(entity_of(&member.value));
                if let Some(EnumerationId(enumeration)) = enumeration_of(&member.value) {
                    enumerations[enumeration].get_or_insert(index);
                }
            }
        }
    }
    let known = |homes: Vec<Option<usize>>| -> Vec<usize> {
        homes.into_iter().map(Option::unwrap_or_default).collect()
    };
    (known(homes), known(enumerations))
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
    use super::{Scope, TAKEN_TYPES, field_names, module, variant_names};
    use crate::text::{Case, RsIdent};

    fn strings(idents: &[RsIdent]) -> Vec<&str> {
        idents.iter().map(RsIdent::as_str).collect()
    }

    #[test]
    fn members_that_differ_only_in_case_get_fields_of_their_own() {
        let fields =
            field_names(["UserId", "UserID", "user_id", "_Type", "BasicClientConfig"].into_iter());
        assert_eq!(
            strings(&fields),
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
        let variants = variant_names(
            ["long-form", "ENABLED", "en-US", "", "*/", "Unknown", "1.0"].into_iter(),
        );
        assert_eq!(
            strings(&variants),
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
