//! Names of texts in a version control: what git calls a text, computed without git.
//!
//! The lock records the name of each generated text, so that a text which can no longer be derived can be
//! asked for. The name is only a key: what comes back is proved by its SHA-256.

use std::fmt;

/// Name of a text as a git blob: SHA-1 of `blob`, its length and its bytes (git, "Git Internals - Git Objects").
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ObjectId([u8; 20]);

impl ObjectId {
    /// The name of a text with the line ends that version control keeps: LF.
    pub fn of_text(text: &[u8]) -> Self {
        let mut bytes = format!("blob {}\0", text.len()).into_bytes();
        bytes.extend_from_slice(text);
        Self(sha1(bytes))
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

/// SHA-1 (FIPS 180-4, section 6.1), for names only: nothing is proved with it.
fn sha1(mut bytes: Vec<u8>) -> [u8; 20] {
    let bits = (bytes.len() as u64).wrapping_mul(8);
    bytes.push(0x80);
    while bytes.len() % 64 != 56 {
        bytes.push(0);
    }
    bytes.extend_from_slice(&bits.to_be_bytes());
    let mut state = [
        0x6745_2301_u32,
        0xefcd_ab89,
        0x98ba_dcfe,
        0x1032_5476,
        0xc3d2_e1f0,
    ];
    for block in bytes.chunks_exact(64) {
        add_block(&mut state, block);
    }
    let mut out = [0; 20];
    for (word, bytes) in state.iter().zip(out.chunks_exact_mut(4)) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    out
}

#[allow(clippy::many_single_char_names, reason = "the letters of FIPS 180-4")]
fn add_block(state: &mut [u32; 5], block: &[u8]) {
    let mut words = [0_u32; 80];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    }
    for at in 16..80 {
        let mixed = words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16];
        words[at] = mixed.rotate_left(1);
    }
    let [mut a, mut b, mut c, mut d, mut e] = *state;
    for (at, word) in words.iter().enumerate() {
        let (mixed, constant) = match at / 20 {
            0 => ((b & c) | (!b & d), 0x5a82_7999),
            1 => (b ^ c ^ d, 0x6ed9_eba1),
            2 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
            _ => (b ^ c ^ d, 0xca62_c1d6_u32),
        };
        let next = a.rotate_left(5).wrapping_add(mixed).wrapping_add(e);
        let next = next.wrapping_add(constant).wrapping_add(*word);
        (a, b, c, d, e) = (next, a, b.rotate_left(30), c, d);
    }
    for (old, new) in state.iter_mut().zip([a, b, c, d, e]) {
        *old = old.wrapping_add(new);
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
