//! What people do to generated files, as a table: each edit is made where it fits, in another file in turn.

/// What an edit puts into a file.
pub(super) struct Edited {
    /// The whole file with it.
    pub(super) text: String,
    /// The lines that it adds, where they have to compile.
    pub(super) blocks: Vec<String>,
    /// The type that they use.
    pub(super) about: Option<String>,
}

/// A kind of edit.
pub(super) struct Edit {
    /// What the table of results calls it.
    pub(super) name: &'static str,
    /// Makes it; `None` where the file has no place for it.
    pub(super) apply: fn(&str) -> Option<Edited>,
}

/// Edits of Rust files: those that fit a file take turns.
pub(super) const RUST: &[Edit] = &[
    Edit {
        name: "a method",
        apply: method,
    },
    Edit {
        name: "a function between items",
        apply: function,
    },
    Edit {
        name: "a changed doc comment",
        apply: documentation,
    },
    Edit {
        name: "an import and its use",
        apply: import,
    },
    Edit {
        name: "a line in a body",
        apply: body,
    },
    Edit {
        name: "a derive",
        apply: derive,
    },
    Edit {
        name: "an attribute of a type",
        apply: attribute,
    },
    Edit {
        name: "line ends of Windows",
        apply: windows,
    },
    Edit {
        name: "a comment at the end",
        apply: comment,
    },
];

/// Edits of files that every connector has, by the end of their paths.
pub(super) const OTHERS: &[(&str, Edit)] = &[
    (
        "Cargo.toml",
        Edit {
            name: "the manifest",
            apply: manifest,
        },
    ),
    (
        "src/lib.rs",
        Edit {
            name: "a module",
            apply: module,
        },
    ),
    (
        "README.md",
        Edit {
            name: "the README",
            apply: page,
        },
    ),
    (
        ".md",
        Edit {
            name: "the page",
            apply: page,
        },
    ),
];

/// A file of the user's own, which [`OTHERS`] makes a module of the library.
pub(super) const OWN: (&str, &str) = ("src/by_hand.rs", "//! Made by hand.\n");

/// A function for the file that the tool made for the user.
pub(super) fn custom(name: &str) -> String {
    format!(
        "\n/// Made by hand.\npub fn by_hand_size() -> usize {{\n    size_of::<crate::{name}>()\n}}\n"
    )
}

/// A structure of a file.
pub(super) struct Structure<'a> {
    pub(super) name: &'a str,
    /// Line of its head and of its last brace.
    lines: (usize, usize),
    /// Line, name and type of each field that stands on a line.
    fields: Vec<(usize, &'a str, &'a str)>,
}

/// The structures of a file that have fields.
pub(super) fn structures(text: &str) -> Vec<Structure<'_>> {
    let mut all: Vec<Structure<'_>> = Vec::new();
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        let head = line.strip_prefix("pub struct ");
        if let Some(name) = head.and_then(|rest| rest.strip_suffix(" {")) {
            open = true;
            let (lines, fields) = ((at, at), Vec::new());
            all.push(Structure {
                name,
                lines,
                fields,
            });
        }
        let Some(last) = all.last_mut().filter(|_| open) else {
            continue;
        };
        if line == "}" {
            last.lines.1 = at;
            open = false;
        }
        let field = line.strip_prefix("    pub ");
        let field = field.and_then(|rest| rest.strip_suffix(','));
        if let Some((name, kind)) = field.and_then(|field| field.split_once(": ")) {
            last.fields.push((at, name, kind));
        }
    }
    all.retain(|one| !one.fields.is_empty() && one.lines.0 < one.lines.1);
    all
}

/// The text with lines put before the one with this number.
fn inserted(text: &str, at: usize, block: &str) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let at = at.min(lines.len());
    format!("{}{block}{}", lines[..at].concat(), lines[at..].concat())
}

fn edited(text: String, blocks: Vec<String>, about: Option<&str>) -> Edited {
    Edited {
        text,
        blocks,
        about: about.map(str::to_owned),
    }
}

fn method(text: &str) -> Option<Edited> {
    let all = structures(text);
    let one = all.first()?;
    let (_, field, kind) = one.fields[one.fields.len() / 2];
    let (name, plain) = (one.name, field.trim_start_matches("r#"));
    let block = format!(
        "\nimpl {name} {{\n    /// Made by hand.\n    pub fn by_hand_{plain}(&self) -> &{kind} {{\n        &self.{field}\n    }}\n}}\n"
    );
    Some(edited(format!("{text}{block}"), vec![block], Some(name)))
}

fn function(text: &str) -> Option<Edited> {
    let all = structures(text);
    let one = &all[all.len().checked_sub(1)? / 2];
    let name = one.name;
    let block = format!(
        "\n/// Made by hand.\npub(crate) fn by_hand_size() -> usize {{\n    size_of::<{name}>()\n}}\n"
    );
    let text = inserted(text, one.lines.1 + 1, &block);
    Some(edited(text, vec![block], Some(name)))
}

fn documentation(text: &str) -> Option<Edited> {
    let all = structures(text);
    let (at, ..) = all.last()?.fields.last()?;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let line = lines.get_mut(at.checked_sub(1)?)?;
    if !line.starts_with("    /// ") {
        return None;
    }
    line.push_str(" Seen by hand.");
    Some(edited(lines.join("\n") + "\n", Vec::new(), None))
}

/// The line below the last import.
fn below_imports(text: &str) -> Option<usize> {
    let mut below = None;
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        open |= line.starts_with("use ");
        if open && line.ends_with(';') {
            below = Some(at + 1);
            open = false;
        }
    }
    below
}

fn import(text: &str) -> Option<Edited> {
    let at = below_imports(text)?;
    let import = "use std::borrow::Cow as ByHand;\n";
    let block = "\n/// Made by hand.\npub(crate) fn by_hand_note(note: &str) -> ByHand<'_, str> {\n    ByHand::Borrowed(note)\n}\n";
    let text = inserted(text, at, import) + block;
    let blocks = vec![import.to_owned(), block.to_owned()];
    Some(edited(text, blocks, None))
}

fn body(text: &str) -> Option<Edited> {
    let is_first = |line: &str| line.trim_start().starts_with("let mut request = ");
    let at = text.lines().position(is_first)? + 1;
    let line = "        // By hand: the numbers of this call are in the log.\n";
    Some(edited(inserted(text, at, line), Vec::new(), None))
}

/// Only where all fields have an order.
fn derive(text: &str) -> Option<Edited> {
    const ORDERED: [&str; 8] = [
        "String",
        "Option<String>",
        "Vec<String>",
        "Option<i32>",
        "Option<i64>",
        "Option<bool>",
        "Option<f64>",
        "Option<f32>",
    ];
    let lines: Vec<&str> = text.lines().collect();
    let all = structures(text);
    let one = all.iter().find(|one| {
        let mut fields = one.fields.iter();
        let above = &lines[..one.lines.0];
        let derives = above.iter().rev().take(3).find(|l| l.contains("derive("));
        let derives = derives.copied().unwrap_or_default();
        // A long field takes two lines, and is not among those that were read.
        let own = lines.get(one.lines.0..=one.lines.1).unwrap_or_default();
        let heads = own.iter().filter(|line| line.starts_with("    pub "));
        heads.count() == one.fields.len()
            && fields.all(|(_, _, kind)| ORDERED.contains(kind))
            && derives.contains("PartialEq")
            && !derives.contains("PartialOrd")
    })?;
    let block = "#[derive(PartialOrd)] // by hand\n".to_owned();
    let name = one.name;
    let text = inserted(text, one.lines.0, &block);
    Some(edited(text, vec![block], Some(name)))
}

fn attribute(text: &str) -> Option<Edited> {
    let is_head = |line: &str| line.starts_with("pub enum ") || line.starts_with("pub struct ");
    let at = text.lines().position(is_head)?;
    let block = "#[doc(alias = \"by hand\")]\n";
    let text = inserted(text, at, block);
    Some(edited(text, vec![block.to_owned()], None))
}

fn windows(text: &str) -> Option<Edited> {
    let text = format!("{text}\n// By hand: lines end as on Windows.\n");
    (!text.contains('\r')).then(|| edited(text.replace('\n', "\r\n"), Vec::new(), None))
}

fn comment(text: &str) -> Option<Edited> {
    let text = format!("{text}\n// By hand: read with care.\n");
    text.starts_with("//")
        .then(|| edited(text, Vec::new(), None))
}

/// Another version, keywords and a table.
fn manifest(text: &str) -> Option<Edited> {
    let version = text.replacen("version = \"0.1.0\"\n", "version = \"0.7.0\"\n", 1);
    let at = version.lines().position(|line| line.starts_with("[lib]"))?;
    let text = inserted(&version, at.checked_sub(1)?, "keywords = [\"by-hand\"]\n");
    let text = format!("{text}\n[package.metadata.by-hand]\nowner = \"a team\"\n");
    Some(edited(text, Vec::new(), None))
}

fn module(text: &str) -> Option<Edited> {
    let at = text.lines().position(|line| line == "pub mod custom;")?;
    let block = "pub mod by_hand;\n";
    let text = inserted(text, at, block);
    Some(edited(text, vec![block.to_owned()], None))
}

/// A paragraph below the first heading, and a sentence of a paragraph in the middle.
fn page(text: &str) -> Option<Edited> {
    let is_heading = |line: &str| line.starts_with("# ") || line.starts_with("## ");
    let heading = text.lines().position(is_heading)?;
    let text = inserted(text, heading + 1, "\nBy hand: read this first.\n");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let middle = lines.len() / 2;
    let is_sentence = |line: &&mut String| line.ends_with('.') && !line.contains('|');
    if let Some(line) = lines.iter_mut().skip(middle).find(is_sentence) {
        line.push_str(" This sentence was added by hand.");
    }
    Some(edited(lines.join("\n") + "\n", Vec::new(), None))
}

#[cfg(test)]
mod tests {
    use super::{OTHERS, RUST};
    use crate::history::lines::lost;

    const SAMPLE: &str = "\
// @generated

//! A part of it.

use connector_runtime::{
    Method, Operation,
};

/// A voice.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    /// Its name.
    pub name: String,
    /// Its type.
    pub r#type: Option<String>,
}

impl Operation for Voice {
    fn to_request(&self) {
        let mut request = Request::new(Method::GET);
    }
}
";

    #[test]
    fn every_edit_of_the_table_can_be_made_and_is_found_again() {
        for edit in RUST {
            let edited = (edit.apply)(SAMPLE).expect(edit.name);
            let plain = edited.text.replace("\r\n", "\n");
            assert!(!lost(SAMPLE, &plain, "").is_empty(), "{}", edit.name);
            for block in &edited.blocks {
                assert!(plain.contains(block), "{}: {block}", edit.name);
            }
        }
        let manifest = "[package]\nversion = \"0.1.0\"\n\n[lib]\n";
        for ((_, edit), text) in
            OTHERS
                .iter()
                .zip([manifest, "pub mod custom;\n", "# A\n", "# A\n"])
        {
            let edited = (edit.apply)(text).expect(edit.name);
            assert!(!lost(text, &edited.text, "").is_empty(), "{}", edit.name);
        }
    }

    #[test]
    fn an_edit_that_has_no_place_is_not_made() {
        let made = RUST
            .iter()
            .filter(|edit| (edit.apply)("// nothing\n").is_some());
        let made: Vec<&str> = made.map(|edit| edit.name).collect();
        assert_eq!(made, ["line ends of Windows", "a comment at the end"]);
        // What the type of a field over two lines implements is not known.
        let long = SAMPLE.replace("pub name: String", "pub names:\n        Vec<Name>");
        assert!(super::derive(&long).is_none());
    }
}
