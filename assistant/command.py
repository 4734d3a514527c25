"""What a subcommand of the command line is, and how each opens the folder that it was given."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.asking import Asking
from assistant.flags import add_setting
from assistant.folders import folders
from assistant.settings import AssistantSettings
from assistant.shared_models import SharedModels
from assistant.terminal import progress_bar, visible
from index import ArticleIndex, Changes, SentenceTransformerEmbedder
from index import Progress as IndexProgress

if TYPE_CHECKING:
    from assistant.configuration import Configuration


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand.

    Attributes:
        name: what is typed.
        help: what it does, in one line.
        configure: adds its options to its parser.
        run: does it with what was given, and returns the exit status.
        example: how it is used, as it is typed.
        several: whether it takes more than one collection.
    """

    name: str
    help: str
    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    example: str = ""
    several: bool = False


def add_folder_options(parser: argparse.ArgumentParser, several: bool = False) -> None:
    """Add the options that say which articles are asked, with which models.

    Args:
        several: whether more than one collection can be.
    """
    parser.add_argument("--config", metavar="FILE", help="a TOML file of settings (assistant.toml, where there is one)")
    add_setting(
        parser,
        "--articles",
        "articles",
        metavar="FOLDER",
        help="the folder of articles (seeds; where there is none here, the shipped ones)",
    )
    add_setting(
        parser,
        "--collection",
        "collections",
        action="append",
        metavar="NAME[=FOLDER]",
        help="a folder of articles that goes by a name; only the name, where the settings have it"
        + ("; can be given several times" if several else ""),
    )
    add_setting(
        parser, "--index-dir", "index_dir", metavar="FOLDER", help="where the index is kept (its own below .index)"
    )
    add_setting(
        parser, "--model", "index.model", metavar="FOLDER", help="another sentence-transformers model to search with"
    )
    add_setting(
        parser,
        "--cross-encoder",
        "answers.cross_encoder",
        metavar="FOLDER",
        help="a sentence-transformers cross-encoder to be heard as well",
    )
    parser.set_defaults(writes=False)


def add_model_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which language model answers are written with."""
    parser.set_defaults(writes=True)
    add_setting(
        parser,
        "--llm",
        "answers.llm",
        metavar="PROVIDER:MODEL",
        help="a language model to write with, held to the quotes: ollama:NAME, openai:NAME, anthropic:NAME,"
        " google:NAME, mistral:NAME, or the path of a .gguf file",
    )
    add_setting(
        parser,
        "--llm-url",
        "answers.llm_url",
        metavar="URL",
        help="its server, as in http://127.0.0.1:8080/v1 (with --llm openai:NAME)",
    )


def open_assistant(arguments: argparse.Namespace, watch: IndexProgress = lambda *_: None) -> Asking:
    """Open the folder given on the command line, with a progress bar, and name what was skipped.

    Args:
        arguments: what was given, with the `configuration` that it makes.
        watch: called with (passages embedded, passages to embed), beside the bar.

    Raises:
        QAError: as in `Asking.open`.
    """
    settings = arguments.configuration
    with progress_bar() as bar:

        def progress(done: int, total: int) -> None:
            bar(done, total)
            watch(done, total)

        assistant = Asking.open(
            settings.articles,
            settings.index_dir,
            settings=_answers(arguments),
            index_settings=settings.index,
            progress=progress,
        )
    _tell_opened(assistant)
    return assistant


def shared_models(arguments: argparse.Namespace) -> SharedModels:
    """Return the models that all collections given on the command line are asked with."""
    return SharedModels(arguments.configuration.index, _answers(arguments))


def open_collection(
    arguments: argparse.Namespace, name: str, models: SharedModels, watch: IndexProgress = lambda *_: None
) -> Asking:
    """Open one of several collections, and name what was skipped; without a bar, for others are opened meanwhile.

    Args:
        watch: called with (passages embedded, passages to embed).
    """
    settings = arguments.configuration.of(name)
    assistant = Asking.open(
        settings.articles,
        settings.index_dir,
        embedder=models.embedder,
        settings=_answers(arguments),
        index_settings=settings.index,
        progress=watch,
        llm=models.llm,
    )
    _tell_opened(assistant, f"{name}: ")
    return assistant


def _answers(arguments: argparse.Namespace) -> AssistantSettings:
    answers: AssistantSettings = arguments.configuration.answers
    return answers if arguments.writes else replace(answers, llm="", llm_url="")


def _tell_opened(assistant: Asking, before: str = "") -> None:
    """Tell what to know of an assistant that was opened just now; `before` says which of several it is."""
    if assistant.notice:
        print(visible(before + assistant.notice), file=sys.stderr)
    tell_skipped(assistant.changes, before)
    if assistant.changes.rebuilt:
        print(visible(f"{before}the index was made anew: {assistant.changes.rebuilt}"), file=sys.stderr)


def given_index(settings: "Configuration") -> ArticleIndex:
    """Return the index of the folder that is set as it lies there, which may be nowhere yet."""
    folder, place = folders(settings.articles, settings.index_dir)
    return ArticleIndex(folder, place, SentenceTransformerEmbedder(settings.index.model), settings.index)


def tell_skipped(changes: Changes, before: str = "") -> None:
    """Name the files that were left out, with the reason."""
    for file in changes.skipped:
        print(visible(f"{before}skipped {file.path}: {file.reason}"), file=sys.stderr)
