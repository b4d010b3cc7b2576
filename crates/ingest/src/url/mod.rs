//! Addresses as people type them: taken apart with their variables, never called.
//!
//! The text may hold references to variables that no source defines (`{{baseUrl}}`); they stand for
//! a part that is only known when the connector runs. What could send credentials elsewhere or
//! break out of a request line is refused: other schemes than http and https, user information,
//! control characters, host names outside of ASCII, dot segments.

use std::fmt;

use connector_model::service::{EndpointPart, PathPart};

use crate::variables;

pub mod aws;

/// An address taken apart; unresolved references to variables are kept as `{{name}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    /// `http` or `https`; `None` where the text has none or a variable has it.
    pub scheme: Option<String>,
    /// Host in lower case, perhaps with variables; empty where the text begins with a path.
    pub host: String,
    /// Port or a variable.
    pub port: Option<String>,
    /// Segments between the slashes, as written. `/v1/voices/` has three, the last one empty.
    pub path: Vec<String>,
    /// Query parameters in order, percent-decoded; no value where no `=` stands.
    pub query: Vec<(String, Option<String>)>,
}

/// Where an address leads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Endpoint {
    /// Parts for the service model; empty where variables leave the host open.
    pub parts: Vec<EndpointPart>,
    /// Variables that leave the host open.
    pub unresolved: Vec<String>,
    /// What the host says if it is one of AWS.
    pub aws: Option<aws::Aws>,
}

/// Why an address is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Control characters inside of the text.
    Control,
    /// A segment `.` or `..`, encoded or not.
    DotSegment,
    /// Nothing there.
    Empty,
    /// A host with characters that no host name has.
    Host(String),
    /// A host name outside of ASCII.
    International,
    /// A port that is no number from 1 to 65535.
    Port(String),
    /// Another scheme than http and https.
    Scheme(String),
    /// User or password in front of the host.
    UserInformation,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Control => f.write_str("the address has control characters in it"),
            Self::DotSegment => f.write_str("the path of the address has a `.` or `..` segment"),
            Self::Empty => f.write_str("the address is empty"),
            Self::Host(host) => write!(f, "`{host}` is not a host name"),
            Self::International => f.write_str("the host name has characters outside of ASCII"),
            Self::Port(port) => write!(f, "`{port}` is not a port"),
            Self::Scheme(scheme) => write!(f, "the scheme `{scheme}` cannot be called over HTTP"),
            Self::UserInformation => {
                f.write_str("the address has a user or password in front of the host")
            }
        }
    }
}

impl Fault {
    /// The way out, in the imperative.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Control => "remove line breaks and tabs from the address",
            Self::DotSegment => "write the path without `.` and `..` segments",
            Self::Empty => "give the request an address like `https://api.example.com/v1/things`",
            Self::Host(_) => "write the host as letters, digits, hyphens and dots",
            Self::International => "write the host name in its `xn--` form",
            Self::Port(_) => "write a port from 1 to 65535 or none",
            Self::Scheme(_) => "use an address that begins with `https://`",
            Self::UserInformation => {
                "remove the part before `@` and give the credentials to the client at run time"
            }
        }
    }
}

/// Takes an address apart.
///
/// White space around it is dropped. A text without scheme is read as Postman does: host first.
pub fn parse(text: &str) -> Result<Url, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::Empty);
    }
    if text.chars().any(char::is_control) {
        return Err(Fault::Control);
    }
    let (scheme, rest) = split_scheme(text)?;
    let end = variables::find_outside(rest, &['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    let (host, port) = split_authority(authority)?;
    let rest = &rest[..variables::find_outside(rest, &['#']).unwrap_or(rest.len())];
    let (path, query) = match variables::find_outside(rest, &['?']) {
        Some(at) => (&rest[..at], parse_query(&rest[at + 1..])),
        None => (rest, Vec::new()),
    };
    Ok(Url {
        scheme,
        host,
        port,
        path: split_path(path)?,
        query,
    })
}

impl Url {
    /// Where the address leads, with region and partition of AWS hosts as parts of their own.
    ///
    /// Without scheme it is `https`, and `http` on the own machine.
    pub fn endpoint(&self) -> Endpoint {
        let port = self
            .port
            .as_ref()
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        let default = if aws::is_local(&self.host) {
            "http"
        } else {
            "https"
        };
        let scheme = format!("{}://", self.scheme.as_deref().unwrap_or(default));
        let mut unresolved = variables::references(&port);
        if let Some((aws, mut parts)) = aws::analyse(&self.host) {
            if let Some(EndpointPart::Text(first)) = parts.first_mut() {
                first.insert_str(0, &scheme);
            } else {
                parts.insert(0, EndpointPart::Text(scheme));
            }
            push_text(&mut parts, &port);
            if !unresolved.is_empty() {
                parts.clear();
            }
            return Endpoint {
                parts,
                unresolved,
                aws: Some(aws),
            };
        }
        unresolved.splice(0..0, variables::references(&self.host));
        let parts = if unresolved.is_empty() && !self.host.is_empty() {
            vec![EndpointPart::Text(format!("{scheme}{}{port}", self.host))]
        } else {
            Vec::new()
        };
        Endpoint {
            parts,
            unresolved,
            aws: None,
        }
    }

    /// The path for the service model: literals with their slashes, percent-encoded, and labels.
    ///
    /// `:id`, `{id}` and `{{id}}` are labels; the last one also inside of a segment.
    pub fn path_parts(&self) -> Vec<PathPart> {
        let mut parts = Vec::new();
        // A base address that ends with a slash gives an empty first segment; no service means it.
        let joint = usize::from(self.path.len() > 1 && self.path[0].is_empty());
        for segment in &self.path[joint..] {
            push_literal(&mut parts, "/");
            if let Some(name) = label_of(segment) {
                parts.push(PathPart::Label(name.to_owned()));
                continue;
            }
            for piece in variables::pieces(segment) {
                match piece {
                    variables::Piece::Text(text) => push_literal(&mut parts, &encode(text)),
                    variables::Piece::Reference(name) => {
                        parts.push(PathPart::Label(label_name(name).to_owned()));
                    }
                }
            }
        }
        if parts.is_empty() {
            push_literal(&mut parts, "/");
        }
        parts
    }
}

/// Name of a label that is a whole segment: `:id` (Postman) or `{id}` (templates of other tools).
pub fn label_of(segment: &str) -> Option<&str> {
    let name = match segment.strip_prefix(':') {
        Some(name) => name,
        None => segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'))
            .filter(|name| !name.contains(['{', '}']))?,
    };
    let plain = !name.is_empty() && !name.contains([':', '{', '}', '%']);
    plain.then_some(name)
}

/// Name of a variable without the `$` of Postman's generated values (`{{$guid}}`).
pub fn label_name(variable: &str) -> &str {
    variable.trim_start_matches('$')
}

/// The parameters of a query string, percent-decoded.
///
/// A `+` stays a plus sign: people type it as one, and Postman sends it so.
pub fn parse_query(text: &str) -> Vec<(String, Option<String>)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) => (decode(name), Some(decode(value))),
            None => (decode(pair), None),
        })
        .collect()
}

/// The text with its percent escapes decoded, or as it is where they are not UTF-8.
pub fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if let Some(byte) = escape_at(bytes, at) {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// A literal path segment as it goes over the wire: escapes kept, what a segment cannot hold escaped.
fn encode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        let plain = byte.is_ascii_alphanumeric()
            || b"-._~!$&'()*+,;=:@".contains(byte)
            || *byte == b'%' && escape_at(bytes, at).is_some();
        if plain {
            out.push(char::from(*byte));
        } else {
            out.push('%');
            out.push(hex_digit(byte >> 4));
            out.push(hex_digit(byte & 15));
        }
    }
    out
}

fn hex_digit(value: u8) -> char {
    char::from(b"0123456789ABCDEF"[usize::from(value & 15)])
}

/// The byte that a percent escape at this place stands for.
fn escape_at(bytes: &[u8], at: usize) -> Option<u8> {
    let digits = bytes.get(at..at + 3).filter(|three| three[0] == b'%')?;
    let value = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(value(digits[1])? * 16 + value(digits[2])?).ok()
}

fn split_scheme(text: &str) -> Result<(Option<String>, &str), Fault> {
    let Some((scheme, rest)) = text.split_once("://") else {
        return match text.split_once(':') {
            Some((scheme, _)) if ["javascript", "data", "file", "mailto"].contains(&scheme) => {
                Err(Fault::Scheme(scheme.to_owned()))
            }
            _ => Ok((None, text)),
        };
    };
    // `{{baseUrl}}/login?next=https://…` and `example.com/go/https://…` have no scheme in front.
    if scheme.contains(['/', '?', '#', '.', ' ']) {
        return Ok((None, text));
    }
    if scheme.starts_with("{{") {
        return Ok((None, rest));
    }
    match scheme.to_ascii_lowercase() {
        known if known == "http" || known == "https" => Ok((Some(known), rest)),
        _ => Err(Fault::Scheme(scheme.chars().take(32).collect())),
    }
}

fn split_authority(authority: &str) -> Result<(String, Option<String>), Fault> {
    if variables::find_outside(authority, &['@']).is_some() {
        return Err(Fault::UserInformation);
    }
    let (host, port) = match authority.rfind(']') {
        Some(end) if authority.starts_with('[') => {
            (&authority[..=end], authority[end + 1..].strip_prefix(':'))
        }
        _ => match variables::find_outside(authority, &[':']) {
            Some(at) => (&authority[..at], Some(&authority[at + 1..])),
            None => (authority, None),
        },
    };
    let port = port.filter(|port| !port.is_empty());
    if let Some(port) = port {
        let number = port.parse::<u16>().is_ok_and(|number| number > 0);
        if !number && variables::references(port).is_empty() {
            return Err(Fault::Port(port.chars().take(32).collect()));
        }
    }
    Ok((check_host(host)?, port.map(str::to_owned)))
}

fn check_host(host: &str) -> Result<String, Fault> {
    let mut lower = String::with_capacity(host.len());
    for piece in variables::pieces(host) {
        match piece {
            variables::Piece::Reference(name) => {
                lower.push_str("{{");
                lower.push_str(name);
                lower.push_str("}}");
            }
            variables::Piece::Text(text) if !text.is_ascii() => return Err(Fault::International),
            variables::Piece::Text(text) => lower.push_str(&text.to_ascii_lowercase()),
        }
    }
    let bad = variables::pieces(&lower).any(|piece| match piece {
        variables::Piece::Reference(_) => false,
        variables::Piece::Text(text) => !text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._[]:".contains(&byte)),
    });
    if bad {
        return Err(Fault::Host(host.chars().take(80).collect()));
    }
    Ok(lower)
}

fn split_path(path: &str) -> Result<Vec<String>, Fault> {
    let mut segments = Vec::new();
    let mut rest = match path.strip_prefix('/') {
        Some(rest) if !rest.is_empty() => rest,
        _ => return Ok(segments),
    };
    loop {
        let end = variables::find_outside(rest, &['/']);
        let segment = &rest[..end.unwrap_or(rest.len())];
        if matches!(decode(segment).as_str(), "." | "..") {
            return Err(Fault::DotSegment);
        }
        segments.push(segment.to_owned());
        match end {
            Some(end) => rest = &rest[end + 1..],
            None => return Ok(segments),
        }
    }
}

fn push_literal(parts: &mut Vec<PathPart>, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(PathPart::Literal(last)) = parts.last_mut() {
        last.push_str(text);
    } else {
        parts.push(PathPart::Literal(text.to_owned()));
    }
}

fn push_text(parts: &mut Vec<EndpointPart>, text: &str) {
    if !text.is_empty() {
        parts.push(EndpointPart::Text(text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use connector_model::service::PathPart;

    use super::{Fault, parse};

    fn shown(text: &str) -> String {
        let url = parse(text).expect("accepted");
        let mut path = String::new();
        for part in url.path_parts() {
            match part {
                PathPart::Literal(text) => path.push_str(&text),
                PathPart::Label(name) | PathPart::GreedyLabel(name) => {
                    path.extend(["<", &name, ">"]);
                }
            }
        }
        let endpoint = url.endpoint();
        let query: Vec<String> = url
            .query
            .iter()
            .map(|(name, value)| format!("{name}={}", value.as_deref().unwrap_or("-")))
            .collect();
        let parts: Vec<String> = endpoint
            .parts
            .iter()
            .map(super::aws::tests::shown)
            .collect();
        format!(
            "{} {} {path} {}",
            parts.concat(),
            endpoint.unresolved.join(","),
            query.join("&")
        )
    }

    #[test]
    fn addresses_are_taken_apart_with_their_variables() {
        for (text, expected) in [
            (
                "https://a.example/v1/x?y=1&y=2",
                "https://a.example  /v1/x y=1&y=2",
            ),
            ("HTTPS://A.Example:8443", "https://a.example:8443  / "),
            ("  httpbin.org/get \n", "https://httpbin.org  /get "),
            ("localhost:8080/x/", "http://localhost:8080  /x/ "),
            ("{{baseUrl}}/pets/:petId", " baseUrl /pets/<petId> "),
            ("{{url}}/a/{{b/c}}-d?e={{f}}", " url /a/<b/c>-d e={{f}}"),
            ("https://{{host}}:{{port}}/{id}#top", " host,port /<id> "),
            ("{{scheme}}://x.example/a", "https://x.example  /a "),
            (
                "https://x.example/a b/ü%20?q=%C3%BC+1&flag",
                "https://x.example  /a%20b/%C3%BC%20 q=ü+1&flag=-",
            ),
            (
                "https://x.example/go/https://y",
                "https://x.example  /go/https://y ",
            ),
            ("x.example/?u=https://y", "https://x.example  / u=https://y"),
            ("/only/a/path", "  /only/a/path "),
            ("http://[::1]:9000/x", "http://[::1]:9000  /x "),
            (
                "https://x.example/users/{{$guid}}",
                "https://x.example  /users/<guid> ",
            ),
            (
                "https://x.example/docs:batch",
                "https://x.example  /docs:batch ",
            ),
        ] {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }

    #[test]
    fn addresses_that_could_send_credentials_elsewhere_are_refused() {
        for (text, expected) in [
            ("", Fault::Empty),
            ("wss://x.example", Fault::Scheme("wss".to_owned())),
            ("grpc://x.example", Fault::Scheme("grpc".to_owned())),
            (
                "javascript:alert(1)",
                Fault::Scheme("javascript".to_owned()),
            ),
            ("https://good.example@evil.example/", Fault::UserInformation),
            ("https://x.example/a\r\nHost: y", Fault::Control),
            ("https://b\u{fc}cher.example", Fault::International),
            ("https://a b/", Fault::Host("a b".to_owned())),
            ("https://x.example:99999", Fault::Port("99999".to_owned())),
            ("https://x.example/a/../b", Fault::DotSegment),
            ("https://x.example/%2E%2e/b", Fault::DotSegment),
        ] {
            assert_eq!(parse(text), Err(expected), "{text:?}");
        }
    }
}
