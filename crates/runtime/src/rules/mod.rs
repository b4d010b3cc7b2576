//! What compiled endpoint rules are made of.
//!
//! The file `endpoint.rs` of a connector is its service's rule set as code; what all rule sets share is here: the
//! [settings of the client](EndpointParameters), the functions of the rule language, the partitions of AWS, and the
//! [rules that most services have](StandardEndpoint). Nothing here reads the environment or sends anything.
//!
//! Source: Smithy 2.0 specification, "Endpoint rules engine"; "AWS endpoint rules engine" for functions of AWS.

mod arn;
mod hosts;
mod parameters;
mod partition;
mod resolved;
mod standard;
mod url;

pub use arn::{Arn, parse_arn};
pub use hosts::{is_bucket_label, is_bucket_name, is_host_label, is_host_name};
pub use parameters::EndpointParameters;
pub use partition::{Partition, partition};
pub use resolved::{
    EndpointError, Header, Resolved, ResolvedEndpoint, Scheme, Signing, SigningScheme, endpoint,
    error, header, missing, s3_express, signed, sigv4, sigv4a, unmatched, with_headers,
};
pub use standard::{StandardEndpoint, Suffix};
pub use url::{Url, parse_url};

use crate::percent::{self, Keep};

/// A text in pieces, joined.
pub fn text(parts: &[&str]) -> String {
    parts.concat()
}

/// `getAttr(texts, "[0]")`: a text of a list.
pub fn item<'a>(texts: &[&'a str], index: usize) -> Option<&'a str> {
    texts.get(index).copied()
}

/// `substring`: the characters of a text from `start` up to `stop`; nothing if there are not as many or if the text is
/// not ASCII.
pub fn substring(text: &str, start: usize, stop: usize) -> Option<&str> {
    if start >= stop || !text.is_ascii() {
        return None;
    }
    text.get(start..stop)
}

/// The same counted from the end of the text.
pub fn substring_from_end(text: &str, start: usize, stop: usize) -> Option<&str> {
    let length = text.len();
    if start >= stop || !text.is_ascii() {
        return None;
    }
    text.get(length.checked_sub(stop)?..length - start)
}

/// `uriEncode`: all but the unreserved characters percent-encoded.
pub fn uri_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    percent::encode_into(&mut out, text.as_bytes(), Keep::Nothing);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_text_is_there_only_if_all_of_it_is() {
        for (text, start, stop, expected) in [
            ("abcdef", 0, 4, Some("abcd")),
            ("abcdef", 1, 3, Some("bc")),
            ("abc", 0, 4, None),
            ("abcdef", 3, 3, None),
            ("abcdéf", 0, 4, None),
        ] {
            assert_eq!(substring(text, start, stop), expected, "{text}");
        }
        for (text, start, stop, expected) in [
            ("abcdef", 0, 4, Some("cdef")),
            ("abcdef", 1, 3, Some("de")),
            ("abc", 0, 4, None),
            ("", 0, 0, None),
        ] {
            assert_eq!(substring_from_end(text, start, stop), expected, "{text}");
        }
    }
}
