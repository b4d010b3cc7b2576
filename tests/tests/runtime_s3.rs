//! What S3 wants and does that others do not, on a scripted transport: checksums, bodies outside of the
//! signature, errors behind a 200, buckets in other regions.

use std::collections::VecDeque;
use std::future::Future;
use std::io::Cursor;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use connector_runtime::{
    Auth, ByteStream, ChecksumAlgorithm, Clock, Config, Credentials, DateTimeFormat, DecodeError,
    Endpoint, EndpointPart, ErrorKind, InputError, Method, NoDetail, Operation, Request, Response,
    SendOptions, Traits, TransportError, UnixTime, blocking, http,
};

const BODY: &str = "123456789";
/// SHA-256 of it.
const BODY_SHA256: &str = "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225";

#[test]
fn a_body_in_memory_is_hashed_and_has_its_checksum_in_a_header() {
    let sent = send(aws(), &Put::new(ByteStream::from(BODY)));
    let headers = sent.headers();
    assert_eq!(headers["x-amz-content-sha256"], BODY_SHA256);
    assert_eq!(headers["x-amz-checksum-crc32"], "y/Q5Jg==");
    assert_eq!(headers["x-amz-sdk-checksum-algorithm"], "CRC32");
    assert!(!headers.contains_key("x-amz-trailer"));
    assert_eq!(body_of(&sent), BODY);
}

#[test]
fn the_checksum_of_a_stream_follows_it() {
    for (length, decoded) in [(Some(9), Some("9")), (None, None)] {
        let body = ByteStream::from_reader(Cursor::new(BODY), length);
        let sent = send(aws(), &Put::new(body));
        let headers = sent.headers();
        assert_eq!(
            headers["x-amz-content-sha256"],
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
        );
        assert_eq!(headers["content-encoding"], "aws-chunked");
        assert_eq!(headers["x-amz-trailer"], "x-amz-checksum-crc32");
        let announced = headers.get("x-amz-decoded-content-length");
        assert_eq!(
            announced.map(|value| value.to_str().expect("text")),
            decoded
        );
        let authorization = headers["authorization"].to_str().expect("text");
        let signed = "SignedHeaders=content-encoding;content-type;host;";
        assert!(authorization.contains(signed), "{authorization}");
        let expected = "9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n";
        let length = sent.body().length();
        assert_eq!(length, decoded.map(|_| expected.len() as u64));
        assert_eq!(body_of(&sent), expected);
    }
}

#[test]
fn the_caller_chooses_the_checksum_or_brings_it() {
    for (chosen, header, value) in [
        ("CRC32C", "x-amz-checksum-crc32c", "4waSgw=="),
        ("CRC64NVME", "x-amz-checksum-crc64nvme", "rosUhgp5mIg="),
        (
            "SHA1",
            "x-amz-checksum-sha1",
            "98O8HYCOBHMq32eZZczDTKeuNEE=",
        ),
    ] {
        let mut put = Put::new(ByteStream::from(BODY));
        put.algorithm = Some(chosen);
        assert_eq!(send(aws(), &put).headers()[header], value);
    }
    let mut put = Put::new(ByteStream::from(BODY));
    put.checksum = Some("AAAAAA==");
    let sent = send(aws(), &put);
    assert_eq!(sent.headers()["x-amz-checksum-crc32c"], "AAAAAA==");
    assert!(!sent.headers().contains_key("x-amz-checksum-crc32"));

    put.algorithm = Some("XXHASH64");
    let error = Script::new([])
        .client(aws())
        .call(&put)
        .expect_err("it is not known");
    assert_eq!(error.kind(), ErrorKind::Input, "{error}");
}

#[test]
fn checksums_that_nobody_wants_can_be_switched_off() {
    let body = || ByteStream::from_reader(Cursor::new(BODY), Some(9));
    let config = || aws().checksums_where_required();
    let sent = send(config(), &Put::new(body()));
    assert_eq!(sent.headers()["x-amz-content-sha256"], "UNSIGNED-PAYLOAD");
    assert!(!sent.headers().contains_key("x-amz-trailer"));
    assert_eq!(body_of(&sent), BODY);

    let mut put = Put::new(body());
    put.is_required = true;
    assert!(send(config(), &put).headers().contains_key("x-amz-trailer"));
    put = Put::new(body());
    put.algorithm = Some("SHA256");
    assert!(send(config(), &put).headers().contains_key("x-amz-trailer"));
}

#[test]
fn a_file_is_in_the_signature_where_the_connection_is_open_to_all() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("body");
    std::fs::write(&path, BODY).expect("a file");
    let file = ByteStream::from_path(&path).expect("it is there");
    let sent = send(
        aws().endpoint("http://127.0.0.1:9000"),
        &Put::new(file.clone()),
    );
    assert_eq!(sent.headers()["x-amz-content-sha256"], BODY_SHA256);
    assert_eq!(sent.headers()["x-amz-checksum-crc32"], "y/Q5Jg==");
    assert_eq!(body_of(&sent), BODY);
    let sent = send(aws(), &Put::new(file));
    assert!(sent.headers().contains_key("x-amz-trailer"));
}

#[test]
fn an_error_behind_a_200_is_an_error_and_repeated() {
    let hidden =
        "<?xml version=\"1.0\"?>\n<Error><Code>InternalError</Code><Message>m</Message></Error>";
    let script = Script::new([answer(200, hidden), answer(200, "<CopyObjectResult/>")]);
    let result = script.client(aws()).call(&Put::new(ByteStream::default()));
    assert_eq!(result.expect("the second answer"), "<CopyObjectResult/>");

    let script = Script::new([answer(200, hidden)]);
    let error = script
        .client(aws().max_attempts(1))
        .call(&Put::new(ByteStream::default()))
        .expect_err("an error");
    assert_eq!(
        (error.code(), error.status()),
        (Some("InternalError"), Some(200))
    );
    assert!(error.is_retryable(), "{error}");
}

#[test]
fn a_bucket_in_another_region_is_called_there_once() {
    let moved = |status| {
        let mut response = answer(status, "");
        let region = http::HeaderValue::from_static("us-west-2");
        response.headers_mut().insert("x-amz-bucket-region", region);
        response
    };
    for status in [301, 307, 400] {
        let script = Script::new([moved(status), answer(200, "")]);
        let result = script.client(aws()).call(&Put::new(ByteStream::from(BODY)));
        result.expect("the second answer");
        let sent = script.sent();
        assert_eq!(sent[0].uri().host(), Some("s3.eu-central-1.amazonaws.com"));
        assert_eq!(sent[1].uri().host(), Some("s3.us-west-2.amazonaws.com"));
        let authorization = sent[1].headers()["authorization"].to_str().expect("text");
        assert!(
            authorization.contains("/us-west-2/s3/aws4_request"),
            "{authorization}"
        );
    }
    let script = Script::new([moved(301), moved(301)]);
    let error = script.client(aws()).call(&Put::new(ByteStream::default()));
    assert_eq!(error.expect_err("it moves on").status(), Some(301));

    let mut evil = moved(301);
    let host = http::HeaderValue::from_static("evil.example/");
    evil.headers_mut().insert("x-amz-bucket-region", host);
    let script = Script::new([evil]);
    let error = script.client(aws()).call(&Put::new(ByteStream::default()));
    assert_eq!(error.expect_err("that is no region").status(), Some(301));
}

#[test]
fn an_answer_is_checked_against_its_checksum() {
    let checked = |value: &'static str| {
        let mut response = answer(200, BODY);
        let value = http::HeaderValue::from_static(value);
        response.headers_mut().insert("x-amz-checksum-crc32", value);
        response
    };
    let call = |script: &Script, attempts| {
        let config = aws().max_attempts(attempts);
        script.client(config).call(&Put::new(ByteStream::default()))
    };
    let script = Script::new([checked("AAAAAA=="), checked("y/Q5Jg==")]);
    assert_eq!(call(&script, 2).expect("the second answer"), BODY);
    let script = Script::new([checked("AAAAAA==-3")]);
    assert_eq!(call(&script, 1).expect("one over parts"), BODY);
    let script = Script::new([checked("AAAAAA==")]);
    let error = call(&script, 1).expect_err("another body");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(
        error
            .to_string()
            .contains("the answer was changed on its way"),
        "{error}"
    );

    for (value, is_right) in [("y/Q5Jg==", true), ("AAAAAA==", false)] {
        let script = Script::new([
            checked(value).map(|_| ByteStream::from_reader(Cursor::new(BODY), Some(9)))
        ]);
        let stream = script.client(aws()).call(&Get).expect("the head");
        assert_eq!(collected(stream).is_ok(), is_right, "{value}");
    }
}

#[test]
fn the_checksum_of_an_answer_is_asked_for() {
    let mode = |config| {
        let sent = send(config, &Get);
        let mode = sent.headers().get("x-amz-checksum-mode").cloned();
        mode.map(|mode| mode.to_str().expect("text").to_owned())
    };
    assert_eq!(mode(aws()).as_deref(), Some("ENABLED"));
    assert_eq!(mode(aws().checksums_where_required()), None);
}

#[test]
fn objects_can_be_presigned_without_their_bodies() {
    let client = Script::new([]).client(aws());
    let expires = Duration::from_secs(900);
    let get = client.presign(&Get, expires).expect("a URL");
    let start =
        "https://s3.eu-central-1.amazonaws.com/bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&";
    assert!(get.starts_with(start), "{get}");
    assert!(get.contains("&X-Amz-SignedHeaders=host&"), "{get}");

    let body = || ByteStream::from_reader(Cursor::new(BODY), None);
    let put = client.presign(&Put::new(body()), expires).expect("a URL");
    let other = client.presign(&Put::new(ByteStream::from(BODY)), expires);
    assert_eq!(
        put,
        other.expect("a URL"),
        "the body is not in the signature"
    );
    assert!(
        put.contains("&X-Amz-SignedHeaders=content-type%3Bhost&"),
        "{put}"
    );
    assert!(!put.contains("checksum"), "{put}");
}

#[test]
fn other_services_take_bodies_outside_of_the_signature_where_they_say_so() {
    let open = Other(ByteStream::from(BODY));
    let sent = send(aws().endpoint("https://other.example"), &open);
    assert_eq!(sent.headers()["x-amz-content-sha256"], "UNSIGNED-PAYLOAD");
    let sent = send(aws().endpoint("http://127.0.0.1:9000"), &open);
    assert!(!sent.headers().contains_key("x-amz-content-sha256"));
}

#[test]
fn what_stands_before_the_host_can_be_switched_off() {
    for (config, host) in [
        (
            aws().endpoint("https://other.example"),
            "data.other.example",
        ),
        (
            aws()
                .endpoint("https://other.example")
                .without_host_prefix(),
            "other.example",
        ),
        (aws().endpoint("http://127.0.0.1:9000"), "127.0.0.1:9000"),
        (aws().endpoint("http://[::1]:9000"), "[::1]:9000"),
        (
            aws().endpoint("http://localhost:9000"),
            "data.localhost:9000",
        ),
    ] {
        let sent = send(config, &Prefixed);
        assert_eq!(sent.headers()["host"], host);
        assert_eq!(
            sent.uri().authority().map(ToString::to_string).as_deref(),
            Some(host)
        );
    }
}

#[test]
fn codes_of_the_model_say_what_is_repeated() {
    for (code, attempts) in [("NotYet", 2), ("TooFast", 2), ("Other", 1)] {
        let body: &'static str = match code {
            "NotYet" => "<Error><Code>NotYet</Code></Error>",
            "TooFast" => "<Error><Code>TooFast</Code></Error>",
            _ => "<Error><Code>Other</Code></Error>",
        };
        let script = Script::new([answer(409, body), answer(200, "")]);
        let _ = script.client(aws()).call(&Put::new(ByteStream::default()));
        assert_eq!(script.sent().len(), attempts, "{code}");
    }
}

#[test]
fn signatures_for_several_regions_go_into_headers() {
    let sent = send(aws().endpoint("https://several.example"), &Several);
    assert_eq!(sent.headers()["x-amz-region-set"], "eu-central-1");
    let authorization = sent.headers()["authorization"].to_str().expect("text");
    let start = "AWS4-ECDSA-P256-SHA256 Credential=AKIDEXAMPLE/20150830/several/aws4_request, ";
    assert!(authorization.starts_with(start), "{authorization}");
}

#[test]
fn a_time_that_is_none_is_left_out_where_the_service_gives_back_anything() {
    let response = Response::new(200, "").with_header("expires", "never");
    assert!(
        response
            .header_time("expires", DateTimeFormat::HttpDate)
            .is_err()
    );
    let lenient = response.header_time_lenient("expires", DateTimeFormat::HttpDate);
    assert_eq!(lenient, None);
}

fn aws() -> Config {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret");
    Config::new()
        .region("eu-central-1")
        .credentials(credentials)
}

fn send<O: Operation>(config: Config, operation: &O) -> http::Request<ByteStream> {
    let script = Script::new([answer(200, "")]);
    let result = script.client(config).call(operation);
    assert!(
        result.is_ok(),
        "{:?}",
        result.err().map(|error| error.to_string())
    );
    script.sent().remove(0)
}

fn body_of(request: &http::Request<ByteStream>) -> String {
    let bytes = collected(request.body().clone()).expect("all bytes");
    String::from_utf8(bytes).expect("text")
}

fn collected(stream: ByteStream) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut stream.into_reader(), &mut bytes)?;
    Ok(bytes)
}

const S3: Endpoint = Endpoint(&[
    EndpointPart::Text("https://s3."),
    EndpointPart::Region,
    EndpointPart::Text("."),
    EndpointPart::DnsSuffix,
]);

/// Like a generated `PutObject`, but for its answer.
struct Put {
    body: ByteStream,
    algorithm: Option<&'static str>,
    checksum: Option<&'static str>,
    is_required: bool,
}

impl Put {
    fn new(body: ByteStream) -> Self {
        Self {
            body,
            algorithm: None,
            checksum: None,
            is_required: false,
        }
    }
}

impl Operation for Put {
    const NAME: &'static str = "PutObject";
    const ENDPOINT: Endpoint = S3;
    const AUTH: Auth = Auth::SigV4 { service: "s3" };
    const TRAITS: Traits = Traits {
        retryable: &["NotYet"],
        throttling: &["TooFast"],
        response_checksums: &[ChecksumAlgorithm::Crc32, ChecksumAlgorithm::Sha256],
        ..Traits::NONE
    };
    type Output = String;
    type Detail = NoDetail;

    fn to_request(&self) -> Result<Request, InputError> {
        const HEADER: &str = "x-amz-sdk-checksum-algorithm";
        let mut request = Request::new(Method::PUT);
        request.path("/bucket/key");
        request.header("x-amz-checksum-crc32c", self.checksum)?;
        request.stream("application/octet-stream", &self.body);
        if self.is_required {
            request.checksum_required(self.algorithm, HEADER)?;
        } else {
            request.checksum(self.algorithm, HEADER)?;
        }
        Ok(request)
    }

    fn from_response(response: &Response) -> Result<String, DecodeError> {
        response.text().map(str::to_owned)
    }
}

struct Get;

impl Operation for Get {
    const NAME: &'static str = "GetObject";
    const ENDPOINT: Endpoint = S3;
    const AUTH: Auth = Auth::SigV4 { service: "s3" };
    const STREAMS: bool = true;
    const TRAITS: Traits = Put::TRAITS;
    type Output = ByteStream;
    type Detail = NoDetail;

    fn to_request(&self) -> Result<Request, InputError> {
        let mut request = Request::new(Method::GET);
        request.path("/bucket/key");
        Ok(request)
    }

    fn from_response(response: &Response) -> Result<ByteStream, DecodeError> {
        Ok(response.stream())
    }
}

struct Prefixed;

impl Operation for Prefixed {
    const NAME: &'static str = "Prefixed";
    const ENDPOINT: Endpoint = Endpoint(&[]);
    const AUTH: Auth = Auth::SigV4 { service: "other" };
    type Output = ();
    type Detail = NoDetail;

    fn to_request(&self) -> Result<Request, InputError> {
        let mut request = Request::new(Method::GET);
        request.path("/");
        request.host_prefix("data.");
        Ok(request)
    }

    fn from_response(_: &Response) -> Result<(), DecodeError> {
        Ok(())
    }
}

macro_rules! other {
    ($name:ident $(($body:ty))?, $auth:expr) => {
        struct $name$(($body))?;

        impl Operation for $name {
            const NAME: &'static str = "Other";
            const ENDPOINT: Endpoint = Endpoint(&[]);
            const AUTH: Auth = $auth;
            type Output = ();
            type Detail = NoDetail;

            fn to_request(&self) -> Result<Request, InputError> {
                let mut request = Request::new(Method::POST);
                request.path("/");
                $(
                    let body: &$body = &self.0;
                    request.stream("application/octet-stream", body);
                )?
                Ok(request)
            }

            fn from_response(_: &Response) -> Result<(), DecodeError> {
                Ok(())
            }
        }
    };
}

other!(Other(ByteStream), Auth::SigV4Unsigned { service: "other" });
other!(Several, Auth::SigV4a { service: "several" });

type Answer = http::Response<ByteStream>;

fn answer(status: u16, body: &'static str) -> Answer {
    let response = http::Response::builder().status(status);
    response
        .body(ByteStream::from(body))
        .expect("a valid status")
}

/// Answers in order, and what was sent for them.
#[derive(Clone)]
struct Script(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    answers: VecDeque<Answer>,
    sent: Vec<http::Request<ByteStream>>,
}

impl Script {
    fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self(Arc::new(Mutex::new(State {
            answers: answers.into_iter().collect(),
            sent: Vec::new(),
        })))
    }

    fn client(&self, config: Config) -> blocking::Client<Self> {
        blocking::Client::with_transport(config.clock(Stopped), self.clone())
    }

    fn sent(&self) -> Vec<http::Request<ByteStream>> {
        self.0.lock().expect("no test panics inside").sent.clone()
    }
}

impl blocking::Transport for Script {
    fn send(
        &self,
        request: http::Request<ByteStream>,
        _: SendOptions,
    ) -> Result<Answer, TransportError> {
        let mut state = self.0.lock().expect("no test panics inside");
        state.sent.push(request);
        let answer = state.answers.pop_front();
        Ok(answer.expect("the script has an answer for every request"))
    }
}

/// 2015-08-30T12:36:00Z, for ever.
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> UnixTime {
        Duration::from_secs(1_440_938_160)
    }

    fn jitter(&self) -> f64 {
        0.0
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(std::future::ready(()))
    }

    fn sleep_blocking(&self, _: Duration) {}
}
