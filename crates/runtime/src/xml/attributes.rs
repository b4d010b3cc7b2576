//! Attributes of a start tag, and what a declaration has in their form.

use std::collections::BTreeSet;

use super::text::{attribute_value, local, local_start};

/// How many attributes one element may have.
const MAX_ATTRIBUTES: usize = 1024;

/// The part of a start tag behind the name, pair by pair: name and what stands between the quotes. `None` stands for what
/// has another form; nothing follows it.
#[derive(Clone)]
pub(super) struct Attributes<'a>(&'a str);

/// Why the attributes of an element are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    TooMany,
    Malformed,
}

impl<'a> Attributes<'a> {
    pub(super) fn new(tag: &'a str) -> Self {
        Self(tag)
    }

    /// Checks what reading a value does not: that there are not too many, that each has a name of its own, and that
    /// references in values stand for something.
    pub(super) fn check(self) -> Result<(), Refusal> {
        let mut names = BTreeSet::new();
        for (index, attribute) in self.enumerate() {
            if index == MAX_ATTRIBUTES {
                return Err(Refusal::TooMany);
            }
            let (name, value) = attribute.ok_or(Refusal::Malformed)?;
            let is_valid = local_start(name).is_some() && attribute_value(value).is_some();
            if !is_valid || !names.insert(name) {
                return Err(Refusal::Malformed);
            }
        }
        Ok(())
    }

    /// The value of the attribute of exactly that name, else of one of the same local name.
    pub(super) fn value(self, name: &str) -> Option<String> {
        let is_other = |key: &str| local(key) == local(name) && !key.starts_with("xmlns:");
        let mut pairs = self.clone().flatten();
        let exact = pairs.find(|(key, _)| *key == name);
        let pair = exact.or_else(|| self.flatten().find(|(key, _)| is_other(key)));
        pair.and_then(|(_, value)| attribute_value(value))
    }

    /// The first pair and what follows it; `None` where this is no pair (XML 1.0, section 3.1).
    fn pair(&self) -> Option<((&'a str, &'a str), Self)> {
        let pair = self.0.trim_ascii_start();
        let is_apart = pair.len() < self.0.len();
        let (name, rest) = pair.split_once('=')?;
        let rest = rest.trim_ascii_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, rest) = rest[1..].split_once(quote)?;
        is_apart.then_some(((name.trim_ascii_end(), value), Self(rest)))
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Option<(&'a str, &'a str)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.trim_ascii_start().is_empty() {
            return None;
        }
        let (pair, rest) = self.pair().unzip();
        *self = rest.unwrap_or(Self(""));
        Some(pair)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_told_apart_and_anything_else_is_none() {
        for (tag, pairs) in [
            ("", vec![]),
            (" \n", vec![]),
            (" a='1'", vec![Some(("a", "1"))]),
            (
                " a = \"'\"\tb:c=''",
                vec![Some(("a", "'")), Some(("b:c", ""))],
            ),
            (" a='>=' ", vec![Some(("a", ">="))]),
            ("a='1'", vec![None]),
            (" a='1'b='2'", vec![Some(("a", "1")), None]),
            (" a", vec![None]),
            (" a=", vec![None]),
            (" a=1", vec![None]),
            (" a='1", vec![None]),
            (" a='1\"", vec![None]),
        ] {
            assert_eq!(Attributes::new(tag).collect::<Vec<_>>(), pairs, "{tag:?}");
        }
    }

    #[test]
    fn an_attribute_is_found_by_its_name_first_and_by_its_local_name_then() {
        for (tag, value) in [
            (" x:nil='1' nil='2' xsi:nil='3'", Some("3")),
            (" x:nil='1'", Some("1")),
            (" xmlns:nil='1'", None),
            (" nil='&lt;'", Some("<")),
            ("", None),
        ] {
            let found = Attributes::new(tag).value("xsi:nil");
            assert_eq!(found.as_deref(), value, "{tag}");
        }
    }

    #[test]
    fn names_are_unique_and_values_mean_something() {
        for (tag, result) in [
            (" a='1' b='1'", Ok(())),
            (" a='1' a='1'", Err(Refusal::Malformed)),
            (" a b='1'", Err(Refusal::Malformed)),
            (" a='<'", Err(Refusal::Malformed)),
            (" a='&x;'", Err(Refusal::Malformed)),
        ] {
            assert_eq!(Attributes::new(tag).check(), result, "{tag}");
        }
    }
}
