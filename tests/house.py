"""The rules of the house as plain functions: text in, list of faults out.

``tests/test_house_rules.py`` runs them over the product and over bad samples.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    *("tinhdoan", "reports", "briefings", "inspections", "tasks", "units", "workflow"),
    *("accounts", "vietnamese"),
)
ROOF_VIEWS = (
    "audit_log.py",
    "home.py",
    "reorganisation_pages.py",
    "search.py",
    "unit_page.py",
)
_NOT_OURS = {"node_modules", "var", "staticfiles", "__pycache__"}
_MARKS = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"))
_CREATES = {"create", "acreate", "get_or_create", "update_or_create"}
_WRITES = _CREATES | {"update", "aupdate", "bulk_update"}
_MANAGERS = {"objects", "_default_manager", "_base_manager"}
_UNSAFE = re.compile(
    r"mark_safe|SafeString|\|\s*safe\b|autoescape\s+off|(?:inner|outer)HTML|insertAdjacentHTML"
    r"|document\.write(?:ln)?\(|\.(?:raw|extra)\(|\bRawSQL\b|\beval\("
)
_HOST = re.compile(r"""https?://(?!www\.w3\.org/)|["'(=]\s*//\w""", re.IGNORECASE)
_FAR_PATH = re.compile(
    r"""(?:^|["',;=\s])(?:/(?:home|root|work|tmp|usr|var|etc|opt|mnt|srv)/|[A-Z]:\\)"""
)


# Files


def files(*endings: str, under: Iterable[str] = (".",)) -> list[Path]:
    """The repository's own files with one of the endings (all without), sorted."""
    return sorted(
        path
        for folder in under
        for path in _walk(ROOT / folder)
        if not endings or path.suffix in endings
    )


def _walk(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        hidden = path.name.startswith(".") and path.name not in (".ci", ".gitignore")
        if hidden or path.name in _NOT_OURS:
            continue
        if path.is_dir():
            yield from _walk(path)
        elif path.suffix != ".pyc":
            yield path


def modules(*, under: Iterable[str] = APPS) -> list[Path]:
    """Python modules that people write: all but migrations."""
    return [path for path in files(".py", under=under) if "migrations" not in path.parts]


def is_view(path: Path) -> bool:
    """Whether the module answers requests."""
    on_roof = path.parent.name == "tinhdoan" and path.name in ROOF_VIEWS
    return path.name.startswith("views") or path.parent.name == "views" or on_roof


def name_of(path: Path) -> str:
    """The path as people write it."""
    return path.relative_to(ROOT).as_posix()


# Rules over text


def far_addresses(text: str) -> list[str]:
    """Addresses of other hosts; ``www.w3.org`` names XML spaces and is never called."""
    return _lines_with(_HOST, text)


def unsafe_words(text: str) -> list[str]:
    """Ways round escaping and round the ORM."""
    return _lines_with(_UNSAFE, text)


def unfinished_marks(text: str) -> list[str]:
    """Notes to oneself."""
    return _lines_with(re.compile(rf"\b(?:{_MARKS})\b"), text)


def far_paths(text: str) -> list[str]:
    """Absolute paths: data belong to no machine."""
    return _lines_with(_FAR_PATH, text)


def _lines_with(pattern: re.Pattern[str], text: str) -> list[str]:
    lines = enumerate(text.splitlines(), start=1)
    return [f"{number}: {line.strip()[:80]}" for number, line in lines if pattern.search(line)]


# Rules over syntax


def long_functions(source: str, limit: int) -> list[str]:
    """Functions with more lines than the limit."""
    found = []
    for node in _functions(ast.parse(source)):
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > limit:
            found.append(f"{node.name}: {lines} lines")
    return found


def bare_functions(source: str) -> list[str]:
    """Public functions and classes of a module without a docstring."""
    return [
        node.name
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]


def inner_imports(source: str, allowed: Iterable[str] = ("weasyprint",)) -> list[str]:
    """Imports inside functions, except of the allowed packages."""
    found = []
    for function in _functions(ast.parse(source)):
        for node in ast.walk(function):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or "."]
            found += [name for name in names if name.split(".")[0] not in allowed]
    return found


def managers_used(source: str) -> list[str]:
    """Rows asked of a model itself: ``Visit.objects``, ``get_object_or_404(Visit, …)``.

    ``User`` is left out: a person's own account is no row of the office.
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in _MANAGERS:
            if ast.unparse(node.value) == "User":
                continue
            found.append(f"{node.lineno}: {ast.unparse(node)}")
        elif isinstance(node, ast.Call) and _called(node) in (
            "get_object_or_404",
            "get_list_or_404",
        ):
            found.append(f"{node.lineno}: {ast.unparse(node)[:60]}")
    return found


def statuses_set(source: str, models: Iterable[str] = ()) -> list[str]:
    """Places that set a status: by assignment, ``setattr``, ``update``, ``save``, at creation."""
    models = set(models)
    found = []
    for node in ast.walk(ast.parse(source)):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        flat = [leaf for target in targets for leaf in ast.walk(target)]
        sets = any(
            isinstance(leaf, ast.Attribute)
            and leaf.attr == "status"
            and isinstance(leaf.ctx, ast.Store)
            for leaf in flat
        )
        if sets or (isinstance(node, ast.Call) and _call_sets_status(node, models)):
            found.append(f"{node.lineno}: {ast.unparse(node)[:80]}")  # type: ignore[attr-defined]
    return found


def _call_sets_status(call: ast.Call, models: set[str]) -> bool:
    name = _called(call)
    if name in ("setattr", "save", "asave"):
        return _names_status(call)
    if name in _WRITES:
        return _names_status(call) or any(word.arg == "status" for word in call.keywords)
    return name in models and any(word.arg == "status" for word in call.keywords)


def _names_status(call: ast.Call) -> bool:
    """Whether ``"status"`` stands among what the call is given, as a word or a key."""
    parts = [*call.args, *(word.value for word in call.keywords)]
    inner = (leaf for part in parts for leaf in ast.walk(part))
    return any(isinstance(leaf, ast.Constant) and leaf.value == "status" for leaf in inner)


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


# Templates


def templates_named(sources: Iterable[str], pages: Iterable[str]) -> list[re.Pattern[str]]:
    """Patterns of every template name that modules (also f-strings) and templates mention."""
    found = set()
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(re.escape(node.value))
            elif isinstance(node, ast.JoinedStr):
                found.add("".join(_piece(part) for part in node.values))
    for page in pages:
        found |= {re.escape(name) for name in re.findall(r"""["']([\w/.-]+\.\w+)["']""", page)}
    return [re.compile(name) for name in found if name.endswith((r"\.html", r"\.txt", r"\.svg"))]


def _piece(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return re.escape(str(part.value))
    return r"[\w-]+"
