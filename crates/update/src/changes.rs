//! The report of what changed between two service models, for code that calls the connector.
//!
//! Members are matched by wire name along the shapes that each operation sends and receives, so a shape
//! that only moved is not reported. Every change is reported once, with all operations that it reaches.

mod words;

use std::collections::{BTreeMap, BTreeSet};

use connector_model::service::{
    BodyFormat, Member, Operation, Presence, Service, ShapeId, ShapeKind, Target,
};

use crate::change_rules::{self as rules, ChangeRule, Level};
use crate::changes::words::{
    auth, binding, body, endpoint, fixed, path, plain, rust_type, simple, word,
};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of change it is.
    pub rule: &'static ChangeRule,
    /// What it is about: an operation or an address like `DescribeVoicesResponse.Voices[].Gender`.
    pub subject: String,
    /// What it was and what it is, one line.
    pub message: String,
    /// The operations that it reaches, sorted.
    pub operations: Vec<String>,
}

/// The gravest level among changes; `None` without any.
pub fn gravest(changes: &[Change]) -> Option<Level> {
    changes.iter().map(|change| change.rule.level).max()
}

/// What changed from the old model to the new one: gravest first, then by code and subject.
pub fn changes(old: &Service, new: &Service) -> Vec<Change> {
    let mut found = Found::default();
    for operation in &old.operations {
        match new
            .operations
            .iter()
            .find(|other| other.name == operation.name)
        {
            Some(other) => operation_changes(&mut found, old, operation, new, other),
            None => found.add(
                &rules::OPERATION_REMOVED,
                &operation.name,
                String::new(),
                &operation.name,
            ),
        }
    }
    for operation in &new.operations {
        if !old
            .operations
            .iter()
            .any(|other| other.name == operation.name)
        {
            found.add(
                &rules::OPERATION_ADDED,
                &operation.name,
                String::new(),
                &operation.name,
            );
        }
    }
    found.sorted()
}

/// What makes a change one change: rank of the level, code, subject, message.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    level: std::cmp::Reverse<Level>,
    code: &'static str,
    subject: String,
    message: String,
}

/// What is known of a change besides its key.
struct Reach {
    rule: &'static ChangeRule,
    operations: BTreeSet<String>,
}

/// Changes in the order in which they are reported.
#[derive(Default)]
struct Found(BTreeMap<Key, Reach>);

impl Found {
    fn add(&mut self, rule: &'static ChangeRule, subject: &str, message: String, operation: &str) {
        let key = Key {
            level: std::cmp::Reverse(rule.level),
            code: rule.code,
            subject: subject.to_owned(),
            message,
        };
        let reach = self.0.entry(key).or_insert_with(|| Reach {
            rule,
            operations: BTreeSet::new(),
        });
        reach.operations.insert(operation.to_owned());
    }

    fn sorted(self) -> Vec<Change> {
        let change = |(key, reach): (Key, Reach)| Change {
            rule: reach.rule,
            subject: key.subject,
            message: key.message,
            operations: reach.operations.into_iter().collect(),
        };
        self.0.into_iter().map(change).collect()
    }
}

fn operation_changes(
    found: &mut Found,
    old: &Service,
    from: &Operation,
    new: &Service,
    to: &Operation,
) {
    let mut differs = |rule: &'static ChangeRule, was: String, is: String| {
        if was != is {
            found.add(
                rule,
                &from.name,
                format!("`{was}` became `{is}`"),
                &from.name,
            );
        }
    };
    differs(
        &rules::METHOD_CHANGED,
        from.method.clone(),
        to.method.clone(),
    );
    differs(&rules::PATH_CHANGED, path(&from.path), path(&to.path));
    differs(&rules::FIXED_CHANGED, fixed(from), fixed(to));
    differs(&rules::AUTH_CHANGED, auth(&from.auth), auth(&to.auth));
    differs(
        &rules::ENDPOINT_CHANGED,
        endpoint(&from.endpoint),
        endpoint(&to.endpoint),
    );
    let bodies = from.request_body != BodyFormat::None && to.request_body != BodyFormat::None;
    if bodies {
        differs(
            &rules::BODY_FORMAT_CHANGED,
            body(from.request_body),
            body(to.request_body),
        );
    }
    let mut walk = Walk {
        found,
        old,
        new,
        operation: &from.name,
        seen: BTreeSet::new(),
    };
    match (&from.input, &to.input) {
        (Some(was), Some(is)) => walk.structures(was, is, Direction::Sent),
        (None, None) => {}
        (None, Some(is)) => walk.add(
            &rules::INPUT_CHANGED,
            &is.0,
            "there were no members".to_owned(),
        ),
        (Some(was), None) => walk.add(
            &rules::INPUT_CHANGED,
            &was.0,
            "there are no members".to_owned(),
        ),
    }
    match (&from.output, &to.output) {
        (Some(was), Some(is)) => walk.structures(was, is, Direction::Received),
        (None, None) => {}
        (None, Some(is)) => walk.add(&rules::OUTPUT_ADDED, &is.0, String::new()),
        (Some(was), None) => walk.add(&rules::OUTPUT_REMOVED, &was.0, String::new()),
    }
    for error in &from.errors {
        match to.errors.iter().find(|other| other.status == error.status) {
            Some(other) => walk.structures(&error.shape, &other.shape, Direction::Received),
            None => walk.add(
                &rules::ERROR_REMOVED,
                &error.shape.0,
                format!("status {}", error.status),
            ),
        }
    }
    for error in &to.errors {
        if !from.errors.iter().any(|other| other.status == error.status) {
            walk.add(
                &rules::ERROR_ADDED,
                &error.shape.0,
                format!("status {}", error.status),
            );
        }
    }
}

/// Whether a shape is part of a request or of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Direction {
    Sent,
    Received,
}

/// A walk along the shapes of one operation, old and new side by side.
struct Walk<'a> {
    found: &'a mut Found,
    old: &'a Service,
    new: &'a Service,
    operation: &'a str,
    seen: BTreeSet<(ShapeId, ShapeId, Direction)>,
}

/// A pair of targets that still has to be compared, with the address to report.
type Pair<'a> = (String, &'a Target, &'a Target);

impl<'a> Walk<'a> {
    fn add(&mut self, rule: &'static ChangeRule, subject: &str, message: String) {
        self.found.add(rule, subject, message, self.operation);
    }

    /// Compares two structures and all that they reach; iterative, because models can be deep and cyclic.
    fn structures(&mut self, was: &ShapeId, is: &ShapeId, direction: Direction) {
        let mut open: Vec<Pair<'a>> = Vec::new();
        self.shapes(was, is, &was.0, direction, &mut open);
        while let Some((subject, was, is)) = open.pop() {
            self.targets(&subject, was, is, direction, &mut open);
        }
    }

    fn targets(
        &mut self,
        subject: &str,
        was: &'a Target,
        is: &'a Target,
        direction: Direction,
        open: &mut Vec<Pair<'a>>,
    ) {
        let (was_null, was) = plain(was);
        let (is_null, is) = plain(is);
        if was_null != is_null {
            let words = |null| if null { "may be null" } else { "is never null" };
            let message = format!("{} became {}", words(was_null), words(is_null));
            self.add(&rules::TYPE_CHANGED, subject, message);
        }
        match (was, is) {
            (Target::Shape(was), Target::Shape(is)) => {
                let (was, is) = (was.clone(), is.clone());
                self.shapes(&was, &is, subject, direction, open);
            }
            _ => self.kinds(subject, was, is),
        }
    }

    /// Compares two kinds of which at most one is a shape.
    fn kinds(&mut self, subject: &str, was: &Target, is: &Target) {
        let old = simple(self.old, was);
        let new = simple(self.new, is);
        if old.is_some() && old == new {
            return;
        }
        let message = format!("`{}` became `{}`", word(self.old, was), word(self.new, is));
        let same_in_rust = match (old, new) {
            (Some(old), Some(new)) => {
                rust_type(old, self.old.evidence) == rust_type(new, self.new.evidence)
            }
            _ => false,
        };
        let rule = if same_in_rust {
            &rules::TYPE_WIDENED
        } else {
            &rules::TYPE_CHANGED
        };
        self.add(rule, subject, message);
    }

    fn shapes(
        &mut self,
        was: &ShapeId,
        is: &ShapeId,
        subject: &str,
        direction: Direction,
        open: &mut Vec<Pair<'a>>,
    ) {
        if !self.seen.insert((was.clone(), is.clone(), direction)) {
            return;
        }
        let (Some(old), Some(new)) = (self.old.shapes.get(was), self.new.shapes.get(is)) else {
            return;
        };
        match (&old.kind, &new.kind) {
            (ShapeKind::Structure(old), ShapeKind::Structure(new)) => {
                self.members(subject, old, new, direction, open);
            }
            (ShapeKind::List(old), ShapeKind::List(new)) => {
                open.push((format!("{subject}[]"), old, new));
            }
            (ShapeKind::Map(old), ShapeKind::Map(new)) => {
                open.push((format!("{subject}{{}}"), old, new));
            }
            (ShapeKind::Enumeration(old), ShapeKind::Enumeration(new)) => {
                for value in old
                    .iter()
                    .filter(|value| !new.iter().any(|other| other.wire == value.wire))
                {
                    self.add(
                        &rules::ENUMERATION_VALUE_REMOVED,
                        subject,
                        format!("`{}`", value.wire),
                    );
                }
                for value in new
                    .iter()
                    .filter(|value| !old.iter().any(|other| other.wire == value.wire))
                {
                    self.add(
                        &rules::ENUMERATION_VALUE_ADDED,
                        subject,
                        format!("`{}`", value.wire),
                    );
                }
            }
            _ => self.kinds(
                subject,
                &Target::Shape(was.clone()),
                &Target::Shape(is.clone()),
            ),
        }
    }

    fn members(
        &mut self,
        subject: &str,
        old: &'a [Member],
        new: &'a [Member],
        direction: Direction,
        open: &mut Vec<Pair<'a>>,
    ) {
        let by_wire: BTreeMap<&str, &Member> = new
            .iter()
            .map(|member| (member.wire.as_str(), member))
            .collect();
        let known: BTreeSet<&str> = old.iter().map(|member| member.wire.as_str()).collect();
        for was in old {
            let address = format!("{subject}.{}", was.wire);
            let Some(is) = by_wire.get(was.wire.as_str()) else {
                self.add(removed(direction), &address, String::new());
                continue;
            };
            self.member(&address, was, is, direction);
            open.push((address, &was.target, &is.target));
        }
        for is in new
            .iter()
            .filter(|member| !known.contains(member.wire.as_str()))
        {
            self.add(
                added(direction, is.presence),
                &format!("{subject}.{}", is.wire),
                String::new(),
            );
        }
    }

    fn member(&mut self, address: &str, was: &Member, is: &Member, direction: Direction) {
        if was.binding != is.binding {
            let message = format!(
                "`{}` became `{}`",
                binding(was.binding),
                binding(is.binding)
            );
            self.add(&rules::BINDING_CHANGED, address, message);
        }
        let before = may_lack(self.old, was);
        let after = may_lack(self.new, is);
        if before == after {
            return;
        }
        let rule = match (direction, after) {
            (Direction::Sent, true) => &rules::REQUEST_MEMBER_NOW_OPTIONAL,
            (Direction::Sent, false) => &rules::REQUEST_MEMBER_NOW_REQUIRED,
            (Direction::Received, true) => &rules::RESPONSE_MEMBER_NOW_OPTIONAL,
            (Direction::Received, false) => &rules::RESPONSE_MEMBER_NOW_REQUIRED,
        };
        let reason = if is.nullable != was.nullable && is.presence == was.presence {
            if is.nullable {
                "null occurs"
            } else {
                "null no longer occurs"
            }
        } else {
            ""
        };
        self.add(rule, address, reason.to_owned());
    }
}

/// Whether a member can be absent. Lists and maps cannot: they are plain and empty instead.
fn may_lack(service: &Service, member: &Member) -> bool {
    let lacking = member.presence == Presence::Optional || member.nullable;
    lacking && !is_collection(service, &member.target)
}

fn is_collection(service: &Service, target: &Target) -> bool {
    let (_, Target::Shape(id)) = plain(target) else {
        return false;
    };
    let kind = service.shapes.get(id).map(|shape| &shape.kind);
    matches!(kind, Some(ShapeKind::List(_) | ShapeKind::Map(_)))
}

fn removed(direction: Direction) -> &'static ChangeRule {
    match direction {
        Direction::Sent => &rules::REQUEST_MEMBER_REMOVED,
        Direction::Received => &rules::RESPONSE_MEMBER_REMOVED,
    }
}

fn added(direction: Direction, presence: Presence) -> &'static ChangeRule {
    match (direction, presence) {
        (Direction::Sent, Presence::Required) => &rules::REQUEST_MEMBER_REQUIRED_ADDED,
        (Direction::Sent, Presence::Optional) => &rules::REQUEST_MEMBER_ADDED,
        (Direction::Received, _) => &rules::RESPONSE_MEMBER_ADDED,
    }
}
