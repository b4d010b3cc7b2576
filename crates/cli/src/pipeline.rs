//! The pipeline between sources and files, phase by phase; a phase with an error ends the command.

use connector_emit::Options;
use connector_ingest::{Hints, Ingested, SourceText};
use connector_model::amend::amend;
use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::files::{File, Files, Ownership, RelPath};
use connector_model::lower::{Lowered, NamingRecord, lower};
use connector_model::recipe::{Places, Recipe};
use connector_model::service::Service;
use connector_model::slice::slice;

use crate::codes;
use crate::connector::RECIPE;
use crate::printer::Printer;
use crate::sources::Source;

/// Reads sources with what the recipe says about them.
pub(crate) fn ingest(
    sources: &[Source],
    recipe: &Recipe,
    printer: &mut Printer,
) -> Result<(Service, Ingested), Diagnostics> {
    let offset = printer.add_sources(sources);
    let texts: Vec<SourceText<'_>> = sources
        .iter()
        .map(|source| SourceText {
            name: &source.name,
            bytes: &source.bytes,
        })
        .collect();
    let mut ingested = connector_ingest::ingest(&texts, &Hints::from_recipe(recipe));
    let findings = std::mem::take(&mut ingested.diagnostics);
    printer.phase(shifted(findings, offset))?;
    match ingested.service.take() {
        Some(service) => Ok((service, ingested)),
        None => Err(nothing()),
    }
}

/// The findings with their places counted from this source on.
fn shifted(findings: Diagnostics, by: usize) -> Diagnostics {
    let mut out = Diagnostics::new();
    for mut finding in findings {
        let notes = finding
            .notes
            .iter_mut()
            .filter_map(|note| note.place.as_mut());
        for place in finding.place.iter_mut().chain(notes) {
            place.source += by;
        }
        out.push(finding);
    }
    out
}

/// The operations that the recipe chooses: the snapshot of the connector.
pub(crate) fn chosen(
    service: &Service,
    recipe: &Recipe,
    printer: &mut Printer,
) -> Result<Service, Diagnostics> {
    let (sliced, findings) = slice(service, &recipe.connector.operations);
    printer.phase(findings)?;
    Ok(sliced)
}

/// The service model with what the recipe says about it.
pub(crate) fn amended(
    snapshot: &Service,
    recipe: &Recipe,
    places: &Places,
    printer: &mut Printer,
) -> Result<Service, Diagnostics> {
    let (service, findings) = amend(snapshot.clone(), recipe, places);
    printer.phase(findings)?;
    Ok(service)
}

/// The domain model of an amended service.
pub(crate) fn lowered(
    service: &Service,
    recipe: &Recipe,
    names: &NamingRecord,
    printer: &mut Printer,
) -> Result<Lowered, Diagnostics> {
    let (lowered, findings) = lower(service, recipe, names);
    printer.phase(findings)?;
    lowered.ok_or_else(nothing)
}

/// The files of the connector, with its recipe.
pub(crate) fn files(
    lowered: &Lowered,
    recipe: &Recipe,
    recipe_text: &str,
    printer: &mut Printer,
) -> Result<Files, Diagnostics> {
    let (mut files, findings) = connector_emit::emit(&lowered.domain, recipe, &Options::default());
    printer.phase(findings)?;
    let recipe = File {
        text: recipe_text.to_owned(),
        ownership: Ownership::User,
    };
    files.insert(rel_path(RECIPE), recipe);
    Ok(files)
}

/// A path that this program's source names.
pub(crate) fn rel_path(fixed: &str) -> RelPath {
    RelPath::parse(fixed).expect("paths in the source are valid")
}

fn nothing() -> Diagnostics {
    Diagnostic::new(
        &codes::NO_DOMAIN,
        "no connector could be made of the sources",
    )
    .help("look at the findings above; `connector-gen inspect SOURCE` shows what was read")
    .into()
}
