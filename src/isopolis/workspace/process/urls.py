from django.urls import path

from isopolis.workspace.process import views

urlpatterns = [
    path("partnerships/<slug:slug>/", views.partnership, name="partnership"),
    path("partnerships/<slug:slug>/phases/<int:pk>/", views.phase, name="phase"),
    path("partnerships/<slug:slug>/deadlines/new/", views.new_deadline, name="deadline-new"),
    path("partnerships/<slug:slug>/deadlines/<int:pk>/", views.deadline, name="deadline"),
    path("partnerships/<slug:slug>/deadlines/<int:pk>/done/", views.done, name="deadline-done"),
    path("calendar/<str:token>.ics", views.feed, name="calendar"),
]
