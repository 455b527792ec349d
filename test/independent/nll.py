"""Importance-sampled -ln p(x) of an exported model, without the library: Python and NumPy only, in float64.

Usage: python3 nll.py MODEL.onnx IMAGES NOISE
  MODEL.onnx  from `vinf export RUN --part logweight`, for any B
  IMAGES      B x 784 numbers, raw little-endian float32
  NOISE       S x B x D standard normal numbers, raw little-endian float32
Prints JSON: {"nll": [B numbers], "bound": [B numbers]}, in nats.
"""

import json
import sys

import numpy as np

from onnx_float64 import evaluate, read_model


def log_mean_exp(rows):
    """ln of the mean of exp over the first axis."""
    top = rows.max(axis=0)
    return top + np.log(np.exp(rows - top).mean(axis=0))


def main(model_path, images_path, noise_path):
    model = read_model(model_path)
    images = np.fromfile(images_path, "<f4").astype(np.float64).reshape(-1, 784)
    noise = np.fromfile(noise_path, "<f4").astype(np.float64)
    latents = model[3]["noise"][1]
    draws = noise.reshape(-1, len(images), latents)
    weights = np.stack([evaluate(model, {"x": images, "noise": draw})["logWeight"] for draw in draws])
    print(json.dumps({"nll": (-log_mean_exp(weights)).tolist(), "bound": (-weights.mean(axis=0)).tolist()}))


main(*sys.argv[1:])
