//! Which of the vertical lines between two columns stand beside each other, and in which order.

use std::collections::BTreeMap;

use super::blocks::Block;
use super::layers::Layers;
use super::place::{Ports, is_generalization};

/// Level lines closer than this look like one.
const NEAR: i32 = 6;

/// Tracks for the vertical lines of the steps between two columns, numbered from the left.
///
/// Lines that go down are nested the later the further left, lines that go up the other way round:
/// so those of one card do not cross. A line that starts where another ends stays left of it, since
/// otherwise both would run on top of each other.
pub(super) fn assign_tracks(
    block: &Block,
    layers: &Layers,
    ports: &Ports,
    tops: &[i32],
    steps: &[usize],
) -> BTreeMap<usize, i32> {
    let mut verticals = verticals(block, layers, ports, tops, steps);
    verticals.sort_by_key(|line| {
        let down = line.to > line.from;
        (!down, if down { -line.from } else { line.from }, line.to)
    });
    let mut waiting: Vec<Vertical> = verticals;
    let mut starts: BTreeMap<i32, usize> = BTreeMap::new();
    for line in &waiting {
        *starts.entry(line.from).or_default() += 1;
    }
    let mut done: Vec<(i32, Vertical)> = Vec::new();
    while !waiting.is_empty() {
        let free = waiting.iter().position(|line| {
            let near_its_end: usize = starts
                .range(line.to - NEAR + 1..line.to + NEAR)
                .map(|(_, count)| count)
                .sum();
            near_its_end == usize::from(near(line.from, line.to))
        });
        // Two lines may wait for each other; then the first goes on.
        let line = waiting.remove(free.unwrap_or(0));
        if let Some(count) = starts.get_mut(&line.from) {
            *count -= 1;
        }
        let track = done
            .iter()
            .filter(|(_, other)| {
                overlap(&line, other) || near(other.from, line.to) || near(other.to, line.from)
            })
            .map(|(track, _)| track + 1)
            .max()
            .unwrap_or(0);
        done.push((track, line));
    }
    done.iter()
        .flat_map(|(track, line)| line.steps.iter().map(|&step| (step, *track)))
        .collect()
}

/// A vertical line: the heights it joins, and the steps that run on it.
struct Vertical {
    from: i32,
    to: i32,
    low: i32,
    high: i32,
    steps: Vec<usize>,
}

fn verticals(
    block: &Block,
    layers: &Layers,
    ports: &Ports,
    tops: &[i32],
    steps: &[usize],
) -> Vec<Vertical> {
    let mut verticals: Vec<Vertical> = Vec::new();
    let mut triangles: BTreeMap<usize, usize> = BTreeMap::new();
    for &index in steps {
        let step = &layers.steps[index];
        let from = tops[step.from] + ports.out[index];
        let to = tops[step.to] + ports.into[index];
        let joins = is_generalization(block, step) && !layers.nodes[step.to].passage;
        if joins && let Some(&shared) = triangles.get(&step.to) {
            let line: &mut Vertical = &mut verticals[shared];
            line.low = line.low.min(from);
            line.high = line.high.max(from);
            line.steps.push(index);
            continue;
        }
        if joins {
            triangles.insert(step.to, verticals.len());
        } else if from == to {
            continue;
        }
        verticals.push(Vertical {
            from,
            to,
            low: from.min(to),
            high: from.max(to),
            steps: vec![index],
        });
    }
    verticals
}

fn near(a: i32, b: i32) -> bool {
    (a - b).abs() < NEAR
}

fn overlap(a: &Vertical, b: &Vertical) -> bool {
    a.low <= b.high + NEAR && b.low <= a.high + NEAR
}
