//! Evidence in words: where values stand and how many of them say so.

use std::fmt::Write as _;

use connector_model::diagnostic::Place;
use connector_model::service::Origin;

use super::observed::{Observed, Seen, Slot, Spot, Step};

/// How a place is reached from the one above, as far as counts go.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reached {
    /// It is the body.
    Root,
    /// As a member that so many of so many objects have.
    Member { present: u64, objects: u64 },
    /// As an item of arrays.
    Item,
    /// As a value of maps.
    Value,
}

impl Observed {
    /// Pointer from the body to a value.
    pub(super) fn pointer(&self, spot: &Spot) -> String {
        let mut pointer = String::new();
        for step in &spot.path {
            pointer.push('/');
            match step {
                Step::Key(key) => push_token(&mut pointer, key),
                Step::Item(position) => pointer.push_str(&position.to_string()),
                Step::Member { slot, member } => {
                    let key = &self.slot(*slot).members[*member as usize].key;
                    push_token(&mut pointer, key);
                }
            }
        }
        pointer
    }

    /// Where a value stands in the sources; for a body inside of a string, where that string does.
    pub(super) fn place(&self, spot: &Spot) -> Place {
        let sample = &self.samples[spot.sample as usize];
        let mut place = sample.place.clone();
        if !sample.embedded {
            place.span = Some(spot.span.0..spot.span.1);
            place.pointer.push_str(&self.pointer(spot));
        }
        place
    }

    pub(super) fn origin(&self, spot: Option<&Spot>) -> Origin {
        let Some(spot) = spot else {
            return Origin::default();
        };
        let place = self.place(spot);
        Origin {
            source: place.source,
            pointer: place.pointer,
        }
    }

    /// Counts and the first place, for a decision.
    pub(super) fn evidence(&self, slot: &Slot, reached: Reached) -> String {
        let values = slot.values();
        let nulls = slot.count(Seen::Null);
        let mut words = match reached {
            Reached::Root => counted(values, "body", "bodies"),
            Reached::Member { present, objects } => {
                format!("in {present} of {}", counted(objects, "object", "objects"))
            }
            Reached::Item => counted(values, "item", "items"),
            Reached::Value => counted(values, "value", "values"),
        };
        if nulls > 0 {
            let _ = write!(words, "; {nulls} of {values} values null");
        }
        for (seen, note) in [
            (Seen::Long, "beyond 32 bits"),
            (Seen::Huge, "beyond 64 bits"),
            (Seen::Decimal, "a point or an exponent"),
        ] {
            if let Some(spot) = slot.spot(seen) {
                let _ = write!(words, "; {note} first at `{}`", self.shown(spot));
            }
        }
        if let Some(spot) = first(slot) {
            let _ = write!(words, "; first at `{}`", self.shown(spot));
        }
        words
    }

    /// Pointer to a value inside of its body, cut where it is longer than anyone reads.
    pub(super) fn shown(&self, spot: &Spot) -> String {
        let pointer = self.pointer(spot);
        match pointer.char_indices().nth(200) {
            None if pointer.is_empty() => "/".to_owned(),
            None => pointer,
            Some((cut, _)) => format!("{}…", &pointer[..cut]),
        }
    }
}

/// A key as a token of a JSON pointer.
fn push_token(pointer: &mut String, key: &str) {
    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
}

/// Where a place was seen first with a value, else where it was null.
pub(super) fn first(slot: &Slot) -> Option<&Spot> {
    let spots = slot.first[1..].iter().flatten().map(AsRef::as_ref);
    spots
        .min_by_key(|spot| (spot.sample, spot.span))
        .or_else(|| slot.spot(Seen::Null))
}

/// What a kind of JSON is called.
pub(super) fn called(kind: Seen) -> &'static str {
    match kind {
        Seen::Null => "null",
        Seen::Boolean => "true or false",
        Seen::Integer | Seen::Long | Seen::Huge | Seen::Decimal => "a number",
        Seen::Text | Seen::DateTime | Seen::HttpDate => "a text",
        Seen::Array => "an array",
        Seen::Object => "an object",
    }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
