// The equations of the API documentation, set; the docstrings have them in plain text, fit for an editor's pop-up.

const r = String.raw;

/** For each exported function its equations, in the order of the text. @type {Record<string, string[]>} */
export const equations = {
  affine: [r`z' = e^{s} \odot z + t, \qquad \ln|\det| = \sum_i s_i`],
  autoregressive: [
    r`z_i' = \tau\big(z_i;\, h_i(z_{<i})\big), \qquad \ln|\det| = \sum_{i=1}^{D} \ln \tau'\big(z_i;\, h_i(z_{<i})\big)`,
  ],
  bernoulli: [r`\ln p(x) = \sum_i \big(x_i l_i - \operatorname{softplus}(l_i)\big)`],
  chain: [r`f = f_n \circ \dots \circ f_1, \qquad \ln|\det| = \sum_k \ln|\det \partial f_k|`],
  circularConvolution: [
    r`y_i = \sum_{n=0}^{N-1} w_{(i-n) \bmod N}\, x_n, \qquad \ln|\det| = \sum_{k=0}^{N-1} \ln|\hat w_k|, \qquad \hat w_k = e^{\rho_k + i\varphi_k}`,
  ],
  coupling: [
    r`z_A' = z_A, \qquad z_B' = \tau\big(z_B;\, h(z_A)\big), \qquad \ln|\det| = \sum_{i \in B} \ln \tau'(z_i)`,
  ],
  dlgm: [
    r`z \sim \mathcal N(0, I_D), \qquad x_i \mid z \sim \mathrm{Bernoulli}\big(\pi_i(z)\big), \qquad q(z|x) = \text{flow of } \mathcal N\big(\mu(x), \operatorname{diag}\sigma^2(x)\big)`,
  ],
  energy: [r`p(z) \propto \exp\Big({-U(z)} - \kappa \sum_j \max(0, |z_j| - c)^2\Big)`],
  estimateKl: [r`\mathrm{KL}(q \,\|\, p) = \mathbb{E}_q\big[\ln q(z) - \ln \tilde p(z)\big] + \ln Z`],
  fittedFlow: [r`\ln p(x) = \ln q\Big(\frac{x - \mathrm{mean}}{\mathrm{std}}\Big) - \sum_j \ln \mathrm{std}_j`],
  flowDistribution: [
    r`\ln q_K(z_K) = \ln q_0(z_0) - \ln\Big|\det\frac{\partial f}{\partial z_0}\Big|, \qquad z_K = f(z_0)`,
  ],
  forwardKl: [r`\mathbb{E}_p\big[{-\ln q(x)}\big] = \mathrm{KL}(p \,\|\, q) + \mathrm{H}[p]`],
  freeEnergy: [r`\mathcal F_\beta = \ln q_0(z_0) - \sum_k \ln|\det J_k| - \beta\,\big(\ln p(x|z_K) + \ln p(z_K)\big)`],
  flowMatchingProblem: [
    r`\mathbb{E}_{t, x_0, x} \big\|v(x_t, t) - (x - x_0)\big\|^2, \qquad x_t = (1 - t)\,x_0 + t\,x`,
  ],
  importanceNll: [r`-\ln \hat p_S(x) = \ln S - \ln \sum_{s=1}^{S} e^{l_s}, \qquad l_s = \ln p(x, z_s) - \ln q(z_s|x)`],
  knotheRosenblatt: [
    r`u_i = F_i(x_i \mid x_{<i}), \qquad \det\frac{\partial u}{\partial x} = p(x), \qquad T = F^{-1} \circ \Phi`,
  ],
  leakyRelu: [
    r`z_i' = \begin{cases} z_i & z_i \ge 0 \\ e^{s_i} z_i & z_i < 0 \end{cases}, \qquad \ln|\det| = \sum_{z_i < 0} s_i`,
  ],
  nice: [r`z_B' = z_B + h(z_A), \qquad \ln|\det| = 0`],
  planar: [
    r`z' = z + \hat u \tanh(w^\top z + b), \qquad \det = 1 + w^\top \hat u\,\big(1 - \tanh^2(w^\top z + b)\big)`,
    r`\hat u = u + \big(m(w^\top u) - w^\top u\big)\,\frac{w}{\|w\|^2}, \qquad m(a) > -1`,
  ],
  plu: [r`z' = P L U z, \qquad \ln|\det| = \sum_i s_i`],
  qr: [r`z' = Q R z, \qquad \ln|\det| = \sum_i s_i`],
  radial: [
    r`z' = z + \frac{\hat\beta\,(z - z_{\mathrm{ref}})}{\alpha + r}, \qquad \det = \Big(1 + \frac{\hat\beta}{\alpha + r}\Big)^{D-1}\Big(1 + \frac{\alpha\hat\beta}{(\alpha + r)^2}\Big)`,
  ],
  realNvp: [r`z_B' = z_B \odot e^{s(z_A)} + t(z_A), \qquad \ln|\det| = \sum_i s_i(z_A)`],
  residual: [
    r`z' = z + g(z), \quad \mathrm{Lip}(g) < 1, \qquad \ln\det = \sum_{k=1}^\infty \frac{(-1)^{k+1}}{k} \operatorname{tr}\Big(\frac{\partial g}{\partial z}\Big)^k`,
  ],
  reverseKl: [
    r`\mathcal F_\beta = \mathbb{E}_q\big[\ln q(x) - \beta \ln \tilde p(x)\big], \qquad \mathrm{KL}(q \,\|\, p) = \mathcal F_1 + \ln Z`,
  ],
  sinhArcsinh: [r`z' = \sinh\big(\tau\,(\operatorname{asinh} z + \varepsilon)\big)`],
  slog: [r`z' = \frac{\operatorname{sgn}(z)}{\alpha} \ln(1 + \alpha|z|), \qquad \ln\frac{dz'}{dz} = -\alpha|z'|`],
  sylvester: [
    r`z' = z + Q R \tanh(\tilde R Q^\top z + b), \qquad \det = \prod_{i=1}^{m} \big(1 + \tanh'_i \cdot R_{ii} \tilde R_{ii}\big)`,
  ],
  symmetricConvolution: [r`y = D^\top \operatorname{diag}(e^{\rho})\, D\, x, \qquad \ln|\det| = \sum_k \rho_k`],
  temperature: [r`\beta_t = \min(1,\, \beta_0 + t/T)`],
  triangular: [r`z' = T z, \qquad \ln|\det| = \sum_i s_i`],
};
