//! Percent-encoding (RFC 3986, section 2.1) as AWS and everyone else wants it: all but the
//! unreserved characters, in upper-case hexadecimal.

/// What besides the unreserved characters stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    Nothing,
    Slash,
}

pub(crate) fn encode_into(out: &mut String, text: &[u8], keep: Keep) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let is_kept = |byte: u8| is_unreserved(byte) || (keep == Keep::Slash && byte == b'/');
    for run in text.chunk_by(|&one, &next| is_kept(one) && is_kept(next)) {
        match *run {
            [byte] if !is_kept(byte) => {
                let digits = [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
                out.extend(['%', char::from(digits[0]), char::from(digits[1])]);
            }
            // What is kept is ASCII, so this never fails.
            _ => out.push_str(std::str::from_utf8(run).unwrap_or_default()),
        }
    }
}

/// The bytes that `text` stands for; a `%` that starts no pair of digits stands for itself.
pub(crate) fn decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        match (first, tail) {
            (b'%', [high, low, after @ ..])
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                bytes.push(nibble(*high) << 4 | nibble(*low));
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    bytes
}

fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20) - b'a' + 10,
    }
}

pub(crate) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Whether `text` can stand in a path or query as it is: every byte one that RFC 3986 allows there.
pub(crate) fn is_encoded(text: &str) -> bool {
    let other = b"%!$&'()*+,;=:@/?";
    text.bytes()
        .all(|byte| is_unreserved(byte) || other.contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoding_and_decoding_are_inverse() {
        let all: Vec<u8> = (0..=255).collect();
        let mut encoded = String::new();
        encode_into(&mut encoded, &all, Keep::Nothing);
        assert_eq!(decode(&encoded), all);
        assert!(is_encoded(&encoded));
        for (keep, expected) in [
            (Keep::Nothing, "a%20b%2F%C3%A9~"),
            (Keep::Slash, "a%20b/%C3%A9~"),
        ] {
            let mut encoded = String::new();
            encode_into(&mut encoded, "a b/é~".as_bytes(), keep);
            assert_eq!(encoded, expected);
        }
    }

    #[test]
    fn a_percent_sign_alone_stands_for_itself() {
        for text in ["%", "%2", "%zz", "100%"] {
            assert_eq!(decode(text), text.as_bytes());
        }
        assert_eq!(decode("%2f%2F%C3%a9"), "//é".as_bytes());
    }
}
