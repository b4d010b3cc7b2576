//! One operation per call: requests that are the same call join, names become unique.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use connector_model::diagnostic::Diagnostic;
use connector_model::names;

use super::Call;
use super::item::clipped;
use crate::{Report, codes};

/// Calls that are one operation, with its name.
pub(super) struct Group<'t> {
    pub(super) name: String,
    pub(super) calls: Vec<Call<'t>>,
}

/// Names that are taken, in lower case, with the highest number behind each. Case does not tell names
/// apart, because it does not tell files apart everywhere.
#[derive(Debug, Default)]
pub(super) struct Taken(BTreeMap<String, u32>);

impl Taken {
    /// Whether the name was free; it is taken from here on.
    fn insert(&mut self, name: &str) -> bool {
        let Entry::Vacant(free) = self.0.entry(name.to_ascii_lowercase()) else {
            return false;
        };
        free.insert(1);
        true
    }
}

/// The operations in the order of their first requests.
pub(super) fn groups<'t>(
    calls: Vec<Call<'t>>,
    taken: &mut Taken,
    report: &mut Report,
) -> Vec<Group<'t>> {
    let mut groups = joined(calls, report);
    let wanted = with_folders(&groups);
    for (group, wanted) in groups.iter_mut().zip(wanted) {
        let name = unique(wanted, taken);
        if name != group.name {
            report_name(group, &name, report);
            group.name = name;
        }
    }
    groups
}

/// Requests of the same action, method, path and host are the same call saved twice.
fn joined<'t>(calls: Vec<Call<'t>>, report: &mut Report) -> Vec<Group<'t>> {
    let mut groups: Vec<Group<'t>> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for call in calls {
        let at = *known.entry(call.identity()).or_insert(groups.len());
        let Some(group) = groups.get_mut(at) else {
            groups.push(Group {
                name: call.action.clone(),
                calls: vec![call],
            });
            continue;
        };
        let first = &group.calls[0].item;
        report.diagnostics.push(
            Diagnostic::new(
                &codes::REQUESTS_JOINED,
                format!(
                    "`{}` is saved more than once; its samples count as those of one operation",
                    clipped(&call.item.name)
                ),
            )
            .at(call.item.tree.place(call.item.node))
            .note("first saved here", Some(first.tree.place(first.node))),
        );
        group.calls.push(call);
    }
    groups
}

/// The names, each with as few folders in front as tell it from the others of the same name.
fn with_folders(groups: &[Group<'_>]) -> Vec<String> {
    let mut names: Vec<String> = groups.iter().map(|group| group.name.clone()).collect();
    let plain = counts(names.iter().map(String::as_str));
    let shared = |group: &Group<'_>| plain[&group.name.to_ascii_lowercase()] > 1;
    let mut open: Vec<usize> = (0..groups.len())
        .filter(|at| shared(&groups[*at]))
        .collect();
    let deepest = open.iter().map(|at| folders(&groups[*at]).len()).max();
    for depth in 1..=deepest.unwrap_or(0) {
        let longer: Vec<String> = open
            .iter()
            .map(|at| prefixed(&groups[*at], depth))
            .collect();
        let same = counts(longer.iter().map(String::as_str));
        let mut still = Vec::new();
        for (at, name) in open.into_iter().zip(longer) {
            let lower = name.to_ascii_lowercase();
            if same[&lower] == 1 && !plain.contains_key(&lower) {
                names[at] = name;
            } else {
                still.push(at);
            }
        }
        open = still;
    }
    names
}

fn counts<'n>(names: impl Iterator<Item = &'n str>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name.to_ascii_lowercase()).or_default() += 1;
    }
    counts
}

fn folders<'g>(group: &'g Group<'_>) -> &'g [String] {
    &group.calls[0].item.folders
}

fn prefixed(group: &Group<'_>, depth: usize) -> String {
    let folders = folders(group);
    let mut name = String::new();
    for folder in &folders[folders.len().saturating_sub(depth)..] {
        name.push_str(&names::action(folder));
    }
    name.push_str(&group.name);
    name
}

/// The name, with a number behind it where it is taken.
fn unique(wanted: String, taken: &mut Taken) -> String {
    if taken.insert(&wanted) {
        return wanted;
    }
    loop {
        let number = taken.0.entry(wanted.to_ascii_lowercase()).or_insert(1);
        *number += 1;
        let name = format!("{wanted}{number}");
        if taken.insert(&name) {
            return name;
        }
    }
}

fn report_name(group: &Group<'_>, name: &str, report: &mut Report) {
    let item = &group.calls[0].item;
    report.diagnostics.push(
        Diagnostic::new(
            &codes::NAME_TAKEN,
            format!(
                "another request is called `{}` too; this one becomes `{name}`",
                clipped(&item.name)
            ),
        )
        .at(item.tree.place(item.node))
        .help("give the requests names of their own in Postman, or `action` in the recipe"),
    );
}
