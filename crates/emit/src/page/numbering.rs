//! Numbers and anchors of sections: computed, never typed (requirement T18).

use std::collections::BTreeSet;

use super::line::Slug;
use crate::text::typed_text;

typed_text! {
    /// What stands in front of the words of a heading: `### 1.2`, or `###` without numbers.
    Head
}

/// Counts sections in the order in which they are printed.
#[derive(Debug)]
pub(super) struct Numbering {
    is_numbered: bool,
    counts: [usize; 3],
}

impl Numbering {
    /// Nothing is counted yet; headings of the newer form have no numbers (requirement D6).
    pub(super) fn new(is_numbered: bool) -> Self {
        Self {
            is_numbered,
            counts: [0; 3],
        }
    }

    /// The next chapter.
    pub(super) fn chapter(&mut self) -> Head {
        self.next(0)
    }

    /// The next section of the chapter.
    pub(super) fn section(&mut self) -> Head {
        self.next(1)
    }

    /// The next part of the section.
    pub(super) fn part(&mut self) -> Head {
        self.next(2)
    }

    fn next(&mut self, depth: usize) -> Head {
        self.counts[depth] += 1;
        self.counts[depth + 1..].fill(0);
        let hashes = "#".repeat(depth + 2);
        if !self.is_numbered {
            return Head(hashes);
        }
        let numbers: Vec<String> = self.counts[..=depth].iter().map(usize::to_string).collect();
        Head(format!("{hashes} {}", numbers.join(".")))
    }
}

/// The anchors of a page, each given once.
#[derive(Debug)]
pub(super) struct Anchors(BTreeSet<String>);

impl Anchors {
    /// Those of the template are taken.
    pub(super) fn new() -> Self {
        let fixed = [
            "activities",
            "authentication",
            "aws-region",
            "domain-model",
            "prerequisites",
            "technical-reference",
        ];
        Self(fixed.map(str::to_owned).into())
    }

    /// The anchor of a section: its name in lower case (requirement S6), with a number if that is taken.
    pub(super) fn claim(&mut self, name: &str) -> Slug {
        let plain = Slug::new(name);
        let mut slug = plain.clone();
        let mut number = 1_usize;
        while !self.0.insert(slug.as_str().to_owned()) {
            number += 1;
            slug = Slug::new(&format!("{plain}-{number}"));
        }
        slug
    }
}

#[cfg(test)]
mod tests {
    use super::{Anchors, Numbering};

    #[test]
    fn numbers_begin_again_below_a_new_section() {
        let mut numbers = Numbering::new(true);
        let heads = [
            numbers.chapter(),
            numbers.section(),
            numbers.part(),
            numbers.part(),
            numbers.section(),
            numbers.part(),
            numbers.chapter(),
            numbers.section(),
        ];
        let heads: Vec<&str> = heads.iter().map(super::Head::as_str).collect();
        let expected = [
            "## 1",
            "### 1.1",
            "#### 1.1.1",
            "#### 1.1.2",
            "### 1.2",
            "#### 1.2.1",
            "## 2",
            "### 2.1",
        ];
        assert_eq!(heads, expected);
        assert_eq!(Numbering::new(false).section().as_str(), "###");
    }

    #[test]
    fn no_anchor_is_given_twice() {
        let mut anchors = Anchors::new();
        let given =
            ["GetBook", "getBook", "Activities"].map(|name| anchors.claim(name).to_string());
        assert_eq!(given, ["getbook", "getbook-2", "activities-2"]);
    }
}
