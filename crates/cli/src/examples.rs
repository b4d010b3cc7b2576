//! What triggers each finding and each change, for those whose explanation does not show it itself.

/// Sections `## CODE LANGUAGE`, each with a text.
const EXAMPLES: &str = include_str!("examples.md");

/// The example of a code as a block of Markdown; `None` if the explanation has one.
pub(crate) fn example(code: &str) -> Option<String> {
    let head = format!("\n## {code} ");
    let (_, rest) = EXAMPLES.split_once(&head)?;
    let (language, rest) = rest.split_once('\n')?;
    let text = rest.split("\n## ").next()?.trim_matches('\n');
    Some(format!("For example:\n\n```{language}\n{text}\n```\n"))
}

#[cfg(test)]
mod tests {
    use super::{EXAMPLES, example};

    #[test]
    fn every_example_is_found_by_its_code_alone() {
        let heads = EXAMPLES.lines().filter_map(|line| line.strip_prefix("## "));
        let codes: Vec<&str> = heads.filter_map(|head| head.split(' ').next()).collect();
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
        for code in codes {
            let example = example(code).expect(code);
            assert!(
                example.lines().count() > 4 && !example.contains("## "),
                "{example}"
            );
        }
    }
}
