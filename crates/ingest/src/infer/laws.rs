//! Laws: what must hold whatever the samples are.

use std::collections::BTreeMap;

use connector_model::service::{Service, ShapeKind};

use super::tests::{shown, tree};
use super::{Observed, Use, conclude, reduce};
use crate::Report;
use crate::json::{self, Edits};

/// A small generator of pseudo-random numbers (xorshift): the same samples on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn value(&mut self, depth: u32) -> String {
        const SCALARS: [&str; 12] = [
            "null",
            "true",
            "1",
            "5000000000",
            "12345678901234567890",
            "1.5",
            "\"a\"",
            "\"2026-11-21T10:00:00Z\"",
            "\"Sat, 21 Nov 2026 10:00:00 GMT\"",
            "[]",
            "{}",
            "\"\\u0041\"",
        ];
        const KEYS: [&str; 8] = ["a", "b", "c", "1", "2", "3", "x y", "\\u0061"];
        match self.below(if depth == 0 { 1 } else { 3 }) {
            0 => {
                let number = self.below(SCALARS.len() as u64);
                SCALARS[usize::try_from(number).expect("small")].to_owned()
            }
            1 => {
                let items: Vec<_> = (0..self.below(4)).map(|_| self.value(depth - 1)).collect();
                format!("[{}]", items.join(","))
            }
            _ => {
                let members: Vec<_> = (0..self.below(5))
                    .map(|_| {
                        let key = KEYS[usize::try_from(self.below(8)).expect("small")];
                        format!("\"{key}\":{}", self.value(depth - 1))
                    })
                    .collect();
                format!("{{{}}}", members.join(","))
            }
        }
    }
}

fn observed(samples: &[&str]) -> Observed {
    let mut observed = Observed::new();
    for sample in samples {
        let tree = tree(sample);
        observed.add(&tree, tree.root(), &Edits::default());
    }
    observed
}

/// The shapes in a form in which the order of members does not count.
fn shapes(observed: &Observed) -> String {
    let (mut service, mut report) = (Service::default(), Report::default());
    conclude(
        observed,
        "R",
        Use::Response,
        &BTreeMap::new(),
        &mut service,
        &mut report,
    );
    for shape in service.shapes.values_mut() {
        if let ShapeKind::Structure(members) = &mut shape.kind {
            members.sort_by(|a, b| a.wire.cmp(&b.wire));
        }
    }
    shown(&service)
}

fn joined(parts: &[&Observed]) -> Observed {
    let mut all = Observed::new();
    for part in parts {
        all.join(part);
    }
    all
}

#[test]
fn joining_is_commutative_associative_and_idempotent() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for round in 0..3_000 {
        let texts: Vec<_> = (0..3).map(|_| random.value(4)).collect();
        let [a, b, c] = [0, 1, 2].map(|sample| observed(&[texts[sample].as_str()]));
        let together = observed(&[&texts[0], &texts[1], &texts[2]]);
        let expected = shapes(&together);
        let at = format!("round {round}: {texts:?}");
        assert_eq!(shapes(&joined(&[&a, &b, &c])), expected, "{at}");
        assert_eq!(shapes(&joined(&[&c, &a, &b])), expected, "{at}");
        assert_eq!(shapes(&joined(&[&a, &joined(&[&b, &c])])), expected, "{at}");
        assert_eq!(shapes(&joined(&[&together, &together])), expected, "{at}");
        let other = observed(&[&texts[2], &texts[1], &texts[0]]);
        assert_eq!(shapes(&other), expected, "{at}");
    }
}

#[test]
fn writing_and_reading_again_changes_no_shape() {
    let mut random = Random(88_172_645_463_325_252);
    for round in 0..1_000 {
        let text = random.value(5);
        let before = tree(&text);
        let written = json::write(&before, before.root(), &Edits::default());
        assert_eq!(
            shapes(&observed(&[&text])),
            shapes(&observed(&[&written])),
            "round {round}: {text}"
        );
    }
}

#[test]
fn a_reduced_body_shows_every_kind_and_absence_that_the_whole_one_shows() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..20 {
        let items: Vec<_> = (0..4_000).map(|_| random.value(3)).collect();
        let text = format!("{{\"List\": [{}]}}", items.join(","));
        let tree = tree(&text);
        let mut edits = Edits::default();
        assert!(reduce(&tree, tree.root(), &mut edits) > 1_000);
        let reduced = json::write(&tree, tree.root(), &edits);
        let counts = |text: &str| {
            let observed = observed(&[text]);
            let list = observed.slot(0).members[0].slot;
            let items = observed.slot(list).items.expect("there are items");
            let item = observed.slot(items);
            let fields: BTreeMap<_, _> = item
                .members
                .iter()
                .map(|f| (f.key.clone(), f.slot))
                .collect();
            let kinds = |slot: u32| observed.slot(slot).counts.map(|count| count > 0);
            let below: Vec<_> = fields
                .into_iter()
                .map(|(key, slot)| (key, kinds(slot)))
                .collect();
            (kinds(items), below, item.always.len())
        };
        assert_eq!(counts(&text), counts(&reduced), "round {round}");
    }
}
