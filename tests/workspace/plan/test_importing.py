"""A plan file in the page: what would change is shown first; a plan that went out comes in the same."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from isopolis.plan.actions.plan_file import plan_from_json, plan_json
from isopolis.plan.actions.vocabulary import Pillar
from isopolis.workspace.plan.models import ImportedPlan
from isopolis.workspace.plan.records import plan_record
from isopolis.workspace.plan.saving import current
from planned import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(partnership, people) -> str:
    planned(partnership, people)
    return f"/partnerships/{partnership.slug}/plan/"


@pytest.fixture
def send(people, signed_in, place):
    client = signed_in(people["moderator"])

    def made(content, name="plan.json", keeps=""):
        content = content.encode() if isinstance(content, str) else content
        return client.post(
            f"{place}import/", {"file": SimpleUploadedFile(name, content), "keeps": keeps}, follow=True
        )

    made.client = client
    return made


def take(send, answer):
    return send.client.post(answer.request["PATH_INFO"], {"seen": answer.context["seen"]})


def test_what_went_out_comes_in_as_the_same_plan(partnership, people, send, place) -> None:
    out = send.client.get(f"{place}documents/plan.json").content.decode()
    assert plan_from_json(out) == plan_record(partnership)
    assert "the file holds the plan as it is" in send(out).content.decode()
    # And where there was another plan before.
    changed = plan_record(partnership).model_copy(update={"actions": (), "summary": "Gone."})
    assert take(send, send(plan_json(changed))).status_code == 302
    assert plan_record(partnership) == changed
    assert take(send, send(out)).status_code == 302
    assert plan_record(partnership) == plan_from_json(out)


def test_the_preview_shows_words_and_changes_nothing(partnership, send) -> None:
    before = plan_record(partnership)
    first, second = before.actions
    after = before.model_copy(
        update={"actions": (second, first.model_copy(update={"needed": first.needed + " And <b>swim</b>."}))}
    )
    answer = send(plan_json(after))
    page = answer.content.decode()
    assert "And &lt;b&gt;swim&lt;/b&gt;.</ins>" in page
    assert plan_record(partnership) == before
    take(send, answer)
    assert plan_record(partnership) == after
    action = partnership.actions.get(key="bridge")
    assert current(action, "needed") == (after.actions[1].needed, 2)
    assert partnership.editions.first().plan == before.model_dump(mode="json")
    assert not ImportedPlan.objects.exists()


def test_who_changed_the_plan_in_between_is_not_overwritten_unseen(
    partnership, people, signed_in, send, place
) -> None:
    before = plan_record(partnership)
    answer = send(plan_json(before.model_copy(update={"summary": "From the file."})))
    signed_in(people["partner"]).post(
        f"{place}actions/bridge/edit/objective/", {"version-objective": "1", "objective": "New words."}
    )
    again = take(send, answer)
    assert again.status_code == 409
    assert "New words." in again.content.decode()
    assert plan_record(partnership).summary == before.summary


def test_a_spreadsheet_changes_only_the_columns_that_it_has(partnership, send) -> None:
    before = plan_record(partnership)
    book = Workbook()
    book.active.append(["key", "title", "pillar"])
    book.active.append(["bridge", before.actions[0].title, "better funding"])
    book.active.append([None, "A third action", "better knowledge"])
    stream = BytesIO()
    book.save(stream)
    take(send, send(stream.getvalue(), "actions.xlsx", keeps="yes"))
    after = plan_record(partnership)
    assert [one.key for one in after.actions] == ["bridge", "a-third-action", "paint"]
    assert after.actions[0] == before.actions[0].model_copy(update={"pillars": (Pillar.FUNDING,)})
    assert (after.actions[2], after.summary) == (before.actions[1], before.summary)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON"),
        (b"\xff\xfe\x00", "is not text"),
        ('{"title": 1}', "title"),
        ("[]", "holds no plan"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_words(send, content, said) -> None:
    answer = send(content)
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_an_import_of_another_partnership_is_not_there(partnership, people, signed_in, send) -> None:
    from isopolis.workspace.people.joining import found  # noqa: PLC0415

    send(plan_json(plan_record(partnership)))
    other = found("Other", people["moderator"])
    url = f"/partnerships/{other.slug}/plan/import/{ImportedPlan.objects.get().pk}/"
    assert signed_in(people["moderator"]).get(url).status_code == 404
