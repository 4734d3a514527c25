"""What the page's regions share: how their events and their pieces of HTML are set up in Gradio."""

from typing import Any

import gradio as gr

# What Gradio takes as a change of a component has no narrower type.
Change = Any

# For an event of the page alone, which is no endpoint for programs.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def html(value: str = "", **options: Any) -> gr.HTML:  # noqa: ANN401 (Gradio's own options)
    """Return a piece of HTML as it is, without Gradio's styles."""
    return gr.HTML(value, apply_default_css=False, **{"js_on_load": None, **options})
