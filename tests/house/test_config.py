"""What the server is told: this computer only, nothing sent, nothing of an answer in an error."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config as streamlit_config

CONFIG = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def options(table: dict, path: str = "") -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        where = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            yield from options(value, where)
        else:
            yield where, value


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("server.address", "127.0.0.1"),
        ("server.fileWatcherType", "none"),
        ("browser.gatherUsageStats", False),
        ("client.toolbarMode", "minimal"),
        ("client.showErrorDetails", "none"),
        ("client.showErrorLinks", False),
    ],
)
def test_the_door_is_shut(option, value):
    assert dict(options(CONFIG))[option] == value


def test_streamlit_knows_every_option():
    known = set(streamlit_config.get_config_options())
    assert [option for option, _ in options(CONFIG) if option not in known] == []


def test_nothing_is_fetched_for_the_theme():
    assert [option for option, value in options(CONFIG) if "//" in str(value)] == []
