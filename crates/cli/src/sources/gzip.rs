//! Unpacking of gzip archives, which may say that they hold more than any memory has.

use std::io::{ErrorKind, Read as _};

use connector_model::diagnostic::{Diagnostic, Diagnostics};
use flate2::read::MultiGzDecoder;

use super::LIMIT;
use crate::codes;

/// Bytes that an archive may give for each of its own, once it gave [`FREE`]; models give about ten.
const RATIO: u64 = 200;

/// Bytes that any archive may give.
const FREE: u64 = 1024 * 1024;

/// The content of an archive; any other text as it is.
///
/// # Errors
/// [`codes::GZIP_DAMAGED`] if the archive ends early or has been changed, [`codes::GZIP_BOMB`] if it gives more than a
/// source may have, or far more than its own size lets expect.
pub(crate) fn unpacked(name: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Diagnostics> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let size = bytes.len() as u64;
    let cap = LIMIT.min(FREE.max(size.saturating_mul(RATIO)));
    let mut out = Vec::new();
    let read = MultiGzDecoder::new(&bytes[..])
        .take(cap + 1)
        .read_to_end(&mut out);
    if out.len() as u64 > cap {
        return Err(bomb(name, size, cap).into());
    }
    match read {
        Ok(_) => Ok(out),
        Err(error) => Err(damaged(name, error.kind()).into()),
    }
}

fn bomb(name: &str, size: u64, cap: u64) -> Diagnostic {
    let message = if cap == LIMIT {
        format!("`{name}` holds more than {} MiB", LIMIT / 1024 / 1024)
    } else {
        format!("`{name}` has {size} bytes and unpacks to more than {cap}, as no model does")
    };
    Diagnostic::new(&codes::GZIP_BOMB, message)
        .help("take the file from the service's publisher again; give it unpacked if you trust it")
}

fn damaged(name: &str, kind: ErrorKind) -> Diagnostic {
    let what = if kind == ErrorKind::UnexpectedEof {
        "ends too early"
    } else {
        "is damaged"
    };
    Diagnostic::new(
        &codes::GZIP_DAMAGED,
        format!("the gzip archive `{name}` {what}"),
    )
    .help("download or copy the file again")
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::unpacked;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).expect("memory takes everything");
        encoder.finish().expect("memory takes everything")
    }

    fn code(bytes: Vec<u8>) -> &'static str {
        match unpacked("a.gz", bytes) {
            Ok(_) => "unpacked",
            Err(findings) => findings
                .iter()
                .next()
                .map_or("", |finding| finding.rule.code),
        }
    }

    #[test]
    fn archives_are_unpacked_and_other_texts_left_alone() {
        assert_eq!(
            unpacked("a", b"{}".to_vec()).ok().as_deref(),
            Some(&b"{}"[..])
        );
        assert_eq!(
            unpacked("a", packed(b"{}")).ok().as_deref(),
            Some(&b"{}"[..])
        );
        let twice = [packed(b"{"), packed(b"}")].concat();
        assert_eq!(unpacked("a", twice).ok().as_deref(), Some(&b"{}"[..]));
    }

    #[test]
    fn damaged_archives_and_bombs_are_refused() {
        let good = packed(b"some text that is long enough to be cut");
        assert_eq!(code(good[..good.len() - 12].to_vec()), "CG0528");
        assert_eq!(code(good[..5].to_vec()), "CG0528");
        let mut changed = good.clone();
        let at = changed.len() - 6;
        changed[at] ^= 1;
        assert_eq!(code(changed), "CG0528");
        assert_eq!(code([good, b"more".to_vec()].concat()), "CG0528");
        assert_eq!(code(packed(&vec![b' '; 3 << 20])), "CG0529");
    }
}
