//! Base64 with the standard alphabet and padding (RFC 4648, section 4).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let second = group.get(1).copied().unwrap_or(0);
        let third = group.get(2).copied().unwrap_or(0);
        let bits = u32::from_be_bytes([0, group[0], second, third]);
        for place in 0..4 {
            let index = (bits >> (18 - 6 * place)) & 63;
            let digit = char::from(ALPHABET[index as usize]);
            text.push(if place > group.len() { '=' } else { digit });
        }
    }
    text
}

/// The bytes of `text`, or `None` where it is not base64. Padding may be left out, white space may
/// not be there, and bits that belong to no byte must be zero.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let digits = match text.len() % 4 {
        0 => text
            .strip_suffix("==")
            .or_else(|| text.strip_suffix('='))
            .unwrap_or(text),
        _ => text,
    };
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3 + 2);
    for group in digits.as_bytes().chunks(4) {
        let mut bits = 0;
        for place in 0..4 {
            bits = bits << 6 | group.get(place).map_or(Some(0), |&digit| value(digit))?;
        }
        let [_, first, second, third] = u32::to_be_bytes(bits);
        match (group.len(), second, third) {
            (4, ..) => bytes.extend([first, second, third]),
            (3, _, 0) => bytes.extend([first, second]),
            (2, 0, 0) => bytes.push(first),
            _ => return None,
        }
    }
    Some(bytes)
}

fn value(digit: u8) -> Option<u32> {
    let value = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_4648_hold() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()));
        }
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(&encode(&all)), Some(all));
        assert_eq!(decode("Zg").as_deref(), Some(&b"f"[..]));
    }

    #[test]
    fn what_is_not_base64_is_refused() {
        for text in [
            "Z", "Zg=", "Z===", "Zh==", "Zm9=", "Zm 9v", "Zm9v\n", "Z-9v", "=", "====", "é",
        ] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
