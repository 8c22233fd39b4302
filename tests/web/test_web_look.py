"""The look keeps its promises: contrast, weight, words."""

import gzip
import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "huiliu" / "web"
STYLESHEET = WEB / "static" / "huiliu.css"
SPRITE = WEB / "static" / "icons.svg"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
GROUNDS = ("paper", "surface", "sunken")
LEAST = {
    "ink": 7.0,
    "ink-2": 7.0,
    "link": 7.0,
    "river": 7.0,
    "ink-3": 4.5,
    "amber": 4.5,
    "red": 4.5,
    "green": 4.5,
    "blue": 4.5,
    "focus": 3.0,
    "line-strong": 3.0,
}
OWN_GROUND = ("amber", "red", "green", "blue", "river")
LOCAL_FAULTS = {
    "inline style": r"\sstyle\s*=",
    "inline script": r"<script(?![^>]*\bsrc=)|\son[a-z]+\s*=|javascript:",
    "word of pressure": "严重|暂无数据|请务必|截至目前为止|不合格",
    "exclamation mark": "！",
}


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def tokens(scheme: str) -> dict[str, str]:
    """Read the colours of `light` or `dark`; dark replaces what it names."""
    light, _, dark = STYLESHEET.read_text(encoding="utf-8").partition("prefers-color-scheme: dark")
    pattern = re.compile(r"--([a-z0-9-]+): (#[0-9A-F]{6})")
    colours = dict(pattern.findall(light))
    return colours | dict(pattern.findall(dark)) if scheme == "dark" else colours


def pale(colours: dict[str, str]) -> list[str]:
    """List the colours that are too pale on a ground they stand on."""
    pairs = [(name, ground, least) for name, least in LEAST.items() for ground in GROUNDS]
    pairs += [(name, f"{name}-50", 4.5) for name in OWN_GROUND]
    pairs += [("on-river", "river", 4.5), ("on-river", "river-dark", 4.5)]
    return [
        f"{name} on {ground}"
        for name, ground, least in pairs
        if contrast(colours[name], colours[ground]) < least
    ]


def faults(text: str) -> list[str]:
    return [name for name, pattern in LOCAL_FAULTS.items() if re.search(pattern, text)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_keep_their_contrast_on_every_ground(scheme: str) -> None:
    assert pale(tokens(scheme)) == []


def test_colours_that_are_too_pale_are_found() -> None:
    colours = tokens("light") | {"ink-3": "#A09890"}

    assert pale(colours) == ["ink-3 on paper", "ink-3 on surface", "ink-3 on sunken"]


def test_dark_colours_replace_the_light_ones() -> None:
    assert tokens("light")["paper"] == "#FAF7F2"
    assert tokens("dark")["paper"] == "#1C1917"


@pytest.mark.parametrize(
    ("name", "limit"), [("huiliu.css", 12_000), ("huiliu.js", 2_000), ("icons.svg", 3_500)]
)
def test_static_file_stays_light(name: str, limit: int) -> None:
    assert len(gzip.compress((WEB / "static" / name).read_bytes())) <= limit


def test_stylesheet_loads_nothing() -> None:
    assert re.findall(r"@import|url\(|@font-face", STYLESHEET.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_template_has_no_local_style_script_or_pressure(template: Path) -> None:
    assert faults(template.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('<p style="color:red">', "inline style"),
        ("<script>go()</script>", "inline script"),
        ('<a onclick="go()">', "inline script"),
        ("情况严重", "word of pressure"),
        ("保存成功！", "exclamation mark"),
    ],
)
def test_planted_fault_is_found(text: str, name: str) -> None:
    assert faults(text) == [name]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_template_is_short(template: Path) -> None:
    assert len(template.read_text(encoding="utf-8").splitlines()) <= 200


def test_icons_named_in_templates_are_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', SPRITE.read_text(encoding="utf-8")))
    text = "".join(template.read_text(encoding="utf-8") for template in TEMPLATES)

    assert set(re.findall(r'{% icon "([a-z]+)" %}', text)) - drawn == set()
