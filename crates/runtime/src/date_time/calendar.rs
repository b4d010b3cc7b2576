//! The proleptic Gregorian calendar in UTC.

use std::fmt;

const SECONDS_PER_DAY: i64 = 86_400;
/// Days of a full cycle of 400 years.
const DAYS_PER_ERA: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH_FROM_MARCH: i64 = 719_468;

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
pub(super) const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A date and a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Civil {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
}

impl Civil {
    pub(super) fn from_unix(seconds: i64) -> Self {
        let of_day = seconds.rem_euclid(SECONDS_PER_DAY);
        let (year, month, day) = date(seconds.div_euclid(SECONDS_PER_DAY));
        let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
        Self {
            year,
            month,
            day,
            hour,
            minute,
            second,
        }
    }

    /// Seconds since 1970, or `None` where there is no such date or time of day.
    ///
    /// A leap second is the first second of the next minute, as most clocks have it.
    pub(super) fn to_unix(self) -> Option<i64> {
        let Self {
            year,
            month,
            day,
            hour,
            minute,
            second,
        } = self;
        let exists = (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && (0..24).contains(&hour)
            && (0..60).contains(&minute)
            && (0..=60).contains(&second);
        let of_day = hour * 3600 + minute * 60 + second;
        exists.then(|| days(year, month, day) * SECONDS_PER_DAY + of_day)
    }

    pub(super) fn http(self) -> HttpDate {
        HttpDate(self)
    }

    /// 0 for Monday.
    pub(super) fn weekday(self) -> usize {
        let since_monday = (days(self.year, self.month, self.day) + 3).rem_euclid(7);
        usize::try_from(since_monday).unwrap_or(0)
    }
}

impl fmt::Display for Civil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            year,
            month,
            day,
            hour,
            minute,
            second,
        } = self;
        // A year before 0 has one more column, for its sign (ISO 8601, expanded representation).
        let width = if *year < 0 { 5 } else { 4 };
        write!(
            f,
            "{year:0width$}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        )
    }
}

pub(super) struct HttpDate(Civil);

impl fmt::Display for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Civil {
            year,
            month,
            day,
            hour,
            minute,
            second,
        } = self.0;
        let weekday = WEEKDAYS[self.0.weekday()];
        let month = usize::try_from(month - 1)
            .ok()
            .and_then(|month| MONTHS.get(month));
        let month = month.unwrap_or(&MONTHS[0]);
        write!(
            f,
            "{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT"
        )
    }
}

pub(super) fn is_weekday(text: &str) -> bool {
    WEEKDAYS.contains(&text)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970. Years are counted from March, so that the leap day is the last of its year and
/// the lengths of months follow `(153 × month + 2) / 5`.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let month = (month + 9) % 12;
    let era = year.div_euclid(400);
    let year = year.rem_euclid(400);
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * DAYS_PER_ERA + year * 365 + year / 4 - year / 100 + of_year - EPOCH_FROM_MARCH
}

/// The inverse of [`days`].
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH_FROM_MARCH;
    let era = days.div_euclid(DAYS_PER_ERA);
    let of_era = days.rem_euclid(DAYS_PER_ERA);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let year = era * 400 + year;
    if month < 10 {
        (year, month + 3, day)
    } else {
        (year + 1, month - 9, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_a_cycle_converts_back() {
        let mut previous = None;
        for day in -DAYS_PER_ERA..DAYS_PER_ERA {
            let civil = Civil::from_unix(day * SECONDS_PER_DAY + 86_399);
            assert_eq!(civil.to_unix(), Some(day * SECONDS_PER_DAY + 86_399));
            let weekday = civil.weekday();
            assert!(previous.is_none_or(|previous| (previous + 1) % 7 == weekday));
            previous = Some(weekday);
        }
    }

    #[test]
    fn days_that_are_not_in_the_calendar_are_refused() {
        let noon = |year, month, day| {
            Civil {
                year,
                month,
                day,
                hour: 12,
                minute: 0,
                second: 0,
            }
            .to_unix()
            .is_some()
        };
        assert!(noon(2000, 2, 29) && noon(2024, 2, 29) && noon(2023, 12, 31));
        assert!(!noon(1900, 2, 29) && !noon(2023, 2, 29) && !noon(2023, 4, 31));
        assert!(!noon(2023, 0, 1) && !noon(2023, 13, 1) && !noon(2023, 1, 0));
    }
}
