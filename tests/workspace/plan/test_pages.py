"""The pages of the plan: writing, states, remarks, meetings, editions, documents, open data."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.utils import timezone

from isopolis.plan.actions.plan_file import plan_from_json
from isopolis.workspace.plan.models import Remark
from isopolis.workspace.plan.records import plan_record
from isopolis.workspace.plan.saving import current
from planned import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(partnership, people):
    return planned(partnership, people)


@pytest.fixture
def place(partnership) -> str:
    return f"/partnerships/{partnership.slug}/plan/"


def test_a_field_is_changed_and_the_page_shows_it(made, place, people, signed_in) -> None:
    client = signed_in(people["partner"])
    sent = {"version-objective": "1", "objective": "Everybody swims."}
    answer = client.post(f"{place}actions/bridge/edit/objective/", sent)
    assert answer.headers["Location"] == f"{place}actions/bridge/#objective"
    page = client.get(f"{place}actions/bridge/").content.decode()
    assert "Everybody swims." in page
    assert "Last changed by Person partner" in page


def test_a_conflict_shows_both_texts_side_by_side_and_can_be_joined(made, place, people, signed_in) -> None:
    url = f"{place}actions/bridge/edit/objective/"
    first, second = signed_in(people["partner"]), signed_in(people["expert"])
    first.post(url, {"version-objective": "1", "objective": "Mine is <b>first</b>."})
    answer = second.post(url, {"version-objective": "1", "objective": "Mine is second."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine is &lt;b&gt;first&lt;/b&gt;." in page
    assert ">Mine is second.</textarea>" in page
    assert 'name="version-objective" value="2"' in page
    second.post(url, {"version-objective": "2", "objective": "Both."})
    assert current(made.action, "objective") == ("Both.", 3)


def whole_form(client, place) -> dict[str, str]:
    """What a browser would send back of the whole form."""
    from html.parser import HTMLParser  # noqa: PLC0415

    class Form(HTMLParser):
        sent: dict[str, list[str]]
        area = select = ""

        def handle_starttag(self, tag, attrs):
            at = dict(attrs)
            if tag == "input" and at.get("name") and (at.get("type") != "checkbox" or "checked" in at):
                self.sent.setdefault(at["name"], []).append(at.get("value") or "")
            elif tag == "textarea":
                self.area = at["name"]
                self.sent[self.area] = [""]
            elif tag == "select":
                self.select = at["name"]
            elif tag == "option" and self.select and ("selected" in at or self.select not in self.sent):
                self.sent[self.select] = [at.get("value", "")]

        def handle_endtag(self, tag):
            if tag == "textarea":
                self.area = ""
            elif tag == "select":
                self.select = ""

        def handle_data(self, data):
            if self.area:
                self.sent[self.area][0] += data

    form = Form()
    form.sent = {}
    form.feed(client.get(f"{place}actions/bridge/edit/").content.decode())
    return {name: values if len(values) > 1 else values[0] for name, values in form.sent.items()}


def test_the_whole_form_sent_back_unchanged_changes_nothing(made, place, people, signed_in) -> None:
    client = signed_in(people["partner"])
    before = plan_record(made.action.partnership)
    sent = whole_form(client, place)
    answer = client.post(f"{place}actions/bridge/edit/", sent)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert plan_record(made.action.partnership) == before
    assert made.action.changes.filter(version=2).count() == 0


def test_two_whole_forms_with_different_fields_changed_both_win(made, place, people, signed_in) -> None:
    first, second = signed_in(people["partner"]), signed_in(people["expert"])
    one, two = whole_form(first, place), whole_form(second, place)
    first.post(f"{place}actions/bridge/edit/", one | {"problem": "Of 100, 50."})
    answer = second.post(f"{place}actions/bridge/edit/", two | {"steps-0-title": "Ask all", "cost": "2 000"})
    assert answer.status_code == 302
    record = plan_record(made.action.partnership).actions[0]
    assert (record.problem, record.steps[0].title, record.cost) == ("Of 100, 50.", "Ask all", 2000)
    assert record.steps[0].key == "ask"


def test_rows_are_added_and_taken_out(made, place, people, signed_in) -> None:
    client = signed_in(people["partner"])
    sent = whole_form(client, place)
    more = {
        "steps-1-title": "Build it",
        "steps-1-starts": "2027-04-01",
        "steps-1-needs": "ask",
        "risks-0-title": "",
    }
    assert client.post(f"{place}actions/bridge/edit/", sent | more).status_code == 302
    record = plan_record(made.action.partnership).actions[0]
    assert [(one.key, one.starts, one.needs) for one in record.steps][1] == (
        "build-it",
        date(2027, 4, 1),
        ("ask",),
    )
    assert record.risks == ()


def test_what_does_not_fit_is_said_with_its_row_and_the_rest_is_saved(made, place, people, signed_in) -> None:
    client = signed_in(people["partner"])
    sent = whole_form(client, place) | {"indicators-0-target.value": "many", "problem": "Of 100, 60."}
    answer = client.post(f"{place}actions/bridge/edit/", sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Indicators, row 1, Target: a number is needed." in page
    assert 'value="many"' in page
    assert current(made.action, "problem")[0] == "Of 100, 60."


def test_a_baseline_entered_by_hand_has_no_interval_of_the_old_one(made, place, people, signed_in) -> None:
    client = signed_in(people["partner"])
    client.post(
        f"{place}actions/bridge/edit/", whole_form(client, place) | {"indicators-0-baseline.value": "25"}
    )
    base = plan_record(made.action.partnership).actions[0].indicators[0].baseline
    assert (base.value, base.low, base.method) == (25, None, "")


def test_an_action_begins_with_its_title(made, place, people, signed_in, partnership) -> None:
    client = signed_in(people["partner"])
    answer = client.post(f"{place}new/", {"title": "Été à la piscine"})
    assert answer.headers["Location"] == f"{place}actions/ete-a-la-piscine/edit/"
    assert client.post(f"{place}new/", {"title": " "}).status_code == 400
    assert plan_record(partnership).actions[-1].title == "Été à la piscine"


def test_states_change_with_a_reason_where_it_is_needed(made, place, people, signed_in, partnership) -> None:
    client = signed_in(people["moderator"])
    assert client.post(f"{place}actions/bridge/state/", {"state": "dropped"}).status_code == 400
    assert client.post(f"{place}actions/bridge/state/", {"state": "done"}).status_code == 400
    sent = {"state": "dropped", "why": "There is a hall already."}
    assert client.post(f"{place}actions/bridge/state/", sent).status_code == 302
    record = plan_record(partnership).actions[0]
    assert record.state == "dropped"
    assert record.history[-1].why == "There is a hall already."
    assert record.history[-1].by == ""  # no names of people in a plan


def test_a_suggestion_is_taken_over(made, place, people, signed_in) -> None:
    client = signed_in(people["partner"])
    client.post(f"{place}remarks/{made.remark.pk}/close/", {"take": "1"})
    assert current(made.action, "objective")[0] == "Hall open."
    made.remark.refresh_from_db()
    assert made.remark.was_taken


def test_a_remark_is_made_and_closed(made, place, people, signed_in) -> None:
    client = signed_in(people["expert"])
    client.post(f"{place}actions/bridge/remark/", {"field": "risks", "text": "What if it rains?"})
    assert "What if it rains?" in client.get(f"{place}actions/bridge/").content.decode()
    remark = Remark.objects.get(field="risks")
    client.post(f"{place}remarks/{remark.pk}/close/")
    assert "What if it rains?" not in client.get(f"{place}actions/bridge/").content.decode()


def test_a_meeting_gets_what_is_open_and_a_decision_its_votes(
    made, place, people, signed_in, partnership
) -> None:
    client = signed_in(people["moderator"])
    answer = client.post(f"{place}meetings/new/", {"title": "Second", "on": "2027-01-01"})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Open comments: 1." in page
    sent = {"decide": "1", "d-text": "Go on.", "d-in_favour": "5", "d-against": "1", "d-abstained": "0"}
    client.post(answer.headers["Location"], sent)
    assert "5 in favour, 1 against, 0 abstained" in client.get(f"{place}meetings/").content.decode()
    assert signed_in(people["observer"]).post(answer.headers["Location"], {"minutes": "x"}).status_code == 200
    assert partnership.meetings.get(title="Second").minutes == ""


def test_tasks_and_late_work_await_a_person_on_the_first_page(made, people, signed_in) -> None:
    page = signed_in(people["partner"]).get("/").content.decode()
    assert "In the action plan" in page
    assert ">Ask</a>" in page


def test_only_who_has_the_task_says_that_it_is_done(made, place, people, signed_in) -> None:
    signed_in(people["expert"]).post(f"{place}tasks/{made.task.pk}/done/")
    made.task.refresh_from_db()
    assert made.task.done_at is None
    signed_in(people["partner"]).post(f"{place}tasks/{made.task.pk}/done/")
    made.task.refresh_from_db()
    assert made.task.done_at is not None


def test_a_report_is_added_to_the_log_of_the_action(made, place, people, signed_in, partnership) -> None:
    signed_in(people["partner"]).post(
        f"{place}actions/bridge/report/", {"text": "Asked 40.", "evidence": "List"}
    )
    report = plan_record(partnership).actions[0].reports[0]
    assert (report.text, report.by, report.on) == ("Asked 40.", "Demoville", timezone.now().date())


@pytest.mark.parametrize("form", ["html", "pdf", "docx", "odt"])
def test_documents_are_downloaded(made, place, people, signed_in, form) -> None:
    answer = signed_in(people["observer"]).get(f"{place}documents/action-bridge.{form}")
    assert answer.status_code == 200
    assert f'filename="action-bridge.{form}"' in answer.headers["Content-Disposition"]
    assert len(answer.content) > 1000
    assert signed_in(people["observer"]).get(f"{place}documents/nothing.{form}").status_code == 404
    assert signed_in(people["observer"]).get(f"{place}documents/plan.exe").status_code == 404


def test_an_edition_is_kept_and_compared_with(made, place, people, signed_in, partnership) -> None:
    client = signed_in(people["moderator"])
    client.post(f"{place}editions/new/", {"name": "Second draft"})
    edition = partnership.editions.get(name="Second draft")
    assert not edition.is_public
    client.post(
        f"{place}actions/bridge/edit/objective/",
        {"version-objective": "1", "objective": "By 2030 as many women as men use the hall."},
    )
    page = client.get(f"{place}editions/{edition.pk}/changes.html").content.decode()
    assert "<del>2028 </del><ins>2030 </ins>" in page


def test_open_data_is_the_plan_for_members_and_the_published_one_for_the_public(
    made, place, people, signed_in, partnership
) -> None:
    partnership.is_public = True
    partnership.save()
    signed_in(people["partner"]).post(
        f"{place}actions/bridge/edit/title/", {"version-title": "1", "title": "Not published yet"}
    )
    inside = signed_in(people["partner"]).get(f"{place}open/plan.json").content.decode()
    outside = signed_in(None).get(f"{place}open/plan.json").content.decode()
    assert plan_from_json(inside) == plan_record(partnership)
    assert "Not published yet" in inside
    assert "Not published yet" not in outside
    rows = signed_in(None).get(f"{place}open/plan.csv").content.decode().splitlines()
    assert len(rows) == 1 + 4
    assert signed_in(None).get(f"{place}open/plan.ics").content.startswith(b"BEGIN:VCALENDAR")
    assert signed_in(None).get(f"{place}open/plan.exe").status_code == 404
    assert "Not published yet" not in signed_in(None).get(f"{place}public/").content.decode()
    assert signed_in(None).get(f"{place}public/bridge/").status_code == 200


def test_the_list_is_filtered(made, place, people, signed_in) -> None:
    client = signed_in(people["partner"])
    assert "Paint bicycles" not in client.get(f"{place}?words=SWIMMING").content.decode()
    assert "No action fits." in client.get(f"{place}?pillar=funding").content.decode()


def test_history_shows_words_that_went_and_came(made, place, people, signed_in) -> None:
    client = signed_in(people["partner"])
    client.post(
        f"{place}actions/bridge/edit/needed/",
        {"version-needed": "1", "needed": "Days for women, taught by women."},
    )
    page = client.get(f"{place}actions/bridge/history/").content.decode()
    assert "<del>Hours </del><ins>Days </ins>" in page


def test_another_partnership_s_action_is_not_there(made, place, people, signed_in) -> None:
    from isopolis.workspace.people.joining import found  # noqa: PLC0415

    other = found("Other", people["stranger"])
    client = signed_in(people["partner"])
    assert client.get(f"/partnerships/{other.slug}/plan/actions/bridge/").status_code == 404


def test_a_plan_is_json_all_the_way(made) -> None:
    assert json.dumps(made.edition.plan)


def test_a_decision_rests_on_a_vote_as_it_was_that_day(made, place, people, signed_in, partnership) -> None:
    from isopolis.workspace.decide.models import Participant, Round, Statement, Vote  # noqa: PLC0415

    asked = Round.objects.create(partnership=partnership, kind="votes", title="Votes", question="?")
    statement, silent = (
        Statement.objects.create(round=asked, text=text, state="shown") for text in ("Open late.", "Nobody.")
    )
    for i, value in enumerate((1, 1, 1, 1, -1, 0)):
        person = Participant.objects.create(round=asked, key=str(i), channel="link")
        Vote.objects.create(round=asked, participant=person, statement=statement, value=value)
    client, url = signed_in(people["moderator"]), f"{place}meetings/{made.meeting.pk}/"
    page = client.get(url).content.decode()
    assert "Open late." in page
    assert "Nobody." not in page  # too few voted to say how
    sent = {
        "decide": "1",
        "d-text": "It opens late.",
        "d-statement": statement.pk,
        "d-action": made.action.pk,
    }
    assert client.post(url, sent).status_code == 302
    Vote.objects.all().delete()
    said = "(4 agree, 1 disagree, 1 pass)"
    assert said in client.get(f"{place}meetings/").content.decode()
    assert said in client.get(f"{place}actions/bridge/").content.decode()
    assert client.post(url, sent | {"d-statement": silent.pk}).status_code == 400
