//! Events in both directions at once: over HTTP/2 on this machine, signed one by one; and what of it does
//! without.

use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use connector_runtime::{
    Auth, ByteStream, Bytes, Client, Clock, Config, Credentials, DateTime, DecodeError, Endpoint,
    Error, ErrorKind, EventDecoder, EventMessage, EventSource, EventStream, EventValue, InputError,
    JsonReader, Method, Operation, Request, Response, SendOptions, TransportError, UnixTime,
    blocking, http,
};
use ring::{digest, hmac};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const START: u64 = 1_440_938_160;

#[tokio::test]
async fn events_arrive_while_others_are_still_sent() {
    let server = Server::start().await;
    let client = Client::new(server.config());
    let (sender, words) = EventSource::channel();
    let mut heard = client.call(&Talk { words }).await.expect("an answer");
    for word in ["one", "two", "three"] {
        sender.send(word.to_owned()).await.expect("a place");
        let event = heard.next().await.expect("an event").expect("an event");
        assert_eq!(event, format!("heard:{word}"));
    }
    drop(sender);
    assert!(heard.next().await.is_none());
    drop((heard, client));
    let talk = server.finish().await;
    assert_eq!(talk.words, ["one", "two", "three"]);
    assert_eq!(talk.signatures, 4, "the last one is around nothing");
    assert_eq!(talk.content_type, "application/vnd.amazon.eventstream");
    assert_eq!(talk.hash, "STREAMING-AWS4-HMAC-SHA256-EVENTS");
    assert!(talk.signed_headers.contains("x-amz-content-sha256"));
}

#[tokio::test]
async fn a_list_is_sent_from_its_beginning_to_its_end() {
    let server = Server::start().await;
    let words = EventSource::from(vec!["one".to_owned(), "two".to_owned()]);
    let mut heard = Client::new(server.config())
        .call(&Talk { words })
        .await
        .expect("an answer");
    let mut events = Vec::new();
    while let Some(event) = heard.next().await {
        events.push(event.expect("an event"));
    }
    assert_eq!(events, ["heard:one", "heard:two"]);
    drop(heard);
    assert_eq!(server.finish().await.signatures, 3);
}

#[tokio::test]
async fn an_exception_ends_the_stream_with_its_detail_and_tells_the_sender() {
    let server = Server::start().await;
    let (sender, words) = EventSource::channel();
    sender.send("refuse".to_owned()).await.expect("a place");
    let talk = Talk { words };
    let mut heard = Client::new(server.config())
        .call(&talk)
        .await
        .expect("an answer");
    let error = heard.next().await.expect("an error").expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!(error.code(), Some("refused"));
    assert_eq!(error.message(), "not this");
    assert_eq!(error.detail().map(String::as_str), Some("refused:not this"));
    drop(heard);
    // The entity still holds the other half; the end of the call is what counts.
    let rest = async {
        loop {
            if let Err(unsent) = sender.send("more".to_owned()).await {
                return unsent.0;
            }
            tokio::task::yield_now().await;
        }
    };
    assert_eq!(rest.await, "more");
    drop(talk);
}

#[tokio::test]
async fn an_event_that_cannot_be_sent_ends_the_call() {
    let server = Server::start().await;
    let words = EventSource::from(vec!["one".to_owned(), String::new()]);
    let client = Client::new(server.config());
    let mut results = Vec::new();
    match client.call(&Talk { words }).await {
        Err(error) => results.push(Err(error.to_string())),
        Ok(mut heard) => {
            while let Some(event) = heard.next().await {
                results.push(event.map_err(|error| error.to_string()));
            }
        }
    }
    assert!(results.last().is_some_and(Result::is_err), "{results:?}");
}

#[test]
fn the_blocking_transport_refuses_before_it_connects() {
    let talk = Talk {
        words: EventSource::from(vec!["one".to_owned()]),
    };
    let client = blocking::Client::new(config("http://127.0.0.1:1"));
    let error = client.call(&talk).expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(
        error.to_string(),
        "Talk failed: the operation needs HTTP/2, which is not there (http://127.0.0.1:1) (not \
         retryable); help: use the async client and switch the feature `http2` of \
         connector-runtime on"
    );
}

#[test]
fn protocols_without_http_bindings_send_and_receive_the_rest_in_the_first_message() {
    let mut first = EventMessage::event("initial-response");
    first.json(|writer| writer.string(&"rest".to_owned()));
    for (answer, rest) in [
        (vec![first.clone(), word("one")], "rest"),
        (vec![word("one")], ""),
    ] {
        let frames: Vec<Bytes> = answer
            .iter()
            .map(|message| message.encode().expect("small").into())
            .collect();
        let transport = Canned::new(frames.concat());
        let client = blocking::Client::with_transport(config("https://a.example"), &transport);
        let words = EventSource::from(vec!["two".to_owned()]);
        let output = client.call(&Call { words }).expect("an answer");
        assert_eq!(output.0, rest);
        let events: Vec<_> = output.1.into_events().collect();
        assert_eq!(events.len(), 1);
        let sent = transport.sent.lock().expect("no panic");
        let sent = messages(&sent);
        let kinds: Vec<&str> = sent.iter().map(EventMessage::member).collect();
        assert_eq!(kinds, ["initial-request", "word"]);
        assert_eq!(sent[0].body().text(), Ok("{}"));
        assert_eq!(
            sent[0].header(":content-type"),
            Some(&EventValue::from("application/x-amz-json-1.1"))
        );
    }
}

/// Without a signature messages are what the encoder made, and nothing is behind them.
#[test]
fn events_without_a_signature_go_out_as_they_are() {
    let transport = Canned::new(Vec::new());
    let client = blocking::Client::with_transport(config("https://a.example"), &transport);
    let words = EventSource::new(["one", "two"].map(str::to_owned));
    client.call(&Call { words }).expect("an answer");
    let sent = transport.sent.lock().expect("no panic");
    assert_eq!(messages(&sent)[1..], [word("one"), word("two")]);
}

/// The input of `Talk`, as generated code has it.
struct Talk {
    words: EventSource<String>,
}

impl Operation for Talk {
    const NAME: &'static str = "Talk";
    const ENDPOINT: Endpoint = Endpoint(&[]);
    const AUTH: Auth = Auth::SigV4 { service: "talk" };
    const STREAMS: bool = true;
    const HTTP2: bool = true;
    type Output = EventStream<String>;
    type Detail = connector_runtime::NoDetail;

    fn to_request(&self) -> Result<Request, InputError> {
        let mut request = Request::new(Method::POST);
        request.path("/talk");
        request.events(&self.words, |word| write(word));
        Ok(request)
    }

    fn from_response(response: &Response) -> Result<Self::Output, DecodeError> {
        Ok(response.events(read))
    }
}

/// The same without HTTP bindings and without a signature.
struct Call {
    words: EventSource<String>,
}

impl Operation for Call {
    const NAME: &'static str = "Call";
    const ENDPOINT: Endpoint = Endpoint(&[]);
    const AUTH: Auth = Auth::None;
    const STREAMS: bool = true;
    const HTTP2: bool = true;
    const INITIAL_RESPONSE: bool = true;
    type Output = (String, EventStream<String>);
    type Detail = connector_runtime::NoDetail;

    fn to_request(&self) -> Result<Request, InputError> {
        let mut request = Request::new(Method::POST);
        request.text("application/x-amz-json-1.1", "{}");
        request.events_after_body(&self.words, |word| write(word))?;
        Ok(request)
    }

    fn from_response(response: &Response) -> Result<Self::Output, DecodeError> {
        let rest = response.json(JsonReader::string)?;
        Ok((rest, response.events(read)))
    }
}

fn write(word: &str) -> Result<EventMessage, InputError> {
    if word.is_empty() {
        return Err(InputError::missing("word"));
    }
    Ok(self::word(word))
}

fn word(word: &str) -> EventMessage {
    let mut message = EventMessage::event("word");
    message.set_payload("text/plain", word.to_owned());
    message
}

fn read(message: &EventMessage) -> Result<String, DecodeError> {
    let text = match message.member() {
        "refused" => message.body().json(|reader| {
            reader.begin_object()?;
            reader.next_key()?;
            let text = reader.string()?;
            reader.next_key()?;
            Ok(text)
        })?,
        _ => message.body().text()?.to_owned(),
    };
    Ok(format!("{}:{text}", message.member()))
}

fn config(endpoint: &str) -> Config {
    Config::new()
        .region("eu-west-1")
        .credentials(Credentials::new("AKIDEXAMPLE", SECRET))
        .endpoint(endpoint)
        .max_attempts(1)
        .clock(Days(AtomicU64::new(0)))
}

/// A day passes each time that it is looked at, so that every message is signed with another key.
struct Days(AtomicU64);

impl Clock for Days {
    fn now(&self) -> UnixTime {
        let days = self.0.fetch_add(1, Ordering::Relaxed);
        Duration::from_secs(START + days * 24 * 60 * 60)
    }

    fn jitter(&self) -> f64 {
        0.0
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async {})
    }

    fn sleep_blocking(&self, _: Duration) {}
}

/// What the server saw of one talk.
#[derive(Default)]
struct Seen {
    content_type: String,
    hash: String,
    signed_headers: String,
    words: Vec<String>,
    signatures: usize,
}

/// Says back each word as soon as it has come, and checks its signature.
struct Server {
    address: String,
    talk: JoinHandle<Seen>,
}

impl Server {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("a port");
        Self {
            address: format!("http://{address}"),
            talk: tokio::spawn(serve(listener)),
        }
    }

    fn config(&self) -> Config {
        config(&self.address)
    }

    /// Waits for the end of the connection, so what holds it must be dropped before.
    async fn finish(self) -> Seen {
        self.talk.await.expect("the server did not panic")
    }
}

async fn serve(listener: TcpListener) -> Seen {
    let (socket, _) = listener.accept().await.expect("a connection");
    let mut connection = h2::server::handshake(socket).await.expect("HTTP/2");
    let (request, respond) = connection
        .accept()
        .await
        .expect("a request")
        .expect("a request");
    let talk = tokio::spawn(talk(request, respond));
    // The connection lives as long as somebody asks for the next request.
    while connection.accept().await.is_some() {}
    talk.await.expect("no panic")
}

async fn talk(
    request: http::Request<h2::RecvStream>,
    mut respond: h2::server::SendResponse<Bytes>,
) -> Seen {
    let header = |name: &str| {
        let value = request.headers().get(name).expect(name);
        value.to_str().expect("a text").to_owned()
    };
    let authorization = header("authorization");
    let part = |name: &str| {
        let (_, rest) = authorization.split_once(name).expect(name);
        rest.split(',').next().unwrap_or_default().to_owned()
    };
    let mut seen = Seen {
        content_type: header("content-type"),
        hash: header("x-amz-content-sha256"),
        signed_headers: part("SignedHeaders="),
        ..Seen::default()
    };
    let mut previous = part("Signature=");
    let head = http::Response::new(());
    let mut answer = respond.send_response(head, false).expect("a stream");
    let mut body = request.into_body();
    let mut decoder = EventDecoder::new();
    while let Some(Ok(bytes)) = body.data().await {
        decoder.push(&bytes);
        while let Some(outer) = decoder.next_message().expect("a message") {
            let date = outer.time(":date").expect("a time").expect("a date");
            let signature = outer.blob(":chunk-signature").expect("bytes");
            let expected = signature_of(&previous, date, outer.payload());
            assert_eq!(signature.as_deref(), Some(expected.as_slice()));
            previous = hex(&expected);
            seen.signatures += 1;
            let Some(inner) = messages(outer.payload()).pop() else {
                continue;
            };
            let word = inner.body().text().expect("a word").to_owned();
            let said = answer.send_data(reply(&word), false);
            seen.words.push(word);
            if said.is_err() {
                return seen;
            }
        }
    }
    let _ = answer.send_data(Bytes::new(), true);
    seen
}

fn reply(word: &str) -> Bytes {
    let mut message = if word == "refuse" {
        EventMessage::exception("refused")
    } else {
        EventMessage::event("heard")
    };
    let payload = match word {
        "refuse" => r#"{"message":"not this"}"#.to_owned(),
        word => word.to_owned(),
    };
    message.set_payload("text/plain", payload);
    message.encode().expect("small").into()
}

/// Computed from the description of the format alone.
fn signature_of(previous: &str, date: DateTime, message: &[u8]) -> Vec<u8> {
    let days = (date.seconds() - i64::try_from(START).expect("small")) / (24 * 60 * 60);
    // 2015-08-30 and the days after it.
    let day = match days {
        0 | 1 => format!("201508{}", 30 + days),
        days => format!("201509{:02}", days - 1),
    };
    let scope = format!("{day}/eu-west-1/talk/aws4_request");
    let mut header = b"\x05:date\x08".to_vec();
    header.extend((date.seconds() * 1000).to_be_bytes());
    let text = [
        "AWS4-HMAC-SHA256-PAYLOAD",
        &format!("{day}T123600Z"),
        &scope,
        previous,
        &sha256(&header),
        &sha256(message),
    ]
    .join("\n");
    let key = format!("AWS4{SECRET}").into_bytes();
    let key = [day.as_str(), "eu-west-1", "talk", "aws4_request"]
        .iter()
        .fold(key, |key, part| hmac_of(&key, part));
    hmac_of(&key, &text)
}

fn hmac_of(key: &[u8], text: &str) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
}

fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}

fn messages(bytes: &[u8]) -> Vec<EventMessage> {
    let mut decoder = EventDecoder::new();
    decoder.push(bytes);
    let next = || decoder.next_message().expect("whole messages");
    std::iter::from_fn(next).collect()
}

/// Keeps what is sent and answers with a stream.
struct Canned {
    sent: Mutex<Vec<u8>>,
    answer: Bytes,
}

impl Canned {
    fn new(answer: Vec<u8>) -> Self {
        Self {
            sent: Mutex::default(),
            answer: answer.into(),
        }
    }
}

impl blocking::Transport for &Canned {
    fn send(
        &self,
        request: http::Request<ByteStream>,
        options: SendOptions,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        assert!(options.http2 && options.streams);
        let mut reader = request.into_body().into_reader();
        let mut sent = self.sent.lock().expect("no panic");
        std::io::Read::read_to_end(&mut reader, &mut sent).expect("a body");
        let answer = std::io::Cursor::new(self.answer.clone());
        let body = ByteStream::from_reader(answer, None);
        Ok(http::Response::new(body))
    }
}

#[test]
fn errors_of_streams_can_be_boxed() {
    fn check<T: std::error::Error + Send + Sync + 'static>() {}
    check::<Error<String>>();
    check::<connector_runtime::NotSent<String>>();
}
