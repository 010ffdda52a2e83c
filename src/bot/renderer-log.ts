import type {Log} from '../commands/services.ts';
import type {RendererNews} from '../jobs/renderer-child.ts';

/** What the operator reads about the render process. */
export function logRendererNews(log: Log, news: RendererNews): void {
  switch (news.type) {
    case 'started':
      log.info({renderer: news.pid}, 'render process started');
      break;
    case 'loading':
      // A download reports its share many times a second.
      if (news.fraction === undefined) log.info({}, news.message);
      else log.debug({fraction: news.fraction}, news.message);
      break;
    case 'ready':
      log.info({device: news.device, encoder: news.encoder}, 'render process ready');
      break;
    case 'output':
      log.info({line: news.line}, 'render process says');
      break;
    case 'gone':
      log.info({renderer: news.pid, reason: news.error.message}, 'render process ended');
      break;
  }
}
