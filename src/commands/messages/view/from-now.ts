import {time} from 'discord.js';

/** A Discord timestamp, which every client counts down by itself and in its own language. */
export function fromNow(seconds: number): string {
  return time(Math.round(Date.now() / 1000 + seconds), 'R');
}
