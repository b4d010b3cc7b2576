//! Joining: two bodies' worth of observations, or two places that turn out to be one.

use super::maps::MAX_MEMBERS;
use super::observed::{Field, Observed, Seen, Slot, Step};

impl Observed {
    /// Adds what another collection of samples shows. The samples of this one count as the earlier.
    pub fn join(&mut self, other: &Self) {
        if other.is_empty() {
            return;
        }
        if self.is_empty() {
            *self = other.clone();
            return;
        }
        let slots = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        let samples = u32::try_from(self.samples.len()).unwrap_or(u32::MAX);
        self.samples.extend(other.samples.iter().cloned());
        self.slots
            .extend(other.slots.iter().map(|slot| moved(slot, slots, samples)));
        self.overflow |= other.overflow;
        self.merge(0, slots);
    }

    /// Adds what was observed at one place to another one, with everything below. The slots of the
    /// former stay, so that paths through them can still be told.
    pub(super) fn merge(&mut self, into: u32, from: u32) {
        self.merge_all(vec![(into, from)]);
    }

    /// Takes the members of a place together, as the values of a map.
    pub(super) fn take_together(&mut self, slot: u32) -> u32 {
        let mut pairs = Vec::new();
        let values = self.values_of(slot, &mut pairs);
        self.merge_all(pairs);
        values
    }

    /// Merges pairs, the last one first. What a pair adds to the list is done before the next one of
    /// it, so a slot is never merged away while something is still to be added to it.
    fn merge_all(&mut self, mut pairs: Vec<(u32, u32)>) {
        while let Some((into, from)) = pairs.pop() {
            let taken = std::mem::take(&mut self.slots[from as usize]);
            self.add_counts(into, &taken);
            match (self.slot(into).items, taken.items) {
                (Some(into), Some(from)) => pairs.push((into, from)),
                (one, other) => self.slots[into as usize].items = one.or(other),
            }
            if taken.values.is_some() || self.is_too_wide(into, &taken) {
                let mut first = Vec::new();
                let values = self.values_of(into, &mut first);
                let members = taken.members.iter().map(|field| field.slot);
                match taken.values {
                    Some(from) => pairs.push((values, from)),
                    None => pairs.extend(members.rev().map(|from| (values, from))),
                }
                pairs.append(&mut first);
            } else {
                self.add_members(into, &taken, &mut pairs);
            }
            self.slots[from as usize] = taken;
        }
    }

    fn add_counts(&mut self, into: u32, taken: &Slot) {
        let slot = &mut self.slots[into as usize];
        for (seen, count) in taken.counts.iter().enumerate() {
            slot.counts[seen] += count;
            if slot.first[seen].is_none() {
                slot.first[seen].clone_from(&taken.first[seen]);
            }
        }
    }

    fn add_members(&mut self, into: u32, taken: &Slot, pairs: &mut Vec<(u32, u32)>) {
        let slot = &mut self.slots[into as usize];
        for field in &taken.members {
            if let Some(member) = slot.member(&field.key, usize::MAX) {
                slot.members[member].present += field.present;
                pairs.push((slot.members[member].slot, field.slot));
                continue;
            }
            slot.push(Field {
                last: 0,
                ..field.clone()
            });
        }
        let objects = slot.count(Seen::Object);
        slot.always = (0..)
            .zip(&slot.members)
            .filter(|(_, field)| field.present == objects)
            .map(|(member, _)| member)
            .collect();
    }

    /// Whether two places have more members together than an entity can have.
    fn is_too_wide(&self, into: u32, taken: &Slot) -> bool {
        let slot = self.slot(into);
        if slot.values.is_some() {
            return true;
        }
        if slot.members.len() + taken.members.len() <= MAX_MEMBERS {
            return false;
        }
        let is_new = |field: &&Field| slot.member(&field.key, usize::MAX).is_none();
        let new = taken.members.iter().filter(is_new).count();
        slot.members.len() + new > MAX_MEMBERS
    }

    /// Slot of all members of a place together; what is still to be merged into it goes to the list.
    fn values_of(&mut self, slot: u32, pairs: &mut Vec<(u32, u32)>) -> u32 {
        if let Some(values) = self.slot(slot).values {
            return values;
        }
        let values = self.new_slot();
        let place = &mut self.slots[slot as usize];
        place.values = Some(values);
        place.always = Vec::new();
        let members = place.members.iter().map(|field| (values, field.slot));
        pairs.extend(members.rev().filter(|(values, from)| values != from));
        values
    }
}

/// A slot of another vector, with the numbers that it has behind this one.
fn moved(slot: &Slot, slots: u32, samples: u32) -> Slot {
    let mut moved = slot.clone();
    moved.items = moved.items.map(|items| items + slots);
    moved.values = moved.values.map(|values| values + slots);
    for field in &mut moved.members {
        field.slot += slots;
        field.last = 0;
    }
    for spot in moved.first.iter_mut().flatten() {
        spot.sample += samples;
        for step in &mut spot.path {
            if let Step::Member { slot, .. } = step {
                *slot += slots;
            }
        }
    }
    moved
}
