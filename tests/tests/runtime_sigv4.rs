//! The published test suite of AWS Signature Version 4, every case in headers and in the URL.

mod signing;

use std::fs;

use connector_runtime::auth::sigv4::{
    Signable, SigningKey, SigningOptions, canonical_request, payload_hash, presign, sign,
    string_to_sign,
};
use signing::{Case, Http, borrowed, sorted_pairs, suite};

#[test]
fn every_case_is_signed_in_headers_as_published() {
    for case in Case::all("v4") {
        let (request, key) = (case.request(), key(&case));
        let headers = borrowed(&request.headers);
        let hash = payload_hash(request.body.as_bytes());
        let signable = request.signable(&headers, &hash);
        let added = sign(&signable, &case.signer(), &key);

        let mut signed = headers.clone();
        let late = |name: &str| name == "x-amz-security-token" && case.adds_token_late();
        let unsigned = |name: &str| name == "authorization" || late(name);
        let added_first = added.iter().filter(|(name, _)| !unsigned(name));
        signed.extend(added_first.map(|(name, value)| (*name, value.as_str())));
        let canonical = canonical_request(&request.signable(&signed, &hash), case.options());
        assert_eq!(
            canonical.text,
            case.text("header-canonical-request"),
            "{}",
            case.name
        );
        let string = string_to_sign(&case.signer(), &canonical.text);
        assert_eq!(string, case.text("header-string-to-sign"), "{}", case.name);
        assert_eq!(
            key.sign(&string),
            case.text("header-signature"),
            "{}",
            case.name
        );

        let published = Http::parse(&case.text("header-signed-request"));
        for (name, value) in &added {
            let expected = published.header(name);
            assert_eq!(Some(value.as_str()), expected, "{} {name}", case.name);
        }
        assert_eq!(
            headers.len() + added.len(),
            published.headers.len(),
            "{}",
            case.name
        );
    }
}

#[test]
fn every_case_is_signed_in_the_url_as_published() {
    for case in Case::all("v4") {
        let (request, key) = (case.request(), key(&case));
        let headers = borrowed(&request.headers);
        let hash = payload_hash(request.body.as_bytes());
        let query = presign(
            &request.signable(&headers, &hash),
            &case.signer(),
            &key,
            case.expires(),
        );

        let published = Http::parse(&case.text("query-signed-request"));
        assert_eq!(
            sorted_pairs(&query),
            sorted_pairs(&published.query),
            "{}",
            case.name
        );
        let signature = format!("X-Amz-Signature={}", case.text("query-signature"));
        assert!(query.ends_with(&signature), "{}", case.name);

        let late =
            |pair: &&str| !case.adds_token_late() || !pair.starts_with("X-Amz-Security-Token");
        let unsigned: Vec<&str> = query
            .split('&')
            .filter(|pair| !pair.starts_with("X-Amz-Signature="))
            .filter(late)
            .collect();
        let unsigned = unsigned.join("&");
        let signable = Signable::new(&request.method, &request.path, &unsigned, &headers, &hash);
        let canonical = canonical_request(&signable, case.options());
        assert_eq!(
            canonical.text,
            case.text("query-canonical-request"),
            "{}",
            case.name
        );
        let string = string_to_sign(&case.signer(), &canonical.text);
        assert_eq!(string, case.text("query-string-to-sign"), "{}", case.name);
    }
}

#[test]
fn encoded_paths_are_encoded_a_second_time() {
    let mut seen = 0;
    for name in ["double-encode-path", "double-url-encode"] {
        let folder = suite("v4").join(name);
        let read = |file: &str| fs::read_to_string(folder.join(file)).expect(file);
        let request = Http::parse(&read("request.txt"));
        let expected = read("header-canonical-request.txt");
        let date = expected
            .lines()
            .find_map(|line| line.strip_prefix("x-amz-date:"));
        let date = date.expect("every canonical request has a date");
        let mut headers = borrowed(&request.headers);
        headers.retain(|(name, _)| !name.eq_ignore_ascii_case("x-amz-date"));
        headers.push(("x-amz-date", date));
        let hash = payload_hash(request.body.as_bytes());
        let signable = request.signable(&headers, &hash);
        let canonical = canonical_request(&signable, SigningOptions::default());
        assert_eq!(canonical.text.trim_end(), expected.trim_end(), "{name}");
        seen += 1;
    }
    assert_eq!(seen, 2);
}

fn key(case: &Case) -> SigningKey {
    let date = case.time.date();
    SigningKey::derive(&case.secret_access_key, date, &case.region, &case.service)
}
