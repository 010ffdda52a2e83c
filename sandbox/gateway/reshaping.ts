import type {Dispatch} from './session.ts';

/** Gives the data that the bot gets instead. Must not change the original, which others see. */
export type Change = (data: Record<string, unknown>) => unknown;

/** Changes dispatches on their way to the bot, while the sandbox itself keeps the plain ones. */
export class Reshaping {
  readonly #changes = new Set<{name: string; change: Change}>();

  /** For every dispatch of this name from now on; returns the function that ends it. */
  add(name: string, change: Change): () => void {
    const entry = {name, change};
    this.#changes.add(entry);
    return () => this.#changes.delete(entry);
  }

  applyTo(dispatch: Dispatch): Dispatch {
    let data: unknown = dispatch.d;
    for (const {name, change} of this.#changes) {
      if (name === dispatch.t) data = change(data as Record<string, unknown>);
    }
    return data === dispatch.d ? dispatch : ({...dispatch, d: data} as Dispatch);
  }
}
