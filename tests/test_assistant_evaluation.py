"""Each answer is held exactly against the gold quotes of its question."""

import pytest
from goats import COWS, GOATS, SHEEP, asked, current_text, given, outcome, quote

from assistant import Answer, QuestionError
from assistant.evaluation import evaluate, judge, same_quote
from assistant.question_sets import GoldQuote, SetQuestion

OTHER_FILE = SetQuestion(1, "1", "fact", "Who?", (), ((GoldQuote("b.md", GOATS),),))


@pytest.mark.parametrize(
    ("question", "answer", "spoke", "lead", "found", "clean"),
    [
        (asked((GOATS,)), given(GOATS), True, True, True, 1.0),
        (asked((GOATS,)), given(SHEEP), True, False, False, 0.0),
        (asked((GOATS,)), given(SHEEP, GOATS), True, False, True, 21 / 39),
        (asked((GOATS,)), given(), False, False, False, 0.0),
        (asked((GOATS, SHEEP)), given(GOATS), True, True, False, 1.0),
        (asked((COWS, GOATS), (SHEEP,)), given(SHEEP), True, True, True, 1.0),
        (OTHER_FILE, given(GOATS), True, False, False, 0.0),
        (asked(), given(), False, False, False, 0.0),
        (asked(), given(SHEEP), True, False, False, 0.0),
        (asked((GOATS,), kind="smalltalk"), given(GOATS), True, False, False, 0.0),
        (asked((GOATS,)), given(*[SHEEP] * 5, GOATS), True, False, False, 0.0),
    ],
    ids=[
        "right", "wrong", "second", "silent", "half", "alternative", "other file", "rightly silent", "wrongly spoke",
        "small talk", "sixth",
    ],
)  # fmt: skip
def test_one_question_is_measured(
    question: SetQuestion, answer: Answer, spoke: bool, lead: bool, found: bool, clean: float
) -> None:
    """Who spoke, whether the first quote is right, whether all of an alternative is there, how much is gold."""
    judged = outcome(question, answer)
    assert (judged.spoke, judged.lead, judged.found) == (spoke, lead, found)
    assert judged.clean == pytest.approx(clean, abs=0.01)


@pytest.mark.parametrize(
    ("question", "answer", "faults"),
    [
        (asked((GOATS,)), given(GOATS), ()),
        (asked((GOATS,)), given(SHEEP), ("first quote wrong", "not all found")),
        (asked((GOATS,)), given(SHEEP, GOATS), ("first quote wrong",)),
        (asked((GOATS, SHEEP)), given(GOATS), ("not all found",)),
        (asked((GOATS,)), given(), ("abstained, though the articles answer",)),
        (asked(), given(), ()),
        (asked(), given(GOATS), ("answered, though the articles do not",)),
    ],
)
def test_what_went_wrong_is_told(question: SetQuestion, answer: Answer, faults: tuple[str, ...]) -> None:
    """Nothing where nothing did."""
    assert outcome(question, answer).faults == faults


@pytest.mark.parametrize(
    ("text", "answer", "invalid"),
    [
        (f"{GOATS} {SHEEP}", given(GOATS, SHEEP), 0),
        (f"{GOATS} Sheep grazed.", given(GOATS, SHEEP), 1),
        (f" {GOATS} {SHEEP}", given(GOATS, SHEEP), 2),
        (None, given(nearest=(GOATS,)), 1),
    ],
    ids=["as given", "changed", "moved", "file gone"],
)
def test_quotes_that_are_not_in_their_file_are_counted(text: str | None, answer: Answer, invalid: int) -> None:
    """The nearest of an abstention too; such a question is a miss."""
    judged = judge(asked((GOATS,)), answer, lambda _: text)
    assert judged.invalid == invalid
    assert ("a quote is not in its file" in judged.faults) is bool(invalid)


def test_questions_are_asked_with_their_history() -> None:
    """As messages of the person, in order, and timed."""
    heard = []

    def ask(question: str, history: list[dict[str, str]]) -> Answer:
        heard.append((question, history))
        return given(GOATS)

    questions = [asked((GOATS,), question="And when?", history=("Who?", "Where?")), asked(question="Why?")]
    first, second = evaluate(questions, ask, current_text)
    earlier = [{"role": "user", "content": "Who?"}, {"role": "user", "content": "Where?"}]
    assert heard == [("And when?", earlier), ("Why?", [])]
    assert (first.asked, first.lead, second.asked, second.lead) == (questions[0], True, questions[1], False)
    assert first.milliseconds > 0


def test_a_question_that_is_refused_is_named_by_its_line() -> None:
    """With the remedy that the refusal has."""

    def ask(*_: object) -> Answer:
        raise QuestionError("The question is too long.", "Ask it more briefly.")

    with pytest.raises(QuestionError, match=r"^Line 3 cannot be asked: The question is too long\.$") as caught:
        evaluate([asked()], ask, current_text)
    assert caught.value.remedy == "Ask it more briefly."


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (GOATS, "goats  CLIMB the hill.", True),
        (f"{GOATS} {SHEEP}", SHEEP, True),
        (COWS, "Cows low in the barn at night, mostly", True),
        (COWS, "Cows climb in a barn of gold", False),
        (GOATS, "", False),
    ],
)
def test_the_same_quote_shares_most_words_in_one_run(ours: str, theirs: str, same: bool) -> None:
    """Case and blanks do not matter; the shorter of the two decides."""
    assert same_quote(quote(ours), GoldQuote("a.md", theirs)) is same
    assert same_quote(quote(ours), GoldQuote("b.md", theirs)) is False
