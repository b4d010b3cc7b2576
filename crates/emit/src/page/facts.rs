//! What the domain model says about itself: who holds what, and which activity reaches which entity.

use std::collections::{BTreeSet, VecDeque};

use connector_model::domain::{
    Activity, ActivityResult, Association, AssociationEnd, Domain, Entity, EntityId,
    Generalization, Multiplicity, Role,
};
use connector_model::service::Evidence;

/// The domain model with what follows from it.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    pub(super) domain: &'a Domain,
    /// Indices of the associations by the entity whose member they are.
    held: Vec<Vec<usize>>,
    /// Indices of the associations by the entity that the member holds.
    holders: Vec<Vec<usize>>,
    /// Specializations by generalization.
    specializations: Vec<Vec<EntityId>>,
    /// Indices of the activities that reach each entity.
    users: Vec<BTreeSet<usize>>,
    /// Index of the activity that each entity is the request, the response or an error of, with the error's status.
    owners: Vec<Option<(usize, Option<u16>)>>,
}

/// One hold of an entity: by which member of which entity, and how many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hold<'a> {
    pub(super) container: EntityId,
    pub(super) target: EntityId,
    pub(super) association: &'a Association,
    pub(super) is_list: bool,
}

impl<'a> Facts<'a> {
    pub(super) fn new(domain: &'a Domain) -> Self {
        let none = || vec![Vec::new(); domain.entities.len()];
        let mut facts = Self {
            domain,
            held: none(),
            holders: none(),
            specializations: vec![Vec::new(); domain.entities.len()],
            users: vec![BTreeSet::new(); domain.entities.len()],
            owners: vec![None; domain.entities.len()],
        };
        for (index, association) in domain.associations.iter().enumerate() {
            let Some(hold) = hold(association) else {
                continue;
            };
            push(&mut facts.held, hold.container, index);
            push(&mut facts.holders, hold.target, index);
        }
        for (index, entity) in domain.entities.iter().enumerate() {
            if let Some(Generalization::Entity(general)) = entity.generalization {
                push(&mut facts.specializations, general, EntityId(index));
            }
        }
        for (index, activity) in domain.activities.iter().enumerate() {
            for (root, status) in roots(activity) {
                facts.note_user(root, index);
                if let Some(owner) = facts.owners.get_mut(root.0) {
                    owner.get_or_insert((index, status));
                }
            }
        }
        facts
    }

    fn note_user(&mut self, root: EntityId, activity: usize) {
        for entity in self.reached(root) {
            let mut line = vec![entity];
            line.extend(self.ancestors(entity));
            for entity in line {
                if let Some(users) = self.users.get_mut(entity.0) {
                    users.insert(activity);
                }
            }
        }
    }

    pub(super) fn entity(&self, id: EntityId) -> &'a Entity {
        &self.domain.entities[id.0]
    }

    /// Holds of an entity's members, in their order, those of its generalizations included.
    pub(super) fn held(&self, id: EntityId) -> Vec<Hold<'a>> {
        let mut line = vec![id];
        line.extend(self.ancestors(id));
        let indices = line.iter().filter_map(|id| self.held.get(id.0)).flatten();
        self.holds(indices)
    }

    /// Holds of an entity's own members.
    pub(super) fn held_itself(&self, id: EntityId) -> Vec<Hold<'a>> {
        self.holds(self.held.get(id.0).into_iter().flatten())
    }

    /// Where an entity is held.
    pub(super) fn holders(&self, id: EntityId) -> Vec<Hold<'a>> {
        self.holds(self.holders.get(id.0).into_iter().flatten())
    }

    fn holds<'b>(&self, indices: impl Iterator<Item = &'b usize>) -> Vec<Hold<'a>> {
        indices
            .filter_map(|index| hold(&self.domain.associations[*index]))
            .collect()
    }

    /// Entities that specialize an entity.
    pub(super) fn specializations(&self, id: EntityId) -> &[EntityId] {
        self.specializations.get(id.0).map_or(&[], Vec::as_slice)
    }

    /// The generalizations of an entity in this module, nearest first.
    pub(super) fn ancestors(&self, id: EntityId) -> Vec<EntityId> {
        let mut found = Vec::new();
        let mut at = id;
        while let Some(Generalization::Entity(general)) = self
            .domain
            .entities
            .get(at.0)
            .and_then(|entity| entity.generalization.as_ref())
        {
            if found.contains(general) || *general == id {
                break;
            }
            found.push(*general);
            at = *general;
        }
        found
    }

    /// An entity and what it holds, nearest first: entities of the guide's model only.
    pub(super) fn reached(&self, root: EntityId) -> Vec<EntityId> {
        let mut seen = BTreeSet::from([root]);
        let mut waiting = VecDeque::from([root]);
        let mut found = Vec::new();
        while let Some(id) = waiting.pop_front() {
            if id.0 >= self.domain.entities.len() {
                continue;
            }
            if self.domain.in_guide(id) {
                found.push(id);
            }
            for hold in self.held(id) {
                if seen.insert(hold.target) {
                    waiting.push_back(hold.target);
                }
            }
            // Objects of a union are objects of its specializations.
            if self.entity(id).role == Role::Union {
                for special in self.specializations(id) {
                    if seen.insert(*special) {
                        waiting.push_back(*special);
                    }
                }
            }
        }
        found
    }

    /// Whether several activities use an entity.
    pub(super) fn is_shared(&self, id: EntityId) -> bool {
        self.users.get(id.0).is_some_and(|users| users.len() > 1)
    }

    /// Entities of the table of the domain model: generalizations, what several activities share, and what
    /// no table of an activity would have.
    pub(super) fn general(&self) -> Vec<EntityId> {
        let all = (0..self.domain.entities.len()).map(EntityId);
        all.filter(|id| self.is_general(*id)).collect()
    }

    /// Whether the table of the domain model has an entity.
    pub(super) fn is_general(&self, id: EntityId) -> bool {
        // What only the errors of a model have is in no table.
        let is_unused = self.domain.evidence == Evidence::Samples
            && self.users.get(id.0).is_none_or(BTreeSet::is_empty);
        let is_meant = !self.specializations(id).is_empty() || self.is_shared(id) || is_unused;
        is_meant && self.domain.in_guide(id)
    }

    /// The activity that an entity is the request, the response or an error of, with the status of the error.
    pub(super) fn owner(&self, id: EntityId) -> Option<(&'a Activity, Option<u16>)> {
        let (at, status) = self.owners.get(id.0).copied().flatten()?;
        Some((&self.domain.activities[at], status))
    }

    /// The list that an activity returns: the first of its response whose items say something.
    pub(super) fn returned_list(&self, activity: &Activity) -> Option<Hold<'a>> {
        let ActivityResult::Entity(response) = activity.result else {
            return None;
        };
        let mut holds = self.held(response).into_iter();
        holds.find(|hold| hold.is_list && self.attributes(hold.target).next().is_some())
    }

    /// Attributes of an entity with those that it inherits in this module.
    pub(super) fn attributes(
        &self,
        id: EntityId,
    ) -> impl Iterator<Item = &'a connector_model::domain::Attribute> {
        let mut line = self.ancestors(id);
        line.reverse();
        line.push(id);
        let domain = self.domain;
        line.into_iter()
            .filter_map(move |id| domain.entities.get(id.0))
            .flat_map(|entity| &entity.attributes)
    }
}

fn push<T>(lists: &mut [Vec<T>], id: EntityId, value: T) {
    if let Some(list) = lists.get_mut(id.0) {
        list.push(value);
    }
}

/// Entities that an activity begins with; errors with their status.
fn roots(activity: &Activity) -> Vec<(EntityId, Option<u16>)> {
    let mut roots = vec![(activity.request, None)];
    if let ActivityResult::Entity(response) = activity.result {
        roots.push((response, None));
    }
    let errors = activity.errors.iter();
    roots.extend(errors.map(|(status, error)| (*error, Some(*status))));
    roots
}

/// An association seen from the member that it stands for; `None` where the other end is in another module.
fn hold(association: &Association) -> Option<Hold<'_>> {
    let ends = [&association.owner, &association.other];
    let container = AssociationEnd::Entity(association.container);
    let target = ends
        .into_iter()
        .find(|end| **end != container)
        .unwrap_or(&container);
    let AssociationEnd::Entity(target) = target else {
        return None;
    };
    Some(Hold {
        container: association.container,
        target: *target,
        association,
        is_list: association.multiplicity != Multiplicity::OneToOne,
    })
}

/// Whether an entity is made for the request of an activity.
pub(super) fn is_request(entity: &Entity) -> bool {
    entity.role == Role::Request
}
