//! Checksums of bodies, sent and checked.
//!
//! Source: Amazon S3 User Guide, "Checking object integrity".

mod aws_chunked;
mod crc;
mod md5;
mod verified;

use std::fmt;

use ring::digest;

use crate::base64;
use crc::{CRC32, CRC32C, CRC64NVME, Crc, Polynomial};
use md5::Md5;

pub(crate) use aws_chunked::encode;
pub(crate) use verified::{expected, verify_stream, verify_whole};

/// How a checksum of a body is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChecksumAlgorithm {
    /// CRC-32 as in zip and Ethernet.
    Crc32,
    /// CRC-32 with Castagnoli's polynomial.
    Crc32c,
    /// CRC-64 as `NVMe` has it.
    Crc64Nvme,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
    /// MD5, where nothing better is understood.
    Md5,
}

impl ChecksumAlgorithm {
    /// All of them; the first that an answer has a value for is checked, so the cheap ones come first.
    pub const ALL: [Self; 7] = [
        Self::Crc64Nvme,
        Self::Crc32c,
        Self::Crc32,
        Self::Sha1,
        Self::Sha256,
        Self::Sha512,
        Self::Md5,
    ];

    /// The algorithm that a service calls so, `CRC32C` or `crc32c`.
    pub fn named(name: &str) -> Option<Self> {
        let is_called_so = |algorithm: &Self| algorithm.as_str().eq_ignore_ascii_case(name);
        Self::ALL.into_iter().find(is_called_so)
    }

    /// The name that services use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
            Self::Md5 => "MD5",
        }
    }

    /// The header, or trailer, that the value goes into.
    pub(crate) fn header(self) -> &'static str {
        match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32c => "x-amz-checksum-crc32c",
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
            Self::Sha512 => "x-amz-checksum-sha512",
            Self::Md5 => "x-amz-checksum-md5",
        }
    }

    /// How many characters a value has, in base64.
    pub(crate) fn value_length(self) -> u64 {
        match self {
            Self::Crc32 | Self::Crc32c => 8,
            Self::Crc64Nvme => 12,
            Self::Sha1 => 28,
            Self::Sha256 => 44,
            Self::Sha512 => 88,
            Self::Md5 => 24,
        }
    }
}

impl fmt::Display for ChecksumAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A checksum under way.
pub(crate) enum Hasher {
    Crc(Crc),
    Sha(digest::Context),
    Md5(Md5),
}

impl Hasher {
    pub(crate) fn new(algorithm: ChecksumAlgorithm) -> Self {
        let crc = |polynomial: &'static Polynomial| Self::Crc(Crc::new(polynomial));
        let sha = |algorithm| Self::Sha(digest::Context::new(algorithm));
        match algorithm {
            ChecksumAlgorithm::Crc32 => crc(&CRC32),
            ChecksumAlgorithm::Crc32c => crc(&CRC32C),
            ChecksumAlgorithm::Crc64Nvme => crc(&CRC64NVME),
            ChecksumAlgorithm::Sha1 => sha(&digest::SHA1_FOR_LEGACY_USE_ONLY),
            ChecksumAlgorithm::Sha256 => sha(&digest::SHA256),
            ChecksumAlgorithm::Sha512 => sha(&digest::SHA512),
            ChecksumAlgorithm::Md5 => Self::Md5(Md5::new()),
        }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc(crc) => crc.update(bytes),
            Self::Sha(context) => context.update(bytes),
            Self::Md5(md5) => md5.update(bytes),
        }
    }

    /// The value as services want it, in base64.
    pub(crate) fn finish(self) -> String {
        match self {
            Self::Crc(crc) => base64::encode(&crc.finish()),
            Self::Sha(context) => base64::encode(context.finish().as_ref()),
            Self::Md5(md5) => base64::encode(&md5.finish()),
        }
    }
}

pub(crate) fn checksum(algorithm: ChecksumAlgorithm, bytes: &[u8]) -> String {
    let mut hasher = Hasher::new(algorithm);
    hasher.update(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::sigv4::hex;

    #[test]
    fn the_check_values_of_every_algorithm_hold() {
        // CRC: the values of the CRC catalogue; digests: NIST's and RFC 1321's algorithms over the
        // same digits.
        for (algorithm, hexadecimal) in [
            (ChecksumAlgorithm::Crc32, "cbf43926"),
            (ChecksumAlgorithm::Crc32c, "e3069283"),
            (ChecksumAlgorithm::Crc64Nvme, "ae8b14860a799888"),
            (
                ChecksumAlgorithm::Sha1,
                "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
            ),
            (
                ChecksumAlgorithm::Sha256,
                "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
            ),
            (ChecksumAlgorithm::Md5, "25f9e794323b453885f5181f1b624d0b"),
        ] {
            let value = checksum(algorithm, b"123456789");
            let bytes = base64::decode(&value).expect("base64");
            assert_eq!(hex(&bytes), hexadecimal, "{algorithm}");
        }
    }

    #[test]
    fn pieces_of_any_size_give_the_value_of_the_whole() {
        let bytes: Vec<u8> = (0..1000_u32)
            .map(|number| (number * 7 % 251) as u8)
            .collect();
        for algorithm in ChecksumAlgorithm::ALL {
            let whole = checksum(algorithm, &bytes);
            assert_eq!(whole.len() as u64, algorithm.value_length(), "{algorithm}");
            for size in [1, 3, 8, 63, 64, 65, 999] {
                let mut hasher = Hasher::new(algorithm);
                bytes.chunks(size).for_each(|piece| hasher.update(piece));
                assert_eq!(hasher.finish(), whole, "{algorithm} {size}");
            }
        }
    }

    #[test]
    fn algorithms_are_known_by_the_names_of_services() {
        for algorithm in ChecksumAlgorithm::ALL {
            assert_eq!(
                ChecksumAlgorithm::named(algorithm.as_str()),
                Some(algorithm)
            );
            let header = algorithm.header().strip_prefix("x-amz-checksum-");
            assert_eq!(header.and_then(ChecksumAlgorithm::named), Some(algorithm));
        }
        assert_eq!(ChecksumAlgorithm::named("XXHASH64"), None);
    }
}
