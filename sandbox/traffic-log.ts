/**
 * A record of what crossed the wire, for tests and for people who watch. Tokens never get in: they are masked before an
 * entry is made. Beyond `capacity`, the oldest entries are dropped.
 */
import type {EventHub, SandboxEvent} from './events.ts';
import type {GatewayEntry, RestEntry, TrafficEntry} from './traffic-entry.ts';

const defaultBodyLength = 600;
/** Interaction tokens are the base64 of text that begins with `interaction:`. */
const interactionTokens = /aW50ZXJhY3Rpb246[\w-]+/g;

export class TrafficLog {
  readonly entries: TrafficEntry[] = [];
  readonly #events: EventHub;
  readonly #capacity: number;
  readonly #botToken: string;
  readonly #bodyLength: number;

  constructor(
    events: EventHub,
    options: {capacity: number; botToken: string; bodyLength?: number | undefined},
  ) {
    this.#events = events;
    this.#capacity = options.capacity;
    this.#botToken = options.botToken;
    this.#bodyLength = options.bodyLength ?? defaultBodyLength;
  }

  add(entry: TrafficEntry): void {
    this.entries.push(entry);
    if (this.entries.length > this.#capacity) this.entries.shift();
    this.#events.emit({type: 'traffic', entry});
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: (entry: TrafficEntry) => void): () => void {
    return this.#events.subscribe((event: SandboxEvent) => {
      if (event.type === 'traffic') listener(event.entry);
    });
  }

  rest(): RestEntry[] {
    return this.entries.filter((entry) => entry.kind === 'rest');
  }

  gateway(): GatewayEntry[] {
    return this.entries.filter((entry) => entry.kind === 'gateway');
  }

  mask(text: string): string {
    return text.replaceAll(this.#botToken, '***').replace(interactionTokens, '***');
  }

  /** A body as one short, masked line. */
  summarize(body: unknown): string {
    if (body === undefined) return '';
    const text = this.mask(typeof body === 'string' ? body : JSON.stringify(body));
    return text.length <= this.#bodyLength
      ? text
      : `${text.slice(0, this.#bodyLength)}… (${text.length} characters)`;
  }
}
