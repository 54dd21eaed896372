from django.urls import path

from isopolis.workspace.plan.views import (
    actions,
    consultation,
    documents,
    editing,
    growing,
    monitoring,
    work,
)

PLACE = "partnerships/<slug:slug>/plan/"
ACTION = PLACE + "actions/<slug:key>/"

urlpatterns = [
    path("plan/", actions.overview_of_verb, name="plan"),
    path(PLACE, actions.home, name="plan-home"),
    path(PLACE + "portfolio/", actions.whole, name="plan-portfolio"),
    path(PLACE + "new/", editing.new_action, name="action-new"),
    path(PLACE + "from-proposals/", growing.from_proposals, name="action-grow"),
    path(ACTION, actions.action, name="action"),
    path(ACTION + "edit/", editing.edit, name="action-edit"),
    path(ACTION + "edit/<str:name>/", editing.edit_field, name="action-field"),
    path(ACTION + "history/", actions.history, name="action-history"),
    path(ACTION + "state/", editing.state, name="action-state"),
    path(ACTION + "remark/", work.remark, name="remark"),
    path(ACTION + "assign/", work.assign, name="assign"),
    path(ACTION + "report/", monitoring.report, name="action-report"),
    path(PLACE + "remarks/<int:pk>/close/", work.close_remark, name="remark-close"),
    path(PLACE + "tasks/<int:pk>/done/", work.assignment_done, name="assignment-done"),
    path(PLACE + "meetings/", work.meetings, name="meetings"),
    path(PLACE + "meetings/new/", work.new_meeting, name="meeting-new"),
    path(PLACE + "meetings/<int:pk>/", work.meeting, name="meeting"),
    path(PLACE + "documents/", documents.documents, name="plan-documents"),
    path(PLACE + "documents/<slug:name>.<str:form>", documents.document, name="plan-document"),
    path(PLACE + "editions/new/", documents.new_edition, name="edition-new"),
    path(PLACE + "editions/<int:pk>/changes.<str:form>", documents.changes, name="edition-changes"),
    path(PLACE + "monitoring/", monitoring.monitoring, name="plan-monitoring"),
    path(PLACE + "open/plan.<str:form>", monitoring.open_data, name="plan-open-data"),
    path(PLACE + "public/", monitoring.public_plan, name="plan-public"),
    path(PLACE + "public/<slug:key>/", monitoring.public_action, name="action-public"),
    path(PLACE + "consultations/new/", consultation.new_consultation, name="consultation-new"),
    path(PLACE + "consultations/<int:pk>/", consultation.consultation, name="consultation"),
    path(PLACE + "consultations/<int:pk>/comment/", consultation.comment, name="comment-whole"),
    path(PLACE + "consultations/<int:pk>/comment/<slug:key>/", consultation.comment, name="comment"),
    path(PLACE + "consultations/<int:pk>/responses/", consultation.responses, name="responses"),
    path(PLACE + "consultations/<int:pk>/report.<str:form>", consultation.report, name="consultation-report"),
    path(PLACE + "comments/<int:pk>/moderate/", consultation.moderate, name="comment-moderate"),
    path(PLACE + "comments/<int:pk>/answer/", consultation.answer, name="comment-answer"),
]
