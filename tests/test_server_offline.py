"""Building an index and answering needs no network, and asks for none."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SEEDS
from served import ROOT

QUESTIONS = 100
# Builds the index, serves page and API, and asks over HTTP: on the loopback interface of a namespace that has no other.
PROGRAM = """
import json, sys
import httpx
from assistant import Assistant
from ui import running

questions = json.load(sys.stdin)
assistant = Assistant.open(sys.argv[1], sys.argv[2])
with running(assistant, port=0) as address, httpx.Client(base_url=address, trust_env=False, timeout=120) as client:
    client.get("/").raise_for_status()
    answers = [client.post("/api/ask", json={"question": one}).raise_for_status().json() for one in questions]
print(len(answers), sum(bool(one["quotes"]) for one in answers))
"""


def questions() -> list[str]:
    """Return questions of the set that is shipped, those that need no conversation."""
    lines = (ROOT / "evaluation" / "seeds.jsonl").read_text("utf-8").splitlines()
    return [one["question"] for one in map(json.loads, lines) if not one["history"]][:QUESTIONS]


def run(command: list[str], place: Path) -> tuple[int, int]:
    """Run the program by a command; return how many questions were answered, and how many of them with quotes."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, sys.executable, "-c", PROGRAM, str(SEEDS), str(place / "index")],
        input=json.dumps(questions()),
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answered, quoted = done.stdout.split()
    return int(answered), int(quoted)


def test_everything_works_in_a_namespace_without_a_network(tmp_path: Path) -> None:
    """But for the loopback interface, which is brought up for the server."""
    alone = ["unshare", "--user", "--map-root-user", "--net"]
    up = ["sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    if not shutil.which("ip") or subprocess.run([*alone, *up, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no network namespaces on this machine")
    answered, quoted = run([*alone, *up], tmp_path)
    print(f"without a network: {answered} questions answered, {quoted} with quotes")  # noqa: T201
    assert answered == QUESTIONS
    assert quoted > QUESTIONS / 2


def test_no_connection_beyond_this_machine_is_tried(tmp_path: Path) -> None:
    """Not even a name is looked up: every connection of every thread is of the loopback interface."""
    strace = shutil.which("strace")
    if not strace:
        pytest.skip("no strace on this machine")
    written = tmp_path / "calls"
    traced = [
        strace,
        "-f",
        "-q",
        "--seccomp-bpf",
        "-e",
        "trace=connect,sendto,sendmsg",
        "-e",
        "signal=none",
        "-o",
        str(written),
    ]
    answered, _ = run(traced, tmp_path)
    calls = written.read_text("utf-8", "replace")
    addresses = re.findall(r'sin6?_addr=inet_\w+\((?:AF_INET6, )?"([^"]+)"|inet_pton\(AF_INET6, "([^"]+)"', calls)
    reached = {one or other for one, other in addresses}
    print(f"{answered} questions, {len(addresses)} connections, to {sorted(reached)}")  # noqa: T201
    assert answered == QUESTIONS
    assert reached == {"127.0.0.1"}
