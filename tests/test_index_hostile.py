"""Articles that are broken on purpose, and articles in every script: none stops the others, every offset is exact."""

import unicodedata
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEmbedder
from damage import keep_result

from index import ArticleIndex, Query

# The first letter of each of 60 scripts, and how many letters are taken from there.
SCRIPTS = {
    "Latin": 0x61, "Greek": 0x3B1, "Cyrillic": 0x430, "Armenian": 0x561, "Hebrew": 0x5D0, "Arabic": 0x627,
    "Syriac": 0x710, "Thaana": 0x780, "Nko": 0x7CA, "Samaritan": 0x800, "Mandaic": 0x840, "Devanagari": 0x905,
    "Bengali": 0x985, "Gurmukhi": 0xA05, "Gujarati": 0xA85, "Oriya": 0xB05, "Tamil": 0xB85, "Telugu": 0xC05,
    "Kannada": 0xC85, "Malayalam": 0xD05, "Sinhala": 0xD85, "Thai": 0xE01, "Lao": 0xE81, "Tibetan": 0xF40,
    "Myanmar": 0x1000, "Georgian": 0x10D0, "Hangul jamo": 0x1100, "Ethiopic": 0x1200, "Cherokee": 0x13A0,
    "Canadian": 0x1401, "Ogham": 0x1681, "Runic": 0x16A0, "Tagalog": 0x1703, "Khmer": 0x1780, "Mongolian": 0x1820,
    "Limbu": 0x1901, "Tai Le": 0x1950, "Buginese": 0x1A00, "Balinese": 0x1B05, "Sundanese": 0x1B83,
    "Batak": 0x1BC0, "Lepcha": 0x1C00, "Ol Chiki": 0x1C5A, "Glagolitic": 0x2C30, "Coptic": 0x2C81,
    "Tifinagh": 0x2D30, "Hiragana": 0x3042, "Katakana": 0x30A2, "Bopomofo": 0x3105, "Han": 0x4E00, "Yi": 0xA000,
    "Lisu": 0xA4D0, "Vai": 0xA500, "Javanese": 0xA984, "Cham": 0xAA00, "Hangul": 0xAC00, "Gothic": 0x10330,
    "Deseret": 0x10400, "Cuneiform": 0x12000, "Adlam": 0x1E922,
}  # fmt: skip
EXTRAS = ("👩‍👩‍👧", "🇪🇸", "é", "e\u0301", "ﬁ", "\u00a0", "🙂", "a\u0308\u0323", "\u200d", "\u202e", "İ", "ß")
ENDINGS = ("\n", "\r\n", "\r")


def written_in(script: str, random: np.random.Generator, sentences: int) -> str:
    """Invent prose in a script, with emoji, combining marks and more between its words."""
    letters = [chr(SCRIPTS[script] + step) for step in range(20)]
    text = []
    for _ in range(sentences):
        words = ["".join(random.choice(letters, size=int(random.integers(2, 8)))) for _ in range(12)]
        words.insert(int(random.integers(12)), str(random.choice(EXTRAS)))
        text.append(
            " ".join(words).capitalize() + ". " + str(random.choice(("", ENDINGS[int(random.integers(3))] * 2)))
        )
    return "".join(text)


def exact_passages(place: Path, wanted: int) -> int:
    """Index articles in every script and encoding form; return how many passages lie exactly where they say."""
    random = np.random.default_rng(10)
    articles = place / "articles"
    articles.mkdir()
    for number in range(2 * len(SCRIPTS)):
        script = list(SCRIPTS)[number % len(SCRIPTS)]
        text = unicodedata.normalize(("NFC", "NFD")[number % 2], written_in(script, random, 4 + wanted // 30))
        data = text.encode("utf-8-sig" if number % 3 == 0 else "utf-8")
        (articles / f"{number:03}.md").write_bytes(data)
    index, changes = ArticleIndex.open(articles, place / "index", FakeEmbedder())
    assert len(changes.added) == 2 * len(SCRIPTS)
    exact = 0
    with index.reading() as searcher:
        passages = searcher._snapshot.passages(searcher._snapshot.passage_ids().tolist())
    for passage in passages.values():
        decoded = (articles / passage.article.path).read_bytes().decode("utf-8")
        assert passage.text == decoded[passage.start : passage.end], passage.article.path
        assert all(passage.start <= s.start < s.end <= passage.end for s in passage.sentences)
        exact += 1
    assert index.check() == ()
    return exact


def test_offsets_are_exact_in_every_script(tmp_path: Path) -> None:
    """With a byte order mark and without, composed and not, with every end of line."""
    assert len(SCRIPTS) == 60
    assert exact_passages(tmp_path, 60) >= 60


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_10000_offsets_are_exact(tmp_path: Path) -> None:
    """10,000 of 10,000."""
    exact = exact_passages(tmp_path, 40_000)
    keep_result("offsets.md", f"{exact} of {exact} passages in {len(SCRIPTS)} scripts exact")
    assert exact >= 10_000


GRAMMAR = {
    "article": ("{front}{body}", "{body}", "{body}{body}{body}", "\ufeff{front}{body}"),
    "front": ("---\n{fields}---\n", "---\n{fields}", "---\n{fields}---", "---\n---\n---\n"),
    "fields": ("title: {line}\n", "title: [{line}\ndate: {line}\n", "date: 9999-99-99\n", "&a [*a]\n", "{fields}"),
    "body": ("{line}\n\n{line}", "# {line}\n{body}", "> > > {line}", "| {line} | {line} |\n|--|--|\n", "```\n{line}\n"),
    "line": (
        "The {word} said so.", "{word}", "{word} {word} {word}", "\t\t{word}", "[{word}]({word}", "<{word}>{line}</b>",
        "{line} {line}",
    ),
    "word": ("harbour", "\u202e", "\x1b[31m", "${{x}}", "\u200b", "🏴", "\u0301\u0301", "a" * 5000, "((((", "%s%n"),
}  # fmt: skip


def generated(symbol: str, random: np.random.Generator, depth: int = 0) -> str:
    """Generate text by the grammar."""
    choices = GRAMMAR[symbol]
    text = str(choices[int(random.integers(len(choices)))]) if depth < 12 else "end"
    for inner in GRAMMAR:
        while "{" + inner + "}" in text:
            text = text.replace("{" + inner + "}", generated(inner, random, depth + 1), 1)
    return text


def hostile(random: np.random.Generator) -> bytes:
    """Invent one article that is no good article."""
    text = generated("article", random).encode()
    kind = int(random.integers(10))
    if kind < 4:
        for place in random.integers(len(text), size=int(random.integers(1, 6))):
            text = text[:place] + bytes([int(random.integers(256))]) + text[place + 1 :]
        return text
    bombs = (
        b"> " * 20_000 + b"deep", b"[" * 50_000, b"a" * 1_000_000, b"\xff\xfe" + text, text.replace(b" ", b"\0"), b"",
        b"-" * 100_000, b"\n" * 100_000, b"*" * 30_000 + text, b"(" * 30_000 + b"." * 30_000,
    )  # fmt: skip
    return bombs[int(random.integers(len(bombs)))] if kind == 4 else text


def all_accounted_for(place: Path, count: int) -> tuple[int, int]:
    """Index so many hostile articles and a good one; return how many were indexed and how many skipped."""
    random = np.random.default_rng(9)
    articles = place / "articles"
    articles.mkdir()
    for number in range(count):
        (articles / f"{number:04}.{('md', 'txt')[number % 2]}").write_bytes(hostile(random))
    (articles / "good.md").write_text("The lighthouse keeper of Morrow Point lit the lamp at seven.\n")
    index, changes = ArticleIndex.open(articles, place / "index", FakeEmbedder())
    assert all(skipped.reason for skipped in changes.skipped)
    with index.reading() as searcher:
        texts = [hit.passage.text for hit in searcher.search([Query("lighthouse keeper of Morrow Point")], 3)]
    assert "The lighthouse keeper of Morrow Point lit the lamp at seven." in texts
    assert index.check() == ()
    return len(changes.added) - 1, len(changes.skipped)


def test_hostile_articles_are_indexed_or_skipped_with_a_reason(tmp_path: Path) -> None:
    """And the good one among them is found."""
    assert sum(all_accounted_for(tmp_path, 40)) == 40


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_1000_hostile_articles(tmp_path: Path) -> None:
    """0 crashes, 0 hangs; each is in the index or named with the reason."""
    indexed, skipped = all_accounted_for(tmp_path, 1000)
    keep_result("hostile.md", f"{indexed} indexed, {skipped} skipped with a reason, of 1000; 0 crashes")
    assert indexed + skipped == 1000
