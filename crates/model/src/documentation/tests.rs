use super::{Block, Documentation, Inline, Item, Mark, is_address};
use crate::service::Evidence;

/// The tree as text: `¶` in front of paragraphs, depth and mark in front of items, kinds of words in brackets.
fn tree(source: &str) -> String {
    let Some(read) = Documentation::read(source, Evidence::Model) else {
        return String::new();
    };
    let blocks = read.blocks().iter().map(|block| match block {
        Block::Code(lines) => format!("code {lines:?}"),
        Block::Paragraph(parts) => format!("¶{}", words(parts)),
        Block::Item(Item {
            depth,
            mark,
            words: parts,
        }) => {
            let mark = match mark {
                Mark::Bullet => "*".to_owned(),
                Mark::None => "…".to_owned(),
                Mark::Number(number) => format!("{number}."),
            };
            format!("{depth}{mark} {}", words(parts))
        }
    });
    blocks.collect::<Vec<_>>().join("\n")
}

fn words(parts: &[Inline]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Inline::Code(code) => format!("`{code}`"),
            Inline::Strong(strong) => format!("**{strong}**"),
            Inline::Text(text) => text.clone(),
            Inline::Link {
                words: inner,
                address,
            } => format!("[{}]({address})", words(inner)),
        })
        .collect()
}

#[test]
fn documentation_of_models_keeps_its_structure_and_nothing_of_its_markup() {
    for (source, expected) in [
        ("<p>Lists voices.</p>", "¶Lists voices."),
        ("<p>One.</p> <p>Two.", "¶One.\n¶Two."),
        ("plain & simple", "¶plain & simple"),
        ("<p>a &lt;b&gt; &amp; c &#x2028; d</p>", "¶a <b> & c d"),
        (
            "<p>1 &#150; 2 &quot;x&quot; &nosuch; R&D</p>",
            "¶1 – 2 \"x\" &nosuch; R&D",
        ),
        (
            "<p>Use <code>GetObject</code>, not <code> Head <i>x</i> </code> now</p>",
            "¶Use `GetObject`, not `Head x` now",
        ),
        (
            "<p>the <region> of <account-id></p>",
            "¶the <region> of <account-id>",
        ),
        ("a < b and <p>c", "¶a < b and\n¶c"),
        (
            "<p>See <a href=\"https://a.b/c?d=e&amp;f\">the <code>X</code> page</a>.</p>",
            "¶See [the `X` page](https://a.b/c?d=e&f).",
        ),
        (
            "<p>See <a href='http://a.b/(c)'> it </a>now</p>",
            "¶See [it](http://a.b/%28c%29) now",
        ),
        (
            "<a href=\"javascript:x\">a</a> <a>b</a> <a href=\"https://c.d\"></a>",
            "¶a b",
        ),
        (
            "<a href=\"https://a.b\">c</p><p>d</a>",
            "¶[c](https://a.b)\n¶d",
        ),
        ("<a href=\"https://a.b/\u{202e}\">c</a>", "¶c"),
        (
            "<p>Uses:</p><ul><li><p>a</p><p>more</p></li><li>b<ol><li>c</li><li>d</li></ol></li></ul><p>end</p>",
            "¶Uses:\n0* a\n0… more\n0* b\n11. c\n12. d\n¶end",
        ),
        ("<ul><ul><ul><li>deep</li></ul></ul></ul>", "0* deep"),
        ("<ul><ul>text</ul></ul>", "¶text"),
        ("<li>a</li></ul></ul><li>b", "0* a\n0* b"),
        (
            "<dl> <dt>Permissions</dt> <dd> <p>Some.</p> <ul> <li>x</li></ul></dd></dl>",
            "0* **Permissions**\n0… Some.\n1* x",
        ),
        (
            "<note><p>Careful.</p><p>Really.</p></note><important>Yes</important>",
            "¶**Note:** Careful.\n¶Really.\n¶**Important:** Yes",
        ),
        ("<note></note><p>a</p>", "¶a"),
        (
            "<p><b> General purpose buckets</b> - Both</p>",
            "¶**General purpose buckets** - Both",
        ),
        ("<pre>a\n  <b>b</b>\n</pre>c", "code [\"a\", \"  b\"]\n¶c"),
        (
            "<script>alert(1)</script><style>x</style><p>a<!-- b --></p>",
            "¶a",
        ),
        ("<p>a `b` c</p><p>`d</p>", "¶a `b` c\n¶`d"),
        (
            "<p></p><fullname>Amazon Polly</fullname> <p> </p>",
            "¶Amazon Polly",
        ),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "¶a b"),
        ("<P>a</P><UL><LI>b", "¶a\n0* b"),
        ("<p>a</p", "¶a</p"),
        ("", ""),
        ("<p> </p>", ""),
    ] {
        assert_eq!(tree(source), expected, "{source:?}");
    }
}

#[test]
fn dirt_takes_the_time_of_its_length() {
    for dirt in [
        "<",
        "<a href=\"",
        "&",
        "<b> </b>",
        "<a href='https://a.b'> ",
        "<ul><li>",
        "<!--",
        "</ul>",
        "`",
    ] {
        let text = format!("<p>{}", dirt.repeat(200_000 / dirt.len()));
        let _ = Documentation::read(&text, Evidence::Model);
    }
}

#[test]
fn samples_are_read_as_markdown() {
    let read = |evidence| Documentation::read("[a](https://b.c) &amp; <x>d", evidence);
    let blocks = read(Evidence::Samples).expect("words");
    assert_eq!(
        blocks.blocks(),
        [Block::Paragraph(vec![Inline::Text(
            "[a](https://b.c) & d".to_owned()
        )])]
    );
}

#[test]
fn the_first_sentence_is_one() {
    for (source, expected) in [
        ("<p>It talks. A lot.</p>", Some("It talks.")),
        (
            "<p>Formats, e.g. MP3. More.</p>",
            Some("Formats, e.g. MP3."),
        ),
        (
            "<p>It <code>talks</code> to <a href=\"https://a.b\">you</a></p>",
            Some("It talks to you."),
        ),
        ("<ul><li>a</li></ul>", None),
    ] {
        let read = Documentation::read(source, Evidence::Model).expect("words");
        assert_eq!(read.first_sentence().as_deref(), expected, "{source}");
    }
}

#[test]
fn links_lead_to_the_web_only() {
    for (address, expected) in [
        ("https://docs.aws.amazon.com/x?y=z#a", true),
        ("http://a.b", true),
        ("https://", false),
        ("https://a b", false),
        ("https://a.b/)", false),
        ("https://a.b/]\n", false),
        ("https://a.b/<x>", false),
        ("javascript:alert(1)", false),
        ("//a.b", false),
        ("/x", false),
        ("https:///x", false),
        ("https://ä.b", false),
    ] {
        assert_eq!(is_address(address), expected, "{address}");
    }
}
