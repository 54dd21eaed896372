from django.urls import path

from isopolis.workspace.decide import views

urlpatterns = [path("", views.overview, name="decide")]
