#!/usr/bin/env python3
"""Clean builds of a program that makes one Amazon Polly call: a generated connector beside the official SDK.

    cargo build --release && python3 benches/weight.py [debug|release|both]

Prints CPU seconds of the build's process tree, crates compiled and the size of the stripped release binary. The variants are
built in turn; dependencies are downloaded before anything is timed.
"""
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OURS = """use amazon_polly_connector::{Client, Config, Credentials, DescribeVoicesRequest};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret");
    let client = Client::new(Config::new().region("us-east-1").credentials(credentials));
    for voice in client.call(&DescribeVoicesRequest::default()).await?.voices {
        println!("{}", voice.name.unwrap_or_default());
    }
    Ok(())
}
"""
SDK = """#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let client = aws_sdk_polly::Client::new(&config);
    for voice in client.describe_voices().send().await?.voices() {
        println!("{}", voice.name().unwrap_or_default());
    }
    Ok(())
}
"""
SDK_MIN = """use aws_sdk_polly::config::{BehaviorVersion, Credentials, Region};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = aws_sdk_polly::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "static"))
        .build();
    let client = aws_sdk_polly::Client::from_conf(config);
    for voice in client.describe_voices().send().await?.voices() {
        println!("{}", voice.name().unwrap_or_default());
    }
    Ok(())
}
"""
TOKIO = 'tokio = { version = "1", default-features = false, features = ["rt", "macros"] }'
SDK_POLLY = 'aws-sdk-polly = { version = "1.127", default-features = false, features = ["rt-tokio", "default-https-client"] }'


def variants(scratch):
    """Name → (dependencies, program)."""
    connector = os.path.join(scratch, "amazon-polly-connector")
    return {
        "connector": ([f'amazon-polly-connector = {{ path = "{connector}" }}', TOKIO], OURS),
        "sdk-min": ([SDK_POLLY, TOKIO], SDK_MIN),
        "sdk": (['aws-config = "1.13"', 'aws-sdk-polly = "1.127"', TOKIO], SDK),
    }


def write(scratch, name, dependencies, program):
    folder = os.path.join(scratch, name)
    os.makedirs(os.path.join(folder, "src"))
    manifest = f'[package]\nname = "first-call-{name}"\nversion = "0.0.0"\nedition = "2024"\n\n[workspace]\n\n[profile.release]\nstrip = true\n\n[dependencies]\n'
    with open(os.path.join(folder, "Cargo.toml"), "w") as file:
        file.write(manifest + "\n".join(dependencies) + "\n")
    with open(os.path.join(folder, "src", "main.rs"), "w") as file:
        file.write(program)
    return folder


def build(folder, profile):
    shutil.rmtree(os.path.join(folder, "target"), ignore_errors=True)
    command = ["cargo", "build", "--offline"] + (["--release"] if profile == "release" else [])
    environment = {k: v for k, v in os.environ.items() if k not in ("CARGO_TARGET_DIR", "RUSTFLAGS")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(done.stderr)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall, len(re.findall(r"^ *Compiling ", done.stderr, re.M))


def main():
    profiles = {"debug": ["debug"], "release": ["release"]}.get(sys.argv[1] if len(sys.argv) > 1 else "both", ["debug", "release"])
    print(f"python3 benches/weight.py · {platform.machine()} · {os.cpu_count()} cores · " + subprocess.check_output(["rustc", "--version"], text=True).strip())
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
    generator = os.path.join(target, "release", "connector-gen")
    sample = os.path.join(ROOT, "samples", "amazon-polly.postman_collection.json")
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([generator, "-q", "new", sample, "--operation", "DescribeVoices"], cwd=scratch, check=True)
        folders = {name: write(scratch, name, *parts) for name, parts in variants(scratch).items()}
        for folder in folders.values():
            subprocess.run(["cargo", "fetch", "--quiet"], cwd=folder, check=True)
        for profile in profiles:
            base = None
            for name, folder in folders.items():
                cpu, wall, crates = build(folder, profile)
                base = base or cpu
                line = f"{profile:7} {name:9} CPU {cpu:6.1f} s · wall {wall:6.1f} s · {crates} crates · connector/this {base / cpu:.3f}"
                if profile == "release":
                    size = os.path.getsize(os.path.join(folder, "target", "release", f"first-call-{name}"))
                    line += f" · binary {size / 1e6:.2f} MB"
                print(line, flush=True)


if __name__ == "__main__":
    main()
