//! The picture as SVG text: the only place of the diagram that writes markup.
//!
//! Every text of a source passes [`text`], which makes XML character data of it: no control
//! character, nothing that turns the reading direction, `&`, `<`, `>` and quotes as entities.

use std::fmt::Write;

use connector_model::domain::{Multiplicity, Role};

use super::blocks::{Arrow, Card, Link, LinkKind};
use super::metrics::{Weight, fit, width};
use super::pack::{PADDING, TITLE};
use super::place::{
    HEADER, INSET, LABEL, NAME_SIZE, PlacedBlock, Point, ROW, ROW_SIZE, Rect, SMALL_SIZE,
};
use super::{Panel, Picture};

/// Radius of the corners of lines.
const CORNER: i32 = 7;

/// Colours, each pair with enough contrast on its own ground; the picture brings its ground, so that it
/// looks the same on light and dark pages, and has a dark form for readers who asked for one.
const STYLE: &str = "\
text{font-family:\"Helvetica Neue\",Helvetica,Arial,\"Liberation Sans\",sans-serif;fill:#1f2933}
.ground{fill:#fff;stroke:#d5dce4}.panel{fill:#f6f8fa;stroke:#e3e8ee}
.title{font-size:18px;font-weight:bold}.action{font-size:14px;font-weight:bold;fill:#475569}
.name{font-size:13px;font-weight:bold}.row{font-size:12px}.must{font-weight:bold}
.type,.label,.more,.note{font-size:11px;fill:#64748b}.more,.general{font-style:italic}
.general{font-size:11px;fill:#64748b}.end{font-size:12px;fill:#475569}
.card{fill:#fff;stroke:#94a3b8}.rule{stroke:#e2e8f0}
.line{fill:none;stroke:#64748b;stroke-width:1.3}.tip{fill:none;stroke:#64748b;stroke-width:1.3}
.triangle{fill:#fff;stroke:#64748b;stroke-width:1.3}
.request{fill:#dbeafe}.response{fill:#d1fae5}.error{fill:#fee2e2}.nested{fill:#e9edf2}
.special{fill:#ede9fe}.item{fill:#fef3c7}.entry{fill:#fde8d7}
.reference{fill:none;stroke:#94a3b8;stroke-dasharray:4 3}
@media (prefers-color-scheme:dark){text{fill:#e2e8f0}.ground{fill:#0f172a;stroke:#334155}
.panel{fill:#17223a;stroke:#263450}.action{fill:#a9b8cc}.card{fill:#1e293b;stroke:#52647d}
.type,.label,.more,.note,.general,.end{fill:#9fb0c6}.rule{stroke:#334155}
.line,.tip{stroke:#8b9cb3}.triangle{fill:#17223a;stroke:#8b9cb3}.reference{stroke:#64748b}
.request{fill:#1e3a8a}.response{fill:#065f46}.error{fill:#7f1d1d}.nested{fill:#364459}
.special{fill:#4c1d95}.item{fill:#713f12}.entry{fill:#7c2d12}}
";

/// XML character data: what it reads as, and nothing that could be markup or hide.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if is_hidden(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Control and format characters, and what XML 1.0 does not allow (section 2.2, production 2).
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// The whole picture.
pub(super) fn write(picture: &Picture) -> String {
    let mut out = String::new();
    let (width, height) = (picture.width, picture.height);
    let _ = writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="title description">"#
    );
    let _ = writeln!(out, r#"<title id="title">{}</title>"#, text(&picture.title));
    let _ = writeln!(
        out,
        r#"<desc id="description">{}</desc>"#,
        text(&picture.description)
    );
    let _ = writeln!(out, "<style>\n{STYLE}</style>");
    let _ = writeln!(
        out,
        r#"<rect class="ground" x="0.5" y="0.5" width="{}" height="{}" rx="10"/>"#,
        width - 1,
        height - 1
    );
    put(&mut out, "title", picture.heading.0, &picture.heading.1);
    for panel in &picture.panels {
        write_panel(&mut out, panel);
    }
    write_legend(&mut out, picture);
    out.push_str("</svg>\n");
    out
}

fn put(out: &mut String, class: &str, at: Point, content: &str) {
    let _ = writeln!(
        out,
        r#"<text class="{class}" x="{}" y="{}">{}</text>"#,
        at.x,
        at.y,
        text(content)
    );
}

fn put_right(out: &mut String, class: &str, at: Point, content: &str) {
    let _ = writeln!(
        out,
        r#"<text class="{class}" x="{}" y="{}" text-anchor="end">{}</text>"#,
        at.x,
        at.y,
        text(content)
    );
}

fn write_panel(out: &mut String, panel: &Panel) {
    let Rect {
        x,
        y,
        width,
        height,
    } = panel.rect;
    let _ = writeln!(
        out,
        r#"<rect class="panel" x="{x}" y="{y}" width="{width}" height="{height}" rx="8"/>"#
    );
    let room = width - 2 * PADDING;
    let title = fit(&panel.title, room, 14, Weight::Bold);
    put(
        out,
        "action",
        Point {
            x: x + PADDING,
            y: y + 23,
        },
        &title,
    );
    let _ = writeln!(
        out,
        r#"<g transform="translate({} {})">"#,
        x + PADDING,
        y + TITLE
    );
    let placed = &panel.placed;
    for (index, link) in placed.block.links.iter().enumerate() {
        write_link(out, placed, index, link);
    }
    for (card, rect) in placed.block.cards.iter().zip(&placed.cards) {
        write_card(out, card, *rect);
    }
    out.push_str("</g>\n");
}

fn write_card(out: &mut String, card: &Card, rect: Rect) {
    let Rect {
        x,
        y,
        width,
        height,
    } = rect;
    let _ = writeln!(out, "<g><title>{}</title>", text(&card.name));
    let room = width - 2 * INSET;
    let name = fit(&card.name, room, NAME_SIZE, Weight::Bold);
    let Some(role) = card.role else {
        let _ = writeln!(
            out,
            r#"<rect class="reference" x="{x}" y="{y}" width="{width}" height="{height}" rx="5"/>"#
        );
        put(
            out,
            "row",
            Point {
                x: x + INSET,
                y: y + 18,
            },
            &name,
        );
        out.push_str("</g>\n");
        return;
    };
    let label = card.label.as_ref().map_or(0, |_| LABEL);
    let header = HEADER + label;
    let _ = writeln!(
        out,
        r#"<rect class="card" x="{x}" y="{y}" width="{width}" height="{height}" rx="5"/>"#
    );
    let below = y + header;
    let right = x + width;
    let bottom = y + height;
    // The coloured part follows the card's own corners, half a pixel inside of its line.
    let shape = if height - header < 6 {
        format!(
            "M{}.5 {}.5a4.5 4.5 0 0 1 4.5-4.5H{}.5a4.5 4.5 0 0 1 4.5 4.5V{}.5a4.5 4.5 0 0 1-4.5 4.5H{}a4.5 4.5 0 0 1-4.5-4.5z",
            x,
            y + 4,
            right - 6,
            bottom - 6,
            x + 5
        )
    } else {
        format!(
            "M{}.5 {}.5a4.5 4.5 0 0 1 4.5-4.5H{}.5a4.5 4.5 0 0 1 4.5 4.5V{}H{}.5z",
            x,
            y + 4,
            right - 6,
            below,
            x
        )
    };
    let _ = writeln!(out, r#"<path class="{}" d="{shape}"/>"#, class(role));
    if let Some(generalization) = &card.label {
        let room = room - 14;
        let name = fit(generalization, room, SMALL_SIZE, Weight::Regular);
        let _ = writeln!(
            out,
            r#"<path class="triangle" d="M{} {}l5-8 5 8z"/>"#,
            x + INSET,
            y + 17
        );
        put(
            out,
            "general",
            Point {
                x: x + INSET + 14,
                y: y + 17,
            },
            &name,
        );
    }
    put(
        out,
        "name",
        Point {
            x: x + INSET,
            y: y + label + 19,
        },
        &name,
    );
    write_rows(out, card, rect, below);
    out.push_str("</g>\n");
}

fn write_rows(out: &mut String, card: &Card, rect: Rect, top: i32) {
    let mut y = top + 4;
    let room = rect.width - 2 * INSET;
    for row in &card.rows {
        let kind = fit(&row.kind, room / 2, SMALL_SIZE, Weight::Regular);
        let weight = if row.required {
            Weight::Bold
        } else {
            Weight::Regular
        };
        let left = room - 10 - width(&kind, SMALL_SIZE, Weight::Regular);
        let name = fit(&row.name, left, ROW_SIZE, weight);
        let class = if row.required { "row must" } else { "row" };
        put(
            out,
            class,
            Point {
                x: rect.x + INSET,
                y: y + 13,
            },
            &name,
        );
        put_right(
            out,
            "type",
            Point {
                x: rect.right() - INSET,
                y: y + 13,
            },
            &kind,
        );
        y += ROW;
    }
    if card.more > 0 {
        let more = format!("… {} more", card.more);
        put(
            out,
            "more",
            Point {
                x: rect.x + INSET,
                y: y + 13,
            },
            &more,
        );
    }
}

/// CSS class of a role.
fn class(role: Role) -> &'static str {
    match role {
        Role::Request => "request",
        Role::Response => "response",
        Role::Error => "error",
        Role::Specialization => "special",
        Role::ListItem => "item",
        Role::MapEntry => "entry",
        _ => "nested",
    }
}

fn write_link(out: &mut String, placed: &PlacedBlock, index: usize, link: &Link) {
    let points = &placed.lines[index];
    let (Some(&start), Some(&end)) = (points.first(), points.last()) else {
        return;
    };
    let from = &placed.block.cards[link.from].name;
    let to = &placed.block.cards[link.to].name;
    match &link.kind {
        LinkKind::Generalization => {
            let _ = writeln!(
                out,
                "<g><title>{} specializes {}</title>",
                text(from),
                text(to)
            );
            write_line(out, points, -11);
            let _ = writeln!(
                out,
                r#"<path class="triangle" d="M{} {}l-11-6v12z"/>"#,
                end.x, end.y
            );
        }
        LinkKind::Association {
            name,
            multiplicity,
            arrow,
        } => {
            let _ = writeln!(
                out,
                "<g><title>{}: {} {} {}</title>",
                text(name),
                text(from),
                multiplicity.label(),
                text(to)
            );
            write_line(out, points, 0);
            write_ends(out, start, end, *multiplicity, *arrow);
            for (at, part) in &placed.labels[index] {
                put(out, "label", *at, part);
            }
        }
    }
    out.push_str("</g>\n");
}

fn write_ends(
    out: &mut String,
    start: Point,
    end: Point,
    multiplicity: Multiplicity,
    arrow: Arrow,
) {
    match arrow {
        Arrow::From => {
            let _ = writeln!(
                out,
                r#"<path class="tip" d="M{} {}l-8 4.5 8 4.5"/>"#,
                start.x + 8,
                f(start.y)
            );
        }
        Arrow::To => {
            let _ = writeln!(
                out,
                r#"<path class="tip" d="M{} {}l8 4.5-8 4.5"/>"#,
                end.x - 8,
                f(end.y)
            );
        }
        Arrow::None => {}
    }
    let label = multiplicity.label();
    let (one, other) = label.split_once('-').unwrap_or((label, ""));
    put(
        out,
        "end",
        Point {
            x: start.x + 11,
            y: start.y - 4,
        },
        one,
    );
    put_right(
        out,
        "end",
        Point {
            x: end.x - 11,
            y: end.y - 4,
        },
        other,
    );
}

/// Where an arrow's tip begins: four and a half pixels above its line.
fn f(y: i32) -> String {
    format!("{}.5", y - 5)
}

/// A line along its corners, which are round; `shorter` moves its end for a triangle.
fn write_line(out: &mut String, line: &[Point], shorter: i32) {
    let mut d = String::new();
    for (index, &at) in line.iter().enumerate() {
        let next = line.get(index + 1);
        let before = index.checked_sub(1).map(|before| line[before]);
        let (Some(before), Some(&next)) = (before, next) else {
            let x = if next.is_none() { at.x + shorter } else { at.x };
            let _ = write!(d, "{}{x} {}", if index == 0 { "M" } else { "L" }, at.y);
            continue;
        };
        let reach = (distance(before, at).min(distance(at, next)) / 2).min(CORNER);
        let enter = toward(at, before, reach);
        let leave = toward(at, next, reach);
        let _ = write!(
            d,
            "L{} {}Q{} {} {} {}",
            enter.x, enter.y, at.x, at.y, leave.x, leave.y
        );
    }
    let _ = writeln!(out, r#"<path class="line" d="{d}"/>"#);
}

fn distance(a: Point, b: Point) -> i32 {
    (a.x - b.x).abs() + (a.y - b.y).abs()
}

/// The point at some distance on a line that is level or upright.
fn toward(from: Point, to: Point, distance: i32) -> Point {
    Point {
        x: from.x + (to.x - from.x).signum() * distance,
        y: from.y + (to.y - from.y).signum() * distance,
    }
}

fn write_legend(out: &mut String, picture: &Picture) {
    for (at, entry) in &picture.legend {
        let Point { x, y } = *at;
        match entry {
            super::Legend::Role(role, _) => {
                let _ = writeln!(
                    out,
                    r#"<rect class="card" x="{x}" y="{}" width="18" height="13" rx="3"/><rect class="{}" x="{x}.5" y="{}.5" width="17" height="12" rx="2.5"/>"#,
                    y - 11,
                    class(*role),
                    y - 11
                );
            }
            super::Legend::Reference => {
                let _ = writeln!(
                    out,
                    r#"<rect class="reference" x="{x}" y="{}" width="18" height="13" rx="3"/>"#,
                    y - 11
                );
            }
            super::Legend::Generalization => {
                let _ = writeln!(
                    out,
                    r#"<path class="line" d="M{x} {}h9"/><path class="triangle" d="M{} {}l-10-5v10z"/>"#,
                    y - 4,
                    x + 19,
                    y - 4
                );
            }
            super::Legend::Association => {
                let _ = writeln!(
                    out,
                    r#"<path class="line" d="M{x} {}h19"/><path class="tip" d="M{} {}.5l7 4-7 4"/>"#,
                    y - 4,
                    x + 12,
                    y - 9
                );
            }
            super::Legend::Required => {}
        }
        put(
            out,
            "note",
            Point {
                x: x + entry.indent(),
                y,
            },
            entry.text(),
        );
    }
}
