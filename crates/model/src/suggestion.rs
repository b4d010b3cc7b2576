//! "Did you mean": names near to one that is not known.

/// At most three of the known names that are near to the given one, nearest first.
///
/// Near is: the same but for case, a name that begins with the given one or the other way round, or an edit
/// distance of at most a third of its length.
pub fn suggestions<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = given.to_lowercase();
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|name| {
            distance_if_near(&wanted, &name.to_lowercase()).map(|distance| (distance, name))
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

fn distance_if_near(wanted: &str, name: &str) -> Option<usize> {
    let distance = edit_distance(wanted, name);
    let limit = (wanted.chars().count() / 3).max(1);
    let prefix = wanted.len() >= 3
        && (name.starts_with(wanted) || wanted.starts_with(name) && name.len() >= 3);
    (distance <= limit || prefix).then_some(distance)
}

/// Number of characters to insert, remove or replace (Levenshtein), of the first 64 characters.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (diagonal + usize::from(x != *y))
                .min(above + 1)
                .min(row[j] + 1);
            diagonal = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::suggestions;

    #[test]
    fn a_slip_of_the_finger_finds_the_name() {
        let known = ["ListFunctions", "DescribeVoices", "DeleteLexicon"];
        assert_eq!(suggestions("ListFunction", known), ["ListFunctions"]);
        assert_eq!(suggestions("describevoices", known), ["DescribeVoices"]);
        assert_eq!(suggestions("Lexicon", known), Vec::<&str>::new());
        assert_eq!(suggestions("", known), Vec::<&str>::new());
    }
}
