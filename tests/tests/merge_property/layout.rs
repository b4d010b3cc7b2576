//! Files in the user's own layout: random edits, formatted with other settings of rustfmt or at random, × random changes
//! of the API. To merge what was laid out in another way must come to the same as to lay out what was merged.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use connector_gen_tests::rounds;
use connector_model::files::{Files, RelPath};
use connector_update::merge::{Merge, merge, merge_rust};
use connector_update::moves::extension;

use super::{Random, versions};

/// Merges.
const MERGES: u64 = 3000;

/// Settings of rustfmt that people have.
const STYLES: [&str; 5] = [
    "max_width=120",
    "hard_tabs=true",
    "max_width=140,use_small_heuristics=Max,newline_style=Windows",
    "max_width=60,tab_spaces=2",
    "use_small_heuristics=Off,newline_style=Windows,hard_tabs=true",
];

/// A file of the user's and what it is merged with.
struct Case {
    path: RelPath,
    base: String,
    new: String,
    /// The user's edits, in the layout of the generator.
    edited: String,
    /// The same in a layout of the user's.
    yours: String,
    /// Lines of comments that the user wrote.
    mine: Vec<String>,
    style: usize,
}

/// What became of all of them.
#[derive(Debug, Default)]
struct Counts {
    /// The edits merge in the layout of the generator.
    plain: usize,
    /// They merge by lines in the layout of the user's.
    by_lines: usize,
    /// They merge in the layout of the user's.
    now: usize,
    /// They merge in that layout only.
    only_now: usize,
}

#[test]
fn to_merge_another_layout_is_to_lay_out_the_merge() {
    let cases = cases();
    let mut counts = Counts::default();
    let mut merges = BTreeMap::new();
    let mut plains = BTreeMap::new();
    for (at, case) in cases.iter().enumerate() {
        let plain = merge(&case.base, case.edited.as_bytes(), &case.new);
        let by_lines = merge(&case.base, case.yours.as_bytes(), &case.new);
        let now = merge_rust(&case.base, case.yours.as_bytes(), &case.new);
        let is_clean = |merge: &Merge| matches!(merge, Merge::Clean(_));
        counts.plain += usize::from(is_clean(&plain));
        counts.by_lines += usize::from(is_clean(&by_lines));
        counts.now += usize::from(is_clean(&now));
        counts.only_now += usize::from(is_clean(&now) && !is_clean(&plain));
        let Merge::Clean(now) = now else {
            assert!(!is_clean(&by_lines), "{at}: what merged by lines does not");
            continue;
        };
        let now = String::from_utf8(now).expect("it is text");
        for line in &case.mine {
            assert!(
                now.contains(line.as_str()),
                "{at}: {line} is lost in\n{now}"
            );
        }
        if let Merge::Clean(plain) = plain {
            merges.insert(at, now);
            plains.insert(at, String::from_utf8(plain).expect("it is text"));
        }
    }
    let (merges, plains) = (formatted(&merges, ""), formatted(&plains, ""));
    for (at, merged) in &merges {
        let (found, expected) = (lines(merged), lines(&plains[at]));
        let same = found.iter().zip(&expected).take_while(|(a, b)| a == b);
        let same = same.count();
        let case = &cases[*at];
        assert!(
            found == expected,
            "{at}: {}, style {}, after {same} lines\n{:?}\n{:?}",
            case.path,
            case.style,
            found.get(same..same + 5),
            expected.get(same..same + 5)
        );
    }
    println!("{} files in another layout: {counts:?}", cases.len());
    assert!(counts.now * 100 >= counts.plain * 99, "{counts:?}");
}

/// What rustfmt leaves of a text, but for blank lines, and imports in one order: it sorts them between blank lines.
fn lines(text: &str) -> Vec<&str> {
    let lines = text.lines().filter(|line| !line.is_empty());
    let (mut imports, code): (Vec<&str>, Vec<&str>) =
        lines.partition(|line| line.starts_with("use "));
    imports.sort_unstable();
    imports.extend(code);
    imports
}

fn cases() -> Vec<Case> {
    let versions = versions();
    let mut random = Random(0x6a09_e667_f3bc_c909);
    let mut cases = Vec::new();
    let all = usize::try_from(rounds(MERGES)).expect("it is small");
    while cases.len() < all {
        let (old, new) = (
            &versions[random.below(versions.len())],
            &versions[random.below(versions.len())],
        );
        cases.extend(case(old, new, &mut random));
    }
    for (style, settings) in STYLES.iter().enumerate() {
        let of_style = cases.iter().enumerate();
        let of_style = of_style.filter(|(_, case)| case.style == style);
        let texts = of_style.map(|(at, case)| (at, case.edited.clone()));
        for (at, text) in formatted(&texts.collect(), settings) {
            cases[at].yours = text;
        }
    }
    for case in &mut cases {
        if case.style == STYLES.len() {
            case.yours = shaken(&case.edited, &mut random);
        }
    }
    cases
}

fn case(old: &Files, new: &Files, random: &mut Random) -> Option<Case> {
    // rustfmt reads no file whose modules are elsewhere.
    let is_code = |path: &&RelPath| {
        extension(path) == "rs"
            && !old[*path].text.contains("\nmod ")
            && new.contains_key(*path)
            && new[*path].text != old[*path].text
    };
    let paths: Vec<&RelPath> = old.keys().filter(is_code).collect();
    let path = (*paths.get(random.below(paths.len()))?).clone();
    let base = old[&path].text.clone();
    let mut lines: Vec<String> = base.split_inclusive('\n').map(str::to_owned).collect();
    let mut mine = Vec::new();
    for number in 0..random.below(4) {
        edit(&mut lines, number, random, &mut mine);
    }
    Some(Case {
        new: new[&path].text.clone(),
        edited: lines.concat(),
        yours: String::new(),
        path,
        base,
        mine,
        style: random.below(STYLES.len() + 1),
    })
}

/// One edit after which rustfmt still reads the file.
fn edit(lines: &mut Vec<String>, number: usize, random: &mut Random, mine: &mut Vec<String>) {
    let at = random.below(lines.len());
    let comment = format!("// mine {number:05}.");
    match random.below(6) {
        0 | 1 => {
            mine.push(comment.clone());
            lines.insert(at, format!("{comment}\n"));
        }
        2 => {
            mine.push(comment.clone());
            lines.push(format!(
                "\n{comment}\nfn mine_{number}() -> u8 {{\n    {number}\n}}\n"
            ));
        }
        3 => {
            let fields = lines.iter_mut().skip(at);
            if let Some(line) = fields
                .into_iter()
                .find(|line| line.contains("Option<String>"))
            {
                *line = line.replace("Option<String>", "Option<Vec<u8>>");
            }
        }
        4 => {
            let statement = |line: &String| line.starts_with("        ") && line.ends_with(";\n");
            if let Some(at) = (at..lines.len()).find(|at| statement(&lines[*at])) {
                mine.push(format!("mine_{number}"));
                lines.insert(at + 1, format!("        mine_{number}();\n"));
            }
        }
        _ => {
            let statement = |line: &String| line.starts_with("    pub ") && line.ends_with(",\n");
            if let Some(at) = (at..lines.len()).find(|at| statement(&lines[*at])) {
                mine.push(format!("mine_{number}"));
                lines.insert(at + 1, format!("    pub mine_{number}: u8,\n"));
            }
        }
    }
}

/// Texts as rustfmt lays them out with these settings; those that it does not read are as they were.
fn formatted(texts: &BTreeMap<usize, String>, settings: &str) -> BTreeMap<usize, String> {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = |at: &usize| folder.path().join(format!("f{at}.rs"));
    for (at, text) in texts {
        std::fs::write(path(at), text).expect("it is writable");
    }
    let paths: Vec<_> = texts.keys().map(path).collect();
    for paths in paths.chunks(200) {
        rustfmt(folder.path(), settings, paths);
    }
    let read = |at: &usize| std::fs::read_to_string(path(at)).expect("it is there");
    texts.keys().map(|at| (*at, read(at))).collect()
}

fn rustfmt(folder: &Path, settings: &str, paths: &[std::path::PathBuf]) {
    let mut command = Command::new("rustfmt");
    command.current_dir(folder);
    command.arg("--edition=2024");
    if !settings.is_empty() {
        command.args(["--config", settings]);
    }
    let output = command.args(paths).output();
    output.expect("rustfmt is part of the toolchain");
}

/// Rust with other white space between its tokens; comments and strings are as they were.
pub(super) fn shaken(text: &str, random: &mut Random) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let blanks = rest.len() - rest.trim_start().len();
        let length = if blanks > 0 {
            blanks
        } else if rest.starts_with("//") {
            // With its end, and whatever stands before the next token.
            let line = rest.find('\n').unwrap_or(rest.len());
            line + rest[line..].len() - rest[line..].trim_start().len()
        } else if letter == '"' {
            string(rest)
        } else {
            letter.len_utf8()
        };
        let (token, behind) = rest.split_at(length);
        let is_before_comment = behind.starts_with("//");
        match random.below(8) {
            0 | 1 if blanks > 0 && !is_before_comment => out.push(' '),
            2 if blanks > 0 && !is_before_comment => out.push_str("\n\t  "),
            3 if token == "(" => out.push_str("(\n"),
            4 if token == ")" => out.push_str("\n)"),
            _ => out.push_str(token),
        }
        rest = behind;
    }
    out
}

/// Length of the string at the beginning.
fn string(text: &str) -> usize {
    let mut is_escaped = true;
    for (at, letter) in text.char_indices() {
        if letter == '"' && !is_escaped {
            return at + 1;
        }
        is_escaped = at == 0 && letter != '"' || letter == '\\' && !is_escaped;
    }
    text.len()
}
