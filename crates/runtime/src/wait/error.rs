use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use super::Outcome;
use crate::error::Error;
use crate::operation::Operation;

/// Why waiting for a state ended without it.
pub struct WaitError<O: Operation>(Box<Inner<O>>);

struct Inner<O: Operation> {
    kind: WaitErrorKind,
    waiter: &'static str,
    time: Duration,
    calls: u32,
    last: Outcome<O>,
}

/// The kinds of [`WaitError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitErrorKind {
    /// An answer shows that the state will not come.
    Unreachable,
    /// A call failed for another reason.
    Call,
    /// The state did not come in time.
    TimedOut,
}

impl<O: Operation> WaitError<O> {
    pub(super) fn new(
        kind: WaitErrorKind,
        waiter: &'static str,
        time: Duration,
        calls: u32,
        last: Outcome<O>,
    ) -> Self {
        Self(Box::new(Inner {
            kind,
            waiter,
            time,
            calls,
            last,
        }))
    }

    /// Why, in general.
    pub fn kind(&self) -> WaitErrorKind {
        self.0.kind
    }

    /// How long it took.
    pub fn waited(&self) -> Duration {
        self.0.time
    }

    /// How often the operation was called.
    pub fn calls(&self) -> u32 {
        self.0.calls
    }

    /// The last answer, if the call succeeded: it may say why the state does not come.
    pub fn output(&self) -> Option<&O::Output> {
        self.0.last.as_ref().ok()
    }

    /// The last call's error.
    pub fn error(&self) -> Option<&Error<O::Detail>> {
        self.0.last.as_ref().err()
    }
}

impl<O: Operation> fmt::Display for WaitError<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waiter = self.0.waiter;
        match self.0.kind {
            WaitErrorKind::Unreachable => write!(f, "{waiter} will not be reached")?,
            WaitErrorKind::Call => write!(f, "waiting for {waiter} failed")?,
            WaitErrorKind::TimedOut => write!(f, "{waiter} was not reached in time")?,
        }
        let seconds = self.0.time.as_secs();
        write!(f, " ({seconds} seconds, {} calls)", self.0.calls)?;
        match &self.0.last {
            Ok(_) => Ok(()),
            Err(error) => write!(f, ": {error}"),
        }
    }
}

impl<O: Operation> fmt::Debug for WaitError<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WaitError({:?}: {self})", self.0.kind)
    }
}

impl<O: Operation> StdError for WaitError<O> {}
