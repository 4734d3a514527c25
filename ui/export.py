"""A kept conversation in, a document out that can be sent to others and checked by them later.

Passages are numbered by question and quote, as `assistant verify` names them: [2.3] is the third of
the second question. Pure, but for the style sheet beside this module.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

from ui.escape import exact_html, plain_html
from ui.exchange import Exchange
from ui.render import count, long_date
from ui.store import Conversation

_STYLE = Path(__file__).parent / "export.css"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_MARKUP = re.compile(r"<[^>]*>")
_CITED = re.compile(r"\[(\d{1,4})\]")
_ESCAPED = re.compile(r'<bdi class="unseen" title="(U\+[0-9A-F]+)">.*?</bdi>|&#(\d+);', re.DOTALL)
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~$&^=@]|:(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_LIST_MARK = re.compile(r"^(?:(\d{1,9})(?=[.)])|(?=[-+:]))")
_Shown = Callable[[str], str]


def as_markdown(conversation: Conversation, made: datetime | None = None) -> str:
    r"""Return a conversation as Markdown, as CommonMark and GitHub read it.

    Rendered, the words and the line breaks of each quote are exact: what Markdown would take for
    markup has a backslash before it. Not exact are white space (at the ends of a line it is left
    out, and several blank lines are one), which renderers do not keep, and characters nobody can
    see, which are named in their place, as in ‹U+200B›. A renderer may still set quotation marks
    its own way. The HTML is exact in all of this.

    Args:
        conversation: what is exported.
        made: when, to be told in the document; now, if left out.
    """
    lines = [f"# {_markdown_line(conversation.title)}", _about(conversation, made or datetime.now(UTC))]
    for question, exchange in enumerate(conversation.exchanges, start=1):
        lines.append(f"## {question}. {_markdown_line(exchange.question)}")
        lines += _verdict(exchange, question, _markdown_line)
        for number, quote, nearest in _passages(exchange):
            lines.append(rf"**\[{question}.{number}\]**{' (nearest passage)' if nearest else ''}")
            lines.append(f"{_markdown_block(quote['text'])}\n>\n> — {_source(quote, _markdown_line)}")
    return _writable("\n\n".join(lines) + "\n")


def as_html(conversation: Conversation, made: datetime | None = None) -> str:
    """Return a conversation as an HTML document that needs nothing else, and that `assistant verify` checks.

    The text of each question and quote is exact, character for character, and what nobody could see
    has a badge. The answers are in it once more as data, in one block of JSON with the id "answers":
    title, exported (when) and exchanges, each with question, asked (when) and answer, which is as
    `ask --json` prints it, or null.

    Args:
        conversation: what is exported.
        made: when, to be told in the document; now, if left out.
    """
    made = made or datetime.now(UTC)
    title = plain_html(conversation.title)
    return _writable(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE.read_text('utf-8')}</style>\n</head>\n<body>\n<main>\n"
        f'<header>\n<h1>{title}</h1>\n<p class="note">{_about(conversation, made)} The command “assistant verify”,'
        " given this file, checks each quote against the articles as they are by then.</p>\n</header>\n"
        f"{''.join(_html_sections(conversation))}</main>\n"
        f'<script type="application/json" id="answers">{_data(conversation, made)}</script>\n</body>\n</html>\n'
    )


def _html_sections(conversation: Conversation) -> Iterator[str]:
    for question, exchange in enumerate(conversation.exchanges, start=1):
        yield f'<section>\n<h2 dir="auto">{question}. {exact_html(exchange.question)}</h2>\n'
        for place, line in enumerate(_verdict(exchange, question, _html_words)):
            yield f'<p class="{"note" if place else "verdict"}">{line}</p>\n'
        for number, quote, nearest in _passages(exchange):
            label = f"{question}.{number}"
            yield (
                f'<figure class="{"nearest" if nearest else "quote"}">\n<p class="number">[{label}]</p>\n'
                f'<blockquote data-quote="{label}" dir="auto">{exact_html(quote["text"])}</blockquote>\n'
                f"<figcaption>{_source(quote, _html_words)}</figcaption>\n</figure>\n"
            )
        yield "</section>\n"


def _about(conversation: Conversation, made: datetime) -> str:
    day = made.astimezone(UTC)
    return (
        f"Exported on {long_date(day.date().isoformat())} at {day:%H:%M} UTC, with"
        f" {count(len(conversation.exchanges), 'question')}. Every quote is word for word; its place in the file"
        " is given in characters, from 0, the first included and the last not."
    )


def _verdict(exchange: Exchange, question: int, shown: _Shown) -> Iterator[str]:
    """Yield what came of a question, line by line, the most important first."""
    answer = exchange.answer
    if answer is None:
        yield "This question ended without an answer."
        yield shown(" ".join(unescape(_MARKUP.sub(" ", exchange.message)).split()))
    elif answer["abstained"]:
        yield "The articles do not answer this."
        near = "The passages that come closest; they do not answer it:"
        yield near if answer["nearest"] else "Nothing in them comes close."
    elif not answer["quotes"]:
        yield from map(shown, answer["text"].split("\n\n"))
    else:
        sure = min(99, round(100 * answer["confidence"]))
        yield from _written(answer, question, shown)
        yield f"Answered in {count(len(answer['quotes']), 'quote')}; that the articles answer this is {sure} % likely."
        yield from _agreement(answer, question, shown)
    if answer is not None and answer["query"].strip() != exchange.question.strip():
        yield f"Searched for: {shown(answer['query'])}"


def _written(answer: dict[str, Any], question: int, shown: _Shown) -> Iterator[str]:
    """Yield what a language model wrote, its citations as the document numbers the quotes, and how much was removed."""
    writing = answer.get("writing")
    if writing and writing["sentences"]:
        prose = _CITED.sub(lambda found: f"[{question}.{found[1]}]", " ".join(writing["sentences"]))
        yield f"{shown(prose)} (Written by {shown(writing['model'])}, held to the quotes.)"
    if writing and (number := len(writing["removed"])):
        yield f"{count(number, 'sentence')} removed: the articles do not say this."


def _agreement(answer: dict[str, Any], question: int, shown: _Shown) -> Iterator[str]:
    """Yield on what the articles agree and differ, in their words."""
    for group in answer["agreement"]["agreeing"]:
        articles = {answer["quotes"][number - 1]["article"]["path"] for number in group["quotes"]}
        yield f"{count(len(articles), 'article')} agree: {'; '.join(_voices(group, question, shown))}"
    for group in answer["agreement"]["differing"]:
        yield f"They differ: {' against '.join(_voices(group, question, shown))}"


def _voices(group: dict[str, Any], question: int, shown: _Shown) -> list[str]:
    words = [(part["text"], f"[{question}.{part['quote']}]") for part in group["words"]]
    return [f"‘{shown(text)}’ {shown(label)}" for text, label in words]


def _passages(exchange: Exchange) -> Iterator[tuple[int, dict[str, Any], bool]]:
    """Yield the passages shown with their numbers, and whether each is only near to an answer."""
    answer = exchange.answer or {"quotes": [], "nearest": []}
    for number, quote in enumerate([*answer["quotes"], *answer["nearest"]], start=1):
        yield number, quote, number > len(answer["quotes"])


def _source(quote: dict[str, Any], shown: _Shown) -> str:
    """Return who says a quote, and where it stands."""
    article = quote["article"]
    said = f"{shown(quote['speaker'])}, quoted in " if quote["speaker"] else ""
    known = (article["author"], article["publisher"], long_date(article["published"]))
    title = f"“{shown(article['title'] or article['path'])}”"
    page = f", p. {quote['page']}" if quote.get("page") else ""
    place = f"{shown(article['path'])}{page}, characters {quote['start']}–{quote['end']}"
    copies = f"; also in {', '.join(map(shown, quote['copies']))}" if quote["copies"] else ""
    return f"{said}{', '.join([title, *(shown(part) for part in known if part)])}; {place}{copies}"


def _data(conversation: Conversation, made: datetime) -> str:
    """Return the answers as JSON that no text in it can end."""
    exchanges = [{"question": e.question, "asked": e.asked, "answer": e.answer} for e in conversation.exchanges]
    data = {"title": conversation.title, "exported": made.isoformat(timespec="seconds"), "exchanges": exchanges}
    return re.sub("[<>&]", lambda match: f"\\u{ord(match[0]):04x}", json.dumps(data))


def _html_words(text: str) -> str:
    return f"<bdi>{exact_html(text)}</bdi>"


def _markdown_block(text: str) -> str:
    """Return a quote as a block of its own, line by line."""
    paragraphs = re.split(r"\n(?:[ \t]*\n)+", re.sub(r"\r\n?", "\n", text).strip(" \t\n"))
    lines = ["\\\n> ".join(_markdown(line.strip(" \t")) for line in part.split("\n")) for part in paragraphs]
    return "> " + "\n>\n> ".join(lines)


def _markdown_line(text: str) -> str:
    return _markdown(" ".join(text.split()))


def _markdown(line: str) -> str:
    """Escape a line for Markdown; characters nobody can see are those that the HTML gives a badge."""
    visible = _ESCAPED.sub(lambda match: f"‹{match[1]}›" if match[1] else chr(int(match[2])), exact_html(line))
    return _LIST_MARK.sub(r"\1\\", _SPECIAL.sub(r"\\\g<0>", visible))


def _writable(document: str) -> str:
    """Return a document that UTF-8 can hold: half of a surrogate pair becomes a question mark."""
    return document.encode("utf-8", "replace").decode("utf-8")
