from django.urls import path

from isopolis.workspace.thread import views

PLACE = "partnerships/<slug:slug>/"
urlpatterns = [
    path(PLACE + "thread/", views.whole_thread, name="thread"),
    path(PLACE + "figures/<int:pk>/", views.figure, name="figure"),
    path(PLACE + "thread/<str:key>/<int:pk>/link/", views.link, name="link"),
    path(PLACE + "thread/links/<int:pk>/remove/", views.unlink, name="unlink"),
]
