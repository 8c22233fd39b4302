"""Templates: a form that is included keeps its token."""

import re

from tests.conventions.sources import ROOT, templates

INCLUDED_ALONE = re.compile(r'{%\s*include\s+"([^"]+)"[^%]*\bonly\s*%}')


def test_part_with_a_form_is_not_included_with_only() -> None:
    """`only` hides the token from the part, and its form would be refused."""
    folder = ROOT / "huiliu" / "web" / "templates"
    texts = {path.relative_to(folder).as_posix(): path.read_text() for path in templates()}
    alone = {name for text in texts.values() for name in INCLUDED_ALONE.findall(text)}

    assert sorted(name for name in alone if "{% csrf_token %}" in texts.get(name, "")) == []


def test_planted_include_is_found() -> None:
    assert INCLUDED_ALONE.findall('{% include "a/_form.html" with x=1 only %}') == ["a/_form.html"]
