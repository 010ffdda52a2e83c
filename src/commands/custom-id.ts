import {type Action, actions} from './picture/actions.ts';

/** Names the feature and the version of the format, so that later formats can tell old buttons apart. */
export const jobPrefix = 'stylize:v1:';

/** A button carries all it means, so it works for as long as its message exists, also after a restart. */
export function customId(action: Action, jobId: string): string {
  return `${jobPrefix}${action}:${jobId}`;
}

export function parseCustomId(id: string): {action: Action; jobId: string} | undefined {
  const [, name, jobId] = /^stylize:v1:([a-z]+):([\w-]+)$/.exec(id) ?? [];
  const action = actions.find((known) => known === name);
  return action && jobId ? {action, jobId} : undefined;
}
