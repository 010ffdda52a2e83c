"""Turns a checkpoint into the shipped file: half-precision kernels, biases and one C×C map per style layer.

`block{b}_conv1.style_map` is the matrix M [C, C] to apply from the left to the features F [C, H·W] (a 1×1 convolution
with kernel [out, in] = M). Grams of M·F are then as far apart as the predicted teacher Grams: ‖M·D·Mᵀ‖ = ‖A·D·Aᵀ‖ for
the difference D of two student Grams. `block4_conv2.content_map` does the same for content.
"""

import argparse
import json
from pathlib import Path

import torch

import safetensors_file
from linear_map import distance_factor
from vgg import CONTENT_LAYER, STYLE_LAYERS, load_student


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", required=True, help="a checkpoint with `student` and `maps`")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--training", required=True, help="one line on how it was trained")
    options = parser.parse_args()
    checkpoint = torch.load(options.checkpoint)
    student = load_student(checkpoint["student"])
    tensors = {}
    for name, conv in zip(student.names, student.convs):
        tensors[f"{name}.kernel"] = conv.weight.detach().numpy()
        tensors[f"{name}.bias"] = conv.bias.detach().numpy()
    for layer in STYLE_LAYERS:
        tensors[f"{layer}.style_map"] = distance_factor(checkpoint["maps"][layer]).numpy()
    tensors[f"{CONTENT_LAYER}.content_map"] = distance_factor(checkpoint["maps"][CONTENT_LAYER]).numpy()
    safetensors_file.write(
        options.out,
        tensors,
        {
            "encoder": "atelier-compact",
            "version": options.version,
            "pooling": "average",
            "widths": json.dumps(student.widths),
            "preprocessing": "caffe-bgr-0-255",
            "maps": "mapped features = map · features[C, HW]; map' · map = A' · A with teacher features ≈ A · features",
            "derived-from": "VGG19 (Karen Simonyan, Andrew Zisserman; University of Oxford, 2014), "
            "https://www.robots.ox.ac.uk/~vgg/research/very_deep/",
            "licence": "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/; "
            "changed: pruned and trained to predict VGG19's features",
            "training": options.training,
        },
    )
    print(options.out, options.out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
