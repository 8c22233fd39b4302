"""Invented people of rosters, and workbooks with them."""

from huiliu.people.rules import check_character

HEADERS = (
    "姓名",
    "性别",
    "公民身份号码",
    "手机号码",
    "组织关系所在党支部",
    "流入党支部",
    "流入时间",
)
HOME = "中共湖北省黄冈市王家村支部委员会"


def number(born: str, place: str = "421199", order: str = "001") -> str:
    first = place + born + order
    return first + check_character(first)


def arrived(name: str, *, order: int, host: str = "环保社区") -> tuple[str, ...]:
    """Return the row of a man who came here."""
    born = f"198203{order:02d}"
    return (name, "男", number(born), f"138001380{order:02d}", HOME, host, "2025-03-01")


HE = arrived("何志斌", order=1)
MA = arrived("马春林", order=2)
XIE = arrived("谢家乐", order=3, host="荣华社区")
BROKEN = ("段小波", "男", "12345", "13800138009", HOME, "环保社区", "2025-03-01")
