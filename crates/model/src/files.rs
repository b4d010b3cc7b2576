//! Files in memory: what the generator makes before anything touches a disk.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A path below the connector's folder that is safe to write on every system.
///
/// It can only be made by [`RelPath::parse`], so whoever holds one need not check it again.
/// Grammar and reasons: `SECURITY.md`, paths.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RelPath(String);

/// Device names of Windows, which no folder or file may have whatever its extension.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul"];

/// The hidden files and folders that a connector has. All others mean something to a program of the user's
/// (`.git/hooks`, `.cargo/config.toml`, `.github/workflows`), so no text from outside may name them.
const HIDDEN: &[&str] = &[
    ".connector",
    ".gitattributes",
    ".gitattributes.new",
    ".gitignore",
];

impl RelPath {
    /// Reads a path with `/` between its segments.
    ///
    /// A segment has letters, digits, `_`, `-` and inner dots, begins with a letter, a digit or `_`, does
    /// not end with a dot, and has at most 100 bytes. Of hidden names only those of a connector are paths.
    pub fn parse(text: &str) -> Result<Self, InvalidPath> {
        if text.is_empty() || text.split('/').any(|segment| !is_segment(segment)) {
            return Err(InvalidPath(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }

    /// The path with `/` between its segments.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_segment(segment: &str) -> bool {
    if segment.starts_with('.') {
        return HIDDEN.contains(&segment);
    }
    let stem = segment
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device)
            .is_some_and(|digit| digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit())
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    segment.len() <= 100
        && segment
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && segment.bytes().all(|byte| plain(byte) || byte == b'.')
        && !segment.ends_with('.')
        && !segment.contains("..")
        && !RESERVED.contains(&stem.as_str())
        && !numbered("com")
        && !numbered("lpt")
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RelPath {
    type Error = InvalidPath;

    fn try_from(text: String) -> Result<Self, InvalidPath> {
        Self::parse(&text)
    }
}

impl From<RelPath> for String {
    fn from(path: RelPath) -> Self {
        path.0
    }
}

/// A text that is not a [`RelPath`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidPath(pub String);

impl fmt::Display for InvalidPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a path that can be written on every system",
            self.0.escape_debug()
        )
    }
}

impl std::error::Error for InvalidPath {}

/// A file in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its content, UTF-8 with LF line ends.
    pub text: String,
    /// Whose it is.
    pub ownership: Ownership,
}

/// Whose a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ownership {
    /// The tool's: replaced when it is regenerated, merged where the user edited it.
    Generated,
    /// The user's: created once and never touched again (`custom.rs`, the recipe).
    User,
}

/// Files by path.
pub type Files = BTreeMap<RelPath, File>;

#[cfg(test)]
mod tests {
    use super::RelPath;

    #[test]
    fn paths_that_could_leave_the_folder_or_break_a_system_are_refused() {
        for bad in [
            "",
            "/",
            "a//b",
            "../a",
            "a/..",
            "./a",
            "a/.",
            "~",
            "C:",
            "a\\b",
            "..",
            "a.",
            "a ",
            "CON",
            "nul.txt",
            "com1.rs",
            "LPT9",
            "a\0",
            "a\n",
            "é",
            ".",
            "a..b",
            ".git/hooks/x",
            ".GIT",
            ".cargo/config.toml",
            ".github/workflows/ci.yml",
            ".gitmodules",
        ] {
            assert!(RelPath::parse(bad).is_err(), "{bad:?}");
        }
        for good in [
            "Cargo.toml",
            "src/lib.rs",
            ".connector/service.json",
            ".gitattributes",
            "docs/domain-model.svg",
        ] {
            assert!(RelPath::parse(good).is_ok(), "{good:?}");
        }
    }
}
