use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::Pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A time as it passed since 1970-01-01T00:00:00Z.
pub type UnixTime = Duration;

/// Where a client gets the time, its pauses and its chance from.
///
/// The default is the system's. A test gives one of its own and needs no real time at all.
pub trait Clock: Send + Sync {
    /// The time since 1970.
    fn now(&self) -> UnixTime;

    /// A number from 0 up to and without 1, by chance: pauses of many clients must not coincide.
    fn jitter(&self) -> f64;

    /// Waits without blocking the thread.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;

    /// Waits, for the blocking client.
    fn sleep_blocking(&self, duration: Duration);
}

/// The system's clock; pauses are tokio's.
///
/// Without the feature `hyper` there is no timer: `sleep` then blocks the thread, so an async client
/// on a transport of one's own should be given a clock of one's own too.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UnixTime {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
    }

    fn jitter(&self) -> f64 {
        // Each `RandomState` has keys of its own: enough chance to spread pauses, not for secrets.
        let random = RandomState::new().build_hasher().finish();
        let bits = u32::try_from(random >> 32).unwrap_or(0);
        f64::from(bits) / (f64::from(u32::MAX) + 1.0)
    }

    #[cfg(feature = "hyper")]
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }

    #[cfg(not(feature = "hyper"))]
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async move { SystemClock.sleep_blocking(duration) })
    }

    fn sleep_blocking(&self, duration: Duration) {
        std::thread::sleep(duration);
    }
}
