/** One file of a published data set: where it comes from and what must be in it. */
export interface DataFile {
  readonly set: 'mnist' | 'binarized-mnist';
  /** The name under which it is kept, gzip IDX. */
  readonly name: string;
  /** Other names under which it is read, plain IDX and the published text; in any usual spelling, see `locate`. */
  readonly otherNames: readonly string[];
  readonly shape: readonly number[];
  /** Of the decoded bytes (pixels or labels), so that it holds for every way of packing them. */
  readonly sha256: string;
  /** The same content at several addresses, tried in order. */
  readonly urls: readonly string[];
}

const mnistMirrors = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
];

function mnistFile(name: string, shape: readonly number[], sha256: string): DataFile {
  const urls = mnistMirrors.map((mirror) => `${mirror}${name}.gz`);
  return { set: 'mnist', name: `${name}.gz`, otherNames: [name], shape, sha256, urls };
}

/** MNIST (LeCun, Cortes & Burges 1998): 60,000 training and 10,000 test images, grey, with labels. */
export const mnist = {
  trainImages: mnistFile(
    'train-images-idx3-ubyte',
    [60_000, 28, 28],
    '741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757',
  ),
  trainLabels: mnistFile(
    'train-labels-idx1-ubyte',
    [60_000],
    '1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13',
  ),
  testImages: mnistFile(
    't10k-images-idx3-ubyte',
    [10_000, 28, 28],
    '6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161',
  ),
  testLabels: mnistFile(
    't10k-labels-idx1-ubyte',
    [10_000],
    'ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5',
  ),
} as const;

const amatFolder = '//www.cs.toronto.edu/~larocheh/public/datasets/binarized_mnist/';

function binarisedFile(split: string, count: number, sha256: string): DataFile {
  const plain = `binarized-${split}-images-idx3-ubyte`;
  const text = `binarized_mnist_${split}.amat`;
  return {
    set: 'binarized-mnist',
    name: `${plain}.gz`,
    otherNames: [plain, text],
    shape: [count, 28, 28],
    sha256,
    urls: [`https:${amatFolder}${text}`, `http:${amatFolder}${text}`],
  };
}

/**
 * Larochelle's fixed binarisation of MNIST: 50,000 training, 10,000 validation, 10,000 test images, without labels.
 * Source: Larochelle & Murray 2011, "The neural autoregressive distribution estimator"; published as `.amat` text.
 */
export const binarizedMnist = {
  train: binarisedFile('train', 50_000, '43490d4d6ac9002727af4426d8748609fdb7e4094fa65ad8d681ea60082a7a5a'),
  valid: binarisedFile('valid', 10_000, '069b4f0beb389b776478c3e872b4df71c95ac4be64d7cbe6d32e24ebac8e6d5e'),
  test: binarisedFile('test', 10_000, 'ca0294c3b8d984c7a1dc891015a8eea6f37bae59a34e35ea0fc8c47110a8dd86'),
} as const;
