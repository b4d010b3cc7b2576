//! Making a message for the wire out of an operation's request: address, credentials, signature.

mod events;
mod payload;
mod regions;

use std::borrow::Cow;
use std::time::Duration;

use http::header::{AUTHORIZATION, HOST, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use http::{Method, Uri};

use crate::address::{self, Target};
use crate::auth::sigv4::{self, ContentHash, Signable, Signer, SigningKey, SigningTime};
use crate::auth::{Regions, Signing};
use crate::base64;
use crate::call::Core;
use crate::config::Config;
use crate::credentials::Credentials;
use crate::endpoint::{self, Scheme};
use crate::error::{ErrorKind, Failure};
use crate::operation::Auth;
use crate::request::{Checksum, Request, push_pair};
use crate::secret::Secret;
use crate::stream::ByteStream;
use payload::Payload;

const CLIENT_NAME: &str = concat!("connector-runtime/", env!("CARGO_PKG_VERSION"));
/// Headers that a proxy on the way may change, so that signing them would break the signature.
const UNSIGNED_HEADERS: [&str; 13] = [
    "authorization",
    "user-agent",
    "x-amzn-trace-id",
    "connection",
    "expect",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "traceparent",
    "tracestate",
    "baggage",
];
/// What AWS allows for presigned URLs.
const LONGEST_EXPIRY: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A request with its address, still to be signed, each time it is sent anew.
pub(crate) struct Draft {
    auth: Auth,
    /// How it is signed, if `auth` is a signature.
    signing: Option<Signing>,
    method: Method,
    scheme: Scheme,
    authority: String,
    path: String,
    query: String,
    headers: HeaderMap,
    body: ByteStream,
    checksum: Option<Checksum>,
    payload: Payload,
}

impl Draft {
    pub(crate) fn new(
        config: &Config,
        target: Target<'_>,
        auth: Auth,
        mut request: Request,
    ) -> Self {
        let Target {
            address,
            headers,
            signing,
        } = target;
        for (name, value) in &headers {
            request.header_literal(name, value);
        }
        let host_prefix = match request.prefix_of_host() {
            prefix if config.host_prefix && !address.is_ip() => prefix,
            _ => "",
        };
        let payload = if request.sends_events() && signing.is_some() {
            Payload::Events
        } else {
            Payload::Unknown
        };
        Self {
            auth,
            signing,
            method: request.method().clone(),
            scheme: address.scheme,
            authority: [host_prefix, &address.authority].concat(),
            path: request.take_path(&address.prefix),
            query: request.take_query(),
            checksum: request.wanted_checksum(),
            body: request.take_body(),
            headers: request.into_headers(),
            payload,
        }
    }

    /// Where it goes, for messages: scheme, host and port.
    pub(crate) fn address(&self) -> String {
        [self.scheme.as_str(), "://", &self.authority].concat()
    }

    /// Whether the body is there from its beginning.
    pub(crate) fn can_be_sent(&self) -> bool {
        self.body.is_at_start()
    }

    pub(crate) fn is_for_s3(&self) -> bool {
        self.signing.as_ref().is_some_and(Signing::is_s3)
    }

    /// Goes to another region from now on, unless it went there before.
    pub(crate) fn move_to(&mut self, core: &Core, region: &str) -> bool {
        let Some(signing) = &mut self.signing else {
            return false;
        };
        let before = signing.region.as_deref().or(core.config.region.as_deref());
        let before = before.unwrap_or_default();
        if region == before || !endpoint::is_region(region) {
            return false;
        }
        if let Some(authority) = endpoint::in_region(&self.authority, before, region) {
            self.authority = authority;
        }
        signing.region = Some(region.to_owned());
        true
    }

    /// The message to send now.
    pub(crate) fn seal(&self, core: &Core) -> Result<http::Request<ByteStream>, Box<Failure>> {
        let mut headers = self.headers.clone();
        let mut query = Cow::Borrowed(self.query.as_str());
        headers.insert(HOST, self.host()?);
        match self.auth {
            Auth::None => {}
            Auth::SigV4 { .. } | Auth::SigV4Unsigned { .. } | Auth::SigV4a { .. } => {
                self.sign(core, &mut headers)?;
            }
            Auth::Basic => {
                let (user, password) =
                    required(core.config.basic.as_ref(), "set them with `Config::basic`")?;
                let pair = format!("{user}:{}", password.expose());
                let value = format!("Basic {}", base64::encode(pair.as_bytes()));
                headers.insert(AUTHORIZATION, secret_header(value)?);
            }
            Auth::Bearer => {
                let token = required(
                    core.config.bearer.as_ref(),
                    "set a token with `Config::bearer`",
                )?;
                let value = format!("Bearer {}", token.expose());
                headers.insert(AUTHORIZATION, secret_header(value)?);
            }
            Auth::ApiKeyHeader(name) => {
                let value = secret_header(api_key(core)?.expose().to_owned())?;
                headers.insert(header_name(name)?, value);
            }
            Auth::ApiKeyQuery(name) => {
                push_pair(query.to_mut(), name, &api_key(core)?.expose());
            }
        }
        headers
            .entry(USER_AGENT)
            .or_insert(HeaderValue::from_static(CLIENT_NAME));
        let body = match self.payload {
            Payload::Events => self.signed_events(core, &headers)?,
            _ => self.payload.outgoing(&self.body),
        };
        let mut request = http::Request::new(body);
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri(&query)?;
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// The request as a URL, signed for a while.
    pub(crate) fn presign(&self, core: &Core, expires: Duration) -> Result<String, Box<Failure>> {
        let Some(signing) = &self.signing else {
            let message = "only requests that AWS Signature Version 4 signs can be presigned";
            return Err(Failure::new(ErrorKind::Input, message));
        };
        if expires > LONGEST_EXPIRY || expires.as_secs() == 0 {
            let message = "a presigned URL lives from one second to seven days";
            return Err(Failure::new(ErrorKind::Input, message));
        }
        let credentials = valid_credentials(core)?;
        let by = self.signer(core, credentials, signing)?;
        // Who presigns seldom has the body. S3 takes this text in place of its hash; others want the
        // hash, which a stream does not have.
        let hash = match (by.options.content_hash, self.body.as_bytes()) {
            (ContentHash::Implicit, Some(body)) if self.signs_body() => payload::hash(body),
            _ => Cow::Borrowed(payload::UNSIGNED),
        };
        let mut headers = self.headers.clone();
        headers.insert(HOST, self.host()?);
        let signed = signed_headers(&headers);
        let signable = self.signable(&signed, &hash);
        let query = match signing.regions {
            Regions::One => sigv4::presign(&signable, &by, &key(core, credentials, &by), expires),
            Regions::Several => regions::presign(core, credentials, &signable, &by, expires)?,
        };
        Ok(self.uri(&query)?.to_string())
    }

    fn sign(&self, core: &Core, headers: &mut HeaderMap) -> Result<(), Box<Failure>> {
        let Some(signing) = &self.signing else {
            return Ok(());
        };
        let credentials = valid_credentials(core)?;
        let by = self.signer(core, credentials, signing)?;
        let signed = signed_headers(headers);
        let signable = self.signable(&signed, self.payload.hash());
        let added = match signing.regions {
            Regions::One => sigv4::sign(&signable, &by, &key(core, credentials, &by)),
            Regions::Several => regions::sign(core, credentials, &signable, &by)?,
        };
        for (name, value) in added {
            headers.insert(HeaderName::from_static(name), secret_header(value)?);
        }
        Ok(())
    }

    fn signable<'a>(&'a self, headers: &'a [(&'a str, &'a str)], hash: &'a str) -> Signable<'a> {
        let method = self.method.as_str();
        Signable::new(method, &self.path, &self.query, headers, hash)
    }

    fn signer<'a>(
        &'a self,
        core: &'a Core,
        credentials: &'a Credentials,
        signing: &'a Signing,
    ) -> Result<Signer<'a>, Box<Failure>> {
        let region = match &signing.region {
            Some(region) => region,
            None => address::region(core)?,
        };
        let time = SigningTime::new(core.now());
        let id = credentials.access_key_id();
        let mut signer = Signer::new(id, region, &signing.service, time);
        signer.session_token = credentials.session_token();
        signer.options = signing.options;
        if self.payload.is_announced() {
            signer.options.content_hash = ContentHash::Header;
        }
        Ok(signer)
    }

    /// Whether the signature covers the body, as far as that is possible.
    fn signs_body(&self) -> bool {
        let is_open = self.scheme == Scheme::Http;
        let signing = self.signing.as_ref();
        signing.is_some_and(|signing| signing.covers_body || is_open)
    }

    fn host(&self) -> Result<HeaderValue, Box<Failure>> {
        HeaderValue::from_str(&self.authority).map_err(|error| {
            Failure::new(ErrorKind::Endpoint, "the host is not a host").source(error)
        })
    }

    fn uri(&self, query: &str) -> Result<Uri, Box<Failure>> {
        let mark = if query.is_empty() { "" } else { "?" };
        let scheme = self.scheme.as_str();
        let url = [scheme, "://", &self.authority, &self.path, mark, query].concat();
        Uri::try_from(url).map_err(|error| {
            let message = "the path or the query has characters that a URL cannot hold";
            Failure::new(ErrorKind::Input, message).source(error)
        })
    }
}

/// All headers but those that may change on the way.
fn signed_headers(headers: &HeaderMap) -> Vec<(&str, &str)> {
    let is_signed = |name: &str| !UNSIGNED_HEADERS.contains(&name) && !name.starts_with("proxy-");
    let signed = headers.iter().filter(|(name, _)| is_signed(name.as_str()));
    signed
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .collect()
}

fn key(core: &Core, credentials: &Credentials, signer: &Signer<'_>) -> SigningKey {
    core.signing_key
        .get(credentials.secret_access_key(), signer)
}

fn valid_credentials(core: &Core) -> Result<&Credentials, Box<Failure>> {
    let credentials = required(
        core.config.credentials.as_ref(),
        "set them with `Config::credentials`",
    )?;
    if credentials.is_expired(|| core.now()) {
        let failure = Failure::new(ErrorKind::Credentials, "the credentials have expired");
        return Err(failure.help("get new temporary credentials"));
    }
    Ok(credentials)
}

fn api_key(core: &Core) -> Result<&Secret, Box<Failure>> {
    required(
        core.config.api_key.as_ref(),
        "set a key with `Config::api_key`",
    )
}

fn required<'a, T>(configured: Option<&'a T>, help: &'static str) -> Result<&'a T, Box<Failure>> {
    configured.ok_or_else(|| {
        Failure::new(ErrorKind::Credentials, "no credentials are configured").help(help)
    })
}

/// A header that does not show in logs of HTTP libraries.
fn secret_header(value: String) -> Result<HeaderValue, Box<Failure>> {
    let is_ascii = value.is_ascii();
    let header = HeaderValue::try_from(value).ok().filter(|_| is_ascii);
    let mut header = header.ok_or_else(|| {
        let message = "the credentials have characters that a header cannot hold";
        Failure::new(ErrorKind::Credentials, message)
            .help("check them for line breaks and for what is not ASCII")
    })?;
    header.set_sensitive(true);
    Ok(header)
}

fn header_name(name: &str) -> Result<HeaderName, Box<Failure>> {
    name.parse()
        .map_err(|error: http::header::InvalidHeaderName| {
            let message = format!("`{name}` is not the name of a header");
            Failure::new(ErrorKind::Input, message).source(error)
        })
}
