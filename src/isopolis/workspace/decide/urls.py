from django.urls import path

from isopolis.workspace.decide import heard, moderation, paper, proposals_out, results, views, voting, writing

PLACE = "partnerships/<slug:slug>/decide/"

urlpatterns = [
    path("decide/", views.overview, name="decide"),
    path(PLACE, views.rounds, name="rounds"),
    path(f"{PLACE}rounds/new/", views.new_round, name="round-new"),
    path(f"{PLACE}rounds/<int:pk>/", views.one_round, name="round"),
    path(f"{PLACE}rounds/<int:pk>/change/", views.change_round, name="round-change"),
    path(f"{PLACE}rounds/<int:pk>/propose/", writing.propose, name="propose"),
    path(f"{PLACE}rounds/<int:pk>/similar/", writing.similar, name="similar"),
    path(f"{PLACE}rounds/<int:pk>/paper/", paper.paper, name="paper"),
    path(f"{PLACE}rounds/<int:pk>/codes/", paper.codes, name="codes"),
    path(f"{PLACE}rounds/<int:pk>/vote/", voting.vote, name="vote"),
    path(f"{PLACE}rounds/<int:pk>/results/", results.results, name="results"),
    path(f"{PLACE}rounds/<int:pk>/heard/", heard.heard, name="heard"),
    path(f"{PLACE}rounds/<int:pk>/margins/", heard.margins, name="margins"),
    path(f"{PLACE}rounds/<int:pk>/statements/new/", results.new_statement, name="statement-new"),
    path(
        f"{PLACE}rounds/<int:pk>/proposals-<slug:form>.<slug:kind>",
        proposals_out.proposals_file,
        name="proposals-file",
    ),
    path(f"{PLACE}rounds/<int:pk>/votes.zip", results.export, name="votes-export"),
    path(f"{PLACE}proposals/<int:pk>/", views.proposal, name="proposal"),
    path(f"{PLACE}proposals/<int:pk>/comments/", views.comment, name="comment-new"),
    path(f"{PLACE}proposals/<int:pk>/judge/", moderation.judge, name="proposal-judge"),
    path(f"{PLACE}proposals/<int:pk>/merge/", moderation.merge, name="proposal-merge"),
    path(f"{PLACE}proposals/<int:pk>/split/", moderation.split, name="proposal-split"),
    path(f"{PLACE}proposals/<int:pk>/outcome/", moderation.outcome, name="proposal-outcome"),
    path(f"{PLACE}statements/<int:pk>/", moderation.statement, name="statement"),
    path(f"{PLACE}comments/<int:pk>/hide/", moderation.hide_comment, name="comment-hide"),
    path(f"{PLACE}moderation/", moderation.queue, name="moderation"),
    path("take-part/<str:token>/similar/", writing.similar_by_link, name="similar-by-link"),
    path("take-part/<str:token>/", voting.take_part, name="take-part"),
    path("proposals/<str:token>/", moderation.receipt, name="proposal-receipt"),
]
