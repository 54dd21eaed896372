from django.urls import path

from isopolis.workspace.funds import views

urlpatterns = [
    path("learn/funds/", views.overview, name="funds"),
    path("learn/funds/<slug:name>/", views.fund, name="fund"),
    path("learn/advice/", views.advice, name="advice"),
]
