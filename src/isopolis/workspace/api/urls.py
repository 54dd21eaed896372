from django.urls import include, path

from isopolis.workspace.api import tokens, views

urlpatterns = [
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", tokens.revoke, name="token-revoke"),
    path("api/v1/docs/", views.docs, name="api-docs"),
    path("api/v1/openapi.json", views.openapi, name="openapi"),
    path("api/v1/", include((views.operations(), "api"))),
    path("api/<path:rest>", views.nothing, name="api-nothing"),
]
