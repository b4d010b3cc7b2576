//! A connector's folder, confined: reading and writing below it and nowhere else.
//!
//! The folder is held as an open directory, so a link that appears later cannot lead elsewhere, and no
//! component of a path may be a link (`SECURITY.md`, paths).

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};
use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::files::RelPath;

use crate::codes;
use crate::paths::shown;
use crate::sources::reason;

/// An open folder below which files are read and written.
#[derive(Debug)]
pub(crate) struct Folder {
    dir: Dir,
    path: PathBuf,
}

impl Folder {
    /// Opens a folder that exists.
    pub(crate) fn open(path: &Path) -> Result<Self, Diagnostics> {
        let dir = Dir::open_ambient_dir(path, ambient_authority())
            .map_err(|error| unwritable(path, &error))?;
        Ok(Self {
            dir,
            path: path.to_path_buf(),
        })
    }

    /// Opens a folder, and makes it with the folders above it where they are missing.
    pub(crate) fn create(path: &Path) -> Result<Self, Diagnostics> {
        Dir::create_ambient_dir_all(path, ambient_authority())
            .map_err(|error| unwritable(path, &error))?;
        Self::open(path)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The folder as messages show it.
    pub(crate) fn shown(&self) -> String {
        shown(&self.path)
    }

    /// A path below it as messages show it.
    fn shown_below(&self, path: &str) -> String {
        shown(&self.path.join(path))
    }

    /// The folder itself, for the lock of a run.
    pub(crate) fn dir(&self) -> &Dir {
        &self.dir
    }

    /// Content of a file; `None` if it is not there. Links and special files are refused.
    pub(crate) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Diagnostics> {
        if !self.is_regular(path)? {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let read = self
            .dir
            .open(path)
            .and_then(|mut file| file.read_to_end(&mut bytes));
        read.map_err(|error| unwritable(&self.path.join(path), &error))?;
        Ok(Some(bytes))
    }

    /// Content of a text file; `None` if it is not there.
    pub(crate) fn read_text(&self, path: &str) -> Result<Option<String>, Diagnostics> {
        let Some(bytes) = self.read(path)? else {
            return Ok(None);
        };
        String::from_utf8(bytes).map(Some).map_err(|_| {
            let message = format!("`{}` is not UTF-8", self.shown_below(path));
            Diagnostic::new(&codes::NOT_READABLE_AS_TEXT, message)
                .help("restore it from version control")
                .into()
        })
    }

    /// Those of the files that exist, with their content.
    pub(crate) fn read_all<'a>(
        &self,
        paths: impl IntoIterator<Item = &'a RelPath>,
    ) -> Result<BTreeMap<RelPath, Vec<u8>>, Diagnostics> {
        let mut found = BTreeMap::new();
        let mut findings = Diagnostics::new();
        for path in paths {
            match self.read(path.as_str()) {
                Ok(Some(bytes)) => drop(found.insert(path.clone(), bytes)),
                Ok(None) => {}
                Err(refused) => findings.append(refused),
            }
        }
        if findings.is_empty() {
            Ok(found)
        } else {
            Err(findings)
        }
    }

    /// Regular files below the folder that are asked for. Hidden folders and `target` are not entered, links are
    /// not followed, and names that are no path of a connector's do not count.
    pub(crate) fn files(
        &self,
        is_asked: &dyn Fn(&RelPath) -> bool,
    ) -> Result<Vec<RelPath>, Diagnostics> {
        let mut found = Vec::new();
        let mut folders = vec![String::new()];
        while let Some(parent) = folders.pop() {
            let path = if parent.is_empty() { "." } else { &parent };
            let entries = self.dir.read_dir(path);
            let entries = entries.map_err(|error| unwritable(&self.path.join(path), &error))?;
            for entry in entries.filter_map(Result::ok) {
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = match parent.as_str() {
                    "" => name.clone(),
                    parent => format!("{parent}/{name}"),
                };
                let Ok(kind) = entry.file_type() else {
                    continue;
                };
                if kind.is_dir() && !name.starts_with('.') && path != "target" {
                    folders.push(path);
                } else if kind.is_file() {
                    found.extend(RelPath::parse(&path).ok().filter(|path| is_asked(path)));
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// Makes a folder below this one, with those above it.
    pub(crate) fn create_folder(&self, path: &str) -> Result<(), Diagnostics> {
        self.dir
            .create_dir_all(path)
            .map_err(|error| unwritable(&self.path.join(path), &error))
    }

    /// Writes a file in place. Only for files that nothing else looks at yet.
    pub(crate) fn write(
        &self,
        path: &str,
        bytes: &[u8],
        durability: Durability,
    ) -> Result<(), Diagnostics> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        let written = self.dir.open_with(path, &options).and_then(|mut file| {
            file.write_all(bytes)?;
            if durability == Durability::Synced {
                file.sync_all()
            } else {
                Ok(())
            }
        });
        written.map_err(|error| unwritable(&self.path.join(path), &error))
    }

    /// Makes the content of a file last through a crash.
    pub(crate) fn sync(&self, path: &str) -> Result<(), Diagnostics> {
        let mut options = OpenOptions::new();
        options.write(true);
        let synced = self
            .dir
            .open_with(path, &options)
            .and_then(|file| file.sync_all());
        synced.map_err(|error| unwritable(&self.path.join(path), &error))
    }

    /// Moves a file over another one, which is replaced whole or not at all.
    pub(crate) fn rename(&self, from: &str, to: &str) -> Result<(), Diagnostics> {
        self.dir
            .rename(from, &self.dir, to)
            .map_err(|error| unwritable(&self.path.join(to), &error))
    }

    /// Gives a file the permissions of another one.
    pub(crate) fn copy_permissions(&self, from: &str, to: &str) -> Result<(), Diagnostics> {
        let copied = self
            .dir
            .symlink_metadata(from)
            .and_then(|metadata| self.dir.set_permissions(to, metadata.permissions()));
        copied.map_err(|error| unwritable(&self.path.join(to), &error))
    }

    /// Makes the names in a folder last through a crash. Systems that cannot do this are left alone.
    pub(crate) fn sync_folder(&self, path: &str) {
        if let Ok(folder) = self.dir.open(if path.is_empty() { "." } else { path }) {
            drop(folder.sync_all());
        }
    }

    /// Deletes a file, and the folders above it that are empty then.
    pub(crate) fn delete(&self, path: &str) -> Result<(), Diagnostics> {
        self.dir
            .remove_file(path)
            .map_err(|error| unwritable(&self.path.join(path), &error))?;
        let mut folder = path;
        while let Some((parent, _)) = folder.rsplit_once('/') {
            if self.dir.remove_dir(parent).is_err() {
                break;
            }
            folder = parent;
        }
        Ok(())
    }

    /// Deletes a folder of the tool's own with what is in it, if it is there.
    pub(crate) fn delete_folder(&self, path: &str) -> Result<(), Diagnostics> {
        match self.dir.remove_dir_all(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(unwritable(&self.path.join(path), &error))
            }
            _ => Ok(()),
        }
    }

    /// Whether something of this name is there.
    pub(crate) fn exists(&self, path: &str) -> bool {
        self.dir.symlink_metadata(path).is_ok()
    }

    /// Names of what is directly in the folder, sorted.
    pub(crate) fn names(&self) -> Result<Vec<String>, Diagnostics> {
        let entries = self
            .dir
            .entries()
            .map_err(|error| unwritable(&self.path, &error))?;
        let mut names: Vec<String> = entries
            .filter_map(Result::ok)
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        Ok(names)
    }

    /// Whether the path is a regular file with one name below real folders; false if it is not there.
    fn is_regular(&self, path: &str) -> Result<bool, Diagnostics> {
        let ends = path
            .match_indices('/')
            .map(|(at, _)| at)
            .chain([path.len()]);
        for end in ends {
            let part = &path[..end];
            let metadata = match self.dir.symlink_metadata(part) {
                Ok(metadata) => metadata,
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
                Err(error) => return Err(unwritable(&self.path.join(part), &error)),
            };
            let whole = end == path.len();
            let fits = if whole {
                metadata.is_file() && has_one_name(&metadata)
            } else {
                metadata.is_dir()
            };
            if !fits {
                return Err(self.refused(part, whole));
            }
        }
        Ok(true)
    }

    fn refused(&self, path: &str, whole: bool) -> Diagnostics {
        let wanted = if whole {
            "regular file with one name"
        } else {
            "regular folder"
        };
        let message = format!("`{}` is not a {wanted}", self.shown_below(path));
        Diagnostic::new(&codes::SYMLINK, message)
            .help("replace it by what it points to, or move it away")
            .into()
    }
}

/// Whether a write has to survive a power cut before the next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// It replaces something: synced before the rename.
    Synced,
    /// Nothing is lost without it: left to the system.
    Plain,
}

#[cfg(unix)]
fn has_one_name(metadata: &cap_std::fs::Metadata) -> bool {
    use cap_std::fs::MetadataExt as _;
    metadata.nlink() == 1
}

#[cfg(not(unix))]
fn has_one_name(_metadata: &cap_std::fs::Metadata) -> bool {
    true
}

/// A finding for what the system refused.
pub(crate) fn unwritable(path: &Path, error: &std::io::Error) -> Diagnostics {
    let message = format!("`{}` cannot be used: {}", shown(path), reason(error));
    Diagnostic::new(&codes::UNWRITABLE, message)
        .help("check the permissions and the space of the folder, or name another with `--out`")
        .into()
}
