from django.urls import path

from isopolis.workspace.budgets import paper, views, voting

PLACE = "partnerships/<slug:slug>/decide/"

urlpatterns = [
    path(f"{PLACE}budgets/new/", views.new_budget, name="budget-new"),
    path(f"{PLACE}budgets/from-file/", views.budget_from_file, name="budget-from-file"),
    path(f"{PLACE}budgets/<int:pk>/", views.budget, name="budget"),
    path(f"{PLACE}budgets/<int:pk>/change/", views.change_budget, name="budget-change"),
    path(f"{PLACE}budgets/<int:pk>/projects/new/", views.new_project, name="project-new"),
    path(f"{PLACE}budgets/<int:pk>/codes/", paper.codes, name="budget-codes"),
    path(f"{PLACE}budgets/<int:pk>/paper/", paper.paper, name="budget-paper"),
    path(f"{PLACE}budgets/<int:pk>/vote/", voting.vote, name="budget-vote"),
    path(f"{PLACE}budgets/<int:pk>/count/", views.count_budget, name="budget-count"),
    path(f"{PLACE}budgets/<int:pk>/erase/", views.erase_ballots, name="budget-erase"),
    path(f"{PLACE}budgets/<int:pk>/ballots.pb", views.export_ballots, name="budget-ballots"),
    path(f"{PLACE}budgets/<int:pk>/result.csv", views.export_result, name="budget-result"),
    path(f"{PLACE}projects/<int:pk>/", views.change_project, name="project-change"),
    path("budget/<str:token>/", voting.take_part, name="budget-take-part"),
]
