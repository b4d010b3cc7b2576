//! What stands for the body in a signature, and the checksum that goes with it.

use std::borrow::Cow;

use http::HeaderValue;
use http::header::{CONTENT_ENCODING, HeaderMap, HeaderName};
use ring::digest;

use super::Draft;
use super::events::SIGNED_ONE_BY_ONE;
use crate::auth::sigv4::{self, payload_hash};
use crate::checksum::{self, ChecksumAlgorithm, Hasher};
use crate::config::Config;
use crate::endpoint::Scheme;
use crate::error::{ErrorKind, Failure};
use crate::request::Checksum;
use crate::stream::ByteStream;

/// Stands for a body that is not in the signature.
pub(super) const UNSIGNED: &str = "UNSIGNED-PAYLOAD";
/// Stands for a body that is not in the signature and has its checksum behind it.
const UNSIGNED_WITH_TRAILER: &str = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
/// SHA-256 of nothing.
const EMPTY_HASH: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const CONTENT_MD5: &str = "content-md5";
const CHECKSUM_MODE: &str = "x-amz-checksum-mode";

/// How the body goes out and into the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Payload {
    /// Nobody has asked yet, or nobody signs.
    Unknown,
    /// As it is, with its SHA-256.
    Hashed(Cow<'static, str>),
    /// As it is.
    Unsigned,
    /// In chunks, with its checksum behind.
    Trailer(ChecksumAlgorithm),
    /// As messages, each with a signature of its own.
    Events,
}

impl Payload {
    pub(super) fn hash(&self) -> &str {
        match self {
            Self::Hashed(hash) => hash,
            Self::Trailer(_) => UNSIGNED_WITH_TRAILER,
            Self::Events => SIGNED_ONE_BY_ONE,
            Self::Unsigned | Self::Unknown => UNSIGNED,
        }
    }

    /// Whether the service must be told that this is not the hash of the body.
    pub(super) fn is_announced(&self) -> bool {
        matches!(self, Self::Unsigned | Self::Trailer(_) | Self::Events)
    }

    pub(super) fn outgoing(&self, body: &ByteStream) -> ByteStream {
        match self {
            Self::Trailer(algorithm) => checksum::encode(body, *algorithm),
            _ => body.clone(),
        }
    }
}

pub(super) fn hash(body: &[u8]) -> Cow<'static, str> {
    if body.is_empty() {
        return Cow::Borrowed(EMPTY_HASH);
    }
    Cow::Owned(payload_hash(body))
}

/// A checksum to compute, and the header that it goes into.
#[derive(Clone, Copy)]
struct Wanted {
    algorithm: ChecksumAlgorithm,
    header: &'static str,
}

impl Draft {
    /// Decides how the body goes out, and reads it for this if it must.
    ///
    /// What is in memory is hashed. A stream over an encrypted connection is not signed, its checksum
    /// follows it. A file that is in the signature all the same is read twice.
    pub(crate) async fn prepare(&mut self, config: &Config) -> Result<(), Box<Failure>> {
        if self.payload == Payload::Events {
            return Ok(());
        }
        let wanted = self.wanted_checksum(config);
        if let Some(body) = self.body.as_bytes() {
            self.payload = if self.signs_body() {
                Payload::Hashed(hash(body))
            } else {
                Payload::Unsigned
            };
            if let Some(wanted) = wanted {
                let value = checksum::checksum(wanted.algorithm, body);
                insert(&mut self.headers, wanted.header, &value);
            }
            return Ok(());
        }
        match wanted {
            wanted if self.must_be_read_first(wanted) => self.read_first(wanted).await,
            Some(wanted) if wanted.header != CONTENT_MD5 => {
                self.follow_with(wanted);
                Ok(())
            }
            _ => {
                self.payload = Payload::Unsigned;
                Ok(())
            }
        }
    }

    /// Asks for a checksum of the answer, which S3 has but keeps to itself unless it is asked; no other
    /// service has a switch for it.
    pub(crate) fn ask_for_checksum(&mut self) {
        if self.is_for_s3() && !self.headers.contains_key(CHECKSUM_MODE) {
            insert(&mut self.headers, CHECKSUM_MODE, "ENABLED");
        }
    }

    fn wanted_checksum(&mut self, config: &Config) -> Option<Wanted> {
        let of = |algorithm: ChecksumAlgorithm| Wanted {
            algorithm,
            header: algorithm.header(),
        };
        let checksum = self.checksum?;
        if checksum != Checksum::ContentMd5 && has_checksum(&self.headers) {
            return None;
        }
        match checksum {
            Checksum::Chosen(algorithm) => Some(of(algorithm)),
            Checksum::ContentMd5 if self.headers.contains_key(CONTENT_MD5) => None,
            Checksum::ContentMd5 => Some(Wanted {
                algorithm: ChecksumAlgorithm::Md5,
                header: CONTENT_MD5,
            }),
            Checksum::Default { is_required, .. }
                if config.checksums_where_required && !is_required =>
            {
                None
            }
            Checksum::Default { header, .. } => {
                let algorithm = ChecksumAlgorithm::Crc32;
                insert(&mut self.headers, header, algorithm.as_str());
                Some(of(algorithm))
            }
        }
    }

    /// A body that can be read twice is hashed where the service may take nothing but its hash.
    fn must_be_read_first(&self, wanted: Option<Wanted>) -> bool {
        let signing = self.signing.as_ref();
        let takes_unsigned = signing.is_none_or(|signing| !signing.covers_body || signing.is_s3());
        let is_signed = signing.is_some();
        let is_digest = wanted.is_some_and(|wanted| wanted.header == CONTENT_MD5);
        let is_open = self.scheme == Scheme::Http && (is_signed || wanted.is_some());
        self.body.is_repeatable() && (is_open || !takes_unsigned || is_digest)
    }

    async fn read_first(&mut self, wanted: Option<Wanted>) -> Result<(), Box<Failure>> {
        let mut sha256 = self
            .signs_body()
            .then(|| digest::Context::new(&digest::SHA256));
        let mut hasher = wanted.map(|wanted| Hasher::new(wanted.algorithm));
        let mut body = self.body.clone();
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(unreadable)?;
            if let Some(sha256) = &mut sha256 {
                sha256.update(&piece);
            }
            if let Some(hasher) = &mut hasher {
                hasher.update(&piece);
            }
        }
        if let (Some(wanted), Some(hasher)) = (wanted, hasher) {
            insert(&mut self.headers, wanted.header, &hasher.finish());
        }
        self.payload = sha256.map_or(Payload::Unsigned, |sha256| {
            Payload::Hashed(sigv4::hex(sha256.finish().as_ref()).into())
        });
        Ok(())
    }

    fn follow_with(&mut self, wanted: Wanted) {
        let before = self.headers.get(CONTENT_ENCODING);
        let encoding = match before.and_then(|before| before.to_str().ok()) {
            Some(before) => format!("{before},aws-chunked"),
            None => "aws-chunked".to_owned(),
        };
        insert(&mut self.headers, CONTENT_ENCODING.as_str(), &encoding);
        insert(&mut self.headers, "x-amz-trailer", wanted.header);
        if let Some(length) = self.body.length() {
            let length = length.to_string();
            insert(&mut self.headers, "x-amz-decoded-content-length", &length);
        }
        self.payload = Payload::Trailer(wanted.algorithm);
    }
}

/// Whether the caller computed a checksum already.
fn has_checksum(headers: &HeaderMap) -> bool {
    let of = |name: &HeaderName| {
        let kind = name.as_str().strip_prefix("x-amz-checksum-");
        kind.is_some_and(|kind| !matches!(kind, "algorithm" | "mode" | "type"))
    };
    headers.keys().any(of)
}

/// Sets a header to a value made here; one without a name is none.
fn insert(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let (false, Ok(value)) = (name.is_empty(), HeaderValue::from_str(value)) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

fn unreadable(error: std::io::Error) -> Box<Failure> {
    let message = format!("the body to send could not be read: {error}");
    Failure::new(ErrorKind::Input, message).source(error)
}
