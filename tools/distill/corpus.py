"""Gathers the training pictures that sources.json names into one folder of PNGs of moderate size, with an index.

--root holds the folders `styles`, `photos`, `wallpapers` and `x` (unpacked Debian packages), as the README describes.
"""

import argparse
import json
from pathlib import Path

from PIL import Image

from pictures import open_rgb

LONGEST_SIDE = 1400
SMALLEST_SIDE = 128


def gather(root, sources):
    for source in sources:
        for pattern in source["paths"]:
            for path in sorted(root.glob(pattern)):
                if not any(word in path.name for word in source["except"]):
                    yield source, path


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    sources = json.loads((Path(__file__).parent / "sources.json").read_text())
    index = []
    for source, path in gather(options.root, sources):
        image = open_rgb(path)
        if min(image.size) < SMALLEST_SIDE:
            continue
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.LANCZOS)
        name = f"{source['name']}-{path.stem}.png"
        image.save(options.out / name, compress_level=1)
        index.append({"file": name, "source": source["name"], "kind": source["kind"]})
    (options.out / "index.json").write_text(json.dumps(index, indent=1))
    counts = {source["name"]: sum(entry["source"] == source["name"] for entry in index) for source in sources}
    print(counts)


if __name__ == "__main__":
    main()
