"""Tasks, what was reported on them, and the other facts of their life."""

from tasks.models.reports import Extension, Recheck, TaskFile, TaskReport
from tasks.models.tasks import Task, TaskQuerySet

__all__ = ["Extension", "Recheck", "Task", "TaskFile", "TaskQuerySet", "TaskReport"]
