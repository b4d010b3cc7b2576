//! Unified differences of texts, as `check` prints them.

use similar::TextDiff;

/// Lines that stay the same and are shown around each change.
const CONTEXT: usize = 3;

/// Unified difference of two texts with the path in both headings; empty for equal texts.
///
/// The headings have no times, so that the same difference is the same text.
pub fn unified(path: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(CONTEXT)
        .header(&format!("a/{path}"), &format!("b/{path}"))
        .to_string()
}

/// Number of lines that a unified difference adds and removes.
pub fn counts(unified: &str) -> (usize, usize) {
    let changed = unified.lines().skip(2);
    changed.fold((0, 0), |(added, removed), line| {
        match line.as_bytes().first() {
            Some(b'+') => (added + 1, removed),
            Some(b'-') => (added, removed + 1),
            _ => (added, removed),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{counts, unified};

    #[test]
    fn a_difference_is_unified_and_without_times() {
        let text = unified("src/lib.rs", "a\nb\nc\n", "a\nB\nc\n");
        assert_eq!(
            text,
            "--- a/src/lib.rs\n+++ b/src/lib.rs\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"
        );
        assert_eq!(counts(&text), (1, 1));
        assert_eq!(unified("x", "a", "a"), "");
        assert_eq!(counts(""), (0, 0));
    }
}
