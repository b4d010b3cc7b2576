//! Characters and references of XML 1.0 (fifth edition): what may stand in a document, what
//! references stand for, and how text is written.

use std::fmt::{self, Write};

use crate::scan;

/// The offset of the first character that no XML document may hold (section 2.2).
pub(super) fn first_forbidden(text: &str) -> Option<usize> {
    const BLOCK: usize = 64;
    let bytes = text.as_bytes();
    for (block, chunk) in bytes.chunks(BLOCK).enumerate() {
        if !chunk
            .iter()
            .fold(false, |any, &byte| any | is_suspect(byte))
        {
            continue;
        }
        for at in block * BLOCK..block * BLOCK + chunk.len() {
            match bytes[at..] {
                [0xEF, 0xBF, 0xBE | 0xBF, ..] => return Some(at),
                [0xEF, ..] => {}
                [byte, ..] if is_suspect(byte) => return Some(at),
                _ => {}
            }
        }
    }
    None
}

/// Whether the byte is, or may begin, a character that is forbidden.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches, as this runs over every byte of every answer"
)]
fn is_suspect(byte: u8) -> bool {
    (byte < b' ') & (byte != b'\t') & (byte != b'\n') & (byte != b'\r') | (byte == 0xEF)
}

fn is_allowed(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        other => other >= ' ',
    }
}

/// What `&name;` stands for: one of the five entities that need no declaration, or a character by
/// number (sections 4.1 and 4.6).
pub(super) fn resolve(name: &str) -> Option<char> {
    let number = match name {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        "apos" => return Some('\''),
        "quot" => return Some('"'),
        _ => name.strip_prefix('#')?,
    };
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let number = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(number).filter(|&character| is_allowed(character))
}

/// The value of an attribute as written between its quotes (section 3.3.3), or `None` where it has
/// a reference to nothing or a `<`.
pub(super) fn attribute_value(raw: &str) -> Option<String> {
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '<', '\t', '\n', '\r']) {
        value.push_str(&rest[..at]);
        let (mark, after) = rest[at..].split_at(1);
        rest = match mark {
            "<" => return None,
            "&" => {
                let (name, after) = after.split_once(';')?;
                value.push(resolve(name)?);
                after
            }
            _ => {
                value.push(' ');
                after
                    .strip_prefix('\n')
                    .filter(|_| mark == "\r")
                    .unwrap_or(after)
            }
        };
    }
    value.push_str(rest);
    Some(value)
}

/// Where the local part of a name starts, or `None` where the text cannot be the name of an element
/// or attribute: ASCII is checked exactly (section 2.3), all other characters pass.
pub(super) fn local_start(name: &str) -> Option<usize> {
    let mut start = 0;
    let mut is_valid = !matches!(
        name.as_bytes().first(),
        None | Some(b'0'..=b'9' | b'-' | b'.')
    );
    for (at, &byte) in name.as_bytes().iter().enumerate() {
        is_valid &= IN_NAME[usize::from(byte)];
        if byte == b':' {
            start = at + 1;
        }
    }
    is_valid.then_some(start)
}

/// Where the local part of the name that begins at `from` starts, and where the name ends; `None` where none begins.
pub(super) fn end_of_name(text: &str, from: usize) -> Option<(usize, usize)> {
    let name = &text.as_bytes()[from..];
    let mut local = 0;
    let mut end = 0;
    while let Some(&byte) = name.get(end).filter(|&&byte| IN_NAME[usize::from(byte)]) {
        end += 1;
        if byte == b':' {
            local = end;
        }
    }
    let is_valid = !matches!(name.first(), Some(b'0'..=b'9' | b'-' | b'.'));
    (is_valid && end > 0).then_some((from + local, from + end))
}

/// Where the first `<` or `&` from `from` on stands; the length where there is none.
#[inline]
pub(super) fn end_of_text(bytes: &[u8], from: usize) -> usize {
    scan::first(bytes, from, |word| {
        scan::equal(word, b'<') | scan::equal(word, b'&')
    })
}

/// Which bytes may stand in a name.
static IN_NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'-' | b'.' | 0x80..);
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};

/// The name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Writes the text of an element.
///
/// Line ends are written as references, because a reader would make one `\n` of each kind; so are
/// the characters that XML does not know, so that a service refuses them and nothing is changed in
/// silence.
pub(super) fn push_text(out: &mut String, text: &str) {
    push(out, text, |character| matches!(character, '<' | '>' | '&'));
}

/// Writes whatever is written to it as the value of an attribute in double quotes.
pub(super) struct Value<'a>(pub(super) &'a mut String);

impl Write for Value<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        push(self.0, text, |character| {
            matches!(character, '<' | '>' | '&' | '"' | '\t')
        });
        Ok(())
    }
}

fn push(out: &mut String, text: &str, is_special: fn(char) -> bool) {
    let is_line_end = |c| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}');
    let mut written = 0;
    for (at, character) in text.char_indices() {
        if is_allowed(character) && !is_special(character) && !is_line_end(character) {
            continue;
        }
        out.push_str(&text[written..at]);
        written = at + character.len_utf8();
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            other => {
                write!(out, "&#x{:X};", u32::from(other)).expect("writing to a string cannot fail");
            }
        }
    }
    out.push_str(&text[written..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_xml_defines_is_resolved() {
        for (name, character) in [
            ("lt", '<'),
            ("gt", '>'),
            ("amp", '&'),
            ("apos", '\''),
            ("quot", '"'),
            ("#9", '\t'),
            ("#xe9", 'é'),
            ("#xE9", 'é'),
            ("#00065", 'A'),
            ("#128512", '😀'),
            ("#x10FFFF", '\u{10ffff}'),
        ] {
            assert_eq!(resolve(name), Some(character), "{name}");
        }
        for name in [
            "",
            "LT",
            "nbsp",
            "lol9",
            "#",
            "#x",
            "#0",
            "#x0",
            "#1",
            "#x1f",
            "#xFFFE",
            "#xD800",
            "#x110000",
            "#99999999999999999999",
            "#+65",
            "#-65",
            "#x+41",
            "# 65",
            "#X41",
            "65",
            "#٣",
        ] {
            assert_eq!(resolve(name), None, "{name}");
        }
    }

    #[test]
    fn forbidden_characters_are_found_wherever_they_stand() {
        for before in [0, 1, 62, 63, 64, 65, 200] {
            let padding = "x".repeat(before);
            for bad in ["\0", "\u{1}", "\u{b}", "\u{1f}", "\u{fffe}", "\u{ffff}"] {
                assert_eq!(first_forbidden(&format!("{padding}{bad}y")), Some(before));
            }
            for good in ["\t\r\n ", "\u{7f}\u{85}é\u{feff}\u{fffd}\u{ff0c}\u{1fffe}"] {
                assert_eq!(first_forbidden(&format!("{padding}{good}")), None);
            }
        }
    }

    #[test]
    fn written_text_and_values_read_back() {
        let text = "a<b>&\"'\t\r\n é\u{85}\u{2028}]]>😀";
        let (mut content, mut value) = (String::new(), String::new());
        push_text(&mut content, text);
        Value(&mut value).write_str(text).expect("written");
        assert_eq!(
            content,
            "a&lt;b&gt;&amp;\"'\t&#xD;&#xA; é&#x85;&#x2028;]]&gt;😀"
        );
        assert_eq!(attribute_value(&value).as_deref(), Some(text));
        assert_eq!(
            attribute_value(&content).as_deref(),
            Some(text.replace('\t', " ").as_str())
        );
    }

    #[test]
    fn what_xml_cannot_say_is_not_dropped() {
        let mut content = String::new();
        push_text(&mut content, "a\0b\u{1}c\u{fffe}");
        assert_eq!(content, "a&#x0;b&#x1;c&#xFFFE;");
    }

    #[test]
    fn values_of_attributes_are_normalised() {
        for (raw, value) in [
            ("", Some("")),
            ("a\tb\nc\r\nd\re", Some("a b c d e")),
            ("&#10;&amp;lt;", Some("\n&lt;")),
            ("a<b", None),
            ("&x;", None),
            ("&amp", None),
            ("&", None),
        ] {
            assert_eq!(attribute_value(raw).as_deref(), value, "{raw:?}");
        }
    }

    #[test]
    fn the_end_of_text_is_found_wherever_it_stands() {
        for before in 0..20 {
            for filler in ['x', '=', ';', '\'', '%', '>', 'é', '\u{bc}', '😀'] {
                let plain = filler.to_string().repeat(before);
                assert_eq!(end_of_text(plain.as_bytes(), 0), plain.len());
                for after in ["<", "&", "<=xxxxxxxx", "&'&<xxxx"] {
                    let text = format!("{plain}{after}");
                    assert_eq!(end_of_text(text.as_bytes(), 0), plain.len(), "{text}");
                }
            }
        }
    }

    #[test]
    fn names_are_told_from_markup() {
        for name in ["a", "_", "a:b", "a-b.c_1", "é", "x:é", "a:b:c"] {
            let start = local_start(name).expect(name);
            assert_eq!(&name[start..], local(name));
            let tag = format!("<{name}>");
            assert_eq!(end_of_name(&tag, 1), Some((1 + start, 1 + name.len())));
        }
        for name in ["", "1a", "-a", ".a", "a/b", "a<b", "a\"", "a=b", "a&b"] {
            assert_eq!(local_start(name), None, "{name}");
        }
        assert_eq!((local("a:b"), local("b"), local(":b")), ("b", "b", "b"));
    }
}
