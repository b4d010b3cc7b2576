use std::fmt;

/// An answer that does not have the form that was expected.
///
/// It names the place as a path of keys and indices (`Voices[3].Gender`), in XML of elements
/// (`ListVoicesResult.Voice.Gender`), and never quotes values, because an answer may hold secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Fault>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault {
    path: String,
    offset: Option<usize>,
    expected: String,
    found: String,
}

impl DecodeError {
    /// An error at no particular byte, for a header or a whole body.
    ///
    /// `place` names it (`the header x-amz-date`), `expected` and `found` are short noun phrases.
    pub fn new(
        place: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self(Box::new(Fault {
            path: place.into(),
            offset: None,
            expected: expected.into(),
            found: found.into(),
        }))
    }

    pub(crate) fn at(path: String, offset: usize, expected: &str, found: String) -> Self {
        let expected = expected.to_owned();
        Self(Box::new(Fault {
            path,
            offset: Some(offset),
            expected,
            found,
        }))
    }

    /// The keys and indices, or the elements, that lead to the place; empty for the whole document.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The place in bytes from the start of the body, where there is one.
    pub fn offset(&self) -> Option<usize> {
        self.0.offset
    }

    /// What should have been there.
    pub fn expected(&self) -> &str {
        &self.0.expected
    }

    /// What was there, without its value.
    pub fn found(&self) -> &str {
        &self.0.found
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault {
            path,
            offset,
            expected,
            found,
        } = &*self.0;
        write!(f, "expected {expected}, found {found}")?;
        match (path.is_empty(), offset) {
            (true, None) => Ok(()),
            (true, Some(offset)) => write!(f, " (byte {offset})"),
            (false, None) => write!(f, " at `{path}`"),
            (false, Some(offset)) => write!(f, " at `{path}` (byte {offset})"),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

impl std::error::Error for DecodeError {}
