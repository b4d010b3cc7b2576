use std::collections::BTreeMap;

use super::head::{self, push};
use crate::date_time::DateTime;
use crate::json::{Document, Number};

/// Writes one CBOR data item with definite lengths and the shortest integers (RFC 8949, section 4.1);
/// floats keep their width.
///
/// The functions that write a value all have the form `fn(&mut CborWriter, &T)`, and so has the `write`
/// of an entity; they are handed to the functions that write members, lists and maps.
///
/// ```
/// use connector_runtime::CborWriter;
///
/// let (gender, engine) = (Some("F"), None::<String>);
/// let mut writer = CborWriter::new();
/// writer.begin_object();
/// writer.member("Gender", gender.as_ref(), CborWriter::string);
/// writer.member("Engine", engine.as_ref(), CborWriter::string);
/// writer.key("Rates").list(&[8, 16], CborWriter::integer);
/// writer.end_object();
/// assert_eq!(writer.finish(), b"\xa2\x66Gender\x61F\x65Rates\x82\x08\x10");
/// ```
#[derive(Debug, Default)]
pub struct CborWriter {
    bytes: Vec<u8>,
    open: Vec<Object>,
}

/// A map whose members are still being counted; its head is completed at its end.
#[derive(Debug)]
struct Object {
    head: usize,
    members: u64,
}

impl CborWriter {
    /// A writer of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The bytes written.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// Starts a map whose entries are not counted yet.
    pub fn begin_object(&mut self) {
        let head = self.bytes.len();
        push(&mut self.bytes, head::MAP, 0);
        self.open.push(Object { head, members: 0 });
    }

    /// Ends the innermost map.
    pub fn end_object(&mut self) {
        let Some(Object { head, members }) = self.open.pop() else {
            return;
        };
        let mut counted = Vec::with_capacity(9);
        push(&mut counted, head::MAP, members);
        // Moves what follows only where there are more than 23 members.
        self.bytes.splice(head..=head, counted);
    }

    /// Writes a key; its value must follow.
    pub fn key(&mut self, name: &str) -> &mut Self {
        if let Some(object) = self.open.last_mut() {
            object.members += 1;
        }
        self.string(name);
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
        push(&mut self.bytes, head::ARRAY, items.len() as u64);
        for item in items {
            write(self, item);
        }
    }

    /// Writes a map whose keys are data.
    pub fn map<T>(&mut self, entries: &BTreeMap<String, T>, write: impl Fn(&mut Self, &T)) {
        push(&mut self.bytes, head::MAP, entries.len() as u64);
        for (key, value) in entries {
            self.string(key);
            write(self, value);
        }
    }

    /// Writes a value, or null where there is none.
    pub fn nullable<T>(&mut self, value: &Option<T>, write: impl Fn(&mut Self, &T)) {
        match value {
            Some(value) => write(self, value),
            None => self.null(),
        }
    }

    /// Writes null.
    pub fn null(&mut self) {
        push(&mut self.bytes, head::OTHER, head::NULL);
    }

    /// Writes a string: any text, or an enumeration.
    pub fn string<T: AsRef<str> + ?Sized>(&mut self, value: &T) {
        self.text(head::TEXT, value.as_ref().as_bytes());
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, value: &bool) {
        let value = if *value { head::TRUE } else { head::FALSE };
        push(&mut self.bytes, head::OTHER, value);
    }

    /// Writes an integer of 32 bits.
    pub fn integer(&mut self, value: &i32) {
        self.long(&i64::from(*value));
    }

    /// Writes an integer of 64 bits.
    pub fn long(&mut self, value: &i64) {
        match u64::try_from(*value) {
            Ok(value) => push(&mut self.bytes, head::UNSIGNED, value),
            Err(_) => push(&mut self.bytes, head::NEGATIVE, value.unsigned_abs() - 1),
        }
    }

    /// Writes a 32-bit float.
    pub fn float(&mut self, value: &f32) {
        self.bytes.push(head::OTHER << 5 | head::BYTES_4);
        self.bytes.extend(value.to_be_bytes());
    }

    /// Writes a 64-bit float.
    pub fn decimal(&mut self, value: &f64) {
        self.bytes.push(head::OTHER << 5 | head::BYTES_8);
        self.bytes.extend(value.to_be_bytes());
    }

    /// Writes a time under tag 1: an integer of seconds since 1970, a float where there is a fraction.
    pub fn epoch_seconds(&mut self, value: &DateTime) {
        push(&mut self.bytes, head::TAG, head::EPOCH);
        if value.nanos() == 0 {
            return self.long(&value.seconds());
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "floats of seconds are what the format has"
        )]
        let seconds = value.seconds() as f64;
        self.decimal(&(seconds + f64::from(value.nanos()) / 1e9));
    }

    /// Writes bytes.
    pub fn blob<T: AsRef<[u8]> + ?Sized>(&mut self, value: &T) {
        self.text(head::BYTES, value.as_ref());
    }

    /// Writes a value of any shape. Its own depth is walked on a stack.
    pub fn document(&mut self, value: &Document) {
        let mut steps = vec![Step::Value(value)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Key(name) => self.string(name),
                Step::Value(Document::Null) => self.null(),
                Step::Value(Document::Boolean(value)) => self.boolean(value),
                Step::Value(Document::Number(number)) => self.number(number),
                Step::Value(Document::String(text)) => self.string(text),
                Step::Value(Document::Array(items)) => {
                    push(&mut self.bytes, head::ARRAY, items.len() as u64);
                    steps.extend(items.iter().rev().map(Step::Value));
                }
                Step::Value(Document::Object(members)) => {
                    push(&mut self.bytes, head::MAP, members.len() as u64);
                    for (name, value) in members.iter().rev() {
                        steps.extend([Step::Value(value), Step::Key(name)]);
                    }
                }
            }
        }
    }

    fn number(&mut self, number: &Number) {
        match (number.as_i64(), number.as_str().parse()) {
            (Some(value), _) => self.long(&value),
            (None, Ok(value)) => push(&mut self.bytes, head::UNSIGNED, value),
            (None, Err(_)) => self.decimal(&number.as_f64()),
        }
    }

    fn text(&mut self, major: u8, content: &[u8]) {
        push(&mut self.bytes, major, content.len() as u64);
        self.bytes.extend_from_slice(content);
    }
}

enum Step<'a> {
    Key(&'a str),
    Value(&'a Document),
}
