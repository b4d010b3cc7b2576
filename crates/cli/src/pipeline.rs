//! The pipeline between sources and files, phase by phase; a phase with an error ends the command.

use connector_emit::Options;
use connector_emit::codes::PAGE_TEXT_MISSING;
use connector_emit::engine::Overrides;
use connector_emit::rust::names::given;
use connector_ingest::{Hints, Ingested, SourceText};
use connector_model::amend::amend;
use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::files::{File, Files, Ownership, RelPath};
use connector_model::lower::{Lowered, NamingRecord, lower, lower_again};
use connector_model::recipe::{Places, Recipe};
use connector_model::service::Service;
use connector_model::slice::slice;
use connector_model::surface::Surface;

use crate::args::Format;
use crate::codes;
use crate::connector::RECIPE;
use crate::printer::Printer;
use crate::settings::Verbosity;
use crate::sources::Source;

/// Bytes of sources that can take longer than a second.
const SLOW_BYTES: usize = 24 << 20;

/// Reads sources with what the recipe says about them.
pub(crate) fn ingest(
    sources: &[Source],
    recipe: &Recipe,
    printer: &mut Printer,
) -> Result<(Service, Ingested), Diagnostics> {
    let bytes: usize = sources.iter().map(|source| source.bytes.len()).sum();
    if bytes > SLOW_BYTES {
        printer.progress(&format!("reading {} MiB", bytes >> 20));
    }
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
    named(lowered)
}

/// The domain model of an amended service of which there is a connector already, with all names that it has.
pub(crate) fn lowered_again(
    service: &Service,
    recipe: &Recipe,
    before: &NamingRecord,
    printer: &mut Printer,
) -> Result<Lowered, Diagnostics> {
    let (lowered, findings) = lower_again(service, recipe, before);
    printer.phase(findings)?;
    named(lowered)
}

/// Lowers no further; what the emitter names besides is for the record.
fn named(lowered: Option<Lowered>) -> Result<Lowered, Diagnostics> {
    let mut lowered = lowered.ok_or_else(nothing)?;
    given::complete(&mut lowered);
    Ok(lowered)
}

/// What programs can name of the crate that comes of an amended service, and all names in it, which the next version
/// keeps. Nothing is known of one that no crate comes of.
pub(crate) fn surface(
    service: &Service,
    recipe: &Recipe,
    names: &NamingRecord,
) -> (Surface, NamingRecord) {
    let (lowered, _) = lower(service, recipe, names);
    let Some(lowered) = lowered else {
        return (Surface::default(), names.clone());
    };
    let surface = connector_emit::rust::surface::surface(&lowered.domain, recipe);
    let mut all = names.clone();
    all.0.extend(lowered.record.0);
    if let Some(names) = given::all(service, recipe, &all) {
        all.0.extend(names.0);
    }
    (surface, all)
}

/// The same of the next version, in which what exists keeps its name.
pub(crate) fn surface_again(service: &Service, recipe: &Recipe, before: &NamingRecord) -> Surface {
    let (lowered, _) = lower_again(service, recipe, before);
    lowered.map_or_else(Surface::default, |lowered| {
        connector_emit::rust::surface::surface(&lowered.domain, recipe)
    })
}

/// The files of the connector, with its recipe; `templates` are those of the user's.
pub(crate) fn files(
    lowered: &Lowered,
    recipe: &Recipe,
    recipe_text: &str,
    templates: &Overrides,
    printer: &mut Printer,
) -> Result<Files, Diagnostics> {
    let options = Options {
        templates: templates.clone(),
    };
    let (mut files, findings) = connector_emit::emit(&lowered.domain, recipe, &options);
    let settings = printer.settings();
    if settings.format == Format::Json || settings.verbosity == Verbosity::Verbose {
        printer.phase(findings)?;
    } else {
        printer.phase(page_texts_together(findings))?;
    }
    let recipe = File {
        text: recipe_text.to_owned(),
        ownership: Ownership::User,
    };
    files.insert(rel_path(RECIPE), recipe);
    Ok(files)
}

/// The findings with those about texts that the page lacks as one: a new connector has eight of them, and whoever
/// wants the page looks them up once.
fn page_texts_together(findings: Diagnostics) -> Diagnostics {
    let mut others = Diagnostics::new();
    let mut texts = Vec::new();
    for finding in findings {
        if finding.rule == &PAGE_TEXT_MISSING {
            texts.push(finding);
        } else {
            others.push(finding);
        }
    }
    if texts.len() < 2 {
        for finding in texts {
            others.push(finding);
        }
        return others;
    }
    let lacks = texts.iter().map(|finding| {
        let message = finding.message.as_str();
        message.strip_prefix("the page lacks ").unwrap_or(message)
    });
    let message = format!(
        "the documentation page lacks {} texts that no source has: {}",
        texts.len(),
        lacks.collect::<Vec<_>>().join(", ")
    );
    others.push(Diagnostic::new(&PAGE_TEXT_MISSING, message).help(
        "write them into `[page]` of `connector.toml`; `connector-gen check --verbose` shows the key of each",
    ));
    others
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
