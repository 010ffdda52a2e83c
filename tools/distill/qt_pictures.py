"""Unpacks the pictures in Qt's resource files (.rcc), which Debian's gcompris-qt-data holds its photographs in.

Format: Qt's qresource.cpp. After a header comes a tree of nodes; a file's data begins with its length, and is perhaps
compressed with zlib, behind another length. Numbers are big-endian. Pictures become OUT/RESOURCE--NAME.
"""

import argparse
import struct
import zlib
from pathlib import Path

PICTURES = {".jpg", ".jpeg", ".png", ".webp"}
COMPRESSED, FOLDER, ZSTD = 1, 2, 4


def files_in(data):
    """(name, bytes) of every file in a resource."""
    magic, version, tree, contents, names = struct.unpack_from(">4sIIII", data)
    if magic != b"qres":
        raise ValueError("expected a Qt resource")
    node_size = 22 if version >= 2 else 14

    def name_at(offset):
        (length,) = struct.unpack_from(">H", data, names + offset)
        start = names + offset + 6
        return data[start : start + 2 * length].decode("utf-16-be")

    def walk(node):
        at = tree + node_size * node
        name, flags = struct.unpack_from(">IH", data, at)
        if flags & FOLDER:
            count, first = struct.unpack_from(">II", data, at + 6)
            for child in range(first, first + count):
                yield from walk(child)
        elif not flags & ZSTD:
            (offset,) = struct.unpack_from(">I", data, at + 10)
            (length,) = struct.unpack_from(">I", data, contents + offset)
            start = contents + offset + 4
            raw = data[start : start + length]
            yield name_at(name), zlib.decompress(raw[4:]) if flags & COMPRESSED else raw

    yield from walk(0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("resources", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for resource in options.resources:
        for name, raw in files_in(resource.read_bytes()):
            if Path(name).suffix.lower() in PICTURES:
                (options.out / f"{resource.stem}--{name}").write_bytes(raw)


if __name__ == "__main__":
    main()
