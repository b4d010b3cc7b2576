//! The published test suite of AWS Signature Version 4A. Signatures differ each time, so they are checked
//! with the published public keys, by another implementation than the one that signs.

mod signing;

use connector_runtime::Document;
use connector_runtime::auth::sigv4::{Signable, canonical_request, payload_hash};
use connector_runtime::auth::sigv4a::{KeyPair, presign, sign, string_to_sign};
use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use signing::{Case, Http, borrowed, sorted_pairs};

#[test]
fn every_key_pair_follows_from_its_access_key() {
    for case in Case::all("v4a") {
        assert_eq!(key(&case).public_key(), public_key(&case), "{}", case.name);
    }
}

#[test]
fn every_case_is_signed_in_headers_as_published() {
    for case in Case::all("v4a") {
        let request = case.request();
        let headers = borrowed(&request.headers);
        let hash = payload_hash(request.body.as_bytes());
        let added = sign(
            &request.signable(&headers, &hash),
            &case.signer(),
            &key(&case),
        );

        let mut signed = headers.clone();
        let late = |name: &str| name == "x-amz-security-token" && case.adds_token_late();
        let unsigned = |name: &str| name == "authorization" || late(name);
        let added_first = added.iter().filter(|(name, _)| !unsigned(name));
        signed.extend(added_first.map(|(name, value)| (*name, value.as_str())));
        let canonical = canonical_request(&request.signable(&signed, &hash), case.options());
        let expected = case.text("header-canonical-request");
        assert_eq!(canonical.text, expected, "{}", case.name);
        let string = string_to_sign(&case.signer(), &canonical.text);
        assert_eq!(string, case.text("header-string-to-sign"), "{}", case.name);
        verify(&case, &string, &case.text("header-signature"));

        let published = Http::parse(&case.text("header-signed-request"));
        let (_, authorization) = added.last().expect("the authorization comes last");
        let (start, signature) = authorization.rsplit_once('=').expect("a signature");
        verify(&case, &string, signature);
        let expected = published.header("authorization").expect("it is signed");
        assert!(
            expected.starts_with(start),
            "{}: {authorization}",
            case.name
        );
        for (name, value) in &added[..added.len() - 1] {
            assert_eq!(
                Some(value.as_str()),
                published.header(name),
                "{} {name}",
                case.name
            );
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
    for case in Case::all("v4a") {
        let request = case.request();
        let headers = borrowed(&request.headers);
        let hash = payload_hash(request.body.as_bytes());
        let signable = request.signable(&headers, &hash);
        let query = presign(&signable, &case.signer(), &key(&case), case.expires());

        let (query, signature) = query.rsplit_once("&X-Amz-Signature=").expect("a signature");
        let published = Http::parse(&case.text("query-signed-request"));
        let mut expected = sorted_pairs(&published.query);
        expected.retain(|pair| !pair.starts_with("X-Amz-Signature="));
        assert_eq!(sorted_pairs(query), expected, "{}", case.name);

        let late =
            |pair: &&str| !case.adds_token_late() || !pair.starts_with("X-Amz-Security-Token");
        let unsigned: Vec<&str> = query.split('&').filter(late).collect();
        let unsigned = unsigned.join("&");
        let signable = Signable::new(&request.method, &request.path, &unsigned, &headers, &hash);
        let canonical = canonical_request(&signable, case.options());
        let expected = case.text("query-canonical-request");
        assert_eq!(canonical.text, expected, "{}", case.name);
        let string = string_to_sign(&case.signer(), &canonical.text);
        assert_eq!(string, case.text("query-string-to-sign"), "{}", case.name);
        verify(&case, &string, signature);
        verify(&case, &string, &case.text("query-signature"));
    }
}

fn key(case: &Case) -> KeyPair {
    KeyPair::derive(&case.access_key_id, &case.secret_access_key)
}

/// The published public key: 4, X, Y.
fn public_key(case: &Case) -> Vec<u8> {
    let text = std::fs::read_to_string(case.folder.join("public-key.json")).expect("a key");
    let coordinates: Document = text.parse().expect("JSON");
    let coordinate = |name: &str| {
        let text = coordinates.member(name).and_then(Document::as_str);
        bytes(text.expect("a coordinate"))
    };
    [vec![4], coordinate("X"), coordinate("Y")].concat()
}

fn verify(case: &Case, string_to_sign: &str, signature: &str) {
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, public_key(case));
    let verified = key.verify(string_to_sign.as_bytes(), &bytes(signature));
    assert!(verified.is_ok(), "{}: {signature}", case.name);
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let digits: Vec<u32> = hexadecimal
        .chars()
        .map(|digit| digit.to_digit(16).expect("hexadecimal"))
        .collect();
    digits
        .chunks(2)
        .map(|pair| u8::try_from(pair[0] * 16 + pair[1]).expect("two digits"))
        .collect()
}
