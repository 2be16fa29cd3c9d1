"""Copy the listed files out of node_modules and write down what they are (`make vendor`)."""

import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "VENDOR.json"
FILES = {
    "bootstrap": (
        "static/vendor",
        [
            "dist/css/bootstrap.min.css",
            "dist/css/bootstrap.min.css.map",
            "dist/js/bootstrap.bundle.min.js",
            "dist/js/bootstrap.bundle.min.js.map",
            "LICENSE",
        ],
    ),
    "bootstrap-icons": ("static/vendor", ["bootstrap-icons.svg", "LICENSE"]),
    "axe-core": ("tests/vendor", ["axe.min.js", "LICENSE"]),
}


def copy(name: str, folder: str, files: list[str], before: dict[str, Any]) -> dict[str, object]:
    """Copy one package's files in place of older ones; returns its entry for VENDOR.json.

    A published version never changes: other bytes under the same version stop everything.
    """
    source = ROOT / "node_modules" / name
    facts = json.loads((source / "package.json").read_text())
    target = ROOT / folder / name / facts["version"]
    sums = {}
    for file in files:
        path = str((target / file.removeprefix("dist/")).relative_to(ROOT))
        sums[path] = hashlib.sha256((source / file).read_bytes()).hexdigest()
        if before.get("files", {}).get(path, sums[path]) != sums[path]:
            sys.exit(f"{name} {facts['version']}: {file} is not what it was.")
    shutil.rmtree(target.parent, ignore_errors=True)
    for file in files:
        to = target / file.removeprefix("dist/")
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / file, to)
    return {"version": facts["version"], "licence": facts["license"], "files": sums}


if __name__ == "__main__":
    known = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    entries = {
        name: copy(name, folder, files, known.get(name, {}))
        for name, (folder, files) in FILES.items()
    }
    RECORD.write_text(json.dumps(entries, indent=2) + "\n")
