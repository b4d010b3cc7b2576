use std::fmt;

use crate::clock::UnixTime;
use crate::secret::Secret;

/// An access key of AWS: static, or temporary with a session token.
///
/// `Debug` shows the access key id alone. The secret parts are overwritten in memory when the last
/// copy is dropped.
#[derive(Clone)]
pub struct Credentials {
    access_key_id: String,
    secret_access_key: Secret,
    session_token: Option<Secret>,
    expires_at: Option<UnixTime>,
}

impl Credentials {
    /// Static credentials.
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            secret_access_key: Secret::new(secret_access_key),
            session_token: None,
            expires_at: None,
        }
    }

    /// Temporary credentials, as a token service gives them.
    pub fn temporary(
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
        session_token: impl Into<String>,
    ) -> Self {
        let session_token = Some(Secret::new(session_token));
        Self {
            session_token,
            ..Self::new(access_key_id, secret_access_key)
        }
    }

    /// The same credentials with the time from which on they are not valid. A call after that fails
    /// before anything is sent.
    #[must_use]
    pub fn expires_at(self, time: UnixTime) -> Self {
        Self {
            expires_at: Some(time),
            ..self
        }
    }

    /// The part of the key that is not secret.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    pub(crate) fn with_session_token(self, token: impl Into<String>) -> Self {
        Self {
            session_token: Some(Secret::new(token)),
            ..self
        }
    }

    pub(crate) fn secret_access_key(&self) -> &str {
        self.secret_access_key.expose()
    }

    pub(crate) fn session_token(&self) -> Option<&str> {
        self.session_token.as_ref().map(Secret::expose)
    }

    pub(crate) fn is_expired(&self, now: impl Fn() -> UnixTime) -> bool {
        self.expires_at
            .is_some_and(|expires_at| expires_at <= now())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .field("secret_access_key", &self.secret_access_key)
            .field("session_token", &self.session_token)
            .field("expires_at", &self.expires_at)
            .finish()
    }
}
