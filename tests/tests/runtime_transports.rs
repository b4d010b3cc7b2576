//! The two transports against a server on this machine that says what the test wants.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use connector_runtime::{
    Auth, Client, Config, DecodeError, Endpoint, Error, ErrorKind, InputError, Method, Operation,
    Request, Response, blocking,
};

#[test]
fn a_request_arrives_whole_and_its_answer_comes_back() {
    for way in WAYS {
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nx-kind: plain\r\n\r\nhello";
        let server = Server::start(vec![answer.into()]);
        let result = way(
            config(&server),
            &Echo {
                body: Some("question".to_owned()),
                method: None,
            },
        );
        assert_eq!(result.expect("an answer"), "hello");
        let request = &server.requests()[0];
        let lower = request.to_ascii_lowercase();
        assert!(
            request.starts_with("POST /echo?a=%20%2B HTTP/1.1\r\n"),
            "{request}"
        );
        assert!(lower.contains("\r\ncontent-length: 8\r\n"), "{request}");
        assert!(
            lower.contains("\r\ncontent-type: text/plain\r\n"),
            "{request}"
        );
        assert!(
            lower.contains("\r\nuser-agent: connector-runtime/"),
            "{request}"
        );
        assert_eq!(lower.matches("\r\nhost:").count(), 1, "{request}");
        assert!(request.ends_with("\r\n\r\nquestion"), "{request}");
    }
}

#[test]
fn an_answer_in_pieces_is_put_together() {
    for way in WAYS {
        let answer =
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";
        let server = Server::start(vec![answer.into()]);
        let result = way(config(&server), &Echo::default());
        assert_eq!(result.expect("an answer"), "hello");
    }
}

#[test]
fn a_redirect_is_given_back_and_not_followed() {
    for way in WAYS {
        let answer = "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n";
        let server = Server::start(vec![answer.into()]);
        let error = way(config(&server), &Echo::default()).expect_err("a redirect");
        assert_eq!(error.status(), Some(302), "{error}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn an_answer_that_ends_early_is_an_error() {
    for way in WAYS {
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhello";
        let server = Server::start(vec![answer.into()]);
        let error = way(config(&server), &Echo::default()).expect_err("half an answer");
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    }
}

#[test]
fn what_is_not_http_is_an_error() {
    for way in WAYS {
        let server = Server::start(vec!["SSH-2.0-x\r\n\r\n".into()]);
        let error = way(config(&server), &Echo::default()).expect_err("another protocol");
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    }
}

#[test]
fn a_silent_server_is_given_up_on() {
    for way in WAYS {
        let server = Server::start(vec![Vec::new()]);
        let config = config(&server).timeout(Duration::from_millis(100));
        let error = way(config, &Echo::default()).expect_err("silence");
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert!(error.is_retryable());
    }
}

#[test]
fn a_closed_port_is_told_apart_from_a_broken_answer() {
    for way in WAYS {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        drop(listener);
        let config = Config::new()
            .endpoint(format!("http://{address}"))
            .max_attempts(1);
        let error = way(config, &Echo::default()).expect_err("nobody is there");
        assert!(
            error.to_string().contains("no connection to the service"),
            "{error}"
        );
    }
}

#[test]
fn a_request_without_a_body_does_not_announce_one() {
    for (method, is_measured) in [
        (Method::GET, false),
        (Method::DELETE, false),
        (Method::POST, true),
        (Method::PUT, true),
    ] {
        for way in WAYS {
            let server =
                Server::start(vec![b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".into()]);
            let operation = Echo {
                body: None,
                method: Some(method.clone()),
            };
            way(config(&server), &operation).expect("an answer");
            let request = server.requests()[0].to_ascii_lowercase();
            assert!(!request.contains("transfer-encoding"), "{request}");
            assert_eq!(
                request.contains("content-length: 0\r\n"),
                is_measured,
                "{request}"
            );
        }
    }
}

#[test]
fn every_method_may_have_a_body() {
    for method in [Method::GET, Method::DELETE, Method::POST, Method::PATCH] {
        for way in WAYS {
            let server =
                Server::start(vec![b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".into()]);
            let operation = Echo {
                body: Some("question".to_owned()),
                method: Some(method.clone()),
            };
            way(config(&server), &operation).expect("an answer");
            let request = &server.requests()[0];
            assert!(request.ends_with("\r\n\r\nquestion"), "{request}");
        }
    }
}

type Answer = Result<String, Error>;

const WAYS: [fn(Config, &Echo) -> Answer; 2] = [by_hyper, by_ureq];

fn by_hyper(config: Config, operation: &Echo) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime");
    runtime.block_on(async { Client::new(config).call(operation).await })
}

fn by_ureq(config: Config, operation: &Echo) -> Answer {
    blocking::Client::new(config).call(operation)
}

fn config(server: &Server) -> Config {
    Config::new()
        .endpoint(&server.url)
        .max_attempts(1)
        .timeout(Duration::from_secs(20))
}

#[derive(Default)]
struct Echo {
    body: Option<String>,
    method: Option<Method>,
}

impl Operation for Echo {
    const NAME: &'static str = "Echo";
    const ENDPOINT: Endpoint = Endpoint(&[]);
    const AUTH: Auth = Auth::None;
    type Output = String;
    type Detail = connector_runtime::NoDetail;

    fn to_request(&self) -> Result<Request, InputError> {
        let usual = match self.body {
            Some(_) => Method::POST,
            None => Method::GET,
        };
        let mut request = Request::new(self.method.clone().unwrap_or(usual));
        request.path("/echo");
        request.query("a", Some(" +"));
        if let Some(body) = &self.body {
            request.text("text/plain", body.clone());
        }
        Ok(request)
    }

    fn from_response(response: &Response) -> Result<String, DecodeError> {
        response.text().map(str::to_owned)
    }
}

/// Answers each connection with the next text; an empty one is silence until the client hangs up.
struct Server {
    url: String,
    thread: JoinHandle<Vec<String>>,
}

impl Server {
    fn start(answers: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let serve = move || {
            answers
                .iter()
                .map(|answer| exchange(&listener, answer))
                .collect()
        };
        Self {
            url,
            thread: thread::spawn(serve),
        }
    }

    fn requests(self) -> Vec<String> {
        self.thread.join().expect("the server does not panic")
    }
}

fn exchange(listener: &TcpListener, answer: &[u8]) -> String {
    let (mut stream, _) = listener.accept().expect("a connection");
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    let mut request = String::new();
    while !request.ends_with("\r\n\r\n") {
        if reader.read_line(&mut request).expect("a line") == 0 {
            return request;
        }
    }
    let lower = request.to_ascii_lowercase();
    let length = lower
        .split("content-length: ")
        .nth(1)
        .and_then(|rest| rest.lines().next());
    let mut body = vec![0; length.map_or(0, |length| length.parse().expect("a number"))];
    reader.read_exact(&mut body).expect("the body");
    request.push_str(&String::from_utf8(body).expect("text"));
    // The client may be gone already, which is what some tests are about.
    let _ = stream.write_all(answer);
    if answer.is_empty() {
        let _ = reader.read_to_end(&mut Vec::new());
    }
    request
}
