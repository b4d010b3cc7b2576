mod body;
#[cfg(feature = "http2")]
mod http2;

use std::error::Error as StdError;
use std::fmt;
use std::pin::pin;
use std::time::Duration;

use http::HeaderValue;
use http::header::CONTENT_LENGTH;
use hyper::body::{Body, Incoming};
use hyper_rustls::builderstates::WantsProtocols1;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::outgoing::{announces_no_body, is_of_body};
use super::{SendOptions, Transport, TransportError, TransportErrorKind, gather};
use crate::stream::ByteStream;
use body::{Arriving, Outgoing, Progress};

/// How long a connection without a request is kept. Load balancers of AWS close theirs after 20 to
/// 60 seconds.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The async transport: hyper over rustls, HTTP/1.1, pooled connections. With the feature `http2` it
/// speaks HTTP/2 where an operation needs it.
///
/// The certificates it trusts are those of the Mozilla root store, compiled in; they cannot be
/// switched off. It must be used inside a tokio runtime with time and I/O enabled. Clones share
/// their connections.
#[derive(Clone)]
pub struct HyperTransport {
    client: HttpClient,
    /// Made when it is first needed.
    #[cfg(feature = "http2")]
    http2: std::sync::Arc<std::sync::OnceLock<HttpClient>>,
}

type HttpClient = Client<HttpsConnector<HttpConnector>, Outgoing>;

impl HyperTransport {
    /// A transport without connections yet.
    ///
    /// # Panics
    ///
    /// Never: ring has the cipher suites that rustls asks for by default.
    pub fn new() -> Self {
        let connector = https().enable_http1().wrap_connector(tcp());
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .build(connector);
        Self {
            client,
            #[cfg(feature = "http2")]
            http2: std::sync::Arc::default(),
        }
    }

    /// An exchange of whole messages.
    async fn exchange(
        &self,
        request: http::Request<Outgoing>,
        timeout: Duration,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        let exchange = async {
            let answer = begin(&self.client, request).await?;
            gather(Ok(answer.map(|body| arriving(body, timeout))), false).await
        };
        match tokio::time::timeout(timeout, exchange).await {
            Ok(result) => result,
            Err(_) => Err(TransportError::new(TransportErrorKind::Timeout)),
        }
    }

    /// An exchange that may take as long as it goes on.
    async fn stream(
        &self,
        request: http::Request<Outgoing>,
        timeout: Duration,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        let progress: Progress = request.body().progress();
        let mut exchange = pin!(begin(&self.client, request));
        loop {
            let before = progress.pieces();
            match tokio::time::timeout(timeout, exchange.as_mut()).await {
                Ok(answer) => return Ok(answer?.map(|body| arriving(body, timeout))),
                Err(_) if progress.pieces() != before => {}
                Err(_) => return Err(TransportError::new(TransportErrorKind::Timeout)),
            }
        }
    }
}

fn tcp() -> HttpConnector {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
    tcp
}

fn https() -> HttpsConnectorBuilder<WantsProtocols1> {
    HttpsConnectorBuilder::new()
        .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
        .expect("ring has cipher suites for TLS 1.2 and 1.3")
        .https_or_http()
}

/// Sends everything and waits for the head of the answer.
async fn begin(
    client: &HttpClient,
    request: http::Request<Outgoing>,
) -> Result<http::Response<Incoming>, TransportError> {
    client.request(request).await.map_err(|error| {
        let kind = if error.is_connect() {
            TransportErrorKind::Connect
        } else if comes_from_body(&error) {
            TransportErrorKind::Body
        } else {
            TransportErrorKind::Interrupted
        };
        TransportError::new(kind).with_source(error)
    })
}

/// Whether the body to send is somewhere behind an error of hyper.
fn comes_from_body(error: &(dyn StdError + 'static)) -> bool {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    causes
        .take(16)
        .filter_map(|cause| cause.downcast_ref())
        .any(is_of_body)
}

fn arriving(body: Incoming, timeout: Duration) -> ByteStream {
    let length = body.size_hint().exact();
    ByteStream::once(Arriving::new(body, timeout), length)
}

impl Default for HyperTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HyperTransport")
    }
}

impl Transport for HyperTransport {
    async fn send(
        &self,
        request: http::Request<ByteStream>,
        options: SendOptions,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        let is_whole = !options.streams && request.body().as_bytes().is_some();
        let mut request = request.map(|body| Outgoing::new(&body));
        if options.http2 {
            #[cfg(feature = "http2")]
            return self.duplex(request, options).await;
            #[cfg(not(feature = "http2"))]
            return Err(TransportError::new(TransportErrorKind::Http2));
        }
        // Without any body hyper would say nothing about it.
        if request.body().is_end_stream() && announces_no_body(request.method()) {
            request
                .headers_mut()
                .insert(CONTENT_LENGTH, HeaderValue::from(0));
        }
        if is_whole {
            return self.exchange(request, options.timeout).await;
        }
        self.stream(request, options.timeout).await
    }
}

#[cfg(all(test, not(feature = "http2")))]
mod tests {
    use super::*;
    use crate::stream::block_on;

    /// The address cannot be reached, so an attempt would be another error.
    #[test]
    fn what_needs_another_version_is_refused_before_it_is_sent() {
        let request = http::Request::get("http://192.0.2.1").body(ByteStream::default());
        let options = SendOptions {
            timeout: Duration::from_secs(1),
            streams: true,
            http2: true,
        };
        let transport = HyperTransport::new();
        let sent = transport.send(request.expect("a request"), options);
        let error = block_on(sent).expect_err("an error");
        assert_eq!(error.kind(), TransportErrorKind::Http2);
    }
}
