/** Puts entries of the traffic log into words for the inspector. */
import type {TrafficEntry} from '../../../traffic-entry.ts';

export type TrafficKind = 'rest' | 'gateway' | 'note';

/** The gateway's opcodes, by name. */
const opcodes: Record<number, string> = {
  0: 'Dispatch',
  1: 'Heartbeat',
  2: 'Identify',
  3: 'Presence Update',
  4: 'Voice State Update',
  6: 'Resume',
  7: 'Reconnect',
  8: 'Request Guild Members',
  9: 'Invalid Session',
  10: 'Hello',
  11: 'Heartbeat ACK',
};

export function titleOf(entry: TrafficEntry): string {
  switch (entry.kind) {
    case 'rest':
      return entry.route.replace(/^[A-Z]+ /, '').replace(/\{[^}]*\}/g, '…');
    case 'gateway':
      return entry.name ?? opcodes[entry.op] ?? `op ${entry.op}`;
    case 'note':
      return entry.text;
  }
}

export function isHeartbeat(entry: TrafficEntry): boolean {
  return entry.kind === 'gateway' && (entry.op === 1 || entry.op === 11);
}

/** Whether the entry contains every word of the search. */
export function fitsSearch(entry: TrafficEntry, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = `${titleOf(entry)} ${JSON.stringify(entry)}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Indents complete JSON; leaves cut bodies as they are. */
export function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}
