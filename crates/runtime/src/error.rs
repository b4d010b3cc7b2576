use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::response::Response;

/// Why a call failed.
///
/// One type for everything that can go wrong, so that `?` is enough; [`kind`](Self::kind) tells the
/// cases apart, the other accessors give what the service said. It is one pointer wide and prints on
/// one line. Credentials are never in it.
///
/// `D` is what the service's model says about its errors, [`NoDetail`] where there is no model.
pub struct Error<D = NoDetail>(Box<Inner<D>>);

struct Inner<D> {
    failure: Box<Failure>,
    detail: Option<D>,
}

/// What is known about a failed call, apart from modelled details; the client fills it in as it
/// learns more.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) operation: &'static str,
    pub(crate) message: String,
    pub(crate) help: Option<&'static str>,
    pub(crate) code: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) attempts: u32,
    pub(crate) is_retryable: bool,
    pub(crate) retry_after: Option<Duration>,
    /// The answer that modelled details are read from.
    pub(crate) response: Option<Response>,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kinds of [`Error`], in the order in which a call can meet them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request cannot be made of what it was given; nothing was sent.
    Input,
    /// Credentials are missing, expired or unusable; nothing was sent.
    Credentials,
    /// There is no usable address to send to; nothing was sent.
    Endpoint,
    /// No whole answer came back.
    Transport,
    /// No answer came back in time.
    Timeout,
    /// The service refused the request or failed.
    Service,
    /// The service answered in a form that was not expected.
    Decode,
}

/// Stands for the details of an error where no model describes any; it has no values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDetail {}

impl<D> Error<D> {
    /// What went wrong, in general.
    pub fn kind(&self) -> ErrorKind {
        self.0.failure.kind
    }

    /// The service's code for it (`ThrottlingException`), without its namespace.
    pub fn code(&self) -> Option<&str> {
        self.0.failure.code.as_deref()
    }

    /// What the service said about it, or what the client says where nothing was sent.
    pub fn message(&self) -> &str {
        &self.0.failure.message
    }

    /// The service's number of the request; its support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.0.failure.request_id.as_deref()
    }

    /// The HTTP status code, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.0.failure.status
    }

    /// Whether the same call may succeed later. The client has tried again already.
    pub fn is_retryable(&self) -> bool {
        self.0.failure.is_retryable
    }

    /// How long the service asked to wait before the next call.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.failure.retry_after
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.0.failure.attempts
    }

    /// What the model says about this error, if it is a modelled one.
    pub fn detail(&self) -> Option<&D> {
        self.0.detail.as_ref()
    }

    /// The same as [`detail`](Self::detail), taken out of the error.
    pub fn into_detail(self) -> Option<D> {
        self.0.detail
    }

    /// The body of the answer, as it came; empty where there was none.
    pub fn body(&self) -> &[u8] {
        self.0
            .failure
            .response
            .as_ref()
            .map_or(&[], |response| response.body())
    }

    /// The name of the operation that was called.
    pub fn operation(&self) -> &'static str {
        self.0.failure.operation
    }

    pub(crate) fn new(failure: Box<Failure>, detail: Option<D>) -> Self {
        Self(Box::new(Inner { failure, detail }))
    }
}

impl Failure {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Box<Self> {
        Box::new(Self {
            kind,
            operation: "",
            message: message.into(),
            help: None,
            code: None,
            request_id: None,
            status: None,
            attempts: 0,
            is_retryable: false,
            retry_after: None,
            response: None,
            source: None,
        })
    }

    pub(crate) fn of_operation(mut self: Box<Self>, name: &'static str) -> Box<Self> {
        self.operation = name;
        self
    }

    pub(crate) fn help(mut self: Box<Self>, help: &'static str) -> Box<Self> {
        self.help = Some(help);
        self
    }

    pub(crate) fn source(
        mut self: Box<Self>,
        source: impl StdError + Send + Sync + 'static,
    ) -> Box<Self> {
        self.source = Some(Box::new(source));
        self
    }

    /// What is known about the answer, in the parentheses behind the message.
    fn facts(&self) -> Vec<String> {
        let mut facts = Vec::new();
        facts.extend(self.status.map(|status| format!("HTTP {status}")));
        facts.extend(
            self.request_id
                .as_ref()
                .map(|id| format!("request id {}", OneLine(id))),
        );
        if self.attempts > 1 {
            facts.push(format!("{} attempts", self.attempts));
        }
        if self.attempts > 0 {
            facts.push(
                if self.is_retryable {
                    "retryable"
                } else {
                    "not retryable"
                }
                .to_owned(),
            );
        }
        facts
    }
}

impl<D> fmt::Display for Error<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failure = &self.0.failure;
        write!(f, "{} failed: ", failure.operation)?;
        // A status in the place of a code is among the facts below.
        let status = failure.status.map(|status| status.to_string());
        let code = failure
            .code
            .as_ref()
            .filter(|&code| Some(code) != status.as_ref());
        if let Some(code) = code {
            write!(f, "{}", OneLine(code))?;
        }
        if code.is_some() && !failure.message.is_empty() {
            f.write_str(": ")?;
        }
        write!(f, "{}", OneLine(&failure.message))?;
        let facts = failure.facts();
        if !facts.is_empty() {
            write!(f, " ({})", facts.join(", "))?;
        }
        match failure.help {
            Some(help) => write!(f, "; help: {help}"),
            None => Ok(()),
        }
    }
}

impl<D> fmt::Debug for Error<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:?}: {self})", self.0.failure.kind)
    }
}

impl<D> StdError for Error<D> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .failure
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}

/// Text of a service on one line and of bounded length, without what steers a terminal or turns the
/// direction of writing.
pub(crate) struct OneLine<'a>(pub(crate) &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MAX_CHARACTERS: usize = 1000;
        let mut characters = self.0.chars();
        for character in characters.by_ref().take(MAX_CHARACTERS) {
            let shown = match character {
                '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}' => ' ',
                control if control.is_control() => ' ',
                other => other,
            };
            write!(f, "{shown}")?;
        }
        if characters.next().is_some() {
            f.write_str("…")?;
        }
        Ok(())
    }
}

/// A value that cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    member: String,
    reason: &'static str,
}

impl InputError {
    /// An error about one member; `reason` continues a sentence that starts with its name.
    pub fn new(member: impl Into<String>, reason: &'static str) -> Self {
        Self {
            member: member.into(),
            reason,
        }
    }

    /// A required member that has no value.
    pub fn missing(member: impl Into<String>) -> Self {
        Self::new(member, "is required, but has no value")
    }

    /// The member, as the service names it.
    pub fn member(&self) -> &str {
        &self.member
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", OneLine(&self.member), self.reason)
    }
}

impl StdError for InputError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_all_it_knows_on_one_line() {
        let mut failure = Failure::new(ErrorKind::Service, "first\nsecond\u{1b}[31m\u{202e}");
        failure.operation = "DescribeVoices";
        failure.code = Some("SignatureDoesNotMatch".to_owned());
        failure.status = Some(403);
        failure.request_id = Some("1-2".to_owned());
        failure.attempts = 1;
        let error = Error::<NoDetail>::new(failure.help("check the secret access key"), None);
        assert_eq!(
            error.to_string(),
            "DescribeVoices failed: SignatureDoesNotMatch: first second [31m  (HTTP 403, request \
             id 1-2, not retryable); help: check the secret access key"
        );
        assert_eq!(error.message(), "first\nsecond\u{1b}[31m\u{202e}");
    }

    #[test]
    fn errors_can_cross_threads_and_be_boxed() {
        fn check<T: StdError + Send + Sync + 'static>() {}
        check::<Error>();
        check::<InputError>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
