import type {REST} from 'discord.js';

/** The part of discord.js' REST client that replies need; every message goes out through it, so no cache is involved. */
export type Rest = Pick<REST, 'delete' | 'patch' | 'post' | 'put'>;
