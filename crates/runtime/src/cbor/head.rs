//! The first bytes of a data item: its major type and its argument (RFC 8949, section 3).

/// Major types, the upper three bits of the first byte.
pub(super) const UNSIGNED: u8 = 0;
pub(super) const NEGATIVE: u8 = 1;
pub(super) const BYTES: u8 = 2;
pub(super) const TEXT: u8 = 3;
pub(super) const ARRAY: u8 = 4;
pub(super) const MAP: u8 = 5;
pub(super) const TAG: u8 = 6;
pub(super) const OTHER: u8 = 7;

/// Lower five bits of the first byte that say how many bytes the argument has behind it.
const BYTES_1: u8 = 24;
const BYTES_2: u8 = 25;
pub(super) const BYTES_4: u8 = 26;
pub(super) const BYTES_8: u8 = 27;
/// Lower five bits of the first byte that stand for an indefinite length, or for the break that ends
/// one.
const INDEFINITE: u8 = 31;

/// The values of major type 7 that have a meaning here.
pub(super) const FALSE: u64 = 20;
pub(super) const TRUE: u64 = 21;
pub(super) const NULL: u64 = 22;
pub(super) const UNDEFINED: u64 = 23;

/// Tag of a point in time as seconds since 1970 (RFC 8949, section 3.4.2).
pub(super) const EPOCH: u64 = 1;

/// One head, and how many bytes it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) major: u8,
    pub(super) argument: Argument,
    pub(super) length: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    /// A number, a length, a count, or the bits of a float with their width in bytes.
    Value { bits: u64, width: u8 },
    /// No length is given; with major type 7 the break.
    Indefinite,
}

impl Head {
    /// The head at the start of `bytes`; `None` where they end too early or begin with what no item
    /// begins with.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (&first, rest) = bytes.split_first()?;
        let (major, short) = (first >> 5, first & 0x1f);
        let width = match short {
            0..=23 => 0,
            BYTES_1 => 1,
            BYTES_2 => 2,
            BYTES_4 => 4,
            BYTES_8 => 8,
            INDEFINITE if !matches!(major, UNSIGNED | NEGATIVE | TAG) => {
                let argument = Argument::Indefinite;
                return Some(Self {
                    major,
                    argument,
                    length: 1,
                });
            }
            _ => return None,
        };
        let wide = rest.get(..usize::from(width))?;
        let bits = match width {
            0 => u64::from(short),
            _ => wide
                .iter()
                .fold(0, |bits, &byte| bits << 8 | u64::from(byte)),
        };
        // Values below 32 have one byte (RFC 8949, section 3.3).
        if major == OTHER && width == 1 && bits < 32 {
            return None;
        }
        let argument = Argument::Value { bits, width };
        Some(Self {
            major,
            argument,
            length: 1 + usize::from(width),
        })
    }

    /// The number, length or count that it gives, or the bits of a float.
    pub(super) fn value(self) -> Option<u64> {
        match self.argument {
            Argument::Value { bits, .. } => Some(bits),
            Argument::Indefinite => None,
        }
    }

    /// The integer that this is, if it is one.
    pub(super) fn whole(self) -> Option<i128> {
        let bits = self.value().map(i128::from)?;
        match self.major {
            UNSIGNED => Some(bits),
            NEGATIVE => Some(-1 - bits),
            _ => None,
        }
    }

    /// Whether this is the break that ends an item of indefinite length.
    pub(super) fn is_break(self) -> bool {
        self.major == OTHER && self.argument == Argument::Indefinite
    }

    /// The float of any width that this is, if it is one.
    pub(super) fn float(self) -> Option<f64> {
        let Argument::Value { bits, width } = self.argument else {
            return None;
        };
        match (self.major, width) {
            (OTHER, 2) => Some(half(bits)),
            (OTHER, 4) => {
                let bits = u32::try_from(bits).ok()?;
                Some(f64::from(f32::from_bits(bits)))
            }
            (OTHER, 8) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// The value of major type 7 that is no float.
    pub(super) fn simple(self) -> Option<u64> {
        match (self.major, self.argument) {
            (OTHER, Argument::Value { bits, width: 0 | 1 }) => Some(bits),
            _ => None,
        }
    }

    /// What it begins, for messages.
    pub(super) fn describe(self) -> &'static str {
        match (self.major, self.simple()) {
            (UNSIGNED | NEGATIVE, _) => "an integer",
            (BYTES, _) => "bytes",
            (TEXT, _) => "a string",
            (ARRAY, _) => "an array",
            (MAP, _) => "an object",
            (TAG, _) => "a tagged value",
            (_, Some(FALSE | TRUE)) => "a boolean",
            (_, Some(NULL | UNDEFINED)) => "null",
            (_, Some(_)) => "a simple value without a meaning",
            _ if self.is_break() => "the end of a value",
            _ => "a number",
        }
    }
}

/// The value of a 16-bit float (RFC 8949, appendix D).
fn half(bits: u64) -> f64 {
    let bits = u16::try_from(bits & 0xffff).unwrap_or_default();
    let (exponent, fraction) = (bits >> 10 & 0x1f, f64::from(bits & 0x3ff));
    let size = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f64.powi(i32::from(exponent) - 15),
    };
    if bits >> 15 == 0 { size } else { -size }
}

/// Appends the shortest head of that argument.
pub(super) fn push(out: &mut Vec<u8>, major: u8, argument: u64) {
    let kind = major << 5;
    let wide = argument.to_be_bytes();
    match argument {
        0..=23 => out.push(kind | wide[7]),
        24..=0xff => out.extend([kind | BYTES_1, wide[7]]),
        0x100..=0xffff => {
            out.push(kind | BYTES_2);
            out.extend(&wide[6..]);
        }
        0x1_0000..=0xffff_ffff => {
            out.push(kind | BYTES_4);
            out.extend(&wide[4..]);
        }
        _ => {
            out.push(kind | BYTES_8);
            out.extend(&wide);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_floats_have_the_values_of_the_standard() {
        for (bits, value) in [
            (0x0000, 0.0),
            (0x8000, -0.0),
            (0x3c00, 1.0),
            (0x3e00, 1.5),
            (0x7bff, 65_504.0),
            (0x0001, 5.960_464_477_539_063e-8),
            (0x0400, 0.000_061_035_156_25),
            (0xc400, -4.0),
            (0x7c00, f64::INFINITY),
            (0xfc00, f64::NEG_INFINITY),
        ] {
            assert_eq!(half(bits).to_bits(), f64::to_bits(value), "{bits:x}");
        }
        assert!(half(0x7e00).is_nan());
    }

    #[test]
    fn heads_are_as_short_as_they_can_be_and_read_back() {
        for (argument, length) in [
            (0, 1),
            (23, 1),
            (24, 2),
            (255, 2),
            (256, 3),
            (65_535, 3),
            (65_536, 5),
            (4_294_967_295, 5),
            (4_294_967_296, 9),
            (u64::MAX, 9),
        ] {
            let mut bytes = Vec::new();
            push(&mut bytes, MAP, argument);
            let head = Head::read(&bytes).expect("written here");
            assert_eq!(
                (head.major, head.length, bytes.len()),
                (MAP, length, length)
            );
            assert!(matches!(head.argument, Argument::Value { bits, .. } if bits == argument));
        }
    }
}
