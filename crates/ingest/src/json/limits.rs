//! What the reader refuses because of its size.

/// Limits of one source. The defaults let every known API model and collection through with room to
/// spare and keep a hostile text from taking the machine's memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the source.
    pub bytes: usize,
    /// Arrays and objects inside of each other.
    pub depth: u32,
    /// Values in total.
    pub nodes: usize,
    /// Bytes of one string as it stands in the source, without its quotes.
    pub string: usize,
    /// Characters of one number.
    pub number: usize,
    /// Bytes of one key as it stands in the source, without its quotes.
    pub key: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 100 << 20,
            depth: 128,
            nodes: 20_000_000,
            string: 16 << 20,
            number: 1_000,
            key: 4_096,
        }
    }
}
