//! JSON texts that every parser must accept or refuse, read in each way the runtime can read.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use connector_runtime::{DecodeError, Document, JsonReader, JsonWriter};

#[test]
fn the_reader_accepts_and_refuses_what_it_must() {
    let mut counts = [0, 0, 0];
    for (name, text) in texts() {
        let results = [
            (
                "document",
                read(&text, |reader| reader.document().map(|_| ())),
            ),
            ("skip", read(&text, JsonReader::skip)),
        ];
        for (way, result) in results {
            match name.as_bytes()[0] {
                b'y' => assert_eq!(result, Ok(()), "{name} by {way}"),
                b'n' => assert!(result.is_err(), "{name} by {way}"),
                _ => {}
            }
        }
        counts[match name.as_bytes()[0] {
            b'y' => 0,
            b'n' => 1,
            _ => 2,
        }] += 1;
    }
    assert_eq!(counts, [95, 188, 35], "the suite is complete");
}

#[test]
fn what_is_accepted_prints_to_the_same_document() {
    for (name, text) in texts() {
        let Ok(text) = String::from_utf8(text) else {
            continue;
        };
        let Ok(document) = text.parse::<Document>() else {
            continue;
        };
        assert_eq!(document.to_string().parse(), Ok(document), "{name}");
    }
}

#[test]
fn accepted_texts_mean_the_same_as_to_another_parser() {
    for (name, text) in texts() {
        let name = name.as_str();
        // Only the other parser merges equal keys; it also gives up on what exceeds a float.
        if !name.starts_with('y') || name.contains("duplicated") {
            continue;
        }
        let document: Document = String::from_utf8(text.clone())
            .expect("UTF-8")
            .parse()
            .expect(name);
        let ours: serde_json::Value = serde_json::from_str(&document.to_string()).expect(name);
        let other: serde_json::Value = serde_json::from_slice(&text).expect(name);
        assert_eq!(ours, other, "{name}");
    }
}

#[test]
fn deep_and_wide_texts_are_refused_or_read_without_trouble() {
    let deep = "[".repeat(1_000_000);
    assert!(read(deep.as_bytes(), JsonReader::skip).is_err());
    let open = r#"{"a":"#.repeat(1_000_000);
    assert!(read(open.as_bytes(), |reader| reader.document().map(|_| ())).is_err());
    let wide = format!("[{}0]", "0,".repeat(1_000_000));
    assert_eq!(read(wide.as_bytes(), JsonReader::skip), Ok(()));
}

#[test]
fn errors_name_the_place_and_keep_the_value_to_themselves() {
    let text = r#"{"Voices": [{"Id": "a"}, {"Id": {"secret-value": 1}}]}"#;
    let voices = |reader: &mut JsonReader<'_>| {
        reader.begin_object()?;
        while reader.next_key()?.is_some() {
            reader.list(|reader| {
                reader.begin_object()?;
                while reader.next_key()?.is_some() {
                    reader.string()?;
                }
                Ok(())
            })?;
        }
        Ok(())
    };
    let error = read(text.as_bytes(), voices).expect_err("an object is no string");
    assert_eq!(error.path(), "Voices[1].Id");
    assert_eq!(error.offset(), text.find("{\"secret"));
    let shown = error.to_string();
    assert_eq!(
        shown,
        "expected a string, found an object at `Voices[1].Id` (byte 32)"
    );
}

#[test]
fn numbers_are_read_by_range_and_form() {
    let integer = |text: &str| value(text, JsonReader::integer).ok();
    let long = |text: &str| value(text, JsonReader::long).ok();
    let decimal = |text: &str| value(text, JsonReader::decimal).ok();
    for (text, expected) in [
        ("2147483647", Some(i32::MAX)),
        ("-2147483648", Some(i32::MIN)),
        ("2147483648", None),
        ("5.0", Some(5)),
        ("5e2", Some(500)),
        ("5.5", None),
        ("\"5\"", None),
        ("null", None),
        ("05", None),
    ] {
        assert_eq!(integer(text), expected, "{text}");
    }
    assert_eq!(long("9223372036854775807"), Some(i64::MAX));
    assert_eq!(long("9223372036854775808"), None);
    assert_eq!(long("1e19"), None);
    assert_eq!(decimal("1e400"), Some(f64::INFINITY));
    assert_eq!(decimal("\"-Infinity\""), Some(f64::NEG_INFINITY));
    assert_eq!(decimal("0.1"), Some(0.1));
    assert_eq!(decimal("\"0.1\""), None);
}

#[test]
fn floats_keep_their_bits_and_what_has_no_digits_is_a_text() {
    for (float, text) in [
        (0.1_f32, "0.1"),
        (16_777_216.0, "16777216.0"),
        (f32::MIN_POSITIVE, "1.1754944e-38"),
        (f32::NEG_INFINITY, "\"-Infinity\""),
        (f32::NAN, "\"NaN\""),
    ] {
        let mut writer = JsonWriter::new();
        writer.float(&float);
        assert_eq!(writer.finish(), text);
        let read = value(text, JsonReader::float).expect(text);
        assert_eq!(read.to_bits(), float.to_bits(), "{text}");
        let mut writer = JsonWriter::new();
        writer.decimal(&f64::from(float));
        let text = writer.finish();
        let read = value(&text, JsonReader::decimal).expect("a float");
        assert_eq!(read.to_bits(), f64::from(float).to_bits(), "{text}");
    }
    assert!(value("\"inf\"", JsonReader::float).is_err());
    assert!(value("null", JsonReader::float).is_err());
}

#[test]
fn what_is_given_is_written_though_it_is_empty() {
    let entries = BTreeMap::from([("k".to_owned(), 1)]);
    let mut writer = JsonWriter::new();
    writer.begin_object();
    writer.member_list("a", &[] as &[i32], JsonWriter::integer);
    writer.given_list("b", Some(&[]), JsonWriter::integer);
    writer.given_list("c", Some(&[1]), JsonWriter::integer);
    writer.given_list("d", None, JsonWriter::integer);
    writer.given_map("e", Some(&BTreeMap::new()), JsonWriter::integer);
    writer.given_map("f", Some(&entries), JsonWriter::integer);
    writer.given_map("g", None, JsonWriter::integer);
    writer.end_object();
    assert_eq!(writer.finish(), r#"{"b":[],"c":[1],"e":{},"f":{"k":1}}"#);
}

/// No text may make the reader panic or loop: every prefix, and every byte replaced by others.
#[test]
fn damaged_texts_never_bring_the_reader_down() {
    let text = br#"{"a":[1,-2.5e+3,"x\u00e9\ud83d\ude00\n",null,true,{"b":{}}],"c":"2015-08-30T12:36:00Z"}"#;
    let damage = b"\"\\{}[],:0-eEtn u\x00\x7f\xff\xc3\xed\xa0";
    for at in 0..text.len() {
        let _ = read(&text[..at], |reader| reader.document().map(|_| ()));
        for &byte in damage {
            let mut damaged = text.to_vec();
            damaged[at] = byte;
            let document = read(&damaged, |reader| reader.document().map(|_| ()));
            let skipped = read(&damaged, JsonReader::skip);
            let lone = "half a surrogate pair";
            let text_alone = document.as_ref().is_err_and(|error| error.found() == lone);
            assert!(
                text_alone || document.is_ok() == skipped.is_ok(),
                "byte {at} as {byte}"
            );
        }
    }
}

fn texts() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/json-test-suite");
    let entries = fs::read_dir(folder).expect("the suite is beside this test");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read(path).expect("the file can be read"))
        })
        .collect()
}

fn value<'a, T>(
    text: &'a str,
    read: impl FnOnce(&mut JsonReader<'a>) -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    let mut reader = JsonReader::new(text.as_bytes())?;
    let value = read(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

fn read<'a>(
    text: &'a [u8],
    read: impl FnOnce(&mut JsonReader<'a>) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    let mut reader = JsonReader::new(text)?;
    read(&mut reader)?;
    reader.finish()
}
