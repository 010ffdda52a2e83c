/**
 * The objective of style transfer and the interface of whatever evaluates it. Images are planar here:
 * [3, height, width], red, green, blue, float32, 0–1 (values a little outside are legal while optimising).
 */

export interface PlanarImage {
  width: number;
  height: number;
  /** [3, height, width]. */
  data: Float32Array;
}

export type Pooling = 'average' | 'max';

/**
 * What convolutions see beyond the border: zeros, as VGG was trained; the nearest pixel at every layer; or the
 * nearest pixel of the image at the first layer and zeros later, which costs nothing and avoids a dark rim.
 */
export type Padding = 'zero' | 'replicate' | 'replicate-input';

/** Divisor of F·Fᵀ: the number of positions (`hw`), or positions times channels (`chw`). */
export type GramNorm = 'hw' | 'chw';

/** Sum of absolute differences of neighbours, mean of their squares, or no such term. */
export type TotalVariation = 'none' | 'l1-sum' | 'l2-mean';

/** What is fixed for one compiled objective. */
export interface ObjectiveSpec {
  width: number;
  height: number;
  pooling: Pooling;
  padding: Padding;
  gramNorm: GramNorm;
  /** Layers are taken after their ReLU. */
  contentLayers: readonly string[];
  styleLayers: readonly string[];
  totalVariation: TotalVariation;
}

/** What may change between evaluations. Keys are layer names. */
export interface Targets {
  /** Feature maps [channels, height, width] of the content layers. */
  content: Readonly<Record<string, Float32Array>>;
  /** Gram matrices [channels, channels] of the style layers. */
  style: Readonly<Record<string, Float32Array>>;
}

/** Factors of the terms in the total. Keys are term names: `content:<layer>`, `style:<layer>`, `tv`. */
export type TermWeights = Readonly<Record<string, number>>;

export interface Evaluation {
  /** Σ weight · term. */
  loss: number;
  /** Unweighted terms by name. */
  terms: Record<string, number>;
  /** d loss / d pixel, [3, height, width]. The caller owns it. */
  gradient: Float32Array;
}

export interface Objective {
  /** @param pixels [3, height, width]; not modified. */
  evaluate(pixels: Float32Array): Promise<Evaluation>;
  dispose(): Promise<void>;
}

/** Something that can run an encoder on a device: the ONNX Runtime, or TensorFlow.js. */
export interface Backend {
  /** The device it computes on, for example `cpu`. */
  readonly device: string;
  /** Feature maps of `features` and Gram matrices of `grams` for one image. */
  measure(
    image: PlanarImage,
    wanted: {features: readonly string[]; grams: readonly string[]} & Pick<
      ObjectiveSpec,
      'pooling' | 'padding' | 'gramNorm'
    >,
  ): Promise<{features: Record<string, Float32Array>; grams: Record<string, Float32Array>}>;
  createObjective(spec: ObjectiveSpec, targets: Targets, weights: TermWeights): Promise<Objective>;
}

/** Names of the terms of a specification, in a fixed order. */
export function termNames(
  spec: Pick<ObjectiveSpec, 'contentLayers' | 'styleLayers' | 'totalVariation'>,
): string[] {
  return [
    ...spec.contentLayers.map((layer) => `content:${layer}`),
    ...spec.styleLayers.map((layer) => `style:${layer}`),
    ...(spec.totalVariation === 'none' ? [] : ['tv']),
  ];
}
