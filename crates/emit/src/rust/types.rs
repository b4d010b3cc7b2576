//! Types of Rust for the values of the domain model, and the runtime's functions that read and write them.

use std::collections::BTreeSet;

use connector_model::domain::{Domain, Entity, Member, Role, Value};
use connector_model::service::{Evidence, Presence, TimestampFormat};

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
}

/// How a member is held by its structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// In an `Option`: it may be absent.
    Optional,
    /// As it is, because a request must have it.
    Required,
    /// As a `Vec` or a map, empty where it is absent.
    Collection,
}

/// Members that a structure with a constructor may have: a longer `new` is nobody's idea of readable.
const CONSTRUCTED: usize = 80;

/// Parameters that `new` may have before clippy calls them too many.
const PARAMETERS: usize = 7;

/// Plain `bool` fields that a structure may have before clippy calls them too many.
const BOOLEANS: usize = 3;

/// How a member is held. What is received is read leniently, so only entities that are sent alone have
/// members that must be there.
pub fn holding(entity: &Entity, member: &Member) -> Holding {
    match member.value {
        Value::List(_) | Value::Map(_) => Holding::Collection,
        Value::Boolean if is_required(entity, member) && required_booleans(entity) > BOOLEANS => {
            Holding::Optional
        }
        _ if is_required(entity, member) && is_constructed(entity) => Holding::Required,
        _ => Holding::Optional,
    }
}

/// Whether the member must be given by whoever sends the entity.
fn is_required(entity: &Entity, member: &Member) -> bool {
    let sent_alone = !entity.received && (entity.sent || entity.role == Role::Request);
    sent_alone && member.presence == Presence::Required && !member.nullable
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

/// Whether a structure has no `Default`, because a member has to be given.
pub fn has_required(entity: &Entity) -> bool {
    entity
        .members
        .iter()
        .any(|member| holding(entity, member) == Holding::Required)
}

/// A member that a request must have and that its structure holds in an `Option`.
pub fn is_checked(entity: &Entity, member: &Member) -> bool {
    entity.role == Role::Request
        && member.presence == Presence::Required
        && !member.nullable
        && holding(entity, member) == Holding::Optional
}

impl Lookup<'_> {
    /// Type of a value.
    pub fn value_type(&self, value: &Value) -> RsType {
        match value {
            Value::Blob => RsType::fixed("Vec<u8>"),
            Value::Boolean => RsType::fixed("bool"),
            Value::Decimal => RsType::fixed("f64"),
            Value::Entity(id) => RsType::named(&self.names.entities[id.0].ident),
            Value::Enumeration(id) => RsType::named(&self.names.enumerations[id.0].ident),
            // A sample proves no upper bound; a model states one.
            Value::Integer if self.domain.evidence == Evidence::Model => RsType::fixed("i32"),
            Value::Integer | Value::Long => RsType::fixed("i64"),
            Value::List(item) => self.value_type(item).vec(),
            Value::Map(item) => self.value_type(item).map(),
            Value::Nullable(inner) => self.value_type(inner).option(),
            Value::String => RsType::fixed("String"),
            Value::Timestamp(_) => RsType::fixed("DateTime"),
            _ => RsType::fixed("Document"),
        }
    }

    /// Type of the field of a member.
    pub fn field_type(&self, entity: &Entity, member: &Member) -> RsType {
        let plain = self.value_type(&member.value);
        let plain = if member.boxed && matches!(member.value, Value::Entity(_)) {
            plain.boxed()
        } else {
            plain
        };
        match holding(entity, member) {
            Holding::Optional => plain.option(),
            Holding::Required | Holding::Collection => plain,
        }
    }

    /// The function that reads a value.
    pub fn reader(&self, value: &Value) -> Expr {
        match value {
            Value::Entity(_) | Value::Enumeration(_) => {
                Expr::path(&self.value_type(value), &RsIdent::fixed("read"))
            }
            Value::List(item) => self.reading_closure("list", item),
            Value::Map(item) => self.reading_closure("map", item),
            Value::Nullable(inner) => self.reading_closure("nullable", inner),
            scalar => Expr::fixed(reader_method(scalar, self.domain.evidence)),
        }
    }

    fn reading_closure(&self, method: &'static str, inner: &Value) -> Expr {
        let body = Expr::fixed("reader").method(method, vec![self.reader(inner)]);
        Expr::closure("reader", body)
    }

    /// The function that writes a value.
    pub fn writer(&self, value: &Value) -> Expr {
        match value {
            Value::Entity(_) => Expr::path(&self.value_type(value), &RsIdent::fixed("write")),
            Value::Enumeration(_) => Expr::fixed("JsonWriter::string"),
            Value::List(item) => self.writing_closure("list", item),
            Value::Map(item) => self.writing_closure("map", item),
            Value::Nullable(inner) => self.writing_closure("nullable", inner),
            scalar => Expr::fixed(writer_method(scalar, self.domain.evidence)),
        }
    }

    fn writing_closure(&self, method: &'static str, inner: &Value) -> Expr {
        let body =
            Expr::fixed("writer").method(method, vec![Expr::fixed("value"), self.writer(inner)]);
        Expr::procedure("writer, value", body)
    }
}

fn reader_method(value: &Value, evidence: Evidence) -> &'static str {
    match value {
        Value::Blob => "JsonReader::blob",
        Value::Boolean => "JsonReader::boolean",
        Value::Decimal => "JsonReader::decimal",
        Value::Integer if evidence == Evidence::Model => "JsonReader::integer",
        Value::Integer | Value::Long => "JsonReader::long",
        Value::String => "JsonReader::string",
        Value::Timestamp(TimestampFormat::DateTime) => "JsonReader::date_time",
        Value::Timestamp(TimestampFormat::EpochSeconds) => "JsonReader::epoch_seconds",
        Value::Timestamp(TimestampFormat::HttpDate) => "JsonReader::http_date",
        _ => "JsonReader::document",
    }
}

/// The function of the writer that mirrors [`reader_method`].
pub fn writer_method(value: &Value, evidence: Evidence) -> &'static str {
    match value {
        Value::Blob => "JsonWriter::blob",
        Value::Boolean => "JsonWriter::boolean",
        Value::Decimal => "JsonWriter::decimal",
        Value::Integer if evidence == Evidence::Model => "JsonWriter::integer",
        Value::Integer | Value::Long => "JsonWriter::long",
        Value::String | Value::Enumeration(_) => "JsonWriter::string",
        Value::Timestamp(TimestampFormat::DateTime) => "JsonWriter::date_time",
        Value::Timestamp(TimestampFormat::EpochSeconds) => "JsonWriter::epoch_seconds",
        Value::Timestamp(TimestampFormat::HttpDate) => "JsonWriter::http_date",
        _ => "JsonWriter::document",
    }
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
            Value::Entity(id) => self.own(&lookup.names.entities[id.0].ident),
            Value::Enumeration(id) => self.own(&lookup.names.enumerations[id.0].ident),
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
            Value::Enumeration(id) if codec == "JsonReader" => {
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
