/** Engine options from the environment, shared by the commands. */
import type {EngineOptions} from '../nst/contract/protocol.ts';

const defaultDataDir = './data';

export function placesFrom(env: NodeJS.ProcessEnv): Pick<EngineOptions, 'vgg19File' | 'dataDir'> {
  return {
    dataDir: env.DATA_DIR || defaultDataDir,
    ...(env.ATELIER_WEIGHTS && {vgg19File: env.ATELIER_WEIGHTS}),
  };
}
