/** Compiled objectives: what their graphs are fed with at every run, and what comes back. */
import type {AdamOptions, AdamRun} from './adam-run.ts';
import {buildAdamGraph} from './graph/adam-graph.ts';
import {buildObjectiveGraph} from './graph/objective-graph.ts';
import type {Judgement} from './judgement.ts';
import {
  contentTerms,
  type Objective,
  type ObjectiveSpec,
  styleTerms,
  type Targets,
  type TermWeights,
  termNames,
} from './objective.ts';
import type {GraphRuntime} from './onnx-session.ts';

/**
 * Steps of Adam in one run: a cancellation waits for them. Divides the evaluations of most scales; the rest are taken
 * one by one.
 */
const stepsPerRun = 5;

/** @param isRemote the image has to travel to the device, so that several steps in one run are worth it */
export async function compileObjective(
  runtime: GraphRuntime,
  spec: ObjectiveSpec,
  targets: Targets,
  weights: TermWeights,
  isRemote: boolean,
): Promise<Objective> {
  const {feeds, judge} = fixedPart(spec, targets, weights);
  const session = await runtime.open(buildObjectiveGraph(runtime.encoder, runtime.packed, spec));
  let adamRun: (AdamRun & {release(): Promise<void>}) | undefined;

  return {
    async evaluate(image) {
      const outputs = (await session.run({...feeds, image})) as Record<'terms' | 'gradient', Float32Array>;
      return {...judge(outputs.terms), gradient: outputs.gradient};
    },
    ...(isRemote && {
      async adamRun(options: AdamOptions) {
        adamRun ??= await compileAdamRun(runtime, spec, targets, weights, options);
        return adamRun;
      },
    }),
    async dispose() {
      await Promise.all([session.release(), adamRun?.release()]);
    },
  };
}

export async function compileAdamRun(
  {encoder, packed, open}: GraphRuntime,
  spec: ObjectiveSpec,
  targets: Targets,
  weights: TermWeights,
  options: AdamOptions,
  steps = stepsPerRun,
): Promise<AdamRun & {release(): Promise<void>}> {
  const {feeds, judge} = fixedPart(spec, targets, weights);
  const session = await open(buildAdamGraph(encoder, packed, spec, steps, options));
  return {
    steps,
    async run(moments, scales) {
      if (scales.length !== steps)
        throw new RangeError(`expected scales for ${steps} steps, received ${scales.length}`);
      const outputs = await session.run({
        ...feeds,
        ...moments,
        meanScales: Float32Array.from(scales, ({mean}) => mean),
        squareScales: Float32Array.from(scales, ({square}) => square),
      });
      const output = (name: string): Float32Array => outputs[name] as Float32Array;
      return {
        moments: {
          point: output('next:point'),
          mean: output('next:mean'),
          square: output('next:square'),
          average: output('next:average'),
        },
        judgements: scales.map((_, step) => judge(output(`terms:${step}`))),
      };
    },
    release: () => session.release(),
  };
}

/** What is the same at every run of an objective's graph. @throws RangeError for a target that is missing */
function fixedPart(
  spec: ObjectiveSpec,
  targets: Targets,
  weights: TermWeights,
): {feeds: Record<string, Float32Array>; judge(terms: Float32Array): Judgement} {
  const names = termNames(spec);
  const factors = names.map((name) => weights[name] ?? 0);
  const feeds: Record<string, Float32Array> = {weights: Float32Array.from(factors)};
  for (const name of [...contentTerms(spec), ...styleTerms(spec)]) {
    const target = targets[name];
    if (!target) throw new RangeError(`expected a target for ${name}, received none`);
    feeds[name] = target;
  }
  return {
    feeds,
    judge: (values) => ({
      loss: factors.reduce((sum, factor, index) => sum + factor * (values[index] as number), 0),
      terms: Object.fromEntries(names.map((name, index) => [name, values[index] as number])),
    }),
  };
}
