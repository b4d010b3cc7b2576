//! What applying needs of a disk, so that tests can put one under it that fails, tears and forgets.

use connector_model::diagnostic::Diagnostics;

use crate::folder::{Durability, Folder};

/// A connector's folder while a plan is applied. Paths are relative, with `/`.
pub(crate) trait Disk {
    /// Content of a file; `None` if it is not there.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Diagnostics>;
    /// Whether something of this name is there.
    fn exists(&self, path: &str) -> bool;
    /// Makes a folder with those above it.
    fn create_folder(&self, path: &str) -> Result<(), Diagnostics>;
    /// Writes a file in place: never atomic, durable only if it is synced.
    fn write(&self, path: &str, bytes: &[u8], durability: Durability) -> Result<(), Diagnostics>;
    /// Makes the content of a file last.
    fn sync(&self, path: &str) -> Result<(), Diagnostics>;
    /// Gives a file the permissions of another one.
    fn copy_permissions(&self, from: &str, to: &str) -> Result<(), Diagnostics>;
    /// Moves a file over another one, whole or not at all; durable once a folder of both is synced.
    fn rename(&self, from: &str, to: &str) -> Result<(), Diagnostics>;
    /// Deletes a file, and the folders above it that are empty then.
    fn delete(&self, path: &str) -> Result<(), Diagnostics>;
    /// Makes the names in a folder last.
    fn sync_folder(&self, path: &str);
    /// Deletes a folder of the tool's own with what is in it, if it is there.
    fn delete_folder(&self, path: &str) -> Result<(), Diagnostics>;
}

impl Disk for Folder {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Diagnostics> {
        self.read(path)
    }

    fn exists(&self, path: &str) -> bool {
        self.exists(path)
    }

    fn create_folder(&self, path: &str) -> Result<(), Diagnostics> {
        self.create_folder(path)
    }

    fn write(&self, path: &str, bytes: &[u8], durability: Durability) -> Result<(), Diagnostics> {
        self.write(path, bytes, durability)
    }

    fn sync(&self, path: &str) -> Result<(), Diagnostics> {
        self.sync(path)
    }

    fn copy_permissions(&self, from: &str, to: &str) -> Result<(), Diagnostics> {
        self.copy_permissions(from, to)
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), Diagnostics> {
        self.rename(from, to)
    }

    fn delete(&self, path: &str) -> Result<(), Diagnostics> {
        self.delete(path)
    }

    fn sync_folder(&self, path: &str) {
        self.sync_folder(path);
    }

    fn delete_folder(&self, path: &str) -> Result<(), Diagnostics> {
        self.delete_folder(path)
    }
}
