"""Every rule both ways: a sound plan passes, and each fault is found where it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from isopolis.language import Language, available_languages
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.parts import Link, LinkKind, Output, Resource, Risk, SideEffect, StateChange, Step
from isopolis.plan.actions.plan import Barrier, EarlierAction, Plan, Stage
from isopolis.plan.actions.vocabulary import Degree, Funding, Ground, Pillar, State
from isopolis.plan.check import Finding, Severity, check_plan, portfolio
from isopolis.plan.check.overlap import likenesses, overlaps
from isopolis.plan.check.vague_words import UNSEEN, VAGUE, vague_phrases
from isopolis.plan.indicators.indicator import Direction, IndicatorKind, Reading, Target
from plans import TODAY, sound_action, sound_plan


def found(plan: Plan, rule: str) -> list[Finding]:
    return [one for one in check_plan(plan, TODAY) if one.rule == rule]


def of(rule: str, **changes: Any) -> list[Finding]:
    return found(sound_plan(sound_action(**changes)), rule)


def indicator(**changes: Any) -> tuple[Any, ...]:
    return (sound_action().indicators[0].model_copy(update=changes),)


def step(**changes: Any) -> Step:
    return sound_action().steps[0].model_copy(update=changes)


def output(**changes: Any) -> tuple[Output, ...]:
    return (sound_action().outputs[0].model_copy(update=changes),)


def test_a_sound_plan_has_nothing_to_be_mended() -> None:
    assert check_plan(sound_plan(), TODAY) == ()


FAULTS: list[tuple[str, str, dict[str, Any]]] = [
    ("missing", "problem", {"problem": ""}),
    ("too-long", "objective", {"objective": "word " * 51}),
    ("no-owner", "leaders", {"leaders": []}),
    ("not-a-partner", "members", {"members": ["stranger"]}),
    ("vague", "needed", {"needed": "Raise awareness where possible."}),
    ("vague", "steps", {"steps": [step(title="Explore options")]}),
    ("output-not-visible", "outputs", {"outputs": output(title="Better cooperation", format="")}),
    ("output-without-form", "outputs", {"outputs": output(format="")}),
    ("output-without-date", "outputs", {"outputs": output(due=None)}),
    ("output-without-owner", "outputs", {"outputs": output(owner="")}),
    ("indicator-without-baseline", "indicators", {"indicators": indicator(baseline=None)}),
    ("indicator-without-target", "indicators", {"indicators": indicator(target=None)}),
    ("target-without-date", "indicators", {"indicators": indicator(target=Target(value=45))}),
    ("indicator-without-source", "indicators", {"indicators": indicator(source="")}),
    ("target-wrong-way", "indicators", {"indicators": indicator(direction=Direction.DOWN)}),
    ("target-is-baseline", "indicators", {"indicators": indicator(target=Target(value=20, by=TODAY))}),
    ("target-within-uncertainty", "indicators", {"indicators": indicator(target=Target(value=22, by=TODAY))}),
    (
        "other-method",
        "indicators",
        {"indicators": indicator(readings=(Reading(on=date(2027, 1, 1), value=30, method="an estimate"),))},
    ),
    ("no-result-indicator", "indicators", {"indicators": indicator(kind=IndicatorKind.OUTPUT)}),
    ("group-not-measured", "indicators", {"groups": ["women", "children"]}),
    ("after-plan", "steps", {"steps": [step(ends=date(2029, 1, 1))]}),
    ("after-plan", "outputs", {"outputs": output(due=date(2029, 1, 1))}),
    ("after-plan", "indicators", {"indicators": indicator(target=Target(value=45, by=date(2029, 1, 1)))}),
    ("before-plan", "steps", {"steps": [step(starts=date(2026, 1, 1))]}),
    ("backwards", "steps", {"steps": [step(starts=date(2027, 4, 1))]}),
    ("step-without-end", "steps", {"steps": [step(ends=None)]}),
    ("output-before-steps", "outputs", {"steps": [step(starts=date(2027, 4, 2), ends=date(2027, 5, 1))]}),
    ("unknown-step", "steps", {"steps": [step(needs=("nothing",))]}),
    ("circle", "steps", {"steps": [step(needs=("ask",))]}),
    ("no-amount", "resources", {"resources": [Resource(title="Staff")]}),
    ("not-covered", "resources", {"cost": 2000}),
    ("not-secured", "resources", {"resources": [Resource(title="Staff", amount=1000)]}),
    ("paid-twice", "resources", {"cost": 500}),
    ("risk-without-answer", "risks", {"risks": [Risk(title="Rain")]}),
    (
        "side-effect-not-checked",
        "side_effects",
        {"side_effects": [SideEffect(title="Noise", prevention="x")]},
    ),
    ("side-effect-not-prevented", "side_effects", {"side_effects": [SideEffect(title="Noise", check="x")]}),
    ("no-displacement-check", "side_effects", {"needed": "Renovate the housing."}),
    ("no-evidence", "links", {"links": [Link(kind=LinkKind.PROPOSAL, key="p1", title="P")]}),
    ("no-proposal", "links", {"links": [Link(kind=LinkKind.BARRIER, key="hall", title="H")]}),
    (
        "outdated",
        "links",
        {
            "links": [
                *sound_action().links,
                Link(kind=LinkKind.FIGURE, key="f", title="F", dated=date(2019, 1, 1)),
            ]
        },
    ),
    ("problem-without-figure", "problem", {"problem": "Many women stay away."}),
    ("action-without-barrier", "links", {"links": [Link(kind=LinkKind.FIGURE, key="f", title="F")]}),
]


@pytest.mark.parametrize(("rule", "field", "changes"), FAULTS, ids=[f"{a}-{b}" for a, b, _ in FAULTS])
def test_a_fault_is_found_in_its_field(rule: str, field: str, changes: dict[str, Any]) -> None:
    findings = of(rule, **changes)
    assert [(one.action, one.field) for one in findings][:1] == [("bridge", field)]


@pytest.mark.parametrize("code", available_languages())
@pytest.mark.parametrize(("rule", "field", "changes"), FAULTS[:4])
def test_a_finding_is_a_sentence_with_nothing_left_to_fill_in(
    code: str, rule: str, field: str, changes: dict[str, Any]
) -> None:
    finding = of(rule, **changes)[0]
    for said in (finding.sentence(Language(code)), finding.mending(Language(code))):
        assert said.endswith(".")
        assert "{" not in said


def test_titles_of_fields_are_translated_inside_the_sentence() -> None:
    assert of("missing", objective="")[0].sentence(Language("fr")) == "«\xa0Objectif\xa0» est vide."


def test_what_must_be_there_depends_on_the_document() -> None:
    bare = Action(key="bridge", title="Open the hall")
    preliminary = sound_plan(bare, stage=Stage.PRELIMINARY, barriers=())
    fields = {one.field for one in found(preliminary, "missing")}
    assert fields == {"pillars", "problem", "objective", "needed"}
    assert {one.field for one in found(preliminary, "missing-later")} >= {"steps", "outputs", "indicators"}
    assert found(sound_plan(bare, stage=Stage.ORIENTATION, barriers=()), "missing") == []


def test_a_final_plan_needs_what_a_draft_may_lack() -> None:
    action = sound_action(cost=None)
    assert [one.field for one in found(sound_plan(action), "missing-later")] == ["cost"]
    assert [one.field for one in found(sound_plan(action, stage=Stage.FINAL), "missing")] == ["cost"]


def test_money_that_is_not_covered_is_an_error_in_the_final_plan_only() -> None:
    action = sound_action(cost=2000)
    assert found(sound_plan(action), "not-covered")[0].severity is Severity.WARNING
    assert found(sound_plan(action, stage=Stage.FINAL), "not-covered")[0].severity is Severity.ERROR


def test_a_grave_risk_without_an_answer_must_be_mended() -> None:
    assert (
        of("risk-without-answer", risks=[Risk(title="Fire", impact=Degree.HIGH)])[0].severity
        is Severity.ERROR
    )


def test_a_circle_through_two_actions_is_found_once() -> None:
    a = sound_action("a", steps=[step(needs=("b/ask",))])
    b = sound_action(
        "b", title="Build a library", needed="Books.", objective="Reading.", steps=[step(needs=("a/ask",))]
    )
    circles = found(sound_plan(a, b), "circle")
    assert len(circles) == 1
    assert "Ask users" in circles[0].sentence(Language())


def test_a_chain_is_no_circle() -> None:
    steps = [step(), step(key="build", starts=date(2027, 3, 2), ends=date(2027, 9, 1), needs=("ask",))]
    assert of("circle", steps=steps) == []
    assert of("starts-too-early", steps=steps) == []


def test_a_step_that_starts_before_what_it_needs_has_ended_is_found() -> None:
    steps = [step(), step(key="build", starts=date(2027, 2, 1), ends=date(2027, 9, 1), needs=("ask",))]
    assert of("starts-too-early", steps=steps)[0].severity is Severity.ERROR


def test_a_displacement_check_answers_the_question() -> None:
    check = SideEffect(title="Rents rise", check="rents", prevention="cap", is_displacement=True)
    assert of("no-displacement-check", needed="Renovate the housing.", side_effects=[check]) == []


def test_a_group_is_measured_by_a_figure_about_it_or_by_its_name_without_accents() -> None:
    assert of("group-not-measured", groups=["WÓMEN"]) == []


def test_dropped_actions_only_have_to_say_why() -> None:
    dropped = Action(key="label", title="Label", state=State.DROPPED)
    assert [one.rule for one in check_plan(sound_plan(sound_action(), dropped), TODAY)] == [
        "dropped-without-reason"
    ]
    why = StateChange(state=State.DROPPED, on=TODAY, why="There is one already.")
    excused = dropped.model_copy(update={"history": (why,)})
    assert check_plan(sound_plan(sound_action(), excused), TODAY) == ()


def three(pillar: Pillar) -> list[Action]:
    titles = ("Open the hall", "Paint bicycles green", "Teach chess at night")
    return [
        sound_action(f"a{i}", title=title, needed=title, objective=title, pillars=[pillar])
        for i, title in enumerate(titles)
    ]


def test_pillars_without_an_action_are_found() -> None:
    pillars = {one.words["pillar"] for one in found(sound_plan(*three(Pillar.FUNDING)), "pillar-empty")}
    assert pillars == {"Better regulation", "Better knowledge"}


def test_grounds_that_no_action_is_about_are_found() -> None:
    actions = [one.model_copy(update={"grounds": (Ground.AGE,)}) for one in three(Pillar.FUNDING)]
    assert len(found(sound_plan(*actions), "ground-empty")) == len(Ground) - 1


def test_a_barrier_without_an_action_is_found() -> None:
    barriers = (*sound_plan().barriers, Barrier(key="stairs", title="Stairs"))
    plan = sound_plan(barriers=barriers)
    assert [one.values["barrier"] for one in found(plan, "barrier-without-action")] == ["Stairs"]
    assert [one.key for one in portfolio(plan).open_barriers] == ["stairs"]


def test_overlap_with_an_earlier_plan_is_found_and_another_theme_is_not() -> None:
    same = EarlierAction(
        plan="Old plan", title="Open the swimming hall to all", text="Hours for women taught by women"
    )
    other = EarlierAction(plan="Old plan", title="Count cars on bridges", text="A census of traffic")
    plan = sound_plan(earlier=(same, other))
    assert [one.title for one in overlaps(plan)] == [same.title]
    assert len(found(plan, "overlap")) == 1


def test_a_text_is_wholly_like_itself_and_unlike_one_without_common_words() -> None:
    matrix = likenesses(["swimming hall women", "swimming hall women", "traffic census bridges"]).toarray()
    assert matrix[0, 1] == pytest.approx(1)
    assert matrix[0, 2] == 0


def test_one_organisation_that_leads_much_is_named() -> None:
    titles = ("Open the hall", "Paint bicycles green", "Teach chess at night", "Count all the owls")
    plan = sound_plan(*[sound_action(f"a{i}", title=t, needed=t, objective=t) for i, t in enumerate(titles)])
    assert found(plan, "leads-many")[0].values == {"who": "The City", "n": 4}


def test_vague_words_are_found_in_their_language_only() -> None:
    assert vague_phrases("Sensibiliser les acteurs concernés", "fr") == ("Sensibiliser", "acteurs concernés")
    assert vague_phrases("Sensibiliser", "en") == ()
    assert vague_phrases("the appropriate measuresheet", "en") == ()
    assert vague_phrases("anything", "pl") == ()
    assert set(VAGUE) == set(UNSEEN) == {"en", "fr"}


def test_the_gravest_come_first() -> None:
    order = [
        one.severity
        for one in check_plan(sound_plan(sound_action(leaders=[], cost=2000, problem="x")), TODAY)
    ]
    assert order == sorted(order, key=list(Severity).index)


def test_secured_money_needs_no_hint() -> None:
    assert of("not-secured", resources=[Resource(title="S", amount=1000, funding=Funding.SECURED)]) == []


def test_a_group_in_the_problem_that_no_indicator_is_about_is_found() -> None:
    other = sound_action("other", title="Teach at home", needed="Lessons.", groups=["old people", "men"])
    named = sound_action(problem="Of 100 old people 40 stay away, and so do many women.")
    plan = sound_plan(named, other)
    said = [one.values["group"] for one in found(plan, "group-not-measured") if one.action == "bridge"]
    assert said == ["old people"]  # “men” is only a part of “women”
