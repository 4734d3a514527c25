"""Questions to begin with, drawn from the articles at hand."""

from collections import Counter
from collections.abc import Sequence

from index import Article


def starter_questions(articles: Sequence[Article], most: int) -> list[str]:
    """Return up to `most` questions; one that compares the outlets first, where there are several."""
    publishers = [name for name, _ in Counter(a.publisher for a in articles if a.publisher).most_common()]
    questions = [f"What does {publishers[0]} say about {articles[0].title}?"] if publishers else []
    return questions[:most]
