//! Changes that are read together: of one rule, of one shape or one message, with one reach.

use std::collections::{BTreeMap, BTreeSet};

use connector_update::change_rules::{self as rules, ChangeRule, Level};
use connector_update::changes::Change;

/// Operations that are named; of more, the number.
const OPERATIONS: usize = 3;

/// Subjects of a group that are named; of more, the number.
const SUBJECTS: usize = 6;

/// Changes of one rule that are read as one.
pub(super) struct Group<'a> {
    pub(super) rule: &'static ChangeRule,
    pub(super) level: Level,
    /// The shape of which the changes are; empty where they are of several, or of none.
    parent: &'a str,
    pub(super) changes: Vec<&'a Change>,
}

/// How the parts of a group's text are written.
pub(super) struct Style {
    /// A name of the source.
    pub(super) name: fn(&str) -> String,
    /// A message about it.
    pub(super) message: fn(&str) -> String,
}

impl<'a> Group<'a> {
    /// A change that is read alone, by its whole subject.
    pub(super) fn of(change: &'a Change) -> Self {
        Self {
            rule: change.rule,
            level: change.level,
            parent: "",
            changes: vec![change],
        }
    }

    /// The operations that it reaches, sorted: three by name, of more the number.
    pub(super) fn reach(&self) -> String {
        let all = self.changes.iter().flat_map(|change| &change.operations);
        let all: BTreeSet<&str> = all.map(String::as_str).collect();
        let all: Vec<String> = all.into_iter().map(str::to_owned).collect();
        counted(&all, OPERATIONS)
    }

    /// Why the recipe accepts it.
    pub(super) fn accepted(&self) -> Option<&str> {
        self.changes.first()?.accepted.as_deref()
    }

    /// What it is about: the members of one shape or whole subjects, each with its message, or with one for all.
    pub(super) fn text(&self, style: &Style) -> String {
        let Some(first) = self.changes.first() else {
            return String::new();
        };
        let message = |change: &Change| match change.message.as_str() {
            "" => String::new(),
            message => format!(" ({})", (style.message)(message)),
        };
        let is_one = self
            .changes
            .iter()
            .all(|change| change.message == first.message);
        let part = |change: &&Change| {
            let name = match self.parent {
                "" => change.subject.as_str(),
                _ => parts(&change.subject).1,
            };
            let message = if is_one {
                String::new()
            } else {
                message(change)
            };
            format!("{}{message}", (style.name)(name))
        };
        let names: Vec<String> = self.changes.iter().map(part).collect();
        let names = counted(&names, SUBJECTS);
        let shape = match self.parent {
            "" => String::new(),
            parent => format!("{}: ", (style.name)(parent)),
        };
        let all = if is_one {
            message(first)
        } else {
            String::new()
        };
        format!("{shape}{names}{all}")
    }
}

/// What changes have in common that are read together.
type Key<'a> = (Level, &'static str, &'a str, &'a str, &'a [String]);

/// Changes as groups, gravest first, and of one level what says most about calls first.
pub(super) fn groups(changes: &[Change]) -> Vec<Group<'_>> {
    let mut out: Vec<Group<'_>> = Vec::new();
    let mut known: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    for change in changes {
        let (key, parent) = key(change);
        let at = key.and_then(|key| known.get(&key).copied());
        if let Some(group) = at.and_then(|at| out.get_mut(at)) {
            group.changes.push(change);
            continue;
        }
        if let Some(key) = key {
            known.insert(key, out.len());
        }
        out.push(Group {
            rule: change.rule,
            level: change.level,
            parent,
            changes: vec![change],
        });
    }
    out.sort_by_key(|group| (std::cmp::Reverse(group.level), rank(group.rule)));
    out
}

/// What a change is gathered by, and its shape; nothing for one that stays alone: of one without a shape, or that the
/// recipe accepts for its own reason.
fn key(change: &Change) -> (Option<Key<'_>>, &str) {
    let (code, message) = (change.rule.code, change.message.as_str());
    let by_message = BY_MESSAGE.contains(&change.rule);
    let parent = if by_message {
        ""
    } else {
        parts(&change.subject).0
    };
    if change.accepted.is_some() || parent.is_empty() && !by_message && !is_error(change.rule) {
        return (None, parent);
    }
    let key = match (by_message, is_error(change.rule)) {
        (true, _) => (change.level, code, "", message, &[][..]),
        (_, true) => (change.level, code, "", message, &change.operations[..]),
        _ => (change.level, code, parent, "", &change.operations[..]),
    };
    (Some(key), parent)
}

/// Rules of which all changes that say the same are read together, wherever they are: what is said of operations, and
/// constraints, which are copied to many members.
const BY_MESSAGE: &[&ChangeRule] = &[
    &rules::OPERATION_REMOVED,
    &rules::OPERATION_ADDED,
    &rules::METHOD_CHANGED,
    &rules::PATH_CHANGED,
    &rules::FIXED_CHANGED,
    &rules::AUTH_CHANGED,
    &rules::ENDPOINT_CHANGED,
    &rules::BODY_FORMAT_CHANGED,
    &rules::TOKEN_CHANGED,
    &rules::ENDPOINT_PARAMETER_CHANGED,
    &rules::CONSTRUCTION_CHANGED,
    &rules::IMPLEMENTATION_CHANGED,
    &rules::EXPORT_GONE,
    &rules::CONSTRAINT_LOOSENED,
    &rules::CONSTRAINT_TIGHTENED,
    &rules::SENSITIVE_CHANGED,
    &rules::DEPRECATED_CHANGED,
    &rules::PATTERN_CHANGED,
    &rules::SIGNING_CHANGED,
    &rules::HOST_PREFIX_CHANGED,
    &rules::CHECKSUM_CHANGED,
];

/// Errors are told once for all operations, and many of one service come together.
fn is_error(rule: &ChangeRule) -> bool {
    let rules = [
        &rules::ERROR_ADDED,
        &rules::ERROR_REMOVED,
        &rules::ERROR_NO_LONGER_OF_OPERATION,
    ];
    rules.into_iter().any(|known| known == rule)
}

/// What is of the whole service stands before what is of one place, and limits that only the service checks come last.
fn rank(rule: &ChangeRule) -> u8 {
    let whole = [
        &rules::PROTOCOL_CHANGED,
        &rules::AUTH_CHANGED,
        &rules::ENDPOINT_CHANGED,
        &rules::ENDPOINT_RULES_CHANGED,
    ];
    let limits = [
        &rules::CONSTRAINT_LOOSENED,
        &rules::CONSTRAINT_TIGHTENED,
        &rules::PATTERN_CHANGED,
    ];
    if whole.into_iter().any(|known| known == rule) {
        0
    } else if limits.into_iter().any(|known| known == rule) {
        2
    } else {
        1
    }
}

/// The shape and the member of a subject; all of it is the member where there is no shape.
fn parts(subject: &str) -> (&str, &str) {
    // A path of Rust; a name of a source may have any marks.
    let is_word = |text: &str| {
        text.chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == '#')
    };
    if let Some((parent, part)) = subject.rsplit_once("::")
        && is_word(parent)
        && is_word(part)
    {
        return (parent, part);
    }
    let dot = subject
        .char_indices()
        .rev()
        .find(|(at, c)| *c == '.' && !subject[..*at].ends_with('\\'));
    match dot {
        Some((at, _)) if at > 0 => (&subject[..at], &subject[at + 1..]),
        _ => ("", subject),
    }
}

/// The first of some names, and how many more there are. A single one more is written out, as it takes no more room.
pub(super) fn counted(names: &[String], most: usize) -> String {
    if names.len() <= most + 1 {
        return names.join(", ");
    }
    let (shown, more) = (names[..most].join(", "), names.len() - most);
    format!("{shown} and {more} more")
}

#[cfg(test)]
mod tests {
    use super::{counted, parts};

    #[test]
    fn subjects_are_parted_where_the_member_begins() {
        assert_eq!(parts("Voice.Id"), ("Voice", "Id"));
        assert_eq!(parts("Voice.a\\.b"), ("Voice", "a\\.b"));
        assert_eq!(parts("Voice::id"), ("Voice", "id"));
        assert_eq!(parts("ListVoices"), ("", "ListVoices"));
        assert_eq!(parts("Voice.::error::x"), ("Voice", "::error::x"));
    }

    #[test]
    fn one_name_is_not_replaced_by_a_number() {
        let names = ["a", "b", "c", "d"].map(str::to_owned);
        assert_eq!(counted(&names, 3), "a, b, c, d");
        assert_eq!(counted(&names, 2), "a, b and 2 more");
    }
}
