/**
 * How many reports of one person each server's moderators get, so that nobody floods their channel. It is kept in memory:
 * nothing more is stored about people, `/stylize-forget` is no way around it, and a restart does no harm.
 */
import {AppError} from '../../../errors.ts';

export interface Place {
  guildId: string;
  reporter: string;
}

export interface ReportAllowance {
  /**
   * Returns what takes this back, for a report that could not be passed on.
   * @throws AppError `QUOTA` that says when the next report may come
   */
  take(place: Place, now: Date): () => void;
}

const mostAnHour = 5;
const hourMs = 60 * 60_000;

export function createReportAllowance(): ReportAllowance {
  /** When each person's reports of the last hour came, oldest first. */
  const taken = new Map<string, number[]>();
  const keyOf = ({guildId, reporter}: Place): string => `${guildId}:${reporter}`;

  function dropOld(now: number): void {
    for (const [key, times] of taken) {
      const young = times.filter((time) => time > now - hourMs);
      if (young.length > 0) taken.set(key, young);
      else taken.delete(key);
    }
  }

  return {
    take(place, now) {
      dropOld(now.getTime());
      const times = taken.get(keyOf(place)) ?? [];
      const [oldest] = times;
      if (oldest !== undefined && times.length >= mostAnHour) {
        throw new AppError('QUOTA', `expected at most ${mostAnHour} reports of one person an hour`, {
          detail: {reason: 'reportsUsed', most: mostAnHour, until: (oldest + hourMs) / 1000},
        });
      }
      const key = keyOf(place);
      taken.set(key, [...times, now.getTime()]);
      return () => {
        const left = taken.get(key) ?? [];
        const index = left.indexOf(now.getTime());
        if (index >= 0) taken.set(key, left.toSpliced(index, 1));
      };
    },
  };
}
