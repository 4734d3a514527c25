"""The turns of a chat in, questions that lead on out, as buttons below the chat."""

from collections.abc import Collection

from assistant import QAError
from ui.conversation import Turns, as_history, last_words, take_back
from ui.escape import plain_html
from ui.opening import Opening

_ANSWERED = "qa-basis"


def lead_on(opening: Opening, turns: Turns, within: Collection[str] = ()) -> str:
    """Return buttons with questions that the articles answer; nothing where there are none.

    Args:
        within: the paths of the articles that are asked; none given, all are.
    """
    question, earlier = take_back(turns)
    if _ANSWERED not in last_words(turns):
        return ""
    try:
        assistant, history = opening.assistant, as_history(earlier)
        answer = assistant.ask(question, history=history, within=within or None)
        return render_leads(question, assistant.next_questions(answer, history, within=within or None))
    except QAError:
        return ""


def render_leads(question: str, leads: Collection[str]) -> str:
    """Return the buttons; the page shows them as long as the question is its last."""
    if not leads:
        return ""
    buttons = "".join(f'<button type="button" class="qa-lead">{plain_html(lead)}</button>' for lead in leads)
    after = plain_html(question)
    return (
        f'<div class="qa-leads" role="group" aria-label="Questions to go on with" data-after="{after}">{buttons}</div>'
    )
