//! What is asked of git, where it is there: a text by its name, and what is not committed yet.
//!
//! Only questions with fixed words are asked, nothing is written, and no configuration of the repository
//! makes git start something or fetch something. Without git every answer is "not known".

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use connector_model::files::RelPath;
use connector_update::object::ObjectId;

/// Bytes of a text that is asked for: no generated file has more.
const MOST: u64 = 16 << 20;

/// Versions of a file that are looked at where names say nothing.
const VERSIONS: usize = 64;

/// The text of this name; `None` if there is no git, no repository or no such object.
pub(crate) fn text(folder: &Path, name: ObjectId) -> Option<String> {
    blob(folder, &name.to_string())
}

/// Committed texts of a file, the latest first, where git has other names for texts than [`ObjectId`]: in a repository
/// with names of SHA-256. Nothing anywhere else.
pub(crate) fn versions(folder: &Path, path: &RelPath) -> Vec<String> {
    let names = names(folder, path).unwrap_or_default();
    let names = names.lines().filter_map(|line| line.split_once(' '));
    let of_file = names.filter(|(_, place)| place.ends_with(path.as_str()));
    let texts = of_file.take(VERSIONS);
    texts.filter_map(|(name, _)| blob(folder, name)).collect()
}

/// Names of what was committed at a path, each with its place in the repository.
fn names(folder: &Path, path: &RelPath) -> Option<String> {
    let mut format = command(folder);
    format.args(["rev-parse", "--show-object-format"]);
    if answer(format)?.trim_ascii_end() != b"sha256" {
        return None;
    }
    let mut list = command(folder);
    list.args(["--literal-pathspecs", "rev-list", "--objects", "HEAD", "--"]);
    list.arg(path.as_str());
    String::from_utf8(answer(list)?).ok()
}

fn blob(folder: &Path, name: &str) -> Option<String> {
    let mut command = command(folder);
    command.args(["cat-file", "blob", name]);
    String::from_utf8(answer(command)?).ok()
}

/// Paths below the folder, from the folder, that differ from the last commit or are not in it; `None` if that
/// cannot be known.
pub(crate) fn uncommitted(folder: &Path) -> Option<Vec<String>> {
    let mut command = command(folder);
    command.args(["status", "--porcelain=v1", "-z", "--no-renames"]);
    command.args([
        "--untracked-files=all",
        "--ignore-submodules=all",
        "--",
        ".",
    ]);
    let status = String::from_utf8_lossy(&answer(command)?).into_owned();
    let prefix = {
        let mut command = self::command(folder);
        command.args(["rev-parse", "--show-prefix"]);
        String::from_utf8(answer(command)?).ok()?
    };
    let prefix = prefix.trim_end_matches(['\n', '\r']);
    let paths = status.split('\0').filter_map(|line| line.get(3..));
    let below = paths.map(|path| path.strip_prefix(prefix).unwrap_or(path).to_owned());
    Some(below.collect())
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// What git said; `None` unless it ended well.
fn answer(mut command: Command) -> Option<Vec<u8>> {
    let mut child = command.spawn().ok()?;
    let mut bytes = Vec::new();
    let read = child
        .stdout
        .take()
        .map(|stdout| stdout.take(MOST + 1).read_to_end(&mut bytes));
    // A pipe that is closed ends a git that has more to say.
    let status = child.wait().ok()?;
    let is_whole = matches!(read, Some(Ok(_))) && u64::try_from(bytes.len()).ok()? <= MOST;
    (status.success() && is_whole).then_some(bytes)
}
