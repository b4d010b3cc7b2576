//! The report of what changed between two service models, for code that calls the connector.
//!
//! Shapes are compared in the pairs in which the operations meet them, members by their wire names, so a shape that
//! only moved is not reported and a change of a shape is reported once, with all operations that it reaches. Whether a
//! change breaks a program follows from the Rust that comes of either model ([`Surface`]); what differs there without a
//! change of the API that explains it is reported as such.

mod drift;
mod endpoints;
mod errors;
mod members;
mod operations;
mod pairs;
mod renames;
mod rust;
mod shapes;
mod traits;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use connector_model::service::{Service, ShapeId};
use connector_model::surface::Surface;

use crate::change_rules::{ChangeRule, Level};
use crate::digest::Digest;

/// Hexadecimal digits that name a change: enough to tell those of one service apart.
const FINGERPRINT: usize = 12;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of change it is.
    pub rule: &'static ChangeRule,
    /// How grave it is: the rule's level, or what the recipe says instead.
    pub level: Level,
    /// What it is about: an operation, an address like `Voice.Gender`, or a path of Rust like `Voice::gender`.
    pub subject: String,
    /// What it was and what it is, one line.
    pub message: String,
    /// What the message leaves out because it is long: the whole of the old and the new.
    pub evidence: String,
    /// The operations that it reaches, sorted.
    pub operations: Vec<String>,
    /// Why the recipe accepts it, if it does.
    pub accepted: Option<String>,
}

impl Change {
    /// Name of this change, the same in every run that finds it: 12 hexadecimal digits of a digest over code, subject,
    /// message and evidence.
    pub fn fingerprint(&self) -> String {
        let text = [self.rule.code, &self.subject, &self.message, &self.evidence].join("\n");
        let digest = Digest::of_bytes(text.as_bytes()).to_string();
        digest
            .trim_start_matches("sha256:")
            .chars()
            .take(FINGERPRINT)
            .collect()
    }
}

/// One of the two versions.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The model, limited to the connector's operations.
    pub service: &'a Service,
    /// The Rust that comes of it; an empty one where that is not known.
    pub surface: &'a Surface,
    /// The model with all operations of the source, in which renamed ones are looked for.
    pub whole: &'a Service,
}

/// The gravest level among changes; `None` without any.
pub fn gravest(changes: &[Change]) -> Option<Level> {
    changes.iter().map(|change| change.level).max()
}

/// What changed from the old version to the new one: gravest first, then by code and subject.
pub fn changes(old: Side<'_>, new: Side<'_>) -> Vec<Change> {
    let mut found = Found::default();
    operations::compare(&mut found, old, new);
    let pairs = pairs::pairs(old.service, new.service);
    let sides = Sides {
        old,
        new,
        is_other_protocol: operations::protocols_differ(old.service, new.service),
    };
    for pair in &pairs {
        shapes::compare(&mut found, &sides, pair);
    }
    if drift::is_drift(old.service, new.service) {
        found.changes.retain(|_, reach| drift::shows(reach.rule));
        return found.sorted();
    }
    shapes::documentation(&mut found, &sides, &pairs);
    rust::compare(&mut found, &sides, &pairs);
    found.sorted()
}

/// Both versions, as the comparison of shapes needs them.
struct Sides<'a> {
    old: Side<'a>,
    new: Side<'a>,
    /// Whether the protocol changed, from which all differences in wire form follow.
    is_other_protocol: bool,
}

/// What makes a change one change: code, subject, message, evidence.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    level: std::cmp::Reverse<Level>,
    code: &'static str,
    subject: String,
    message: String,
    evidence: String,
}

/// What is known of a change besides its key.
struct Reach {
    rule: &'static ChangeRule,
    operations: BTreeSet<String>,
}

/// Changes in the order in which they are reported.
#[derive(Default)]
struct Found {
    changes: BTreeMap<Key, Reach>,
    /// Members and values of old and new shapes that a breaking change tells about, by address of the shape and wire name.
    told: BTreeSet<(ShapeId, String)>,
}

impl Found {
    fn add<'n>(
        &mut self,
        rule: &'static ChangeRule,
        subject: &str,
        message: impl Into<String>,
        operations: impl IntoIterator<Item = &'n str>,
    ) {
        self.add_with(rule, subject, message, String::new(), operations);
    }

    /// The same with what the message leaves out.
    fn add_with<'n>(
        &mut self,
        rule: &'static ChangeRule,
        subject: &str,
        message: impl Into<String>,
        evidence: String,
        operations: impl IntoIterator<Item = &'n str>,
    ) {
        let key = Key {
            level: std::cmp::Reverse(rule.level),
            code: rule.code,
            subject: subject.to_owned(),
            message: message.into(),
            evidence,
        };
        let reach = self.changes.entry(key).or_insert_with(|| Reach {
            rule,
            operations: BTreeSet::new(),
        });
        let operations = operations.into_iter().map(str::to_owned);
        reach.operations.extend(operations);
    }

    fn sorted(self) -> Vec<Change> {
        let change = |(key, reach): (Key, Reach)| Change {
            rule: reach.rule,
            level: reach.rule.level,
            subject: key.subject,
            message: key.message,
            evidence: key.evidence,
            operations: reach.operations.into_iter().collect(),
            accepted: None,
        };
        self.changes.into_iter().map(change).collect()
    }
}
