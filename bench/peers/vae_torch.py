"""The step of bench/vae.ts in PyTorch, by fused Adam: `vae_torch.py K [--compile]`; speaks the protocol of protocol.py."""
import sys

import torch

from protocol import BATCH, LATENTS, measure
from torch_vae import model

x, loss, weights = model(int(sys.argv[1]), BATCH)
optimiser = torch.optim.Adam(weights, lr=1e-3, fused=True)
if "--compile" in sys.argv:
    loss = torch.compile(loss)


def step():
    optimiser.zero_grad()
    value = loss(x, torch.randn(BATCH, LATENTS))
    value.backward()
    optimiser.step()
    return value.item()


measure(step)
