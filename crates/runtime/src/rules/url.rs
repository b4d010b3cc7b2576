use std::net::{Ipv4Addr, Ipv6Addr};

/// A URL, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Url<'a> {
    /// `http` or `https`.
    pub scheme: &'a str,
    /// Host and port as they stand there.
    pub authority: &'a str,
    /// Path as it stands there, perhaps empty.
    pub path: &'a str,
    /// Whether the host is an address of IPv4 or IPv6.
    pub is_ip: bool,
}

impl Url<'_> {
    /// The path with a slash at its end.
    pub fn normalized_path(&self) -> String {
        let slash = if self.path.ends_with('/') { "" } else { "/" };
        [self.path, slash].concat()
    }
}

/// `parseURL`: the parts of a URL; nothing if it has a query, a fragment, a user, or another scheme.
pub fn parse_url(text: &str) -> Option<Url<'_>> {
    let (scheme, rest) = text.split_once("://")?;
    if !matches!(scheme, "http" | "https") || rest.contains(['?', '#', '@']) {
        return None;
    }
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let host = host_of(authority)?;
    Some(Url {
        scheme,
        authority,
        path,
        is_ip: is_ip(host),
    })
}

/// The host of an authority whose port, if there is one, is a number.
fn host_of(authority: &str) -> Option<&str> {
    let end = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let (host, port) = match authority[end..].rfind(':') {
        Some(colon) => (&authority[..end + colon], &authority[end + colon + 1..]),
        None => (authority, ""),
    };
    let is_port = port.is_empty() || port.parse::<u16>().is_ok();
    (is_port && !host.is_empty()).then_some(host)
}

/// Whether a host is an address.
pub(crate) fn is_ip(host: &str) -> bool {
    let v6 = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    match v6 {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => host.parse::<Ipv4Addr>().is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart_as_they_stand() {
        for (text, scheme, authority, path, is_ip) in [
            ("https://a.example", "https", "a.example", "", false),
            (
                "http://a.example:8000/b",
                "http",
                "a.example:8000",
                "/b",
                false,
            ),
            (
                "http://127.0.0.1:5555/",
                "http",
                "127.0.0.1:5555",
                "/",
                true,
            ),
            ("https://[::1]", "https", "[::1]", "", true),
            ("https://[::1]:80/x/", "https", "[::1]:80", "/x/", true),
        ] {
            let url = parse_url(text).expect(text);
            assert_eq!((url.scheme, url.authority), (scheme, authority));
            assert_eq!((url.path, url.is_ip), (path, is_ip));
        }
        for text in [
            "",
            "a.example",
            "ftp://a",
            "https://a?b",
            "https://a:x",
            "https://",
            "https://u@a",
        ] {
            assert_eq!(parse_url(text), None, "{text}");
        }
        let normalized = |text| parse_url(text).map(|url| url.normalized_path());
        assert_eq!(normalized("https://a").as_deref(), Some("/"));
        assert_eq!(normalized("https://a/b").as_deref(), Some("/b/"));
    }
}
