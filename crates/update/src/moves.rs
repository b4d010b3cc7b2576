//! Generated files that are not where they were: moved by the user, or given another name by the generator.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use connector_model::files::{Files, RelPath};

use crate::lock::{Entry, Lock, Stamp};
use crate::plan::Known;

/// Share of lines, in hundredths, that two texts have in common if one of them was made of the other.
const SIMILAR: usize = 60;

/// A file that was moved: from where, to where.
pub type Move = (RelPath, RelPath);

/// The generated files at the places that the user gave them.
pub fn placed<'a>(moved: &BTreeMap<RelPath, RelPath>, new: &'a Files) -> Cow<'a, Files> {
    if moved.is_empty() {
        return Cow::Borrowed(new);
    }
    let mut placed = Files::new();
    for (path, file) in new {
        // A place that the generator uses itself now is its own.
        let place = moved.get(path).filter(|place| !new.contains_key(*place));
        placed.insert(place.unwrap_or(path).clone(), file.clone());
    }
    Cow::Owned(placed)
}

/// Generated files that are not there, with what was generated last: deleted or moved.
pub fn absent(
    lock: &Lock,
    disk: &BTreeMap<RelPath, Vec<u8>>,
    new: &Files,
) -> BTreeMap<RelPath, Stamp> {
    let gone = |path: &RelPath| !disk.contains_key(path) && new.contains_key(path);
    let entries = lock.files.iter().filter(|(path, _)| gone(path));
    entries
        .filter_map(|(path, entry)| match entry {
            Entry::Generated(stamp) => Some((path.clone(), *stamp)),
            Entry::User => None,
        })
        .collect()
}

/// Which of the files that nobody knows are generated files that the user moved.
pub(crate) fn find(absent: &BTreeMap<RelPath, Stamp>, new: &Files, known: &Known<'_>) -> Vec<Move> {
    let mut found = Vec::new();
    let mut claimed = BTreeSet::new();
    for (path, stamp) in absent {
        let is_it = |bytes: &[u8]| {
            let is_new = || {
                new.get(path)
                    .is_some_and(|file| Stamp::of(&file.text).proves(bytes))
            };
            stamp.proves(bytes) || is_new()
        };
        let same = known.strangers.iter().filter(|(_, bytes)| is_it(bytes));
        let mut same: Vec<&RelPath> = same.map(|(place, _)| place).collect();
        same.sort_by_key(|place| name(place) != name(path));
        let place = same.into_iter().find(|place| !claimed.contains(*place));
        if let Some(place) = place {
            claimed.insert(place.clone());
            found.push((path.clone(), place.clone()));
        }
    }
    for (path, stamp) in absent {
        if found.iter().any(|(from, _)| from == path) {
            continue;
        }
        let Some(base) = known.base(path, *stamp) else {
            continue;
        };
        let others = known.strangers.iter().filter_map(|(place, bytes)| {
            let free = extension(place) == extension(path) && !claimed.contains(place);
            let text = std::str::from_utf8(bytes).ok().filter(|_| free)?;
            Some((place, text))
        });
        if let Some(place) = most_similar(base, others) {
            claimed.insert(place.clone());
            found.push((path.clone(), place.clone()));
        }
    }
    found
}

/// The lock as it were if the files had been generated where they are now.
pub(crate) fn relocated(lock: &Lock, found: &[Move]) -> Lock {
    let mut lock = lock.clone();
    for (from, to) in found {
        if let Some(entry) = lock.files.remove(from) {
            lock.files.insert(to.clone(), entry);
        }
        if let Some(stamp) = lock.pending.remove(from) {
            lock.pending.insert(to.clone(), stamp);
        }
        let original = lock.moved.iter().find(|(_, place)| *place == from);
        let original = original.map_or_else(|| from.clone(), |(path, _)| path.clone());
        lock.moved.remove(&original);
        if original != *to {
            lock.moved.insert(original, to.clone());
        }
    }
    lock
}

/// The text that has most lines in common with this one, if those are enough and no other has as many.
pub(crate) fn most_similar<'a>(
    text: &str,
    others: impl Iterator<Item = (&'a RelPath, &'a str)>,
) -> Option<&'a RelPath> {
    let lines = lines(text);
    let mut best: Option<(usize, &RelPath)> = None;
    let mut is_tie = false;
    for (path, other) in others {
        let share = share(&lines, other);
        let highest = best.map_or(SIMILAR - 1, |(share, _)| share);
        if share > highest {
            (best, is_tie) = (Some((share, path)), false);
        } else if best.is_some() && share == highest {
            is_tie = true;
        }
    }
    best.filter(|_| !is_tie).map(|(_, path)| path)
}

/// How often each line that says something occurs.
fn lines(text: &str) -> BTreeMap<&str, usize> {
    let mut lines = BTreeMap::new();
    for line in text.lines().map(str::trim) {
        if line.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
            *lines.entry(line).or_default() += 1;
        }
    }
    lines
}

/// Lines in common, in hundredths of the lines of both.
fn share(lines_of_one: &BTreeMap<&str, usize>, other: &str) -> usize {
    let other = lines(other);
    let common: usize = lines_of_one
        .iter()
        .filter_map(|(line, count)| other.get(line).map(|others| *count.min(others)))
        .sum();
    let all = lines_of_one.values().sum::<usize>() + other.values().sum::<usize>();
    (200 * common).checked_div(all).unwrap_or(0)
}

fn name(path: &RelPath) -> &str {
    let text = path.as_str();
    text.rsplit_once('/').map_or(text, |(_, name)| name)
}

/// What stands behind the last dot of a file's name.
pub fn extension(path: &RelPath) -> &str {
    name(path)
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension)
}
