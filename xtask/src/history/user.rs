//! What a user of the command does: a connector is generated, committed, edited and regenerated from the next model.
//!
//! The command itself runs, with a folder and a version control around it; what it did is then compared, line by
//! line, with what was edited and with what would be generated without any edit.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::edits::{self, Edited};
use super::examine::examine;
use super::lines::lost;
use super::version::History;

/// Files of the record: nobody edits them.
const RECORD: [&str; 4] = [
    "connector.toml",
    "connector.lock",
    ".connector/",
    ".gitattributes",
];

/// A file that was edited.
pub(super) struct Made {
    pub(super) path: String,
    /// Name of the edit.
    pub(super) edit: &'static str,
    pub(super) blocks: Vec<String>,
    pub(super) about: Option<String>,
    /// The file as it was generated, and as it was edited.
    pub(super) before: String,
    pub(super) after: String,
}

/// A connector that was regenerated with its edits.
#[derive(Default)]
pub(super) struct Regenerated {
    pub(super) made: Vec<Made>,
    /// Lines of the user's.
    pub(super) lines: usize,
    /// What happened to each file.
    pub(super) actions: BTreeMap<String, String>,
    /// What the command said about each conflict.
    pub(super) conflicts: Vec<String>,
    /// What is wrong with it.
    pub(super) wrong: Vec<String>,
}

impl Regenerated {
    /// How an edited file ended: merged, as it was, no longer generated, with a conflict, as a number from 1.
    pub(super) fn end(&self, made: &Made) -> usize {
        match self.actions.get(&made.path).map_or("", String::as_str) {
            "merge" => 1,
            "keep (orphaned)" | "delete (merged)" => 3,
            verb if verb.starts_with("conflict") => 4,
            _ => 2,
        }
    }
}

/// The command, and the folder with `old` and `new`.
pub(super) struct User<'a> {
    pub(super) command: PathBuf,
    pub(super) folder: &'a Path,
}

/// Builds the command in the profile that runs.
pub(super) fn build() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let folder = own.parent().unwrap_or(Path::new("."));
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        None | Some("debug") => "dev",
        Some(name) => name,
    };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--package", "connector-gen"]);
    build.args(["--profile", profile, "--target-dir"]);
    build.arg(folder.parent().unwrap_or(folder));
    let status = build.status().map_err(|error| error.to_string())?;
    if !status.success() {
        return Err("connector-gen does not build".to_owned());
    }
    Ok(folder.join(format!("connector-gen{}", std::env::consts::EXE_SUFFIX)))
}

impl User<'_> {
    /// Generates a connector from the old model, edits it, and regenerates it from the new one.
    pub(super) fn work(
        &self,
        history: &History,
        turn: usize,
        models: [&Path; 2],
    ) -> Result<Regenerated, String> {
        let [old, new] = ["old", "new"].map(|name| self.folder.join(name).join(history.name));
        self.generate(history, models[0])?;
        let mut done = Regenerated::default();
        for (path, file) in &history.old.files {
            if read(&old.join(path.as_str()))? != file.text {
                done.wrong.push(format!("{path} is generated in two ways"));
            }
        }
        done.made = edit(history, &old, turn)?;
        done.lines = done
            .made
            .iter()
            .map(|made| lost(&made.before, &made.after, "").len())
            .sum();
        git(&old, &["commit", "--quiet", "--all", "--message=edits"])?;
        copy(&old, &new)?;
        self.forget_operations(history, &new, models[1])?;
        let source = models[1].to_string_lossy();
        let output = self.run(
            &new,
            &[
                "regenerate",
                "--from",
                &source,
                "--allow-dirty",
                "--output-format",
                "json",
            ],
        )?;
        examine(history, &new, &output, &mut done)?;
        self.settle(&new, &mut done)?;
        Ok(done)
    }

    fn generate(&self, history: &History, model: &Path) -> Result<(), String> {
        let old = self.folder.join("old");
        let recipe = old.join("recipes").join(format!("{}.toml", history.name));
        write(&recipe, &history.recipe_text())?;
        let [model, recipe] = [model, &recipe].map(|path| path.to_string_lossy());
        let output = self.run(
            &old,
            &["new", &model, "--config", &recipe, "--out", history.name],
        )?;
        expect(&output, 0)?;
        let folder = old.join(history.name);
        git(&folder, &["init", "--quiet"])?;
        git(&folder, &["add", "--all"])?;
        git(&folder, &["commit", "--quiet", "--message=generated"])
    }

    /// Operations that are gone are refused, with nothing written, until the recipe no longer names them.
    fn forget_operations(
        &self,
        history: &History,
        folder: &Path,
        model: &Path,
    ) -> Result<(), String> {
        if history.gone.is_empty() {
            return Ok(());
        }
        let model = model.to_string_lossy();
        expect(&self.run(folder, &["regenerate", "--from", &model])?, 2)?;
        if !changed(folder)?.is_empty() {
            return Err("a refused run wrote something".to_owned());
        }
        let recipe = folder.join("connector.toml");
        let mut text = read(&recipe)?;
        for gone in &history.gone {
            text = text.replace(&format!("\"{gone}\", "), "");
            text = text.replace(&format!(", \"{gone}\"]"), "]");
        }
        write(&recipe, &text)?;
        git(folder, &["commit", "--quiet", "--all", "--message=recipe"])
    }

    /// Takes the new texts of conflicts, and proves that the run after that has nothing left to do.
    fn settle(&self, folder: &Path, done: &mut Regenerated) -> Result<(), String> {
        for (path, verb) in &done.actions {
            if verb.starts_with("conflict") {
                let path = folder.join(path);
                let beside = PathBuf::from(format!("{}.new", path.display()));
                fs::rename(beside, path).map_err(|error| error.to_string())?;
            }
        }
        if !done.conflicts.is_empty() {
            let output = self.run(folder, &["regenerate", "--allow-dirty"])?;
            expect(&output, 0)?;
        }
        git(folder, &["add", "--all"])?;
        git(folder, &["commit", "--quiet", "--message=regenerated"])?;
        expect(&self.run(folder, &["regenerate"])?, 0)?;
        let changed = changed(folder)?;
        if !changed.is_empty() {
            done.wrong
                .push(format!("a run with nothing to do wrote {changed}"));
        }
        Ok(())
    }

    fn run(&self, folder: &Path, arguments: &[&str]) -> Result<Output, String> {
        let mut command = Command::new(&self.command);
        command.current_dir(folder).args(arguments);
        command.env_remove("CI").env("NO_COLOR", "1");
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CONNECTOR_GEN_") {
                command.env_remove(name);
            }
        }
        let output = command.output();
        output.map_err(|error| format!("connector-gen did not start: {error}"))
    }
}

pub(super) fn expect(output: &Output, status: i32) -> Result<(), String> {
    if output.status.code() == Some(status) {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{}, not status {status}:\n{said}", output.status))
}

fn git(folder: &Path, arguments: &[&str]) -> Result<(), String> {
    git_output(folder, arguments).map(drop)
}

fn git_output(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git")
        .current_dir(folder)
        .args([
            "-c",
            "user.name=user",
            "-c",
            "user.email=user@localhost",
            "-c",
            "core.safecrlf=false",
        ])
        .args(["-c", "commit.gpgsign=false"])
        .args(arguments)
        .output()
        .map_err(|error| format!("git did not start: {error}"))?;
    expect(&output, 0).map_err(|error| format!("git {}: {error}", arguments.join(" ")))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What version control says of files that are not as they were committed.
fn changed(folder: &Path) -> Result<String, String> {
    git_output(folder, &["status", "--porcelain"])
}

pub(super) fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

pub(super) fn write(path: &Path, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.map_err(|error| error.to_string())?;
        let below = entry.path().strip_prefix(from);
        let place = to.join(below.map_err(|error| error.to_string())?);
        let done = if entry.file_type().is_dir() {
            fs::create_dir_all(&place)
        } else {
            fs::copy(entry.path(), &place).map(drop)
        };
        done.map_err(|error| format!("{}: {error}", place.display()))?;
    }
    Ok(())
}

/// Edits the files of a connector: which way, depends on its turn and on the file.
fn edit(history: &History, folder: &Path, turn: usize) -> Result<Vec<Made>, String> {
    let mut made = Vec::new();
    let mut at = turn;
    let mut custom = String::new();
    for (path, file) in &history.old.files {
        let path = path.as_str();
        if RECORD.iter().any(|record| path.starts_with(record)) {
            continue;
        }
        if custom.is_empty() && path.starts_with("src/domain_model/") {
            let all = edits::structures(&file.text);
            custom = all
                .last()
                .map(|last| last.name.to_owned())
                .unwrap_or_default();
        }
        let Some((name, edited)) = edited(path, &file.text, &mut at) else {
            continue;
        };
        write(&folder.join(path), &edited.text)?;
        made.push(of(path, name, &file.text, edited));
    }
    if !custom.is_empty() {
        made.push(custom_file(folder, &custom)?);
    }
    let (path, text) = edits::OWN;
    write(&folder.join(path), text)?;
    git(folder, &["add", path])?;
    if turn.is_multiple_of(2) {
        let picture = folder.join("docs/domain-model.svg");
        fs::remove_file(picture).map_err(|error| error.to_string())?;
    }
    Ok(made)
}

fn edited(path: &str, text: &str, at: &mut usize) -> Option<(&'static str, Edited)> {
    if path == "src/custom.rs" {
        return None;
    }
    let mut others = edits::OTHERS.iter();
    if let Some((_, edit)) = others.find(|(end, _)| path.ends_with(end)) {
        return Some((edit.name, (edit.apply)(text)?));
    }
    if !path.ends_with(".rs") {
        return None;
    }
    *at += 1;
    let edits = edits::RUST.iter();
    let mut fitting: Vec<_> = edits
        .filter_map(|edit| Some((edit.name, (edit.apply)(text)?)))
        .collect();
    // One turn of each round leaves the file as it is.
    let chosen = *at % (fitting.len() + 1);
    (chosen < fitting.len()).then(|| fitting.swap_remove(chosen))
}

fn of(path: &str, edit: &'static str, before: &str, edited: Edited) -> Made {
    Made {
        path: path.to_owned(),
        edit,
        blocks: edited.blocks,
        about: edited.about,
        before: before.to_owned(),
        after: edited.text,
    }
}

/// The user's own code in the file that the tool made for it.
fn custom_file(folder: &Path, name: &str) -> Result<Made, String> {
    let path = "src/custom.rs";
    let before = read(&folder.join(path))?;
    let block = edits::custom(name);
    let edited = Edited {
        text: format!("{before}{block}"),
        blocks: vec![block],
        about: Some(name.to_owned()),
    };
    write(&folder.join(path), &edited.text)?;
    Ok(of(path, "a file of one's own", &before, edited))
}
