//! The reader as a whole: what it keeps, what it refuses and how it says so.

use connector_model::diagnostic::Place;

use super::{Edits, Kind, Limits, Tree, is_lines, quote, read, read_embedded, read_lines, write};

fn tree(text: &str) -> Tree<'_> {
    read(0, text.as_bytes(), &Limits::default()).expect("the text is JSON")
}

/// Message, byte offset and help of the finding that refuses a text.
fn refused(text: &str) -> (String, usize, String) {
    let error = read(0, text.as_bytes(), &Limits::default()).expect_err("the text is not JSON");
    let span = error.place.and_then(|place| place.span);
    (
        error.message,
        span.map_or(usize::MAX, |span| span.start),
        error.help.unwrap_or_default(),
    )
}

#[test]
fn numbers_keys_and_places_are_kept_as_they_stand() {
    let text = "{ \"a\" : [1.10, -0, 1e400, 12345678901234567890123],\n \"b\\u0041\": \"x\\ny\" }";
    let tree = tree(text);
    let root = tree.root();
    let list = tree.member(root, "a").expect("the key is there");
    let numbers: Vec<_> = tree
        .children(list)
        .map(|item| tree.number(item).expect("all are numbers"))
        .collect();
    assert_eq!(numbers, ["1.10", "-0", "1e400", "12345678901234567890123"]);
    let member = tree.member(root, "bA").expect("the escaped key is found");
    assert_eq!(tree.string(member).as_deref(), Some("x\ny"));
    assert_eq!(tree.raw(member), "\"x\\ny\"");
    assert_eq!(
        &text[tree.key_span(member).expect("a member has a key")],
        "\"b\\u0041\""
    );
    let third = tree.children(list).nth(2).expect("there are four");
    assert_eq!(tree.pointer(third), "/a/2");
    assert_eq!(tree.find("/a/2"), Some(third));
    assert_eq!(&text[tree.span(third)], "1e400");
    assert_eq!(tree.kind(root), Kind::Object);
    assert_eq!(tree.span(root), 0..text.len());
}

#[test]
fn pointers_escape_what_rfc_6901_says() {
    let tree = tree("{\"a/b\": {\"~\": [[true]]}}");
    let node = tree.find("/a~1b/~0/0/0").expect("the pointer leads to it");
    assert_eq!(tree.boolean(node), Some(true));
    assert_eq!(tree.pointer(node), "/a~1b/~0/0/0");
    assert_eq!(tree.find("/a"), None);
}

#[test]
fn a_repeated_key_loses_neither_value_and_is_reported() {
    let tree = tree("[{\"k\": 1, \"x\": 2, \"\\u006b\": 3}, {\"k\": 1, \"x\": 2, \"k\": 3}]");
    assert_eq!(tree.duplicates().len(), 2);
    let first = tree.find("/0").expect("an item");
    assert_eq!(tree.children(first).count(), 3);
    let member = tree.member(first, "k").expect("the key is there");
    assert_eq!(tree.number(member), Some("3"));
    let messages: Vec<_> = tree.findings.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "the key \"k\" occurs twice in `/0`; both values were read",
            "the key \"k\" occurs twice in `/1`; both values were read"
        ]
    );
}

#[test]
fn half_a_surrogate_pair_never_becomes_a_character() {
    let tree = tree(r#"["\ud800", "\ud83d\ude00", "\udc00x"]"#);
    let values: Vec<_> = tree
        .children(tree.root())
        .map(|item| tree.string(item).expect("a string").into_owned())
        .collect();
    assert_eq!(values, ["\u{fffd}", "😀", "\u{fffd}x"]);
    assert_eq!(tree.findings.len(), 1);
    let written = write(&tree, tree.root(), &Edits::default());
    assert!(
        !written.contains("ud800") && written.contains("ud83d"),
        "{written}"
    );
}

#[test]
fn refusals_say_what_was_expected_where_and_what_to_change() {
    for (text, message, offset, help) in [
        ("", "expected a value, found the end of the text", 0, ""),
        (
            "{\"a\": 1,}",
            "expected a key in double quotes, found `}`",
            8,
            "remove the comma before it",
        ),
        (
            "[1, ]",
            "expected a value, found `]`",
            4,
            "remove the comma before it",
        ),
        (
            "[1 2]",
            "expected `,` or `]`, found `2`",
            3,
            "put a comma between the two values",
        ),
        ("{\"a\" 1}", "expected `:` after the key, found `1`", 5, ""),
        (
            "{a: 1}",
            "expected a key in double quotes, found `a`",
            1,
            "put strings and keys in double quotes",
        ),
        (
            "{'a': 1}",
            "expected a key in double quotes, found `'`",
            1,
            "put strings and keys in double quotes",
        ),
        (
            "[1, // one\n2]",
            "expected a value, found `/`",
            4,
            "remove the comment: JSON has none",
        ),
        (
            "[NaN]",
            "expected a value, found `NaN`",
            1,
            "write `null` or a number: JSON has no such value",
        ),
        (
            "[-Infinity]",
            "expected a digit, found `Infinity`",
            2,
            "write `null` or a number: JSON has no such value",
        ),
        (
            "[True]",
            "expected a value, found `True`",
            1,
            "write `true`",
        ),
        (
            "[nulll]",
            "expected a value, found `nulll`",
            1,
            "put strings and keys in double quotes",
        ),
        (
            "[007]",
            "a number begins with a zero that counts nothing",
            1,
            "remove the leading zero, or put the value in quotes",
        ),
        (
            "[+1]",
            "expected a value, found `+`",
            1,
            "remove the plus sign",
        ),
        (
            "[.5]",
            "expected a value, found `.`",
            1,
            "write a zero before the point",
        ),
        (
            "[1.]",
            "expected a digit after the point, found `]`",
            3,
            "write a digit before it",
        ),
        (
            "[1e]",
            "expected a digit of the exponent, found `]`",
            3,
            "write a digit before it",
        ),
        (
            "[\"abc",
            "a string is not closed",
            1,
            "the text is cut off, or a `\"` is missing",
        ),
        (
            "[\"a\nb\"]",
            "a string is not closed before the end of its line",
            3,
            "close the string before the end of the line, or write `\\n`",
        ),
        (
            "[\"\\x\"]",
            "`\\x` is not an escape of JSON",
            2,
            "write a backslash as `\\\\`, other characters as `\\u` and four digits",
        ),
        (
            "[\"\\u12\"]",
            "`\\u` is not an escape of JSON",
            2,
            "write a backslash as `\\\\`, other characters as `\\u` and four digits",
        ),
        (
            "[1",
            "expected `,` or `]`, found the end of the text",
            2,
            "the text is cut off: save it again as a whole",
        ),
        (
            "{} {}",
            "expected the end of the text, found `{`",
            3,
            "keep one JSON text, or write one on each line",
        ),
        (
            "[1}",
            "expected `,` or `]`, found `}`",
            2,
            "look for a bracket that is missing or of the other kind",
        ),
        (
            "\u{202e}",
            "expected a value, found `\\u202e`",
            0,
            "remove the invisible character, or save the answer of the API again",
        ),
    ] {
        let (found, at, advice) = refused(text);
        assert_eq!(
            (found.as_str(), at, advice.as_str()),
            (message, offset, help),
            "{text:?}"
        );
    }
}

#[test]
fn sizes_above_the_limits_are_refused_with_their_codes() {
    let small = Limits {
        bytes: 40,
        depth: 3,
        nodes: 5,
        string: 6,
        number: 4,
        key: 3,
    };
    for (text, code) in [
        ("[[[[]]]]", "CG0107"),
        ("[1,2,3,4,5]", "CG0108"),
        ("\"1234567\"", "CG0109"),
        ("12345", "CG0110"),
        ("{\"1234\": 0}", "CG0111"),
        ("[                                       ]", "CG0106"),
    ] {
        let error = read(0, text.as_bytes(), &small).expect_err("above a limit");
        assert_eq!(error.rule.code, code, "{text}");
    }
    for text in ["[[[]]]", "[1,2,3,4]", "\"123456\"", "1234", "{\"123\": 0}"] {
        assert!(read(0, text.as_bytes(), &small).is_ok(), "{text}");
    }
}

#[test]
fn a_million_levels_are_refused_and_neither_reading_nor_dropping_overflows() {
    for unit in ["[", "{\"a\":"] {
        let deep = unit.repeat(1_000_000);
        let error = read(0, deep.as_bytes(), &Limits::default()).expect_err("too deep");
        assert_eq!(error.rule.code, "CG0107");
        let all = Limits {
            depth: u32::MAX,
            ..Limits::default()
        };
        assert!(read(0, deep.as_bytes(), &all).is_err());
    }
    let closed = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let all = Limits {
        depth: u32::MAX,
        ..Limits::default()
    };
    let tree = read(0, closed.as_bytes(), &all).expect("the depth is allowed here");
    assert_eq!(tree.len(), 1_000_000);
}

#[test]
fn writing_keeps_numbers_order_and_escapes_and_makes_the_edits() {
    let text = r#"{"b":[1.0,{"z":1E5,"a":"\u00e9"},3],"a":{},"e":[],"s":"secret"}"#;
    let tree = tree(text);
    let mut edits = Edits::default();
    let expected = "{\n  \"b\": [\n    1.0,\n    {\n      \"z\": 1E5,\n      \"a\": \"\\u00e9\"\n    },\n    3\n  ],\n  \"a\": {},\n  \"e\": [],\n  \"s\": \"secret\"\n}";
    assert_eq!(write(&tree, tree.root(), &edits), expected);
    let secret = tree.find("/s").expect("a member");
    edits.replaced.insert(secret, quote("<redacted>"));
    edits.left_out.insert(tree.find("/b/0").expect("an item"));
    edits.left_out.insert(tree.find("/b/1").expect("an item"));
    assert_eq!(
        write(&tree, tree.root(), &edits),
        "{\n  \"b\": [\n    3\n  ],\n  \"a\": {},\n  \"e\": [],\n  \"s\": \"<redacted>\"\n}"
    );
    for scalar in ["null", "-0.0", "\"x\""] {
        let tree = super::tests::tree(scalar);
        assert_eq!(write(&tree, tree.root(), &Edits::default()), scalar);
    }
}

#[test]
fn lines_of_json_are_samples_with_places_in_the_file() {
    let text = "{\"a\": 1}\n\n{\"a\": 2, \"a\": 3}\r\n[]\n";
    assert!(is_lines(text.as_bytes()));
    for one in ["{\"a\":\n1}", "{}", "{}\n", "1\n2", "{}\nx", "{\n}\n{}"] {
        assert!(!is_lines(one.as_bytes()), "{one:?}");
    }
    let trees = read_lines(0, text.as_bytes(), &Limits::default()).expect("each line is JSON");
    assert_eq!(trees.len(), 3);
    let place = trees[1].place(trees[1].find("/a").expect("a member"));
    assert_eq!(&text[place.span.expect("a span")], "3");
    let finding = trees[1].findings.iter().next().expect("a repeated key");
    let place = finding.place.clone().expect("a place");
    assert_eq!(&text[place.span.expect("a span")], "\"a\"");
    let error = read_lines(0, b"{}\n{}\n{x}", &Limits::default()).expect_err("the third is wrong");
    assert_eq!(error.place.and_then(|place| place.span), Some(7..8));
}

#[test]
fn a_text_inside_of_a_source_is_placed_by_the_string_that_it_is() {
    let at = Place {
        source: 2,
        span: Some(10..20),
        pointer: "/item/0/response/0/body".to_owned(),
    };
    let tree = read_embedded(&at, "[1]", &Limits::default()).expect("JSON");
    let item = tree.find("/0").expect("an item");
    assert_eq!(tree.place(item), at);
    assert_eq!(tree.inner_pointer(item).as_deref(), Some("/0"));
    let error = read_embedded(&at, "[\n é x]", &Limits::default()).expect_err("not JSON");
    assert_eq!(
        error.message,
        "expected a value, found `é` (line 2, column 2 of the text)"
    );
    assert_eq!(error.place, Some(at));
}
