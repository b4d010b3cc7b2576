//! Paths between the current folder, the connector and its sources.

use std::path::{Component, Path, PathBuf};

/// The path from a folder to a file, with `/`, for the recipe; both absolute and without `.` or `..`.
///
/// `None` where there is none: other drives, or names that are not Unicode.
pub(crate) fn relative(from_folder: &Path, to_file: &Path) -> Option<String> {
    let mut from = from_folder.components().peekable();
    let mut to = to_file.components().peekable();
    while let (Some(a), Some(b)) = (from.peek(), to.peek()) {
        if a != b {
            break;
        }
        from.next();
        to.next();
    }
    let mut parts = Vec::new();
    for component in from {
        let Component::Normal(_) = component else {
            return None;
        };
        parts.push("..");
    }
    for component in to {
        let Component::Normal(name) = component else {
            return None;
        };
        parts.push(name.to_str()?);
    }
    Some(parts.join("/"))
}

/// The absolute form of a path that may not exist yet: links of the part that exists are resolved.
pub(crate) fn resolved(path: &Path) -> std::io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let mut missing = Vec::new();
    let mut existing = absolute.as_path();
    loop {
        match existing.canonicalize() {
            Ok(mut resolved) => {
                resolved.extend(missing.iter().rev());
                return Ok(resolved);
            }
            Err(error) => match (existing.parent(), existing.file_name()) {
                (Some(parent), Some(name)) => {
                    missing.push(name.to_owned());
                    existing = parent;
                }
                _ => return Err(error),
            },
        }
    }
}

/// A path as it is shown: from the current folder if that is short, else whole.
pub(crate) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let from_here = here.ok().and_then(|here| relative(&here, path));
    let short = from_here.filter(|name| !name.starts_with("../.."));
    match short {
        Some(name) if name.is_empty() => ".".to_owned(),
        Some(name) => name,
        None => path.display().to_string(),
    }
}

/// The folder below which a recipe's sources have to be: the repository's root, or the folder that holds the connector.
pub(crate) fn bound(connector: &Path) -> PathBuf {
    let repository = connector
        .ancestors()
        .find(|folder| folder.join(".git").exists());
    let parent = connector.parent().unwrap_or(connector);
    repository.unwrap_or(parent).to_path_buf()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::relative;

    #[test]
    fn recipes_name_sources_relative_to_themselves() {
        for (from, to, expected) in [
            ("/a/c", "/a/b.json", "../b.json"),
            ("/a/c", "/a/c/b.json", "b.json"),
            ("/a/c", "/a/c/d/b.json", "d/b.json"),
            ("/a/c", "/x/y.json", "../../x/y.json"),
            ("/", "/x", "x"),
        ] {
            assert_eq!(
                relative(Path::new(from), Path::new(to)).as_deref(),
                Some(expected)
            );
        }
    }
}
