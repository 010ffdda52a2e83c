import type {RendererNews} from '../jobs/render/renderer-child.ts';
import type {Log} from '../system/log.ts';

/** Writes news of the render process to the operator's log. */
export function createRendererLog(log: Log): (news: RendererNews) => void {
  /** The tenth of a download that was last logged at level info. */
  let toldTenth: number | undefined;

  /** Downloads report progress many times a second, so only each new tenth is logged at level info. */
  function logDownload(message: string, fraction: number): void {
    const tenth = Math.floor(fraction * 10);
    const level = tenth === toldTenth ? 'debug' : 'info';
    toldTenth = tenth;
    log[level]({fraction}, message);
  }

  return function logNews(news) {
    switch (news.type) {
      case 'started':
        toldTenth = undefined;
        log.info({renderer: news.pid}, 'render process started');
        break;
      case 'loading':
        if (news.fraction === undefined) log.info({}, news.message);
        else logDownload(news.message, news.fraction);
        break;
      case 'trouble':
        log.error({}, news.message);
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
  };
}
