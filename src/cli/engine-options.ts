/** Engine options from the environment, shared by the commands. */
import type {EngineOptions} from '../nst/protocol.ts';

const defaultDataDir = './data';

export function vgg19WeightsFrom(env: NodeJS.ProcessEnv): Pick<EngineOptions, 'weights' | 'dataDir'> {
  return {weights: env.ATELIER_WEIGHTS || 'auto', dataDir: env.DATA_DIR || defaultDataDir};
}
