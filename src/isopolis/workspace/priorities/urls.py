from django.urls import path

from isopolis.workspace.priorities import views

PLACE = "partnerships/<slug:slug>/decide/priorities/"

urlpatterns = [
    path(PLACE, views.rankings, name="rankings"),
    path(f"{PLACE}new/", views.new_ranking, name="ranking-new"),
    path(f"{PLACE}<int:pk>/", views.ranking, name="ranking"),
    path(f"{PLACE}<int:pk>/score/", views.score, name="ranking-score"),
    path(f"{PLACE}<int:pk>/sheets/", views.sheets, name="ranking-sheets"),
    path(f"{PLACE}<int:pk>/close/", views.close_ranking, name="ranking-close"),
    path(f"{PLACE}<int:pk>/order.csv", views.export, name="ranking-export"),
]
