//! Hiding secrets in excerpts. Readers redact what they read; an excerpt comes from the source itself,
//! perhaps before it could be read at all, so it is masked by what the text looks like.

use std::ops::Range;

use connector_ingest::redact::names::{Place, kind_of};

/// Length from which on a run of letters and digits could be a key, a token or a signature.
const TOKEN: usize = 20;

/// A part of a text with what looks like a secret replaced, byte for byte, by `*`.
pub(crate) fn masked(text: &[u8]) -> Vec<u8> {
    let mut shown = text.to_vec();
    for range in named_values(text).into_iter().chain(token_runs(text)) {
        shown[range].fill(b'*');
    }
    shown
}

/// Values of members whose name says that they are secret, also in the `key`/`value` form of collections.
fn named_values(text: &[u8]) -> Vec<Range<usize>> {
    let strings = strings(text);
    let mut secrets = Vec::new();
    let mut named_by_value = false;
    for (at, name) in strings.iter().enumerate() {
        let Some(value) = strings
            .get(at + 1)
            .filter(|value| is_member(text, name, value))
        else {
            continue;
        };
        let key = content(text, name);
        // `key` alone is a secret in a query and the name of a variable in a collection.
        if key == "key" || key == "name" {
            named_by_value = is_secret(&content(text, value));
        } else if is_secret(&key) || key == "value" && named_by_value {
            secrets.push(value.clone());
        }
    }
    secrets
}

fn is_secret(name: &str) -> bool {
    [Place::Body, Place::Header, Place::Query, Place::Variable]
        .into_iter()
        .any(|place| kind_of(place, name).is_some())
}

fn content(text: &[u8], range: &Range<usize>) -> String {
    String::from_utf8_lossy(&text[range.clone()]).into_owned()
}

/// Whether nothing but a colon stands between two strings.
fn is_member(text: &[u8], name: &Range<usize>, value: &Range<usize>) -> bool {
    let between = text
        .get(name.end + 1..value.start.saturating_sub(1))
        .unwrap_or_default();
    between.split(|byte| *byte == b':').count() == 2
        && between
            .iter()
            .all(|byte| matches!(byte, b':' | b' ' | b'\t' | b'\\'))
}

/// Insides of quoted strings; the last one may lack its end. Escaped quotes of a text in a text count as quotes too.
fn strings(text: &[u8]) -> Vec<Range<usize>> {
    let mut strings = Vec::new();
    let mut start = None;
    for (at, byte) in text.iter().enumerate() {
        if *byte != b'"' {
            continue;
        }
        match start.take() {
            Some(from) => strings.push(from..at),
            None => start = Some(at + 1),
        }
    }
    if let Some(from) = start {
        strings.push(from..text.len());
    }
    strings
}

/// Long runs of the characters of keys and tokens that have both letters and digits.
fn token_runs(text: &[u8]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut start = 0;
    for at in 0..=text.len() {
        let is_inside = text.get(at).is_some_and(|byte| {
            // The segments of an address count one by one: `//` begins one.
            let is_address =
                text[start..].starts_with(b"//") || start > 0 && text[start - 1] == b'/';
            byte.is_ascii_alphanumeric()
                || b"+=_-.".contains(byte)
                || *byte == b'/' && !is_address
                || *byte == b'/' && at < start + 2
        });
        if is_inside {
            continue;
        }
        let run = &text[start..at];
        let is_mixed =
            run.iter().any(u8::is_ascii_digit) && run.iter().any(u8::is_ascii_alphabetic);
        if run.len() >= TOKEN && is_mixed {
            runs.push(start..at);
        }
        start = at + 1;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn what_looks_like_a_secret_is_hidden_and_the_rest_is_not() {
        for (text, expected) in [
            (
                r#"{"id": "a", "password": "x y"}"#,
                r#"{"id": "a", "password": "***"}"#,
            ),
            (
                r#"{"key": "secretKey", "value": "abc"}"#,
                r#"{"key": "secretKey", "value": "***"}"#,
            ),
            (
                r#"{"key": "region", "value": "abc"}"#,
                r#"{"key": "region", "value": "abc"}"#,
            ),
            ("{\"token\": \"unterminated", "{\"token\": \"************"),
            ("AKIAIOSFODNN7EXAMPLE", "********************"),
            ("DescribeVoicesResponse", "DescribeVoicesResponse"),
            (
                "https://api.example.com/v1/voices/2 wJalrXUtnFEMI/K7MDENG/bPx",
                "https://api.example.com/v1/voices/2 *************************",
            ),
            (
                "https://x.y/0123456789abcdef0123/z",
                "https://x.y/********************/z",
            ),
            ("", ""),
        ] {
            assert_eq!(String::from_utf8_lossy(&masked(text.as_bytes())), expected);
        }
    }
}
