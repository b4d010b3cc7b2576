//! The last look at a page: nothing of the bare template may be left in it (requirements T15 and T18).

use std::collections::BTreeMap;

use super::line::placeholder;

/// What is wrong with a page; empty if it can be published.
pub(super) fn violations(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(text) = placeholder(page) {
        found.push(format!("the placeholder `{text}` is left in the page"));
    }
    found.extend(headings(page));
    found.extend(tables(page));
    found.extend(anchors(page));
    found
}

fn headings(page: &str) -> impl Iterator<Item = String> {
    let words = [
        "VARIANT 1",
        "VARIANT 2",
        "OPTIONAL, INCLUDE",
        "REPLACE THEM",
    ];
    let headings = page.lines().filter(|line| line.starts_with('#'));
    headings
        .filter(move |line| words.iter().any(|word| line.contains(word)))
        .map(|line| format!("the heading `{line}` of the template is left in the page"))
}

/// Tables without a row, and rows with another number of cells than their header.
fn tables(page: &str) -> Vec<String> {
    let lines: Vec<&str> = page.lines().map(str::trim).collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if !line.starts_with("| ---") {
            continue;
        }
        let header = at.checked_sub(1).map_or("", |above| lines[above]);
        let rows = lines[at + 1..]
            .iter()
            .take_while(|line| line.starts_with('|'));
        let mut count = 0_usize;
        for row in rows {
            count += 1;
            if cells(row) != cells(header) {
                found.push(format!("the row `{row}` does not fit its table"));
            }
        }
        if count == 0 {
            found.push(format!("the table `{header}` has no rows"));
        }
    }
    found
}

/// Number of cells: bars that are not escaped, less one.
fn cells(row: &str) -> usize {
    let mut escaped = false;
    let mut bars = 0_usize;
    for c in row.chars() {
        match c {
            '\\' => escaped = !escaped,
            '|' if !escaped => bars += 1,
            _ => escaped = false,
        }
    }
    bars.saturating_sub(1)
}

/// Links within the page that lead nowhere, and anchors that are given twice.
fn anchors(page: &str) -> Vec<String> {
    let mut given: BTreeMap<&str, usize> = BTreeMap::new();
    for line in page.lines().filter(|line| line.starts_with('#')) {
        let anchor = line
            .rsplit_once("{#")
            .and_then(|(_, rest)| rest.strip_suffix('}'));
        if let Some(anchor) = anchor {
            *given.entry(anchor).or_default() += 1;
        }
    }
    let twice = given.iter().filter(|(_, count)| **count > 1);
    let mut found: Vec<String> = twice
        .map(|(anchor, _)| format!("the anchor `{anchor}` is given twice"))
        .collect();
    for (start, _) in page.match_indices("](#") {
        let target = &page[start + 3..];
        let target = target.split(')').next().unwrap_or(target);
        if !given.contains_key(target) {
            found.push(format!("nothing has the anchor `{target}`"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::violations;

    #[test]
    fn what_is_left_of_the_template_is_found() {
        for (page, fault) in [
            ("Use {CONNECTOR NAME}.", "placeholder"),
            ("#### VARIANT 1 - IF", "heading"),
            ("##### OPTIONAL, INCLUDE ONLY IF X:", "heading"),
            ("| A |\n| --- |\n\nText", "no rows"),
            ("| A | B |\n| --- | --- |\n| a |", "does not fit"),
            ("See [A](#a).", "nothing has"),
            ("# A {#a}\n# B {#a}", "twice"),
        ] {
            let found = violations(page);
            assert!(
                found.iter().any(|text| text.contains(fault)),
                "{page}: {found:?}"
            );
        }
        let good = "# A {#a}\n\n[A](#a)\n\n| A | B |\n| --- | --- |\n| `a` | x \\| y |\n";
        assert_eq!(violations(good), Vec::<String>::new());
    }
}
