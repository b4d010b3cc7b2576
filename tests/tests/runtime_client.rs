//! The client on a scripted transport and a scripted clock: what is sent, when, and what comes of it.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use connector_runtime::{
    Auth, BasicClientConfig, ByteStream, Client, Clock, Config, Credentials, DecodeError, Endpoint,
    EndpointPart, Error, ErrorKind, InputError, JsonReader, Method, Operation, Request, Response,
    SendOptions, Transport, TransportError, TransportErrorKind, UnixTime, blocking, http,
};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
/// 2015-08-30T12:36:00Z.
const START: u64 = 1_440_938_160;

#[test]
fn an_aws_request_is_addressed_and_signed() {
    let script = Script::new([ok(r#"["Vicki"]"#)]);
    let names = script.client(aws()).call(&ListNames::aws());
    assert_eq!(names.expect("a list"), ["Vicki"]);
    let sent = script.sent();
    assert_eq!(
        sent[0].uri(),
        "https://names.eu-central-1.amazonaws.com/names?prefix=a%20b"
    );
    assert_eq!(
        sent[0].headers()["host"],
        "names.eu-central-1.amazonaws.com"
    );
    assert_eq!(sent[0].headers()["x-amz-date"], "20150830T123600Z");
    let authorization = sent[0].headers()["authorization"].to_str().expect("text");
    let expected = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-central-1/names/\
                    aws4_request, SignedHeaders=host;x-amz-date, Signature=";
    assert!(authorization.starts_with(expected), "{authorization}");
    assert!(sent[0].headers()["authorization"].is_sensitive());
}

#[test]
fn a_repeated_request_is_signed_anew() {
    let script = Script::new([answer(503, ""), answer(500, ""), ok("[]")]);
    let client = script.client(aws());
    assert_eq!(
        client.call(&ListNames::aws()).expect("the third answer"),
        [""; 0]
    );
    // With jitter 1 the clock moves on by 1 and 2 seconds.
    assert_eq!(
        script.dates(),
        ["20150830T123600Z", "20150830T123601Z", "20150830T123603Z"]
    );
    let sent = script.sent();
    assert_ne!(
        sent[0].headers()["authorization"],
        sent[1].headers()["authorization"]
    );
}

#[test]
fn giving_up_tells_how_often_it_was_tried() {
    let body = r#"{"__type":"ns#ThrottlingException","message":"Rate exceeded"}"#;
    let script = Script::new([answer(400, body), answer(400, body), answer(400, body)]);
    let error = script
        .client(aws())
        .call(&ListNames::aws())
        .expect_err("refusals only");
    assert_eq!(
        error.to_string(),
        "ListNames failed: ThrottlingException: Rate exceeded (HTTP 400, 3 attempts, retryable)"
    );
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Service, 3));
    assert!(error.is_retryable());
    assert_eq!(error.body(), body.as_bytes());
}

#[test]
fn a_wrong_clock_is_corrected_once() {
    let skewed = || {
        let mut response = answer(403, r#"{"__type":"InvalidSignatureException"}"#);
        let date = "Sun, 30 Aug 2015 14:36:00 GMT".parse().expect("a header");
        if let Ok(response) = &mut response {
            response.headers_mut().insert("date", date);
        }
        response
    };
    let script = Script::new([skewed(), ok("[]"), ok("[]")]);
    let client = script.client(aws());
    client.call(&ListNames::aws()).expect("the second answer");
    client.call(&ListNames::aws()).expect("the third answer");
    assert_eq!(
        script.dates(),
        ["20150830T123600Z", "20150830T143600Z", "20150830T143600Z"]
    );

    let script = Script::new([skewed(), skewed()]);
    let error = script
        .client(aws())
        .call(&ListNames::aws())
        .expect_err("it is not the clock");
    assert!(
        error
            .to_string()
            .ends_with("help: check the secret access key"),
        "{error}"
    );
}

#[test]
fn credentials_go_where_the_operation_wants_them() {
    let config = || {
        Config::new()
            .basic("Aladdin", "open sesame")
            .bearer("token")
            .api_key("k&y")
    };
    for (auth, header, value) in [
        (
            Auth::Basic,
            "authorization",
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        ),
        (Auth::Bearer, "authorization", "Bearer token"),
        (Auth::ApiKeyHeader("x-api-key"), "x-api-key", "k&y"),
    ] {
        let script = Script::new([ok("[]")]);
        call(&script, config(), auth).expect("an answer");
        assert_eq!(script.sent()[0].headers()[header], value, "{auth:?}");
    }
    let script = Script::new([ok("[]")]);
    call(&script, config(), Auth::ApiKeyQuery("key")).expect("an answer");
    assert_eq!(
        script.sent()[0].uri(),
        "https://names.example/names?prefix=a%20b&key=k%26y"
    );
    let script = Script::new([ok("[]")]);
    call(&script, config(), Auth::None).expect("an answer");
    assert!(!script.sent()[0].headers().contains_key("authorization"));
}

#[test]
fn a_session_token_is_sent_and_signed() {
    let credentials = Credentials::temporary("AKIDEXAMPLE", SECRET, "the-token");
    let script = Script::new([ok("[]")]);
    script
        .client(aws().credentials(credentials))
        .call(&ListNames::aws())
        .expect("an answer");
    let sent = script.sent();
    assert_eq!(sent[0].headers()["x-amz-security-token"], "the-token");
    let authorization = sent[0].headers()["authorization"].to_str().expect("text");
    assert!(
        authorization.contains("host;x-amz-date;x-amz-security-token"),
        "{authorization}"
    );
}

#[test]
fn nothing_is_sent_without_usable_credentials() {
    let expired =
        Credentials::temporary("AKIDEXAMPLE", SECRET, "t").expires_at(Duration::from_secs(START));
    let bare = Config::new().region("eu-central-1");
    for (config, message) in [
        (
            bare.clone(),
            "no credentials are configured; help: set them with `Config::credentials`",
        ),
        (
            bare.clone().credentials(expired),
            "the credentials have expired; help: get new temporary credentials",
        ),
        (
            bare.clone()
                .credentials(Credentials::new("AKID\r\nx: y", SECRET)),
            "the credentials have characters that a header cannot hold; help: check them for line \
             breaks and for what is not ASCII",
        ),
    ] {
        let script = Script::new([]);
        let error = script
            .client(config)
            .call(&ListNames::aws())
            .expect_err(message);
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(error.to_string(), format!("ListNames failed: {message}"));
        assert!(script.sent().is_empty());
    }
}

#[test]
fn nothing_is_sent_to_an_address_that_is_not_meant() {
    let plain = Endpoint(&[EndpointPart::Text("http://names.example")]);
    let none = Endpoint(&[]);
    for (config, endpoint, part) in [
        (Config::new(), AWS_ENDPOINT, "no region is configured"),
        (
            Config::new().region("x.evil.example/"),
            AWS_ENDPOINT,
            "is not the name of a region",
        ),
        (Config::new(), plain, "is not encrypted"),
        (Config::new(), none, "no endpoint is configured"),
        (
            Config::new().endpoint("https://u:hunter2@a.example"),
            none,
            "a user name or a password",
        ),
        (
            Config::new().endpoint("ftp://a.example"),
            none,
            "does not start with",
        ),
    ] {
        let script = Script::new([]);
        let error = with_endpoint(&script, config, endpoint).expect_err(part);
        assert_eq!(error.kind(), ErrorKind::Endpoint, "{error}");
        assert!(error.to_string().contains(part), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
        assert!(script.sent().is_empty());
    }
}

#[test]
fn an_endpoint_of_the_call_comes_before_that_of_the_client() {
    let mut operation = ListNames::aws();
    operation.config = Some(BasicClientConfig {
        api_timeout: Some(Duration::from_millis(1500)),
        endpoint_url: Some("http://127.0.0.1:8080/base/".to_owned()),
    });
    let script = Script::new([ok("[]"), ok("[]")]);
    let client = script.client(aws().endpoint("https://client.example:443"));
    client.call(&operation).expect("an answer");
    client.call(&ListNames::aws()).expect("an answer");
    let sent = script.sent();
    assert_eq!(
        sent[0].uri(),
        "http://127.0.0.1:8080/base/names?prefix=a%20b"
    );
    assert_eq!(sent[0].headers()["host"], "127.0.0.1:8080");
    assert_eq!(sent[1].uri(), "https://client.example/names?prefix=a%20b");
    assert_eq!(
        script.timeouts(),
        [Duration::from_millis(1500), Duration::from_secs(60)]
    );
}

#[test]
fn only_aws_requests_are_repeated_after_they_may_have_been_done() {
    let broken = || Err(TransportError::new(TransportErrorKind::Interrupted));
    let unreachable = || Err(TransportError::new(TransportErrorKind::Connect));
    for (first, method, auth, attempts) in [
        (broken(), Method::GET, Auth::None, 2),
        (broken(), Method::POST, Auth::None, 1),
        (answer(500, ""), Method::POST, Auth::None, 1),
        (answer(429, ""), Method::POST, Auth::None, 2),
        (unreachable(), Method::POST, Auth::None, 2),
        (broken(), Method::POST, Auth::SigV4 { service: "names" }, 2),
        (answer(404, ""), Method::GET, Auth::None, 1),
    ] {
        let script = Script::new([first, ok("[]")]);
        let operation = ListNames {
            method,
            ..ListNames::aws()
        };
        let result = match auth {
            Auth::None => script.client(aws()).call(&Open(operation)).map_err(|_| ()),
            _ => script.client(aws()).call(&operation).map_err(|_| ()),
        };
        assert_eq!(script.sent().len(), attempts, "{auth:?}");
        assert_eq!(result.is_ok(), attempts == 2);
    }
}

#[test]
fn the_service_may_ask_for_a_pause() {
    let asking = |name: &'static str, value: &'static str| {
        let mut response = answer(429, "");
        if let Ok(response) = &mut response {
            response
                .headers_mut()
                .insert(name, value.parse().expect("a header"));
        }
        response
    };
    for (name, value, second) in [
        ("retry-after", "7", "20150830T123607Z"),
        ("x-amz-retry-after", "3000", "20150830T123603Z"),
        (
            "retry-after",
            "Sun, 30 Aug 2015 12:36:09 GMT",
            "20150830T123609Z",
        ),
        ("retry-after", "soon", "20150830T123601Z"),
    ] {
        let script = Script::new([asking(name, value), ok("[]")]);
        script
            .client(aws())
            .call(&ListNames::aws())
            .expect("the second answer");
        assert_eq!(script.dates()[1], second, "{name}: {value}");
    }
    let script = Script::new([asking("retry-after", "3600")]);
    let error = script
        .client(aws())
        .call(&ListNames::aws())
        .expect_err("an hour is too long");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
}

#[test]
fn a_redirect_is_an_error_and_not_followed() {
    let mut redirect = answer(307, "");
    if let Ok(redirect) = &mut redirect {
        let elsewhere = "https://evil.example/".parse().expect("a header");
        redirect.headers_mut().insert("location", elsewhere);
    }
    let script = Script::new([redirect]);
    let error = script
        .client(aws())
        .call(&ListNames::aws())
        .expect_err("a redirect");
    assert!(
        error.to_string().contains("Temporary Redirect (HTTP 307"),
        "{error}"
    );
    assert_eq!(script.sent().len(), 1);
}

#[test]
fn an_answer_of_another_form_names_the_place() {
    let script = Script::new([ok(r#"["a", 5]"#)]);
    let error = script
        .client(aws())
        .call(&ListNames::aws())
        .expect_err("5 is no name");
    assert_eq!(
        error.to_string(),
        "ListNames failed: the answer has another form than expected: expected a string, found a \
         number at `[1]` (byte 6) (HTTP 200, not retryable)"
    );
    assert_eq!(error.kind(), ErrorKind::Decode);
    let source = std::error::Error::source(&error).expect("a cause");
    assert!(source.is::<DecodeError>());
}

#[test]
fn modelled_details_are_read_from_refusals() {
    let body = r#"{"__type":"TooMany","message":"m","limit":5}"#;
    let script = Script::new([answer(400, body)]);
    let error = script
        .client(aws())
        .call(&ListNames::aws())
        .expect_err("a refusal");
    assert_eq!(error.detail(), Some(&"TooMany".to_owned()));
    assert_eq!(
        (error.code(), error.message(), error.status()),
        (Some("TooMany"), "m", Some(400))
    );
}

#[test]
fn input_that_cannot_be_sent_is_refused_by_name() {
    let operation = ListNames {
        prefix: "\n".to_owned(),
        ..ListNames::aws()
    };
    let script = Script::new([]);
    let error = script
        .client(aws())
        .call(&Header(operation))
        .expect_err("a line break");
    assert_eq!(error.kind(), ErrorKind::Input);
    assert!(
        error
            .to_string()
            .starts_with("ListNames failed: `x-prefix` "),
        "{error}"
    );
}

#[test]
fn secrets_never_print() {
    let config = aws()
        .session_token("hunter2-token")
        .basic("user", "hunter2-password")
        .bearer("hunter2-bearer")
        .api_key("hunter2-key");
    let script = Script::new([answer(403, "denied")]);
    let client = script.client(config.clone());
    let error = client.call(&ListNames::aws()).expect_err("a refusal");
    for shown in [
        format!("{config:?}"),
        format!("{client:?}"),
        format!("{error:?} {error}"),
    ] {
        assert!(
            !shown.contains("hunter2") && !shown.contains(SECRET),
            "{shown}"
        );
    }
    assert!(format!("{config:?}").contains("**redacted**"));
}

#[test]
fn a_presigned_url_needs_no_request() {
    let script = Script::new([]);
    let client = script.client(aws());
    let url = client
        .presign(&ListNames::aws(), Duration::from_secs(60))
        .expect("a URL");
    let start = "https://names.eu-central-1.amazonaws.com/names?prefix=a%20b&X-Amz-Algorithm=";
    assert!(
        url.starts_with(start) && url.contains("&X-Amz-Expires=60&"),
        "{url}"
    );
    for seconds in [0, 7 * 24 * 3600 + 1] {
        let refused = client.presign(&ListNames::aws(), Duration::from_secs(seconds));
        assert_eq!(refused.expect_err("out of range").kind(), ErrorKind::Input);
    }
    let open = client.presign(&Open(ListNames::aws()), Duration::from_secs(60));
    assert_eq!(
        open.expect_err("nothing to sign with").kind(),
        ErrorKind::Input
    );
}

#[test]
fn the_async_client_does_the_same_and_its_futures_can_move_between_threads() {
    fn sendable<T: Send>(value: T) -> T {
        value
    }
    let script = Script::new([answer(500, ""), ok(r#"["a"]"#)]);
    let config = aws().clock(TestClock(script.0.clone()));
    let client = Client::with_transport(config, AsyncScript(script.clone()));
    let operation = ListNames::aws();
    let mut call = pin!(sendable(client.call(&operation)));
    let mut context = Context::from_waker(Waker::noop());
    match call.as_mut().poll(&mut context) {
        Poll::Ready(names) => assert_eq!(names.expect("the second answer"), ["a"]),
        Poll::Pending => panic!("nothing here waits"),
    }
    assert_eq!(script.dates(), ["20150830T123600Z", "20150830T123601Z"]);
}

const AWS_ENDPOINT: Endpoint = Endpoint(&[
    EndpointPart::Text("https://names."),
    EndpointPart::Region,
    EndpointPart::Text("."),
    EndpointPart::DnsSuffix,
]);

fn aws() -> Config {
    let credentials = Credentials::new("AKIDEXAMPLE", SECRET);
    Config::new()
        .region("eu-central-1")
        .credentials(credentials)
}

/// An operation like a generated one.
struct ListNames {
    method: Method,
    prefix: String,
    config: Option<BasicClientConfig>,
}

impl ListNames {
    fn aws() -> Self {
        Self {
            method: Method::GET,
            prefix: "a b".to_owned(),
            config: None,
        }
    }
}

impl Operation for ListNames {
    const NAME: &'static str = "ListNames";
    const ENDPOINT: Endpoint = AWS_ENDPOINT;
    const AUTH: Auth = Auth::SigV4 { service: "names" };
    type Output = Vec<String>;
    type Detail = String;

    fn to_request(&self) -> Result<Request, InputError> {
        let mut request = Request::new(self.method.clone());
        request.path("/names");
        request.query("prefix", Some(&self.prefix));
        Ok(request)
    }

    fn from_response(response: &Response) -> Result<Self::Output, DecodeError> {
        response.json(|reader| reader.list(JsonReader::string))
    }

    fn detail(response: &Response) -> Option<String> {
        response.error_code()
    }

    fn client_config(&self) -> Option<&BasicClientConfig> {
        self.config.as_ref()
    }
}

/// The same with other constants; what is not constant it hands on.
macro_rules! variant {
    ($name:ident, $auth:expr, $endpoint:expr) => {
        struct $name(ListNames);

        impl Operation for $name {
            const NAME: &'static str = ListNames::NAME;
            const ENDPOINT: Endpoint = $endpoint;
            const AUTH: Auth = $auth;
            type Output = Vec<String>;
            type Detail = String;

            fn to_request(&self) -> Result<Request, InputError> {
                self.0.to_request()
            }

            fn from_response(response: &Response) -> Result<Self::Output, DecodeError> {
                ListNames::from_response(response)
            }
        }
    };
}

const EXAMPLE: Endpoint = Endpoint(&[EndpointPart::Text("https://names.example")]);

variant!(Open, Auth::None, EXAMPLE);
variant!(Basic, Auth::Basic, EXAMPLE);
variant!(Bearer, Auth::Bearer, EXAMPLE);
variant!(KeyHeader, Auth::ApiKeyHeader("x-api-key"), EXAMPLE);
variant!(KeyQuery, Auth::ApiKeyQuery("key"), EXAMPLE);
variant!(
    Plain,
    Auth::None,
    Endpoint(&[EndpointPart::Text("http://names.example")])
);
variant!(Nowhere, Auth::None, Endpoint(&[]));

struct Header(ListNames);

impl Operation for Header {
    const NAME: &'static str = ListNames::NAME;
    const ENDPOINT: Endpoint = EXAMPLE;
    const AUTH: Auth = Auth::None;
    type Output = ();
    type Detail = String;

    fn to_request(&self) -> Result<Request, InputError> {
        let mut request = Request::new(Method::GET);
        request.header("x-prefix", Some(&format!("a{}b", self.0.prefix)))?;
        Ok(request)
    }

    fn from_response(_: &Response) -> Result<(), DecodeError> {
        Ok(())
    }
}

type Answer = Result<Vec<String>, Error<String>>;

fn call(script: &Script, config: Config, auth: Auth) -> Answer {
    let (client, operation) = (script.client(config), ListNames::aws());
    match auth {
        Auth::Basic => client.call(&Basic(operation)),
        Auth::Bearer => client.call(&Bearer(operation)),
        Auth::ApiKeyHeader(_) => client.call(&KeyHeader(operation)),
        Auth::ApiKeyQuery(_) => client.call(&KeyQuery(operation)),
        _ => client.call(&Open(operation)),
    }
}

fn with_endpoint(script: &Script, config: Config, endpoint: Endpoint) -> Answer {
    let (client, operation) = (script.client(config), ListNames::aws());
    match endpoint.0 {
        [] => client.call(&Nowhere(operation)),
        [_] => client.call(&Plain(operation)),
        _ => client.call(&operation),
    }
}

type Outcome = Result<http::Response<ByteStream>, TransportError>;

fn ok(body: &'static str) -> Outcome {
    answer(200, body)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "scripts mix answers with failures to send"
)]
fn answer(status: u16, body: &'static str) -> Outcome {
    let response = http::Response::builder()
        .status(status)
        .body(ByteStream::from(body));
    Ok(response.expect("a valid status"))
}

/// Answers in order, and what was sent for them.
#[derive(Clone)]
struct Script(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    outcomes: VecDeque<Outcome>,
    sent: Vec<(http::Request<ByteStream>, Duration)>,
    slept: Duration,
}

impl Script {
    fn new(outcomes: impl IntoIterator<Item = Outcome>) -> Self {
        let outcomes = outcomes.into_iter().collect();
        Self(Arc::new(Mutex::new(State {
            outcomes,
            ..State::default()
        })))
    }

    fn client(&self, config: Config) -> blocking::Client<Self> {
        blocking::Client::with_transport(config.clock(TestClock(self.0.clone())), self.clone())
    }

    fn sent(&self) -> Vec<http::Request<ByteStream>> {
        let state = self.0.lock().expect("no test panics inside");
        state
            .sent
            .iter()
            .map(|(request, _)| request.clone())
            .collect()
    }

    fn timeouts(&self) -> Vec<Duration> {
        let state = self.0.lock().expect("no test panics inside");
        state.sent.iter().map(|(_, timeout)| *timeout).collect()
    }

    fn dates(&self) -> Vec<String> {
        let date = |request: &http::Request<ByteStream>| {
            request.headers()["x-amz-date"]
                .to_str()
                .expect("text")
                .to_owned()
        };
        self.sent().iter().map(date).collect()
    }
}

impl blocking::Transport for Script {
    fn send(&self, request: http::Request<ByteStream>, options: SendOptions) -> Outcome {
        let mut state = self.0.lock().expect("no test panics inside");
        state.sent.push((request, options.timeout));
        state
            .outcomes
            .pop_front()
            .expect("the script has an answer for every request")
    }
}

struct AsyncScript(Script);

impl Transport for AsyncScript {
    async fn send(&self, request: http::Request<ByteStream>, options: SendOptions) -> Outcome {
        blocking::Transport::send(&self.0, request, options)
    }
}

/// Starts in 2015 and moves on by what is slept; there is no chance in it.
struct TestClock(Arc<Mutex<State>>);

impl Clock for TestClock {
    fn now(&self) -> UnixTime {
        Duration::from_secs(START) + self.0.lock().expect("no test panics inside").slept
    }

    fn jitter(&self) -> f64 {
        1.0
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.sleep_blocking(duration);
        Box::pin(std::future::ready(()))
    }

    fn sleep_blocking(&self, duration: Duration) {
        self.0.lock().expect("no test panics inside").slept += duration;
    }
}
