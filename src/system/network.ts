/**
 * Everything the product asks of the internet goes through one dispatcher, which knows the operator's proxies. Fetch
 * comes from undici itself and not from Node, whose own copy differs from version to version; discord.js uses the same.
 */
import {Agent, Dispatcher, fetch, ProxyAgent, setGlobalDispatcher} from 'undici';
import {type Proxies, proxyFor} from './proxy.ts';

export {fetch};

/** Sends every request of this process through the proxy for its address. Without proxies, nothing changes. */
export function useProxies(proxies: Proxies = {}): void {
  if (proxies.http || proxies.https) setGlobalDispatcher(new ProxyDispatcher(proxies));
}

class ProxyDispatcher extends Dispatcher {
  readonly #proxies: Proxies;
  readonly #direct = new Agent();
  readonly #agents = new Map<string, ProxyAgent>();

  constructor(proxies: Proxies) {
    super();
    this.#proxies = proxies;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandlers): boolean {
    return this.#agentFor(String(options.origin)).dispatch(options, handler);
  }

  override async close(): Promise<void> {
    await Promise.all([this.#direct, ...this.#agents.values()].map((agent) => agent.close()));
  }

  override async destroy(): Promise<void> {
    await Promise.all([this.#direct, ...this.#agents.values()].map((agent) => agent.destroy()));
  }

  #agentFor(origin: string): Dispatcher {
    const proxy = proxyFor(origin, this.#proxies);
    if (proxy === undefined) return this.#direct;
    const agent = this.#agents.get(proxy) ?? new ProxyAgent({uri: proxy, proxyTunnel: true});
    this.#agents.set(proxy, agent);
    return agent;
  }
}
