"""Series, meetings, reports, minutes."""

from django.urls import path

from briefings.views import meetings, minutes, reports, series

app_name = "briefings"
urlpatterns = [
    path("", meetings.briefings, name="briefings"),
    path("lich/", series.series_list, name="all_series"),
    path("lich/tao/", series.create_series, name="create_series"),
    path("lich/<int:pk>/", series.series_page, name="series"),
    path("lich/<int:pk>/sua/", series.edit_series, name="edit_series"),
    path("lich/<int:pk>/chuong-trinh-mau/", series.edit_template, name="edit_template"),
    path("lich/<int:pk>/mau-bao-cao/", series.edit_report_fields, name="edit_report_fields"),
    path("lich/<int:pk>/them-ky/", series.add_briefing, name="add_briefing"),
    path("lich/<int:pk>/de-xuat/", series.proposals, name="proposals"),
    path("de-xuat/<int:pk>/", series.decide_proposal, name="decide_proposal"),
    path("<int:pk>/", meetings.briefing_page, name="briefing"),
    path("<int:pk>/lich.ics", meetings.calendar_file, name="calendar_file"),
    path("<int:pk>/sua/", meetings.edit_briefing, name="edit_briefing"),
    path("<int:pk>/ket-luan/", meetings.edit_conclusion, name="edit_conclusion"),
    path("<int:pk>/chuyen/", meetings.move_briefing, name="move_briefing"),
    path("<int:pk>/chuong-trinh/", meetings.edit_agenda, name="edit_agenda"),
    path("<int:pk>/diem-danh/", meetings.attendance, name="attendance"),
    path("<int:pk>/giay-moi/<int:unit_pk>/", meetings.answer_invitation, name="answer_invitation"),
    path("<int:pk>/bao-cao/", reports.wall, name="wall"),
    path("<int:pk>/bang-tong-hop/", reports.table, name="table"),
    path("<int:pk>/bao-cao/<int:unit_pk>/", reports.report, name="report"),
    path("<int:pk>/bao-cao/<int:unit_pk>/viet/", reports.write_report, name="write_report"),
    path("<int:pk>/bien-ban/", minutes.minutes, name="minutes"),
    path("dong/<int:pk>/", minutes.edit_outcome, name="edit_outcome"),
    path("dong/<int:pk>/bo/", minutes.drop_outcome, name="drop_outcome"),
    path("<int:pk>/ra-soat/", minutes.reviews, name="reviews"),
    path("<int:pk>/ra-soat/<int:task_pk>/", minutes.review_task, name="review_task"),
    path("<int:pk>/y-kien/", minutes.confirmations, name="confirmations"),
    path("<int:pk>/y-kien/<int:unit_pk>/", minutes.answer_minutes, name="answer_minutes"),
    path("y-kien/<int:pk>/", minutes.decide_comment, name="decide_comment"),
]
