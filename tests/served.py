"""A server in a process of its own, started as a person would, and clients of it."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]


@dataclass
class Served:
    """A running server, and where it is."""

    address: str
    process: subprocess.Popen[str]

    def client(self, **options: Any) -> httpx.Client:  # noqa: ANN401 (those of httpx)
        """Return a client, to be closed."""
        return httpx.Client(base_url=self.address, trust_env=False, timeout=120, **options)


@contextmanager
def served(
    articles: Path | None,
    index_dir: Path,
    *options: str,
    environment: Mapping[str, str] | None = None,
    waits: bool = False,
    errors: Path | None = None,
) -> Iterator[Served]:
    """Serve a folder until the context ends.

    Args:
        articles: the folder; None where options give collections.
        waits: whether the server tells its address while it waits for articles.
        errors: where what it says of errors is written; to those of the test where none is given.
    """
    command = [sys.executable, "-m", "ui", "--index-dir", str(index_dir), "--port", "0"]
    command += ["--articles", str(articles)] if articles else []
    with (errors or Path(os.devnull)).open("w") as written:
        process = subprocess.Popen(
            [*command, *options],
            cwd=index_dir.parent,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if waits else written if errors else None,
            text=True,
        )
    try:
        assert process.stdout is not None
        said = next(line for line in process.stdout if " at http" in line)
        yield Served(said.split(" at ")[1].split()[0].replace("0.0.0.0", "127.0.0.1"), process)  # noqa: S104
    finally:
        process.terminate()
        process.communicate(timeout=90)
