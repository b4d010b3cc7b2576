#!/usr/bin/env python3
"""What building costs: generated connectors beside the official SDK, from API models of the botocore that is installed.

    cargo build --release && python3 benches/weight.py programs [polly,dynamodb,s3 [debug,release]]
    cargo build --release && python3 benches/weight.py crates [dynamodb,lambda,s3,ec2]

`programs`: clean builds of a program that makes one call, on the connector, on the SDK with the fewest features that work, and
on the SDK with aws-config. `crates`: a connector with all operations of a service and the SDK's crate of it, debug, the crate
alone after its dependencies were built; the SDK's crate of EC2 is built only where WEIGHT_SDK_EC2 is set (8 GiB).

CPU seconds are those of the build's process tree, one build at a time; dependencies are downloaded before anything is timed.
"""
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TARGET = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
GENERATOR = os.path.join(TARGET, "release", "connector-gen")
TOKIO = 'tokio = { version = "1", default-features = false, features = ["rt", "macros"] }'
FEWEST = 'default-features = false, features = ["rt-tokio", "default-https-client"]'
DEPENDENCIES_ONLY = "fn main() {}\n"

# Service → operation, request of the connector, call on the SDK's client.
CALLS = {
    "polly": ("DescribeVoices", "DescribeVoicesRequest::default()", "describe_voices()"),
    "dynamodb": ("GetItem", 'GetItemRequest::new("orders")', 'get_item().table_name("orders")'),
    "s3": ("ListObjectsV2", 'ListObjectsV2Request::new("backups")', 'list_objects_v2().bucket("backups")'),
}

OURS = """use amazon_{service}_connector::{{Client, Config, Credentials, {operation}Request}};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let credentials = Credentials::new("AKIDEXAMPLE", "secret");
    let client = Client::new(Config::new().region("us-east-1").credentials(credentials));
    println!("{{:?}}", client.call(&{request}).await?);
    Ok(())
}}
"""
SDK = """#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let client = aws_sdk_{service}::Client::new(&config);
    println!("{{:?}}", client.{call}.send().await?);
    Ok(())
}}
"""
SDK_MIN = """use aws_sdk_{service}::config::{{BehaviorVersion, Credentials, Region}};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let config = aws_sdk_{service}::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "static"))
        .build();
    let client = aws_sdk_{service}::Client::from_conf(config);
    println!("{{:?}}", client.{call}.send().await?);
    Ok(())
}}
"""


def generate(scratch, service, operation):
    """Writes a connector and gives its folder."""
    command = [GENERATOR, "-q", "new", f"botocore:{service}", "--operation", operation]
    subprocess.run(command, cwd=scratch, check=True)
    found = [name for name in os.listdir(scratch) if name.startswith(("amazon-", "aws-"))]
    return os.path.join(scratch, found[0])


def write(folder, dependencies, program):
    os.makedirs(os.path.join(folder, "src"))
    name = os.path.basename(folder)
    manifest = f'[package]\nname = "{name}"\nversion = "0.0.0"\nedition = "2024"\n\n[workspace]\n\n[profile.release]\nstrip = true\n\n[dependencies]\n'
    with open(os.path.join(folder, "Cargo.toml"), "w") as file:
        file.write(manifest + "\n".join(dependencies) + "\n")
    with open(os.path.join(folder, "src", "main.rs"), "w") as file:
        file.write(program)
    subprocess.run(["cargo", "fetch", "--quiet"], cwd=folder, check=True)
    return folder


def environment():
    """As any user has it: target folders beside the programs, the profiles' own settings."""
    kept = {k: v for k, v in os.environ.items() if k not in ("CARGO_TARGET_DIR", "RUSTFLAGS") and not k.startswith("CARGO_PROFILE_")}
    return {**kept, "CARGO_TERM_PROGRESS_WHEN": "never"}


def build(folder, profile, *arguments):
    """CPU seconds, wall seconds, packages compiled, peak MiB of the largest process."""
    command = ["cargo", "build", "--offline", *(["--release"] if profile == "release" else []), *arguments]
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=log)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        log.seek(0)
        text = log.read()
    if status:
        sys.exit(text)
    return used.ru_utime + used.ru_stime, wall, len(re.findall(r"^ *Compiling ", text, re.M)), used.ru_maxrss / 1024


def programs(services, profiles):
    for service in services:
        operation, request, call = CALLS[service]
        with tempfile.TemporaryDirectory() as scratch:
            connector = generate(scratch, service, operation)
            crate = os.path.basename(connector)
            words = {"service": service, "operation": operation, "request": request, "call": call}
            variants = {
                "connector": ([f'{crate} = {{ path = "{connector}" }}', TOKIO], OURS),
                "sdk-min": ([f'aws-sdk-{service} = {{ version = "1", {FEWEST} }}', TOKIO], SDK_MIN),
                "sdk": (['aws-config = "1"', f'aws-sdk-{service} = "1"', TOKIO], SDK),
            }
            folders = {name: write(os.path.join(scratch, name), parts[0], parts[1].format(**words)) for name, parts in variants.items()}
            for profile in profiles:
                base = None
                for name, folder in folders.items():
                    cpu, wall, crates, _ = build(folder, profile)
                    base = base or cpu
                    line = f"{service:9} {profile:7} {name:9} CPU {cpu:6.1f} s · wall {wall:6.1f} s · {crates} crates · connector/this {base / cpu:.3f}"
                    if profile == "release":
                        size = os.path.getsize(os.path.join(folder, "target", "release", name))
                        line += f" · binary {size / 1e6:.2f} MB"
                    print(line, flush=True)
                    shutil.rmtree(os.path.join(folder, "target"))


def source(folder):
    """Lines, bytes and files of Rust source."""
    lines = size = files = 0
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".rs"):
                with open(os.path.join(place, name), "rb") as file:
                    text = file.read()
                lines, size, files = lines + text.count(b"\n"), size + len(text), files + 1
    return f"{lines} lines, {size / 1e6:.2f} MB, {files} files"


def alone(folder, crate):
    """Builds the crate once more."""
    subprocess.run(["cargo", "clean", "--quiet", "--offline", "-p", crate], cwd=folder, env=environment(), check=True)
    return build(folder, "debug", "-p", crate)


def crates(services):
    with tempfile.TemporaryDirectory() as scratch:
        base = {}
        for service in services:
            connector = generate(scratch, service, "*")
            crate = os.path.basename(connector)
            ours = write(os.path.join(scratch, f"ours-{service}"), [f'{crate} = {{ path = "{connector}" }}'], DEPENDENCIES_ONLY)
            build(ours, "debug")
            base[service], wall, _, peak = alone(ours, crate)
            print(f"{service:9} connector CPU {base[service]:6.1f} s · wall {wall:6.1f} s · peak {peak:6.0f} MiB · {source(os.path.join(connector, 'src'))}", flush=True)
            shutil.rmtree(connector)
            shutil.rmtree(os.path.join(ours, "target"))
        wanted = [service for service in services if service != "ec2" or "WEIGHT_SDK_EC2" in os.environ]
        theirs = write(os.path.join(scratch, "theirs"), [f'aws-sdk-{service} = {{ version = "1", {FEWEST} }}' for service in services], DEPENDENCIES_ONLY)
        metadata = subprocess.check_output(["cargo", "metadata", "--offline", "--format-version", "1"], cwd=theirs, text=True)
        for service in services:
            crate = f"aws-sdk-{service}"
            folder = re.search(rf'"manifest_path":"([^"]*/{crate}-[0-9.]*)/Cargo.toml"', metadata).group(1)
            line = f"{service:9} sdk       {source(os.path.join(folder, 'src'))}"
            if service in wanted:
                build(theirs, "debug", "-p", crate)
                cpu, wall, _, peak = alone(theirs, crate)
                line += f" · CPU {cpu:6.1f} s · wall {wall:6.1f} s · peak {peak:6.0f} MiB · connector/this {base[service] / cpu:.3f}"
            print(line, flush=True)


def main():
    what, *rest = sys.argv[1:] or ["programs"]
    print(f"python3 benches/weight.py {' '.join(sys.argv[1:])} · {platform.machine()} · {os.cpu_count()} cores · " + subprocess.check_output(["rustc", "--version"], text=True).strip())
    if what == "crates":
        return crates((rest or ["dynamodb,lambda,s3,ec2"])[0].split(","))
    services, profiles, *_ = [*rest, *["polly,dynamodb,s3", "debug,release"][len(rest):]]
    return programs(services.split(","), profiles.split(","))


if __name__ == "__main__":
    main()
