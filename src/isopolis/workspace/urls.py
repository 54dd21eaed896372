"""Every address of the workspace, by room."""

from django.urls import include, path

from isopolis.workspace.site import errors, views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("", include("isopolis.workspace.people.urls")),
    path("", include("isopolis.workspace.process.urls")),
    path("", include("isopolis.workspace.thread.urls")),
    path("", include("isopolis.workspace.barriers.urls")),
    path("", include("isopolis.workspace.api.urls")),
    path("", include("isopolis.workspace.exchange.urls")),
    path("", include("isopolis.workspace.measure.urls")),
    path("", include("isopolis.workspace.practices.urls")),
    path("", include("isopolis.workspace.funds.urls")),
    path("", include("isopolis.workspace.peers.urls")),
    path("learn/", include("isopolis.workspace.learn.urls")),
    path("", include("isopolis.workspace.decide.urls")),
    path("", include("isopolis.workspace.engagement.urls")),
    path("", include("isopolis.workspace.lottery.urls")),
    path("", include("isopolis.workspace.budgets.urls")),
    path("", include("isopolis.workspace.priorities.urls")),
    path("", include("isopolis.workspace.plan.urls")),
    path("", include("isopolis.workspace.facilitation.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
