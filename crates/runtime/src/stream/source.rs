use std::io;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::length_of;

/// Something that gives bytes until it has no more; after an error it is not asked again.
pub(crate) trait Source: Send {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>>;
}

impl<F> Source for F
where
    F: FnMut(&mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> + Send,
{
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        self(context)
    }
}

/// One piece that is there already.
impl Source for Option<Bytes> {
    fn poll_piece(&mut self, _: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        Poll::Ready(self.take().filter(|bytes| !bytes.is_empty()).map(Ok))
    }
}

/// Turns more or fewer bytes than were promised into an error.
pub(crate) struct ExactLength {
    source: Box<dyn Source>,
    missing: u64,
    is_over: bool,
}

impl ExactLength {
    pub(crate) fn new(source: Box<dyn Source>, length: u64) -> Self {
        Self {
            source,
            missing: length,
            is_over: false,
        }
    }
}

impl Source for ExactLength {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let piece = match self.source.poll_piece(context) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(piece) => piece,
        };
        self.is_over = !matches!(piece, Some(Ok(_)));
        let given = match &piece {
            Some(Ok(bytes)) => length_of(bytes),
            Some(Err(_)) => return Poll::Ready(piece),
            None if self.missing > 0 => {
                let message = format!("{} bytes are missing at the end", self.missing);
                let error = io::Error::new(io::ErrorKind::UnexpectedEof, message);
                return Poll::Ready(Some(Err(error)));
            }
            None => return Poll::Ready(None),
        };
        let Some(missing) = self.missing.checked_sub(given) else {
            self.is_over = true;
            let message = "there are more bytes than were promised";
            let error = io::Error::new(io::ErrorKind::InvalidData, message);
            return Poll::Ready(Some(Err(error)));
        };
        self.missing = missing;
        Poll::Ready(piece)
    }
}
