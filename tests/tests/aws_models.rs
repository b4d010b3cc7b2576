//! Every model of an installed botocore is read: no finding that stops, no shape that is named and missing.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use connector_ingest::{Hints, SourceText, ingest};
use connector_model::service::{Service, ShapeId, ShapeKind, Target};

/// Least numbers of services and of operations in their newest versions that a botocore of 2026-11 or later has.
const SERVICES: usize = 439;
const OPERATIONS: usize = 19_796;

const FILES: [&str; 4] = [
    "service-2.json",
    "service-2.sdk-extras.json",
    "paginators-1.json",
    "waiters-2.json",
];

/// The folder of botocore's models that `CONNECTOR_GEN_BOTOCORE` names; without one nothing is tested, which fails in CI.
fn data() -> Option<PathBuf> {
    let named = std::env::var_os("CONNECTOR_GEN_BOTOCORE").map(PathBuf::from);
    let found = named.filter(|folder| folder.join("polly").is_dir());
    assert!(
        found.is_some() || std::env::var_os("CI").is_none(),
        "botocore's models are missing; set CONNECTOR_GEN_BOTOCORE to its folder `data`"
    );
    if found.is_none() {
        // Past the capture of the test runner: whoever reads its output has to see what was not tested.
        let _ = writeln!(
            std::io::stderr(),
            "botocore's models are missing, so they were not tested; set CONNECTOR_GEN_BOTOCORE to its folder `data`"
        );
    }
    found
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

/// The file of a version, unpacked.
fn file(version: &Path, name: &str) -> Option<(String, Vec<u8>)> {
    let plain = version.join(name);
    if let Ok(bytes) = std::fs::read(&plain) {
        return Some((plain.display().to_string(), bytes));
    }
    let packed = version.join(format!("{name}.gz"));
    let bytes = std::fs::read(&packed).ok()?;
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(&bytes[..])
        .read_to_end(&mut out)
        .expect("botocore's archives are whole");
    Some((packed.display().to_string(), out))
}

fn read(version: &Path, names: &[&str]) -> (Option<Service>, Vec<String>) {
    let files: Vec<(String, Vec<u8>)> = names
        .iter()
        .filter_map(|name| file(version, name))
        .collect();
    let sources: Vec<SourceText<'_>> = files
        .iter()
        .map(|(name, bytes)| SourceText { name, bytes })
        .collect();
    let ingested = ingest(&sources, &Hints::default());
    let findings = ingested.diagnostics.iter();
    let findings = findings
        .map(|finding| {
            format!(
                "{}: {} {}",
                version.display(),
                finding.rule.code,
                finding.message
            )
        })
        .collect();
    (ingested.service, findings)
}

fn target_of(target: &Target) -> Option<&ShapeId> {
    match target {
        Target::Shape(id) => Some(id),
        Target::Nullable(inner) => target_of(inner),
        Target::Simple(_) => None,
    }
}

/// Shapes that something names and that are not there, and those that nothing names.
fn loose_ends(service: &Service) -> Vec<String> {
    let mut named: BTreeMap<&ShapeId, usize> = BTreeMap::new();
    let mut name = |id| *named.entry(id).or_default() += 1;
    for operation in &service.operations {
        let ends = operation.input.iter().chain(&operation.output);
        ends.chain(operation.errors.iter().map(|error| &error.shape))
            .for_each(&mut name);
    }
    for shape in service.shapes.values() {
        match &shape.kind {
            ShapeKind::Structure(members) => members
                .iter()
                .filter_map(|member| target_of(&member.target))
                .for_each(&mut name),
            ShapeKind::List(target) | ShapeKind::Map(target) => {
                target_of(target).into_iter().for_each(&mut name);
            }
            _ => {}
        }
    }
    let missing = named.keys().filter(|id| !service.shapes.contains_key(id));
    let unused = service.shapes.keys().filter(|id| !named.contains_key(id));
    missing
        .map(|id| format!("`{id}` is missing"))
        .chain(unused.map(|id| format!("`{id}` is not used")))
        .collect()
}

/// What reading all of them gave.
#[derive(Debug, Default)]
struct Totals {
    services: usize,
    operations: usize,
    shapes: usize,
    paginated: usize,
    waiters: usize,
    problems: Vec<String>,
}

fn read_all(versions: &[PathBuf]) -> Totals {
    let totals = Mutex::new(Totals::default());
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(version) = versions.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (service, findings) = read(version, &FILES);
                    add(&totals, version, service.as_ref(), findings);
                }
            });
        }
    });
    totals.into_inner().expect("no thread panicked")
}

fn add(totals: &Mutex<Totals>, version: &Path, service: Option<&Service>, findings: Vec<String>) {
    let mut totals = totals.lock().expect("no thread panicked");
    // Two services are signed with version 2, which is only said.
    let problems = findings
        .into_iter()
        .filter(|finding| !finding.contains(" CG0166 "));
    totals.problems.extend(problems);
    let Some(service) = service else {
        totals
            .problems
            .push(format!("{}: no service", version.display()));
        return;
    };
    let ends = loose_ends(service).into_iter();
    totals
        .problems
        .extend(ends.map(|end| format!("{}: {end}", version.display())));
    totals.services += 1;
    totals.operations += service.operations.len();
    totals.shapes += service.shapes.len();
    for operation in &service.operations {
        totals.paginated += usize::from(operation.traits.pagination.is_some());
        totals.waiters += operation.traits.waiters.len();
    }
}

#[test]
fn every_service_is_read_with_all_of_its_operations() {
    let Some(data) = data() else { return };
    let is_model = |version: &PathBuf| file(version, FILES[0]).is_some();
    let newest: Vec<PathBuf> = folders(&data)
        .iter()
        .filter_map(|service| folders(service).into_iter().rev().find(is_model))
        .collect();
    let start = Instant::now();
    let totals = read_all(&newest);
    let _ = writeln!(
        std::io::stderr(),
        "{} services, {} operations ({} paginated, {} waiters), {} shapes in {:?}",
        totals.services,
        totals.operations,
        totals.paginated,
        totals.waiters,
        totals.shapes,
        start.elapsed()
    );
    assert_eq!(totals.problems, Vec::<String>::new());
    assert!(totals.services >= SERVICES, "{totals:?}");
    assert!(totals.operations >= OPERATIONS, "{totals:?}");
    assert!(
        totals.paginated > 3_000 && totals.waiters > 400,
        "{totals:?}"
    );
}

#[test]
fn old_versions_are_read_too() {
    let Some(data) = data() else { return };
    let old: Vec<PathBuf> = folders(&data)
        .iter()
        .flat_map(|service| {
            let mut versions = folders(service);
            versions.retain(|version| file(version, FILES[0]).is_some());
            versions.pop();
            versions
        })
        .collect();
    assert!(
        !old.is_empty(),
        "botocore keeps old versions of CloudFront and EC2"
    );
    let totals = read_all(&old);
    assert_eq!(totals.problems, Vec::<String>::new());
    assert_eq!(totals.services, old.len());
}
