//! Waiters: calls that are repeated until a resource has a state.
//!
//! Source: Smithy 2.0, "Waiters".

use connector_model::service::{ErrorResponse, Waiter, WaiterAcceptor, WaiterMatcher, WaiterState};

use super::model::Traits;
use super::value::{Read, Value};

/// Seconds between two calls, least and most, where a waiter does not say them.
const DELAYS: (u32, u32) = (2, 120);

/// The waiters of an operation.
///
/// A waiter with a condition about input and output together is left out: without the condition it could wait for the
/// wrong thing.
pub(super) fn waiters(traits: &Traits<'_>, errors: &[ErrorResponse]) -> Read<Vec<Waiter>> {
    let Some(stated) = traits.get("smithy.waiters#waitable") else {
        return Ok(Vec::new());
    };
    let mut waiters = Vec::new();
    for (name, stated) in stated.entries()? {
        let mut acceptors = Vec::new();
        let conditions = stated.needed("acceptors")?.items()?;
        let number = conditions.len();
        for condition in conditions {
            acceptors.extend(acceptor(condition, errors)?);
        }
        if acceptors.len() < number {
            continue;
        }
        let delay = |name: &str| stated.get(name).map(Value::count).transpose();
        waiters.push(Waiter {
            name,
            documentation: stated.text_of("documentation")?,
            delay: delay("minDelay")?.unwrap_or(DELAYS.0),
            max_delay: Some(delay("maxDelay")?.unwrap_or(DELAYS.1)),
            max_attempts: None,
            acceptors,
        });
    }
    Ok(waiters)
}

/// A condition; `None` if it is about input and output together.
fn acceptor(stated: Value<'_>, errors: &[ErrorResponse]) -> Read<Option<WaiterAcceptor>> {
    let state = stated.needed("state")?;
    let state = match state.text()?.as_str() {
        "success" => WaiterState::Success,
        "failure" => WaiterState::Failure,
        "retry" => WaiterState::Retry,
        other => return Err(state.fault(format!("`{other}` is no state of a waiter"))),
    };
    let matcher = stated.needed("matcher")?.object()?;
    let matcher = if let Some(output) = matcher.get("output") {
        output_matcher(output)?
    } else if let Some(success) = matcher.get("success") {
        WaiterMatcher::Success(success.boolean()?)
    } else if let Some(error) = matcher.get("errorType") {
        WaiterMatcher::Error(code(&error.text()?, errors))
    } else if matcher.get("inputOutput").is_some() {
        return Ok(None);
    } else {
        return Err(matcher.fault("the condition of a waiter is of an unknown kind"));
    };
    Ok(Some(WaiterAcceptor { state, matcher }))
}

fn output_matcher(stated: Value<'_>) -> Read<WaiterMatcher> {
    let path = stated.needed("path")?.text()?;
    let expected = stated.needed("expected")?.text()?;
    let text = || crate::json::quote(&expected);
    let comparator = stated.needed("comparator")?;
    Ok(match comparator.text()?.as_str() {
        "stringEquals" => WaiterMatcher::Path(path, text()),
        "booleanEquals" if matches!(expected.as_str(), "true" | "false") => {
            WaiterMatcher::Path(path, expected)
        }
        "allStringEquals" => WaiterMatcher::PathAll(path, text()),
        "anyStringEquals" => WaiterMatcher::PathAny(path, text()),
        other => {
            let message = format!("`{other}` with `{expected}` is no comparison of a waiter");
            return Err(comparator.fault(message));
        }
    })
}

/// Code on the wire of an error that a waiter names by its shape.
fn code(named: &str, errors: &[ErrorResponse]) -> String {
    let name = named.rsplit_once('#').map_or(named, |(_, name)| name);
    let modelled = errors.iter().find(|error| error.shape.0 == name);
    let code = modelled.and_then(|error| error.code.as_deref());
    code.unwrap_or(name).to_owned()
}
