/** Addresses of proxies by scheme, and the hosts that need none. They may contain credentials. */
export interface Proxies {
  http?: string;
  https?: string;
  except?: string;
}

/**
 * The proxy through which an address is reached; undefined if none. `except` is read as curl reads NO_PROXY: names also
 * stand for everything below them, with or without a leading dot or `*.`; a port restricts one to that port; `*` is all.
 * @param address http, https, ws or wss
 */
export function proxyFor(address: string | URL, {http, https, except = ''}: Proxies): string | undefined {
  const {protocol, hostname, port} = new URL(address);
  const isSecure = protocol === 'https:' || protocol === 'wss:';
  const isExempt = except
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((rule) => matches(rule.toLowerCase(), hostname, port || (isSecure ? '443' : '80')));
  return isExempt ? undefined : isSecure ? https : http;
}

function matches(rule: string, hostname: string, port: string): boolean {
  if (rule === '*') return true;
  const isBareIpv6 = !rule.startsWith('[') && rule.split(':').length > 2;
  const [, name = '', onlyPort] = isBareIpv6 ? [rule, rule] : (/^(.*?)(?::(\d+))?$/.exec(rule) ?? []);
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const domain = name.replace(/^\*?\./, '');
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === domain.replace(/^\[|\]$/g, '') || host.endsWith(`.${domain}`);
}
