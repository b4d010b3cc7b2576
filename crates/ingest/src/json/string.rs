//! Strings: what the text between two quotes says, and back.

use std::borrow::Cow;
use std::fmt::Write as _;

use connector_model::visible::is_invisible;

/// The value of a string from the text between its quotes, which the reader found well-formed. A
/// surrogate without its partner becomes U+FFFD.
pub(super) fn decode(raw: &str) -> Cow<'_, str> {
    let Some(first) = raw.find('\\') else {
        return Cow::Borrowed(raw);
    };
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    let mut next = Some(first);
    while let Some(at) = next {
        value.push_str(&rest[..at]);
        let (character, length) = escape(&rest.as_bytes()[at..]);
        value.push(character);
        rest = &rest[at + length..];
        next = rest.find('\\');
    }
    value.push_str(rest);
    Cow::Owned(value)
}

/// The character that an escape stands for, and the bytes that it takes.
fn escape(bytes: &[u8]) -> (char, usize) {
    let simple = match bytes.get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(bytes),
        Some(&other) => char::from(other),
        None => char::REPLACEMENT_CHARACTER,
    };
    (simple, 2)
}

fn unicode(bytes: &[u8]) -> (char, usize) {
    let first = hex(bytes, 2).unwrap_or(0xfffd);
    if let Some(character) = char::from_u32(first) {
        return (character, 6);
    }
    match low_surrogate(bytes, 6) {
        Some(second) if first < 0xdc00 => {
            let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            (character, 12)
        }
        _ => (char::REPLACEMENT_CHARACTER, 6),
    }
}

/// The code of an escaped low surrogate that begins at this position, if one does.
pub(super) fn low_surrogate(bytes: &[u8], at: usize) -> Option<u32> {
    if bytes.get(at..at + 2)? != b"\\u" {
        return None;
    }
    hex(bytes, at + 2).filter(|code| (0xdc00..0xe000).contains(code))
}

/// Four hexadecimal digits at this position.
pub(super) fn hex(bytes: &[u8], at: usize) -> Option<u32> {
    let mut code = 0;
    for &byte in bytes.get(at..at + 4)? {
        code = code * 16 + char::from(byte).to_digit(16)?;
    }
    Some(code)
}

/// A text as a JSON string with its quotes. Characters that are not seen or that turn the direction
/// of writing are escaped, so that the result shows what it says.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if is_invisible(character) => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    let _ = write!(quoted, "\\u{unit:04x}");
                }
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::{decode, quote};

    #[test]
    fn escapes_stand_for_their_characters() {
        for (raw, expected) in [
            ("plain", "plain"),
            (r#"a\"\\\/\b\f\n\r\tz"#, "a\"\\/\u{8}\u{c}\n\r\tz"),
            (r"\u00e9\u20ACx", "é€x"),
            (r"\ud83d\ude00", "😀"),
            (r"\ud83d", "\u{fffd}"),
            (r"\ud83dx\ude00", "\u{fffd}x\u{fffd}"),
            (r"\ud83d\ud83d\ude00", "\u{fffd}😀"),
            (r"\u0000é\n", "\0é\n"),
        ] {
            assert_eq!(decode(raw), expected, "{raw}");
        }
    }

    #[test]
    fn quoted_text_reads_back_and_hides_nothing() {
        for text in [
            "",
            "a\"b\\c",
            "\0\u{1f}\u{7f}\u{85}",
            "é😀",
            "a\u{202e}b\u{e0001}",
        ] {
            let quoted = quote(text);
            assert_eq!(decode(&quoted[1..quoted.len() - 1]), text);
            assert!(!quoted.contains('\u{202e}'), "{quoted}");
        }
        assert_eq!(quote("a\u{202e}"), "\"a\\u202e\"");
    }
}
