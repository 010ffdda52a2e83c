import type {EventHub, SandboxEvent} from './events.ts';

export interface WaitOptions {
  /** Real time, not the sandbox's clock. Default 10 s. */
  timeoutMs?: number;
  /** Completes the sentence "waited for …". */
  description?: string;
}

const defaultTimeoutMs = 10_000;

/**
 * Calls `look` now and after every event that concerns it, and resolves with its first value that is not undefined. An
 * error from `look` rejects at once. The error at timeout says what was waited for and shows `describe()`.
 */
export function waitFor<T>(
  events: EventHub,
  options: WaitOptions & {
    look: () => T | undefined;
    concerns: (event: SandboxEvent) => boolean;
    describe: () => string;
  },
): Promise<T> {
  const {timeoutMs = defaultTimeoutMs, description = 'a change'} = options;
  return new Promise((resolve, reject) => {
    let settled = false;
    let unsubscribe = () => {};
    let timer: NodeJS.Timeout | undefined;
    const settle = (finish: () => void) => {
      settled = true;
      unsubscribe();
      clearTimeout(timer);
      finish();
    };
    const attempt = () => {
      if (settled) return;
      try {
        const found = options.look();
        if (found !== undefined) settle(() => resolve(found));
      } catch (error) {
        settle(() => reject(error));
      }
    };
    attempt();
    if (settled) return;
    unsubscribe = events.subscribe((event) => {
      if (options.concerns(event)) attempt();
    });
    timer = setTimeout(() => {
      const text = `waited ${timeoutMs} ms in vain for ${description}.\nLast seen: ${options.describe()}`;
      settle(() => reject(new Error(text)));
    }, timeoutMs);
  });
}
