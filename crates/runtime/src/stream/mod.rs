//! Bodies that need not fit into memory, in both directions and for both clients.

mod reader;
mod source;
mod wait;

use std::fmt;
use std::future::poll_fn;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};

use reader::{BlockingReads, StreamReader};
use source::ExactLength;
pub(crate) use source::Source;
pub(crate) use wait::block_on;

/// Bytes to send or bytes that come in: a piece of memory, a file, a reader, an answer under way.
///
/// What is in memory or in a file can be sent again when an attempt fails. Everything else is there
/// once: a call whose body was read from is not repeated. Clones share what is there once.
///
/// ```
/// use std::io::Read;
/// use connector_runtime::ByteStream;
///
/// let stream = ByteStream::from("hello".to_owned());
/// assert_eq!(stream.length(), Some(5));
/// let mut text = String::new();
/// stream.into_reader().read_to_string(&mut text)?;
/// assert_eq!(text, "hello");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct ByteStream(Origin);

#[derive(Clone)]
enum Origin {
    Memory(Bytes),
    File { path: Arc<Path>, length: u64 },
    Once(Arc<Once>),
}

/// A source that is there once.
struct Once {
    source: Mutex<Box<dyn Source>>,
    length: Option<u64>,
    /// Whether somebody has read from it.
    is_started: AtomicBool,
}

impl ByteStream {
    /// The contents of a file, opened anew for each attempt to send it.
    ///
    /// The length is that of the file now; a file that has another one when it is sent is an error
    /// then.
    pub fn from_path(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let length = std::fs::metadata(path)?.len();
        let path = path.into();
        Ok(Self(Origin::File { path, length }))
    }

    /// What a reader gives, once.
    ///
    /// `length` counts bytes; a reader that gives more or less is an error when it is sent. Without a
    /// length the body goes out in chunks, which not every service takes. The async client reads on a
    /// thread for blocking work.
    pub fn from_reader(reader: impl Read + Send + 'static, length: Option<u64>) -> Self {
        Self::once(BlockingReads::new(Box::new(reader)), length)
    }

    /// What a function gives each time that it is polled, once: the bridge from streams of async
    /// libraries, whose `poll_next` has this form. `None` is the end.
    ///
    /// ```
    /// use std::task::Poll;
    /// use connector_runtime::{ByteStream, Bytes};
    ///
    /// let mut pieces = vec![Bytes::from("world"), Bytes::from("hello ")];
    /// let stream = ByteStream::from_poll_fn(move |_| Poll::Ready(pieces.pop().map(Ok)), Some(11));
    /// ```
    pub fn from_poll_fn(
        poll: impl FnMut(&mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> + Send + 'static,
        length: Option<u64>,
    ) -> Self {
        Self::once(poll, length)
    }

    pub(crate) fn once(source: impl Source + 'static, length: Option<u64>) -> Self {
        Self::once_boxed(Box::new(source), length)
    }

    /// A stream of known length is an error where it has another one.
    pub(crate) fn once_boxed(source: Box<dyn Source>, length: Option<u64>) -> Self {
        let source = match length {
            Some(length) => Box::new(ExactLength::new(source, length)),
            None => source,
        };
        Self(Origin::Once(Arc::new(Once {
            source: Mutex::new(source),
            length,
            is_started: AtomicBool::new(false),
        })))
    }

    /// How many bytes there are in all, where that is known beforehand.
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Origin::Memory(bytes) => Some(length_of(bytes)),
            Origin::File { length, .. } => Some(*length),
            Origin::Once(once) => once.length,
        }
    }

    /// All bytes, where they are in memory already.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Origin::Memory(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The next bytes, in pieces as they come; `None` is the end.
    ///
    /// After an error there is nothing more. An answer that ends early, takes too long or does not
    /// match its checksum is an error, so what came before must not be relied on until the end.
    pub async fn next(&mut self) -> Option<io::Result<Bytes>> {
        poll_fn(|context| self.poll_next(context)).await
    }

    /// All bytes that are left, in memory; there is no limit but the memory.
    pub async fn collect(mut self) -> io::Result<Bytes> {
        self.collect_up_to(usize::MAX)
            .await
            .map(Option::unwrap_or_default)
    }

    /// Writes all bytes that are left; gives their number.
    pub async fn copy_to(mut self, mut out: impl Write) -> io::Result<u64> {
        let mut written = 0;
        while let Some(piece) = self.next().await {
            let piece = piece?;
            out.write_all(&piece)?;
            written += length_of(&piece);
        }
        Ok(written)
    }

    /// The same bytes for programs that wait: reading blocks the thread.
    ///
    /// What comes from the async client needs its runtime to go on meanwhile, so it must not be read
    /// like this on the only thread of that runtime.
    pub fn into_reader(self) -> impl Read + Send + 'static {
        StreamReader::new(self)
    }

    /// The same as [`next`](Self::next), for those who poll.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if let Origin::Memory(bytes) = &mut self.0 {
            let bytes = std::mem::take(bytes);
            return Poll::Ready(Some(bytes).filter(|bytes| !bytes.is_empty()).map(Ok));
        }
        if let Origin::File { length, .. } = self.0 {
            *self = Self::once_boxed(self.source(), Some(length));
        }
        match &self.0 {
            Origin::Once(once) => once.poll(context),
            _ => Poll::Ready(None),
        }
    }

    /// All bytes, or `None` where there are more than `limit`.
    pub(crate) async fn collect_up_to(&mut self, limit: usize) -> io::Result<Option<Bytes>> {
        let mut first = Bytes::new();
        let mut rest = BytesMut::new();
        while let Some(piece) = self.next().await {
            let piece = piece?;
            if piece.len() > limit.saturating_sub(first.len() + rest.len()) {
                return Ok(None);
            }
            if first.is_empty() {
                first = piece;
            } else {
                rest.extend_from_slice(&piece);
            }
        }
        if rest.is_empty() {
            return Ok(Some(first));
        }
        let mut whole = BytesMut::with_capacity(first.len() + rest.len());
        whole.extend_from_slice(&first);
        whole.extend_from_slice(&rest);
        Ok(Some(whole.freeze()))
    }

    /// Whether it can be sent (again) from its beginning.
    pub(crate) fn is_at_start(&self) -> bool {
        match &self.0 {
            Origin::Once(once) => !once.is_started.load(Ordering::Relaxed),
            _ => true,
        }
    }

    /// Whether reading it leaves it as it is.
    pub(crate) fn is_repeatable(&self) -> bool {
        !matches!(self.0, Origin::Once(_))
    }

    /// The bytes from the beginning, checked against the known length.
    pub(crate) fn source(&self) -> Box<dyn Source> {
        match &self.0 {
            Origin::Memory(bytes) => Box::new(Some(bytes.clone())),
            Origin::File { path, length } => {
                let file = BlockingReads::of_file(Arc::clone(path));
                Box::new(ExactLength::new(Box::new(file), *length))
            }
            Origin::Once(once) => Box::new(Arc::clone(once)),
        }
    }
}

impl Once {
    fn poll(&self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        self.is_started.store(true, Ordering::Relaxed);
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        source.poll_piece(context)
    }
}

impl Source for Arc<Once> {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        self.poll(context)
    }
}

pub(crate) fn length_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

impl Default for ByteStream {
    fn default() -> Self {
        Self(Origin::Memory(Bytes::new()))
    }
}

impl From<Bytes> for ByteStream {
    fn from(bytes: Bytes) -> Self {
        Self(Origin::Memory(bytes))
    }
}

impl From<Vec<u8>> for ByteStream {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(Bytes::from(bytes))
    }
}

impl From<&'static [u8]> for ByteStream {
    fn from(bytes: &'static [u8]) -> Self {
        Self::from(Bytes::from_static(bytes))
    }
}

impl From<&'static str> for ByteStream {
    fn from(text: &'static str) -> Self {
        Self::from(text.as_bytes())
    }
}

impl From<String> for ByteStream {
    fn from(text: String) -> Self {
        Self::from(Bytes::from(text))
    }
}

/// The same bytes in memory, the same file, or the same source.
impl PartialEq for ByteStream {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Origin::Memory(one), Origin::Memory(other)) => one == other,
            (Origin::File { path: one, .. }, Origin::File { path: other, .. }) => one == other,
            (Origin::Once(one), Origin::Once(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl Eq for ByteStream {}

/// Shows where the bytes are and how many, not what they say.
impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ByteStream");
        match &self.0 {
            Origin::Memory(bytes) => shown.field("bytes", &bytes.len()),
            Origin::File { path, length } => shown.field("path", path).field("bytes", length),
            Origin::Once(once) => shown.field("bytes", &once.length),
        };
        shown.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    #[test]
    fn every_origin_gives_its_bytes() {
        let file = std::env::temp_dir().join(format!("connector-runtime-{}", std::process::id()));
        std::fs::write(&file, b"hello").expect("a scratch file");
        let mut pieces = vec![Bytes::from("lo"), Bytes::from("hel")];
        for (stream, length) in [
            (ByteStream::from(b"hello".to_vec()), Some(5)),
            (ByteStream::from("hello"), Some(5)),
            (ByteStream::from_path(&file).expect("a file"), Some(5)),
            (ByteStream::from_reader(Cursor::new("hello"), None), None),
            (
                ByteStream::from_poll_fn(move |_| Poll::Ready(pieces.pop().map(Ok)), Some(5)),
                Some(5),
            ),
        ] {
            assert_eq!(stream.length(), length, "{stream:?}");
            assert!(!format!("{stream:?}").contains("hello"));
            let mut copied = Vec::new();
            if stream.is_repeatable() {
                block_on(stream.clone().copy_to(&mut copied)).expect("all bytes");
                assert_eq!(copied, b"hello", "{stream:?}");
            }
            let mut text = String::new();
            stream
                .into_reader()
                .read_to_string(&mut text)
                .expect("all bytes");
            assert_eq!(text, "hello");
        }
        std::fs::remove_file(&file).expect("it is there");
        assert!(ByteStream::from_path(&file).is_err());
    }

    #[test]
    fn what_is_there_once_is_known_to_have_been_read() {
        let mut stream = ByteStream::from_reader(Cursor::new("hello"), None);
        assert!(stream.is_at_start() && !stream.is_repeatable());
        assert!(block_on(stream.clone().next()).is_some());
        assert!(!stream.is_at_start());
        assert!(block_on(stream.next()).is_none());
        assert!(ByteStream::default().is_at_start());
    }

    #[test]
    fn a_source_of_another_length_than_promised_is_an_error() {
        for (promised, is_error) in [(4, true), (5, false), (6, true)] {
            let stream = ByteStream::from_reader(Cursor::new("hello"), Some(promised));
            let read = block_on(stream.collect());
            assert_eq!(read.is_err(), is_error, "{promised}");
        }
    }

    #[test]
    fn streams_are_equal_where_they_give_the_same() {
        let once = ByteStream::from_reader(Cursor::new("a"), None);
        assert_eq!(once, once.clone());
        assert_ne!(once, ByteStream::from_reader(Cursor::new("a"), None));
        assert_eq!(ByteStream::from("a"), ByteStream::from(b"a".to_vec()));
        assert_ne!(ByteStream::from("a"), ByteStream::default());
    }

    #[test]
    fn a_stream_that_waits_wakes_the_thread_that_reads() {
        let mut rounds = 0;
        let stream = ByteStream::from_poll_fn(
            move |context| {
                rounds += 1;
                let waker = context.waker().clone();
                match rounds {
                    // Asked once without a waker, then with one.
                    1 => Poll::Pending,
                    2 => {
                        std::thread::spawn(move || waker.wake());
                        Poll::Pending
                    }
                    3 => Poll::Ready(Some(Ok(Bytes::from("late")))),
                    _ => Poll::Ready(None),
                }
            },
            None,
        );
        assert_eq!(block_on(stream.collect()).expect("bytes"), "late");
    }

    #[test]
    fn collecting_stops_at_the_limit() {
        let stream = || ByteStream::from_reader(Cursor::new("hello"), None);
        for (limit, length) in [(4, None), (5, Some(5)), (6, Some(5))] {
            let collected = block_on(stream().collect_up_to(limit)).expect("no error");
            assert_eq!(collected.map(|bytes| bytes.len()), length, "{limit}");
        }
    }
}
