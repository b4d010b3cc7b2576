use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::percent;
use crate::rules::{self, EndpointParameters, Resolved};

/// What is wrong where neither the client nor the operation has an address.
pub(crate) const NO_ENDPOINT: &str = "no endpoint is configured";

/// The default address of an operation, as parts that the region fills in. None at all means that
/// the user must configure one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint(pub &'static [EndpointPart]);

/// A part of an [`Endpoint`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointPart {
    /// Fixed text.
    Text(&'static str),
    /// The region of the configuration.
    Region,
    /// The domain that belongs to the region: `amazonaws.com`, in China `amazonaws.com.cn`.
    DnsSuffix,
}

/// Domains of the partitions whose regions start so; all others are `amazonaws.com`.
const DNS_SUFFIXES: [(&str, &str); 6] = [
    ("cn-", "amazonaws.com.cn"),
    ("us-iso-", "c2s.ic.gov"),
    ("us-isob-", "sc2s.sgov.gov"),
    ("us-isof-", "csp.hci.ic.gov"),
    ("eu-isoe-", "cloud.adc-e.uk"),
    ("eusc-", "amazonaws.eu"),
];

impl Endpoint {
    /// The address for the settings of a client.
    pub(crate) fn at(self, client: &EndpointParameters<'_>) -> Resolved {
        match (client.endpoint, client.region) {
            (Some(url), _) => rules::endpoint(&[url]),
            (None, _) if self.0.is_empty() => rules::error(&[NO_ENDPOINT]),
            (None, None) if self.needs_region() => rules::error(&["no region is configured"]),
            (None, region) => rules::endpoint(&[&self.resolve(region.unwrap_or_default())]),
        }
    }

    fn needs_region(self) -> bool {
        self.0
            .iter()
            .any(|part| !matches!(part, EndpointPart::Text(_)))
    }

    /// The address for a region that [`is_region`] accepts.
    fn resolve(self, region: &str) -> String {
        let text = |part: &EndpointPart| match part {
            EndpointPart::Text(text) => *text,
            EndpointPart::Region => region,
            EndpointPart::DnsSuffix => dns_suffix(region),
        };
        self.0
            .iter()
            .fold(String::with_capacity(64), |url, part| url + text(part))
    }
}

fn dns_suffix(region: &str) -> &'static str {
    let found = DNS_SUFFIXES
        .iter()
        .find(|(prefix, _)| region.starts_with(prefix));
    found.map_or("amazonaws.com", |(_, suffix)| suffix)
}

/// Whether a region can stand in a host name and in a signature without making another one of it.
pub(crate) fn is_region(region: &str) -> bool {
    is_label(region)
        && region
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || !byte.is_ascii_alphabetic())
}

/// A part of a host name (RFC 1123, section 2.1).
fn is_label(label: &str) -> bool {
    let valid = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=63).contains(&label.len())
        && label.bytes().all(valid)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// A checked address: scheme, host with port, and a path before that of the operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    pub(crate) scheme: Scheme,
    /// Host, and port unless it is the scheme's own; exactly what the `host` header says.
    pub(crate) authority: String,
    /// Empty, or starting but not ending with `/`.
    pub(crate) prefix: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Http,
    Https,
}

impl Scheme {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

/// The host of S3 for another region, where the given host says which one it is for.
pub(crate) fn in_region(authority: &str, before: &str, region: &str) -> Option<String> {
    let is_aws = DNS_SUFFIXES
        .iter()
        .any(|(_, suffix)| authority.ends_with(suffix));
    if !is_aws && !authority.ends_with("amazonaws.com") {
        return None;
    }
    let label = format!(".{before}.");
    if let Some(at) = authority.rfind(&label).filter(|_| !before.is_empty()) {
        let rest = &authority[at + label.len()..];
        return Some(format!("{}.{region}.{rest}", &authority[..at]));
    }
    let global = authority.strip_suffix("s3.amazonaws.com")?;
    Some(format!("{global}s3.{region}.amazonaws.com"))
}

/// Why an address cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UnusableUrl(pub(crate) &'static str);

impl fmt::Display for UnusableUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl BaseUrl {
    /// Whether the host is a number, which has no names below it.
    pub(crate) fn is_ip(&self) -> bool {
        let host = self.authority.split(':').next().unwrap_or_default();
        self.authority.starts_with('[') || host.parse::<Ipv4Addr>().is_ok()
    }

    /// Whether the host is this machine.
    pub(crate) fn is_local(&self) -> bool {
        let host = self.authority.split(':').next().unwrap_or_default();
        let is_loopback = |address: Ipv4Addr| address.is_loopback();
        host == "localhost"
            || host.parse().is_ok_and(is_loopback)
            || self.authority.starts_with("[::1]")
    }

    pub(crate) fn parse(url: &str) -> Result<Self, UnusableUrl> {
        let (scheme, rest) = match url.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (Scheme::Https, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (Scheme::Http, rest),
            _ => {
                return Err(UnusableUrl(
                    "it does not start with `https://` or `http://`",
                ));
            }
        };
        if rest.contains(['?', '#']) {
            return Err(UnusableUrl("it has a query or a fragment"));
        }
        let (authority, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        if authority.contains('@') {
            return Err(UnusableUrl(
                "it has a user name or a password before the host",
            ));
        }
        if !percent::is_encoded(path) || path.split('/').any(|part| matches!(part, "." | "..")) {
            return Err(UnusableUrl(
                "its path has characters that a path cannot hold",
            ));
        }
        let authority = authority_without_default_port(authority, scheme)?;
        let prefix = path.trim_end_matches('/').to_owned();
        Ok(Self {
            scheme,
            authority,
            prefix,
        })
    }
}

fn authority_without_default_port(authority: &str, scheme: Scheme) -> Result<String, UnusableUrl> {
    // A colon inside brackets belongs to an IPv6 address.
    let port_at = authority
        .rfind(':')
        .filter(|&at| !authority[at..].contains(']'));
    let (host, port) = match port_at {
        Some(at) => (&authority[..at], Some(&authority[at + 1..])),
        None => (authority, None),
    };
    if !is_host(host) {
        return Err(UnusableUrl("its host is not a host name"));
    }
    let Some(port) = port else {
        return Ok(host.to_ascii_lowercase());
    };
    match port.parse::<u16>() {
        Ok(number) if number == scheme.port() => Ok(host.to_ascii_lowercase()),
        Ok(number) if number > 0 && !port.starts_with('+') => {
            Ok(format!("{}:{number}", host.to_ascii_lowercase()))
        }
        _ => Err(UnusableUrl("its port is not a number from 1 to 65535")),
    }
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']').map(str::parse::<Ipv6Addr>);
        return matches!(address, Some(Ok(_)));
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    name.len() <= 253 && name.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_decides_host_and_domain() {
        let parts: &[EndpointPart] = &[
            EndpointPart::Text("https://polly."),
            EndpointPart::Region,
            EndpointPart::Text("."),
            EndpointPart::DnsSuffix,
        ];
        let parts: &'static [EndpointPart] = Box::leak(parts.to_vec().into_boxed_slice());
        for (region, url) in [
            ("us-east-1", "https://polly.us-east-1.amazonaws.com"),
            ("cn-north-1", "https://polly.cn-north-1.amazonaws.com.cn"),
            ("us-gov-west-1", "https://polly.us-gov-west-1.amazonaws.com"),
            ("us-iso-east-1", "https://polly.us-iso-east-1.c2s.ic.gov"),
            (
                "eusc-de-east-1",
                "https://polly.eusc-de-east-1.amazonaws.eu",
            ),
        ] {
            assert_eq!(Endpoint(parts).resolve(region), url);
        }
    }

    #[test]
    fn a_region_cannot_make_another_host() {
        for region in ["us-east-1", "eu-central-2", "local"] {
            assert!(is_region(region), "{region}");
        }
        for region in [
            "",
            "x.evil.example/",
            "a.b",
            "-a",
            "a-",
            "US-EAST-1",
            "é",
            "a\n",
            "a@b",
            "a#",
        ] {
            assert!(!is_region(region), "{region}");
        }
    }

    #[test]
    fn usable_addresses_are_taken_apart() {
        for (url, scheme, authority, prefix) in [
            ("https://a.example", Scheme::Https, "a.example", ""),
            ("HTTPS://A.Example:443/", Scheme::Https, "a.example", ""),
            (
                "http://127.0.0.1:80/base/",
                Scheme::Http,
                "127.0.0.1",
                "/base",
            ),
            (
                "http://localhost:8080/a/b%20c",
                Scheme::Http,
                "localhost:8080",
                "/a/b%20c",
            ),
            ("http://[::1]:5555", Scheme::Http, "[::1]:5555", ""),
            ("http://[::1]", Scheme::Http, "[::1]", ""),
            (
                "https://my_host.internal:80",
                Scheme::Https,
                "my_host.internal:80",
                "",
            ),
        ] {
            let expected = BaseUrl {
                scheme,
                authority: authority.to_owned(),
                prefix: prefix.to_owned(),
            };
            assert_eq!(BaseUrl::parse(url), Ok(expected), "{url}");
        }
    }

    #[test]
    fn addresses_that_could_lead_elsewhere_are_refused() {
        for url in [
            "",
            "a.example",
            "//a.example",
            "ftp://a.example",
            "file:///etc/passwd",
            "https://",
            "https:///path",
            "https://user@a.example",
            "https://user:password@a.example",
            "https://a.example@evil.example",
            "https://a.example?x=1",
            "https://a.example/#x",
            "https://a.example:0",
            "https://a.example:99999",
            "https://a.example:+80",
            "https://a.example:",
            "https://a b.example",
            "https://a.example/x\r\ny",
            "https://a.example/../x",
            "https://é.example",
            "https://[::1",
            "https://[evil]",
            "https://a..example",
        ] {
            assert!(BaseUrl::parse(url).is_err(), "{url}");
        }
    }
}
