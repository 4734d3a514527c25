"""Quotes of a small invented article, to hold sentences against."""

from assistant import Article, Quote

TEXT = """Norland agreed on Tuesday to sell Westmark about 400,000 tons of barley a year, minister Ada Holm said.

Westmark's farmers may protest, because imports have tripled since 2019 and now cover 30% of demand.

"We were not asked," said Jonas Brek, who leads the farmers' union in the town of Velde."""


def quotes(text: str = TEXT) -> list[Quote]:
    """Return each paragraph of a text as a quote."""
    article = Article(
        path="barley.txt", title="Barley for Westmark", author="Ines Kroll", publisher="The Field Post",
        published="2024-03-05", text=text, sha256="",
    )  # fmt: skip
    found, start = [], 0
    for paragraph in text.split("\n\n"):
        found.append(Quote(article, paragraph, start, start + len(paragraph)))
        start += len(paragraph) + 2
    return found
