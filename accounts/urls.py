"""Sign in, account, second factor, sessions. The names without a space are those allauth asks for.

Only what is used: there is no sign-up, and no page for anything else.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path, re_path, reverse_lazy

from accounts import views

OVERVIEW = reverse_lazy("mfa_index")

own = [
    path("", views.me, name="me"),
    path("thu-dien-tu/", views.change_email, name="change_email"),
    path("thu-dien-tu/xac-nhan/", views.confirm_email, name="confirm_email"),
    path("phien-dang-nhap/<int:pk>/ket-thuc/", views.end_session, name="end_session"),
]

sign_in = [
    path(
        "dang-nhap/",
        account.LoginView.as_view(template_name="accounts/login.html"),
        name="account_login",
    ),
    path(
        "dang-nhap/buoc-hai/",
        mfa.AuthenticateView.as_view(template_name="accounts/second_step.html"),
        name="mfa_authenticate",
    ),
    path(
        "dang-nhap/bang-khoa/",
        webauthn.LoginWebAuthnView.as_view(),
        name="mfa_login_webauthn",
    ),
    path(
        "dang-xuat/",
        account.LogoutView.as_view(http_method_names=["post", "options"]),
        name="account_logout",
    ),
]

password = [
    path(
        "mat-khau/",
        account.PasswordChangeView.as_view(template_name="accounts/password.html"),
        name="account_change_password",
    ),
    path(
        "mat-khau/dat/",
        account.PasswordSetView.as_view(template_name="accounts/password.html"),
        name="account_set_password",
    ),
    path("quen-mat-khau/", views.AskForLink.as_view(), name="account_reset_password"),
    path(
        "quen-mat-khau/da-gui/",
        account.PasswordResetDoneView.as_view(template_name="accounts/reset_sent.html"),
        name="account_reset_password_done",
    ),
    re_path(
        r"^quen-mat-khau/lien-ket/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.ResetByLink.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "quen-mat-khau/xong/",
        account.PasswordResetFromKeyDoneView.as_view(template_name="accounts/reset_done.html"),
        name="account_reset_password_from_key_done",
    ),
    path(
        "ngung-su-dung/",
        account.AccountInactiveView.as_view(template_name="accounts/inactive.html"),
        name="account_inactive",
    ),
]

reauthenticate = [
    path(
        "xac-nhan/",
        account.ReauthenticateView.as_view(template_name="accounts/reauthenticate.html"),
        name="account_reauthenticate",
    ),
    path(
        "xac-nhan/ma/",
        mfa.ReauthenticateView.as_view(template_name="accounts/reauthenticate.html"),
        name="mfa_reauthenticate",
    ),
    path("xac-nhan/khoa/", views.ReauthenticateByKey.as_view(), name="mfa_reauthenticate_webauthn"),
]

second_factor = [
    path("", views.second_factor, name="mfa_index"),
    path(
        "ung-dung/bat/",
        totp.ActivateTOTPView.as_view(template_name="accounts/app_on.html"),
        name="mfa_activate_totp",
    ),
    path(
        "ung-dung/tat/",
        totp.DeactivateTOTPView.as_view(template_name="accounts/app_off.html"),
        name="mfa_deactivate_totp",
    ),
    path("ma-du-phong/", views.spare_codes, name="mfa_view_recovery_codes"),
    path("ma-du-phong/tai-ve/", views.download_spare_codes, name="mfa_download_recovery_codes"),
    path(
        "ma-du-phong/tao/",
        GenerateRecoveryCodesView.as_view(template_name="accounts/new_spare_codes.html"),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "khoa/them/",
        webauthn.AddWebAuthnView.as_view(template_name="accounts/add_key.html"),
        name="mfa_add_webauthn",
    ),
    path(
        "khoa/<int:pk>/doi-ten/",
        webauthn.EditWebAuthnView.as_view(
            template_name="accounts/rename_key.html", success_url=OVERVIEW
        ),
        name="mfa_edit_webauthn",
    ),
    path(
        "khoa/<int:pk>/go/",
        webauthn.RemoveWebAuthnView.as_view(
            template_name="accounts/remove_key.html", success_url=OVERVIEW
        ),
        name="mfa_remove_webauthn",
    ),
]

urlpatterns = [
    *sign_in,
    path("tai-khoan/", include((own, "accounts"))),
    path("tai-khoan/", include(password)),
    path("tai-khoan/", include(reauthenticate)),
    path("tai-khoan/xac-thuc-hai-lop/", include(second_factor)),
    path("tai-khoan/phien-dang-nhap/", views.sessions, name="usersessions_list"),
]
