"""The poster and the slips say what the desk says, and the code leads where it should."""

import io

from pypdf import PdfReader

from huiliu.core.typesetting import qr_of
from huiliu.organisations.models import Organisation
from huiliu.places.models import Station
from huiliu.places.papers import poster_of, slips_of

STATION = Station(
    name="环保社区报到服务站",
    address="环保街 12 号一楼",
    hours="周一到周五 9:00–17:30",
    telephone="027-8200 0000",
    organisation=Organisation(name="环保社区"),
)
ADDRESS = "https://huiliu.example/report-in/0192d6b2-aaaa-7bbb-8ccc-123456789abc/"


def pages_of(paper: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(paper)).pages]


def test_poster_is_one_page_with_everything_on_it() -> None:
    [page] = pages_of(poster_of(STATION, address=ADDRESS))

    for text in (STATION.name, STATION.address, STATION.hours, STATION.telephone):
        assert text.replace(" ", "") in page
    assert "扫一扫，一分钟" in page


def test_another_address_is_another_code() -> None:
    assert qr_of(ADDRESS) != qr_of(ADDRESS.replace("789abc/", "789abb/"))
    assert qr_of(ADDRESS).startswith("<svg xmlns=")


def test_eight_slips_fill_two_sheets_and_each_carries_its_number_on_both_halves() -> None:
    numbers = [f"ABCD-EF{at:02}" for at in range(10, 18)]

    pages = pages_of(slips_of(STATION, numbers=numbers))

    assert len(pages) == 2
    assert [page.count("ABCD-EF") for page in pages] == [8, 8]
    assert all("".join(pages).count(number) == 2 for number in numbers)
