"""Tasks: the list, the task, what may be done about it."""

from django.urls import path

from tasks.views import deeds, tasks

app_name = "tasks"
urlpatterns = [
    path("", tasks.tasks, name="tasks"),
    path("<int:pk>/", tasks.task_page, name="task"),
    path("<int:pk>/tep/<int:file_pk>/", tasks.file, name="file"),
    path("<int:pk>/bao-cao/", deeds.report_task, name="report_task"),
    path("<int:pk>/xac-nhan/", deeds.verify_task, name="verify_task"),
    path("<int:pk>/yeu-cau-bo-sung/", deeds.return_task, name="return_task"),
    path("<int:pk>/thoi-theo-doi/", deeds.waive_task, name="waive_task"),
    path("<int:pk>/gia-han/", deeds.extend_task, name="extend_task"),
    path("<int:pk>/chia-viec/", deeds.split_task, name="split_task"),
    path("<int:pk>/sua/", deeds.edit_task, name="edit_task"),
]
