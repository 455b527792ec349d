"""The model of bench/vae.ts with planar flows in PyTorch as fast as we can write it: kernels stored outputs first, and
everything but the sweep over the layers computed for all layers at once, with the batch as the last axis."""
import torch
from torch.nn import functional as F

from protocol import LATENTS, PIXELS, weight_shapes


def planar(z, params, layers):
    """Rows of `params` are images; inside, [K, D, B] and [K, B]. 1 + wᵀû is softplus(wᵀu), so no determinant needs it anew."""
    batch = len(z)
    us, ws, bs = params.T.split([layers * LATENTS, layers * LATENTS, layers])
    us, ws, z = us.reshape(layers, LATENTS, batch), ws.reshape(layers, LATENTS, batch), z.T
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


def model(layers, batch):
    """Images, the loss as a function of images and noise, and its weights, all on PyTorch's default device."""
    torch.manual_seed(0)
    kernels = {name: (torch.randn(o, i) / i**0.5).requires_grad_() for name, (i, o) in weight_shapes(layers).items()}
    biases = {name: torch.zeros(w.shape[0], requires_grad=True) for name, w in kernels.items()}

    def affine(name, h):
        return F.linear(h, kernels[name], biases[name])

    def loss(x, eps):
        h = F.relu(affine("e2", F.relu(affine("e1", x))))
        mean, log_std = affine("mean", h), affine("logStd", h)
        z, log_q = mean + log_std.exp() * eps, (-0.5 * eps**2 - log_std).sum(1)
        if layers > 0:
            z, log_det = planar(z, affine("flow", h), layers)
            log_q = log_q - log_det
        logits = affine("out", F.relu(affine("d2", F.relu(affine("d1", z)))))
        log_p = (x * logits - F.softplus(logits)).sum(1) - 0.5 * (z * z).sum(1)
        return (log_q - log_p).mean()

    return (torch.rand(batch, PIXELS) > 0.5).float(), loss, [*kernels.values(), *biases.values()]
