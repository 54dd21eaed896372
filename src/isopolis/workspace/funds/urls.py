from django.urls import path

from isopolis.workspace.funds import advising, allocating, paying, views

PLACE = "partnerships/<slug:slug>/learn/"
ACTION = PLACE + "money/<slug:key>/"
urlpatterns = [
    path("learn/funds/", views.overview, name="funds"),
    path("learn/funds/<slug:name>/", views.fund, name="fund"),
    path("learn/funds/<slug:name>/calendar.ics", views.calendar, name="fund-calendar"),
    path("learn/advice/", advising.advice, name="advice"),
    path("learn/advice/memo.<str:form>", advising.memo, name="advice-memo"),
    path(PLACE + "obstacles/", advising.obstacles, name="obstacles"),
    path(PLACE + "allocation/", allocating.allocation_page, name="allocation"),
    path(PLACE + "funds/<slug:name>/", views.fund_here, name="fund-here"),
    path(PLACE + "money/", paying.combination, name="combination"),
    path(ACTION, paying.action_money, name="action-money"),
    path(ACTION + "<slug:name>/pays/", paying.pays, name="fund-pays"),
    path(ACTION + "<slug:name>/fiche.<str:form>", paying.fiche, name="project-fiche"),
]
