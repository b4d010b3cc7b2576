#!/usr/bin/env bash
# Connectors made from API models call a server that checks every signature, and what they read of its answers is
# compared with what botocore reads of the same bytes. Needs Python; installs moto and boto3 into target/;
# tests/servers/start.sh says what has to be at hand. The calls stand in tests/servers/calls.py.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/servers/start.sh
# The address of a queue in calls.py has it too.
port=5571
strict_moto "$port"
CONNECTOR_GEN_BOTOCORE=$("$venv/bin/python" -c 'import botocore, os; print(os.path.join(os.path.dirname(botocore.__file__), "data"))')
export CONNECTOR_GEN_BOTOCORE

# A call that is refused and need not be fails in the comparison, as one that is read otherwise does.
"$venv/bin/python" tests/servers/parse.py calls "$work/calls.json"
cargo run --quiet --package xtask -- call "$work/calls.json" "http://127.0.0.1:$port" "$work/answers.json"
"$venv/bin/python" tests/servers/parse.py "$work/answers.json" "$work/parsed.json"
if grep REFUSED "$work/server.log" >&2; then
  echo "the server refused signatures" >&2
  exit 1
fi
cargo run --quiet --package xtask -- compare "$work/parsed.json"
