"""Papers and registers."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.documents, name="documents"),
    path("so/", views.registers, name="registers"),
    path("so/<int:pk>/", views.register, name="register"),
    path("soan/luot/<int:pk>/", views.start_for_visit, name="start_for_visit"),
    path("soan/dot/<int:pk>/", views.start_for_round, name="start_for_round"),
    path("<int:pk>/", views.document, name="document"),
    path("<int:pk>/soan/", views.edit_document, name="edit_document"),
    path("<int:pk>/chuan-bi/", views.prepare_document, name="prepare_document"),
    path("<int:pk>/lap-lai/", views.rebuild, name="rebuild"),
    path("<int:pk>/xem-truoc.pdf", views.preview, name="preview"),
    path("<int:pk>/van-ban.pdf", views.pdf_file, name="pdf"),
    path("<int:pk>/trinh-duyet/", views.submit, name="submit"),
    path("<int:pk>/duyet/", views.approve, name="approve"),
    path("<int:pk>/tra-lai/", views.send_back, name="send_back"),
    path("<int:pk>/ban-hanh/", views.issue, name="issue"),
    path("<int:pk>/thay-the/", views.replace, name="replace"),
    path("<int:pk>/thu-hoi/", views.withdraw, name="withdraw"),
]
