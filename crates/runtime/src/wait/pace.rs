use std::time::Duration;

/// How long a waiter goes on whose model states neither calls nor a time, unless the caller says.
const DEFAULT_LIMIT: Duration = Duration::from_secs(10 * 60);

/// When a waiter calls its operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaiterPace {
    delay: Duration,
    max_delay: Duration,
    /// Calls at most.
    calls: Option<u32>,
}

impl WaiterPace {
    /// Every so many seconds, so many times at most.
    pub const fn every(seconds: u32, calls: u32) -> Self {
        let delay = Duration::from_secs(seconds as u64);
        Self {
            delay,
            max_delay: delay,
            calls: Some(calls),
        }
    }

    /// With pauses that double from the first number of seconds to the second, and vary by chance; ten
    /// minutes in all, unless the caller says otherwise.
    pub const fn growing(seconds: u32, max_seconds: u32) -> Self {
        Self {
            delay: Duration::from_secs(seconds as u64),
            max_delay: Duration::from_secs(max_seconds as u64),
            calls: None,
        }
    }

    /// The pause behind a call; `None` if that was the last one.
    ///
    /// `calls` were made in the time `waited`, `jitter` is from 0 up to 1. A limit of time of the caller's replaces
    /// that of calls; the last call is made before the time is over (Smithy 2.0, waiters, "Waiter retries").
    pub(super) fn pause(
        &self,
        calls: u32,
        waited: Duration,
        limit: Option<Duration>,
        jitter: f64,
    ) -> Option<Duration> {
        let pause = self.delay_behind(calls, jitter);
        let limit = match (limit, self.calls) {
            (Some(limit), _) => limit,
            (None, Some(most)) => return (calls < most).then_some(pause),
            (None, None) => DEFAULT_LIMIT,
        };
        let left = limit
            .checked_sub(waited)
            .filter(|left| *left > self.delay)?;
        if left <= pause.saturating_add(self.delay) {
            // One more call while there is time for its answer.
            return Some(left.saturating_sub(self.delay)).filter(|pause| !pause.is_zero());
        }
        Some(pause)
    }

    fn delay_behind(&self, calls: u32, jitter: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(calls.saturating_sub(1));
        let most = self.delay.saturating_mul(doubled).min(self.max_delay);
        let range = most.saturating_sub(self.delay);
        self.delay + range.mul_f64(jitter.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::WaiterPace;
    use std::time::Duration;

    fn seconds(pause: Option<Duration>) -> Option<u64> {
        pause.map(|pause| pause.as_secs())
    }

    #[test]
    fn a_fixed_pace_ends_behind_its_last_call() {
        let pace = WaiterPace::every(5, 3);
        let pause = |calls| seconds(pace.pause(calls, Duration::ZERO, None, 0.7));
        assert_eq!([1, 2, 3].map(pause), [Some(5), Some(5), None]);
    }

    #[test]
    fn a_growing_pace_doubles_up_to_its_greatest_pause() {
        let pace = WaiterPace::growing(2, 20);
        let pause = |calls| seconds(pace.pause(calls, Duration::ZERO, None, 1.0));
        assert_eq!(
            [1, 2, 3, 4, 5, 40, u32::MAX].map(pause),
            [2, 4, 8, 16, 20, 20, 20].map(Some)
        );
        let least = pace.pause(40, Duration::ZERO, None, 0.0);
        assert_eq!(seconds(least), Some(2));
    }

    #[test]
    fn the_last_call_is_made_before_the_time_is_over() {
        let limit = Some(Duration::from_secs(60));
        for (pace, waited, expected) in [
            (WaiterPace::growing(2, 120), 0, Some(32)),
            (WaiterPace::growing(2, 120), 40, Some(18)),
            (WaiterPace::growing(2, 120), 58, None),
            (WaiterPace::growing(2, 120), 80, None),
            (WaiterPace::every(5, 1), 10, Some(5)),
            (WaiterPace::every(5, 1), 55, None),
        ] {
            let pause = pace.pause(5, Duration::from_secs(waited), limit, 1.0);
            assert_eq!(seconds(pause), expected, "{pace:?} after {waited}");
        }
    }
}
