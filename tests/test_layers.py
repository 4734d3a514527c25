"""Imports run one way: index, then assistant, then server, then ui; inside a package, down its list."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("index", "assistant", "server", "ui")


def imported(path: Path) -> set[str]:
    """Return the full names of the modules that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            found.add(node.module or "")
    return found


def faults(package: str, source_dir: Path) -> list[str]:
    """Return what a package imports of ours that it must not."""
    later = PACKAGES[PACKAGES.index(package) + 1 :]
    earlier = PACKAGES[: PACKAGES.index(package)]
    found = []
    for path in sorted(source_dir.glob("*.py")):
        for name in imported(path):
            top, _, rest = name.partition(".")
            wrong = top in later or (top in earlier and rest) or (name == package and path.name != "__init__.py")
            if wrong:
                found.append(f"{path.name} imports {name}")
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_turns_back_or_reaches_into_another(package: str) -> None:
    """Only names that an earlier package exports are imported."""
    assert faults(package, ROOT / package) == []


def test_a_planted_back_import_is_caught(tmp_path: Path) -> None:
    """The check can fail."""
    (tmp_path / "bad.py").write_text("def f():\n    from ui.app import build_app\n", "utf-8")
    (tmp_path / "deep.py").write_text("from assistant.api import Assistant\n", "utf-8")
    assert faults("index", tmp_path) == ["bad.py imports ui.app", "deep.py imports assistant.api"]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_import_cycle(package: str) -> None:
    """The modules of a package can be put in an order in which each imports only earlier ones."""
    graph = {
        path.stem: {name.split(".")[1] for name in imported(path) if name.startswith(f"{package}.")}
        for path in (ROOT / package).glob("*.py")
    }
    while graph:
        ready = [module for module, needs in graph.items() if not needs & graph.keys()]
        assert ready, f"a cycle among {sorted(graph)}"
        for module in ready:
            del graph[module]


REGIONS = ("chat", "conversations", "library", "reader")
HEAVY = {
    "faiss": {"index/faiss_store.py"},
    "sentence_transformers": {"assistant/cross_encoder.py", "assistant/nli.py", "index/stock_model.py"},
    "onnx": {"assistant/base_model.py", "assistant/int8_encoder.py", "index/bert_encoder.py"},
    "onnxruntime": {"assistant/int8_encoder.py", "index/bert_encoder.py"},
    "tokenizers": {"assistant/base_model.py", "index/bert_folder.py"},
    "torch": {"index/device.py", "index/stock_model.py"},
    "transformers": {"index/stock_model.py"},
    "watchfiles": {"index/watching.py"},
    "sqlite3": {
        "index/checking.py",
        "index/database.py",
        "index/snapshot.py",
        "index/text_merging.py",
        "index/text_tables.py",
        "index/transaction.py",
        "ui/conversation_file.py",
        "ui/store.py",
    },
    "fastapi": {"server/api.py", "server/app.py", "server/completions.py", "ui/app.py", "ui/pages.py"},
    "mcp": {"server/app.py", "server/mcp_tools.py"},
    "uvicorn": {"server/process.py"},
    "prometheus_client": {"server/metrics.py"},
    "langchain": {"assistant/choosing_model.py"},
    "langchain_core": {"assistant/api.py", "assistant/chat_model.py", "assistant/retriever.py"},
    "xllamacpp": {"assistant/gguf_child.py"},
    "gradio": {f"ui/{name}.py" for name in ("app", "events", *(f"{region}_view" for region in REGIONS))},
}


@pytest.mark.parametrize("library", HEAVY)
def test_each_heavy_library_has_its_place(library: str) -> None:
    """A library that could be exchanged is imported in few named modules."""
    users = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).glob("*.py")
        if any(name.split(".")[0] == library for name in imported(path))
    }
    assert users
    assert users <= HEAVY[library]
