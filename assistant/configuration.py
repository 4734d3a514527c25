"""All that can be set, in one typed place: by a flag, else by the environment, else by a file, else its default.

The file is `assistant.toml` in the folder where the command is run, or the one given with `--config`.
A variable is named after its setting: `ASSISTANT_ARTICLES`, `ASSISTANT_ANSWERS__THRESHOLD`, and
`ASSISTANT_COLLECTIONS__NOTES` for the collection notes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import (
    SettingsError as UnreadableError,
)

from assistant.folders import default_index_dir
from assistant.named_folders import ALONE, checked, chosen
from assistant.settings import AssistantSettings, ServerSettings
from assistant.shipped import shipped_articles, shipped_index_dir
from assistant.variables import (
    DELIMITER,
    PREFIX,
    Variables,
    closest,
    refuse_unknown_variables,
    variable_giving,
)
from index import IndexSettings, SettingsError

FILE = "assistant.toml"
_HERE = "seeds"
_MEND = "Mend it, or leave it out; without it, `assistant config` prints all settings."

Values = Mapping[str, Any]


class Configuration(BaseSettings):
    """All settings of the command line.

    Attributes:
        articles: the folder of articles; left out, `seeds`, and where there is none here, the shipped ones.
        index_dir: where the index is kept; None for a folder of its own below `.index`. That of the shipped
            articles is kept among the person's data. Where there are collections, the folder below which each of
            them has one of its own.
        collections: folders of articles by name, instead of `articles`; the first is the default.
        answers: how questions are answered.
        index: how the index is made.
        server: what is served, to whom.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=DELIMITER,
        env_nested_max_split=1,
        extra="forbid",
        frozen=True,
        toml_file=FILE,
    )

    articles: str = _HERE
    index_dir: str | None = None
    collections: dict[str, str] = {}
    answers: AssistantSettings = AssistantSettings()
    index: IndexSettings = IndexSettings()
    server: ServerSettings = ServerSettings()

    @field_validator("server", mode="before")
    @classmethod
    def _hosts_by_commas(cls, given: object) -> object:
        """Take several names from one variable."""
        if isinstance(given, Mapping) and isinstance(hosts := given.get("allowed_hosts"), str):
            return {**given, "allowed_hosts": tuple(filter(None, map(str.strip, hosts.split(","))))}
        return given

    @field_validator("collections")
    @classmethod
    def _named_well(cls, given: dict[str, str]) -> dict[str, str]:
        """Refuse names that are none, and one folder under two names."""
        return checked(given.items())

    def of(self, name: str) -> "Configuration":
        """Return what is set for one of the collections, as if its folder were the only one."""
        folder = self.collections[name]
        below = self.index_dir
        place = str(default_index_dir(Path(folder).expanduser(), Path(below).expanduser())) if below else None
        return self.model_copy(update={"articles": folder, "index_dir": place, "collections": {}})

    def each(self) -> "dict[str, Configuration]":
        """Return what is set for each collection by its name; for the one folder where there are none."""
        return {name: self.of(name) for name in self.collections} or {ALONE: self}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Say what wins over what: what is handed in, the environment, the file."""
        return init_settings, Variables(settings_cls), TomlConfigSettingsSource(settings_cls)


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting in force, and where its value came from."""

    name: str
    value: Any
    source: str


def configure(flags: Values, file: str | None = None) -> Configuration:
    """Read the configuration.

    Args:
        flags: what was given on the command line, nested as the settings are; `collections` as a list of names of
            those that the file or the environment has, or NAME=FOLDER.
        file: the path of a TOML file; without one, that of the working folder where there is one.

    Raises:
        SettingsError: a setting is unknown or cannot have its value, or the file cannot be read.
    """
    if file is not None and not Path(file).is_file():
        raise SettingsError(f"There is no file {file}.", "Give the path of a TOML file with --config.")
    refuse_unknown_variables({*_names(), *Configuration.model_fields}, free="collections")
    try:
        configuration = _reading(file)(**{name: value for name, value in flags.items() if name != "collections"})
        if file is None and "llm" in "".join(_of_the_file()):
            raise SettingsError(
                f"{FILE} names a language model, to which questions and quotes would be sent.",
                f"If that is yours, name the file: --config {FILE}; else take answers.llm out of it.",
            )
        return _somewhere(_collected(configuration, flags))
    except ValidationError as error:
        raise _told(error, flags, file) from error
    except (UnreadableError, ValueError, OSError) as error:
        raise SettingsError(f"{file or FILE} or a variable cannot be read: {error}.", _MEND) from error


def _of_the_file() -> list[str]:
    """Return the names of the settings of the working folder's file; the names of collections are no settings."""
    names = dict(_flat(TomlConfigSettingsSource(Configuration)()))
    return [name for name in names if not name.startswith("collections.")]


def _collected(configuration: Configuration, flags: Values) -> Configuration:
    """Return the configuration with the collections that are asked for, or without any where a folder is."""
    given = flags.get("collections")
    if "articles" in flags:
        if given:
            raise SettingsError(
                "Both --articles and --collection were given.", "Give the folder as one, too: --collection NAME=FOLDER"
            )
        return configuration.model_copy(update={"collections": {}})
    if given:
        return configuration.model_copy(update={"collections": chosen(given, configuration.collections)})
    if configuration.collections and "articles" in configuration.model_fields_set:
        raise SettingsError(
            "Both articles and collections are set.", "Leave articles out, and give its folder a name in [collections]."
        )
    return configuration


def _somewhere(configuration: Configuration) -> Configuration:
    """Where no articles are named and none are here, take the shipped ones."""
    if configuration.collections or "articles" in configuration.model_fields_set or Path(_HERE).is_dir():
        return configuration
    index_dir = configuration.index_dir or str(shipped_index_dir())
    return configuration.model_copy(update={"articles": str(shipped_articles()), "index_dir": index_dir})


def in_force(configuration: Configuration, flags: Values, file: str | None = None) -> Iterator[Setting]:
    """Yield every setting with its source; the password of an address is left out."""
    model = _reading(file)
    given = (
        dict.fromkeys(_given(flags), "command line"),
        {name: variable_giving(name) for name, _ in _flat(Variables(model)())},
        {name: file or FILE for name, _ in _flat(TomlConfigSettingsSource(model)())},
    )
    for name, value in _flat({key: getattr(configuration, key) for key in Configuration.model_fields}):
        if name == "articles" and configuration.collections:
            continue  # they stand in its place
        source = next((known[name] for known in given if name in known), "default")
        yield Setting(name, _without_secrets(value) if name == "answers.llm_url" else value, source)


def _given(flags: Values) -> Iterator[str]:
    """Yield the names of the settings that flags gave."""
    for name, value in _flat(flags):
        if name == "collections":
            yield from (f"{name}.{one.partition('=')[0]}" for one in value if "=" in one)
        else:
            yield name


def _without_secrets(address: str) -> str:
    """Return an address without what may be a password or a key in it."""
    parts = urlsplit(address)
    path = "" if "@" in parts.path else parts.path
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{path}" if address else ""


def _reading(file: str | None) -> type[Configuration]:
    """Return the configuration that reads a file."""
    if file is None:
        return Configuration

    class FromFile(Configuration):
        model_config = SettingsConfigDict(toml_file=file)

    return FromFile


def _flat(values: Values, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each setting by its dotted name."""
    for key, value in values.items():
        parts = {part.name: getattr(value, part.name) for part in fields(value)} if is_dataclass(value) else value
        if isinstance(parts, Mapping):
            yield from _flat(parts, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _names() -> list[str]:
    known = _flat({key: one.default for key, one in Configuration.model_fields.items()})
    return [*(name for name, _ in known), "collections"]


def _told(error: ValidationError, flags: Values, file: str | None) -> SettingsError:
    """Tell the first fault: the setting, what is wrong with it, and where it was said."""
    fault = error.errors(include_url=False, include_input=False)[0]
    name = ".".join(str(part) for part in fault["loc"])
    said = "on the command line" if name in dict(_flat(flags)) else f"in {variable_giving(name) or file or FILE}"
    if fault["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        return SettingsError(f"There is no setting {name}, which is given {said}.", closest(name, _names()) or _MEND)
    return SettingsError(f"The setting {name}, given {said}, cannot be that: {fault['msg']}.", _MEND)
