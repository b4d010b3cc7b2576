#!/usr/bin/env bash
# A connector for Amazon S3, made from botocore's model, calls two servers that check every signature: s3s-fs, which
# has nothing in common with botocore and checks presigned URLs and streamed bodies too, and moto behind a front for
# keys that s3s-fs, which keeps objects in files, would take for paths. Needs Python and curl. S3S_FS names the
# program s3s-fs; without it the one on the PATH is used, or it is installed into target/.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/servers/start.sh

strict_moto 5573
s3s="${S3S_FS:-$(command -v s3s-fs || true)}"
if [ -z "$s3s" ]; then
  s3s="$target/tools/bin/s3s-fs"
  [ -x "$s3s" ] || cargo install s3s-fs --version 0.14.1 --features binary --debug --root "$target/tools" --locked --quiet
fi
mkdir "$work/objects"
"$s3s" --host 127.0.0.1 --port 5572 --access-key "$AWS_ACCESS_KEY_ID" --secret-key "$AWS_SECRET_ACCESS_KEY" \
  "$work/objects" > "$work/s3s.log" 2>&1 &
started 5572

cargo build --quiet --package connector-gen
operations=()
for operation in CreateBucket ListBuckets HeadBucket PutObject GetObject HeadObject ListObjectsV2 CopyObject DeleteObject \
  DeleteObjects CreateMultipartUpload UploadPart ListParts CompleteMultipartUpload AbortMultipartUpload; do
  operations+=(--operation "$operation")
done
BOTOCORE_DATA=$("$venv/bin/python" -c 'import botocore, os; print(os.path.join(os.path.dirname(botocore.__file__), "data"))')
export BOTOCORE_DATA
(cd "$work" && "$target/debug/connector-gen" -q new botocore:s3 "${operations[@]}" 2> "$work/new.log") || { cat "$work/new.log" >&2; exit 1; }
program s3 amazon-s3-connector

url=http://127.0.0.1:5572
s3="$target/connectors/debug/call-s3"
"$s3" "$url"
"$s3" http://127.0.0.1:5573 paths
if grep REFUSED "$work/server.log" >&2; then exit 1; fi

echo "presigned" > "$work/letter"
up=$("$s3" "$url" put 'a b/ü+1%?#.txt')
down=$("$s3" "$url" get 'a b/ü+1%?#.txt')
expect "presigned PUT" '^200$' curl -sS -o /dev/null -w '%{http_code}\n' -T "$work/letter" "$up"
expect "presigned GET" '^presigned$' curl -sS "$down"
expect "presigned for another method" 'SignatureDoesNotMatch' curl -sS -T "$work/letter" "$down"
expect "presigned for another key" 'SignatureDoesNotMatch' curl -sS "${down/1%25/2%25}"
expect "presigned with a wrong secret" 'SignatureDoesNotMatch' \
  bash -c "curl -sS \"\$(AWS_SECRET_ACCESS_KEY=wrong '$s3' '$url' get small)\""
expect "a wrong secret says so" 'SignatureDoesNotMatch.*secret access key' env AWS_SECRET_ACCESS_KEY=wrong "$s3" "$url"
echo "$passed passed, 0 failed"
