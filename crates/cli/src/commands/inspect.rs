//! `inspect SOURCE`: what was read and what was decided, with the evidence.

use std::fmt::Write as _;
use std::path::Path;

use connector_ingest::{Ingested, SourceKind, SourceSummary};
use connector_model::diagnostic::Diagnostics;
use connector_model::lower::{Lowered, NamingRecord};
use connector_model::recipe::{Places, Recipe};
use connector_model::service::{Decision, Evidence, Example, Operation, Origin, Service};
use serde_json::json;

use crate::args::{InspectArgs, InspectFormat};
use crate::commands::{Status, report, services};
use crate::connector::{Basis, RECIPE, basis, load, parse_recipe, read_recipe};
use crate::pipeline;
use crate::printer::{Printer, printable, shortened};
use crate::sources::{Source, models, read_all};

/// Shows what was read and decided.
pub(crate) fn run(args: &InspectArgs, printer: &mut Printer) -> Result<Status, Diagnostics> {
    if let [name] = &args.sources[..]
        && let Some(all) = models::all(name)
    {
        return services::run(&all, args, printer);
    }
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

/// What was read, then for each operation what was decided about it.
fn text(
    service: &Service,
    ingested: &Ingested,
    decisions: &[&Decision],
    sources: &[Source],
) -> String {
    let mut out = String::new();
    for (source, summary) in sources.iter().zip(&ingested.summary) {
        let name = printable(&source.name);
        let _ = writeln!(out, "{name}: {}", read(summary));
    }
    let _ = writeln!(out, "\noperations:");
    for operation in &service.operations {
        let samples = if service.evidence == Evidence::Model {
            String::new()
        } else {
            format!(
                "  {}",
                counted(operation.examples.len(), "sample", "samples")
            )
        };
        let line = format!("  {}  {}{samples}", operation.name, operation.method);
        let _ = writeln!(out, "{}{}", printable(&line), statuses(operation));
    }
    if decisions.is_empty() {
        // A model states everything.
        return out;
    }
    let _ = writeln!(
        out,
        "\ndecisions (what begins with `?` could have been taken otherwise):"
    );
    for operation in &service.operations {
        let _ = writeln!(out, "\n{}", printable(&operation.name));
        let is_about = |decision: &&&Decision| is_about(operation, &decision.subject);
        let mut about: Vec<_> = decisions.iter().filter(is_about).collect();
        about.sort_by_key(|decision| part(operation, &decision.subject));
        for decision in about {
            line(&mut out, decision, sources, &operation.examples);
        }
    }
    let rest: Vec<_> = decisions
        .iter()
        .filter(|decision| decision.subject.is_empty() || !has_operation(decision))
        .collect();
    if !rest.is_empty() {
        let _ = writeln!(out, "\nthe connector");
    }
    for decision in rest {
        line(&mut out, decision, sources, &[]);
    }
    out
}

/// What a source is and how much was in it.
fn read(summary: &SourceSummary) -> String {
    let kind = summary.kind;
    match kind {
        SourceKind::Model => {
            format!(
                "{kind}, {}",
                counted(summary.requests, "operation", "operations")
            )
        }
        SourceKind::Companion => kind.to_string(),
        _ => format!(
            "{kind}, {}, {}",
            counted(summary.requests, "request", "requests"),
            counted(summary.examples, "sample", "samples"),
        ),
    }
}

/// Whether the subject of a decision is an address or an operation; else it is about the connector.
fn has_operation(decision: &Decision) -> bool {
    let first = decision.subject.split(['.', ' ', '[', '{']).next();
    first.is_some_and(|first| !first.is_empty())
}

/// Whether an address is one of an operation's, or its name is the subject.
fn is_about(operation: &Operation, subject: &str) -> bool {
    let Some(rest) = subject.strip_prefix(&operation.name) else {
        return false;
    };
    let begins = |word: &str| {
        let rest = rest.strip_prefix(word);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    rest.is_empty() || ["", "Request", "Response", "Error"].into_iter().any(begins)
}

/// The call before what is sent, and that before what is received.
fn part(operation: &Operation, subject: &str) -> u8 {
    match subject.strip_prefix(&operation.name) {
        Some(rest) if rest.starts_with("Request") => 1,
        Some(rest) if !rest.is_empty() && !rest.starts_with(' ') => 2,
        _ => 0,
    }
}

/// The statuses of an operation's samples: `, with status 200, 404`.
fn statuses(operation: &Operation) -> String {
    let mut statuses: Vec<u16> = operation
        .examples
        .iter()
        .filter_map(|example| example.status)
        .collect();
    statuses.sort_unstable();
    statuses.dedup();
    if statuses.is_empty() {
        return String::new();
    }
    let statuses: Vec<String> = statuses.iter().map(ToString::to_string).collect();
    format!(", with status {}", statuses.join(", "))
}

/// A decision and, below it, why.
fn line(out: &mut String, decision: &Decision, sources: &[Source], examples: &[Example]) {
    let mark = if decision.guessed { '?' } else { ' ' };
    let _ = writeln!(
        out,
        "{mark} {}: {}",
        printable(&decision.subject),
        printable(&decision.verdict)
    );
    let place = sample(decision, sources, examples);
    let _ = writeln!(out, "      {}{place}", printable(&decision.evidence));
}

/// The sample that the evidence names a place of, where there are several.
fn sample(decision: &Decision, sources: &[Source], examples: &[Example]) -> String {
    if !decision.evidence.contains("first at") || examples.len() < 2 {
        return String::new();
    }
    let Origin { source, pointer } = &decision.origin;
    let of_collection = examples.iter().find(|example| {
        let origin = &example.origin;
        !origin.pointer.is_empty()
            && origin.source == *source
            && pointer.starts_with(&format!("{}/", origin.pointer))
    });
    let name = match of_collection {
        Some(example) => &example.name,
        None if sources.len() > 1 => match sources.get(*source) {
            Some(source) => &source.name,
            None => return String::new(),
        },
        None => return String::new(),
    };
    format!(" of `{}`", shortened(&printable(name)))
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
