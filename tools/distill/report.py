"""Prints figures of an exported encoder on pictures that were not used in training.

First the feature and Gram errors per layer, then style transfers with the encoder and with VGG19. VGG19 judges both.
"""

import argparse
import time
from pathlib import Path

import torch
import torch.nn.functional as F

import safetensors_file
from pictures import load_with_area, save
from stylize import Encoder, style_distance, stylize
from vgg import BLOCK_DEPTHS, CONTENT_LAYER, MATCHED_LAYERS, STYLE_LAYERS, gram, load_student, load_teacher, preprocess

PAIRS = (("tubingen", "starry_night"), ("golden_gate", "composition_vii"), ("chicago", "wave"))
HELD_OUT = tuple(f"block{block}_conv2" for block in range(1, 5))


def load_exported(path):
    """The student and its maps {layer: M} from a safetensors file."""
    tensors, _ = safetensors_file.read(path)
    names = [
        f"block{block}_conv{index}"
        for block, depth in enumerate(BLOCK_DEPTHS, start=1)
        for index in range(1, depth + 1)
    ]
    state = {}
    for position, name in enumerate(names):
        state[f"convs.{position}.weight"] = torch.from_numpy(tensors[f"{name}.kernel"])
        state[f"convs.{position}.bias"] = torch.from_numpy(tensors[f"{name}.bias"])
    student = load_student(state)
    maps = {layer: torch.from_numpy(tensors[f"{layer}.style_map"]) for layer in STYLE_LAYERS}
    maps[CONTENT_LAYER] = torch.from_numpy(tensors[f"{CONTENT_LAYER}.content_map"])
    return student, maps


def feature_figures(student, matrices, teacher, images):
    """Per layer: relative errors (of norms, means over images) of the predicted features and the predicted Gram."""
    figures = {layer: [0.0, 0.0] for layer in MATCHED_LAYERS}
    with torch.no_grad():
        for image in images:
            theirs = teacher(preprocess(image), MATCHED_LAYERS, replicate=True)
            ours = student(preprocess(image), MATCHED_LAYERS, replicate=True)
            for layer in MATCHED_LAYERS:
                predicted = F.conv2d(ours[layer], matrices[layer][:, :, None, None])
                wanted = gram(theirs[layer])
                figures[layer][0] += float((predicted - theirs[layer]).norm() / theirs[layer].norm()) / len(images)
                figures[layer][1] += float((gram(predicted) - wanted).norm() / wanted.norm()) / len(images)
    return figures


def self_similarity_change(judge, picture, content):
    """Mean absolute change of the cosine similarities between block3_conv1 features on a coarse grid."""

    def similarities(image):
        features = F.avg_pool2d(judge(preprocess(image), ("block3_conv1",), replicate=True)["block3_conv1"], 2).flatten(
            2
        )[0]
        unit = features / features.norm(dim=0).clamp_min(1e-6)
        return unit.T @ unit

    with torch.no_grad():
        return float((similarities(picture) - similarities(content)).abs().mean())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--checkpoint", help="the checkpoint the encoder came from, for the errors per layer")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for the pictures; VGG19's are kept between runs"
    )
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--evaluations", type=int, default=60)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    student, maps = load_exported(options.encoder)
    teacher = load_teacher(options.weights)
    judge = load_teacher(options.weights, "max")
    images = [load_with_area(path, options.side) for path in sorted(options.images.glob("*.jpg"))]
    if options.checkpoint:
        matrices = torch.load(options.checkpoint)["maps"]
        print("layer: relative error of features, of Grams (norms, held-out images)")
        for layer, (features, grams) in feature_figures(student, matrices, teacher, images).items():
            print(f"  {layer} {features:.3f} {grams:.3f}", flush=True)
    totals = []
    for photo, style in PAIRS:
        sides = (options.side // 2, options.side)
        contents = [load_with_area(options.images / f"{photo}.jpg", side) for side in sides]
        styles = [load_with_area(options.images / f"{style}.jpg", side) for side in sides]
        budget = (options.evaluations, options.evaluations)
        reference = options.out / f"{photo}-{style}-vgg19-{options.side}.pt"
        if not reference.exists():
            picture = stylize(Encoder(teacher), contents, styles, budget)
            torch.save(picture, reference)
            save(picture, reference.with_suffix(".png"))
        theirs = torch.load(reference)
        began = time.time()
        ours = stylize(Encoder(student, maps), contents, styles, budget)
        seconds = time.time() - began
        save(ours, options.out / f"{photo}-{style}-{options.encoder.stem}-{options.side}.png")
        row = [
            style_distance(teacher, ours, styles[-1]),
            style_distance(teacher, theirs, styles[-1]),
            style_distance(judge, ours, styles[-1], HELD_OUT),
            style_distance(judge, theirs, styles[-1], HELD_OUT),
            self_similarity_change(teacher, ours, contents[-1]),
            self_similarity_change(teacher, theirs, contents[-1]),
        ]
        totals.append(row)
        print(
            f"{photo} × {style}: style distance {row[0]:.3f} : {row[1]:.3f} = {row[0] / row[1]:.2f}×; "
            f"held-out layers, max pooling {row[2]:.3f} : {row[3]:.3f} = {row[2] / row[3]:.2f}×; "
            f"content change {row[4]:.4f} : {row[5]:.4f}; {seconds:.0f} s",
            flush=True,
        )
    means = torch.tensor(totals).mean(0)
    print(
        f"mean: style distance {means[0]:.3f} : {means[1]:.3f} = {means[0] / means[1]:.2f}×; "
        f"held-out {means[2] / means[3]:.2f}×; content {means[4] / means[5]:.2f}×"
    )


if __name__ == "__main__":
    main()
