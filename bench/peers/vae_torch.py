"""The step of bench/vae.ts with planar flows in PyTorch: `vae_torch.py K [--compile]`; speaks the protocol of protocol.py."""
import sys

import torch
from torch.nn import functional as F

from protocol import BATCH, HIDDEN, LATENTS, PIXELS, measure, weight_shapes

K = int(sys.argv[1])
torch.manual_seed(0)
kernels = {name: (torch.randn(i, o) / i**0.5).requires_grad_() for name, (i, o) in weight_shapes(K).items()}
biases = {name: torch.zeros(w.shape[1], requires_grad=True) for name, w in kernels.items()}
optimiser = torch.optim.Adam([*kernels.values(), *biases.values()], lr=1e-3)
x = (torch.rand(BATCH, PIXELS) > 0.5).float()


def affine(name, h):
    return torch.addmm(biases[name], h, kernels[name])


def planar(z, params):
    """All layers, with each layer's map and determinant written as one would from the paper."""
    us, ws, bs = params.split([K * LATENTS, K * LATENTS, K], dim=1)
    log_det = torch.zeros(BATCH)
    for u, w, b in zip(us.split(LATENTS, 1), ws.split(LATENTS, 1), bs.split(1, 1)):
        wu = (w * u).sum(1, keepdim=True)
        u_hat = u + (F.softplus(wu) - 1 - wu) * w / ((w * w).sum(1, keepdim=True) + 1e-8)
        t = torch.tanh((w * z).sum(1, keepdim=True) + b)
        det = 1 + (w * u_hat).sum(1, keepdim=True) * (1 - t * t)
        log_det = log_det + torch.log(det.abs() + 1e-8)[:, 0]
        z = z + u_hat * t
    return z, log_det


def loss(x, eps):
    h = F.relu(affine("e2", F.relu(affine("e1", x))))
    mean, log_std = affine("mean", h), affine("logStd", h)
    z, log_q = mean + log_std.exp() * eps, (-0.5 * eps**2 - log_std).sum(1)
    if K > 0:
        z, log_det = planar(z, affine("flow", h))
        log_q = log_q - log_det
    logits = affine("out", F.relu(affine("d2", F.relu(affine("d1", z)))))
    log_p = (x * logits - F.softplus(logits)).sum(1) - 0.5 * (z * z).sum(1)
    return (log_q - log_p).mean()


if "--compile" in sys.argv:
    loss = torch.compile(loss)


def step():
    optimiser.zero_grad()
    value = loss(x, torch.randn(BATCH, LATENTS))
    value.backward()
    optimiser.step()
    return value.item()


measure(step)
