//! Answers as the services give them, made here so that every run reads the same bytes.

use std::fmt::Write;

const ITEMS: usize = 1_635;
const KEYS: usize = 1_000;
const VOICES: usize = 100;

/// A page of a DynamoDB Query, 1 MB: orders with texts, numbers, a flag, a set, a list and two levels of maps.
pub fn query() -> String {
    let mut body = String::from("{\"Items\":[");
    for n in 0..ITEMS {
        let comma = if n == 0 { "" } else { "," };
        write!(
            body,
            "{comma}{{\"pk\":{{\"S\":\"customer#{0:08}\"}},\"sk\":{{\"S\":\"order#2026-11-{1:02}#{n:06}\"}},\
             \"total\":{{\"N\":\"{2}.{1:02}\"}},\"quantity\":{{\"N\":\"{1}\"}},\"paid\":{{\"BOOL\":{3}}},\
             \"note\":{{\"S\":\"Leave it at the door, \\\"ring\\\" twice; parcel {n} of the day\"}},\
             \"tags\":{{\"SS\":[\"gift\",\"fragile\",\"tag-{1}\"]}},\
             \"address\":{{\"M\":{{\"street\":{{\"S\":\"Long Street {n}\"}},\"city\":{{\"S\":\"Rotterdam\"}},\
             \"geo\":{{\"M\":{{\"lat\":{{\"N\":\"51.9{n}\"}},\"lon\":{{\"N\":\"4.4{n}\"}}}}}}}}}},\
             \"lines\":{{\"L\":[{{\"M\":{{\"sku\":{{\"S\":\"sku-{n}\"}},\"price\":{{\"N\":\"12.{1:02}\"}}}}}},\
             {{\"M\":{{\"sku\":{{\"S\":\"sku-x{n}\"}},\"price\":{{\"N\":\"7.{1:02}\"}}}}}}]}},\
             \"description\":{{\"S\":\"A text of some length, as descriptions of products, comments and addresses are: {n}\"}}}}",
            n / 50,
            1 + n % 28,
            100 + n,
            n % 3 == 0,
        )
        .expect("writing to a string cannot fail");
    }
    write!(body, "],\"Count\":{ITEMS},\"ScannedCount\":{ITEMS}}}").expect("writing to a string cannot fail");
    body
}

/// A page of an S3 listing with 1000 keys.
pub fn listing() -> String {
    let mut body = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
         <Name>backups</Name><Prefix>photos/2026/</Prefix><KeyCount>1000</KeyCount><MaxKeys>1000</MaxKeys>\
         <IsTruncated>false</IsTruncated>",
    );
    for n in 0..KEYS {
        write!(
            body,
            "<Contents><Key>photos/2026/11/{1:02}/IMG_{n:08}.jpg</Key><LastModified>2026-11-{1:02}T10:{2:02}:{2:02}.000Z</LastModified>\
             <ETag>&quot;{0:032x}&quot;</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm>\
             <ChecksumType>FULL_OBJECT</ChecksumType><Size>{3}</Size><StorageClass>STANDARD</StorageClass></Contents>",
            n * 0x9e37_79b9,
            1 + n % 28,
            n % 60,
            1_000_000 + n * 997,
        )
        .expect("writing to a string cannot fail");
    }
    body.push_str("</ListBucketResult>");
    body
}

/// The voices of Amazon Polly.
pub fn voices() -> String {
    let mut body = String::from("{\"Voices\":[");
    for n in 0..VOICES {
        let comma = if n == 0 { "" } else { "," };
        let (gender, code, language) = match n % 3 {
            0 => ("Female", "en-GB", "British English"),
            1 => ("Male", "de-DE", "German"),
            _ => ("Female", "cmn-CN", "Chinese Mandarin"),
        };
        write!(
            body,
            "{comma}{{\"AdditionalLanguageCodes\":[{also}],\"Gender\":\"{gender}\",\"Id\":\"Amy\",\"LanguageCode\":\"{code}\",\
             \"LanguageName\":\"{language}\",\"Name\":\"Amy {n}\",\"SupportedEngines\":[\"neural\",\"standard\"{more}]}}",
            also = if n % 10 == 0 { "\"hi-IN\"" } else { "" },
            more = if n % 4 == 0 { ",\"generative\"" } else { "" },
        )
        .expect("writing to a string cannot fail");
    }
    body.push_str("]}");
    body
}
