"""Papers and registers."""

from django.urls import path

from reports.views import (
    bundles,
    comments,
    documents,
    drafting,
    files,
    life,
    rebuilding,
    registers,
    revisions,
    starting,
)

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
    path("<int:pk>/tu-luu/", drafting.autosave, name="autosave"),
    path("<int:pk>/dang-sua/", drafting.note_editing, name="note_editing"),
    path("<int:pk>/lap-lai/", rebuilding.rebuild, name="rebuild"),
    path("<int:pk>/ban-du-thao/", revisions.revisions, name="revisions"),
    path("<int:pk>/ban-du-thao/so-sanh/", revisions.compare, name="compare"),
    path("<int:pk>/ban-du-thao/<int:rev>/", revisions.revision, name="revision"),
    path("<int:pk>/ban-du-thao/<int:rev>/ten/", revisions.name_revision, name="name_revision"),
    path(
        "<int:pk>/ban-du-thao/<int:rev>/khoi-phuc/",
        revisions.restore_revision,
        name="restore_revision",
    ),
    path("<int:pk>/gop-y/", comments.comments, name="comments"),
    path("gop-y/<int:pk>/xu-ly/", comments.settle_comment, name="settle_comment"),
    path("<int:pk>/xem-truoc.pdf", files.preview, name="preview"),
    path("<int:pk>/van-ban.pdf", files.pdf_file, name="pdf"),
    path("<int:pk>/trinh-duyet/", life.submit, name="submit"),
    path("<int:pk>/duyet/", life.approve, name="approve"),
    path("<int:pk>/tra-lai/", life.send_back, name="send_back"),
    path("<int:pk>/ban-hanh/", life.issue, name="issue"),
    path("<int:pk>/thay-the/", life.replace, name="replace"),
    path("<int:pk>/thu-hoi/", life.withdraw, name="withdraw"),
]
