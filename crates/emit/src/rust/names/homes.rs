//! The modules of entities and enumerations: that of the first activity that uses one, and the same ever after.
//!
//! An earlier activity that begins to use an entity would move it into another file otherwise, away from what the user
//! wrote around it.

use std::collections::BTreeMap;

use connector_model::domain::{ActivityResult, Domain, EntityId, EnumerationId};

use super::given::Given;
use super::{entity_of, enumeration_of};

/// Indices of activities, by entity and by enumeration; what none reaches belongs to the first one.
pub(super) fn homes(
    domain: &Domain,
    known: &BTreeMap<String, String>,
    given: &mut Given,
) -> (Vec<usize>, Vec<usize>) {
    let mut first = Reach::none(domain);
    for index in 0..domain.activities.len() {
        first.add(domain, index);
    }
    let actions: BTreeMap<&str, usize> = domain
        .activities
        .iter()
        .enumerate()
        .map(|(index, activity)| (activity.action.as_str(), index))
        .collect();
    let mut reach = BTreeMap::new();
    let mut settle = |key: String, first: Option<usize>, of: &dyn Fn(&Reach) -> Option<usize>| {
        let first = first.unwrap_or_default();
        let kept = known.get(&key).and_then(|action| {
            let index = *actions.get(action.as_str())?;
            if index == first {
                return None;
            }
            let reach = reach.entry(index).or_insert_with(|| {
                let mut reach = Reach::none(domain);
                reach.add(domain, index);
                reach
            });
            of(reach)
        });
        let home = kept.unwrap_or(first);
        if let Some(activity) = domain.activities.get(home) {
            given.keep(key, &activity.action, &domain.activities[first].action);
        }
        home
    };
    let entities = domain.entities.iter().enumerate().map(|(at, entity)| {
        let key = format!("home of entity {}", entity.name);
        settle(key, first.entities[at], &|reach| reach.entities[at])
    });
    let entities = entities.collect();
    let enumerations = domain.enumerations.iter().enumerate();
    let enumerations = enumerations.map(|(at, enumeration)| {
        let key = format!("home of enumeration {}", enumeration.stem);
        settle(key, first.enumerations[at], &|reach| reach.enumerations[at])
    });
    (entities, enumerations.collect())
}

/// The first activity of some that reaches each entity and each enumeration.
struct Reach {
    entities: Vec<Option<usize>>,
    enumerations: Vec<Option<usize>>,
}

impl Reach {
    fn none(domain: &Domain) -> Self {
        Self {
            entities: vec![None; domain.entities.len()],
            enumerations: vec![None; domain.enumerations.len()],
        }
    }

    fn add(&mut self, domain: &Domain, index: usize) {
        let activity = &domain.activities[index];
        let mut open = vec![activity.request];
        if let ActivityResult::Entity(entity) = activity.result {
            open.push(entity);
        }
        open.extend(activity.errors.iter().map(|(_, entity)| *entity));
        let modelled = domain.errors.iter();
        let modelled = modelled.filter(|error| error.activities.contains(&index));
        open.extend(modelled.map(|error| error.entity));
        while let Some(EntityId(entity)) = open.pop() {
            if self.entities[entity].is_some() {
                continue;
            }
            self.entities[entity] = Some(index);
            for member in &domain.entities[entity].members {
                open.extend(entity_of(&member.value));
                if let Some(EnumerationId(enumeration)) = enumeration_of(&member.value) {
                    self.enumerations[enumeration].get_or_insert(index);
                }
            }
        }
    }
}
