import {type Action, actions} from './picture/actions.ts';

/** Names the feature and the version of the id's format, so that later versions can recognise old buttons. */
export const jobPrefix = 'stylize:v1:';

/** The id says everything about the button, so it works as long as its message exists, even after a restart. */
export function customId(action: Action, jobId: string): string {
  return `${jobPrefix}${action}:${jobId}`;
}

export function parseCustomId(id: string): {action: Action; jobId: string} | undefined {
  const [, name, jobId] = /^stylize:v1:([a-z]+):([\w-]+)$/.exec(id) ?? [];
  const action = actions.find((known) => known === name);
  return action && jobId ? {action, jobId} : undefined;
}
