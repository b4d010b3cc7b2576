//! The corpus of the fuzz targets, replayed: every input, and thousands of mutations of them.

use std::fs;
use std::path::{Path, PathBuf};

use connector_ingest::json::{self, Edits, Limits};
use connector_ingest::{Hints, SourceText, ingest};

/// Inputs of a target in the order of their names.
fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fuzz/corpus")
        .join(target);
    let entries = fs::read_dir(folder).expect("the corpus is in the repository");
    let mut inputs: Vec<_> = entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .map(|path| {
            let bytes = fs::read(&path).expect("the file can be read");
            (path, bytes)
        })
        .collect();
    inputs.sort();
    inputs
}

/// What the target `json` does.
fn read_and_write(bytes: &[u8]) {
    let Ok(tree) = json::read(0, bytes, &Limits::default()) else {
        return;
    };
    let written = json::write(&tree, tree.root(), &Edits::default());
    let again = json::read(0, written.as_bytes(), &Limits::default()).expect("it was written");
    assert_eq!(tree.len(), again.len());
}

/// What the target `ingest` does. The spans of findings must lie in the text that they are about.
fn take_in(bytes: &[u8]) {
    let hints = Hints {
        url: Some("https://polly.us-east-1.amazonaws.com/v1/voices?Engine=neural".to_owned()),
        method: Some("GET".to_owned()),
        operation: Some("DescribeVoices".to_owned()),
        ..Hints::default()
    };
    let source = SourceText {
        name: "fuzz",
        bytes,
    };
    let ingested = ingest(&[source], &hints);
    let text = json::text_of(bytes);
    for found in &ingested.diagnostics {
        let span = found.place.as_ref().and_then(|place| place.span.clone());
        let whole = span.is_none_or(|span| text.get(span).is_some() || found.rule.code == "CG0101");
        assert!(whole, "{found:?}");
    }
    let service = ingested.service.unwrap_or_default();
    for operation in &service.operations {
        let reached = operation.output.iter().chain(&operation.input);
        assert!(
            reached
                .into_iter()
                .all(|id| service.shapes.contains_key(id))
        );
    }
}

/// Numbers of a small generator (xorshift): the same mutations in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).expect("below a usize")
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        const TOKENS: [&str; 16] = [
            "\"", "{", "}", "[", "]", ",", ":", "null", "1", "1.5", "\\", "\\ud800", "\u{0}",
            "\u{202e}", "{{x}}", "\"\"",
        ];
        let at = self.below(bytes.len());
        let end = at + self.below(bytes.len().saturating_sub(at).min(40));
        match self.below(6) {
            0 if !bytes.is_empty() => bytes[at] = self.below(256).to_le_bytes()[0],
            1 => drop(bytes.drain(at..end)),
            2 => bytes.truncate(at),
            3 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            4 => {
                let from = self.below(other.len());
                let to = from + self.below(other.len().saturating_sub(from).min(60));
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            _ => drop(bytes.splice(at..at, TOKENS[self.below(TOKENS.len())].bytes())),
        }
    }
}

fn replay(target: &str, rounds: usize, run: fn(&[u8])) {
    let inputs = corpus(target);
    assert!(inputs.len() >= 5, "the corpus of {target} is nearly empty");
    for (_, bytes) in &inputs {
        run(bytes);
    }
    let mut random = Random(0x0bad_5eed_0bad_5eed);
    for _ in 0..rounds {
        let (_, bytes) = &inputs[random.below(inputs.len())];
        let (_, other) = &inputs[random.below(inputs.len())];
        let mut bytes = bytes.clone();
        for _ in 0..=random.below(4) {
            random.mutate(&mut bytes, other);
        }
        run(&bytes);
    }
}

#[test]
fn no_bytes_make_the_json_reader_fail() {
    replay("json", 20_000, read_and_write);
}

#[test]
fn no_bytes_make_the_readers_of_sources_fail() {
    replay("ingest", 20_000, take_in);
}
