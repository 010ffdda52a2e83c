import type {RendererIdentity, RendererNews} from '../../jobs/render/renderer-child.ts';
import type {Check} from './readiness.ts';

export interface RendererPulse {
  /** Call with all news of the render process. */
  hear(news: RendererNews): void;
  /** Whether it can paint now. */
  check: Check;
  /** What paints, as it was last said; undefined before the process was ready for the first time. */
  identity(): RendererIdentity | undefined;
}

/** Follows a render process by its news. */
export function followRenderer(): RendererPulse {
  let identity: RendererIdentity | undefined;
  let problem: string | undefined = 'the render process has not been started yet';
  return {
    hear(news) {
      if (news.type === 'started') problem = 'the render process is loading';
      else if (news.type === 'ready') {
        problem = undefined;
        identity = {device: news.device, encoder: news.encoder};
      } else if (news.type === 'gone')
        problem = `the render process has ended, and the next picture starts another: ${news.error.message}`;
    },
    check: () => problem,
    identity: () => identity,
  };
}
