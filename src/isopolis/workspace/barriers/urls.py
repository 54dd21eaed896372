from django.urls import path

from isopolis.workspace.barriers import measured, place_tables, reporting, views

PLACE = "partnerships/<slug:slug>/barriers/"
urlpatterns = [
    path(PLACE, views.barriers, name="barriers"),
    path(PLACE + "new/", views.new, name="barrier-new"),
    path(PLACE + "measured/", measured.gaps, name="gaps"),
    path(PLACE + "measured/take/", measured.take, name="gap-take"),
    path(PLACE + "places/", place_tables.place_tables, name="place-tables"),
    path(PLACE + "places/<int:pk>/remove/", place_tables.remove_table, name="place-table-remove"),
    path(PLACE + "reports/", reporting.reports, name="reports"),
    path(PLACE + "reports/<int:pk>/", reporting.decide, name="report-decide"),
    path(PLACE + "documents/<int:pk>/", views.document, name="document"),
    path(PLACE + "<str:what>/<int:pk>/remove/", views.remove_evidence, name="evidence-remove"),
    path(PLACE + "<int:pk>/", views.barrier, name="barrier"),
    path(PLACE + "<int:pk>/change/", views.change, name="barrier-change"),
    path(PLACE + "<int:pk>/delete/", views.remove, name="barrier-remove"),
    path(PLACE + "<int:pk>/documents/new/", views.new_document, name="document-new"),
    path(PLACE + "<int:pk>/testimonies/new/", views.new_testimony, name="testimony-new"),
    path("report/code/", reporting.receipt, name="receipt"),
    path("report/<str:key>/", reporting.report, name="report"),
]
