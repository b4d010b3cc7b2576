//! Names that are given away already.

use std::collections::BTreeMap;

/// A set of names of which no two differ in case only: file systems and Java confuse such names.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// Names in lower case, each with the number that was tried last for it, so that ten thousand
    /// names of one text do not take the square of the time.
    names: BTreeMap<String, usize>,
}

impl Taken {
    /// Takes a name; false if it was taken before.
    pub(crate) fn claim(&mut self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let free = !self.names.contains_key(&name);
        self.names.entry(name).or_insert(1);
        free
    }

    /// Takes the name, or the first free one of it with a separator and 2, 3, … behind.
    pub(crate) fn claim_numbered(&mut self, name: &str, separator: &str) -> String {
        if self.claim(name) {
            return name.to_owned();
        }
        loop {
            let number = self.names.entry(name.to_ascii_lowercase()).or_insert(1);
            *number += 1;
            let candidate = super::limited(format!("{name}{separator}{number}"));
            if self.claim(&candidate) {
                return candidate;
            }
        }
    }
}
