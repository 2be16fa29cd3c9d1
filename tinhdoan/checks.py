"""System checks that speak before the first request does."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import connection

from tinhdoan.sqlite import WAL_IS_SAFE_FROM, library_version

FONTS = ("Regular", "Bold", "Italic", "BoldItalic")


@register()
def sqlite_keeps_commits(**kwargs: Any) -> list[CheckMessage]:
    """WAL only with a library that does not lose commits when the log is reset."""
    if connection.vendor != "sqlite":
        return []
    asked = str(settings.DATABASES["default"].get("OPTIONS", {}).get("init_command", "")).lower()
    safe = library_version() >= WAL_IS_SAFE_FROM
    if "wal" in asked and not safe:
        found = ".".join(map(str, library_version()))
        return [
            Error(
                f"SQLite {found} có thể mất dữ liệu ở chế độ WAL. Hãy cài gói pysqlite3.",
                id="tinhdoan.E001",
            )
        ]
    if not safe:
        return [
            Warning(
                "SQLite của máy đã cũ nên chạy chậm hơn (DELETE, EXTRA). Hãy cài gói pysqlite3.",
                id="tinhdoan.W001",
            )
        ]
    return []


@register()
def fonts_are_there(**kwargs: Any) -> list[CheckMessage]:
    """Papers are printed with the bundled faces only."""
    folder = Path(settings.BASE_DIR) / "static" / "fonts" / "liberation-serif"
    missing = [f for f in FONTS if not (folder / f"LiberationSerif-{f}.ttf").is_file()]
    if not missing:
        return []
    return [Error(f"Thiếu phông chữ in văn bản: {', '.join(missing)}.", id="tinhdoan.E002")]


@register(deploy=True)
def mails_leave(**kwargs: Any) -> list[CheckMessage]:
    """Links to set a password must reach people, not the log of the server."""
    if "console" not in settings.EMAIL_BACKEND:
        return []
    return [
        Warning(
            "Chưa đặt EMAIL_URL: thư, kể cả liên kết đặt lại mật khẩu, chỉ hiện ở nhật ký máy chủ.",
            id="tinhdoan.W002",
        )
    ]


@register(deploy=True)
def demo_is_off(**kwargs: Any) -> list[CheckMessage]:
    """A real installation must not show logins on its sign-in page."""
    if not settings.DEMO:
        return []
    return [Error("DEMO đang bật: trang đăng nhập hiện mật khẩu mẫu.", id="tinhdoan.E003")]
