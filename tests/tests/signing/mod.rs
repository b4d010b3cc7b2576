//! The published suites of request signing, as both of their tests read them.
#![allow(dead_code, reason = "each suite uses its part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use connector_runtime::auth::sigv4::{
    ContentHash, PathEncoding, PathNormalization, SessionToken, Signable, Signer, SigningOptions,
    SigningTime,
};
use connector_runtime::{DateTime, Document};

/// The folder of a version, `v4` or `v4a`.
pub(crate) fn suite(version: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("vectors/aws-signing-test-suite")
        .join(version)
}

/// A folder of the suite that has a context; the two older ones have a test of their own.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
    session_token: Option<String>,
    pub(crate) region: String,
    pub(crate) service: String,
    pub(crate) time: SigningTime,
    context: Document,
}

impl Case {
    pub(crate) fn all(version: &str) -> Vec<Self> {
        let entries = fs::read_dir(suite(version)).expect("the suite is beside this test");
        let mut folders: Vec<_> = entries
            .map(|entry| entry.expect("the folder can be read").path())
            .collect();
        folders.sort();
        folders.retain(|folder| folder.join("context.json").exists());
        assert_eq!(folders.len(), 38, "the suite has 38 cases");
        folders.into_iter().map(Self::read).collect()
    }

    fn read(folder: PathBuf) -> Self {
        let text = fs::read_to_string(folder.join("context.json")).expect("a context");
        let context: Document = text.parse().expect("JSON");
        let member = |document: &Document, name: &str| {
            document
                .member(name)
                .and_then(Document::as_str)
                .map(str::to_owned)
        };
        let credentials = context.member("credentials").expect("credentials").clone();
        let time: DateTime = member(&context, "timestamp")
            .expect("a time")
            .parse()
            .expect("RFC 3339");
        let seconds = u64::try_from(time.seconds()).expect("after 1970");
        Self {
            name: folder
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned(),
            access_key_id: member(&credentials, "access_key_id").expect("a key"),
            secret_access_key: member(&credentials, "secret_access_key").expect("a secret"),
            session_token: member(&credentials, "token"),
            region: member(&context, "region").expect("a region"),
            service: member(&context, "service").expect("a service"),
            time: SigningTime::new(Duration::from_secs(seconds)),
            folder,
            context,
        }
    }

    pub(crate) fn text(&self, file: &str) -> String {
        let text = fs::read_to_string(self.folder.join(format!("{file}.txt"))).expect(file);
        text.trim_end_matches('\n').to_owned()
    }

    pub(crate) fn request(&self) -> Http {
        Http::parse(&fs::read_to_string(self.folder.join("request.txt")).expect("a request"))
    }

    fn is(&self, flag: &str) -> bool {
        self.context.member(flag) == Some(&Document::Boolean(true))
    }

    pub(crate) fn adds_token_late(&self) -> bool {
        self.is("omit_session_token")
    }

    pub(crate) fn options(&self) -> SigningOptions {
        let mut options = SigningOptions::default();
        if !self.is("normalize") {
            options.normalization = PathNormalization::Off;
        }
        // The suite comes from a signer that encodes once, which its contexts do not say. It shows
        // in this case alone; all others pass with the encoding of most services, twice.
        if self.name == "get-space-normalized" {
            options.path = PathEncoding::Once;
        }
        if self.is("sign_body") {
            options.content_hash = ContentHash::Header;
        }
        if self.adds_token_late() {
            options.session_token = SessionToken::AddedAfter;
        }
        options
    }

    pub(crate) fn signer(&self) -> Signer<'_> {
        let mut signer = Signer::new(&self.access_key_id, &self.region, &self.service, self.time);
        signer.session_token = self.session_token.as_deref();
        signer.options = self.options();
        signer
    }

    pub(crate) fn expires(&self) -> Duration {
        match self.context.member("expiration_in_seconds") {
            Some(Document::Number(number)) => {
                let seconds = number.as_i64().expect("whole seconds");
                Duration::from_secs(u64::try_from(seconds).expect("in the future"))
            }
            _ => panic!("{} has no expiry", self.name),
        }
    }
}

/// A request as the suite writes it down: LF line ends, values may continue on indented lines.
pub(crate) struct Http {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Http {
    pub(crate) fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut lines = head.lines();
        let start = lines.next().expect("a request line");
        let (method, rest) = start.split_once(' ').expect("a method");
        let target = rest.rsplit_once(' ').expect("a version").0;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut headers: Vec<(String, String)> = Vec::new();
        for line in lines.filter(|line| !line.is_empty()) {
            if let (Some(more), Some((_, value))) = (line.strip_prefix(' '), headers.last_mut()) {
                value.extend([" ", more]);
                continue;
            }
            let (name, value) = line.split_once(':').expect("a header");
            headers.push((name.to_owned(), value.to_owned()));
        }
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: body.to_owned(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self
            .headers
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.as_str())
    }

    pub(crate) fn signable<'a>(
        &'a self,
        headers: &'a [(&'a str, &'a str)],
        hash: &'a str,
    ) -> Signable<'a> {
        Signable::new(&self.method, &self.path, &self.query, headers, hash)
    }
}

pub(crate) fn borrowed(headers: &[(String, String)]) -> Vec<(&str, &str)> {
    headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

pub(crate) fn sorted_pairs(query: &str) -> Vec<&str> {
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.sort_unstable();
    pairs
}
