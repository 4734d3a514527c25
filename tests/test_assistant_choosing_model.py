"""A language model is chosen by name; what is missing is told, and a key is told to nobody."""

import logging
import sys
from pathlib import Path

import pytest
from openai import APIConnectionError

from assistant import Assistant, AssistantSettings, LanguageModelError, QAError, run_command
from assistant.choosing_model import choose_model, is_loopback
from assistant.provider import PROVIDERS

CANARY = "sk-canary-0123456789abcdef"
HOSTED = {
    "openai": ("OPENAI_API_KEY", "api.openai.com"),
    "anthropic": ("ANTHROPIC_API_KEY", "api.anthropic.com"),
    "google": ("GOOGLE_API_KEY", "generativelanguage.googleapis.com"),
    "mistral": ("MISTRAL_API_KEY", "api.mistral.ai"),
}


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin without any key, server or proxy."""
    for provider in PROVIDERS.values():
        for name in (*provider.keys, *provider.variables):
            monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("provider", HOSTED)
def test_a_provider_is_asked_with_the_key_of_the_environment(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said where it is, and its representation has no key in it."""
    variable, host = HOSTED[provider]
    monkeypatch.setenv(variable, CANARY)
    model = choose_model(f"{provider}:some-model", "", 5)
    assert (model.name, model.place) == (f"{provider}:some-model", host)
    assert CANARY not in repr(vars(model))


@pytest.mark.parametrize("provider", HOSTED)
def test_a_missing_key_is_told_by_its_name(provider: str) -> None:
    """And where it is looked for."""
    with pytest.raises(LanguageModelError, match="There is no key") as caught:
        choose_model(f"{provider}:some-model", "", 5)
    assert HOSTED[provider][0] in caught.value.remedy


@pytest.mark.parametrize(
    ("llm", "package", "command"),
    [
        ("openai:a", "langchain_openai", "pip install 'article-assistant[openai]'"),
        ("ollama:a", "langchain_ollama", "pip install 'article-assistant[ollama]'"),
        ("anthropic:a", "langchain_anthropic", "pip install 'article-assistant[anthropic]'"),
        ("google:a", "langchain_google_genai", "pip install 'article-assistant[google]'"),
        ("mistral:a", "langchain_mistralai", "pip install 'article-assistant[mistral]'"),
        ("model.gguf", "xllamacpp", "pip install 'article-assistant[gguf]'"),
        ("model.gguf", "langchain_openai", "pip install 'article-assistant[gguf]'"),
    ],
)
def test_a_missing_package_is_told_with_the_command(
    llm: str, package: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can be copied as it stands."""
    Path("model.gguf").write_bytes(b"GGUF and nothing else")
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(LanguageModelError, match="needs the package") as caught:
        choose_model(llm, "", 5)
    assert caught.value.remedy == f"Install it: {command}"


@pytest.mark.parametrize(
    ("llm", "url", "told"),
    [
        ("llama", "", "llama is no language model"),
        ("openai:", "", "openai: is no language model"),
        ("nobody:a", "", r"nobody:a cannot be set up \(ValueError\)"),
        ("nowhere.gguf", "", r"nowhere\.gguf cannot be read: No such file"),
        ("openai:a", "127.0.0.1:8080", "no address of a server"),
        ("openai:a", "file:///etc/passwd", "no address of a server"),
        ("openai:a", f"http://me:{CANARY}@127.0.0.1/v1", "has a name, password or query"),
        ("openai:a", f"http://127.0.0.1/v1?key={CANARY}", "has a name, password or query"),
    ],
)
def test_what_is_no_model_is_told(llm: str, url: str, told: str) -> None:
    """With a remedy, and nothing that is secret."""
    with pytest.raises(LanguageModelError, match=told) as caught:
        choose_model(llm, url, 5)
    assert caught.value.remedy
    assert CANARY not in f"{caught.value}{caught.value.remedy}"


def test_a_file_that_is_no_model_is_told() -> None:
    """Before anything is started."""
    Path("essay.gguf").write_text("On goats.", "utf-8")
    with pytest.raises(LanguageModelError, match=r"essay\.gguf is no GGUF model"):
        choose_model("essay.gguf", "", 5)


def test_a_gguf_file_that_is_damaged_is_told() -> None:
    """The child process ends, and is not waited for any longer."""
    Path("broken.gguf").write_bytes(b"GGUF" + bytes(500))
    with pytest.raises(LanguageModelError, match="cannot be served by xllamacpp"):
        choose_model("broken.gguf", "", 5)


@pytest.mark.parametrize(
    ("llm", "url", "host", "place"),
    [
        ("ollama:a", "", "", ""),
        ("ollama:a", "", "0.0.0.0:11434", ""),
        ("ollama:a", "", "gpu.lan:11434", "gpu.lan"),
        ("ollama:a", "http://localhost:1234", "", ""),
        ("openai:a", "http://127.0.0.1:8080/v1", "", ""),
        ("openai:a", "http://[::1]:8080/v1", "", ""),
        ("openai:a", "https://llm.example/v1", "", "llm.example"),
    ],
)
def test_it_is_known_whether_anything_leaves_this_machine(
    llm: str, url: str, host: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the server that is asked."""
    if host:
        monkeypatch.setenv("OLLAMA_HOST", host)
    assert choose_model(llm, url, 5).place == place


def test_loopback_is_what_is() -> None:
    """A name that only begins so is not."""
    assert [is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "127.0.0.1.evil.example", "10.0.0.1")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_the_gateway_of_langsmith_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be sent everything, keys included."""
    monkeypatch.setenv("LANGSMITH_GATEWAY", "true")
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    with pytest.raises(LanguageModelError, match="LANGSMITH_GATEWAY"):
        choose_model("openai:a", "", 5)


def test_what_is_sent_away_is_said_at_the_start(
    seeds_assistant: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is asked."""
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    folders = [str(seeds_assistant.articles_dir), "--index-dir", str(seeds_assistant.index_dir)]
    assert run_command(["ask", "Hello", "--articles", *folders, "--llm", "openai:a"]) == 0
    told = capsys.readouterr().err
    assert "Questions, and the quotes found, are sent to api.openai.com (openai:a)." in told
    assert CANARY not in told


@pytest.mark.parametrize("command", ["ask", "chat", "eval"])
def test_the_commands_take_a_model(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One that cannot be had ends them with a status of its own."""
    Path("q.jsonl").write_text('{"kind": "a", "question": "Who?", "history": [], "gold": []}\n', "utf-8")
    words = {"ask": ["Who?"], "chat": [], "eval": ["q.jsonl"]}[command]
    assert run_command([command, *words, "--articles", "nowhere", "--llm", "anthropic:a"]) == 12
    assert "ANTHROPIC_API_KEY" in capsys.readouterr().err


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf")])
def test_the_time_has_to_be_some(seconds: float) -> None:
    """A setting that cannot be meant is refused; so is a server without a model."""
    with pytest.raises(QAError, match="llm_timeout"):
        AssistantSettings(llm_timeout=seconds)
    with pytest.raises(QAError, match="llm_url"):
        AssistantSettings(llm_url="http://127.0.0.1")


def test_nothing_is_logged_of_a_key(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Not even where everything is."""
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    with caplog.at_level(logging.DEBUG):
        model = choose_model("openai:a", "http://127.0.0.1:9/v1", 1)
        with pytest.raises(APIConnectionError) as caught:
            list(model.say("a", "b"))
    assert CANARY not in caplog.text + str(caught.value)
