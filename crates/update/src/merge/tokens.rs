//! The tokens of a Rust file that a person may have edited, comments among them.
//!
//! `connector-emit` has a reader of tokens too. That one is a proof about generated text and refuses all that
//! generated text never has; this one has to read whatever compiles, and a comment is a token here because a merge
//! must not lose one. Where a text cannot be read with certainty there are no tokens, and so no merge by them.

use std::borrow::Cow;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `(`, `[` or `{`.
    Open,
    /// `)`, `]` or `}`.
    Close,
    /// Punctuation; of several characters where white space within would mean something else.
    Mark,
    /// An identifier or a keyword.
    Word,
    /// A string, a character, a number or a lifetime.
    Value,
    /// A comment of either form, documentation too; without the end of its line.
    Comment,
}

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub kind: Kind,
    /// What it says, the same in every layout.
    pub text: Cow<'a, str>,
    /// Offset of its first byte.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
}

impl Token<'_> {
    pub(super) fn is(&self, text: &str) -> bool {
        self.text == text && !matches!(self.kind, Kind::Comment | Kind::Value)
    }
}

/// Marks of more than one character. `>>` and `>=` are not among them, since `>` ends generics too.
const MARKS: [&str; 20] = [
    "..=", "...", "<<=", "::", "->", "=>", "==", "!=", "<=", "&&", "||", "..", "<<", "+=", "-=",
    "*=", "/=", "%=", "^=", "&=",
];

/// All tokens of a text; `None` if something in it has no end, or is no Rust.
pub(super) fn read(text: &str) -> Option<Vec<Token<'_>>> {
    let mut reader = Reader { text, at: 0 };
    let mut tokens = Vec::with_capacity(text.len() / 6);
    while reader.skip_blanks() {
        let start = reader.at;
        let kind = reader.token()?;
        let end = reader.at;
        tokens.push(Token {
            kind,
            text: plain(kind, text.get(start..end)?),
            start,
            end,
        });
    }
    Some(tokens)
}

/// White space of the language (The Rust Reference, "Whitespace").
pub(super) fn is_blank(letter: char) -> bool {
    matches!(
        letter,
        '\t' | '\n'
            | '\u{b}'
            | '\u{c}'
            | '\r'
            | ' '
            | '\u{85}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'
            | '\u{2029}'
    )
}

/// What a token says, however it is laid out.
fn plain(kind: Kind, text: &str) -> Cow<'_, str> {
    match kind {
        Kind::Comment if text.starts_with("//") => Cow::Borrowed(text.trim_end()),
        Kind::Comment if text.contains('\n') => {
            let lines: Vec<&str> = text.lines().map(str::trim).collect();
            Cow::Owned(lines.join("\n"))
        }
        Kind::Value if text.contains('\r') => Cow::Owned(text.replace("\r\n", "\n")),
        _ => Cow::Borrowed(text),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn byte(&self, ahead: usize) -> u8 {
        let bytes = self.text.as_bytes();
        bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn letter(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Goes on to the next token; `false` at the end.
    fn skip_blanks(&mut self) -> bool {
        self.skip_while(is_blank);
        self.at < self.text.len()
    }

    fn skip_while(&mut self, is_part: fn(char) -> bool) {
        let rest = self.rest();
        let end = rest.find(|letter| !is_part(letter));
        self.at += end.unwrap_or(rest.len());
    }

    fn token(&mut self) -> Option<Kind> {
        match self.letter()? {
            '/' if self.byte(1) == b'/' => self.line_comment(),
            '/' if self.byte(1) == b'*' => self.block_comment(),
            '"' => self.string(),
            '\'' => self.quote(),
            '0'..='9' => Some(self.number()),
            letter if is_word_start(letter) => self.word(),
            letter => self.mark(letter),
        }
    }

    fn line_comment(&mut self) -> Option<Kind> {
        let line = self.rest().split('\n').next()?;
        self.at += line.trim_end_matches('\r').len();
        Some(Kind::Comment)
    }

    /// Block comments nest.
    fn block_comment(&mut self) -> Option<Kind> {
        let mut depth = 0_usize;
        loop {
            let step = match (self.byte(0), self.byte(1)) {
                (b'/', b'*') => {
                    depth += 1;
                    2
                }
                (b'*', b'/') => {
                    depth -= 1;
                    2
                }
                _ if self.at >= self.text.len() => return None,
                _ => 1,
            };
            self.at += step;
            if depth == 0 {
                return Some(Kind::Comment);
            }
        }
    }

    /// A string with escapes; what stands at the place is its quotation mark.
    fn string(&mut self) -> Option<Kind> {
        self.at += 1;
        loop {
            match self.byte(0) {
                b'"' => break,
                b'\\' => self.at += 2,
                _ if self.at >= self.text.len() => return None,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Some(Kind::Value)
    }

    /// A raw string; what stands at the place is behind its `r`.
    fn raw_string(&mut self) -> Option<Kind> {
        let rest = self.rest();
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let body = rest.get(hashes..)?.strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        self.at += hashes + 1 + body.find(&end)? + end.len();
        Some(Kind::Value)
    }

    /// A character or a lifetime.
    fn quote(&mut self) -> Option<Kind> {
        self.at += 1;
        if self.byte(0) == b'\\' {
            self.at += 2;
            let end = self.rest().find(['\'', '\n'])?;
            self.at += end;
            return (self.byte(0) == b'\'').then(|| self.end_of_value());
        }
        let letter = self.letter()?;
        if self.byte(letter.len_utf8()) == b'\'' {
            self.at += letter.len_utf8();
            return Some(self.end_of_value());
        }
        is_word_start(letter).then(|| {
            self.skip_while(is_word_part);
            Kind::Value
        })
    }

    fn end_of_value(&mut self) -> Kind {
        self.at += 1;
        Kind::Value
    }

    fn number(&mut self) -> Kind {
        self.skip_while(is_word_part);
        if self.byte(0) == b'.' && self.byte(1).is_ascii_digit() {
            self.at += 1;
            self.skip_while(is_word_part);
        }
        Kind::Value
    }

    /// A word, or a literal that begins like one.
    fn word(&mut self) -> Option<Kind> {
        let start = self.at;
        self.skip_while(is_word_part);
        match (self.text.get(start..self.at)?, self.byte(0)) {
            ("b" | "c", b'"') => self.string(),
            ("b", b'\'') => self.quote(),
            ("r", b'#') if is_word_start(self.rest().chars().nth(1)?) => {
                self.at += 1;
                self.skip_while(is_word_part);
                Some(Kind::Word)
            }
            ("r" | "br" | "cr", b'"' | b'#') => self.raw_string(),
            _ => Some(Kind::Word),
        }
    }

    fn mark(&mut self, letter: char) -> Option<Kind> {
        if !letter.is_ascii_graphic() {
            return None;
        }
        let rest = self.rest();
        let long = MARKS.iter().find(|mark| rest.starts_with(**mark));
        self.at += long.map_or(1, |mark| mark.len());
        Some(match letter {
            '(' | '[' | '{' => Kind::Open,
            ')' | ']' | '}' => Kind::Close,
            _ => Kind::Mark,
        })
    }
}

/// Wider than the language beyond ASCII: what is no identifier does not compile before a merge either.
fn is_word_start(letter: char) -> bool {
    letter == '_' || letter.is_alphabetic() || (!letter.is_ascii() && !is_blank(letter))
}

fn is_word_part(letter: char) -> bool {
    is_word_start(letter) || letter.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_text_ends_where_the_compiler_ends_it() {
        for (text, expected) in [
            (r#""a\"b" c"#, vec![r#""a\"b""#, "c"]),
            ("r#\"a\" b\"# c", vec!["r#\"a\" b\"#", "c"]),
            (
                "br##\"\"#\"## b\"\\\"\" c",
                vec!["br##\"\"#\"##", "b\"\\\"\"", "c"],
            ),
            (
                "'a' 'b '\\'' '\\u{1f}' 'é' b'\"' c",
                vec!["'a'", "'b", "'\\''", "'\\u{1f}'", "'é'", "b'\"'", "c"],
            ),
            ("'\\\\' c", vec!["'\\\\'", "c"]),
            ("'static 'r", vec!["'static", "'r"]),
            (
                "r#type 1.5e3 a.1 0..2",
                vec!["r#type", "1.5e3", "a", ".", "1", "0", "..", "2"],
            ),
            ("a // \" b  \nc", vec!["a", "// \" b", "c"]),
            ("/// a\r\nc", vec!["/// a", "c"]),
            ("/* a /* b */ */ c", vec!["/* a /* b */ */", "c"]),
            ("/* a\n   * b */", vec!["/* a\n* b */"]),
            ("a&&b & &c", vec!["a", "&&", "b", "&", "&", "c"]),
            ("A<B<u8>>=", vec!["A", "<", "B", "<", "u8", ">", ">", "="]),
            ("\u{85}é\u{2028}", vec!["é"]),
        ] {
            let tokens = read(text).expect(text);
            let all: Vec<&str> = tokens.iter().map(|token| &*token.text).collect();
            assert_eq!(all, expected, "{text}");
        }
    }

    #[test]
    fn what_has_no_end_has_no_tokens() {
        for text in [
            "\"a",
            "\"a\\",
            "/* a /* */",
            "r#\"a\"",
            "'\\",
            "'",
            "b'",
            "r#",
            "\u{0}",
            "'\\a\n'",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
