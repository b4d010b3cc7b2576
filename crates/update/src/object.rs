//! Names of texts in a version control: what git calls a text, computed without git.
//!
//! The lock records the name of each generated text, so that a text which can no longer be derived can be
//! asked for. The name is only a key: what comes back is proved by its SHA-256.

use std::fmt;

use sha1::{Digest as _, Sha1};

/// Name of a text as a git blob: SHA-1 of `blob`, its length and its bytes (git, "Git Internals - Git Objects").
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ObjectId([u8; 20]);

impl ObjectId {
    /// The name of a text with the line ends that version control keeps: LF.
    pub fn of_text(text: &[u8]) -> Self {
        let mut hash = Sha1::new();
        hash.update(format!("blob {}\0", text.len()));
        hash.update(text);
        Self(hash.finalize().into())
    }

    /// Reads 40 lower-case hexadecimal digits; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        let lower = |digit: &u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
        if digits.len() != 40 || !digits.iter().all(lower) {
            return None;
        }
        let mut bytes = [0; 20];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::ObjectId;

    #[test]
    fn texts_have_the_names_that_git_gives_them() {
        // Printed by `git hash-object --stdin` for so many letters `a`; the lengths stand around the ends of blocks.
        for (length, name) in [
            (0, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"),
            (55, "d1985ddc2983785702b9a90effd5aff2f7cfdca4"),
            (56, "1f973e890f52da1f22fa7e5620a628bc4ee74cb3"),
            (64, "71b7a71962774fa5c721e1163f935cb61a0e09e6"),
            (119, "1325c3d76ea6a66e75dce490a0b8cb8b12233ee0"),
            (120, "253af86ee859905852357aee8bd83b08601364ae"),
        ] {
            let text = vec![b'a'; length];
            assert_eq!(ObjectId::of_text(&text).to_string(), name, "{length}");
        }
    }

    #[test]
    fn only_forty_digits_are_a_name() {
        let name = ObjectId::of_text(b"x");
        assert_eq!(ObjectId::parse(&name.to_string()), Some(name));
        for bad in ["", "HEAD", "-e", &name.to_string().to_uppercase()] {
            assert_eq!(ObjectId::parse(bad), None, "{bad}");
        }
    }
}
