import {buttons} from './en/buttons.ts';
import {commands} from './en/commands.ts';
import {errors} from './en/errors.ts';
import {job} from './en/job.ts';
import {owner} from './en/owner.ts';
import {pages} from './en/pages.ts';

export const en = {commands, buttons, job, errors, pages, owner};

/** Every text people read. English is the source: a language without the same keys does not compile. */
export type Words = typeof en;
