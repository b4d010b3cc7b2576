mod endpoints;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Clock, SystemClock};
use crate::credentials::Credentials;
use crate::secret::Secret;
pub(crate) use endpoints::EndpointSettings;

/// How long an attempt may take unless told otherwise.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
/// How often a request is sent at most unless told otherwise (AWS SDKs and Tools Reference Guide,
/// "Retry behavior", standard mode).
const DEFAULT_MAX_ATTEMPTS: u32 = 3;

/// What a client needs to know: where, who, how long.
///
/// `Debug` shows no secrets.
///
/// ```
/// use std::time::Duration;
/// use connector_runtime::{Config, Credentials};
///
/// let config = Config::new()
///     .region("eu-central-1")
///     .credentials(Credentials::new("AKIDEXAMPLE", "secret"))
///     .timeout(Duration::from_secs(10));
/// assert!(!format!("{config:?}").contains("secret\""));
/// ```
#[derive(Clone)]
pub struct Config {
    pub(crate) region: Option<String>,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) basic: Option<(String, Secret)>,
    pub(crate) bearer: Option<Secret>,
    pub(crate) api_key: Option<Secret>,
    pub(crate) endpoint: Option<String>,
    pub(crate) endpoint_settings: EndpointSettings,
    pub(crate) timeout: Duration,
    pub(crate) max_attempts: u32,
    pub(crate) checksums_where_required: bool,
    pub(crate) host_prefix: bool,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Config {
    /// Nothing but defaults: no region, no credentials, 60 seconds per attempt, 3 attempts.
    pub fn new() -> Self {
        Self {
            region: None,
            credentials: None,
            basic: None,
            bearer: None,
            api_key: None,
            endpoint: None,
            endpoint_settings: EndpointSettings::default(),
            timeout: DEFAULT_TIMEOUT,
            max_attempts: DEFAULT_MAX_ATTEMPTS,
            checksums_where_required: false,
            host_prefix: true,
            clock: Arc::new(SystemClock),
        }
    }

    /// The AWS region, `eu-central-1`.
    #[must_use]
    pub fn region(self, region: impl Into<String>) -> Self {
        Self {
            region: Some(region.into()),
            ..self
        }
    }

    /// The AWS credentials that requests are signed with.
    #[must_use]
    pub fn credentials(self, credentials: Credentials) -> Self {
        Self {
            credentials: Some(credentials),
            ..self
        }
    }

    /// Adds a session token to the credentials given before; without any it has no effect.
    #[must_use]
    pub fn session_token(self, token: impl Into<String>) -> Self {
        let credentials = self
            .credentials
            .map(|credentials| credentials.with_session_token(token));
        Self {
            credentials,
            ..self
        }
    }

    /// User and password of HTTP basic authentication.
    #[must_use]
    pub fn basic(self, user: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            basic: Some((user.into(), Secret::new(password))),
            ..self
        }
    }

    /// The bearer token.
    #[must_use]
    pub fn bearer(self, token: impl Into<String>) -> Self {
        Self {
            bearer: Some(Secret::new(token)),
            ..self
        }
    }

    /// The API key.
    #[must_use]
    pub fn api_key(self, key: impl Into<String>) -> Self {
        Self {
            api_key: Some(Secret::new(key)),
            ..self
        }
    }

    /// Sends every request to this address instead of the service's own. With `http://` nothing is
    /// encrypted, which is meant for servers on the same machine.
    #[must_use]
    pub fn endpoint(self, url: impl Into<String>) -> Self {
        Self {
            endpoint: Some(url.into()),
            ..self
        }
    }

    /// How long one attempt may take, from connecting to the last byte of the answer.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// How often a request is sent at most; 1 never repeats, 0 counts as 1.
    #[must_use]
    pub fn max_attempts(self, attempts: u32) -> Self {
        Self {
            max_attempts: attempts.max(1),
            ..self
        }
    }

    /// Adds checksums to bodies, and asks for those of answers, only where the caller chose so or the
    /// service wants one in any case. Some servers that speak the protocol of S3 refuse others.
    #[must_use]
    pub fn checksums_where_required(self) -> Self {
        Self {
            checksums_where_required: true,
            ..self
        }
    }

    /// Puts nothing before the host of the endpoint where an operation asks for it, as a server that
    /// stands in for the service seldom has such a host.
    #[must_use]
    pub fn without_host_prefix(self) -> Self {
        Self {
            host_prefix: false,
            ..self
        }
    }

    /// Where time, pauses and chance come from.
    #[must_use]
    pub fn clock(self, clock: impl Clock + 'static) -> Self {
        Self {
            clock: Arc::new(clock),
            ..self
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("region", &self.region)
            .field("credentials", &self.credentials)
            .field("basic", &self.basic)
            .field("bearer", &self.bearer)
            .field("api_key", &self.api_key)
            .field("endpoint", &self.endpoint)
            .field("endpoint_settings", &self.endpoint_settings)
            .field("timeout", &self.timeout)
            .field("max_attempts", &self.max_attempts)
            .finish_non_exhaustive()
    }
}
