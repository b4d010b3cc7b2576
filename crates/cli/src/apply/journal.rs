//! The journal of a run: what becomes of which file, written whole before the first file is touched.
//!
//! A line for each file, in the order of work, and a last line that says how many there are:
//!
//! ```text
//! put 0 sha256:… sha256:… src/lib.rs
//! put 1 - sha256:… src/voice.rs
//! drop sha256:… src/speech.rs
//! end 3
//! ```
//!
//! `put` has the number of the staged text, the digest of the file before (`-` if there was none) and after.

use std::fmt::Write as _;

use connector_model::files::RelPath;
use connector_update::digest::Digest;

/// What becomes of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// The file.
    pub(crate) path: RelPath,
    /// Digest of its bytes before; `None` if it was not there.
    pub(crate) old: Option<Digest>,
    /// Number of the staged text and its digest; `None` if the file goes.
    pub(crate) new: Option<(usize, Digest)>,
}

/// The text of a journal.
pub(crate) fn write(changes: &[Change]) -> String {
    let mut out = String::new();
    for change in changes {
        let old = change
            .old
            .map_or_else(|| "-".to_owned(), |old| old.to_string());
        let path = &change.path;
        let _ = match change.new {
            Some((stage, new)) => writeln!(out, "put {stage} {old} {new} {path}"),
            None => writeln!(out, "drop {old} {path}"),
        };
    }
    let _ = writeln!(out, "end {}", changes.len());
    out
}

/// Reads a journal strictly; `None` if it is not whole or not a journal.
pub(crate) fn read(text: &str) -> Option<Vec<Change>> {
    let (lines, end) = text
        .strip_suffix('\n')?
        .rsplit_once('\n')
        .unwrap_or(("", text.trim_end()));
    let changes = lines.lines().map(change).collect::<Option<Vec<_>>>()?;
    (end == format!("end {}", changes.len())).then_some(changes)
}

fn change(line: &str) -> Option<Change> {
    let words: Vec<&str> = line.split(' ').collect();
    let (old, new, path) = match words[..] {
        ["put", stage, old, new, path] => {
            (old, Some((stage.parse().ok()?, Digest::parse(new)?)), path)
        }
        ["drop", old, path] => (old, None, path),
        _ => return None,
    };
    let old = match old {
        "-" => None,
        digest => Some(Digest::parse(digest)?),
    };
    let path = RelPath::parse(path).ok()?;
    Some(Change { path, old, new })
}

#[cfg(test)]
mod tests {
    use connector_model::files::RelPath;
    use connector_update::digest::Digest;

    use super::{Change, read, write};

    #[test]
    fn a_journal_is_read_whole_or_not_at_all() {
        let change = |path: &str, old: Option<&[u8]>, new: Option<usize>| Change {
            path: RelPath::parse(path).expect("a path of the test"),
            old: old.map(Digest::of_bytes),
            new: new.map(|stage| (stage, Digest::of_bytes(b"new"))),
        };
        let changes = vec![
            change("src/lib.rs", Some(b"old"), Some(0)),
            change("src/voice.rs", None, Some(1)),
            change("src/speech.rs", Some(b"old"), None),
        ];
        let text = write(&changes);
        assert_eq!(read(&text), Some(changes));
        assert_eq!(read(&write(&[])), Some(Vec::new()));
        for length in 0..text.len() {
            assert_eq!(read(&text[..length]), None, "{length}");
        }
        for bad in [
            text.replace("src/lib.rs", "../lib.rs"),
            text.replace("end 3", "end 2"),
            text.replace("put 0", "put x"),
        ] {
            assert_eq!(read(&bad), None, "{bad}");
        }
    }
}
