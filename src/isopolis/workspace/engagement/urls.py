from django.urls import path

from isopolis.workspace.engagement import agreement, checklist, evaluation, methods, processes

PLACE = "partnerships/<slug:slug>/decide/processes/"
ONE = f"{PLACE}<int:pk>/"

urlpatterns = [
    path("decide/methods/", methods.chooser, name="methods"),
    path("decide/methods/<slug:name>/", methods.method, name="method"),
    path("decide/plain-language/", checklist.plain_language, name="plain-language"),
    path("evaluate/<str:token>/", evaluation.evaluate, name="evaluate"),
    path(PLACE, processes.processes, name="processes"),
    path(f"{PLACE}new/", processes.new_process, name="process-new"),
    path(ONE, processes.process, name="process"),
    path(f"{ONE}change/", processes.change_process, name="process-change"),
    path(f"{ONE}checklist/", checklist.checklist, name="checklist"),
    path(f"{ONE}agreement/", agreement.agreement, name="agreement"),
    path(f"{ONE}agreement.<str:form>", agreement.document, name="agreement-document"),
    path(f"{ONE}assessment/", evaluation.assessment, name="assessment"),
    path(f"{ONE}evaluation/", evaluation.report, name="evaluation"),
    path(f"{ONE}evaluation.<str:form>", evaluation.document, name="evaluation-document"),
]
