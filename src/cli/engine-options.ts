/** Engine options that every command reads from the environment. */
import type {EngineOptions} from '../nst/contract/protocol.ts';

const defaultDataDir = './data';

export function placesFrom(env: NodeJS.ProcessEnv): Pick<EngineOptions, 'vgg19File' | 'dataDir'> {
  return {
    dataDir: env.DATA_DIR || defaultDataDir,
    ...(env.ATELIER_WEIGHTS && {vgg19File: env.ATELIER_WEIGHTS}),
  };
}
