//! Standard retry mode (AWS SDKs and Tools Reference Guide, "Retry behavior"), as a function of what
//! happened: it neither waits nor asks for the time.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::Method;

use crate::operation::Traits;

/// What the bucket holds at first and at most.
const CAPACITY: u32 = 500;
const COST: u32 = 5;
const TIMEOUT_COST: u32 = 10;
/// What an answer at the first attempt gives back.
const REWARD: u32 = 1;
const MAX_PAUSE: Duration = Duration::from_secs(20);

const THROTTLING_CODES: [&str; 14] = [
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "RequestThrottled",
    "SlowDown",
    "PriorRequestNotComplete",
    "EC2ThrottledException",
];
const TRANSIENT_CODES: [&str; 2] = ["RequestTimeout", "RequestTimeoutException"];

/// Why an attempt might be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The same request would fail again.
    Permanent,
    /// The request did not reach the service.
    NotSent,
    /// The service may or may not have acted on the request.
    Transient,
    /// As `Transient`, and it took long.
    Timeout,
    /// The service did not act, for a reason that passes.
    Refused,
    /// The service refused to act for now, as there were too many requests.
    Throttled,
}

/// Whether doing the same twice is known to do no harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeatable {
    Yes,
    OnlyIfNotDone,
}

impl Repeatable {
    /// Methods that HTTP calls idempotent (RFC 9110, section 9.2.2).
    pub(crate) fn of_method(method: &Method) -> Self {
        if method.is_idempotent() {
            Self::Yes
        } else {
            Self::OnlyIfNotDone
        }
    }
}

/// What the operation's model says about the code comes before what all services mean by it.
pub(crate) fn classify_for(traits: &Traits, status: u16, code: Option<&str>) -> Fault {
    match code {
        Some(code) if traits.throttling.contains(&code) => Fault::Throttled,
        Some(code) if traits.retryable.contains(&code) => Fault::Refused,
        _ => classify(status, code),
    }
}

pub(crate) fn classify(status: u16, code: Option<&str>) -> Fault {
    match (status, code) {
        (_, Some(code)) if THROTTLING_CODES.contains(&code) => Fault::Throttled,
        (_, Some(code)) if TRANSIENT_CODES.contains(&code) => Fault::Transient,
        (429, _) => Fault::Throttled,
        (500 | 502 | 503 | 504, _) => Fault::Transient,
        _ => Fault::Permanent,
    }
}

impl Fault {
    /// Whether the same call may succeed later.
    pub(crate) fn is_retryable(self) -> bool {
        self != Self::Permanent
    }

    fn allows_repeat(self, repeatable: Repeatable) -> bool {
        match self {
            Self::Permanent => false,
            Self::NotSent | Self::Refused | Self::Throttled => true,
            Self::Transient | Self::Timeout => repeatable == Repeatable::Yes,
        }
    }

    fn cost(self) -> u32 {
        if self == Self::Timeout {
            TIMEOUT_COST
        } else {
            COST
        }
    }
}

/// The budget that all calls of a client share, so that a service in trouble is not hit harder.
#[derive(Debug)]
pub(crate) struct Bucket(AtomicU32);

impl Bucket {
    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(CAPACITY))
    }

    fn take(&self, cost: u32) -> bool {
        let take = |tokens: u32| tokens.checked_sub(cost);
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
            .is_ok()
    }

    fn give(&self, tokens: u32) {
        let give = |held: u32| Some((held + tokens).min(CAPACITY));
        let _ = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
    }
}

/// What happened to one call so far.
#[derive(Debug)]
pub(crate) struct Attempts {
    sent: u32,
    max: u32,
    repeatable: Repeatable,
    /// Taken from the bucket for the attempt under way.
    paid: u32,
}

impl Attempts {
    pub(crate) fn new(max: u32, repeatable: Repeatable) -> Self {
        Self {
            sent: 0,
            max,
            repeatable,
            paid: 0,
        }
    }

    pub(crate) fn sent(&self) -> u32 {
        self.sent
    }

    pub(crate) fn begin(&mut self) {
        self.sent += 1;
    }

    pub(crate) fn succeeded(&mut self, bucket: &Bucket) {
        bucket.give(if self.paid > 0 { self.paid } else { REWARD });
    }

    /// How long to wait before the next attempt, or `None` to give up.
    ///
    /// `asked` is what the service asked for. A longer pause than a caller would wait for is left to
    /// the caller. `jitter` lies in 0 to 1.
    pub(crate) fn failed(
        &mut self,
        fault: Fault,
        asked: Option<Duration>,
        jitter: f64,
        bucket: &Bucket,
    ) -> Option<Duration> {
        let allowed = self.sent < self.max && fault.allows_repeat(self.repeatable);
        if !allowed || asked.is_some_and(|asked| asked > MAX_PAUSE) || !bucket.take(fault.cost()) {
            return None;
        }
        self.paid = fault.cost();
        Some(pause(self.sent, jitter).max(asked.unwrap_or_default()))
    }
}

/// Full jitter on 1, 2, 4, … seconds.
fn pause(sent: u32, jitter: f64) -> Duration {
    let seconds = 1_u64 << sent.saturating_sub(1).min(5);
    let jitter = if (0.0..=1.0).contains(&jitter) {
        jitter
    } else {
        1.0
    };
    Duration::from_secs(seconds).min(MAX_PAUSE).mul_f64(jitter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_limit() {
        let seconds: Vec<u64> = (1..8).map(|sent| pause(sent, 1.0).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 20, 20]);
        assert_eq!(pause(3, 0.25), Duration::from_secs(1));
        assert_eq!(pause(u32::MAX, f64::NAN), MAX_PAUSE);
    }

    #[test]
    fn a_call_is_sent_three_times_and_then_fails() {
        let bucket = Bucket::new();
        let mut attempts = Attempts::new(3, Repeatable::Yes);
        let mut pauses = Vec::new();
        loop {
            attempts.begin();
            match attempts.failed(Fault::Transient, None, 1.0, &bucket) {
                Some(pause) => pauses.push(pause.as_secs()),
                None => break,
            }
        }
        assert_eq!((attempts.sent(), pauses), (3, vec![1, 2]));
    }

    #[test]
    fn an_empty_bucket_stops_repeating_and_success_refills_it() {
        let bucket = Bucket::new();
        let fail = |fault| {
            let mut attempts = Attempts::new(3, Repeatable::Yes);
            attempts.begin();
            (
                attempts.failed(fault, None, 0.0, &bucket).is_some(),
                attempts,
            )
        };
        assert!((0..50).all(|_| fail(Fault::Timeout).0));
        assert!(!fail(Fault::Transient).0);
        let mut fresh = Attempts::new(3, Repeatable::Yes);
        (0..5).for_each(|_| fresh.succeeded(&bucket));
        let (repeated, mut attempts) = fail(Fault::Transient);
        assert!(repeated && !fail(Fault::Transient).0);
        attempts.succeeded(&bucket);
        assert!(fail(Fault::Transient).0);
    }

    #[test]
    fn the_service_decides_on_the_pause_within_reason() {
        let bucket = Bucket::new();
        let mut attempts = Attempts::new(3, Repeatable::Yes);
        attempts.begin();
        let mut asked = |seconds| {
            let asked = Some(Duration::from_secs(seconds));
            attempts.failed(Fault::Throttled, asked, 0.5, &bucket)
        };
        assert_eq!(asked(7), Some(Duration::from_secs(7)));
        assert_eq!(asked(0), Some(Duration::from_millis(500)));
        assert_eq!(asked(3600), None);
    }

    #[test]
    fn what_may_have_been_done_is_not_done_twice() {
        for (fault, repeatable, repeats) in [
            (Fault::Permanent, Repeatable::Yes, false),
            (Fault::Transient, Repeatable::Yes, true),
            (Fault::Timeout, Repeatable::Yes, true),
            (Fault::Transient, Repeatable::OnlyIfNotDone, false),
            (Fault::Timeout, Repeatable::OnlyIfNotDone, false),
            (Fault::NotSent, Repeatable::OnlyIfNotDone, true),
            (Fault::Throttled, Repeatable::OnlyIfNotDone, true),
        ] {
            assert_eq!(
                fault.allows_repeat(repeatable),
                repeats,
                "{fault:?} {repeatable:?}"
            );
        }
    }

    #[test]
    fn answers_are_classified_by_code_first() {
        let traits = Traits {
            retryable: &["NotYet"],
            throttling: &["TooFast"],
            ..Traits::NONE
        };
        for (status, code, fault) in [
            (400, Some("ThrottlingException"), Fault::Throttled),
            (503, Some("SlowDown"), Fault::Throttled),
            (400, Some("RequestTimeout"), Fault::Transient),
            (429, None, Fault::Throttled),
            (500, Some("InternalError"), Fault::Transient),
            (501, None, Fault::Permanent),
            (403, Some("AccessDenied"), Fault::Permanent),
            (409, Some("NotYet"), Fault::Refused),
            (400, Some("TooFast"), Fault::Throttled),
        ] {
            assert_eq!(
                classify_for(&traits, status, code),
                fault,
                "{status} {code:?}"
            );
        }
    }
}
