//! Texts of data files: TOML values and YAML scalars.

use std::fmt::Write as _;

use super::{is_invisible, typed_text};

typed_text! {
    /// A TOML string value with its quotes, on one line.
    TomlValue
}

impl TomlValue {
    /// Any text as a TOML basic string; `toml_edit` escapes it, line breaks become spaces.
    pub fn new(text: &str) -> Self {
        let line: String = text
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        Self(toml_edit::Value::from(line).to_string())
    }
}

typed_text! {
    /// A YAML scalar: always in double quotes with JSON escapes, which YAML 1.2 reads alike.
    YamlScalar
}

impl YamlScalar {
    /// Any text as a double-quoted scalar.
    pub fn new(text: &str) -> Self {
        let mut out = String::from("\"");
        for c in text.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                c if is_invisible(c) => {
                    let mut units = [0; 2];
                    for unit in c.encode_utf16(&mut units) {
                        let _ = write!(out, "\\u{unit:04x}");
                    }
                }
                c => out.push(c),
            }
        }
        out.push('"');
        Self(out)
    }
}

#[cfg(test)]
mod tests {
    use super::{TomlValue, YamlScalar};

    #[test]
    fn a_value_stays_one_string_of_its_file() {
        for (text, toml, yaml) in [
            ("plain", "\"plain\"", "\"plain\""),
            ("a\"]\n[x]", "'a\"] [x]'", "\"a\\\"]\\n[x]\""),
            ("---", "\"---\"", "\"---\""),
            ("yes: !tag", "\"yes: !tag\"", "\"yes: !tag\""),
            ("\u{202e}", "\"\u{202e}\"", "\"\\u202e\""),
        ] {
            assert_eq!(TomlValue::new(text).as_str(), toml, "{text:?}");
            assert_eq!(YamlScalar::new(text).as_str(), yaml, "{text:?}");
        }
    }
}
