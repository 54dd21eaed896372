"""Processes of engagement in the workspace: method, checklist, agreement, evaluation."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import pytest
from django.utils import timezone

from isopolis.decide.accessibility import checks
from isopolis.decide.evaluation import participant_questions
from isopolis.workspace.engagement import evaluation
from isopolis.workspace.engagement.models import ParticipantAnswer, Process
from isopolis.workspace.people.models import AuditEntry

IDS = [one.id for one in participant_questions()]


@pytest.fixture
def process(partnership) -> Process:
    return Process.objects.create(
        partnership=partnership,
        title="Council",
        question="Which streets?",
        method="citizens-council",
        happens="event",
        asked={"name": "Where?", "choices": ["north", "south"]},
    )


@pytest.fixture
def place(partnership, process) -> str:
    return f"/partnerships/{partnership.slug}/decide/processes/{process.pk}/"


def test_anybody_finds_a_method_with_reasons_in_their_language(client, db) -> None:
    page = client.get("/decide/methods/?purpose=money&groups=deprived-areas&people=300").content.decode()
    assert page.index("Participatory budget") < page.index("Neighbourhood fund")
    assert "It is made to share out money." in page
    client.post("/language/", {"language": "fr", "next": "/"})
    assert "Elle est faite pour cela" in client.get("/decide/methods/?purpose=money").content.decode()
    assert client.get("/decide/methods/?people=0").status_code == 400
    assert client.get("/decide/methods/no-such-one/").status_code == 404


def test_a_method_leads_to_the_examples_that_used_it(client, db) -> None:
    page = client.get("/decide/methods/participatory-budget/").content.decode()
    assert "/learn/practices/paris-participatory-budget/" in page
    assert "/decide/methods/idea-platform/" in page


def test_a_process_is_planned_with_the_method_that_was_chosen(partnership, people, signed_in) -> None:
    client = signed_in(people["moderator"])
    address = f"/partnerships/{partnership.slug}/decide/processes/new/?method=world-cafe"
    assert '<option value="world-cafe" selected>' in client.get(address).content.decode()
    data = {"title": "Café", "question": "What?", "method": "world-cafe", "happens": "event"}
    wrong = {**data, "starts": "2026-05-02", "ends": "2026-05-01", "about": "Age"}
    answer = client.post(address, wrong)
    assert answer.status_code == 400
    assert "The last day is before the first." in answer.content.decode()
    client.post(address, {**data, "about": "How old are you?: under 25 | 25 and over"})
    made = Process.objects.get()
    assert made.asked == {"name": "How old are you?", "choices": ["under 25", "25 and over"]}
    assert AuditEntry.objects.filter(action="process made", what="Café").exists()


def test_the_checklist_keeps_its_state_and_counts(place, process, people, signed_in) -> None:
    client = signed_in(people["coordinator"])
    page = client.get(f"{place}checklist/").content.decode()
    assert 'id="event-step-free"' in page
    assert 'id="online-keyboard"' not in page  # it happens at an event only
    data = {"state-event-step-free": "done", "note-event-step-free": "Ramp.", "state-online-keyboard": "done"}
    client.post(f"{place}checklist/", {**data, "state-text-print": "nonsense"})
    assert list(process.checks.values_list("item", "state", "note")) == [("event-step-free", "done", "Ramp.")]
    client.post(f"{place}checklist/", data)
    assert (
        AuditEntry.objects.filter(action="checklist changed").count() == 1
    )  # nothing changed the second time
    of = sum(one.kind in {"event", "text"} for one in checks())
    assert f"1 of {of} items" in client.get(place).content.decode()


def test_a_text_is_counted_and_not_kept(client, db) -> None:
    text = "The municipality reimburses. " + "word " * 21 + "."
    page = client.post("/decide/plain-language/", {"text": text, "language": "en"}).content.decode()
    assert "municipality" in page
    assert "Sentences of more than 20 words" in page
    assert client.post("/decide/plain-language/", {"text": "12", "language": "en"}).status_code == 400


def test_an_agreement_starts_from_the_records_and_says_what_is_missing(place, people, signed_in) -> None:
    client = signed_in(people["coordinator"])
    page = client.get(f"{place}agreement/").content.decode()
    assert "Demoville; city;" in page
    assert "Parties and roles" in page
    data = {
        "parties": "Demoville; city; pays\nNeighbours; residents; plan",
        "matters": "planting; residents",
        "amount": "5000", "money_from": "the city", "keeper": "the association", "review_months": "6",
        "conflict": "the ombudsman", "notice_weeks": "8", "afterwards": "the tools stay",
    }  # fmt: skip
    assert (
        "none of the words"
        in client.post(f"{place}agreement/", {**data, "matters": "a; nobody"}).content.decode()
    )
    assert client.post(f"{place}agreement/", {**data, "parties": "Demoville"}).status_code == 400
    client.post(f"{place}agreement/", data)
    page = client.get(f"{place}agreement/").content.decode()
    assert "Duration and review" in page  # the process has no days
    assert "Parties and roles" not in page
    file = client.get(f"{place}agreement.docx").content
    tables = docx.Document(io.BytesIO(file)).tables
    assert [cell.text for cell in tables[0].rows[2].cells] == ["Neighbours", "residents", "plan"]
    assert client.get(f"{place}agreement.exe").status_code == 404


def answered(client, process, value=4, **more) -> int:
    client.cookies.clear()
    return client.post(f"/evaluate/{process.link_token}/", {**dict.fromkeys(IDS, value), **more}).status_code


def test_participants_answer_without_an_account_once_each_browser(client, process) -> None:
    assert answered(client, process, about="north", words="More time.") == 302
    kept = ParticipantAnswer.objects.get()
    assert (kept.about, kept.words, kept.values["time"]) == ("north", "More time.", 4)
    assert "Thank you" in client.get(f"/evaluate/{process.link_token}/").content.decode()
    client.post(f"/evaluate/{process.link_token}/", dict.fromkeys(IDS, 1))
    assert ParticipantAnswer.objects.count() == 1
    assert answered(client, process, value=9) == 400
    assert answered(client, process, about="somewhere else") == 302
    assert ParticipantAnswer.objects.last().about == ""
    assert AuditEntry.objects.filter(action="evaluation answered", actor=None).count() == 2


def test_one_address_cannot_flood_an_evaluation_but_a_hall_can_answer(client, process, monkeypatch) -> None:
    assert evaluation.FROM_ONE_ADDRESS >= 100
    monkeypatch.setattr(evaluation, "FROM_ONE_ADDRESS", 4)
    assert [answered(client, process) for _ in range(5)] == [302] * 4 + [429]
    assert ParticipantAnswer.objects.count() == 4


def test_the_questionnaire_opens_with_the_process(client, process) -> None:
    process.starts = timezone.localdate() + timedelta(days=1)
    process.save()
    assert "has not begun" in client.get(f"/evaluate/{process.link_token}/").content.decode()
    answered(client, process)
    assert not ParticipantAnswer.objects.exists()


def test_a_report_shows_nothing_about_few_and_words_only_to_organisers(
    place, process, people, signed_in
) -> None:
    guest = signed_in(None)
    for number in range(4):
        answered(guest, process, words=f"word {number}")
    organiser, resident = signed_in(people["moderator"]), signed_in(people["resident"])
    assert "Fewer than 5" in organiser.get(f"{place}evaluation/").content.decode()
    assert "word 1" not in organiser.get(f"{place}evaluation/").content.decode()
    answered(guest, process)
    assert "word 1" in organiser.get(f"{place}evaluation/").content.decode()
    page = resident.get(f"{place}evaluation/").content.decode()
    assert "5 participants answered." in page
    assert "word 1" not in page


def test_organisers_answer_too_and_learn_where_they_see_it_better(place, process, people, signed_in) -> None:
    guest, organiser = signed_in(None), signed_in(people["coordinator"])
    for _ in range(5):
        answered(guest, process, value=2)
    organiser.post(f"{place}assessment/", {"promise": "yes", "before-us": "yes", "told": "no", "costs": "?"})
    page = organiser.get(f"{place}evaluation/").content.decode()
    assert "Around it: decisions and other processes: the organisers see it better" in page
    assert "Authors and participants were told" in page
    assert process.assessment.values == {"promise": "yes", "before-us": "yes", "told": "no"}
