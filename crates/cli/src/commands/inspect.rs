//! `inspect SOURCE`: what was read and what was decided, with the evidence.

use std::fmt::Write as _;
use std::path::Path;

use connector_ingest::Ingested;
use connector_model::diagnostic::Diagnostics;
use connector_model::lower::{Lowered, NamingRecord};
use connector_model::recipe::{Places, Recipe};
use connector_model::service::{Decision, Service};
use serde_json::json;

use crate::args::{InspectArgs, InspectFormat};
use crate::commands::{Status, report};
use crate::connector::{Basis, RECIPE, basis, load, parse_recipe, read_recipe};
use crate::pipeline;
use crate::printer::{Printer, printable};
use crate::sources::{Source, read_all};

/// Shows what was read and decided.
pub(crate) fn run(args: &InspectArgs, printer: &mut Printer) -> Result<Status, Diagnostics> {
    let subject = subject(args, printer)?;
    let (service, ingested) = pipeline::ingest(&subject.sources, &subject.recipe, printer)?;
    let chosen = pipeline::chosen(&service, &subject.recipe, printer)?;
    let amended = pipeline::amended(&chosen, &subject.recipe, &subject.places, printer)?;
    if matches!(args.format, InspectFormat::Mermaid | InspectFormat::Svg) {
        let lowered = pipeline::lowered(&amended, &subject.recipe, &subject.names, printer)?;
        printer.out(&picture(&lowered, args.format));
        return Ok(Status::Done);
    }
    // A service without a name can be looked at all the same, so a missing name is only reported.
    let lowered = pipeline::lowered(&amended, &subject.recipe, &subject.names, printer);
    let named = lowered
        .as_ref()
        .map(|lowered| lowered.decisions.clone())
        .unwrap_or_default();
    if let Err(findings) = lowered {
        printer.findings(findings);
    }
    let decisions: Vec<&Decision> = ingested.decisions.iter().chain(&named).collect();
    fields(&amended, &ingested, &decisions, printer);
    printer.out(&text(&amended, &ingested, &decisions, &subject.sources));
    Ok(Status::Done)
}

/// What is looked at, and with which recipe.
struct Subject {
    sources: Vec<Source>,
    recipe: Recipe,
    places: Places,
    names: NamingRecord,
}

fn subject(args: &InspectArgs, printer: &mut Printer) -> Result<Subject, Diagnostics> {
    let mut subject = match &args.sources[..] {
        [folder] if Path::new(folder).join(RECIPE).is_file() => connector(folder, printer)?,
        sources => Subject {
            sources: read_all(sources)?,
            recipe: Recipe::default(),
            places: Places::default(),
            names: NamingRecord::default(),
        },
    };
    if let Some(config) = &args.config {
        let text = read_recipe(config)?;
        (subject.recipe, subject.places) = parse_recipe(config, &text, printer)?;
    }
    report::add_facts(&mut subject.recipe, &args.facts, &args.operations);
    if !args.operations.is_empty() {
        subject
            .recipe
            .connector
            .operations
            .clone_from(&args.operations);
    }
    Ok(subject)
}

fn connector(folder: &str, printer: &mut Printer) -> Result<Subject, Diagnostics> {
    let connector = load(Path::new(folder), printer)?;
    let sources = match basis(&connector, &[], printer)? {
        Basis::Sources(sources) => sources,
        Basis::Snapshot => Vec::new(),
    };
    Ok(Subject {
        sources,
        recipe: connector.recipe,
        places: connector.places,
        names: connector.names,
    })
}

fn picture(lowered: &Lowered, format: InspectFormat) -> String {
    match format {
        InspectFormat::Svg => connector_emit::diagram::emit(&lowered.domain),
        _ => connector_emit::diagram::mermaid(&lowered.domain),
    }
}

fn fields(service: &Service, ingested: &Ingested, decisions: &[&Decision], printer: &mut Printer) {
    printer.field("service", json!(service));
    printer.field("decisions", json!(decisions));
    printer.field("redactions", json!(ingested.redactions));
}

fn text(
    service: &Service,
    ingested: &Ingested,
    decisions: &[&Decision],
    sources: &[Source],
) -> String {
    let mut out = String::new();
    for (source, summary) in sources.iter().zip(&ingested.summary) {
        let _ = writeln!(
            out,
            "{}: {}, {} requests, {} examples",
            printable(&source.name),
            summary.kind,
            summary.requests,
            summary.examples
        );
    }
    let _ = writeln!(out, "\noperations:");
    for operation in &service.operations {
        let examples = operation.examples.len();
        let _ = writeln!(
            out,
            "  {}  {}  {examples} examples",
            printable(&operation.name),
            operation.method
        );
    }
    let _ = writeln!(out, "\ndecisions (`?` could have been taken otherwise):");
    for decision in decisions {
        let mark = if decision.guessed { '?' } else { ' ' };
        let _ = writeln!(
            out,
            "{mark} {}: {}",
            printable(&decision.subject),
            printable(&decision.verdict)
        );
        let _ = writeln!(out, "      {}", printable(&decision.evidence));
    }
    out
}
