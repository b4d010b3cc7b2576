use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
#[cfg(feature = "hyper")]
use tokio::task::JoinHandle;

use super::{ByteStream, Source, block_on};

/// How much is read at once, and so about how much memory a body takes.
const PIECE_BYTES: usize = 64 * 1024;

/// Pieces of a reader or a file. Inside of a tokio runtime they are read on its threads for blocking
/// work, elsewhere right away.
pub(super) struct BlockingReads(State);

enum State {
    Closed(Arc<Path>),
    Open(Box<dyn Read + Send>),
    #[cfg(feature = "hyper")]
    Busy(JoinHandle<(State, io::Result<Bytes>)>),
    Over,
}

impl BlockingReads {
    pub(super) fn new(reader: Box<dyn Read + Send>) -> Self {
        Self(State::Open(reader))
    }

    pub(super) fn of_file(path: Arc<Path>) -> Self {
        Self(State::Closed(path))
    }

    #[cfg(feature = "hyper")]
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<io::Result<Bytes>> {
        use std::pin::Pin;

        if !matches!(self.0, State::Busy(_)) {
            let Ok(runtime) = tokio::runtime::Handle::try_current() else {
                return Poll::Ready(self.read());
            };
            let state = std::mem::replace(&mut self.0, State::Over);
            self.0 = State::Busy(runtime.spawn_blocking(move || read(state)));
        }
        let State::Busy(task) = &mut self.0 else {
            return Poll::Ready(Ok(Bytes::new()));
        };
        let Poll::Ready(outcome) = Pin::new(task).poll(context) else {
            return Poll::Pending;
        };
        let (state, piece) =
            outcome.unwrap_or_else(|error| (State::Over, Err(io::Error::other(error))));
        self.0 = state;
        Poll::Ready(piece)
    }

    #[cfg(not(feature = "hyper"))]
    fn poll(&mut self, _: &mut Context<'_>) -> Poll<io::Result<Bytes>> {
        Poll::Ready(self.read())
    }

    fn read(&mut self) -> io::Result<Bytes> {
        let (state, piece) = read(std::mem::replace(&mut self.0, State::Over));
        self.0 = state;
        piece
    }
}

impl Source for BlockingReads {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        self.poll(context).map(|piece| {
            Some(piece).filter(|piece| !matches!(piece, Ok(bytes) if bytes.is_empty()))
        })
    }
}

/// One piece, empty at the end.
fn read(state: State) -> (State, io::Result<Bytes>) {
    let reader = match state {
        State::Closed(path) => File::open(path).map(|file| Box::new(file) as Box<dyn Read + Send>),
        State::Open(reader) => Ok(reader),
        State::Over => return (State::Over, Ok(Bytes::new())),
        #[cfg(feature = "hyper")]
        State::Busy(_) => return (state, Ok(Bytes::new())),
    };
    let mut reader = match reader {
        Ok(reader) => reader,
        Err(error) => return (State::Over, Err(error)),
    };
    match read_piece(&mut reader) {
        Ok(piece) if !piece.is_empty() => (State::Open(reader), Ok(piece)),
        end => (State::Over, end),
    }
}

fn read_piece(reader: &mut dyn Read) -> io::Result<Bytes> {
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        match reader.read(&mut piece) {
            Ok(length) => {
                piece.truncate(length);
                return Ok(piece.into());
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A stream for those who wait.
pub(super) struct StreamReader {
    stream: ByteStream,
    piece: Bytes,
}

impl StreamReader {
    pub(super) fn new(stream: ByteStream) -> Self {
        let piece = Bytes::new();
        Self { stream, piece }
    }
}

impl Read for StreamReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match block_on(self.stream.next()) {
                Some(piece) => self.piece = piece?,
                None => return Ok(0),
            }
        }
        let length = self.piece.len().min(out.len());
        out[..length].copy_from_slice(&self.piece.split_to(length));
        Ok(length)
    }
}
