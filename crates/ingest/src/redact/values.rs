//! Secrets that are known by their form, wherever in a text they stand.

use std::ops::Range;

use super::Kind;

/// Beginnings of keys that providers mark as such, with the fewest characters that follow.
const PREFIXES: [(&str, usize, Kind); 27] = [
    ("AIza", 30, Kind::ApiKey),
    ("EAACEdEose0cBA", 10, Kind::Token),
    ("SG.", 40, Kind::ApiKey),
    ("dop_v1_", 40, Kind::Token),
    ("ghp_", 20, Kind::Token),
    ("gho_", 20, Kind::Token),
    ("ghu_", 20, Kind::Token),
    ("ghs_", 20, Kind::Token),
    ("ghr_", 20, Kind::Token),
    ("github_pat_", 20, Kind::Token),
    ("glpat-", 16, Kind::Token),
    ("hf_", 30, Kind::Token),
    ("npm_", 30, Kind::Token),
    ("pypi-", 40, Kind::Token),
    ("rk_live_", 10, Kind::ApiKey),
    ("rk_test_", 10, Kind::ApiKey),
    ("shpat_", 20, Kind::Token),
    ("sk-", 32, Kind::ApiKey),
    ("sk_live_", 10, Kind::ApiKey),
    ("sk_test_", 10, Kind::ApiKey),
    ("whsec_", 16, Kind::Secret),
    ("xoxa-", 10, Kind::Token),
    ("xoxb-", 10, Kind::Token),
    ("xoxp-", 10, Kind::Token),
    ("xoxr-", 10, Kind::Token),
    ("xoxs-", 10, Kind::Token),
    ("ya29.", 20, Kind::Token),
];

/// The first two bytes of everything that begins at a word: most words are told apart by them.
const BEGINNINGS: [[u8; 2]; 25] = [
    *b"AI", *b"AK", *b"AS", *b"BA", *b"BE", *b"Ba", *b"Be", *b"EA", *b"SG", *b"ba", *b"be", *b"do",
    *b"ey", *b"gh", *b"gi", *b"gl", *b"hf", *b"np", *b"py", *b"rk", *b"sh", *b"sk", *b"wh", *b"xo",
    *b"ya",
];

/// Parameters inside of addresses whose values are secrets: presigned URLs.
const PARAMETERS: [(&str, Kind); 9] = [
    ("x-amz-credential=", Kind::Credentials),
    ("x-amz-signature=", Kind::Signature),
    ("x-amz-security-token=", Kind::Token),
    ("x-goog-credential=", Kind::Credentials),
    ("x-goog-signature=", Kind::Signature),
    ("access_token=", Kind::Token),
    ("client_secret=", Kind::Secret),
    ("signature=", Kind::Signature),
    ("sig=", Kind::Signature),
];

/// The secrets in a text, in order and without overlap.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, Kind)> {
    let mut found = Vec::new();
    if text.len() < 8 {
        return found;
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Nearly all bytes of nearly all texts end here; bodies of 10 MB come through it.
        let skip = match START[usize::from(bytes[at])] {
            Start::Nothing => true,
            Start::Mark => false,
            Start::Word => at > 0 && is_word(bytes[at - 1]),
        };
        if skip {
            at += 1;
            continue;
        }
        let Some((range, kind)) = secret_at(text, at) else {
            at += 1;
            continue;
        };
        at = range.end.max(at + 1);
        found.push((range, kind));
    }
    found
}

/// What can begin at a byte.
#[derive(Clone, Copy)]
enum Start {
    Nothing,
    /// A mark inside of an address, or the line of a private key.
    Mark,
    /// A word that is one of [`BEGINNINGS`].
    Word,
}

const START: [Start; 256] = {
    let mut starts = [Start::Nothing; 256];
    let mut at = 0;
    while at < BEGINNINGS.len() {
        starts[BEGINNINGS[at][0] as usize] = Start::Word;
        at += 1;
    }
    starts[b'-' as usize] = Start::Mark;
    starts[b':' as usize] = Start::Mark;
    starts[b'?' as usize] = Start::Mark;
    starts[b'&' as usize] = Start::Mark;
    starts
};

/// A secret that is recognised at this byte, where something can begin.
fn secret_at(text: &str, at: usize) -> Option<(Range<usize>, Kind)> {
    let bytes = text.as_bytes();
    match bytes[at] {
        b'-' => private_key(text, at),
        b':' => user_information(text, at),
        b'?' | b'&' => parameter(text, at),
        first if BEGINNINGS.contains(&[first, *bytes.get(at + 1)?]) => access_key_id(text, at)
            .or_else(|| json_web_token(text, at))
            .or_else(|| authorization(text, at))
            .or_else(|| prefixed(text, at)),
        _ => None,
    }
}

fn access_key_id(text: &str, at: usize) -> Option<(Range<usize>, Kind)> {
    let rest = &text.as_bytes()[at..];
    if !rest.starts_with(b"AKIA") && !rest.starts_with(b"ASIA") {
        return None;
    }
    let length = run(rest, |byte| {
        byte.is_ascii_uppercase() || byte.is_ascii_digit()
    });
    let bounded = rest.get(length).is_none_or(|byte| !is_word(*byte));
    ((20..=32).contains(&length) && bounded).then(|| (at..at + length, Kind::AccessKeyId))
}

fn private_key(text: &str, at: usize) -> Option<(Range<usize>, Kind)> {
    let rest = text.get(at..)?.strip_prefix("-----BEGIN ")?;
    let line = &rest[..rest.find("-----")?];
    if !line.ends_with("PRIVATE KEY") && !line.ends_with("PRIVATE KEY BLOCK") {
        return None;
    }
    let end = match rest.find("-----END ") {
        Some(end) => {
            let tail = &rest[end + 9..];
            end + 9 + tail.find("-----").map_or(tail.len(), |close| close + 5)
        }
        None => rest.len(),
    };
    Some((at..at + 11 + end, Kind::PrivateKey))
}

/// `eyJ….….…`: the base64 of `{"` begins so.
fn json_web_token(text: &str, at: usize) -> Option<(Range<usize>, Kind)> {
    let rest = &text.as_bytes()[at..];
    if !rest.starts_with(b"eyJ") {
        return None;
    }
    let length = run(rest, |byte| {
        byte == b'.' || byte == b'=' || is_base64url(byte)
    });
    let parts: Vec<&[u8]> = rest[..length].split(|byte| *byte == b'.').collect();
    let token = parts.len() >= 3 && parts[0].len() >= 10 && parts[1].len() >= 4;
    token.then(|| (at..at + length, Kind::Token))
}

/// `://user:password@`.
fn user_information(text: &str, at: usize) -> Option<(Range<usize>, Kind)> {
    let rest = text.get(at..)?.strip_prefix("://")?;
    let end = rest.find(|c: char| c.is_whitespace() || "/?#\"'<>\\".contains(c));
    let authority = &rest[..end.unwrap_or(rest.len())];
    let user = &authority[..authority.rfind('@')?];
    let (_, password) = user.split_once(':')?;
    if password.is_empty() || password.starts_with('<') || password.starts_with("{{") {
        return None;
    }
    Some((at + 3..at + 3 + user.len(), Kind::Credentials))
}

fn parameter(text: &str, at: usize) -> Option<(Range<usize>, Kind)> {
    let rest = text.get(at + 1..)?;
    let (name, kind) = PARAMETERS.iter().find(|(name, _)| {
        rest.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
    })?;
    let value = &rest[name.len()..];
    let end = value.find(|c: char| c.is_whitespace() || "&#\"'<>\\".contains(c));
    let length = end.unwrap_or(value.len());
    let start = at + 1 + name.len();
    let reference = value.starts_with("{{");
    (length > 0 && !reference).then(|| (start..start + length, *kind))
}

/// `Bearer …` and `Basic …` inside of a text.
fn authorization(text: &str, at: usize) -> Option<(Range<usize>, Kind)> {
    let rest = &text.as_bytes()[at..];
    let (skip, shortest, kind) = if starts_with(rest, b"bearer ") {
        (7, 16, Kind::Token)
    } else if starts_with(rest, b"basic ") {
        (6, 12, Kind::Credentials)
    } else {
        return None;
    };
    let value = &rest[skip..];
    let length = run(value, |byte| is_base64url(byte) || b"+/=.~".contains(&byte));
    // Words of a sentence have neither digits nor padding.
    let key = value[..length]
        .iter()
        .any(|byte| byte.is_ascii_digit() || *byte == b'=');
    (length >= shortest && key).then(|| (at + skip..at + skip + length, kind))
}

fn prefixed(text: &str, at: usize) -> Option<(Range<usize>, Kind)> {
    let rest = &text.as_bytes()[at..];
    let (prefix, fewest, kind) = PREFIXES
        .iter()
        .find(|(prefix, ..)| rest.starts_with(prefix.as_bytes()))?;
    let tail = &rest[prefix.len()..];
    let length = run(tail, |byte| is_base64url(byte) || byte == b'.');
    (length >= *fewest).then(|| (at..at + prefix.len() + length, *kind))
}

fn run(bytes: &[u8], accepted: impl Fn(u8) -> bool) -> usize {
    bytes
        .iter()
        .position(|byte| !accepted(*byte))
        .unwrap_or(bytes.len())
}

fn starts_with(bytes: &[u8], start: &[u8]) -> bool {
    bytes
        .get(..start.len())
        .is_some_and(|front| front.eq_ignore_ascii_case(start))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::find;

    fn masked(text: &str) -> String {
        let mut out = text.to_owned();
        for (range, _) in find(text).into_iter().rev() {
            out.replace_range(range, "*");
        }
        out
    }

    /// Keys are put together here, so that no scanner takes this file for a leak.
    fn key(prefix: &str, length: usize) -> String {
        format!("{prefix}{}", "a1B2".repeat(length / 4 + 1))
    }

    #[test]
    fn keys_of_known_form_are_found_anywhere_in_a_text() {
        let cases = [
            (format!("id AKIA{} end", "Z2".repeat(8)), "id * end"),
            (key("ghp_", 36), "*"),
            (format!("use {}", key("sk_live_", 24)), "use *"),
            (key("xoxb-", 24), "*"),
            (key("AIza", 36), "*"),
            (
                format!("{}.{}.{}", key("eyJ", 20), key("eyJ", 20), key("", 20)),
                "*",
            ),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\n".to_owned(),
                "*\n",
            ),
            ("-----BEGIN PRIVATE KEY-----\nabc".to_owned(), "*"),
            (
                "mongodb://root:hunter2@db.example/x".to_owned(),
                "mongodb://*@db.example/x",
            ),
            (
                "https://b.s3.amazonaws.com/k?X-Amz-Credential=a%2Fb&X-Amz-Signature=c&v=1"
                    .to_owned(),
                "https://b.s3.amazonaws.com/k?X-Amz-Credential=*&X-Amz-Signature=*&v=1",
            ),
            (
                "curl -H 'Authorization: Bearer abcdef0123456789abcd'".to_owned(),
                "curl -H 'Authorization: Bearer *'",
            ),
            ("Basic dXNlcjpwYXNzd29yZA==".to_owned(), "Basic *"),
        ];
        for (text, expected) in cases {
            assert_eq!(masked(&text), expected);
        }
    }

    #[test]
    fn no_prefix_is_lost_to_the_first_look() {
        for (prefix, ..) in super::PREFIXES {
            let first = [prefix.as_bytes()[0], prefix.as_bytes()[1]];
            assert!(super::BEGINNINGS.contains(&first), "{prefix}");
        }
    }

    #[test]
    fn plain_texts_stay_as_they_are() {
        for text in [
            "",
            "https://example.com/a?b=c",
            "https://example.com:8080/a@b",
            "Basic Authentication is used",
            "Bearer tokens are required for everything",
            "AKIA is the beginning of a key id",
            "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----",
            "eyJhbGciOi is no token",
            "task_list sk-short",
            "ghp_short",
            "äöü:// ✓ ?&=",
            "?sig={{signature}}",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
