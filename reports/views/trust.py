"""Root certificates that signatures in papers are checked against."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from inspections.services import Refused
from reports import access
from reports.forms.signing import CertificateForm
from reports.services import trust as services

PAGE_SIZE = 50


def certificates(request: HttpRequest) -> HttpResponse:
    """Certificates of the administrator's root; a POST adds one."""
    roots = access.trusting_units(request.user)
    if not roots:
        raise PermissionDenied
    form = CertificateForm(request.POST or None, request.FILES or None, units=roots)
    if request.method == "POST" and form.is_valid():
        unit, file = form.cleaned_data["unit"], form.cleaned_data["file"]
        try:
            row = services.add_certificate(unit, file.read(), actor=signed_in(request))
        except Refused as error:
            form.add_error("file", str(error))
        else:
            messages.success(
                request,
                f"Đã lưu chứng thư “{row.name}”. Hãy so dấu vân tay với bản do đơn vị cấp công bố "
                "rồi mới bấm “Tin cậy”.",
            )
            return redirect("reports:certificates")
    rows = Paginator(access.certificates_for(request.user), PAGE_SIZE)
    context = {"form": form, "page_obj": rows.get_page(request.GET.get("page"))}
    return render(request, "reports/certificates.html", context)


@require_POST
def trust_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Trust a certificate, or stop trusting it (``is_trusted``)."""
    row = access.certificate_for(request.user, pk)
    is_trusted = request.POST.get("is_trusted") == "1"
    services.trust(row, actor=signed_in(request), is_trusted=is_trusted)
    done = "Từ nay tin cậy" if is_trusted else "Đã thôi tin cậy"
    messages.success(request, f"{done} chữ ký số do “{row.name}” chứng thực.")
    return redirect("reports:certificates")
