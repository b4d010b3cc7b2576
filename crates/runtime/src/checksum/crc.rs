//! Cyclic redundancy checks of our own: the crates that have all three ask for a newer compiler than a
//! connector may, and TLS is slower than eight tables.

use std::sync::OnceLock;

type Tables = [[u64; 256]; 8];

/// One kind of check, all of them reflected (Koopman's and Williams' catalogues of CRC parameters).
pub(super) struct Polynomial {
    /// Lowest bit first.
    reflected: u64,
    bytes: usize,
    tables: OnceLock<Box<Tables>>,
}

pub(super) static CRC32: Polynomial = Polynomial::new(0xEDB8_8320, 4);
pub(super) static CRC32C: Polynomial = Polynomial::new(0x82F6_3B78, 4);
pub(super) static CRC64NVME: Polynomial = Polynomial::new(0x9A6C_9329_AC4B_C9B5, 8);

impl Polynomial {
    const fn new(reflected: u64, bytes: usize) -> Self {
        let tables = OnceLock::new();
        Self {
            reflected,
            bytes,
            tables,
        }
    }

    /// Made at the first use: what no call needs costs neither the program's size nor its start.
    fn tables(&self) -> &Tables {
        self.tables.get_or_init(|| {
            let mut tables = Box::new([[0; 256]; 8]);
            for byte in 0..256 {
                tables[0][byte] = (0..8).fold(byte as u64, |rest, _| {
                    (rest >> 1) ^ if rest & 1 == 1 { self.reflected } else { 0 }
                });
            }
            for table in 1..8 {
                for byte in 0..256 {
                    let rest = tables[table - 1][byte];
                    tables[table][byte] = (rest >> 8) ^ tables[0][low_byte(rest)];
                }
            }
            tables
        })
    }

    /// The highest value: what a register starts with and what it is turned round with at the end.
    fn ones(&self) -> u64 {
        u64::MAX >> (64 - 8 * self.bytes)
    }
}

/// A check under way.
pub(crate) struct Crc {
    polynomial: &'static Polynomial,
    rest: u64,
}

impl Crc {
    pub(super) fn new(polynomial: &'static Polynomial) -> Self {
        let rest = polynomial.ones();
        Self { polynomial, rest }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        let tables = self.polynomial.tables();
        let (words, tail) = bytes.split_at(bytes.len() / 8 * 8);
        for word in words.chunks_exact(8) {
            let word = u64::from_le_bytes(word.try_into().unwrap_or_default());
            let places = (self.rest ^ word).to_le_bytes();
            self.rest = places
                .iter()
                .zip(tables.iter().rev())
                .fold(0, |rest, (&place, table)| rest ^ table[usize::from(place)]);
        }
        for &byte in tail {
            self.rest = (self.rest >> 8) ^ tables[0][low_byte(self.rest ^ u64::from(byte))];
        }
    }

    /// The value, highest byte first, in as many bytes as it is wide.
    pub(super) fn finish(self) -> Vec<u8> {
        let value = self.rest ^ self.polynomial.ones();
        value.to_be_bytes()[8 - self.polynomial.bytes..].to_vec()
    }
}

fn low_byte(number: u64) -> usize {
    usize::from(number.to_le_bytes()[0])
}
