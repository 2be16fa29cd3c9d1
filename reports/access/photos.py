"""Doors to the photos behind a paper."""

from django.db.models import QuerySet
from django.http import Http404

from reports.access import documents_for, sees_inside
from reports.models import Document, DocumentPhoto
from units.access import Reader


def photos_on(document: Document) -> QuerySet[DocumentPhoto]:
    """Photos of a paper in the order of the page; for those who passed ``may_write``."""
    return document.photos.order_by("order", "pk")


def photo_for(user: Reader, pk: int) -> DocumentPhoto:
    """One photo, for those who see the making of its paper; the unit sees it on the issued one.

    Raises ``Http404``.
    """
    rows = DocumentPhoto.objects.filter(document__in=documents_for(user))
    photo = rows.select_related("document__issuer__unit", "document__visit").filter(pk=pk).first()
    if photo is None or not sees_inside(user, photo.document):
        raise Http404
    return photo
