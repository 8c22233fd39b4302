"""The demonstration city: real rosters brought in, and people who act on what they find.

Everything goes through the actions that pages call; nothing is put into a table here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import cycle
from pathlib import Path

from django.db.models import Q
from django.urls import reverse

from huiliu.access.queries import acting_at_station
from huiliu.access.roles import RoleName
from huiliu.commands.installation import OWNER, acting_as, engage, importer_of, set_up
from huiliu.contact.actions import Told, record_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.contact.queries import Due, due_list
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.errors import Refused
from huiliu.core.ids import new_id
from huiliu.exchange.actions import Brought, apply_roster, report_in
from huiliu.exchange.models import Batch
from huiliu.exchange.roster.fields import Field
from huiliu.needs.actions import confirm_by_telephone, solve_need, take_need
from huiliu.needs.choices import NeedKind, NeedState
from huiliu.needs.models import Need
from huiliu.organisations.models import Organisation
from huiliu.people.actions import agree_match
from huiliu.people.choices import MatchState
from huiliu.people.models import Match
from huiliu.places.actions import Desk, open_station
from huiliu.stays.actions import Said, move_stay, name_contact_person
from huiliu.stays.choices import WindowState

ROSTERS = Path(__file__).parent / "rosters"
IN_ORDER = (
    "inflow-national-summary.xlsx",
    "member-system-export.xlsx",
    "community-ledger-gb18030.csv",
    "outflow-village-rosters.xlsx",
)
CONTACTS = 14
MATCHES = 5
ENTRUSTED = 4
MOVED = 2
EVERY = tuple(WindowState)
DESK = Desk("环保社区报到服务站", "环保社区服务中心一楼", "周一到周六 8:30–17:30", "027-8200 0001")
REPORTING = (
    ("程立", "13800007101", "湖南省临湘市坦渡村"),
    ("向家英", "13800007102", ""),
    ("万喜来", "13800007103", "河南省信阳市柳林乡"),
)
"""Who scanned the poster: name, telephone, and the home as they said it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody of the demonstration: sign-in name, name, role, and the names down to the place."""

    username: str
    name: str
    role: RoleName
    place: tuple[str, ...]


BEIHU = ("江汉区", "北湖街街道")
CHANGQING = ("东西湖区", "长青街道")
PARTS = (
    Part("huanbao", "罗敏", RoleName.COMMUNITY_WORKER, (*BEIHU, "环保社区居委会")),
    Part("lianxi", "方惠", RoleName.CONTACT_PERSON, (*BEIHU, "环保社区居委会")),
    Part("beihu", "何静", RoleName.STREET_CLERK, BEIHU),
    Part("xinzheng", "孙莉", RoleName.COMMUNITY_WORKER, (*CHANGQING, "新征社区居委会")),
    Part("liujiaoting", "周凯", RoleName.STREET_CLERK, ("硚口区", "六角亭街道")),
    Part("jianghan", "唐宁", RoleName.DISTRICT_LIAISON, ("江汉区",)),
    Part("dongxihu", "邱晨", RoleName.DISTRICT_LIAISON, ("东西湖区",)),
)
NOTES = (
    "最近跑夜班，一切都好",
    "换到离家近的工地了",
    "想参加社区的主题党日",
    "孩子下个月转来这边上学",
    "老家父母由弟弟照看",
)
DIFFICULTIES = (
    (NeedKind.SCHOOL, "孩子放学早，想找个看护的地方"),
    (NeedKind.MEDICAL, "想知道异地看病怎么报销"),
    (NeedKind.COMPANY, "一个人在这边，想有人说说话"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of what the demonstration shows: queried, with the page that shows the same."""

    words: str
    count: int
    page: str


def raise_city(*, day: date) -> None:
    """Set up the city, its organisations and accounts, with nobody in it."""
    set_up(day=day)
    for part in PARTS:
        engage(
            username=part.username,
            name=part.name,
            role=part.role,
            at=place_of(part.place),
            day=day,
        )


def live(*, at: datetime, day: date) -> Iterator[str]:
    """Bring the rosters in and let people act; tell each step as it is done."""
    owner = acting_as(username=OWNER, day=day)
    for name in IN_ORDER:
        brought = Brought(path=ROSTERS / name, name=name, importer=importer_of(owner))
        batch, _ = apply_roster(by=owner, brought=brought, at=at, day=day)
        counts = batch.counts
        yield f"导入 {name}：新 {counts['new']} 人，未导入 {counts['out']} 行"
    yield f"联系了 {_record_contacts(at=at, day=day)} 次"
    yield f"{_entrust(day=day)} 人交给了联系人"
    yield f"办了 {_work_needs(at=at, day=day)} 件困难诉求"
    yield f"{_move(at=at, day=day)} 人搬到了环保社区，等那里答复"
    yield f"{_report_in(day=day)} 人在服务站报到，等着打电话"
    yield f"两边确认了 {_agree_matches(at=at, day=day)} 人是同一个人"


def place_of(names: tuple[str, ...]) -> Organisation:
    """Return the organisation at the end of a line of names below the city."""
    place = Organisation.objects.get(parent=None, kind="city")
    for name in names:
        place = Organisation.objects.get(parent=place, name=name)
    return place


def _record_contacts(*, at: datetime, day: date) -> int:
    made = 0
    for username in ("huanbao", "xinzheng"):
        by = acting_as(username=username, day=day)
        said = zip(_due(by, day)[:CONTACTS], cycle(NOTES), strict=False)
        for place, (line, note) in enumerate(said):
            told = _told(place, note, day)
            record_contact(
                by=by, id=new_id(), link_id=line.window.link_id, told=told, at=at, day=day
            )
            made += 1
    return made


def _due(by: Acting, day: date) -> list[Due]:
    with scope.entered(by.reach):
        return due_list(by=by, day=day, states=EVERY)


def _told(place: int, note: str, day: date) -> Told:
    """Let every fourth call go unanswered, and every fifth find a difficulty."""
    if not (place + 1) % 4:
        return Told(ContactChannel.TELEPHONE, Outcome.NOT_REACHED, day)
    kind, words = DIFFICULTIES[place // 5 % len(DIFFICULTIES)]
    found = place % 5 == 0
    return Told(
        channel=ContactChannel.VISIT if place % 3 == 0 else ContactChannel.TELEPHONE,
        outcome=Outcome.REACHED,
        happened_on=day,
        note=note,
        need=kind if found else None,
        need_words=words if found else "",
    )


def _entrust(*, day: date) -> int:
    """Let the community worker entrust those of the longest wait to the contact person."""
    by, fang = (acting_as(username=name, day=day) for name in ("huanbao", "lianxi"))
    lines = _due(by, day)[:ENTRUSTED]
    for line in lines:
        name_contact_person(
            by=by, link_id=line.window.link_id, appointment_id=fang.under(), day=day
        )
    return len(lines)


def _work_needs(*, at: datetime, day: date) -> int:
    by = acting_as(username="huanbao", day=day)
    with scope.entered(by.reach):
        needs = list(Need.objects.filter(state=NeedState.OPEN).order_by("id")[:3])
    for place, need in enumerate(needs):
        take_need(by=by, id=new_id(), need_id=need.id, at=at)
        if place > 0:
            words = "已和社区托管班说好，周一就能去"
            solve_need(by=by, id=new_id(), need_id=need.id, words=words, at=at)
        if place > 1:
            confirm_by_telephone(by=by, id=new_id(), need_id=need.id, at=at)
    return len(needs)


def _move(*, at: datetime, day: date) -> int:
    """Let a community say that some of its own live elsewhere now; the other one is asked."""
    by, to = acting_as(username="xinzheng", day=day), place_of((*BEIHU, "环保社区居委会"))
    lines = _due(by, day)[-MOVED:]
    for line in lines:
        said = Said(id=new_id(), at=at, day=day, words="上个月搬过去了，电话没变")
        move_stay(by=by, stay_id=line.window.stay_id, to_id=to.id, said=said)
    return len(lines)


def _report_in(*, day: date) -> int:
    """Let a community open a desk, and people who have just come report in there."""
    by, place = acting_as(username="huanbao", day=day), place_of((*BEIHU, "环保社区居委会"))
    station = open_station(by=by, id=new_id(), organisation=place, desk=DESK, day=day)
    for name, telephone, branch in REPORTING:
        said = {Field.NAME: name, Field.TELEPHONE: telephone, Field.BRANCH: branch}
        at_door = acting_at_station(organisation=place)
        report_in(by=at_door, id=new_id(), station=station, said=said, day=day)
    return len(REPORTING)


def _agree_matches(*, at: datetime, day: date) -> int:
    """Let the host and, for homes that cannot be reached, the district's liaison agree."""
    host, liaison = (acting_as(username=name, day=day) for name in ("huanbao", "jianghan"))
    with scope.entered(host.reach):
        proposed = Match.objects.filter(state=MatchState.PROPOSED).order_by("id")
        matches = list(proposed[:MATCHES])
    for match in matches:
        for by in (host, liaison):
            agree_match(by=by, id=match.id, at=at, day=day)
    return len(matches)


def figures(*, day: date) -> list[Figure]:
    """Query what there is now, as those see it who work with it."""
    clerk = acting_as(username="beihu", day=day)
    worker = acting_as(username="huanbao", day=day)
    found = [Figure("全市名册批次", _batches(day), reverse("batches"))]
    with scope.entered(worker.reach):
        due = due_list(by=worker, day=day)
        found.append(Figure("环保社区现在可以联系", len(due), reverse("due_list")))
    with scope.entered(clerk.reach):
        needs = Need.objects.filter(~Q(state=NeedState.CONFIRMED)).count()
        found.append(Figure("北湖街还没了结的困难诉求", needs, reverse("needs")))
        agreed = Match.objects.filter(state=MatchState.AGREED).count()
        found.append(Figure("北湖街两边已接上", agreed, reverse("street")))
    return found


def _batches(day: date) -> int:
    owner = acting_as(username=OWNER, day=day)
    with scope.entered(owner.reach):
        return Batch.objects.count()


def is_empty(*, day: date) -> bool:
    """Say whether no roster was brought in yet."""
    return not _batches(day)


def refuse_if_people(*, day: date) -> None:
    if not is_empty(day=day):
        raise Refused("这里已经有人的记录，不能再建空的城市。要另起一个，请换 HUILIU_VAR。")
