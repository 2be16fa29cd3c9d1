"""The check page; both spellings of its address, because the code on paper is in capitals."""

from django.urls import path, re_path

from reports.views import checking

app_name = "check"
urlpatterns = [
    path("v/", checking.check_start, name="start"),
    re_path(r"^[vV]/(?P<code>[^/]+)/?$", checking.check_paper, name="paper"),
    re_path(r"^[vV]/(?P<code>[^/]+)/tep$", checking.check_upload, name="upload"),
]
