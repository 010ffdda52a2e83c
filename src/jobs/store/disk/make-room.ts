/**
 * Keeps the files of all jobs below a limit by deleting the oldest jobs. A job may go when people know how it ended and
 * have had its buttons for a day; painting, waiting and untold jobs never go.
 */
export interface Room {
  /** How many jobs were deleted. */
  deleted: number;
  /** What the files of the remaining jobs take. */
  bytes: number;
}

export interface RoomOptions {
  /** Ids of all folders of jobs. */
  list(): Promise<string[]>;
  /** Bytes in a job's folder. */
  size(id: string): Promise<number>;
  /** Jobs that may go, the first to go first. */
  mayGo(): string[];
  remove(id: string): Promise<void>;
}

/** How long people have a picture's buttons, whatever the limit. */
export const buttonsMs = 24 * 60 * 60_000;

/** The returned function deletes what is too much. It measures files of jobs that may go only once. */
export function createRoomMaker({
  list,
  size,
  mayGo,
  remove,
}: RoomOptions): (maxBytes: number) => Promise<Room> {
  const measured = new Map<string, number>();

  return async function makeRoom(maxBytes) {
    const ids = await list();
    const candidates = mayGo();
    const settled = new Set(candidates);
    const sizes = new Map<string, number>();
    for (const id of ids) {
      const known = settled.has(id) ? measured.get(id) : undefined;
      sizes.set(id, known ?? (await size(id)));
    }
    measured.clear();
    let bytes = [...sizes.values()].reduce((sum, one) => sum + one, 0);
    let deleted = 0;
    for (const id of candidates) {
      const own = sizes.get(id);
      if (own === undefined) continue;
      if (bytes <= maxBytes) {
        measured.set(id, own);
        continue;
      }
      await remove(id);
      bytes -= own;
      deleted += 1;
    }
    return {deleted, bytes};
  };
}
