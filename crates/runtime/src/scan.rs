//! Looking for marks in text eight bytes at a time: plain text is most of an answer.

/// The highest bit of every byte of a word. Marks are such bits.
const HIGHEST: u64 = (u64::MAX / 255) << 7;

/// Where the first mark from `from` on stands; the length where there is none.
///
/// `marks` has the highest bit of every byte that is a mark. It may mark bytes above the first one wrongly, as
/// [`below`] and [`equal`] do.
#[inline]
pub(crate) fn first(bytes: &[u8], from: usize, marks: impl Fn(u64) -> u64) -> usize {
    let mut at = from;
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let found = marks(u64::from_le_bytes(*eight));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let is_mark = |byte: &u8| marks(u64::from(*byte)) & 0x80 != 0;
    at + rest.iter().position(is_mark).unwrap_or(rest.len())
}

/// The bytes of a word that are below a limit of at most 128; bytes above the first such byte may be marked wrongly, as
/// subtraction carries.
#[inline]
pub(crate) fn below(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(u64::MAX / 255 * u64::from(limit)) & !word & HIGHEST
}

/// The bytes of a word that are this one, with the same reservation.
#[inline]
pub(crate) fn equal(word: u64, byte: u8) -> u64 {
    below(word ^ (u64::MAX / 255 * u64::from(byte)), 1)
}
