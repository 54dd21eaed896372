from django.urls import path

from isopolis.workspace.exchange import views

PLACE = "partnerships/<slug:slug>/exchange/"
urlpatterns = [
    path(PLACE, views.exchange, name="exchange"),
    path(PLACE + "export/", views.export, name="exchange-export"),
]
