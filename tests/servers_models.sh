#!/usr/bin/env bash
# Connectors made from API models call a server that checks every signature, and what they read of its answers is
# compared with what botocore reads of the same bytes. Needs Python; installs moto and boto3 into target/. The front
# is not part of this repository: CONNECTOR_GEN_CORPUS or ../shared names the folder that has tools/strict_moto.py.
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
CONNECTOR_GEN_BOTOCORE=$("$venv/bin/python" -c 'import botocore, os; print(os.path.join(os.path.dirname(botocore.__file__), "data"))')
export CONNECTOR_GEN_BOTOCORE

work=$(mktemp -d)
port=5571
"$venv/bin/python" "$front" "$port" 2> "$work/server.log" &
server=$!
trap 'kill $server 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 1 100); do
  if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then break; fi
  sleep 0.1
done

# A call that is refused and need not be fails in the comparison, as one that is read otherwise does.
"$venv/bin/python" tests/servers/parse.py calls "$work/calls.json"
cargo run --quiet --package xtask -- call "$work/calls.json" "http://127.0.0.1:$port" "$work/answers.json"
"$venv/bin/python" tests/servers/parse.py "$work/answers.json" "$work/parsed.json"
if grep REFUSED "$work/server.log" >&2; then
  echo "the server refused signatures" >&2
  exit 1
fi
cargo run --quiet --package xtask -- compare "$work/parsed.json"
