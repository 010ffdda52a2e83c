import type {Redis} from 'ioredis';

export interface OutageNews {
  /** Something goes wrong with Redis. */
  onTrouble(error: Error): void;
  /** It is over. */
  onOver?(): void;
}

/**
 * Several connections to one Redis fail again and again during one outage: each kind of error is told once, and the end
 * once. Returns the listener for errors of the other connections.
 */
export function followOutage(redis: Redis, {onTrouble, onOver}: OutageNews): (error: Error) => void {
  const told = new Set<string>();
  const hear = (error: Error): void => {
    if (told.has(error.message)) return;
    told.add(error.message);
    onTrouble(error);
  };
  redis.on('error', hear).on('ready', () => {
    if (told.size === 0) return;
    told.clear();
    onOver?.();
  });
  return hear;
}
