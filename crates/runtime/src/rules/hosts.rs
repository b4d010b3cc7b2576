use std::net::Ipv4Addr;

/// `isValidHostLabel(text, false)`: whether a text can be one label of a host (RFC 1123, section 2.1).
pub fn is_host_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// `isValidHostLabel(text, true)`: whether a text is labels with dots between them.
pub fn is_host_name(text: &str) -> bool {
    text.split('.').all(is_host_label)
}

/// `aws.isVirtualHostableS3Bucket(text, false)`: whether a bucket's name can stand in front of a host as one label.
pub fn is_bucket_label(text: &str) -> bool {
    is_bucket(text) && is_host_label(text)
}

/// `aws.isVirtualHostableS3Bucket(text, true)`: whether it can as labels with dots between them.
pub fn is_bucket_name(text: &str) -> bool {
    is_bucket(text) && is_host_name(text)
}

fn is_bucket(text: &str) -> bool {
    text.len() >= 3
        && !text.bytes().any(|byte| byte.is_ascii_uppercase())
        && text.parse::<Ipv4Addr>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_labels_become_part_of_a_host() {
        for (text, label, name, bucket) in [
            ("bucket", true, true, true),
            ("my.bucket", false, true, true),
            ("Bucket", true, true, false),
            ("ab", true, true, false),
            ("-bucket", false, false, false),
            ("bucket-", false, false, false),
            ("buck_et", false, false, false),
            ("", false, false, false),
            ("a..b", false, false, false),
            ("evil.example/", false, false, false),
            ("192.168.0.1", false, true, false),
        ] {
            assert_eq!(is_host_label(text), label, "{text}");
            assert_eq!(is_host_name(text), name, "{text}");
            assert_eq!(is_bucket_name(text), bucket, "{text}");
            assert_eq!(is_bucket_label(text), bucket && label, "{text}");
        }
    }
}
