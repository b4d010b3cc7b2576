//! Rust, the documentation page and the diagram of a connector, as files in memory.

use std::collections::BTreeSet;

use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::domain::Domain;
use connector_model::files::{File, Files, Ownership, RelPath};
use connector_model::recipe::Recipe;

pub mod text;

pub mod engine;

pub mod rust;

pub mod page;

pub mod diagram;

pub mod codes;

use engine::{Engine, Overrides, RenderError};

/// What is emitted besides what the domain model and the recipe say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Templates of the user's.
    pub templates: Overrides,
}

/// Makes the files of a connector. No file comes with at least one error among the findings.
pub fn emit(domain: &Domain, recipe: &Recipe, options: &Options) -> (Files, Diagnostics) {
    let mut draft = Draft::default();
    if domain.activities.is_empty() {
        draft.diagnostics.push(
            Diagnostic::new(&codes::NO_ACTIVITY, "the connector has no operation")
                .help("name one that the source has with `--operation`"),
        );
    } else if let Err(findings) = fill(domain, recipe, options, &mut draft) {
        draft.findings.push(findings);
    }
    draft.finish()
}

/// Loads the templates and makes the files.
fn fill(
    domain: &Domain,
    recipe: &Recipe,
    options: &Options,
    draft: &mut Draft,
) -> Result<(), Diagnostics> {
    let defect = |error: RenderError| Diagnostics::from(internal(&error.to_string()));
    if options.templates.is_empty() {
        let engine = Engine::shared().map_err(defect)?;
        return fill_with(engine, domain, recipe, draft).map_err(defect);
    }
    let engine = Engine::overridden(&options.templates)
        .map_err(|error| refused(&error, &options.templates))?;
    fill_with(&engine, domain, recipe, draft).map_err(|error| {
        if engine.is_changed(&error.template) {
            refused(&error, &options.templates)
        } else {
            defect(error)
        }
    })
}

/// The pipeline: the crate, the page, the picture.
fn fill_with(
    engine: &Engine,
    domain: &Domain,
    recipe: &Recipe,
    draft: &mut Draft,
) -> Result<(), RenderError> {
    rust::emit(domain, recipe, engine, draft)?;
    let (page, findings) = page::emit(domain, recipe, engine)?;
    draft.findings.push(findings);
    draft.text(&format!("docs/{}.md", domain.slug), page);
    draft.text("docs/domain-model.svg", diagram::emit(domain));
    Ok(())
}

/// What is said of a template of the user's.
fn refused(error: &RenderError, overrides: &Overrides) -> Diagnostics {
    let names: Vec<String> = overrides.keys().map(|name| format!("`{name}`")).collect();
    let help = format!(
        "correct it, begin again with the template of this version, or take it out of the folder; yours are {}",
        names.join(", ")
    );
    Diagnostic::new(&codes::TEMPLATE_REFUSED, error.to_string())
        .help(help)
        .into()
}

fn internal(message: &str) -> Diagnostic {
    Diagnostic::new(&codes::INTERNAL, message)
        .help("report it to the project with the source that shows it")
}

/// Files and findings while they are made.
#[derive(Debug, Default)]
pub struct Draft {
    files: Files,
    /// The paths without case: two files must differ on every system.
    folded: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
    findings: Vec<Diagnostics>,
    /// What each file of Rust must be.
    proofs: Vec<rust::proof::Proof>,
}

impl Draft {
    /// Adds a file of the generator's.
    fn text(&mut self, path: &str, text: String) {
        self.add(path, text, Ownership::Generated);
    }

    /// Adds a file of the user's.
    fn user(&mut self, path: &str, text: String) {
        self.add(path, text, Ownership::User);
    }

    fn add(&mut self, path: &str, text: String, ownership: Ownership) {
        let Ok(path) = RelPath::parse(path) else {
            self.diagnostics
                .push(internal(&format!("`{}` is no path", path.escape_debug())));
            return;
        };
        if !self.folded.insert(path.as_str().to_ascii_lowercase()) {
            self.diagnostics
                .push(internal(&format!("`{path}` would be written twice")));
            return;
        }
        self.files.insert(path, File { text, ownership });
    }

    fn finish(self) -> (Files, Diagnostics) {
        let mut all = Diagnostics::new();
        self.diagnostics
            .into_iter()
            .for_each(|finding| all.push(finding));
        self.findings
            .into_iter()
            .for_each(|findings| all.append(findings));
        if all.has_errors() {
            return (Files::new(), all);
        }
        (self.files, all)
    }
}
