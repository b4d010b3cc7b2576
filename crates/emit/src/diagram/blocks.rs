//! What is drawn: the domain model as blocks of cards and links, before any geometry.
//!
//! A block is what belongs together: an activity with its entities, or several activities that
//! share entities as long as that stays readable. Larger groups fall apart into a block for each
//! activity and blocks of shared entities; a link that leaves its block, or that would run back to
//! where it came from, ends at a *reference*, a card that only names its entity.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use connector_model::domain::{
    Association, AssociationEnd, AttributeType, Domain, EntityId, Generalization, Multiplicity,
    Role,
};
use connector_model::service::Evidence;

/// Largest number of entities that several activities have in one block.
const LARGEST_JOINT_BLOCK: usize = 14;

/// Number of shared entities without lines in one block.
const LONE_CARDS: usize = 6;

/// Number of attributes that a card shows.
const ROWS: usize = 12;

/// Cards and links that are laid out together. Links never form a cycle.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// Names of its activities; empty for shared entities.
    pub(super) actions: Vec<String>,
    /// Entities and references.
    pub(super) cards: Vec<Card>,
    /// Relations between them.
    pub(super) links: Vec<Link>,
}

/// An entity or a reference to one.
#[derive(Debug)]
pub(super) struct Card {
    /// What it stands for; `None` for a reference.
    pub(super) role: Option<Role>,
    /// Name of the entity.
    pub(super) name: String,
    /// Name of a generalization that no line leads to.
    pub(super) label: Option<String>,
    /// Attributes that are shown.
    pub(super) rows: Vec<Row>,
    /// Number of attributes that are not.
    pub(super) more: usize,
}

/// An attribute.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) required: bool,
}

/// A relation, from the container to the member or from the specialization to the generalization.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) kind: LinkKind,
}

#[derive(Debug)]
pub(super) enum LinkKind {
    Generalization,
    Association {
        name: String,
        multiplicity: Multiplicity,
        /// Which end does not own it.
        arrow: Arrow,
    },
}

/// Where the arrow of an association is: at the end that does not own it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrow {
    From,
    To,
    /// Both ends own it.
    None,
}

/// The blocks of a domain model, in the order of its activities, shared entities last; of a large one what its
/// first activities have.
pub(super) fn blocks(domain: &Domain) -> Vec<Block> {
    let mut relations = relations(domain);
    let drawn = drawn(domain, &relations);
    relations.retain(|relation| drawn[relation.from]);
    let groups = groups(domain, &relations, &drawn);
    let mut group_of = vec![usize::MAX; domain.entities.len()];
    for (index, group) in groups.iter().enumerate() {
        for &entity in &group.entities {
            group_of[entity] = index;
        }
    }
    let mut builders: Vec<Builder> = groups
        .iter()
        .map(|group| Builder::new(domain, group))
        .collect();
    for relation in in_depth_order(domain, &relations) {
        let home = group_of[relation.from];
        let target = match relation.to {
            End::Entity(to) if !relation.back && group_of[to] == home => Some(to),
            _ => None,
        };
        builders[home].link(domain, &relation, target);
    }
    gathered(builders.into_iter().map(|builder| builder.block))
}

/// The blocks, but shared entities that no line leads to stand together.
fn gathered(blocks: impl Iterator<Item = Block>) -> Vec<Block> {
    let is_alone = |block: &Block| block.actions.is_empty() && block.links.is_empty();
    let (alone, mut gathered): (Vec<Block>, Vec<Block>) = blocks.partition(is_alone);
    let cards: Vec<Card> = alone.into_iter().flat_map(|block| block.cards).collect();
    let mut cards = cards.into_iter().peekable();
    while cards.peek().is_some() {
        let cards = cards.by_ref().take(LONE_CARDS).collect();
        gathered.push(Block {
            cards,
            ..Block::default()
        });
    }
    gathered
}

/// A relation of the domain model with the direction in which it is drawn.
#[derive(Debug, Clone)]
struct Relation<'a> {
    from: usize,
    to: End,
    /// `None` for a generalization.
    association: Option<&'a Association>,
    /// Whether it leads back to where a walk came from.
    back: bool,
}

#[derive(Debug, Clone)]
enum End {
    Entity(usize),
    Foreign(String),
}

fn relations(domain: &Domain) -> Vec<Relation<'_>> {
    let count = domain.entities.len();
    let associations = domain.associations.iter().map(|association| Relation {
        from: association.container.0,
        to: far_end(association),
        association: Some(association),
        back: false,
    });
    let generalizations = domain
        .entities
        .iter()
        .enumerate()
        .filter_map(|(from, entity)| {
            let Some(Generalization::Entity(to)) = &entity.generalization else {
                return None;
            };
            Some(Relation {
                from,
                to: End::Entity(to.0),
                association: None,
                back: false,
            })
        });
    let drawn = |entity: usize| entity < count && domain.in_guide(EntityId(entity));
    associations
        .chain(generalizations)
        .filter(|relation| drawn(relation.from))
        .filter(|relation| !matches!(relation.to, End::Entity(to) if !drawn(to)))
        .collect()
}

/// The end of an association that is not its container.
fn far_end(association: &Association) -> End {
    let container = AssociationEnd::Entity(association.container);
    let far = if association.owner == container {
        &association.other
    } else {
        &association.owner
    };
    match far {
        AssociationEnd::Entity(EntityId(index)) => End::Entity(*index),
        AssociationEnd::Foreign(name) => End::Foreign(name.clone()),
    }
}

/// The relations in the order of a walk into depth from the activities, those that lead back marked.
fn in_depth_order<'a>(domain: &Domain, relations: &[Relation<'a>]) -> Vec<Relation<'a>> {
    let mut outgoing: Vec<Vec<usize>> = vec![Vec::new(); domain.entities.len()];
    for (index, relation) in relations.iter().enumerate() {
        outgoing[relation.from].push(index);
    }
    let mut ordered = Vec::with_capacity(relations.len());
    let mut entered = vec![false; domain.entities.len()];
    let mut open = vec![false; domain.entities.len()];
    let roots = activity_entities(domain)
        .into_iter()
        .map(|(_, entity)| entity);
    for root in roots.chain(0..domain.entities.len()) {
        if std::mem::replace(&mut entered[root], true) {
            continue;
        }
        open[root] = true;
        let mut path = vec![(root, 0)];
        while let Some((entity, next)) = path.last_mut() {
            let Some(&index) = outgoing[*entity].get(*next) else {
                open[*entity] = false;
                path.pop();
                continue;
            };
            *next += 1;
            let mut relation = relations[index].clone();
            if let End::Entity(to) = relation.to {
                relation.back = open[to];
                if !std::mem::replace(&mut entered[to], true) {
                    open[to] = true;
                    path.push((to, 0));
                }
            }
            ordered.push(relation);
        }
    }
    ordered
}

/// Requests, responses and errors, each with the index of its activity.
fn activity_entities(domain: &Domain) -> Vec<(usize, usize)> {
    let mut entities = Vec::new();
    for (index, activity) in domain.activities.iter().enumerate() {
        entities.push((index, activity.request.0));
        if let connector_model::domain::ActivityResult::Entity(EntityId(response)) = activity.result
        {
            entities.push((index, response));
        }
        entities.extend(activity.errors.iter().map(|(_, error)| (index, error.0)));
    }
    entities.retain(|(_, entity)| {
        *entity < domain.entities.len() && domain.in_guide(EntityId(*entity))
    });
    entities
}

/// Entities that are drawn in one block.
#[derive(Debug, Default)]
struct Group {
    activities: BTreeSet<usize>,
    entities: Vec<usize>,
}

fn groups(domain: &Domain, relations: &[Relation], drawn: &[bool]) -> Vec<Group> {
    let mut tops = activity_entities(domain);
    tops.retain(|(_, entity)| drawn[*entity]);
    let mut edges: Vec<(usize, usize)> = relations
        .iter()
        .filter_map(|relation| match relation.to {
            End::Entity(to) => drawn[to].then_some((relation.from, to)),
            End::Foreign(_) => None,
        })
        .collect();
    let mut first_of: BTreeMap<usize, usize> = BTreeMap::new();
    for &(activity, entity) in &tops {
        edges.push((*first_of.entry(activity).or_insert(entity), entity));
    }
    let component = components(domain.entities.len(), &edges, &|_, _| true);
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for &root in &component {
        *sizes.entry(root).or_default() += 1;
    }
    let users = users(domain, relations, &tops);
    // Entities of a large component stay with those that the same activity alone uses, or with other shared ones.
    let fine = components(domain.entities.len(), &edges, &|a, b| {
        sizes[&component[a]] <= LARGEST_JOINT_BLOCK
            || users[a] == users[b]
            || (users[a].len() > 1 && users[b].len() > 1)
    });
    let mut by_root: BTreeMap<usize, Group> = BTreeMap::new();
    for entity in (0..domain.entities.len()).filter(|&entity| drawn[entity]) {
        let group = by_root.entry(fine[entity]).or_default();
        group.entities.push(entity);
    }
    for &(activity, entity) in &tops {
        if let Some(group) = by_root.get_mut(&fine[entity]) {
            group.activities.insert(activity);
        }
    }
    let mut groups: Vec<Group> = by_root.into_values().collect();
    groups.sort_by_key(|group| {
        let first = group.activities.first().copied().unwrap_or(usize::MAX);
        (first, group.entities[0])
    });
    groups
}

/// Largest number of entities in a picture: nobody reads a larger one.
pub(super) const DRAWN: usize = 160;

/// Which entities are drawn: all of the guide's model that an activity reaches, and of the errors of samples; where
/// they are too many, those of the first activities.
pub(super) fn is_drawn(domain: &Domain) -> Vec<bool> {
    drawn(domain, &relations(domain))
}

fn drawn(domain: &Domain, relations: &[Relation]) -> Vec<bool> {
    let in_guide = (0..domain.entities.len()).map(|at| domain.in_guide(EntityId(at)));
    let in_guide: Vec<bool> = in_guide.collect();
    let is_of_model = domain.evidence == Evidence::Model;
    let is_small = in_guide.iter().filter(|is_in| **is_in).count() <= DRAWN;
    if is_small && !is_of_model {
        return in_guide;
    }
    let outgoing = outgoing(domain, relations);
    let mut drawn = vec![false; domain.entities.len()];
    let mut left = DRAWN;
    for (_, top) in activity_entities(domain) {
        let mut waiting = VecDeque::from([top]);
        while let Some(entity) = waiting.pop_front() {
            if drawn[entity] || !in_guide[entity] {
                continue;
            }
            if left == 0 {
                return drawn;
            }
            drawn[entity] = true;
            left -= 1;
            waiting.extend(&outgoing[entity]);
        }
    }
    drawn
}

/// What each entity leads to: what it holds, its generalization, and the specializations of a union.
fn outgoing(domain: &Domain, relations: &[Relation]) -> Vec<Vec<usize>> {
    let mut outgoing: Vec<Vec<usize>> = vec![Vec::new(); domain.entities.len()];
    for relation in relations {
        let End::Entity(to) = relation.to else {
            continue;
        };
        outgoing[relation.from].push(to);
        let is_union = domain.entities[to].role == Role::Union;
        if relation.association.is_none() && is_union {
            outgoing[to].push(relation.from);
        }
    }
    outgoing
}

/// For each entity the activities that reach it.
fn users(domain: &Domain, relations: &[Relation], tops: &[(usize, usize)]) -> Vec<BTreeSet<usize>> {
    let outgoing = outgoing(domain, relations);
    let mut users = vec![BTreeSet::new(); domain.entities.len()];
    let mut open: Vec<(usize, usize)> = tops.to_vec();
    while let Some((activity, entity)) = open.pop() {
        if users[entity].insert(activity) {
            open.extend(outgoing[entity].iter().map(|&to| (activity, to)));
        }
    }
    users
}

/// For each node the smallest node that edges of the given kind connect it to.
fn components(
    count: usize,
    edges: &[(usize, usize)],
    joins: &dyn Fn(usize, usize) -> bool,
) -> Vec<usize> {
    let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); count];
    for &(a, b) in edges {
        if joins(a, b) {
            neighbours[a].push(b);
            neighbours[b].push(a);
        }
    }
    let mut component = vec![usize::MAX; count];
    for root in 0..count {
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            if component[node] == usize::MAX {
                component[node] = root;
                open.extend(&neighbours[node]);
            }
        }
    }
    component
}

/// A block in the making.
struct Builder {
    block: Block,
    card_of: BTreeMap<usize, usize>,
}

impl Builder {
    fn new(domain: &Domain, group: &Group) -> Self {
        let mut builder = Self {
            block: Block::default(),
            card_of: BTreeMap::new(),
        };
        let actions = group.activities.iter();
        builder.block.actions = actions
            .map(|&activity| domain.activities[activity].action.clone())
            .collect();
        for &entity in &group.entities {
            builder.card_of.insert(entity, builder.block.cards.len());
            builder.block.cards.push(card(domain, entity));
        }
        builder
    }

    /// Adds a relation, to an entity of the block or, without one, to a reference.
    fn link(&mut self, domain: &Domain, relation: &Relation, target: Option<usize>) {
        let from = self.card_of[&relation.from];
        let to = target.map(|entity| self.card_of[&entity]);
        let Some(association) = relation.association else {
            match to {
                Some(to) => self.block.links.push(Link {
                    from,
                    to,
                    kind: LinkKind::Generalization,
                }),
                None => self.block.cards[from].label = Some(end_name(domain, &relation.to)),
            }
            return;
        };
        let to = to.unwrap_or_else(|| self.reference(end_name(domain, &relation.to)));
        self.block.links.push(Link {
            from,
            to,
            kind: LinkKind::Association {
                name: association.name.clone(),
                multiplicity: association.multiplicity,
                arrow: arrow(association),
            },
        });
    }

    fn reference(&mut self, name: String) -> usize {
        self.block.cards.push(Card {
            role: None,
            name,
            label: None,
            rows: Vec::new(),
            more: 0,
        });
        self.block.cards.len() - 1
    }
}

fn end_name(domain: &Domain, end: &End) -> String {
    match end {
        End::Entity(entity) => domain.entities[*entity].name.clone(),
        End::Foreign(name) => name.clone(),
    }
}

fn arrow(association: &Association) -> Arrow {
    if association.multiplicity == Multiplicity::OneToOne {
        return Arrow::None;
    }
    if association.owner == AssociationEnd::Entity(association.container) {
        Arrow::To
    } else {
        Arrow::From
    }
}

fn card(domain: &Domain, entity: usize) -> Card {
    let entity = &domain.entities[entity];
    let label = match &entity.generalization {
        Some(Generalization::Foreign(name)) => Some(name.clone()),
        _ => None,
    };
    // One attribute in place of "1 more" takes the same room.
    let shown = if entity.attributes.len() == ROWS + 1 {
        ROWS + 1
    } else {
        ROWS
    };
    let rows = entity.attributes.iter().take(shown).map(|attribute| Row {
        name: attribute.name.clone(),
        kind: type_name(domain, &attribute.kind),
        required: attribute.required,
    });
    Card {
        role: Some(entity.role),
        name: entity.name.clone(),
        label,
        rows: rows.collect(),
        more: entity.attributes.len().saturating_sub(shown),
    }
}

/// Short name of an attribute's type.
pub(super) fn type_name(domain: &Domain, kind: &AttributeType) -> String {
    match kind {
        AttributeType::Boolean => "Boolean".to_owned(),
        AttributeType::DateTime => "DateTime".to_owned(),
        AttributeType::Decimal => "Decimal".to_owned(),
        AttributeType::Enumeration(id) => match domain.enumerations.get(id.0) {
            Some(enumeration) => enumeration.name.clone(),
            None => "Enumeration".to_owned(),
        },
        AttributeType::OptionalBoolean => "ENUM_Boolean".to_owned(),
        AttributeType::Integer => "Integer".to_owned(),
        AttributeType::Long => "Long".to_owned(),
        _ => "String".to_owned(),
    }
}
