"""Practices in the workspace: the catalogue, search, comparison, matching, submission and review."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from isopolis.learn.practices.catalogue import catalogue
from isopolis.learn.practices.exchange import practices_from_csv, practices_from_json
from isopolis.workspace.barriers.models import Barrier, Group
from isopolis.workspace.people.joining import found
from isopolis.workspace.people.models import AuditEntry, Membership
from isopolis.workspace.practices.models import Practice
from isopolis.workspace.practices.shelf import save, shelve_catalogue
from isopolis.workspace.thread.kinds import kind
from isopolis.workspace.thread.links import connect

ANSWERS = {
    "title": "Street stewards",
    "summary": "Stewards from the street help neighbours with letters.",
    "themes": ["services"],
    "mechanisms": ["administrative-burden"],
    "groups": ["migrants"],
    "country": "fr",
    "result": "300 letters a month.",
    "method": "monitoring",
    "direction": "better",
    "source_title": "A report",
    "source_url": "https://example.org/report",
}


@pytest.fixture
def place(partnership) -> str:
    return f"/partnerships/{partnership.slug}/learn/"


def submit(client, place, **changes) -> Practice:
    answer = client.post(f"{place}practices/new/", {**ANSWERS, "consent": "on", **changes})
    assert answer.status_code == 302, answer.content.decode()
    return Practice.objects.exclude(partnership=None).latest("pk")


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_catalogue_is_on_the_shelf_and_open_to_everybody(db, client) -> None:
    assert Practice.objects.filter(partnership=None).count() == len(catalogue())
    assert "Rent ceilings by neighbourhood, measured" in text(client.get("/learn/practices/?words=rents"))
    page = text(client.get("/learn/practices/rotterdam-act/"))
    assert "stigma" in page
    assert "checked on 26 November 2026" in page
    assert client.get("/learn/practices/nothing/").status_code == 404


def test_a_practice_is_read_in_the_reader_s_language(db, client) -> None:
    page = text(client.get("/learn/practices/rotterdam-act/", headers={"accept-language": "fr"}))
    assert "Refuser les nouveaux venus sans emploi" in page
    assert "vérifié le 26 novembre 2026" in page.replace("\xa0", " ")


def test_shelving_again_changes_nothing_and_a_record_that_is_gone_is_withdrawn(db) -> None:
    before = dict(Practice.objects.values_list("name", "changed_at"))
    Practice.objects.create(name="gone", title="Gone", record={"id": "gone"}, state="published")
    shelve_catalogue()
    assert Practice.objects.get(name="gone").state == "withdrawn"
    assert dict(Practice.objects.exclude(name="gone").values_list("name", "changed_at")) == before


def test_search_narrows_by_words_and_facets(partnership, people, signed_in, place) -> None:
    client = signed_in(people["partner"])
    page = text(client.get(f"{place}practices/?words=carte+scolaire&country=FR"))
    assert "One catchment for two neighbouring schools" in page
    assert "Rotterdam" not in page
    assert "Nothing fits" in text(client.get(f"{place}practices/?words=xyzzy"))
    assert text(client.get(f"{place}practices/?theme=nonsense"))


def test_a_submission_is_reviewed_before_others_see_it(partnership, people, signed_in, place) -> None:
    partner, moderator = signed_in(people["partner"]), signed_in(people["moderator"])
    practice = submit(partner, place)
    assert practice.name == "street-stewards"
    assert practice.consent_at is not None
    url = f"{place}practices/street-stewards/"
    assert "300 letters a month." in text(partner.get(url))
    assert signed_in(people["expert"]).get(url).status_code == 404
    assert signed_in(people["partner"]).post(f"{url}review/").status_code == 403
    assert "Street stewards" in text(moderator.get(f"{place}practices/"))
    assert moderator.post(f"{url}review/", {"decision": "publish"}).status_code == 302
    assert "300 letters a month." in text(signed_in(people["observer"]).get(url))
    assert "Street stewards" in text(signed_in(people["observer"]).get(f"{place}practices/?words=stewards"))
    assert [one.number for one in practice.versions.all()] == [2, 1]
    assert {"practice submitted", "practice published"} <= set(
        AuditEntry.objects.values_list("action", flat=True)
    )


def test_without_consent_it_stays_a_draft_of_its_author(partnership, people, signed_in, place) -> None:
    client = signed_in(people["partner"])
    practice = submit(client, place, consent="")
    assert practice.state == "draft"
    assert signed_in(people["coordinator"]).get(f"{place}practices/{practice.name}/").status_code == 404
    assert "draft" in text(client.get(f"{place}practices/"))


def test_what_is_sent_back_carries_the_reviewer_s_note(partnership, people, signed_in, place) -> None:
    client = signed_in(people["partner"])
    practice = submit(client, place)
    url = f"{place}practices/{practice.name}/"
    signed_in(people["coordinator"]).post(f"{url}review/", {"decision": "return", "note": "Which year?"})
    assert "Which year?" in text(client.get(url))
    assert client.post(f"{url}change/", {**ANSWERS, "start": "2020", "consent": "on"}).status_code == 302
    practice.refresh_from_db()
    assert (practice.state, practice.record["start"]) == ("submitted", 2020)


def test_a_published_practice_that_is_changed_waits_again_and_is_not_found(
    partnership, people, signed_in, place
) -> None:
    client = signed_in(people["partner"])
    practice = submit(client, place)
    url = f"{place}practices/{practice.name}/"
    signed_in(people["moderator"]).post(f"{url}review/", {"decision": "publish"})
    client.post(f"{url}change/", {**ANSWERS, "title": "Street helpers", "consent": "on"})
    assert "Street" not in text(signed_in(people["observer"]).get(f"{place}practices/?words=stewards"))
    assert signed_in(people["observer"]).get(url).status_code == 404


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"summary": "word " * 101}, "101 words; at most 100"),
        ({"title": ""}, "This field is required"),
        ({"method": ""}, "Say how this is known"),
        ({"effect": "Rents rose.", "harm": ""}, "Say what kind of side effect"),
        ({"country": "F1"}, "There is no country with these two letters"),
        ({"source_url": "javascript:alert(1)"}, "Enter a valid URL"),
    ],
)
def test_what_is_no_record_is_said_at_its_field(partnership, people, signed_in, place, changes, says) -> None:
    answer = signed_in(people["partner"]).post(f"{place}practices/new/", {**ANSWERS, **changes})
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not Practice.objects.exclude(partnership=None).exists()


def test_a_practice_of_one_partnership_is_not_found_in_another(partnership, people, signed_in, place) -> None:
    practice = submit(signed_in(people["partner"]), place)
    practice.state = "published"
    save(practice, practice.read, None)
    other = found("Other partnership", people["stranger"])
    Membership.objects.create(user=people["stranger"], partnership=other, role="coordinator")
    client = signed_in(people["stranger"])
    there = f"/partnerships/{other.slug}/learn/practices/"
    assert "Street stewards" not in text(client.get(f"{there}?words=stewards"))
    assert client.get(f"{there}{practice.name}/").status_code == 404
    practices = kind("practice").things(other, "coordinator")
    assert practice not in practices
    assert practices.count() == len(catalogue())


def test_three_are_compared_side_by_side(partnership, people, signed_in, place) -> None:
    client = signed_in(people["observer"])
    names = ["rotterdam-act", "paris-rent-ceilings", "big-local", "rotterdam-act", "sure-start"]
    page = text(client.get(f"{place}practices/compare/?" + "&".join(f"name={name}" for name in names)))
    assert page.count('<th scope="col">') == 3
    assert "Three fit side by side" in page
    assert "Tick up to three" in text(client.get(f"{place}practices/compare/"))
    assert client.get(f"{place}practices/compare/?name=nothing").status_code == 404


def test_a_barrier_and_a_city_find_practices_with_reasons(partnership, people, signed_in, place) -> None:
    barrier = Barrier.objects.create(
        partnership=partnership, title="Landlords turn families away", type="discrimination"
    )
    barrier.groups.add(Group.objects.get_or_create(partnership=partnership, key="roma", name="Roma")[0])
    client = signed_in(people["partner"])
    asked = {
        "barrier": barrier.pk,
        "country": "be",
        "inhabitants": 60000,
        "degurba": 1,
        "has-national-law": "no",
    }
    page = text(client.get(f"{place}match/", asked))
    assert "Testing letting agents for discrimination" in page
    assert "It acts on: Discrimination" in page
    assert "a condition is missing" in page
    assert "Understood as" in page


def test_words_that_name_no_problem_say_what_to_try(partnership, people, signed_in, place) -> None:
    client = signed_in(people["partner"])
    assert "name no problem" in text(client.get(f"{place}match/?words=xyzzy"))
    assert "Please look at this again" in text(client.get(f"{place}match/?words=rents&inhabitants=-4"))


def test_the_list_is_exported_as_it_is_shown(partnership, people, signed_in, place) -> None:
    client = signed_in(people["observer"])
    records = practices_from_csv(text(client.get(f"{place}practices/export/csv/?country=NL")))
    assert {one.country for one in records} == {"NL"}
    everything = practices_from_json(text(client.get(f"{place}practices/export/json/")))
    assert {one.id for one in everything} == {one.id for one in catalogue()}
    assert client.get(f"{place}practices/export/exe/").status_code == 404


def test_a_file_is_imported_as_drafts_with_names_of_their_own(partnership, people, signed_in, place) -> None:
    client = signed_in(people["moderator"])
    content = json.dumps([{**catalogue()[0].model_dump(mode="json"), "id": "rotterdam-act"}]).encode()
    upload = SimpleUploadedFile("ours.json", content)
    assert client.post(f"{place}practices/import/", {"file": upload}).status_code == 302
    made = Practice.objects.exclude(partnership=None).get()
    assert (made.name, made.state) == ("rotterdam-act-2", "draft")
    bad = client.post(f"{place}practices/import/", {"file": SimpleUploadedFile("ours.csv", b"a,b\n1,2\n")})
    assert bad.status_code == 400
    assert "ours.csv" in bad.content.decode()
    assert "no column “id”" in bad.content.decode()


@pytest.mark.parametrize(
    ("name", "key"),
    [("Été à Köln (2).toml", "ete-a-koln-2"), ("\N{CJK UNIFIED IDEOGRAPH-5B66}" * 200 + ".toml", "practice")],
)
def test_a_practice_without_an_id_has_one_of_its_file_s_name(people, signed_in, place, name, key) -> None:
    content = (files("isopolis.learn.practices") / "catalogue" / "rotterdam-act.toml").read_bytes()
    answer = signed_in(people["moderator"]).post(
        f"{place}practices/import/", {"file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 302
    assert Practice.objects.exclude(partnership=None).get().name == key


def test_a_practice_hangs_in_the_thread(partnership, people, signed_in, place) -> None:
    barrier = Barrier.objects.create(partnership=partnership, title="Rents rise")
    practice = Practice.objects.get(name="paris-rent-ceilings")
    connect(partnership, practice, "addresses", barrier, by=people["partner"])
    page = text(signed_in(people["partner"]).get(f"{place}practices/paris-rent-ceilings/"))
    assert "Rents rise" in page


def test_the_api_gives_the_records(partnership, people, signed_in) -> None:
    client = signed_in(people["partner"])
    answer = client.get(f"/api/v1/partnerships/{partnership.slug}/practices?words=loyers&country=FR")
    items = answer.json()["items"]
    assert items[0]["name"] == "paris-rent-ceilings"
    assert items[0]["evidence"] == "comparison"
    assert items[0]["record"]["id"] == "paris-rent-ceilings"


def test_the_first_page_of_learn_leads_to_both(partnership, people, signed_in, client) -> None:
    page = text(client.get("/learn/"))
    assert f"{len(catalogue())} examples" in page
    assert partnership.slug not in page
    assert partnership.slug in text(signed_in(people["partner"]).get("/learn/"))


def test_initiatives_are_open_to_everybody_with_their_sources(db, client) -> None:
    assert "City-to-City" in text(client.get("/learn/initiatives/"))
    page = text(client.get("/learn/initiatives/inclusion-diversity-award/"))
    assert "checked on 26 November 2026" in page
    assert "Draft an application" not in page
    assert client.get("/learn/initiatives/nobel/").status_code == 404


def test_an_application_is_drafted_from_own_published_practices_only(people, signed_in, place) -> None:
    member, reviewer = signed_in(people["partner"]), signed_in(people["moderator"])
    draft = f"{place}initiatives/inclusion-diversity-award/"
    waiting = submit(member, place)
    assert waiting.name not in text(member.get(draft))
    reviewer.post(f"{place}practices/{waiting.name}/review/", {"decision": "publish"})
    asked = {"city": "Lens", "country": "fr", "inhabitants": 32000, "practices": waiting.name}
    page = text(member.get(draft, {**asked, "limit-initiatives": 25}))
    assert "less than 50,000" in page
    assert "Street stewards." in page
    assert "of 25 characters" in page
    assert "Stewards from the street help" not in page
    assert "Results that nobody checked in a source: 1" in page
    assert member.get(draft, {"city": "Lens"}).status_code == 400
    assert member.get(draft, {**asked, "practices": "big-local"}).status_code == 400
    assert member.get(f"{place}initiatives/cc-demos/").status_code == 404
