"""What is said to the assistant rather than asked of the articles, and what it says back. Pure.

Only what is nothing but courtesy, or asks about the assistant itself, is small talk; courtesy before
or after a question is taken off it.
"""

import re
from collections.abc import Iterable
from enum import Enum

from index import normalise


class SmallTalk(Enum):
    """What is said, in the order of what is answered first."""

    ABOUT = "about the assistant"
    GREETING = "greeting"
    GOODBYE = "goodbye"
    THANKS = "thanks"
    PRAISE = "praise"


_ADDRESSED = r"(?:(?:,? (?:there|all|everyone|assistant|again|dear|friend|mate))?)"
_SAID = {
    SmallTalk.GREETING: r"(?:hi+|hello+|hey+|howdy|hiya|greetings|good (?:morning|afternoon|evening|day))"
    rf"{_ADDRESSED}|how (?:are|r) (?:you|u)(?: (?:doing|today))*|how is it going|how's it going|nice to meet you",
    SmallTalk.GOODBYE: r"(?:good ?bye|bye+(?:[ -]bye)?|see (?:you|ya)(?: (?:later|soon|tomorrow|then))?|farewell"
    r"|good night|have a (?:nice|good|great) (?:day|evening|weekend|one)|take care)(?: for now| then)?" + _ADDRESSED,
    SmallTalk.THANKS: r"(?:(?:many |ok(?:ay)? |great |perfect )?(?:thanks|thank (?:you|u)|thx|cheers)"
    r"|much appreciated|i appreciate (?:it|that|this|your help))"
    r"(?: (?:a lot|a million|so much|very much|a bunch|again|anyway|indeed|for (?:the|your|all your|this|that)"
    r" ?(?:help|answers?|information|info|explanation|quotes?|time|quick reply)?))*" + _ADDRESSED,
    SmallTalk.PRAISE: r"(?:ok(?:ay)?|alright|all right|got it|i see|understood|cool|wow|perfect|excellent|awesome"
    r"|amazing|brilliant|fantastic|great|good|nice|lovely|wonderful|impressive|well done|good job|great job|nice work"
    r"|good answer|great answer|(?:that|this|it)(?: is|'s| was) (?:very |really |so )?(?:helpful|great|good|useful"
    r"|perfect|interesting|amazing|excellent|impressive)"
    r"|you(?: are|'re) (?:very |really |so |a )?(?:helpful|great|good|smart|clever|amazing|awesome|the best))",
}
_ABOUT_FIRST = r"help(?: me)?(?: please)?|how does (?:this|it)(?: all)? work|what is this(?: page| site| tool)?"
_ABOUT = (
    r"(?:so |and |but )?(?:what can (?:you|this assistant|this tool) do(?: for me)?"
    r"|what (?:can|should|could|may) i ask(?: you)?(?: about)?"
    r"|who are you|what are you|what do you do|who (?:made|built|created|wrote) you|what(?: is|'s) your name"
    r"|are you (?:a |an )?(?:bot|robot|human|person|machine|ai|chatbot|llm|language model|chat ?gpt|real)"
    r"|how do you work|how do i use (?:you|this)|how can you help(?: me)?|can you help(?: me)?|what do you know"
    r"|introduce yourself|tell me about yourself)"
)
_END = r"(?:[\s.,!?;:)(-]|$)+"
_COURTESY = re.compile("|".join(f"(?P<{kind.name}>(?:{said}){_END})" for kind, said in _SAID.items()))
_NAMED_QUESTION = re.compile(rf"(?:please )?(?:{_ABOUT})(?: please)?{_END}")
_FIRST_QUESTION = re.compile(rf"(?:{_ABOUT_FIRST}){_END}")
_GOES_ON = r"(?=(?:and|but|so|now|then|also|how|what|who|whom|whose|when|where|why|which|is|are|does|do|did|can)\b)"
_POLITE = "|".join(said for kind, said in _SAID.items() if kind is not SmallTalk.PRAISE)
_BEFORE = re.compile(
    rf"(?:{_POLITE})(?:\s*[.!,)\n]+\s*|\s+[-–—]\s+| {_GOES_ON}(?:and|but|so)\b )"
    rf"|(?:{_SAID[SmallTalk.PRAISE]})(?:\s*[.!\n]+\s*|, ?{_GOES_ON})",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"(?<=[.?!,;])\s*(?:{_SAID[SmallTalk.THANKS]})[\s.!]*$", re.IGNORECASE)


def small_talk(said: str, *, first: bool) -> SmallTalk | None:
    """Say what kind of small talk it is, or None for a question to the articles.

    Args:
        said: what the person typed.
        first: whether nothing was asked before; "How does this work?" may else mean what was spoken of.
    """
    rest = re.sub(r"[^\w\s.,!?;:()'-]+", " ", normalise(said).lower()).strip()
    kinds = set()
    while rest:
        if _NAMED_QUESTION.fullmatch(rest) or (first and _FIRST_QUESTION.fullmatch(rest)):
            return SmallTalk.ABOUT
        if not (match := _COURTESY.match(rest)):
            return None
        kinds.add(SmallTalk[str(match.lastgroup)])
        rest = rest[match.end() :]
    return next((kind for kind in SmallTalk if kind in kinds), None)


def without_courtesy(question: str) -> str:
    """Return a question without the courtesy before and after it: "Thanks! And how many?" is "And how many?"."""
    rest = question.strip()
    while (match := _BEFORE.match(rest)) and match.end() < len(rest):
        rest = rest[match.end() :]
    return _AFTER.sub("", rest).rstrip(" ,;") or question


def real_questions(said: Iterable[str]) -> list[str]:
    """Return what of a conversation was asked of the articles."""
    return [without_courtesy(text) for text in said if small_talk(text, first=False) is None]


def reply(kind: SmallTalk, articles: int) -> str:
    """Return what the assistant says back, of itself alone.

    Args:
        kind: what was said.
        articles: how many of them there are to ask about.
    """
    folder = "the article in this folder" if articles == 1 else f"the {articles:,} articles in this folder"
    match kind:
        case SmallTalk.ABOUT:
            return (
                f"I answer questions about {folder} in their own words: in exact quotes, each with its source. Where"
                " they do not answer, I say so. I know nothing beyond them.\n\nAsk who, what, when, how many or why;"
                " name an outlet or author to hear what they say; and go on asking, I keep in mind what we speak of."
            )
        case SmallTalk.GREETING:
            return f"Hello! What would you like to know from {folder}?"
        case SmallTalk.GOODBYE:
            return "Goodbye! Come back whenever you have another question."
        case SmallTalk.THANKS:
            return "You are welcome. Ask on whenever you like."
        case SmallTalk.PRAISE:
            return "Good to hear. What else would you like to know?"
