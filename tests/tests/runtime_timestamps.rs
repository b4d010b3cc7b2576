//! Published vectors of the three ways in which services write times.

use std::fs;
use std::path::Path;

use connector_runtime::{DateTime, DateTimeFormat};
use serde_json::Value;

const FORMATS: [(&str, DateTimeFormat); 3] = [
    ("epoch_seconds", DateTimeFormat::EpochSeconds),
    ("http_date", DateTimeFormat::HttpDate),
    ("date_time", DateTimeFormat::DateTime),
];

#[test]
fn times_are_written_as_published() {
    let mut count = 0;
    for (name, format) in FORMATS {
        for case in cases(&format!("format_{name}")) {
            let written = time(&case).format(format).ok();
            let expected = case["smithy_format_value"].as_str();
            assert_eq!(written.is_none(), case["error"] == true, "{case}");
            assert_eq!(written.as_deref(), expected, "{case}");
            count += 1;
        }
    }
    assert_eq!(count, 366);
}

#[test]
fn times_are_read_as_published() {
    let mut count = 0;
    for (name, format) in FORMATS {
        for case in cases(&format!("parse_{name}")) {
            let text = case["smithy_format_value"].as_str().expect("a text");
            let read = DateTime::parse(text, format);
            assert_eq!(read, Ok(time(&case)), "{case}");
            count += 1;
        }
    }
    assert_eq!(count, 294);
}

fn time(case: &Value) -> DateTime {
    let seconds = case["canonical_seconds"].as_str().expect("seconds as text");
    let nanos = case["canonical_nanos"].as_u64().expect("nanoseconds");
    DateTime::from_unix(
        seconds.parse().expect("whole seconds"),
        u32::try_from(nanos).expect("nanos"),
    )
}

fn cases(section: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/timestamps");
    let text = fs::read_to_string(folder.join("date_time_format_test_suite.json"));
    let suite: Value = serde_json::from_str(&text.expect("the suite is there")).expect("JSON");
    suite[section]
        .as_array()
        .expect("a section of the suite")
        .clone()
}
