//! Any bytes: reading ends, and what was read can be written and read again.

#![no_main]

use connector_ingest::json::{self, Edits, Limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(tree) = json::read(0, bytes, &Limits::default()) else {
        return;
    };
    let written = json::write(&tree, tree.root(), &Edits::default());
    let again = json::read(0, written.as_bytes(), &Limits::default()).expect("it was written");
    assert_eq!(tree.len(), again.len());
});
