//! Adding a body to what was observed: one loop over its values.

use super::formats;
use super::maps::MAX_MEMBERS;
use super::observed::{Field, Observed, Sample, Seen, Slot, Spot, Step};
use crate::json::{Edits, Kind, NodeId, Tree};

/// Who wants to know what a body shows.
pub(super) trait Watch {
    /// A value shows something new: a place, a kind, an absence.
    fn news(&mut self, node: NodeId);

    /// An object was reached, at this slot.
    fn object(&mut self, _node: NodeId, _slot: u32) {}

    /// Whether the members of an object are to be taken together.
    fn is_map(&self, _node: NodeId) -> bool {
        false
    }
}

/// Whether there was something new.
pub(super) struct News(pub(super) bool);

impl Watch for News {
    fn news(&mut self, _node: NodeId) {
        self.0 = true;
    }
}

/// Adds a body.
pub(super) fn feed(
    observed: &mut Observed,
    tree: &Tree<'_>,
    node: NodeId,
    edits: &Edits,
    watch: &mut impl Watch,
) {
    if observed.is_empty() {
        observed.slots.push(Slot::default());
    }
    let sample = u32::try_from(observed.samples.len()).unwrap_or(u32::MAX);
    observed.samples.push(Sample {
        place: tree.place(node),
        embedded: tree.inner_pointer(node).is_some(),
    });
    let mut frames: Vec<Frame> = Vec::new();
    let (mut at, end) = (node, tree.after(node));
    while at < end {
        while let Some(frame) = frames.last()
            && frame.after <= at
        {
            close(observed, frame, watch);
            frames.pop();
        }
        let after = tree.after(at);
        if !edits.left_out.is_empty() && edits.left_out.contains(&at) {
            at = after;
            continue;
        }
        let slot = match frames.last_mut() {
            Some(frame) => enter(observed, frame, tree, at),
            None => 0,
        };
        let (seen, replaced) = seen(tree, at, edits);
        let place = &mut observed.slots[slot as usize];
        place.counts[seen as usize] += 1;
        if place.first[seen as usize].is_none() {
            let span = tree.source_span(at);
            place.first[seen as usize] = Some(Box::new(Spot {
                sample,
                span: (span.start, span.end),
                path: path(tree, &frames),
            }));
            watch.news(at);
        }
        if replaced || !matches!(seen, Seen::Array | Seen::Object) {
            at = after;
            continue;
        }
        observed.objects += 1;
        if seen == Seen::Object {
            watch.object(at, slot);
            if watch.is_map(at) {
                observed.take_together(slot);
            }
        }
        frames.push(Frame {
            node: at,
            after,
            slot,
            object: (seen == Seen::Object).then_some(observed.objects),
            next: 0,
            always: 0,
            reading: Reading::Item(0),
        });
        at = at.next();
    }
    for frame in frames.iter().rev() {
        close(observed, frame, watch);
    }
}

/// An array or object that is being read.
struct Frame {
    node: NodeId,
    after: NodeId,
    slot: u32,
    /// Number of the object; `None` for arrays.
    object: Option<u64>,
    /// Position of the next item, or the member that is expected next.
    next: usize,
    /// Members of this object that no object lacked before.
    always: usize,
    reading: Reading,
}

/// The item or member that is being read.
#[derive(Clone, Copy)]
enum Reading {
    Item(u32),
    Member { slot: u32, member: u32 },
    Value(NodeId),
}

/// The steps to the value that is being read; none for values so deep that paths would take more
/// memory than what they lead to.
fn path(tree: &Tree<'_>, frames: &[Frame]) -> Box<[Step]> {
    const DEEPEST: usize = 24;
    if frames.len() > DEEPEST {
        return Box::default();
    }
    let step = |frame: &Frame| match frame.reading {
        Reading::Item(position) => Step::Item(position),
        Reading::Member { slot, member } => Step::Member { slot, member },
        Reading::Value(node) => Step::Key(tree.key(node).unwrap_or_default().into()),
    };
    frames.iter().map(step).collect()
}

/// The slot of the next item or member of a container.
#[inline]
fn enter(observed: &mut Observed, frame: &mut Frame, tree: &Tree<'_>, node: NodeId) -> u32 {
    let Some(object) = frame.object else {
        frame.reading = Reading::Item(u32::try_from(frame.next).unwrap_or(u32::MAX));
        frame.next += 1;
        if let Some(items) = observed.slot(frame.slot).items {
            return items;
        }
        let items = observed.new_slot();
        observed.slots[frame.slot as usize].items = Some(items);
        return items;
    };
    if let Some(values) = observed.slot(frame.slot).values {
        frame.reading = Reading::Value(node);
        return values;
    }
    if let Some(key) = tree.plain_key(node) {
        return enter_member(observed, frame, object, key);
    }
    let key = tree.key(node).unwrap_or_default();
    enter_member(observed, frame, object, &key)
}

fn enter_member(observed: &mut Observed, frame: &mut Frame, object: u64, key: &str) -> u32 {
    let found = observed.slot(frame.slot).member(key, frame.next);
    let member = found.unwrap_or_else(|| new_member(observed, frame.slot, key));
    if member >= MAX_MEMBERS {
        frame.always = 0;
        return observed.take_together(frame.slot);
    }
    let slot = &mut observed.slots[frame.slot as usize];
    let objects = slot.counts[Seen::Object as usize];
    let field = &mut slot.members[member];
    frame.next = member + 1;
    frame.reading = Reading::Member {
        slot: frame.slot,
        member: u32::try_from(member).unwrap_or(u32::MAX),
    };
    if field.last != object {
        frame.always += usize::from(field.present + 1 == objects);
        field.last = object;
        field.present += 1;
    }
    field.slot
}

#[cold]
fn new_member(observed: &mut Observed, slot: u32, key: &str) -> usize {
    let child = observed.new_slot();
    let slot = &mut observed.slots[slot as usize];
    let member = slot.push(Field {
        key: key.into(),
        slot: child,
        present: 0,
        last: 0,
    });
    if slot.counts[Seen::Object as usize] == 1 {
        slot.always
            .push(u32::try_from(member).expect("there are fewer members than slots"));
    }
    member
}

/// At the end of an object: notes which members it is the first to lack. The list of members that
/// are always there is never longer than the object before, so this stays linear.
fn close(observed: &mut Observed, frame: &Frame, watch: &mut impl Watch) {
    let Some(object) = frame.object else { return };
    let slot = &mut observed.slots[frame.slot as usize];
    if frame.always == slot.always.len() {
        return;
    }
    let members = &slot.members;
    slot.always
        .retain(|&member| members[member as usize].last == object);
    watch.news(frame.node);
}

/// What a value is seen to be, and whether an edit stands in its place.
#[inline]
fn seen(tree: &Tree<'_>, node: NodeId, edits: &Edits) -> (Seen, bool) {
    if !edits.replaced.is_empty()
        && let Some(text) = edits.replaced.get(&node)
        && text.starts_with('"')
    {
        return (Seen::Text, true);
    }
    let seen = match tree.kind(node) {
        Kind::Null => Seen::Null,
        Kind::Boolean => Seen::Boolean,
        Kind::Number => formats::number(tree.raw(node)),
        Kind::String => formats::text(tree.plain_text(node)),
        Kind::Array => Seen::Array,
        Kind::Object => Seen::Object,
    };
    (seen, false)
}
