"""News drafts of a round: a list, the text to edit, its two files."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from inspections.access import round_for
from inspections.services import Refused, Stale
from reports import access, services
from reports.models import Bulletin
from reports.views.files import DOCX
from vietnamese.forms import VietnameseForm
from vietnamese.text import fold

PAGE_SIZE = 20
CHANGED = "Bản tin vừa được người khác sửa. Hãy đọc lại rồi làm tiếp."


class WriteForm(VietnameseForm, forms.Form):
    """What a news draft is written with."""

    with_shortcomings = forms.BooleanField(
        label="Nêu cả hạn chế",
        required=False,
        help_text="Bản tin thường không nêu hạn chế; dấu hiệu vi phạm không bao giờ được nêu.",
    )


class BulletinForm(VietnameseForm, forms.ModelForm):
    """The words of a news draft."""

    rev = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Bulletin
        fields = ("title", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 22})}
        help_texts = {"body": "Mỗi dòng là một đoạn; dòng cuối là tên người đưa tin."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rev"].initial = self.instance.rev

    def save_over(self, rev: int) -> None:
        """Send the newer revision along next time: the person has seen both texts."""
        self.data = {**self.data.dict(), "rev": str(rev)}  # type: ignore[attr-defined]


def bulletins(request: HttpRequest, pk: int) -> HttpResponse:
    """News drafts of a round; a POST writes one from the data."""
    may = access.may_read_news if request.method == "GET" else access.may_write_news
    owner = round_for(request.user, pk, may=may)
    form = WriteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            new = services.write_bulletin(owner, actor=signed_in(request), **form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã soạn bản tin từ dữ liệu. Hãy đọc lại trước khi đăng.")
            return redirect("reports:edit_bulletin", pk=new.pk)
    page = Paginator(access.bulletins_of(owner), PAGE_SIZE).get_page(request.GET.get("page"))
    may_write = access.may_write_news(request.user, owner)
    context = {"round": owner, "form": form, "page_obj": page, "may_write": may_write}
    return render(request, "reports/bulletins.html", context)


def edit_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of a news draft; over somebody's newer text both are shown."""
    shown = access.bulletin_for(request.user, pk, may=access.may_edit_bulletin)
    form = BulletinForm(request.POST if request.method == "POST" else None, instance=shown)
    rows: list[dict[str, str]] | None = None
    if request.method == "POST" and form.is_valid():
        words = {key: form.cleaned_data[key] for key in ("title", "body")}
        try:
            services.save_bulletin(shown, rev=form.cleaned_data["rev"], **words)
        except Stale as error:
            rows = _both(form, error.current, words)
        else:
            messages.success(request, "Đã lưu bản tin.")
            return redirect("reports:edit_bulletin", pk=pk)
    stored = access.bulletin_for(request.user, pk)
    context = {"form": form, "bulletin": stored, "rows": rows, "fields": _fields(stored)}
    return render(request, "reports/bulletin.html", context)


def _fields(bulletin: Bulletin) -> list[tuple[str, str]]:
    """What the button that writes anew sends along."""
    chosen = [("with_shortcomings", "on")] if bulletin.with_shortcomings else []
    return [("rev", str(bulletin.rev)), *chosen]


def _both(form: BulletinForm, current: Bulletin, mine: dict[str, str]) -> list[dict[str, str]]:
    """Both texts of what differs; the form then saves over the newer revision."""
    form.save_over(current.rev)
    return [
        {"label": str(form.fields[key].label), "mine": text, "theirs": getattr(current, key)}
        for key, text in mine.items()
        if text != getattr(current, key)
    ]


@require_POST
def rewrite_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the text anew from the data."""
    shown = access.bulletin_for(request.user, pk, may=access.may_edit_bulletin)
    form = WriteForm(request.POST)
    rev = request.POST.get("rev", "")
    try:
        if not form.is_valid() or not rev.isdecimal() or len(rev) > 9:
            raise Stale(shown)
        services.rewrite_bulletin(shown, rev=int(rev), **form.cleaned_data)
    except Stale:
        messages.error(request, CHANGED)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Đã soạn lại bản tin từ dữ liệu.")
    return redirect("reports:edit_bulletin", pk=pk)


@require_safe
def bulletin_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as a plain file."""
    shown = access.bulletin_for(request.user, pk)
    data = services.bulletin_as_text(shown).encode()
    return _download(data, shown, "txt", "text/plain; charset=utf-8")


@require_safe
def bulletin_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as a Word file."""
    shown = access.bulletin_for(request.user, pk)
    return _download(services.bulletin_as_docx(shown), shown, "docx", DOCX)


def _download(data: bytes, shown: Bulletin, ending: str, kind: str) -> HttpResponse:
    name = fold(f"Bản tin {shown.title}").replace(" ", "-")[:100]
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
