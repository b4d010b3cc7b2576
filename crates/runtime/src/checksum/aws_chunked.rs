//! The content encoding `aws-chunked`: a body in chunks with its checksum behind it, so that the body
//! need not be read twice (Amazon S3 API Reference, "Uploading an object with trailing checksums").

use std::collections::VecDeque;
use std::io;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::{ChecksumAlgorithm, Hasher};
use crate::stream::{ByteStream, Source, length_of};

/// What a chunk holds. Servers want 8 KiB at least, and some have an end at 16 MiB.
const CHUNK_BYTES: u64 = 1024 * 1024;

/// The stream as it goes out. It can be sent as often as the given one.
pub(crate) fn encode(stream: &ByteStream, algorithm: ChecksumAlgorithm) -> ByteStream {
    let given = stream.length();
    let encoder = Encoder {
        source: stream.source(),
        hasher: Hasher::new(algorithm),
        algorithm,
        missing: given,
        chunk: 0,
        ready: VecDeque::new(),
        is_over: false,
    };
    let length = given.map(|given| encoded_length(given, algorithm));
    ByteStream::once(encoder, length)
}

/// How many bytes go out for so many.
fn encoded_length(length: u64, algorithm: ChecksumAlgorithm) -> u64 {
    let (whole, rest) = (length / CHUNK_BYTES, length % CHUNK_BYTES);
    let framed = |bytes: u64| bytes + length_of(chunk_head(bytes).as_bytes()) + 2;
    let chunks = whole * framed(CHUNK_BYTES) + if rest > 0 { framed(rest) } else { 0 };
    let name = length_of(algorithm.header().as_bytes());
    let trailer = name + 1 + algorithm.value_length() + 2;
    chunks + 3 + trailer + 2
}

fn chunk_head(bytes: u64) -> String {
    format!("{bytes:x}\r\n")
}

struct Encoder {
    source: Box<dyn Source>,
    hasher: Hasher,
    algorithm: ChecksumAlgorithm,
    /// What does not belong to a chunk yet, where the length is known; without one each piece becomes a
    /// chunk.
    missing: Option<u64>,
    /// What is missing of the chunk under way.
    chunk: u64,
    ready: VecDeque<Bytes>,
    is_over: bool,
}

impl Encoder {
    /// Frames a piece without copying it.
    fn frame(&mut self, mut piece: Bytes) {
        self.hasher.update(&piece);
        while !piece.is_empty() {
            if self.chunk == 0 {
                let rest = self.missing.unwrap_or(u64::MAX);
                let most = self.missing.map_or(length_of(&piece), |_| CHUNK_BYTES);
                self.chunk = most.min(rest).max(1);
                self.missing = self
                    .missing
                    .map(|missing| missing.saturating_sub(self.chunk));
                self.ready.push_back(chunk_head(self.chunk).into());
            }
            let length = usize::try_from(self.chunk)
                .unwrap_or(usize::MAX)
                .min(piece.len());
            let part = piece.split_to(length);
            self.chunk -= length_of(&part);
            self.ready.push_back(part);
            if self.chunk == 0 {
                self.ready.push_back(Bytes::from_static(b"\r\n"));
            }
        }
    }

    fn end(&mut self) {
        self.is_over = true;
        let hasher = std::mem::replace(&mut self.hasher, Hasher::new(self.algorithm));
        let (name, value) = (self.algorithm.header(), hasher.finish());
        self.ready
            .push_back(format!("0\r\n{name}:{value}\r\n\r\n").into());
    }
}

impl Source for Encoder {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(piece)));
            }
            if self.is_over {
                return Poll::Ready(None);
            }
            match self.source.poll_piece(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(piece))) => self.frame(piece),
                Poll::Ready(Some(Err(error))) => {
                    self.is_over = true;
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Ready(None) => self.end(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::stream::block_on;

    fn encoded(body: &str, length: Option<u64>) -> (Option<u64>, String) {
        let stream = ByteStream::from_reader(Cursor::new(body.to_owned()), length);
        let stream = encode(&stream, ChecksumAlgorithm::Crc32);
        let length = stream.length();
        let bytes = block_on(stream.collect()).expect("all bytes");
        (length, String::from_utf8_lossy(&bytes).into_owned())
    }

    #[test]
    fn a_body_is_framed_and_its_checksum_follows() {
        let (length, text) = encoded("123456789", Some(9));
        assert_eq!(
            text,
            "9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n"
        );
        assert_eq!(length, Some(length_of(text.as_bytes())));
        let (length, same) = encoded("123456789", None);
        assert_eq!((length, same), (None, text));
        let (length, text) = encoded("", Some(0));
        assert_eq!(text, "0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n");
        assert_eq!(length, Some(length_of(text.as_bytes())));
    }

    #[test]
    fn the_announced_length_is_that_of_the_encoded_body() {
        for bytes in [1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3_000_000] {
            let (length, text) = encoded(&"a".repeat(bytes), Some(bytes as u64));
            assert_eq!(length, Some(length_of(text.as_bytes())), "{bytes}");
        }
    }
}
