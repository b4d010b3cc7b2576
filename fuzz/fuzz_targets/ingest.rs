//! Any bytes as a source: collection, environment, body or nothing of these.

#![no_main]

use connector_ingest::{Hints, SourceText, ingest};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
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
    let _ = ingest(&[source], &hints);
});
