//! The tags of HTML that occur in the models of AWS, and what each does.

/// What a tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// Leads to a page elsewhere.
    Anchor,
    /// Ends what was said so far.
    Break,
    /// A cell of a table.
    Cell,
    /// A piece of code.
    Code,
    /// Text of a definition.
    Definition,
    /// What is in it goes.
    Hidden,
    /// A list of items.
    List(Kind),
    /// An item.
    Listed,
    /// A paragraph, or what stands apart like one, with the word in front of it.
    Apart(&'static str),
    /// Text that keeps its lines.
    Preformatted,
    /// Bold words.
    Strong,
    /// What is defined.
    Term,
    /// Nothing: the text counts.
    Through,
}

/// Kinds of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Bullets,
    Definitions,
    Numbers,
}

/// Tags by name, in lower case.
const TAGS: &[(&str, Tag)] = &[
    ("a", Tag::Anchor),
    ("abbr", Tag::Through),
    ("b", Tag::Strong),
    ("blockquote", Tag::Break),
    ("body", Tag::Break),
    ("br", Tag::Break),
    ("caution", Tag::Apart("Caution:")),
    ("code", Tag::Code),
    ("dd", Tag::Definition),
    ("div", Tag::Break),
    ("dl", Tag::List(Kind::Definitions)),
    ("dt", Tag::Term),
    ("em", Tag::Through),
    ("emphasis", Tag::Through),
    ("filename", Tag::Code),
    ("font", Tag::Through),
    ("fullname", Tag::Break),
    ("function", Tag::Code),
    ("h1", Tag::Break),
    ("h2", Tag::Break),
    ("h3", Tag::Break),
    ("h4", Tag::Break),
    ("h5", Tag::Break),
    ("h6", Tag::Break),
    ("hr", Tag::Break),
    ("html", Tag::Break),
    ("i", Tag::Through),
    ("img", Tag::Through),
    ("important", Tag::Apart("Important:")),
    ("kbd", Tag::Code),
    ("li", Tag::Listed),
    ("link", Tag::Through),
    ("literal", Tag::Code),
    ("note", Tag::Apart("Note:")),
    ("ol", Tag::List(Kind::Numbers)),
    ("p", Tag::Break),
    ("para", Tag::Break),
    ("pre", Tag::Preformatted),
    ("replaceable", Tag::Through),
    ("script", Tag::Hidden),
    ("section", Tag::Break),
    ("small", Tag::Through),
    ("span", Tag::Through),
    ("strong", Tag::Strong),
    ("style", Tag::Hidden),
    ("sub", Tag::Through),
    ("sup", Tag::Through),
    ("table", Tag::Break),
    ("tbody", Tag::Break),
    ("td", Tag::Cell),
    ("th", Tag::Cell),
    ("thead", Tag::Break),
    ("tip", Tag::Apart("Tip:")),
    ("title", Tag::Break),
    ("tr", Tag::Break),
    ("tt", Tag::Code),
    ("u", Tag::Through),
    ("ul", Tag::List(Kind::Bullets)),
    ("ulink", Tag::Through),
    ("var", Tag::Code),
    ("warning", Tag::Apart("Warning:")),
    ("xhtml", Tag::Break),
    ("zonbook", Tag::Break),
];

/// What a tag of a name does; `None` for a name that no HTML of a model has.
pub(super) fn tag(name: &str) -> Option<Tag> {
    // Nearly all tags are these.
    match name {
        "p" => return Some(Tag::Break),
        "code" => return Some(Tag::Code),
        "li" => return Some(Tag::Listed),
        _ => {}
    }
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return tag(&name.to_ascii_lowercase());
    }
    let at = TAGS.binary_search_by_key(&name, |(known, _)| known);
    at.ok().map(|at| TAGS[at].1)
}
