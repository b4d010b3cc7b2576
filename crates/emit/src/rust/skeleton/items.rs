//! The items of a file beside those that were meant.

use super::tokens::{Kind, Tokens};
use super::{Shape, Skeleton};

/// Compares the items of a file; the error says what is there that should not be, or the other way round.
pub(super) fn check(tokens: &Tokens<'_>, meant: &Skeleton) -> Result<(), String> {
    let mut cursor = Cursor { tokens, at: 0 };
    let mut meant = meant.0.iter();
    loop {
        cursor.skip_attributes();
        if cursor.at >= tokens.all().len() {
            break;
        }
        cursor.skip_visibility();
        if cursor.eat_word("use") {
            cursor.skip_to_semicolon();
            continue;
        }
        let Some(meant) = meant.next() else {
            return Err("more items are there than were meant".to_owned());
        };
        if cursor.item(meant).is_none() {
            return Err(format!("an item is not the one that was meant: {meant:?}"));
        }
    }
    match meant.next() {
        None => Ok(()),
        Some(missing) => Err(format!("an item is not there: {missing:?}")),
    }
}

/// A place in a file. What returns nothing found something else than it was told.
struct Cursor<'a> {
    tokens: &'a Tokens<'a>,
    at: usize,
}

impl Cursor<'_> {
    fn eat_word(&mut self, word: &str) -> bool {
        let is_there = self.tokens.word(self.at) == word;
        self.at += usize::from(is_there);
        is_there
    }

    fn eat_mark(&mut self, mark: u8) -> bool {
        let is_there = self.tokens.is_mark(self.at, mark);
        self.at += usize::from(is_there);
        is_there
    }

    fn eat_open(&mut self, open: u8) -> bool {
        let is_there = self.tokens.kind(self.at) == Some(Kind::Open(open));
        self.at += usize::from(is_there);
        is_there
    }

    fn eat_close(&mut self) -> bool {
        let is_there = matches!(self.tokens.kind(self.at), Some(Kind::Close(_)));
        self.at += usize::from(is_there);
        is_there
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.eat_word(word).then_some(())
    }

    fn open(&mut self, open: u8) -> Option<()> {
        self.eat_open(open).then_some(())
    }

    fn close(&mut self) -> Option<()> {
        self.eat_close().then_some(())
    }

    /// Attributes were compared with their list before.
    fn skip_attributes(&mut self) {
        while self.eat_mark(b'#') {
            self.eat_mark(b'!');
            self.at = self.tokens.behind(self.at);
        }
    }

    fn skip_visibility(&mut self) {
        if self.eat_word("pub") && self.tokens.kind(self.at) == Some(Kind::Open(b'(')) {
            self.at = self.tokens.behind(self.at);
        }
    }

    fn skip_to_semicolon(&mut self) {
        while self.at < self.tokens.all().len() && !self.eat_mark(b';') {
            self.at = self.tokens.behind(self.at);
        }
    }

    /// Parameters in angle brackets, which hold no arrow.
    fn skip_generics(&mut self) {
        let mut depth = 0_usize;
        while let Some(kind) = self.tokens.kind(self.at) {
            match kind {
                Kind::Mark(b'<', _) => depth += 1,
                Kind::Mark(b'>', _) => depth = depth.saturating_sub(1),
                _ if depth == 0 => return,
                _ => {}
            }
            self.at += 1;
        }
    }

    fn item(&mut self, meant: &Shape) -> Option<()> {
        match meant {
            Shape::Const => {
                self.word("const")?;
                self.word("_")?;
                self.skip_to_semicolon();
                Some(())
            }
            Shape::Enum(name, variants) => {
                self.word("enum")?;
                self.word(name)?;
                self.open(b'{')?;
                let variants = variants.iter();
                self.variants(variants.map(|name| (name.as_str(), None)))
            }
            Shape::Function(name) => {
                self.eat_word("const");
                self.word("fn")?;
                self.word(name)?;
                self.skip_signature_and_body()
            }
            Shape::Impl(of, name, members) => {
                self.word("impl")?;
                self.head_of_impl(*of, name)?;
                self.members(members)
            }
            Shape::Module(name) => {
                self.word("mod")?;
                self.word(name)?;
                self.eat_mark(b';').then_some(())
            }
            Shape::Struct(name, fields) => {
                self.word("struct")?;
                self.word(name)?;
                self.skip_generics();
                self.open(b'{')?;
                self.fields(fields)
            }
            Shape::Union(name, variants) => {
                self.word("enum")?;
                self.word(name)?;
                self.open(b'{')?;
                let variants = variants.iter();
                self.variants(variants.map(|(name, kind)| (name.as_str(), Some(kind.as_str()))))
            }
        }
    }

    /// A line break of the layout may have left a comma behind the last one.
    fn end_of_one(&mut self) -> Option<()> {
        let is_last = matches!(self.tokens.kind(self.at), Some(Kind::Close(_)));
        (self.eat_mark(b',') || is_last).then_some(())
    }

    fn fields(&mut self, fields: &[(String, String)]) -> Option<()> {
        for (name, kind) in fields {
            self.skip_attributes();
            self.skip_visibility();
            self.word(name)?;
            self.eat_mark(b':').then_some(())?;
            self.kind(kind)?;
            self.end_of_one()?;
        }
        self.close()
    }

    /// Variants with the type that each holds, where it is known; without one it holds nothing or a group.
    fn variants<'m>(
        &mut self,
        variants: impl Iterator<Item = (&'m str, Option<&'m str>)>,
    ) -> Option<()> {
        for (name, kind) in variants {
            self.skip_attributes();
            self.word(name)?;
            if let Some(kind) = kind {
                self.open(b'(')?;
                self.kind(kind)?;
                self.eat_mark(b',');
                self.close()?;
            } else if matches!(self.tokens.kind(self.at), Some(Kind::Open(_))) {
                self.at = self.tokens.behind(self.at);
            }
            self.end_of_one()?;
        }
        self.close()
    }

    /// A type, token by token.
    fn kind(&mut self, meant: &str) -> Option<()> {
        let meant = Tokens::read(meant).ok()?;
        for at in 0..meant.all().len() {
            if self.tokens.text(self.at) != meant.text(at) {
                return None;
            }
            self.at += 1;
        }
        Some(())
    }

    /// What stands between `impl` and the brace: a type, or a trait and a type.
    fn head_of_impl(&mut self, of: Option<&str>, name: &str) -> Option<()> {
        if let Some(of) = of {
            let mut last = self.tokens.word(self.at);
            self.at += 1;
            while self.tokens.is_path_mark(self.at) {
                last = self.tokens.word(self.at + 2);
                self.at += 3;
            }
            self.skip_generics();
            self.word("for")?;
            (last == of).then_some(())?;
        }
        self.kind(name)
    }

    fn members(&mut self, members: &[String]) -> Option<()> {
        self.open(b'{')?;
        for name in members {
            self.skip_attributes();
            self.skip_visibility();
            let is_value = self.eat_word("const") && self.tokens.word(self.at) != "fn";
            if is_value || self.eat_word("type") {
                self.word(name)?;
                self.skip_to_semicolon();
                continue;
            }
            self.word("fn")?;
            self.word(name)?;
            self.skip_signature_and_body()?;
        }
        self.close()
    }

    fn skip_signature_and_body(&mut self) -> Option<()> {
        while let Some(kind) = self.tokens.kind(self.at) {
            self.at = self.tokens.behind(self.at);
            match kind {
                Kind::Open(b'{') => return Some(()),
                Kind::Close(_) | Kind::Mark(b';', _) => return None,
                _ => {}
            }
        }
        None
    }
}
