//! `diff OLD NEW`: what changed between two versions of an API.

use std::path::Path;

use connector_model::diagnostic::Diagnostics;
use connector_model::lower::NamingRecord;
use connector_model::order;
use connector_model::recipe::{Places, Recipe};
use connector_model::service::Service;
use connector_model::slice;
use connector_model::surface::Surface;
use connector_update::change_rules::Level;
use connector_update::changes::{Change, Side, changes, gravest};
use connector_update::policy::policy;
use connector_update::record;
use serde_json::json;

use crate::args::{DiffArgs, FailOn};
use crate::commands::changes::{
    annotations, list, markdown, next_version, row, short_list, summary,
};
use crate::commands::{Status, report};
use crate::connector::{Basis, RECIPE, basis, load};
use crate::paths::shown;
use crate::pipeline;
use crate::printer::Printer;
use crate::settings::Verbosity;
use crate::sources::{Source, read_all};

/// Reports what changed between two versions of an API.
pub(crate) fn run(args: &DiffArgs, printer: &mut Printer) -> Result<Status, Diagnostics> {
    let mut rules = Rules::default();
    report::add_facts(&mut rules.recipe, &args.facts, &args.operations);
    let (old, mut new) = read(args, &mut rules, printer)?;
    if new.rules.is_none() {
        // As `regenerate` would.
        order::keep(&mut new.service, &old.service);
    }
    let (policy, findings) = policy(&rules.recipe, &rules.places);
    printer.phase(findings)?;
    let wanted = wanted(args, &old, &new, printer)?;
    let (old, names) = version(old, &wanted, &rules, None, printer)?;
    let (new, _) = version(new, &wanted, &rules, Some(&names), printer)?;
    let mut changes = changes(old.side(), new.side());
    printer.findings(policy.apply(&mut changes));
    print(&changes, args, printer);
    Ok(
        if changes.iter().any(|change| fails(change, args.fail_on)) {
            Status::Differences
        } else {
            Status::Done
        },
    )
}

/// How sources are read: with the recipe of the connector that was named, else with the command line's facts.
#[derive(Default)]
struct Rules {
    recipe: Recipe,
    places: Places,
    names: NamingRecord,
}

/// A version as it was read, with all operations that it has.
struct Whole {
    service: Service,
    /// What the connector's own recipe says, if it is one.
    rules: Option<Rules>,
}

/// Reads both, a connector first, because its recipe says how the other is read.
fn read(
    args: &DiffArgs,
    rules: &mut Rules,
    printer: &mut Printer,
) -> Result<(Whole, Whole), Diagnostics> {
    let is_connector = |name: &str| Path::new(name).join(RECIPE).is_file();
    if !is_connector(&args.old) && is_connector(&args.new) {
        let new = connector(args, &args.new, rules, printer)?;
        let old = source(&args.old, rules, printer)?;
        return Ok((old, new));
    }
    let mut read = |name: &str| {
        if is_connector(name) {
            connector(args, name, rules, printer)
        } else {
            source(name, rules, printer)
        }
    };
    Ok((read(&args.old)?, read(&args.new)?))
}

fn source(name: &str, rules: &Rules, printer: &mut Printer) -> Result<Whole, Diagnostics> {
    let sources = read_all(&[name.to_owned()])?;
    let service = match &sources[..] {
        [source] if is_snapshot(source) => {
            record::read_service(&String::from_utf8_lossy(&source.bytes))?
        }
        _ => pipeline::ingest(&sources, &rules.recipe, printer)?.0,
    };
    Ok(Whole {
        service,
        rules: None,
    })
}

fn is_snapshot(source: &Source) -> bool {
    source.bytes.starts_with(b"{\n  \"format\": ")
}

/// The model that a connector was generated from last, and its recipe for what follows.
fn connector(
    args: &DiffArgs,
    name: &str,
    rules: &mut Rules,
    printer: &mut Printer,
) -> Result<Whole, Diagnostics> {
    let connector = load(Path::new(name), printer)?;
    let service = match &connector.snapshot {
        Some(snapshot) => snapshot.clone(),
        None => match basis(&connector, &[], printer)? {
            Basis::Sources(sources) => {
                let (service, _) = pipeline::ingest(&sources, &connector.recipe, printer)?;
                pipeline::chosen(&service, &connector.recipe, printer)?
            }
            Basis::Snapshot => Service::default(),
        },
    };
    let own = |recipe: Recipe| Rules {
        recipe,
        places: connector.places.clone(),
        names: connector.names.clone(),
    };
    *rules = own(connector.recipe.clone());
    report::add_facts(&mut rules.recipe, &args.facts, &args.operations);
    Ok(Whole {
        service,
        rules: Some(own(connector.recipe.clone())),
    })
}

/// The operations to compare: those that were asked for, else those of the one connector; all for an empty list. What
/// only one version has is reported as a change; what neither has is an error.
fn wanted(
    args: &DiffArgs,
    old: &Whole,
    new: &Whole,
    printer: &mut Printer,
) -> Result<Vec<String>, Diagnostics> {
    let wanted = match (&args.operations[..], &old.rules, &new.rules) {
        ([], Some(rules), None) | ([], None, Some(rules)) => {
            rules.recipe.connector.operations.clone()
        }
        ([], ..) => Vec::new(),
        (given, ..) => given.to_vec(),
    };
    for name in &wanted {
        let is_known = slice::finds(&old.service, name) || slice::finds(&new.service, name);
        if !is_known {
            let (_, findings) = slice::slice(&new.service, std::slice::from_ref(name));
            printer.phase(findings)?;
        }
    }
    Ok(wanted)
}

/// A version, ready to be compared.
struct Version {
    service: Service,
    whole: Service,
    surface: Surface,
}

impl Version {
    fn side(&self) -> Side<'_> {
        Side {
            service: &self.service,
            surface: &self.surface,
            whole: &self.whole,
        }
    }
}

/// Limits a version to the operations, applies the recipe and finds the Rust that comes of it. The names that it gives
/// are those of the next version too.
fn version(
    whole: Whole,
    wanted: &[String],
    rules: &Rules,
    before: Option<&NamingRecord>,
    printer: &mut Printer,
) -> Result<(Version, NamingRecord), Diagnostics> {
    let is_connector = whole.rules.is_some();
    let rules = whole.rules.as_ref().unwrap_or(rules);
    let found: Vec<String> = wanted
        .iter()
        .filter(|name| slice::finds(&whole.service, name))
        .cloned()
        .collect();
    let sliced = if wanted.is_empty() {
        whole.service.clone()
    } else if found.is_empty() {
        Service {
            operations: Vec::new(),
            ..whole.service.clone()
        }
    } else {
        slice::slice(&whole.service, &found).0
    };
    let service = pipeline::amended(&sliced, &rules.recipe, &rules.places, printer)?;
    let (surface, names) = match before.filter(|_| !is_connector) {
        Some(before) => {
            let surface = pipeline::surface_again(&service, &rules.recipe, before);
            (surface, NamingRecord::default())
        }
        None => pipeline::surface(&service, &rules.recipe, &rules.names),
    };
    let version = Version {
        service,
        whole: whole.service,
        surface,
    };
    Ok((version, names))
}

/// Whether a change is what the exit status is about.
fn fails(change: &Change, fail_on: FailOn) -> bool {
    let limit = match fail_on {
        FailOn::Breaking => Level::Breaking,
        FailOn::Behaviour => Level::Behaviour,
        FailOn::Compatible => Level::Compatible,
        FailOn::Never => return false,
    };
    change.level >= limit && change.accepted.is_none()
}

fn print(changes: &[Change], args: &DiffArgs, printer: &mut Printer) {
    let rows: Vec<_> = changes.iter().map(row).collect();
    printer.field("changes", rows.into());
    printer.field("next-version", json!(gravest(changes).map(next_version)));
    let file = place(args);
    for found in annotations(changes, |change| fails(change, args.fail_on)) {
        printer.annotation(found.kind, file.as_deref(), &found.title, &found.text);
    }
    if printer.is_markdown() {
        return printer.out(&markdown(changes));
    }
    let each = printer.settings().verbosity == Verbosity::Verbose;
    let list = if printer.settings().verbosity == Verbosity::Quiet {
        short_list(changes, each)
    } else {
        list(changes, each)
    };
    printer.out(&format!("{list}{}\n", summary(changes)));
}

/// The recipe of the connector that is compared: where a level or an acceptance would be written.
fn place(args: &DiffArgs) -> Option<String> {
    let recipes = [&args.new, &args.old].map(|name| Path::new(name).join(RECIPE));
    let mut recipes = recipes.iter().filter(|path| path.is_file());
    recipes.next().map(|path| shown(path))
}
