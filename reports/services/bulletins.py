"""News drafts of a round: written from the data, edited by hand, written anew when asked."""

from django.db import transaction

from accounts.models import User
from inspections.models import Round
from inspections.services import Refused, Stale
from reports import docx
from reports.contents import bulletin as news
from reports.models import Bulletin, Issuer
from vietnamese.text import clean, shortened

NOTHING_HAPPENED = (
    "Chưa có đơn vị nào của đợt được làm việc nên chưa có gì để đưa tin. "
    "Hãy soạn bản tin sau buổi làm việc đầu tiên."
)


def _written(round_: Round, *, with_shortcomings: bool) -> dict[str, str]:
    if not news.worked_visits(round_):
        raise Refused(NOTHING_HAPPENED)
    issuer = Issuer.objects.filter(unit=round_.organiser, organ=Issuer.Organ.COMMITTEE).first()
    title, body = news.write(round_, issuer, with_shortcomings=with_shortcomings)
    return {"title": shortened(clean(title), 200), "body": clean(body)}


@transaction.atomic
def write_bulletin(round_: Round, *, actor: User, with_shortcomings: bool = False) -> Bulletin:
    """Begin a news draft from the facts of the round; the same unedited one is returned again.

    Raises ``Refused`` while no visit of the round took place.
    """
    Round.objects.select_for_update().get(pk=round_.pk)
    text = _written(round_, with_shortcomings=with_shortcomings)
    facts = {**text, "with_shortcomings": with_shortcomings}
    untouched = Bulletin.objects.filter(round=round_, rev=1, **facts).first()
    return untouched or Bulletin.objects.create(round=round_, written_by=actor, **facts)


@transaction.atomic
def save_bulletin(bulletin: Bulletin, *, rev: int, title: str, body: str) -> Bulletin:
    """Save what was typed over the revision seen. Raises ``Stale``."""
    current = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    if current.rev != rev:
        raise Stale(current)
    current.title, current.body, current.rev = clean(title), clean(body), rev + 1
    current.save(update_fields=["title", "body", "rev", "changed_at"])
    return current


@transaction.atomic
def rewrite_bulletin(bulletin: Bulletin, *, rev: int, with_shortcomings: bool) -> Bulletin:
    """Write it anew from the data; what was typed by hand is lost, so the page asks first.

    Raises ``Stale`` when somebody saved in between, ``Refused`` as ``write_bulletin`` does.
    """
    text = _written(bulletin.round, with_shortcomings=with_shortcomings)
    Bulletin.objects.filter(pk=bulletin.pk, rev=rev).update(with_shortcomings=with_shortcomings)
    return save_bulletin(bulletin, rev=rev, **text)


def bulletin_as_text(bulletin: Bulletin) -> str:
    """The whole as plain text, to be pasted into a news page."""
    return f"{bulletin.title}\n\n{bulletin.body}\n"


def bulletin_as_docx(bulletin: Bulletin) -> bytes:
    """The whole as a plain Word file."""
    return docx.render_news(
        bulletin.title, bulletin.body, dated=bulletin.written_at.date().isoformat()
    )
