//! The documentation page.

use connector_model::diagnostic::Diagnostics;
use connector_model::domain::Domain;
use connector_model::recipe::Recipe;

use crate::engine::{Engine, RenderError, Templates};

/// Templates of the page.
pub const TEMPLATES: Templates = &[];

/// Makes the page.
pub fn emit(
    _domain: &Domain,
    _recipe: &Recipe,
    _engine: &Engine,
) -> Result<(String, Diagnostics), RenderError> {
    Ok((String::new(), Diagnostics::new()))
}
