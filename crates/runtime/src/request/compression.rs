use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderValue;
use http::header::CONTENT_ENCODING;

use super::Request;

/// Smaller bodies gain nothing (AWS SDKs and Tools Reference Guide, "Request compression").
const LEAST_BYTES: usize = 10_240;

pub(super) fn compress(request: &mut Request) {
    if request.stream.is_some() || request.body.len() < LEAST_BYTES {
        return;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let Ok(compressed) = encoder
        .write_all(&request.body)
        .and_then(|()| encoder.finish())
    else {
        return;
    };
    let headers = &mut request.headers;
    let before = headers
        .get(CONTENT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let encoding = before.map_or("gzip".to_owned(), |before| format!("{before}, gzip"));
    if let Ok(encoding) = HeaderValue::from_str(&encoding) {
        headers.insert(CONTENT_ENCODING, encoding);
        request.body = compressed;
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;
    use http::Method;

    use super::*;

    #[test]
    fn large_bodies_are_compressed_and_small_ones_are_not() {
        for (bytes, encoding) in [(LEAST_BYTES - 1, None), (LEAST_BYTES, Some("gzip"))] {
            let mut request = Request::new(Method::POST);
            let text = "a".repeat(bytes);
            request.text("text/plain", text.clone());
            request.compress();
            let header = request.headers().get("content-encoding");
            assert_eq!(header.map(|value| value.to_str().expect("text")), encoding);
            let mut read = String::new();
            if encoding.is_some() {
                let mut decoder = GzDecoder::new(request.body());
                decoder.read_to_string(&mut read).expect("gzip");
                assert_eq!(read, text);
            } else {
                assert_eq!(request.body(), text.as_bytes());
            }
        }
    }

    #[test]
    fn an_encoding_of_the_caller_comes_first() {
        let mut request = Request::new(Method::POST);
        request.header_literal("content-encoding", "custom");
        request.text("text/plain", "a".repeat(LEAST_BYTES));
        request.compress();
        assert_eq!(request.headers()["content-encoding"], "custom, gzip");
    }
}
