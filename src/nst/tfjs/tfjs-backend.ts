/**
 * The objective on TensorFlow.js: `tf.valueAndGrad` over the same measures, terms and encoders as the ONNX graph. An
 * evaluation disposes all its tensors. An objective owns its targets; the backend owns its weights.
 */
import type {Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D} from '@tensorflow/tfjs';
import {AppError} from '../../errors.ts';
import type {PlanarImage} from '../../images/planar.ts';
import {type Convolution, convolutionsUpTo, type Encoder, parseLayerName} from '../encoders/encoder.ts';
import {
  type Backend,
  contentTerms,
  isMatrix,
  type Objective,
  type ObjectiveSpec,
  parseTerm,
  styleTerms,
  subjectMaps,
  type Targets,
  type Term,
  type TermWeights,
  termNames,
} from '../objective/objective.ts';
import {type EncoderTensors, encoderTensors} from './convolution-tensors.ts';
import {bytesFor} from './heap.ts';
import {look, measure, totalVariation} from './measures.ts';
import {meanSquareDistance, type Run} from './operations.ts';
import type {Tensorflow} from './tensorflow-type.ts';
import {wassersteinDistance} from './wasserstein.ts';

interface Parts {
  tf: Tensorflow;
  encoder: Encoder;
  tensors: EncoderTensors;
}

/**
 * @param device its name in records and logs, for example `tfjs-wasm`
 * @param roomBeside bytes left for evaluations beside a picture of this size; absent if nobody knows
 */
export function createTfjsBackend(
  tf: Tensorflow,
  device: string,
  encoder: Encoder,
  roomBeside?: (picture: ObjectiveSpec) => number,
): Backend {
  const parts = {tf, encoder, tensors: encoderTensors(tf, encoder)};
  return {
    device,

    async measure(image, network, names) {
      if (names.length === 0) return {};
      const terms = names.map(parseTerm);
      let measured: Tensor[] = [];
      try {
        measured = tf.tidy(() => {
          const view = look({tf}, planarTensor(tf, image), encoder, parts.tensors, network, terms);
          return terms.map((term) =>
            planarOrder(tf, measure({tf}, view, term, parts.tensors, network.gramNorm), term),
          );
        });
        const values = await Promise.all(measured.map(floatsOf));
        return Object.fromEntries(names.map((name, index) => [name, values[index] as Float32Array]));
      } catch (error) {
        throw explained(error, image, encoder);
      } finally {
        tf.dispose(measured);
      }
    },

    ...(roomBeside && {
      fits: (spec, measured) => bytesFor(encoder, spec, measured) <= roomBeside(spec),
    }),

    async createObjective(spec, targets, weights) {
      return objectiveOn(parts, spec, targets, weights);
    },
  };
}

function objectiveOn(
  {tf, encoder, tensors}: Parts,
  spec: ObjectiveSpec,
  targets: Targets,
  weights: TermWeights,
): Objective {
  const names = termNames(spec);
  if (names.length === 0) throw new RangeError('expected at least one loss term, received none');
  const targetNames = [...contentTerms(spec), ...styleTerms(spec)];
  const terms = targetNames.map(parseTerm);
  const factors = names.map((name) => weights[name] ?? 0);
  const constants = tf.tidy(() => ({
    factors: tf.tensor1d(factors),
    targets: targetNames.map((name) => targetTensor(tf, name, targets[name], spec, encoder)),
    subjects: Object.fromEntries(
      subjectMaps(spec).map((name) => [name, subjectTensor(tf, name, targets[name], spec)]),
    ),
  }));

  /** The unweighted terms, in the order of `names`. */
  const termsOf = (run: Run, planar: Tensor3D): Tensor1D => {
    const view = look(run, planar, encoder, tensors, spec, terms);
    const values: Scalar[] = terms.map((term, index) => {
      const target = constants.targets[index] as Tensor;
      if (term.kind === 'wasserstein') {
        const gram = measure(run, view, {...term, kind: 'style'}, tensors, spec.gramNorm);
        return wassersteinDistance(run, gram as Tensor2D, target as Tensor2D);
      }
      const measured = measure(run, view, term, tensors, spec.gramNorm);
      const subject = term.kind === 'content' ? constants.subjects[`subject:${term.layer}`] : undefined;
      return subject
        ? meanSquareDistance(run, tf.mul(measured, subject), tf.mul(target, subject))
        : meanSquareDistance(run, measured, target);
    });
    if (spec.totalVariation !== 'none') values.push(totalVariation(run, view.image, spec));
    return tf.stack(values) as Tensor1D;
  };

  let isDisposed = false;
  return {
    async evaluate(pixels) {
      if (isDisposed) throw new Error('expected an objective in use, received a disposed one');
      const outputs: Tensor[] = [];
      const kept: Tensor[] = [];
      try {
        const gradient = tf.tidy(() => {
          const total = (planar: Tensor): Scalar => {
            const terms = tf.keep(termsOf({tf, kept}, planar as Tensor3D));
            outputs.push(terms);
            return tf.sum(tf.mul(terms, constants.factors));
          };
          return tf.valueAndGrad(total)(planarTensor(tf, {...spec, data: pixels})).grad;
        });
        outputs.push(gradient);
        const [values, slopes] = (await Promise.all(outputs.map(floatsOf))) as [Float32Array, Float32Array];
        return {
          loss: factors.reduce((sum, factor, index) => sum + factor * (values[index] as number), 0),
          terms: Object.fromEntries(names.map((name, index) => [name, values[index] as number])),
          gradient: slopes,
        };
      } catch (error) {
        throw explained(error, spec, encoder);
      } finally {
        tf.dispose([...outputs, ...kept]);
      }
    },
    async dispose() {
      isDisposed = true;
      tf.dispose(constants);
    },
  };
}

/** WebAssembly fails like this when its heap cannot grow any more. It must not be used again after that. */
function explained(
  error: unknown,
  {width, height}: Pick<PlanarImage, 'width' | 'height'>,
  {name}: Encoder,
): unknown {
  if (!(error instanceof Error && error.name === 'RuntimeError')) return error;
  const message = `${width} × ${height} pixels with ${name} do not fit into the memory of WebAssembly`;
  return new AppError('OUT_OF_MEMORY', message, {cause: error});
}

/** A subject map as [1, h, w, 1]. @param name `subject:<layer>` */
function subjectTensor(
  tf: Tensorflow,
  name: string,
  values: Float32Array | undefined,
  {width, height}: ObjectiveSpec,
): Tensor {
  if (!values) throw new RangeError(`expected a target for ${name}, received none`);
  const poolings = parseLayerName(name.replace('subject:', '')).block - 1;
  return tf.tensor4d(values, [1, height >> poolings, width >> poolings, 1]);
}

/** A target in the shape of the measure it is compared with. */
function targetTensor(
  tf: Tensorflow,
  name: string,
  values: Float32Array | undefined,
  {width, height}: ObjectiveSpec,
  encoder: Encoder,
): Tensor {
  if (!values) throw new RangeError(`expected a target for ${name}, received none`);
  const {kind, layer} = parseTerm(name);
  const {outputs: channels, block} = convolutionsUpTo(encoder, [layer]).at(-1) as Convolution;
  if (isMatrix(kind)) return tf.tensor2d(values, [channels, channels]);
  if (kind !== 'content') return tf.tensor1d(values);
  const halvings = 2 ** (block - 1);
  const size = [Math.floor(height / halvings), Math.floor(width / halvings)] as const;
  return channelsLast(tf, tf.tensor3d(values, [channels, ...size]));
}

function planarTensor(tf: Tensorflow, {width, height, data}: PlanarImage): Tensor3D {
  return tf.tensor3d(data, [3, height, width]);
}

/** [C, h, w] as [1, h, w, C]. */
function channelsLast(tf: Tensorflow, planar: Tensor3D): Tensor {
  return tf.expandDims(tf.transpose(planar, [1, 2, 0]), 0);
}

/** Features as [1, C, h, w]; statistics unchanged. */
function planarOrder(tf: Tensorflow, measured: Tensor, {kind}: Term): Tensor {
  return kind === 'content' ? tf.transpose(measured, [0, 3, 1, 2]) : measured;
}

/** Asynchronous, so that a GPU does not stall the thread. */
async function floatsOf(tensor: Tensor): Promise<Float32Array> {
  const data = await tensor.data();
  if (data instanceof Float32Array) return data;
  throw new TypeError(`expected float32, received ${tensor.dtype}`);
}
