//! Blocks beside and below each other, in a picture that is neither a ribbon nor a tower.

use super::place::PlacedBlock;

/// Space around everything.
pub(super) const MARGIN: i32 = 24;
/// Space between the sides of a panel and its block.
pub(super) const PADDING: i32 = 20;
/// Height of a panel's title.
pub(super) const TITLE: i32 = 34;
/// Space between panels.
const GUTTER: i32 = 20;

/// Upper left corner of each panel, and the size of all.
#[derive(Debug, Default)]
pub(super) struct Packing {
    pub(super) corners: Vec<(i32, i32)>,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// Width and height of the panel of a block.
pub(super) fn panel_size(block: &PlacedBlock) -> (i32, i32) {
    (block.width + 2 * PADDING, block.height + PADDING + TITLE)
}

/// Fills columns from top to bottom; of all heights that a column could have, the one whose picture
/// is the smallest in the form of a screen.
pub(super) fn pack(sizes: &[(i32, i32)]) -> Packing {
    let mut best: Option<(i64, Packing)> = None;
    for limit in limits(sizes) {
        let packing = columns(sizes, limit);
        let cost = cost(packing.width, packing.height);
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, packing));
        }
    }
    best.map(|(_, packing)| packing).unwrap_or_default()
}

/// Heights at which some column is exactly full: sums of consecutive panels, at most some hundreds.
fn limits(sizes: &[(i32, i32)]) -> Vec<i32> {
    let mut limits = Vec::new();
    for first in 0..sizes.len().min(24) {
        let mut height = -GUTTER;
        for size in &sizes[first..] {
            height += size.1 + GUTTER;
            limits.push(height);
        }
    }
    limits.sort_unstable();
    limits.dedup();
    limits
}

fn columns(sizes: &[(i32, i32)], limit: i32) -> Packing {
    let mut packing = Packing::default();
    let (mut x, mut y, mut widest) = (0, 0, 0);
    for &(width, height) in sizes {
        if y > 0 && y + height > limit {
            x += widest + GUTTER;
            y = 0;
            widest = 0;
        }
        packing.corners.push((x, y));
        widest = widest.max(width);
        packing.width = packing.width.max(x + width);
        packing.height = packing.height.max(y + height);
        y += height + GUTTER;
    }
    packing
}

/// Area of the smallest screen of 8 to 5 that shows the picture.
fn cost(width: i32, height: i32) -> i64 {
    let (width, height) = (i64::from(width), i64::from(height));
    let wide = width.max(height * 8 / 5);
    wide * wide + width * height / 4
}
