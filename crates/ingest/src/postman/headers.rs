//! Which headers of a request are members, which are always the same, and which the client sets.

/// What a header of a request is to the connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Header {
    /// A value of the input.
    Member,
    /// Always the same.
    Fixed,
    /// Set by the client, the signer or the transport.
    Standard,
}

/// Names that the client, the signer, the transport or a browser sets.
const STANDARD: [&str; 32] = [
    "accept",
    "accept-charset",
    "accept-encoding",
    "authorization",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "postman-token",
    "pragma",
    "proxy-authorization",
    "proxy-connection",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
    "x-http-method-override",
];

/// Names whose values choose the protocol or its version.
const FIXED: [&str; 5] = [
    "soapaction",
    "x-amz-api-version",
    "x-amz-target",
    "x-amzn-query-mode",
    "x-requested-with",
];

/// What a header is, by its name and value. `key` is the header that carries the key of the API.
pub(super) fn role(name: &str, value: Option<&str>, key: Option<&str>) -> Header {
    let lower = name.to_ascii_lowercase();
    let literal = value.is_some_and(|value| !value.is_empty() && !value.contains("{{"));
    if lower == "accept" || lower == "content-type" {
        // `application/vnd.github+json`, `application/x-amz-json-1.1`: the service looks at these.
        let special = value.is_some_and(|value| {
            value.contains("application/vnd.") || value.contains("application/x-amz-json")
        });
        return if special && literal {
            Header::Fixed
        } else {
            Header::Standard
        };
    }
    if FIXED.contains(&lower.as_str()) || lower.ends_with("-version") && literal {
        return if literal {
            Header::Fixed
        } else {
            Header::Member
        };
    }
    let standard = STANDARD.contains(&lower.as_str())
        || ["amz-sdk-", "sec-fetch-", "sec-ch-"]
            .iter()
            .any(|start| lower.starts_with(start))
        || key.is_some_and(|key| key.eq_ignore_ascii_case(name));
    if standard {
        Header::Standard
    } else {
        Header::Member
    }
}

/// Whether a text can be the name of a header (RFC 9110, section 5.6.2).
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 256
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Whether a text can stand as the value of a header that is always the same.
pub(super) fn is_value(text: &str) -> bool {
    text.bytes()
        .all(|byte| (0x20..0x7f).contains(&byte) || byte == b'\t')
}

#[cfg(test)]
mod tests {
    use super::{Header, is_name, is_value, role};

    #[test]
    fn headers_are_members_unless_something_else_sets_them() {
        for (name, value, expected) in [
            ("Content-Type", "application/json", Header::Standard),
            ("Content-Type", "application/x-amz-json-1.1", Header::Fixed),
            ("accept", "*/*", Header::Standard),
            ("Accept", "application/vnd.github+json", Header::Fixed),
            ("X-Amz-Target", "DynamoDB_20120810.GetItem", Header::Fixed),
            ("X-GitHub-Api-Version", "2022-11-28", Header::Fixed),
            ("X-Api-Version", "{{version}}", Header::Member),
            ("amz-sdk-invocation-id", "1", Header::Standard),
            ("X-Api-Key", "k", Header::Standard),
            ("X-Tenant", "t", Header::Member),
        ] {
            assert_eq!(
                role(name, Some(value), Some("x-api-key")),
                expected,
                "{name}"
            );
        }
    }

    #[test]
    fn a_header_cannot_hold_a_line_break() {
        assert!(is_name("X-Tenant") && !is_name("X Tenant") && !is_name("X\r\n") && !is_name(""));
        assert!(is_value("a b") && !is_value("a\r\nb") && !is_value("ü"));
    }
}
