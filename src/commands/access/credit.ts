import {AppError} from '../../errors.ts';
import type {JobRecord, JobStatus} from '../../jobs/job.ts';
import type {Services} from '../services.ts';
import {requireReception} from './reception.ts';

interface Order {
  owner: string;
  guildId?: string | undefined;
}
type Needed = Pick<Services, 'charges' | 'guildSettings' | 'store'>;
type Entrance = Needed & Pick<Services, 'reception'>;

function requireCredit(services: Needed, {owner, guildId}: Order): void {
  const {charges: rules, maxJobsPerUser} = services.guildSettings.of(guildId);
  services.charges.check(placeOf({owner, guildId}), rules, new Date());
  requireRoom(services, {owner, guildId}, maxJobsPerUser);
}

/**
 * Checks that this person could have a picture now: that the bot accepts any, their limits, and room in the queue. It
 * keeps no place.
 * @throws AppError `PAUSED`, `QUOTA`, `QUEUE_FULL`, `SHUTTING_DOWN`
 */
export function requireTurn(services: Entrance & Pick<Services, 'queue'>, order: Order): void {
  requireReception(services);
  requireShare(services, order);
}

/** The same whether or not the bot accepts any, for orders that it only keeps. @throws like `requireTurn`, but `PAUSED` */
export function requireShare(services: Needed & Pick<Services, 'queue'>, order: Order): void {
  requireCredit(services, order);
  services.queue.admit(order.owner)();
}

/**
 * Counts a stored job against its owner's limits. Every new job comes by here, whatever it was asked for with.
 * @throws AppError `PAUSED`, `QUOTA`, `QUEUE_FULL`
 */
export function chargeFor(services: Entrance, {id, owner, guildId}: Pick<JobRecord, 'id'> & Order): void {
  requireReception(services);
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
  const underWay = openIn(store, {owner, guildId}).filter(({id}) => id !== except).length;
  if (underWay < most) return;
  throw new AppError('QUEUE_FULL', `expected at most ${most} jobs of one user in this guild`, {
    detail: {reason: 'ownerFull', owned: underWay, most},
  });
}

/** The jobs that may have to go so that this person can have another picture here, oldest first. */
export function inTheWay(
  {store, guildSettings}: Pick<Services, 'store' | 'guildSettings'>,
  order: Order,
): JobRecord[] {
  const here = openIn(store, order);
  const isGuildFull =
    order.guildId !== undefined && here.length >= guildSettings.of(order.guildId).maxJobsPerUser;
  return (isGuildFull ? here : openIn(store, {owner: order.owner})).reverse();
}

/** Jobs of one owner that wait or run, in one guild or everywhere, newest first. */
function openIn({ofOwner}: Pick<Services['store'], 'ofOwner'>, {owner, guildId}: Order): JobRecord[] {
  return ofOwner(owner).filter(
    ({guildId: there, status}) => isOpen(status) && (guildId === undefined || there === guildId),
  );
}

function isOpen(status: JobStatus): boolean {
  return status === 'accepted' || status === 'running';
}
