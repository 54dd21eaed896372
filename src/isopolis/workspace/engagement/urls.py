from django.urls import path

from isopolis.workspace.engagement import agreement, checklist, evaluation, feedback, methods, processes

DECIDE = "partnerships/<slug:slug>/decide/"
PLACE = f"{DECIDE}processes/"
ONE = f"{PLACE}<int:pk>/"

urlpatterns = [
    path("decide/methods/", methods.chooser, name="methods"),
    path("decide/methods/<slug:name>/", methods.method, name="method"),
    path("decide/plain-language/", checklist.plain_language, name="plain-language"),
    path("evaluate/<str:token>/", evaluation.evaluate, name="evaluate"),
    path(f"{DECIDE}answers/", feedback.answers, name="answers"),
    path(f"{DECIDE}proposals/<int:pk>/answer/", feedback.feedback, name="proposal-feedback"),
    path(f"{DECIDE}proposals/<int:pk>/letter.<str:form>", feedback.feedback_letter, name="proposal-letter"),
    path("proposals/<str:token>/answer/", feedback.receipt_answer, name="receipt-answer"),
    path("proposals/<str:token>/letter.<str:form>", feedback.receipt_letter, name="receipt-letter"),
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
