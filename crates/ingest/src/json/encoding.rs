//! From bytes to text: byte-order marks, UTF-16 and UTF-32.

use std::borrow::Cow;

use connector_model::diagnostic::{Diagnostic, Diagnostics, Place};

use crate::codes;

/// A text, and where in it the content begins: behind the byte-order mark, if there is one.
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) start: usize,
}

/// The text of a source as findings refer to it: their byte spans are spans of this text, which is
/// the source itself unless that was UTF-16 or UTF-32.
pub fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    match converted(bytes) {
        Some((_, Ok(text))) => Cow::Owned(text),
        _ => String::from_utf8_lossy(bytes),
    }
}

pub(super) fn decode<'a>(
    source: usize,
    bytes: &'a [u8],
    findings: &mut Diagnostics,
) -> Result<Decoded<'a>, Box<Diagnostic>> {
    if let Some((encoding, text)) = converted(bytes) {
        let text = text.map_err(|offset| {
            Box::new(
                Diagnostic::new(
                    &codes::ENCODING,
                    format!("the text is {encoding}, but damaged at byte {offset}"),
                )
                .at(Place::source(source))
                .help("save the file again as UTF-8"),
            )
        })?;
        findings.push(
            Diagnostic::new(
                &codes::CONVERTED,
                format!("the text is {encoding} and was read as such"),
            )
            .at(Place::source(source)),
        );
        return Ok(Decoded {
            text: Cow::Owned(text),
            start: 0,
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        Box::new(invalid(source, bytes, offset))
    })?;
    let start = if text.starts_with('\u{feff}') {
        findings.push(
            Diagnostic::new(
                &codes::BYTE_ORDER_MARK,
                "the text begins with a byte-order mark",
            )
            .at(Place::source(source)),
        );
        3
    } else {
        0
    };
    Ok(Decoded {
        text: Cow::Borrowed(text),
        start,
    })
}

fn invalid(source: usize, bytes: &[u8], offset: usize) -> Diagnostic {
    let byte = bytes.get(offset).copied().unwrap_or_default();
    Diagnostic::new(
        &codes::ENCODING,
        format!("the text is not UTF-8: byte {byte:#04x} at offset {offset}"),
    )
    .at(Place {
        source,
        span: Some(offset..offset + 1),
        pointer: String::new(),
    })
    .help("save the file again as UTF-8")
}

/// The text of a source in UTF-16 or UTF-32, or the offset of what is not valid there; `None` for
/// other encodings. Without a mark, zero bytes beside the first ASCII character tell (RFC 4627, 3).
fn converted(bytes: &[u8]) -> Option<(&'static str, Result<String, usize>)> {
    let (name, width, big, skip) = match bytes {
        [0xff, 0xfe, 0, 0, ..] => ("UTF-32 (little-endian)", 4, false, 4),
        [0, 0, 0xfe, 0xff, ..] => ("UTF-32 (big-endian)", 4, true, 4),
        [0xff, 0xfe, ..] => ("UTF-16 (little-endian)", 2, false, 2),
        [0xfe, 0xff, ..] => ("UTF-16 (big-endian)", 2, true, 2),
        [1..=0x7f, 0, 0, 0, ..] => ("UTF-32 (little-endian)", 4, false, 0),
        [0, 0, 0, 1..=0x7f, ..] => ("UTF-32 (big-endian)", 4, true, 0),
        [1..=0x7f, 0, 1..=0xff, 0, ..] | [1..=0x7f, 0] => ("UTF-16 (little-endian)", 2, false, 0),
        [0, 1..=0x7f, 0, 1..=0xff, ..] | [0, 1..=0x7f] => ("UTF-16 (big-endian)", 2, true, 0),
        _ => return None,
    };
    let units = &bytes[skip..];
    let text = if width == 4 {
        utf32(units, big)
    } else {
        utf16(units, big)
    };
    Some((name, text.map_err(|offset| offset + skip)))
}

fn utf16(bytes: &[u8], big: bool) -> Result<String, usize> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| {
        if big {
            u16::from_be_bytes(*pair)
        } else {
            u16::from_le_bytes(*pair)
        }
    });
    let mut text = String::with_capacity(bytes.len());
    let mut offset = 0;
    for unit in char::decode_utf16(units) {
        let character = unit.map_err(|_| offset)?;
        text.push(character);
        offset += character.len_utf16() * 2;
    }
    if rest.is_empty() {
        Ok(text)
    } else {
        Err(offset)
    }
}

fn utf32(bytes: &[u8], big: bool) -> Result<String, usize> {
    let (quads, rest) = bytes.as_chunks::<4>();
    let mut text = String::with_capacity(bytes.len() / 4);
    for (index, quad) in quads.iter().enumerate() {
        let unit = if big {
            u32::from_be_bytes(*quad)
        } else {
            u32::from_le_bytes(*quad)
        };
        text.push(char::from_u32(unit).ok_or(index * 4)?);
    }
    if rest.is_empty() {
        Ok(text)
    } else {
        Err(quads.len() * 4)
    }
}

#[cfg(test)]
mod tests {
    use connector_model::diagnostic::Diagnostics;

    use super::decode;

    fn decoded(bytes: &[u8]) -> Result<String, String> {
        let mut findings = Diagnostics::new();
        decode(0, bytes, &mut findings)
            .map(|decoded| decoded.text[decoded.start..].to_owned())
            .map_err(|error| error.message)
    }

    #[test]
    fn wide_encodings_are_read_as_what_they_are() {
        let text = "{\"é\": 1}";
        let le16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let le32: Vec<u8> = text
            .chars()
            .flat_map(|c| u32::from(c).to_le_bytes())
            .collect();
        let be32: Vec<u8> = text
            .chars()
            .flat_map(|c| u32::from(c).to_be_bytes())
            .collect();
        for (mark, bytes) in [
            (&[0xff, 0xfe][..], &le16),
            (&[0xfe, 0xff], &be16),
            (&[0xff, 0xfe, 0, 0], &le32),
            (&[0, 0, 0xfe, 0xff], &be32),
        ] {
            assert_eq!(decoded(bytes).as_deref(), Ok(text));
            assert_eq!(decoded(&[mark, bytes].concat()).as_deref(), Ok(text));
        }
        assert_eq!(decoded(b"\xef\xbb\xbf1").as_deref(), Ok("1"));
    }

    #[test]
    fn damage_is_told_with_its_offset() {
        for (bytes, expected) in [
            (
                &b"[\"\xff\"]"[..],
                "the text is not UTF-8: byte 0xff at offset 2",
            ),
            (
                b"\xff\xfe[\0x",
                "the text is UTF-16 (little-endian), but damaged at byte 4",
            ),
            (
                b"\xfe\xff\xd8\0\0x",
                "the text is UTF-16 (big-endian), but damaged at byte 2",
            ),
            (
                b"\0\0\xfe\xff\xff\0\0\0",
                "the text is UTF-32 (big-endian), but damaged at byte 4",
            ),
        ] {
            assert_eq!(decoded(bytes).unwrap_err(), expected);
        }
    }
}
