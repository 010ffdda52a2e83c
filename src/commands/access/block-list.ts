/** Everybody whom the operator blocks: by the configuration, or as an owner from Discord. Guilds have their own lists. */
import type {Config} from '../../config.ts';
import type {Block, BlockKind, BlockTable} from '../../jobs/store/owner/blocks.ts';

export interface BlockList {
  has(kind: BlockKind, id: string): boolean;
  /** Only `/atelier` can lift it, or only a change of the configuration. */
  source(kind: BlockKind, id: string): 'owner' | 'configuration' | undefined;
  /** Blocks made from Discord, newest first. */
  made(): Block[];
  add(block: Block): void;
  /** Lifts a block made from Discord. False if there was none. */
  lift(kind: BlockKind, id: string): boolean;
}

export type ConfiguredBlocks = Pick<Config, 'blockedUsers' | 'blockedGuilds'>;

/** The variable that each kind is configured by. */
export const blockVariables = {user: 'BLOCKED_USERS', guild: 'BLOCKED_GUILDS'} as const;

/** @param config is read at each question, because it may change */
export function createBlockList(config: ConfiguredBlocks, table: BlockTable): BlockList {
  const isConfigured = (kind: BlockKind, id: string): boolean =>
    (kind === 'user' ? config.blockedUsers : config.blockedGuilds).includes(id);

  function source(kind: BlockKind, id: string): ReturnType<BlockList['source']> {
    if (isConfigured(kind, id)) return 'configuration';
    return table.get(kind, id) && 'owner';
  }

  return {
    has: (kind, id) => source(kind, id) !== undefined,
    source,
    made: () => table.list(),
    add: (block) => table.add(block),
    lift: (kind, id) => table.remove(kind, id),
  };
}
