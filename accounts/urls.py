"""Sign in, sign out."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("dang-nhap/", views.SignIn.as_view(), name="log_in"),
    path("dang-xuat/", LogoutView.as_view(), name="log_out"),
]
