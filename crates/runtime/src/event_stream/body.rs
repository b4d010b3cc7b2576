//! Events as the body of a request: one piece for each message, signed one after the other.

use std::borrow::Cow;
use std::io;
use std::task::{Context, Poll, ready};

use bytes::Bytes;

use super::{EventMessage, EventSource, signed_event};
use crate::auth::KeyCache;
use crate::auth::sigv4::{Signer, SigningTime};
use crate::clock::UnixTime;
use crate::credentials::Credentials;
use crate::error::InputError;
use crate::stream::{ByteStream, Source};

/// The content type of event streams.
pub(crate) const CONTENT_TYPE: &str = "application/vnd.amazon.eventstream";

/// Makes a message of an event.
pub(crate) type Encode<T> = fn(&T) -> Result<EventMessage, InputError>;

/// The messages of a source, each of them one piece.
pub(crate) fn messages<T: 'static>(
    first: Option<Bytes>,
    events: &EventSource<T>,
    encode: Encode<T>,
) -> ByteStream {
    let messages = Messages {
        first,
        events: events.clone(),
        encode,
        is_started: false,
    };
    ByteStream::once(messages, None)
}

struct Messages<T> {
    first: Option<Bytes>,
    events: EventSource<T>,
    encode: Encode<T>,
    is_started: bool,
}

impl<T> Source for Messages<T> {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        self.is_started = true;
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(first)));
        }
        let event = ready!(self.events.poll_next(context));
        Poll::Ready(event.map(|event| {
            let message = (self.encode)(&event).and_then(|message| message.encode());
            message.map(Bytes::from).map_err(unsendable)
        }))
    }
}

/// The program may still hold the source when nobody sends from it any more.
impl<T> Drop for Messages<T> {
    fn drop(&mut self) {
        if self.is_started {
            self.events.close();
        }
    }
}

fn unsendable(error: InputError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error)
}

/// Who signs the messages of a body, and what the next signature is chained to.
pub(crate) struct EventSigner {
    pub(crate) credentials: Credentials,
    pub(crate) region: String,
    pub(crate) service: Cow<'static, str>,
    /// The signature before, in lower-case hexadecimal; first that of the request.
    pub(crate) previous: String,
    pub(crate) now: Box<dyn Fn() -> UnixTime + Send>,
    pub(crate) keys: KeyCache,
}

impl EventSigner {
    fn sign(&mut self, message: &[u8]) -> io::Result<Bytes> {
        let now = (self.now)();
        let time = SigningTime::new(now);
        let id = self.credentials.access_key_id();
        let signer = Signer::new(id, &self.region, &self.service, time);
        let key = self.keys.get(self.credentials.secret_access_key(), &signer);
        let wrapped = signed_event(&key, &signer, now, &self.previous, message);
        let (message, signature) = wrapped.map_err(unsendable)?;
        self.previous = signature;
        message.encode().map(Bytes::from).map_err(unsendable)
    }
}

/// Signs each piece of a body of messages, and ends it with a signed message around nothing.
pub(crate) fn signed(messages: &ByteStream, mut signer: EventSigner) -> ByteStream {
    let mut messages = messages.source();
    let mut is_over = false;
    let poll = move |context: &mut Context<'_>| {
        if is_over {
            return Poll::Ready(None);
        }
        let message = ready!(messages.poll_piece(context));
        is_over = !matches!(message, Some(Ok(_)));
        Poll::Ready(Some(match message {
            Some(Ok(message)) => signer.sign(&message),
            Some(Err(error)) => Err(error),
            None => signer.sign(&[]),
        }))
    };
    ByteStream::once(poll, None)
}
