"""What keeps a file from being PDF/A-3a and PDF/UA-1, as far as our own code can make it wrong.

Not a validator: each rule is one that a change of templates, style sheets or libraries has broken
or could break. ``preflight`` gives a sentence a fault; a good file gives none.
"""

import io
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pdfplumber
import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Pdf, Stream

DATA_NAME = "du-lieu.json"
IN_XMP = {
    "the part of PDF/A": r"pdfaid:part(=\"|>)3",
    "the level of PDF/A": r"pdfaid:conformance(=\"|>)A",
    "the part of PDF/UA": r"pdfuaid:part(=\"|>)1",
    "a title": r"<dc:title>",
}
# What may stand under what (ISO 32000-1, 14.8.4.3); of the rest anything may.
MAY_HOLD = {
    "/L": {"/L", "/LI", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
    "/Table": {"/THead", "/TBody", "/TFoot", "/TR", "/Caption"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TR": {"/TH", "/TD"},
}
ONLY_UNDER = {
    "/LI": {"/L"},
    "/LBody": {"/LI"},
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
}
PAINTS = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "EI"}
PRINTED = 4


def preflight(data: bytes) -> list[str]:
    """Every fault of the file once, sorted."""
    with pikepdf.open(io.BytesIO(data)) as file:
        checks = (
            *(_metadata, _catalogue, _attachment, _headings, _figures, _children, _heads_of_tables),
            *(_objects, _annotations, _painting, _order),
        )
        return sorted({fault for check in checks for fault in check(file)})


def kids_of(element: Any) -> list[Any]:
    """What stands under an element of the structure: elements, and numbers of content."""
    below = element.get("/K")
    if below is None:
        return []
    return list(below) if isinstance(below, Array) else [below]


def elements(file: Pdf) -> Iterator[tuple[Any, Any]]:
    """Each element of the structure with the one above it, in the order they are read."""
    root = file.Root.get("/StructTreeRoot")
    if root is not None:
        yield from _below(root)


def _below(parent: Any) -> Iterator[tuple[Any, Any]]:
    for child in kids_of(parent):
        if isinstance(child, Dictionary) and "/S" in child:
            yield child, parent
            yield from _below(child)


def kind(element: Any) -> str:
    """The element's type: ``/P``, ``/H1`` …"""
    return str(element.get("/S", ""))


def _metadata(file: Pdf) -> Iterator[str]:
    stream = file.Root.get("/Metadata")
    xmp = bytes(stream.read_bytes()).decode() if stream is not None else ""
    for what, pattern in IN_XMP.items():
        if not re.search(pattern, xmp):
            yield f"the metadata lack {what}"
    if xmp.count("<rdf:RDF") != 1:
        yield "the metadata have not exactly one rdf:RDF, and readers look at the first"
    if unicodedata.normalize("NFC", xmp) != xmp:
        yield "the metadata are not NFC"


def _is_true(value: object) -> bool:
    """Whether it is the word true; pikepdf's types do not know that it may be."""
    return value is True


def _catalogue(file: Pdf) -> Iterator[str]:
    root = file.Root
    intents = root.get("/OutputIntents", Array())
    if not any(intent.get("/S") == Name.GTS_PDFA1 for intent in intents):
        yield "no output intent of PDF/A"
    if str(root.get("/Lang", "")) != "vi":
        yield "the language is not Vietnamese"
    if not _is_true(root.get("/MarkInfo", Dictionary()).get("/Marked")):
        yield "the file does not say that it is tagged"
    if not _is_true(root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle")):
        yield "the window would show the file's name, not its title"
    if "/ID" not in file.trailer:
        yield "the file has no identifier"
    if file.is_encrypted:
        yield "the file is encrypted"


def _attachment(file: Pdf) -> Iterator[str]:
    specs = list(file.Root.get("/AF", Array()))
    if {str(spec.get("/UF", "")) for spec in specs} != {DATA_NAME}:
        yield f"the file does not carry {DATA_NAME} and nothing else"
    if list(file.attachments) != [DATA_NAME]:
        yield "readers would not list the attached data"
    for spec in specs:
        if spec.get("/AFRelationship") != Name.Data:
            yield "the attachment is not said to be the data of the paper"
        if "/Subtype" not in spec.get("/EF", Dictionary()).get("/F", Dictionary()):
            yield "the attachment has no type"


def _headings(file: Pdf) -> Iterator[str]:
    last = 0
    for element, _ in elements(file):
        if re.fullmatch(r"/H[1-6]", kind(element)):
            level = int(kind(element)[2])
            if level > last + 1:
                yield f"headings go from level {last} to {level}"
            last = level


def _figures(file: Pdf) -> Iterator[str]:
    for element, _ in elements(file):
        if kind(element) == "/Figure" and not str(element.get("/Alt", "")):
            yield "a figure has no words for who cannot see it"


def _children(file: Pdf) -> Iterator[str]:
    for element, parent in elements(file):
        name = kind(element)
        if name in ONLY_UNDER and kind(parent) not in ONLY_UNDER[name]:
            yield f"{name} stands under {kind(parent)}"
        allowed = MAY_HOLD.get(name)
        for child in kids_of(element) if allowed else []:
            below = kind(child) if isinstance(child, Dictionary) else "bare content"
            if below not in (allowed or ()):
                yield f"{name} holds {below}"


def _heads_of_tables(file: Pdf) -> Iterator[str]:
    for element, _ in elements(file):
        if kind(element) == "/Table":
            heads = [cell for cell, _ in _below(element) if kind(cell) == "/TH"]
            facts = [cell.get("/A", Dictionary()) for cell in heads]
            merged = any("/ColSpan" in fact or "/RowSpan" in fact for fact in facts)
            if merged and not all("/Scope" in fact for fact in facts):
                yield "heads are merged, and do not say of what they are heads"


def _objects(file: Pdf) -> Iterator[str]:
    for item in file.objects:
        if isinstance(item, Stream) and item.get("/Subtype") == Name.Image:
            if _is_true(item.get("/Interpolate")):
                yield "a picture is interpolated"
            if item.get("/ColorSpace") == Name.DeviceCMYK:
                yield "a picture is in CMYK"
        elif isinstance(item, Dictionary):
            yield from _object(item)


def _object(item: Any) -> Iterator[str]:
    if item.get("/Type") == Name.FontDescriptor:
        if not any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield "a font is not embedded"
        if not re.match(r"/[A-Z]{6}\+", str(item.get("/FontName", ""))):
            yield "a font is embedded whole"
    is_font = item.get("/Type") == Name.Font and item.get("/Subtype") == Name.Type0
    if is_font and "/ToUnicode" not in item:
        yield "the letters of a font cannot be copied"
    if item.get("/S") in (Name.JavaScript, Name.Launch):
        yield "the file would run something"


def _annotations(file: Pdf) -> Iterator[str]:
    for page in file.pages:
        for note in page.obj.get("/Annots", Array()):
            if not int(note.get("/F", 0)) & PRINTED:
                yield "an annotation is not printed"
            is_drawn = note.get("/Subtype") == Name.Widget and note.Rect[0] != note.Rect[2]
            if is_drawn and ("/AP" not in note or "/StructParent" not in note):
                yield "a field for a signature has no look or no place in the structure"
        if "/Annots" in page.obj and page.obj.get("/Tabs") != Name.S:
            yield "the tabulator key does not follow the structure"


def _painting(file: Pdf) -> Iterator[str]:
    """Whatever is painted is either in the structure or said to be an ornament."""
    for page in file.pages:
        depth = 0
        for _, operator in _steps(page):
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
            if operator in PAINTS and depth == 0:
                yield "something is painted that is neither content nor an ornament"


def _steps(page: Any) -> Iterator[tuple[list[Any], str]]:
    for step in pikepdf.parse_content_stream(page):
        if isinstance(step.operator, Operator):
            yield list(step.operands), str(step.operator)


def _order(file: Pdf) -> Iterator[str]:
    """Who listens and who copies the text get it in the same order."""
    read = read_order(file)
    for page in file.pages:
        painted = {mark: place for place, mark in enumerate(_marks(page))}
        numbers = [mark for number, mark in read if number == page.index]
        if not set(numbers) <= painted.keys():
            yield "the structure names content that is not on the page"
        places = [painted[mark] for mark in numbers if mark in painted]
        if places != sorted(places):
            yield "the structure is read in another order than the page is painted"
    if [number for number, _ in read] != sorted(number for number, _ in read):
        yield "the structure goes back to an earlier page"


def _marks(page: Any) -> list[int]:
    """Numbers of the page's content, in the order it is painted."""
    opened = [operands for operands, operator in _steps(page) if operator == "BDC"]
    facts = [operands[1] for operands in opened if isinstance(operands[1], Dictionary)]
    return [int(fact["/MCID"]) for fact in facts if "/MCID" in fact]


def read_order(file: Pdf, *, labels: bool = True) -> list[tuple[int, int]]:
    """Page and number of every piece of content, as the structure has them.

    Without ``labels`` the signs of lists are left out.
    """
    pages = {page.obj.objgen: page.index for page in file.pages}
    found = []
    silent: set[Any] = set()
    for element, parent in elements(file):
        if not labels and (kind(element) == "/Lbl" or parent.objgen in silent):
            silent.add(element.objgen)
            continue
        for child in kids_of(element):
            if isinstance(child, int):
                found.append((pages[element.Pg.objgen], child))
    return found


def spoken(data: bytes) -> str:
    """The text in the order of the structure, without signs of lists and without spaces."""
    with pikepdf.open(io.BytesIO(data)) as file:
        order = read_order(file, labels=False)
    texts: dict[tuple[int, int], str] = {}
    with pdfplumber.open(io.BytesIO(data)) as pages:
        for number, page in enumerate(pages.pages):
            for char in page.chars:
                if char["mcid"] is not None:
                    piece = (number, char["mcid"])
                    texts[piece] = texts.get(piece, "") + char["text"]
    return re.sub(r"\s+", "", "".join(texts.get(piece, "") for piece in order))
