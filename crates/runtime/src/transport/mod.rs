//! How requests reach a service.

#[cfg(feature = "hyper")]
mod hyper;
#[cfg(any(feature = "hyper", feature = "ureq"))]
mod outgoing;
#[cfg(feature = "ureq")]
mod ureq;

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::io;
use std::time::Duration;

use crate::stream::ByteStream;

#[cfg(feature = "hyper")]
pub use hyper::HyperTransport;
#[cfg(feature = "ureq")]
pub use ureq::UreqTransport;

/// The largest answer that is taken into memory as a whole, in bytes.
///
/// An answer that the operation hands on as a [`ByteStream`] has no limit.
pub const MAX_RESPONSE_BYTES: usize = 100 * 1024 * 1024;

/// Sends requests and receives answers, without blocking.
///
/// A transport must not follow redirects, must not change signed headers, and gives an answer of any
/// status back as an answer. A body of known length goes out with `content-length`, any other in
/// chunks.
pub trait Transport: Send + Sync {
    /// Sends one request and gives its answer, as soon as the body has begun or when it is there as a
    /// whole: what the client wants as a whole it collects itself.
    fn send(
        &self,
        request: http::Request<ByteStream>,
        options: SendOptions,
    ) -> impl Future<Output = Result<http::Response<ByteStream>, TransportError>> + Send;
}

/// What a transport is told besides the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SendOptions {
    /// How long an exchange of whole messages may take, from connecting to the last byte. Where a body
    /// is a stream, how long nothing may happen.
    pub timeout: Duration,
    /// Whether the body of a successful answer is wanted as it comes. All others are collected.
    pub streams: bool,
    /// Whether the answer comes in while the request is still sent, which takes HTTP/2. Nobody knows
    /// then how long either side is silent.
    pub http2: bool,
}

/// Why no whole answer came back.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kinds of [`TransportError`]; they decide whether the request may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection; nothing was sent.
    Connect,
    /// The time was up.
    Timeout,
    /// The connection broke, or what came back was not HTTP.
    Interrupted,
    /// The answer is larger than [`MAX_RESPONSE_BYTES`].
    TooLarge,
    /// The body to send could not be read.
    Body,
    /// The answer does not match its checksum.
    Changed,
    /// The request needs HTTP/2, which the transport does not speak; nothing was sent.
    Http2,
}

impl TransportError {
    /// An error without a cause.
    pub fn new(kind: TransportErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// The same with its cause.
    #[must_use]
    pub fn with_source(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            source: Some(source.into()),
            ..self
        }
    }

    /// An error that came while the body of an answer was read.
    fn of_answer(error: io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::TimedOut => TransportErrorKind::Timeout,
            _ => TransportErrorKind::Interrupted,
        };
        Self::new(kind).with_source(error)
    }

    /// What can be done about it.
    pub(crate) fn help(&self) -> Option<&'static str> {
        let is_http2 = self.kind == TransportErrorKind::Http2;
        is_http2.then_some(
            "use the async client and switch the feature `http2` of connector-runtime on",
        )
    }

    /// What happened, in general.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "no connection to the service",
            TransportErrorKind::Timeout => "no answer within the timeout",
            TransportErrorKind::Interrupted => {
                "the connection broke before the answer was complete"
            }
            TransportErrorKind::TooLarge => "the answer is larger than 100 MiB",
            TransportErrorKind::Changed => "the answer was changed on its way",
            TransportErrorKind::Body => "the body to send could not be read",
            TransportErrorKind::Http2 => "the operation needs HTTP/2, which is not there",
        })?;
        // The outermost sentence of a transport library says little; the innermost names the cause.
        match innermost(self.source()) {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

/// An answer whose body is in memory, unless it is wanted as a stream and may be one.
pub(crate) async fn gather(
    outcome: Result<http::Response<ByteStream>, TransportError>,
    streams: bool,
) -> Result<http::Response<ByteStream>, TransportError> {
    let (parts, mut body) = outcome?.into_parts();
    let stays = streams && parts.status.is_success();
    if !stays && body.as_bytes().is_none() {
        let collected = body.collect_up_to(MAX_RESPONSE_BYTES).await;
        let collected = collected.map_err(TransportError::of_answer)?;
        body = collected
            .ok_or(TransportError::new(TransportErrorKind::TooLarge))?
            .into();
    }
    Ok(http::Response::from_parts(parts, body))
}

fn innermost<'a>(
    source: Option<&'a (dyn StdError + 'static)>,
) -> Option<&'a (dyn StdError + 'static)> {
    let mut cause = source?;
    for _ in 0..16 {
        let Some(next) = cause.source() else {
            break;
        };
        cause = next;
    }
    Some(cause)
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
