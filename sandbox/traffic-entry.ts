/** The entries of the traffic log. Bodies are masked and may be cut. */

export interface RestEntry {
  kind: 'rest';
  at: number;
  method: string;
  /** Template of the matched route; the masked path if none matched. */
  route: string;
  path: string;
  status: number;
  durationMs: number;
  request: string;
  response: string;
}

export interface GatewayEntry {
  kind: 'gateway';
  at: number;
  /** As the sandbox sees it: `sent` goes to the bot. */
  direction: 'sent' | 'received';
  op: number;
  /** Dispatch name and sequence number, for op 0. */
  name?: string;
  sequence?: number;
  data: string;
}

/** Something that ended a connection or could not be answered. */
export interface NoteEntry {
  kind: 'note';
  at: number;
  text: string;
}

export type TrafficEntry = RestEntry | GatewayEntry | NoteEntry;
