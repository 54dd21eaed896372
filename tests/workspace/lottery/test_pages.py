"""A lottery in the workspace: from two tables to a draw that anyone can check."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from isopolis.decide.lottery import draw
from isopolis.workspace.lottery.models import CivicLottery, PrivatePool
from isopolis.workspace.people.models import AuditEntry

POOL = "id,sex\n" + "\n".join(f"person{i},{'f' if i % 3 else 'm'}" for i in range(30))
QUOTAS = "category,feature,min,max\nsex,f,3,3\nsex,m,3,3\n"


def form(pool: str = POOL, quotas: str = QUOTAS) -> dict[str, object]:
    return {
        "title": "Panel on housing",
        "size": 6,
        "rule": "leximin",
        "tickets": 100,
        "numbers_from": "dice on the market square",
        "household": "",
        "pool": SimpleUploadedFile("pool.csv", pool.encode()),
        "quotas": SimpleUploadedFile("quotas.csv", quotas.encode()),
    }


@pytest.fixture
def place(partnership) -> str:
    return f"/partnerships/{partnership.slug}/decide/"


def test_a_panel_is_set_up_published_drawn_once_and_its_people_erased(
    partnership, people, signed_in, place
) -> None:
    moderator, resident = signed_in(people["moderator"]), signed_in(people["resident"])
    page = moderator.post(f"{place}lotteries/new/", form()).headers["Location"]
    found = CivicLottery.objects.get()
    assert found.levels[0][1] == pytest.approx(3 / 20)
    assert resident.get(page).status_code == 404  # not published yet
    moderator.post(f"{page}draw/", {"numbers": "1 2 3"})
    found.refresh_from_db()
    assert found.drawn_at is None  # no draw before the tickets are public
    moderator.post(f"{page}publish/")
    said = resident.get(page).content.decode()
    assert found.seal in said
    assert "dice on the market square" in said
    assert "person1" not in said
    lots = resident.get(f"{page}lots.txt").content
    moderator.post(f"{page}draw/", {"numbers": "4 17 23"})
    moderator.post(f"{page}draw/", {"numbers": "9 9 9"})
    found.refresh_from_db()
    assert found.numbers == "4 17 23"
    assert tuple(found.panel) == draw(lots, "4 17 23").codes
    codes = moderator.get(f"{page}codes.csv").content.decode().splitlines()
    assert sum(line.endswith(",1") for line in codes[1:]) == 6
    assert resident.get(f"{page}codes.csv").status_code == 403
    moderator.post(f"{page}erase/")
    assert not PrivatePool.objects.exists()
    assert moderator.get(f"{page}codes.csv").status_code == 404
    assert resident.get(page).status_code == 200
    assert AuditEntry.objects.filter(action__startswith="lottery").count() == 3


def test_quotas_that_nobody_can_meet_come_with_advice(partnership, people, signed_in, place) -> None:
    quotas = "category,feature,min,max\nsex,f,3,3\nsex,m,2,3\nsex,x,1,1\n"
    answer = signed_in(people["moderator"]).post(f"{place}lotteries/new/", form(quotas=quotas))
    assert answer.status_code == 400
    assert "lower the minimum from 1 to 0" in answer.content.decode()
    assert not CivicLottery.objects.exists()


def test_a_pool_that_cannot_be_read_is_said_in_words(partnership, people, signed_in, place) -> None:
    answer = signed_in(people["moderator"]).post(f"{place}lotteries/new/", form(pool="id,sex\n1,z\n"))
    assert answer.status_code == 400
    assert "“z” has no quota" in answer.content.decode()


def test_the_page_is_whole_in_french(partnership, people, signed_in, place) -> None:
    moderator = signed_in(people["moderator"])
    page = moderator.post(f"{place}lotteries/new/", form()).headers["Location"]
    moderator.post("/language/", {"language": "fr", "next": "/"})
    assert "Comment vous pouvez vérifier" in moderator.get(page).content.decode()


def test_those_who_drop_out_are_replaced_by_a_lottery_of_its_own(
    partnership, people, signed_in, place
) -> None:
    moderator = signed_in(people["moderator"])
    page = moderator.post(f"{place}lotteries/new/", form()).headers["Location"]
    assert moderator.get(f"{page}replace/").status_code == 404  # nobody is drawn yet
    moderator.post(f"{page}publish/")
    moderator.post(f"{page}draw/", {"numbers": "4 17 23"})
    first = CivicLottery.objects.get()
    data = {"gone": first.panel[:2], "numbers_from": "dice", "household": ""}
    data["pool"] = SimpleUploadedFile("pool.csv", POOL.encode())
    answer = moderator.post(f"{page}replace/", data)
    second = CivicLottery.objects.get(replaces=first)
    assert answer.headers["Location"] == second.get_absolute_url()
    assert second.size == 2
    old = {person for person, code, _n in first.private.people if code in first.panel}
    assert not old & {person for person, _code, _n in second.private.people}
    assert len(second.private.people) == 30 - 6
    assert "Panel on housing" in moderator.get(second.get_absolute_url()).content.decode()


def test_letters_are_shared_out_and_addresses_drawn_again_by_the_same_numbers(
    partnership, people, signed_in, place
) -> None:
    moderator = signed_in(people["moderator"])

    def send(**more):
        table = "neighbourhood,people,addresses,response\nNorth,1000,500,2 %\nSouth,1000,500,4 %\n"
        data = {"neighbourhoods": SimpleUploadedFile("n.csv", table.encode()), "letters": 300, **more}
        return moderator.post(f"{place}lotteries/letters/", data)

    said = send().content.decode()
    assert "<td>200</td>" in said
    assert "<td>100</td>" in said
    addresses = "neighbourhood,address\n" + "".join(
        f"{name},Street {i}\n" for name in ("North", "South") for i in range(500)
    )

    def drawn(numbers: str) -> list[str]:
        upload = SimpleUploadedFile("a.csv", addresses.encode())
        return send(addresses=upload, numbers=numbers).content.decode("utf-8-sig").splitlines()[1:]

    first = drawn("7 11 23")
    assert sum(line.startswith("North") for line in first) == 200
    assert drawn("7, 11, 23") == first
    assert drawn("7 11 24") != first
    assert send(addresses=SimpleUploadedFile("a.csv", addresses.encode())).status_code == 400
    assert AuditEntry.objects.filter(action="addresses drawn").count() == 3
