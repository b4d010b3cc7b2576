#!/usr/bin/env python3
"""Times `connector-gen new` beside two type generators on the same samples: whole processes, in turn, medians.

    cargo build --release && python3 benches/new.py [ROUNDS]

Rivals are looked for on the path, or where QUICKTYPE and JSON_TYPEGEN say; a missing one is reported, not skipped silently.
"""
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SIZES = {"1 KB": 3, "100 KB": 300, "10 MB": 30_000}


def order(n):
    """One item: five levels of nesting, every kind of scalar, something absent now and then."""
    item = {
        "orderId": f"order-{n:08}",
        "placedAt": f"2026-11-{1 + n % 28:02}T10:{n % 60:02}:00Z",
        "total": round(10 + n * 0.25, 2),
        "items": [{"sku": f"sku-{n % 97}", "quantity": 1 + n % 5, "price": {"amount": 1.5 + n % 7, "currency": "EUR"}}],
        "customer": {"name": f"Customer {n}", "vip": n % 3 == 0, "address": {"city": "Rotterdam", "geo": {"lat": 51.9, "lon": 4.4}}},
    }
    if n % 5:
        item["note"] = "leave it at the door"
    return item


def seconds(command, folder):
    """Wall and CPU seconds of one process tree."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def tools():
    """Name → function that makes the command for a sample and a fresh output folder."""
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
    ours = os.path.join(target, "release", "connector-gen")
    url = ["--url", "https://orders.example/v1/orders", "--method", "GET", "--operation", "ListOrders", "--name", "Orders"]
    found = {"connector-gen": lambda sample, out: [ours, "new", sample, *url, "--out", os.path.join(out, "orders-connector")]}
    quicktype = os.environ.get("QUICKTYPE") or shutil.which("quicktype")
    typegen = os.environ.get("JSON_TYPEGEN") or shutil.which("json_typegen")
    if quicktype:
        found["quicktype"] = lambda sample, out: [quicktype, "--lang", "rust", "--src-lang", "json", sample, "-o", os.path.join(out, "q.rs")]
    if typegen:
        found["json_typegen"] = lambda sample, out: [typegen, sample, "-o", os.path.join(out, "t.rs")]
    for rival in ("quicktype", "json_typegen"):
        if rival not in found:
            print(f"{rival} was not found: not measured")
    return found


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    print(f"python3 benches/new.py {rounds} · {platform.machine()} · {os.cpu_count()} cores")
    commands = tools()
    with tempfile.TemporaryDirectory() as scratch:
        for size, count in SIZES.items():
            sample = os.path.join(scratch, f"orders-{count}.json")
            with open(sample, "w") as file:
                json.dump({"orders": [order(n) for n in range(count)]}, file)
            walls = {name: [] for name in commands}
            for turn in range(rounds if count < 10_000 else max(3, rounds // 3)):
                for name, command in commands.items():
                    out = os.path.join(scratch, f"{name}-{count}-{turn}")
                    os.mkdir(out)
                    walls[name].append(seconds(command(sample, out), scratch)[0])
                    shutil.rmtree(out)
            ours = statistics.median(walls["connector-gen"])
            row = [f"{name} {statistics.median(w) * 1000:.1f} ms (×{statistics.median(w) / ours:.1f})" for name, w in walls.items()]
            print(f"{size:7} {os.path.getsize(sample):9} bytes: " + " · ".join(row))


if __name__ == "__main__":
    main()
