//! What the connector guide adds to the structures: attributes, specializations, entities for the items
//! of lists and maps, associations.

use std::collections::BTreeMap;

use super::entities::Draft;
use super::findings::Findings;
use super::values::attribute_type;
use crate::codes;
use crate::domain::{
    Association, AssociationEnd, Attribute, AttributeType, Entity, EntityId, Generalization,
    Member, Multiplicity, Role, Value,
};
use crate::names::{self, Taken};
use crate::recipe::Recipe;
use crate::service::{Binding, Presence, Service, ShapeId};

/// Fills in the attributes, and adds the entities that only the guide has with all associations.
pub(super) fn complete(
    service: &Service,
    recipe: &Recipe,
    drafts: Vec<Draft>,
    taken: &mut Taken,
    findings: &mut Findings<'_>,
) -> (Vec<Entity>, Vec<Association>) {
    let mut guide = Guide {
        service,
        recipe,
        operations: drafts
            .iter()
            .map(|draft| draft.operations.iter().copied().collect())
            .collect(),
        entities: Vec::new(),
        specializations: BTreeMap::new(),
        items: BTreeMap::new(),
        links: Vec::new(),
        taken,
        findings,
    };
    let addresses: Vec<Vec<ShapeId>> = drafts.iter().map(|draft| draft.addresses.clone()).collect();
    guide.entities = drafts.into_iter().map(|draft| draft.entity).collect();
    for (index, addresses) in addresses.iter().enumerate() {
        guide.members(EntityId(index), addresses);
    }
    let associations = guide.associations();
    (guide.entities, associations)
}

struct Guide<'a, 'b> {
    service: &'a Service,
    recipe: &'a Recipe,
    /// Indices of the operations that use each entity with a structure.
    operations: Vec<Vec<usize>>,
    entities: Vec<Entity>,
    /// Specializations by generalization and operation.
    specializations: BTreeMap<(EntityId, usize), EntityId>,
    /// One-attribute entities and map entries that may serve again, by base name and type.
    items: BTreeMap<(String, String), EntityId>,
    links: Vec<Link>,
    taken: &'a mut Taken,
    findings: &'a mut Findings<'b>,
}

/// An association before it has a name.
struct Link {
    container: EntityId,
    other: EntityId,
    multiplicity: Multiplicity,
    member: String,
    /// Kind and address for the record.
    key: (&'static str, ShapeId),
}

/// Where an entity for items or entries is wanted.
struct Spot<'a> {
    container: EntityId,
    /// Name for the entity, before clashes are told apart.
    base: String,
    address: ShapeId,
    member: &'a str,
}

impl Guide<'_, '_> {
    fn members(&mut self, container: EntityId, addresses: &[ShapeId]) {
        let members = std::mem::take(&mut self.entities[container.0].members);
        if self.entities[container.0].role == Role::Union {
            self.variants(container, &members, addresses);
        } else {
            self.members_of(container, &members, addresses);
        }
        self.entities[container.0].members = members;
    }

    /// A union is an abstract generalization: each of its members is one of a specialization of its own.
    fn variants(&mut self, union: EntityId, members: &[Member], addresses: &[ShapeId]) {
        for (member, address) in members.iter().zip(addresses) {
            let general = &self.entities[union.0];
            let wanted = names::limited(format!("{}{}", general.name, variant(member)));
            let (sent, received) = (general.sent, general.received);
            let documentation = member.documentation.clone();
            let name = self.guide_name("variant", &address.0, &[wanted]);
            let variant = self.push(Entity {
                name,
                role: Role::Specialization,
                shape: None,
                generalization: Some(Generalization::Entity(union)),
                members: Vec::new(),
                attributes: Vec::new(),
                received,
                sent,
                documentation,
                deprecated: member.traits.deprecated.clone(),
                xml_namespace: None,
            });
            let operations = self.operations[union.0].clone();
            self.operations.resize(self.entities.len(), Vec::new());
            self.operations[variant.0] = operations;
            let only = Member {
                presence: Presence::Required,
                documentation: None,
                ..member.clone()
            };
            self.members_of(variant, &[only], std::slice::from_ref(address));
        }
    }

    fn members_of(&mut self, container: EntityId, members: &[Member], addresses: &[ShapeId]) {
        let sent = self.entities[container.0].sent;
        let aws = self.operations[container.0]
            .iter()
            .all(|at| super::is_aws(self.service, &self.service.operations[*at]));
        for (member, address) in members.iter().zip(addresses) {
            if is_file(member) {
                continue;
            }
            if let Some(kind) = attribute_type(&member.value) {
                let attribute = attribute(member, kind, sent, aws);
                self.entities[container.0].attributes.push(attribute);
                continue;
            }
            self.link_member(container, member, address);
        }
    }

    /// Joins a container with what a member holds, down to the entities that exist already.
    fn link_member(&mut self, container: EntityId, member: &Member, address: &ShapeId) {
        let name = names::entity(member.traits.name.as_ref().unwrap_or(&member.wire));
        let mut spot = Spot {
            container,
            base: name,
            address: address.clone(),
            member: &member.name,
        };
        let mut value = &member.value;
        // Each turn goes one list or map further in.
        loop {
            match value {
                Value::Nullable(inner) => value = inner,
                Value::Entity(entity) => {
                    self.link(&spot, *entity, Multiplicity::OneToOne, "association");
                    return;
                }
                Value::EventStream(entity) => {
                    self.link(
                        &spot,
                        *entity,
                        Multiplicity::OneToMany,
                        "association of items",
                    );
                    return;
                }
                Value::List(inner) => {
                    let inner = present(inner);
                    spot.address = spot.address.items();
                    spot.base = names::singular(&spot.base);
                    if let Value::Entity(entity) = inner {
                        self.link(
                            &spot,
                            *entity,
                            Multiplicity::OneToMany,
                            "association of items",
                        );
                        return;
                    }
                    let item = self.item(&spot, Role::ListItem, inner);
                    let multiplicity = self.multiplicity_of_items(container, inner);
                    self.link(&spot, item, multiplicity, "association of items");
                    if attribute_type(inner).is_some() {
                        return;
                    }
                    spot = inside(item, &spot);
                    value = inner;
                }
                Value::Map(inner) => {
                    let inner = present(inner);
                    let base = names::map_entry(&spot.base);
                    let entry = self.item(
                        &Spot {
                            base,
                            ..copy(&spot)
                        },
                        Role::MapEntry,
                        inner,
                    );
                    self.link(
                        &spot,
                        entry,
                        Multiplicity::OneToMany,
                        "association of entries",
                    );
                    if attribute_type(inner).is_some() {
                        return;
                    }
                    spot.address = spot.address.values();
                    spot = inside(entry, &spot);
                    value = inner;
                }
                _ => return,
            }
        }
    }

    /// Lists of plain values in a request are options: one object may stand in many requests. What an answer
    /// brings belongs to that answer.
    fn multiplicity_of_items(&self, container: EntityId, item: &Value) -> Multiplicity {
        let Entity { sent, received, .. } = self.entities[container.0];
        if sent && !received && attribute_type(item).is_some() {
            return Multiplicity::ManyToMany;
        }
        Multiplicity::OneToMany
    }

    /// Joins a spot's container with an entity; `kind` tells associations at one address apart.
    fn link(
        &mut self,
        spot: &Spot<'_>,
        entity: EntityId,
        multiplicity: Multiplicity,
        kind: &'static str,
    ) {
        let other = self.specialized(spot.container, entity);
        self.links.push(Link {
            container: spot.container,
            other,
            multiplicity,
            member: spot.member.to_owned(),
            key: (kind, spot.address.clone()),
        });
    }

    /// The entity itself, or its specialization for the one action of the container if several actions share
    /// the entity.
    fn specialized(&mut self, container: EntityId, entity: EntityId) -> EntityId {
        let operations =
            |entity: EntityId| self.operations.get(entity.0).map_or(&[][..], Vec::as_slice);
        let &[operation] = operations(container) else {
            return entity;
        };
        // A union is abstract: what an action has of it are the specializations that it has anyway.
        if operations(entity).len() < 2 || self.entities[entity.0].role == Role::Union {
            return entity;
        }
        if let Some(specialization) = self.specializations.get(&(entity, operation)) {
            let specialization = *specialization;
            self.spread_uses(container, specialization);
            return specialization;
        }
        let general = &self.entities[entity.0];
        let action = super::action(self.recipe, &self.service.operations[operation]);
        let wanted = names::limited(format!("{action}{}", general.name));
        let shape = general.shape.clone();
        let documentation = general.documentation.clone();
        let address = format!("{action} {}", shape.as_ref().map_or("", |id| id.0.as_str()));
        let name = self.guide_name("specialization", &address, &[wanted]);
        let id = self.push(Entity {
            name,
            role: Role::Specialization,
            shape,
            generalization: Some(Generalization::Entity(entity)),
            members: Vec::new(),
            attributes: Vec::new(),
            received: false,
            sent: false,
            documentation,
            deprecated: None,
            xml_namespace: None,
        });
        self.operations.resize(self.entities.len(), Vec::new());
        self.specializations.insert((entity, operation), id);
        self.spread_uses(container, id);
        id
    }

    /// Entity for the items of a list of plain values or lists, or for the entries of a map.
    fn item(&mut self, spot: &Spot<'_>, role: Role, value: &Value) -> EntityId {
        let kind = attribute_type(value);
        let record = record_kind(role);
        // The entries of a map have the map's address; in a list of maps that is the items' already.
        let inner = spot.address.0.ends_with("[]") || spot.address.0.ends_with("{}");
        let explicit = (role == Role::ListItem || !inner)
            .then(|| self.findings.entity_name(self.recipe, &spot.address))
            .flatten();
        let base = explicit.as_ref().unwrap_or(&spot.base);
        let key = (base.clone(), format!("{role:?} {kind:?}"));
        // Those without a value of their own hold associations to one place only.
        if let Some(item) = self.items.get(&key).copied().filter(|_| kind.is_some()) {
            self.spread_uses(spot.container, item);
            self.remember(record, spot, item);
            return item;
        }
        let by_container =
            names::limited(format!("{}{base}", self.entities[spot.container.0].name));
        let wanted = if explicit.is_some() {
            vec![base.clone()]
        } else {
            vec![base.clone(), by_container]
        };
        let name = self.guide_name(record, &spot.address.0, &wanted);
        if explicit.as_ref().is_some_and(|explicit| *explicit != name) {
            let message = format!(
                "the recipe gives the name `{base}` to `{}`, but another entity has it",
                spot.address
            );
            self.findings.plain(
                &codes::NAME_TWICE,
                message,
                "choose another `name` in `[entities]`",
            );
        }
        let attributes = item_attributes(role, kind);
        let item = self.push(Entity {
            name,
            role,
            shape: None,
            generalization: None,
            members: Vec::new(),
            attributes,
            received: false,
            sent: false,
            documentation: None,
            deprecated: None,
            xml_namespace: None,
        });
        self.items.insert(key, item);
        self.spread_uses(spot.container, item);
        self.remember(record, spot, item);
        item
    }

    fn remember(&mut self, record: &str, spot: &Spot<'_>, item: EntityId) {
        let name = &self.entities[item.0].name;
        self.findings
            .remember_unless(&spot.base, record, &spot.address.0, name);
    }

    /// The recorded name, the first of the wanted ones that is free, or the last of them with a number.
    fn guide_name(&mut self, kind: &str, address: &str, wanted: &[String]) -> String {
        let old = self.findings.recorded(kind, address);
        let old = old.filter(|old| {
            wanted.iter().any(|name| is_form_of(old, name))
                && names::is_entity(old)
                && self.taken.claim(old)
        });
        let name = old
            .or_else(|| wanted.iter().find(|name| self.taken.claim(name)).cloned())
            .unwrap_or_else(|| {
                let last = wanted.last().map_or("Element", String::as_str);
                self.taken.claim_numbered(last, "")
            });
        let rule = wanted.first().map_or("", String::as_str);
        self.findings.remember_unless(rule, kind, address, &name);
        name
    }

    fn push(&mut self, entity: Entity) -> EntityId {
        self.entities.push(entity);
        EntityId(self.entities.len() - 1)
    }

    /// What a container holds is received and sent where the container is.
    fn spread_uses(&mut self, container: EntityId, entity: EntityId) {
        let Entity { sent, received, .. } = self.entities[container.0];
        let entity = &mut self.entities[entity.0];
        entity.sent |= sent;
        entity.received |= received;
        // An item or entry is nothing without its key and value.
        for attribute in &mut entity.attributes {
            attribute.required |= sent;
        }
    }

    /// The associations with their names, in the order of the entities whose members they are.
    fn associations(&mut self) -> Vec<Association> {
        let mut links = std::mem::take(&mut self.links);
        links.sort_by_key(|link| link.container);
        let mut pairs: BTreeMap<String, usize> = BTreeMap::new();
        for link in &links {
            *pairs.entry(self.association_name(link, None)).or_default() += 1;
        }
        let mut taken = Taken::default();
        let mut names: Vec<Option<String>> = Vec::new();
        for link in &links {
            let old = self.findings.recorded(link.key.0, &link.key.1.0);
            let (owner, other) = ends(link);
            let (owner, other) = (&self.entities[owner.0].name, &self.entities[other.0].name);
            let known = |old: &str| {
                is_form_of(old, &names::association(owner, other, None))
                    || is_form_of(old, &names::association(other, owner, None))
            };
            names.push(old.filter(|old| known(old) && names::is_module(old) && taken.claim(old)));
        }
        let mut associations = Vec::new();
        for (link, old) in links.into_iter().zip(names) {
            let plain = self.association_name(&link, None);
            let member = (pairs[&plain] > 1).then_some(link.member.as_str());
            let rule = match member {
                Some(_) => self.association_name(&link, member),
                None => plain,
            };
            let name = old.unwrap_or_else(|| taken.claim_numbered(&rule, "_"));
            self.findings
                .remember_unless(&rule, link.key.0, &link.key.1.0, &name);
            associations.push(association(link, name));
        }
        associations
    }

    fn association_name(&self, link: &Link, member: Option<&str>) -> String {
        let (owner, other) = ends(link);
        names::association(
            &self.entities[owner.0].name,
            &self.entities[other.0].name,
            member,
        )
    }
}

/// Owner and other end. Items own their association to the container; else the container owns it
/// (reference: associations of real connectors).
fn ends(link: &Link) -> (EntityId, EntityId) {
    match link.multiplicity {
        Multiplicity::OneToMany => (link.other, link.container),
        Multiplicity::OneToOne | Multiplicity::ManyToMany => (link.container, link.other),
    }
}

fn association(link: Link, name: String) -> Association {
    let (owner, other) = ends(&link);
    Association {
        name,
        owner: AssociationEnd::Entity(owner),
        other: AssociationEnd::Entity(other),
        multiplicity: link.multiplicity,
        container: link.container,
        member: link.member,
    }
}

/// Whether a member is a file parameter of the activity instead of an attribute: bytes that are the whole body.
pub(super) fn is_file(member: &Member) -> bool {
    member.binding == Binding::Payload && matches!(member.value, Value::Blob | Value::Stream)
}

/// What the specialization of a union is called behind the union's name.
fn variant(member: &Member) -> String {
    names::entity(member.traits.name.as_ref().unwrap_or(&member.wire))
}

fn attribute(member: &Member, kind: AttributeType, sent: bool, aws: bool) -> Attribute {
    let required = sent && member.presence == Presence::Required;
    // A Boolean attribute is never empty, so one that may be left out of a request is an enumeration, of
    // AWS Authentication: where that module is not needed, it stays a Boolean.
    let tri_state = kind == AttributeType::Boolean && sent && !required && aws;
    Attribute {
        name: member.name.clone(),
        kind: if tri_state {
            AttributeType::OptionalBoolean
        } else {
            kind
        },
        required,
        documentation: member.documentation.clone(),
    }
}

/// Whether a recorded name was made of this one, with a number or a member's name behind. One that was made of
/// another is given up: an entity that the recipe renames takes along what is named after it.
fn is_form_of(recorded: &str, name: &str) -> bool {
    recorded.strip_prefix(name).is_some_and(|rest| {
        rest.is_empty() || rest.starts_with('_') || rest.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Under what the record has the names of entities that only the guide has.
fn record_kind(role: Role) -> &'static str {
    match role {
        Role::MapEntry => "entry",
        _ => "item",
    }
}

/// `Value` for the items of lists; `Key` and, for plain values, `Value` for the entries of maps.
fn item_attributes(role: Role, kind: Option<AttributeType>) -> Vec<Attribute> {
    let attribute = |name: &str, kind| Attribute {
        name: name.to_owned(),
        kind,
        required: false,
        documentation: None,
    };
    let key = (role == Role::MapEntry).then(|| attribute("Key", AttributeType::String));
    let value = kind.map(|kind| attribute("Value", kind));
    key.into_iter().chain(value).collect()
}

fn present(value: &Value) -> &Value {
    match value {
        Value::Nullable(inner) => inner,
        value => value,
    }
}

fn inside<'a>(container: EntityId, spot: &Spot<'a>) -> Spot<'a> {
    Spot {
        container,
        member: "Value",
        ..copy(spot)
    }
}

fn copy<'a>(spot: &Spot<'a>) -> Spot<'a> {
    Spot {
        container: spot.container,
        base: spot.base.clone(),
        address: spot.address.clone(),
        member: spot.member,
    }
}
