//! Screenshots: a figure stands where the recipe has one, and nowhere else (requirement T9).

use std::collections::{BTreeMap, BTreeSet};

use connector_model::recipe::Figure;
use serde::Serialize;

use super::line::Argument;
use super::missing::Missing;

/// A figure of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct FigureView {
    file: Argument,
    alt: Argument,
}

/// The figures of the recipe, and which of them have found their place.
#[derive(Debug)]
pub(super) struct Figures<'a> {
    said: &'a BTreeMap<String, Figure>,
    used: BTreeSet<&'a str>,
    places: Vec<String>,
}

impl<'a> Figures<'a> {
    pub(super) fn new(said: &'a BTreeMap<String, Figure>) -> Self {
        Self {
            said,
            used: BTreeSet::new(),
            places: Vec::new(),
        }
    }

    /// The figure of a place (`step-3`); spaces in the recipe's key count as hyphens.
    pub(super) fn at(&mut self, place: &str) -> Option<FigureView> {
        self.places.push(place.to_owned());
        let (key, figure) = self
            .said
            .iter()
            .find(|(key, _)| key.trim().replace(' ', "-") == place)?;
        let file = Argument::file(&figure.file)?;
        self.used.insert(key);
        Some(FigureView {
            file,
            alt: Argument::words(&figure.alt),
        })
    }

    /// Reports the figures that found no place.
    pub(super) fn report(self, missing: &mut Missing) {
        let known = self
            .said
            .keys()
            .filter(|key| !self.used.contains(key.as_str()));
        for key in known {
            let help = match (self.places.first(), self.places.last()) {
                (Some(first), Some(last)) => {
                    format!("name a place from `{first}` to `{last}`, and a file like `voices.png`")
                }
                _ => "remove it: this page has no steps".to_owned(),
            };
            missing.unknown(
                format!(
                    "the figure `{}` has no place on the page",
                    key.escape_debug()
                ),
                help,
            );
        }
    }
}
