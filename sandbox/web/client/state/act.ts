/** Sends what the viewer does. If the Discord client would refuse it, a toast says so. */
import {signal} from '@preact/signals';
import type {Action, ActionRefusal, ActionResult} from '../../protocol.ts';
import {viewerId} from './session.ts';

export interface Toast {
  id: number;
  text: string;
}

export const toasts = signal<readonly Toast[]>([]);
const toastMs = 6_000;
let lastToast = 0;

export function toast(text: string): void {
  lastToast += 1;
  const id = lastToast;
  toasts.value = [...toasts.value, {id, text}];
  setTimeout(() => dismissToast(id), toastMs);
}

export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((other) => other.id !== id);
}

/** `files`: the action's `{file: n}` are indices into them. @throws Error with a message for the viewer */
export async function act(action: Action, files: readonly File[] = []): Promise<ActionResult> {
  const response = await fetch(`/web/api/act?as=${viewerId.value}`, {
    method: 'POST',
    ...(files.length > 0
      ? {body: formOf(action, files)}
      : {body: JSON.stringify(action), headers: {'content-type': 'application/json'}}),
  }).catch(() => undefined);
  if (!response) throw new Error('the sandbox does not answer');
  const answer = (await response.json()) as ActionResult | ActionRefusal;
  if ('error' in answer) throw new Error(answer.error);
  return answer;
}

/** Like `act`, but shows an error as a toast and then resolves with undefined. */
export async function attempt(
  action: Action,
  files: readonly File[] = [],
): Promise<ActionResult | undefined> {
  try {
    return await act(action, files);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    toast(text.slice(0, 1).toUpperCase() + text.slice(1));
    return undefined;
  }
}

function formOf(action: Action, files: readonly File[]): FormData {
  const form = new FormData();
  form.set('payload_json', JSON.stringify(action));
  for (const [index, file] of files.entries()) form.set(`files[${index}]`, file, file.name);
  return form;
}
