//! Character references of HTML.

/// Longest character reference that is looked for.
const REFERENCE: usize = 12;

/// What a character reference at the beginning stands for, and its length.
pub(super) fn reference(text: &str) -> Option<(String, usize)> {
    let end = text.bytes().take(REFERENCE).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let c = match name {
        "amp" => '&',
        "apos" => '\'',
        "copy" => '\u{a9}',
        "gt" => '>',
        "hellip" => '\u{2026}',
        "ldquo" => '\u{201c}',
        "lsquo" => '\u{2018}',
        "lt" => '<',
        "mdash" => '\u{2014}',
        "nbsp" => ' ',
        "ndash" => '\u{2013}',
        "quot" => '"',
        "rdquo" => '\u{201d}',
        "reg" => '\u{ae}',
        "rsquo" => '\u{2019}',
        "trade" => '\u{2122}',
        _ => character(name.strip_prefix('#')?)?,
    };
    Some((c.to_string(), end + 1))
}

/// A character by its number; those of Windows-1252 that authors mean, and a space for what is not visible.
fn character(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let c = match code {
        145 | 146 => '\u{2019}',
        147 | 148 => '"',
        150 => '\u{2013}',
        151 => '\u{2014}',
        code => char::from_u32(code)?,
    };
    Some(if c.is_control() || crate::visible::is_invisible(c) {
        ' '
    } else {
        c
    })
}

/// A text with its character references replaced.
pub(super) fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, length) = reference(rest).unwrap_or(("&".to_owned(), 1));
        out.push_str(&c);
        rest = &rest[length..];
    }
    out + rest
}
