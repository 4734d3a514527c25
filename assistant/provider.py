"""The providers of language models that are known by name: their package, extra, keys and options."""

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as LangChain names it.

    Attributes:
        package: its LangChain package, as it is imported; empty where LangChain has to know.
        extra: of this project, which installs that.
        keys: the environment variables, one of which has its key.
        host: where its models run, unless another server is named.
        url: the name of the option for that server.
        variables: the environment variables by which its package itself takes another server.
    """

    name: str
    package: str
    extra: str = ""
    keys: tuple[str, ...] = ()
    host: str = ""
    url: str = "base_url"
    variables: tuple[str, ...] = ()

    def place(self, url: str) -> str:
        """Return the host that is asked; empty where that is this machine."""
        named = url or next(filter(None, map(os.environ.get, self.variables)), "")
        if not named:
            return self.host
        return urlsplit(named if "://" in named else f"//{named}").hostname or self.name

    def options(self, url: str, seconds: float, retries: int) -> dict[str, Any]:
        """Return what its chat model is made with.

        Args:
            seconds: after which a server that does not answer is given up.
            retries: how often a request that failed is sent again.
        """
        server = {self.url: url} if url else {}
        if self.name == "ollama":
            return {**server, "sync_client_kwargs": {"timeout": seconds}}
        return {**server, "timeout": seconds, "max_retries": retries}


_ALL = (
    Provider("ollama", "langchain_ollama", "ollama", variables=("OLLAMA_HOST",)),
    Provider(
        "openai",
        "langchain_openai",
        "openai",
        ("OPENAI_API_KEY",),
        "api.openai.com",
        variables=("OPENAI_API_BASE", "OPENAI_BASE_URL"),
    ),
    Provider(
        "anthropic",
        "langchain_anthropic",
        "anthropic",
        ("ANTHROPIC_API_KEY",),
        "api.anthropic.com",
        variables=("ANTHROPIC_API_URL", "ANTHROPIC_BASE_URL"),
    ),
    Provider(
        "google_genai",
        "langchain_google_genai",
        "google",
        ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
        "generativelanguage.googleapis.com",
    ),
    Provider(
        "mistralai",
        "langchain_mistralai",
        "mistral",
        ("MISTRAL_API_KEY",),
        "api.mistral.ai",
        variables=("MISTRAL_BASE_URL",),
    ),
)
PROVIDERS = {provider.name: provider for provider in _ALL}
PROVIDERS |= {"google": PROVIDERS["google_genai"], "mistral": PROVIDERS["mistralai"]}
