//! `cargo xtask corpus`: every service of an installed botocore, whole, through the pipeline in memory.
//!
//! With `--write` the crates are written into one workspace; with `--check N` one in N of them is compiled as well
//! ([`check`]), others in each turn.

mod check;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{IsTerminal, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use connector_ingest::{Hints, SourceText};
use connector_model::diagnostic::{Diagnostics, Severity};
use connector_model::files::Files;
use connector_model::lower::{NamingRecord, lower};
use connector_model::recipe::Recipe;

/// What the command is told.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// Whether the crates are written.
    pub(crate) write: bool,
    /// One in how many crates is compiled.
    pub(crate) check: Option<usize>,
    /// Which of them: a number that goes up from run to run.
    pub(crate) turn: Option<usize>,
    /// Services whose name has one of these texts; all without one.
    pub(crate) only: Vec<String>,
}

impl Settings {
    /// Settings from arguments.
    pub(crate) fn parse(arguments: &[&str]) -> Result<Self, String> {
        let mut settings = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut number = || arguments.next().and_then(|text| text.parse().ok());
            match *argument {
                "--write" => settings.write = true,
                "--check" => {
                    let number = number().filter(|number| *number > 0);
                    settings.check = Some(number.ok_or("`--check` takes a number, 1 for all")?);
                    settings.write = true;
                }
                "--turn" => {
                    settings.turn = Some(number().ok_or("`--turn` takes the number of the run")?);
                }
                name if name.starts_with('-') => return Err(format!("unknown option `{name}`")),
                name => settings.only.push(name.to_owned()),
            }
        }
        Ok(settings)
    }
}

/// A service on its way.
struct Service {
    name: String,
    folder: PathBuf,
}

/// What became of a service.
#[derive(Default)]
struct Outcome {
    operations: usize,
    bytes: usize,
    files: usize,
    /// Seconds of reading, lowering, emission and writing.
    times: [f64; 4],
    error: Option<String>,
}

/// Runs all of it and gives the report.
pub(crate) fn run(root: &Path, settings: &Settings) -> Result<String, String> {
    let Some(data) = std::env::var_os("CONNECTOR_GEN_BOTOCORE").map(PathBuf::from) else {
        let text = "CONNECTOR_GEN_BOTOCORE names no data folder of botocore: no service was read";
        return if std::env::var_os("CI").is_some() {
            Err(text.to_owned())
        } else {
            Ok(text.to_owned())
        };
    };
    let services = services(&data, &settings.only)?;
    let folder = root.join("target").join("corpus");
    let start = Instant::now();
    let outcomes = parallel(&services, settings.write.then_some(folder.as_path()));
    let mut text = summary(&services, &outcomes, start.elapsed());
    let failed: Vec<String> = services
        .iter()
        .zip(&outcomes)
        .filter_map(|(service, outcome)| {
            Some(format!("{}: {}", service.name, outcome.error.as_ref()?))
        })
        .collect();
    if !failed.is_empty() {
        return Err(format!(
            "{text}\n{} failed\n{}",
            failed.len(),
            failed.join("\n")
        ));
    }
    let Some(every) = settings.check else {
        let _ = write!(text, "{} generated, none compiled", services.len());
        return Ok(text);
    };
    let names: Vec<&str> = services
        .iter()
        .map(|service| service.name.as_str())
        .collect();
    text.push_str(&check::run(root, &folder, &names, every, settings.turn)?);
    Ok(text)
}

/// The services of a data folder, each in its newest version.
fn services(data: &Path, only: &[String]) -> Result<Vec<Service>, String> {
    let mut services = Vec::new();
    for folder in list(data)?.into_iter().filter(|path| path.is_dir()) {
        let name = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let newest = newest(&folder).ok();
        let wanted = only.is_empty() || only.iter().any(|text| name.contains(text.as_str()));
        if let Some(folder) = newest.filter(|_| wanted) {
            services.push(Service { name, folder });
        }
    }
    Ok(services)
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    Ok(paths)
}

/// The folder of the newest version of a service.
pub(crate) fn newest(service: &Path) -> Result<PathBuf, String> {
    let is_version = |folder: &PathBuf| {
        folder.join("service-2.json.gz").exists() || folder.join("service-2.json").exists()
    };
    let newest = list(service)?.into_iter().rfind(is_version);
    newest.ok_or_else(|| format!("{} has no service-2.json", service.display()))
}

/// One worker per core; the order of the outcomes is that of the services.
fn parallel(services: &[Service], folder: Option<&Path>) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let outcomes: Mutex<BTreeMap<usize, Outcome>> = Mutex::new(BTreeMap::new());
    // Large services first, so that none is begun last.
    let mut order: Vec<usize> = (0..services.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(size(&services[*at].folder)));
    let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = one(&services[*at], folder).unwrap_or_else(|error| Outcome {
                        error: Some(error),
                        ..Outcome::default()
                    });
                    let mut outcomes = outcomes.lock().expect("no worker panics");
                    outcomes.insert(*at, outcome);
                    progress(outcomes.len(), services.len());
                }
            });
        }
    });
    outcomes
        .into_inner()
        .expect("no worker panics")
        .into_values()
        .collect()
}

fn size(folder: &Path) -> u64 {
    let sizes = ["service-2.json.gz", "service-2.json"].into_iter();
    sizes
        .filter_map(|name| Some(fs::metadata(folder.join(name)).ok()?.len()))
        .max()
        .unwrap_or(0)
}

/// A bar on a terminal; nothing elsewhere.
fn progress(done: usize, all: usize) {
    let mut stderr = std::io::stderr();
    if !stderr.is_terminal() {
        return;
    }
    let filled = done * 40 / all.max(1);
    let end = if done == all { "\n" } else { "" };
    let bar = format!("{}{}", "#".repeat(filled), " ".repeat(40 - filled));
    // A terminal that is gone is no reason to stop.
    let _ = write!(stderr, "\r[{bar}] {done}/{all}{end}");
}

fn one(service: &Service, folder: Option<&Path>) -> Result<Outcome, String> {
    let mut clock = Instant::now();
    let mut lap = move || {
        std::mem::replace(&mut clock, Instant::now())
            .elapsed()
            .as_secs_f64()
    };
    let texts = texts(&service.folder, &MODELS)?;
    let sources: Vec<SourceText<'_>> = texts
        .iter()
        .map(|(name, bytes)| SourceText { name, bytes })
        .collect();
    let ingested = connector_ingest::ingest(&sources, &Hints::default());
    let model = ingested
        .service
        .ok_or_else(|| errors(&ingested.diagnostics))?;
    let read = lap();
    let mut recipe = Recipe::default();
    recipe.connector.operations = vec!["*".to_owned()];
    // Some services have the same title.
    recipe.connector.crate_name = Some(format!("{}-connector", service.name));
    let (lowered, findings) = lower(&model, &recipe, &NamingRecord::default());
    let lowered = lowered.ok_or_else(|| errors(&findings))?;
    let lowering = lap();
    let (files, findings) = connector_emit::emit(
        &lowered.domain,
        &recipe,
        &connector_emit::Options::default(),
    );
    if files.is_empty() {
        return Err(errors(&findings));
    }
    let emission = lap();
    if let Some(folder) = folder {
        store(&folder.join("connectors").join(&service.name), &files)?;
    }
    Ok(Outcome {
        operations: model.operations.len(),
        bytes: files.values().map(|file| file.text.len()).sum(),
        files: files.len(),
        times: [read, lowering, emission, lap()],
        error: None,
    })
}

/// The first errors of a phase, on one line.
pub(crate) fn errors(findings: &Diagnostics) -> String {
    let errors = findings
        .iter()
        .filter(|finding| finding.rule.severity == Severity::Error);
    errors
        .map(|finding| finding.message.as_str())
        .take(3)
        .collect::<Vec<_>>()
        .join("; ")
}

/// The model and its companions without the examples, which would be most of what is written.
pub(crate) const MODELS: [&str; 4] = [
    "service-2",
    "paginators-1",
    "waiters-2",
    "endpoint-rule-set-1",
];

/// Files of a folder of models by their names without endings; those that it has.
pub(crate) fn texts(folder: &Path, stems: &[&str]) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut texts = Vec::new();
    for stem in stems {
        for ending in ["json.gz", "json"] {
            let path = folder.join(format!("{stem}.{ending}"));
            if path.exists() {
                let failed = |error: std::io::Error| format!("{}: {error}", path.display());
                let mut bytes = fs::read(&path).map_err(failed)?;
                if ending == "json.gz" {
                    let packed = std::mem::take(&mut bytes);
                    let mut reader = flate2::read::GzDecoder::new(packed.as_slice());
                    reader.read_to_end(&mut bytes).map_err(failed)?;
                }
                texts.push((format!("{stem}.json"), bytes));
                break;
            }
        }
    }
    Ok(texts)
}

/// Writes files that are not there yet as they are to be.
pub(crate) fn store(folder: &Path, files: &Files) -> Result<(), String> {
    for (path, file) in files {
        let path = folder.join(path.as_str());
        let failed = |error: std::io::Error| format!("{}: {error}", path.display());
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        if !fs::read(&path).is_ok_and(|old| old == file.text.as_bytes()) {
            fs::write(&path, &file.text).map_err(failed)?;
        }
    }
    Ok(())
}

fn summary(services: &[Service], outcomes: &[Outcome], elapsed: Duration) -> String {
    let operations: usize = outcomes.iter().map(|outcome| outcome.operations).sum();
    let bytes: usize = outcomes.iter().map(|outcome| outcome.bytes).sum();
    let files: usize = outcomes.iter().map(|outcome| outcome.files).sum();
    let mut times = [0.0; 4];
    for (sum, outcome) in (0..4).flat_map(|at| outcomes.iter().map(move |outcome| (at, outcome))) {
        times[sum] += outcome.times[sum];
    }
    let mut text = format!(
        "{} services, {operations} operations: {files} files, {:.1} MB in {:.2} s; reading {:.2} s, lowering {:.2} s, \
         emission {:.2} s, writing {:.2} s of all workers; peak memory {}\n",
        services.len(),
        mega(bytes),
        elapsed.as_secs_f64(),
        times[0],
        times[1],
        times[2],
        times[3],
        peak_memory(),
    );
    let mut slowest: Vec<(&Service, &Outcome)> = services.iter().zip(outcomes).collect();
    slowest.sort_by(|a, b| {
        b.1.times
            .iter()
            .sum::<f64>()
            .total_cmp(&a.1.times.iter().sum::<f64>())
    });
    for (service, outcome) in slowest.into_iter().take(5) {
        let [read, lowering, emission, _] = outcome.times.map(|seconds| seconds * 1000.0);
        let _ = writeln!(
            text,
            "  {:24} {:4} operations, {:5.1} MB: read {read:.0} ms, lowered {lowering:.0} ms, emitted {emission:.0} ms",
            service.name,
            outcome.operations,
            mega(outcome.bytes),
        );
    }
    text
}

#[allow(clippy::cast_precision_loss, reason = "a figure of one decimal")]
fn mega(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

/// The largest resident size so far, where the system says it.
fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line.trim().to_owned())
}
