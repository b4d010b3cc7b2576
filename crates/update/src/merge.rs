//! Three-way merges of texts: base, the user's file, the newly generated text.
//!
//! A merge is a claim that nothing of the user's was lost, so the claim is checked on every run: whatever
//! lines the user added are counted again in the result.

use std::collections::BTreeMap;
use std::ops::Range;

use similar::{MergeResolution, TextMerge};

use crate::digest::without_mark;

mod code;
mod imports;
mod pieces;
mod tokens;

#[cfg(test)]
mod code_tests;

/// How a merge ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merge {
    /// Both sides are in the result; it has the line ends, the mark and the last line end of the user's file.
    Clean(Vec<u8>),
    /// Both sides changed the same lines: line numbers of the user's file, from 1, without the end. An empty
    /// range stands before the line where the user took lines away.
    Overlap(Vec<Range<usize>>),
    /// The user's file is not UTF-8.
    NotText,
}

/// Merges what the user did to a text with what the generator does to it.
pub fn merge(base: &str, yours: &[u8], new: &str) -> Merge {
    let Ok(text) = std::str::from_utf8(without_mark(yours)) else {
        return Merge::NotText;
    };
    let style = Style::of(yours);
    // The user's lines keep their ends; only for the comparison they have those of the generator.
    let kept: Vec<&str> = text.split_inclusive('\n').collect();
    let plain = with_last_end(&text.replace("\r\n", "\n"));
    let (base, new) = (with_last_end(base), with_last_end(new));
    let merge = TextMerge::from_lines(base.as_str(), plain.as_str(), new.as_str());
    if merge.is_conflicted() {
        let lines = merge.conflicts().map(|region| {
            let lines = region.ours_range();
            lines.start + 1..lines.end + 1
        });
        return Merge::Overlap(lines.collect());
    }
    let mut out = style.mark.to_owned();
    for region in merge.regions() {
        if region.resolution() == MergeResolution::Theirs {
            for line in region.theirs_range().filter_map(|at| merge.theirs_line(at)) {
                style.push(line, &mut out);
            }
        } else {
            for line in region.ours_range().filter_map(|at| kept.get(at)) {
                style.push_kept(line, &mut out);
            }
        }
    }
    if !style.has_last_end {
        let end = out.trim_end_matches(['\n', '\r']).len();
        if out[end..].matches('\n').count() == 1 {
            out.truncate(end);
        }
    }
    if keeps_every_line(&base, &plain, &out) {
        return Merge::Clean(out.into_bytes());
    }
    Merge::Overlap(std::iter::once(1..kept.len() + 1).collect())
}

/// Merges Rust: line by line, and where that does not go, by what the lines say, so that a file in another layout
/// merges too.
pub fn merge_rust(base: &str, yours: &[u8], new: &str) -> Merge {
    let by_lines = merge(base, yours, new);
    match by_lines {
        Merge::Overlap(_) => code::merge(base, yours, new).unwrap_or(by_lines),
        _ => by_lines,
    }
}

/// A text with the byte-order mark and the line ends of the file that it replaces.
pub(crate) fn styled(text: &str, old: &[u8]) -> Vec<u8> {
    let style = Style::of(old);
    format!("{}{}", style.mark, style.styled(text)).into_bytes()
}

/// What a file has besides its lines.
struct Style {
    /// The byte-order mark or nothing.
    mark: &'static str,
    /// The end of lines that the generator adds.
    end: &'static str,
    has_last_end: bool,
}

impl Style {
    fn of(bytes: &[u8]) -> Self {
        let is_marked = without_mark(bytes).len() < bytes.len();
        let lines = || bytes.split_inclusive(|byte| *byte == b'\n');
        let crlf = lines().filter(|line| line.ends_with(b"\r\n")).count();
        Self {
            mark: if is_marked { "\u{feff}" } else { "" },
            end: if crlf * 2 > lines().count() {
                "\r\n"
            } else {
                "\n"
            },
            has_last_end: bytes.is_empty() || bytes.ends_with(b"\n"),
        }
    }

    /// A text of the generator's.
    fn styled(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            self.push(line, &mut out);
        }
        out
    }

    /// A line of the generator's.
    fn push(&self, line: &str, out: &mut String) {
        out.push_str(line.strip_suffix('\n').unwrap_or(line));
        if line.ends_with('\n') {
            out.push_str(self.end);
        }
    }

    /// A line of the user's; the last one may lack an end, and no longer be the last.
    fn push_kept(&self, line: &str, out: &mut String) {
        out.push_str(line);
        if !line.ends_with('\n') {
            out.push_str(self.end);
        }
    }
}

fn with_last_end(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') {
        return text.to_owned();
    }
    format!("{text}\n")
}

/// Whether the result has every line that the user added, as often as they added it.
fn keeps_every_line(base: &str, yours: &str, merged: &str) -> bool {
    let mut missing: BTreeMap<&str, i64> = BTreeMap::new();
    for line in yours.lines() {
        *missing.entry(line).or_default() += 1;
    }
    for line in base.lines() {
        *missing.entry(line).or_default() -= 1;
    }
    for line in merged.lines() {
        if let Some(count) = missing.get_mut(line).filter(|count| **count > 0) {
            *count -= 1;
        }
    }
    missing.values().all(|count| *count <= 0)
}

#[cfg(test)]
mod tests {
    use super::{Merge, keeps_every_line, merge};

    const BASE: &str = "a\nb\nc\nd\ne\nf\n";
    const NEW: &str = "a\nb\nc\nd\nE\nf\n";

    fn clean(text: &str) -> Merge {
        Merge::Clean(text.as_bytes().to_vec())
    }

    #[test]
    fn edits_of_both_sides_are_in_the_result_with_the_line_ends_that_each_line_had() {
        for (name, yours, merged) in [
            (
                "above",
                "a\nmine\nb\nc\nd\ne\nf\n",
                "a\nmine\nb\nc\nd\nE\nf\n",
            ),
            ("deleted", "a\nc\nd\ne\nf\n", "a\nc\nd\nE\nf\n"),
            (
                "crlf",
                "a\r\nB\r\nc\r\nd\r\ne\r\nf\r\n",
                "a\r\nB\r\nc\r\nd\r\nE\r\nf\r\n",
            ),
            ("one crlf", "a\nB\r\nc\nd\ne\nf\n", "a\nB\r\nc\nd\nE\nf\n"),
            (
                "mark",
                "\u{feff}a\nB\nc\nd\ne\nf\n",
                "\u{feff}a\nB\nc\nd\nE\nf\n",
            ),
            ("no last end", "a\nB\nc\nd\ne\nf", "a\nB\nc\nd\nE\nf"),
            ("the same edit", "a\nb\nc\nd\nE\nf\n", NEW),
        ] {
            assert_eq!(merge(BASE, yours.as_bytes(), NEW), clean(merged), "{name}");
        }
        // The user's last line is no longer the last.
        let longer = format!("{BASE}g\n");
        assert_eq!(
            merge(BASE, b"A\nb\nc\nd\ne\nf", &longer),
            clean("A\nb\nc\nd\ne\nf\ng")
        );
    }

    #[test]
    fn edits_of_the_same_lines_are_told_with_the_lines_of_the_file() {
        for (name, yours, lines) in [
            ("inside", "a\nb\nc\nd\nmine\nf\n", 5..6),
            ("beside", "a\nb\nc\nd\nmine\ne\nf\n", 5..7),
            ("deleted", "a\nb\nc\nd\nf\n", 5..5),
        ] {
            let overlap = Merge::Overlap(std::iter::once(lines).collect());
            assert_eq!(merge(BASE, yours.as_bytes(), NEW), overlap, "{name}");
        }
        assert_eq!(merge(BASE, b"\xff\n", NEW), Merge::NotText);
    }

    #[test]
    fn a_result_without_a_line_of_the_users_is_no_result() {
        assert!(keeps_every_line("a\n", "a\nx\nx\n", "x\na\nx\n"));
        assert!(!keeps_every_line("a\n", "a\nx\nx\n", "x\na\n"));
        assert!(keeps_every_line("a\nb\n", "a\n", "a\nb\n"));
    }
}
