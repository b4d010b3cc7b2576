//! A connector's folder, confined: reading and writing below it and nowhere else.
//!
//! The folder is held as an open directory, so a link that appears later cannot lead elsewhere, and no
//! component of a path may be a link (`SECURITY.md`, paths).

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, Metadata, OpenOptions};
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
        self.reader().read(path)
    }

    /// For reading many files.
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader {
            folder: self,
            parents: BTreeMap::new(),
        }
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
        let mut reader = self.reader();
        for path in paths {
            match reader.read(path.as_str()) {
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

    /// What stands at a path, links not followed; `None` if nothing does.
    fn looked_at(
        &self,
        dir: &Dir,
        name: &str,
        path: &str,
    ) -> Result<Option<Metadata>, Diagnostics> {
        match dir.symlink_metadata(name) {
            Ok(metadata) => Ok(Some(metadata)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unwritable(&self.path.join(path), &error)),
        }
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

/// Reads files of a folder. It keeps the folders that they are in open: to look at each part of each path again takes
/// longer than reading.
pub(crate) struct Reader<'a> {
    folder: &'a Folder,
    /// Folders by path; `None` where nothing is.
    parents: BTreeMap<String, Option<Dir>>,
}

impl Reader<'_> {
    /// Content of a file; `None` if it is not there. Links and special files are refused.
    pub(crate) fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, Diagnostics> {
        let folder = self.folder;
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
        let Some(dir) = self.parent(parent)? else {
            return Ok(None);
        };
        let Some(metadata) = folder.looked_at(dir, name, path)? else {
            return Ok(None);
        };
        if !metadata.is_file() || !has_one_name(&metadata) {
            return Err(folder.refused(path, true));
        }
        // One byte more than there is tells the end of the file without a further allocation.
        let size = usize::try_from(metadata.len()).unwrap_or(0);
        let mut bytes = Vec::with_capacity(size.saturating_add(1));
        let read = dir
            .open(name)
            .and_then(|file| file.take(u64::MAX).read_to_end(&mut bytes));
        read.map_err(|error| unwritable(&folder.path.join(path), &error))?;
        Ok(Some(bytes))
    }

    /// The folder of this path, if it is there, below real folders.
    fn parent(&mut self, path: &str) -> Result<Option<&Dir>, Diagnostics> {
        if path.is_empty() {
            return Ok(Some(&self.folder.dir));
        }
        if !self.parents.contains_key(path) {
            let opened = self.open(path)?;
            self.parents.insert(path.to_owned(), opened);
        }
        Ok(self.parents.get(path).and_then(Option::as_ref))
    }

    fn open(&self, path: &str) -> Result<Option<Dir>, Diagnostics> {
        let folder = self.folder;
        let ends = path.match_indices('/').map(|(at, _)| at);
        for end in ends.chain([path.len()]) {
            let part = &path[..end];
            match folder.looked_at(&folder.dir, part, part)? {
                Some(metadata) if metadata.is_dir() => {}
                Some(_) => return Err(folder.refused(part, false)),
                None => return Ok(None),
            }
        }
        let opened = folder.dir.open_dir(path);
        opened
            .map(Some)
            .map_err(|error| unwritable(&folder.path.join(path), &error))
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
fn has_one_name(metadata: &Metadata) -> bool {
    use cap_std::fs::MetadataExt as _;
    metadata.nlink() == 1
}

#[cfg(not(unix))]
fn has_one_name(_metadata: &Metadata) -> bool {
    true
}

/// A finding for what the system refused.
pub(crate) fn unwritable(path: &Path, error: &std::io::Error) -> Diagnostics {
    let message = format!("`{}` cannot be used: {}", shown(path), reason(error));
    Diagnostic::new(&codes::UNWRITABLE, message)
        .help("check the permissions and the space of the folder, or name another with `--out`")
        .into()
}
