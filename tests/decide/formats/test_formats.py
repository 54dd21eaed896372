"""In and out: what other programs write is read, what is wrong is refused with its place."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime

import numpy as np
import openpyxl
import pytest

from isopolis.decide.formats import (
    polis_export,
    read_answers,
    read_conversation,
    read_proposals,
    read_table,
)
from isopolis.decide.formats.answers import rows_of
from isopolis.decide.formats.proposals import ProposalRow, proposal_table
from isopolis.decide.formats.proposals_out import FORMATS
from isopolis.decide.opinions import collect, map_opinions
from isopolis.errors import InputError

CONVERSATIONS = (
    "15-per-hour-seattle", "brexit-consensus", "canadian-electoral-reform", "london.youth.policing",
    "scoop-hivemind.ubi", "vtaiwan.uberx",
)  # fmt: skip


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_polis_exports_are_read_and_have_a_picture(name, real_data) -> None:
    folder = real_data / "polis" / name
    if not folder.is_dir():
        pytest.skip("the conversation is not here")
    read = read_conversation(folder)
    assert read.topic
    picture = map_opinions(read.votes, read.hidden)
    assert 2 <= len(picture.groups.people) <= 5
    assert picture.explained > 0.05


def test_the_two_tables_of_an_export_hold_the_same_votes(real_data) -> None:
    folder = real_data / "polis" / "london.youth.policing"
    if not folder.is_dir():
        pytest.skip("the conversation is not here")
    long, wide = read_conversation(folder), read_conversation(folder / "participants-votes.csv")
    assert long.votes.people.tolist() == wide.votes.people.tolist()
    assert len(long.votes) >= len(wide.votes)  # the wide one leaves out moderated statements


def test_what_goes_out_as_polis_comes_in_again(tmp_path) -> None:
    votes = collect(["a", "a", "b", "c"], [1, 2, 1, 2], [1, -1, 0, 1])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    files = polis_export(
        votes, {1: "Yes, “that”", 2: "No"}, {1: 1, 2: -1}, {1: now, 2: now}, topic="What?", description="D"
    )
    for name, rows in files.items():
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows(rows)
    read = read_conversation(tmp_path)
    assert read.texts == {1: "Yes, “that”", 2: "No"}
    assert read.hidden.tolist() == [False, True]
    assert read.topic == "What?"
    per_person = sorted(tuple(zip(*map(list, read.votes.of(p)), strict=True)) for p in range(3))
    assert per_person == sorted(tuple(zip(*map(list, votes.of(p)), strict=True)) for p in range(3))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("voter-id,comment-id,vote\n1,1,5\n", "row 2, column “vote”: “5” is no vote"),
        ("voter-id,comment-id,vote\n,1,1\n", "row 2, column “voter-id”: nothing stands here"),
        ("who,what,vote\n1,1,1\n", "no column is called “voter-id”"),
        ("voter-id,comment-id,vote\n", "there is no row below the headings"),
        ("", "the file is empty"),
    ],
)
def test_votes_that_cannot_be_are_refused(text, said, tmp_path) -> None:
    path = tmp_path / "votes.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        read_conversation(path)


def test_proposals_of_decidim_and_consul_are_recognised(tmp_path) -> None:
    decidim = tmp_path / "decidim.csv"
    decidim.write_text(
        "id;category/name/en;title/ca;body/ca;address;state;url\n"
        '7;;Bancs;"<p>Posar <b>bancs</b> &amp; ombra</p>";Plaça;accepted;https://x.example/7\n'
    )
    row = read_proposals(decidim)[0]
    assert (row.title, row.idea, row.place, row.state) == (
        "Bancs",
        "Posar bancs & ombra",
        "Plaça",
        "accepted",
    )
    consul = tmp_path / "consul.json"
    nodes = [{"node": {"id": 1, "title": "Bus", "summary": "More", "description": "<p>At night</p>"}}]
    consul.write_text(json.dumps({"data": {"proposals": {"edges": nodes}}}))
    row = read_proposals(consul)[0]
    assert (row.title, row.problem, row.idea) == ("Bus", "More", "At night")


def test_a_workbook_of_paper_forms_goes_in_and_out(tmp_path) -> None:
    book = openpyxl.Workbook()
    for line in (["Title", "Problem", "Whom it serves"], ["A", "B", "C"], [None, None, None], ["D", 5, ""]):
        book.active.append(line)
    book.save(tmp_path / "paper.xlsx")
    rows = read_proposals(tmp_path / "paper.xlsx")
    assert [(one.title, one.problem, one.serves, one.row) for one in rows] == [
        ("A", "B", "C", 2),
        ("D", "5", "", 4),
    ]
    with (tmp_path / "again.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(proposal_table(rows))
    assert [one.title for one in read_proposals(tmp_path / "again.csv")] == ["A", "D"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title,idea\n,x\n", "row 2: a proposal without a title"),
        ("title,idea\nx,\n", "row 2: a proposal without a text"),
        ("title,idea\n" + "x" * 200 + ",y\n", "row 2, column “title”: 200 characters"),
        ("name of it,idea\nx,y\n", "no column is called “title”"),
        ("title,title\nx,y\n", "two columns are called “title”"),
        ("title,idea\nx,y,z\n", "row 2: there are 3 cells"),
    ],
)
def test_proposals_that_cannot_be_are_refused(text, said, tmp_path) -> None:
    path = tmp_path / "proposals.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        read_proposals(path)


SURVEYS = {
    "Kobo or ODK": (
        "start,end,group/age,needs,needs/water,needs/food,_id,_uuid\n"
        "2026,2026,young,water food,1,1,1,u\n2026,2026,old,food,0,1,2,v\n"
    ),
    "LimeSurvey": (
        "id,submitdate,lastpage,startlanguage,group/age,needs[water],needs[food]\n"
        "1,2026,1,en,young,Y,Y\n2,2026,1,fr,old,,Y\n"
    ),
    "EUSurvey": (
        'Contribution ID;Creation date;group/age;needs\n1;2026;young;"water; food"\n2;2026;old;food\n'
    ),
}


@pytest.mark.parametrize("tool", SURVEYS)
def test_answers_of_survey_tools_come_out_the_same(tool, tmp_path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(SURVEYS[tool])
    found = read_answers(path)
    assert found.tool == tool
    assert found.counts("group/age") == {"young": 1, "old": 1}
    assert found.counts("needs") == {"water": 1, "food": 2}
    assert not any("id" in name.lower() for name in found.questions)
    assert next(iter(rows_of(found))) == ["group/age", "needs"]
    with pytest.raises(InputError, match="no question is called “x”"):
        found.counts("x")


def test_windows_text_and_other_separators_are_read(tmp_path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("titre;idée\nÉté;Là\n".encode("cp1252"))
    assert read_table(path).rows == (("Été", "Là"),)


def test_what_is_no_table_is_refused(tmp_path) -> None:
    for name, content in (("a.xlsx", b"no"), ("a.json", b"{"), ("a.json", b"{}"), ("a.pdf", b"x")):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(InputError):
            read_table(path)
    with pytest.raises(InputError, match="there is no such file"):
        read_table(tmp_path / "absent.csv")


def test_the_export_numbers_people_anew() -> None:
    votes = collect(np.arange(40), np.zeros(40, int), np.ones(40, int))
    now = datetime(2026, 1, 1, tzinfo=UTC)
    orders = {
        tuple(row[3] for row in polis_export(votes, {0: ""}, {0: 1}, {0: now}, topic="")["votes.csv"])[1:]
        for _ in range(3)
    }
    assert all(sorted(order) == list(range(40)) for order in orders)


@pytest.mark.parametrize("kind", ["csv", "json"])
@pytest.mark.parametrize("form", sorted(FORMATS))
def test_proposals_go_out_to_other_platforms_and_come_in_again(form, kind, tmp_path) -> None:
    rows = [
        ProposalRow("Night buses", "The last one leaves at 11 & shifts end at 2.", "One an hour;\nall night.",
                    "shift workers", "Quayside", "Ada", link="https://example.org/1"),
        ProposalRow("Des arbres", "", "Des arbres « d’ombre » <partout>", "", "Nord", ""),
    ]  # fmt: skip
    records = list(FORMATS[form](rows, "fr"))
    path = tmp_path / f"proposals.{kind}"
    if kind == "json":
        path.write_text(json.dumps(records), encoding="utf-8")
    else:
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([list(records[0]), *(list(one.values()) for one in records)])
    again = read_proposals(path)
    for before, after in zip(rows, again, strict=True):
        same = ("title", "serves", "place", "name", "link")
        assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
        texts = [text for text in (before.problem, before.idea) if text]
        assert "\n".join(text for text in (after.problem, after.idea) if text) == "\n".join(texts)


def votes_in(tmp_path, text: str):
    path = tmp_path / "votes.csv"
    path.write_text(text, encoding="utf-8")
    return read_conversation(path).votes


def test_people_are_told_apart_by_what_is_written(tmp_path) -> None:
    votes = votes_in(tmp_path, "voter-id,comment-id,vote\n007,1,1.0\n7,1,-1\n" + "9" * 30 + ",1,0\n")
    assert votes.people.tolist() == ["007", "7", "9" * 30]
    assert votes.value.tolist() == [1, -1, 0]


@pytest.mark.parametrize("times", [("1700000000001", "1700000000000.5"), ("2026-05-04 10:00", "2026-05-04")])
def test_the_last_vote_counts_wherever_it_stands(times, tmp_path) -> None:
    head = "timestamp,voter-id,comment-id,vote\n"
    assert votes_in(tmp_path, f"{head}{times[0]},1,1,1\n{times[1]},1,1,-1\n").value.tolist() == [1]
    assert votes_in(tmp_path, f"{head},1,1,1\n,1,1,-1\n").value.tolist() == [-1]
    with pytest.raises(InputError, match="row 3, column “timestamp”: “noon” is no time"):
        votes_in(tmp_path, f"{head}{times[0]},1,1,1\nnoon,1,1,-1\n")


def test_an_export_without_votes_is_told_so(tmp_path) -> None:
    (tmp_path / "comments.csv").write_text("comment-id,comment-body,moderated\n1,Yes,1\n")
    for path in (tmp_path, tmp_path / "comments.csv"):
        with pytest.raises(InputError, match="export the votes, too"):
            read_conversation(path)


def test_fifty_thousand_statements_are_read_as_columns(tmp_path) -> None:
    names = ",".join(str(number) for number in range(50_000))
    votes = votes_in(tmp_path, f"participant,{names}\n1{',1' * 50_000}\n2{',' * 50_000}\n")
    assert votes.shape == (2, 50_000)
    assert votes.cast.tolist() == [50_000, 0]


def test_a_platform_in_several_languages_fills_the_column_of_each(tmp_path) -> None:
    path = tmp_path / "decidim.csv"
    path.write_text(
        "id;category/name/ca;title/ca;title/en;title/machine_translations/es;body/ca;body/en;"
        "participatory_space/url;original_proposal/title\n"
        "1;;Bancs;;;<p>Ombra</p>;;u;\n2;;;Benches;Bancos;;<p>Shade</p>;u;Other\n3;;;;Sillas;Ombra;;u;\n"
    )
    read = read_proposals(path)
    assert [(one.title, one.idea) for one in read] == [
        ("Bancs", "Ombra"), ("Benches", "Shade"), ("Sillas", "Ombra")
    ]  # fmt: skip


def test_an_address_in_the_column_of_authors_is_no_name(tmp_path) -> None:
    path = tmp_path / "consul.csv"
    path.write_text(
        "ID,Title,Author,Summary,Created at\n1,Bus,ada@example.org,More,2026-05-04\n2,Tram,Ada,More,x\n"
    )
    assert [one.name for one in read_proposals(path)] == ["", "Ada"]


def test_headings_of_limesurvey_with_codes_and_texts_are_understood(tmp_path) -> None:
    path = tmp_path / "results.csv"
    path.write_text(
        '"id. Response ID","submitdate. Date submitted","lastpage. Last page",'
        '"startlanguage. Start language",'
        '"ipaddr. IP address","G01Q01. How old are you?",'
        '"G02Q03[SQ001]. What do you need? [Water]",'
        '"G02Q03[SQ002]. What do you need? [Food]","G02Q03[other]. What do you need? [Other]"\n'
        '"1","2026-05-04","2","en","10.0.0.1","30","Yes","No","a bench"\n'
        '"2","","1","en","10.0.0.2","40","","",""\n'
    )
    read = read_answers(path)
    assert read.tool == "LimeSurvey"
    assert read.questions == ("G01Q01. How old are you?", "G02Q03. What do you need?")
    assert read.people[0]["G02Q03. What do you need?"] == ("Water", "a bench")
    assert "G02Q03. What do you need?" not in read.people[1]
    assert "ipaddr. IP address" in read.left_out


def test_answers_of_kobo_in_columns_alone_are_one_question_and_groups_are_not(tmp_path) -> None:
    path = tmp_path / "kobo.csv"
    path.write_text(
        "_uuid,home/age,home/owner,home/needs/water,home/needs/food,flags/a,flags/b\n"
        "u,30,yes,1,0,yes,no\nv,40,no,1,1,no,no\n"
    )
    read = read_answers(path)
    assert read.questions == ("home/age", "home/owner", "home/needs", "flags/a", "flags/b")
    assert [one["home/needs"] for one in read.people] == [("water",), ("water", "food")]
