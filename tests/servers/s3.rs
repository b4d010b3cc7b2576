//! Calls of a connector for Amazon S3: `call-s3 URL` makes all checks but those of keys that look like paths, which are
//! `call-s3 URL paths`; `call-s3 URL get KEY` and `call-s3 URL put KEY` print a presigned URL for a program that knows
//! nothing of signatures.

use std::error::Error as StdError;
use std::io::{self, Read};
use std::time::Duration;

use amazon_s3_connector::*;

type Outcome = Result<String, Box<dyn StdError>>;

const BUCKET: &str = "letters";
/// Bytes that are streamed: far more than the program may ever have in memory.
const LARGE: u64 = 100 * 1024 * 1024;
/// Highest resident size after streaming them, in KiB.
const MEMORY: u64 = 40 * 1024;
/// Parts but the last have at least so many bytes.
const PART: u64 = 5 * 1024 * 1024;
const KEYS: &[&str] = &[
    "a b",
    " spaces ",
    "a+b",
    "100%",
    "%41%2F",
    "a%20b",
    "ü/日本語/🦀",
    "q?x=1&y",
    "a#b",
    "a&b=c;d,e",
    "it's \"quoted\"",
    "<a>&amp;</a>",
    "a:b@c!$*()[]{}|^`",
    "~-_.",
    "back\\slash",
    "...",
];
/// A server that keeps objects in files takes them for paths.
const PATHS: &[&str] = &[
    "/leading",
    "a//b",
    "a/./b",
    "a/../b",
    "../up",
    ".",
    "..",
    "trailing/",
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn StdError>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let secret = std::env::var("AWS_SECRET_ACCESS_KEY")?;
    let config = Config::new().region("us-east-1").credentials(Credentials::new("AKIDEXAMPLE", secret));
    let client = |url: &str| Client::new(config.clone().endpoint(url));
    let an_hour = Duration::from_secs(3600);
    match arguments.as_slice() {
        [url] => checks(&client(url)).await,
        [url, "paths"] => paths(&client(url)).await,
        [url, "get", key] => {
            println!("{}", client(url).presign(&GetObjectRequest::new(BUCKET, *key), an_hour)?);
            Ok(())
        }
        [url, "put", key] => {
            println!("{}", client(url).presign(&PutObjectRequest::new(BUCKET, *key), an_hour)?);
            Ok(())
        }
        _ => Err("usage: call-s3 URL [paths|get KEY|put KEY]".into()),
    }
}

/// What passed and what failed.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
}

impl Tally {
    fn add(&mut self, what: &str, outcome: Outcome) {
        match outcome {
            Ok(said) => {
                self.passed += 1;
                println!("{what}: {said}");
            }
            Err(error) => {
                self.failed += 1;
                println!("FAILED {what}: {error}");
            }
        }
    }

    fn done(&self) -> Result<(), Box<dyn StdError>> {
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 { Ok(()) } else { Err("not all passed".into()) }
    }
}

async fn checks(client: &Client) -> Result<(), Box<dyn StdError>> {
    let mut tally = Tally::default();
    tally.add("create a bucket", create(client).await);
    tally.add("put and get", small(client).await);
    tally.add("stream", large(client).await);
    tally.add("a file", file(client).await);
    tally.add("ranges", ranges(client).await);
    tally.add("list by pages", list(client).await);
    tally.add("copy", copy(client).await);
    tally.add("multipart, completed", multipart(client).await);
    tally.add("multipart, aborted", abort(client).await);
    tally.add("delete", delete(client).await);
    for key in KEYS {
        tally.add("odd key", odd(client, key).await);
    }
    // The server that the signatures of these are for breaks down over `..` and answers nothing.
    for key in PATHS.iter().filter(|key| **key != "..") {
        tally.add("key like a path is signed", signed(client, key).await);
    }
    tally.done()
}

async fn paths(client: &Client) -> Result<(), Box<dyn StdError>> {
    client.call(&CreateBucketRequest::new(BUCKET)).await?;
    let mut tally = Tally::default();
    for key in KEYS.iter().chain(PATHS) {
        tally.add("odd key", odd(client, key).await);
    }
    tally.done()
}

async fn create(client: &Client) -> Outcome {
    client.call(&CreateBucketRequest::new(BUCKET)).await?;
    client.call(&HeadBucketRequest::new(BUCKET)).await?;
    client.wait_until::<BucketExists>(&HeadBucketRequest::new(BUCKET)).await?;
    let buckets = client.call(&ListBucketsRequest::default()).await?.buckets;
    let names: Vec<String> = buckets.into_iter().filter_map(|bucket| bucket.name).collect();
    equal("buckets", &names, &vec![BUCKET.to_owned()])?;
    let missing = client.call(&HeadBucketRequest::new("missing")).await.err().ok_or("a bucket that is not there")?;
    Ok(format!("{names:?}; {missing}"))
}

async fn small(client: &Client) -> Outcome {
    let request = PutObjectRequest {
        content_type: Some("text/plain".to_owned()),
        metadata: Some([("who".to_owned(), "anna".to_owned())].into()),
        ..put("small", "hello")
    };
    let e_tag = client.call(&request).await?.e_tag;
    let head = client.call(&HeadObjectRequest::new(BUCKET, "small")).await?;
    equal("length", &head.content_length, &Some(5))?;
    equal("tag", &head.e_tag, &e_tag)?;
    let got = client.call(&GetObjectRequest::new(BUCKET, "small")).await?;
    equal("type", &got.content_type.as_deref(), &Some("text/plain"))?;
    equal("metadata", &got.metadata, &request.metadata.unwrap_or_default())?;
    equal("body", &&*got.body.collect().await?, &&b"hello"[..])?;
    client.call(&put("empty", "")).await?;
    equal("empty", &text(client, "empty").await?, &String::new())?;
    Ok(format!("5 bytes, tag {}", e_tag.unwrap_or_default()))
}

/// Up from a reader that is there once, down piece by piece.
async fn large(client: &Client) -> Outcome {
    let body = ByteStream::from_reader(Pattern::new(LARGE), Some(LARGE));
    client.call(&PutObjectRequest { body: Some(body), ..PutObjectRequest::new(BUCKET, "large") }).await?;
    let mut body = client.call(&GetObjectRequest::new(BUCKET, "large")).await?.body;
    let mut expected = Pattern::new(LARGE);
    let mut length = 0;
    while let Some(piece) = body.next().await {
        let piece = piece?;
        let mut wanted = vec![0; piece.len()];
        expected.read_exact(&mut wanted)?;
        if piece != wanted {
            return Err(format!("other bytes after {length}").into());
        }
        length += piece.len() as u64;
    }
    equal("length", &length, &LARGE)?;
    let Some(peak) = peak_memory() else {
        return Ok(format!("{length} bytes up and down, peak memory unknown here"));
    };
    if peak > MEMORY {
        return Err(format!("peak memory {peak} KiB, more than {MEMORY} KiB").into());
    }
    Ok(format!("{length} bytes up and down, peak memory {peak} KiB"))
}

async fn file(client: &Client) -> Outcome {
    let path = std::env::temp_dir().join(format!("call-s3-{}", std::process::id()));
    io::copy(&mut Pattern::new(3 * PART), &mut std::fs::File::create(&path)?)?;
    let body = ByteStream::from_path(&path)?;
    let outcome = client.call(&PutObjectRequest { body: Some(body), ..PutObjectRequest::new(BUCKET, "file") }).await;
    std::fs::remove_file(&path)?;
    outcome?;
    same_as_pattern(client, "file", 3 * PART).await
}

async fn ranges(client: &Client) -> Outcome {
    client.call(&put("digits", "0123456789")).await?;
    let request = |range: &str| GetObjectRequest {
        range: Some(range.to_owned()),
        ..GetObjectRequest::new(BUCKET, "digits")
    };
    let mut said = Vec::new();
    for (range, bytes, place) in [
        ("bytes=1-3", "123", "bytes 1-3/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=-2", "89", "bytes 8-9/10"),
        ("bytes=8-99", "89", "bytes 8-9/10"),
    ] {
        let got = client.call(&request(range)).await?;
        equal(range, &got.content_range.as_deref(), &Some(place))?;
        let body = got.body.collect().await?;
        equal(range, &&*body, &bytes.as_bytes())?;
        said.push(place);
    }
    let outside = client.call(&request("bytes=10-")).await.err().ok_or("bytes outside")?;
    equal("code", &outside.code(), &Some("InvalidRange"))?;
    Ok(format!("{}; {outside}", said.join(", ")))
}

async fn list(client: &Client) -> Outcome {
    let keys: Vec<String> = (0..25).map(|number| format!("page/{number:02}")).collect();
    for key in &keys {
        client.call(&put(key, key.clone())).await?;
    }
    let request = ListObjectsV2Request {
        prefix: Some("page/".to_owned()),
        max_keys: Some(10),
        ..ListObjectsV2Request::new(BUCKET)
    };
    let mut pages = client.pages(request.clone());
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page?.contents.len());
    }
    equal("pages", &sizes, &vec![10, 10, 5])?;
    let mut items = client.items(request);
    let mut found = Vec::new();
    while let Some(item) = items.next().await {
        found.extend(item?.key);
    }
    equal("keys", &found, &keys)?;
    let request = ListObjectsV2Request { delimiter: Some("/".to_owned()), ..ListObjectsV2Request::new(BUCKET) };
    let folders = client.call(&request).await?.common_prefixes;
    equal("folders", &folders.iter().map(|folder| folder.prefix.as_deref()).collect(), &vec![Some("page/")])?;
    Ok(format!("25 keys in pages of {sizes:?}"))
}

async fn copy(client: &Client) -> Outcome {
    client.call(&put("from/a b+ü", "original")).await?;
    let source = format!("{BUCKET}/from/a%20b%2B%C3%BC");
    let answer = client.call(&CopyObjectRequest::new(BUCKET, source, "copied")).await?;
    let result = answer.copy_object_result.ok_or("no result")?;
    equal("copy", &text(client, "copied").await?, &"original".to_owned())?;
    Ok(format!("tag {}", result.e_tag.unwrap_or_default()))
}

async fn multipart(client: &Client) -> Outcome {
    let upload = begin(client, "parts").await?;
    let mut whole = Pattern::new(2 * PART + 7);
    let mut parts = Vec::new();
    for (number, length) in [(1, PART), (2, PART), (3, 7)] {
        let mut bytes = vec![0; usize::try_from(length)?];
        whole.read_exact(&mut bytes)?;
        let body = match number {
            // In every way in which a body can come.
            1 => ByteStream::from(bytes),
            _ => ByteStream::from_reader(io::Cursor::new(bytes), Some(length)),
        };
        let body = Some(body);
        let request = UploadPartRequest { body, ..UploadPartRequest::new(BUCKET, "parts", number, &upload) };
        let e_tag = client.call(&request).await?.e_tag;
        parts.push(CompletedPart { e_tag, part_number: Some(number), ..Default::default() });
    }
    let mut listed = client.call(&ListPartsRequest::new(BUCKET, "parts", &upload)).await?.parts;
    // S3 lists them by number, some servers do not.
    listed.sort_by_key(|part| part.part_number);
    equal("parts", &listed.iter().map(|part| part.size).collect(), &vec![Some(5_242_880), Some(5_242_880), Some(7)])?;
    let request = CompleteMultipartUploadRequest {
        multipart_upload: Some(CompletedMultipartUpload { parts: Some(parts) }),
        ..CompleteMultipartUploadRequest::new(BUCKET, "parts", upload)
    };
    client.call(&request).await?;
    same_as_pattern(client, "parts", 2 * PART + 7).await
}

async fn abort(client: &Client) -> Outcome {
    let upload = begin(client, "aborted").await?;
    let body = Some(ByteStream::from("half"));
    let part = UploadPartRequest { body, ..UploadPartRequest::new(BUCKET, "aborted", 1, &upload) };
    client.call(&part).await?;
    client.call(&AbortMultipartUploadRequest::new(BUCKET, "aborted", &upload)).await?;
    // An error in S3, and an empty list elsewhere.
    let left = client.call(&ListPartsRequest::new(BUCKET, "aborted", upload)).await;
    equal("parts", &left.map_or(0, |answer| answer.parts.len()), &0)?;
    let missing = client.call(&GetObjectRequest::new(BUCKET, "aborted")).await.err().ok_or("an object")?;
    Ok(missing.to_string())
}

async fn delete(client: &Client) -> Outcome {
    for key in ["one", "two", "three"] {
        client.call(&put(key, key)).await?;
    }
    client.call(&DeleteObjectRequest::new(BUCKET, "one")).await?;
    let gone = client.call(&GetObjectRequest::new(BUCKET, "one")).await.err().ok_or("still there")?;
    equal("code", &gone.code(), &Some("NoSuchKey"))?;
    if !matches!(gone.detail(), Some(ErrorDetail::NoSuchKey(_))) {
        return Err(format!("no detail in {gone:?}").into());
    }
    let objects = ["two", "three"].map(ObjectIdentifier::new).into();
    let deleted = client.call(&DeleteObjectsRequest::new(BUCKET, Delete { objects, quiet: None })).await?.deleted;
    equal("deleted", &deleted.iter().filter_map(|deleted| deleted.key.as_deref()).collect(), &vec!["two", "three"])?;
    for key in ["two", "three"] {
        client.call(&HeadObjectRequest::new(BUCKET, key)).await.err().ok_or("still there")?;
    }
    Ok(gone.to_string())
}

/// The object under this key has its bytes, stands in the list under this key, and goes.
async fn odd(client: &Client, key: &str) -> Outcome {
    let refused = |what: &str, error: String| format!("{key:?}, {what}: {error}");
    client.call(&put(key, key.to_owned())).await.map_err(|error| refused("put", error.to_string()))?;
    equal(key, &text(client, key).await.map_err(|error| refused("get", error.to_string()))?, &key.to_owned())?;
    let request = ListObjectsV2Request { max_keys: Some(1000), ..ListObjectsV2Request::new(BUCKET) };
    let listed = client.call(&request).await.map_err(|error| refused("list", error.to_string()))?.contents;
    if !listed.iter().any(|object| object.key.as_deref() == Some(key)) {
        return Err(refused("list", "is not there".to_owned()).into());
    }
    client.call(&DeleteObjectRequest::new(BUCKET, key)).await.map_err(|error| refused("delete", error.to_string()))?;
    match client.call(&HeadObjectRequest::new(BUCKET, key)).await {
        Ok(_) => Err(refused("head", "is still there".to_owned()).into()),
        Err(_) => Ok(format!("{key:?}")),
    }
}

/// The server finds out that there is no such object, or that it can have none, and not that the signature is wrong.
async fn signed(client: &Client, key: &str) -> Outcome {
    let answer = client.call(&HeadObjectRequest::new(BUCKET, key)).await;
    let status = answer.as_ref().map_or_else(|error| error.status(), |_| Some(200));
    match status {
        Some(403) | None => Err(format!("{key:?}: {answer:?}").into()),
        Some(status) => Ok(format!("{key:?}, HTTP {status}")),
    }
}

async fn begin(client: &Client, key: &str) -> Result<String, Box<dyn StdError>> {
    let upload = client.call(&CreateMultipartUploadRequest::new(BUCKET, key)).await?;
    Ok(upload.upload_id.ok_or("no upload id")?)
}

fn put(key: &str, body: impl Into<ByteStreamText>) -> PutObjectRequest {
    PutObjectRequest { body: Some(body.into().0), ..PutObjectRequest::new(BUCKET, key) }
}

/// Text as the body of an object.
struct ByteStreamText(ByteStream);

impl From<&str> for ByteStreamText {
    fn from(text: &str) -> Self {
        Self(ByteStream::from(text.to_owned()))
    }
}

impl From<String> for ByteStreamText {
    fn from(text: String) -> Self {
        Self(ByteStream::from(text))
    }
}

async fn text(client: &Client, key: &str) -> Result<String, Box<dyn StdError>> {
    let bytes = client.call(&GetObjectRequest::new(BUCKET, key)).await?.body.collect().await?;
    Ok(String::from_utf8(bytes.to_vec())?)
}

async fn same_as_pattern(client: &Client, key: &str, length: u64) -> Outcome {
    let bytes = client.call(&GetObjectRequest::new(BUCKET, key)).await?.body.collect().await?;
    let mut wanted = Vec::new();
    Pattern::new(length).read_to_end(&mut wanted)?;
    if bytes == wanted { Ok(format!("{length} bytes")) } else { Err("other bytes".into()) }
}

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Result<(), Box<dyn StdError>> {
    if found == expected { Ok(()) } else { Err(format!("{what}: expected {expected:?}, found {found:?}").into()) }
}

/// So many bytes that repeat only after a long time.
struct Pattern {
    state: u32,
    left: u64,
}

impl Pattern {
    fn new(left: u64) -> Self {
        Self { state: 1, left }
    }
}

impl Read for Pattern {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = usize::try_from(self.left).unwrap_or(usize::MAX).min(out.len());
        for byte in &mut out[..count] {
            self.state = self.state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *byte = self.state.to_be_bytes()[0];
        }
        self.left -= count as u64;
        Ok(count)
    }
}

/// Highest resident size of this process in KiB, where the system says it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
