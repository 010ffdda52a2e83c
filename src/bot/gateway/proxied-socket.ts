import {createRequire} from 'node:module';
import {HttpsProxyAgent} from 'https-proxy-agent';
import type {ClientOptions, WebSocket} from 'ws';
import {type Proxies, proxyFor} from '../../system/proxy.ts';

type SocketClass = new (
  address: string | URL,
  protocols?: string | string[],
  options?: ClientOptions,
) => WebSocket;

/**
 * Sends discord.js' gateway through the operator's proxies. ws connects through the agent it is given, but discord.js
 * passes none on and takes the class from ws' exports when it is first loaded, so call this before that.
 */
export function sendGatewayThrough(proxies: Proxies): void {
  if (!proxies.http && !proxies.https) return;
  const requireOfDiscordJs = createRequire(createRequire(import.meta.url).resolve('discord.js'));
  const requireOfGateway = createRequire(requireOfDiscordJs.resolve('@discordjs/ws'));
  const exports = requireOfGateway('ws') as {WebSocket: SocketClass};
  exports.WebSocket = class extends exports.WebSocket {
    constructor(address: string | URL, protocols?: string | string[], options?: ClientOptions) {
      const proxy = proxyFor(address, proxies);
      super(address, protocols, {...options, ...(proxy && {agent: new HttpsProxyAgent(proxy)})});
    }
  };
}
