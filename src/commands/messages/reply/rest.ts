import type {REST} from 'discord.js';

/** The part of discord.js's REST client that replies need. Every message goes through it, so no cache is involved. */
export type Rest = Pick<REST, 'delete' | 'get' | 'patch' | 'post' | 'put'>;
