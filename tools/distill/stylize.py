"""Style transfer with the product's objective, to judge encoders and to find a student's blind spots.

Weights and shares are those of src/nst/look/recipe.ts. Blocks 1 to 3 are compared by the Wasserstein distance of their
Gram matrices, block 4 by squares, all with means and standard deviations; content counts where the photo speaks.
Faces, the coarsest scale's heavier content and the closed loop are left out.
"""

import torch
import torch.nn.functional as F

from vgg import CONTENT_LAYER, STYLE_LAYERS, gram, preprocess

WASSERSTEIN_LAYERS = STYLE_LAYERS[:3]
SHARES = dict(zip(STYLE_LAYERS, (3.0, 3.0, 2.5, 0.6)))
STYLE_WEIGHT = 2.0
MOMENT_WEIGHT = 1.0
CONTENT_WEIGHT = 0.27
VARIATION_WEIGHT = 0.02
COLOR_VARIATION = 50.0
LEAST_VARIATION = 1e-4
BLUR = 1e-3
SALIENCY_RANGE = (0.05, 4.0)


class Encoder:
    """A network with the linear maps that turn its features into the teacher's. The teacher needs no maps."""

    def __init__(self, network, maps=None):
        self.network, self.maps = network, maps

    def features(self, rgb):
        taken = self.network(preprocess(rgb), replicate=True)
        if self.maps:
            taken = {
                name: F.conv2d(value, self.maps[name][:, :, None, None]) if name in self.maps else value
                for name, value in taken.items()
            }
        return taken


def relative_square(value, target):
    return (value - target).square().sum() / target.square().sum()


def blurred(matrix, trace):
    return matrix + BLUR * trace * torch.eye(matrix.shape[-1])


def root(matrix):
    values, vectors = torch.linalg.eigh(matrix)
    return (vectors * values.clamp_min(0).sqrt()) @ vectors.T


class GramTarget:
    """A painting's Gram matrix A of one layer, [C, C], and the distance of others to it relative to tr A."""

    def __init__(self, matrix):
        self.trace = matrix.trace()
        blurry = blurred(matrix, self.trace)
        self.root, self.sum = root(blurry), blurry.trace()

    def distance(self, matrix):
        """(tr G + tr A − 2 tr (S·G·S)^½) / tr A with S = A^½: as in src/nst/objective/graph/wasserstein-loss.ts."""
        blurry = blurred(matrix, self.trace)
        between = self.root @ blurry @ self.root
        shared = torch.linalg.eigvalsh((between + between.T) / 2).clamp_min(1e-12 * self.sum**2).sqrt().sum()
        return (blurry.trace() + self.sum - 2 * shared) / self.sum


def moments(features):
    """Means and standard deviations of the channels, [C] each."""
    flat = features.flatten(2)[0]
    return flat.mean(1), flat.var(1, unbiased=False).add(1e-6).sqrt()


def variation(rgb):
    """Mean squared differences of neighbours; those of colour count COLOR_VARIATION times."""

    def size(difference):
        plain = difference.mean(1, keepdim=True)
        return COLOR_VARIATION * difference.square().mean() + (1 - COLOR_VARIATION) * plain.square().mean()

    return size(rgb.diff(dim=2)) + size(rgb.diff(dim=3))


def saliency(features):
    """Factors of squared content differences, [1, 1, H, W], by the photo's own energy (src/nst/subject/saliency.ts)."""
    energy = features.square().sum(1, keepdim=True)
    factors = (energy / energy.mean()).clamp(*SALIENCY_RANGE)
    return factors / ((factors * energy).sum() / energy.sum())


class Objective:
    def __init__(self, encoder, content, style, content_weight):
        self.encoder, self.content_weight = encoder, content_weight
        with torch.no_grad():
            painted = encoder.features(style)
            self.grams = {name: GramTarget(gram(painted[name])[0]) for name in WASSERSTEIN_LAYERS}
            self.squares = {name: gram(painted[name]) for name in STYLE_LAYERS if name not in WASSERSTEIN_LAYERS}
            self.moments = {name: moments(painted[name]) for name in STYLE_LAYERS}
            self.photo = encoder.features(content)[CONTENT_LAYER]
            self.factors = saliency(self.photo)
            self.variation = variation(style).clamp_min(LEAST_VARIATION)

    def __call__(self, picture):
        features = self.encoder.features(picture)
        loss = 0.0
        for name in STYLE_LAYERS:
            share = STYLE_WEIGHT * SHARES[name] / sum(SHARES.values())
            own = gram(features[name])
            if name in self.grams:
                loss = loss + share * self.grams[name].distance(own[0])
            else:
                loss = loss + share * relative_square(own, self.squares[name])
            for value, target in zip(moments(features[name]), self.moments[name]):
                loss = loss + share * MOMENT_WEIGHT / 2 * relative_square(value, target)
        off = self.factors * (features[CONTENT_LAYER] - self.photo).square()
        loss = loss + self.content_weight * off.sum() / self.photo.square().sum()
        return loss + VARIATION_WEIGHT * variation(picture) / self.variation


def stylize(encoder, contents, styles, evaluations, content_weight=CONTENT_WEIGHT, start=None, keep=None, keep_every=4):
    """Coarse to fine: `contents[i]` and `styles[i]` are the same pictures at scale i, coarsest first.

    `keep(picture)` is called with every `keep_every`th evaluated picture.
    """
    picture = (contents[0] if start is None else start).clone()
    for content, style, budget in zip(contents, styles, evaluations):
        if picture.shape != content.shape:
            picture = F.interpolate(picture, content.shape[2:], mode="bicubic", align_corners=False)
        objective = Objective(encoder, content, style, content_weight)
        picture = optimise(objective, picture.clamp(0, 1), budget, keep, keep_every)
    return picture.clamp(0, 1)


def optimise(objective, start, budget, keep, keep_every):
    picture = start.detach().requires_grad_(True)
    # With tolerances of 0 all evaluations are spent; the line search copes with losses of any scale.
    optimizer = torch.optim.LBFGS(
        [picture],
        max_iter=budget,
        max_eval=budget,
        history_size=10,
        tolerance_grad=0,
        tolerance_change=0,
        line_search_fn="strong_wolfe",
    )
    evaluated = 0

    def closure():
        nonlocal evaluated
        optimizer.zero_grad()
        # Pixels beyond 0–1 look like 0 and 1.
        loss = objective(picture.clamp(0, 1))
        loss.backward()
        evaluated += 1
        if keep and evaluated % keep_every == 0:
            keep(picture.detach().clamp(0, 1).clone())
        return loss

    optimizer.step(closure)
    return picture.detach()


def style_distance(judge, picture, style, layers=STYLE_LAYERS):
    """Mean over `layers` of ‖G − Gs‖ / ‖Gs‖, from the features of `judge`, a Vgg."""
    with torch.no_grad():
        ours = judge(preprocess(picture), layers, replicate=True)
        theirs = judge(preprocess(style), layers, replicate=True)
    ratios = [(gram(ours[name]) - gram(theirs[name])).norm() / gram(theirs[name]).norm() for name in layers]
    return float(sum(ratios) / len(ratios))
