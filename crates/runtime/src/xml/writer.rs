use std::collections::BTreeMap;
use std::fmt::{Debug, Display, Write};

use super::text::{Value, push_text};
use crate::base64;
use crate::date_time::{DateTime, DateTimeFormat};

/// Writes one XML document; tags and escapes are its business.
///
/// The functions that write a value all have the form `fn(&mut XmlWriter, &T)`, and so has the
/// `write` of an entity. They are called between the start and the end tag of their element, and may
/// write attributes first. Names of elements and attributes come from a model and are written as
/// they are.
///
/// ```
/// use connector_runtime::XmlWriter;
///
/// let (gender, engine, tags) = (Some("a<b"), None::<String>, ["a", "b"]);
/// let mut writer = XmlWriter::new();
/// writer.root("Voice", Some(("", "https://polly.example")), |writer| {
///     writer.attribute("id", Some(&7));
///     writer.member("Gender", gender.as_ref(), XmlWriter::string);
///     writer.member("Engine", engine.as_ref(), XmlWriter::string);
///     writer.list("Tags", "member", Some(&tags), XmlWriter::string);
/// });
/// assert_eq!(
///     writer.finish(),
///     "<Voice xmlns=\"https://polly.example\" id=\"7\"><Gender>a&lt;b</Gender>\
///      <Tags><member>a</member><member>b</member></Tags></Voice>",
/// );
/// ```
#[derive(Debug, Default)]
pub struct XmlWriter {
    text: String,
    /// Whether the last start tag still lacks its `>`, so that attributes can be added.
    in_tag: bool,
}

impl XmlWriter {
    /// A writer of an empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// The text written.
    pub fn finish(self) -> String {
        self.text
    }

    /// Writes the root element, in a namespace (prefix, URI) if it has one.
    pub fn root(
        &mut self,
        name: &str,
        namespace: Option<(&str, &str)>,
        write: impl FnOnce(&mut Self),
    ) {
        self.begin(name);
        if let Some((prefix, uri)) = namespace {
            self.namespace(prefix, uri);
        }
        write(self);
        self.end(name);
    }

    /// Declares a namespace at the element being written; without a prefix it is the default one. Gives the writer
    /// back, so that an element function can go on.
    pub fn namespace(&mut self, prefix: &str, uri: &str) -> &mut Self {
        match prefix {
            "" => self.attribute("xmlns", Some(uri)),
            _ => self.attribute(&format!("xmlns:{prefix}"), Some(uri)),
        }
        self
    }

    /// Writes an attribute of the element being written, or nothing where there is no value.
    ///
    /// Attributes come before members; what comes too late is left out.
    pub fn attribute<T: Display + ?Sized>(&mut self, name: &str, value: Option<&T>) {
        if let (Some(value), true) = (value, self.in_tag) {
            write!(self.text, " {name}=\"").expect("writing to a string cannot fail");
            write!(Value(&mut self.text), "{value}").expect("writing to a string cannot fail");
            self.text.push('"');
        }
    }

    /// Writes a member, or nothing where there is no value.
    pub fn member<T: ?Sized>(
        &mut self,
        name: &str,
        value: Option<&T>,
        write: impl Fn(&mut Self, &T),
    ) {
        if let Some(value) = value {
            self.begin(name);
            write(self, value);
            self.end(name);
        }
    }

    /// Writes a member whose element declares a namespace (prefix, URI).
    pub fn member_in<T: ?Sized>(
        &mut self,
        namespace: (&str, &str),
        name: &str,
        value: Option<&T>,
        write: impl Fn(&mut Self, &T),
    ) {
        self.member(name, value, |writer, value| {
            writer.namespace(namespace.0, namespace.1);
            write(writer, value);
        });
    }

    /// Writes a list in a wrapper, or nothing where there is none.
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

    /// Writes a list in a wrapper that declares a namespace (prefix, URI).
    pub fn list_in<T>(
        &mut self,
        namespace: (&str, &str),
        name: &str,
        item: &str,
        items: Option<&[T]>,
        write: impl Fn(&mut Self, &T),
    ) {
        self.member_in(namespace, name, items, |writer, items| {
            writer.children(item, items, &write);
        });
    }

    /// Writes a list without a wrapper.
    pub fn items<T>(&mut self, name: &str, items: Option<&[T]>, write: impl Fn(&mut Self, &T)) {
        self.children(name, items.unwrap_or_default(), write);
    }

    /// Writes a list without a wrapper, each element of which declares a namespace (prefix, URI).
    pub fn items_in<T>(
        &mut self,
        namespace: (&str, &str),
        name: &str,
        items: Option<&[T]>,
        write: impl Fn(&mut Self, &T),
    ) {
        for item in items.unwrap_or_default() {
            self.member_in(namespace, name, Some(item), &write);
        }
    }

    /// Writes a map in a wrapper, or nothing where there is none.
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

    /// Writes a map without a wrapper.
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

    /// Writes a list as children of the element being written.
    pub fn children<T>(&mut self, item: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        for value in items {
            self.member(item, Some(value), &write);
        }
    }

    /// Writes a map as children of the element being written.
    pub fn pairs<T>(
        &mut self,
        entry: &str,
        key: &str,
        value: &str,
        entries: &BTreeMap<String, T>,
        write: impl Fn(&mut Self, &T),
    ) {
        for pair in entries {
            self.member(entry, Some(&pair), |writer, pair| {
                writer.member(key, Some(pair.0), Self::string);
                writer.member(value, Some(pair.1), &write);
            });
        }
    }

    /// Writes a value, or leaves its element empty where there is none.
    pub fn nullable<T>(&mut self, value: &Option<T>, write: impl Fn(&mut Self, &T)) {
        if let Some(value) = value {
            write(self, value);
        }
    }

    /// Writes a string: any text, or an enumeration.
    pub fn string<T: AsRef<str> + ?Sized>(&mut self, value: &T) {
        self.close_tag();
        push_text(&mut self.text, value.as_ref());
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

    /// Writes what cannot hold a character of markup.
    fn plain(&mut self, value: &dyn Debug) {
        self.close_tag();
        write!(self.text, "{value:?}").expect("writing to a string cannot fail");
    }

    fn begin(&mut self, name: &str) {
        self.close_tag();
        self.text.push('<');
        self.text.push_str(name);
        self.in_tag = true;
    }

    fn end(&mut self, name: &str) {
        if self.in_tag {
            self.text.push_str("/>");
            self.in_tag = false;
            return;
        }
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    fn close_tag(&mut self) {
        if self.in_tag {
            self.text.push('>');
            self.in_tag = false;
        }
    }
}

/// The name of a float that has no digits (Smithy 2.0, "Simple shape serialization").
pub(crate) fn infinite(value: f64) -> Option<&'static str> {
    match value {
        value if value.is_nan() => Some("NaN"),
        f64::INFINITY => Some("Infinity"),
        f64::NEG_INFINITY => Some("-Infinity"),
        _ => None,
    }
}
