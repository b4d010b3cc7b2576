//! Exchanges whose answer comes in while the request is still sent.

use std::pin::pin;
use std::time::Duration;

use http::Version;
use http::header::HOST;
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::body::Outgoing;
use super::{
    HttpClient, HyperTransport, POOL_IDLE_TIMEOUT, SendOptions, TransportError, TransportErrorKind,
    arriving, begin, https,
};
use crate::stream::ByteStream;

/// How long nothing comes before the other end is asked whether it is there, and how long it may take
/// to answer that.
const PING: Duration = Duration::from_secs(20);

/// A client that speaks nothing else; on unencrypted connections it does so from the first byte.
fn client() -> HttpClient {
    Client::builder(TokioExecutor::new())
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(POOL_IDLE_TIMEOUT)
        .http2_only(true)
        .http2_keep_alive_interval(PING)
        .http2_keep_alive_timeout(PING)
        .build(https().enable_http2().wrap_connector(super::tcp()))
}

impl HyperTransport {
    /// An exchange in which either side may be silent for as long as the connection is there. Only a
    /// service that has got all of the request must answer in time.
    pub(super) async fn duplex(
        &self,
        mut request: http::Request<Outgoing>,
        options: SendOptions,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        // The address has a field of its own in this version.
        request.headers_mut().remove(HOST);
        *request.version_mut() = Version::HTTP_2;
        let progress = request.body().progress();
        let client = self.http2.get_or_init(client);
        let mut exchange = pin!(begin(client, request));
        loop {
            let before = progress.pieces();
            match tokio::time::timeout(options.timeout, exchange.as_mut()).await {
                Ok(answer) => return Ok(answer?.map(|body| arriving(body, Duration::MAX))),
                Err(_) if !progress.is_over() || progress.pieces() != before => {}
                Err(_) => return Err(TransportError::new(TransportErrorKind::Timeout)),
            }
        }
    }
}
