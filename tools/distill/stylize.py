"""A plain L-BFGS style transfer, used to judge encoders and to find a student's blind spots."""

import torch
import torch.nn.functional as F

from vgg import CONTENT_LAYER, STYLE_LAYERS, gram, preprocess


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

    def grams(self, rgb):
        with torch.no_grad():
            features = self.features(rgb)
        return {name: gram(features[name]) for name in STYLE_LAYERS}


def relative_square(value, target):
    return (value - target).square().sum() / target.square().sum()


def stylize(encoder, contents, styles, evaluations, content_weight=0.1, start=None, keep=None, keep_every=4):
    """Coarse to fine: `contents[i]` and `styles[i]` are the same pictures at scale i, coarsest first.

    `keep(picture)` is called with every `keep_every`th evaluated picture.
    """
    picture = (contents[0] if start is None else start).clone()
    for content, style, budget in zip(contents, styles, evaluations):
        if picture.shape != content.shape:
            picture = F.interpolate(picture, content.shape[2:], mode="bicubic", align_corners=False)
        picture = optimise(encoder, picture.clamp(0, 1), content, style, budget, content_weight, keep, keep_every)
    return picture.clamp(0, 1)


def optimise(encoder, start, content, style, budget, content_weight, keep, keep_every):
    picture = start.detach().requires_grad_(True)
    style_grams = encoder.grams(style)
    with torch.no_grad():
        content_features = encoder.features(content)[CONTENT_LAYER]
    # With tolerances of 0 all evaluations are spent; the line search copes with losses of any scale.
    optimizer = torch.optim.LBFGS(
        [picture],
        max_iter=budget,
        max_eval=budget,
        history_size=20,
        tolerance_grad=0,
        tolerance_change=0,
        line_search_fn="strong_wolfe",
    )
    evaluated = 0

    def objective():
        nonlocal evaluated
        optimizer.zero_grad()
        features = encoder.features(picture)
        style_loss = sum(relative_square(gram(features[name]), style_grams[name]) for name in STYLE_LAYERS)
        loss = style_loss / len(STYLE_LAYERS)
        loss = loss + content_weight * relative_square(features[CONTENT_LAYER], content_features)
        loss.backward()
        evaluated += 1
        if keep and evaluated % keep_every == 0:
            keep(picture.detach().clamp(0, 1).clone())
        return loss

    optimizer.step(objective)
    return picture.detach()


def style_distance(judge, picture, style, layers=STYLE_LAYERS):
    """Mean over `layers` of ‖G − Gs‖ / ‖Gs‖, from the features of `judge`, a Vgg."""
    with torch.no_grad():
        ours = judge(preprocess(picture), layers, replicate=True)
        theirs = judge(preprocess(style), layers, replicate=True)
    ratios = [(gram(ours[name]) - gram(theirs[name])).norm() / gram(theirs[name]).norm() for name in layers]
    return float(sum(ratios) / len(ratios))
