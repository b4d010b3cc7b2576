#!/usr/bin/env python3
"""What calls cost besides the network: generated connectors beside the official SDK and beside the same bytes read by hand.

    cargo build --release && python3 benches/speed.py [time|memory|both]

Writes three connectors from the API models of the botocore that is installed (or where BOTOCORE_DATA says), builds the program
in `benches/speed` and runs it: CPU time of calls on canned answers in short turns, and allocations of one call.
"""
import os
import platform
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SPEED = os.path.join(ROOT, "benches", "speed")
CONNECTORS = {
    "dynamodb": ["Query", "DeleteItem"],
    "polly": ["DescribeVoices", "DeleteLexicon"],
    "s3": ["ListObjectsV2", "DeleteObject"],
}


def write_connectors(generator):
    folder = os.path.join(SPEED, "connectors")
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    for service, operations in CONNECTORS.items():
        chosen = [word for name in operations for word in ("--operation", name)]
        subprocess.run([generator, "-q", "new", f"botocore:{service}", *chosen], cwd=folder, check=True)


def main():
    programs = {"time": ["time"], "memory": ["memory"]}.get(sys.argv[1] if len(sys.argv) > 1 else "both", ["time", "memory"])
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
    print(f"python3 benches/speed.py · {platform.machine()} · {os.cpu_count()} cores · " + subprocess.check_output(["rustc", "--version"], text=True).strip())
    write_connectors(os.path.join(target, "release", "connector-gen"))
    environment = {**os.environ, "CARGO_TARGET_DIR": os.path.join(target, "speed")}
    for program in programs:
        print(f"\n{program}", flush=True)
        subprocess.run(["cargo", "run", "--quiet", "--release", "--bin", program], cwd=SPEED, env=environment, check=True)


if __name__ == "__main__":
    main()
