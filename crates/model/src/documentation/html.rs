//! HTML as the models of AWS have it: the tags that occur in them, and their dirt.

use super::references::{decoded, reference};
use super::tags::{Kind, Tag, tag};
use super::{Block, Inline, Item, Mark, is_address, plain};

/// Deepest nesting of lists that is kept; what is deeper is put there.
const DEPTH: usize = 3;

/// Whether a text has a tag that is known, or a character reference: else it is no HTML.
pub(super) fn is_html(source: &str) -> bool {
    let tags = source.match_indices('<').any(|(at, _)| {
        let mark = Markup::at(source, at);
        mark.is_some_and(|mark| mark.tag.is_some())
    });
    tags || source
        .match_indices('&')
        .any(|(at, _)| reference(&source[at..]).is_some())
}

/// The blocks of a text, possibly empty ones.
pub(super) fn blocks(source: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    let mut at = 0;
    while let Some(next) = source[at..].find(['<', '&']) {
        let start = at + next;
        reader.text(&source[at..start]);
        at = reader.markup(source, start);
    }
    reader.text(&source[at..]);
    reader.end_block();
    reader.done
}

/// A tag in its text.
struct Markup<'a> {
    /// `None` for a name that no list of tags has, and for comments.
    tag: Option<Tag>,
    closes: bool,
    attributes: &'a str,
    /// Behind it.
    end: usize,
}

impl<'a> Markup<'a> {
    /// What begins at a `<`; `None` if it is a character like others.
    fn at(source: &'a str, start: usize) -> Option<Self> {
        let rest = &source[start + 1..];
        let (closes, rest) = match rest.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, rest) = rest.split_at(length);
        let behind = rest.starts_with(['>', '/']) || rest.starts_with(char::is_whitespace);
        if !behind || !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return None;
        }
        // A `<` before the end: what looked like a tag was none.
        let end = rest
            .find(['>', '<'])
            .filter(|end| rest[*end..].starts_with('>'))?;
        Some(Self {
            tag: tag(name),
            closes,
            attributes: &rest[..end],
            end: source.len() - rest.len() + end + 1,
        })
    }

    /// Address that the attribute `href` has.
    fn address(&self) -> Option<String> {
        let at = self.attributes.find("href")?;
        let value = self.attributes[at + 4..].trim_start().strip_prefix('=')?;
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let value = value[1..].split(quote).next().unwrap_or_default();
        let address = decoded(value.trim())
            .replace('(', "%28")
            .replace(')', "%29")
            .replace(' ', "%20");
        is_address(&address).then_some(address)
    }
}

/// What is open while a text is read.
#[derive(Default)]
struct Reader {
    done: Vec<Block>,
    /// Lists around, each with the number of its last item.
    lists: Vec<(Kind, u32)>,
    /// Mark of the item that begins with the next words.
    mark: Option<Mark>,
    /// Word in front of the next words.
    label: Option<&'static str>,
    /// Words of the block so far.
    words: Vec<Inline>,
    /// Text of the words so far.
    text: String,
    span: Span,
    /// The link around, with the number of words in front of it.
    link: Option<(Option<String>, usize)>,
    preformatted: bool,
    hidden: bool,
}

/// What kind of words are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Span {
    #[default]
    Text,
    Code,
    Strong,
}

impl Reader {
    /// Text between markup: white space counts as one space.
    fn text(&mut self, text: &str) {
        if self.hidden {
            return;
        }
        if self.preformatted {
            self.text.push_str(text);
            return;
        }
        if text.starts_with(char::is_whitespace) && !self.is_apart() {
            self.text.push(' ');
        }
        let mut pieces = text.split_whitespace().peekable();
        while let Some(piece) = pieces.next() {
            self.text.push_str(piece);
            if pieces.peek().is_some() || text.ends_with(char::is_whitespace) {
                self.text.push(' ');
            }
        }
    }

    /// A tag or a character reference; gives the place behind it.
    fn markup(&mut self, source: &str, start: usize) -> usize {
        let rest = &source[start..];
        if rest.starts_with('&') {
            let (text, length) = reference(rest).unwrap_or(("&".to_owned(), 1));
            match text.as_str() {
                " " => self.text(" "),
                text => self.literal(text),
            }
            return start + length;
        }
        if rest.starts_with("<!--") {
            return rest.find("-->").map_or(source.len(), |end| start + end + 3);
        }
        match Markup::at(source, start) {
            Some(mark) if mark.tag.is_some() => {
                self.tag(&mark);
                mark.end
            }
            // A pseudo-tag like `<region>` is what the author wants to be read.
            _ => {
                self.literal("<");
                start + 1
            }
        }
    }

    fn literal(&mut self, text: &str) {
        if !self.hidden {
            self.text.push_str(text);
        }
    }

    fn tag(&mut self, mark: &Markup<'_>) {
        let Some(tag) = mark.tag else { return };
        if self.hidden || self.preformatted {
            self.kept_out(tag, mark.closes);
            return;
        }
        match tag {
            Tag::Anchor if mark.closes => self.end_link(),
            Tag::Anchor => self.begin_link(mark.address()),
            Tag::Apart(_) if mark.closes => {
                self.end_block();
                self.label = None;
            }
            Tag::Apart(label) => {
                self.end_block();
                self.label = Some(label);
            }
            Tag::Break | Tag::Definition => self.end_block(),
            Tag::Code => self.span(Span::Code, mark.closes),
            Tag::Hidden => self.hidden = !mark.closes,
            Tag::List(kind) => self.list(kind, mark.closes),
            Tag::Listed => self.item(mark.closes),
            Tag::Preformatted => {
                self.end_block();
                self.preformatted = !mark.closes;
            }
            Tag::Strong => self.span(Span::Strong, mark.closes),
            Tag::Term => self.term(mark.closes),
            Tag::Cell => self.text(" "),
            Tag::Through => {}
        }
    }

    /// A tag inside of what is shown as it stands or not at all.
    fn kept_out(&mut self, tag: Tag, closes: bool) {
        match tag {
            Tag::Hidden if closes => self.hidden = false,
            Tag::Preformatted if closes && self.preformatted => {
                let code = std::mem::take(&mut self.text);
                self.preformatted = false;
                let lines = code.trim_matches(['\n', '\r']).lines();
                self.done.push(Block::Code(
                    lines.map(|line| line.trim_end().to_owned()).collect(),
                ));
            }
            _ => {}
        }
    }

    fn list(&mut self, kind: Kind, closes: bool) {
        self.end_block();
        if !closes {
            self.lists.push((kind, 0));
        } else if let Some(at) = self.lists.iter().rposition(|(open, _)| *open == kind) {
            self.lists.truncate(at);
        }
        if closes {
            self.mark = None;
        }
    }

    fn item(&mut self, closes: bool) {
        self.end_block();
        if closes {
            self.mark = None;
            return;
        }
        self.mark = Some(match self.lists.last_mut() {
            Some((Kind::Numbers, number)) => {
                *number = number.saturating_add(1);
                Mark::Number(*number)
            }
            _ => Mark::Bullet,
        });
    }

    /// What is defined is an item in bold words; its definition follows inside of the item.
    fn term(&mut self, closes: bool) {
        self.end_block();
        self.mark = (!closes).then_some(Mark::Bullet);
        self.span = if closes { Span::Text } else { Span::Strong };
    }

    fn span(&mut self, span: Span, closes: bool) {
        self.end_words();
        self.span = if closes { Span::Text } else { span };
    }

    fn begin_link(&mut self, address: Option<String>) {
        self.end_link();
        self.link = Some((address, self.words.len()));
    }

    fn end_link(&mut self) {
        self.end_words();
        let Some((Some(address), start)) = self.link.take() else {
            return;
        };
        let mut words = self.words.split_off(start.min(self.words.len()));
        let says = |word: &Inline| {
            let mut plain = String::new();
            word.plain(&mut plain);
            !plain.trim().is_empty()
        };
        if !words.iter().any(says) {
            self.words.append(&mut words);
            return;
        }
        // White space at the ends belongs to the words around.
        let (front, back) = trimmed(&mut words);
        if front {
            self.space();
        }
        self.words.push(Inline::Link { words, address });
        if back {
            self.space();
        }
    }

    /// Ends the words of one kind.
    fn end_words(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() {
            self.space();
            return;
        }
        match self.span {
            Span::Text if text.contains('`') => self.words.extend(plain::inlines(&text)),
            Span::Text => self.words.push(Inline::Text(text)),
            span => self.spanned(span, &text),
        }
    }

    /// Code or bold words, with white space at their ends outside.
    fn spanned(&mut self, span: Span, text: &str) {
        if text.starts_with(' ') {
            self.space();
        }
        let inner = text.trim().to_owned();
        self.words.push(if span == Span::Code {
            Inline::Code(inner)
        } else {
            Inline::Strong(inner)
        });
        if text.ends_with(' ') {
            self.space();
        }
    }

    /// Sets the next words apart from those before, once.
    fn space(&mut self) {
        if !self.is_apart() {
            self.words.push(space());
        }
    }

    /// Whether white space stands in front of the next character, or nothing does.
    fn is_apart(&self) -> bool {
        if !self.text.is_empty() {
            return self.text.ends_with(' ');
        }
        match self.words.last() {
            Some(Inline::Text(text)) => text.ends_with(char::is_whitespace),
            Some(_) => false,
            None => true,
        }
    }

    /// Ends the block; its words are one if it has any.
    fn end_block(&mut self) {
        let link = self.link.take();
        if let Some((Some(_), _)) = &link {
            self.link = link;
            self.end_link();
        }
        self.end_words();
        self.span = Span::Text;
        let mut words = std::mem::take(&mut self.words);
        trimmed(&mut words);
        if words.is_empty() {
            return;
        }
        if let Some(label) = self.label.take() {
            words.insert(0, space());
            words.insert(0, Inline::Strong(label.to_owned()));
        }
        let mark = self.mark.take();
        self.done.push(if self.lists.is_empty() && mark.is_none() {
            Block::Paragraph(words)
        } else {
            Block::Item(Item {
                depth: self.lists.len().saturating_sub(1).min(DEPTH),
                mark: mark.unwrap_or(Mark::None),
                words,
            })
        });
    }
}

fn space() -> Inline {
    Inline::Text(" ".to_owned())
}

/// Removes white space at both ends; whether there was some.
fn trimmed(words: &mut Vec<Inline>) -> (bool, bool) {
    let (mut front, mut back) = (false, false);
    while let Some(Inline::Text(text)) = words.first_mut() {
        front |= text.starts_with(char::is_whitespace);
        *text = text.trim_start().to_owned();
        if !text.is_empty() {
            break;
        }
        words.remove(0);
    }
    while let Some(Inline::Text(text)) = words.last_mut() {
        back |= text.ends_with(char::is_whitespace);
        text.truncate(text.trim_end().len());
        if !text.is_empty() {
            break;
        }
        words.pop();
    }
    (front, back)
}
