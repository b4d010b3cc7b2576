//! Bodies as JSON: parsed, repaired where that is beyond doubt, redacted, observed, reduced, written.

use connector_model::diagnostic::{Diagnostic, Place};

use super::comments::{self, Changes};
use super::{Call, Scope, clipped};
use crate::infer::{self, Observed};
use crate::json::{self, Edits, Kind, Tree};
use crate::redact::Extent;
use crate::{codes, url};

/// A JSON body, redacted and written.
pub(super) struct Written {
    /// Two spaces of indentation.
    pub(super) text: String,
    /// Items left out.
    pub(super) reduced: u64,
    /// Members of an object as JSON texts, for a request.
    pub(super) members: Vec<(String, String)>,
}

/// Which side of a call a body is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The members of an object are values of the input.
    Request,
    /// The body counts as a whole.
    Answer,
}

/// A body that is not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotJson;

/// Longest text of another kind that is kept in an example.
const LONGEST_TEXT: usize = 64 * 1024;

/// Reads a body as JSON, adds it to the observed ones and writes it back without secrets.
pub(super) fn json(
    text: &str,
    place: &Place,
    (side, extent): (Side, Extent),
    observed: &mut Observed,
    scope: &mut Scope<'_>,
) -> Result<Written, NotJson> {
    if let Ok(tree) = json::read_embedded(place, text, scope.settings.limits) {
        return Ok(taken(tree, place, (side, extent), observed, scope));
    }
    let (repaired, changes) = comments::repaired(text).ok_or(NotJson)?;
    let tree = json::read_embedded(place, &repaired, scope.settings.limits).map_err(|_| NotJson)?;
    report_changes(changes, place, scope);
    Ok(taken(tree, place, (side, extent), observed, scope))
}

fn taken(
    mut tree: Tree<'_>,
    place: &Place,
    (side, extent): (Side, Extent),
    observed: &mut Observed,
    scope: &mut Scope<'_>,
) -> Written {
    scope
        .report
        .diagnostics
        .append(std::mem::take(&mut tree.findings));
    let root = tree.root();
    let mut edits = Edits::default();
    scope
        .redactions
        .body(&tree, root, &place.pointer, extent, &mut edits);
    observed.add(&tree, root, &edits);
    let reduced = infer::reduce(&tree, root, &mut edits);
    let members = match tree.kind(root) {
        Kind::Object if side == Side::Request => tree
            .children(root)
            .filter(|node| !edits.left_out.contains(node))
            .map(|node| {
                let name = tree.key(node).unwrap_or_default().into_owned();
                (name, json::write(&tree, node, &edits))
            })
            .collect(),
        _ => Vec::new(),
    };
    Written {
        text: json::write(&tree, root, &edits),
        reduced,
        members,
    }
}

/// A body that is kept as the text it is, without secrets.
pub(super) fn text(text: &str, place: &Place, extent: Extent, scope: &mut Scope<'_>) -> String {
    let mut safe = scope.redactions.other_body(text, &place.pointer, extent);
    if safe.len() > LONGEST_TEXT {
        let end = (0..=LONGEST_TEXT)
            .rev()
            .find(|at| safe.is_char_boundary(*at));
        safe.truncate(end.unwrap_or(0));
    }
    safe
}

/// Whether all texts in the bodies of a call are secret: it logs in, or gives a token.
pub(super) fn extent(call: &Call<'_>) -> Extent {
    let last = call
        .url
        .path
        .iter()
        .rev()
        .find(|segment| !segment.is_empty() && url::label_of(segment).is_none())
        .map(|segment| segment.to_ascii_lowercase())
        .unwrap_or_default();
    let path = [
        "login",
        "logon",
        "signin",
        "sign-in",
        "log-in",
        "token",
        "authorize",
        "authenticate",
        "access_token",
    ];
    let name = call.item.name.to_lowercase();
    let words: Vec<&str> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let pair = |first: &str, second: &str| words.windows(2).any(|two| two == [first, second]);
    let named = ["login", "logon", "signin", "authorize", "authenticate"]
        .iter()
        .any(|word| words.contains(word))
        || words.last() == Some(&"token")
        || pair("log", "in")
        || pair("sign", "in");
    if path.contains(&last.as_str()) || named {
        Extent::Whole
    } else {
        Extent::Members
    }
}

fn report_changes(changes: Changes, place: &Place, scope: &mut Scope<'_>) {
    let mut push = |rule, message: &str, help: &str| {
        scope
            .report
            .diagnostics
            .push(Diagnostic::new(rule, message).at(place.clone()).help(help));
    };
    if changes.comments {
        push(
            &codes::COMMENTS,
            "the body has comments, which JSON does not have; it is read without them",
            "remove the comments in Postman",
        );
    }
    if changes.references {
        push(
            &codes::OPEN_VALUES,
            "the body has variables or placeholders in place of values; they are read as null",
            "give the exported environment as a further source, set them under `[variables]`, or write a value",
        );
    }
}

/// A warning that a body which ought to be JSON is not; its text is not shown, it may hold secrets.
pub(super) fn report_not_json(what: &str, name: &str, place: &Place, scope: &mut Scope<'_>) {
    let message = format!("{what} of `{}` is not JSON and is left out", clipped(name));
    scope.report.diagnostics.push(
        Diagnostic::new(&codes::BODY_NOT_JSON, message)
            .at(place.clone())
            .help("correct it in Postman, or delete it"),
    );
}
