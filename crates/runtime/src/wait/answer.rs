use super::Outcome;
use crate::error::Error;
use crate::operation::Operation;

/// What an answer means for a state that is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaiterState {
    /// The state is there.
    Success,
    /// It will not come.
    Failure,
    /// Not yet.
    Retry,
}

/// An answer that a [`Waiter`](crate::Waiter) judges: each method is a condition and what it means. The first
/// that holds decides, those behind it are not looked at.
#[derive(Debug)]
pub struct WaiterAnswer<'a, O: Operation> {
    output: Option<&'a O::Output>,
    error: Option<&'a Error<O::Detail>>,
    state: Option<WaiterState>,
}

impl<'a, O: Operation> WaiterAnswer<'a, O> {
    pub(super) fn new(outcome: &'a Outcome<O>) -> Self {
        Self {
            output: outcome.as_ref().ok(),
            error: outcome.as_ref().err(),
            state: None,
        }
    }

    /// What the answer means; `None` if no condition held.
    #[must_use]
    pub fn state(&self) -> Option<WaiterState> {
        self.state
    }

    fn decide(&mut self, state: WaiterState, holds: impl FnOnce(&Self) -> bool) {
        if self.state.is_none() && holds(self) {
            self.state = Some(state);
        }
    }

    /// The call succeeded.
    pub fn success(&mut self, state: WaiterState) {
        self.decide(state, |answer| answer.output.is_some());
    }

    /// The service refused the call or failed.
    pub fn failure(&mut self, state: WaiterState) {
        self.decide(state, |answer| {
            answer.error.is_some_and(|error| error.status().is_some())
        });
    }

    /// The service's error has this code.
    pub fn error(&mut self, state: WaiterState, code: &str) {
        self.decide(state, |answer| {
            answer.error.and_then(Error::code) == Some(code)
        });
    }

    /// The service refused the call with this status.
    pub fn status(&mut self, state: WaiterState, status: u16) {
        self.decide(state, |answer| {
            answer.error.and_then(Error::status) == Some(status)
        });
    }

    /// Something is true of the output.
    pub fn holds(&mut self, state: WaiterState, condition: fn(&O::Output) -> bool) {
        self.decide(state, |answer| answer.output.is_some_and(condition));
    }

    /// A value of the output is this one.
    pub fn is<T: AsRef<str> + 'a>(
        &mut self,
        state: WaiterState,
        expected: &str,
        value: fn(&'a O::Output) -> Option<&'a T>,
    ) {
        self.decide(state, |answer| {
            let value = answer.output.and_then(value);
            value.is_some_and(|value| value.as_ref() == expected)
        });
    }

    /// There are values, and each is this one.
    pub fn all<T: AsRef<str> + 'a, I: Iterator<Item = &'a T>>(
        &mut self,
        state: WaiterState,
        expected: &str,
        values: fn(&'a O::Output) -> I,
    ) {
        self.decide(state, |answer| {
            let mut values = answer.output.map(values).into_iter().flatten().peekable();
            values.peek().is_some() && values.all(|value| value.as_ref() == expected)
        });
    }

    /// One of the values is this one.
    pub fn any<T: AsRef<str> + 'a, I: Iterator<Item = &'a T>>(
        &mut self,
        state: WaiterState,
        expected: &str,
        values: fn(&'a O::Output) -> I,
    ) {
        self.decide(state, |answer| {
            let mut values = answer.output.map(values).into_iter().flatten();
            values.any(|value| value.as_ref() == expected)
        });
    }
}
