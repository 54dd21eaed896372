from django.urls import path

from isopolis.workspace.measure import views

urlpatterns = [path("", views.overview, name="measure")]
