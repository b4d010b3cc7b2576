//! Finding the next byte that matters, eight bytes at a time.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Position of the first quote, backslash or control character from `from` on; the length of the
/// text if there is none.
#[inline]
pub(super) fn string_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(word) = word_at(bytes, at) {
        let hits =
            zeros(word ^ repeat(b'"')) | zeros(word ^ repeat(b'\\')) | below(word, repeat(0x20));
        if hits != 0 {
            return at + first(hits);
        }
        at += 8;
    }
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' || byte == b'\\' || byte < 0x20 {
            break;
        }
        at += 1;
    }
    at
}

/// Position of the first byte from `from` on that is not white space of JSON.
#[inline]
pub(super) fn space_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    loop {
        match bytes.get(at) {
            Some(b' ') => {
                at += 1;
                while word_at(bytes, at) == Some(repeat(b' ')) {
                    at += 8;
                }
            }
            Some(b'\n' | b'\r' | b'\t') => at += 1,
            _ => return at,
        }
    }
}

/// The eight bytes from a position on, the first one lowest; `None` near the end.
#[inline]
fn word_at(bytes: &[u8], at: usize) -> Option<u64> {
    let word = bytes.get(at..)?.first_chunk::<8>()?;
    Some(u64::from_le_bytes(*word))
}

const fn repeat(byte: u8) -> u64 {
    ONES * byte as u64
}

/// The high bit of each byte that is zero. A bit above the lowest one may be wrong: only the first counts.
#[inline]
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGHS
}

/// The high bit of each byte that is less than the limit's (at most 0x80); only the first counts.
#[inline]
const fn below(word: u64, limit: u64) -> u64 {
    word.wrapping_sub(limit) & !word & HIGHS
}

#[inline]
const fn first(hits: u64) -> usize {
    (hits.trailing_zeros() / 8) as usize
}

#[cfg(test)]
mod tests {
    use super::{space_end, string_end};

    #[test]
    fn no_special_byte_is_passed_over_at_any_offset() {
        for special in [b'"', b'\\', 0, 0x1f, b'\n'] {
            for offset in 0..40 {
                let mut bytes = vec![b'a'; 40];
                bytes[offset] = special;
                for from in 0..=offset {
                    assert_eq!(string_end(&bytes, from), offset, "{special} from {from}");
                }
            }
        }
    }

    #[test]
    fn ordinary_bytes_are_never_taken_for_special_ones() {
        for byte in (0x20..=0xff_u8).filter(|byte| !matches!(byte, b'"' | b'\\')) {
            assert_eq!(string_end(&[byte; 19], 0), 19, "{byte:#x}");
        }
    }

    #[test]
    fn white_space_ends_at_the_first_other_byte() {
        for length in 0..40 {
            let text = format!("{}x", " ".repeat(length));
            assert_eq!(space_end(text.as_bytes(), 0), length);
        }
        assert_eq!(space_end(b" \n\t\r \x0b", 0), 5);
        assert_eq!(space_end(b"  ", 0), 2);
    }
}
