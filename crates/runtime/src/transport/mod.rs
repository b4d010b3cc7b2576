//! How requests reach a service.

#[cfg(feature = "hyper")]
mod hyper;
#[cfg(feature = "ureq")]
mod ureq;

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::time::Duration;

use bytes::Bytes;

#[cfg(feature = "hyper")]
pub use hyper::HyperTransport;
#[cfg(feature = "ureq")]
pub use ureq::UreqTransport;

/// The largest answer that the transports of this crate take, in bytes.
///
/// An answer is held in memory as a whole, so there has to be an end to it.
pub const MAX_RESPONSE_BYTES: usize = 100 * 1024 * 1024;

/// Sends whole requests and receives whole answers, without blocking.
///
/// A transport must not follow redirects, must not change signed headers, and gives an answer of any
/// status back as an answer.
pub trait Transport: Send + Sync {
    /// Sends one request; `timeout` is for all of it, from connecting to the last byte.
    fn send(
        &self,
        request: http::Request<Bytes>,
        timeout: Duration,
    ) -> impl Future<Output = Result<http::Response<Bytes>, TransportError>> + Send;
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
        })?;
        // The outermost sentence of a transport library says little; the innermost names the cause.
        match innermost(self.source()) {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
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
