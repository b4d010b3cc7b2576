//! Same sources, recipe and version: the same bytes, whatever the folder is called and however many cores there are.

use std::path::{Path, PathBuf};

use connector_gen_tests::{assert_status, command, root, tree};

fn generate(scratch: &Path, folder: &str, sample: &str, threads: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let base = scratch.join(folder);
    std::fs::create_dir_all(&base).expect("a scratch folder");
    std::fs::copy(root().join("samples").join(sample), base.join(sample))
        .expect("the sample is readable");
    let output = command(&base, &["new", sample])
        .env("RAYON_NUM_THREADS", threads)
        .env("TZ", if threads == "1" { "UTC" } else { "Asia/Tokyo" })
        .env("LANG", if threads == "1" { "C" } else { "tr_TR.UTF-8" })
        .env("HOME", &base)
        .output()
        .expect("connector-gen starts");
    assert_status(&output, 0, sample);
    tree(&base)
}

#[test]
fn two_runs_in_two_folders_give_identical_bytes() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    for sample in [
        "amazon-polly.postman_collection.json",
        "aws-lambda.postman_collection.json",
        "bookshop.postman_collection.json",
    ] {
        let first = generate(scratch.path(), "a", sample, "1");
        let second = generate(scratch.path(), "another folder/ü", sample, "8");
        let names = |tree: &[(PathBuf, Vec<u8>)]| {
            tree.iter()
                .map(|(path, _)| path.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&first), names(&second), "{sample}");
        for ((path, one), (_, other)) in first.iter().zip(&second) {
            assert!(
                one == other,
                "{sample}: {} differs between two runs",
                path.display()
            );
        }
        let all = scratch
            .path()
            .to_str()
            .expect("the path is text")
            .as_bytes();
        for (path, bytes) in &first {
            assert!(
                !bytes.windows(all.len()).any(|part| part == all),
                "{} names the folder of the run",
                path.display()
            );
        }
    }
}
