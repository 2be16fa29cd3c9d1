"""Forms as a page shows them: where each is sent and what its fields hold."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_OF_PAGE = ("csrfmiddlewaretoken",)


@dataclass
class Field:
    """One field of a form: its kind, its value, and what a list offers."""

    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One form of a page."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def references(self) -> list[str]:
        """Fields that choose among rows or carry an id: lists and hidden ones."""
        return [name for name, one in self.fields.items() if one.kind in ("select", "hidden")]

    @property
    def typed(self) -> dict[str, str]:
        """What the browser would send as it stands."""
        return {n: f.value for n, f in self.fields.items() if f.kind != "unchecked"}


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.select: Field | None = None
        self.area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told: dict[str, Any] = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Form(told.get("action", ""), told.get("method", "get").lower())
            self.forms.append(self.inside)
        elif self.inside is not None:
            self._field(tag, told)

    def _field(self, tag: str, told: dict[str, Any]) -> None:
        name = told.get("name", "")
        if tag == "option" and self.select is not None:
            self.select.options.append(told.get("value", ""))
            if "selected" in told:
                self.select.value = told.get("value", "")
        elif not name or name in _OF_PAGE or self.inside is None:
            return
        elif tag == "select":
            self.select = self.inside.fields[name] = Field("select")
        elif tag == "textarea":
            self.area = self.inside.fields[name] = Field("textarea")
        elif tag in ("input", "button"):
            self._input(name, tag, told)

    def _input(self, name: str, tag: str, told: dict[str, Any]) -> None:
        assert self.inside is not None
        kind = told.get("type", "submit" if tag == "button" else "text")
        if kind in ("radio", "checkbox") and "checked" not in told:
            self.inside.fields.setdefault(name, Field("unchecked"))
        elif kind != "submit" or name not in self.inside.fields:
            ticked = "on" if kind in ("radio", "checkbox") else ""
            self.inside.fields[name] = Field(kind, told.get("value", ticked))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.value = (self.area.value + data).lstrip("\n")


def forms_of(page: str, address: str) -> list[Form]:
    """Forms that the page sends by POST; one without an address of its own goes to the page's."""
    parser = _Parser()
    parser.feed(page)
    for form in parser.forms:
        form.action = form.action or address
    return [form for form in parser.forms if form.method == "post"]


def faults_of(page: str) -> list[str]:
    """Messages at fields and above the form."""
    found = re.findall(
        r'class="(?:[^"]*\s)?(?:invalid-feedback|alert|errorlist)[^"]*"[^>]*>(.*?)</(?:div|ul|p)>',
        page,
        re.DOTALL,
    )
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]
