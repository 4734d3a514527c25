"""What the packages export is what they say, it is documented, and importing it is cheap."""

import inspect
from types import ModuleType
from typing import Any

import pytest
from conftest import loaded_by

import assistant
import index

PACKAGES = pytest.mark.parametrize("package", [index, assistant], ids=["index", "assistant"])


LATER = {"assistant": {"Assistant", "PassageRetriever"}}  # imported when they are first asked for


def by_kind(name: str) -> tuple[bool, bool, str]:
    """Sort as the linter does: constants, classes, functions."""
    return not name.isupper(), not name[0].isupper(), name


@PACKAGES
def test_all_is_true_and_sorted(package: ModuleType) -> None:
    """Every public name is listed, every listed name is there, once, in order."""
    at_once = {name for name, value in vars(package).items() if name[0] != "_" and not inspect.ismodule(value)}
    public = at_once - {"TYPE_CHECKING"} | LATER.get(package.__name__, set())
    assert package.__all__ == sorted(public, key=by_kind)
    assert all(hasattr(package, name) for name in public)
    with pytest.raises(AttributeError):
        package.missing  # noqa: B018


@PACKAGES
def test_nothing_foreign_is_exported(package: ModuleType) -> None:
    """Each exported class or function is made here."""
    makers = {value.__module__.split(".")[0] for value in exported(package).values()}
    assert makers <= {"index", "assistant"}


PROMISED = ["Answer", "Article", "Assistant", "Hit", "Passage", "Progress", "QAError", "Quote", "Text"]
PROMISED += ["Removed", "Support", "Writing", "check_support"]


@pytest.mark.parametrize("name", PROMISED)
def test_the_names_that_the_design_promises_are_there(name: str) -> None:
    """Scripts and other programs rely on them."""
    assert name in assistant.__all__


def exported(package: ModuleType) -> dict[str, Any]:
    """Return the classes and functions that a package exports."""
    found = {name: getattr(package, name) for name in package.__all__}
    return {name: value for name, value in found.items() if inspect.isclass(value) or inspect.isfunction(value)}


@PACKAGES
def test_public_names_are_documented(package: ModuleType) -> None:
    """Classes, functions, and what is public of a class; a dataclass's made-up docstring is none."""
    bare = []
    for name, value in exported(package).items():
        if not value.__doc__ or value.__doc__.startswith(f"{name}("):
            bare.append(name)
        members = vars(value).items() if inspect.isclass(value) else ()
        for member, what in members:
            function = what.fget if isinstance(what, property) else getattr(what, "__func__", what)
            if member[0] != "_" and inspect.isfunction(function) and not function.__doc__:
                bare.append(f"{name}.{member}")
    assert package.__doc__
    assert bare == []


def errors(root: type[index.QAError]) -> list[type[index.QAError]]:
    """Return an error class with all below it that are ours."""
    below = [error for child in root.__subclasses__() for error in errors(child)]
    return [root, *(error for error in below if error.__module__.split(".")[0] in ("index", "assistant", "ui"))]


def test_every_error_has_an_exit_code_of_its_own() -> None:
    """Neither success, nor the parser's own 2, nor a code of a signal."""
    codes = {error.__name__: error.exit_code for error in errors(index.QAError)}
    assert len(set(codes.values())) == len(codes) > 5, codes
    assert not {0, 2} & set(codes.values())
    assert all(0 < code < 126 for code in codes.values())


def test_every_error_is_exported_and_documented() -> None:
    """So that a caller can tell them apart."""
    names = {error.__name__ for error in errors(index.QAError)}
    assert names <= set(assistant.__all__)
    assert names <= set(index.__all__)
    assert all(error.__doc__ for error in errors(index.QAError))


def test_an_error_carries_its_sentence_and_a_remedy() -> None:
    """Both are for a person to read."""
    error = index.QuestionError("The question is blank.", "Ask something.")
    assert (str(error), error.remedy) == ("The question is blank.", "Ask something.")
    assert index.QAError("Something else.").remedy == ""


HEAVY = ["torch", "gradio", "langchain_core", "langsmith", "sentence_transformers", "transformers", "playwright", "ui"]
HEAVY += ["langchain", "openai", "httpx", "xllamacpp", "trafilatura", "lxml", "pypdfium2", "docx"]


@pytest.mark.parametrize("module", ["index", "assistant"])
def test_importing_is_cheap(module: str) -> None:
    """No model library and no page library is loaded before it is needed."""
    assert loaded_by(f"import {module}", HEAVY) == []
