import type {RendererNews} from '../jobs/render/renderer-child.ts';
import type {Log} from '../system/log.ts';

/** What the operator reads about the render process. */
export function createRendererLog(log: Log): (news: RendererNews) => void {
  /** Of a download, the part last told. */
  let toldTenth: number | undefined;

  /** A download reports its share many times a second. */
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
