"""Pages: each has a door, a walk that uses it, and a test that opens it."""

from django.urls import get_resolver

from huiliu.web.kit.doors import Kind, door_of
from tests.conventions.sources import ROOT, relative, templates
from tests.world import patterns

PUBLIC = {
    *("accept_invitation", "my_code", "my_sign_in", "sign_in", "sign_out", "text_size"),
    *("report_in", "ask_report", "withdraw_report"),
    *("far_door", "far_code", "far_by_letter"),
}
PARTS = ("forms/", "components/")


def test_every_page_has_a_door() -> None:
    without = [str(page.pattern) for page in patterns(get_resolver()) if not door_of(page.callback)]

    assert without == []


def test_public_pages_are_those_that_are_listed() -> None:
    public = {
        page.name
        for page in patterns(get_resolver())
        if (door := door_of(page.callback)) is not None and door.kind is Kind.PUBLIC
    }

    assert public == PUBLIC


def test_every_template_is_used() -> None:
    sources = [*(ROOT / "huiliu").rglob("*.py"), *templates()]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    folder = ROOT / "huiliu" / "web" / "templates"
    names = [path.relative_to(folder).as_posix() for path in templates()]

    assert [name for name in names if f'"{name}"' not in text] == []


def test_every_page_is_opened_by_a_test() -> None:
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "tests").rglob("test_*.py")
        if "conventions" not in relative(path)
    )
    unopened = [page.name for page in patterns(get_resolver()) if f'"{page.name}"' not in text]

    assert unopened == []


def test_every_page_is_a_step_of_a_walk() -> None:
    walks = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "docs" / "domains").glob("*.md"))
    )
    unused = [page.name for page in patterns(get_resolver()) if f"`{page.name}`" not in walks]

    assert unused == []
