//! Golden connectors: what the command writes for the samples of the repository, byte by byte.
//!
//! `cargo xtask golden --accept` writes them; a reviewer reads the difference as a user would.

use std::collections::BTreeSet;
use std::path::Path;

use connector_gen_tests::{assert_status, connector_gen, root, tree};

const CASES: &[(&str, &[&str], &str)] = &[
    (
        "amazon-polly.postman_collection.json",
        &["--operation", "DescribeVoices"],
        "amazon-polly-connector",
    ),
    (
        "bookshop.postman_collection.json",
        &[],
        "bookshop-connector",
    ),
];

#[test]
fn golden_connectors_are_what_the_command_writes() {
    let accept = std::env::var_os("CONNECTOR_GEN_GOLDEN").is_some_and(|value| value == "accept");
    let golden = root().join("tests/golden");
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let samples = scratch.path().join("samples");
    std::fs::create_dir(&samples).expect("a scratch folder");
    for (sample, arguments, name) in CASES {
        std::fs::copy(root().join("samples").join(sample), samples.join(sample))
            .expect("the sample is readable");
        let source = format!("samples/{sample}");
        let output = connector_gen(scratch.path(), &[&["new", &source], *arguments].concat());
        assert_status(&output, 0, sample);
        compare(&scratch.path().join(name), &golden.join(name), accept);
    }
}

fn compare(new: &Path, golden: &Path, accept: bool) {
    let (new_tree, golden_tree) = (tree(new), tree(golden));
    if accept {
        if new_tree != golden_tree {
            let _ = std::fs::remove_dir_all(golden);
            for (path, bytes) in &new_tree {
                let target = golden.join(path);
                std::fs::create_dir_all(target.parent().expect("a file has a folder"))
                    .expect("the folder is made");
                std::fs::write(target, bytes).expect("the file is written");
            }
        }
        return;
    }
    let paths: BTreeSet<_> = new_tree
        .iter()
        .chain(&golden_tree)
        .map(|(path, _)| path)
        .collect();
    let of = |tree: &[(std::path::PathBuf, Vec<u8>)], path| {
        tree.iter().find(|(p, _)| p == path).map(|(_, b)| b.clone())
    };
    let different: Vec<_> = paths
        .into_iter()
        .filter(|path| of(&new_tree, *path) != of(&golden_tree, *path))
        .collect();
    assert!(
        different.is_empty(),
        "{} differs in {different:?}\nhelp: run `cargo xtask golden --accept` and read the difference",
        golden.display()
    );
}
