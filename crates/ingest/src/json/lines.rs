//! One JSON value per line (NDJSON, JSON Lines): how logs and exports keep samples.

use connector_model::diagnostic::Diagnostic;

use super::limits::Limits;
use super::read;
use super::tree::{Tree, shift};

/// Whether a text is more than one JSON value, each on a line of its own: a first line that is an
/// object or array as a whole, and another one after it.
pub fn is_lines(bytes: &[u8]) -> bool {
    let mut lines = full_lines(bytes);
    let (Some((_, first)), Some((_, second))) = (lines.next(), lines.next()) else {
        return false;
    };
    let opens = |line: &[u8]| matches!(line.trim_ascii().first(), Some(b'{' | b'['));
    opens(first) && opens(second) && read(0, first, &Limits::default()).is_ok()
}

/// Reads each line as a sample of its own. Spans and places are those of the line's text shifted to
/// the source.
///
/// # Errors
/// The first line that is not JSON, as [`read`].
pub fn read_lines<'a>(
    source: usize,
    bytes: &'a [u8],
    limits: &Limits,
) -> Result<Vec<Tree<'a>>, Box<Diagnostic>> {
    if bytes.len() > limits.bytes {
        return read(source, bytes, limits).map(|tree| vec![tree]);
    }
    let mut trees = Vec::new();
    for (offset, line) in full_lines(bytes) {
        let tree = read(source, line, limits).map_err(|mut error| {
            shift(&mut error, offset);
            error
        })?;
        trees.push(tree.shifted(offset));
    }
    Ok(trees)
}

/// The lines that are not blank, with the offset of each.
fn full_lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut offset = 0;
    bytes
        .split(|&byte| byte == b'\n')
        .map(move |line| {
            let start = offset;
            offset += line.len() + 1;
            (start, line)
        })
        .filter(|(_, line)| !line.trim_ascii().is_empty())
}
