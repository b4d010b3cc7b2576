use std::time::Duration;

use bytes::Bytes;
use ureq::{Agent, Error};

use super::{MAX_RESPONSE_BYTES, TransportError, TransportErrorKind};
use crate::blocking::Transport;

/// The blocking transport: ureq over rustls, HTTP/1.1, pooled connections.
///
/// The certificates it trusts are those of the Mozilla root store, compiled in. It needs no async
/// runtime. Proxies named in the environment are not used. Clones share their connections.
#[derive(Clone, Debug)]
pub struct UreqTransport {
    agent: Agent,
}

impl UreqTransport {
    /// A transport without connections yet.
    pub fn new() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(ureq::config::AutoHeaderValue::None)
            .accept(ureq::config::AutoHeaderValue::None)
            .accept_encoding(ureq::config::AutoHeaderValue::None)
            .allow_non_standard_methods(true)
            .build();
        Self {
            agent: Agent::new_with_config(config),
        }
    }
}

impl Default for UreqTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for UreqTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
        timeout: Duration,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let (parts, body) = request.into_parts();
        let response = if body.is_empty() {
            self.run(http::Request::from_parts(parts, ()), timeout)
        } else {
            self.run(http::Request::from_parts(parts, body.to_vec()), timeout)
        };
        let (parts, mut body) = response.map_err(transport_error)?.into_parts();
        let limit = u64::try_from(MAX_RESPONSE_BYTES).unwrap_or(u64::MAX);
        let bytes = body
            .with_config()
            .limit(limit)
            .read_to_vec()
            .map_err(transport_error)?;
        Ok(http::Response::from_parts(parts, bytes.into()))
    }
}

impl UreqTransport {
    fn run<B: ureq::AsSendBody>(
        &self,
        request: http::Request<B>,
        timeout: Duration,
    ) -> Result<http::Response<ureq::Body>, Error> {
        let request = self
            .agent
            .configure_request(request)
            .timeout_global(Some(timeout))
            .build();
        self.agent.run(request)
    }
}

fn transport_error(error: Error) -> TransportError {
    let kind = match &error {
        Error::Timeout(_) => TransportErrorKind::Timeout,
        Error::HostNotFound | Error::ConnectionFailed | Error::Tls(_) | Error::Rustls(_) => {
            TransportErrorKind::Connect
        }
        Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            TransportErrorKind::Connect
        }
        Error::BodyExceedsLimit(_) => TransportErrorKind::TooLarge,
        _ => TransportErrorKind::Interrupted,
    };
    TransportError::new(kind).with_source(error)
}
