//! Digests of files, as the lock records them.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// SHA-256 of a file's content, printed as `sha256:` and 64 hexadecimal digits.
///
/// Generated texts are digested without a byte-order mark and with LF line ends, so that a checkout
/// that changes line ends does not make every file look edited.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Digest of exactly these bytes, as `sha256sum` prints it: for sources.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Digest of a text without regard to byte-order mark and line ends: for generated files.
    pub fn of_text(bytes: &[u8]) -> Self {
        let bytes = without_mark(bytes);
        if !bytes.contains(&b'\r') {
            return Self::of_bytes(bytes);
        }
        let mut hasher = Sha256::new();
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            match line.strip_suffix(b"\r\n") {
                Some(text) => {
                    hasher.update(text);
                    hasher.update(b"\n");
                }
                None => hasher.update(line),
            }
        }
        Self(hasher.finalize().into())
    }

    /// Reads the printed form; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("sha256:")?.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Some(Self(bytes))
    }
}

/// The bytes behind a UTF-8 byte-order mark, if there is one.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn digests_are_those_of_sha256sum() {
        assert_eq!(
            Digest::of_bytes(b"abc").to_string(),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn line_ends_and_a_mark_do_not_make_a_text_another() {
        let plain = Digest::of_text(b"a\nb\n");
        for same in [&b"a\r\nb\r\n"[..], b"\xEF\xBB\xBFa\nb\n", b"a\nb\r\n"] {
            assert_eq!(Digest::of_text(same), plain, "{same:?}");
        }
        for other in [&b"a\nb"[..], b"a\rb\n", b"a\n\nb\n"] {
            assert_ne!(Digest::of_text(other), plain, "{other:?}");
        }
    }

    #[test]
    fn only_the_printed_form_is_read_back() {
        let digest = Digest::of_bytes(b"x");
        assert_eq!(Digest::parse(&digest.to_string()), Some(digest));
        for bad in [
            "",
            "sha256:",
            "sha256:00",
            "md5:00",
            &digest.to_string().to_uppercase(),
        ] {
            assert_eq!(Digest::parse(bad), None, "{bad:?}");
        }
    }
}
