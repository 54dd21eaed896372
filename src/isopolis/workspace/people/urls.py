from django.urls import path

from isopolis.workspace.people import account, oidc, passkeys, sign_in, views

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/by-email/", sign_in.ask_for_link, name="sign-in-by-email"),
    path("sign-in/link/<str:token>/", sign_in.use_link, name="sign-in-link"),
    path("sign-in/code/", sign_in.code, name="sign-in-code"),
    path("sign-in/passkey/ask/", passkeys.ask, name="passkey-ask"),
    path("sign-in/passkey/", passkeys.use, name="passkey-use"),
    path("account/passkeys/", passkeys.passkeys, name="passkeys"),
    path("account/passkeys/<int:pk>/remove/", passkeys.remove, name="passkey-remove"),
    path("sign-in/oidc/", oidc.begin, name="oidc"),
    path("sign-in/oidc/back/", oidc.back, name="oidc-back"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("privacy/", sign_in.privacy, name="privacy"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/second-factor/", account.second_factor, name="second-factor"),
    path("account/data/", account.export, name="account-data"),
    path("account/erase/", account.erase, name="account-erase"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("partnerships/<slug:slug>/members/", views.members, name="members"),
    path("partnerships/<slug:slug>/members/invite/", views.invite_member, name="invite"),
    path("partnerships/<slug:slug>/members/<int:pk>/", views.member, name="member"),
    path("partnerships/<slug:slug>/describe/", views.change_partnership, name="partnership-change"),
    path("partnerships/<slug:slug>/organisations/new/", views.new_organisation, name="organisation-new"),
    path("partnerships/<slug:slug>/log/", views.log, name="log"),
]
