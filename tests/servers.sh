#!/usr/bin/env bash
# Connectors made from samples/ call a server that checks every signature: moto behind a front that recomputes
# SigV4 with botocore. Needs Python; installs moto into target/. The front is not part of this repository:
# CONNECTOR_GEN_CORPUS or ../shared names the folder that has tools/strict_moto.py.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
front="${CONNECTOR_GEN_CORPUS:-$root/../shared}/tools/strict_moto.py"
if [ ! -f "$front" ]; then
  echo "tools/strict_moto.py is missing: no call against a server was made; set CONNECTOR_GEN_CORPUS" >&2
  [ -z "${CI:-}" ] && exit 0 || exit 1
fi

target="${CARGO_TARGET_DIR:-$root/target}"
venv="$target/moto"
if [ ! -x "$venv/bin/moto_server" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet 'moto[server]==5.2.5' 'boto3==1.44.5'
fi

cargo build --quiet --package connector-gen
work=$(mktemp -d)
port=5571
"$venv/bin/python" "$front" "$port" 2> "$work/server.log" &
server=$!
trap 'kill $server 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 1 100); do
  if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then break; fi
  sleep 0.1
done

export AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY='wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' AWS_DEFAULT_REGION=us-east-1
"$venv/bin/python" - "http://127.0.0.1:$port" <<'PYTHON'
import io, sys, zipfile, boto3
endpoint = sys.argv[1]
archive = io.BytesIO()
with zipfile.ZipFile(archive, "w") as file:
    file.writestr("handler.py", "def main(event, context): return 1")
role = boto3.client("iam", endpoint_url=endpoint).create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
boto3.client("lambda", endpoint_url=endpoint).create_function(
    FunctionName="first-function", Runtime="python3.12", Role=role, Handler="handler.main", Code={"ZipFile": archive.getvalue()})
PYTHON

cd "$work"
"$target/debug/connector-gen" -q new "$root/samples/amazon-polly.postman_collection.json"
"$target/debug/connector-gen" -q new "$root/samples/aws-lambda.postman_collection.json"

program() { # NAME CRATE
  mkdir -p "$1/src"
  cp "$root/tests/servers/$1.rs" "$1/src/main.rs"
  cat > "$1/Cargo.toml" <<TOML
[package]
name = "call-$1"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
$2 = { path = "../$2" }
tokio = { version = "1", default-features = false, features = ["rt", "macros"] }
TOML
  CARGO_TARGET_DIR="$target/connectors" cargo build --quiet --manifest-path "$1/Cargo.toml"
}
program polly amazon-polly-connector
program lambda aws-lambda-connector

passed=0
expect() { # WHAT PATTERN COMMAND…
  local what=$1 pattern=$2 said
  shift 2
  said=$("$@" 2>&1 || true)
  if ! grep -qE "$pattern" <<< "$said"; then
    printf '%s: expected %s, got:\n%s\n' "$what" "$pattern" "$said" >&2
    exit 1
  fi
  echo "$what: $(grep -E -m1 "$pattern" <<< "$said" | cut -c1-160)"
  passed=$((passed + 1))
}
url="http://127.0.0.1:$port"
polly="$target/connectors/debug/call-polly"
lambda="$target/connectors/debug/call-lambda"
expect "voices of Amazon Polly" "^Isabelle neural" "$polly" "$url"
expect "number of voices is boto3's" "^[0-9]+ voices" bash -c "
  ours=\$('$polly' $url | wc -l)
  theirs=\$('$venv/bin/python' -c 'import boto3,sys; print(len(boto3.client(\"polly\", endpoint_url=sys.argv[1]).describe_voices()[\"Voices\"]))' $url)
  [ \$ours = \$theirs ] && echo \$ours voices"
expect "functions of AWS Lambda" "^first-function python3.12" "$lambda" "$url"
expect "a wrong secret says so" "SignatureDoesNotMatch.*secret access key" env AWS_SECRET_ACCESS_KEY=wrong "$polly" "$url"
expect "a wrong secret says so, AWS Lambda" "SignatureDoesNotMatch.*secret access key" env AWS_SECRET_ACCESS_KEY=wrong "$lambda" "$url"
expect "no server says so" "Connection refused.*http://127.0.0.1:9" "$polly" "http://127.0.0.1:9"
echo "$passed passed, 0 failed"
