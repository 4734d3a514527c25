"""An assistant in, the page out: the folder on top, the chat below it, the source panel beside them.

The only module that imports Gradio. It builds; `ui.server` launches.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from assistant import Assistant, QAError
from ui.conversation import Turns, answer_question, take_back
from ui.escape import plain_html
from ui.headers import SecurityHeaders
from ui.library import describe_changes, describe_folder, filtered, render_library
from ui.reader import read_source

_CONCURRENT_ANSWERS = 8
_QUEUE_PLACES = 64
_BOX_CHARS = 20_000  # the assistant refuses less than this, and says so
_HERE = Path(__file__).parent
_INTRO = (
    '<header class="qa-head"><h1>Article Assistant</h1><p>Every answer is made of exact quotes from your articles.'
    " Click a number to see the quote in its place.</p></header>"
)
_EMPTY_CHAT = (
    '<div class="qa-empty"><h2>What do the articles say?</h2>'
    "<p>Ask in your own words. Follow-up questions understand what came before.</p></div>"
)

# What Gradio takes as a change of a component has no narrower type.
Change = Any
Asked = tuple[Change, Change, Change]  # of the question box, the chat and the folder
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def build_app(assistant: Assistant) -> gr.Blocks:
    """Return the page for an open assistant; nothing is launched."""
    app = gr.Blocks(title="Article Assistant", fill_height=True, analytics_enabled=False)
    with app:
        gr.HTML(_INTRO, elem_id="head", js_on_load=None, apply_default_css=False)
        folder = _add_folder(app, assistant)
        chat = _add_chat(assistant, folder)
        _add_source_panel(assistant)
        _keep_conversation(app, assistant, chat)
    app.queue(max_size=_QUEUE_PLACES, default_concurrency_limit=_CONCURRENT_ANSWERS)
    return app


def launch_options(host: str) -> dict[str, Any]:
    """Return what Gradio takes at launch: the look, and nothing that is kept or shared."""
    # Of the fonts that come with Gradio 6.31, these have all their letters in these weights.
    sans = gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700))
    mono = gr.themes.LocalFont("IBM Plex Mono", weights=(400,))
    hosts = ["127.0.0.1", "localhost", host]
    # Not as `css`: Gradio repeats that with other selectors, which changes what overrides what.
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    return {
        "head": f"<style>{style}</style>",
        "theme": gr.themes.Base(font=[sans, "system-ui", "sans-serif"], font_mono=[mono, "monospace"]),
        "app_kwargs": {
            "middleware": [Middleware(TrustedHostMiddleware, allowed_hosts=hosts), Middleware(SecurityHeaders)]
        },
        "share": False,
        "quiet": True,
        "show_error": False,
        "run_history": False,
        "enable_monitoring": False,
        "ssr_mode": False,
        "footer_links": [],
    }


def _add_folder(app: gr.Blocks, assistant: Assistant) -> gr.Accordion:
    def look() -> tuple[Change, str]:
        articles = assistant.articles()
        listing = render_library(filtered(articles), assistant.passage_counts(), assistant.changes.skipped)
        return gr.update(label=_told(assistant, len(articles))), listing

    def update() -> tuple[Change, str, str]:
        try:
            outcome = describe_changes(assistant.refresh())
        except QAError as error:
            outcome = f"{error} {error.remedy}"
        return *look(), plain_html(outcome)

    folder = gr.Accordion("Articles", open=False, elem_id="folder")
    with folder:
        with gr.Row():
            button = gr.Button("Update from folder", size="sm", scale=0)
            outcome = gr.HTML(elem_id="outcome", js_on_load=None, apply_default_css=False)
        listing = gr.HTML(js_on_load=None, apply_default_css=False)
    gr.on([app.load, folder.expand], look, None, [folder, listing], queue=False, **_QUIET)
    button.click(update, None, [folder, listing, outcome], concurrency_limit=1, api_visibility="private")
    return folder


def _told(assistant: Assistant, articles: int) -> str:
    return describe_folder(assistant.articles_dir.resolve().name, articles, len(assistant.changes.skipped))


def _add_chat(assistant: Assistant, folder: gr.Accordion) -> gr.Chatbot:
    chat = gr.Chatbot(
        elem_id="chat",
        show_label=False,
        latex_delimiters=[],
        buttons=[],
        layout="panel",
        placeholder=_EMPTY_CHAT,
        examples=[{"text": question} for question in assistant.starter_questions()],
        height="100%",
        scale=1,
        feedback_options=None,
        autoscroll=False,
    )
    box = gr.Textbox(
        elem_id="question",
        label="Your question",
        placeholder="Ask about the articles",
        show_label=False,
        container=False,
        max_lines=6,
        max_length=_BOX_CHARS,
        submit_btn=True,
        autofocus=True,
    )
    _answer_events(assistant, chat, box, folder)
    return chat


def _answer_events(assistant: Assistant, chat: gr.Chatbot, box: gr.Textbox, folder: gr.Accordion) -> None:
    def ask(question: str, turns: Turns) -> Iterator[Asked]:
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip()  # yielding nothing would empty all three
            return
        emptied: Change = ""
        for step in answer_question(assistant, question, turns):
            told = gr.update(label=_told(assistant, step.answer.searched[0])) if step.answer else gr.skip()
            yield emptied, step.turns, told
            emptied = gr.skip()  # what is typed meanwhile stays

    def ask_example(chosen: gr.SelectData) -> Iterator[Asked]:
        yield from ask(chosen.value["text"], [])

    def ask_again(turns: Turns) -> Iterator[Asked]:
        yield from ask(*take_back(turns))

    events: dict[str, Any] = {"concurrency_limit": _CONCURRENT_ANSWERS, "concurrency_id": "answers", **_QUIET}
    box.submit(ask, [box, chat], [box, chat, folder], **events)
    chat.example_select(ask_example, None, [box, chat, folder], **events)
    chat.retry(ask_again, chat, [box, chat, folder], **events)
    chat.undo(take_back, chat, [box, chat], queue=False, **_QUIET)


def _add_source_panel(assistant: Assistant) -> None:
    def read_citation(payload: object) -> str:
        return read_source(assistant, payload)

    gr.HTML(
        elem_id="source",
        js_on_load=(_HERE / "page.js").read_text(encoding="utf-8"),
        server_functions=[read_citation],
        apply_default_css=False,
    )


def _keep_conversation(app: gr.Blocks, assistant: Assistant, chat: gr.Chatbot) -> None:
    """Keep the conversation in the browser's tab, where it outlives a reload and a restart of the server."""
    folder = hashlib.sha256(str(assistant.articles_dir.resolve()).encode()).hexdigest()
    key = f"'conversation-{folder[:16]}-{gr.__version__}'"  # another version may keep its messages otherwise
    put = f"sessionStorage.setItem({key}, JSON.stringify(turns))"  # refused where it would grow too long
    restore = f"() => {{ window.restored = true; return [JSON.parse(sessionStorage.getItem({key}) ?? '[]')]; }}"
    # The empty chat reports itself, too, before the earlier one is back.
    keep = f"(turns) => {{ if (window.restored) try {{ {put}; }} catch {{}} }}"
    chat.change(None, chat, None, js=keep, queue=False, **_QUIET)
    app.load(None, None, chat, js=restore, queue=False, **_QUIET)
