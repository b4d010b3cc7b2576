//! Findings as data: what is wrong or was guessed, where, why, and the way out.
//!
//! Readers and passes push [`Diagnostic`]s and go on where they can; a command stops between phases
//! if one of them is an error. Printing is the command line's work.

use std::fmt;
use std::ops::Range;

/// One kind of finding: its stable code and the text that `explain` prints.
///
/// Each crate has one table of these in its `codes.rs`; a code never changes its meaning.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable code, `CG` and four digits.
    pub code: &'static str,
    /// How grave a finding of this kind is.
    pub severity: Severity,
    /// One line: what the finding says.
    pub summary: &'static str,
    /// Markdown of a few paragraphs: why it is reported, an input that triggers it, the way out.
    pub explanation: &'static str,
}

/// How grave a finding is. Only errors stop a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The command cannot go on past the phase that found it.
    Error,
    /// The result is usable but probably not what was meant.
    Warning,
    /// Something was decided or left out on the user's behalf.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// A place in one of the sources of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Index of the source in the order in which the sources were given.
    pub source: usize,
    /// Bytes of the source that are meant; `None` where only the source as a whole is.
    pub span: Option<Range<usize>>,
    /// JSON pointer (RFC 6901) into the source, empty where none applies.
    pub pointer: String,
}

impl Place {
    /// A source as a whole.
    pub fn source(source: usize) -> Self {
        Self {
            source,
            span: None,
            pointer: String::new(),
        }
    }
}

/// A further place of a finding, with what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// One line without a full stop.
    pub message: String,
    /// Where, if anywhere in a source.
    pub place: Option<Place>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of finding it is.
    pub rule: &'static Rule,
    /// One line, lower case, without a full stop; names from the input stand in backticks.
    pub message: String,
    /// Where it is; `None` for findings about arguments.
    pub place: Option<Place>,
    /// Further places.
    pub notes: Vec<Note>,
    /// The way out, in the imperative.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding without a place, notes or help.
    pub fn new(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            message: message.into(),
            place: None,
            notes: Vec::new(),
            help: None,
        }
    }

    /// The same finding, at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same finding, with the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same finding, with a further place.
    #[must_use]
    pub fn note(mut self, message: impl Into<String>, place: Option<Place>) -> Self {
        self.notes.push(Note {
            message: message.into(),
            place,
        });
        self
    }
}

/// The findings of a phase, in the order in which they were made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// No findings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds the findings of another phase after these.
    pub fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Whether one of the findings is an error.
    pub fn has_errors(&self) -> bool {
        self.0
            .iter()
            .any(|diagnostic| diagnostic.rule.severity == Severity::Error)
    }

    /// The findings.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Number of findings.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
