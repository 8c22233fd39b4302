"""What hangs at a station and lies on its desk: a poster with a QR code, and slips of paper."""

from collections.abc import Sequence
from pathlib import Path

from huiliu.core.typesetting import pdf_set_by, qr_of
from huiliu.places.models import Station

TITLE = "流动党员报到"
POSTER = Path(__file__).with_name("poster.typ")
SLIPS = Path(__file__).with_name("slips.typ")


def poster_of(station: Station, *, address: str) -> bytes:
    """Return the poster as a PDF; `address` is the page that its code leads to."""
    return pdf_set_by(
        POSTER,
        {
            "title": TITLE,
            "station": station.name,
            "lead": "组织关系在老家，人在这里？欢迎来报到。",
            "qr": qr_of(address),
            "scan": "扫一扫，一分钟",
            "steps": [
                "写上姓名和电话，不用下载、不用注册。",
                "过几天有人给您打电话，告诉您谁联系您、在哪里参加活动。",
                "不会扫码，就进来填一张报到单，或者打电话。",
            ],
            "desk": [
                {"label": "地址", "text": station.address},
                {"label": "时间", "text": station.hours},
                {"label": "电话", "text": station.telephone},
            ],
            "foot": f"{station.organisation.name}。写的只给联系您的人看。",
        },
    )


def slips_of(station: Station, *, numbers: Sequence[str]) -> bytes:
    """Return slips to be cut apart as a PDF, one for each number."""
    return pdf_set_by(
        SLIPS,
        {
            "title": f"{TITLE}单",
            "slips": list(numbers),
            "asked": ["姓名", "电话", "组织关系在哪里", "现在住哪里"],
            "notice": f"写的只给{station.organisation.name}的人看。没有电话，写上找谁能带话。",
            "keep": "这一半您自己留着。报上这个编号，能问到谁联系您：",
            "desk": [station.name, station.address, station.hours, f"电话 {station.telephone}"],
        },
    )
