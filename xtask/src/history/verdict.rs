//! Whether the report is right: a program for each change, and one for each type, compiled against both connectors.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use connector_model::service::{ShapeId, ShapeKind};
use connector_model::surface::Type;
use connector_update::change_rules::Level;
use connector_update::changes::Change;

use super::version::History;
use super::{both, library, witness};

/// Changes of one rule and service that are proved, of those that break and of the others.
const PROVED: [usize; 2] = [12, 4];

/// A change with the program that proves or refutes it.
pub(super) struct Case<'a> {
    pub(super) history: &'a History,
    change: &'a Change,
    pub(super) text: String,
}

/// The changes to prove: of each rule and service some.
pub(super) fn cases(histories: &[History]) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    for history in histories {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for change in &history.changes {
            let limit = PROVED[usize::from(change.level != Level::Breaking)];
            let count = counts.entry(change.rule.code).or_default();
            if *count >= limit {
                continue;
            }
            let library = library(history.name);
            let text = witness::witness(change, &history.old, &library);
            if let Some(text) = text {
                *count += 1;
                cases.push(Case {
                    history,
                    change,
                    text,
                });
            }
        }
    }
    cases
}

/// A type of an old connector with the program that uses all of it.
pub(super) struct Whole<'a> {
    pub(super) history: &'a History,
    name: &'a str,
    kind: &'a Type,
    pub(super) text: String,
}

/// Each type of the old connectors.
pub(super) fn wholes(histories: &[History]) -> Vec<Whole<'_>> {
    let mut wholes = Vec::new();
    for history in histories {
        let library = library(history.name);
        for (name, kind) in &history.old.surface.types {
            wholes.push(Whole {
                history,
                name,
                kind,
                text: witness::whole(name, kind, &library),
            });
        }
    }
    wholes
}

/// What the programs that do not compile against the new connectors say of the report.
pub(super) fn verdict(
    histories: &[History],
    cases: &[Case<'_>],
    wholes: &[Whole<'_>],
    failing: BTreeMap<usize, String>,
) -> Result<String, String> {
    let (of_cases, of_wholes): (BTreeMap<_, _>, BTreeMap<_, _>) =
        failing.into_iter().partition(|(at, _)| *at < cases.len());
    let of_wholes = of_wholes.into_iter();
    let of_wholes = of_wholes.map(|(at, error)| (at - cases.len(), error));
    let silent = silent(wholes, &of_wholes.collect());
    both(summary(histories, cases, &of_cases), silent)
}

/// Types whose whole use broke, and those of them for which the report has no breaking change.
fn silent(wholes: &[Whole<'_>], failing: &BTreeMap<usize, String>) -> Result<String, String> {
    let mut unsaid = Vec::new();
    for (at, error) in failing {
        let whole = &wholes[*at];
        if !is_said(whole) {
            unsaid.push(format!("{} {}: {error}", whole.history.name, whole.name));
        }
    }
    let text = format!(
        "{} programs that use all of a type each: {} break, the report says nothing of {}\n",
        wholes.len(),
        failing.len(),
        unsaid.len()
    );
    if unsaid.is_empty() {
        Ok(text)
    } else {
        Err(format!("{text}{}", unsaid.join("\n")))
    }
}

/// Whether the report has a breaking change of the type, of its operation, of a type that it names, or of what held it.
fn is_said(whole: &Whole<'_>) -> bool {
    said(whole, Level::Breaking).is_some()
}

/// What the report says, at this level or a graver one, of a type that lines of a user's use.
pub(super) fn said_of<'a>(
    history: &'a History,
    name: &'a str,
    text: &str,
    level: Level,
) -> Option<&'a Change> {
    let kind = history.old.surface.types.get(name)?;
    let text = text.to_owned();
    let whole = Whole {
        history,
        name,
        kind,
        text,
    };
    said(&whole, level)
}

fn said<'a>(whole: &Whole<'a>, level: Level) -> Option<&'a Change> {
    let is_gone = !whole.history.new.surface.types.contains_key(whole.name);
    let shape = whole.kind.shape.as_deref();
    let grave = |change: &&Change| change.level >= level;
    let mut changes = whole.history.changes.iter().filter(grave);
    changes.find(|change| {
        let own = subject(&change.subject);
        let is_of_output = matches!(change.rule.code, "CH0071" | "CH0072");
        let operation = whole.kind.operation.as_ref();
        let of_operation = operation.is_some_and(|operation| {
            *operation == own || is_of_output && change.operations.contains(operation)
        });
        let is_named =
            whole.text.contains(&format!("{own}>")) || whole.text.contains(&format!(" {own} "));
        own == whole.name
            || Some(own.as_str()) == shape
            || holds(whole, &own)
            || of_operation
            || is_named
            || is_gone
    })
}

/// Whether a member of the type is a list or a map of this shape, or the shape itself.
fn holds(whole: &Whole<'_>, shape: &str) -> bool {
    let service = &whole.history.old.service;
    let own = whole.kind.shape.clone().map(ShapeId);
    let own = own.and_then(|id| service.shapes.get(&id));
    let Some(ShapeKind::Structure(members)) = own.map(|own| &own.kind) else {
        return false;
    };
    let mut members = members.iter();
    members.any(|member| witness::reaches(service, &member.target, shape))
}

/// The shape, the type or the operation that a subject begins with.
fn subject(text: &str) -> String {
    let end = text.find(['.', ':', '[', '{']).unwrap_or(text.len());
    text[..end].to_owned()
}

fn summary(
    histories: &[History],
    cases: &[Case<'_>],
    failing: &BTreeMap<usize, String>,
) -> Result<String, String> {
    let mut text = String::new();
    let mut rows: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut explained = Vec::new();
    let mut wrong = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let breaks = failing.contains_key(&at);
        let says = case.change.level == Level::Breaking;
        let row = rows.entry(case.change.rule.code).or_default();
        row[0] += 1;
        if breaks == says {
            row[1] += 1;
            continue;
        }
        let line = format!(
            "{} {} {} {}",
            case.history.name, case.change.rule.code, case.change.subject, case.change.message
        );
        if let Some(why) = explanation(case, breaks) {
            row[2] += 1;
            explained.push(format!("{line}: {why}"));
            continue;
        }
        row[3] += 1;
        let error = failing.get(&at).map_or("it compiles", |error| error);
        wrong.push(format!("{line}: {error}"));
    }
    let _ = writeln!(text, "rule    proved  agree  explained  wrong");
    for (code, [all, agree, explained, wrong]) in &rows {
        let _ = writeln!(text, "{code}  {all:6}  {agree:5}  {explained:9}  {wrong:5}");
    }
    let agree: usize = rows.values().map(|row| row[1]).sum();
    let breaking = cases
        .iter()
        .filter(|case| case.change.level == Level::Breaking);
    let _ = writeln!(
        text,
        "{} programs, {} of them for breaking changes: {agree} agree with the report ({} %), {} disagreements are explained, \
         {} are not",
        cases.len(),
        breaking.count(),
        percent(agree, cases.len()),
        explained.len(),
        wrong.len()
    );
    for line in &explained {
        let _ = writeln!(text, "  explained: {line}");
    }
    let complete = complete(histories, cases, failing);
    let _ = writeln!(text, "{complete}");
    if wrong.is_empty() {
        return Ok(text);
    }
    Err(format!("{text}{}", wrong.join("\n")))
}

/// A share in per cent, with one decimal.
fn percent(part: usize, of: usize) -> String {
    let tenths = (part * 1000 + of / 2) / of.max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Why a verdict that a program does not show is right all the same.
fn explanation(case: &Case<'_>, breaks: bool) -> Option<String> {
    let change = case.change;
    if !breaks {
        let refused = matches!(change.rule.code, "CH0006" | "CH0015");
        return refused.then(|| "calls are refused, not by the compiler".to_owned());
    }
    // The program of a mild change needs the type, and another change of the same type breaks that.
    let own = subject(&change.subject);
    let other = case.history.changes.iter().find(|other| {
        other.level == Level::Breaking
            && (subject(&other.subject) == own
                || other
                    .operations
                    .iter()
                    .any(|name| change.operations.contains(name))
                    && case.text.contains(&format!("{}>", subject(&other.subject))))
    })?;
    Some(format!(
        "the report has {} {} for the same type",
        other.rule.code, other.subject
    ))
}

/// Services in which a program broke although the report says nothing of a break.
fn complete(
    histories: &[History],
    cases: &[Case<'_>],
    failing: &BTreeMap<usize, String>,
) -> String {
    let broken: BTreeSet<&str> = failing.keys().map(|at| cases[*at].history.name).collect();
    let said: BTreeSet<&str> = histories
        .iter()
        .filter(|history| {
            let mut changes = history.changes.iter();
            changes.any(|change| change.level == Level::Breaking)
        })
        .map(|history| history.name)
        .collect();
    format!(
        "{} services broke a program, the report says so of {} of them",
        broken.len(),
        broken.intersection(&said).count()
    )
}
