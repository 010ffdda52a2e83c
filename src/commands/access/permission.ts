import {PermissionFlagsBits, type PermissionsBitField} from 'discord.js';
import {AppError} from '../../errors.ts';
import type {JobRecord} from '../../jobs/job.ts';

/** Somebody who pressed a button or reacted. `permissions`: theirs in that channel; null outside guilds. */
export interface Actor {
  id: string;
  permissions: Readonly<PermissionsBitField> | null;
  /** Roles in the guild; absent outside guilds. */
  roleIds?: readonly string[];
}

/** Only the person who asked for the picture and moderators may cancel or delete it. @throws AppError `NOT_ALLOWED` */
export function requireControl(job: Pick<JobRecord, 'owner'>, actor: Actor): void {
  if (job.owner === actor.id || actor.permissions?.has(PermissionFlagsBits.ManageMessages)) return;
  throw new AppError('NOT_ALLOWED', 'only the requester or somebody who may manage messages can do this', {
    detail: {reason: 'notYours'},
  });
}
