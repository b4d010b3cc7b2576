//! Which characters a reader does not see as what they are.

use std::fmt::Write as _;

/// Whether a character is shown as nothing, reorders its neighbours or breaks a line somewhere: control
/// characters, bidirectional controls (Unicode UAX #9), other default-ignorable ones, line and paragraph
/// separators, non-characters.
pub fn is_invisible(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// A JSON text of the same value in which every invisible character is an escape.
///
/// In a JSON text such characters stand inside of strings only, but for the line ends and tabs between
/// tokens, which stay (RFC 8259, section 7: a string may have any of them as `\u` escapes).
pub fn json(mut text: String) -> String {
    let hidden = |c: char| is_invisible(c) && !matches!(c, '\n' | '\r' | '\t');
    let Some(first) = text.find(hidden) else {
        return text;
    };
    let rest = text.split_off(first);
    for c in rest.chars() {
        if !hidden(c) {
            text.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(text, "\\u{unit:04x}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::json;

    #[test]
    fn a_json_text_hides_nothing_from_its_reader() {
        for (text, expected) in [
            ("{\n  \"a\": \"é\"\n}\n", "{\n  \"a\": \"é\"\n}\n"),
            ("\"\u{85}\u{202e}x\"", "\"\\u0085\\u202ex\""),
            ("\"\u{e0001}\"", "\"\\udb40\\udc01\""),
        ] {
            assert_eq!(json(text.to_owned()), expected);
        }
    }
}
