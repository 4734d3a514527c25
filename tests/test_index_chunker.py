"""Passages: exact slices of whole sentences, never more than the model reads."""

from dataclasses import replace
from random import Random

import pytest
from conftest import FakeEmbedder

from index import Article, Passage, SentenceTransformerEmbedder
from index.chunker import chunk_article, embedded_text, passage_title
from index.metadata import read_front_matter

LIMIT = 200

TEXTS = {
    "english": "The quay was quiet. Nobody came, not even Dr. Lane. Why? “We do not know,” she said.\n\n" * 20,
    "german": "Die Straße war leer – niemand kam. „Warum?“, fragte Jörg. Über allem lag Schnee.\n" * 20,
    "french": "Il a dit\u00a0: «\u00a0Nous partons. Nous revenons.\u00a0» Puis plus rien\u00a0; l’été finit.\r\n" * 20,
    "russian": "Причал опустел. Никто не пришёл, даже капитан. «Почему?» — спросила она.\n\n" * 20,
    "chinese": "码头很安静。没有人来，连船长也没有来。“为什么？”她问道。\n" * 30,
    "japanese": "港は静かだった。誰も来なかった！「なぜですか」と彼女は言った。\r\n\r\n" * 20,
    "korean": "부두는 조용했다. 아무도 오지 않았다. 왜 그랬을까? 그녀는 몰랐다.\n" * 20,
    "arabic": "كان الرصيف هادئا. لم يأت أحد؟ قالت إنها لا تعرف.\n" * 20,
    "hindi": "घाट शांत था। कोई नहीं आया। उसने कहा कि उसे नहीं पता।\n" * 20,
    "thai": "ท่าเรือเงียบสงบไม่มีใครมาเลยแม้แต่กัปตันเรือ\n" * 20,
    "emoji": "We won 👍🏽 today! 👩‍👩‍👧‍👦 came along. 🇳🇴 was there as well 🎉🎉🎉.\n" * 20,
    "combining": "Cafe\u0301 at the qua\u0304y. Z\u0351\u036b\u0343\u036a\u0302\u036b\u033da\u0310lgo came.\r\n" * 20,
    "invisible": "\ufeffThe qu\u00aday was\u200b quiet.\u2028Nobody\u2060 came.\x0cA page of it is here.\n" * 20,
    "front matter": "---\ntitle: Quay\ntags: [a, b]\n---\n" + "The quay was quiet. Nobody came at all that day.\n" * 20,
    "headings": "# Quay\n\nThe quay was quiet for the whole of it.\n\n## Cranes\n\nThe cranes stood still all day.\n"
    * 9,
    "5000 words": "The men went down to the quay " + "and then they waited for the ship " * 714 + "and left.\n",
    "20000 letters": f"Before it there stands a sentence of prose. {'x' * 20_000} and after it.\n",
    "20000 signs": f"Before it there stands a sentence of prose. {'字' * 20_000} and after it.\n",
    "20000 marks": f"Before it there stands a sentence of prose. {'a-' * 10_000} and after it.\n",
    "one sign": "\ufdfa" * 600 + " stands for many letters each.\n",
    "figures": f"The first of the tables is below here.\n\n{'17 ' * 500}\n\nThe second of the tables is missing.\n",
    "letterless": "12. 13. 14.\n\n***\n",
    "empty": "\ufeff\n",
}


def article_of(text: str, title: str = "The quay") -> Article:
    """Return an article that holds this text."""
    return Article("quay.md", title, "", "", "", text, "0" * 64)


def chunk(embedder: SentenceTransformerEmbedder, article: Article, limit: int = LIMIT) -> list[Passage]:
    """Return the passages by the real tokenizer."""
    return chunk_article(article, limit, embedder.count_tokens)


@pytest.mark.parametrize("name", TEXTS)
def test_passages_and_sentences_equal_their_slices(embedder: SentenceTransformerEmbedder, name: str) -> None:
    """In whatever script, each passage is its slice, in order, and its sentences lie within it, apart."""
    text = TEXTS[name]
    place = 0
    for passage in chunk(embedder, article_of(text)):
        assert passage.text == text[passage.start : passage.end] != ""
        bounds = [place, passage.start]
        for sentence in passage.sentences:
            piece = text[sentence.start : sentence.end]
            assert piece == piece.strip() != ""
            bounds += [sentence.start, sentence.end]
        assert [*bounds, passage.end] == sorted([*bounds, passage.end])
        assert (passage.start, passage.end) == (bounds[2], bounds[-1])
        place = passage.end


@pytest.mark.parametrize("name", TEXTS)
def test_no_letter_is_lost(embedder: SentenceTransformerEmbedder, name: str) -> None:
    """Every letter of the article, front matter apart, is in exactly one sentence of one passage."""
    text = TEXTS[name]
    said = [
        text[sentence.start : sentence.end]
        for passage in chunk(embedder, article_of(text))
        for sentence in passage.sentences
    ]
    _, start = read_front_matter(text)
    assert [c for piece in said for c in piece if c.isalpha()] == [c for c in text[start:] if c.isalpha()]


@pytest.mark.parametrize("limit", [64, LIMIT, 256])
@pytest.mark.parametrize("name", TEXTS)
def test_no_passage_is_longer_than_the_limit(embedder: SentenceTransformerEmbedder, name: str, limit: int) -> None:
    """Nothing that is embedded is cut off by the model, title included."""
    passages = chunk(embedder, article_of(TEXTS[name]), limit)
    assert max(embedder.count_tokens([embedded_text(passage) for passage in passages]), default=0) <= limit


@pytest.mark.parametrize(
    "title", ["字" * 120, "!?" * 60, "뷁퀡 쒧뛟 " * 20, "a b " * 60], ids=["signs", "marks", "jamo", "words"]
)
@pytest.mark.parametrize("limit", [64, 128, LIMIT])
def test_a_long_title_leaves_room_for_the_passage(
    embedder: SentenceTransformerEmbedder, title: str, limit: int
) -> None:
    """Whatever the title, the article is chunked, and stays within the limit."""
    passages = chunk(embedder, article_of(TEXTS["english"], title), limit)
    assert TEXTS["english"].startswith(passages[0].text)
    assert max(embedder.count_tokens([embedded_text(passage) for passage in passages])) <= limit


def test_sentences_are_whole(embedder: SentenceTransformerEmbedder) -> None:
    """Passages hold whole sentences, all of them quotable, and are half full or more."""
    sentences = [f"The crane number {number} stood still for a week in May." for number in range(60)]
    passages = chunk(embedder, article_of(" ".join(sentences)))
    found = [[passage.article.text[s.start : s.end] for s in passage.sentences] for passage in passages]
    assert [sentence for group in found for sentence in group] == sentences
    assert all(sentence.quotable for passage in passages for sentence in passage.sentences)
    assert all(embedder.count_tokens([" ".join(group)])[0] > LIMIT * 0.45 for group in found[:-1])


def paragraphs(seed: int, number: int) -> list[str]:
    """Return paragraphs of one to five sentences, as long as those of articles."""
    random = Random(seed)
    return [
        " ".join(
            f"The crane {random.randrange(10**6)} {'stood still ' * random.randint(1, 8)}for a week in May."
            for _ in range(random.randint(1, 5))
        )
        for _ in range(number)
    ]


@pytest.mark.parametrize("between", ["\n\n", " "], ids=["paragraphs", "one paragraph"])
@pytest.mark.parametrize("at", [0, 15])
def test_after_an_edit_the_passages_are_soon_the_same_again(fake_embedder: FakeEmbedder, between: str, at: int) -> None:
    """Of forty articles of about twenty passages, a sentence more changes three on average, never most."""
    new = []
    for seed in range(40):
        text = paragraphs(seed, 60)
        more = [*text[:at], f"Nobody saw it coming. {text[at]}", *text[at + 1 :]]
        before, after = (
            chunk_article(article_of(between.join(one)), 200, fake_embedder.count_tokens) for one in (text, more)
        )
        assert len(before) > 15
        known = {passage.text for passage in before}
        new.append(sum(passage.text not in known for passage in after))
    print(f"{sum(new) / len(new):.1f} passages changed on average, {max(new)} at most")  # noqa: T201
    assert 1 <= sum(new) / len(new) <= 3
    assert max(new) <= 12


@pytest.mark.parametrize("name", ["5000 words", "20000 signs", "20000 marks"])
def test_a_sentence_in_pieces_is_not_quoted(embedder: SentenceTransformerEmbedder, name: str) -> None:
    """A piece of a sentence can be found, but is no quote; whole sentences beside it are."""
    passages = chunk(embedder, article_of(TEXTS[name]))
    quotable = [
        TEXTS[name][sentence.start : sentence.end]
        for passage in passages
        for sentence in passage.sentences
        if sentence.quotable
    ]
    assert quotable == ([] if name == "5000 words" else ["Before it there stands a sentence of prose."])
    assert len(passages) > 10


def test_words_are_cut_at_blanks_where_there_are_any(embedder: SentenceTransformerEmbedder) -> None:
    """A long sentence comes apart between words."""
    text = TEXTS["5000 words"]
    words = [
        word for p in chunk(embedder, article_of(text)) for s in p.sentences for word in text[s.start : s.end].split()
    ]
    assert words == text.split()


def test_furniture_is_kept_apart(embedder: SentenceTransformerEmbedder) -> None:
    """No passage holds both prose and furniture, and furniture is not quotable."""
    prose = "The cranes on the northern quay stood still for most of the week, and the men went home.\n\n" * 3
    text = f"Home\n\nLog in\n\n{prose}## A heading\n\n{prose}Related\n\nFerry fares rise\n\nAll rights reserved.\n"
    passages = chunk(embedder, article_of(text))
    assert [passage.text.splitlines()[0] for passage in passages] == ["Home", prose.splitlines()[0], "Related"]
    assert [[sentence.quotable for sentence in passage.sentences] for passage in passages] == [
        [False, False],
        [True, True, True, False, True, True, True],
        [False, False, False],
    ]


def test_a_heading_begins_a_passage_that_is_half_full(embedder: SentenceTransformerEmbedder) -> None:
    """What stands under a heading stays with it."""
    prose = " ".join(f"The crane number {number} stood still for a week in May." for number in range(11))
    passages = chunk(embedder, article_of(f"{prose}\n\n## The ships\n\n{prose}\n"))
    assert [passage.text.split()[0] for passage in passages] == ["The", "##"]


def test_the_name_of_the_file_is_not_embedded_but_a_title_like_it_is() -> None:
    """A renamed file reads as before."""
    text = "The crane stood at the quay all day, and nobody knew why.\n"
    title = "The quay at night"
    named, titled = (replace(article_of(t, title), path=f"x/{title}.md") for t in (text, f"# {title}\n\n{text}"))
    assert embedded_text(Passage(named, text, 0, len(text))) == text.strip()
    assert embedded_text(Passage(titled, text, 21, 21 + len(text))) == f"{title}\n{text.strip()}"
    assert passage_title(replace(titled, path="other.md")) == passage_title(titled)


@pytest.mark.parametrize(
    ("title", "text", "embedded"),
    [
        ("The quay", "It was quiet.", "The quay\nIt was quiet."),
        ("The\u00a0quay", "The quay\nIt was “quiet”.", 'The quay It was "quiet".'),
        ("t" * 200, "It was quiet.", "t" * 120 + "\nIt was quiet."),
    ],
)
def test_the_title_goes_before_what_is_embedded(title: str, text: str, embedded: str) -> None:
    """Unless the passage begins with it; a long one is cut."""
    article = article_of(text, title)
    assert embedded_text(Passage(article, text, 0, len(text))) == embedded
    assert len(passage_title(article)) <= 120
