//! Words that Studio Pro refuses as names of attributes and enumeration values.

/// The reference guide's list (Enumerations, value names), compared without case; check CE7247. It has
/// the keywords and literals of Java and names that the platform uses itself.
const WORDS: &[&str] = &[
    "abstract",
    "assert",
    "boolean",
    "break",
    "byte",
    "case",
    "catch",
    "changedby",
    "changeddate",
    "char",
    "class",
    "con",
    "const",
    "context",
    "continue",
    "createddate",
    "currentuser",
    "default",
    "do",
    "double",
    "else",
    "empty",
    "enum",
    "extends",
    "false",
    "final",
    "finally",
    "float",
    "for",
    "goto",
    "guid",
    "id",
    "if",
    "implements",
    "import",
    "instanceof",
    "int",
    "interface",
    "long",
    "mendixobject",
    "native",
    "new",
    "null",
    "object",
    "owner",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "short",
    "static",
    "strictfp",
    "submetaobjectname",
    "super",
    "switch",
    "synchronized",
    "this",
    "throw",
    "throws",
    "transient",
    "true",
    "try",
    "type",
    "void",
    "volatile",
    "while",
];

/// Further words of a third-party port of the same check: refused too, because a needless underscore
/// costs less than a model that does not open.
const UNCERTAIN: &[&str] = &["__filename__", "com"];

/// Whether a name is reserved, in whatever case.
pub(super) fn is_reserved(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    WORDS.binary_search(&name.as_str()).is_ok() || UNCERTAIN.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::{UNCERTAIN, WORDS};

    #[test]
    fn a_word_out_of_order_would_never_be_found() {
        assert!(WORDS.is_sorted());
        assert!(UNCERTAIN.is_sorted());
        assert_eq!(WORDS.len(), 67);
    }
}
