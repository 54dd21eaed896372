from django.urls import path

from isopolis.workspace.plan import views

urlpatterns = [path("", views.overview, name="plan")]
