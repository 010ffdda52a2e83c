"""Trains the layers behind block3_conv1 of an exported encoder by gradient, against VGG19 with max pooling.

The layers before it stay: their Gram matrices carry the strokes. What follows serves the content, and one style layer
that counts for little. Only its inputs and the teacher's features are kept, so a step is cheap. Both phases can be
stopped and continued: --crops are gathered first, then training runs for --minutes and goes on from --checkpoint.
"""

import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

import safetensors_file
from crops import CropSampler
from linear_map import MomentSums, distance_factor
from train import AVERAGE_DECAY, GRAM_WEIGHT, losses
from vgg import gram, load_exported, load_teacher, preprocess
from whitened_adam import WhitenedAdam

HEAD_END = "block3_conv1"
LAYERS = ("block4_conv1", "block4_conv2")
HELD_OUT = 48
WIDTHS = (16, 32, 64, 256)


class Tail(nn.Module):
    """The layers behind HEAD_END, with the interface that `losses` and WhitenedAdam expect of a whole student."""

    def __init__(self, whole):
        super().__init__()
        first = whole.names.index(HEAD_END) + 1
        self.names, self.convs, self.pool = whole.names[first:], nn.ModuleList(whole.convs[first:]), whole.pool

    def forward(self, x, layers, replicate=False):
        """x: features of HEAD_END. `replicate` concerns the image's border, which lies behind."""
        taken = {}
        for name, conv in zip(self.names, self.convs):
            x = conv(self.pool(x) if name.endswith("conv1") else x).relu()
            if name in layers:
                taken[name] = x
        return taken


class Store:
    """Inputs of the tail and the teacher's features of LAYERS for `count` crops, on disk in half precision."""

    def __init__(self, folder, count, side):
        folder.mkdir(parents=True, exist_ok=True)
        self.count = count

        def array(name, *shape, dtype=np.float16):
            path = folder / f"{name}.npy"
            if path.exists():
                return np.load(path, mmap_mode="r+")
            return np.lib.format.open_memmap(path, "w+", dtype, (count, *shape))

        self.x = array("x", WIDTHS[2], side // 4, side // 4)
        self.theirs = {layer: array(layer, 512, side // 8, side // 8) for layer in LAYERS}
        self.filled = array("filled", dtype=np.uint8)

    def fill(self, crops, head, teacher):
        for start in range(0, self.count, 8):
            if self.filled[start]:
                continue
            slots = slice(start, min(start + 8, self.count))
            rgb = crops.batch(slots.stop - slots.start)
            x = preprocess(rgb.mul(255).round() / 255)
            with torch.no_grad():
                self.x[slots] = head(x, (HEAD_END,), replicate=True)[HEAD_END].half().numpy()
                with torch.cpu.amp.autocast(dtype=torch.bfloat16):
                    theirs = teacher(x, LAYERS, replicate=True)
            for layer in LAYERS:
                self.theirs[layer][slots] = theirs[layer].half().numpy()
            self.filled[slots] = 1
            if start % 200 == 0:
                print(f"{start} of {self.count} crops", flush=True)

    def draw(self, slots):
        theirs = {layer: torch.from_numpy(self.theirs[layer][slots]).float() for layer in LAYERS}
        return torch.from_numpy(self.x[slots]).float(), theirs


def figures(tail, maps, store, slots):
    """Means over pictures of the relative errors (norms) of features and Grams, by layer."""
    total = {layer: np.zeros(2) for layer in LAYERS}
    for slot in slots:
        x, theirs = store.draw(slice(slot, slot + 1))
        with torch.no_grad():
            ours = tail(x, LAYERS)
            for layer in LAYERS:
                predicted, wanted = (maps[layer] @ ours[layer].flatten(2)[0])[None, ..., None], theirs[layer]
                wanted = wanted.flatten(2)[..., None]
                grams = gram(predicted), gram(wanted)
                total[layer] += [
                    float((predicted - wanted).norm() / wanted.norm()),
                    float((grams[0] - grams[1]).norm() / grams[1].norm()),
                ]
    return {layer: (total[layer] / len(slots)).round(4).tolist() for layer in LAYERS}


def fitted_maps(tail, store, slots):
    sums = MomentSums(LAYERS)
    for start in range(0, len(slots), 8):
        x, theirs = store.draw(np.sort(slots[start : start + 8]))
        with torch.no_grad():
            ours = tail(x, LAYERS)
        # As in training, pictures count by their relative error.
        shares = {layer: theirs[layer].square().mean((1, 2, 3), keepdim=True).rsqrt() for layer in LAYERS}
        sums.add(*({layer: of[layer] * shares[layer] for layer in LAYERS} for of in (ours, theirs)))
    return sums.solve()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--init", required=True, help="an exported encoder with a last block of 256 channels")
    parser.add_argument("--store", type=Path, required=True, help="scratch folder, about 1 MB per crop")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--training", required=True, help="one line on how it was trained")
    parser.add_argument("--minutes", type=float, required=True, help="of training, this time")
    parser.add_argument("--side", type=int, default=160)
    parser.add_argument("--crops", type=int, default=3000)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=0.003)
    parser.add_argument("--final-rate", type=float, default=0.0001)
    parser.add_argument("--warm-up", type=int, default=50, help="steps over which the rate rises")
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    tensors, metadata = safetensors_file.read(options.init)
    whole = load_exported(WIDTHS, tensors)

    store = Store(options.store, options.crops, options.side)
    if not store.filled[:].all():
        crops = CropSampler(options.corpus, options.seed, options.side)
        store.fill(crops, whole, load_teacher(options.weights, "max"))

    tail = Tail(whole).requires_grad_(True)
    if options.checkpoint.exists():
        tail.load_state_dict(torch.load(options.checkpoint))
    held_out, taught = np.arange(HELD_OUT), np.arange(HELD_OUT, options.crops)
    some = rng.choice(taught, 400, replace=False)
    maps = {layer: nn.Parameter(matrix) for layer, matrix in fitted_maps(tail, store, some).items()}
    print("held out, features and Grams, before:", figures(tail, maps, store, held_out), flush=True)
    optimizer = WhitenedAdam(tail, maps, store.draw(np.sort(some[:32]))[0])
    average = copy.deepcopy(tail).requires_grad_(False)
    began, step, seen = time.monotonic(), 0, []
    while (progress := (time.monotonic() - began) / (options.minutes * 60)) < 1:
        rate = options.final_rate + (options.rate - options.final_rate) * (1 + np.cos(np.pi * progress)) / 2
        x, theirs = store.draw(np.sort(rng.choice(taught, options.batch, replace=False)))
        energies = {layer: theirs[layer].square().mean((2, 3)).sum(1) for layer in LAYERS}
        strengths = {layer: gram(theirs[layer]).square().sum((1, 2)) for layer in LAYERS}
        feature_loss, gram_loss, parts = losses(tail, maps, x, theirs, energies, strengths)
        (feature_loss + GRAM_WEIGHT * gram_loss).backward()
        step += 1
        optimizer.step(rate * min(1.0, step / options.warm_up))
        decay = min(AVERAGE_DECAY, step / (step + 10))
        with torch.no_grad():
            for mean, value in zip(average.parameters(), tail.parameters()):
                mean.lerp_(value, 1 - decay)
        seen.append([parts[layer][0] for layer in LAYERS])
        if step % 50 == 0:
            print(f"{progress:.3f} step {step} {np.mean(seen, 0).round(4)}", flush=True)
            seen = []
            torch.save(average.state_dict(), options.checkpoint)
    torch.save(average.state_dict(), options.checkpoint)

    final = fitted_maps(average, store, rng.permutation(taught)[:1000])
    print(f"after {step} steps:", figures(average, final, store, held_out), flush=True)
    for name, conv in zip(average.names, average.convs):
        tensors[f"{name}.kernel"], tensors[f"{name}.bias"] = conv.weight.numpy(), conv.bias.numpy()
    for layer, kind in zip(LAYERS, ("style", "content")):
        tensors[f"{layer}.{kind}_map"] = distance_factor(final[layer]).numpy()
    safetensors_file.write(options.out, tensors, metadata | {"version": options.version, "training": options.training})
    print(options.out, options.out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
