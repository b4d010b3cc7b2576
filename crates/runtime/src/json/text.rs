//! The text of JSON strings: turning what stands between quotes into characters and back.

use std::borrow::Cow;

use crate::scan;

/// Why the inside of a string is not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LoneSurrogate;

/// Where the first quote, backslash or control character from `from` on stands; the length where there is none.
#[inline]
pub(super) fn end_of_plain(bytes: &[u8], from: usize) -> usize {
    let marks = |word| scan::below(word, b' ') | scan::equal(word, b'"') | scan::equal(word, b'\\');
    scan::first(bytes, from, marks)
}

/// Resolves the escapes of `raw`, the inside of a string whose escapes are known to be well formed.
///
/// The only thing left to go wrong is half a surrogate pair, which no text can hold (RFC 8259,
/// section 8.2).
pub(super) fn unescape(raw: &str) -> Result<Cow<'_, str>, LoneSurrogate> {
    let Some(first) = raw.find('\\') else {
        return Ok(Cow::Borrowed(raw));
    };
    let mut text = String::with_capacity(raw.len());
    text.push_str(&raw[..first]);
    let mut rest = &raw[first..];
    while let Some(tail) = rest.strip_prefix('\\') {
        let (character, tail) = escape(tail)?;
        text.push(character);
        let end = tail.find('\\').unwrap_or(tail.len());
        text.push_str(&tail[..end]);
        rest = &tail[end..];
    }
    Ok(Cow::Owned(text))
}

/// The character of one escape, given the text behind its backslash, and what follows it.
fn escape(tail: &str) -> Result<(char, &str), LoneSurrogate> {
    let mut characters = tail.chars();
    let character = match characters.next() {
        Some('u') => return unicode(characters.as_str()),
        Some('n') => '\n',
        Some('t') => '\t',
        Some('r') => '\r',
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some(literal) => literal,
        None => return Err(LoneSurrogate),
    };
    Ok((character, characters.as_str()))
}

fn unicode(tail: &str) -> Result<(char, &str), LoneSurrogate> {
    let (unit, tail) = code_unit(tail).ok_or(LoneSurrogate)?;
    if let Some(character) = char::from_u32(unit) {
        return Ok((character, tail));
    }
    let (low, tail) = tail
        .strip_prefix("\\u")
        .and_then(code_unit)
        .filter(|(low, _)| unit < 0xDC00 && (0xDC00..0xE000).contains(low))
        .ok_or(LoneSurrogate)?;
    let code = 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    Ok((char::from_u32(code).ok_or(LoneSurrogate)?, tail))
}

fn code_unit(tail: &str) -> Option<(u32, &str)> {
    let digits = tail.get(..4)?;
    Some((u32::from_str_radix(digits, 16).ok()?, &tail[4..]))
}

/// Appends `text` as a JSON string, quotes included.
pub(super) fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[start..at]);
        push_escape(out, byte);
        start = at + 1;
    }
    out.push_str(&text[start..]);
    out.push('"');
}

fn push_escape(out: &mut String, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    match byte {
        b'"' => out.push_str("\\\""),
        b'\\' => out.push_str("\\\\"),
        b'\n' => out.push_str("\\n"),
        b'\r' => out.push_str("\\r"),
        b'\t' => out.push_str("\\t"),
        0x08 => out.push_str("\\b"),
        0x0c => out.push_str("\\f"),
        control => {
            out.push_str("\\u00");
            out.push(char::from(HEX[usize::from(control >> 4)]));
            out.push(char::from(HEX[usize::from(control & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_stand_for_their_characters() {
        for (raw, text) in [
            ("plain", "plain"),
            (r"a\nb", "a\nb"),
            (r#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r"\u00e9\u20AC", "é€"),
            (r"x\ud83d\ude00y", "x😀y"),
            (r"\u0000", "\0"),
        ] {
            assert_eq!(unescape(raw).as_deref(), Ok(text), "{raw}");
        }
    }

    #[test]
    fn the_end_of_plain_text_is_found_wherever_it_stands() {
        for before in 0..20 {
            for filler in ['x', ' ', '!', '#', '[', ']', '\u{7f}', 'é', '😀', '\u{a2}'] {
                let plain = filler.to_string().repeat(before);
                assert_eq!(end_of_plain(plain.as_bytes(), 0), plain.len());
                for mark in ["\"", "\\", "\0", "\n", "\u{1f}"] {
                    for after in ["", "\"", "xxxxxxxxxxxx", "\u{1}\\\"#!"] {
                        let text = format!("{plain}{mark}{after}");
                        assert_eq!(end_of_plain(text.as_bytes(), 0), plain.len(), "{text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn half_a_surrogate_pair_is_refused() {
        for raw in [
            r"\ud83d",
            r"\ude00",
            r"\ud83dx",
            r"\ud83d\n",
            r"\ud83d\ud83d",
        ] {
            assert_eq!(unescape(raw), Err(LoneSurrogate), "{raw}");
        }
    }

    #[test]
    fn quoted_text_reads_back() {
        let text = "a\"b\\c\n\u{1}\u{1f}é😀\u{7f}";
        let mut out = String::new();
        push_quoted(&mut out, text);
        assert_eq!(out, "\"a\\\"b\\\\c\\n\\u0001\\u001fé😀\u{7f}\"");
        assert_eq!(unescape(&out[1..out.len() - 1]).as_deref(), Ok(text));
    }
}
