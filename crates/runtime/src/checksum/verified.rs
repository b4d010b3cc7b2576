use std::io;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::{ChecksumAlgorithm, Hasher, checksum};
use crate::stream::{ByteStream, Source};

/// What the body of an answer must amount to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expected {
    algorithm: ChecksumAlgorithm,
    value: String,
}

/// What an answer says about its body, in one of the ways that its operation knows.
///
/// A value with `-` is one over the checksums of parts, which cannot be computed from the body.
pub(crate) fn expected<'a>(
    algorithms: &[ChecksumAlgorithm],
    header: impl Fn(&str) -> Option<&'a str>,
) -> Option<Expected> {
    let known = |algorithm: &ChecksumAlgorithm| algorithms.contains(algorithm);
    let mut values = ChecksumAlgorithm::ALL.into_iter().filter(known);
    values.find_map(|algorithm| {
        let value = header(algorithm.header())?.trim();
        let value = Some(value).filter(|value| !value.contains('-'))?.to_owned();
        Some(Expected { algorithm, value })
    })
}

impl Expected {
    fn check(&self, found: &str) -> io::Result<()> {
        if found == self.value {
            return Ok(());
        }
        let message = format!(
            "the checksum {} of the answer is `{found}`, but it was announced as `{}`",
            self.algorithm, self.value
        );
        Err(io::Error::new(io::ErrorKind::InvalidData, message))
    }
}

pub(crate) fn verify_whole(expected: &Expected, body: &[u8]) -> io::Result<()> {
    expected.check(&checksum(expected.algorithm, body))
}

/// The same stream, with an error in the place of its end where it is not what was announced.
pub(crate) fn verify_stream(expected: Expected, stream: &ByteStream) -> ByteStream {
    let verified = Verified {
        source: stream.source(),
        hasher: Some(Hasher::new(expected.algorithm)),
        expected,
    };
    ByteStream::once(verified, stream.length())
}

struct Verified {
    source: Box<dyn Source>,
    hasher: Option<Hasher>,
    expected: Expected,
}

impl Source for Verified {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let piece = match self.source.poll_piece(context) {
            Poll::Ready(piece) => piece,
            Poll::Pending => return Poll::Pending,
        };
        match (&piece, &mut self.hasher) {
            (Some(Ok(bytes)), Some(hasher)) => hasher.update(bytes),
            (None, Some(_)) => {
                let found = self.hasher.take().map(Hasher::finish).unwrap_or_default();
                return Poll::Ready(self.expected.check(&found).err().map(Err));
            }
            _ => {}
        }
        Poll::Ready(piece)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::stream::block_on;

    #[test]
    fn the_first_value_that_can_be_checked_is_taken() {
        let answer = |name: &str| match name {
            "x-amz-checksum-crc32" => Some("y/Q5Jg=="),
            "x-amz-checksum-crc64nvme" => Some("rosUhgp5mIg=-3"),
            _ => None,
        };
        let found = expected(&ChecksumAlgorithm::ALL, answer).expect("the CRC32");
        assert_eq!(found.algorithm, ChecksumAlgorithm::Crc32);
        assert_eq!(expected(&[ChecksumAlgorithm::Sha1], answer), None);
        assert_eq!(expected(&[], answer), None);
    }

    #[test]
    fn a_body_that_was_changed_on_the_way_is_an_error_at_its_end() {
        let expected = Expected {
            algorithm: ChecksumAlgorithm::Crc32,
            value: "y/Q5Jg==".to_owned(),
        };
        for (body, is_right) in [("123456789", true), ("123456780", false), ("", false)] {
            assert_eq!(verify_whole(&expected, body.as_bytes()).is_ok(), is_right);
            let stream = ByteStream::from_reader(Cursor::new(body), None);
            let stream = verify_stream(expected.clone(), &stream);
            assert_eq!(block_on(stream.collect()).is_ok(), is_right, "{body}");
        }
    }
}
