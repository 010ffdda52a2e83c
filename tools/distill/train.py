"""Trains all of the student's layers jointly on a rolling store of crops and of its own optimised pictures.

Each cycle takes some Adam steps, draws fresh crops, and runs a style transfer against the student itself. The final and
intermediate pictures of the transfer join the store, so training removes what only the student sees in them.
Training stops by itself after --minutes of wall-clock time; --init takes an earlier --checkpoint.
"""

import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from crops import CropSampler
from linear_map import distance_factor, fit_maps
from store import FeatureStore
from stylize import Encoder, stylize
from vgg import MATCHED_LAYERS, load_student, load_teacher
from whitened_adam import WhitenedAdam

GRAM_WEIGHT = 4.0
# The photo is read from this layer.
LAYER_WEIGHTS = {"block4_conv2": 2.0}
ENERGY_FLOOR = 0.1
AVERAGE_DECAY = 0.998


def normalise_channels(student, x):
    """Scales every hidden channel to unit root mean square on `x` without changing what the network can compute."""
    with torch.no_grad():
        features = student(x, tuple(student.names), replicate=True)
        scale = None
        for name, conv in zip(student.names, student.convs):
            if scale is not None:
                conv.weight.mul_(scale[None, :, None, None])
            scale = features[name].square().mean((0, 2, 3)).sqrt().clamp_min(1e-3)
            conv.weight.div_(scale[:, None, None, None])
            conv.bias.div_(scale)


def losses(student, maps, x, theirs, energies, strengths):
    """Relative feature error and relative Gram error, each a mean over pictures, summed over the layers of `maps`.

    With F and T the student's and teacher's features and P = AᵀT, both errors need only the small matrices FFᵀ and PPᵀ:
    |AF − T|² = <AᵀA, FFᵀ> − 2<P, F> + |T|² and |AFFᵀAᵀ − TTᵀ|² = |AFFᵀAᵀ|² − 2<FFᵀ, PPᵀ> + |TTᵀ|².
    """
    with torch.cpu.amp.autocast(dtype=torch.bfloat16):
        ours = student(x, tuple(maps), replicate=True)
    feature_loss = gram_loss = 0.0
    parts = {}
    for layer, matrix in maps.items():
        own = ours[layer].float().flatten(2)
        inner = matrix.T @ matrix
        errors, gram_errors = [], []
        for picture, wanted in zip(own, theirs[layer].flatten(2)):
            positions = picture.shape[1]
            moments = picture @ picture.T / positions
            pulled = matrix.T @ wanted
            mapped = inner @ moments
            errors.append(mapped.diagonal().sum() - 2 * (pulled * picture).sum() / positions)
            gram_errors.append((mapped * mapped.T).sum() - 2 * (moments * (pulled @ pulled.T)).sum() / positions)
        energy, strength = energies[layer], strengths[layer]
        error = (torch.stack(errors) + energy) / (energy + ENERGY_FLOOR * energy.mean())
        gram_error = (torch.stack(gram_errors) + strength) / (strength + ENERGY_FLOOR**2 * strength.mean())
        parts[layer] = (float(error.mean()), float(gram_error.mean()))
        feature_loss = feature_loss + LAYER_WEIGHTS.get(layer, 1) * error.mean()
        gram_loss = gram_loss + LAYER_WEIGHTS.get(layer, 1) * gram_error.mean()
    return feature_loss, gram_loss, parts


def drawn_slots(rng, filled, plain, optimised_share, count):
    """Draws distinct slots. Optimised pictures (slots from `plain` on) get their full share once there are forty."""
    optimised = filled >= plain
    share = optimised_share * min(1, optimised.sum() / 40)
    odds = np.where(optimised, share / max(1, optimised.sum()), (1 - share) / max(1, (~optimised).sum()))
    return rng.choice(filled, count, replace=False, p=odds / odds.sum())


def save(path, average, trained_maps, **more):
    """Replaces the checkpoint in one step, so a whole one remains whenever the run is stopped."""
    temporary = path.with_suffix(".new")
    trained = {layer: matrix.detach().clone() for layer, matrix in trained_maps.items()}
    torch.save({"student": average.state_dict(), "trained_maps": trained, **more}, temporary)
    temporary.replace(path)


def optimised_pictures(student, maps, sampler, rng):
    """Pictures of one style transfer from a random crop to another's style: intermediate ones and the result."""
    side = sampler.side
    content = torch.from_numpy(sampler.sample())[None]
    style = torch.from_numpy(np.ascontiguousarray(sampler.window().transpose(2, 0, 1)))[None]
    start = torch.rand(1, 3, side // 2, side // 2) if rng.random() < 0.2 else None
    factors = {layer: distance_factor(matrix.detach()) for layer, matrix in maps.items()}
    halves = [F.interpolate(picture, (side // 2, side // 2), mode="area") for picture in (content, style)]
    kept = []

    def keep(picture):
        if picture.shape[2] == side:
            kept.append(picture[0])

    result = stylize(
        Encoder(student, factors),
        (halves[0], content),
        (halves[1], style),
        (15, 30),
        content_weight=10 ** rng.uniform(-1.5, 0),
        start=start,
        keep=keep,
    )
    return torch.stack([*kept, result[0]])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--init", required=True, help="from prune.py or an earlier run")
    parser.add_argument("--store", required=True, help="scratch folder, about 5 MB per slot")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--side", type=int, default=192, help="side of the square training crops, pixels")
    parser.add_argument("--slots", type=int, default=900)
    parser.add_argument("--optimised-share", type=float, default=0.4)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--rate", type=float, default=0.003)
    parser.add_argument("--final-rate", type=float, default=0.0001)
    parser.add_argument("--warm-up", type=int, default=50, help="steps over which the rate rises")
    parser.add_argument("--steps-per-cycle", type=int, default=40)
    parser.add_argument("--fresh-per-cycle", type=int, default=16)
    parser.add_argument("--seed", type=int, default=2)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    sampler = CropSampler(options.corpus, options.seed, options.side)
    store = FeatureStore(options.store, load_teacher(options.weights), options.slots, sampler.side)
    plain = int(options.slots * (1 - options.optimised_share))

    store.fill(sampler, np.arange(plain))
    print("store filled", flush=True)

    student = load_student(torch.load(options.init)["student"]).requires_grad_(True)
    normalise_channels(student, store.draw(np.arange(0, 32))[0])
    maps = {layer: nn.Parameter(matrix) for layer, matrix in fit_maps(student, store, np.arange(0, 100)).items()}
    optimizer = WhitenedAdam(student, maps, store.draw(np.arange(32, 64))[0])
    average = copy.deepcopy(student).requires_grad_(False)
    began, limit, step = time.monotonic(), options.minutes * 60, 0
    next_plain, seen = 0, []
    next_optimised = plain + np.sum(store.filled() >= plain) % (options.slots - plain)
    while True:
        progress = (time.monotonic() - began) / limit
        if progress >= 1:
            break
        rate = options.final_rate + (options.rate - options.final_rate) * (1 + np.cos(np.pi * progress)) / 2
        slots = drawn_slots(rng, store.filled(), plain, options.optimised_share, options.batch)
        x, theirs = store.draw(slots)
        energies, strengths = (
            {layer: of[layer][slots] for layer in MATCHED_LAYERS} for of in (store.energies, store.strengths)
        )
        feature_loss, gram_loss, parts = losses(student, maps, x, theirs, energies, strengths)
        (feature_loss + GRAM_WEIGHT * gram_loss).backward()
        optimizer.step(rate * min(1.0, (step + 1) / options.warm_up))
        step += 1
        decay = min(AVERAGE_DECAY, step / (step + 10))
        with torch.no_grad():
            for mean, value in zip(average.parameters(), student.parameters()):
                mean.lerp_(value, 1 - decay)
        seen.append(parts)
        if step % options.steps_per_cycle == 0:
            slots = next_plain + np.arange(options.fresh_per_cycle)
            store.put(slots % plain, sampler.batch(options.fresh_per_cycle))
            next_plain = (next_plain + options.fresh_per_cycle) % plain
            pictures = optimised_pictures(average, maps, sampler, rng)
            slots = plain + (next_optimised - plain + np.arange(len(pictures))) % (options.slots - plain)
            store.put(slots, pictures)
            next_optimised = plain + (next_optimised - plain + len(pictures)) % (options.slots - plain)
        if step % 100 == 0:
            means = {layer: np.mean([parts[layer] for parts in seen], 0) for layer in MATCHED_LAYERS}
            seen = []
            line = " ".join(
                f"{layer[5]}_{layer[-1]} {feature:.4f}/{gram_error:.5f}"
                for layer, (feature, gram_error) in means.items()
            )
            print(f"{progress:.3f} step {step} {line}", flush=True)
            save(options.checkpoint, average, maps, step=step)
    final = fit_maps(average, store, rng.permutation(store.filled())[:500])
    save(options.checkpoint, average, maps, step=step, maps=final)
    print(f"done after {step} steps", flush=True)


if __name__ == "__main__":
    main()
