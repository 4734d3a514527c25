"""How the articles of an answer stand to each other, in a few lines: they agree, differ, or speak to the question."""

from collections.abc import Callable, Iterator, Sequence

from assistant.answers import Agreement, Group, Quote, Words
from index import Article

_Cited = tuple[Article, list[int]]
_Shown = Callable[[str], str]


def overview(quotes: Sequence[Quote], agreed: Agreement, shown: Callable[[str], str]) -> Iterator[str]:
    """Yield what several articles agree and differ on, in their words, or else that they speak to this.

    Args:
        quotes: those of the answer, in its order.
        agreed: what is known of how they stand to each other.
        shown: makes the words, names and dates of the articles fit for where the lines are shown.
    """
    articles = _by_article(quotes)
    if len(articles) < 2:
        return
    told = {path for group in (*agreed.agreeing, *agreed.differing) for path in _paths(group, quotes)}
    for group in agreed.agreeing:
        number = len(_paths(group, quotes))
        yield f"{number} articles agree on {_shared(group, quotes, shown)}: {'; '.join(_voices(group, quotes, shown))}"
    for group in agreed.differing:
        yield f"They differ: {' against '.join(_voices(group, quotes, shown))}"
    rest = [(article, numbers) for article, numbers in articles if article.path not in told]
    if not told:
        yield f"{len(articles)} articles speak to this: {', '.join(_named(articles, articles, shown))}"
    elif rest:
        yield f"Also speaking to this: {', '.join(_named(rest, articles, shown))}"


def _voices(group: Group, quotes: Sequence[Quote], shown: _Shown) -> list[str]:
    """Return for each quote of a group its words, outlet, date and number."""
    articles = _by_article(quotes)
    voices = []
    for number in group.numbers:
        article = quotes[number - 1].article
        said = ", ".join(f"‘{_words(words, quotes, shown)}’" for words in group.words if words.number == number)
        known = [_name(article, articles, shown), *filter(None, [shown(article.published)])]
        voices.append(f"{said} ({', '.join(known)} [{number}])")
    return voices


def _shared(group: Group, quotes: Sequence[Quote], shown: _Shown) -> str:
    """Return the shortest of the words agreed on, which have no hedge or say least beside the figure."""
    first = {words.number: words for words in reversed(group.words)}
    return min((_words(words, quotes, shown) for words in first.values()), key=len)


def _words(words: Words, quotes: Sequence[Quote], shown: _Shown) -> str:
    return shown(" ".join(quotes[words.number - 1].text[words.start : words.end].split("\n")))


def _paths(group: Group, quotes: Sequence[Quote]) -> set[str]:
    return {quotes[number - 1].article.path for number in group.numbers}


def _named(some: Sequence[_Cited], articles: Sequence[_Cited], shown: _Shown) -> Iterator[str]:
    """Name each article with its citations."""
    for article, numbers in some:
        yield f"{_name(article, articles, shown)} {''.join(f'[{number}]' for number in numbers)}"


def _name(article: Article, articles: Sequence[_Cited], shown: _Shown) -> str:
    """Name an article by its outlet, or by its title where outlets do not tell the articles apart."""
    outlets = {article.publisher for article, _ in articles}
    return shown(article.publisher if len(outlets) == len(articles) and all(outlets) else f"“{article.title}”")


def _by_article(quotes: Sequence[Quote]) -> list[_Cited]:
    found: dict[str, _Cited] = {}
    for number, quote in enumerate(quotes, start=1):
        found.setdefault(quote.article.path, (quote.article, []))[1].append(number)
    return list(found.values())
