from django.urls import path

from isopolis.workspace.learn import views

urlpatterns = [path("", views.overview, name="learn")]
