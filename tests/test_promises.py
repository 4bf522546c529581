"""What the papers say and what the code does are the same."""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

import bot
from bot import cli, content
from bot.domain.conversation import Language
from bot.errors import BotError
from bot.settings import KNOWN, PREFIX
from bot.storage import keys
from bot.web.webhook import PATH

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAPERS = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "intents/README.md"]
TRACKED = [name for name in subprocess.run(
    ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT, capture_output=True, check=False, text=True,
).stdout.split("\0") if name]  # fmt: skip


def named_settings(text):
    """Give every setting named in the first cell of a table row."""
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `MOTCUA_")]
    return {name.removeprefix(PREFIX) for row in rows for name in re.findall(r"MOTCUA_\w+", row)}


def test_every_setting_is_in_the_readme_and_nothing_else_is():
    assert named_settings(README) == KNOWN


def test_a_setting_missing_from_the_readme_is_found():
    assert named_settings(README.replace("| `MOTCUA_VAR_DIR`", "| `VAR_DIR`")) == KNOWN - {"VAR_DIR"}


def commands():
    action = next(
        action for action in cli._parser()._actions if isinstance(action, argparse._SubParsersAction)
    )
    return sorted(action.choices)


@pytest.mark.parametrize("command", commands())
def test_every_command_is_in_the_table_of_commands(command):
    section = README.split("## Các lệnh")[1].split("\n## ")[0]
    assert re.search(rf"^\| .*`{command}\b", section, re.MULTILINE)


def test_the_webhook_address_in_the_readme_is_the_one_that_is_served():
    addresses = re.findall(r"https://tên-miền(/[\w/]*)", README)
    assert addresses
    assert set(addresses) == {PATH}


def errors():
    for found in pkgutil.walk_packages(bot.__path__, "bot."):
        if not re.search(r"__main__|migrations", found.name):
            module = importlib.import_module(found.name)
            yield from (kind for _, kind in inspect.getmembers(module, inspect.isclass))


def test_every_error_is_explained_in_the_papers():
    wanted = {kind.__name__ for kind in errors() if issubclass(kind, BotError)}
    written = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert len(wanted) > 6
    assert {name for name in wanted if f"`{name}`" not in written} == set()


LOADED = content.load(ROOT)


def test_every_reply_exists_in_both_languages():
    replies = {
        f"{intent}.{key}": set(texts)
        for intent, words in LOADED.intents.items()
        for key, texts in words.replies.items()
    }
    assert len(replies) > 50
    assert {key: languages for key, languages in replies.items() if languages != set(Language)} == {}


KEY_FUNCTIONS = {
    name: function
    for name, function in inspect.getmembers(keys, inspect.isfunction)
    if not name.startswith("_") and name != "partition" and function.__module__ == keys.__name__
}


@pytest.mark.parametrize("name", sorted(KEY_FUNCTIONS))
def test_every_redis_key_has_a_life_or_a_reason_to_have_no_end(name):
    asked = inspect.signature(KEY_FUNCTIONS[name]).parameters
    key = KEY_FUNCTIONS[name](*(1 if parameter == "part" else "x" for parameter in asked))
    kind = re.match(r"(?:\{[^}]*\}|motcua):([a-z-]+)", key)[1]
    assert keys.LIVES[kind].reason


def mentioned(text):
    """Give the relative links and the things in code that look like files of the repository."""
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    code = [word for span in re.findall(r"`([^`\n]+)`", text) for word in re.split(r"[\s,]+", span)]
    tops = {name.split("/")[0] for name in TRACKED}
    return {*links, *(word for word in code if word.split("/")[0] in tops and "<" not in word)}


@pytest.mark.parametrize("paper", PAPERS)
def test_papers_mention_only_files_that_exist(paper):
    wanted = mentioned((ROOT / paper).read_text(encoding="utf-8"))
    here = (ROOT / paper).parent
    assert {name for name in wanted if not (here / name).exists() and not (ROOT / name).exists()} == set()


def test_a_mention_of_a_file_that_is_not_there_is_found():
    assert mentioned("see [it](docs/nowhere.md), `bot/nowhere.py` and `word`") == {
        "docs/nowhere.md",
        "bot/nowhere.py",
    }


def test_the_image_is_built_from_files_that_exist():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    sources = [source for line in copied for source in line.split()]
    assert sources
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_the_composed_server_keeps_every_message_on_disk():
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    words = compose["services"]["valkey"]["command"]
    options = dict(zip(words[1::2], words[2::2], strict=True))
    assert options == {
        "--appendonly": "yes",
        "--appendfsync": "always",
        "--maxmemory-policy": "noeviction",
    }


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_library_has_its_hash_and_comes_from_no_stated_place(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", text).strip())
    assert pins
    assert [
        pin for pin in pins if not re.match(r"\S+==\S+[^\n]*\\\n\s+--hash=sha256:[0-9a-f]{64}", pin)
    ] == []
    assert "://" not in text


def test_the_version_is_the_newest_of_the_changelog():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    newest = re.search(r"^## \[([\d.]+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert project["version"] == newest[1]


PLACES = re.compile(
    r"(?<![\w./~])/(?:work|root|home/\w+|Users/\w+)/\w|(?<!/)\bpypi\.|--(?:extra-)?index-url"
)  # fmt: skip


def told_places(texts):
    return {name: found[0] for name, text in texts.items() if (found := PLACES.search(text))}


def test_no_text_names_the_machine_it_was_written_on_or_where_packages_come_from():
    mine = str(Path(__file__).relative_to(ROOT))
    kinds = (
        ".py",
        ".md",
        ".toml",
        ".txt",
        ".yaml",
        ".yml",
        ".js",
        ".css",
        ".html",
        ".csv",
        "Makefile",
        "run",
    )
    texts = {
        name: (ROOT / name).read_text(encoding="utf-8")
        for name in TRACKED
        if name.endswith(kinds)
        and name != mine
        and not name.startswith("tests/data/")
        and (ROOT / name).exists()
    }
    assert len(texts) > 100
    assert told_places(texts) == {}


def test_such_a_place_is_found_where_it_stands():
    assert told_places(
        {"a": "cd /home/someone/bot", "b": "--index-url https://x", "c": "a/home/b/c and /homes"}
    ) == {
        "a": "/home/someone/b",
        "b": "--index-url",
    }


def test_settings_of_the_compose_file_are_settings():
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8") + (ROOT / "Dockerfile").read_text()
    named = {name.removeprefix(PREFIX) for name in re.findall(r"MOTCUA_[A-Z_]+[A-Z]", text)}
    assert named - KNOWN == {"ZALO"}
