"""The step of bench/vae.ts with planar flows in JAX, jit over all of it and scan over the layers: `vae_jax.py K`."""
import sys

import jax
import jax.numpy as jnp

from protocol import BATCH, HIDDEN, LATENTS, PIXELS, measure, weight_shapes

K = int(sys.argv[1])
root = jax.random.PRNGKey(0)
weights = {
    name: (jax.random.normal(jax.random.fold_in(root, n), shape) / shape[0] ** 0.5, jnp.zeros(shape[1]))
    for n, (name, shape) in enumerate(weight_shapes(K).items())
}
x = (jax.random.uniform(root, (BATCH, PIXELS)) > 0.5).astype(jnp.float32)


def planar(z, params):
    """Scan with the layer as the first axis."""
    by_layer = lambda a: a.reshape(BATCH, K, -1).swapaxes(0, 1)
    pieces = jnp.split(params, [K * LATENTS, 2 * K * LATENTS], axis=1)

    def layer(carry, piece):
        z, log_det = carry
        u, w, b = piece
        wu = (w * u).sum(1, keepdims=True)
        u_hat = u + (jax.nn.softplus(wu) - 1 - wu) * w / ((w * w).sum(1, keepdims=True) + 1e-8)
        t = jnp.tanh((w * z).sum(1, keepdims=True) + b)
        det = 1 + (w * u_hat).sum(1, keepdims=True) * (1 - t * t)
        return (z + u_hat * t, log_det + jnp.log(jnp.abs(det) + 1e-8)[:, 0]), None

    return jax.lax.scan(layer, (z, jnp.zeros(BATCH)), tuple(map(by_layer, pieces)))[0]


def loss(weights, eps):
    affine = lambda name, h: h @ weights[name][0] + weights[name][1]
    h = jax.nn.relu(affine("e2", jax.nn.relu(affine("e1", x))))
    mean, log_std = affine("mean", h), affine("logStd", h)
    z, log_q = mean + jnp.exp(log_std) * eps, (-0.5 * eps**2 - log_std).sum(1)
    if K > 0:
        z, log_det = planar(z, affine("flow", h))
        log_q = log_q - log_det
    logits = affine("out", jax.nn.relu(affine("d2", jax.nn.relu(affine("d1", z)))))
    log_p = (x * logits - jax.nn.softplus(logits)).sum(1) - 0.5 * (z * z).sum(1)
    return (log_q - log_p).mean()


def update(state, n, rate=1e-3, beta1=0.9, beta2=0.999):
    weights, m, v = state
    eps = jax.random.normal(jax.random.fold_in(root, n), (BATCH, LATENTS))
    value, g = jax.value_and_grad(loss)(weights, eps)
    m = jax.tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, m, g)
    v = jax.tree.map(lambda v, g: beta2 * v + (1 - beta2) * g * g, v, g)
    scale = rate * jnp.sqrt(1 - beta2 ** (n + 1)) / (1 - beta1 ** (n + 1))
    weights = jax.tree.map(lambda w, m, v: w - scale * m / (jnp.sqrt(v) + 1e-8), weights, m, v)
    return (weights, m, v), value


jitted = jax.jit(update, donate_argnums=0)
state, count = (weights, jax.tree.map(jnp.zeros_like, weights), jax.tree.map(jnp.zeros_like, weights)), 0


def step():
    global state, count
    state, value = jitted(state, count)
    count += 1
    return float(value)


measure(step)
