use std::borrow::Cow;

use ring::digest;

use super::{PathEncoding, PathNormalization, Signable, SigningOptions};
use crate::percent::{self, Keep};

/// The first stage: the request in one agreed form.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CanonicalRequest {
    /// Method, path, query, headers, names of headers and the hash of the body, on lines.
    pub text: String,
    /// The names of the signed headers: lower case, sorted, joined by `;`.
    pub signed_headers: String,
}

/// Brings a request into the canonical form. All its headers are signed.
pub fn canonical_request(request: &Signable<'_>, options: SigningOptions) -> CanonicalRequest {
    let headers = sorted_headers(request.headers);
    let signed_headers = names(&headers);
    let mut text = String::with_capacity(512);
    text.push_str(request.method);
    text.push('\n');
    push_path(&mut text, request.path, options);
    text.push('\n');
    push_query(&mut text, request.query);
    text.push('\n');
    push_headers(&mut text, &headers);
    text.push('\n');
    text.push_str(&signed_headers);
    text.push('\n');
    text.push_str(request.payload_hash);
    CanonicalRequest {
        text,
        signed_headers,
    }
}

/// SHA-256 of a body in lower-case hexadecimal.
pub fn payload_hash(body: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, body).as_ref())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digits = |byte: &u8| [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
    let text: Vec<u8> = bytes.iter().flat_map(digits).collect();
    String::from_utf8(text).unwrap_or_default()
}

fn push_path(out: &mut String, path: &str, options: SigningOptions) {
    let path = match options.normalization {
        PathNormalization::On => normalized(path),
        PathNormalization::Off if path.is_empty() => Cow::Borrowed("/"),
        PathNormalization::Off => Cow::Borrowed(path),
    };
    match options.path {
        PathEncoding::Twice => percent::encode_into(out, path.as_bytes(), Keep::Slash),
        PathEncoding::Once => push_segments(out, &path),
    }
}

/// Segments decoded and encoded again, because a path may be sent with other characters encoded than
/// a signature wants. A `/` that was encoded belongs to a segment and stays encoded.
fn push_segments(out: &mut String, path: &str) {
    for (index, segment) in path.split('/').enumerate() {
        out.push_str(if index > 0 { "/" } else { "" });
        percent::encode_into(out, &percent::decode(segment), Keep::Nothing);
    }
}

/// Removes `.`, `..` and empty segments (RFC 3986, section 5.2.4, and the guide's double slashes).
fn normalized(path: &str) -> Cow<'_, str> {
    let inner = path.strip_prefix('/').unwrap_or(path);
    let segments = inner.strip_suffix('/').unwrap_or(inner);
    let is_kept = |segment: &str| !matches!(segment, "" | "." | "..");
    if path.starts_with('/') && segments.split('/').all(is_kept) {
        return Cow::Borrowed(path);
    }
    Cow::Owned(joined(inner))
}

fn joined(inner: &str) -> String {
    let mut kept = Vec::new();
    for segment in inner.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(kept.pop()),
            segment => kept.push(segment),
        }
    }
    let mut path = String::with_capacity(inner.len() + 2);
    for segment in &kept {
        path.push('/');
        path.push_str(segment);
    }
    let last = inner.rsplit('/').next();
    if kept.is_empty() || matches!(last, Some("" | "." | "..")) {
        path.push('/');
    }
    path
}

/// Pairs sorted by name and value, both decoded and encoded again, so that it does not matter which
/// characters were encoded when it was sent.
fn push_query(out: &mut String, query: &str) {
    if query.is_empty() {
        return;
    }
    let pair = |pair| {
        let (name, value) = str::split_once(pair, '=').unwrap_or((pair, ""));
        (encoded(name), encoded(value))
    };
    let mut pairs: Vec<_> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(pair)
        .collect();
    pairs.sort_unstable();
    for (index, (name, value)) in pairs.iter().enumerate() {
        out.push_str(if index > 0 { "&" } else { "" });
        out.push_str(name);
        out.push('=');
        out.push_str(value);
    }
}

/// The text with all its characters encoded, which most texts have to begin with.
fn encoded(text: &str) -> Cow<'_, str> {
    if text.bytes().all(percent::is_unreserved) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    percent::encode_into(&mut out, &percent::decode(text), Keep::Nothing);
    Cow::Owned(out)
}

/// Sorted by name; headers of one name keep their order.
fn sorted_headers<'a>(headers: &[(&'a str, &'a str)]) -> Vec<(Cow<'a, str>, &'a str)> {
    let lower = |name: &'a str| {
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Cow::Owned(name.to_ascii_lowercase());
        }
        Cow::Borrowed(name)
    };
    let mut sorted: Vec<_> = headers
        .iter()
        .map(|(name, value)| (lower(name), *value))
        .collect();
    sorted.sort_by(|(one, _), (other, _)| one.cmp(other));
    sorted
}

fn names(headers: &[(Cow<'_, str>, &str)]) -> String {
    let mut names = String::with_capacity(64);
    let mut last = "";
    for (name, _) in headers {
        if name == last {
            continue;
        }
        if !names.is_empty() {
            names.push(';');
        }
        names.push_str(name);
        last = name;
    }
    names
}

/// A line per name; values trimmed, runs of spaces collapsed, those of one name joined by commas.
fn push_headers(out: &mut String, headers: &[(Cow<'_, str>, &str)]) {
    for (index, (name, value)) in headers.iter().enumerate() {
        let repeated = index > 0 && headers[index - 1].0 == *name;
        if !repeated {
            out.push_str(name);
        }
        out.push(if repeated { ',' } else { ':' });
        for (index, word) in value.split_ascii_whitespace().enumerate() {
            out.push_str(if index > 0 { " " } else { "" });
            out.push_str(word);
        }
        if headers.get(index + 1).is_none_or(|(next, _)| next != name) {
            out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalized_as_the_guide_says() {
        for (path, expected) in [
            ("", "/"),
            ("/", "/"),
            ("//", "/"),
            ("/a", "/a"),
            ("/a/", "/a/"),
            ("/a//", "/a/"),
            ("/a//b", "/a/b"),
            ("/./a", "/a"),
            ("/a/..", "/"),
            ("/a/../..", "/"),
            ("/a/b/../c/", "/a/c/"),
            ("/a/b/.", "/a/b/"),
            ("/a/b/..", "/a/"),
            ("a", "/a"),
        ] {
            assert_eq!(normalized(path), expected, "{path}");
        }
    }

    #[test]
    fn the_path_is_encoded_once_or_twice() {
        let options = |path| SigningOptions {
            path,
            ..SigningOptions::default()
        };
        for (path, encoding, expected) in [
            ("/a%20b", PathEncoding::Twice, "/a%2520b"),
            ("/a%20b", PathEncoding::Once, "/a%20b"),
            ("/a@b", PathEncoding::Once, "/a%40b"),
            ("/a%2Fb%2fc/", PathEncoding::Once, "/a%2Fb%2Fc/"),
            ("/a%40b", PathEncoding::Once, "/a%40b"),
        ] {
            let mut out = String::new();
            push_path(&mut out, path, options(encoding));
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn headers_of_one_name_are_joined_in_order() {
        let headers = [("X-B", " 1  2 "), ("x-a", "z"), ("x-b", "0")];
        let sorted = sorted_headers(&headers);
        let mut out = String::new();
        push_headers(&mut out, &sorted);
        assert_eq!(out, "x-a:z\nx-b:1 2,0\n");
        assert_eq!(names(&sorted), "x-a;x-b");
    }
}
