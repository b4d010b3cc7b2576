//! Merges of Rust files in another layout than the generator's.
//!
//! The user's pieces are put into the lines of the generated text that they were made of. Then lines are merged as
//! ever: a line is changed if a piece of it is, and not if it only stands elsewhere. What is kept of the user's file is
//! kept as they laid it out; what is new is laid out as the generator does.
//!
//! The proof is that of every merge, for pieces instead of lines, and one more: the result is read again and must have
//! the pieces that were put into it. So nothing is glued together and no comment swallows code.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, MergeRegion, MergeResolution, TextMerge, capture_diff_slices};

use super::pieces::{Imports, Piece, pieces};
use super::{Merge, Style, imports};
use crate::digest::without_mark;

/// Merges by pieces; `None` if one of the texts cannot be read as Rust, or the result is not proved.
pub(super) fn merge(base: &str, yours: &[u8], new: &str) -> Option<Merge> {
    if let Some(merged) = merge_but_imports(base, yours, new) {
        return Some(merged);
    }
    let together = merge_by(Imports::Run, base, yours, new);
    if matches!(together, Some(Merge::Clean(_))) {
        return together;
    }
    // A comment between them, for instance, makes two runs of one.
    match merge_by(Imports::Declaration, base, yours, new) {
        Some(apart @ Merge::Clean(_)) => Some(apart),
        apart => together.or(apart),
    }
}

/// Merges by lines with imports that both sides changed joined beforehand; `None` if there are none, or if that is not
/// all that overlaps. So a file that nobody laid out anew stays in the generator's layout.
fn merge_but_imports(base: &str, yours: &[u8], new: &str) -> Option<Merge> {
    let style = Style::of(yours);
    let text = std::str::from_utf8(without_mark(yours)).ok()?;
    let base_pieces = pieces(base, Imports::Run)?;
    let mut kept = Side::of(text, pieces(text, Imports::Run)?);
    let mut made = Side::of(new, pieces(new, Imports::Run)?);
    let added = added(&base_pieces, &kept.pieces);
    let runs = join_imports(&base_pieces, &mut kept, &mut made, style.end);
    if runs.is_empty() {
        return None;
    }
    let (mut text, mut new) = (text.to_owned(), new.to_owned());
    for (at, in_new) in runs.into_iter().rev() {
        let (piece, in_new) = (&kept.pieces[at], &made.pieces[in_new]);
        let written = kept.written.get(&at)?;
        text.replace_range(piece.start..piece.end, written);
        new.replace_range(in_new.start..in_new.end, &written.replace("\r\n", "\n"));
    }
    let text = format!("{}{text}", style.mark);
    let Merge::Clean(bytes) = super::merge(base, text.as_bytes(), &new) else {
        return None;
    };
    let merged = std::str::from_utf8(without_mark(&bytes)).ok()?;
    let found = pieces(merged, Imports::Run)?.into_iter();
    let said: Vec<String> = found.map(|piece| piece.text.into_owned()).collect();
    holds(added, &said).then_some(Merge::Clean(bytes))
}

fn merge_by(imports: Imports, base: &str, yours: &[u8], new: &str) -> Option<Merge> {
    let style = Style::of(yours);
    let text = std::str::from_utf8(without_mark(yours)).ok()?;
    let new = style.styled(new);
    let base = pieces(base, imports)?;
    let mut kept = Side::of(text, pieces(text, imports)?);
    let mut made = Side::of(&new, pieces(&new, imports)?);
    let added = added(&base, &kept.pieces);
    if imports == Imports::Run {
        join_imports(&base, &mut kept, &mut made, style.end);
    }

    let mut names = Names::default();
    let base_ids = names.of(&base);
    let base_lines = lines(&base);
    kept.lines = lines_after(
        &base_ids,
        &base_lines,
        &names.of(&kept.pieces),
        &kept.pieces,
    );
    made.lines = lines(&made.pieces);
    let merge = [
        spelled(&base_ids, &base_lines),
        spelled(&names.of(&kept.pieces), &kept.lines),
        spelled(&names.of(&made.pieces), &made.lines),
    ];
    let merge = TextMerge::from_lines(merge[0].as_str(), merge[1].as_str(), merge[2].as_str());
    if merge.is_conflicted() {
        let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
        let conflicts = merge.conflicts();
        let lines = conflicts.map(|region| kept.text_lines(&region.ours_range(), &ends));
        return Some(Merge::Overlap(lines.collect()));
    }
    let mut out = Output::new(&style);
    for region in merge.regions() {
        out.push(region, &kept, &made);
    }
    let (text, said) = out.end(&kept);
    let body = text.strip_prefix(style.mark)?;
    let found = pieces(body, imports)?;
    let is_whole = found.iter().map(|piece| &piece.text).eq(said.iter());
    (is_whole && holds(added, &said)).then(|| Merge::Clean(text.into_bytes()))
}

/// A text, its pieces, and the lines that it is merged by.
struct Side<'a> {
    text: &'a str,
    pieces: Vec<Piece<'a>>,
    /// Ranges of pieces.
    lines: Vec<Range<usize>>,
    /// Texts of pieces that are not those of the file.
    written: BTreeMap<usize, String>,
}

impl<'a> Side<'a> {
    fn of(text: &'a str, pieces: Vec<Piece<'a>>) -> Self {
        Self {
            text,
            pieces,
            lines: Vec::new(),
            written: BTreeMap::new(),
        }
    }

    fn pieces_of(&self, lines: &Range<usize>) -> Range<usize> {
        let at = |line: usize| self.lines.get(line).map(|line| line.start);
        let end = self.pieces.len();
        at(lines.start).unwrap_or(end)..at(lines.end).unwrap_or(end)
    }

    /// What stands between a piece and the one before it.
    fn gap(&self, at: usize) -> &'a str {
        let before = at.checked_sub(1).and_then(|at| self.pieces.get(at));
        let start = before.map_or(0, |piece| piece.end);
        let end = self
            .pieces
            .get(at)
            .map_or(self.text.len(), |piece| piece.start);
        self.text.get(start..end).unwrap_or_default()
    }

    /// The white space before the line that a piece stands in.
    fn indentation(&self, at: usize) -> &'a str {
        let offset = self.pieces.get(at).map_or(0, |piece| piece.start);
        let before = self.text.get(..offset).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        line.get(..blanks).unwrap_or_default()
    }

    /// A piece with what stays with it.
    fn piece(&self, at: usize) -> &str {
        if let Some(text) = self.written.get(&at) {
            return text;
        }
        let piece = self.pieces.get(at);
        piece
            .and_then(|piece| self.text.get(piece.start..piece.end))
            .unwrap_or_default()
    }

    /// Line numbers of the file, from 1, without the end; the ends of lines are at these offsets.
    fn text_lines(&self, lines: &Range<usize>, ends: &[usize]) -> Range<usize> {
        let line = |offset: usize| 1 + ends.partition_point(|end| *end < offset);
        let pieces = self.pieces_of(lines);
        let Some(first) = self.pieces.get(pieces.start) else {
            let end = line(self.text.len());
            return end..end;
        };
        let start = line(first.start);
        match pieces.end.checked_sub(1).and_then(|at| self.pieces.get(at)) {
            Some(last) if !pieces.is_empty() => start..line(last.end) + 1,
            _ => start..start,
        }
    }
}

/// Numbers for what pieces say.
#[derive(Default)]
struct Names<'a>(BTreeMap<Cow<'a, str>, usize>);

impl<'a> Names<'a> {
    fn of(&mut self, pieces: &[Piece<'a>]) -> Vec<usize> {
        let ids = pieces.iter().map(|piece| {
            let next = self.0.len();
            *self.0.entry(piece.text.clone()).or_insert(next)
        });
        ids.collect()
    }
}

/// The lines of a text that the generator laid out; blank ones have no piece.
fn lines(pieces: &[Piece<'_>]) -> Vec<Range<usize>> {
    let mut starts = Vec::new();
    for (at, piece) in pieces.iter().enumerate().filter(|(_, piece)| piece.begins) {
        starts.extend(piece.is_apart.then_some(at));
        starts.push(at);
    }
    split(starts, pieces.len())
}

/// Ranges from each start to the next.
fn split(starts: Vec<usize>, end: usize) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    for start in starts {
        if let Some(last) = lines.last_mut() {
            last.end = start;
        }
        lines.push(start..end);
    }
    lines
}

/// The lines of the user's text as they would be in the layout of the base; what the user added has its own.
fn lines_after(
    base: &[usize],
    base_lines: &[Range<usize>],
    yours: &[usize],
    pieces: &[Piece<'_>],
) -> Vec<Range<usize>> {
    let mut lines_of_base = vec![0; base.len()];
    for (number, line) in base_lines.iter().enumerate() {
        lines_of_base[line.clone()].fill(number);
    }
    let mut homes: Vec<Option<usize>> = vec![None; yours.len()];
    for op in capture_diff_slices(Algorithm::Myers, base, yours) {
        if let DiffOp::Equal {
            old_index,
            new_index,
            len,
        } = op
        {
            for step in 0..len {
                homes[new_index + step] = Some(lines_of_base[old_index + step]);
            }
        }
    }
    let nexts = next_homes(&homes);
    let mut before = None;
    let mut was_added = false;
    let mut starts = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let is_within = before.is_some() && before == nexts[at];
        let is_added = homes[at].is_none();
        let goes_on = is_within || (is_added && was_added && !piece.begins);
        if at == 0 || !(piece.is_inside || goes_on) {
            let gap = match (homes[at], was_added) {
                (Some(home), false) => before.and_then(|before| base_lines.get(before + 1..home)),
                _ => None,
            };
            // Between neighbours of the base a blank line is a matter of layout.
            let is_apart = match gap {
                Some(gap) if gap.iter().all(Range::is_empty) => !gap.is_empty(),
                _ => piece.is_apart,
            };
            starts.extend(is_apart.then_some(at));
            starts.push(at);
        }
        was_added = is_added;
        before = homes[at].or(before);
    }
    split(starts, pieces.len())
}

/// For each piece the line of the base that it, or the next one that has one, stands in.
fn next_homes(homes: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut next = None;
    let mut nexts = vec![None; homes.len()];
    for (at, home) in homes.iter().enumerate().rev() {
        next = home.or(next);
        nexts[at] = next;
    }
    nexts
}

/// Lines for a merge that compares nothing but what pieces say.
fn spelled(ids: &[usize], lines: &[Range<usize>]) -> String {
    let mut out = String::new();
    for line in lines {
        for id in ids.get(line.clone()).unwrap_or_default() {
            out.push_str(&id.to_string());
            out.push(' ');
        }
        out.push('\n');
    }
    out
}

/// Imports that both sides changed are merged as the sets that they are, if all three texts have as many runs of them;
/// the result has the places of those in the user's text and the new one.
fn join_imports(
    base: &[Piece<'_>],
    kept: &mut Side<'_>,
    made: &mut Side<'_>,
    line_end: &str,
) -> Vec<(usize, usize)> {
    let mut joined = Vec::new();
    let runs = |pieces: &[Piece<'_>]| -> Vec<usize> {
        let all = pieces.iter().enumerate();
        let runs = all.filter(|(_, piece)| imports::items(&piece.text).is_some());
        runs.map(|(at, _)| at).collect()
    };
    let (b, y, n) = (runs(base), runs(&kept.pieces), runs(&made.pieces));
    if b.len() != y.len() || b.len() != n.len() {
        return joined;
    }
    for ((b, y), n) in b.into_iter().zip(y).zip(n) {
        let (base, yours, new) = (&base[b].text, &kept.pieces[y].text, &made.pieces[n].text);
        if base == yours || base == new || yours == new {
            continue;
        }
        let Some(all) = imports::merged(base, yours, new) else {
            continue;
        };
        let Some(text) = imports::written(kept.piece(y), &all, line_end) else {
            continue;
        };
        kept.written.insert(y, text);
        kept.pieces[y].text = Cow::Owned(all.clone());
        made.pieces[n].text = Cow::Owned(all);
        joined.push((y, n));
    }
    joined
}

/// The result of a merge while it is written.
struct Output<'a> {
    style: &'a Style,
    text: String,
    /// What the pieces in it say.
    said: Vec<String>,
    /// The last piece of the user's, or of the new text, and the place behind it.
    last: Option<(bool, usize)>,
}

impl<'a> Output<'a> {
    fn new(style: &'a Style) -> Self {
        Self {
            style,
            text: style.mark.to_owned(),
            said: Vec::new(),
            last: None,
        }
    }

    fn push(&mut self, region: &MergeRegion, kept: &Side<'_>, made: &Side<'_>) {
        let is_new = region.resolution() == MergeResolution::Theirs;
        let (side, lines) = if is_new {
            (made, region.theirs_range())
        } else {
            (kept, region.ours_range())
        };
        for at in side.pieces_of(&lines) {
            let gap = side.gap(at);
            let goes_on = self.last == Some((is_new, at)) || (self.last.is_none() && at == 0);
            if goes_on {
                self.text.push_str(gap);
            } else {
                self.seam(side, at);
            }
            self.text.push_str(side.piece(at));
            self.said.push(side.pieces[at].text.clone().into_owned());
            self.last = Some((is_new, at + 1));
        }
    }

    /// What comes now did not stand behind what came last: it begins a line.
    fn seam(&mut self, side: &Side<'_>, at: usize) {
        if self.last.is_some() {
            self.text.push_str(self.style.end);
        }
        let below = side.gap(at).split_once('\n');
        let blanks = below.map_or_else(|| side.indentation(at), |(_, blanks)| blanks);
        self.text.push_str(blanks);
    }

    fn end(mut self, kept: &Side<'_>) -> (String, Vec<String>) {
        let end = kept.pieces.len();
        if self.last == Some((false, end)) {
            self.text.push_str(kept.gap(end));
        } else if self.style.has_last_end && self.last.is_some() {
            self.text.push_str(self.style.end);
        }
        (self.text, self.said)
    }
}

type Counts<'a> = BTreeMap<&'a str, i64>;

/// What the user's text says more often than the base; imports one by one.
fn added(base: &[Piece<'_>], yours: &[Piece<'_>]) -> BTreeMap<String, i64> {
    let mut counts = Counts::new();
    for piece in yours {
        count(&mut counts, &piece.text, 1);
    }
    for piece in base {
        count(&mut counts, &piece.text, -1);
    }
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    counts
        .map(|(text, count)| (text.to_owned(), count))
        .collect()
}

/// Whether all of it is in the result.
fn holds(added: BTreeMap<String, i64>, said: &[String]) -> bool {
    let mut counts = Counts::new();
    for text in said {
        count(&mut counts, text, 1);
    }
    let has = |(text, count): (String, i64)| {
        counts
            .get(text.as_str())
            .is_some_and(|found| *found >= count)
    };
    added.into_iter().all(has)
}

fn count<'a>(counts: &mut Counts<'a>, text: &'a str, by: i64) {
    match imports::items(text) {
        Some(items) => items.for_each(|item| *counts.entry(item).or_default() += by),
        None => *counts.entry(text).or_default() += by,
    }
}
