"""The colours of the theme can be read: WCAG 2.2, success criteria 1.4.3 (text) and 1.4.11 (controls)."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT_CONTRAST = 4.5
CONTROL_CONTRAST = 3.0
CAPTION_OPACITY = 0.6   # Streamlit draws captions and placeholders so
HUES = ("red", "orange", "yellow", "blue", "green", "violet", "gray")

Rgb = tuple[float, float, float]


def rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def luminance(colour: Rgb) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def faded(text: Rgb, ground: Rgb) -> Rgb:
    red, green, blue = (CAPTION_OPACITY * t + (1 - CAPTION_OPACITY) * g for t, g in zip(text, ground, strict=True))
    return red, green, blue


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> dict:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    return config["theme"][request.param]


def grounds(theme: dict) -> list[Rgb]:
    keys = ("backgroundColor", "secondaryBackgroundColor")
    return [rgb(place[key]) for place in (theme, theme["sidebar"]) for key in keys]


def test_contrast_of_black_on_white_is_21():
    assert contrast(rgb("#000000"), rgb("#ffffff")) == pytest.approx(21)


def test_text_links_and_captions_can_be_read_on_every_ground(theme):
    for ground in grounds(theme):
        text = rgb(theme["textColor"])
        assert contrast(text, ground) >= TEXT_CONTRAST
        assert contrast(rgb(theme["linkColor"]), ground) >= TEXT_CONTRAST
        assert contrast(faded(text, ground), ground) >= TEXT_CONTRAST


@pytest.mark.parametrize("hue", HUES)
def test_coloured_text_can_be_read_on_every_ground_and_on_its_own(theme, hue):
    text = rgb(theme[f"{hue}TextColor"])
    for ground in [*grounds(theme), rgb(theme[f"{hue}BackgroundColor"])]:
        assert contrast(text, ground) >= TEXT_CONTRAST
    assert contrast(rgb(theme["textColor"]), rgb(theme[f"{hue}BackgroundColor"])) >= TEXT_CONTRAST


def test_the_main_action_can_be_read_and_seen(theme):
    accent = rgb(theme["primaryColor"])
    assert contrast(rgb("#ffffff"), accent) >= TEXT_CONTRAST   # Streamlit writes white on it in both themes
    assert all(contrast(accent, ground) >= CONTROL_CONTRAST for ground in grounds(theme))
