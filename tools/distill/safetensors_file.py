"""Writes and reads the safetensors format by hand, because Debian has no package for it. Half precision only."""

import json
import struct

import numpy as np


def write(path, tensors, metadata):
    """tensors: {name: float array}, stored as F16. Raises ValueError for values that half precision cannot hold."""
    header, chunks, offset = {"__metadata__": metadata}, [], 0
    for name in sorted(tensors):
        half = np.ascontiguousarray(tensors[name], dtype=np.float16)
        if not np.isfinite(half).all():
            raise ValueError(f"{name} does not fit in half precision")
        data = half.tobytes()
        header[name] = {"dtype": "F16", "shape": list(half.shape), "data_offsets": [offset, offset + len(data)]}
        offset += len(data)
        chunks.append(data)
    encoded = json.dumps(header, ensure_ascii=False).encode()
    encoded += b" " * (-len(encoded) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded)
        for chunk in chunks:
            file.write(chunk)


def read(path):
    """Returns ({name: float32 array}, metadata)."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[start:end], dtype=np.float16).reshape(entry["shape"]).astype(np.float32)
    return tensors, metadata
