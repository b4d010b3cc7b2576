//! How wide a text is, without asking a font.
//!
//! The widths are those of the sans serif family that the picture asks for first (Helvetica, Arial
//! and their metric twin Liberation Sans); what falls back to a wider font finds some slack.

/// Advance widths of U+0020 to U+007E in thousandths of the font size.
const ASCII: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278,
    278, // space to /
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 to ?
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ to O
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P to _
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` to o
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p to ~
];

/// Weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// Width of a text in pixels at a font size in pixels, rounded up.
pub(super) fn width(text: &str, size: i32, weight: Weight) -> i32 {
    let thousandths: u64 = text.chars().map(|c| u64::from(advance(c))).sum();
    // Regular text gets 5 % of slack, bold text is 8 % wider than regular.
    let percent: u64 = match weight {
        Weight::Regular => 105,
        Weight::Bold => 114,
    };
    let size = u64::try_from(size).unwrap_or(0);
    i32::try_from((thousandths * size * percent).div_ceil(100_000)).unwrap_or(i32::MAX / 4)
}

/// The text, or as much of its beginning as fits with an ellipsis.
pub(super) fn fit(text: &str, max: i32, size: i32, weight: Weight) -> String {
    // No character is narrower than a fifth of the size, so that the rest is never looked at.
    let longest = usize::try_from(max.max(1) * 5 / size.max(1) + 2).unwrap_or(0);
    let head: String = text.chars().take(longest).collect();
    if head.len() == text.len() && width(text, size, weight) <= max {
        return head;
    }
    let mut kept = head;
    while !kept.is_empty() && width(&kept, size, weight) + width("…", size, weight) > max {
        kept.pop();
    }
    kept.push('…');
    kept
}

fn advance(c: char) -> u16 {
    let index = (c as usize).wrapping_sub(0x20);
    match ASCII.get(index) {
        Some(width) => *width,
        // Latin, Greek and Cyrillic letters are about as wide as the widest lower-case ones; others may be square.
        None if c < '\u{530}' => 700,
        None => 1000,
    }
}

#[cfg(test)]
mod tests {
    use super::{Weight, fit, width};

    #[test]
    fn a_fitted_text_is_never_wider_than_asked() {
        for text in [
            "",
            "Voice",
            "A_very_long_name_of_an_attribute",
            "名前名前名前名前",
            "ﬁnd",
        ] {
            for max in [20, 40, 80, 400] {
                let fitted = fit(text, max, 12, Weight::Regular);
                assert!(
                    width(&fitted, 12, Weight::Regular) <= max,
                    "{text} at {max}"
                );
            }
        }
    }

    #[test]
    fn a_text_that_fits_is_not_cut() {
        assert_eq!(
            fit("DescribeVoices", 200, 12, Weight::Bold),
            "DescribeVoices"
        );
    }
}
