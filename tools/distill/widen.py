"""Gives an exported encoder a new last block, twice as wide, fitted by least squares; ends it at block4_conv2.

Content is compared at block4_conv2, and the block has only 1/64 of the image's positions, so its width is cheap. The
kernels and maps of blocks 1 to 3 stay. The new block predicts VGG19 with max pooling, which is what the full VGG19
paints with, although the encoder itself pools averages.
"""

import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F

import safetensors_file
from crops import CropSampler
from linear_map import MomentSums, distance_factor
from prune import fit, patches, strongest_channels
from vgg import STUDENT_WIDTHS, load_exported, load_teacher, preprocess

WIDTH = 256
TRUNK_END = "block3_conv4"
LAYERS = ("block4_conv1", "block4_conv2")
HELD_OUT = 24
# Pictures whose features are faint count nearly as much as the others.
ENERGY_FLOOR = 0.1


def features_of(teacher, trunk, crops):
    """The trunk's pooled output and the teacher's LAYERS, float32, four crops at a time."""
    inputs, wanted = [], {layer: [] for layer in LAYERS}
    for at, batch in enumerate(crops.split(4)):
        with torch.no_grad():
            inputs.append(trunk.pool(trunk(preprocess(batch), (TRUNK_END,), replicate=True)[TRUNK_END]))
            with torch.cpu.amp.autocast(dtype=torch.bfloat16):
                theirs = teacher(preprocess(batch), LAYERS, replicate=True)
        for layer in LAYERS:
            wanted[layer].append(theirs[layer].float())
        if at % 8 == 0:
            print(f"{4 * at} of {len(crops)} crops seen", flush=True)
    return torch.cat(inputs), {layer: torch.cat(parts) for layer, parts in wanted.items()}


def errors(matrix, own, theirs):
    """Means of the relative errors (norms) of features and of Grams, and of the cosines at the positions."""
    figures = torch.zeros(3)
    for mine, wanted in zip(own.flatten(2), theirs.flatten(2)):
        predicted = matrix @ mine
        grams = predicted @ predicted.T, wanted @ wanted.T
        figures += torch.stack([
            (predicted - wanted).norm() / wanted.norm(),
            (grams[0] - grams[1]).norm() / grams[1].norm(),
            F.cosine_similarity(predicted, wanted, dim=0).mean(),
        ])
    return [round(float(figure), 3) for figure in figures / len(own)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--init", required=True, help="an exported encoder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--training", required=True, help="one line on how it was trained")
    parser.add_argument("--side", type=int, default=160)
    parser.add_argument("--crops", type=int, default=216)
    parser.add_argument("--positions", type=int, default=240, help="of each crop's, for the fit")
    parser.add_argument("--seed", type=int, default=4)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    tensors, metadata = safetensors_file.read(options.init)
    tensors = {name: value for name, value in tensors.items() if name[: len("block3")] in ("block1", "block2", "block3")}
    crops = CropSampler(options.corpus, options.seed, options.side).batch(options.crops)
    x, theirs = features_of(load_teacher(options.weights, "max"), load_exported(STUDENT_WIDTHS, tensors), crops)
    for layer in LAYERS:
        wanted = theirs[layer]
        size = wanted.square().mean((2, 3)).sum(1).sqrt()
        shares = 1 / (size + ENERGY_FLOOR**0.5 * size.mean())
        at = torch.randperm(x.shape[2] * x.shape[3])[: options.positions]
        taken = wanted[HELD_OUT:].flatten(2)[:, :, at].transpose(1, 2).flatten(0, 1)
        weights = shares[HELD_OUT:].repeat_interleave(len(at))[:, None]
        weighted = taken * weights
        kept = strongest_channels(weighted.T @ weighted / len(weighted), WIDTH)
        solution = fit(patches(x[HELD_OUT:], at), taken[:, kept], weights)
        kernel, bias = solution[:-1].T.reshape(WIDTH, -1, 3, 3).contiguous(), solution[-1]
        x = torch.cat([F.relu(F.conv2d(part, kernel, bias, padding=1)) for part in x.split(8)])
        sums = MomentSums((layer,))
        scale = shares[:, None, None, None]
        sums.add({layer: x[HELD_OUT:] * scale[HELD_OUT:]}, {layer: wanted[HELD_OUT:] * scale[HELD_OUT:]})
        matrix = sums.solve()[layer]
        kind = "style" if layer.endswith("conv1") else "content"
        tensors[f"{layer}.kernel"], tensors[f"{layer}.bias"] = kernel.numpy(), bias.numpy()
        tensors[f"{layer}.{kind}_map"] = distance_factor(matrix).numpy()
        print(layer, "held out: errors of features, of Grams, cosine", *errors(matrix, x[:HELD_OUT], wanted[:HELD_OUT]))
    metadata.pop("gains", None)
    metadata |= {
        "version": options.version,
        "training": options.training,
        "widths": json.dumps([*STUDENT_WIDTHS[:3], WIDTH]),
    }
    safetensors_file.write(options.out, tensors, metadata)
    print(options.out, options.out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
