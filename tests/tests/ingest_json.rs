//! The reader of sources against the published JSON texts and against another reader.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use connector_ingest::json::{self, Edits, Kind, Limits, NodeId, Tree};
use serde_json::Value;

fn vectors() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors/json-test-suite");
    let entries = fs::read_dir(&folder).expect("the vectors are in the repository");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            let name = path
                .file_name()
                .expect("files have names")
                .to_string_lossy();
            (
                name.into_owned(),
                fs::read(&path).expect("the file can be read"),
            )
        })
        .collect();
    files.sort();
    files
}

#[test]
fn the_published_texts_are_accepted_or_refused_as_they_say() {
    let mut counts = [0; 3];
    for (name, bytes) in vectors() {
        let read = json::read(0, &bytes, &Limits::default());
        match name.split_once('_').map(|(kind, _)| kind) {
            Some("y") => {
                assert!(read.is_ok(), "{name}: {:?}", read.err());
                counts[0] += 1;
            }
            Some("n") => {
                let error = read.err().unwrap_or_else(|| panic!("{name} was accepted"));
                assert!(!error.message.is_empty(), "{name}");
                counts[1] += 1;
            }
            _ => counts[2] += 1,
        }
    }
    assert_eq!(counts, [95, 188, 35]);
}

/// Numbers of a small generator (xorshift): the same texts in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("below a usize")
    }

    fn text(&mut self, depth: usize, out: &mut String) {
        const SCALARS: [&str; 14] = [
            "null",
            "true",
            "false",
            "0",
            "-1",
            "17.25",
            "1e3",
            "-2.5E-3",
            "\"\"",
            "\"a\"",
            "\"\\u00e9\\n\"",
            "\"\\ud83d\\ude00 é\"",
            "9007199254740993",
            "\"\\\\\\\"/\"",
        ];
        const SPACE: [&str; 4] = ["", " ", "\n\t", "          "];
        out.push_str(SPACE[self.below(SPACE.len())]);
        let count = self.below(5);
        match self.below(if depth == 0 { 1 } else { 3 }) {
            0 => out.push_str(SCALARS[self.below(SCALARS.len())]),
            1 => {
                out.push('[');
                for item in 0..count {
                    out.push_str(if item > 0 { "," } else { "" });
                    self.text(depth - 1, out);
                }
                out.push(']');
            }
            _ => {
                out.push('{');
                for member in 0..count {
                    let key = self.below(1_000);
                    out.push_str(if member > 0 { "," } else { "" });
                    let _ = write!(out, "\"k\\u00e9{key}_{member}\":");
                    self.text(depth - 1, out);
                }
                out.push('}');
            }
        }
        out.push_str(SPACE[self.below(SPACE.len())]);
    }
}

#[test]
fn random_texts_have_the_values_that_another_reader_sees() {
    let mut random = Random(0x1234_5678_9abc_def1);
    for _ in 0..3_000 {
        let mut text = String::new();
        random.text(5, &mut text);
        let tree = json::read(0, text.as_bytes(), &Limits::default()).expect(&text);
        let value: Value = serde_json::from_str(&text).expect(&text);
        same(&tree, tree.root(), &value);
        let written = json::write(&tree, tree.root(), &Edits::default());
        assert_eq!(
            serde_json::from_str::<Value>(&written).expect(&written),
            value
        );
    }
}

#[test]
fn damaged_texts_are_refused_exactly_where_another_reader_refuses_them() {
    let mut random = Random(0xfeed_beef_dead_c0de);
    let mut refused = 0;
    for _ in 0..20_000 {
        let mut text = String::new();
        random.text(3, &mut text);
        let mut bytes = text.into_bytes();
        for _ in 0..=random.below(2) {
            const BYTES: &[u8] = b"{}[]\",:\\u0019.eE+-tfn \n/\x00\x1f\x7f\xc3\xff";
            let at = random.below(bytes.len());
            match random.below(3) {
                0 => bytes[at] = BYTES[random.below(BYTES.len())],
                1 => bytes.insert(at, BYTES[random.below(BYTES.len())]),
                _ => bytes.truncate(at + 1),
            }
        }
        let ours = json::read(0, &bytes, &Limits::default());
        let theirs = serde_json::from_slice::<Value>(&bytes);
        // They refuse what we read with a finding: half surrogate pairs, numbers beyond 64-bit
        // floats, UTF-16 (which a zero byte at the right place can make of a text).
        let known = theirs.is_err()
            && ours.as_ref().is_ok_and(|tree| {
                let converted = tree.findings.iter().next().is_some();
                converted
                    || theirs
                        .as_ref()
                        .is_err_and(|error| error.to_string().contains("out of range"))
            });
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            known || ours.is_ok() == theirs.is_ok(),
            "{text:?}\n{ours:?}\n{theirs:?}"
        );
        refused += usize::from(ours.is_err());
    }
    assert!(refused > 5_000, "{refused}");
}

fn same(tree: &Tree<'_>, node: NodeId, value: &Value) {
    match value {
        Value::Null => assert_eq!(tree.kind(node), Kind::Null),
        Value::Bool(expected) => assert_eq!(tree.boolean(node), Some(*expected)),
        Value::Number(expected) => {
            let text = tree.number(node).expect("a number");
            assert_eq!(
                &serde_json::from_str::<serde_json::Number>(text).expect(text),
                expected
            );
        }
        Value::String(expected) => assert_eq!(tree.string(node).as_deref(), Some(&**expected)),
        Value::Array(items) => {
            assert_eq!(tree.children(node).count(), items.len());
            for (child, item) in tree.children(node).zip(items) {
                assert_eq!(tree.find(&tree.pointer(child)), Some(child));
                same(tree, child, item);
            }
        }
        Value::Object(members) => {
            assert_eq!(tree.children(node).count(), members.len());
            for (key, member) in members {
                let child = tree.member(node, key).expect("the key is there");
                assert_eq!(tree.find(&tree.pointer(child)), Some(child));
                same(tree, child, member);
            }
        }
    }
}
