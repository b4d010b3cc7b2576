//! From counts to shapes.

use std::collections::BTreeMap;

use connector_model::diagnostic::Diagnostic;
use connector_model::recipe::EntityKind;
use connector_model::service::{
    Binding, Decision, Member, Presence, Service, Shape, ShapeId, ShapeKind, Simple, Target,
    TimestampFormat,
};

use super::describe::{Reached, called, first};
use super::doubt::{Doubt, is_nested};
use super::maps;
use super::observed::{Observed, Seen, Slot};
use crate::{Report, codes};

/// What a body is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// An answer other than success.
    Error,
    /// Sent: a sample shows what one caller sent, so no member is required by it.
    Request,
    /// Received: a member that no object lacked is always there.
    Response,
}

/// Makes the shapes of a body and adds them to the service, with the decisions behind them.
///
/// The answer is the address of the body's structure: the address given. A body that is no object
/// gets a structure with one member, `Items` or `Value`, bound as payload. `None` means that nothing
/// was seen: no body, null, or an empty object.
///
/// `kinds` is what the recipe says about objects, by address.
pub fn conclude(
    observed: &Observed,
    address: &str,
    role: Use,
    kinds: &BTreeMap<String, EntityKind>,
    service: &mut Service,
    report: &mut Report,
) -> Option<ShapeId> {
    let root = observed.slots.first()?;
    let only_null = maps::kinds(root).next().is_none();
    let only_empty = maps::kinds(root).eq([Seen::Object]) && root.members.is_empty();
    if only_null || only_empty {
        return None;
    }
    let address = ShapeId(address.to_owned());
    let mut conclusion = Conclusion {
        observed: observed.clone(),
        role,
        kinds,
        service,
        report,
        work: Vec::new(),
        shapes: 0,
        root_is_map: None,
    };
    conclusion.root(&address);
    conclusion.all_below();
    Some(address)
}

/// Shapes of one body. More is data taken for names.
const MAX_SHAPES: usize = 50_000;

/// Bytes of an address. More can only come from names made to be long.
const MAX_ADDRESS: usize = 4_096;

struct Conclusion<'a> {
    observed: Observed,
    role: Use,
    kinds: &'a BTreeMap<String, EntityKind>,
    service: &'a mut Service,
    report: &'a mut Report,
    /// Containers whose shapes are to be made, the next one last.
    work: Vec<Container>,
    shapes: usize,
    /// Whether the body as a whole is a map, if it is an object.
    root_is_map: Option<bool>,
}

struct Container {
    slot: u32,
    address: ShapeId,
    kind: ContainerKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ContainerKind {
    List,
    Map,
    Structure,
}

/// What the values at a place are.
enum Verdict {
    Container(ContainerKind),
    Simple(Simple),
    /// Any JSON value, because nothing else fits or nothing was seen.
    Document(Doubt),
}

impl Conclusion<'_> {
    fn root(&mut self, address: &ShapeId) {
        let slot = self.observed.slot(0);
        if maps::kinds(slot).eq([Seen::Object]) {
            self.root_is_map = Some(self.is_map(0, address, Reached::Root));
        }
        if self.root_is_map == Some(false) {
            self.work.push(Container {
                slot: 0,
                address: address.clone(),
                kind: ContainerKind::Structure,
            });
            return;
        }
        let kind = maps::kinds(self.observed.slot(0)).next();
        let wire = match kind {
            Some(Seen::Array | Seen::Object) if !self.is_conflict() => "Items",
            _ => "Value",
        };
        let slot = self.observed.slot(0);
        let nullable = slot.count(Seen::Null) > 0;
        let origin = self.observed.origin(first(slot));
        let place = first(slot).map(|spot| self.observed.place(spot));
        let mut note = Diagnostic::new(
            &codes::WRAPPED_ROOT,
            format!(
                "the body of `{address}` is {}; it becomes the member `{wire}`",
                kind.map_or("null", called)
            ),
        );
        note.place = place;
        self.report.diagnostics.push(note);
        let target = self.target(0, &address.member(wire), Reached::Root);
        let member = Member {
            wire: wire.to_owned(),
            target,
            binding: Binding::Payload,
            presence: self.presence(!nullable),
            nullable,
            documentation: None,
            traits: connector_model::service::MemberTraits::default(),
        };
        let shape = Shape {
            kind: ShapeKind::Structure(vec![member]),
            documentation: None,
            sensitive: false,
            origin,
            traits: connector_model::service::ShapeTraits::default(),
        };
        self.service.shapes.insert(address.clone(), shape);
    }

    fn is_conflict(&self) -> bool {
        maps::kinds(self.observed.slot(0)).nth(1).is_some()
    }

    fn all_below(&mut self) {
        if self.observed.overflow {
            self.too_many("values at more than 500000 different places");
            return;
        }
        while let Some(Container {
            slot,
            address,
            kind,
        }) = self.work.pop()
        {
            self.shapes += 1;
            if self.shapes > MAX_SHAPES {
                self.too_many("more than 50000 different shapes");
                return;
            }
            if address.0.len() > MAX_ADDRESS {
                self.too_many("names that are too long together");
                return;
            }
            self.container(slot, address, kind);
        }
    }

    fn too_many(&mut self, what: &str) {
        self.report.diagnostics.push(
            Diagnostic::new(&codes::TOO_MANY_SHAPES, format!("a body has {what}"))
                .help("cut the sample so that each kind of item is there once"),
        );
    }

    /// Makes the shape of a container; what it contains comes next, in the order of the wire.
    fn container(&mut self, slot: u32, address: ShapeId, kind: ContainerKind) {
        let before = self.work.len();
        let kind = match kind {
            ContainerKind::List => ShapeKind::List(self.items(slot, &address)),
            ContainerKind::Map => ShapeKind::Map(self.values(slot, &address)),
            ContainerKind::Structure => ShapeKind::Structure(self.members(slot, &address)),
        };
        self.work[before..].reverse();
        let seen = match kind {
            ShapeKind::List(_) => Seen::Array,
            _ => Seen::Object,
        };
        let origin = self.observed.origin(self.observed.slot(slot).spot(seen));
        let shape = Shape {
            kind,
            documentation: None,
            sensitive: false,
            origin,
            traits: connector_model::service::ShapeTraits::default(),
        };
        self.service.shapes.insert(address, shape);
    }

    fn items(&mut self, slot: u32, address: &ShapeId) -> Target {
        match self.observed.slot(slot).items {
            Some(items) => self.element(items, &address.items(), Reached::Item),
            None => Target::Simple(Simple::Document),
        }
    }

    fn values(&mut self, slot: u32, address: &ShapeId) -> Target {
        let values = self.observed.take_together(slot);
        self.element(values, &address.values(), Reached::Value)
    }

    fn element(&mut self, slot: u32, address: &ShapeId, reached: Reached) -> Target {
        let target = self.target(slot, address, reached);
        if self.observed.slot(slot).count(Seen::Null) > 0 {
            Target::Nullable(Box::new(target))
        } else {
            target
        }
    }

    fn members(&mut self, slot: u32, address: &ShapeId) -> Vec<Member> {
        let objects = self.observed.slot(slot).count(Seen::Object);
        let count = self.observed.slot(slot).members.len();
        let mut members = Vec::with_capacity(count);
        for number in 0..count {
            let field = &self.observed.slot(slot).members[number];
            let (wire, slot, present) = (field.key.to_string(), field.slot, field.present);
            let reached = Reached::Member { present, objects };
            let target = self.target(slot, &address.member(&wire), reached);
            members.push(Member {
                wire,
                target,
                binding: Binding::Body,
                presence: self.presence(present == objects),
                nullable: self.observed.slot(slot).count(Seen::Null) > 0,
                documentation: None,
                traits: connector_model::service::MemberTraits::default(),
            });
        }
        members
    }

    fn presence(&self, always: bool) -> Presence {
        if always && self.role != Use::Request {
            Presence::Required
        } else {
            Presence::Optional
        }
    }

    /// What the values at a place are; their shape, if they have one, is made later.
    fn target(&mut self, slot: u32, address: &ShapeId, reached: Reached) -> Target {
        let verdict = self.verdict(slot, address, reached);
        self.decide(slot, address, &verdict, reached);
        match verdict {
            Verdict::Simple(simple) => Target::Simple(simple),
            Verdict::Document(doubt) => {
                self.report(doubt, slot, address);
                Target::Simple(Simple::Document)
            }
            Verdict::Container(kind) => {
                self.work.push(Container {
                    slot,
                    address: address.clone(),
                    kind,
                });
                Target::Shape(address.clone())
            }
        }
    }

    fn verdict(&mut self, slot: u32, address: &ShapeId, reached: Reached) -> Verdict {
        let found = self.observed.slot(slot);
        let (kind, other) = {
            let mut kinds = maps::kinds(found);
            (kinds.next(), kinds.next())
        };
        let Some(kind) = kind else {
            return Verdict::Document(Doubt::Null);
        };
        if let Some(other) = other {
            return Verdict::Document(Doubt::Conflict(kind, other));
        }
        match kind {
            Seen::Boolean => Verdict::Simple(Simple::Boolean),
            Seen::Integer => Verdict::Simple(number(found)),
            Seen::Text => Verdict::Simple(text(found)),
            Seen::Array if is_nested(address) => Verdict::Document(Doubt::Nested),
            Seen::Array => Verdict::Container(ContainerKind::List),
            _ if found.members.is_empty() => Verdict::Document(Doubt::Empty),
            _ if self.is_map(slot, address, reached) => {
                if is_nested(address) {
                    Verdict::Document(Doubt::Nested)
                } else {
                    Verdict::Container(ContainerKind::Map)
                }
            }
            _ => Verdict::Container(ContainerKind::Structure),
        }
    }

    /// Whether the objects at a place are a map: the recipe decides, else the keys.
    fn is_map(&mut self, slot: u32, address: &ShapeId, reached: Reached) -> bool {
        if let (Reached::Root, Some(decided)) = (reached, self.root_is_map) {
            return decided;
        }
        let found = self.observed.slot(slot);
        if let (Some(kind), None) = (self.kinds.get(&address.0), found.values) {
            return *kind == EntityKind::Map;
        }
        let Some(why) = maps::why_map(&self.observed, found) else {
            return false;
        };
        let mut note = Diagnostic::new(
            &codes::MAP_GUESSED,
            format!("`{address}` is taken for a map: {why}"),
        )
        .help(format!(
            "if it is an entity, set `kind = \"entity\"` in `[entities.{}]` of the recipe",
            crate::json::quote(&address.0)
        ));
        note.place = first(found).map(|spot| self.observed.place(spot));
        self.report.diagnostics.push(note);
        true
    }

    fn report(&mut self, doubt: Doubt, slot: u32, address: &ShapeId) {
        let finding = doubt.finding(&self.observed, slot, address);
        self.report.diagnostics.push(finding);
    }

    fn decide(&mut self, slot: u32, address: &ShapeId, verdict: &Verdict, reached: Reached) {
        let found = self.observed.slot(slot);
        let mut words = vec![verdict.name().to_owned()];
        if let Reached::Member { present, objects } = reached {
            let always = present == objects;
            words.push(
                if always {
                    "always there"
                } else {
                    "sometimes absent"
                }
                .to_owned(),
            );
        }
        if !matches!(verdict, Verdict::Document(Doubt::Null)) {
            let null = found.count(Seen::Null) > 0;
            words.push(if null { "sometimes null" } else { "never null" }.to_owned());
        }
        let is_map = matches!(verdict, Verdict::Container(ContainerKind::Map));
        let mut evidence = self.observed.evidence(found, reached);
        if is_map && let Some(why) = maps::why_map(&self.observed, found) {
            evidence = format!("{why}; {evidence}");
        }
        let unknown = matches!(verdict, Verdict::Document(Doubt::Empty | Doubt::Null));
        self.report.decisions.push(Decision {
            subject: address.0.clone(),
            verdict: words.join(", "),
            evidence,
            guessed: unknown || is_map && !self.kinds.contains_key(&address.0),
            origin: self.observed.origin(first(found)),
        });
        let found_huge = found.count(Seen::Huge) > 0;
        let is_list = matches!(verdict, Verdict::Container(ContainerKind::List));
        if is_list && found.items.is_none() {
            self.report(Doubt::Empty, slot, address);
        }
        if found_huge {
            self.report(Doubt::Huge, slot, address);
        }
    }
}

impl Verdict {
    fn name(&self) -> &'static str {
        match self {
            Self::Container(ContainerKind::List) => "List",
            Self::Container(ContainerKind::Map) => "Map",
            Self::Container(ContainerKind::Structure) => "Entity",
            Self::Document(_) => "Document",
            Self::Simple(simple) => match simple {
                Simple::Blob => "Binary",
                Simple::Boolean => "Boolean",
                Simple::Decimal => "Decimal",
                Simple::Integer => "Integer",
                Simple::Long => "Long",
                Simple::String => "String",
                Simple::Timestamp(_) => "DateTime",
                _ => "Document",
            },
        }
    }
}

fn number(slot: &Slot) -> Simple {
    if slot.count(Seen::Huge) + slot.count(Seen::Decimal) > 0 {
        Simple::Decimal
    } else if slot.count(Seen::Long) > 0 {
        Simple::Long
    } else {
        Simple::Integer
    }
}

/// A date and time only if every text is one, and all in the same form.
fn text(slot: &Slot) -> Simple {
    let seen = [Seen::Text, Seen::DateTime, Seen::HttpDate].map(|form| slot.count(form) > 0);
    match seen {
        [false, true, false] => Simple::Timestamp(TimestampFormat::DateTime),
        [false, false, true] => Simple::Timestamp(TimestampFormat::HttpDate),
        _ => Simple::String,
    }
}
