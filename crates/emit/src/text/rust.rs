//! Texts of Rust source: identifiers, types, literals.

use std::fmt::Write as _;

use super::{is_invisible, typed_text};

typed_text! {
    /// An identifier, raw (`r#type`) where it is a keyword.
    RsIdent
}

/// How the words of an identifier are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// `voice_id`: fields, functions, modules.
    Snake,
    /// `VoiceId`: types and variants.
    Camel,
}

/// Bytes of an identifier. Shorter than the compiler's limits on purpose: a line of generated code with two
/// of them still fits the hundred columns that formatting is computed for.
const MAX_SNAKE: usize = 56;
const MAX_CAMEL: usize = 72;

/// Keywords of every edition up to 2024, and the reserved ones.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

impl RsIdent {
    /// Any text as an identifier: its words (letters and digits of ASCII) joined by the case.
    ///
    /// Nothing but other characters gives `empty`; a digit in front gets `n`; what is too long is cut and gets a
    /// digest. Keywords become raw; `self`, `Self`, `super` and `crate`, which cannot be raw, get `_` behind.
    pub fn new(text: &str, case: Case) -> Self {
        let words = words(text);
        let mut name = match case {
            Case::Snake => words.join("_").to_ascii_lowercase(),
            Case::Camel => words.iter().map(|word| capitalised(word)).collect(),
        };
        if name.is_empty() {
            name.push_str(if case == Case::Snake {
                "empty"
            } else {
                "Empty"
            });
        }
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            name.insert(0, if case == Case::Snake { 'n' } else { 'N' });
        }
        let limit = if case == Case::Snake {
            MAX_SNAKE
        } else {
            MAX_CAMEL
        };
        Self(legal(cut(name, limit, text, case)))
    }

    /// A name that was given before, without the mark of raw identifiers; `None` for a text that is none.
    pub fn recorded(name: &str, case: Case) -> Option<Self> {
        let limit = if case == Case::Snake {
            MAX_SNAKE
        } else {
            MAX_CAMEL
        };
        let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && match case {
                Case::Snake => {
                    name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
                        && !name.bytes().any(|b| b.is_ascii_uppercase())
                }
                Case::Camel => name.starts_with(|c: char| c.is_ascii_uppercase()),
            };
        // Suffixes come behind what was cut.
        let is_short = name.len() <= limit + 24;
        let ident = Self(legal(name.to_owned()));
        (is_name && is_short && ident.plain() == name).then_some(ident)
    }

    /// A name of the generator's own; panics in no build, because it passes the same rules.
    pub fn fixed(name: &'static str) -> Self {
        Self(legal(name.to_owned()))
    }

    /// The name with a word behind it: a number, or what tells it from a name of the language.
    #[must_use]
    pub fn with_suffix(&self, suffix: &str, case: Case) -> Self {
        let plain = self.plain().trim_end_matches('_');
        let text = if case == Case::Snake {
            format!("{plain}_{suffix}")
        } else {
            format!("{plain}{suffix}")
        };
        Self(legal(text))
    }

    /// The name without the mark of raw identifiers.
    pub fn plain(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }
}

fn legal(name: String) -> String {
    match name.as_str() {
        "self" | "Self" | "super" | "crate" | "_" => name + "_",
        keyword if KEYWORDS.contains(&keyword) => format!("r#{name}"),
        _ => name,
    }
}

/// Cuts a name that is too long; the digest keeps two long names with one beginning apart.
fn cut(mut name: String, limit: usize, source: &str, case: Case) -> String {
    if name.len() > limit {
        name.truncate(limit - 9);
        while name.ends_with('_') {
            name.pop();
        }
        let digest = fnv1a(source.as_bytes());
        let _ = match case {
            Case::Snake => write!(name, "_{digest:08x}"),
            Case::Camel => write!(name, "X{digest:08x}"),
        };
    }
    name
}

/// A short digest (FNV-1a, 32 bits): stable everywhere, and collisions only cost a number behind the name.
fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, &byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_ascii_uppercase() + rest
}

/// The words of a name: split at other characters and at humps (`VoiceId`, `HTTPStatus`, `UserIDs`).
fn words(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for (index, &c) in chars.iter().enumerate() {
        if !c.is_ascii_alphanumeric() {
            open = false;
            continue;
        }
        if !open || starts_word(&chars, index) {
            words.push(String::new());
            open = true;
        }
        if let Some(word) = words.last_mut() {
            word.push(c);
        }
    }
    words
}

/// Whether a hump begins at the character: an upper-case letter behind a lower-case one or a digit, or the
/// last one of a run if lower case follows. The plural of an acronym (`IDs`) and versions (`IPv4`) stay whole.
fn starts_word(chars: &[char], index: usize) -> bool {
    let at = |offset: usize| chars.get(index + offset).copied().unwrap_or(' ');
    let previous = if index > 0 { chars[index - 1] } else { ' ' };
    if !at(0).is_ascii_uppercase() {
        return false;
    }
    if !previous.is_ascii_uppercase() {
        return true;
    }
    let plural = at(1) == 's' && !at(2).is_ascii_lowercase();
    let version = at(1) == 'v' && at(2).is_ascii_digit();
    at(1).is_ascii_lowercase() && !plural && !version
}

typed_text! {
    /// A type, composed of identifiers and fixed constructors.
    ///
    /// Constructors of the language stand there by their plain names: the naming rules give no type of a connector one of
    /// those names ([`crate::rust::names`]).
    RsType
}

impl RsType {
    /// A type of the language or of the runtime (`String`, `Vec<u8>`, `Document`).
    pub fn fixed(name: &'static str) -> Self {
        Self(name.to_owned())
    }

    /// A type of the connector.
    pub fn named(name: &RsIdent) -> Self {
        Self(name.to_string())
    }

    /// The type with a type of the connector as its parameter: `EventStream<Event>`.
    #[must_use]
    pub fn of(&self, parameter: &RsIdent) -> Self {
        Self(format!("{self}<{parameter}>"))
    }

    /// A type of the connector from its root, where nothing imports it.
    pub fn of_crate(name: &RsIdent) -> Self {
        Self(format!("crate::{name}"))
    }

    /// `Option<T>`.
    #[must_use]
    pub fn option(&self) -> Self {
        Self(format!("Option<{self}>"))
    }

    /// `Box<T>`.
    #[must_use]
    pub fn boxed(&self) -> Self {
        Self(format!("Box<{self}>"))
    }

    /// `Vec<T>`.
    #[must_use]
    pub fn vec(&self) -> Self {
        Self(format!("Vec<{self}>"))
    }

    /// `(String, T)`: an entry of a map.
    #[must_use]
    pub fn entry(&self) -> Self {
        Self(format!("(String, {self})"))
    }

    /// `BTreeMap<String, T>`.
    #[must_use]
    pub fn map(&self) -> Self {
        Self(format!("BTreeMap<String, {self}>"))
    }
}

typed_text! {
    /// A string literal with its quotes.
    RsStr
}

impl RsStr {
    /// Any text as a literal on one line; what is invisible or breaks lines is escaped, the rest stays as it is.
    pub fn new(text: &str) -> Self {
        let mut out = String::from("\"");
        for c in text.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                c if is_invisible(c) => {
                    let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
                }
                c => out.push(c),
            }
        }
        out.push('"');
        Self(out)
    }
}

typed_text! {
    /// A numeric literal, digits in groups of three as clippy wants them.
    RsNumber
}

impl RsNumber {
    /// A whole number.
    pub fn integer(value: i64) -> Self {
        let digits = value.unsigned_abs().to_string();
        let sign = if value < 0 { "-" } else { "" };
        Self(format!("{sign}{}", grouped(&digits)))
    }

    /// A number with a fraction that reads back to the same bits; `None` for one that is not finite or that
    /// plain digits do not write well.
    pub fn decimal(value: f64) -> Option<Self> {
        let text = format!("{value:?}");
        let (sign, plain) = text
            .strip_prefix('-')
            .map_or(("", text.as_str()), |rest| ("-", rest));
        let (whole, fraction) = plain.split_once('.')?;
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || whole.len() > 15 || fraction.len() > 9 {
            return None;
        }
        Some(Self(format!(
            "{sign}{}.{}",
            grouped(whole),
            grouped_fraction(fraction)
        )))
    }
}

/// Groups of three from the right; clippy asks for them from six digits on and rustc never minds.
fn grouped(digits: &str) -> String {
    if digits.len() < 5 {
        return digits.to_owned();
    }
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('_');
        }
        out.push(digit);
    }
    out
}

fn grouped_fraction(digits: &str) -> String {
    if digits.len() < 5 {
        return digits.to_owned();
    }
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && index.is_multiple_of(3) {
            out.push('_');
        }
        out.push(digit);
    }
    out
}

typed_text! {
    /// Code of one or more lines: types, literals and identifiers put together by [`super::layout`].
    RsCode
}

impl RsCode {
    /// Code that the layout composed of typed texts; only the layout calls this.
    pub(super) fn composed(code: String) -> Self {
        Self(code)
    }
}

#[cfg(test)]
mod tests {
    use super::{Case, RsIdent, RsNumber, RsStr};

    #[test]
    fn every_name_becomes_an_identifier_that_reads_well() {
        for (text, snake, camel) in [
            ("VoiceId", "voice_id", "VoiceId"),
            ("voice_id", "voice_id", "VoiceId"),
            ("HTTPStatus", "http_status", "HTTPStatus"),
            ("UserIDs", "user_ids", "UserIDs"),
            ("IPv4Address", "ipv4_address", "IPv4Address"),
            ("Sha256", "sha256", "Sha256"),
            ("_Type", "r#type", "Type"),
            ("self", "self_", "Self_"),
            ("gen", "r#gen", "Gen"),
            ("3d", "n3d", "N3d"),
            ("", "empty", "Empty"),
            ("→ñ", "empty", "Empty"),
            ("_", "empty", "Empty"),
            ("@odata.context", "odata_context", "OdataContext"),
            ("a\"; fn x() {}", "a_fn_x", "AFnX"),
        ] {
            assert_eq!(RsIdent::new(text, Case::Snake).as_str(), snake, "{text:?}");
            assert_eq!(RsIdent::new(text, Case::Camel).as_str(), camel, "{text:?}");
        }
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let long = "Word".repeat(2_500);
        let one = RsIdent::new(&format!("{long}A"), Case::Snake);
        let two = RsIdent::new(&format!("{long}B"), Case::Snake);
        assert!(one.as_str().len() <= 100);
        assert_ne!(one, two);
    }

    #[test]
    fn a_literal_holds_its_text_and_ends_at_its_quote() {
        for (text, expected) in [
            ("neural", r#""neural""#),
            ("a\"b\\c", r#""a\"b\\c""#),
            ("\"#", r##""\"#""##),
            ("a\r\nb", r#""a\r\nb""#),
            (
                "\u{202e}\u{2028}\u{85}\0",
                r#""\u{202e}\u{2028}\u{85}\u{0}""#,
            ),
            ("{secret_key} {0} {:?}", r#""{secret_key} {0} {:?}""#),
            ("é", r#""é""#),
        ] {
            assert_eq!(RsStr::new(text).as_str(), expected, "{text:?}");
        }
    }

    #[test]
    fn numbers_are_written_as_clippy_wants_them() {
        assert_eq!(RsNumber::integer(22_050).as_str(), "22_050");
        assert_eq!(RsNumber::integer(1_234).as_str(), "1234");
        assert_eq!(
            RsNumber::integer(i64::MIN).as_str(),
            "-9_223_372_036_854_775_808"
        );
        let decimal = |value| RsNumber::decimal(value).map(|number| number.to_string());
        assert_eq!(decimal(-0.123_456).as_deref(), Some("-0.123_456"));
        assert_eq!(decimal(1e300), None);
        assert_eq!(decimal(f64::NAN), None);
    }
}
