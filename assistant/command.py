"""What a subcommand of the command line is, and how each opens the folder that it was given."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass

from assistant.asking import Asking
from assistant.folders import folders
from assistant.settings import AssistantSettings
from assistant.terminal import progress_bar, visible
from index import BUNDLED_MODEL, ArticleIndex, Changes, IndexSettings, SentenceTransformerEmbedder
from index import Progress as IndexProgress


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand: its name, one line of help, an example, its options, and what it does."""

    name: str
    help: str
    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    example: str = ""


def add_folder_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which articles are asked, with which models."""
    parser.add_argument("--articles", default="seeds", metavar="FOLDER", help="the folder of articles (seeds)")
    parser.add_argument("--index-dir", metavar="FOLDER", help="where the index is kept (its own below .index)")
    parser.add_argument(
        "--model", default=BUNDLED_MODEL, metavar="FOLDER", help="another sentence-transformers model to search with"
    )
    parser.add_argument(
        "--cross-encoder",
        default="",
        metavar="FOLDER",
        help="a sentence-transformers cross-encoder to be heard as well",
    )
    parser.set_defaults(llm="", llm_url="")  # of the commands that write no answers


def add_model_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which language model answers are written with."""
    parser.add_argument(
        "--llm",
        default="",
        metavar="PROVIDER:MODEL",
        help="a language model to write with, held to the quotes: ollama:NAME, openai:NAME, anthropic:NAME,"
        " google:NAME, mistral:NAME, or the path of a .gguf file",
    )
    parser.add_argument(
        "--llm-url",
        default="",
        metavar="URL",
        help="its server, as in http://127.0.0.1:8080/v1 (with --llm openai:NAME)",
    )


def open_assistant(arguments: argparse.Namespace, watch: IndexProgress = lambda *_: None) -> Asking:
    """Open the folder given on the command line, with a progress bar, and name what was skipped.

    Args:
        watch: called with (passages embedded, passages to embed), beside the bar.
    """
    with progress_bar() as bar:

        def progress(done: int, total: int) -> None:
            bar(done, total)
            watch(done, total)

        assistant = Asking.open(
            arguments.articles,
            arguments.index_dir,
            settings=AssistantSettings(
                cross_encoder=arguments.cross_encoder, llm=arguments.llm, llm_url=arguments.llm_url
            ),
            index_settings=IndexSettings(model=arguments.model),
            progress=progress,
        )
    if assistant.notice:
        print(visible(assistant.notice), file=sys.stderr)
    tell_skipped(assistant.changes)
    if assistant.changes.rebuilt:
        print(visible(f"the index was made anew: {assistant.changes.rebuilt}"), file=sys.stderr)
    return assistant


def given_index(arguments: argparse.Namespace) -> ArticleIndex:
    """Return the index of the folder given on the command line as it lies there, which may be nowhere yet."""
    folder, place = folders(arguments.articles, arguments.index_dir)
    settings = IndexSettings(model=arguments.model)
    return ArticleIndex(folder, place, SentenceTransformerEmbedder(settings.model), settings)


def tell_skipped(changes: Changes) -> None:
    """Name the files that were left out, with the reason."""
    for file in changes.skipped:
        print(visible(f"skipped {file.path}: {file.reason}"), file=sys.stderr)
