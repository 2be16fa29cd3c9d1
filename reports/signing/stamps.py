"""What is seen of a signature on the page: a small page of its own, printed as papers are."""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone

from reports import pdf
from reports.signing.prepare import POINT_MM, Box


@dataclass(frozen=True)
class Stamp:
    """Words of a visible signature. A person's is blue, an office's red (NĐ 30/2020, PL I)."""

    name: str
    office: str
    is_agency: bool
    at: datetime

    @property
    def time_line(self) -> str:
        """The moment in which the look was made, not the one in which it was signed: the signature
        itself holds that."""
        at = timezone.localtime(self.at)
        return f"{at:%d/%m/%Y %H:%M:%S} {at.isoformat()[-6:]}"


def stamp_page(stamp: Stamp, box: Box) -> bytes:
    """PDF/A of one page of the box's size. Raises ``pdf.RenderFailed``."""
    size = {
        "width": f"{box.width / POINT_MM:.3f}mm",
        "height": f"{box.height / POINT_MM:.3f}mm",
    }
    html = render_to_string("reports/stamp.html", {"stamp": stamp, "size": size})
    return pdf.render_html(html)
