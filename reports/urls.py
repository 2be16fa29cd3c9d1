"""Papers and registers."""

from django.urls import path

from reports.views import bundles, documents, drafting, files, life, registers, starting

app_name = "reports"
urlpatterns = [
    path("", documents.documents, name="documents"),
    path("so/", registers.registers, name="registers"),
    path("so/<int:pk>/", registers.register, name="register"),
    path("soan/luot/<int:pk>/", starting.start_for_visit, name="start_for_visit"),
    path("soan/dot/<int:pk>/", starting.start_for_round, name="start_for_round"),
    path(
        "soan/nam/<int:pk>/<int:year>/",
        starting.start_for_year,
        name="start_for_year",
    ),
    path("goi/dot/<int:pk>/", bundles.bundles, name="bundles"),
    path("goi/<int:pk>/tien-do/", bundles.bundle_state, name="bundle_state"),
    path("goi/<int:pk>/goi.zip", bundles.bundle_file, name="bundle_file"),
    path("<int:pk>/", documents.document, name="document"),
    path("<int:pk>/soan/", drafting.edit_document, name="edit_document"),
    path("<int:pk>/chuan-bi/", drafting.prepare_document, name="prepare_document"),
    path("<int:pk>/lap-lai/", drafting.rebuild, name="rebuild"),
    path("<int:pk>/xem-truoc.pdf", files.preview, name="preview"),
    path("<int:pk>/van-ban.pdf", files.pdf_file, name="pdf"),
    path("<int:pk>/trinh-duyet/", life.submit, name="submit"),
    path("<int:pk>/dong-y/", life.agree, name="agree"),
    path("<int:pk>/duyet/", life.approve, name="approve"),
    path("<int:pk>/tra-lai/", life.send_back, name="send_back"),
    path("<int:pk>/ban-hanh/", life.issue, name="issue"),
    path("<int:pk>/thay-the/", life.replace, name="replace"),
    path("<int:pk>/thu-hoi/", life.withdraw, name="withdraw"),
]
