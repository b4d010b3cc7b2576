use std::collections::BTreeMap;
use std::fmt::{Debug, Write};

use super::Document;
use super::text::push_quoted;
use crate::base64;
use crate::date_time::{DateTime, DateTimeFormat};

/// Writes one JSON text; commas and escapes are its business.
///
/// The functions that write a value all have the form `fn(&mut JsonWriter, &T)`, and so has the
/// `write` of an entity; they are handed to the functions that write members, lists and maps.
///
/// ```
/// use connector_runtime::JsonWriter;
///
/// let (gender, engine, tags) = (Some("Female"), None::<String>, ["a", "b"]);
/// let mut writer = JsonWriter::new();
/// writer.begin_object();
/// writer.member("Gender", gender.as_ref(), JsonWriter::string);
/// writer.member("Engine", engine.as_ref(), JsonWriter::string);
/// writer.key("Tags").list(&tags, JsonWriter::string);
/// writer.end_object();
/// assert_eq!(writer.finish(), r#"{"Gender":"Female","Tags":["a","b"]}"#);
/// ```
#[derive(Debug, Default)]
pub struct JsonWriter {
    text: String,
    /// Whether a value has just ended, so that a comma must stand before the next one.
    after_value: bool,
}

impl JsonWriter {
    /// A writer of an empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// The text written.
    pub fn finish(self) -> String {
        self.text
    }

    /// Starts an object.
    pub fn begin_object(&mut self) {
        self.value().push('{');
        self.after_value = false;
    }

    /// Ends the innermost object.
    pub fn end_object(&mut self) {
        self.text.push('}');
        self.after_value = true;
    }

    /// Writes an object: that of the value, or an empty one where there is none.
    pub fn object<T>(&mut self, value: Option<&T>, write: impl Fn(&mut Self, &T)) {
        if let Some(value) = value {
            write(self, value);
        } else {
            self.begin_object();
            self.end_object();
        }
    }

    /// Writes a key; its value must follow.
    pub fn key(&mut self, name: &str) -> &mut Self {
        self.separate();
        push_quoted(&mut self.text, name);
        self.text.push(':');
        self
    }

    /// Writes a member, or nothing where there is no value.
    pub fn member<T: ?Sized>(
        &mut self,
        name: &str,
        value: Option<&T>,
        write: impl Fn(&mut Self, &T),
    ) {
        if let Some(value) = value {
            write(self.key(name), value);
        }
    }

    /// Writes an array as a member, or nothing where it is empty.
    pub fn member_list<T>(&mut self, name: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        if !items.is_empty() {
            self.key(name).list(items, write);
        }
    }

    /// Writes a map as a member, or nothing where it is empty.
    pub fn member_map<T>(
        &mut self,
        name: &str,
        entries: &BTreeMap<String, T>,
        write: impl Fn(&mut Self, &T),
    ) {
        if !entries.is_empty() {
            self.key(name).map(entries, write);
        }
    }

    /// Writes an array as a member, an empty one too, or nothing where there is none.
    pub fn given_list<T>(
        &mut self,
        name: &str,
        items: Option<&[T]>,
        write: impl Fn(&mut Self, &T),
    ) {
        if let Some(items) = items {
            self.key(name).list(items, write);
        }
    }

    /// Writes a map as a member, an empty one too, or nothing where there is none.
    pub fn given_map<T>(
        &mut self,
        name: &str,
        entries: Option<&BTreeMap<String, T>>,
        write: impl Fn(&mut Self, &T),
    ) {
        if let Some(entries) = entries {
            self.key(name).map(entries, write);
        }
    }

    /// Writes an array.
    pub fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.value().push('[');
        self.after_value = false;
        for item in items {
            write(self, item);
        }
        self.text.push(']');
        self.after_value = true;
    }

    /// Writes an object whose keys are data.
    pub fn map<T>(&mut self, entries: &BTreeMap<String, T>, write: impl Fn(&mut Self, &T)) {
        self.begin_object();
        for (key, value) in entries {
            write(self.key(key), value);
        }
        self.end_object();
    }

    /// Writes a value, or `null` where there is none.
    pub fn nullable<T>(&mut self, value: &Option<T>, write: impl Fn(&mut Self, &T)) {
        match value {
            Some(value) => write(self, value),
            None => self.null(),
        }
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.value().push_str("null");
    }

    /// Writes a string: any text, or an enumeration.
    pub fn string<T: AsRef<str> + ?Sized>(&mut self, value: &T) {
        push_quoted(self.value(), value.as_ref());
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, value: &bool) {
        self.value().push_str(if *value { "true" } else { "false" });
    }

    /// Writes an integer of 32 bits.
    pub fn integer(&mut self, value: &i32) {
        self.long(&i64::from(*value));
    }

    /// Writes an integer of 64 bits.
    pub fn long(&mut self, value: &i64) {
        write!(self.value(), "{value}").expect("writing to a string cannot fail");
    }

    /// Writes a 32-bit float in the shortest form that reads back to the same bits, or as the strings
    /// of [`decimal`](Self::decimal).
    pub fn float(&mut self, value: &f32) {
        self.number(f64::from(*value), value);
    }

    /// Writes a float in the shortest form that reads back to the same bits.
    ///
    /// What JSON numbers cannot say becomes the string `NaN`, `Infinity` or `-Infinity`.
    pub fn decimal(&mut self, value: &f64) {
        self.number(*value, value);
    }

    fn number(&mut self, value: f64, digits: &dyn Debug) {
        let text = self.value();
        match value {
            f64::INFINITY => text.push_str("\"Infinity\""),
            f64::NEG_INFINITY => text.push_str("\"-Infinity\""),
            value if value.is_nan() => text.push_str("\"NaN\""),
            _ => write!(text, "{digits:?}").expect("writing to a string cannot fail"),
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
        let text = value.epoch_seconds();
        self.value().push_str(&text);
    }

    /// Writes bytes in base64.
    pub fn blob<T: AsRef<[u8]> + ?Sized>(&mut self, value: &T) {
        let encoded = base64::encode(value.as_ref());
        self.string(&encoded);
    }

    /// Writes a value of any shape. Its own depth is walked on a stack.
    pub fn document(&mut self, value: &Document) {
        let mut steps = vec![Step::Value(value)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Member(name, value) => {
                    self.key(name);
                    steps.push(Step::Value(value));
                }
                Step::End(bracket) => {
                    self.text.push(bracket);
                    self.after_value = true;
                }
                Step::Value(Document::Null) => self.null(),
                Step::Value(Document::Boolean(value)) => self.boolean(value),
                Step::Value(Document::Number(number)) => self.value().push_str(number.as_str()),
                Step::Value(Document::String(text)) => self.string(text),
                Step::Value(Document::Array(items)) => {
                    self.value().push('[');
                    self.after_value = false;
                    steps.push(Step::End(']'));
                    steps.extend(items.iter().rev().map(Step::Value));
                }
                Step::Value(Document::Object(members)) => {
                    self.begin_object();
                    steps.push(Step::End('}'));
                    let members = members.iter().rev();
                    steps.extend(members.map(|(name, value)| Step::Member(name, value)));
                }
            }
        }
    }

    /// The text, ready for a value: with the comma that must stand before it.
    fn value(&mut self) -> &mut String {
        self.separate();
        self.after_value = true;
        &mut self.text
    }

    fn separate(&mut self) {
        if self.after_value {
            self.text.push(',');
            self.after_value = false;
        }
    }
}

enum Step<'a> {
    Value(&'a Document),
    Member(&'a str, &'a Document),
    End(char),
}
