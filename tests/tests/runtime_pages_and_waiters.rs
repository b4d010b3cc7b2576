//! Pages and waiters on a scripted transport and a scripted clock, async and blocking.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use connector_runtime::{
    Auth, ByteStream, Client, Clock, Config, DecodeError, Document, Endpoint, EndpointPart,
    ErrorKind, InputError, Method, NextPage, NoDetail, Operation, Paginated, PaginatedItems,
    Request, Response, SendOptions, Transport, TransportError, UnixTime, WaitErrorKind, Waiter,
    WaiterAnswer, WaiterPace, WaiterState, blocking, http,
};

/// Lists names, or describes a thing: what the tests call.
#[derive(Clone, Default)]
struct ListRequest {
    token: Option<String>,
}

#[derive(Debug, Default, PartialEq)]
struct Page {
    names: Vec<String>,
    token: Option<String>,
    state: Option<String>,
}

impl Operation for ListRequest {
    const NAME: &'static str = "List";
    const ENDPOINT: Endpoint = Endpoint(&[EndpointPart::Text("https://names.example")]);
    const AUTH: Auth = Auth::None;
    type Output = Page;
    type Detail = NoDetail;

    fn to_request(&self) -> Result<Request, InputError> {
        let mut request = Request::new(Method::GET);
        request.path("/names");
        request.query("token", self.token.as_ref());
        Ok(request)
    }

    fn from_response(response: &Response) -> Result<Page, DecodeError> {
        let document: Document = response.json(connector_runtime::JsonReader::document)?;
        let text = |name: &str| match document.member(name) {
            Some(Document::String(text)) => Some(text.clone()),
            _ => None,
        };
        let names = text("names").unwrap_or_default();
        Ok(Page {
            names: names.split_whitespace().map(str::to_owned).collect(),
            token: text("token"),
            state: text("state"),
        })
    }
}

impl Paginated for ListRequest {
    fn next_page(&mut self, page: &Page) -> NextPage {
        NextPage::by(&mut self.token, page.token.as_ref())
    }
}

impl PaginatedItems for ListRequest {
    type Item = String;

    fn items(page: Page) -> Vec<String> {
        page.names
    }
}

#[derive(Debug)]
enum Ready {}

impl Waiter for Ready {
    type Operation = ListRequest;
    const NAME: &'static str = "Ready";
    const PACE: WaiterPace = WaiterPace::every(5, 4);

    fn judge(answer: &mut WaiterAnswer<'_, ListRequest>) {
        answer.is(WaiterState::Success, "ready", |output| {
            output.state.as_ref()
        });
        answer.is(WaiterState::Failure, "broken", |output| {
            output.state.as_ref()
        });
        answer.all(WaiterState::Success, "ok", |output| output.names.iter());
        answer.error(WaiterState::Retry, "NotThere");
        answer.status(WaiterState::Success, 410);
    }
}

/// Waits for the same with pauses that grow.
#[derive(Debug)]
enum Slowly {}

impl Waiter for Slowly {
    type Operation = ListRequest;
    const NAME: &'static str = "Slowly";
    const PACE: WaiterPace = WaiterPace::growing(2, 8);

    fn judge(answer: &mut WaiterAnswer<'_, ListRequest>) {
        Ready::judge(answer);
    }
}

/// Answers in order, what was asked, and how long pauses were.
#[derive(Clone, Default)]
struct Script(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    answers: VecDeque<(u16, String)>,
    asked: Vec<String>,
    pauses: Vec<u64>,
    slept: Duration,
}

impl Script {
    fn new(answers: &[(u16, &str)]) -> Self {
        let script = Self::default();
        let answers = answers
            .iter()
            .map(|(status, body)| (*status, (*body).to_owned()));
        script.state(|state| state.answers = answers.collect());
        script
    }

    fn state<R>(&self, with: impl FnOnce(&mut State) -> R) -> R {
        with(&mut self.0.lock().expect("no test panics inside"))
    }

    fn config(&self) -> Config {
        Config::new().clock(self.clone()).max_attempts(1)
    }

    fn blocking(&self) -> blocking::Client<Self> {
        blocking::Client::with_transport(self.config(), self.clone())
    }

    fn client(&self) -> Client<Self> {
        Client::with_transport(self.config(), self.clone())
    }

    fn answer(&self, request: &http::Request<ByteStream>) -> http::Response<ByteStream> {
        self.state(|state| {
            let uri = request.uri().path_and_query().map(ToString::to_string);
            state.asked.push(uri.unwrap_or_default());
            let (status, body) = state.answers.pop_front().expect("a request too many");
            let mut response = http::Response::new(ByteStream::from(body));
            *response.status_mut() = http::StatusCode::from_u16(status).expect("a status");
            response
        })
    }
}

impl blocking::Transport for Script {
    fn send(
        &self,
        request: http::Request<ByteStream>,
        _options: SendOptions,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        Ok(self.answer(&request))
    }
}

impl Transport for Script {
    async fn send(
        &self,
        request: http::Request<ByteStream>,
        _options: SendOptions,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        Ok(self.answer(&request))
    }
}

impl Clock for Script {
    fn now(&self) -> UnixTime {
        self.state(|state| state.slept)
    }

    fn jitter(&self) -> f64 {
        1.0
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.sleep_blocking(duration);
        Box::pin(std::future::ready(()))
    }

    fn sleep_blocking(&self, duration: Duration) {
        self.state(|state| {
            state.pauses.push(duration.as_secs());
            state.slept += duration;
        });
    }
}

/// Runs a future that never waits for anything outside.
fn now<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        let mut context = Context::from_waker(Waker::noop());
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

const PAGES: &[(u16, &str)] = &[
    (200, r#"{"names":"a b","token":"1"}"#),
    (200, r#"{"token":"2"}"#),
    (200, r#"{"names":"c","token":""}"#),
];

#[test]
fn each_page_is_asked_for_with_the_token_of_the_one_before() {
    let script = Script::new(PAGES);
    let names: Result<Vec<String>, _> = script.blocking().items(ListRequest::default()).collect();
    assert_eq!(names.expect("three pages"), ["a", "b", "c"]);
    let asked = ["/names", "/names?token=1", "/names?token=2"];
    assert_eq!(script.state(|state| state.asked.clone()), asked);

    let script = Script::new(PAGES);
    let client = script.client();
    let names = now(async {
        let mut items = client.items(ListRequest::default());
        let mut names = Vec::new();
        while let Some(name) = items.next().await {
            names.push(name.expect("three pages"));
        }
        names
    });
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(script.state(|state| state.asked.clone()), asked);
}

#[test]
fn nothing_is_asked_before_a_page_is_wanted_or_behind_the_last() {
    let script = Script::new(&[(200, r#"{"names":"a"}"#)]);
    let client = script.blocking();
    let mut pages = client.pages(ListRequest::default());
    assert_eq!(script.state(|state| state.asked.len()), 0);
    assert!(pages.next().is_some_and(|page| page.is_ok()));
    assert!(pages.next().is_none());
    assert!(pages.next().is_none());
}

#[test]
fn a_token_that_comes_again_ends_the_list_with_an_error() {
    let script = Script::new(&[
        (200, r#"{"names":"a","token":"1"}"#),
        (200, r#"{"names":"b","token":"1"}"#),
    ]);
    let client = script.blocking();
    let mut names = Vec::new();
    let mut errors = Vec::new();
    for item in client.items(ListRequest::default()) {
        match item {
            Ok(name) => names.push(name),
            Err(error) => errors.push(error),
        }
    }
    assert_eq!(names, ["a", "b"]);
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].kind(), ErrorKind::Decode);
    assert!(
        errors[0]
            .to_string()
            .starts_with("List failed: the page has the token")
    );
}

#[test]
fn an_error_ends_the_list() {
    let script = Script::new(&[(200, r#"{"token":"1"}"#), (400, "")]);
    let client = script.blocking();
    let outcomes: Vec<bool> = client
        .pages(ListRequest::default())
        .map(|page| page.is_ok())
        .collect();
    assert_eq!(outcomes, [true, false]);
}

const NOT_THERE: (u16, &str) = (400, r#"{"code":"NotThere"}"#);

#[test]
fn a_state_is_waited_for_at_the_pace_of_the_model() {
    let answers = [
        NOT_THERE,
        (200, r#"{"state":"new"}"#),
        (200, r#"{"state":"ready"}"#),
    ];
    let script = Script::new(&answers);
    let output = script
        .blocking()
        .wait_until::<Ready>(&ListRequest::default());
    let output = output.expect("the state is there").expect("by an answer");
    assert_eq!(output.state.as_deref(), Some("ready"));
    assert_eq!(script.state(|state| state.pauses.clone()), [5, 5]);

    let script = Script::new(&answers);
    let client = script.client();
    let output = now(client.wait_until::<Ready>(&ListRequest::default()));
    assert!(output.expect("the state is there").is_some());
    assert_eq!(script.state(|state| state.pauses.clone()), [5, 5]);
}

#[test]
fn the_first_condition_that_holds_decides() {
    for (answer, expected) in [
        (
            (200, r#"{"state":"broken","names":"ok"}"#),
            Err(WaitErrorKind::Unreachable),
        ),
        ((200, r#"{"names":"ok ok"}"#), Ok(true)),
        ((410, ""), Ok(false)),
        ((400, r#"{"code":"Other"}"#), Err(WaitErrorKind::Call)),
    ] {
        let script = Script::new(&[answer]);
        let outcome = script
            .blocking()
            .wait_until::<Ready>(&ListRequest::default());
        let outcome = outcome
            .map(|output| output.is_some())
            .map_err(|error| error.kind());
        assert_eq!(outcome, expected, "{answer:?}");
    }
}

#[test]
fn waiting_ends_and_says_how_long_it_was() {
    let script = Script::new(&[
        NOT_THERE,
        (200, "{}"),
        (200, r#"{"names":"ok no"}"#),
        NOT_THERE,
    ]);
    let error = script
        .blocking()
        .wait_until::<Ready>(&ListRequest::default())
        .expect_err("four calls at most");
    assert_eq!(error.kind(), WaitErrorKind::TimedOut);
    assert_eq!((error.calls(), error.waited().as_secs()), (4, 15));
    assert_eq!(
        error.error().and_then(|error| error.code()),
        Some("NotThere")
    );
    assert!(
        error
            .to_string()
            .starts_with("Ready was not reached in time (15 seconds, 4 calls)")
    );
}

#[test]
fn a_limit_of_the_callers_replaces_that_of_the_model() {
    let script = Script::new(&[NOT_THERE; 6]);
    let error = script
        .blocking()
        .wait_until_within::<Slowly>(&ListRequest::default(), Duration::from_secs(25))
        .expect_err("the state never comes");
    assert_eq!(error.kind(), WaitErrorKind::TimedOut);
    // The last pause is cut so that the call behind it is within the limit.
    assert_eq!(script.state(|state| state.pauses.clone()), [2, 4, 8, 8, 1]);
}
