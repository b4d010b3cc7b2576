//! Merges of small Rust files in several layouts.

use super::{Merge, merge_rust};

const BASE: &str = "\
// head

//! Entities.

use connector_runtime::{Auth, Method, Request};

use crate::Voice;

/// A voice.
#[derive(Debug, Clone)]
pub struct Voice {
    /// `Gender`; a text.
    pub gender: Option<String>,
    /// `Id`; a text.
    pub id: Option<String>,
}

impl Voice {
    /// Makes one.
    pub fn new(
        gender: String,
        id: String,
    ) -> Self {
        let all = ids.map(|id| {
            read(id)
        });
        match id {
            1 => {
                first(gender, id)
            }
            _ => other(
                gender,
            ),
        }
    }

    fn detail(response: &Response) -> Option<Self> {
        response.json(Self::read).ok()
    }
}
";

/// What rustfmt makes of it with wider lines and tabs.
const WIDE: &str = "\
// head

//! Entities.

use connector_runtime::{Auth, Method, Request};

use crate::Voice;

/// A voice.
#[derive(Debug, Clone)]
pub struct Voice {
\t/// `Gender`; a text.
\tpub gender: Option<String>,
\t/// `Id`; a text.
\tpub id: Option<String>,
}

impl Voice {
\t/// Makes one.
\tpub fn new(gender: String, id: String) -> Self {
\t\tlet all = ids.map(|id| read(id));
\t\tmatch id {
\t\t\t1 => first(gender, id),
\t\t\t_ => other(gender),
\t\t}
\t}

\tfn detail(response: &Response) -> Option<Self> {
\t\tresponse.json(Self::read).ok()
\t}
}
";

type Edits = &'static [(&'static str, &'static str)];

/// A text of the tests with parts of it replaced, each of which is there once.
fn with(text: &str, edits: &[(&str, &str)]) -> String {
    let mut text = text.to_owned();
    for (from, to) in edits {
        assert_eq!(text.matches(from).count(), 1, "{from:?} in\n{text}");
        text = text.replacen(from, to, 1);
    }
    text
}

fn merged(yours: &str, new: &str) -> Result<String, Merge> {
    match merge_rust(BASE, yours.as_bytes(), new) {
        Merge::Clean(bytes) => Ok(String::from_utf8(bytes).expect("it is text")),
        other => Err(other),
    }
}

/// What the generator changes in most rows, and what that makes of [`WIDE`]: new lines are laid out as generated.
const SEX: Edits = &[
    ("`Gender`; a text.", "`Sex`; a text."),
    ("pub gender:", "pub sex:"),
];
const SEX_OF_WIDE: (&str, &str) = (
    "\t/// `Gender`; a text.\n\tpub gender:",
    "    /// `Sex`; a text.\n    pub sex:",
);

const DETAIL: &str = "\t\tresponse.json(Self::read).ok()\n";
const IMPORTS: &str = "use connector_runtime::{Auth, Method, Request};\n\nuse crate::Voice;\n";
const MY_IMPORTS: &str =
    "use crate::Voice;\nuse connector_runtime::{Auth, Request};\nuse mine::Own;\n";

/// What the user edits in [`WIDE`], what the generator edits in [`BASE`], and what that makes of [`WIDE`].
const ROWS: &[(&str, Edits, Edits, Edits)] = &[
    ("nothing", &[], SEX, &[SEX_OF_WIDE]),
    (
        "a line and a comment elsewhere",
        &[(
            DETAIL,
            "\t\tlog(); // mine\n\t\tresponse.json(Self::read).ok()\n",
        )],
        SEX,
        &[
            SEX_OF_WIDE,
            (
                DETAIL,
                "\t\tlog(); // mine\n\t\tresponse.json(Self::read).ok()\n",
            ),
        ],
    ),
    (
        "a parameter of lines that were joined",
        &[],
        &[("        id: String,\n", "        id: u8,\n")],
        &[(
            "(gender: String, id: String) ",
            "(gender: String,\n        id: u8,\n\t) ",
        )],
    ),
    (
        "a parameter that went, of lines that were joined",
        &[],
        &[("        gender: String,\n", "")],
        &[("(gender: String, id: String) ", "(\n\tid: String) ")],
    ),
    (
        "an arm whose braces went",
        &[],
        &[("first(gender, id)", "second(gender, id)")],
        &[(
            "\t\t\t1 => first(gender, id),\n",
            "            1 => {\n                second(gender, id)\n            }\n",
        )],
    ),
    (
        "a member that is no longer there",
        &[],
        &[(
            "    /// `Gender`; a text.\n    pub gender: Option<String>,\n",
            "",
        )],
        &[(
            "\t/// `Gender`; a text.\n\tpub gender: Option<String>,\n",
            "",
        )],
    ),
    (
        "imports of both in another order",
        &[(IMPORTS, MY_IMPORTS)],
        &[("Auth, Method,", "Auth, Error, Method,")],
        &[(
            IMPORTS,
            "use crate::Voice;\nuse connector_runtime::{Auth, Error, Request};\nuse mine::Own;\n",
        )],
    ),
];

#[test]
fn a_file_in_another_layout_takes_what_is_new_and_keeps_the_rest_as_it_is() {
    for (name, mine, new, expected) in ROWS {
        let (yours, new) = (with(WIDE, mine), with(BASE, new));
        let expected = with(WIDE, expected);
        assert_eq!(merged(&yours, &new).as_ref(), Ok(&expected), "{name}");
        let crlf = yours.replace('\n', "\r\n");
        let expected = expected.replace('\n', "\r\n");
        assert_eq!(merged(&crlf, &new), Ok(expected), "{name}");
    }
}

#[test]
fn what_both_changed_is_told_by_the_lines_of_the_file_in_its_layout() {
    let new = with(BASE, SEX);
    for (name, mine, lines) in [
        (
            "inside",
            [("pub gender: Option<String>", "pub gender: Option<u8>")],
            12..14,
        ),
        (
            "a comment",
            [("`Gender`; a text.", "`Gender`; mine.")],
            12..14,
        ),
        (
            "beside",
            [(
                "\tpub gender: Option<String>,",
                "\tpub gender: Option<String>, // mine",
            )],
            12..14,
        ),
    ] {
        let overlap = Merge::Overlap(std::iter::once(lines).collect());
        assert_eq!(merged(&with(WIDE, &mine), &new), Err(overlap), "{name}");
    }
}

/// What a text ends in, or begins with, in a language with many kinds of literals.
const ODD: [&str; 24] = [
    "\"", "'", "\\", "r#\"", "\"#", "/*", "*/", "//", "\n", "\r\n", "{", "}", "(", ")", "=>", "|",
    ",", ";", "use ", "pub ", "b'", "é", "\u{2028}", "#",
];

#[test]
fn whatever_a_file_holds_nothing_that_was_written_into_it_is_lost() {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |end: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % end.max(1) as u64).expect("it is below")
    };
    let mut clean = 0;
    for round in 0..1000 {
        let mut texts = [BASE.to_owned(), WIDE.to_owned(), with(BASE, SEX)];
        for number in 0..below(4) {
            let odd = ODD[below(ODD.len())];
            let text = &mut texts[below(3)];
            let at = place(text, below(text.len()));
            let end = place(text, at + below(3) * number);
            text.replace_range(at..end.max(at), odd);
        }
        let [base, mut yours, new] = texts;
        let at = place(&yours, below(yours.len()));
        yours.insert_str(
            at,
            ["mine4711", " /* mine4711 */ ", "\nmine4711!();\n"][round % 3],
        );
        if let Merge::Clean(merged) = merge_rust(&base, yours.as_bytes(), &new) {
            let merged = String::from_utf8(merged).expect("it is text");
            assert!(
                merged.contains("mine4711"),
                "{round}: it is lost\n{yours}\n{merged}"
            );
            clean += 1;
        }
    }
    assert!(clean > 250, "{clean}");
}

/// The next place between letters.
fn place(text: &str, at: usize) -> usize {
    (at..text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len())
}

#[test]
fn no_depth_and_no_repetition_takes_long_or_ends_the_run() {
    for (open, close) in [
        ("(", ")"),
        ("a => {", "}"),
        ("|a| {", "}"),
        ("use a::{", "}"),
        ("/*", "*/"),
        ("|", ""),
        ("use a;", ""),
        ("{use ", "}"),
        ("a, ", ""),
    ] {
        let base = format!("{}x{}\n", open.repeat(2_000), close.repeat(2_000));
        let yours = base
            .replace('x', "\n y")
            .replace(close, &format!("\n{close}"));
        let new = base.replace('x', "z");
        let merge = merge_rust(&base, yours.as_bytes(), &new);
        assert!(matches!(merge, Merge::Overlap(_)), "{open}");
    }
}

#[test]
fn code_that_the_generator_indents_anew_is_laid_out_as_generated_though_both_sides_import_more() {
    let detail = "        response.json(Self::read).ok()\n";
    let deeper = "        if response.is_json() {\n            response.json(Self::read).ok()\n        } else {\n            None\n        }\n";
    let import = |names: &str| {
        let names = format!("use connector_runtime::{{{names}}};\n");
        BASE.replace("use connector_runtime::{Auth, Method, Request};\n", &names)
    };
    let yours = import("Auth, Method, Mine, Request") + "\nfn mine() {}\n";
    let new = import("Auth, Error, Method, Request").replace(detail, deeper);
    let all = import("Auth, Error, Method, Mine, Request").replace(detail, deeper);
    assert_eq!(merged(&yours, &new), Ok(all + "\nfn mine() {}\n"));
    // Line ends and the mark are the user's here as well.
    let windows = format!("\u{feff}{}", yours.replace('\n', "\r\n"));
    let all = merged(&windows, &new).expect("it merges");
    assert!(all.starts_with('\u{feff}') && !all.replace("\r\n", "").contains('\n'));
    assert!(
        all.contains("{Auth, Error, Method, Mine, Request};\r\n"),
        "{all}"
    );
}
