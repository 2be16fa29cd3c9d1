"""A file for signing: the issued one, byte for byte, and behind it tagged fields for signatures.

The fields are added as an incremental update, so the issued file stays in front unchanged, and
stand where the page leaves room for the signature: ids ``o-ky-n`` of the page's end, which the
renderer writes as named destinations.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.generic import pdf_string as text
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

POINT_MM = 72 / 25.4
SPACE_HEIGHT_MM = 30.0
# One signature has the right-hand cell for itself, several share the width of the page.
ALONE_WIDTH_MM = 90.0
MARGIN_MM = 2.0
PERSON_WIDTH_MM = 54.0
SEAL_MM = 30.0
PRINTED_AND_LOCKED = 132


@dataclass(frozen=True)
class Box:
    """A rectangle on a page, in points from its lower left corner; pages count from 0."""

    page: int
    left: float
    bottom: float
    width: float
    height: float


@dataclass(frozen=True)
class Field:
    """One signature field; without a box it is there but not seen."""

    name: str
    label: str
    box: Box | None


def spaces(data: bytes) -> list[Box]:
    """The rooms the paper leaves for signatures, in order; none in files made without marks."""
    reader = PdfFileReader(io.BytesIO(data))
    marks = sorted(_marks(reader))
    boxes = []
    for place, (_, page, left, top) in enumerate(marks):
        nearest = marks[min(place + 1, len(marks) - 1)]
        before = marks[max(place - 1, 0)]
        step = abs(nearest[2] - left) or abs(left - before[2])
        width = step or ALONE_WIDTH_MM * POINT_MM
        height = SPACE_HEIGHT_MM * POINT_MM
        boxes.append(Box(page, left, top - height, width, height))
    return boxes


def _marks(reader: PdfFileReader) -> list[tuple[int, int, float, float]]:
    """Number, page, left and top of each marked place."""
    try:
        names = list(reader.root["/Names"]["/Dests"]["/Names"])
    except KeyError:
        return []
    pages = _page_numbers(reader)
    found = []
    for key, target in zip(names[::2], names[1::2], strict=True):
        if str(key).startswith("o-ky-"):
            page = pages[target.raw_get(0).idnum]
            found.append((int(str(key)[5:]), page, float(target[2]), float(target[3])))
    return found


def _page_numbers(reader: PdfFileReader) -> dict[int, int]:
    count = int(reader.root["/Pages"]["/Count"])
    return {reader.find_page_for_modification(n)[0].idnum: n for n in range(count)}


def person_box(space: Box, *, beside_seal: bool = False) -> Box:
    """Where a person's signature goes: the middle of the room (NĐ 30/2020, PL I); to the right
    of the office's when both sign, since printed words may not cover each other."""
    edge = MARGIN_MM * POINT_MM
    taken = (SEAL_MM + MARGIN_MM) * POINT_MM if beside_seal else 0.0
    width = min(PERSON_WIDTH_MM * POINT_MM, space.width - taken - 2 * edge)
    middle = space.left + (space.width - width) / 2
    left = space.left + edge + taken if beside_seal else middle
    return Box(space.page, left, space.bottom + edge, width, space.height - 2 * edge)


def seal_box(space: Box) -> Box:
    """Where the office's seal goes: at the left of the room (NĐ 30/2020, PL I)."""
    edge = MARGIN_MM * POINT_MM
    side = SEAL_MM * POINT_MM
    return Box(space.page, space.left + edge, space.bottom + edge, side, space.height - 2 * edge)


def prepare(data: bytes, fields: Sequence[Field]) -> bytes:
    """The file with empty fields behind it; the first ``len(data)`` bytes are the given ones."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    refs = [_add_field(writer, field) for field in fields]
    form = {
        name("/Fields"): generic.ArrayObject(refs),
        # Signatures are here, and only appending keeps them.
        name("/SigFlags"): generic.NumberObject(3),
    }
    writer.root["/AcroForm"] = writer.add_object(generic.DictionaryObject(form))
    writer.update_root()
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()


def _add_field(writer: IncrementalPdfFileWriter, field: Field) -> generic.IndirectObject:
    """Widget, its empty look, its tag: what PDF/A 6.3.3 and PDF/UA 7.18 ask of a field."""
    box = field.box or Box(0, 0, 0, 0, 0)
    page_ref, _ = writer.find_page_for_modification(box.page)
    edges = (box.left, box.bottom, box.left + box.width, box.bottom + box.height)
    key = _next_key(writer)
    widget = generic.DictionaryObject(
        {
            name("/Type"): name("/Annot"),
            name("/Subtype"): name("/Widget"),
            name("/FT"): name("/Sig"),
            name("/T"): text(field.name),
            name("/TU"): text(field.label),
            name("/F"): generic.NumberObject(PRINTED_AND_LOCKED),
            name("/P"): page_ref,
            name("/Rect"): _numbers(*edges),
            name("/StructParent"): generic.NumberObject(key),
            name("/AP"): generic.DictionaryObject({name("/N"): _empty_look(writer, box)}),
        }
    )
    ref = writer.add_object(widget)
    page = page_ref.get_object()
    page.setdefault(name("/Annots"), generic.ArrayObject()).append(ref)
    writer.update_container(page)
    writer.update_container(page["/Annots"])
    _tag(writer, field, ref, page_ref, key)
    return ref


def _numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject(generic.FloatObject(round(value, 3)) for value in values)


def _empty_look(writer: IncrementalPdfFileWriter, box: Box) -> generic.IndirectObject:
    look = {
        name("/Type"): name("/XObject"),
        name("/Subtype"): name("/Form"),
        name("/BBox"): _numbers(0, 0, box.width, box.height),
    }
    return writer.add_object(generic.StreamObject(dict_data=look, stream_data=b""))


def _next_key(writer: IncrementalPdfFileWriter) -> int:
    """The first free number of the parent tree."""
    tree = writer.root["/StructTreeRoot"]
    numbers = list(tree["/ParentTree"]["/Nums"])
    return max((int(n) for n in numbers[::2]), default=-1) + 1


def _tag(
    writer: IncrementalPdfFileWriter,
    field: Field,
    widget: generic.IndirectObject,
    page: generic.IndirectObject,
    key: int,
) -> None:
    """Put the field into the document's structure, at its end."""
    tree = writer.root["/StructTreeRoot"]
    several = isinstance(tree["/K"], generic.ArrayObject)
    top_ref = tree["/K"].raw_get(0) if several else tree.raw_get("/K")
    top = top_ref.get_object()
    # The object reference itself, no list of one: pyHanko's comparison knows only this form, and
    # would call the second signature a change of the first.
    child = {name("/Type"): name("/OBJR"), name("/Obj"): widget, name("/Pg"): page}
    element = generic.DictionaryObject(
        {
            name("/Type"): name("/StructElem"),
            name("/S"): name("/Form"),
            name("/P"): top_ref,
            name("/Pg"): page,
            name("/Alt"): text(field.label),
            name("/K"): generic.DictionaryObject(child),
        }
    )
    ref = writer.add_object(element)
    numbers = tree["/ParentTree"]["/Nums"]
    numbers.append(generic.NumberObject(key))
    numbers.append(ref)
    top["/K"].append(ref)
    tree["/ParentTreeNextKey"] = generic.NumberObject(key + 1)
    for changed in (numbers, top, top["/K"], tree):
        writer.update_container(changed)
