import type {ModerationConfig} from '../../config.ts';
import {AppError} from '../../errors.ts';
import {missingNsfwPackages} from '../../images/nsfw/packages.ts';
import type {Log} from '../../system/log.ts';
import {ownModule} from '../../system/own-program.ts';
import {createClassifier} from './classifier.ts';
import {createClassifyingModerator} from './classifying-moderator.ts';
import {createCommandModerator} from './command-moderator.ts';
import {findExecutable} from './executable.ts';
import {allOf, type Moderator} from './moderator.ts';

export interface Moderation {
  moderator: Moderator;
  close(): Promise<void>;
}

/** @throws AppError `BAD_CONFIG` when what should judge pictures is not there, which would refuse every picture */
export function requireModeration({classifier, command}: ModerationConfig, path: string | undefined): void {
  if (command && !findExecutable(command[0], path))
    throw new AppError('BAD_CONFIG', `MODERATION_COMMAND: there is no executable file ${command[0]}`);
  const missing = classifier === 'off' ? undefined : missingNsfwPackages();
  if (missing !== undefined) throw new AppError('BAD_CONFIG', `MODERATION: ${missing}`);
}

/** `env`: for the processes that judge. */
export function openModeration(
  {classifier: policy, command, timeoutMs}: ModerationConfig,
  {env, log}: {env: NodeJS.ProcessEnv; log: Log},
): Moderation {
  const entry = ownModule('../../images/nsfw/nsfw-process', import.meta.url);
  const classifier = createClassifier({entry, env, timeoutMs});
  const moderator = allOf([
    ...(policy === 'off' ? [] : [createClassifyingModerator(classifier, {policy, log})]),
    ...(command ? [createCommandModerator({command, timeoutMs, env})] : []),
  ]);
  return {moderator, close: () => classifier.close()};
}
