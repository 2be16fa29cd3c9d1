"""The mail that carries an invitation."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from units.models import Invitation
from units.services.invitations import Made

logger = logging.getLogger(__name__)


def send_invitation(made: Made, link: str) -> bool:
    """Send the link to the invited person; false when the mail server did not take it."""
    invitation = made.invitation
    subject = f"{settings.PRODUCT_NAME}: lời mời mở tài khoản"
    mail = EmailMessage(subject, _words(invitation, link), to=[invitation.email])
    try:
        return mail.send() == 1
    except (SMTPException, OSError):
        logger.exception("The mail of invitation %s was not sent", invitation.pk)
        return False


def _words(invitation: Invitation, link: str) -> str:
    until = timezone.localtime(invitation.expires_at)
    role = invitation.get_role_display().lower()
    return (
        f"Kính gửi đồng chí {invitation.full_name},\n\n"
        f"{invitation.made_by} mời đồng chí vào {invitation.unit} trên hệ thống "
        f"“{settings.PRODUCT_NAME}” với vai trò {role}.\n\n"
        f"Hãy mở liên kết sau để đặt tên đăng nhập và mật khẩu:\n{link}\n\n"
        f"Liên kết dùng được một lần, đến {until:%H:%M ngày %d/%m/%Y}. Không chuyển thư này cho "
        "người khác. Nếu đồng chí không chờ lời mời này, hãy bỏ qua.\n"
    )
