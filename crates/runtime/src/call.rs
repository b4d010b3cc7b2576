//! What happens between an operation and a transport, as a state machine that sends nothing, waits
//! for nothing and is told the time: the async and the blocking client are loops around it.

use std::sync::Arc;
#[cfg(feature = "sigv4a")]
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use http::Method;

use crate::address::{self, Target};
use crate::auth::KeyCache;
#[cfg(feature = "sigv4a")]
use crate::auth::sigv4a::KeyPair;
use crate::checksum;
use crate::clock::UnixTime;
use crate::config::Config;
#[cfg(feature = "sigv4a")]
use crate::credentials::Credentials;
use crate::date_time::{DateTime, DateTimeError, DateTimeFormat};
use crate::endpoint::{BaseUrl, UnusableUrl};
use crate::error::{Error, ErrorKind, Failure};
use crate::operation::{Auth, Operation, Traits};
use crate::request::Request;
use crate::response::Response;
use crate::retry::{self, Attempts, Bucket, Fault, Repeatable};
use crate::seal::Draft;
use crate::service_error::{self, ServiceError};
use crate::stream::ByteStream;
use crate::transport::{SendOptions, TransportError, TransportErrorKind};

/// A clock that is wrong by less than this is not the reason why a signature was refused.
const TOLERATED_SKEW_SECONDS: u64 = 4 * 60;
/// Codes that a wrong clock is behind, or may be behind.
const SKEW_CODES: [&str; 6] = [
    "RequestTimeTooSkewed",
    "RequestExpired",
    "RequestInTheFuture",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "AuthFailure",
];

/// What all calls of a client share.
pub(crate) struct Core {
    pub(crate) config: Config,
    /// The configured endpoint, taken apart once.
    pub(crate) endpoint: Option<Result<BaseUrl, UnusableUrl>>,
    pub(crate) signing_key: KeyCache,
    /// The key pair for signatures for several regions, derived once.
    #[cfg(feature = "sigv4a")]
    key_pair: OnceLock<KeyPair>,
    bucket: Bucket,
    /// What must be added to the local time to get that of the service.
    skew_seconds: AtomicI64,
}

/// One call under way.
pub(crate) struct Call<'a> {
    core: &'a Core,
    operation: &'static str,
    draft: Draft,
    options: SendOptions,
    initial_response: bool,
    traits: Traits,
    attempts: Attempts,
    skew_corrected: bool,
    region_corrected: bool,
}

/// What to do after an attempt.
pub(crate) enum Step {
    /// Wait, then send again.
    Wait(Duration),
    Done(Response),
    Failed(Box<Failure>),
}

impl Core {
    pub(crate) fn new(config: Config) -> Self {
        let endpoint = config.endpoint.as_deref().map(BaseUrl::parse);
        let (signing_key, bucket) = (KeyCache::default(), Bucket::new());
        Self {
            config,
            endpoint,
            signing_key,
            #[cfg(feature = "sigv4a")]
            key_pair: OnceLock::new(),
            bucket,
            skew_seconds: AtomicI64::new(0),
        }
    }

    /// The credentials of a client never change, so there is one pair.
    #[cfg(feature = "sigv4a")]
    pub(crate) fn key_pair(&self, credentials: &Credentials) -> &KeyPair {
        self.key_pair.get_or_init(|| {
            KeyPair::derive(credentials.access_key_id(), credentials.secret_access_key())
        })
    }

    /// The time as the service has it.
    pub(crate) fn now(&self) -> UnixTime {
        let skew = self.skew_seconds.load(Ordering::Relaxed);
        corrected(self.config.clock.now(), skew)
    }

    /// The time as the service has it, for what outlives the call.
    pub(crate) fn clock(&self) -> Box<dyn Fn() -> UnixTime + Send> {
        let clock = Arc::clone(&self.config.clock);
        let skew = self.skew_seconds.load(Ordering::Relaxed);
        Box::new(move || corrected(clock.now(), skew))
    }

    pub(crate) fn begin<O: Operation>(&self, operation: &O) -> Result<Call<'_>, Box<Failure>> {
        let config = operation.client_config();
        let request = operation
            .to_request()
            .map_err(|error| Failure::new(ErrorKind::Input, error.to_string()).source(error));
        let (request, target) = request
            .and_then(|request| Ok((request, address::resolve(self, operation)?)))
            .map_err(|failure| failure.of_operation(O::NAME))?;
        let timeout = config
            .and_then(|config| config.api_timeout)
            .unwrap_or(self.config.timeout);
        let options = SendOptions {
            timeout,
            streams: O::STREAMS,
            http2: O::HTTP2,
        };
        let mut call = self.call((O::NAME, O::AUTH, O::TRAITS), target, request, options);
        call.initial_response = O::INITIAL_RESPONSE;
        Ok(call)
    }

    fn call(
        &self,
        (operation, auth, traits): (&'static str, Auth, Traits),
        target: Target<'_>,
        request: Request,
        options: SendOptions,
    ) -> Call<'_> {
        let repeatable = repeatable(auth, &traits, request.method());
        let attempts = Attempts::new(self.config.max_attempts, repeatable);
        Call {
            core: self,
            operation,
            draft: Draft::new(&self.config, target, auth, request),
            options,
            initial_response: false,
            traits,
            attempts,
            skew_corrected: false,
            region_corrected: false,
        }
    }
}

fn corrected(now: UnixTime, skew_seconds: i64) -> UnixTime {
    let skew = Duration::from_secs(skew_seconds.unsigned_abs());
    if skew_seconds < 0 {
        now.saturating_sub(skew)
    } else {
        now.saturating_add(skew)
    }
}

/// Whether a request may be sent again though the service may have acted on it. AWS repeats all
/// operations (they carry tokens where it matters); of others only the method is known, or the model
/// says so.
fn repeatable(auth: Auth, traits: &Traits, method: &Method) -> Repeatable {
    if auth.signing_service().is_some() || traits.is_idempotent {
        return Repeatable::Yes;
    }
    Repeatable::of_method(method)
}

/// Whether an answer of S3 is an error though its status says success: the service had to begin the
/// answer before it knew (Amazon S3 API Reference, `CopyObject`).
fn hides_error(body: &[u8]) -> bool {
    let body = body.trim_ascii_start();
    let start = match body.strip_prefix(b"<?xml") {
        Some(rest) => {
            let end = rest.windows(2).position(|two| two == b"?>");
            end.map_or(rest, |end| rest[end + 2..].trim_ascii_start())
        }
        None => body,
    };
    let after = start.strip_prefix(b"<Error");
    after.is_some_and(|after| matches!(after.first(), Some(b'>' | b' ' | b'/')))
}

impl Call<'_> {
    pub(crate) fn options(&self) -> SendOptions {
        self.options
    }

    /// Waits for what of a successful answer is read before its events.
    pub(crate) async fn arrived(&self, mut response: Response) -> Response {
        if self.initial_response {
            response.take_initial_message().await;
        }
        response
    }

    /// What is done once, before the first attempt: checksum and hash of the body. It waits for
    /// nothing but a body that is read from a file for this.
    pub(crate) async fn prepare(&mut self) -> Result<(), Box<Failure>> {
        let config = &self.core.config;
        if !self.traits.response_checksums.is_empty() && !config.checksums_where_required {
            self.draft.ask_for_checksum();
        }
        let prepared = self.draft.prepare(config).await;
        prepared.map_err(|failure| self.complete(failure))
    }

    /// The next message to send, signed for now.
    pub(crate) fn request(&mut self) -> Result<http::Request<ByteStream>, Box<Failure>> {
        let request = self
            .draft
            .seal(self.core)
            .map_err(|failure| self.complete(failure))?;
        self.attempts.begin();
        Ok(request)
    }

    /// The request as a URL that works for a while.
    pub(crate) fn presign(&self, expires: Duration) -> Result<String, Box<Failure>> {
        self.draft
            .presign(self.core, expires)
            .map_err(|failure| self.complete(failure))
    }

    /// Takes what the transport brought.
    pub(crate) fn receive(
        &mut self,
        outcome: Result<http::Response<ByteStream>, TransportError>,
    ) -> Step {
        match outcome {
            Ok(response) => self.answered(Response::from_http(response)),
            Err(error) => self.interrupted(error),
        }
    }

    fn answered(&mut self, response: Response) -> Step {
        let is_success = response.is_success();
        let hides_error = is_success && self.draft.is_for_s3() && hides_error(response.body());
        if is_success && !hides_error {
            return self.succeeded(response);
        }
        let error = service_error::read(&response);
        let code = error.code.as_deref();
        let can_repeat = self.core.config.max_attempts > 1 && self.draft.can_be_sent();
        if can_repeat && (self.corrects_skew(&response, code) || self.corrects_region(&response)) {
            return Step::Wait(Duration::ZERO);
        }
        let status = if hides_error { 500 } else { response.status() };
        let fault = retry::classify_for(&self.traits, status, code);
        let asked = pause_asked_for(&response, self.core.now());
        if let Some(pause) = self.pause(fault, asked) {
            return Step::Wait(pause);
        }
        Step::Failed(self.complete(refusal(response, error, fault, asked)))
    }

    /// Takes a successful answer, unless its body is not what was announced.
    fn succeeded(&mut self, mut response: Response) -> Step {
        let algorithms = self.traits.response_checksums;
        let expected = match algorithms {
            [] => None,
            _ => checksum::expected(algorithms, |name| response.header(name)),
        };
        if let Some(expected) = expected {
            if response.is_streamed() {
                response.set_stream(checksum::verify_stream(expected, &response.stream()));
            } else if let Err(error) = checksum::verify_whole(&expected, response.body()) {
                let changed = TransportError::new(TransportErrorKind::Changed);
                return self.interrupted(changed.with_source(error));
            }
        }
        self.attempts.succeeded(&self.core.bucket);
        Step::Done(response)
    }

    fn interrupted(&mut self, error: TransportError) -> Step {
        let (kind, fault) = match error.kind() {
            TransportErrorKind::Connect => (ErrorKind::Transport, Fault::NotSent),
            TransportErrorKind::Timeout => (ErrorKind::Timeout, Fault::Timeout),
            TransportErrorKind::Interrupted | TransportErrorKind::Changed => {
                (ErrorKind::Transport, Fault::Transient)
            }
            TransportErrorKind::TooLarge | TransportErrorKind::Body | TransportErrorKind::Http2 => {
                (ErrorKind::Transport, Fault::Permanent)
            }
        };
        if let Some(pause) = self.pause(fault, None) {
            return Step::Wait(pause);
        }
        let message = format!("{error} ({})", self.draft.address());
        let help = error.help();
        let mut failure = Failure::new(kind, message).source(error);
        failure.help = help;
        failure.is_retryable = fault.is_retryable();
        Step::Failed(self.complete(failure))
    }

    fn pause(&mut self, fault: Fault, asked: Option<Duration>) -> Option<Duration> {
        if !self.draft.can_be_sent() {
            return None;
        }
        let jitter = self.core.config.clock.jitter();
        self.attempts
            .failed(fault, asked, jitter, &self.core.bucket)
    }

    /// Whether the clock was the reason and is corrected now; a call does so once.
    fn corrects_skew(&mut self, response: &Response, code: Option<&str>) -> bool {
        let suspected = code.is_some_and(|code| SKEW_CODES.contains(&code));
        if self.skew_corrected || !suspected {
            return false;
        }
        let date = response.header("date");
        let Some(date) = date.and_then(|date| http_date(date).ok()) else {
            return false;
        };
        let seconds = |time: UnixTime| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        if date.seconds().abs_diff(seconds(self.core.now())) <= TOLERATED_SKEW_SECONDS {
            return false;
        }
        let skew = date
            .seconds()
            .saturating_sub(seconds(self.core.config.clock.now()));
        self.core.skew_seconds.store(skew, Ordering::Relaxed);
        self.skew_corrected = true;
        true
    }

    /// Whether the bucket is in another region, which the next attempt goes to; a call does so once.
    fn corrects_region(&mut self, response: &Response) -> bool {
        let is_hint = matches!(response.status(), 301 | 307 | 400);
        if !is_hint || self.region_corrected || !self.draft.is_for_s3() {
            return false;
        }
        let region = response.header("x-amz-bucket-region");
        self.region_corrected = region.is_some_and(|region| self.draft.move_to(self.core, region));
        self.region_corrected
    }

    /// Reads a successful answer.
    pub(crate) fn finish<O: Operation>(
        &self,
        result: Result<Response, Box<Failure>>,
    ) -> Result<O::Output, Error<O::Detail>> {
        let response = result.map_err(|failure| {
            let detail = failure.response.as_ref().and_then(O::detail);
            Error::new(failure, detail)
        })?;
        O::from_response(&response).map_err(|error| {
            let message = format!("the answer has another form than expected: {error}");
            let failure = about_answer(Failure::new(ErrorKind::Decode, message), response);
            Error::new(self.complete(failure.source(error)), None)
        })
    }

    /// Adds what only the call knows.
    fn complete(&self, mut failure: Box<Failure>) -> Box<Failure> {
        failure.attempts = self.attempts.sent();
        failure.of_operation(self.operation)
    }
}

fn refusal(
    response: Response,
    error: ServiceError,
    fault: Fault,
    retry_after: Option<Duration>,
) -> Box<Failure> {
    let status = response.status();
    let reason = || {
        let status = http::StatusCode::from_u16(status).ok();
        status
            .and_then(|status| status.canonical_reason())
            .unwrap_or("no reason given")
    };
    let message = match error.message {
        Some(message) => message,
        None if error.code.is_some() => String::new(),
        None => reason().to_owned(),
    };
    let query_code = service_error::query_code(&response);
    let mut failure = about_answer(Failure::new(ErrorKind::Service, message), response);
    failure.help = help(status, error.code.as_deref());
    failure.is_retryable = fault.is_retryable();
    failure.retry_after = retry_after;
    failure.request_id = error.request_id;
    failure.code = query_code.or(error.code);
    failure
}

fn about_answer(mut failure: Box<Failure>, response: Response) -> Box<Failure> {
    failure.status = Some(response.status());
    failure.request_id = service_error::request_id(&response).map(str::to_owned);
    failure.response = Some(response);
    failure
}

fn help(status: u16, code: Option<&str>) -> Option<&'static str> {
    match (status, code) {
        (_, Some("SignatureDoesNotMatch" | "InvalidSignatureException")) => {
            Some("check the secret access key")
        }
        (
            _,
            Some("InvalidClientTokenId" | "UnrecognizedClientException" | "InvalidAccessKeyId"),
        ) => Some("check the access key id, and the session token if there is one"),
        (_, Some("ExpiredToken" | "ExpiredTokenException" | "RequestExpired")) => {
            Some("get new temporary credentials")
        }
        (_, Some("RequestTimeTooSkewed")) => Some("set the clock of this computer"),
        (300..=399, _) => {
            Some("set the endpoint to the address that answers, as redirects are not followed")
        }
        (401, _) => Some("check the credentials"),
        _ => None,
    }
}

/// `x-amz-retry-after` counts milliseconds, `retry-after` seconds, or names a time (RFC 9110,
/// section 10.2.3).
fn pause_asked_for(response: &Response, now: UnixTime) -> Option<Duration> {
    if let Some(text) = response.header("x-amz-retry-after") {
        return text.trim().parse().ok().map(Duration::from_millis);
    }
    let text = response.header("retry-after")?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = http_date(text).ok()?;
    let until = Duration::from_secs(u64::try_from(until.seconds()).ok()?);
    Some(until.saturating_sub(now))
}

fn http_date(text: &str) -> Result<DateTime, DateTimeError> {
    DateTime::parse(text, DateTimeFormat::HttpDate)
}
