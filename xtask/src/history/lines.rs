//! Lines of edits and of new texts, counted: which of them a merged file lacks.

use std::collections::BTreeMap;

/// Lines that an edit added to a text and that the result has not, with each as often as it is missing.
pub(super) fn lost(before: &str, after: &str, result: &str) -> Vec<String> {
    let mut missing: BTreeMap<&str, i64> = BTreeMap::new();
    for line in after.lines() {
        *missing.entry(line).or_default() += 1;
    }
    for line in before.lines() {
        *missing.entry(line).or_default() -= 1;
    }
    for line in result.lines() {
        if let Some(count) = missing.get_mut(line).filter(|count| **count > 0) {
            *count -= 1;
        }
    }
    let missing = missing.into_iter();
    missing
        .filter(|(line, count)| *count > 0 && !line.is_empty())
        .map(|(line, _)| line.to_owned())
        .collect()
}

/// Lines that the API brought and that the result has not, unless they are where the user took lines away.
///
/// Imports of both sides come together in lines of their own; that none is missing is for the compiler to say. What a
/// file with edits keeps may stand as deep as it stood.
pub(super) fn brought(before: &str, new: &str, edited: &str, result: &str) -> Vec<String> {
    let [before, new, edited, result] = [before, new, edited, result].map(flush);
    let taken = lost(&edited, &before, "");
    let imports = imports(&new);
    let mut missing = lost(&before, &new, &result);
    missing.retain(|line| !taken.contains(line) && !imports.contains(&line.as_str()));
    missing
}

/// The text without indentation.
fn flush(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_start().to_owned() + "\n");
    lines.collect()
}

/// The lines of the imports of Rust text.
fn imports(text: &str) -> Vec<&str> {
    let mut open = false;
    let of_import = |line: &&str| {
        let is_first = ["use ", "pub use "]
            .iter()
            .any(|head| line.starts_with(head));
        let is_part = open || is_first;
        open = is_part && !line.ends_with(';');
        is_part
    };
    text.lines().filter(of_import).collect()
}

#[cfg(test)]
mod tests {
    use super::{brought, lost};

    #[test]
    fn a_line_that_a_merge_drops_is_told() {
        assert_eq!(lost("a\n", "a\nx\nx\n", "a\nx\n"), ["x"]);
        assert!(lost("a\n", "a\nx\n", "x\r\nb\n").is_empty());
        assert_eq!(brought("a\nb\n", "a\nc\n", "a\nb\nx\n", "a\nb\nx\n"), ["c"]);
        assert!(brought("a\nb\n", "a\nc\nb\n", "b\n", "c\nb\n").is_empty());
        let new = "use a::{\n    B,\n};\nc;\n";
        assert_eq!(brought("", new, "use d;\n", "use a::B;\n"), ["c;"]);
    }
}
