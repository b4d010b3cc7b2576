//! The tokens of generated Rust: a subset of the language's, so that a text has one reading only.
//!
//! What templates never print is refused instead of read: raw, byte and C strings, block comments, strings over lines,
//! control characters, identifiers beyond ASCII. So nothing here depends on how such texts end.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `(`, `[` or `{`.
    Open(u8),
    /// `)`, `]` or `}`.
    Close(u8),
    /// One character of punctuation; `glued` says that the next one stands directly behind.
    Mark(u8, bool),
    /// An identifier or a keyword, raw identifiers with their mark.
    Word,
    /// A string in quotes.
    Text,
    /// A number, a character or a lifetime.
    Other,
}

/// A token and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub kind: Kind,
    /// Offset of its first byte.
    start: usize,
    /// Offset behind its last byte.
    end: usize,
}

/// A text with its tokens, comments left out.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Tokens<'a> {
    /// Reads a text; the error says what is not of the subset.
    pub(super) fn read(text: &'a str) -> Result<Self, String> {
        if text
            .bytes()
            .any(|byte| byte.is_ascii_control() && byte != b'\n')
        {
            return Err("a control character".to_owned());
        }
        let mut reader = Reader {
            bytes: text.as_bytes(),
            at: 0,
        };
        let mut tokens = Vec::with_capacity(text.len() / 8);
        while reader.skip_blanks() {
            let start = reader.at;
            let kind = reader
                .token()
                .map_err(|what| format!("{what}, which generated code never has"))?;
            let end = reader.at;
            tokens.push(Token { kind, start, end });
        }
        check_groups(&tokens)?;
        Ok(Self { text, tokens })
    }

    /// The tokens.
    pub(super) fn all(&self) -> &[Token] {
        &self.tokens
    }

    /// The kind of the token at a place.
    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// The text of the token at a place; empty behind the last one.
    pub(super) fn text(&self, at: usize) -> &'a str {
        let token = self.tokens.get(at);
        token.map_or("", |token| &self.text[token.start..token.end])
    }

    /// The word at a place; empty where none stands.
    pub(super) fn word(&self, at: usize) -> &'a str {
        if self.kind(at) == Some(Kind::Word) {
            return self.text(at);
        }
        ""
    }

    /// Whether a mark stands at a place.
    pub(super) fn is_mark(&self, at: usize, mark: u8) -> bool {
        matches!(self.kind(at), Some(Kind::Mark(found, _)) if found == mark)
    }

    /// Whether `::` stands at a place.
    pub(super) fn is_path_mark(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Mark(b':', true)) && self.is_mark(at + 1, b':')
    }

    /// The place behind a token, or behind the group that it opens.
    pub(super) fn behind(&self, at: usize) -> usize {
        let mut depth = 0_usize;
        let rest = self.tokens.get(at..).unwrap_or_default();
        for (index, token) in rest.iter().enumerate() {
            match token.kind {
                Kind::Open(_) => depth += 1,
                Kind::Close(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return at + index + 1;
            }
        }
        self.tokens.len()
    }
}

/// Every group ends as it begins.
fn check_groups(tokens: &[Token]) -> Result<(), String> {
    let mut open = Vec::new();
    for token in tokens {
        match token.kind {
            Kind::Open(byte) => open.push(byte),
            Kind::Close(byte) => {
                let is_end = match open.pop() {
                    Some(b'(') => byte == b')',
                    Some(b'[') => byte == b']',
                    Some(b'{') => byte == b'}',
                    _ => false,
                };
                if !is_end {
                    return Err("a bracket that closes nothing".to_owned());
                }
            }
            _ => {}
        }
    }
    if open.is_empty() {
        return Ok(());
    }
    Err("a bracket that nothing closes".to_owned())
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Goes on to the next token; `false` at the end.
    fn skip_blanks(&mut self) -> bool {
        loop {
            match self.peek(0) {
                b' ' | b'\n' => self.at += 1,
                b'/' if self.peek(1) == b'/' => self.skip_line(),
                0 => return false,
                _ => return true,
            }
        }
    }

    fn skip_line(&mut self) {
        let rest = &self.bytes[self.at..];
        let line = rest.iter().position(|byte| *byte == b'\n');
        self.at += line.unwrap_or(rest.len());
    }

    fn token(&mut self) -> Result<Kind, &'static str> {
        let byte = self.peek(0);
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
            b'0'..=b'9' => Ok(self.number()),
            b'"' => self.string(),
            b'\'' => self.quote(),
            b'(' | b'[' | b'{' => Ok(self.one(Kind::Open(byte))),
            b')' | b']' | b'}' => Ok(self.one(Kind::Close(byte))),
            b'/' if self.peek(1) == b'*' => Err("a block comment"),
            b'!' | b'#' | b'%' | b'&' | b'*' | b'+' | b',' | b'-' | b'.' | b'/' | b':' | b';'
            | b'<' | b'=' | b'>' | b'?' | b'^' | b'|' => Ok(self.mark(byte)),
            _ => Err("a character outside of texts and comments"),
        }
    }

    fn one(&mut self, kind: Kind) -> Kind {
        self.at += 1;
        kind
    }

    fn mark(&mut self, byte: u8) -> Kind {
        self.at += 1;
        Kind::Mark(byte, self.peek(0).is_ascii_punctuation())
    }

    fn skip_word(&mut self) {
        let rest = &self.bytes[self.at..];
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let end = rest.iter().position(|byte| !is_part(byte));
        self.at += end.unwrap_or(rest.len());
    }

    /// A word; one that has a quotation mark or `#` directly behind begins a text of another kind.
    fn word(&mut self) -> Result<Kind, &'static str> {
        if self.peek(0) == b'r' && self.peek(1) == b'#' {
            self.at += 2;
        }
        let start = self.at;
        self.skip_word();
        if start == self.at || matches!(self.peek(0), b'"' | b'\'' | b'#') {
            return Err("a text with a prefix");
        }
        Ok(Kind::Word)
    }

    fn number(&mut self) -> Kind {
        self.skip_word();
        if self.peek(0) == b'.' && self.peek(1).is_ascii_digit() {
            self.at += 1;
            self.skip_word();
        }
        Kind::Other
    }

    fn string(&mut self) -> Result<Kind, &'static str> {
        self.at += 1;
        loop {
            match self.peek(0) {
                b'"' => return self.end_of_text(Kind::Text),
                b'\\' if self.peek(1) != b'\n' => self.at += 2,
                b'\n' | b'\\' | 0 => return Err("a text over lines"),
                _ => self.at += 1,
            }
        }
    }

    /// Behind the quotation mark nothing stands that would be its suffix.
    fn end_of_text(&mut self, kind: Kind) -> Result<Kind, &'static str> {
        self.at += 1;
        if self.peek(0).is_ascii_alphanumeric() || matches!(self.peek(0), b'_' | b'#') {
            return Err("a text with a suffix");
        }
        Ok(kind)
    }

    /// A character of ASCII or a lifetime.
    fn quote(&mut self) -> Result<Kind, &'static str> {
        let escaped = self.peek(1) == b'\\' && matches!(self.peek(2), b'n' | b'\'' | b'\\');
        let length = if escaped { 2 } else { 1 };
        if self.peek(length + 1) == b'\'' && (escaped || self.peek(1) != b'\'') {
            self.at += length + 1;
            return self.end_of_text(Kind::Other);
        }
        self.at += 1;
        let start = self.at;
        self.skip_word();
        if start == self.at || matches!(self.peek(0), b'\'' | b'"' | b'#') {
            return Err("a character of another form");
        }
        Ok(Kind::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Tokens};

    #[test]
    fn a_text_ends_where_the_compiler_ends_it() {
        for (text, expected) in [
            (r#""a\"b" c"#, vec![r#""a\"b""#, "c"]),
            (r#""a\\" c"#, vec![r#""a\\""#, "c"]),
            ("'a' 'b '\\'' c", vec!["'a'", "'b", "'\\''", "c"]),
            (
                "r#type 1.5 a.1 0..2",
                vec!["r#type", "1.5", "a", ".", "1", "0", ".", ".", "2"],
            ),
            ("a // \" b\nc", vec!["a", "c"]),
            ("/// \" b\nc", vec!["c"]),
        ] {
            let tokens = Tokens::read(text).expect(text);
            let all: Vec<&str> = (0..tokens.all().len()).map(|at| tokens.text(at)).collect();
            assert_eq!(all, expected, "{text}");
        }
    }

    #[test]
    fn texts_with_other_ends_are_refused() {
        for text in [
            "r\"a\"",
            "r#\"a\"#",
            "b\"a\"",
            "b'a'",
            "c\"a\"",
            "br#\"a\"#",
            "k#a",
            "\"a\"b",
            "\"a\nb\"",
            "\"a\\\nb\"",
            "\"a",
            "\"a\\",
            "/* a */",
            "a\rb",
            "a\tb",
            "a\u{0}b",
            "é",
            "`",
            "$a",
            "@",
            "~",
            "\\",
            "'é'",
            "''",
            "'ab'",
            "'a#",
            "'",
            "(",
            ")",
            "(]",
            "{(})",
            "\"a\"#",
        ] {
            assert!(Tokens::read(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_group_is_stepped_over_as_one() {
        let tokens = Tokens::read("a (b [c] {d}) e").expect("tokens");
        assert_eq!((tokens.behind(0), tokens.behind(1)), (1, 10));
        assert_eq!(tokens.kind(10), Some(Kind::Word));
    }
}
