//! The three formats, read strictly.

use super::DateTime;
use super::calendar::{Civil, MONTHS, is_weekday};

/// `2015-08-30T12:36:00.5Z` or with an offset (RFC 3339, section 5.6).
pub(super) fn rfc_3339(text: &str) -> Option<DateTime> {
    let mut cursor = Cursor { text };
    let year = cursor.number(4)?;
    let month = cursor.take('-')?.number(2)?;
    let day = cursor.take('-')?.number(2)?;
    let hour = cursor.either('T', 't')?.number(2)?;
    let minute = cursor.take(':')?.number(2)?;
    let second = cursor.take(':')?.number(2)?;
    let nanos = cursor.fraction()?;
    let offset = cursor.offset()?;
    let civil = Civil {
        year,
        month,
        day,
        hour,
        minute,
        second,
    };
    cursor.text.is_empty().then_some(())?;
    Some(DateTime::from_unix(civil.to_unix()? - offset, nanos))
}

/// `Sun, 30 Aug 2015 12:36:00 GMT` (RFC 9110, section 5.6.7, the preferred form alone).
pub(super) fn http_date(text: &str) -> Option<DateTime> {
    let (weekday, rest) = text.split_once(", ")?;
    let mut cursor = Cursor { text: rest };
    let day = cursor.number(2)?;
    let name = cursor.take(' ')?.text.get(..3)?;
    let month = MONTHS.iter().zip(1..).find(|(month, _)| **month == name)?.1;
    cursor.text = &cursor.text[3..];
    let year = cursor.take(' ')?.number(4)?;
    let hour = cursor.take(' ')?.number(2)?;
    let minute = cursor.take(':')?.number(2)?;
    let second = cursor.take(':')?.number(2)?;
    let nanos = cursor.fraction()?;
    let civil = Civil {
        year,
        month,
        day,
        hour,
        minute,
        second,
    };
    (is_weekday(weekday) && cursor.text == " GMT").then_some(())?;
    Some(DateTime::from_unix(civil.to_unix()?, nanos))
}

/// `1440938160.5`, also with an exponent, as JSON numbers may have one.
pub(super) fn epoch_seconds(text: &str) -> Option<DateTime> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.contains(['e', 'E']) {
        return exponent(text);
    }
    let (whole, fraction) = match digits.split_once('.') {
        Some((_, "")) => return None,
        Some((whole, fraction)) => (whole, fraction),
        None => (digits, ""),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let seconds: i64 = whole.parse().ok()?;
    Some(DateTime::from_unix(sign * seconds, nanos(fraction)))
}

/// A number with an exponent is read as a float; it has few digits, or it would be written out.
fn exponent(text: &str) -> Option<DateTime> {
    let valid =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E');
    if !text.bytes().all(valid) {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    if value.abs() >= 9_007_199_254_740_992.0 {
        return None;
    }
    let floor = value.floor();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "within ±2^53, checked above"
    )]
    let seconds = floor as i64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a fraction of a second lies in 0 to 1 000 000 000"
    )]
    let nanos = ((value - floor) * 1e9) as u32;
    Some(DateTime::from_unix(seconds, nanos))
}

/// The first nine digits of a fraction as nanoseconds.
fn nanos(digits: &str) -> u32 {
    let kept = digits.bytes().chain(std::iter::repeat(b'0')).take(9);
    kept.fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0'))
}

struct Cursor<'a> {
    text: &'a str,
}

impl Cursor<'_> {
    fn number(&mut self, digits: usize) -> Option<i64> {
        let number = self.text.get(..digits)?;
        number
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then_some(())?;
        self.text = &self.text[digits..];
        number.parse().ok()
    }

    fn take(&mut self, expected: char) -> Option<&mut Self> {
        self.text = self.text.strip_prefix(expected)?;
        Some(self)
    }

    fn either(&mut self, one: char, other: char) -> Option<&mut Self> {
        self.text = self.text.strip_prefix([one, other])?;
        Some(self)
    }

    /// `.` and digits, or nothing.
    fn fraction(&mut self) -> Option<u32> {
        let Some(rest) = self.text.strip_prefix('.') else {
            return Some(0);
        };
        let end = rest.bytes().take_while(u8::is_ascii_digit).count();
        let digits = &rest[..end];
        self.text = &rest[end..];
        (!digits.is_empty()).then(|| nanos(digits))
    }

    /// Seconds east of UTC.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.text.as_bytes().first()? {
            b'Z' | b'z' => 0,
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        self.text = &self.text[1..];
        if sign == 0 {
            return Some(0);
        }
        let hours = self.number(2)?;
        let minutes = self.take(':')?.number(2)?;
        (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
    }
}

#[cfg(test)]
mod tests {
    use crate::{DateTime, DateTimeFormat};

    #[test]
    fn accepted_forms_give_the_instant() {
        use DateTimeFormat::{DateTime as Rfc, EpochSeconds, HttpDate};
        for (format, text, expected) in [
            (Rfc, "1970-01-01T00:00:00Z", (0, 0)),
            (Rfc, "1970-01-01t01:00:00.000000001+01:00", (0, 1)),
            (Rfc, "1969-12-31T19:00:00-05:00", (0, 0)),
            (
                Rfc,
                "2015-08-30T12:36:00.1234567899Z",
                (1_440_938_160, 123_456_789),
            ),
            (Rfc, "2016-12-31T23:59:60Z", (1_483_228_800, 0)),
            (
                HttpDate,
                "Sun, 30 Aug 2015 12:36:00 GMT",
                (1_440_938_160, 0),
            ),
            (
                HttpDate,
                "Sun, 30 Aug 2015 12:36:00.5 GMT",
                (1_440_938_160, 500_000_000),
            ),
            (EpochSeconds, "1440938160", (1_440_938_160, 0)),
            (EpochSeconds, "1440938160.25", (1_440_938_160, 250_000_000)),
            (EpochSeconds, "1.44093816E9", (1_440_938_160, 0)),
            (EpochSeconds, "-1", (-1, 0)),
        ] {
            let time = DateTime::parse(text, format).expect(text);
            assert_eq!((time.seconds(), time.nanos()), expected, "{text}");
        }
    }

    #[test]
    fn other_forms_are_refused() {
        use DateTimeFormat::{DateTime as Rfc, EpochSeconds, HttpDate};
        for (format, text) in [
            (Rfc, ""),
            (Rfc, "2015-08-30"),
            (Rfc, "2015-08-30T12:36:00"),
            (Rfc, "2015-08-30 12:36:00Z"),
            (Rfc, "2015-08-30T12:36:00.Z"),
            (Rfc, "2015-08-30T12:36:00Zx"),
            (Rfc, "2015-08-30T24:00:00Z"),
            (Rfc, "2015-02-29T12:36:00Z"),
            (Rfc, "2015-08-30T12:36:00+0100"),
            (Rfc, "2015-08-30T12:36:00+24:00"),
            (Rfc, "+015-08-30T12:36:00Z"),
            (Rfc, "201é-08-30T12:36:00Z"),
            (HttpDate, "Xxx, 30 Aug 2015 12:36:00 GMT"),
            (HttpDate, "Sun, 30 Aug 2015 12:36:00 UTC"),
            (HttpDate, "Sun, 30 aug 2015 12:36:00 GMT"),
            (EpochSeconds, ""),
            (EpochSeconds, "-"),
            (EpochSeconds, "1."),
            (EpochSeconds, ".5"),
            (EpochSeconds, "+1"),
            (EpochSeconds, "1e99"),
            (EpochSeconds, "inf"),
            (EpochSeconds, "99999999999999999999"),
        ] {
            assert!(DateTime::parse(text, format).is_err(), "{text}");
        }
    }
}
