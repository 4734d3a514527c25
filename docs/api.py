"""Make the reference of the public names of `assistant` from their source: `api.md`.

usage: python -m docs.api
"""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent, indent

import assistant

PAGE = Path(__file__).with_suffix(".md")
HEAD = """# API

The public names of `assistant`, made from their source by `python -m docs.api`. Most programs need `Assistant` alone,
which has all that `Asking` has. The README shows how the names go together, and the [tour](tour.md) shows them at work.
Offsets count characters (Unicode code points) from 0, and an end is the first character that no longer belongs."""
_COMMENT = re.compile(r"  # .*$", re.MULTILINE)
_SECTION = re.compile(r"^(Args|Attributes|Raises):$", re.MULTILINE)
_ITEM = re.compile(r"^    (\w+): ", re.MULTILINE)
_PRIVATE = ("_", "model_config")


def main() -> None:
    """Write the page."""
    PAGE.write_text(reference(), "utf-8")


def reference() -> str:
    """Return the whole page."""
    kinds: dict[str, list[str]] = {"Classes": [], "Functions": [], "Constants": [], "Errors": []}
    for name in assistant.__all__:
        value = getattr(assistant, name)
        if inspect.isclass(value):
            kind = "Errors" if issubclass(value, Exception) else "Classes"
            parts = _class_parts(value)
        elif inspect.isfunction(value):
            kind, parts = "Functions", _function_parts(inspect.getsource(value), name)
        else:
            kind, parts = "Constants", iter((f"`{str(value).replace('assistant.answers.', '')}`",))
        kinds[kind].append("\n\n".join((f"### {name}", *parts)))
    return "\n\n".join((HEAD, *(f"## {kind}\n\n" + "\n\n".join(found) for kind, found in kinds.items()))) + "\n"


def _class_parts(value: type) -> Iterator[str]:
    """Yield how a class is made and what it holds, what is said of it, and each of its public methods.

    A base class without a public name is not told of: what it has is the class's own.
    """
    public = {getattr(assistant, name) for name in assistant.__all__}
    inner = [base for base in value.__bases__ if base.__module__.startswith("assistant.") and base not in public]
    source, node = _class_source(value)
    methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
    fields = [ast.unparse(part) for part in node.body if isinstance(part, ast.AnnAssign | ast.Assign)]
    named = [name for name in map(ast.unparse, node.bases) if name not in {base.__name__ for base in inner}]
    bases = f"({', '.join(named)})" if named else ""
    held = [field for field in fields if not field.startswith(_PRIVATE)]
    held += [_signature(source, method) for method in methods if method.name == "__init__"]
    made = [f"@{ast.unparse(one)}" for one in node.decorator_list]
    yield _code("\n".join((*made, f"class {node.name}{bases}", *(indent(one, "    ") for one in held))))
    yield _told(node)
    for written, part in (_class_source(one) for one in (value, *inner)):
        for method in part.body:
            if isinstance(method, ast.FunctionDef) and (not method.name.startswith("_") or method.name == "__call__"):
                yield f"#### {node.name}.{method.name}"
                yield _code(_signature(written, method))
                yield _told(method)


def _class_source(value: type) -> tuple[str, ast.ClassDef]:
    source = inspect.getsource(value)
    (node,) = (part for part in ast.parse(source).body if isinstance(part, ast.ClassDef))
    return source, node


def _function_parts(source: str, name: str) -> Iterator[str]:
    """Yield how a function is called by its public name, and what is said of it."""
    (node,) = (part for part in ast.parse(source).body if isinstance(part, ast.FunctionDef))
    yield _code(_signature(source, node).replace(node.name, name, 1))
    yield _told(node)


def _signature(source: str, node: ast.FunctionDef) -> str:
    """Return how a function is called, as it is written."""
    lines = source.splitlines()[node.lineno - 1 : node.body[0].lineno - 1]
    written = dedent(_COMMENT.sub("", "\n".join(lines))).removesuffix(":")
    return "\n".join((*(f"@{ast.unparse(one)}" for one in node.decorator_list), written))


def _code(lines: str) -> str:
    return f"```python\n{lines}\n```"


def _told(node: ast.ClassDef | ast.FunctionDef) -> str:
    """Return a docstring as Markdown: its sections with a line for each name."""
    text = _SECTION.sub(r"**\1**\n", ast.get_docstring(node) or "")
    return re.sub(r"\n {8}", r"\n  ", _ITEM.sub(r"- `\1`: ", text))


if __name__ == "__main__":
    main()
