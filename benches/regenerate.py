#!/usr/bin/env python3
"""What bringing connectors up to date takes: fifty of them with nothing to do, and one whose API changed.

usage: benches/regenerate.py [BINARY]      (target/release/connector-gen without it)

Wall time of whole processes and the time that they had a processor. Prints figures, asserts nothing.
"""

import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/connector-gen").resolve()
SAMPLES = ["amazon-polly", "aws-lambda", "bookshop"]
ROUNDS = 11


def run(folder, *arguments):
    """Runs the command; the result is wall and processor time in milliseconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run([BINARY, *arguments, "--quiet"], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall * 1000, used * 1000


def shown(times):
    walls, used = zip(*times)
    return f"{statistics.median(walls):7.1f} ms ({min(walls):.1f} to {max(walls):.1f}), processor {statistics.median(used):.1f} ms"


def nothing_to_do(folder):
    for at in range(50):
        run(folder, "new", f"{SAMPLES[at % 3]}.postman_collection.json", "--out", f"c{at}")
    rounds = []
    for _ in range(ROUNDS):
        each = [run(folder, "regenerate", f"c{at}") for at in range(50)]
        rounds.append((sum(wall for wall, _ in each), sum(used for _, used in each)))
    print(f"50 connectors, nothing to do   {shown(rounds)}")


def changed(folder):
    """One connector of all operations of a sample, there and back; an edited file is merged each time."""
    sample = folder / "amazon-polly.postman_collection.json"
    run(folder, "new", sample.name, "--out", "one")
    entity = folder / "one/src/domain_model/describe_voices.rs"
    entity.write_text(entity.read_text() + "// mine\n")
    old = sample.read_text()
    texts = [old.replace("SupportedEngines", "KnownEngines"), old]
    inspect, regenerate = [], []
    for at in range(2 * ROUNDS):
        sample.write_text(texts[at % 2])
        inspect.append(run(folder, "inspect", sample.name))
        regenerate.append(run(folder, "regenerate", "one"))
    print(f"reading the sample (inspect)   {shown(inspect)}")
    print(f"one connector, API changed     {shown(regenerate)}")


def main():
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        for sample in SAMPLES:
            shutil.copy(ROOT / f"samples/{sample}.postman_collection.json", folder)
        nothing_to_do(folder)
        changed(folder)
    finally:
        shutil.rmtree(folder)


main()
