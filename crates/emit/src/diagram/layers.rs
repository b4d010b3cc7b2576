//! Columns of a block and the order in them.
//!
//! Every link goes to the right. One that skips columns is cut into steps through *passages*, empty
//! places that keep its way free; so a line never has to run through a card.

use std::cmp::Reverse;

use super::blocks::Block;

/// Sweeps over the columns that look for fewer crossings.
const SWEEPS: usize = 4;

/// Blocks with more steps than this keep the order of the walk: counting crossings is quadratic.
const MOST_STEPS: usize = 600;

/// A block cut into columns.
#[derive(Debug, Default)]
pub(super) struct Layers {
    /// Cards first, by index, then passages.
    pub(super) nodes: Vec<Node>,
    /// Parts of links between neighbouring columns.
    pub(super) steps: Vec<Step>,
    /// Nodes of each column, from top to bottom.
    pub(super) columns: Vec<Vec<usize>>,
}

/// A card or a passage.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) column: usize,
    /// Whether it is a passage.
    pub(super) passage: bool,
}

/// A part of a link, from a column to the next.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) link: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Cuts a block into columns; a card goes further right when its column would be higher than `tallest`.
pub(super) fn layers(block: &Block, heights: &[i32], tallest: i32) -> Layers {
    let column_of = columns(block, heights, tallest);
    let mut layers = Layers::default();
    layers.nodes.extend(column_of.iter().map(|&column| Node {
        column,
        passage: false,
    }));
    let last = column_of.iter().copied().max().unwrap_or(0);
    layers.columns = vec![Vec::new(); last + 1];
    fill_in_walk_order(block, &mut layers);
    reduce_crossings(&mut layers);
    layers
}

/// The column of each card: as far left as its links allow.
fn columns(block: &Block, heights: &[i32], tallest: i32) -> Vec<usize> {
    let mut lowest = vec![0; block.cards.len()];
    let mut column_of = longest_paths(block, &lowest);
    let mut column = 0;
    // Each round settles one column. References are not moved: they are small and belong to a card.
    while column <= column_of.iter().copied().max().unwrap_or(0) {
        let mut height = 0;
        for card in 0..block.cards.len() {
            if column_of[card] != column {
                continue;
            }
            height += heights[card];
            if height > tallest && height > heights[card] && block.cards[card].role.is_some() {
                lowest[card] = column + 1;
            }
        }
        column_of = longest_paths(block, &lowest);
        column += 1;
    }
    column_of
}

fn longest_paths(block: &Block, lowest: &[usize]) -> Vec<usize> {
    let mut incoming = vec![0_usize; block.cards.len()];
    let mut outgoing: Vec<Vec<usize>> = vec![Vec::new(); block.cards.len()];
    for link in &block.links {
        incoming[link.to] += 1;
        outgoing[link.from].push(link.to);
    }
    let mut column_of = lowest.to_vec();
    let mut ready: Vec<usize> = (0..incoming.len())
        .filter(|&card| incoming[card] == 0)
        .collect();
    while let Some(card) = ready.pop() {
        for &to in &outgoing[card] {
            column_of[to] = column_of[to].max(column_of[card] + 1);
            incoming[to] -= 1;
            if incoming[to] == 0 {
                ready.push(to);
            }
        }
    }
    column_of
}

/// Puts cards and passages into their columns in the order of a walk into depth, and makes the steps.
fn fill_in_walk_order(block: &Block, layers: &mut Layers) {
    let mut outgoing: Vec<Vec<usize>> = vec![Vec::new(); block.cards.len()];
    for (index, link) in block.links.iter().enumerate() {
        outgoing[link.from].push(index);
    }
    // Those that skip the most columns first: their passages stand above the cards of the columns that
    // they cross, or else each column of a wide fan would begin below the end of the one before.
    for links in &mut outgoing {
        links.sort_by_key(|&link| Reverse(layers.nodes[block.links[link].to].column));
    }
    let mut has_incoming = vec![false; block.cards.len()];
    for link in &block.links {
        has_incoming[link.to] = true;
    }
    let mut seen = vec![false; block.cards.len()];
    for root in (0..block.cards.len()).filter(|&card| !has_incoming[card]) {
        seen[root] = true;
        layers.columns[layers.nodes[root].column].push(root);
        let mut path = vec![(root, 0)];
        while let Some((card, next)) = path.last_mut() {
            let Some(&link) = outgoing[*card].get(*next) else {
                path.pop();
                continue;
            };
            *next += 1;
            let to = block.links[link].to;
            add_steps(layers, link, *card, to);
            if !std::mem::replace(&mut seen[to], true) {
                layers.columns[layers.nodes[to].column].push(to);
                path.push((to, 0));
            }
        }
    }
}

fn add_steps(layers: &mut Layers, link: usize, from: usize, to: usize) {
    let mut at = from;
    for column in layers.nodes[from].column + 1..layers.nodes[to].column {
        let passage = layers.nodes.len();
        layers.nodes.push(Node {
            column,
            passage: true,
        });
        layers.columns[column].push(passage);
        layers.steps.push(Step {
            link,
            from: at,
            to: passage,
        });
        at = passage;
    }
    layers.steps.push(Step { link, from: at, to });
}

/// Sorts columns by the mean place of their neighbours as long as that leaves fewer crossings.
fn reduce_crossings(layers: &mut Layers) {
    if layers.steps.len() > MOST_STEPS {
        return;
    }
    let mut best = crossings(layers);
    for sweep in 0..SWEEPS {
        if best == 0 {
            return;
        }
        let before = layers.columns.clone();
        let count = layers.columns.len();
        for index in 0..count {
            let column = if sweep % 2 == 0 {
                index
            } else {
                count - 1 - index
            };
            sort_by_neighbours(layers, column, sweep % 2 == 0);
        }
        let now = crossings(layers);
        if now >= best {
            layers.columns = before;
        }
        best = best.min(now);
    }
}

fn sort_by_neighbours(layers: &mut Layers, column: usize, leftward: bool) {
    let places = places(layers);
    let mean = |node: usize| {
        let mut sum = 0;
        let mut count = 0;
        for step in &layers.steps {
            let (here, there) = if leftward {
                (step.to, step.from)
            } else {
                (step.from, step.to)
            };
            if here == node {
                sum += places[there];
                count += 1;
            }
        }
        // In thousandths, so that whole numbers do.
        (sum * 1000).checked_div(count)
    };
    let nodes = layers.columns[column].clone();
    let mut movable: Vec<(usize, usize)> = nodes
        .iter()
        .filter_map(|&node| mean(node).map(|mean| (mean, node)))
        .collect();
    movable.sort_by_key(|(mean, node)| (*mean, places[*node]));
    let mut movable = movable.into_iter();
    for slot in &mut layers.columns[column] {
        if mean_exists(&layers.steps, *slot, leftward) {
            *slot = movable
                .next()
                .expect("as many nodes as slots have neighbours")
                .1;
        }
    }
}

fn mean_exists(steps: &[Step], node: usize, leftward: bool) -> bool {
    steps
        .iter()
        .any(|step| node == if leftward { step.to } else { step.from })
}

/// Place of each node in its column.
pub(super) fn places(layers: &Layers) -> Vec<usize> {
    let mut places = vec![0; layers.nodes.len()];
    for column in &layers.columns {
        for (place, &node) in column.iter().enumerate() {
            places[node] = place;
        }
    }
    places
}

fn crossings(layers: &Layers) -> usize {
    let places = places(layers);
    let mut count = 0;
    for (index, a) in layers.steps.iter().enumerate() {
        for b in &layers.steps[index + 1..] {
            let neighbours = layers.nodes[a.from].column == layers.nodes[b.from].column;
            let from = places[a.from].cmp(&places[b.from]);
            if neighbours && from.is_ne() && from == places[b.to].cmp(&places[a.to]) {
                count += 1;
            }
        }
    }
    count
}
