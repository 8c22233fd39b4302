"""The letter that opens a list for a home outside the city."""

from datetime import date
from pathlib import Path

from huiliu.access.models import FarList
from huiliu.access.rules import written_code
from huiliu.core.typesetting import pdf_set_by, qr_of

PROGRAM = Path(__file__).with_name("far_letter.typ")


def far_letter_of(far_list: FarList, *, code: str, address: str, sender: str, day: date) -> bytes:
    """Return the letter as a PDF. It names nobody: whoever opens the envelope reads no member."""
    appointment = far_list.appointment
    until = appointment.ends_on or day
    return pdf_set_by(
        PROGRAM,
        {
            "title": "请一起联系在武汉的流动党员",
            "to": f"{appointment.organisation.name} {appointment.account.name}书记：",
            "body": [
                "贵支部有党员在武汉工作生活，在我们这里登记了。请您打开下面的地址，看看是不是贵支部的党员。",
                "以后联系过了，也在那里记一笔，两边就不用重复问。",
                "不用注册，不用下载。名单里只有贵支部自己的党员。",
            ],
            "qr": qr_of(address),
            "address": address,
            "code": written_code(code),
            "until": f"{until:%Y年%-m月%-d日}前有效",
            "after": [
                "不方便上网，请打电话告诉我们，我们替您记。编码请不要给别人；弄丢了，我们再寄一封。",
            ],
            "from": sender,
            "day": f"{day:%Y年%-m月%-d日}",
        },
    )
