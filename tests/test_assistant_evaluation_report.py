"""The report is one page that needs nothing else, shows every miss, and obeys no word of an article or question."""

import base64
import hashlib
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from goats import COWS, GOATS, SHEEP, asked, given, outcome

from assistant import Answer, Article, QAError, Quote
from assistant.evaluation import Outcome, judge
from assistant.evaluation_report import check_report_path, report_page, write_report
from assistant.question_sets import GoldQuote, SetQuestion
from assistant.scores import score_outcomes

MADE = datetime(2024, 3, 5, 14, 30, tzinfo=UTC)
RIGHT = outcome(asked((GOATS,), question="Who climbs?"), given(GOATS, confidence=0.9), 12)
WRONG = outcome(asked((GOATS, COWS), (COWS,), question="Who grazes?", history=("And before?",)), given(SHEEP), 34)
SILENT = outcome(asked((GOATS,), kind="why", question="Why climb?"), given(nearest=(SHEEP,), confidence=0.2), 56)
RASH = outcome(asked(kind="none", question="Who painted it?"), given(SHEEP, confidence=0.6), 78)
DECLINED = outcome(asked(kind="none", question="Who sang?"), given(confidence=0.1), 90)


class Page(HTMLParser):
    """What a browser would make of a page: its elements, its text, and the text of each miss."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.misses: list[str] = []
        self._style = False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))
        self._style = tag == "style"
        if tag == "details" and (dict(attrs).get("class") or "").startswith("miss "):
            self.misses.append("")

    def handle_data(self, data: str) -> None:
        """Keep text that is shown."""
        if not self._style:
            self.text += data
            if self.misses:
                self.misses[-1] += data

    def all(self, name: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element of a name."""
        return [attributes for tag, attributes in self.elements if tag == name]


def rendered(*outcomes: Outcome, set_name: str = "set.jsonl", articles: str = "farm") -> str:
    """Render outcomes."""
    return report_page(score_outcomes(outcomes), set_name, articles, MADE)


def test_the_header_names_set_folder_date_and_scores() -> None:
    """And says in a sentence how it went."""
    text = " ".join(Page(rendered(RIGHT, WRONG, SILENT, RASH, DECLINED)).text.split())
    assert "set.jsonl asked of farm on 05 March 2024 at 14:30 UTC" in text
    assert "5 questions. The articles answer 3: the first quote is right for 1." in text
    assert "The articles do not answer 2: the assistant declined 1." in text
    for figure in ("lead first quote is right0.33", "declined where the articles do not answer0.50"):
        assert figure in text


@pytest.mark.parametrize(
    ("only", "sentence"),
    [
        (RIGHT, "1 question. The articles answer 1: the first quote is right for 1."),
        (RASH, "1 question. The articles do not answer 1: the assistant declined 0."),
    ],
)
def test_of_what_a_set_lacks_nothing_is_said(only: Outcome, sentence: str) -> None:
    """A set may hold answerable questions only, or none."""
    assert f'<p class="lede">{sentence}</p>' in rendered(only)


def test_each_kind_has_a_row_with_bars() -> None:
    """Two bars wide where two scores are known; the last row is of all."""
    page = rendered(RIGHT, RASH)
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    assert [(kind, re.findall(r'class="fill" width="([\d.]+)"', row)) for kind, row in rows] == [
        ("fact", ["100.0"] * 4),
        ("none", ["0.0"]),
        ("all", ["100.0"] * 4 + ["0.0"]),
    ]


def test_every_miss_is_shown_and_nothing_else() -> None:
    """With question, history, kind, confidence, what was quoted from where, and what would have answered."""
    wrong, silent, rash = Page(rendered(RIGHT, WRONG, SILENT, RASH, DECLINED)).misses
    for told in (
        "Who grazes?", "first quote wrong", "not all found", "fact", "confidence 0.50", "34 ms", "q3", "And before?",
        "It quoted", SHEEP, "The Daily Goat", "sub/a.md", "What answers", GOATS, COWS, "or", "not shown",
    ):  # fmt: skip
        assert told in wrong
    for told in ("Why climb?", "abstained, though", "It abstained; the closest it had", SHEEP, "0.20", GOATS):
        assert told in silent
    for told in ("Who painted it?", "answered, though", SHEEP, "The articles do not answer"):
        assert told in rash


def test_what_was_right_is_marked() -> None:
    """In words, not by colour alone."""
    (miss,) = Page(rendered(outcome(asked((GOATS, COWS)), given(GOATS, SHEEP)))).misses
    assert re.findall(r"1, right|\b2\b|(?:not )?shown", miss) == ["1, right", "2", "shown", "not shown"]


def test_without_a_miss_it_says_so() -> None:
    """And there is nothing to filter."""
    page = Page(rendered(RIGHT))
    assert "None: every question went as it should." in page.text
    assert (page.all("input"), page.misses) == ([], [])


def test_nothing_can_be_reported() -> None:
    """An empty run makes a page too."""
    assert "0 questions." in Page(rendered()).text


def test_misses_are_filtered_by_kind_without_a_script() -> None:
    """A button a kind, with its number; a rule of the style hides the others."""
    markup = rendered(RIGHT, WRONG, SILENT, RASH, outcome(asked((GOATS,), kind="why"), given(SHEEP)))
    page = Page(markup)
    assert [(box["id"], "checked" in box) for box in page.all("input")] == [
        ("kind-all", True), ("kind-0", False), ("kind-1", False), ("kind-2", False),
    ]  # fmt: skip
    assert re.findall(r"<label [^>]*>(.*?)</label>", markup) == ["All 4", "fact 1", "why 2", "none 1"]
    assert [d["class"] for d in page.all("details") if d] == [
        "miss kind-0",
        "miss kind-1",
        "miss kind-2",
        "miss kind-1",
    ]
    assert "#kind-1:checked ~ .list > :not(.kind-1) { display: none; }" in markup


EVIL = """</p><script>alert(1)</script>"'><img src=http://x.y/z onerror=alert(2)></style><!--&lt;&amp;"""


def hostile() -> str:
    """Render a page in which every text that comes from outside is markup."""
    evil_text = f"{EVIL} {GOATS}"
    article = Article(f"{EVIL}.md", EVIL, EVIL, EVIL, EVIL, evil_text, "")
    quote = Quote(article, evil_text, 0, len(evil_text))
    question = SetQuestion(1, EVIL, EVIL, EVIL, (EVIL,), ((GoldQuote(EVIL, EVIL),),))
    answer = Answer(EVIL, EVIL, (quote,), False, 0.5, f"searched {EVIL}")
    return rendered(judge(question, answer, lambda _: None), set_name=EVIL, articles=EVIL)


def test_markup_of_articles_and_questions_is_only_shown() -> None:
    """The page has the elements that any page has, and the text as it stands."""
    page, usual = Page(hostile()), Page(rendered(WRONG))
    assert {tag for tag, _ in page.elements} == {tag for tag, _ in usual.elements}
    assert {name for _, attributes in page.elements for name in attributes} == {
        name for _, attributes in usual.elements for name in attributes
    }
    assert page.text.count(EVIL) == 16  # each place that shows a text from outside
    assert "searched </p><script>" in page.misses[0]


@pytest.mark.parametrize("markup", [hostile(), rendered(RIGHT, WRONG, SILENT, RASH)], ids=["hostile", "usual"])
def test_nothing_runs_and_nothing_is_requested(markup: str) -> None:
    """No script, no handler, no address; the policy lets only this very style through."""
    page = Page(markup)
    names = {name for _, attributes in page.elements for name in attributes}
    assert not names & {"src", "href", "srcset", "action", "style", "data"}
    assert not [name for name in names if name.startswith("on")]
    assert not {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe", "object", "form", "base", "a"}
    (style,) = re.findall(r"<style>(.*?)</style>", markup, re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style
    policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_characters_that_nobody_can_see_are_written_out() -> None:
    """A reversed reading order would make a quote say something else."""
    (miss,) = Page(rendered(outcome(asked(question="a\u202eb\x00c\ud800"), given(SHEEP)))).misses
    assert "a<U+202E>b<U+0000>c<U+D800>" in miss


def test_light_dark_and_phone() -> None:
    """The page follows what the reader's device prefers."""
    markup = rendered(WRONG)
    assert "@media (prefers-color-scheme: dark)" in markup
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in Page(markup).all("meta")


def test_the_report_is_written_in_place_of_an_older_one(tmp_path: Path) -> None:
    """In UTF-8."""
    path = tmp_path / "r.html"
    path.write_text("older and much longer than the new one")
    check_report_path(path)
    write_report(path, "größer\n")
    assert path.read_bytes() == "größer\n".encode()


@pytest.mark.parametrize(
    ("name", "why"),
    [("nowhere/r.html", "there is no folder"), ("folder", "it is a folder"), ("file/r.html", "there is no folder")],
)
def test_a_report_that_cannot_be_written_is_refused_before_and_after(tmp_path: Path, name: str, why: str) -> None:
    """With a remedy."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(QAError, match=why) as caught:
        check_report_path(tmp_path / name)
    assert caught.value.remedy == "Name another file with --report."
    with pytest.raises(QAError, match="cannot be written"):
        write_report(tmp_path / name, "x")
