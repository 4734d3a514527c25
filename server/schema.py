"""What programs send and what they are sent, as the OpenAPI document tells it.

An answer is what `assistant ask --json` prints; its fields are told in `assistant.answers`.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_MESSAGES = 1000
_MOST_PATHS = 20_000
_MOST_HITS = 100


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Part(BaseModel):
    """A part of a message; only its text is read."""

    text: str = ""


class Message(BaseModel):
    """What was said before the question."""

    role: Literal["user", "assistant", "system", "developer", "tool"]
    content: str | list[Part]


class Question(_Sent):
    """A question, the conversation before it, and the paths of the articles to ask; all where none are given."""

    question: str = Field(min_length=1, examples=["Who buys Russian oil?"])
    history: list[Message] = Field(default=[], max_length=MOST_MESSAGES)
    within: list[str] | None = Field(default=None, max_length=_MOST_PATHS)


class Search(Question):
    """What to search for; `k` is how many passages are returned at most."""

    k: int = Field(default=10, ge=1, le=_MOST_HITS)


class ArticleFacts(BaseModel):
    """What is known of an article. `sha256` is its file's, `text_sha256` that of the text got out of it."""

    path: str
    title: str
    author: str
    publisher: str
    published: str
    sha256: str
    text_sha256: str | None = None


class ArticleListed(ArticleFacts):
    """An article in the list: how many characters it has, and into how many passages it is divided."""

    characters: int
    passages: int


class Articles(BaseModel):
    """A stretch of the list of articles, in the order of their paths, and how many there are in all."""

    total: int
    articles: list[ArticleListed]


class CollectionListed(BaseModel):
    """A collection: whether it can be asked, what its index holds, and where it cannot be asked, why and what to do."""

    name: str
    default: bool
    state: Literal["open", "reading", "empty", "failed"]
    articles: int | None = None
    passages: int | None = None
    what: str = ""
    remedy: str = ""


class CollectionsListed(BaseModel):
    """The collections; the first is the default, which is asked where none is named."""

    collections: list[CollectionListed]


class ArticlePart(ArticleFacts):
    """An article with the text from `offset` on; `next` is the offset of what follows, null at the end."""

    characters: int
    offset: int
    text: str
    next: int | None


class HitFound(BaseModel):
    """A passage found: `text` is `article.text[start:end]`. A higher score is better."""

    score: float
    text: str
    start: int
    end: int
    article: ArticleFacts


class Hits(BaseModel):
    """The passages found, best first."""

    hits: list[HitFound]


class QuoteGiven(BaseModel):
    """A quote: `text` is `article.text[start:end]`. `page` is given where the article has pages."""

    number: int
    text: str
    start: int
    end: int
    score: float
    speaker: str
    page: int | None = None
    article: ArticleFacts
    copies: list[str]


class WordsSaid(BaseModel):
    """Words of a quote; the offsets count within its text."""

    quote: int
    start: int
    end: int
    text: str


class Grouped(BaseModel):
    """Quotes that agree, or that differ, and the words in which they do."""

    quotes: list[int]
    words: list[WordsSaid]


class Agreed(BaseModel):
    """Where quotes of several articles give the same figure, and where they contradict each other."""

    agreeing: list[Grouped]
    differing: list[Grouped]


class RemovedGiven(BaseModel):
    """A sentence that a language model wrote and the quotes do not support, and why it was taken out."""

    sentence: str
    reason: str


class WritingGiven(BaseModel):
    """What a language model had to do with an answer; `trouble` says why it wrote nothing, or not to the end."""

    model: str
    sentences: list[str]
    removed: list[RemovedGiven]
    trouble: str
    input_tokens: int
    output_tokens: int
    seconds: float


class AnswerGiven(BaseModel):
    """An answer, as `assistant ask --json` prints it; `[1]` in the text is the first of the quotes."""

    question: str
    text: str
    abstained: bool
    confidence: float
    query: str
    agreement: Agreed
    quotes: list[QuoteGiven]
    nearest: list[QuoteGiven]
    writing: WritingGiven | None = None


class Refusal(BaseModel):
    """Why there is no answer, and what to do."""

    what: str
    remedy: str
