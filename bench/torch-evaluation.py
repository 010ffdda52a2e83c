"""Times one evaluation in PyTorch of the objective that src/nst/look/recipe.ts describes.

    python3 bench/torch-evaluation.py --device cuda --sizes 128,256,512 --runs 10

Prints one JSON object. Uses VGG19's shapes with random weights, because time does not depend on the weights: conv1_1
to conv5_1, maximum pooling, Gram matrices, means and deviations of the first layer of every block, content at conv3_1,
total variation, and the gradient with respect to the image. Runs on cuda both in float32 and with TensorFloat-32.
"""
import argparse
import json
import time

import torch
import torch.nn.functional as F

WIDTHS = (64, 128, 256, 512, 512)
DEPTHS = (2, 2, 4, 4, 1)


def build(device):
    torch.manual_seed(0)
    layers, inputs = [], 3
    for block, (width, depth) in enumerate(zip(WIDTHS, DEPTHS), start=1):
        for index in range(1, depth + 1):
            kernel = torch.randn(width, inputs, 3, 3, device=device) * (2 / (9 * inputs)) ** 0.5
            layers.append((block, index, kernel, torch.zeros(width, device=device)))
            inputs = width
    return layers


def encode(layers, image):
    """Style and content features of an image."""
    styles, content, value, last = [], None, image, 1
    for block, index, kernel, bias in layers:
        if block > last:
            value, last = F.max_pool2d(value, 2), block
        if (block, index) == (1, 1):
            value = F.conv2d(F.pad(value, (1, 1, 1, 1), mode="replicate"), kernel, bias)
        else:
            value = F.conv2d(value, kernel, bias, padding=1)
        value = F.relu(value)
        if index == 1:
            styles.append(value)
        if (block, index) == (3, 1):
            content = value
    return styles, content


def gram(features):
    flat = features.flatten(2)[0]
    return flat @ flat.T / flat.shape[1]


def statistics(features):
    flat = features.flatten(2)[0]
    return gram(features), flat.mean(1), (flat.var(1, unbiased=False) + 1e-6).sqrt()


def evaluate(layers, image, targets):
    image.requires_grad_(True)
    styles, content = encode(layers, image)
    pairs = (pair for style, target in zip(styles, targets[0]) for pair in zip(statistics(style), target))
    loss = sum(F.mse_loss(own, wanted) for own, wanted in pairs)
    loss = loss + F.mse_loss(content, targets[1])
    loss = loss + (image.diff(dim=2) ** 2).mean() + (image.diff(dim=3) ** 2).mean()
    (gradient,) = torch.autograd.grad(loss, image)
    return loss.item(), gradient.cpu()


def seconds_of(layers, size, device, runs):
    """The shortest of `runs`, each from an image in main memory to a gradient there, as the engine's callers do."""
    with torch.no_grad():
        styles, content = encode(layers, torch.rand(1, 3, size, size, device=device))
        targets = ([statistics(style) for style in styles], content)
    picture = torch.rand(1, 3, size, size)
    times = []
    for run in range(runs + 2):
        started = time.perf_counter()
        evaluate(layers, picture.to(device).detach().clone(), targets)
        times.append(time.perf_counter() - started)
    return min(times[2:])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--sizes", default="128,256,512,1024")
    parser.add_argument("--runs", type=int, default=10)
    options = parser.parse_args()
    on_gpu = options.device.startswith("cuda")
    layers = build(options.device)
    results = {}
    for mode in ("float32", "tf32") if on_gpu else ("float32",):
        torch.backends.cuda.matmul.allow_tf32 = mode == "tf32"
        torch.backends.cudnn.allow_tf32 = mode == "tf32"
        torch.backends.cudnn.benchmark = True
        results[mode] = {
            size: seconds_of(layers, int(size), options.device, options.runs) for size in options.sizes.split(",")
        }
    name = torch.cuda.get_device_name() if on_gpu else "CPU"
    print(json.dumps({"torch": torch.__version__, "device": name, "seconds": results}))


if __name__ == "__main__":
    main()
