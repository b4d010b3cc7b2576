//! Bodies that do not fit into memory, through both transports and a server on this machine.

use std::future::Future;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use connector_runtime::{
    Auth, ByteStream, Client, Config, DecodeError, Endpoint, Error, ErrorKind, InputError, Method,
    NoDetail, Operation, Request, Response, blocking,
};
use tokio::runtime::{Builder, Handle};

const LARGE: u64 = 100_000_000;
/// What sockets, the HTTP libraries and one piece may hold together.
const MOST_UNDER_WAY: u64 = 20_000_000;

#[test]
fn a_large_body_is_sent_without_being_in_memory() {
    for way in WAYS {
        for length in [Some(LARGE), None] {
            let given = Arc::new(AtomicU64::new(0));
            let body = ByteStream::from_reader(Zeros::new(LARGE, &given), length);
            let server = Server::start(1, move |stream| {
                let request = Head::read(stream);
                let (received, most) = request.drain(&given);
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")?;
                Ok((request.text, received, most))
            });
            way(config(&server), &Put(body)).expect("an answer");
            let (head, received, most) = server.exchanges().remove(0);
            let kind = match length {
                Some(_) => "\r\ncontent-length: 100000000\r\n",
                None => "\r\ntransfer-encoding: chunked\r\n",
            };
            assert!(head.contains(kind), "{head}");
            assert!(received >= LARGE, "{received}");
            assert!(most < MOST_UNDER_WAY, "{most} bytes under way at once");
        }
    }
}

#[test]
fn a_large_answer_is_read_without_being_in_memory() {
    for way in WAYS {
        let given = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&given);
        let server = Server::start(1, move |stream| {
            Head::read(stream);
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {LARGE}\r\n\r\n")?;
            io::copy(&mut Zeros::new(LARGE, &counter), stream)
        });
        let body = way(config(&server), &Put(ByteStream::default())).expect("an answer");
        assert_eq!(body.length(), Some(LARGE));
        let most = drained(body, &given).expect("all of it");
        assert!(most < MOST_UNDER_WAY, "{most} bytes under way at once");
        assert_eq!(server.exchanges(), [LARGE]);
    }
}

#[test]
fn a_file_is_sent_again_and_what_is_there_once_is_not() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("body");
    std::fs::write(&path, b"hello").expect("a file");
    let file = || ByteStream::from_path(&path).expect("it is there");
    let once = || ByteStream::from_reader(io::Cursor::new("hello"), Some(5));
    for way in WAYS {
        for (body, attempts) in [(file(), 2), (once(), 1), (ByteStream::from("hello"), 2)] {
            let mut statuses = ["200 OK", "503 Slow"].into_iter().rev().take(attempts);
            let server = Server::start(attempts, move |stream| {
                let text = Head::read(stream).with_body();
                let status = statuses.next().unwrap_or_default();
                write!(
                    stream,
                    "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
                )?;
                Ok(text)
            });
            let result = way(config(&server).max_attempts(3), &Put(body));
            assert_eq!(result.is_ok(), attempts == 2);
            if let Err(error) = result {
                assert_eq!((error.attempts(), error.status()), (1, Some(503)));
            }
            for request in server.exchanges() {
                assert!(request.ends_with("\r\n\r\nhello"), "{request}");
            }
        }
    }
}

#[test]
fn a_body_that_breaks_off_is_an_error_of_its_own() {
    for way in WAYS {
        let broken = |_: &mut std::task::Context<'_>| {
            std::task::Poll::Ready(Some(Err(io::Error::other("the disk is gone"))))
        };
        let server = Server::start(1, |stream| {
            let _ = stream.read_to_end(&mut Vec::new());
            Ok(())
        });
        let body = ByteStream::from_poll_fn(broken, Some(10));
        let error = way(config(&server), &Put(body)).expect_err("no body");
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert!(
            error
                .to_string()
                .contains("the body to send could not be read: "),
            "{error}"
        );
        server.exchanges();
    }
}

#[test]
fn a_refusal_of_a_streaming_operation_is_read_as_a_whole() {
    for way in WAYS {
        let server = Server::start(1, |stream| {
            Head::read(stream).with_body();
            stream.write_all(
                b"HTTP/1.1 404 Not Found\r\ncontent-length: 42\r\n\r\n<Error><Code>NoSuchKey</Code><x></x></Error>",
            )
        });
        let error = way(config(&server), &Put(ByteStream::default())).expect_err("a refusal");
        assert_eq!(error.code(), Some("NoSuchKey"), "{error}");
        server.exchanges();
    }
}

#[test]
fn an_answer_that_ends_early_or_goes_silent_is_an_error_in_its_stream() {
    for way in WAYS {
        for (ends, kind) in [(true, None), (false, Some(io::ErrorKind::TimedOut))] {
            let server = Server::start(1, move |stream| {
                Head::read(stream);
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhello")?;
                if !ends {
                    let _ = stream.read_to_end(&mut Vec::new());
                }
                Ok(())
            });
            let config = config(&server).timeout(Duration::from_millis(200));
            let body = way(config, &Put(ByteStream::default())).expect("the head");
            let error = drained(body, &AtomicU64::new(0)).expect_err("5 of 50 bytes");
            if let Some(kind) = kind {
                assert_eq!(error.kind(), kind, "{error}");
            }
            server.exchanges();
        }
    }
}

type Answer = Result<ByteStream, Error>;

const WAYS: [fn(Config, &Put) -> Answer; 2] = [by_hyper, by_ureq];

/// On a runtime that goes on while the test reads the answer on its own thread.
fn by_hyper(config: Config, operation: &Put) -> Answer {
    static RUNTIME: OnceLock<Handle> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime");
        let handle = runtime.handle().clone();
        thread::spawn(move || runtime.block_on(std::future::pending::<()>()));
        handle
    });
    runtime.block_on(async { Client::new(config).call(operation).await })
}

fn by_ureq(config: Config, operation: &Put) -> Answer {
    blocking::Client::new(config).call(operation)
}

/// Reads all of it; gives how far the giver was ahead at most.
fn drained(body: ByteStream, given: &AtomicU64) -> io::Result<u64> {
    let mut reader = body.into_reader();
    let (mut received, mut most, mut piece) = (0, 0, vec![0; 64 * 1024]);
    loop {
        let length = reader.read(&mut piece)? as u64;
        received += length;
        most = most.max(given.load(Ordering::Relaxed).saturating_sub(received));
        if length == 0 {
            return Ok(most);
        }
    }
}

fn config(server: &Server<impl Send + 'static>) -> Config {
    Config::new()
        .endpoint(&server.url)
        .max_attempts(1)
        .timeout(Duration::from_secs(20))
        .clock(NoPauses)
}

struct NoPauses;

impl connector_runtime::Clock for NoPauses {
    fn now(&self) -> Duration {
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

struct Put(ByteStream);

impl Operation for Put {
    const NAME: &'static str = "Put";
    const ENDPOINT: Endpoint = Endpoint(&[]);
    const AUTH: Auth = Auth::None;
    const STREAMS: bool = true;
    type Output = ByteStream;
    type Detail = NoDetail;

    fn to_request(&self) -> Result<Request, InputError> {
        let mut request = Request::new(Method::PUT);
        request.path("/object");
        request.stream("application/octet-stream", &self.0);
        Ok(request)
    }

    fn from_response(response: &Response) -> Result<ByteStream, DecodeError> {
        Ok(response.stream())
    }
}

/// Zeros that count how many of them were given.
struct Zeros {
    left: u64,
    given: Arc<AtomicU64>,
}

impl Zeros {
    fn new(left: u64, given: &Arc<AtomicU64>) -> Self {
        let given = Arc::clone(given);
        Self { left, given }
    }
}

impl Read for Zeros {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = (out.len() as u64).min(self.left);
        self.left -= length;
        self.given.fetch_add(length, Ordering::Relaxed);
        Ok(usize::try_from(length).expect("no longer than the buffer"))
    }
}

/// Does the same with each of so many connections.
struct Server<T> {
    url: String,
    thread: JoinHandle<Vec<T>>,
}

impl<T: Send + 'static> Server<T> {
    fn start(
        connections: usize,
        mut serve: impl FnMut(&mut TcpStream) -> io::Result<T> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let serve = move |_| {
            let (mut stream, _) = listener.accept().expect("a connection");
            serve(&mut stream).expect("the exchange goes through")
        };
        let thread = thread::spawn(move || (0..connections).map(serve).collect());
        Self { url, thread }
    }

    fn exchanges(self) -> Vec<T> {
        self.thread.join().expect("the server does not panic")
    }
}

/// The head of a request in lower case, and the connection behind it.
struct Head {
    text: String,
    reader: std::cell::RefCell<BufReader<TcpStream>>,
}

impl Head {
    fn read(stream: &TcpStream) -> Self {
        let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
        let mut text = String::new();
        while !text.ends_with("\r\n\r\n") {
            assert_ne!(reader.read_line(&mut text).expect("a line"), 0, "{text}");
        }
        let text = text.to_ascii_lowercase();
        let reader = reader.into();
        Self { text, reader }
    }

    fn length(&self) -> Option<u64> {
        let length = self.text.split("content-length: ").nth(1)?;
        length.lines().next()?.parse().ok()
    }

    fn with_body(self) -> String {
        let mut body = vec![0; usize::try_from(self.length().unwrap_or(0)).expect("it is short")];
        self.reader
            .borrow_mut()
            .read_exact(&mut body)
            .expect("the body");
        self.text + &String::from_utf8(body).expect("text")
    }

    /// Reads the body and forgets it: its bytes as sent, and how far the giver was ahead at most.
    fn drain(&self, given: &AtomicU64) -> (u64, u64) {
        let (mut received, mut most, mut piece) = (0, 0, vec![0; 64 * 1024]);
        let mut reader = self.reader.borrow_mut();
        let mut last = Vec::new();
        while self.length() != Some(received) && !last.ends_with(b"\r\n0\r\n\r\n") {
            let length = reader.read(&mut piece).expect("more of the body");
            assert_ne!(length, 0, "the body ends early");
            received += length as u64;
            most = most.max(given.load(Ordering::Relaxed).saturating_sub(received));
            last.extend_from_slice(&piece[..length]);
            last.drain(..last.len().saturating_sub(7));
        }
        (received, most)
    }
}
