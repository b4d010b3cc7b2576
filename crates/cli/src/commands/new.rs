//! `new`: a connector from samples.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use connector_emit::engine::Overrides;
use connector_emit::rust::manifest::crate_name;
use connector_ingest::{Ingested, SourceKind};
use connector_model::amend::amend;
use connector_model::codes::NAME_FROM_TITLE;
use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::files::Files;
use connector_model::lower::{NamingRecord, lower};
use connector_model::recipe::{Places, Recipe};
use connector_model::service::{Decision, Service};
use connector_update::digest::Digest;
use connector_update::lock::{self, Lock};

use crate::apply;
use crate::args::NewArgs;
use crate::codes;
use crate::commands::prepared::{Generated, prepare};
use crate::commands::{Status, choice, recipe_text, report};
use crate::connector::{RECIPE, parse_recipe, read_recipe};
use crate::folder::{Folder, unwritable};
use crate::paths::{bound, resolved, shown};
use crate::pipeline;
use crate::printer::Printer;
use crate::runtime_folder;
use crate::sources::{STDIN, Source, digest, read_all};
use crate::templates;

/// Writes a connector from samples.
pub(crate) fn run(args: &NewArgs, printer: &mut Printer) -> Result<Status, Diagnostics> {
    let sources = read_all(&args.sources)?;
    let start = start(args, printer)?;
    let mut recipe = start.recipe;
    let (service, ingested) = pipeline::ingest(&sources, &recipe, printer)?;
    if !ingested
        .summary
        .iter()
        .any(|source| source.kind == SourceKind::Sample)
    {
        recipe.sample.operation = start.named;
    }
    if recipe.connector.operations.is_empty() {
        recipe.connector.operations = choice::operations(&service, printer)?;
    }
    let snapshot = pipeline::chosen(&service, &recipe, printer)?;
    let crate_name = name_it(&mut recipe, &start.places, &snapshot, printer)?;
    let path = destination(args, &crate_name)?;
    let named = name_sources(args, &sources, &path, &mut recipe, printer);
    let recipe_text = recipe_text::new(start.text.as_deref(), &recipe);
    let (recipe, places) = parse_recipe(RECIPE, &recipe_text, printer)?;
    let amended = pipeline::amended(&snapshot, &recipe, &places, printer)?;
    let lowered = pipeline::lowered(&amended, &recipe, &NamingRecord::default(), printer)?;
    let templates = Overrides::new();
    let files = pipeline::files(&lowered, &recipe, &recipe_text, &templates, printer)?;
    let generated = Generated {
        snapshot: &snapshot,
        lowered: &lowered,
        files: &files,
        recipe_text: &recipe_text,
        templates: &templates,
        sources: named,
    };
    let status = write(&path, &recipe, &generated, printer)?;
    decisions(&ingested, &lowered.decisions, printer);
    next_steps(&path, &files, printer);
    Ok(status)
}

/// What `new` begins with: the given recipe and what the command line said.
struct Start {
    text: Option<String>,
    recipe: Recipe,
    places: Places,
    /// The name of a bare body that the given recipe has; the command line's is only for bodies.
    named: Option<String>,
}

fn start(args: &NewArgs, printer: &mut Printer) -> Result<Start, Diagnostics> {
    let mut start = Start {
        text: None,
        recipe: Recipe::default(),
        places: Places::default(),
        named: None,
    };
    if let Some(config) = &args.config {
        let text = read_recipe(config)?;
        (start.recipe, start.places) = parse_recipe(config, &text, printer)?;
        templates::refuse(&start.recipe, &start.places)?;
        start.text = Some(text);
    }
    start.named.clone_from(&start.recipe.sample.operation);
    report::add_facts(&mut start.recipe, &args.facts, &args.operations);
    if !args.operations.is_empty() {
        start
            .recipe
            .connector
            .operations
            .clone_from(&args.operations);
    }
    Ok(start)
}

/// Writes the name that the connector gets into its recipe, so that a new source does not rename it; the
/// result is the name of its crate.
fn name_it(
    recipe: &mut Recipe,
    places: &Places,
    snapshot: &Service,
    printer: &mut Printer,
) -> Result<String, Diagnostics> {
    let (amended, findings) = amend(snapshot.clone(), recipe, places);
    if findings.has_errors() {
        return Err(findings);
    }
    let (lowered, findings) = lower(&amended, recipe, &NamingRecord::default());
    let Some(lowered) = lowered else {
        return Err(findings);
    };
    if recipe.connector.name.is_none() {
        // Where the name comes from is only said while the recipe does not have it.
        let mut about = Diagnostics::new();
        for finding in findings {
            if finding.rule == &NAME_FROM_TITLE {
                about.push(finding);
            }
        }
        printer.findings(about);
        recipe.connector.name = Some(lowered.domain.name.clone());
    }
    Ok(crate_name(&lowered.domain, recipe).0)
}

/// The connector's folder, which must be new, empty, or left behind by a `new` that was killed.
fn destination(args: &NewArgs, crate_name: &str) -> Result<PathBuf, Diagnostics> {
    let given = match &args.out {
        Some(out) if out.is_empty() => {
            return Err(
                Diagnostic::new(&codes::UNWRITABLE, "`--out` names no folder")
                    .help("name a folder that is new or empty with `--out DIR`")
                    .into(),
            );
        }
        Some(out) => PathBuf::from(out),
        None => PathBuf::from(report::default_folder(crate_name)?),
    };
    let path = std::path::absolute(&given).map_err(|error| unwritable(&given, &error))?;
    let Ok(metadata) = path.symlink_metadata() else {
        return resolved(&path).map_err(|error| unwritable(&given, &error));
    };
    if metadata.is_symlink() {
        let message = format!("`{}` is a link", given.display());
        return Err(Diagnostic::new(&codes::SYMLINK, message)
            .help("name the folder that it leads to with `--out`")
            .into());
    }
    let path = resolved(&path).map_err(|error| unwritable(&given, &error))?;
    let not_empty = |what: &str| {
        let message = format!("`{}` {what}", given.display());
        Diagnostics::from(
            Diagnostic::new(&codes::OUT_NOT_EMPTY, message)
                .help("name a folder that is new or empty with `--out DIR`"),
        )
    };
    if !metadata.is_dir() {
        return Err(not_empty("is a file"));
    }
    let folder = Folder::open(&path)?;
    if folder.exists(lock::FILE) {
        let message = format!("`{}` is a connector already", given.display());
        let help = format!(
            "bring it up to date with `connector-gen regenerate {}`, or name another folder with `--out DIR`",
            given.display()
        );
        return Err(Diagnostic::new(&codes::OUT_IS_CONNECTOR, message)
            .help(help)
            .into());
    }
    if folder.exists(apply::STAGE) {
        return Ok(path);
    }
    let own = own_files(args, &path);
    let foreign = folder
        .names()?
        .into_iter()
        .find(|name| name != ".git" && !own.contains(name));
    match foreign {
        Some(name) => Err(not_empty(&format!(
            "is not empty: it has `{name}` and no `{}`",
            lock::FILE
        ))),
        None => Ok(path),
    }
}

/// Names directly in the folder that the command line itself gave: sources and the recipe.
fn own_files(args: &NewArgs, folder: &Path) -> Vec<String> {
    let given = args.sources.iter().chain(&args.config);
    let inside = given.filter_map(|name| {
        let path = resolved(Path::new(name)).ok()?;
        let below = path.strip_prefix(folder).ok()?;
        below
            .components()
            .next()?
            .as_os_str()
            .to_str()
            .map(str::to_owned)
    });
    inside.collect()
}

/// Writes the names of the sources, relative to the connector, into the recipe; their digests are for the lock.
fn name_sources(
    args: &NewArgs,
    sources: &[Source],
    folder: &Path,
    recipe: &mut Recipe,
    printer: &mut Printer,
) -> BTreeMap<String, Digest> {
    let mut digests = BTreeMap::new();
    recipe.connector.sources.clear();
    for (at, given) in args.sources.iter().enumerate() {
        let name = report::source_name(given, folder, printer);
        let digest = digest(sources, at);
        if let Some(name) = &name {
            recipe.connector.sources.push(name.clone());
        }
        digests.insert(name.unwrap_or_else(|| STDIN.to_owned()), digest);
    }
    if recipe.connector.sources.len() < args.sources.len() {
        // A part of the sources would give another connector than all of them.
        recipe.connector.sources.clear();
    }
    digests
}

fn write(
    path: &Path,
    recipe: &Recipe,
    generated: &Generated<'_>,
    printer: &mut Printer,
) -> Result<Status, Diagnostics> {
    let parent = path.parent().unwrap_or(path);
    let (need, findings) = runtime_folder::look(parent, recipe)?;
    printer.findings(findings);
    let folder = Folder::create(path)?;
    let _lock = apply::lock(&folder)?;
    let prepared = prepare(&folder, &Lock::default(), None, generated)?;
    let applied = apply::apply(&folder, &prepared.plan, &prepared.disk, &prepared.record)?;
    printer.findings(applied.findings);
    if need == runtime_folder::Need::Write {
        runtime_folder::write(&Folder::open(parent)?)?;
    }
    report::plan(&folder, &prepared.plan, printer);
    report::written(path, generated.files.len(), need, printer);
    Ok(if prepared.plan.has_conflicts() || applied.has_conflicts {
        Status::Conflicts
    } else {
        Status::Done
    })
}

/// Says how much was guessed, and where to look.
fn decisions(ingested: &Ingested, names: &[Decision], printer: &mut Printer) {
    let guessed = ingested
        .decisions
        .iter()
        .chain(names)
        .filter(|decision| decision.guessed)
        .count();
    printer.field("guessed", guessed.into());
    if guessed > 0 {
        let noun = if guessed == 1 {
            "decision"
        } else {
            "decisions"
        };
        printer.say(&format!("{guessed} {noun} could have been taken otherwise; `connector-gen inspect` lists them with the evidence"));
    }
}

fn next_steps(path: &Path, files: &Files, printer: &mut Printer) {
    let shown = shown(path);
    let mut steps = vec!["cargo test".to_owned()];
    if shown != "." {
        steps.insert(0, format!("cd {}", report::shell_word(&shown)));
    }
    let examples = files
        .keys()
        .filter_map(|path| path.as_str().strip_prefix("examples/")?.strip_suffix(".rs"));
    steps.extend(
        examples
            .take(1)
            .map(|name| format!("cargo run --example {name}")),
    );
    printer.field("next", serde_json::json!(steps));
    printer.say("\nnext:");
    for step in &steps {
        printer.say(&format!("  {step}"));
    }
    let limit = bound(path);
    printer.say_more(&format!(
        "`regenerate` looks for sources below {}",
        limit.display()
    ));
}
