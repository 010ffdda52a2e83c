import type {RESTOptions} from 'discord.js';

type MakeRequest = RESTOptions['makeRequest'];

/** A request to Discord, as far as it is counted. */
export interface RequestNews {
  kind: 'answer' | 'edit' | 'send' | 'delete' | 'react' | 'read' | 'other';
  /** `none`: there was no answer. */
  status: '2xx' | '3xx' | '4xx' | '429' | '5xx' | 'none';
}

/** Tells of each request that a transport makes, also of those that discord.js repeats. */
export function observedRequests(
  makeRequest: MakeRequest,
  onRequest: (request: RequestNews) => void,
): MakeRequest {
  return async (url, init) => {
    const kind = kindOf(init.method ?? 'GET', new URL(url).pathname);
    try {
      const answer = await makeRequest(url, init);
      onRequest({kind, status: statusOf(answer.status)});
      return answer;
    } catch (error) {
      onRequest({kind, status: 'none'});
      throw error;
    }
  };
}

function kindOf(method: string, path: string): RequestNews['kind'] {
  if (/\/interactions\/\d+\/[^/]+\/callback$/.test(path)) return 'answer';
  if (/\/reactions\//.test(path)) return 'react';
  if (method === 'GET') return 'read';
  const isMessage = /\/(?:channels|webhooks)\/.*\/messages(?:\/[^/]+)?$/.test(path);
  if (method === 'POST' && (isMessage || /\/webhooks\/\d+\/[^/]+$/.test(path))) return 'send';
  if (!isMessage) return 'other';
  return method === 'PATCH' ? 'edit' : method === 'DELETE' ? 'delete' : 'other';
}

function statusOf(status: number): RequestNews['status'] {
  if (status === 429) return '429';
  if (status >= 500) return '5xx';
  if (status >= 400) return '4xx';
  return status >= 300 ? '3xx' : '2xx';
}
