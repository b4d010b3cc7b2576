use std::fmt;
use std::future::poll_fn;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use super::{EventDecoder, EventMessage};
use crate::error::{Error, ErrorKind, Failure};
use crate::json::DecodeError;
use crate::response::Response;
use crate::retry;
use crate::service_error;
use crate::stream::{ByteStream, block_on};

/// What an error says has failed, as the operation itself has succeeded.
const PLACE: &str = "event stream";

/// Events that a service sends as they happen.
///
/// Clones share the stream: each event goes to one of them.
///
/// ```
/// # use connector_runtime::{Error, EventStream};
/// # async fn example(mut events: EventStream<String>) -> Result<(), Error<String>> {
/// while let Some(event) = events.next().await {
///     println!("{}", event?);
/// }
/// # Ok(())
/// # }
/// ```
pub struct EventStream<T> {
    source: Arc<Mutex<Source>>,
    decode: fn(&EventMessage) -> Result<T, DecodeError>,
}

#[derive(Clone, Default)]
struct Source {
    bytes: ByteStream,
    decoder: EventDecoder,
    is_over: bool,
}

/// The events of a stream for programs that wait; made by [`EventStream::into_events`].
pub struct BlockingEvents<T>(EventStream<T>);

impl<T> EventStream<T> {
    /// The events in a body. `decode` makes an event of a message of the kind `event`, whatever its type,
    /// and the detail of an error of a message of the kind `exception`.
    pub fn new(bytes: ByteStream, decode: fn(&EventMessage) -> Result<T, DecodeError>) -> Self {
        let source = Source {
            bytes,
            ..Source::default()
        };
        let source = Arc::new(Mutex::new(source));
        Self { source, decode }
    }

    /// The next event; `None` is the end.
    ///
    /// What the service reports as an exception is an error of the kind [`ErrorKind::Service`] with its
    /// code, with the exception as its detail, and the last thing the stream has. An event that cannot be
    /// read is an error too, but others may follow it. A stream that breaks off ends with an error.
    pub async fn next(&mut self) -> Option<Result<T, Error<T>>> {
        poll_fn(|context| self.poll_next(context)).await
    }

    /// The same as [`next`](Self::next), for those who poll.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error<T>>>> {
        let message = ready!(lock(&self.source).poll_message(context));
        Poll::Ready(message.map(|message| self.event(message)))
    }

    fn event(&self, message: Result<EventMessage, Box<Failure>>) -> Result<T, Error<T>> {
        let message = message.map_err(|failure| error(failure, None))?;
        let event = (self.decode)(&message);
        if message.message_type() == Some("exception") {
            let failure = reported(&message, ":exception-type");
            return Err(error(failure, event.ok()));
        }
        event.map_err(|fault| error(undecodable(fault), None))
    }

    /// The same events for programs that wait: each step blocks the thread.
    ///
    /// What comes from the async client needs its runtime to go on meanwhile, so it must not be waited
    /// for like this on the only thread of that runtime.
    pub fn into_events(self) -> BlockingEvents<T> {
        BlockingEvents(self)
    }
}

impl Response {
    /// The events of an operation that [streams](crate::Operation::STREAMS), as they come in.
    pub fn events<T>(&self, decode: fn(&EventMessage) -> Result<T, DecodeError>) -> EventStream<T> {
        EventStream::new(self.stream(), decode)
    }
}

impl Source {
    fn poll_message(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<EventMessage, Box<Failure>>>> {
        while !self.is_over {
            match self.decoder.next_message() {
                Ok(Some(message)) if is_passed_over(&message) => {}
                Ok(Some(message)) => {
                    let is_last = matches!(message.message_type(), Some("exception" | "error"));
                    self.is_over = is_last;
                    return Poll::Ready(Some(checked(message)));
                }
                Ok(None) => match ready!(self.bytes.poll_next(context)) {
                    Some(Ok(bytes)) => self.decoder.push(&bytes),
                    Some(Err(error)) => return self.ended(Err(broken(error))),
                    None => return self.ended(self.decoder.finish().map_err(undecodable)),
                },
                Err(error) => return self.ended(Err(undecodable(error))),
            }
        }
        Poll::Ready(None)
    }

    fn ended<T>(
        &mut self,
        result: Result<(), Box<Failure>>,
    ) -> Poll<Option<Result<T, Box<Failure>>>> {
        self.is_over = true;
        Poll::Ready(result.err().map(Err))
    }
}

fn lock(source: &Mutex<Source>) -> MutexGuard<'_, Source> {
    source.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The first message of protocols without HTTP bindings carries what is no event.
fn is_passed_over(message: &EventMessage) -> bool {
    message.event_type() == Some("initial-response")
}

/// The message, if it is an event or an exception; one that does not say what it is is refused (Smithy's protocol tests,
/// `MissingEventTypeOutput`).
fn checked(message: EventMessage) -> Result<EventMessage, Box<Failure>> {
    let missing = |name| DecodeError::new(format!("the header {name}"), "a text", "none");
    match (message.message_type(), message.event_type()) {
        (Some("error"), _) => Err(reported(&message, ":error-code")),
        (Some("exception"), _) | (Some(_), Some(_)) => Ok(message),
        (Some(_), None) => Err(undecodable(missing(":event-type"))),
        (None, _) => Err(undecodable(missing(":message-type"))),
    }
}

/// What the service reports in the place of an event.
fn reported(message: &EventMessage, code: &str) -> Box<Failure> {
    let body = Response::new(400, message.payload().clone());
    let known = service_error::read(&body);
    let sentence = message.text(":error-message").map(str::to_owned);
    let sentence = sentence.or(known.message).unwrap_or_default();
    let mut failure = Failure::new(ErrorKind::Service, sentence);
    failure.code = message.text(code).map(str::to_owned).or(known.code);
    failure.request_id = known.request_id;
    failure.is_retryable = retry::classify(400, failure.code.as_deref()).is_retryable();
    failure.response = Some(body);
    failure
}

fn undecodable(error: DecodeError) -> Box<Failure> {
    Failure::new(ErrorKind::Decode, error.to_string()).source(error)
}

fn broken(error: io::Error) -> Box<Failure> {
    let kind = match error.kind() {
        io::ErrorKind::TimedOut => ErrorKind::Timeout,
        _ => ErrorKind::Transport,
    };
    Failure::new(kind, error.to_string()).source(error)
}

fn error<T>(failure: Box<Failure>, detail: Option<T>) -> Error<T> {
    Error::new(failure.of_operation(PLACE), detail)
}

impl<T> Iterator for BlockingEvents<T> {
    type Item = Result<T, Error<T>>;

    fn next(&mut self) -> Option<Self::Item> {
        block_on(self.0.next())
    }
}

impl<T> Clone for EventStream<T> {
    fn clone(&self) -> Self {
        Self {
            source: Arc::clone(&self.source),
            decode: self.decode,
        }
    }
}

/// A stream that has ended.
impl<T> Default for EventStream<T> {
    fn default() -> Self {
        let nothing = |_: &EventMessage| {
            let place = "the event stream";
            Err(DecodeError::new(place, "no event", "an event"))
        };
        Self::new(ByteStream::default(), nothing)
    }
}

/// The same stream, or the same bytes in memory at the same place.
impl<T> PartialEq for EventStream<T> {
    fn eq(&self, other: &Self) -> bool {
        if Arc::ptr_eq(&self.source, &other.source) {
            return true;
        }
        let one = lock(&self.source).clone();
        let other = lock(&other.source).clone();
        one.bytes == other.bytes && one.decoder == other.decoder
    }
}

impl<T> Eq for EventStream<T> {}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_over = self.source.try_lock().map(|source| source.is_over).ok();
        f.debug_struct("EventStream")
            .field("is_over", &is_over)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for BlockingEvents<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BlockingEvents").field(&self.0).finish()
    }
}
