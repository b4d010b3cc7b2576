//! The reader: one loop over the text, no recursion.

use connector_model::diagnostic::Rule;

use super::fault::{self, Fault};
use super::limits::Limits;
use super::scan;
use super::string;
use super::tree::{Duplicate, Escaped, Escapes, Kind, NONE, Node, NodeId};
use crate::codes;

/// What the reader found in a text.
pub(super) struct Parsed {
    pub(super) nodes: Vec<Node>,
    pub(super) duplicates: Vec<Duplicate>,
    pub(super) lone_surrogates: bool,
}

/// Reads the value that the text is from `start` on.
pub(super) fn parse(text: &str, start: usize, limits: &Limits) -> Result<Parsed, Fault> {
    let mut reader = Reader::new(text, start, limits);
    reader.document()?;
    Ok(Parsed {
        nodes: reader.nodes,
        duplicates: reader.duplicates,
        lone_surrogates: reader.lone_surrogates,
    })
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    limits: &'t Limits,
    position: usize,
    nodes: Vec<Node>,
    /// The array or object that is being read.
    current: u32,
    depth: usize,
    /// Key of the member whose value comes next.
    key: Token,
    duplicates: Vec<Duplicate>,
    /// By depth, the last object without duplicate keys: the next one mostly has the same keys.
    clean: Vec<u32>,
    lone_surrogates: bool,
}

/// A string in the text, with its quotes.
#[derive(Clone, Copy, Default)]
struct Token {
    start: u32,
    end: u32,
    escaped: Escaped,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, start: usize, limits: &'t Limits) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            limits,
            position: start,
            nodes: Vec::with_capacity((text.len() / 12).min(limits.nodes)),
            current: NONE,
            depth: 0,
            key: Token::default(),
            duplicates: Vec::new(),
            clean: Vec::new(),
            lone_surrogates: false,
        }
    }

    fn document(&mut self) -> Result<(), Fault> {
        if u32::try_from(self.bytes.len()).is_err() {
            return Err(fault::limit(
                &codes::LIMIT_BYTES,
                0..0,
                "the text is above 4 GiB",
            ));
        }
        loop {
            self.value()?;
            if self.advance()? == Next::End {
                return Ok(());
            }
        }
    }

    /// Reads a scalar, or opens containers until one has a scalar or nothing inside.
    fn value(&mut self) -> Result<(), Fault> {
        loop {
            self.skip_space();
            let start = self.position;
            match self.peek() {
                Some(b'"') => {
                    let token = self.string(self.limits.string, &codes::LIMIT_STRING)?;
                    return self.push(Kind::String, start, token.escaped);
                }
                Some(b'-' | b'0'..=b'9') => {
                    self.number()?;
                    return self.push(Kind::Number, start, Escaped::No);
                }
                Some(b'{') => {
                    self.open(Kind::Object)?;
                    if self.peek() == Some(b'}') {
                        self.close();
                        return Ok(());
                    }
                    self.member_key()?;
                }
                Some(b'[') => {
                    self.open(Kind::Array)?;
                    if self.peek() == Some(b']') {
                        self.close();
                        return Ok(());
                    }
                }
                Some(b't') if self.literal(b"true") => {
                    return self.push(Kind::Boolean, start, Escaped::No);
                }
                Some(b'f') if self.literal(b"false") => {
                    return self.push(Kind::Boolean, start, Escaped::No);
                }
                Some(b'n') if self.literal(b"null") => {
                    return self.push(Kind::Null, start, Escaped::No);
                }
                _ => return Err(self.unexpected("a value")),
            }
        }
    }

    /// After a value: closes what ends here and stops before the next value.
    fn advance(&mut self) -> Result<Next, Fault> {
        loop {
            self.skip_space();
            let byte = self.peek();
            if self.current == NONE {
                return match byte {
                    None => Ok(Next::End),
                    Some(_) => Err(self.unexpected("the end of the text")),
                };
            }
            let object = self.nodes[self.current as usize].kind == Kind::Object;
            match (byte, object) {
                (Some(b','), true) => {
                    self.position += 1;
                    self.skip_space();
                    self.member_key()?;
                    return Ok(Next::Value);
                }
                (Some(b','), false) => {
                    self.position += 1;
                    return Ok(Next::Value);
                }
                (Some(b'}'), true) | (Some(b']'), false) => self.close(),
                (_, true) => return Err(self.unexpected("`,` or `}`")),
                (_, false) => return Err(self.unexpected("`,` or `]`")),
            }
        }
    }

    fn member_key(&mut self) -> Result<(), Fault> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a key in double quotes"));
        }
        self.key = self.string(self.limits.key, &codes::LIMIT_KEY)?;
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.unexpected("`:` after the key"));
        }
        self.position += 1;
        Ok(())
    }

    fn open(&mut self, kind: Kind) -> Result<(), Fault> {
        let start = self.position;
        if self.depth >= self.limits.depth as usize {
            let message = format!(
                "arrays and objects stand in each other more than {} levels deep",
                self.limits.depth
            );
            return Err(fault::limit(
                &codes::LIMIT_DEPTH,
                start..start + 1,
                &message,
            ));
        }
        self.position += 1;
        self.push(kind, start, Escaped::No)?;
        self.current = index(self.nodes.len() - 1);
        self.depth += 1;
        self.skip_space();
        Ok(())
    }

    fn close(&mut self) {
        self.position += 1;
        let after = index(self.nodes.len());
        let container = self.current;
        let node = &mut self.nodes[container as usize];
        node.end = index(self.position);
        node.after = after;
        self.current = node.parent;
        self.depth -= 1;
        if node.kind == Kind::Object {
            self.compare_keys(container);
        }
    }

    #[inline]
    fn push(&mut self, kind: Kind, start: usize, escaped: Escaped) -> Result<(), Fault> {
        if self.nodes.len() >= self.limits.nodes {
            let message = format!("the text has more than {} values", self.limits.nodes);
            return Err(fault::limit(
                &codes::LIMIT_NODES,
                start..start + 1,
                &message,
            ));
        }
        let key = std::mem::take(&mut self.key);
        self.nodes.push(Node {
            start: index(start),
            end: index(self.position),
            key_start: key.start,
            key_end: key.end,
            parent: self.current,
            after: index(self.nodes.len() + 1),
            kind,
            escapes: Escapes {
                value: escaped,
                key: key.escaped,
            },
        });
        Ok(())
    }

    fn literal(&mut self, word: &[u8]) -> bool {
        let found = self.bytes[self.position..].starts_with(word)
            && !self
                .bytes
                .get(self.position + word.len())
                .is_some_and(|&byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if found {
            self.position += word.len();
        }
        found
    }

    fn number(&mut self) -> Result<(), Fault> {
        let start = self.position;
        if self.peek() == Some(b'-') {
            self.position += 1;
        }
        let whole = self.digits();
        if whole == 0 {
            return Err(self.unexpected("a digit"));
        }
        if whole > 1 && self.bytes[self.position - whole] == b'0' {
            return Err(fault::leading_zero(start..self.position));
        }
        if self.peek() == Some(b'.') {
            self.position += 1;
            self.some_digits("a digit after the point")?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.position += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.position += 1;
            }
            self.some_digits("a digit of the exponent")?;
        }
        if self.position - start > self.limits.number {
            let message = format!("a number has more than {} characters", self.limits.number);
            return Err(fault::limit(
                &codes::LIMIT_NUMBER,
                start..self.position,
                &message,
            ));
        }
        Ok(())
    }

    #[inline]
    fn digits(&mut self) -> usize {
        let start = self.position;
        while let Some(b'0'..=b'9') = self.peek() {
            self.position += 1;
        }
        self.position - start
    }

    fn some_digits(&mut self, expected: &str) -> Result<(), Fault> {
        if self.digits() == 0 {
            return Err(self.unexpected(expected));
        }
        Ok(())
    }

    /// Reads a string whose opening quote is next.
    #[inline]
    fn string(&mut self, limit: usize, rule: &'static Rule) -> Result<Token, Fault> {
        let start = self.position;
        let mut escaped = Escaped::No;
        self.position = scan::string_end(self.bytes, start + 1);
        while self.peek() != Some(b'"') {
            escaped = escaped.max(self.escape(start)?);
            self.position = scan::string_end(self.bytes, self.position);
        }
        if self.position - start - 1 > limit {
            let message = format!("a string has more than {limit} bytes");
            return Err(fault::limit(rule, start..start + 1, &message));
        }
        self.position += 1;
        Ok(Token {
            start: index(start),
            end: index(self.position),
            escaped,
        })
    }

    /// Reads an escape of the string that begins at `start`, or says why it is none.
    #[cold]
    fn escape(&mut self, start: usize) -> Result<Escaped, Fault> {
        let at = self.position;
        match self.peek() {
            None => return Err(fault::unclosed(start)),
            Some(b'\\') => {}
            Some(_) => return Err(fault::control_character(self.text, at)),
        }
        match self.bytes.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.position += 2;
                return Ok(Escaped::Yes);
            }
            Some(b'u') => {}
            None => return Err(fault::unclosed(start)),
            Some(_) => return Err(fault::unknown_escape(self.text, at)),
        }
        let Some(code) = string::hex(self.bytes, at + 2) else {
            return Err(fault::unknown_escape(self.text, at));
        };
        self.position += 6;
        match code {
            0xd800..0xdc00 if string::low_surrogate(self.bytes, self.position).is_some() => {
                self.position += 6;
                Ok(Escaped::Yes)
            }
            0xd800..0xe000 => {
                self.lone_surrogates = true;
                Ok(Escaped::Lone)
            }
            _ => Ok(Escaped::Yes),
        }
    }

    /// Records the keys that an object has more than once, in n log n.
    fn compare_keys(&mut self, object: u32) {
        let first = object + 1;
        let after = self.nodes[object as usize].after;
        if first == after || self.nodes[first as usize].after == after {
            return;
        }
        if self.clean.len() <= self.depth {
            self.clean.resize(self.depth + 1, NONE);
        }
        if self.same_keys(self.clean[self.depth], object) {
            return;
        }
        let mut keys = Vec::new();
        let mut member = first;
        while member < after {
            let node = &self.nodes[member as usize];
            keys.push((string::decode(self.key_text(node)), member));
            member = node.after;
        }
        keys.sort_unstable();
        let before = self.duplicates.len();
        for pair in keys.windows(2) {
            if pair[0].0 == pair[1].0 {
                self.duplicates.push(Duplicate {
                    first: NodeId(pair[0].1),
                    again: NodeId(pair[1].1),
                });
            }
        }
        if self.duplicates.len() == before {
            self.clean[self.depth] = object;
        }
    }

    /// Whether two objects have the same keys in the same order and spelling.
    fn same_keys(&self, one: u32, other: u32) -> bool {
        if one == NONE {
            return false;
        }
        let (mut a, mut b) = (one + 1, other + 1);
        let a_after = self.nodes[one as usize].after;
        let b_after = self.nodes[other as usize].after;
        while a < a_after && b < b_after {
            let (x, y) = (&self.nodes[a as usize], &self.nodes[b as usize]);
            if self.key_text(x) != self.key_text(y) {
                return false;
            }
            (a, b) = (x.after, y.after);
        }
        a == a_after && b == b_after
    }

    #[inline]
    fn key_text(&self, node: &Node) -> &'t str {
        &self.text[node.key_start as usize + 1..node.key_end as usize - 1]
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    #[inline]
    fn skip_space(&mut self) {
        if self.peek().is_some_and(|byte| byte <= b' ') {
            self.position = scan::space_end(self.bytes, self.position);
        }
    }
}

/// What comes after a value.
#[derive(PartialEq, Eq)]
enum Next {
    End,
    Value,
}

/// An offset or a count of nodes, both at most the length of the text, which fits.
#[expect(
    clippy::cast_possible_truncation,
    reason = "`document` refuses texts whose length does not fit"
)]
#[inline]
fn index(value: usize) -> u32 {
    value as u32
}

impl Reader<'_> {
    #[cold]
    fn unexpected(&self, expected: &str) -> Fault {
        let nested = self.current != NONE;
        fault::unexpected(self.text, self.position, expected, nested)
    }
}
