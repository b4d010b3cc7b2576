//! The query protocols: requests as urlencoded fields with paths for names, answers in XML.

use std::collections::BTreeMap;
use std::fmt::{Debug, Write};

use crate::base64;
use crate::date_time::{DateTime, DateTimeFormat};
use crate::percent::{self, Keep};
use crate::request::Request;
use crate::xml::infinite;

const CONTENT_TYPE: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// Writes the fields of a request of the query and ec2 protocols.
///
/// The functions that write a value all have the form `fn(&mut QueryWriter, &T)`, and so has the
/// `write` of an entity: they write the fields below the name that the writer stands at.
///
/// ```
/// use connector_runtime::QueryWriter;
///
/// let mut writer = QueryWriter::query("ListVoices", "2016-06-10");
/// writer.member("Gender", Some("a&b"), QueryWriter::string);
/// writer.member("Engine", None::<&String>, QueryWriter::string);
/// writer.list("Rates", "member", Some(&[8000, 16000]), QueryWriter::integer);
/// assert_eq!(
///     writer.finish(),
///     "Action=ListVoices&Version=2016-06-10&Gender=a%26b&Rates.member.1=8000&Rates.member.2=16000",
/// );
/// ```
#[derive(Debug)]
pub struct QueryWriter {
    fields: String,
    /// The path of the current name, percent-encoded.
    path: String,
    dialect: Dialect,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Query,
    /// Lists are never wrapped, and not sent where they are empty.
    Ec2,
}

impl QueryWriter {
    /// A writer of a request of the query protocol.
    pub fn query(action: &str, version: &str) -> Self {
        Self::new(Dialect::Query, action, version)
    }

    /// A writer of a request of the ec2 protocol: lists are never wrapped, and not sent where they
    /// are empty.
    pub fn ec2(action: &str, version: &str) -> Self {
        Self::new(Dialect::Ec2, action, version)
    }

    fn new(dialect: Dialect, action: &str, version: &str) -> Self {
        let mut writer = Self {
            fields: String::with_capacity(128),
            path: String::with_capacity(64),
            dialect,
        };
        writer.member("Action", Some(action), Self::string);
        writer.member("Version", Some(version), Self::string);
        writer
    }

    /// The fields written.
    pub fn finish(self) -> String {
        self.fields
    }

    /// Writes a member, or nothing where there is no value.
    pub fn member<T: ?Sized>(
        &mut self,
        name: &str,
        value: Option<&T>,
        write: impl Fn(&mut Self, &T),
    ) {
        if let Some(value) = value {
            self.below(name, |writer| write(writer, value));
        }
    }

    /// Writes a list (`Name.item.1`), or nothing where there is none. An empty one is a field
    /// without a value, and nothing for ec2.
    pub fn list<T>(
        &mut self,
        name: &str,
        item: &str,
        items: Option<&[T]>,
        write: impl Fn(&mut Self, &T),
    ) {
        self.member(name, items, |writer, items| {
            writer.children(item, items, &write);
        });
    }

    /// Writes a list without the name of its items (`Name.1`).
    pub fn items<T>(&mut self, name: &str, items: Option<&[T]>, write: impl Fn(&mut Self, &T)) {
        self.member(name, items, |writer, items| writer.numbered(items, &write));
    }

    /// Writes a map (`Name.entry.1.key`), or nothing where there is none or it is empty.
    pub fn map<T>(
        &mut self,
        name: &str,
        entry: &str,
        key: &str,
        value: &str,
        entries: Option<&BTreeMap<String, T>>,
        write: impl Fn(&mut Self, &T),
    ) {
        self.member(name, entries, |writer, entries| {
            writer.pairs(entry, key, value, entries, &write);
        });
    }

    /// Writes a map without the name of its entries (`Name.1.key`).
    pub fn entries<T>(
        &mut self,
        name: &str,
        key: &str,
        value: &str,
        entries: Option<&BTreeMap<String, T>>,
        write: impl Fn(&mut Self, &T),
    ) {
        if let Some(entries) = entries {
            self.pairs(name, key, value, entries, write);
        }
    }

    /// Writes a list below the current name, as an item of another list.
    pub fn children<T>(&mut self, item: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        if items.is_empty() || self.dialect == Dialect::Ec2 {
            return self.numbered(items, write);
        }
        self.below(item, |writer| writer.numbered(items, write));
    }

    /// Writes a map below the current name, as an item of a list or another map.
    pub fn pairs<T>(
        &mut self,
        entry: &str,
        key: &str,
        value: &str,
        entries: &BTreeMap<String, T>,
        write: impl Fn(&mut Self, &T),
    ) {
        self.below(entry, |writer| {
            for (index, pair) in entries.iter().enumerate() {
                writer.at_index(index, |writer| {
                    writer.member(key, Some(pair.0), Self::string);
                    writer.member(value, Some(pair.1), &write);
                });
            }
        });
    }

    /// Writes a value, or a field without one where there is none.
    pub fn nullable<T>(&mut self, value: &Option<T>, write: impl Fn(&mut Self, &T)) {
        match value {
            Some(value) => write(self, value),
            None => self.string(""),
        }
    }

    /// Writes a string: any text, or an enumeration.
    pub fn string<T: AsRef<str> + ?Sized>(&mut self, value: &T) {
        percent::encode_into(self.field(), value.as_ref().as_bytes(), Keep::Nothing);
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, value: &bool) {
        self.plain(value);
    }

    /// Writes an integer of 32 bits.
    pub fn integer(&mut self, value: &i32) {
        self.plain(value);
    }

    /// Writes an integer of 64 bits.
    pub fn long(&mut self, value: &i64) {
        self.plain(value);
    }

    /// Writes a 32-bit float in the shortest form that reads back to the same bits, or `NaN`,
    /// `Infinity`, `-Infinity`.
    pub fn float(&mut self, value: &f32) {
        match infinite(f64::from(*value)) {
            Some(name) => self.string(name),
            None => self.plain(value),
        }
    }

    /// Writes a 64-bit float in the shortest form that reads back to the same bits, or `NaN`,
    /// `Infinity`, `-Infinity`.
    pub fn decimal(&mut self, value: &f64) {
        match infinite(*value) {
            Some(name) => self.string(name),
            None => self.plain(value),
        }
    }

    /// Writes a time as RFC 3339.
    pub fn date_time(&mut self, value: &DateTime) {
        self.string(&value.to_string());
    }

    /// Writes a time as in HTTP headers; one that this cannot carry as RFC 3339.
    pub fn http_date(&mut self, value: &DateTime) {
        let text = value
            .format(DateTimeFormat::HttpDate)
            .unwrap_or_else(|_| value.to_string());
        self.string(&text);
    }

    /// Writes a time as seconds since 1970, with a fraction if there is one.
    pub fn epoch_seconds(&mut self, value: &DateTime) {
        self.string(&value.epoch_seconds());
    }

    /// Writes bytes in base64.
    pub fn blob<T: AsRef<[u8]> + ?Sized>(&mut self, value: &T) {
        self.string(&base64::encode(value.as_ref()));
    }

    fn numbered<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        if items.is_empty() && self.dialect == Dialect::Query {
            self.string("");
        }
        for (index, item) in items.iter().enumerate() {
            self.at_index(index, |writer| write(writer, item));
        }
    }

    fn at_index(&mut self, index: usize, write: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        write!(self.path, ".{}", index + 1).expect("writing to a string cannot fail");
        write(self);
        self.path.truncate(length);
    }

    fn below(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        percent::encode_into(&mut self.path, name.as_bytes(), Keep::Nothing);
        write(self);
        self.path.truncate(length);
    }

    /// Writes what needs no encoding.
    fn plain(&mut self, value: &dyn Debug) {
        write!(self.field(), "{value:?}").expect("writing to a string cannot fail");
    }

    /// Starts a field of the current name; its value must follow.
    fn field(&mut self) -> &mut String {
        if !self.fields.is_empty() {
            self.fields.push('&');
        }
        self.fields.push_str(&self.path);
        self.fields.push('=');
        &mut self.fields
    }
}

impl Request {
    /// Sets the body to a request of the query protocol.
    pub fn action(&mut self, name: &str, version: &str, write: impl FnOnce(&mut QueryWriter)) {
        self.fields(QueryWriter::query(name, version), write);
    }

    /// Sets the body to a request of the ec2 protocol.
    pub fn ec2_action(&mut self, name: &str, version: &str, write: impl FnOnce(&mut QueryWriter)) {
        self.fields(QueryWriter::ec2(name, version), write);
    }

    fn fields(&mut self, mut writer: QueryWriter, write: impl FnOnce(&mut QueryWriter)) {
        write(&mut writer);
        self.bytes(CONTENT_TYPE, writer.finish());
    }
}
