//! The documentation page: the template of the user's with what the domain model and the recipe say.
//!
//! The words are in `templates/page`; here are the facts for them. What neither a source nor the recipe
//! says is left out and reported. A page in which anything of the bare template is left is an error.

mod activities;
mod authentication;
mod entities;
mod enumerations;
mod facts;
mod figures;
mod gate;
pub mod line;
mod missing;
pub mod numbering;
mod procedure;
mod prose;
mod regions;
mod view;

#[cfg(test)]
mod tests;

use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::domain::Domain;
use connector_model::recipe::{Page, PageProfile, Recipe};
use serde::Serialize;

use crate::codes;
use crate::engine::{Engine, RenderError, Templates};

/// Templates of the page.
pub const TEMPLATES: Templates = &[
    (
        "page/page.md",
        include_str!("../../templates/page/page.md.tera"),
    ),
    (
        "page/preparation.md",
        include_str!("../../templates/page/preparation.md.tera"),
    ),
    (
        "page/authentication.md",
        include_str!("../../templates/page/authentication.md.tera"),
    ),
    (
        "page/procedure.md",
        include_str!("../../templates/page/procedure.md.tera"),
    ),
    (
        "page/step.md",
        include_str!("../../templates/page/step.md.tera"),
    ),
    (
        "page/list_step.md",
        include_str!("../../templates/page/list_step.md.tera"),
    ),
    (
        "page/figure.md",
        include_str!("../../templates/page/figure.md.tera"),
    ),
    (
        "page/reference.md",
        include_str!("../../templates/page/reference.md.tera"),
    ),
    (
        "page/activity.md",
        include_str!("../../templates/page/activity.md.tera"),
    ),
    (
        "page/entity.md",
        include_str!("../../templates/page/entity.md.tera"),
    ),
    (
        "page/entities.md",
        include_str!("../../templates/page/entities.md.tera"),
    ),
    (
        "page/attributes.md",
        include_str!("../../templates/page/attributes.md.tera"),
    ),
    (
        "page/prose.md",
        include_str!("../../templates/page/prose.md.tera"),
    ),
];

/// Which form of the page is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct Form {
    /// Whether the connector is one for AWS.
    aws: bool,
    /// Whether the technical reference is in the Documentation pane: the newer form.
    pane: bool,
    /// Whether it is written for AWS Authentication 3 or later.
    modern: bool,
}

impl Form {
    fn of(domain: &Domain, page: &Page) -> Self {
        let version = page.authentication_version.as_deref().unwrap_or_default();
        let major = version.trim().trim_start_matches('v').split('.').next();
        let major = major.and_then(|major| major.parse::<u32>().ok());
        Self {
            aws: authentication::is_aws(domain),
            pane: page.profile == Some(PageProfile::Pane),
            // The template's own text is for generation 2.
            modern: major.is_some_and(|major| major >= 3),
        }
    }

    /// Whether the module has an enumeration of the regions itself; later ones use the one of AWS Authentication.
    fn has_regions(self) -> bool {
        self.aws && !self.modern && !self.pane
    }
}

/// Makes the page. What it lacks is among the findings; with an error among them it is empty.
pub fn emit(
    domain: &Domain,
    recipe: &Recipe,
    engine: &Engine,
) -> Result<(String, Diagnostics), RenderError> {
    let (view, mut findings) = view::view(domain, recipe);
    let file = format!("docs/{}.md", domain.slug);
    let page = engine.render("page/page.md", &file, &view)?;
    let violations = if engine.is_changed("page/page.md") {
        Vec::new()
    } else {
        gate::violations(&page)
    };
    if violations.is_empty() {
        return Ok((page, findings));
    }
    for violation in violations {
        findings.push(
            Diagnostic::new(&codes::INTERNAL, format!("`{file}`: {violation}"))
                .help("report it to the project with the source that shows it"),
        );
    }
    Ok((String::new(), findings))
}
