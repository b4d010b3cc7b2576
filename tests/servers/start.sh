# shellcheck shell=bash
# Sourced by tests/servers*.sh from the root of the repository: starting servers, building programs that call them,
# checking what those say. Everything listens on 127.0.0.1 and ends with the script.
root=$PWD
target="${CARGO_TARGET_DIR:-$root/target}"
venv="$target/moto"
work=$(mktemp -d)
servers=()
trap 'for server in "${servers[@]}"; do kill "$server" 2> /dev/null || true; done; rm -rf "$work"' EXIT
export AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY='wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' AWS_DEFAULT_REGION=us-east-1

# moto behind a front that recomputes SigV4 with botocore. The front is not part of this repository:
# CONNECTOR_GEN_CORPUS or ../shared names the folder that has tools/strict_moto.py. Without it nothing can be checked,
# which is a failure only where everything has to be.
strict_moto() { # PORT
  local front="${CONNECTOR_GEN_CORPUS:-$root/../shared}/tools/strict_moto.py"
  if [ ! -f "$front" ]; then
    echo "tools/strict_moto.py is missing: no call against moto was made; set CONNECTOR_GEN_CORPUS" >&2
    [ -z "${CI:-}" ] && exit 0 || exit 1
  fi
  if [ ! -x "$venv/bin/moto_server" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet 'moto[server]==5.2.5' 'boto3==1.44.5'
  fi
  "$venv/bin/python" "$front" "$1" 2> "$work/server.log" &
  started "$1"
}

started() { # PORT, just after the server was put in the background
  servers+=($!)
  for _ in $(seq 1 100); do
    if (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; then return; fi
    sleep 0.1
  done
  echo "no server listens on port $1" >&2
  exit 1
}

# Builds tests/servers/NAME.rs with a connector that stands in $work, as $target/connectors/debug/call-NAME.
program() { # NAME CRATE
  mkdir -p "$work/$1/src"
  cp "$root/tests/servers/$1.rs" "$work/$1/src/main.rs"
  cat > "$work/$1/Cargo.toml" <<TOML
[package]
name = "call-$1"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
$2 = { path = "../$2" }
tokio = { version = "1", default-features = false, features = ["rt", "macros"] }
TOML
  CARGO_TARGET_DIR="$target/connectors" cargo build --quiet --manifest-path "$work/$1/Cargo.toml"
}

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
