//! What samples leave open, as findings.

use connector_model::diagnostic::Diagnostic;
use connector_model::service::ShapeId;

use super::describe::{called, first};
use super::maps;
use super::observed::{Observed, Seen, Slot, Spot};
use crate::codes;
use crate::json::quote;

/// Why the type of a value is not certain.
#[derive(Debug, Clone, Copy)]
pub(super) enum Doubt {
    /// Values of two kinds of JSON.
    Conflict(Seen, Seen),
    /// Only empty arrays or objects.
    Empty,
    /// An integer of more than 64 bits.
    Huge,
    /// Lists and maps directly in each other, too many.
    Nested,
    /// Only null.
    Null,
}

/// Lists and maps that may hold each other directly. The code of a mapping is a closure for each, and laying it out
/// takes a multiple of the time for each.
pub(super) const NESTED: usize = 5;

/// Whether an address is that of an item in so many lists and maps that it is to be a document. Brackets in names
/// are escaped, so those at the end are the address's own.
pub(super) fn is_nested(address: &ShapeId) -> bool {
    let mut rest = address.0.as_str();
    for _ in 0..NESTED {
        let Some(outer) = rest.strip_suffix("[]").or(rest.strip_suffix("{}")) else {
            return false;
        };
        rest = outer;
    }
    true
}

impl Doubt {
    /// The finding about a place, with where it shows and the way out.
    pub(super) fn finding(self, observed: &Observed, at: u32, address: &ShapeId) -> Diagnostic {
        let values = observed.slot(at);
        let (mut finding, place) = match self {
            Self::Conflict(one, other) => (
                conflict(observed, values, one, other, address),
                seen_first(values, one),
            ),
            Self::Empty => (
                Diagnostic::new(
                    &codes::ONLY_EMPTY,
                    format!(
                        "`{address}` is empty in every sample; what is in it is kept as documents"
                    ),
                )
                .help("add a sample that has something in it"),
                first(values),
            ),
            Self::Huge => (
                Diagnostic::new(
                    &codes::BEYOND_64_BITS,
                    format!("`{address}` has an integer of more than 64 bits; its type is Decimal"),
                )
                .help(format!(
                    "if it is only passed on, set `type = \"document\"` in \
                     `[members.{}]` of the recipe",
                    quote(&address.0)
                )),
                values.spot(Seen::Huge),
            ),
            Self::Nested => (
                Diagnostic::new(
                    &codes::NESTED_LISTS,
                    format!(
                        "`{address}` stands in {NESTED} lists or maps; what is in it is kept as documents"
                    ),
                )
                .help("nothing is lost: read it from the document"),
                first(values),
            ),
            Self::Null => (
                Diagnostic::new(
                    &codes::ONLY_NULL,
                    format!("`{address}` is null in every sample; it is kept as a document"),
                )
                .help("add a sample that has a value there"),
                first(values),
            ),
        };
        finding.place = place.map(|first| observed.place(first));
        finding
    }
}

fn conflict(
    observed: &Observed,
    slot: &Slot,
    one: Seen,
    other: Seen,
    address: &ShapeId,
) -> Diagnostic {
    let (one, kind) = (called(one), called(other));
    let mut finding = Diagnostic::new(
        &codes::CONFLICT,
        format!(
            "`{address}` is {one} in one place and {kind} in another; it is kept as a document"
        ),
    )
    .help(format!(
        "correct the sample that is wrong, or set `type` in `[members.{}]` of the recipe",
        quote(&address.0)
    ));
    if let Some(spot) = seen_first(slot, other) {
        finding = finding.note(
            format!("it is {kind} here, at `{}`", observed.shown(spot)),
            Some(observed.place(spot)),
        );
    }
    finding
}

/// Where a kind of JSON was seen first, in whatever form.
fn seen_first(slot: &Slot, kind: Seen) -> Option<&Spot> {
    maps::forms(kind)
        .iter()
        .filter_map(|&form| slot.spot(form))
        .min_by_key(|spot| (spot.sample, spot.span))
}
