import {time} from 'discord.js';

/** A Discord timestamp. Every client counts it down by itself, in its own language. */
export function fromNow(seconds: number): string {
  return time(Math.round(Date.now() / 1000 + seconds), 'R');
}
