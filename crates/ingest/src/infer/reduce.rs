//! Long bodies: items of arrays that show nothing new are left out of examples.

use std::collections::BTreeSet;

use super::feed::{self, Watch};
use super::maps::why_map;
use super::observed::Observed;
use crate::json::{self, Edits, Kind, NodeId, Tree};

/// Bytes of a written body up to which it is kept whole.
const WHOLE: usize = 64 << 10;

/// Items that stay at the beginning of every array: one shows a value, two show a list.
const STAYING: usize = 2;

/// Keys from which on an object that looks like a map is cut like an array. Smaller ones may be
/// entities in the user's eyes, and those need all their members.
const WIDE: usize = 100;

/// Leaves out what shows nothing new if the body as written is above 64 KiB: items, and values of
/// wide maps, that bring no member, no kind of value, no null and no absence that the ones before did
/// not have. The answer is the number of items that are left out, those inside of others not counted.
pub fn reduce(tree: &Tree<'_>, node: NodeId, edits: &mut Edits) -> u64 {
    if json::write_up_to(tree, node, edits, WHOLE).len() <= WHOLE {
        return 0;
    }
    let maps = maps(tree, node, edits);
    let mut kept = Kept {
        tree,
        first: node,
        flags: vec![false; tree.after(node).distance(node)],
        maps: &maps,
    };
    feed::feed(&mut Observed::new(), tree, node, edits, &mut kept);
    let mut left_out = 0;
    let mut at = node;
    let mut open: Vec<Container> = Vec::new();
    while at < tree.after(node) {
        while open.last().is_some_and(|container| container.after <= at) {
            open.pop();
        }
        let after = tree.after(at);
        if edits.left_out.contains(&at) {
            at = after;
            continue;
        }
        let position = open.last_mut().and_then(Container::next);
        if position.is_some_and(|position| position >= STAYING) && !kept.contains(at) {
            edits.left_out.insert(at);
            left_out += 1;
            at = after;
            continue;
        }
        if matches!(tree.kind(at), Kind::Array | Kind::Object) {
            let is_cut = tree.kind(at) == Kind::Array || maps.contains(&at);
            open.push(Container {
                after,
                items: is_cut.then_some(0),
            });
        }
        at = at.next();
    }
    left_out
}

/// An array or object that is being read.
struct Container {
    after: NodeId,
    /// Items so far, if they can be left out.
    items: Option<usize>,
}

impl Container {
    /// Position of the next item, if items can be left out.
    fn next(&mut self) -> Option<usize> {
        let items = self.items.as_mut()?;
        *items += 1;
        Some(*items - 1)
    }
}

/// The objects that look like maps with many keys.
fn maps(tree: &Tree<'_>, node: NodeId, edits: &Edits) -> BTreeSet<NodeId> {
    let (mut observed, mut objects) = (Observed::new(), Objects(Vec::new()));
    feed::feed(&mut observed, tree, node, edits, &mut objects);
    let wide: Vec<bool> = observed
        .slots
        .iter()
        .map(|slot| slot.members.len() > WIDE && why_map(&observed, slot).is_some())
        .collect();
    let maps = objects.0.iter().filter(|(_, slot)| wide[*slot as usize]);
    maps.map(|(node, _)| *node).collect()
}

/// The objects of a body with their slots.
struct Objects(Vec<(NodeId, u32)>);

impl Watch for Objects {
    fn news(&mut self, _node: NodeId) {}

    fn object(&mut self, node: NodeId, slot: u32) {
        self.0.push((node, slot));
    }
}

/// The values that show something new, and all that they are in.
struct Kept<'t> {
    tree: &'t Tree<'t>,
    first: NodeId,
    flags: Vec<bool>,
    maps: &'t BTreeSet<NodeId>,
}

impl Kept<'_> {
    fn contains(&self, node: NodeId) -> bool {
        self.flags[node.distance(self.first)]
    }
}

impl Watch for Kept<'_> {
    fn news(&mut self, node: NodeId) {
        let mut at = Some(node);
        while let Some(value) = at.filter(|&value| value >= self.first && !self.contains(value)) {
            self.flags[value.distance(self.first)] = true;
            at = self.tree.parent(value);
        }
    }

    fn is_map(&self, node: NodeId) -> bool {
        !self.maps.is_empty() && self.maps.contains(&node)
    }
}
