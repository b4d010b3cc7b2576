//! Messages of event streams: published frames, broken ones, what clients make of a stream, signatures.

use std::fs;
use std::io;
use std::task::Poll;
use std::time::Duration;

use connector_gen_tests::corpus;
use connector_runtime::auth::sigv4::{
    Signer, SigningKey, SigningTime, event_string_to_sign, payload_hash,
};
use connector_runtime::{
    ByteStream, Bytes, DateTime, DecodeError, ErrorKind, EventDecoder, EventMessage, EventStream,
    EventValue, JsonReader, Response, signed_event,
};
use serde_json::Value;

#[test]
fn published_frames_are_read_and_written_as_published() {
    let Some(folder) = corpus("vectors/event-stream") else {
        return;
    };
    let read = |name: &str| fs::read(folder.join(name)).expect("the suite is there");
    let frame = read("valid_with_all_headers_and_payload");
    let message = decode(&frame).expect("a valid frame");
    let uuid = *b"\xb7\x9b\xc9\x14\xde\x21\x4e\x13\xb8\xb2\xbc\x47\xe8\x5b\x7f\x0b";
    let expected = [
        ("true", EventValue::Boolean(true)),
        ("false", EventValue::Boolean(false)),
        ("byte", EventValue::Byte(50)),
        ("short", EventValue::Short(20_000)),
        ("int", EventValue::Integer(500_000)),
        ("long", EventValue::Long(50_000_000_000)),
        ("bytes", EventValue::Bytes(b"some bytes".to_vec())),
        ("str", EventValue::from("some str")),
        ("time", EventValue::Time(DateTime::from_unix(5_000_000, 0))),
        ("uuid", EventValue::Uuid(uuid)),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value));
    assert_eq!(message.headers(), expected);
    assert_eq!(message.payload(), &b"some payload"[..]);
    assert_eq!(message.encode(), Ok(frame));

    for (name, headers, payload) in [
        ("valid_no_headers", 0, "another test payload"),
        ("valid_empty_payload", 1, ""),
    ] {
        let frame = read(name);
        let message = decode(&frame).expect(name);
        assert_eq!(message.headers().len(), headers, "{name}");
        assert_eq!(message.body().text(), Ok(payload), "{name}");
        assert_eq!(message.encode(), Ok(frame), "{name}");
    }
    let mut invalid = 0;
    for entry in fs::read_dir(&folder).expect("the suite is there") {
        let name = entry.expect("a file").file_name();
        let name = name.to_str().expect("a name in ASCII");
        if name.starts_with("invalid_") {
            assert!(decode(&read(name)).is_err(), "{name}");
            invalid += 1;
        }
    }
    assert_eq!(invalid, 8, "the suite is complete");
}

#[test]
fn frames_of_the_protocol_tests_are_read_and_written_as_published() {
    let Some(events) = protocol_tests() else {
        return;
    };
    for event in &events {
        let frame = unbase64(event["bytes"].as_str().expect("a frame"));
        let message = decode(&frame).expect("a valid frame");
        let headers = event["headers"].as_object().expect("headers");
        assert_eq!(message.headers().len(), headers.len(), "{event}");
        for (name, value) in headers {
            assert_eq!(message.header(name), Some(&header_of(value)), "{event}");
        }
        let body = event["body"].as_str().unwrap_or_default();
        assert_eq!(message.body().text(), Ok(body), "{event}");
        assert_eq!(message.encode(), Ok(frame), "{event}");
    }
    assert_eq!(events.len(), 92, "the suite is complete");
}

#[test]
fn a_stream_may_be_cut_anywhere() {
    let frames = [event("a", "1"), event("b", ""), event("c", "333")].concat();
    for size in 1..=frames.len() {
        let mut decoder = EventDecoder::new();
        let mut types = Vec::new();
        for piece in frames.chunks(size) {
            decoder.push(piece);
            while let Some(message) = decoder.next_message().expect("valid frames") {
                types.push(message.event_type().expect("a type").to_owned());
            }
        }
        assert_eq!(types, ["a", "b", "c"]);
        assert_eq!(decoder.finish(), Ok(()));
    }
    let mut decoder = EventDecoder::new();
    decoder.push(&frames[..frames.len() - 1]);
    while let Some(message) = decoder.next_message().expect("valid frames") {
        assert_ne!(message.event_type(), Some("c"));
    }
    assert!(decoder.finish().is_err());
}

#[test]
fn lengths_that_nobody_sends_are_refused_at_once() {
    for (total, headers) in [
        (0, 0),
        (15, 0),
        (16, 1),
        (16, u32::MAX),
        (u32::MAX, 0),
        (16 + 24 * 1024 * 1024 + 1, 0),
        (16 + 128 * 1024 + 1, 128 * 1024 + 1),
    ] {
        let mut decoder = EventDecoder::new();
        decoder.push(&prelude(total, headers));
        assert!(decoder.next_message().is_err(), "{total} {headers}");
        // There is no telling where the next message would begin.
        decoder.push(&event("a", ""));
        assert!(decoder.next_message().is_err(), "{total} {headers}");
        assert!(decoder.finish().is_err(), "{total} {headers}");
    }
    for (total, headers) in [(16, 0), (16 + 24 * 1024 * 1024 + 128 * 1024, 128 * 1024)] {
        let mut decoder = EventDecoder::new();
        decoder.push(&prelude(total, headers));
        assert_eq!(decoder.next_message(), Ok(None), "{total} {headers}");
    }
}

#[test]
fn no_bit_of_a_frame_can_change_unnoticed() {
    let frame = event("a", "payload");
    for bit in 0..frame.len() * 8 {
        let mut changed = frame.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(decode(&changed).is_err(), "bit {bit}");
    }
}

/// Headers that a checksum covers may still be anything.
#[test]
fn damaged_headers_never_bring_the_decoder_down() {
    let mut message = EventMessage::event("a");
    message.set_header("b", Some(EventValue::Bytes(vec![1, 2])));
    message.set_header("c", Some(EventValue::Uuid([7; 16])));
    let frame = message.encode().expect("small");
    for at in 12..frame.len() - 4 {
        for byte in 0..=255 {
            let mut damaged = frame[..frame.len() - 4].to_vec();
            damaged[at] = byte;
            damaged.extend(crc32(&damaged).to_be_bytes());
            if let Ok(message) = decode(&damaged) {
                assert_eq!(message.encode().as_ref(), Ok(&damaged));
            }
        }
    }
}

#[test]
fn messages_that_cannot_be_sent_are_refused() {
    let with = |name: &str, value: EventValue| {
        let mut message = EventMessage::new("");
        message.set_header(name, Some(value));
        message
    };
    let long = "x".repeat(65_536);
    for (message, what) in [
        (with("", EventValue::Byte(1)), "a header without a name"),
        (with(&long[..256], EventValue::Byte(1)), "a long name"),
        (with("a", EventValue::from(&*long)), "a long text"),
        (
            with("a", EventValue::Bytes(long.clone().into())),
            "long bytes",
        ),
        (
            EventMessage::new(vec![0; 24 * 1024 * 1024 + 1]),
            "a large payload",
        ),
    ] {
        assert!(message.encode().is_err(), "{what}");
    }
    let mut message = with(&long[..255], EventValue::from(&long[..65_535]));
    assert!(message.encode().is_ok());
    message.set_header("b", Some(EventValue::from(&long[..65_535])));
    assert!(message.encode().is_err(), "too many headers");
}

#[test]
fn headers_are_read_by_kind() {
    let mut message = EventMessage::event("x");
    message.set_header("short", Some(EventValue::Short(-2)));
    message.set_header("long", Some(EventValue::Long(i64::MAX)));
    message.set_header("bytes", Some(EventValue::Bytes(vec![1])));
    message.set_header("none", None);
    assert_eq!(message.integer("short"), Ok(Some(-2)));
    assert_eq!(message.long("short"), Ok(Some(-2)));
    assert_eq!(message.long("long"), Ok(Some(i64::MAX)));
    assert!(message.integer("long").is_err());
    assert_eq!(message.blob("bytes"), Ok(Some(vec![1])));
    assert!(message.string("bytes").is_err());
    assert!(message.boolean("bytes").is_err());
    assert!(message.time("bytes").is_err());
    assert_eq!(message.string("none"), Ok(None));
    assert_eq!(message.headers().len(), 5);
}

/// An event as generated code reads it: its type and the text of its payload in JSON.
fn read(message: &EventMessage) -> Result<String, DecodeError> {
    let kind = message.event_type().unwrap_or_default();
    let text = message.body().json(JsonReader::string)?;
    Ok(format!("{kind}:{text}"))
}

#[test]
fn a_stream_gives_its_events_and_ends() {
    let mut first = EventMessage::event("initial-response");
    first.json(|writer| writer.boolean(&true));
    let bytes = [
        first.encode().expect("small"),
        event("a", "\"1\""),
        event("unknown", ""),
        event("bad", "1"),
        event("c", "\"3\""),
    ]
    .concat();
    let response = Response::new(200, bytes);
    let mut events = response.events(read).into_events();
    let mut next = || {
        events
            .next()
            .map(|event| event.map_err(|error| error.kind()))
    };
    assert_eq!(next(), Some(Ok("a:1".to_owned())));
    assert_eq!(next(), Some(Ok("unknown:".to_owned())));
    assert_eq!(next(), Some(Err(ErrorKind::Decode)));
    assert_eq!(next(), Some(Ok("c:3".to_owned())));
    assert_eq!(next(), None);
    assert_eq!(next(), None);
    assert!(
        EventStream::<String>::default()
            .into_events()
            .next()
            .is_none()
    );
}

#[test]
fn exceptions_are_the_last_thing_of_a_stream() {
    let exception = |kind: &str, headers: &[(&str, &str)], payload: &str| {
        let mut message = EventMessage::new(payload.to_owned());
        message.set_header(":message-type", Some(EventValue::from(kind)));
        for (name, value) in headers {
            message.set_header(name, Some(EventValue::from(*value)));
        }
        message.encode().expect("small")
    };
    for (frame, expected) in [
        (
            exception(
                "exception",
                &[(":exception-type", "throttlingException")],
                r#"{"message":"m"}"#,
            ),
            "event stream failed: throttlingException: m",
        ),
        (
            exception(
                "error",
                &[(":error-code", "internal-error"), (":error-message", "m")],
                "",
            ),
            "event stream failed: internal-error: m",
        ),
    ] {
        let bytes = [event("a", "\"1\""), frame, event("b", "\"2\"")].concat();
        let mut events = EventStream::new(ByteStream::from(bytes), read).into_events();
        assert!(events.next().is_some_and(|event| event.is_ok()));
        let error = events.next().expect("an error").expect_err("an error");
        assert_eq!(error.kind(), ErrorKind::Service);
        assert_eq!(error.to_string(), expected);
        assert!(events.next().is_none());
    }
}

#[test]
fn what_the_protocol_tests_want_refused_is_refused() {
    let Some(events) = protocol_tests() else {
        return;
    };
    let mut refused = 0;
    for event in events {
        let frame = unbase64(event["bytes"].as_str().expect("a frame"));
        let mut events = EventStream::new(ByteStream::from(frame), |_| Ok(())).into_events();
        let is_refused = events.next().expect("one message").is_err();
        let header = |name: &str| event["headers"][name]["string"].as_str();
        let is_event = header(":message-type") == Some("event") && header(":event-type").is_some();
        assert_eq!(is_refused, !is_event, "{event}");
        refused += usize::from(is_refused);
    }
    assert!(refused > 10, "{refused}");
}

#[test]
fn a_stream_that_breaks_off_ends_with_an_error() {
    let frame = event("a", "\"1\"");
    let whole = frame.len();
    for (length, breaks, kind) in [
        (whole - 1, false, ErrorKind::Decode),
        (whole - 1, true, ErrorKind::Transport),
        (whole, true, ErrorKind::Transport),
    ] {
        let mut pieces = vec![Ok(Bytes::copy_from_slice(&frame[..length]))];
        if breaks {
            pieces.insert(0, Err(io::Error::other("gone")));
        }
        let bytes = ByteStream::from_poll_fn(move |_| Poll::Ready(pieces.pop()), None);
        let mut events = EventStream::new(bytes, read).into_events();
        if length == whole {
            assert!(events.next().is_some_and(|event| event.is_ok()));
        }
        let error = events.next().expect("an error").expect_err("an error");
        assert_eq!(error.kind(), kind);
        assert!(events.next().is_none());
    }
}

#[test]
fn clones_share_a_stream() {
    let bytes = [event("a", "\"1\""), event("b", "\"2\"")].concat();
    let stream = EventStream::new(ByteStream::from(bytes.clone()), read);
    let same = EventStream::new(ByteStream::from(bytes), read);
    assert_eq!(stream, same);
    let clone = stream.clone();
    assert_eq!(stream, clone);
    let first = stream.into_events().next().expect("an event");
    assert_eq!(first.ok().as_deref(), Some("a:1"));
    assert_ne!(clone, same);
    let second = clone.into_events().next().expect("an event");
    assert_eq!(second.ok().as_deref(), Some("b:2"));
}

/// The values are those of AWS's own signer for the same message, time and previous signature.
#[test]
fn events_are_signed_as_by_the_official_signer() {
    let mut message = EventMessage::new("test payload");
    message.set_header("some-header", Some(EventValue::from("value")));
    let message = message.encode().expect("small");
    let now = Duration::new(123_456_789, 1234);
    let signer = Signer::new(
        "ANOTREAL",
        "us-east-1",
        "testservice",
        SigningTime::new(now),
    );
    let key = SigningKey::derive(
        "notrealrnrELgWzOk3IfjzDKtFBhDby",
        "19731129",
        "us-east-1",
        "testservice",
    );
    let previous = payload_hash(b"last message sts");
    let (wrapped, signature) =
        signed_event(&key, &signer, now, &previous, &message).expect("small");

    let mut date = EventMessage::new("");
    date.set_header(":date", wrapped.header(":date").cloned());
    let date = date.encode().expect("small");
    let text = event_string_to_sign(&signer, &previous, &date[12..date.len() - 4], &message);
    let expected = [
        "AWS4-HMAC-SHA256-PAYLOAD",
        "19731129T213309Z",
        "19731129/us-east-1/testservice/aws4_request",
        "be1f8c7d79ef8e1abc5254a2c70e4da3bfaf4f07328f527444e1fc6ea67273e2",
        "0c0e3b3bf66b59b976181bd7d401927bbd624107303c713fd1e5f3d3c8dd1b1e",
        "f2eba0f2e95967ee9fbc6db5e678d2fd599229c0d04b11e4fc8e0f2a02a806c6",
    ];
    assert_eq!(text, expected.join("\n"));
    assert_eq!(signature, key.sign(&text));
    assert_eq!(
        wrapped.blob(":chunk-signature"),
        Ok(Some(key.sign_bytes(&text)))
    );
    let time = DateTime::from_unix(123_456_789, 0);
    assert_eq!(wrapped.time(":date"), Ok(Some(time)));
    assert_eq!(wrapped.payload(), &message);
}

fn decode(frame: &[u8]) -> Result<EventMessage, DecodeError> {
    let mut decoder = EventDecoder::new();
    decoder.push(frame);
    let message = decoder.next_message()?;
    decoder.finish()?;
    message.ok_or_else(|| DecodeError::new("", "a message", "nothing"))
}

fn event(kind: &str, payload: &str) -> Vec<u8> {
    let mut message = EventMessage::event(kind);
    message.set_payload("application/json", payload.to_owned());
    message.encode().expect("small")
}

/// The first bytes of a message whose lengths are covered by a checksum.
fn prelude(total: u32, headers: u32) -> Vec<u8> {
    let mut bytes = [total.to_be_bytes(), headers.to_be_bytes()].concat();
    let checksum = crc32(&bytes);
    bytes.extend(checksum.to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
    let byte = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc));
    !bytes.iter().fold(u32::MAX, byte)
}

/// Every event of the protocol tests that has a frame.
fn protocol_tests() -> Option<Vec<Value>> {
    let folder = corpus("vectors/smithy-protocol-tests")?;
    let text = fs::read_to_string(folder.join("aws.protocoltests.restjson.RestJson.json"));
    let model: Value = serde_json::from_str(&text.expect("the suite is there")).expect("JSON");
    let shapes = model["shapes"].as_object().expect("shapes").values();
    let tests = shapes.flat_map(|shape| items(&shape["traits"]["smithy.test#eventStreamTests"]));
    let events = tests.flat_map(|test| items(&test["events"]));
    Some(events.filter(|event| event["bytes"].is_string()).collect())
}

fn items(list: &Value) -> Vec<Value> {
    list.as_array().cloned().unwrap_or_default()
}

fn header_of(value: &Value) -> EventValue {
    let (kind, value) = value
        .as_object()
        .and_then(|value| value.iter().next())
        .expect("a kind");
    let number = || value.as_i64().expect("a number");
    let text = || value.as_str().expect("a text");
    match kind.as_str() {
        "string" => EventValue::from(text()),
        "boolean" => EventValue::Boolean(value.as_bool().expect("a boolean")),
        "byte" => EventValue::Byte(i8::try_from(number()).expect("8 bits")),
        "short" => EventValue::Short(i16::try_from(number()).expect("16 bits")),
        "integer" => EventValue::Integer(i32::try_from(number()).expect("32 bits")),
        "long" => EventValue::Long(number()),
        "blob" => EventValue::Bytes(unbase64(text())),
        "timestamp" => EventValue::Time(text().parse().expect("a time")),
        other => panic!("another kind: {other}"),
    }
}

fn unbase64(text: &str) -> Vec<u8> {
    let response = Response::new(200, "").with_header("x", text);
    response
        .header_base64("x")
        .expect("base64")
        .unwrap_or_default()
}
