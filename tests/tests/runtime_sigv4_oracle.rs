//! Random requests signed by the runtime and by AWS's own signer, a development-only dependency.
//!
//! The numbers are those of a fixed seed, so every run tests the same; another seed is one edit away
//! and is named when a case fails.

use std::fmt::Write;
use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode,
};
use aws_sigv4::sign::v4;
use connector_runtime::auth::sigv4::{
    ContentHash, PathEncoding, PathNormalization, Signable, Signer, SigningKey, SigningOptions,
    SigningTime, payload_hash, presign, sign,
};

const SEED: u64 = 0x5EED_2026_1121;
const CASES: usize = 3000;

#[test]
fn random_requests_are_signed_as_by_the_official_signer() {
    let mut random = Random(SEED);
    for number in 0..CASES {
        let case = Case::random(&mut random);
        assert_eq!(
            case.ours(),
            case.official(),
            "case {number} of seed {SEED:#x}: {case:?}"
        );
    }
}

#[derive(Debug)]
struct Case {
    method: &'static str,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    key_id: String,
    secret: String,
    token: Option<String>,
    region: String,
    service: &'static str,
    seconds: u64,
    expires: Option<u64>,
}

impl Case {
    fn random(random: &mut Random) -> Self {
        let segments = random.below(5);
        let mut path = String::new();
        for _ in 0..segments {
            path.push('/');
            path.push_str(&random.encoded(12));
        }
        if path.is_empty() || random.below(4) == 0 {
            path.push('/');
        }
        let pairs: Vec<String> = (0..random.below(5))
            .map(|_| format!("{}={}", random.encoded(6), random.encoded(12)))
            .collect();
        let mut headers = vec![("host".to_owned(), format!("{}.example.com", random.word(8)))];
        for index in 0..random.below(4) {
            let name = format!("x-amz-{}-{index}", random.word(6));
            headers.push((name, random.header_value()));
        }
        Self {
            method: random.choose(&["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"]),
            path,
            query: pairs.join("&"),
            headers,
            body: (0..random.below(200)).map(|_| random.byte()).collect(),
            key_id: random.word(20),
            secret: random.visible(40),
            token: (random.below(2) == 0).then(|| random.visible(60)),
            region: format!("{}-{}", random.word(5), random.below(9)),
            service: random.choose(&["polly", "lambda", "s3", "execute-api"]),
            seconds: u64::from(random.next32()),
            expires: (random.below(3) == 0).then(|| 1 + random.below(604_800)),
        }
    }

    fn borrowed_headers(&self) -> Vec<(&str, &str)> {
        self.headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }

    /// What is added: headers, or pairs of the query, sorted.
    fn ours(&self) -> Vec<(String, String)> {
        let time = SigningTime::new(Duration::from_secs(self.seconds));
        let mut signer = Signer::new(&self.key_id, &self.region, self.service, time);
        signer.session_token = self.token.as_deref();
        signer.options = SigningOptions::for_service(self.service);
        let key = SigningKey::derive(&self.secret, time.date(), &self.region, self.service);
        let headers = self.borrowed_headers();
        // Who presigns for S3 does not have the body.
        let hash = match (self.expires, self.service) {
            (Some(_), "s3") => "UNSIGNED-PAYLOAD".to_owned(),
            _ => payload_hash(&self.body),
        };
        let request = Signable::new(self.method, &self.path, &self.query, &headers, &hash);
        let Some(expires) = self.expires else {
            let added = sign(&request, &signer, &key).into_iter();
            return sorted(added.map(|(name, value)| (name.to_owned(), value)));
        };
        let query = presign(&request, &signer, &key, Duration::from_secs(expires));
        let pairs = query.split('&').filter(|pair| pair.starts_with("X-Amz-"));
        sorted(pairs.map(|pair| {
            let (name, value) = pair.split_once('=').expect("a pair");
            (name.to_owned(), decoded(value))
        }))
    }

    fn official(&self) -> Vec<(String, String)> {
        let credentials =
            Credentials::new(&self.key_id, &self.secret, self.token.clone(), None, "test");
        let identity = credentials.into();
        let mut settings = SigningSettings::default();
        let options = SigningOptions::for_service(self.service);
        if options.path == PathEncoding::Once {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
        }
        if options.normalization == PathNormalization::Off {
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        }
        if options.content_hash == ContentHash::Header {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        if let Some(expires) = self.expires {
            settings.signature_location = SignatureLocation::QueryParams;
            settings.expires_in = Some(Duration::from_secs(expires));
        }
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(self.service)
            .time(UNIX_EPOCH + Duration::from_secs(self.seconds))
            .settings(settings)
            .build()
            .expect("all parameters are there")
            .into();
        let mark = if self.query.is_empty() { "" } else { "?" };
        let host = &self.headers[0].1;
        let url = format!("https://{host}{}{mark}{}", self.path, self.query);
        let headers = self.borrowed_headers().into_iter();
        let body = match (self.expires, self.service) {
            (Some(_), "s3") => SignableBody::UnsignedPayload,
            _ => SignableBody::Bytes(&self.body),
        };
        let request = SignableRequest::new(self.method, url, headers, body).expect("a request");
        let output = aws_sigv4::http_request::sign(request, &params).expect("a signature");
        let (instructions, _) = output.into_parts();
        let (headers, pairs) = instructions.into_parts();
        let headers = headers.iter().map(|header| (header.name(), header.value()));
        let pairs = pairs.iter().map(|(name, value)| (*name, value.as_ref()));
        sorted(
            headers
                .chain(pairs)
                .map(|(name, value)| (name.to_owned(), value.to_owned())),
        )
    }
}

fn sorted(pairs: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort();
    pairs
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let pair = tail.get(..2).filter(|_| first == b'%');
        let byte = pair.and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = byte.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).expect("text")
}

/// Xorshift (Marsaglia 2003): enough for test data.
struct Random(u64);

impl Random {
    fn next32(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from(self.0 >> 32).expect("32 bits are left")
    }

    fn below(&mut self, end: u64) -> u64 {
        u64::from(self.next32()) % end
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).expect("below 256")
    }

    fn choose(&mut self, from: &[&'static str]) -> &'static str {
        let index = self.below(u64::try_from(from.len()).expect("a short list"));
        from[usize::try_from(index).expect("a short list")]
    }

    fn word(&mut self, length: usize) -> String {
        (0..length)
            .map(|_| char::from(b'a' + self.byte() % 26))
            .collect()
    }

    fn visible(&mut self, length: usize) -> String {
        (0..length)
            .map(|_| char::from(b'!' + self.byte() % 94))
            .collect()
    }

    /// Text of many kinds, percent-encoded as a request carries it: unreserved characters are not.
    fn encoded(&mut self, longest: u64) -> String {
        const RESERVED: &[u8] = b" !\"#$%&'()*+,/:;<=>?@[\\]^`{|}";
        let mut text = String::new();
        for _ in 0..=self.below(longest) {
            match self.below(3) {
                0 => {
                    let byte = RESERVED[usize::from(self.byte()) % RESERVED.len()];
                    write!(text, "%{byte:02X}").expect("writing to a string");
                }
                1 => text.push_str(self.choose(&["%C3%A9", "%E2%82%AC", "~", "-", "_", ".", "0"])),
                _ => text.push_str(&self.word(1)),
            }
        }
        text
    }

    fn header_value(&mut self) -> String {
        let words: Vec<String> = (0..=self.below(3)).map(|_| self.visible(5)).collect();
        words.join(self.choose(&[" ", "  ", "   "]))
    }
}
