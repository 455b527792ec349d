import * as tf from '@tensorflow/tfjs';
import { batchPixels, type Images } from '../../data/index.js';
import { logSumExp } from '../../densities/mixture.js';
import { type EngineName, tensorFunction } from '../../engine/index.js';
import { expected } from '../../errors.js';
import { dense, maxoutMlp, type Net, sequence } from '../../models/index.js';
import { type Arrays, adam, defineProblem, type Problem } from '../../problem/index.js';
import { type Noise, noise } from '../../random/index.js';
import { type Trained, train } from '../../training/index.js';

const classes = 10;
const batch = 100;

export interface ClassifierOptions {
  /** Updates of 100 images. Default 3000. */
  steps?: number;
  seed?: number;
  engine?: EngineName;
}

/** Tells digits apart: made by `trainClassifier`. */
export interface Classifier {
  /** @param pixels count · 784 numbers → ten probabilities for each image */
  classify(pixels: Float32Array): Promise<Float32Array[]>;
  dispose(): void;
}

/**
 * A maxout network with one hidden layer, trained by softmax cross-entropy on labelled images that are binarised
 * afresh for every batch. A measuring instrument that takes seconds to make.
 * @param images labelled
 * @throws RangeError if they are not
 */
export async function trainClassifier(
  images: Images,
  { steps = 3000, seed = 0, engine = 'auto' }: ClassifierOptions = {},
): Promise<Classifier> {
  const { labels, count, height, width } = images;
  if (!labels) throw new RangeError(expected('the images', 'have labels', 'none', 'trainClassifier'));
  const trunk = maxoutMlp('classifier', height * width, [400], 4);
  const net = sequence([trunk, dense('classifier/out', trunk.outputDim, classes)], height * width);
  const problem = classifierProblem(net, height * width);
  const feed = (t: number): Arrays => {
    const draws = noise(seed, 'classifier', t);
    const indices = Uint32Array.from(draws.uniform(batch), (u) => Math.floor(u * count));
    const x = batchPixels(images, indices, { binarise: draws.stream('binarise') });
    return { x, target: Float32Array.from({ length: batch * classes }, (_, i) => targetAt(i, indices, labels)) };
  };
  const trained = await train(problem, { optimiser: adam({ learningRate: 1e-3 }), seed, engine, steps, feed });
  return classifierOf(net, height * width, trained, engine);
}

/** 1 where column i % 10 is the label of row ⌊i / 10⌋, else 0. */
const targetAt = (i: number, indices: Uint32Array, labels: Uint8Array): number =>
  labels[indices[Math.floor(i / classes)]!] === i % classes ? 1 : 0;

function classifierProblem(net: Net, pixels: number): Problem {
  return defineProblem({
    weights: net.weights,
    inputs: { x: [batch, pixels], target: [batch, classes] },
    loss(weights, { x, target }) {
      const logits = net.apply(weights, x);
      const crossEntropy = tf.sub(logSumExp(logits), tf.sum(tf.mul(logits, target), 1));
      return { loss: tf.mean(crossEntropy) };
    },
  });
}

async function classifierOf(net: Net, pixels: number, trained: Trained, engine: EngineName): Promise<Classifier> {
  const { weights } = trained;
  const shapes = { x: [batch, pixels] } as const;
  const compiled = await tensorFunction(({ x }) => ({ share: tf.softmax(net.apply(weights, x)) }), shapes, engine);
  return {
    async classify(images) {
      const count = images.length / pixels;
      const found: Float32Array[] = [];
      for (let start = 0; start < count; start += batch) {
        const x = new Float32Array(batch * pixels);
        x.set(images.subarray(start * pixels, Math.min(start + batch, count) * pixels));
        const { share } = await compiled.run({ x });
        for (let i = 0; i < Math.min(batch, count - start); i++)
          found.push(share!.slice(i * classes, (i + 1) * classes));
      }
      return found;
    },
    dispose() {
      compiled.dispose();
      trained.dispose();
    },
  };
}

/** The most likely class. */
export const classOf = (shares: Float32Array): number => shares.indexOf(Math.max(...shares));

/** Share of images that get their label. @param images labelled; grey ones are binarised by `binarise` */
export async function accuracy(classifier: Classifier, images: Images, binarise: Noise): Promise<number> {
  const pixels = batchPixels(
    images,
    Uint32Array.from({ length: images.count }, (_, i) => i),
    { binarise },
  );
  const found = await classifier.classify(pixels);
  return found.filter((shares, i) => classOf(shares) === images.labels?.[i]).length / images.count;
}
