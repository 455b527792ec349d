"""vae_torch.py on a graphics card by CUDA: `vae_torch_cuda.py [--compile] [--graphs] K IMAGES`. Images and noise are made
on the card; with --graphs the whole step, optimiser and noise included, is one CUDA graph. Makes the steps that losses
are compared after, says when it is ready, and then speaks the lines of bench/card-worker.ts."""
import sys
import time

import torch
from torch.nn import functional as F

from protocol import LATENTS, PIXELS, say, weight_shapes

K, BATCH = (int(word) for word in sys.argv[-2:])
graphs = "--graphs" in sys.argv
torch.set_default_device("cuda")
torch.manual_seed(0)
kernels = {name: (torch.randn(o, i) / i**0.5).requires_grad_() for name, (i, o) in weight_shapes(K).items()}
biases = {name: torch.zeros(w.shape[0], requires_grad=True) for name, w in kernels.items()}
optimiser = torch.optim.Adam([*kernels.values(), *biases.values()], lr=1e-3, fused=True, capturable=graphs)
x = (torch.rand(BATCH, PIXELS) > 0.5).float()


def affine(name, h):
    return F.linear(h, kernels[name], biases[name])


def planar(z, params):
    """Rows of `params` are images; inside, [K, D, B] and [K, B]. 1 + wᵀû is softplus(wᵀu), so no determinant needs it anew."""
    us, ws, bs = params.T.split([K * LATENTS, K * LATENTS, K])
    us, ws, z = us.reshape(K, LATENTS, BATCH), ws.reshape(K, LATENTS, BATCH), z.T
    wu = (ws * us).sum(1)
    stretch = F.softplus(wu)
    u_hats = us + ws * ((stretch - 1 - wu) / ((ws * ws).sum(1) + 1e-8))[:, None]
    activations = []
    for u_hat, w, b in zip(u_hats.unbind(), ws.unbind(), bs.unbind()):
        activations.append(torch.tanh((w * z).sum(0) + b))
        z = z + u_hat * activations[-1]
    squares = torch.stack(activations).square()
    log_det = torch.log(squares + (1 - squares) * stretch + 1e-8).sum(0)
    return z.T, log_det


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


def update():
    optimiser.zero_grad(set_to_none=True)
    value = loss(x, torch.randn(BATCH, LATENTS))
    value.backward()
    optimiser.step()
    return value.detach()


def captured():
    """Replays the update, after a few on a stream of their own, as the documentation of CUDA graphs has it."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(4):
            update()
    torch.cuda.current_stream().wait_stream(side)
    optimiser.zero_grad(set_to_none=True)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        value = update()
    return lambda: graph.replay() or value


start = time.perf_counter()
run = captured() if graphs else update
for _ in range(50):
    last = run().item()
say(dict(ready=True, setupMs=round((time.perf_counter() - start) * 1e3), loss=last))
for line in sys.stdin:
    times = []
    for _ in range(int(line)):
        before = time.perf_counter()
        run().item()
        times.append((time.perf_counter() - before) * 1e3)
    say(dict(ms=times))
say({})
