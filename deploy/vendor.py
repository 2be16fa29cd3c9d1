"""Copy the listed files out of node_modules and write down what they are (`make vendor`)."""

import hashlib
import json
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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


def copy(name: str, folder: str, files: list[str]) -> dict[str, object]:
    """Copy one package's files; returns its entry for VENDOR.json."""
    source = ROOT / "node_modules" / name
    facts = json.loads((source / "package.json").read_text())
    target = ROOT / folder / name / facts["version"]
    sums = {}
    for file in files:
        to = target / file.removeprefix("dist/")
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / file, to)
        sums[str(to.relative_to(ROOT))] = hashlib.sha256(to.read_bytes()).hexdigest()
    return {"version": facts["version"], "licence": facts["license"], "files": sums}


if __name__ == "__main__":
    entries = {name: copy(name, folder, files) for name, (folder, files) in FILES.items()}
    (ROOT / "VENDOR.json").write_text(json.dumps(entries, indent=2) + "\n")
