"""From `PROVIDER:MODEL`, or the path of a GGUF file, to the language model; keys come from the environment alone."""

import os
from collections.abc import Callable
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant.chat_model import ChatModel
from assistant.gguf import GgufServer
from assistant.language_model import LanguageModel
from assistant.provider import PROVIDERS, Provider
from index import LanguageModelError

_RETRIES = 2
_MOST_TOKENS = 320  # of a model that somebody's own machine runs
_GATEWAY = "LANGSMITH_GATEWAY"
_NO_KEY = "none"  # a server of one's own mostly asks for none, but its client insists


def choose_model(llm: str, url: str, seconds: float) -> LanguageModel:
    """Return the language model of this name.

    Args:
        llm: `PROVIDER:MODEL`, as in `ollama:llama3.2`, or the path of a GGUF file.
        url: of the server to be asked instead of the provider's own; empty for that.
        seconds: how long to wait for a server.

    Raises:
        LanguageModelError: it cannot be set up; says what is missing.
    """
    if llm.lower().endswith(".gguf"):
        return _served(Path(llm).expanduser(), seconds)
    name, _, model = llm.partition(":")
    if not model:
        raise LanguageModelError(
            f"{llm} is no language model.", "Give PROVIDER:MODEL, as in ollama:llama3.2, or the path of a .gguf file."
        )
    provider = PROVIDERS.get(name.lower()) or Provider(name, "", host=name)
    _check_url(url)
    _check_gateway()
    _check_installed(provider)
    _check_key(provider, url)
    place = provider.place(url)
    local = not place or is_loopback(place)
    options = provider.options(url, seconds, _RETRIES) | (_own(provider, local) if url or local else {})
    return ChatModel(_made(provider, model, options), llm, "" if local else place, _ending(options))


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        return False


def _served(file: Path, seconds: float) -> LanguageModel:
    provider = PROVIDERS["openai"]
    if not find_spec(provider.package):
        raise LanguageModelError(
            "A GGUF file needs the package langchain-openai.", "Install it: pip install 'article-assistant[gguf]'"
        )
    server = GgufServer(file)
    url = f"{server.address}/v1"
    options = provider.options(url, seconds, _RETRIES) | _own(provider, True) | {"api_key": server.key}
    return ChatModel(_made(provider, "gguf", options), file.name, "", _ending(options, server.close))


def _own(provider: Provider, local: bool) -> dict[str, Any]:
    """Return what is set for a model that somebody's own machine runs, and for one that this machine runs."""
    options: dict[str, Any] = {"temperature": 0}
    if provider.name == "ollama":
        return options | {"num_predict": _MOST_TOKENS} | ({"client_kwargs": {"trust_env": False}} if local else {})
    if provider.name == "openai":
        options |= {"max_tokens": _MOST_TOKENS, "stream_usage": True, "use_responses_api": False}
        if not os.environ.get("OPENAI_API_KEY"):
            options["api_key"] = _NO_KEY
        if local:
            from httpx import Client

            options["http_client"] = Client(trust_env=False)  # no proxy stands between this machine and itself
    return options


def _ending(options: dict[str, Any], *others: Callable[[], object]) -> Callable[[], None]:
    """Return what closes the connections that were opened, and ends the rest."""

    def end() -> None:
        if client := options.get("http_client"):
            client.close()
        for other in others:
            other()

    return end


def _made(provider: Provider, model: str, options: dict[str, Any]) -> Any:  # noqa: ANN401 (LangChain's chat model)
    from langchain.chat_models import init_chat_model

    try:
        return init_chat_model(model, model_provider=provider.name, **options)
    except Exception as error:  # noqa: BLE001 (whatever a provider's package raises; its words may hold a key)
        raise LanguageModelError(
            f"{provider.name}:{model} cannot be set up ({type(error).__name__}).",
            f"Known are {', '.join(PROVIDERS)}; another provider needs its LangChain package installed.",
        ) from None


def _check_url(url: str) -> None:
    if not url:
        return
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise LanguageModelError("--llm-url is no address of a server.", "Give one such as http://127.0.0.1:8080/v1")
    if parts.username or parts.password or parts.query:
        raise LanguageModelError(
            "--llm-url has a name, password or query in it.", "Keys are taken from the environment alone."
        )


def _check_gateway() -> None:
    if os.environ.get(_GATEWAY, "").lower() not in ("", "false", "0", "no"):
        raise LanguageModelError(
            f"{_GATEWAY} is set: every question and quote would go through LangSmith's service.",
            f"Unset {_GATEWAY}.",
        )


def _check_installed(provider: Provider) -> None:
    if provider.package and not find_spec(provider.package):
        raise LanguageModelError(
            f"{provider.name} needs the package {provider.package.replace('_', '-')}.",
            f"Install it: pip install 'article-assistant[{provider.extra}]'",
        )


def _check_key(provider: Provider, url: str) -> None:
    if provider.keys and not url and not any(os.environ.get(key) for key in provider.keys):
        raise LanguageModelError(
            f"There is no key for {provider.name}.",
            f"Set {' or '.join(provider.keys)} in the environment; it is read from nowhere else.",
        )
