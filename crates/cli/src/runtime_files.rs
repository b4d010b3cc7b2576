//! The files of `connector-runtime` as this program carries them.
//!
//! `runtime` in this crate's folder is a symbolic link to the runtime's crate, so that packaging works.
//! A test holds the table to what is there; it prints the table that it expects.

/// Path below the runtime's folder, and text.
pub(crate) type EmbeddedFile = (&'static str, &'static str);

macro_rules! files {
    ($($path:literal)*) => {
        /// Every file of the runtime but its tests, by path.
        pub(crate) static FILES: &[EmbeddedFile] = &[
            $(($path, include_str!(concat!("../runtime/", $path)))),*
        ];
    };
}

files! {
    "Cargo.toml"
    "src/address.rs"
    "src/auth/mod.rs"
    "src/auth/signing.rs"
    "src/auth/sigv4/canonical_request.rs"
    "src/auth/sigv4/mod.rs"
    "src/auth/sigv4/presign.rs"
    "src/auth/sigv4/signing_key.rs"
    "src/auth/sigv4/string_to_sign.rs"
    "src/auth/sigv4a.rs"
    "src/base64.rs"
    "src/blocking.rs"
    "src/call.rs"
    "src/cbor/document.rs"
    "src/cbor/head.rs"
    "src/cbor/http.rs"
    "src/cbor/mod.rs"
    "src/cbor/reader.rs"
    "src/cbor/writer.rs"
    "src/checksum/aws_chunked.rs"
    "src/checksum/crc.rs"
    "src/checksum/md5.rs"
    "src/checksum/mod.rs"
    "src/checksum/verified.rs"
    "src/client.rs"
    "src/clock.rs"
    "src/config.rs"
    "src/config/endpoints.rs"
    "src/credentials.rs"
    "src/date_time/calendar.rs"
    "src/date_time/mod.rs"
    "src/date_time/parse.rs"
    "src/endpoint.rs"
    "src/error.rs"
    "src/event_stream/body.rs"
    "src/event_stream/channel.rs"
    "src/event_stream/decoder.rs"
    "src/event_stream/events.rs"
    "src/event_stream/frame.rs"
    "src/event_stream/initial.rs"
    "src/event_stream/message.rs"
    "src/event_stream/mod.rs"
    "src/event_stream/signed.rs"
    "src/event_stream/source.rs"
    "src/idempotency.rs"
    "src/json/decode_error.rs"
    "src/json/document.rs"
    "src/json/document_reader.rs"
    "src/json/mod.rs"
    "src/json/reader.rs"
    "src/json/text.rs"
    "src/json/writer.rs"
    "src/lib.rs"
    "src/operation.rs"
    "src/pages.rs"
    "src/pages/blocking.rs"
    "src/percent.rs"
    "src/query.rs"
    "src/request.rs"
    "src/request/bindings.rs"
    "src/request/compression.rs"
    "src/request/payload.rs"
    "src/response.rs"
    "src/response/bindings.rs"
    "src/retry.rs"
    "src/rules/arn.rs"
    "src/rules/hosts.rs"
    "src/rules/mod.rs"
    "src/rules/parameters.rs"
    "src/rules/partition.rs"
    "src/rules/resolved.rs"
    "src/rules/standard.rs"
    "src/rules/url.rs"
    "src/scan.rs"
    "src/seal.rs"
    "src/seal/events.rs"
    "src/seal/payload.rs"
    "src/seal/regions.rs"
    "src/secret.rs"
    "src/service_error.rs"
    "src/stream/mod.rs"
    "src/stream/reader.rs"
    "src/stream/source.rs"
    "src/stream/wait.rs"
    "src/transport/hyper.rs"
    "src/transport/hyper/body.rs"
    "src/transport/hyper/http2.rs"
    "src/transport/mod.rs"
    "src/transport/outgoing.rs"
    "src/transport/ureq.rs"
    "src/wait.rs"
    "src/wait/answer.rs"
    "src/wait/error.rs"
    "src/wait/pace.rs"
    "src/xml/attributes.rs"
    "src/xml/http.rs"
    "src/xml/mod.rs"
    "src/xml/reader.rs"
    "src/xml/text.rs"
    "src/xml/tokens.rs"
    "src/xml/writer.rs"
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use walkdir::WalkDir;

    #[test]
    fn the_runtime_is_carried_whole() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
        let mut there: Vec<String> = WalkDir::new(root.join("src"))
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .filter_map(|entry| {
                let path = entry.path().strip_prefix(&root).ok()?.to_str()?;
                Some(path.replace('\\', "/"))
            })
            .collect();
        there.push("Cargo.toml".to_owned());
        there.sort();
        let carried: Vec<&str> = super::FILES.iter().map(|(path, _)| *path).collect();
        assert_eq!(
            carried, there,
            "left: the table in runtime_files.rs, right: what is there"
        );
    }
}
