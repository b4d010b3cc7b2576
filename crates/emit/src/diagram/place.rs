//! Places in a block: the rectangles of its cards, the heights at which links leave and arrive, the
//! lines between and the labels on them.

use std::collections::BTreeMap;

use super::blocks::{Block, Card, LinkKind};
use super::layers::{Layers, Step, layers, places};
use super::metrics::{Weight, width};
use super::tracks::assign_tracks;

/// Font sizes in pixels.
pub(super) const NAME_SIZE: i32 = 13;
pub(super) const ROW_SIZE: i32 = 12;
pub(super) const SMALL_SIZE: i32 = 11;

/// Height of an attribute.
pub(super) const ROW: i32 = 18;
/// Height of the part of a card that has its name.
pub(super) const HEADER: i32 = 28;
/// Height of the line above it that names a generalization elsewhere.
pub(super) const LABEL: i32 = 16;
/// Space between the sides of a card and its texts.
pub(super) const INSET: i32 = 10;

const WIDEST_CARD: i32 = 360;
const NARROWEST_CARD: i32 = 120;
/// Space between two cards of a column.
const GAP: i32 = 26;
/// Height of a passage.
const PASSAGE: i32 = 8;
/// Where the topmost link leaves or arrives, below the upper side of a card.
const FIRST_PORT: i32 = 14;
/// Between two links that leave.
const PORT_OUT: i32 = 20;
/// Between two links that arrive: room for a label of two lines.
const PORT_IN: i32 = 34;
/// From a card to the first vertical line: room for an arrow and a multiplicity.
const STUB: i32 = 24;
/// Between two vertical lines.
const TRACK: i32 = 10;
/// Room for a multiplicity or an arrow before a card that a link arrives at.
const ARRIVAL: i32 = 24;
/// A label wider than this is broken into two lines.
const LABEL_WIDTH: i32 = 130;

/// A rectangle; `y` grows downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rect {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

impl Rect {
    pub(super) fn right(self) -> i32 {
        self.x + self.width
    }

    pub(super) fn bottom(self) -> i32 {
        self.y + self.height
    }
}

/// A point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Point {
    pub(super) x: i32,
    pub(super) y: i32,
}

/// A block with all its places, its upper left corner at the origin.
#[derive(Debug, Default)]
pub(super) struct PlacedBlock {
    pub(super) block: Block,
    pub(super) width: i32,
    pub(super) height: i32,
    /// By card.
    pub(super) cards: Vec<Rect>,
    /// By link: corners of its line, from the left to the right.
    pub(super) lines: Vec<Vec<Point>>,
    /// By link: lines of its label with the point at the left end of the base line of each.
    pub(super) labels: Vec<Vec<(Point, String)>>,
}

/// Gives everything in a block its place.
pub(super) fn place(block: Block, tallest: i32) -> PlacedBlock {
    let sizes: Vec<(i32, i32)> = sizes(&block);
    let heights: Vec<i32> = sizes.iter().map(|size| size.1 + GAP).collect();
    let layers = layers(&block, &heights, tallest);
    let ports = ports(&block, &layers);
    let tops = tops(&block, &layers, &ports, &sizes);
    let labels: Vec<Vec<String>> = block.links.iter().map(label_lines).collect();
    let columns = column_rooms(&block, &layers, &sizes, &labels, &ports, &tops);

    let mut placed = PlacedBlock::default();
    for (card, size) in sizes.iter().enumerate() {
        placed.cards.push(Rect {
            x: columns[layers.nodes[card].column].x,
            y: tops[card],
            width: size.0,
            height: size.1,
        });
    }
    draw_lines(
        &mut placed,
        &layers,
        &ports,
        &tops,
        &columns,
        &labels,
        &block,
    );
    placed.width = columns.last().map_or(0, |room| room.x + room.width);
    placed.height = placed
        .cards
        .iter()
        .map(|card| card.bottom())
        .max()
        .unwrap_or(0);
    for node in layers
        .nodes
        .iter()
        .zip(&tops)
        .filter(|(node, _)| node.passage)
    {
        placed.height = placed.height.max(*node.1 + PASSAGE);
    }
    placed.block = block;
    placed
}

/// Width and height of each card.
fn sizes(block: &Block) -> Vec<(i32, i32)> {
    let mut outgoing = vec![0; block.cards.len()];
    let mut incoming = vec![0; block.cards.len()];
    for link in &block.links {
        outgoing[link.from] += 1;
        incoming[link.to] += 1;
    }
    let ports = outgoing.iter().zip(&incoming);
    block
        .cards
        .iter()
        .zip(ports)
        .map(|(card, (&out, &into))| {
            let for_ports = 2 * FIRST_PORT + ((out - 1) * PORT_OUT).max((into - 1) * PORT_IN);
            (card_width(card), card_height(card).max(for_ports))
        })
        .collect()
}

fn card_width(card: &Card) -> i32 {
    let name = width(&card.name, NAME_SIZE, Weight::Bold);
    let label = card
        .label
        .as_deref()
        .map_or(0, |label| width(label, SMALL_SIZE, Weight::Regular) + 14);
    let rows = card.rows.iter().map(|row| {
        width(&row.name, ROW_SIZE, Weight::Bold)
            + 18
            + width(&row.kind, SMALL_SIZE, Weight::Regular)
    });
    let widest = rows.max().unwrap_or(0).max(name).max(label);
    (widest + 2 * INSET).clamp(NARROWEST_CARD, WIDEST_CARD)
}

fn card_height(card: &Card) -> i32 {
    let lines = count(card.rows.len()) + i32::from(card.more > 0);
    let rows = if lines > 0 { lines * ROW + 8 } else { 0 };
    HEADER + rows + card.label.as_ref().map_or(0, |_| LABEL)
}

fn count(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX / 1000)
}

/// Heights at which steps leave and arrive, below the upper side of their nodes; by step.
pub(super) struct Ports {
    pub(super) out: Vec<i32>,
    pub(super) into: Vec<i32>,
}

fn ports(block: &Block, layers: &Layers) -> Ports {
    let places = places(layers);
    let mut by_from: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut by_to: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, step) in layers.steps.iter().enumerate() {
        by_from.entry(step.from).or_default().push(index);
        by_to.entry(step.to).or_default().push(index);
    }
    let mut ports = Ports {
        out: vec![PASSAGE / 2; layers.steps.len()],
        into: vec![PASSAGE / 2; layers.steps.len()],
    };
    for (node, mut steps) in by_from {
        steps.sort_by_key(|&step| places[layers.steps[step].to]);
        if !layers.nodes[node].passage {
            for (place, step) in steps.into_iter().enumerate() {
                ports.out[step] = FIRST_PORT + count(place) * PORT_OUT;
            }
        }
    }
    for (node, mut steps) in by_to {
        steps.sort_by_key(|&step| places[layers.steps[step].from]);
        if layers.nodes[node].passage {
            continue;
        }
        // Generalizations meet in one triangle; it stands where the first of them would.
        let mut next = FIRST_PORT;
        let mut triangle = None;
        for step in steps {
            let generalization = is_generalization(block, &layers.steps[step]);
            let at = if generalization {
                *triangle.get_or_insert(next)
            } else {
                next
            };
            ports.into[step] = at;
            if at == next {
                next += PORT_IN;
            }
        }
    }
    ports
}

pub(super) fn is_generalization(block: &Block, step: &Step) -> bool {
    matches!(block.links[step.link].kind, LinkKind::Generalization)
}

/// The upper side of each node.
///
/// Cards follow each other downwards, each at the height where its link leaves if there is room: so
/// a chain of single links is a straight line, and a block reads like an outline.
fn tops(block: &Block, layers: &Layers, ports: &Ports, sizes: &[(i32, i32)]) -> Vec<i32> {
    let height = |node: usize| sizes.get(node).map_or(PASSAGE, |size| size.1);
    let gap = |above: usize, below: usize| {
        let both = layers.nodes[above].passage && layers.nodes[below].passage;
        if both { 12 } else { GAP }
    };
    let neighbours = neighbours(layers);
    let mut tops = vec![0; layers.nodes.len()];
    let mut rounds = 0;
    loop {
        let before = tops.clone();
        for column in &layers.columns {
            let mut above: Option<usize> = None;
            for &node in column {
                let wish = wish(&neighbours.left[node], |step| {
                    tops[layers.steps[step].from] + ports.out[step] - ports.into[step]
                });
                let wish = wish.unwrap_or(0);
                let free = above.map_or(0, |above| tops[above] + height(above) + gap(above, node));
                tops[node] = wish.max(free).max(if rounds == 0 { 0 } else { tops[node] });
                above = Some(node);
            }
        }
        for column in layers.columns.iter().rev() {
            let mut below: Option<usize> = None;
            for &node in column.iter().rev() {
                let wish = wish(&neighbours.right[node], |step| {
                    tops[layers.steps[step].to] + ports.into[step] - ports.out[step]
                });
                let wish = wish.unwrap_or(tops[node]);
                let free = below.map_or(i32::MAX, |below| {
                    tops[below] - gap(node, below) - height(node)
                });
                tops[node] = wish.min(free).max(tops[node]);
                below = Some(node);
            }
        }
        rounds += 1;
        if tops == before || rounds == 3 || block.cards.is_empty() {
            return tops;
        }
    }
}

/// The steps on either side of each node.
struct Neighbours {
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
}

fn neighbours(layers: &Layers) -> Neighbours {
    let mut neighbours = Neighbours {
        left: vec![Vec::new(); layers.nodes.len()],
        right: vec![Vec::new(); layers.nodes.len()],
    };
    for (index, step) in layers.steps.iter().enumerate() {
        neighbours.left[step.to].push(index);
        neighbours.right[step.from].push(index);
    }
    neighbours
}

/// Where a node would stand if the first of some steps were straight; their other ends are `there`.
fn wish(steps: &[usize], there: impl Fn(usize) -> i32) -> Option<i32> {
    steps.iter().map(|&step| there(step)).min()
}

/// Room of a column and of the lines behind it.
#[derive(Debug, Clone, Default)]
struct Room {
    x: i32,
    width: i32,
    /// Horizontal place of the vertical line of each step that leaves the column.
    tracks: BTreeMap<usize, i32>,
}

fn column_rooms(
    block: &Block,
    layers: &Layers,
    sizes: &[(i32, i32)],
    labels: &[Vec<String>],
    ports: &Ports,
    tops: &[i32],
) -> Vec<Room> {
    let mut rooms = Vec::with_capacity(layers.columns.len());
    let mut x = 0;
    let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); layers.columns.len()];
    for (index, step) in layers.steps.iter().enumerate() {
        leaving[layers.nodes[step.from].column].push(index);
    }
    for (column, steps) in layers.columns.iter().zip(leaving) {
        let widths = column.iter().filter_map(|&node| sizes.get(node));
        let width = widths.map(|size| size.0).max().unwrap_or(0);
        let assigned = assign_tracks(block, layers, ports, tops, &steps);
        let count = assigned.values().map(|track| track + 1).max().unwrap_or(0);
        let right = x + width;
        let tracks = assigned
            .into_iter()
            .map(|(step, track)| (step, right + STUB + track * TRACK))
            .collect();
        let label = steps
            .iter()
            .filter(|&&step| !layers.nodes[layers.steps[step].to].passage)
            .flat_map(|&step| &labels[layers.steps[step].link])
            .map(|line| self::width(line, SMALL_SIZE, Weight::Regular))
            .max()
            .unwrap_or(0);
        rooms.push(Room { x, width, tracks });
        x = right + STUB + count * TRACK + label + ARRIVAL;
    }
    rooms
}

/// Lines and labels of the links.
fn draw_lines(
    placed: &mut PlacedBlock,
    layers: &Layers,
    ports: &Ports,
    tops: &[i32],
    columns: &[Room],
    labels: &[Vec<String>],
    block: &Block,
) {
    placed.lines = vec![Vec::new(); block.links.len()];
    placed.labels = vec![Vec::new(); block.links.len()];
    // The steps of a link are in order: they were made so.
    for (index, step) in layers.steps.iter().enumerate() {
        let column = layers.nodes[step.from].column;
        let from = tops[step.from] + ports.out[index];
        let to = tops[step.to] + ports.into[index];
        let line = &mut placed.lines[step.link];
        if line.is_empty() {
            let x = placed.cards[step.from].right();
            line.push(Point { x, y: from });
        }
        if let Some(&x) = columns[column].tracks.get(&index)
            && from != to
        {
            line.push(Point { x, y: from });
            line.push(Point { x, y: to });
        }
        if layers.nodes[step.to].passage {
            continue;
        }
        let end = columns[column + 1].x;
        line.push(Point { x: end, y: to });
        let lines = &labels[step.link];
        for (place, text) in lines.iter().enumerate() {
            let above = 13 * (count(lines.len()) - 1 - count(place));
            let x = end - ARRIVAL - width(text, SMALL_SIZE, Weight::Regular);
            placed.labels[step.link].push((
                Point {
                    x,
                    y: to - 4 - above,
                },
                text.clone(),
            ));
        }
    }
}

/// The name of an association, in two lines where it is long.
fn label_lines(link: &super::blocks::Link) -> Vec<String> {
    let LinkKind::Association { name, .. } = &link.kind else {
        return Vec::new();
    };
    if width(name, SMALL_SIZE, Weight::Regular) <= LABEL_WIDTH {
        return vec![name.clone()];
    }
    let total = width(name, SMALL_SIZE, Weight::Regular);
    let breaks = name
        .char_indices()
        .filter(|(at, c)| *at > 0 && (*c == '_' || c.is_uppercase()));
    let best = breaks
        .map(|(at, c)| if c == '_' { at + 1 } else { at })
        .filter(|&at| at < name.len())
        .min_by_key(|&at| {
            let first = width(&name[..at], SMALL_SIZE, Weight::Regular);
            // A break between the two entities reads best.
            let penalty = if name[..at].ends_with('_') { 0 } else { 60 };
            first.max(total - first) + penalty
        });
    let widest = 230;
    let lines: Vec<&str> = match best {
        Some(at) => vec![&name[..at], &name[at..]],
        None => vec![name.as_str()],
    };
    lines
        .into_iter()
        .map(|line| super::metrics::fit(line, widest, SMALL_SIZE, Weight::Regular))
        .collect()
}
