"""Whatever an article is written in, it is quoted as it stands in its file."""

import pytest
from conftest import FakeEmbedder, Folder
from markdown_it import MarkdownIt

from assistant import Assistant, AssistantSettings

MESSY = {
    "markdown.md": "# Goats *of* Calder\n\nThe **goat** _Bella_ eats `code()` and [links](https://example.org/a_b)"
    " every ~~day~~ morning.\n\n- The list of goats holds *seven* items & more, says the keeper.\n\n1. The numbered"
    " goat came first in the long list of goats.\n\n| goat | age |\n|---|---|\n| Bella | 7 |\n",
    "html.txt": "<h1>Goats</h1>\n\nThe goat <b>Bella</b> ate <script>alert('goat')</script> &amp; the &lt;fence&gt;"
    " of the keeper.\n\n<!-- a goat in a comment --> The goat then ate the ${price} of {{ hay }} too.\n",
    "control.txt": "The goat said \x1b[31mred\x1b[0m and \x1b]0;owned\x07 to the \x08 keeper \x7f today.\n\n"
    "The \u202etaog\u202c goat \u200bhid behind a\x0bvertical\x0ctab and a \x85next\u2028line of hay.\n",
    "crlf.txt": "The goat came home.\r\nThe goat then slept well in the hay of the keeper.\r\n\r\nThe goat woke up"
    " again late.\r\n",
    "bom.txt": "\ufeffThe goat wears a mark that nobody in the whole valley can see.\n",
    "unicode.txt": "La chèvre «Bella»\u00a0: the goat’s e\u0301tude of “ﬁne” ½\u202fkg hay — 東京の goat 🐐 ate it.\n"
    "The goat ate it. The goat ate it. The goat ate it.\n",
    "long.txt": "The goat " + "and the very patient keeper " * 400 + "met. The goat left the long meeting early.\n",
    "front.md": "---\ntitle: '*Goat* [1] <b>'\nauthor: \"\\e[31mEve\"\n---\nThe goat of the front matter is a very"
    " calm goat.\n",
}
QUESTIONS = [
    "Which goat eats every morning?", "What did the goat say to the keeper?", "Who ate the fence of the keeper?",
    "Where did the goat hide?", "When did the goat sleep in the hay?", "How many goats are on the list?",
    "What mark does the goat wear?", "Who left the long meeting early?", "Is the goat of the front matter calm?",
    "The goat ate it", "Which numbered goat came first in the long list?",
]  # fmt: skip


@pytest.fixture
def assistant(folder: Folder, fake_embedder: FakeEmbedder) -> Assistant:
    """An assistant over the messy articles, that always speaks and at length."""
    settings = AssistantSettings(threshold=0.0, most_quotes=12, passages=40)
    return Assistant.open(folder({**MESSY}), "index", embedder=fake_embedder, settings=settings)


def test_every_quote_is_verbatim_in_its_file(assistant: Assistant) -> None:
    """Byte for byte, from all of the articles."""
    quoted = set()
    for question in QUESTIONS:
        for quote in assistant.ask(question).quotes:
            decoded = (assistant.articles_dir / quote.article.path).read_bytes().decode("utf-8")
            assert decoded[quote.start : quote.end] == quote.text
            assert all(0 <= start < end <= len(quote.text) for start, end in quote.marks)
            quoted.add(quote.article.path)
    assert quoted == set(MESSY)


def test_every_passage_is_a_slice_of_its_file(assistant: Assistant) -> None:
    """Search as well as quotes; every article is found."""
    hits = assistant.search("goat keeper hay", k=1000)
    for passage in (hit.passage for hit in hits):
        assert MESSY[passage.article.path][passage.start : passage.end] == passage.text
    assert {hit.passage.article.path for hit in hits} == set(MESSY)


def test_rendered_answers_read_like_the_articles(assistant: Assistant) -> None:
    """Markdown shows each quote's own words: no list, heading, link, code or HTML comes of them."""
    for question in QUESTIONS:
        answer = assistant.ask(question)
        tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(answer.text)
        assert {token.tag for token in tokens if token.nesting == 1} <= {"p", "blockquote"}, answer.text
        shown = [
            " ".join(
                "".join(" " if part.type == "softbreak" else part.content for part in token.children or []).split()
            )
            for token in tokens
            if token.type == "inline"
        ]
        for number, quote in enumerate(answer.quotes, start=1):
            assert f"{' '.join(quote.text.split())} [{number}]" in shown
