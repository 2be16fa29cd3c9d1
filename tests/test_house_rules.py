"""The rules of the house. Each can fail: the search rules are tried on bad samples first."""

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from tests import house
from tests.house import ROOT, name_of

MODULE_LINES = 400
FUNCTION_LINES = 60
TEMPLATE_LINES = 200
TEMPLATES = ROOT / "templates"
ERROR_PAGES = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}
VENDORED = ("static/vendor", "tests/vendor")
# File → why a way round escaping is right there.
UNSAFE_BUT_RIGHT = {
    "tinhdoan/templatetags/frame.py": "an icon's shape comes from the vendored sprite",
}

Rule = Callable[[str], list[str]]


def faults(rule: Rule, paths: Iterable[Path]) -> list[str]:
    """Every fault of the rule in the files, with its place."""
    return [
        f"{name_of(path)}: {fault}"
        for path in paths
        for fault in rule(path.read_text(encoding="utf-8"))
    ]


def our_code() -> list[Path]:
    """Everything in Python that people write, tests and scripts too."""
    return house.modules(under=(*house.APPS, "tests", "bench", "deploy"))


def our_pages() -> list[Path]:
    """Templates, style sheets and scripts, without what others wrote."""
    pages = house.files(".html", ".css", ".js", ".svg", under=("templates", "static"))
    return [path for path in pages if "vendor" not in path.parts]


def our_texts() -> list[Path]:
    """Every text file of the repository that people write."""
    return [path for path in house.files() if "vendor" not in path.parts and is_text(path)]


def is_text(path: Path) -> bool:
    """Whether the file is text: fonts and pictures hold zero bytes."""
    return b"\0" not in path.read_bytes()[:4096]


# Size


def test_a_module_fits_the_head() -> None:
    scripts = house.files(".js", under=("static/js",))
    sizes = {name_of(p): len(p.read_text().splitlines()) for p in [*our_code(), *scripts]}
    assert sizes
    assert {name: n for name, n in sizes.items() if n > MODULE_LINES} == {}


def test_a_function_fits_the_screen() -> None:
    assert faults(lambda text: house.long_functions(text, FUNCTION_LINES), our_code()) == []


def test_a_long_function_would_be_seen() -> None:
    body = "\n".join(f"    a{n} = {n}" for n in range(60))
    assert house.long_functions(f"def f():\n{body}\n", FUNCTION_LINES) == ["f: 61 lines"]


def test_a_template_fits_the_screen() -> None:
    sizes = {name_of(p): len(p.read_text().splitlines()) for p in house.files(under=["templates"])}
    assert sizes
    assert {name: n for name, n in sizes.items() if n > TEMPLATE_LINES} == {}


# Templates and what they load


def orphans(pages: dict[str, str], sources: Iterable[str]) -> set[str]:
    """Templates that no module and no other template names."""
    in_code = house.templates_named(sources, [])
    left = set()
    for name in pages:
        others = [text for other, text in pages.items() if other != name]
        named = [*in_code, *house.templates_named([], others)]
        if not any(pattern.fullmatch(name) for pattern in named):
            left.add(name)
    return left


def test_every_template_is_used() -> None:
    paths = house.files(under=["templates"])
    pages = {path.relative_to(TEMPLATES).as_posix(): path.read_text() for path in paths}
    assert orphans(pages, [path.read_text() for path in house.modules()]) - ERROR_PAGES == set()


def test_an_unused_template_would_be_seen() -> None:
    pages = {
        "a/page.html": '{% include "a/_part.html" %}',
        "a/_part.html": "",
        "a/paper.html": "",
        "a/self.html": '{% include "a/self.html" %}',
        "a/old.html": "",
    }
    source = 'render(request, "a/page.html")\nrender(f"{app}/paper.html")\n'
    assert orphans(pages, [source]) == {"a/self.html", "a/old.html"}


def test_every_static_file_a_template_names_is_there() -> None:
    paths = house.files(".html", under=["templates"])
    wanted = {
        name
        for path in paths
        for name in re.findall(r"""\{%\s*static\s+["']([^"']+)["']""", path.read_text())
    }
    assert {name for name in wanted if not (ROOT / "static" / name).is_file()} == set()


def test_pages_load_nothing_from_other_hosts() -> None:
    assert faults(house.far_addresses, our_pages()) == []


@pytest.mark.parametrize(
    "line",
    [
        '<script src="https://cdn.example.org/a.js">',
        "<link href='//cdn.example.org/a.css'>",
        "background: url(//cdn.example.org/a.png)",
        "fetch('http://example.org')",
    ],
)
def test_an_address_of_another_host_would_be_seen(line: str) -> None:
    assert house.far_addresses(line)


@pytest.mark.parametrize(
    "line", ['<svg xmlns="http://www.w3.org/2000/svg">', "a(); // then b", '<a href="/tim-kiem/">']
)
def test_an_address_of_this_host_passes(line: str) -> None:
    assert house.far_addresses(line) == []


def test_every_vendored_file_is_written_down() -> None:
    entries = json.loads((ROOT / "VENDOR.json").read_text())
    for name, entry in entries.items():
        assert entry["version"], name
        assert entry["licence"], name
        assert any(Path(file).name.startswith("LICENSE") for file in entry["files"]), name
    listed = {file: total for entry in entries.values() for file, total in entry["files"].items()}
    present = {
        name_of(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in house.files(under=VENDORED)
    }
    assert present == listed


def test_package_json_and_the_copies_agree() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())
    pinned = {**wanted["dependencies"], **wanted["devDependencies"]}
    entries = json.loads((ROOT / "VENDOR.json").read_text())
    assert pinned == {name: entry["version"] for name, entry in entries.items()}


# States, rows, deletion


def models_with_status() -> set[str]:
    """Class names of models whose status only ``move()`` may set."""
    return {
        model.__name__
        for model in apps.get_models()
        if model.__module__.split(".")[0] in house.APPS and hasattr(model, "MOVES")
    }


def test_only_move_sets_a_status() -> None:
    kinds = models_with_status()
    assert {"Round", "Visit", "Document"} <= kinds
    door = ROOT / "workflow" / "moves.py"
    assert house.statuses_set(door.read_text(), kinds)
    # The queue of long work moves rows of its library, which has no door of ours.
    queue = ROOT / "accounts" / "queue.py"
    others = [path for path in house.modules() if path not in (door, queue)]
    assert faults(lambda text: house.statuses_set(text, kinds), others) == []


@pytest.mark.parametrize(
    "line",
    [
        "visit.status = Visit.Status.CLOSED",
        "a.b, visit.status = 1, 2",
        "setattr(visit, 'status', 'closed')",
        "rows.update(status='closed')",
        "rows.update(**{'status': 'closed'})",
        "Visit.objects.create(status='closed', unit=unit)",
        "Visit(status='closed')",
        "Visit.objects.get_or_create(unit=unit, defaults={'status': 'closed'})",
        "Visit.objects.bulk_update(rows, ['status'])",
        "visit.save(update_fields=['status'])",
    ],
)
def test_a_second_way_to_a_status_would_be_seen(line: str) -> None:
    assert house.statuses_set(line, {"Visit"})


@pytest.mark.parametrize(
    "line",
    [
        "rows.filter(status='closed')",
        "Q(status='closed')",
        "render(request, 'a.html', status=403)",
        "status = visit.status",
        "class Visit:\n    status = CharField()",
    ],
)
def test_reading_a_status_passes(line: str) -> None:
    assert house.statuses_set(line, {"Visit"}) == []


def loose_keys(label: str, kinds: Iterable[type[models.Model]]) -> list[str]:
    """Foreign keys of or to models of the app that let a row go (anything but PROTECT)."""
    found = []
    for kind in kinds:
        if kind.__name__.startswith("Historical"):
            continue
        for key in kind._meta.get_fields():
            if not isinstance(key, models.ForeignKey) or not isinstance(key.related_model, type):
                continue
            touches = label in (kind._meta.app_label, key.related_model._meta.app_label)
            if touches and key.remote_field.on_delete is not models.PROTECT:
                found.append(f"{kind.__name__}.{key.name}")
    return found


def test_nothing_lets_an_issued_paper_go() -> None:
    assert loose_keys("reports", apps.get_models(include_auto_created=True)) == []


def test_a_key_that_lets_rows_go_would_be_seen() -> None:
    assert "Session.user" not in loose_keys("accounts", [])
    assert loose_keys("auth", [apps.get_model("auth", "Permission")]) == ["Permission.content_type"]


def test_views_get_rows_only_through_doors() -> None:
    views = [path for path in house.modules() if house.is_view(path)]
    assert {"rounds.py", "visits.py", "home.py", "search.py"} <= {path.name for path in views}
    assert faults(house.managers_used, views) == []


@pytest.mark.parametrize(
    "line",
    [
        "Visit.objects.all()",
        "models.Visit.objects.get(pk=pk)",
        "kind._default_manager.filter(pk=pk)",
        "get_object_or_404(Visit, pk=pk)",
        "shortcuts.get_object_or_404(Visit, pk=pk)",
    ],
)
def test_a_row_without_a_door_would_be_seen(line: str) -> None:
    assert house.managers_used(line)


def url_names(patterns: Iterable[URLPattern | URLResolver], spaces: str = "") -> list[str]:
    """Every route's namespaced name; a route without a name by its pattern in angle brackets."""
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{spaces}{pattern.namespace}:" if pattern.namespace else spaces
            found += url_names(pattern.url_patterns, inner)
        else:
            found.append(f"{spaces}{pattern.name}" if pattern.name else f"<{pattern.pattern}>")
    return found


def test_every_address_stands_in_the_access_matrix() -> None:
    with (ROOT / "tests" / "access_matrix.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["url"] for row in csv.DictReader(file)}
    names = set(url_names(get_resolver().url_patterns))
    assert "home" in names
    assert names - listed == set(), "routes without a line"
    assert listed - names == set(), "lines without a route"


# Words


def test_services_and_doors_say_what_they_do() -> None:
    paths = [p for p in house.modules() if {p.stem, p.parent.name} & {"services", "access"}]
    assert len(paths) >= 5
    assert faults(house.bare_functions, paths) == []


def test_a_function_without_words_would_be_seen() -> None:
    assert house.bare_functions("def conclude(visit): ...\ndef _inner(): ...") == ["conclude"]


def test_nothing_goes_round_escaping() -> None:
    paths = [*house.modules(), *house.files(".html", ".txt", under=["templates"])]
    scripts = [path for path in our_pages() if path.suffix == ".js"]
    checked = [path for path in [*paths, *scripts] if name_of(path) not in UNSAFE_BUT_RIGHT]
    assert faults(house.unsafe_words, checked) == []


def test_every_exception_is_still_needed() -> None:
    for name in UNSAFE_BUT_RIGHT:
        assert house.unsafe_words((ROOT / name).read_text()), name


@pytest.mark.parametrize(
    "line",
    [
        "return mark_safe(text)",
        "{{ body|safe }}",
        "{{ body | safe }}",
        "{% autoescape off %}",
        "box.innerHTML = text",
        "Visit.objects.raw(sql)",
        "rows.extra(where=[sql])",
    ],
)
def test_a_way_round_escaping_would_be_seen(line: str) -> None:
    assert house.unsafe_words(line)


def test_imports_stand_at_the_top() -> None:
    paths = [path for path in our_code() if path.name != "apps.py"]  # ready() is meant for them
    assert faults(house.inner_imports, paths) == []


def test_an_import_inside_a_function_would_be_seen() -> None:
    source = "def f():\n    import weasyprint\n    from a.b import c\n    import d\n"
    assert house.inner_imports(source) == ["a.b", "d"]


def test_nothing_is_left_unfinished() -> None:
    assert faults(house.unfinished_marks, our_texts()) == []


def test_an_unfinished_mark_would_be_seen() -> None:
    assert house.unfinished_marks("# TO" + "DO: later") == ["1: # TO" + "DO: later"]


def test_data_name_no_place_of_a_machine() -> None:
    paths = [path for path in our_texts() if path.suffix in (".csv", ".json")]
    assert paths
    assert faults(house.far_paths, paths) == []


@pytest.mark.parametrize("line", ['"file": "/home/an/a.csv"', "a,/tmp/b,c", r"a,C:\data"])
def test_a_place_of_a_machine_would_be_seen(line: str) -> None:
    assert house.far_paths(line)


def test_the_repository_speaks_of_the_product_alone() -> None:
    words = ["/wo" + "rk/", "/ro" + "ot/", "py" + "pi.org", "pythonhos" + "ted", "npm" + "js.org"]
    needle = re.compile("|".join(re.escape(word) for word in words))
    found = [name_of(p) for p in our_texts() if needle.search(p.read_text(encoding="utf-8"))]
    assert found == []
