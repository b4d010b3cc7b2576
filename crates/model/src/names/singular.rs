//! The singular of a list's name: the name of its items.

use super::limited;

/// Words with a singular of their own, both in lower case.
const IRREGULAR: &[(&str, &str)] = &[
    ("aches", "ache"),
    ("aliases", "alias"),
    ("analyses", "analysis"),
    ("atlases", "atlas"),
    ("axes", "axis"),
    ("biases", "bias"),
    ("brownies", "brownie"),
    ("caches", "cache"),
    ("calories", "calorie"),
    ("canoes", "canoe"),
    ("canvases", "canvas"),
    ("children", "child"),
    ("cookies", "cookie"),
    ("crises", "crisis"),
    ("criteria", "criterion"),
    ("data", "datum"),
    ("diagnoses", "diagnosis"),
    ("dies", "die"),
    ("emphases", "emphasis"),
    ("excuses", "excuse"),
    ("feet", "foot"),
    ("foes", "foe"),
    ("fuses", "fuse"),
    ("gases", "gas"),
    ("halves", "half"),
    ("hypotheses", "hypothesis"),
    ("indices", "index"),
    ("knives", "knife"),
    ("leaves", "leaf"),
    ("lenses", "lens"),
    ("lies", "lie"),
    ("lives", "life"),
    ("matrices", "matrix"),
    ("men", "man"),
    ("mice", "mouse"),
    ("movies", "movie"),
    ("muses", "muse"),
    ("niches", "niche"),
    ("parentheses", "parenthesis"),
    ("people", "person"),
    ("phenomena", "phenomenon"),
    ("pies", "pie"),
    ("quizzes", "quiz"),
    ("reuses", "reuse"),
    ("schemata", "schema"),
    ("selfies", "selfie"),
    ("selves", "self"),
    ("shelves", "shelf"),
    ("shoes", "shoe"),
    ("synopses", "synopsis"),
    ("teeth", "tooth"),
    ("theses", "thesis"),
    ("thieves", "thief"),
    ("ties", "tie"),
    ("toes", "toe"),
    ("uses", "use"),
    ("vertices", "vertex"),
    ("wives", "wife"),
    ("wolves", "wolf"),
    ("women", "woman"),
    ("zombies", "zombie"),
];

/// Words that end like a plural and are none, or are the same in both numbers.
const SAME: &[&str] = &[
    "always",
    "dns",
    "gps",
    "https",
    "iops",
    "kms",
    "lens",
    "mathematics",
    "news",
    "physics",
    "series",
    "sns",
    "species",
    "sqs",
    "statistics",
    "tls",
    "vps",
    "yes",
];

/// Endings and what takes their place, the first that fits; `…` of the rule is any letter before it.
const ENDINGS: &[(&str, &str)] = &[
    ("sses", "ss"),
    ("shes", "sh"),
    ("ches", "ch"),
    ("zzes", "zz"),
    ("xes", "x"),
    ("ouses", "ouse"),
    ("auses", "ause"),
    ("uses", "us"),
    ("oes", "o"),
    ("ies", "y"),
];

/// Endings of words that are no plurals although they end with an s.
const NO_PLURAL: &[&str] = &["ss", "us", "is"];

/// The name of one item of a list, from the list's name in upper camel case: the singular of its last word
/// (`Voices` → `Voice`, `SupportedEngines` → `SupportedEngine`), or the name with `Item` behind it where the
/// word has none (`Content` → `ContentItem`).
pub fn singular(name: &str) -> String {
    let (front, last) = last_word(name);
    match singular_word(last) {
        Some(word) => limited(format!("{front}{word}")),
        None => limited(format!("{name}Item")),
    }
}

fn singular_word(word: &str) -> Option<String> {
    let lower = word.to_ascii_lowercase();
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == lower) {
        return Some(in_case_of(word, one));
    }
    if SAME.contains(&lower.as_str()) {
        return None;
    }
    // `ARNs`, `URLs`: the s of an abbreviation.
    if let Some(letters) = word.strip_suffix('s')
        && letters.len() > 1
        && !letters.bytes().any(|byte| byte.is_ascii_lowercase())
    {
        return Some(letters.to_owned());
    }
    for (many, one) in ENDINGS {
        if lower.len() > many.len()
            && let Some(stem) = lower.strip_suffix(many)
        {
            return Some(format!("{}{one}", &word[..stem.len()]));
        }
    }
    if lower.len() < 3 || NO_PLURAL.iter().any(|ending| lower.ends_with(ending)) {
        return None;
    }
    let stem = lower.strip_suffix('s')?;
    Some(word[..stem.len()].to_owned())
}

/// The table's word with the capital of the word that it stands for.
fn in_case_of(word: &str, one: &str) -> String {
    if word.starts_with(|first: char| first.is_ascii_uppercase()) {
        return super::upper_first(one);
    }
    one.to_owned()
}

/// The name before its last word, and that word: it begins at the last capital that follows a small
/// letter or digit, or that a small letter follows inside of capitals (`HTTPHeaders` → `Headers`), where an
/// abbreviation with an s counts as one word (`TargetARNs` → `ARNs`).
fn last_word(name: &str) -> (&str, &str) {
    let bytes = name.as_bytes();
    let abbreviation = bytes.len() > 2
        && bytes.ends_with(b"s")
        && bytes[bytes.len() - 2].is_ascii_uppercase()
        && bytes[bytes.len() - 3].is_ascii_uppercase();
    let end = if abbreviation {
        bytes.len() - 1
    } else {
        bytes.len()
    };
    let begins = |at: &usize| {
        bytes[*at].is_ascii_uppercase()
            && (!bytes[at - 1].is_ascii_uppercase()
                || bytes[..end].get(at + 1).is_some_and(u8::is_ascii_lowercase))
    };
    let start = (1..end).rev().find(begins).unwrap_or(0);
    name.split_at(start)
}
