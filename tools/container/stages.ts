/** What a Dockerfile does, stage by stage, as plain data. */
import {type Copy, DockerfileParser, type From, type JSONInstruction} from 'dockerfile-ast';

export type Step =
  | {type: 'workdir'; path: string}
  /** `stage`: where the sources lie; if absent, in the build context. */
  | {type: 'copy'; stage?: string; sources: string[]; target: string}
  | {type: 'run'; command: string}
  | {type: 'env'; variables: Record<string, string>};

export interface Stage {
  name: string;
  /** Another stage or an image. */
  base: string;
  steps: Step[];
  user?: string;
  entrypoint: string[];
  command: string[];
  volumes: string[];
  healthcheck?: string[];
}

/** @throws Error for an instruction that this program does not know */
export function readStages(dockerfile: string): Stage[] {
  const stages: Stage[] = [];
  for (const instruction of DockerfileParser.parse(dockerfile).getInstructions()) {
    const keyword = instruction.getKeyword();
    if (keyword === 'FROM') {
      const from = instruction as From;
      const base = from.getImage() ?? '';
      stages.push({
        name: from.getBuildStage() ?? String(stages.length),
        base,
        steps: [],
        entrypoint: [],
        command: [],
        volumes: [],
      });
      continue;
    }
    const stage = stages.at(-1);
    if (!stage) throw new Error(`expected FROM before ${keyword}`);
    const words = instruction.getArguments().map((argument) => argument.getValue());
    switch (keyword) {
      case 'WORKDIR':
        stage.steps.push({type: 'workdir', path: words.join(' ')});
        break;
      case 'COPY': {
        const from = (instruction as Copy).getFromFlag()?.getValue();
        const paths = words.filter((word) => !word.startsWith('--'));
        stage.steps.push({
          type: 'copy',
          ...(from && {stage: from}),
          sources: paths.slice(0, -1),
          target: paths.at(-1) ?? '',
        });
        break;
      }
      case 'RUN':
        stage.steps.push({type: 'run', command: words.join(' ')});
        break;
      case 'ENV':
        stage.steps.push({
          type: 'env',
          variables: Object.fromEntries(words.map((word) => word.split('=', 2) as [string, string])),
        });
        break;
      case 'USER':
        stage.user = words[0] ?? '';
        break;
      case 'VOLUME':
        stage.volumes.push(...words);
        break;
      case 'ENTRYPOINT':
        stage.entrypoint = stringsOf(instruction as JSONInstruction);
        break;
      case 'HEALTHCHECK':
        stage.healthcheck = JSON.parse(words.filter((word) => !/^--|^CMD$/.test(word)).join(' '));
        break;
      case 'CMD':
        stage.command = stringsOf(instruction as JSONInstruction);
        break;
      default:
        throw new Error(`no step for ${keyword} is known`);
    }
  }
  return stages;
}

/** The exec form only: in the shell form, a shell would get the signals. */
function stringsOf(instruction: JSONInstruction): string[] {
  return instruction.getJSONStrings().map((text) => text.getJSONValue());
}

/** The stage of that name and those it is made of, in the order to build them. */
export function stagesFor(target: string, stages: readonly Stage[]): Stage[] {
  const stage = stages.find(({name}) => name === target);
  if (!stage) return [];
  const sources = stage.steps.flatMap((step) => (step.type === 'copy' && step.stage ? [step.stage] : []));
  const needed = [stage.base, ...sources].flatMap((name) => stagesFor(name, stages));
  return [...new Set([...needed, stage])];
}
