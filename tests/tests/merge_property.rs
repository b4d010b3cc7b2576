//! Random edits of a real connector × random changes of its API, run after run: every line of the user's is in the tree,
//! every line that the user took away stays away, no file of theirs is touched; and where git merges cleanly too, it
//! merges to the same text.
#![allow(clippy::print_stdout, reason = "figures that `--nocapture` shows")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use connector_emit::Options;
use connector_gen_tests::{root, rounds};
use connector_ingest::{Hints, SourceText, ingest};
use connector_model::files::{Files, RelPath};
use connector_model::lower::{NamingRecord, lower};
use connector_model::recipe::{Recipe, places};
use connector_update::lock::{Lock, Stamp};
use connector_update::merge::{Merge, merge};
use connector_update::moves::{extension, placed};
use connector_update::plan::{Action, Known, Plan, paths, plan};

#[path = "merge_property/layout.rs"]
mod layout;

/// Rounds of edit, change, regenerate.
const ROUNDS: u64 = 3000;
/// How often the tool is run on one connector before a new one is begun.
const RUNS: u64 = 3;

type Tree = BTreeMap<RelPath, Vec<u8>>;

/// A small generator of numbers (xorshift), so that a failing round can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).expect("it is below")
    }
}

/// The connector of a collection with these texts replaced, and of a recipe.
fn generated(replaced: &[(&str, &str)], recipe: &str) -> Files {
    let path = root().join("samples/amazon-polly.postman_collection.json");
    let mut text = std::fs::read_to_string(path).expect("the sample is there");
    for (from, to) in replaced {
        assert!(text.contains(from), "the sample has no {from}");
        text = text.replace(from, to);
    }
    let (read, findings) = connector_model::recipe::read(0, recipe);
    assert!(!findings.has_errors(), "{findings:?}");
    let recipe_places = places(0, recipe);
    let recipe: Recipe = read.expect("a recipe without errors");
    let source = SourceText {
        name: "sample",
        bytes: text.as_bytes(),
    };
    let service = ingest(&[source], &Hints::from_recipe(&recipe))
        .service
        .expect("a service");
    let (service, _) = connector_model::amend::amend(service, &recipe, &recipe_places);
    let (lowered, findings) = lower(&service, &recipe, &NamingRecord::default());
    let lowered = lowered.unwrap_or_else(|| panic!("{findings:?}"));
    let (files, findings) = connector_emit::emit(&lowered.domain, &recipe, &Options::default());
    assert!(!findings.has_errors(), "{findings:?}");
    // Without the large ones: what is merged is lines, and thousands of rounds digest all of them.
    let is_small = |path: &RelPath| {
        !path.as_str().starts_with("docs/") && !path.as_str().starts_with("json_snippets/")
    };
    files
        .into_iter()
        .filter(|(path, _)| is_small(path))
        .collect()
}

/// Versions of one API and its recipe, any of which may follow any other.
fn versions() -> Vec<Files> {
    const ENTITY: &str = "[entities.\"DescribeVoicesResponse.Voices[]\"]\n";
    let operations = |names: &str| format!("[connector]\noperations = [{names}]\n");
    let mut versions = Vec::new();
    for replaced in [
        &[][..],
        &[("SupportedEngines", "KnownEngines")],
        &[("LanguageName", "Tongue"), ("Gender", "Sex")],
        &[("LanguageCode", "Code"), ("LexiconArn", "Arn")],
        &[("ListLexicons", "FindLexicons")],
    ] {
        for recipe in [
            String::new(),
            format!("{ENTITY}name = \"SpeakingVoice\"\ndescription = \"A voice that speaks.\"\n"),
            operations("\"DescribeVoices\", \"GetLexicon\""),
            "[operations.DescribeVoices]\nversion = \"v2\"\n".to_owned(),
            "[runtime]\npath = \"../other\"\n[page]\nintroduction = \"read aloud\"\n".to_owned(),
        ] {
            versions.push(generated(replaced, &recipe));
        }
    }
    versions
}

/// A connector's folder, its record, and what the user did to it.
struct World {
    tree: Tree,
    lock: Lock,
    /// What was generated last, by place.
    last: BTreeMap<RelPath, String>,
    /// Lines that the user wrote and did not take away again.
    mine: BTreeSet<String>,
    /// Files of the user's own.
    own: BTreeSet<RelPath>,
    written: usize,
}

fn fits(path: &RelPath, text: &str) -> Result<(), String> {
    if extension(path) == "rs" {
        return connector_emit::rust::merged::check(text);
    }
    Ok(())
}

impl World {
    fn new(files: &Files) -> Self {
        let mut world = Self {
            tree: Tree::new(),
            lock: Lock::default(),
            last: BTreeMap::new(),
            mine: BTreeSet::new(),
            own: BTreeSet::new(),
            written: 0,
        };
        world.regenerate(files);
        world
    }

    /// What the command does: look, plan, apply.
    fn regenerate(&mut self, files: &Files) -> Plan {
        let new = placed(&self.lock.moved, files).into_owned();
        let asked = paths(&self.lock, &new);
        let (disk, strangers): (Tree, Tree) = self
            .tree
            .clone()
            .into_iter()
            .partition(|(path, _)| asked.contains(path));
        let known = Known {
            bases: &self.last,
            strangers: &strangers,
            fits: &fits,
        };
        let plan = plan(&self.lock, &disk, &new, &known);
        for step in &plan.steps {
            let path = match &step.action {
                Action::Conflict(_) => {
                    RelPath::parse(&format!("{}.new", step.path)).expect("it is short")
                }
                _ => step.path.clone(),
            };
            if let Some(bytes) = step.action.bytes() {
                self.tree.insert(path, bytes.to_vec());
            } else if step.action.deletes() {
                self.tree.remove(&path);
            }
        }
        self.lock.files.clone_from(&plan.files);
        self.lock.pending.clone_from(&plan.pending);
        self.lock.moved.clone_from(&plan.moved);
        let files = placed(&self.lock.moved, files);
        self.last = files
            .iter()
            .map(|(path, file)| (path.clone(), file.text.clone()))
            .collect();
        plan
    }

    fn line(&mut self) -> String {
        self.written += 1;
        format!("// mine {:05}.", self.written)
    }

    /// One edit of one file.
    fn edit(&mut self, random: &mut Random) {
        let paths: Vec<RelPath> = self
            .tree
            .keys()
            .filter(|path| extension(path) != "new")
            .cloned()
            .collect();
        let Some(path) = paths.get(random.below(paths.len())).cloned() else {
            return;
        };
        let Ok(text) = String::from_utf8(self.tree[&path].clone()) else {
            return;
        };
        let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
        let at = random.below(lines.len());
        match random.below(16) {
            0..=5 => {
                let line = self.line();
                self.mine.insert(line.clone());
                lines.insert(at, format!("{line}\n"));
            }
            6..=8 if !lines.is_empty() => {
                let line = self.line();
                self.mine.insert(line.clone());
                let old = lines[at].trim_end_matches(['\n', '\r']).to_owned();
                lines[at] = format!("{old} {line}\n");
            }
            9 | 10 if !lines.is_empty() => {
                let gone = lines.remove(at);
                self.mine.retain(|line| !gone.contains(line.as_str()));
            }
            11 => lines
                .iter_mut()
                .for_each(|line| *line = line.replace("\r\n", "\n").replace('\n', "\r\n")),
            12 if extension(&path) == "rs" && random.below(2) == 0 => {
                lines = vec![layout::shaken(&text, random)];
            }
            12 => lines
                .iter_mut()
                .for_each(|line| *line = line.replace("    ", "  ")),
            13 => {
                self.tree.remove(&path);
                self.own.remove(&path);
                self.mine.retain(|line| !text.contains(line.as_str()));
                return;
            }
            14 => {
                let Ok(to) = RelPath::parse(&format!("moved/{path}")) else {
                    return;
                };
                if path.as_str().len() > 60 || self.tree.contains_key(&to) {
                    return;
                }
                let bytes = self.tree.remove(&path).expect("it was listed");
                if self.own.remove(&path) {
                    self.own.insert(to.clone());
                }
                self.tree.insert(to, bytes);
                return;
            }
            _ => {
                let line = self.line();
                let own = RelPath::parse(&format!("src/own_{}.rs", self.written)).expect("a path");
                self.mine.insert(line.clone());
                self.tree
                    .insert(own.clone(), format!("{line}\n").into_bytes());
                self.own.insert(own);
                return;
            }
        }
        self.tree.insert(path, lines.concat().into_bytes());
    }

    fn assert_kept(&self, before: &Tree, plan: &Plan, what: &str) {
        let texts: Vec<String> = self
            .tree
            .values()
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            .collect();
        for line in &self.mine {
            let is_there = texts.iter().any(|text| text.contains(line.as_str()));
            assert!(
                is_there,
                "{what}: {line} is lost\n{:?}",
                plan.steps
                    .iter()
                    .map(|step| (step.path.as_str(), step.action.verb()))
                    .collect::<Vec<_>>()
            );
        }
        for path in &self.own {
            assert_eq!(
                self.tree.get(path),
                before.get(path),
                "{what}: {path} is the user's"
            );
        }
        for step in &plan.steps {
            let is_kept = matches!(
                step.action,
                Action::Conflict(_)
                    | Action::Pending(_)
                    | Action::Blocked
                    | Action::Edited
                    | Action::User
            );
            if is_kept && !plan.found.iter().any(|(_, to)| *to == step.path) {
                assert_eq!(
                    self.tree.get(&step.path),
                    before.get(&step.path),
                    "{what}: {} is not left alone",
                    step.path
                );
            }
        }
    }

    /// Nothing is left to do.
    fn assert_settled(&mut self, files: &Files, what: &str) {
        let tree = self.tree.clone();
        let plan = self.regenerate(files);
        assert_eq!(self.tree, tree, "{what}: the second run wrote");
        assert!(!plan.has_changes(), "{what}");
    }
}

#[test]
fn no_line_of_the_users_is_ever_lost() {
    let versions = versions();
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut counts = BTreeMap::new();
    let rounds = rounds(ROUNDS);
    for round in 0..rounds / RUNS {
        let mut world = World::new(&versions[random.below(versions.len())]);
        for run in 0..RUNS {
            let what = format!("connector {round}, run {run}");
            for _ in 0..=random.below(6) {
                world.edit(&mut random);
            }
            if random.below(3) == 0 {
                // The user is done with the conflicts of the last run.
                world.tree.retain(|path, _| extension(path) != "new");
            }
            let files = &versions[random.below(versions.len())];
            let before = world.tree.clone();
            let plan = world.regenerate(files);
            world.assert_kept(&before, &plan, &what);
            world.assert_settled(files, &what);
            for step in &plan.steps {
                *counts.entry(step.action.verb()).or_insert(0_usize) += 1;
            }
            *counts.entry("moved by the user").or_insert(0) += plan.found.len();
        }
    }
    println!("{rounds} rounds: {counts:?}");
    for kind in [
        "merge",
        "conflict",
        "stays deleted",
        "keep (orphaned)",
        "create (merged)",
        "moved by the user",
    ] {
        assert!(
            counts.get(kind).is_some_and(|count| *count > 10),
            "no {kind} in {counts:?}"
        );
    }
}

#[test]
fn what_a_user_took_away_does_not_come_back() {
    let versions = versions();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut checked = 0;
    for round in 0..2000 {
        let (old, new) = (
            &versions[random.below(versions.len())],
            &versions[random.below(versions.len())],
        );
        let both: Vec<&RelPath> = old.keys().filter(|path| new.contains_key(*path)).collect();
        let path = both[random.below(both.len())];
        let (base, theirs) = (old[path].text.as_str(), new[path].text.as_str());
        let lines: Vec<&str> = base.split_inclusive('\n').collect();
        let gone = lines[random.below(lines.len())];
        // Only a line of which there is one can be told from another of its kind.
        if base.matches(gone).count() != 1 || theirs.matches(gone).count() != 1 {
            continue;
        }
        if let Merge::Clean(merged) = merge(base, base.replacen(gone, "", 1).as_bytes(), theirs) {
            let merged = String::from_utf8(merged).expect("it is text");
            assert!(
                !merged.contains(gone),
                "round {round}: {path} has {gone:?} again"
            );
            checked += 1;
        }
    }
    println!("{checked} lines stayed away");
    assert!(checked > 200, "{checked}");
}

#[test]
fn git_merges_to_the_same_text_where_both_merge() {
    let versions = versions();
    let mut random = Random(0xda94_2042_e4dd_58b5);
    let folder = tempfile::tempdir().expect("a scratch folder");
    let file = |name: &str, text: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("it is writable");
        path
    };
    let (mut same, mut only_git, mut only_ours, mut neither) = (0, 0, 0, 0);
    let mut rounds = 0;
    while rounds < 400 {
        let (old, new) = (
            &versions[random.below(versions.len())],
            &versions[random.below(versions.len())],
        );
        let mut world = World::new(old);
        for _ in 0..4 {
            world.edit(&mut random);
        }
        for (path, base) in &world.last {
            let (Some(yours), Some(new)) = (world.tree.get(path), new.get(path)) else {
                continue;
            };
            let is_edited = !Stamp::of(base).proves(yours);
            if !is_edited || new.text == *base || yours.contains(&b'\r') || rounds == 400 {
                continue;
            }
            rounds += 1;
            let (a, o, b) = (
                file("yours", yours),
                file("base", base.as_bytes()),
                file("new", new.text.as_bytes()),
            );
            let git = Command::new("git")
                .args(["merge-file", "-p", "--diff-algorithm=myers"])
                .args([a, o, b])
                .output();
            let git = git.expect("git is there");
            match (merge(base, yours, &new.text), git.status.success()) {
                (Merge::Clean(merged), true) => {
                    assert!(
                        merged == git.stdout,
                        "{path}: git merges to\n{}\nwe to\n{}",
                        String::from_utf8_lossy(&git.stdout),
                        String::from_utf8_lossy(&merged)
                    );
                    same += 1;
                }
                (Merge::Clean(_), false) => only_ours += 1,
                (_, true) => only_git += 1,
                (_, false) => neither += 1,
            }
        }
    }
    println!(
        "{rounds} merges: {same} the same in git, {neither} conflicts in both, {only_git} only git merges, {only_ours} only we do"
    );
    assert!(same > 200, "{same}");
}
