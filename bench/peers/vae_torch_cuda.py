"""vae_torch.py on a graphics card by CUDA: `vae_torch_cuda.py [--compile] [--graphs] K IMAGES`. Images and noise are made
on the card; with --graphs the whole step, optimiser and noise included, is one CUDA graph. Makes the steps that losses
are compared after, says when it is ready, and then speaks the lines of bench/card-worker.ts."""
import sys
import time

import torch

from protocol import LATENTS, say
from torch_vae import model

K, BATCH = (int(word) for word in sys.argv[-2:])
graphs = "--graphs" in sys.argv
torch.set_default_device("cuda")
x, loss, weights = model(K, BATCH)
optimiser = torch.optim.Adam(weights, lr=1e-3, fused=True, capturable=graphs)
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
