//! `regenerate`: a connector brought up to date.

use std::collections::BTreeMap;
use std::path::Path;

use connector_emit::engine::Overrides;
use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::files::Files;
use connector_model::lower::Lowered;
use connector_model::order;
use connector_model::service::Service;
use connector_update::changes::{Change, Side, changes};
use connector_update::digest::Digest;
use connector_update::lock;
use connector_update::policy::policy;

use crate::apply;
use crate::args::RegenerateArgs;
use crate::codes;
use crate::commands::changes::{list, row, short_list, summary};
use crate::commands::prepared::{Generated, Prepared, prepare};
use crate::commands::upgrade::Upgrade;
use crate::commands::{Status, recipe_text, report, uncommitted};
use crate::connector::{Basis, Connector, RECIPE, basis, find, load, parse_recipe};
use crate::folder::Folder;
use crate::past::Past;
use crate::pipeline;
use crate::printer::Printer;
use crate::runtime_folder::{self, Need};
use crate::settings::Verbosity;
use crate::sources::{STDIN, digest};
use crate::templates;

/// Brings a connector up to date.
pub(crate) fn run(args: &RegenerateArgs, printer: &mut Printer) -> Result<Status, Diagnostics> {
    let path = find(args.folder.as_deref())?;
    let finished = finish_earlier(&path, args.dry_run, printer)?;
    let mut connector = load(&path, printer)?;
    let update = update(&mut connector, &args.from, printer)?;
    let prepared = &update.prepared;
    let (need, findings) = runtime_folder::look(path.parent().unwrap_or(&path), &connector.recipe)?;
    printer.findings(findings);
    let rows: Vec<_> = update.changes.iter().map(row).collect();
    printer.field("changes", rows.into());
    if args.dry_run {
        let verbosity = printer.settings().verbosity;
        printer.out_verbatim(&report::table(&prepared.plan, verbosity), "text");
        printer.findings(report::conflicts(&prepared.plan));
        if !update.changes.is_empty() {
            printer.say(&summary(&update.changes));
        }
        say_upgrade(&update, printer);
        return Ok(status(prepared.plan.has_conflicts()));
    }
    let writes = prepared.writes() || update.recipe_changed;
    let mut has_conflicts = prepared.plan.has_conflicts() || finished;
    if writes {
        if !args.allow_dirty {
            uncommitted::refuse(&connector, &update.files)?;
        }
        has_conflicts |= apply(&connector, &update, printer)?;
    }
    if need == Need::Write {
        runtime_folder::write(&Folder::open(path.parent().unwrap_or(&path))?)?;
        report::wrote_runtime(&path, printer);
    }
    say(&connector, &update, writes, printer);
    Ok(status(has_conflicts))
}

fn status(has_conflicts: bool) -> Status {
    if has_conflicts {
        Status::Conflicts
    } else {
        Status::Done
    }
}

/// Finishes what a killed run began, or says that it would be; whether that leaves something for the user.
pub(crate) fn finish_earlier(
    path: &Path,
    is_dry: bool,
    printer: &mut Printer,
) -> Result<bool, Diagnostics> {
    let folder = Folder::open(path)?;
    let has_begun = folder.exists(apply::JOURNAL);
    if !has_begun && (is_dry || !folder.exists(apply::STAGE)) {
        return Ok(false);
    }
    if is_dry {
        let message = format!("an earlier run in `{}` was interrupted", folder.shown());
        let finding = Diagnostic::new(&codes::INTERRUPTED, message)
            .help("`connector-gen regenerate` finishes it first");
        printer.findings(finding.into());
        return Ok(true);
    }
    let _lock = apply::lock(&folder)?;
    let Some(applied) = apply::recover(&folder)? else {
        return Ok(false);
    };
    printer.say(&format!(
        "finished what an interrupted run began in {}",
        report::subject(path)
    ));
    printer.findings(applied.findings);
    Ok(applied.has_conflicts)
}

/// What a run makes of a connector.
pub(crate) struct Update {
    /// What would be written.
    pub(crate) prepared: Prepared,
    /// The generated files.
    pub(crate) files: Files,
    /// What changed since the last run.
    pub(crate) changes: Vec<Change>,
    /// Whether `--from` changed the recipe.
    pub(crate) recipe_changed: bool,
    /// What this version of the tool changes by itself, if another one was at work before.
    pub(crate) upgrade: Option<Upgrade>,
    /// Templates of the user's.
    pub(crate) templates: Overrides,
}

/// Makes the files of a connector and plans what happens to those that are there.
pub(crate) fn update(
    connector: &mut Connector,
    from: &[String],
    printer: &mut Printer,
) -> Result<Update, Diagnostics> {
    let basis = basis(connector, from, printer)?;
    let recipe_changed = rename_sources(connector, from, printer)?;
    let snapshot = snapshot(connector, &basis, printer)?;
    let amended = pipeline::amended(&snapshot, &connector.recipe, &connector.places, printer)?;
    let past = Past::of(connector);
    let lowered = lowered(connector, &past, &amended, printer)?;
    let templates = templates::read(&connector.folder, &connector.recipe, &connector.places)?;
    let text = &connector.recipe_text;
    let files = pipeline::files(&lowered, &connector.recipe, text, &templates, printer)?;
    let changes = since(connector, &amended, &lowered, printer)?;
    let generated = Generated {
        snapshot: &snapshot,
        lowered: &lowered,
        files: &files,
        recipe_text: &connector.recipe_text,
        templates: &templates,
        sources: digests(connector, &basis),
    };
    let prepared = prepare(&connector.folder, &connector.lock, Some(&past), &generated)?;
    let upgrade = Upgrade::of(&connector.lock, &past, &files);
    Ok(Update {
        prepared,
        files,
        changes,
        recipe_changed,
        upgrade,
        templates,
    })
}

/// Writes other sources into the recipe, in memory.
fn rename_sources(
    connector: &mut Connector,
    from: &[String],
    printer: &mut Printer,
) -> Result<bool, Diagnostics> {
    if from.is_empty() {
        return Ok(false);
    }
    let folder = connector.folder.path().to_path_buf();
    let names: Option<Vec<String>> = from
        .iter()
        .map(|given| report::source_name(given, &folder, printer))
        .collect();
    // A source that cannot be read again leaves none: the snapshot is what counts from then on.
    let names = names.unwrap_or_default();
    if names == connector.recipe.connector.sources {
        return Ok(false);
    }
    let Some(text) = recipe_text::with_sources(&connector.recipe_text, &names) else {
        return Ok(false);
    };
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    let message = format!("`{RECIPE}` says `sources = [{}]` now", quoted.join(", "));
    printer.findings(Diagnostic::new(&codes::FROM_COUNT, message).into());
    let (recipe, places) = parse_recipe(RECIPE, &text, printer)?;
    (connector.recipe, connector.places, connector.recipe_text) = (recipe, places, text);
    Ok(true)
}

/// The service model to generate from, sliced to the chosen operations.
fn snapshot(
    connector: &Connector,
    basis: &Basis,
    printer: &mut Printer,
) -> Result<Service, Diagnostics> {
    match basis {
        Basis::Sources(sources) => {
            let (service, _) = pipeline::ingest(sources, &connector.recipe, printer)?;
            let mut chosen = pipeline::chosen(&service, &connector.recipe, printer)?;
            if let Some(older) = &connector.snapshot {
                order::keep(&mut chosen, older);
            }
            Ok(chosen)
        }
        Basis::Snapshot => {
            let service = connector.snapshot.clone().unwrap_or_default();
            pipeline::chosen(&service, &connector.recipe, printer)
        }
    }
}

/// The domain model, in which what exists keeps its name.
///
/// Where neither the API nor the recipe changed, the record has all that the names depend on; to look for them once
/// more would take as long as to lower.
fn lowered(
    connector: &Connector,
    past: &Past<'_>,
    amended: &Service,
    printer: &mut Printer,
) -> Result<Lowered, Diagnostics> {
    if !past.is_of(amended) {
        let before = past.names();
        return pipeline::lowered_again(amended, &connector.recipe, &before, printer);
    }
    let mut lowered = pipeline::lowered(amended, &connector.recipe, &connector.names, printer)?;
    // Names that nothing has any more stay in the record.
    for (address, name) in &connector.names.0 {
        let names = lowered.record.0.entry(address.clone());
        names.or_insert_with(|| name.clone());
    }
    Ok(lowered)
}

/// What changed since the last run, with the recipe as it is now on both sides.
fn since(
    connector: &Connector,
    amended: &Service,
    lowered: &Lowered,
    printer: &mut Printer,
) -> Result<Vec<Change>, Diagnostics> {
    let (policy, findings) = policy(&connector.recipe, &connector.places);
    printer.phase(findings)?;
    let Some(old) = &connector.snapshot else {
        return Ok(Vec::new());
    };
    let (old, _) = connector_model::amend::amend(old.clone(), &connector.recipe, &connector.places);
    if old == *amended {
        return Ok(Vec::new());
    }
    let (old_surface, _) = pipeline::surface(&old, &connector.recipe, &connector.names);
    let surface = connector_emit::rust::surface::surface(&lowered.domain, &connector.recipe);
    let side = |service, surface| Side {
        service,
        surface,
        whole: service,
    };
    let mut changes = changes(side(&old, &old_surface), side(amended, &surface));
    // An acceptance is for the report against the version before: it stays while that is in a branch.
    policy.apply(&mut changes);
    Ok(changes)
}

/// Digests for the lock; without sources those of the last run stay.
fn digests(connector: &Connector, basis: &Basis) -> BTreeMap<String, Digest> {
    let Basis::Sources(sources) = basis else {
        return connector.lock.sources.clone();
    };
    let names = connector
        .recipe
        .connector
        .sources
        .iter()
        .map(String::as_str);
    let names = names.chain(std::iter::repeat(STDIN));
    let given = sources.iter().map(|source| source.given + 1).max();
    names
        .zip(0..given.unwrap_or(0))
        .map(|(name, given)| (name.to_owned(), digest(sources, given)))
        .collect()
}

fn apply(
    connector: &Connector,
    update: &Update,
    printer: &mut Printer,
) -> Result<bool, Diagnostics> {
    let folder = &connector.folder;
    let _lock = apply::lock(folder)?;
    let text = folder.read_text(lock::FILE)?;
    let current = text
        .as_deref()
        .map(lock::read)
        .transpose()?
        .unwrap_or_default();
    if current != connector.lock {
        let message = "another run has just written this connector";
        return Err(Diagnostic::new(&codes::LOCKED, message)
            .help("run the command again")
            .into());
    }
    let prepared = &update.prepared;
    let mut record = Vec::new();
    if update.recipe_changed {
        record.push((RECIPE, connector.recipe_text.clone()));
    }
    record.extend(prepared.record.iter().cloned());
    let applied = apply::apply(folder, &prepared.plan, &prepared.disk, &record)?;
    printer.findings(applied.findings);
    Ok(applied.has_conflicts)
}

/// Says what the upgrade of the tool changes apart from what the API and the recipe change.
pub(crate) fn say_upgrade(update: &Update, printer: &mut Printer) {
    if let Some(upgrade) = &update.upgrade {
        printer.field("upgrade", upgrade.json());
        printer.say(&upgrade.text());
    }
}

/// What matters of the changes; all of them with `--verbose`.
fn listed(changes: &[Change], printer: &Printer) -> String {
    if printer.settings().verbosity == Verbosity::Verbose {
        list(changes, true)
    } else {
        short_list(changes, false)
    }
}

fn say(connector: &Connector, update: &Update, wrote: bool, printer: &mut Printer) {
    report::plan(&connector.folder, &update.prepared.plan, printer);
    say_upgrade(update, printer);
    if !update.changes.is_empty() {
        printer.say(&format!(
            "{}{}",
            listed(&update.changes, printer),
            summary(&update.changes)
        ));
    }
    let path = report::subject(connector.folder.path());
    let conflicts = update
        .prepared
        .plan
        .steps
        .iter()
        .filter(|step| step.action.is_conflict());
    let conflicts = conflicts.count();
    if conflicts > 0 {
        let waiting = if conflicts == 1 {
            "1 file waits".to_owned()
        } else {
            format!("{conflicts} files wait")
        };
        printer.say(&format!("{waiting} for you in {path}"));
    } else if wrote {
        printer.say(&format!(
            "{path} is up to date with its {} files",
            update.files.len()
        ));
    } else {
        printer.say(&format!("nothing to do in {path}"));
    }
}
