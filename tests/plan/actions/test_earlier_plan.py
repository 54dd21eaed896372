"""The shape of a real earlier plan fits without loss: twelve actions in five clusters, in our own words."""

from __future__ import annotations

from datetime import date

from isopolis.language import Language
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.parts import Output, Report, Step
from isopolis.plan.actions.plan import Chapter, Cluster, Plan, Stage
from isopolis.plan.actions.plan_file import plan_from_json, plan_json
from isopolis.plan.actions.vocabulary import Level, Pillar, State
from isopolis.plan.documents.action_plan.whole import whole_plan
from isopolis.plan.documents.action_plan.writing import Writing
from isopolis.plan.documents.flow import Heading, plain

CLUSTERS = {
    "transversal": ("What concerns all of them", 3),
    "child-poverty": ("Children who grow up poor", 3),
    "deprived-areas": ("Areas and neighbourhoods left behind", 3),
    "homelessness": ("People without a home", 2),
    "roma": ("Roma in cities", 1),
}
TITLES = (
    "Give cities a fund of their own after the present period",
    "Join national observatories of poverty into a network",
    "Gather figures on poverty in cities for all of Europe",
    "Ask for a guarantee for every child",
    "Take a first step towards a directive on children's means",
    "Go on from the directive to services for children",
    "Renew policy for neighbourhoods left behind",
    "Link local plans of action to European money",
    "Make rules of funds fit for run-down areas",
    "Put an end to homelessness by reforming social protection",
    "Hold to the principle of desegregation in cities of the EU",
    "Let cities use money for Roma directly",
)


def earlier_plan() -> Plan:
    """Twelve actions with leaders, outputs (a leaflet, a toolkit, a study, a mapping) and reported states."""
    clusters = [key for key, (_title, n) in CLUSTERS.items() for _ in range(n)]
    actions = tuple(
        Action(
            key=f"action-{i}",
            title=title,
            cluster=cluster,
            pillars=(list(Pillar)[i % 3],),
            problem=f"Problem {i}, in two paragraphs.\n\nThe second one.",
            existing=f"What exists for {i}.",
            needed=f"What is needed for {i}.",
            implementation=f"How {i} is done.",
            leaders=("A city", "A ministry"),
            levels=(Level.EU, Level.NATIONAL),
            steps=(Step(key="kick-off", title="Kick-off", starts=date(2018, 1, i), ends=date(2018, 1, i)),),
            outputs=(Output(key="paper", title="Toolkit", format="leaflet", due=date(2018, 12, 31)),),
            state=State.UNDER_WAY if i % 2 else State.DONE,
            reports=(
                Report(on=date(2019, 5, 1), by="A city", text="A study by an outside expert is under way."),
            ),
        )
        for i, (title, cluster) in enumerate(zip(TITLES, clusters, strict=True), 1)
    )
    return Plan(
        title="An earlier plan",
        stage=Stage.FINAL,
        clusters=tuple(Cluster(key=key, title=title) for key, (title, _n) in CLUSTERS.items()),
        chapters=(
            Chapter(title="Links with the global goals and other partnerships", text="…", after_actions=True),
        ),
        actions=actions,
    )


def test_nothing_is_lost_in_its_file() -> None:
    plan = earlier_plan()
    assert len(plan.actions) == 12
    assert plan_from_json(plan_json(plan)) == plan


def test_its_document_has_the_clusters_as_chapters_and_the_actions_in_their_order() -> None:
    document = whole_plan(Writing(earlier_plan(), Language(), date(2019, 6, 1)))
    headings = [one for one in document.blocks if isinstance(one, Heading)]
    chapters = [plain(one.text) for one in headings if one.key.startswith("cluster-")]
    assert chapters == [title for title, _n in CLUSTERS.values()]
    actions = [(one.number, plain(one.text)) for one in headings if one.level == 2 and one.number]
    assert actions == [(str(i), title) for i, title in enumerate(TITLES, 1)]
