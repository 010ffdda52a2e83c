/** The objective of style transfer, and the interface of the backends that evaluate it. */
import type {PlanarImage} from '../../images/planar.ts';
import type {Size} from '../contract/size.ts';

export type Pooling = 'average' | 'max';

/**
 * What convolutions see beyond the border: zeros, as VGG was trained; the nearest pixel at every layer; or the
 * nearest pixel of the image at the first layer and zeros later, which costs nothing and avoids a dark rim.
 */
export type Padding = 'zero' | 'replicate' | 'replicate-input';

/** Divisor of F·Fᵀ: the number of positions (`hw`), or positions times channels (`chw`). */
export type GramNorm = 'hw' | 'chw';

/** `l1-sum`: sum of absolute differences of neighbours. `l2-mean`: mean of their squares. `none`: no such term. */
export type TotalVariation = 'none' | 'l1-sum' | 'l2-mean';

/** How an encoder is applied, for targets and objective alike. */
export interface Network {
  pooling: Pooling;
  padding: Padding;
  gramNorm: GramNorm;
}

/** What is fixed for one compiled objective. */
export interface ObjectiveSpec extends Network, Size {
  /** Layers are taken after their ReLU. */
  contentLayers: readonly string[];
  /** Layers whose Gram matrices are compared by the mean square of their entries' differences (Gatys 2015). */
  styleLayers: readonly string[];
  /** Layers whose Gram matrices are compared by their Wasserstein distance (`graph/wasserstein-loss.ts`). */
  wassersteinLayers: readonly string[];
  /**
   * Whether positions of the content count differently: there is an input `subject:<layer>` for each content layer, by
   * which the difference from the photo is multiplied.
   */
  subjectMap?: boolean;
  /** Layers whose channels' means and standard deviations are compared too. */
  momentLayers: readonly string[];
  totalVariation: TotalVariation;
  /**
   * Factor of the variation in colour against that in brightness, for `l2-mean`; 1 is that of red, green and blue. Eyes
   * see far less detail in colour, so a large factor takes away iridescent noise and leaves the strokes.
   */
  colorVariation: number;
}

/**
 * What the terms compare with, by term name: `content:<layer>` features [channels, height, width], `style:<layer>` Gram
 * matrices [channels, channels], `wasserstein:<layer>` their square roots, `mean:<layer>` and `std:<layer>` [channels]. `tv` [1], the painting's own total variation,
 * is no target but the measure of that term's weight. `subject:<layer>` [height, width] are the factors of the content.
 */
export type Targets = Readonly<Record<string, Float32Array>>;

/** Factors of the terms in the total, by term name: those of `Targets`, and `tv`. */
export type TermWeights = Readonly<Record<string, number>>;

/** What is known about a point of the optimisation. */
export interface Judgement {
  /** Σ weight · term. */
  loss: number;
  /** Unweighted terms by name. */
  terms: Record<string, number>;
}

export interface Evaluation extends Judgement {
  /** d loss / d pixel, [3, height, width]. The caller owns it. */
  gradient: Float32Array;
}

export interface Objective {
  /** Tiles the image is split into to fit in memory; absent if it is evaluated whole. */
  readonly tiles?: number;
  /**
   * @param pixels [3, height, width]; not modified.
   * @param signal checked between tiles. @throws `signal.reason`
   */
  evaluate(pixels: Float32Array, signal?: AbortSignal): Promise<Evaluation>;
  dispose(): Promise<void>;
}

/** Runs an encoder on a device, with ONNX Runtime or TensorFlow.js. */
export interface Backend {
  /** The device it computes on, for example `cpu`. */
  readonly device: string;
  /** Measures the targets called `names` on `image`. @throws RangeError for an unknown term or layer */
  measure(image: PlanarImage, network: Network, names: readonly string[]): Promise<Targets>;
  /** @throws AppError `OUT_OF_MEMORY` when the image is too large to evaluate even in tiles */
  createObjective(spec: ObjectiveSpec, targets: Targets, weights: TermWeights): Promise<Objective>;
  /** Whether memory suffices for this objective and for measuring images of these sizes; absent if nobody knows. */
  fits?(spec: ObjectiveSpec, measured: readonly Size[]): boolean;
}

type StyleLayers = Pick<ObjectiveSpec, 'styleLayers' | 'wassersteinLayers' | 'momentLayers'>;
type Terms = StyleLayers & Pick<ObjectiveSpec, 'contentLayers' | 'totalVariation'>;

/** Names of the terms whose targets come from the photo. */
export function contentTerms({contentLayers}: Pick<Terms, 'contentLayers'>): string[] {
  return contentLayers.map((layer) => `content:${layer}`);
}

/** Names of the subject maps that an objective takes beside its targets. */
export function subjectMaps({contentLayers, subjectMap}: ObjectiveSpec): string[] {
  return subjectMap ? contentLayers.map((layer) => `subject:${layer}`) : [];
}

/** Names of the terms whose targets come from the painting. */
export function styleTerms({styleLayers, wassersteinLayers, momentLayers}: StyleLayers): string[] {
  return [
    ...styleLayers.map((layer) => `style:${layer}`),
    ...wassersteinLayers.map((layer) => `wasserstein:${layer}`),
    ...momentLayers.flatMap((layer) => [`mean:${layer}`, `std:${layer}`]),
  ];
}

/** Names of the terms of a specification, in a fixed order. */
export function termNames(spec: Terms): string[] {
  return [...contentTerms(spec), ...styleTerms(spec), ...(spec.totalVariation === 'none' ? [] : ['tv'])];
}

const termKinds = ['content', 'style', 'wasserstein', 'mean', 'std'] as const;

export interface Term {
  kind: (typeof termKinds)[number];
  layer: string;
}

/** Whether a term's target is a matrix [channels, channels]. */
export function isMatrix(kind: Term['kind']): boolean {
  return kind === 'style' || kind === 'wasserstein';
}

/** @throws RangeError when `name` is not a term with a target */
export function parseTerm(name: string): Term {
  const [kind, layer] = name.split(':');
  const known = termKinds.find((candidate) => candidate === kind);
  if (!known || !layer)
    throw new RangeError(`expected a term like style:block1_conv1, received ${JSON.stringify(name)}`);
  return {kind: known, layer};
}
