#!/usr/bin/env bash
# Connectors made from samples/ call a server that checks every signature: moto behind a front that recomputes
# SigV4 with botocore. Needs Python; installs moto into target/; tests/servers/start.sh says what has to be at hand.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/servers/start.sh
port=5571
strict_moto "$port"
cargo build --quiet --package connector-gen

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

program polly amazon-polly-connector
program lambda aws-lambda-connector

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
