import {AppError} from '../../errors.ts';
import type {JobRecord, JobStatus} from '../../jobs/job.ts';
import type {Services} from '../services.ts';

interface Order {
  owner: string;
  guildId?: string | undefined;
}
type Needed = Pick<Services, 'charges' | 'guildSettings' | 'store'>;

/** Checks that this person may have another picture now. @throws AppError `QUOTA`, `QUEUE_FULL` */
export function requireCredit(services: Needed, {owner, guildId}: Order): void {
  const {charges: rules, maxJobsPerUser} = services.guildSettings.of(guildId);
  services.charges.check(placeOf({owner, guildId}), rules, new Date());
  requireRoom(services, {owner, guildId}, maxJobsPerUser);
}

/** Counts a stored job against its owner's limits. @throws like `requireCredit` */
export function chargeFor(services: Needed, {id, owner, guildId}: Pick<JobRecord, 'id'> & Order): void {
  const {charges: rules, maxJobsPerUser} = services.guildSettings.of(guildId);
  requireRoom(services, {owner, guildId}, maxJobsPerUser, id);
  services.charges.take({jobId: id, ...placeOf({owner, guildId})}, rules, new Date());
}

function placeOf({owner, guildId}: Order): {owner: string; guildId?: string} {
  return {owner, ...(guildId !== undefined && {guildId})};
}

/** Enforces a guild's cap on jobs under way in that guild; the queue enforces the operator's cap. */
function requireRoom({store}: Needed, {owner, guildId}: Order, most: number, except?: string): void {
  if (guildId === undefined) return;
  const underWay = store
    .ofOwner(owner)
    .filter(({id, guildId: there, status}) => id !== except && there === guildId && isOpen(status)).length;
  if (underWay < most) return;
  throw new AppError('QUEUE_FULL', `expected at most ${most} jobs of one user in this guild`, {
    detail: {reason: 'ownerFull', owned: underWay, most},
  });
}

function isOpen(status: JobStatus): boolean {
  return status === 'accepted' || status === 'running';
}
