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

use engine::{Engine, RenderError};

/// What is emitted besides what the domain model and the recipe say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {}

/// Makes the files of a connector. No file comes with at least one error among the findings.
pub fn emit(domain: &Domain, recipe: &Recipe, _options: &Options) -> (Files, Diagnostics) {
    let mut draft = Draft::default();
    if domain.activities.is_empty() {
        draft.diagnostics.push(
            Diagnostic::new(&codes::NO_ACTIVITY, "the connector has no operation")
                .help("name one that the source has with `--operation`"),
        );
    } else if let Err(error) = fill(domain, recipe, &mut draft) {
        draft.diagnostics.push(internal(&error.to_string()));
    }
    draft.finish()
}

/// The pipeline: the crate, the page, the picture.
fn fill(domain: &Domain, recipe: &Recipe, draft: &mut Draft) -> Result<(), RenderError> {
    let engine = Engine::shared()?;
    rust::emit(domain, recipe, engine, draft)?;
    let (page, findings) = page::emit(domain, recipe, engine)?;
    draft.findings.push(findings);
    draft.text(&format!("docs/{}.md", domain.slug), page);
    draft.text("docs/domain-model.svg", diagram::emit(domain));
    Ok(())
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
