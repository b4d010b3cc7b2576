//! What samples show, place by place: counts, not shapes.
//!
//! An [`Observed`] is a tree of slots in one vector. A slot is one place of the message: the value of
//! a member, the items of an array taken together. Joining two of them adds their counts, so the
//! order in which samples come does not matter.

use std::collections::BTreeMap;

use connector_model::diagnostic::Place;

use super::feed;
use crate::json::{Edits, NodeId, Tree};

/// What the samples of one body show.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    pub(super) slots: Vec<Slot>,
    pub(super) samples: Vec<Sample>,
    /// Objects seen so far: tells which of them had a member last.
    pub(super) objects: u64,
    /// Whether there were more places than are kept apart.
    pub(super) overflow: bool,
}

/// Places of one body that are kept apart. More than that is data taken for names.
pub(super) const MAX_SLOTS: usize = 500_000;

/// One place of the message.
#[derive(Debug, Clone, Default)]
pub(super) struct Slot {
    /// How many values of each kind, by [`Seen`].
    pub(super) counts: [u64; SEEN],
    /// Where the first of each kind stands.
    pub(super) first: [Option<Box<Spot>>; SEEN],
    /// Slot of the items, if an array had any.
    pub(super) items: Option<u32>,
    /// Members by first sight.
    pub(super) members: Vec<Field>,
    /// Members by key, once there are too many to look through.
    pub(super) index: BTreeMap<Box<str>, u32>,
    /// Members that no object lacked so far.
    pub(super) always: Vec<u32>,
    /// Slot of all members together, once there are more keys than an entity can have.
    pub(super) values: Option<u32>,
}

/// A member of the objects at a place.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) key: Box<str>,
    pub(super) slot: u32,
    /// Objects that have it.
    pub(super) present: u64,
    /// The last object that had it, by [`Observed::objects`].
    pub(super) last: u64,
}

/// What a value can be seen to be. Numbers and texts are told apart as far as their types differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seen {
    Null,
    Boolean,
    /// An integer of 32 bits.
    Integer,
    /// An integer of 64 bits.
    Long,
    /// A longer integer.
    Huge,
    /// A number with a point or an exponent.
    Decimal,
    Text,
    /// A complete RFC 3339 date and time.
    DateTime,
    /// IMF-fixdate of RFC 9110.
    HttpDate,
    Array,
    Object,
}

const SEEN: usize = Seen::Object as usize + 1;

/// Where a value stands: in which sample, and which items of the arrays on the way.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) sample: u32,
    pub(super) span: (usize, usize),
    pub(super) path: Box<[Step]>,
}

/// A step of a path. Keys are mostly those of the slots on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Item(u32),
    Key(Box<str>),
    /// Index of the member in its slot.
    Member {
        slot: u32,
        member: u32,
    },
}

/// A body that was added.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    /// Where the body stands.
    pub(super) place: Place,
    /// Whether the body is a text inside of a string of a source.
    pub(super) embedded: bool,
}

impl Observed {
    /// Nothing seen yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a body. What the edits leave out is not seen, what they replace is seen as replaced.
    /// Tells whether the body shows anything that those before did not.
    pub fn add(&mut self, tree: &Tree<'_>, node: NodeId, edits: &Edits) -> bool {
        let mut news = feed::News(false);
        feed::feed(self, tree, node, edits, &mut news);
        news.0
    }

    /// Whether no body was added.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Number of bodies that were added.
    pub fn samples(&self) -> usize {
        self.samples.len()
    }

    pub(super) fn slot(&self, slot: u32) -> &Slot {
        &self.slots[slot as usize]
    }

    /// A new place, or that of everything beyond the limit.
    pub(super) fn new_slot(&mut self) -> u32 {
        if self.slots.len() >= MAX_SLOTS {
            self.overflow = true;
        } else {
            self.slots.push(Slot::default());
        }
        u32::try_from(self.slots.len() - 1).expect("the limit fits 32 bits")
    }
}

impl Slot {
    pub(super) fn count(&self, seen: Seen) -> u64 {
        self.counts[seen as usize]
    }

    /// All values, null included.
    pub(super) fn values(&self) -> u64 {
        self.counts.iter().sum()
    }

    pub(super) fn spot(&self, seen: Seen) -> Option<&Spot> {
        self.first[seen as usize].as_deref()
    }

    /// The member of this key; members mostly come in the order in which they came before.
    #[inline]
    pub(super) fn member(&self, key: &str, hint: usize) -> Option<usize> {
        if let Some(field) = self.members.get(hint)
            && *field.key == *key
        {
            return Some(hint);
        }
        if !self.index.is_empty() {
            return self.index.get(key).map(|&member| member as usize);
        }
        self.members.iter().position(|field| *field.key == *key)
    }

    /// Adds a member that is not there yet.
    pub(super) fn push(&mut self, field: Field) -> usize {
        const LOOKED_THROUGH: usize = 16;
        let member = self.members.len();
        self.members.push(field);
        if member == LOOKED_THROUGH {
            for (member, field) in (0..).zip(&self.members) {
                self.index.insert(field.key.clone(), member);
            }
        } else if member > LOOKED_THROUGH {
            let number = u32::try_from(member).expect("there are fewer members than slots");
            self.index.insert(self.members[member].key.clone(), number);
        }
        member
    }
}
