//! What happens to a file in a run, and why.

use std::ops::Range;

use connector_model::files::RelPath;

/// What happens to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The file.
    pub path: RelPath,
    /// What happens to it.
    pub action: Action,
}

/// What happens to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// It is not there and is written.
    Create(Vec<u8>),
    /// It is as it was generated and gets the new text, with the line ends that it has.
    Replace(Vec<u8>),
    /// It was edited, and gets what changed in the generated text besides.
    Merged(Vec<u8>),
    /// It is not there, and gets its generated text with the edits of a file that is no longer generated.
    Carried {
        /// The merged text.
        bytes: Vec<u8>,
        /// The file that was edited.
        from: RelPath,
    },
    /// It is no longer generated, and its edits are in this file now.
    CarriedTo(RelPath),
    /// It is as it would be generated.
    Unchanged,
    /// It was edited, and has all of the generated text that it should have.
    Edited,
    /// It was edited and the generated text changed, and they do not merge: the new text goes beside it.
    Conflict(Conflict),
    /// The new text of an earlier run still lies beside it and is still right.
    Pending(Reason),
    /// It was edited, and so was (or not written by the tool is) the file beside it: nothing is written.
    Blocked,
    /// It was created for the user.
    User,
    /// The user deleted it.
    Deleted,
    /// It is no longer generated and is as it was generated.
    DeleteStale,
    /// It is no longer generated, but was edited.
    Orphaned,
}

/// A new text that has to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The new text, for the file beside.
    pub bytes: Vec<u8>,
    /// Why it was not merged.
    pub reason: Reason,
}

/// Why an edited file and its new text were not merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Both changed these lines of the user's file, counted from 1.
    Overlap(Vec<Range<usize>>),
    /// The merged text is no file of its kind.
    Unfit(String),
    /// The text that the edits were made on can neither be derived nor found.
    NoBase,
    /// The user's file is not UTF-8.
    NotText,
    /// Files of this kind have no lines that could be merged.
    Kind,
    /// The tool did not write the file that is there.
    Foreign,
}

impl Action {
    /// Whether something is written or deleted.
    pub fn writes(&self) -> bool {
        self.bytes().is_some() || self.deletes()
    }

    /// What is written to the file itself.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Create(bytes)
            | Self::Replace(bytes)
            | Self::Merged(bytes)
            | Self::Carried { bytes, .. }
            | Self::Conflict(Conflict { bytes, .. }) => Some(bytes),
            _ => None,
        }
    }

    /// Whether the file is deleted.
    pub fn deletes(&self) -> bool {
        matches!(self, Self::DeleteStale | Self::CarriedTo(_))
    }

    /// Whether the user has to look at the file before the connector is what the recipe says.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict(_) | Self::Pending(_) | Self::Blocked)
    }

    /// Whether a file with edits of the user's is written or deleted.
    pub fn touches_edits(&self) -> bool {
        matches!(self, Self::Merged(_) | Self::CarriedTo(_))
    }

    /// One word for tables.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Create(_) => "create",
            Self::Replace(_) => "replace",
            Self::Merged(_) => "merge",
            Self::Carried { .. } => "create (merged)",
            Self::CarriedTo(_) => "delete (merged)",
            Self::Unchanged => "unchanged",
            Self::Edited => "keep (edited)",
            Self::Conflict(_) => "conflict",
            Self::Pending(_) => "conflict (pending)",
            Self::Blocked => "conflict (blocked)",
            Self::User => "keep (yours)",
            Self::Deleted => "stays deleted",
            Self::DeleteStale => "delete",
            Self::Orphaned => "keep (orphaned)",
        }
    }
}
