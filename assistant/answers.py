"""What an answer is made of: quotes that cannot be false, and the events of a streamed answer."""

from dataclasses import dataclass, field

from index import Article, QuoteError


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim stretch of an article: `article.text[start:end] == text`.

    A higher `score` means it answers better, comparable within one answer. `marks` are the
    (start, end) offsets into `text` of the words that answer. `context` is the sentence before it
    in the article, given where the quote does not stand alone. `speaker` is who is quoted saying
    it, as the article writes the name; empty where the article itself speaks. `copies` are the
    paths of other articles that say the same in the same words.

    Raises:
        QuoteError: the text does not stand in the article at these offsets.
    """

    article: Article
    text: str
    start: int
    end: int
    score: float = 0.0
    marks: tuple[tuple[int, int], ...] = field(default=(), kw_only=True)
    context: str = field(default="", kw_only=True)
    speaker: str = field(default="", kw_only=True)
    copies: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    def page(self) -> int:
        """The page on which it begins, from 1; 0 where the article has no pages."""
        return self.article.page_of(self.start)

    def __post_init__(self) -> None:
        if (
            not 0 <= self.start < self.end <= len(self.article.text)
            or self.article.text[self.start : self.end] != self.text
        ):
            raise QuoteError(
                f"Not in {self.article.path} at {self.start}-{self.end}: {self.text[:80]!r}",
                "Quote the article's own words, with offsets into article.text.",
            )


@dataclass(frozen=True, slots=True)
class Words:
    """Some words of a quote: `quotes[number - 1].text[start:end]`, with the quotes of the answer."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """Quotes of different articles on one thing, by the words in which they agree or differ."""

    words: tuple[Words, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the quotes, from 1, in order."""
        return tuple(sorted({words.number for words in self.words}))


@dataclass(frozen=True, slots=True)
class Agreement:
    """Where the quotes of an answer give the same figure, and where they contradict each other."""

    agreeing: tuple[Group, ...] = ()
    differing: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Removed:
    """A sentence that a language model wrote and the quotes do not support, with the reason, in words."""

    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class Writing:
    """What a language model had to do with an answer.

    Attributes:
        model: its name.
        sentences: what it wrote and the quotes support, in plain text; `[n]` refers to `quotes[n - 1]`.
        removed: what it wrote and the quotes do not support; not in the answer's text.
        trouble: why it wrote nothing, or not to the end, in words; empty where nothing went wrong.
        input_tokens: what it read, as it counts; 0 where it does not tell.
        output_tokens: what it wrote, as it counts; 0 where it does not tell.
        seconds: how long it took, the checking of its sentences included.
    """

    model: str
    sentences: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()
    trouble: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question; "they do not say" is an answer too.

    Attributes:
        question: as it was asked.
        text: Markdown; `[n]` refers to `quotes[n - 1]`.
        quotes: best first; empty where the assistant abstained.
        abstained: whether the articles do not answer, as far as can be told.
        confidence: 0 to 1, how likely it is that the articles answer the question.
        query: what was searched, after the conversation was taken into account.
        nearest: the closest quotes, shown when it abstained.
        generation: the state of the index that answered; it grows with each change.
        searched: how many articles and how many passages were searched.
        agreement: what the articles quoted agree and differ on, as far as it is certain.
        small_talk: whether it is a reply to courtesy or to a question about the assistant, in which
            the articles have no part.
        writing: what a language model had to do with it; None where it had nothing to.
    """

    question: str
    text: str
    quotes: tuple[Quote, ...]
    abstained: bool
    confidence: float
    query: str
    nearest: tuple[Quote, ...] = ()
    generation: int = 0
    searched: tuple[int, int] = (0, 0)
    agreement: Agreement = field(default=Agreement(), kw_only=True)
    small_talk: bool = field(default=False, kw_only=True)
    writing: Writing | None = field(default=None, kw_only=True)

    @property
    def removed(self) -> tuple[Removed, ...]:
        """What a language model wrote and the quotes do not support."""
        return self.writing.removed if self.writing else ()


@dataclass(frozen=True, slots=True)
class Progress:
    """A streamed event: what is being done, in words for a person."""

    message: str


@dataclass(frozen=True, slots=True)
class Text:
    """A streamed event: the next piece of the answer's Markdown.

    Where it is a sentence that a language model wrote, `sentence` has that in plain text.
    """

    delta: str
    sentence: str = ""


Event = Progress | Text | Answer
