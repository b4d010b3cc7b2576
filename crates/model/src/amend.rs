//! What the recipe says about the service model, applied to it.

mod elements;
mod map;
mod operations;
mod slots;

#[cfg(test)]
mod tests;

use crate::codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::recipe::{Places, Recipe};
use crate::service::Service;
use crate::slice::restricted;
use crate::suggestion::suggestions;

/// Applies the recipe: endpoints of operations; kinds, types, removals, presence, enumerations and
/// descriptions of elements. Names and removed structures are the lowering's work.
///
/// Before [`crate::slice::slice`] addresses of operations that are not chosen are known, after it they
/// are reported as unknown. `places` says where the recipe's keys stand.
pub fn amend(service: Service, recipe: &Recipe, places: &Places) -> (Service, Diagnostics) {
    let mut amendment = Amendment {
        service,
        places,
        out: Diagnostics::new(),
    };
    operations::apply(&mut amendment, recipe);
    elements::apply(&mut amendment, recipe);
    let Amendment { service, out, .. } = amendment;
    let operations = service.operations.clone();
    (restricted(&service, operations), out)
}

/// The service on its way, and what is found meanwhile.
struct Amendment<'a> {
    service: Service,
    places: &'a Places,
    out: Diagnostics,
}

impl Amendment<'_> {
    /// Reports a finding about a key of the recipe.
    fn report(&mut self, rule: &'static Rule, key: &[&str], message: String, help: String) {
        let mut finding = Diagnostic::new(rule, message).help(help);
        finding.place = self.places.of(key).cloned();
        self.out.push(finding);
    }

    /// Reports an address that matches nothing.
    fn unmatched<'k>(
        &mut self,
        key: &[&str],
        what: &str,
        address: &str,
        known: impl Iterator<Item = &'k str>,
    ) {
        let near = suggestions(address, known);
        let help = if near.is_empty() {
            "correct or remove it; `inspect` lists what there is".to_owned()
        } else {
            format!("did you mean `{}`?", near.join("` or `"))
        };
        let message = format!("there is no {what} `{address}`");
        self.report(&codes::RECIPE_ADDRESS, key, message, help);
    }
}
