from django.urls import path

from isopolis.workspace.practices import applying, submitting, views

PLACE = "partnerships/<slug:slug>/learn/"
urlpatterns = [
    path("learn/practices/", views.catalogue, name="catalogue"),
    path("learn/practices/<slug:name>/", views.catalogue_practice, name="catalogue-practice"),
    path("learn/initiatives/", applying.listed, name="initiatives"),
    path("learn/initiatives/<slug:name>/", applying.initiative, name="initiative"),
    path(PLACE + "initiatives/<slug:name>/", applying.drafted, name="initiative-draft"),
    path(PLACE + "practices/", views.practices, name="practices"),
    path(PLACE + "practices/new/", submitting.new, name="practice-new"),
    path(PLACE + "practices/import/", submitting.bring, name="practices-import"),
    path(PLACE + "practices/compare/", views.compare, name="practices-compare"),
    path(PLACE + "practices/export/<slug:kind>/", views.export, name="practices-export"),
    path(PLACE + "practices/<slug:name>/", views.practice, name="practice"),
    path(PLACE + "practices/<slug:name>/change/", submitting.change, name="practice-change"),
    path(PLACE + "practices/<slug:name>/review/", submitting.review, name="practice-review"),
    path(PLACE + "match/", views.matching, name="practices-match"),
]
