//! The bodies of both directions, as hyper wants and gives them.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::runtime::Handle;
use tokio::time::Sleep;

use super::super::outgoing::BodyError;
use crate::stream::{ByteStream, Source};

/// How many pieces of a body hyper has taken.
#[derive(Clone, Default)]
pub(super) struct Progress(Arc<AtomicU64>);

impl Progress {
    const OVER: u64 = u64::MAX;

    pub(super) fn pieces(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Whether hyper has taken everything.
    #[cfg(feature = "http2")]
    pub(super) fn is_over(&self) -> bool {
        self.pieces() == Self::OVER
    }
}

/// A body to send.
pub(super) enum Outgoing {
    Whole(Option<Bytes>),
    Pieces {
        source: Box<dyn Source>,
        length: Option<u64>,
        progress: Progress,
    },
}

impl Outgoing {
    pub(super) fn new(stream: &ByteStream) -> Self {
        match stream.as_bytes() {
            Some(bytes) => Self::Whole(Some(bytes.clone()).filter(|bytes| !bytes.is_empty())),
            None => Self::Pieces {
                source: stream.source(),
                length: stream.length(),
                progress: Progress::default(),
            },
        }
    }

    pub(super) fn progress(&self) -> Progress {
        match self {
            Self::Whole(_) => Progress(Arc::new(AtomicU64::new(Progress::OVER))),
            Self::Pieces { progress, .. } => progress.clone(),
        }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let piece = match self.get_mut() {
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(Ok)),
            Self::Pieces {
                source, progress, ..
            } => {
                progress.0.fetch_add(1, Ordering::Relaxed);
                let piece = source.poll_piece(context);
                if matches!(piece, Poll::Ready(None)) {
                    progress.0.store(Progress::OVER, Ordering::Relaxed);
                }
                piece
            }
        };
        piece.map(|piece| {
            let piece = piece?;
            Some(piece.map(Frame::data).map_err(|error| {
                let kind = error.kind();
                io::Error::new(kind, BodyError(error))
            }))
        })
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(bytes) => bytes.is_none(),
            Self::Pieces { length, .. } => *length == Some(0),
        }
    }

    fn size_hint(&self) -> SizeHint {
        let length = match self {
            Self::Whole(bytes) => Some(bytes.as_ref().map_or(0, Bytes::len) as u64),
            Self::Pieces { length, .. } => *length,
        };
        length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// The body of an answer; silence for longer than the timeout is an error.
pub(super) struct Arriving {
    body: Incoming,
    timeout: Duration,
    /// Runs while somebody waits for the next piece.
    silence: Option<Pin<Box<Sleep>>>,
    /// Where the timer is, as the one who waits may be a thread outside.
    runtime: Handle,
}

impl Arriving {
    pub(super) fn new(body: Incoming, timeout: Duration) -> Self {
        Self {
            body,
            timeout,
            silence: None,
            runtime: Handle::current(),
        }
    }

    fn poll_silence(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let timer = || {
            let _inside = self.runtime.enter();
            Box::pin(tokio::time::sleep(self.timeout))
        };
        let silence = self.silence.get_or_insert_with(timer);
        silence.as_mut().poll(context)
    }
}

impl Source for Arriving {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            match Pin::new(&mut self.body).poll_frame(context) {
                Poll::Ready(frame) => {
                    self.silence = None;
                    let Some(frame) = frame else {
                        return Poll::Ready(None);
                    };
                    match frame.map(Frame::into_data) {
                        Ok(Ok(data)) => return Poll::Ready(Some(Ok(data))),
                        // Trailers.
                        Ok(Err(_)) => {}
                        Err(error) => return Poll::Ready(Some(Err(io::Error::other(error)))),
                    }
                }
                Poll::Pending if self.poll_silence(context).is_ready() => {
                    let message = "nothing came within the timeout";
                    let error = io::Error::new(io::ErrorKind::TimedOut, message);
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}
