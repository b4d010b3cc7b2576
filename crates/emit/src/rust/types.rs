//! Types of Rust for the values of the domain model, and the runtime's functions that read and write them.

use std::collections::BTreeSet;

use connector_model::domain::{Domain, Entity, Level, Member, Role, Value};
use connector_model::endpoint_rules::RuleSet;
use connector_model::service::{Evidence, Presence};

use super::codec::{self, Format};
use super::names::Names;
use crate::text::layout::{Expr, import, import_from, version_order};
use crate::text::{RsCode, RsIdent, RsType};

/// What the views look up: the domain model and its names.
#[derive(Debug, Clone, Copy)]
pub struct Lookup<'a> {
    /// The domain model.
    pub domain: &'a Domain,
    /// Its names in Rust.
    pub names: &'a Names,
    /// The endpoint rules of the service with what the operations decide folded in.
    pub rules: Option<&'a RuleSet>,
}

/// How a member is held by its structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// In an `Option`: it may be absent.
    Optional,
    /// As it is, because a request must have it.
    Required,
    /// As a `Vec`, a map or a stream, empty where it is absent.
    Collection,
}

/// Members that a structure with a constructor may have: a longer `new` is nobody's idea of readable.
const CONSTRUCTED: usize = 80;

/// Parameters that `new` may have before clippy calls them too many.
const PARAMETERS: usize = 7;

/// Plain `bool` fields that a structure may have before clippy calls them too many.
const BOOLEANS: usize = 3;

/// Whether the member must be given by whoever sends the entity.
fn is_required(entity: &Entity, member: &Member) -> bool {
    let sent_alone = !entity.received && (entity.sent || entity.role == Role::Request);
    sent_alone
        && member.presence == Presence::Required
        && !member.nullable
        && !member.traits.idempotency_token
}

/// Whether `new` takes what the entity must have; else its fields are options, and what is missing is found
/// before anything is sent.
fn is_constructed(entity: &Entity) -> bool {
    let alone = |member: &&Member| {
        is_required(entity, member) && !matches!(member.value, Value::List(_) | Value::Map(_))
    };
    entity.members.len() <= CONSTRUCTED && entity.members.iter().filter(alone).count() <= PARAMETERS
}

fn required_booleans(entity: &Entity) -> usize {
    let boolean = |member: &&Member| member.value == Value::Boolean && is_required(entity, member);
    entity.members.iter().filter(boolean).count()
}

/// Whether a value is a body that is not held in memory.
pub fn is_stream(value: &Value) -> bool {
    matches!(value, Value::Stream | Value::EventStream(_))
}

impl Lookup<'_> {
    /// How a member is held. What is received is read leniently, so only entities that are sent alone have
    /// members that must be there.
    ///
    /// A model says whether a collection that is sent may be absent, which services tell from an empty one.
    pub fn holding(&self, entity: &Entity, member: &Member) -> Holding {
        let is_sent = entity.sent || entity.role == Role::Request;
        match member.value {
            Value::List(_) | Value::Map(_) => {
                let may_be_absent = self.domain.evidence == Evidence::Model
                    && is_sent
                    && member.presence != Presence::Required;
                if may_be_absent {
                    Holding::Optional
                } else {
                    Holding::Collection
                }
            }
            Value::Boolean
                if is_required(entity, member) && required_booleans(entity) > BOOLEANS =>
            {
                Holding::Optional
            }
            _ if is_required(entity, member) && is_constructed(entity) => Holding::Required,
            // No events are as good as none given.
            Value::EventStream(_) => Holding::Collection,
            Value::Stream if !is_sent => Holding::Collection,
            _ => Holding::Optional,
        }
    }

    /// Whether a structure has no `Default`, because a member has to be given.
    pub fn has_required(&self, entity: &Entity) -> bool {
        entity
            .members
            .iter()
            .any(|member| self.holding(entity, member) == Holding::Required)
    }

    /// A member that a request must have and that its structure holds in an `Option`.
    pub fn is_checked(&self, entity: &Entity, member: &Member) -> bool {
        entity.role == Role::Request
            && member.presence == Presence::Required
            && !member.nullable
            && !member.traits.idempotency_token
            && self.holding(entity, member) == Holding::Optional
    }

    /// Whether a value stands in an allocation of its own: because of recursion, or because a variant of a union would
    /// be much larger than the others.
    pub fn is_boxed(&self, entity: &Entity, member: &Member) -> bool {
        let Value::Entity(id) = member.value else {
            return false;
        };
        member.boxed || entity.role == Role::Union && self.names.is_large[id.0]
    }

    /// Type of a value.
    pub fn value_type(&self, value: &Value) -> RsType {
        match value {
            Value::Blob => RsType::fixed("Vec<u8>"),
            Value::Boolean => RsType::fixed("bool"),
            Value::Decimal => RsType::fixed("f64"),
            Value::Entity(id) => RsType::named(&self.names.entities[id.0].ident),
            Value::Enumeration(id) => RsType::named(&self.names.enumerations[id.0].ident),
            Value::Float => RsType::fixed("f32"),
            // A sample proves no upper bound; a model states one.
            Value::Integer if self.domain.evidence == Evidence::Model => RsType::fixed("i32"),
            Value::Integer | Value::Long => RsType::fixed("i64"),
            Value::List(item) => self.value_type(item).vec(),
            Value::Map(item) => self.value_type(item).map(),
            Value::Nullable(inner) => self.value_type(inner).option(),
            Value::EventStream(id) => {
                RsType::fixed("EventStream").of(&self.names.entities[id.0].ident)
            }
            Value::Stream => RsType::fixed("ByteStream"),
            Value::String => RsType::fixed("String"),
            Value::Timestamp(_) => RsType::fixed("DateTime"),
            _ => RsType::fixed("Document"),
        }
    }

    /// Type of the runtime that holds the events of an entity: those that are sent, or those that come in.
    pub fn events(entity: &Entity) -> &'static str {
        if entity.role == Role::Request {
            "EventSource"
        } else {
            "EventStream"
        }
    }

    /// Type of the value of a member, in a box where it needs one.
    pub fn member_type(&self, entity: &Entity, member: &Member) -> RsType {
        let plain = match member.value {
            Value::EventStream(id) => {
                RsType::fixed(Self::events(entity)).of(&self.names.entities[id.0].ident)
            }
            _ => self.value_type(&member.value),
        };
        if self.is_boxed(entity, member) {
            plain.boxed()
        } else {
            plain
        }
    }

    /// Type of the field of a member.
    pub fn field_type(&self, entity: &Entity, member: &Member) -> RsType {
        let plain = self.member_type(entity, member);
        match self.holding(entity, member) {
            Holding::Optional => plain.option(),
            Holding::Required | Holding::Collection => plain,
        }
    }

    /// The format of requests.
    pub fn requests(&self) -> Format {
        codec::requests(self.domain)
    }

    /// The format of answers.
    pub fn answers(&self) -> Format {
        codec::answers(self.domain)
    }

    /// The function that reads a value; `levels` names what is inside of it on the wire.
    pub fn reader(&self, value: &Value, levels: &[Level]) -> Expr {
        match value {
            Value::Entity(_) | Value::Enumeration(_) => {
                Expr::path(&self.value_type(value), &RsIdent::fixed("read"))
            }
            Value::List(item) | Value::Map(item) => {
                let method = if matches!(value, Value::List(_)) {
                    "list"
                } else {
                    "map"
                };
                let mut args = self.names_inside(self.answers(), value, levels);
                args.push(self.reader(item, inner(levels)));
                Expr::closure("reader", Expr::fixed("reader").method(method, args))
            }
            Value::Nullable(inner) => {
                let args = vec![self.reader(inner, levels)];
                Expr::closure("reader", Expr::fixed("reader").method("nullable", args))
            }
            value => codec::scalar(self.answers().reader(), value, self.domain.evidence),
        }
    }

    /// The function that writes a value.
    pub fn writer(&self, value: &Value, levels: &[Level]) -> Expr {
        match value {
            Value::Entity(_) => Expr::path(&self.value_type(value), &RsIdent::fixed("write")),
            Value::List(item) | Value::Map(item) => {
                let is_list = matches!(value, Value::List(_));
                let method = match (is_list, self.requests().is_keyed()) {
                    (true, true) => "list",
                    (false, true) => "map",
                    (true, false) => "children",
                    (false, false) => "pairs",
                };
                let mut args = self.names_inside(self.requests(), value, levels);
                args.push(Expr::fixed("value"));
                args.push(self.item_writer(item, levels));
                writing_closure(Expr::fixed("writer").method(method, args))
            }
            Value::Nullable(inner) => {
                let args = vec![Expr::fixed("value"), self.writer(inner, levels)];
                writing_closure(Expr::fixed("writer").method("nullable", args))
            }
            value => codec::scalar(self.requests().writer(), value, self.domain.evidence),
        }
    }

    /// The function that writes the items of a list or the values of a map.
    pub fn item_writer(&self, item: &Value, levels: &[Level]) -> Expr {
        let write = self.writer(item, inner(levels));
        let Some(namespace) = codec::item_namespace(levels.first()) else {
            return write;
        };
        if self.requests() != Format::Xml {
            return write;
        }
        let writer = Expr::fixed("writer").method("namespace", codec::namespace(namespace));
        writing_closure(Expr::applied(write, vec![writer, Expr::fixed("value")]))
    }

    /// Names of what is inside of a list or a map, where the format has any.
    pub fn names_inside(&self, format: Format, value: &Value, levels: &[Level]) -> Vec<Expr> {
        if format.is_keyed() {
            return Vec::new();
        }
        let level = levels.first();
        if matches!(value, Value::List(_)) {
            return vec![Expr::text(codec::item_name(level))];
        }
        let (key, value) = codec::entry_names(level);
        vec![Expr::text("entry"), Expr::text(key), Expr::text(value)]
    }
}

fn writing_closure(body: Expr) -> Expr {
    Expr::procedure("writer, value", body)
}

/// The levels of what is inside of a list or a map.
pub fn inner(levels: &[Level]) -> &[Level] {
    levels.get(1..).unwrap_or_default()
}

/// What a file uses, collected while its views are made.
#[derive(Debug, Clone, Default)]
pub struct Uses {
    std: BTreeSet<&'static str>,
    runtime: BTreeSet<&'static str>,
    own: BTreeSet<RsIdent>,
}

impl Uses {
    /// A path of the standard library (`std::fmt`).
    pub fn std(&mut self, path: &'static str) {
        self.std.insert(path);
    }

    /// A name of the runtime.
    pub fn runtime(&mut self, name: &'static str) {
        self.runtime.insert(name);
    }

    /// A type of the connector.
    pub fn own(&mut self, name: &RsIdent) {
        self.own.insert(name.clone());
    }

    /// Not a type of the connector: the file itself defines it.
    pub fn defines(&mut self, name: &RsIdent) {
        self.own.remove(name);
    }

    /// The types in a field.
    pub fn field(&mut self, lookup: Lookup<'_>, value: &Value) {
        match value {
            Value::List(inner) | Value::Nullable(inner) => self.field(lookup, inner),
            Value::Map(inner) => {
                self.std("std::collections::BTreeMap");
                self.field(lookup, inner);
            }
            Value::Entity(id) | Value::EventStream(id) => {
                self.own(&lookup.names.entities[id.0].ident);
            }
            Value::Enumeration(id) => self.own(&lookup.names.enumerations[id.0].ident),
            Value::Stream => self.runtime("ByteStream"),
            Value::Timestamp(_) => self.runtime("DateTime"),
            Value::Document => self.runtime("Document"),
            _ => {}
        }
    }

    /// The types that the function for a value names; `codec` is the reader or the writer.
    pub fn codec(&mut self, lookup: Lookup<'_>, value: &Value, codec: &'static str) {
        match value {
            Value::List(inner) | Value::Nullable(inner) | Value::Map(inner) => {
                self.codec(lookup, inner, codec);
            }
            Value::Entity(id) => self.own(&lookup.names.entities[id.0].ident),
            Value::Enumeration(id) if codec.ends_with("Reader") => {
                self.own(&lookup.names.enumerations[id.0].ident);
            }
            _ => self.runtime(codec),
        }
    }

    /// All that another file uses too.
    pub fn extend(&mut self, other: Self) {
        self.std.extend(other.std);
        self.runtime.extend(other.runtime);
        self.own.extend(other.own);
    }

    /// Lines of `use` of a file outside of the library, which names the connector by its crate.
    pub fn groups_of_test(&self, library: &RsIdent) -> Vec<Vec<RsCode>> {
        let own: Vec<RsIdent> = self.own.iter().cloned().collect();
        let mut lines = vec![(library.as_str(), import_from(library, &own))];
        if !self.runtime.is_empty() {
            let names: Vec<RsIdent> = self
                .runtime
                .iter()
                .map(|name| RsIdent::fixed(name))
                .collect();
            lines.push(("connector_runtime", import("connector_runtime", &names)));
        }
        lines.sort_by(|(a, _), (b, _)| version_order(a, b));
        let lines: Vec<RsCode> = lines.into_iter().map(|(_, line)| line).collect();
        let mut groups = self.std_group();
        groups.push(lines);
        groups
    }

    fn std_group(&self) -> Vec<Vec<RsCode>> {
        let paths = self.std.iter().filter_map(|path| path.rsplit_once("::"));
        let lines: Vec<RsCode> = paths
            .map(|(path, name)| import(path, &[RsIdent::fixed(name)]))
            .collect();
        if lines.is_empty() {
            Vec::new()
        } else {
            vec![lines]
        }
    }

    /// Lines of `use`, in groups that blank lines separate.
    pub fn groups(&self, own: &'static str) -> Vec<Vec<RsCode>> {
        let list = |names: &BTreeSet<&'static str>| -> Vec<RsIdent> {
            names.iter().map(|name| RsIdent::fixed(name)).collect()
        };
        let mut groups = self.std_group();
        if !self.runtime.is_empty() {
            groups.push(vec![import("connector_runtime", &list(&self.runtime))]);
        }
        if !self.own.is_empty() {
            let names: Vec<RsIdent> = self.own.iter().cloned().collect();
            groups.push(vec![import(own, &names)]);
        }
        groups
    }
}
