//! The findings of this crate: codes CG0400 to CG0499.

use connector_model::diagnostic::{Rule, Severity};

/// The lock cannot be read.
pub static LOCK_UNREADABLE: Rule = Rule {
    code: "CG0400",
    severity: Severity::Error,
    summary: "`connector.lock` is not a lock file of this tool",
    explanation: "`connector.lock` records what the tool wrote: its version, a digest of every source and of every \
generated file. It is read strictly, because a wrong digest would let an edit of yours be overwritten.\n\n\
It is reported when the file is damaged, edited by hand, or left with conflict markers by a version-control merge.\n\n\
Restore the file from version control. After a merge, take either side of each conflicting line and run \
`connector-gen regenerate`: files that differ from the recorded digest are kept, and the new text is written beside them.",
};

/// The lock or the snapshot has a format of another version.
pub static RECORD_FORMAT: Rule = Rule {
    code: "CG0401",
    severity: Severity::Error,
    summary: "the record of the connector was written by another version of the tool",
    explanation: "The first lines of `connector.lock` and of the files below `.connector/` name the version of their \
format. A newer version of the tool may write a newer format, which an older one refuses to guess at.\n\n\
Use the version of the tool that `connector.lock` names under `tool`, or a newer one.",
};

/// The snapshot or the naming record cannot be read.
pub static RECORD_UNREADABLE: Rule = Rule {
    code: "CG0402",
    severity: Severity::Error,
    summary: "a file below `.connector/` cannot be read",
    explanation: "`.connector/service.json` is the service model of the last run, `.connector/names.json` the names \
that were given. They are what the next run is compared with, so they are read strictly.\n\n\
Restore the file from version control.",
};

/// A path of the lock cannot be written safely.
pub static LOCK_PATH: Rule = Rule {
    code: "CG0403",
    severity: Severity::Error,
    summary: "`connector.lock` names a path that the tool would never write",
    explanation: "Paths in the lock are relative, use `/`, and never leave the connector's folder. A path that breaks \
these rules did not come from the tool, so nothing is written or deleted.\n\n\
Restore `connector.lock` from version control, and look at how the line came into it.",
};

/// A code of a change that the recipe names does not exist.
pub static CHANGE_CODE: Rule = Rule {
    code: "CG0430",
    severity: Severity::Error,
    summary: "the recipe gives a level to a kind of change that does not exist",
    explanation: "`levels` under `[changes]` takes codes of changes, `CH` and four digits. A mistyped one would leave the \
rule at its own level without a word, so it is an error.\n\n`connector-gen explain` lists all codes.",
};

/// A level that the recipe names does not exist.
pub static CHANGE_LEVEL: Rule = Rule {
    code: "CG0431",
    severity: Severity::Error,
    summary: "the recipe gives a kind of change a level that does not exist, or two levels",
    explanation: "The levels are `breaking`, `behaviour` and `compatible`. A code may be written in upper or lower case, but once.",
};

/// An acceptance of the recipe that says too little.
pub static ACCEPTANCE: Rule = Rule {
    code: "CG0432",
    severity: Severity::Error,
    summary: "the recipe accepts a change without saying which or why",
    explanation: "`finding` is the 12 hexadecimal digits that the report gives the change, and `reason` says why it is let pass \
to whoever reads the recipe next year. Neither can be empty.",
};

/// An acceptance of the recipe that nothing needs.
pub static ACCEPTED_ABSENT: Rule = Rule {
    code: "CG0433",
    severity: Severity::Note,
    summary: "the recipe accepts a change that does not occur",
    explanation: "The two versions do not differ in this way any more, or the change itself is another one now, which has to be \
looked at again. Remove the entry once the version that brought the change is the one you have.",
};

/// All of them, by code.
pub static RULES: &[&Rule] = &[
    &LOCK_UNREADABLE,
    &RECORD_FORMAT,
    &RECORD_UNREADABLE,
    &LOCK_PATH,
    &CHANGE_CODE,
    &CHANGE_LEVEL,
    &ACCEPTANCE,
    &ACCEPTED_ABSENT,
];
