"""Refits a checkpoint's linear maps in closed form on fresh training crops. The student itself is not trained."""

import argparse

import torch

from crops import CropSampler
from linear_map import MomentSums
from vgg import MATCHED_LAYERS, load_student, load_teacher, preprocess


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--side", type=int, default=192)
    parser.add_argument("--crops", type=int, default=320)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    sampler = CropSampler(options.corpus, options.seed, options.side)
    loaded = torch.load(options.checkpoint)
    student = load_student(loaded["student"])
    teacher = load_teacher(options.weights)
    sums = MomentSums()
    for _ in range(options.crops // 8):
        x = preprocess(sampler.batch(8))
        with torch.no_grad(), torch.cpu.amp.autocast(dtype=torch.bfloat16):
            theirs = teacher(x, MATCHED_LAYERS, replicate=True)
        sums.add(student(x, replicate=True), theirs)
    torch.save({"student": student.state_dict(), "maps": sums.solve()}, options.out)


if __name__ == "__main__":
    main()
