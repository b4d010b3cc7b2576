//! Points in time as services write them: RFC 3339, HTTP dates and seconds since 1970.

mod calendar;
mod parse;

use std::fmt::{self, Write};
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::error::InputError;
use calendar::Civil;

/// A point in time: seconds since 1970-01-01T00:00:00Z, and nanoseconds that count forward from
/// there, before 1970 too. Leap seconds and the offset it was written with are not kept.
///
/// ```
/// use connector_runtime::{DateTime, DateTimeFormat};
///
/// let time: DateTime = "2015-08-30T14:36:00.5+02:00".parse().expect("a valid time");
/// assert_eq!(time.to_string(), "2015-08-30T12:36:00.5Z");
/// assert_eq!(time.format(DateTimeFormat::HttpDate).as_deref(), Ok("Sun, 30 Aug 2015 12:36:00 GMT"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    seconds: i64,
    nanos: u32,
}

/// How a time is written on the wire; the names are those of Smithy's `timestampFormat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateTimeFormat {
    /// RFC 3339, written in UTC with at most microseconds: `2015-08-30T12:36:00.5Z`.
    DateTime,
    /// As in HTTP headers (RFC 9110, section 5.6.7): `Sun, 30 Aug 2015 12:36:00 GMT`.
    HttpDate,
    /// Seconds since 1970 in decimal: `1440938160.5`.
    EpochSeconds,
}

/// A text that is not a time in the format asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTimeError(DateTimeFormat);

impl DateTime {
    /// The time that many seconds from 1970; `nanos` count forward and full seconds of them carry.
    pub fn from_unix(seconds: i64, nanos: u32) -> Self {
        let carry = i64::from(nanos / 1_000_000_000);
        Self {
            seconds: seconds.saturating_add(carry),
            nanos: nanos % 1_000_000_000,
        }
    }

    /// Seconds since 1970, rounded down.
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds after [`seconds`](Self::seconds), below 1 000 000 000.
    pub fn nanos(self) -> u32 {
        self.nanos
    }

    /// Reads a time in one format.
    ///
    /// RFC 3339 takes any offset, both letter cases and any number of digits of a second, of which
    /// nine are kept. An HTTP date may have a fraction, as some services write one.
    pub fn parse(text: &str, format: DateTimeFormat) -> Result<Self, DateTimeError> {
        let time = match format {
            DateTimeFormat::DateTime => parse::rfc_3339(text),
            DateTimeFormat::HttpDate => parse::http_date(text),
            DateTimeFormat::EpochSeconds => parse::epoch_seconds(text),
        };
        time.ok_or(DateTimeError(format))
    }

    /// Writes the time in one format. Years outside 1 to 9999 have no form but epoch seconds.
    pub fn format(self, format: DateTimeFormat) -> Result<String, InputError> {
        if format == DateTimeFormat::EpochSeconds {
            return Ok(self.epoch_seconds());
        }
        let civil = Civil::from_unix(self.seconds);
        if !(1..=9999).contains(&civil.year) {
            return Err(InputError::new("time", "has a year outside 1 to 9999"));
        }
        if format == DateTimeFormat::HttpDate {
            return Ok(civil.http().to_string());
        }
        let fraction = Fraction {
            nanos: self.nanos,
            digits: 6,
        };
        Ok(format!("{civil}{fraction}Z"))
    }

    /// `20150830T123600Z`, as in signatures; years beyond 9999 are cut to four digits.
    pub(crate) fn compact(self) -> [u8; 16] {
        let civil = Civil::from_unix(self.seconds);
        let mut text = *b"00000000T000000Z";
        write_digits(&mut text[0..4], civil.year);
        write_digits(&mut text[4..6], civil.month);
        write_digits(&mut text[6..8], civil.day);
        write_digits(&mut text[9..11], civil.hour);
        write_digits(&mut text[11..13], civil.minute);
        write_digits(&mut text[13..15], civil.second);
        text
    }

    /// Seconds and fraction side by side, the sign belonging to the seconds alone: the form of
    /// Smithy's own test suite for times before 1970.
    pub(crate) fn epoch_seconds(self) -> String {
        format!(
            "{}{}",
            self.seconds,
            Fraction {
                nanos: self.nanos,
                digits: 9
            }
        )
    }
}

fn write_digits(places: &mut [u8], mut number: i64) {
    for place in places.iter_mut().rev() {
        *place = b'0' + u8::try_from(number.rem_euclid(10)).unwrap_or(0);
        number = number.div_euclid(10);
    }
}

impl fmt::Display for DateTime {
    /// RFC 3339 in UTC with as many digits of a second as there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = Civil::from_unix(self.seconds);
        write!(
            f,
            "{}{}Z",
            civil,
            Fraction {
                nanos: self.nanos,
                digits: 9
            }
        )
    }
}

impl FromStr for DateTime {
    type Err = DateTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text, DateTimeFormat::DateTime)
    }
}

impl From<SystemTime> for DateTime {
    fn from(time: SystemTime) -> Self {
        let seconds = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self::from_unix(seconds(after), after.subsec_nanos()),
            Err(error) => match error.duration() {
                before if before.subsec_nanos() == 0 => Self::from_unix(-seconds(before), 0),
                before => {
                    let nanos = 1_000_000_000 - before.subsec_nanos();
                    Self::from_unix(-seconds(before) - 1, nanos)
                }
            },
        }
    }
}

impl TryFrom<DateTime> for SystemTime {
    type Error = InputError;

    /// Fails only where the platform's clock cannot hold the time.
    fn try_from(time: DateTime) -> Result<Self, Self::Error> {
        let seconds = Duration::from_secs(time.seconds.unsigned_abs());
        let whole = match time.seconds {
            0.. => UNIX_EPOCH.checked_add(seconds),
            _ => UNIX_EPOCH.checked_sub(seconds),
        };
        whole
            .and_then(|whole| whole.checked_add(Duration::from_nanos(u64::from(time.nanos))))
            .ok_or_else(|| InputError::new("time", "is outside what this system's clock can hold"))
    }
}

impl fmt::Display for DateTimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            DateTimeFormat::DateTime => "not a time as in `2015-08-30T12:36:00Z`",
            DateTimeFormat::HttpDate => "not a time as in `Sun, 30 Aug 2015 12:36:00 GMT`",
            DateTimeFormat::EpochSeconds => "not a number of seconds as in `1440938160.5`",
        })
    }
}

impl std::error::Error for DateTimeError {}

/// The digits behind the second, trailing zeros cut; nothing at all where they are all zero.
struct Fraction {
    nanos: u32,
    digits: usize,
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = self.nanos;
        let mut place = 100_000_000;
        let unit = 10_u32.pow(u32::try_from(9 - self.digits).unwrap_or(0));
        left -= left % unit;
        if left == 0 {
            return Ok(());
        }
        f.write_char('.')?;
        while left > 0 {
            write!(f, "{}", left / place)?;
            left %= place;
            place /= 10;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_convert_to_the_clock_and_back() {
        for (seconds, nanos) in [(0, 0), (1, 999_999_999), (-1, 1), (-62_135_596_800, 5)] {
            let time = DateTime::from_unix(seconds, nanos);
            assert_eq!(SystemTime::try_from(time).map(DateTime::from), Ok(time));
        }
    }

    #[test]
    fn signatures_have_the_time_without_punctuation() {
        for (seconds, text) in [
            (0, b"19700101T000000Z"),
            (1_440_938_165, b"20150830T123605Z"),
        ] {
            assert_eq!(&DateTime::from_unix(seconds, 0).compact(), text);
        }
    }

    #[test]
    fn every_second_of_the_calendar_prints_or_is_refused() {
        for seconds in [i64::MIN, -62_135_596_801, 253_402_300_800, i64::MAX] {
            let time = DateTime::from_unix(seconds, 0);
            assert!(time.format(DateTimeFormat::DateTime).is_err());
            assert!(!time.to_string().is_empty());
        }
        let time = DateTime::from_unix(253_402_300_799, 0);
        assert_eq!(time.to_string(), "9999-12-31T23:59:59Z");
    }
}
