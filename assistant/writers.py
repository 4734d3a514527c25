"""What writes the answers: a language model where one is named or handed in, else the quotes alone."""

from assistant.chat_model import as_language_model
from assistant.choosing_model import choose_model
from assistant.model_writer import ModelWriter
from assistant.settings import AssistantSettings
from assistant.support import Checker, check_support
from assistant.writer import QuoteWriter, Writer


def make_writer(settings: AssistantSettings, llm: object = None, check: Checker = check_support) -> Writer:
    """Return what writes the answers: a language model where there is one, else the quotes alone.

    Raises:
        LanguageModelError: the language model cannot be set up.
    """
    if llm is not None:
        return ModelWriter(as_language_model(llm), settings.llm_timeout, check)
    if settings.llm:
        model = choose_model(settings.llm, settings.llm_url, settings.llm_timeout)
        return ModelWriter(model, settings.llm_timeout, check)
    return QuoteWriter()
