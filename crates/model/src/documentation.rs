//! Documentation of a source as a small tree.
//!
//! The text of a source is Markdown, HTML, or neither in particular, and nobody vouches for it. What is kept are
//! paragraphs, list items, pieces of code, bold words and links; all other markup becomes text or goes. Printers encode
//! each part for the place that it is printed in, so no markup of a source reaches a file.

mod html;
mod plain;
mod references;
mod tags;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::service::Evidence;

/// Documentation that was read: blocks in order, never none. A copy shares them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Documentation(Arc<[Block]>);

/// A block of documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Lines of code or other text that keeps its lines.
    Code(Vec<String>),
    /// An item of a list, or a further paragraph of one.
    Item(Item),
    /// A paragraph.
    Paragraph(Vec<Inline>),
}

/// An item of a list, or a further paragraph of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// How many items it is inside of: at most one more than the item before it, 0 behind all else.
    pub depth: usize,
    /// What stands in front of it.
    pub mark: Mark,
    /// Its words.
    pub words: Vec<Inline>,
}

/// What stands in front of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A bullet.
    Bullet,
    /// Nothing: a further paragraph of the item before it.
    None,
    /// A number and a full stop.
    Number(u32),
}

/// A part of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// A name or a piece of code.
    Code(String),
    /// Words that lead to a page elsewhere.
    Link {
        /// Words and pieces of code.
        words: Vec<Inline>,
        /// An `http` or `https` address that [`is_address`] holds for.
        address: String,
    },
    /// Words in bold.
    Strong(String),
    /// Words.
    Text(String),
}

impl Inline {
    /// The words without markup, added to a text.
    pub fn plain(&self, out: &mut String) {
        match self {
            Self::Code(text) | Self::Strong(text) | Self::Text(text) => out.push_str(text),
            Self::Link { words, .. } => plain_words(words, out),
        }
    }
}

impl Documentation {
    /// Reads the documentation of a source; `None` if it says nothing.
    ///
    /// Models of AWS have HTML, which is read as such. All else is read as Markdown in which tags go.
    pub fn read(source: &str, evidence: Evidence) -> Option<Self> {
        let blocks = match evidence {
            Evidence::Model if html::is_html(source) => html::blocks(source),
            Evidence::Model | Evidence::Samples => plain::blocks(source),
        };
        Self::of_blocks(blocks)
    }

    /// Documentation of a user or a captured source: Markdown in which tags go; `None` if it says nothing.
    pub fn plain(source: &str) -> Option<Self> {
        Self::of_blocks(plain::blocks(source))
    }

    /// Blocks made from facts of a model; `None` if they say nothing.
    pub(crate) fn of_blocks(mut blocks: Vec<Block>) -> Option<Self> {
        blocks.retain(|block| !block.is_empty());
        let mut before = None;
        for block in &mut blocks {
            before = block.settle(before);
        }
        (!blocks.is_empty()).then(|| Self(blocks.into()))
    }

    /// The blocks.
    pub fn blocks(&self) -> &[Block] {
        &self.0
    }

    /// The words without markup, a line for each block.
    pub fn to_plain(&self) -> String {
        let mut text = String::new();
        for block in self.0.iter() {
            if !text.is_empty() {
                text.push('\n');
            }
            match block {
                Block::Code(lines) => text.push_str(&lines.join("\n")),
                Block::Item(Item { words, .. }) | Block::Paragraph(words) => {
                    plain_words(words, &mut text);
                }
            }
        }
        text
    }

    /// The first sentence without markup, ended by a full stop or another mark that ends sentences.
    pub fn first_sentence(&self) -> Option<String> {
        let words = self.0.iter().find_map(|block| match block {
            Block::Paragraph(words) => Some(words),
            Block::Code(_) | Block::Item(_) => None,
        })?;
        let mut plain = String::new();
        plain_words(words, &mut plain);
        let plain = plain.trim();
        let end = end_of_sentence(plain);
        let sentence = plain[..end].trim_end();
        if sentence.is_empty() {
            return None;
        }
        let stop = if sentence.ends_with(['.', '!', '?']) {
            ""
        } else {
            "."
        };
        Some(format!("{sentence}{stop}"))
    }
}

/// The words without markup, added to a text.
fn plain_words(words: &[Inline], out: &mut String) {
    for word in words {
        word.plain(out);
    }
}

/// Abbreviations whose full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &["e.g.", "i.e.", "etc.", "vs.", "cf.", "No."];

/// Where the first sentence of a text ends.
fn end_of_sentence(text: &str) -> usize {
    let mut ends = text.match_indices(". ").map(|(at, _)| at + 1);
    let real = |end: &usize| {
        ABBREVIATIONS
            .iter()
            .all(|known| !text[..*end].ends_with(known))
    };
    ends.find(real).unwrap_or(text.len())
}

impl Block {
    fn is_empty(&self) -> bool {
        match self {
            Self::Code(lines) => lines.iter().all(|line| line.trim().is_empty()),
            Self::Item(Item { words, .. }) | Self::Paragraph(words) => words.is_empty(),
        }
    }

    /// Makes an item's depth follow from the block in front, so that no printer has to indent into nothing; gives
    /// the depth for the next block.
    fn settle(&mut self, before: Option<usize>) -> Option<usize> {
        let Self::Item(item) = self else { return None };
        match (before, item.mark) {
            (None, Mark::None) => {
                let words = std::mem::take(&mut item.words);
                *self = Self::Paragraph(words);
                return None;
            }
            (Some(before), Mark::None) => item.depth = item.depth.min(before),
            (before, _) => item.depth = item.depth.min(before.map_or(0, |before| before + 1)),
        }
        Some(item.depth)
    }
}

/// Longest address of a link.
const ADDRESS: usize = 1_000;

/// Whether a link may lead to an address: `http` or `https`, of visible ASCII, without what ends a link or a tag.
pub fn is_address(address: &str) -> bool {
    let host = ["https://", "http://"]
        .iter()
        .find_map(|scheme| address.strip_prefix(scheme));
    let clean = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'*+,;=%".contains(&byte);
    host.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_alphanumeric()))
        && address.len() <= ADDRESS
        && address.bytes().all(clean)
}
