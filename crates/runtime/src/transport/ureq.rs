use std::io;
use std::time::Duration;

use http::HeaderValue;
use http::header::CONTENT_LENGTH;
use ureq::{Agent, Error, SendBody};

use super::outgoing::{BodyError, announces_no_body, is_of_body};
use super::{MAX_RESPONSE_BYTES, SendOptions, TransportError, TransportErrorKind};
use crate::blocking::Transport;
use crate::stream::ByteStream;

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
        request: http::Request<ByteStream>,
        options: SendOptions,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        if options.http2 {
            return Err(TransportError::new(TransportErrorKind::Http2));
        }
        let is_whole = !options.streams && request.body().as_bytes().is_some();
        let timeouts = if is_whole {
            Timeouts::Whole(options.timeout)
        } else {
            Timeouts::Silence(options.timeout)
        };
        let response = self.send_body(request, timeouts).map_err(transport_error)?;
        if options.streams && response.status().is_success() {
            return Ok(response.map(arriving));
        }
        let (parts, mut body) = response.into_parts();
        let limit = u64::try_from(MAX_RESPONSE_BYTES).unwrap_or(u64::MAX);
        let bytes = body
            .with_config()
            .limit(limit)
            .read_to_vec()
            .map_err(transport_error)?;
        Ok(http::Response::from_parts(parts, bytes.into()))
    }
}

/// What the time that was given is for.
#[derive(Clone, Copy)]
enum Timeouts {
    /// All of the exchange.
    Whole(Duration),
    /// Each time that nothing happens.
    Silence(Duration),
}

impl UreqTransport {
    fn send_body(
        &self,
        request: http::Request<ByteStream>,
        timeouts: Timeouts,
    ) -> Result<http::Response<ureq::Body>, Error> {
        let (mut parts, body) = request.into_parts();
        if let Some(bytes) = body.as_bytes() {
            // Without any body ureq would send one in chunks, of none.
            if bytes.is_empty() && !announces_no_body(&parts.method) {
                return self.run(http::Request::from_parts(parts, ()), timeouts);
            }
            let request = http::Request::from_parts(parts, bytes.as_ref());
            return self.run(request, timeouts);
        }
        if let Some(length) = body.length() {
            parts
                .headers
                .insert(CONTENT_LENGTH, HeaderValue::from(length));
        }
        let reader = BodyReader(body.clone().into_reader());
        let body = SendBody::from_owned_reader(reader);
        self.run(http::Request::from_parts(parts, body), timeouts)
    }

    fn run<B: ureq::AsSendBody>(
        &self,
        request: http::Request<B>,
        timeouts: Timeouts,
    ) -> Result<http::Response<ureq::Body>, Error> {
        let config = self.agent.configure_request(request);
        let request = match timeouts {
            Timeouts::Whole(timeout) => config.timeout_global(Some(timeout)).build(),
            Timeouts::Silence(timeout) => config
                .timeout_resolve(Some(timeout))
                .timeout_connect(Some(timeout))
                .timeout_recv_response(Some(timeout))
                .timeout_per_read(Some(timeout))
                .timeout_per_write(Some(timeout))
                .build(),
        };
        self.agent.run(request)
    }
}

/// Marks the errors of the body to send.
struct BodyReader<R>(R);

impl<R: io::Read> io::Read for BodyReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.read(out).map_err(|error| {
            let kind = error.kind();
            io::Error::new(kind, BodyError(error))
        })
    }
}

/// Gives the error of a timeout the kind of one.
struct ArrivingReader<R>(R);

impl<R: io::Read> io::Read for ArrivingReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.read(out).map_err(|error| {
            let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
            match cause {
                Some(Error::Timeout(_)) => io::Error::new(io::ErrorKind::TimedOut, error),
                _ => error,
            }
        })
    }
}

fn arriving(body: ureq::Body) -> ByteStream {
    let length = body.content_length();
    ByteStream::from_reader(ArrivingReader(body.into_reader()), length)
}

fn transport_error(error: Error) -> TransportError {
    let kind = match &error {
        Error::Io(error) if is_of_body(error) => TransportErrorKind::Body,
        Error::Timeout(_) => TransportErrorKind::Timeout,
        Error::HostNotFound | Error::ConnectionFailed | Error::Tls(_) | Error::Rustls(_) => {
            TransportErrorKind::Connect
        }
        Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            TransportErrorKind::Connect
        }
        Error::BodyExceedsLimit(_) => TransportErrorKind::TooLarge,
        _ => TransportErrorKind::Interrupted,
    };
    TransportError::new(kind).with_source(error)
}
