//! What the text of a scalar shows.

use super::observed::Seen;

/// The smallest type that holds a number, by its text: a point or an exponent makes it a Decimal.
#[inline]
pub(super) fn number(text: &str) -> Seen {
    if text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
        return Seen::Decimal;
    }
    if text.len() <= 9 || text.parse::<i32>().is_ok() {
        Seen::Integer
    } else if text.parse::<i64>().is_ok() {
        Seen::Long
    } else {
        Seen::Huge
    }
}

/// Whether a text without escapes is a date and time. Texts with escapes are none.
#[inline]
pub(super) fn text(plain: Option<&str>) -> Seen {
    match plain.map(str::as_bytes) {
        Some(bytes @ [_, _, _, _, b'-', ..]) if is_date_time(bytes) => Seen::DateTime,
        Some(bytes @ [_, _, _, b',', ..]) if is_http_date(bytes) => Seen::HttpDate,
        _ => Seen::Text,
    }
}

/// RFC 3339 with date, time and offset: `2026-11-21T10:00:00Z`, `…T10:00:00.25+01:00`.
fn is_date_time(bytes: &[u8]) -> bool {
    let Some((head, rest)) = bytes.split_first_chunk::<19>() else {
        return false;
    };
    let [
        _,
        _,
        _,
        _,
        b'-',
        _,
        _,
        b'-',
        _,
        _,
        b'T',
        _,
        _,
        b':',
        _,
        _,
        b':',
        _,
        _,
    ] = head
    else {
        return false;
    };
    is_date(
        digits(&head[..4]),
        digits(&head[5..7]),
        digits(&head[8..10]),
    ) && is_time(&head[11..])
        && is_offset(without_fraction(rest))
}

/// What follows a fraction of a second of one to nine digits, or the text if there is none.
fn without_fraction(bytes: &[u8]) -> &[u8] {
    let [b'.', fraction @ ..] = bytes else {
        return bytes;
    };
    let length = fraction
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if (1..=9).contains(&length) {
        &fraction[length..]
    } else {
        bytes
    }
}

fn is_offset(bytes: &[u8]) -> bool {
    match bytes {
        b"Z" => true,
        [b'+' | b'-', _, _, b':', _, _] => {
            matches!(
                (digits(&bytes[1..3]), digits(&bytes[4..])),
                (Some(0..24), Some(0..60))
            )
        }
        _ => false,
    }
}

/// IMF-fixdate: `Sat, 21 Nov 2026 10:00:00 GMT`.
fn is_http_date(bytes: &[u8]) -> bool {
    const DAYS: [&[u8]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];
    const MONTHS: [&[u8]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov",
        b"Dec",
    ];
    if bytes.len() != 29 || !bytes.ends_with(b" GMT") || !DAYS.contains(&&bytes[..3]) {
        return false;
    }
    if [bytes[3], bytes[4], bytes[7], bytes[11], bytes[16]] != *b",    " {
        return false;
    }
    let month = (1..).zip(MONTHS).find(|(_, name)| *name == &bytes[8..11]);
    let month = month.map(|(number, _)| number);
    is_date(digits(&bytes[12..16]), month, digits(&bytes[5..7])) && is_time(&bytes[17..25])
}

/// Whether a day exists; years begin with one.
fn is_date(year: Option<u32>, month: Option<u32>, day: Option<u32>) -> bool {
    let (Some(year @ 1..), Some(month), Some(day @ 1..)) = (year, month, day) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    day <= days
}

/// `10:00:00`; leap seconds are not read because not every platform can keep them.
fn is_time(bytes: &[u8]) -> bool {
    let [_, _, b':', _, _, b':', _, _] = bytes else {
        return false;
    };
    let parts = (
        digits(&bytes[..2]),
        digits(&bytes[3..5]),
        digits(&bytes[6..]),
    );
    matches!(parts, (Some(0..24), Some(0..60), Some(0..60)))
}

/// Value of up to four ASCII digits.
fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |value, &byte| {
        byte.is_ascii_digit()
            .then(|| value * 10 + u32::from(byte - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::super::observed::Seen;
    use super::{number, text};

    #[test]
    fn only_complete_and_possible_dates_and_times_are_recognised() {
        for (value, expected) in [
            ("2000-01-01T00:00:00Z", Seen::DateTime),
            ("2026-11-21T10:00:00.123456789Z", Seen::DateTime),
            ("2026-11-21T10:00:00+01:00", Seen::DateTime),
            ("2024-02-29T23:59:59-11:30", Seen::DateTime),
            ("2023-02-29T00:00:00Z", Seen::Text),
            ("2026-13-01T00:00:00Z", Seen::Text),
            ("2026-11-00T00:00:00Z", Seen::Text),
            ("2026-11-21T24:00:00Z", Seen::Text),
            ("2026-11-21T10:00:60Z", Seen::Text),
            ("2026-11-21T10:00:00", Seen::Text),
            ("2026-11-21T10:00:00.Z", Seen::Text),
            ("2026-11-21T10:00:00.1234567890Z", Seen::Text),
            ("2026-11-21T10:00:00+0100", Seen::Text),
            ("2026-11-21T10:00:00+01:0x", Seen::Text),
            ("2026-11-21T10:00:00Zulu", Seen::Text),
            ("2026-11-21 10:00:00Z", Seen::Text),
            ("2026-11-21", Seen::Text),
            ("10:00:00Z", Seen::Text),
            ("2015-03-31T00:00:0éZ", Seen::Text),
            ("Sat, 21 Nov 2026 10:00:00 GMT", Seen::HttpDate),
            ("Sat, 31 Nov 2026 10:00:00 GMT", Seen::Text),
            ("Sat, 21 Nov 2026 10:00:00 UTC", Seen::Text),
            ("Sat, 21 Nov 2026 10:00:00 +0000", Seen::Text),
            ("", Seen::Text),
        ] {
            assert_eq!(text(Some(value)), expected, "{value}");
        }
        assert_eq!(text(None), Seen::Text);
    }

    #[test]
    fn the_type_of_a_number_is_that_of_its_text() {
        for (value, expected) in [
            ("0", Seen::Integer),
            ("-0", Seen::Integer),
            ("2147483647", Seen::Integer),
            ("-2147483648", Seen::Integer),
            ("2147483648", Seen::Long),
            ("-9223372036854775808", Seen::Long),
            ("9223372036854775808", Seen::Huge),
            ("1.0", Seen::Decimal),
            ("1e3", Seen::Decimal),
            ("12345678901234567890123.5", Seen::Decimal),
        ] {
            assert_eq!(number(value), expected, "{value}");
        }
    }
}
