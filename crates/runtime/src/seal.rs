//! Making a message for the wire out of an operation's request: address, credentials, signature.

use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, HOST, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use http::{Method, Uri};

use crate::address::{self, Address};
use crate::auth::sigv4::{
    self, ContentHash, Signable, Signer, SigningKey, SigningOptions, SigningTime, payload_hash,
};
use crate::base64;
use crate::call::Core;
use crate::credentials::Credentials;
use crate::endpoint::Scheme;
use crate::error::{ErrorKind, Failure};
use crate::operation::Auth;
use crate::request::{Request, push_pair};
use crate::secret::Secret;

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
/// SHA-256 of nothing.
const EMPTY_HASH: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// What AWS allows for presigned URLs.
const LONGEST_EXPIRY: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A request with its address, still to be signed, each time it is sent anew.
pub(crate) struct Draft {
    auth: Auth,
    method: Method,
    scheme: Scheme,
    authority: String,
    path: String,
    query: String,
    headers: HeaderMap,
    body: Bytes,
}

impl Draft {
    pub(crate) fn new(address: &Address<'_>, auth: Auth, request: Request) -> Self {
        let path = request.encoded_path();
        let slash = if path.starts_with('/') { "" } else { "/" };
        Self {
            auth,
            method: request.method().clone(),
            scheme: address.scheme,
            authority: address.authority.clone(),
            path: [&address.prefix, slash, path].concat(),
            query: request.encoded_query().to_owned(),
            headers: request.headers().clone(),
            body: request.into_body().into(),
        }
    }

    /// Where it goes, for messages: scheme, host and port.
    pub(crate) fn address(&self) -> String {
        [self.scheme.as_str(), "://", &self.authority].concat()
    }

    /// The message to send now.
    pub(crate) fn seal(&self, core: &Core) -> Result<http::Request<Bytes>, Box<Failure>> {
        let mut headers = self.headers.clone();
        let mut query = self.query.clone();
        headers.insert(HOST, self.host()?);
        match self.auth {
            Auth::None => {}
            Auth::SigV4 { service } => self.sign(core, service, &mut headers)?,
            Auth::Basic => {
                let (user, password) =
                    required(core.config.basic.as_ref(), "set them with `Config::basic`")?;
                let pair = format!("{user}:{}", password.expose());
                let value = format!("Basic {}", base64::encode(pair.as_bytes()));
                headers.insert(AUTHORIZATION, secret_header(&value)?);
            }
            Auth::Bearer => {
                let token = required(
                    core.config.bearer.as_ref(),
                    "set a token with `Config::bearer`",
                )?;
                let value = format!("Bearer {}", token.expose());
                headers.insert(AUTHORIZATION, secret_header(&value)?);
            }
            Auth::ApiKeyHeader(name) => {
                let value = secret_header(api_key(core)?.expose())?;
                headers.insert(header_name(name)?, value);
            }
            Auth::ApiKeyQuery(name) => push_pair(&mut query, name, &api_key(core)?.expose()),
        }
        headers
            .entry(USER_AGENT)
            .or_insert(HeaderValue::from_static(CLIENT_NAME));
        let mut request = http::Request::new(self.body.clone());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri(&query)?;
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// The request as a URL, signed for a while.
    pub(crate) fn presign(&self, core: &Core, expires: Duration) -> Result<String, Box<Failure>> {
        let Auth::SigV4 { service } = self.auth else {
            let message = "only requests that AWS Signature Version 4 signs can be presigned";
            return Err(Failure::new(ErrorKind::Input, message));
        };
        if expires > LONGEST_EXPIRY || expires.as_secs() == 0 {
            let message = "a presigned URL lives from one second to seven days";
            return Err(Failure::new(ErrorKind::Input, message));
        }
        let credentials = valid_credentials(core)?;
        let by = signer(core, credentials, service)?;
        // Who presigns for S3 seldom has the body; S3 takes this text in place of its hash.
        let hash = match by.options.content_hash {
            ContentHash::Header => "UNSIGNED-PAYLOAD".to_owned(),
            ContentHash::Implicit => self.payload_hash(),
        };
        let mut headers = self.headers.clone();
        headers.insert(HOST, self.host()?);
        let signed = signed_headers(&headers);
        let signable = Signable::new(
            self.method.as_str(),
            &self.path,
            &self.query,
            &signed,
            &hash,
        );
        let query = sigv4::presign(&signable, &by, &key(core, credentials, &by), expires);
        Ok(self.uri(&query)?.to_string())
    }

    fn sign(
        &self,
        core: &Core,
        service: &'static str,
        headers: &mut HeaderMap,
    ) -> Result<(), Box<Failure>> {
        let credentials = valid_credentials(core)?;
        let by = signer(core, credentials, service)?;
        let hash = self.payload_hash();
        let signed = signed_headers(headers);
        let signable = Signable::new(
            self.method.as_str(),
            &self.path,
            &self.query,
            &signed,
            &hash,
        );
        let added = sigv4::sign(&signable, &by, &key(core, credentials, &by));
        for (name, value) in added {
            headers.insert(HeaderName::from_static(name), secret_header(&value)?);
        }
        Ok(())
    }

    fn payload_hash(&self) -> String {
        if self.body.is_empty() {
            EMPTY_HASH.to_owned()
        } else {
            payload_hash(&self.body)
        }
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

fn signer<'a>(
    core: &'a Core,
    credentials: &'a Credentials,
    service: &'static str,
) -> Result<Signer<'a>, Box<Failure>> {
    let region = address::region(core)?;
    let time = SigningTime::new(core.now());
    let mut signer = Signer::new(credentials.access_key_id(), region, service, time);
    signer.session_token = credentials.session_token();
    signer.options = SigningOptions::for_service(service);
    Ok(signer)
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
    if credentials.is_expired(core.now()) {
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
fn secret_header(value: &str) -> Result<HeaderValue, Box<Failure>> {
    let header = HeaderValue::from_str(value)
        .ok()
        .filter(|_| value.is_ascii());
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
