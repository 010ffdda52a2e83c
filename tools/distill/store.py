"""Training pictures and their teacher features, on disk in half precision, so the teacher runs once per picture."""

from pathlib import Path

import numpy as np
import torch

from vgg import MATCHED_LAYERS, gram, preprocess

CHEAP_LAYER = "block1_conv1"
STORED_LAYERS = tuple(layer for layer in MATCHED_LAYERS if layer != CHEAP_LAYER)
STRIDES = {layer: 2 ** (int(layer[5]) - 1) for layer in MATCHED_LAYERS}


class FeatureStore:
    """Holds `slots` pictures of side × side. block1_conv1 is recomputed when drawn, because reading it costs more.

    By layer, `energies` has each slot's squared feature norm per position, `strengths` its squared Gram norm.
    If the folder already holds a store of the same shape, that store is continued.
    """

    def __init__(self, folder, teacher, slots, side):
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.teacher, self.slots = teacher, slots

        def array(name, dtype, *shape):
            path = folder / f"{name}.npy"
            if path.exists():
                return np.load(path, mmap_mode="r+")
            return np.lib.format.open_memmap(path, "w+", dtype, (slots, *shape))

        self.pictures = array("pictures", np.uint8, 3, side, side)
        widths = {layer: teacher.widths[int(layer[5]) - 1] for layer in STORED_LAYERS}
        self.features = {
            layer: array(layer, np.float16, widths[layer], side // STRIDES[layer], side // STRIDES[layer])
            for layer in STORED_LAYERS
        }
        self.energies = {layer: torch.from_numpy(array(f"{layer}-energy", np.float32)) for layer in MATCHED_LAYERS}
        self.strengths = {layer: torch.from_numpy(array(f"{layer}-strength", np.float32)) for layer in MATCHED_LAYERS}

    def filled(self):
        """The slots that hold a picture."""
        return np.flatnonzero(self.energies[CHEAP_LAYER].numpy() > 0)

    def put(self, slots, rgb):
        """rgb: [N, 3, side, side] in 0..1. Replaces whatever the slots held."""
        quantised = rgb.clamp(0, 1).mul(255).round()
        with torch.no_grad(), torch.cpu.amp.autocast(dtype=torch.bfloat16):
            taken = self.teacher(preprocess(quantised / 255), MATCHED_LAYERS, replicate=True)
        self.pictures[slots] = quantised.byte().numpy()
        for layer in STORED_LAYERS:
            self.features[layer][slots] = taken[layer].half().numpy()
        for layer in MATCHED_LAYERS:
            wanted = taken[layer].float()
            self.energies[layer][slots] = wanted.square().mean((2, 3)).sum(1)
            self.strengths[layer][slots] = gram(wanted).square().sum((1, 2))

    def fill(self, sampler, slots):
        """Puts fresh crops into those `slots` that are still empty."""
        empty = np.setdiff1d(slots, self.filled())
        for start in range(0, len(empty), 8):
            chunk = empty[start : start + 8]
            self.put(chunk, sampler.batch(len(chunk)))

    def draw(self, slots):
        """The slots' pictures, preprocessed, and the teacher's features of MATCHED_LAYERS, float32."""
        x = preprocess(torch.from_numpy(self.pictures[slots]).float() / 255)
        with torch.no_grad(), torch.cpu.amp.autocast(dtype=torch.bfloat16):
            features = self.teacher(x, (CHEAP_LAYER,), replicate=True)
        features[CHEAP_LAYER] = features[CHEAP_LAYER].float()
        for layer in STORED_LAYERS:
            features[layer] = torch.from_numpy(self.features[layer][slots]).float()
        return x, features
