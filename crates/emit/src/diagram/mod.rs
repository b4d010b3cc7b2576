//! The picture of the domain model, `docs/domain-model.svg`, and its Mermaid form.
//!
//! The layout is our own: `blocks` says what is drawn, `layers` sorts it into columns, `place`,
//! `tracks` and `pack` compute every coordinate, `svg` prints. The same model gives the same bytes.

mod blocks;
mod layers;
mod mermaid;
mod metrics;
mod pack;
mod place;
mod svg;
mod tracks;

#[cfg(test)]
mod tests;

use connector_model::domain::{Domain, EntityId, Role};

use blocks::LinkKind;
use metrics::{Weight, width};
use pack::{MARGIN, PADDING};
use place::{PlacedBlock, Point, Rect, SMALL_SIZE};

pub use mermaid::mermaid;

/// Height of the picture's heading.
const HEADING: i32 = 44;
/// Height of a line of the legend.
const LEGEND: i32 = 24;

/// The domain model as an SVG picture: entities with attributes, generalizations, associations with
/// name and multiplicity, a legend.
///
/// It brings its own ground, so that it can stand on light and dark pages. Every text in it is inert.
pub fn emit(domain: &Domain) -> String {
    svg::write(&picture(domain))
}

/// A picture with all its places.
#[derive(Debug, Default)]
struct Picture {
    width: i32,
    height: i32,
    title: String,
    description: String,
    heading: (Point, String),
    panels: Vec<Panel>,
    legend: Vec<(Point, Legend)>,
}

/// A block on its ground.
#[derive(Debug)]
struct Panel {
    rect: Rect,
    title: String,
    placed: PlacedBlock,
}

/// An entry of the legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Legend {
    Role(Role, &'static str),
    Generalization,
    Association,
    Reference,
    Required,
}

impl Legend {
    fn text(self) -> &'static str {
        match self {
            Self::Role(_, text) => text,
            Self::Generalization => "specializes",
            Self::Association => "association, from its owner",
            Self::Reference => "entity drawn elsewhere",
            Self::Required => "bold: required",
        }
    }

    /// Space that its symbol takes.
    fn indent(self) -> i32 {
        if self == Self::Required { 0 } else { 26 }
    }
}

fn picture(domain: &Domain) -> Picture {
    let blocks = blocks::blocks(domain);
    let tallest = tallest_column(&blocks);
    let mut placed: Vec<PlacedBlock> = blocks
        .into_iter()
        .map(|block| place::place(block, tallest))
        .collect();
    placed.iter_mut().for_each(keep_clear_of_title);
    let heading = heading(domain);
    let mut sizes: Vec<(i32, i32)> = placed.iter().map(pack::panel_size).collect();
    for (size, block) in sizes.iter_mut().zip(&placed) {
        size.0 = size.0.max(title_width(block) + 2 * PADDING);
    }
    let packing = pack::pack(&sizes);
    let mut picture = Picture {
        title: heading.clone(),
        description: description(domain),
        width: packing.width.max(360) + 2 * MARGIN,
        ..Picture::default()
    };
    let room = picture.width - 2 * MARGIN;
    picture.heading = (
        Point {
            x: MARGIN,
            y: MARGIN + 16,
        },
        metrics::fit(&heading, room, 18, Weight::Bold),
    );
    let entries = legend(domain, &placed);
    for ((block, size), corner) in placed.into_iter().zip(&sizes).zip(&packing.corners) {
        let rect = Rect {
            x: MARGIN + corner.0,
            y: MARGIN + HEADING - 8 + corner.1,
            width: size.0,
            height: size.1,
        };
        picture.panels.push(Panel {
            rect,
            title: panel_title(&block),
            placed: block,
        });
    }
    let top = MARGIN + HEADING - 8 + packing.height;
    picture.height = place_legend(&mut picture, &entries, top + 30) + MARGIN;
    picture
}

/// Height that a column may have before cards go further right: that of a square with all of them.
fn tallest_column(blocks: &[blocks::Block]) -> i32 {
    let cards: usize = blocks.iter().map(|block| block.cards.len()).sum();
    let mut side = 1;
    while side * side < cards * 3 {
        side += 1;
    }
    i32::try_from(side)
        .unwrap_or(1000)
        .saturating_mul(120)
        .clamp(1100, 6000)
}

/// Title of the picture; of a large model it says which part is drawn.
fn heading(domain: &Domain) -> String {
    let drawn = blocks::is_drawn(domain);
    let drawn = drawn.into_iter().filter(|is_drawn| *is_drawn).count();
    let all = (0..domain.entities.len())
        .filter(|&index| domain.in_guide(EntityId(index)))
        .count();
    let is_capped = drawn < all && drawn == blocks::DRAWN;
    if is_capped {
        return format!("{} domain model, {drawn} of {all} entities", domain.name);
    }
    format!("{} domain model", domain.name)
}

fn panel_title(placed: &PlacedBlock) -> String {
    if placed.block.actions.is_empty() {
        return "Shared entities".to_owned();
    }
    placed.block.actions.join(", ")
}

/// Width that a panel leaves for its title at least; a longer one is cut where the block is narrower.
fn title_width(placed: &PlacedBlock) -> i32 {
    width(&panel_title(placed), 14, Weight::Bold).min(420)
}

/// Moves a block down if the label of its topmost line would touch the title above.
fn keep_clear_of_title(placed: &mut PlacedBlock) {
    const STEP: i32 = 10;
    let title = width(&panel_title(placed), 14, Weight::Bold);
    let mut labels = placed.labels.iter().flatten();
    if !labels.any(|(at, _)| at.y < 6 && at.x < title + 12) {
        return;
    }
    placed.cards.iter_mut().for_each(|card| card.y += STEP);
    let corners = placed.lines.iter_mut().flatten();
    corners.for_each(|corner| corner.y += STEP);
    let labels = placed.labels.iter_mut().flatten();
    labels.for_each(|(at, _)| at.y += STEP);
    placed.height += STEP;
}

fn description(domain: &Domain) -> String {
    let count = |count: usize, one: &str, many: &str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    let entities = (0..domain.entities.len())
        .filter(|&index| domain.in_guide(EntityId(index)))
        .count();
    format!(
        "{} and {} of {}",
        count(entities, "entity", "entities"),
        count(domain.associations.len(), "association", "associations"),
        domain.module
    )
}

/// A union looks like the entity that it is.
fn plain(role: Role) -> Role {
    match role {
        Role::Union => Role::Nested,
        role => role,
    }
}

/// What occurs in the picture.
fn legend(domain: &Domain, placed: &[PlacedBlock]) -> Vec<Legend> {
    let roles = [
        (Role::Request, "request"),
        (Role::Response, "response"),
        (Role::Error, "error"),
        (Role::Nested, "entity"),
        (Role::Specialization, "specialization"),
        (Role::ListItem, "list item"),
        (Role::MapEntry, "map entry"),
    ];
    let cards = || placed.iter().flat_map(|block| &block.block.cards);
    let links = || placed.iter().flat_map(|block| &block.block.links);
    let mut legend: Vec<Legend> = roles
        .into_iter()
        .filter(|(role, _)| cards().any(|card| card.role.map(plain) == Some(*role)))
        .map(|(role, name)| Legend::Role(role, name))
        .collect();
    if cards().any(|card| card.role.is_none()) {
        legend.push(Legend::Reference);
    }
    let labelled = cards().any(|card| card.label.is_some());
    if labelled || links().any(|link| matches!(link.kind, LinkKind::Generalization)) {
        legend.push(Legend::Generalization);
    }
    if links().any(|link| matches!(link.kind, LinkKind::Association { .. })) {
        legend.push(Legend::Association);
    }
    let required = |entity: &connector_model::domain::Entity| {
        entity.attributes.iter().any(|attribute| attribute.required)
    };
    if domain.entities.iter().any(required) {
        legend.push(Legend::Required);
    }
    legend
}

/// Puts the entries in lines; the height of the picture up to there.
fn place_legend(picture: &mut Picture, entries: &[Legend], top: i32) -> i32 {
    let (mut x, mut y) = (MARGIN, top);
    for &entry in entries {
        let width = entry.indent() + width(entry.text(), SMALL_SIZE, Weight::Regular);
        if x > MARGIN && x + width > picture.width - MARGIN {
            x = MARGIN;
            y += LEGEND;
        }
        picture.legend.push((Point { x, y }, entry));
        x += width + 22;
    }
    y
}
