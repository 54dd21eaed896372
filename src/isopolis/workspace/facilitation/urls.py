from django.urls import path

from isopolis.workspace.facilitation import views

PLACE = "partnerships/<slug:slug>/decide/meetings/<int:pk>/"

urlpatterns = [
    path("partnerships/<slug:slug>/decide/meetings/", views.meetings, name="facilitations"),
    path(PLACE, views.live, name="facilitation"),
    path(f"{PLACE}agenda/", views.change, name="facilitation-change"),
    path(f"{PLACE}groups/", views.seats, name="facilitation-groups"),
    path(f"{PLACE}notes/new/", views.new_note, name="note-new"),
    path(f"{PLACE}notes/sort/", views.sort, name="notes-sort"),
    path(f"{PLACE}decisions/new/", views.decide, name="facilitation-decide"),
    path("partnerships/<slug:slug>/decide/clusters/<int:pk>/", views.cluster, name="cluster"),
]
