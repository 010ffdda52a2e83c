"""Makes the first student: keeps the teacher's channels that explain the others best, and refits their kernels.

In each layer the channels are chosen greedily from the second moments of the teacher's features. Then least squares
fits the student's kernel, which takes the student's own inputs, to the teacher's pre-activations of those channels.
"""

import argparse

import torch
import torch.nn.functional as F

from crops import CropSampler
from vgg import STUDENT_WIDTHS, TEACHER_WIDTHS, Vgg, load_teacher, preprocess

ACTIVATION_ROUNDS = 6
RIDGE = 1e-4


def strongest_channels(moments, count):
    """Picks columns greedily: each pick removes the most energy that linear prediction can from all channels."""
    residual, kept = moments.clone(), []
    for _ in range(count):
        energy = residual.diagonal().clamp_min(1e-9 * moments.diagonal().max())
        gain = residual.square().sum(0) / energy
        gain[kept] = -1
        pick = int(gain.argmax())
        kept.append(pick)
        residual = residual - residual[:, pick : pick + 1] * residual[pick : pick + 1] / energy[pick]
    return sorted(kept)


def fit(inputs, wanted, share=1.0):
    """Least squares under a ReLU: if a target is not positive, any negative prediction will do.

    inputs: [N, D]. wanted: [N, K], before or after the ReLU. share: 1 or [N, 1], the weight of each row's error.
    Returns [D + 1, K]; the bias is last.
    """
    design = torch.cat([inputs, torch.ones(len(inputs), 1)], 1) * share
    wanted = wanted * share
    normal = design.T @ design
    normal += RIDGE * normal.diagonal().mean() * torch.eye(len(normal))
    factor = torch.linalg.cholesky(normal.double())
    target = wanted
    for _ in range(ACTIVATION_ROUNDS):
        solution = torch.cholesky_solve((design.T @ target).double(), factor).float()
        target = torch.where(wanted > 0, wanted, torch.minimum(design @ solution, torch.zeros(())))
    return solution


def patches(x, positions):
    """The zero-padded 3×3 neighbourhoods in `x` at flat `positions`: [N·P, 9·C] in the order of Conv2d's kernel."""
    return torch.cat([F.unfold(image[None], 3, padding=1)[0][:, positions].T for image in x])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--crops", type=int, default=240)
    parser.add_argument("--samples", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    sampler = CropSampler(options.corpus, options.seed)
    rgb = torch.stack([torch.from_numpy(sampler.sample()) for _ in range(options.crops)])
    teacher = load_teacher(options.weights)
    student = Vgg(STUDENT_WIDTHS).requires_grad_(False)
    theirs = ours = preprocess(rgb)
    for position, name in enumerate(student.names):
        if position > 0 and name.endswith("conv1"):
            theirs, ours = F.avg_pool2d(theirs, 2), F.avg_pool2d(ours, 2)
        wanted = torch.cat([teacher.convs[position](chunk) for chunk in theirs.split(8)])
        pixels = wanted.shape[2] * wanted.shape[3]
        per_image = min(pixels, options.samples // len(rgb))
        at = torch.randperm(pixels)[:per_image]
        sampled = wanted.flatten(2)[:, :, at].transpose(1, 2).flatten(0, 1)
        active = sampled.relu()
        width = STUDENT_WIDTHS[int(name[5]) - 1]
        kept = strongest_channels(active.T @ active / len(active), width)
        solution = fit(patches(ours, at), sampled[:, kept])
        student.convs[position].weight.copy_(solution[:-1].T.reshape(width, -1, 3, 3))
        student.convs[position].bias.copy_(solution[-1])
        theirs = wanted.relu_()
        ours = torch.cat([student.convs[position](chunk) for chunk in ours.split(8)]).relu_()
        error = (ours - theirs[:, kept]).square().sum() / theirs[:, kept].square().sum()
        print(
            f"{name}: kept {width} of {TEACHER_WIDTHS[int(name[5]) - 1]}, relative squared error {float(error):.4f}",
            flush=True,
        )
    torch.save({"student": student.state_dict()}, options.out)


if __name__ == "__main__":
    main()
