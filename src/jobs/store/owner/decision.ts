import {z} from 'zod';

/** What every decision of an owner says of itself. */
export interface Decision {
  /** Id of the owner. */
  by: string;
  /** ISO 8601. */
  at: string;
  /** In the owner's words. */
  reason?: string;
}

/** The columns of a decision, as a row has them. */
export const decisionColumns = {by: z.string(), at: z.string(), reason: z.string().nullable()};

export function toDecision({by, at, reason}: {by: string; at: string; reason: string | null}): Decision {
  return {by, at, ...(reason !== null && {reason})};
}
