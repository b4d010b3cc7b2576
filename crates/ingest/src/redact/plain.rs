//! Named secrets in bodies that are not JSON: elements and attributes of markup, fields of a form.

use std::ops::Range;

use super::{Kind, Place, is_open, names};

/// The text with the values of secret names replaced.
pub(super) fn without_named(text: &str, count: &mut dyn FnMut(Kind)) -> String {
    let start = text.trim_start();
    let form = !text.trim().contains(char::is_whitespace) && text.contains('=');
    let found = if start.starts_with('<') {
        markup(text)
    } else if form {
        form_fields(text)
    } else {
        Vec::new()
    };
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (range, kind) in found {
        if range.start < from || is_open(&text[range.clone()]) {
            continue;
        }
        out.push_str(&text[from..range.start]);
        out.push_str(&kind.placeholder().replace(['<', '>'], ""));
        from = range.end;
        count(kind);
    }
    out.push_str(&text[from..]);
    out
}

/// `<Password>…</Password>` and `password="…"`.
fn markup(text: &str) -> Vec<(Range<usize>, Kind)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('<').map(|offset| at + offset) {
        let Some(close) = text[open..].find('>').map(|offset| open + offset) else {
            break;
        };
        let tag = &text[open + 1..close];
        attributes(tag, open + 1, &mut found);
        at = close + 1;
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next();
        let local = name
            .and_then(|name| name.rsplit(':').next())
            .unwrap_or_default();
        let value = &text[at..];
        let length = value.find('<').unwrap_or(value.len());
        if let Some(kind) = names::kind_of(Place::Body, local)
            && !value[..length].trim().is_empty()
        {
            found.push((at..at + length, kind));
        }
    }
    found
}

fn attributes(tag: &str, offset: usize, found: &mut Vec<(Range<usize>, Kind)>) {
    let mut at = 0;
    while let Some(equals) = tag[at..].find('=').map(|length| at + length) {
        let name = tag[at..equals]
            .rsplit(char::is_whitespace)
            .find(|word| !word.is_empty());
        let rest = &tag[equals + 1..];
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some((start, length)) =
            quote.and_then(|quote| Some((equals + 2, rest[1..].find(quote)?)))
        else {
            return;
        };
        if let Some(kind) = name.and_then(|name| names::kind_of(Place::Body, name)) {
            found.push((offset + start..offset + start + length, kind));
        }
        at = start + length + 1;
    }
}

fn form_fields(text: &str) -> Vec<(Range<usize>, Kind)> {
    let mut found = Vec::new();
    let mut at = 0;
    for field in text.split('&') {
        let value = field
            .split_once('=')
            .map(|(name, value)| (name, value.trim_end()));
        if let Some((name, value)) = value
            && let Some(kind) = names::kind_of(Place::Query, name.trim())
        {
            let start = at + name.len() + 1;
            found.push((start..start + value.len(), kind));
        }
        at += field.len() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::without_named;

    #[test]
    fn named_secrets_leave_markup_and_forms() {
        for (text, expected) in [
            (
                "<a><s:Password>x</s:Password><b>y</b></a>",
                "<a><s:Password>redacted password</s:Password><b>y</b></a>",
            ),
            (
                "<a token='x' id='y'/>",
                "<a token='redacted token' id='y'/>",
            ),
            ("<a", "<a"),
            ("<a b=", "<a b="),
            ("<a b=c>d</a>", "<a b=c>d</a>"),
            (
                "access_token=x&scope=y",
                "access_token=redacted token&scope=y",
            ),
            ("plain text with password=x", "plain text with password=x"),
        ] {
            assert_eq!(without_named(text, &mut |_| {}), expected);
        }
    }
}
