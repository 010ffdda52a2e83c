import {PermissionFlagsBits, type PermissionsBitField} from 'discord.js';
import {AppError} from '../../errors.ts';
import type {JobRecord} from '../../jobs/job.ts';

/** Somebody who pressed a button or reacted; `permissions` are those in that channel, absent outside guilds. */
export interface Actor {
  id: string;
  permissions: Readonly<PermissionsBitField> | null;
  /** In the guild; absent outside guilds. */
  roleIds?: readonly string[];
}

/** Cancelling and deleting are for whoever asked for the picture and for moderators. @throws AppError `NOT_ALLOWED` */
export function requireControl(job: Pick<JobRecord, 'owner'>, actor: Actor): void {
  if (job.owner === actor.id || actor.permissions?.has(PermissionFlagsBits.ManageMessages)) return;
  throw new AppError('NOT_ALLOWED', 'this needs its requester or somebody who may manage messages');
}
