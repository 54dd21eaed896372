from django.urls import path

from isopolis.workspace.peers.views import agenda, board, cities, exchanges, lessons, visits

PLACE = "partnerships/<slug:slug>/learn/exchanges/"
urlpatterns = [
    path(PLACE, board.board, name="peers"),
    path(PLACE + "match/", board.match, name="peers-match"),
    path(PLACE + "statistics/", board.statistics, name="peers-statistics"),
    path(PLACE + "cities/new/", cities.new, name="peer-new"),
    path(PLACE + "cities/<int:pk>/", cities.city, name="peer"),
    path(PLACE + "cities/<int:pk>/change/", cities.change, name="peer-change"),
    path(PLACE + "cities/<int:pk>/withdraw/", cities.leave, name="peer-withdraw"),
    path(PLACE + "cities/<int:pk>/subjects/new/", cities.new_subject, name="peer-subject-new"),
    path(PLACE + "subjects/<int:pk>/remove/", cities.remove_subject, name="peer-subject-remove"),
    path(PLACE + "<int:pk>/", exchanges.exchange, name="peer-exchange"),
    path(PLACE + "<int:pk>/answer/", exchanges.reply, name="peer-answer"),
    path(PLACE + "<int:pk>/visits/new/", visits.new, name="peer-visit-new"),
    path(PLACE + "visits/<int:pk>/", visits.visit, name="peer-visit"),
    path(PLACE + "visits/<int:pk>/change/", visits.change, name="peer-visit-change"),
    path(PLACE + "visits/<int:pk>/visit.ics", visits.calendar, name="peer-visit-calendar"),
    path(PLACE + "visits/<int:pk>/agenda/new/", agenda.new, name="peer-point-new"),
    path(PLACE + "visits/<int:pk>/agenda/<int:key>/", agenda.change, name="peer-point-change"),
    path(PLACE + "visits/<int:pk>/agenda/<int:key>/move/", agenda.move, name="peer-point-move"),
    path(PLACE + "visits/<int:pk>/agenda/<int:key>/remove/", agenda.remove, name="peer-point-remove"),
    path(PLACE + "visits/<int:pk>/participants/new/", visits.new_participant, name="peer-participant-new"),
    path(PLACE + "participants/<int:pk>/remove/", visits.remove_participant, name="peer-participant-remove"),
    path(PLACE + "visits/<int:pk>/lessons/<int:city>/", lessons.card, name="peer-lesson-card"),
    path(PLACE + "lessons/<int:pk>/", lessons.lesson, name="peer-lesson"),
    path(PLACE + "follow-ups/<int:pk>/", lessons.follow_up, name="peer-follow-up"),
]
