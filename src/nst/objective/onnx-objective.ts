/** A compiled objective on ONNX Runtime: one run gives the terms and the gradient. */
import {buildObjectiveGraph} from './graph/objective-graph.ts';
import {
  contentTerms,
  type Objective,
  type ObjectiveSpec,
  styleTerms,
  subjectMaps,
  type Targets,
  type TermWeights,
  termNames,
} from './objective.ts';
import type {GraphRuntime} from './onnx/onnx-session.ts';

/** @throws RangeError when a target is missing */
export async function compileObjective(
  {encoder, packed, open}: GraphRuntime,
  spec: ObjectiveSpec,
  targets: Targets,
  weights: TermWeights,
): Promise<Objective> {
  const names = termNames(spec);
  const factors = names.map((name) => weights[name] ?? 0);
  const feeds: Record<string, Float32Array> = {weights: Float32Array.from(factors)};
  for (const name of [...contentTerms(spec), ...styleTerms(spec), ...subjectMaps(spec)]) {
    const target = targets[name];
    if (!target) throw new RangeError(`expected a target for ${name}, received none`);
    feeds[name] = target;
  }
  const session = await open(buildObjectiveGraph(encoder, packed, spec));

  return {
    async evaluate(image) {
      const {terms, gradient} = (await session.run({...feeds, image})) as {
        terms: Float32Array;
        gradient: Float32Array;
      };
      return {
        loss: factors.reduce((sum, factor, index) => sum + factor * (terms[index] as number), 0),
        terms: Object.fromEntries(names.map((name, index) => [name, terms[index] as number])),
        gradient,
      };
    },
    dispose: () => session.release(),
  };
}
