//! CBOR that a reader must accept or refuse, and what the writer makes of it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use connector_gen_tests::corpus;
use connector_runtime::{
    CborReader, CborWriter, DateTime, DecodeError, Document, Request, Response,
};
use serde_json::Value;

#[test]
fn published_values_are_read_as_published() {
    let Some(cases) = cases("decode-success-tests.json") else {
        return;
    };
    for case in &cases {
        let input = bytes(case);
        let document = read(&input, CborReader::document).expect("well formed");
        assert_eq!(document, document_of(&case["expect"]), "{case}");
        assert_eq!(read(&input, CborReader::skip), Ok(()), "{case}");
    }
    assert_eq!(cases.len(), 151, "the suite is complete");
}

#[test]
fn published_scalars_keep_their_bits() {
    let Some(cases) = cases("decode-success-tests.json") else {
        return;
    };
    let mut count = 0;
    for case in &cases {
        let (input, expect) = (bytes(case), &case["expect"]);
        let message = case.to_string();
        if let Some(bits) = expect["float64"].as_u64() {
            let value = read(&input, CborReader::decimal).map(f64::to_bits);
            assert_eq!(value, Ok(bits), "{message}");
        } else if let Some(bits) = expect["float32"].as_u64() {
            let value = read(&input, CborReader::float).map(f32::to_bits);
            assert_eq!(value.map(u64::from), Ok(bits), "{message}");
        } else if let Some(octets) = expect["bytestring"].as_array() {
            let value = read(&input, CborReader::blob).expect("bytes");
            let octets: Vec<_> = octets.iter().filter_map(Value::as_u64).collect();
            assert_eq!(value.into_iter().map(u64::from).collect::<Vec<_>>(), octets);
        } else if let Some(number) = expect["uint"].as_i64().or(expect["negint"].as_i64()) {
            assert_eq!(read(&input, CborReader::long), Ok(number), "{message}");
        } else if expect["uint"].is_u64() || expect["negint"].is_number() {
            assert!(read(&input, CborReader::long).is_err(), "{message}");
        } else {
            continue;
        }
        count += 1;
    }
    assert!(count > 30, "{count}");
}

#[test]
fn what_is_not_well_formed_is_refused() {
    let Some(cases) = cases("decode-error-tests.json") else {
        return;
    };
    for case in &cases {
        let input = bytes(case);
        assert!(read(&input, CborReader::document).is_err(), "{case}");
        assert!(read(&input, CborReader::skip).is_err(), "{case}");
        assert!(read(&input, CborReader::blob).is_err(), "{case}");
        assert!(read(&input, CborReader::epoch_seconds).is_err(), "{case}");
    }
    assert_eq!(cases.len(), 56, "the suite is complete");
}

#[test]
fn lengths_that_are_only_claimed_cost_nothing() {
    for claim in [
        "9affffffff00",
        "9bffffffffffffffff00",
        "baffffffff6161",
        "bb7fffffffffffffff",
        "bb8000000000000001",
        "5bffffffffffffffff00",
        "7b7fffffffffffffff61",
    ] {
        let input = unhex(claim);
        assert!(read(&input, CborReader::document).is_err(), "{claim}");
        assert!(read(&input, CborReader::skip).is_err(), "{claim}");
        let list = |reader: &mut CborReader<'_>| reader.list(CborReader::integer);
        assert!(read(&input, list).is_err(), "{claim}");
    }
}

#[test]
fn depth_is_limited_and_tags_are_not_depth() {
    for (open, levels, is_read) in [
        (0x81, 128, true),
        (0x81, 129, false),
        (0x81, 1_000_000, false),
        (0x9f, 1_000_000, false),
        (0xc1, 1_000_000, true),
    ] {
        let mut input = vec![open; levels];
        input.push(0x00);
        let result = read(&input, CborReader::document);
        assert_eq!(result.is_ok(), is_read, "{levels} times {open:x}");
        let result = read(&input, CborReader::skip);
        assert_eq!(result.is_ok(), is_read, "{levels} times {open:x}");
    }
}

#[test]
fn members_are_read_leniently() {
    type Entity = (Option<String>, Vec<i32>, Option<bool>);
    fn entity(reader: &mut CborReader<'_>) -> Result<Entity, DecodeError> {
        let mut entity = Entity::default();
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_ref() {
                "s" => entity.0 = reader.nullable(CborReader::string)?,
                "l" => entity.1 = reader.list(CborReader::integer)?,
                "b" => entity.2 = reader.nullable(CborReader::boolean)?,
                _ => reader.skip()?,
            }
        }
        Ok(entity)
    }
    let some = |text: &str| Some(text.to_owned());
    for (input, expected) in [
        ("a0", (None, vec![], None)),
        ("bfff", (None, vec![], None)),
        ("a3 6173 f6 616c f7 6162 f6", (None, vec![], None)),
        (
            "bf 6173 7f6161 6162ff 616c 9f01f94200ff 6162 f5 ff",
            (some("ab"), vec![1, 3], Some(true)),
        ),
        // Unknown members with keys of other kinds inside, tags and simple values.
        (
            "a2 6178 bf 01 82f8fff7 8120 c101 5f41ffff a0 ff 6173 6161",
            (some("a"), vec![], None),
        ),
    ] {
        let input = unhex(&input.replace(' ', ""));
        assert_eq!(read(&input, entity), Ok(expected));
    }
    for (input, message) in [
        (
            "a1 616c 82016161",
            "an integer of 32 bits, found a string at `l[1]` (byte 5)",
        ),
        (
            "a1 616c 811a80000000",
            "an integer of 32 bits, found a number that is none at `l[0]` (byte 4)",
        ),
        (
            "a1 616c 81f93e00",
            "an integer of 32 bits, found a number that is none at `l[0]` (byte 4)",
        ),
        (
            "a1 6173 61ff",
            "a text in UTF-8, found another encoding at `s` (byte 3)",
        ),
        ("a1 01 01", "a key, found an integer (byte 1)"),
        (
            "a1 6178 bf01ff",
            "a value, found the end of a value at `x` (byte 5)",
        ),
        ("a1 6162 00", "a boolean, found an integer at `b` (byte 3)"),
        (
            "a1 6173",
            "a string, found the end of the body at `s` (byte 3)",
        ),
        (
            "bf 6173 6161",
            "a value or the end, found the end of the body at `s` (byte 5)",
        ),
        ("80", "an object, found an array (byte 0)"),
        ("a000", "the end of the body, found an integer (byte 1)"),
        (
            "a1 6178 f800",
            "a value, found what is not CBOR at `x` (byte 3)",
        ),
    ] {
        let input = unhex(&input.replace(' ', ""));
        let error = read(&input, entity).expect_err(message);
        assert_eq!(error.to_string(), format!("expected {message}"));
    }
}

#[test]
fn times_are_seconds_under_tag_one() {
    for (input, seconds, nanos) in [
        ("c11a386d4380", 946_684_800, 0),
        ("c1fb41cc36a1c0000000", 946_684_800, 0),
        ("c1fb41d2cc000010624e", 1_261_436_928, 256_000_000),
        ("c120", -1, 0),
        ("c1f9b800", -1, 500_000_000),
        ("1a386d4380", 946_684_800, 0),
    ] {
        let time = read(&unhex(input), CborReader::epoch_seconds);
        assert_eq!(time, Ok(DateTime::from_unix(seconds, nanos)), "{input}");
    }
    for input in [
        "c01a386d4380",
        "c1f97e00",
        "c1fb7ff0000000000000",
        "c11bffffffffffffffff",
        "c16161",
    ] {
        assert!(
            read(&unhex(input), CborReader::epoch_seconds).is_err(),
            "{input}"
        );
    }
    for (time, expected) in [
        (DateTime::from_unix(946_684_800, 0), "c11a386d4380"),
        (DateTime::from_unix(-1, 500_000_000), "c1fbbfe0000000000000"),
        (DateTime::from_unix(1, 123_000_000), "c1fb3ff1f7ced916872b"),
    ] {
        let written = write(|writer| writer.epoch_seconds(&time));
        assert_eq!(hex(&written), expected);
        assert_eq!(read(&written, CborReader::epoch_seconds), Ok(time));
    }
}

#[test]
fn what_is_written_is_counted_and_short() {
    let entries = BTreeMap::from([("k".to_owned(), 1)]);
    let written = write(|writer| {
        writer.begin_object();
        writer.member("a", Some("x"), CborWriter::string);
        writer.member("b", None::<&i32>, CborWriter::integer);
        writer.member_list("c", &[] as &[i32], CborWriter::integer);
        writer.given_list("d", Some(&[]), CborWriter::integer);
        writer.given_list("e", None, CborWriter::integer);
        writer.given_map("f", Some(&entries), CborWriter::integer);
        writer.given_map("g", None, CborWriter::integer);
        writer.member_map("h", &BTreeMap::new(), CborWriter::integer);
        writer.key("i").blob(&[1, 2]);
        writer.key("j").begin_object();
        writer.key("l").nullable(&None::<bool>, CborWriter::boolean);
        writer.end_object();
        writer.key("m").float(&1.5);
        writer.key("n").decimal(&f64::NEG_INFINITY);
        writer.key("o").long(&i64::MIN);
        writer.key("p").integer(&-25);
        writer.end_object();
    });
    let expected = "a9 6161 6178 6164 80 6166 a1616b01 6169 420102 616a a1616cf6 616d fa3fc00000 \
                    616e fbfff0000000000000 616f 3b7fffffffffffffff 6170 3818";
    assert_eq!(hex(&written), expected.replace(' ', ""));
    let document = read(&written, CborReader::document).expect("written here");
    assert_eq!(
        document.to_string(),
        r#"{"a":"x","d":[],"f":{"k":1},"i":"AQI=","j":{"l":null},"m":1.5,"n":"-Infinity","o":-9223372036854775808,"p":-25}"#
    );
}

#[test]
fn a_map_of_many_members_is_counted_too() {
    for count in [0, 23, 24, 255, 256, 70_000] {
        let written = write(|writer| {
            writer.begin_object();
            for index in 0..count {
                writer.key("k").integer(&index);
            }
            writer.end_object();
        });
        let document = read(&written, CborReader::document).expect("written here");
        let Document::Object(members) = document else {
            panic!("a map");
        };
        assert_eq!(i32::try_from(members.len()), Ok(count));
    }
}

#[test]
fn documents_read_back() {
    let text = r#"{"a":[1,-1,18446744073709551615,1.5,null,true,"x",{"b":[],"c":{}}]}"#;
    let document: Document = text.parse().expect("JSON");
    let written = write(|writer| writer.document(&document));
    assert_eq!(read(&written, CborReader::document), Ok(document));
}

#[test]
fn bodies_and_codes_of_errors_are_read() {
    let mut request = Request::new(connector_runtime::Method::POST);
    request.cbor(|writer| writer.boolean(&true));
    assert_eq!(request.body(), [0xf5]);
    assert_eq!(request.headers()["content-type"], "application/cbor");

    let response = Response::new(200, unhex("8101"));
    let list = |reader: &mut CborReader<'_>| reader.list(CborReader::integer);
    assert_eq!(response.cbor(list), Ok(vec![1]));
    assert_eq!(Response::new(200, "").cbor(list), Ok(Vec::new()));
    assert!(Response::new(200, unhex("810101")).cbor(list).is_err());

    let body = write(|writer| {
        writer.begin_object();
        writer
            .key("__type")
            .string("aws.protocoltests#InvalidGreeting");
        writer.key("message").string("Hi");
        writer.end_object();
    });
    let code = Response::new(400, body).error_code();
    assert_eq!(code.as_deref(), Some("InvalidGreeting"));
    let code = Response::new(400, unhex("bf61")).error_code();
    assert_eq!(
        code.as_deref(),
        Some("400"),
        "a body that breaks off says nothing"
    );
}

#[test]
fn bodies_of_the_protocol_tests_are_read_and_written() {
    let Some(folder) = corpus("vectors/smithy-protocol-tests") else {
        return;
    };
    let mut count = 0;
    for service in [
        "rpcv2Cbor.RpcV2Protocol",
        "rpcv2cbor.QueryCompatibleRpcV2Protocol",
    ] {
        let prefix = if count == 0 { "smithy" } else { "aws" };
        let path = folder.join(format!("{prefix}.protocoltests.{service}.json"));
        let text = fs::read_to_string(path).expect("the suite is there");
        let model: Value = serde_json::from_str(&text).expect("JSON");
        for shape in model["shapes"].as_object().expect("shapes").values() {
            let tests = ["httpRequestTests", "httpResponseTests"]
                .map(|name| shape["traits"][format!("smithy.test#{name}")].as_array());
            for test in tests.into_iter().flatten().flatten() {
                if test["bodyMediaType"] == "application/cbor" && test["body"] != "" {
                    reads_and_writes(test);
                    count += 1;
                }
            }
        }
    }
    assert!(count > 60, "{count}");
}

fn reads_and_writes(test: &Value) {
    let body = test["body"].as_str().expect("base64");
    let body = Response::new(200, "")
        .with_header("x", body)
        .header_base64("x");
    let body = body.expect("base64").expect("not empty");
    let document = read(&body, CborReader::document).expect("well formed");
    assert_eq!(read(&body, CborReader::skip), Ok(()), "{test}");
    let written = write(|writer| writer.document(&document));
    assert_eq!(read(&written, CborReader::document), Ok(document), "{test}");
}

/// No body may make the reader panic or loop: every prefix, and every byte replaced by others.
#[test]
fn damaged_bodies_never_bring_the_reader_down() {
    let body = unhex(
        "bf6161830120fb40091eb851eb851f6162a2616382f5f66164c11a386d43806165426162\
         61667f61616162ff61679f5f4101ffa0ff6168f97e00ff",
    );
    assert!(read(&body, CborReader::document).is_ok());
    for at in 0..body.len() {
        assert!(read(&body[..at], CborReader::document).is_err(), "{at}");
        assert!(read(&body[..at], CborReader::skip).is_err(), "{at}");
        for byte in 0..=255 {
            let mut damaged = body.clone();
            damaged[at] = byte;
            let document = read(&damaged, CborReader::document);
            let skipped = read(&damaged, CborReader::skip);
            // What has a place in JSON is well formed; keys may be more than JSON has.
            assert!(document.is_err() || skipped.is_ok(), "{at} {byte:x}");
        }
    }
}

fn read<'a, T>(
    input: &'a [u8],
    read: impl FnOnce(&mut CborReader<'a>) -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    let mut reader = CborReader::new(input);
    let value = read(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

fn write(write: impl FnOnce(&mut CborWriter)) -> Vec<u8> {
    let mut writer = CborWriter::new();
    write(&mut writer);
    writer.finish()
}

/// What the suite's notation stands for; `{"uint": 1}`.
fn document_of(expect: &Value) -> Document {
    let (kind, value) = expect
        .as_object()
        .and_then(|tagged| tagged.iter().next())
        .expect("a tag");
    let items = || value.as_array().into_iter().flatten();
    match kind.as_str() {
        // Beyond what the parser of the suite can hold; there is one such number.
        "negint" if value.is_f64() => "-18446744073709551615".parse().expect("a number"),
        "uint" | "negint" => value.to_string().parse().expect("a number"),
        "bytestring" => {
            let octets = items().filter_map(Value::as_u64);
            Document::from(base64(&octets.collect::<Vec<_>>()))
        }
        "string" => Document::from(value.as_str().expect("a text")),
        "list" => Document::Array(items().map(document_of).collect()),
        "map" => {
            let members = value.as_object().into_iter().flatten();
            Document::Object(
                members
                    .map(|(key, value)| (key.clone(), document_of(value)))
                    .collect(),
            )
        }
        "bool" => Document::from(value.as_bool().expect("a boolean")),
        "null" => Document::Null,
        "float32" => {
            let bits = value.as_u64().and_then(|bits| u32::try_from(bits).ok());
            float(f64::from(f32::from_bits(bits.expect("32 bits"))))
        }
        "float64" => float(f64::from_bits(value.as_u64().expect("bits"))),
        "tag" => document_of(&value["value"]),
        other => panic!("another notation: {other}"),
    }
}

fn float(value: f64) -> Document {
    match value {
        f64::INFINITY => Document::from("Infinity"),
        _ => format!("{value:?}").parse().expect("a number"),
    }
}

fn base64(octets: &[u64]) -> &'static str {
    match octets {
        [] => "",
        [102, 111, 111] => "Zm9v",
        [102, 111, 111, 102, 111, 111] => "Zm9vZm9v",
        _ => panic!("other bytes"),
    }
}

fn cases(file: &str) -> Option<Vec<Value>> {
    let text = fs::read_to_string(corpus("vectors/cbor")?.join(file));
    Some(serde_json::from_str(&text.expect("the suite is there")).expect("JSON"))
}

fn bytes(case: &Value) -> Vec<u8> {
    unhex(case["input"].as_str().expect("hexadecimal digits"))
}

fn unhex(digits: &str) -> Vec<u8> {
    let pair = |at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal digits");
    (0..digits.len()).step_by(2).map(pair).collect()
}

fn hex(bytes: &[u8]) -> String {
    let mut digits = String::new();
    for byte in bytes {
        write!(digits, "{byte:02x}").expect("writing to a string cannot fail");
    }
    digits
}
