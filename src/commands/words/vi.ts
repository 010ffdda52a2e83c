import type {Words} from './en.ts';
import {buttons} from './vi/buttons.ts';
import {commands} from './vi/commands.ts';
import {errors} from './vi/errors.ts';
import {job} from './vi/job.ts';
import {owner} from './vi/owner.ts';
import {pages} from './vi/pages.ts';

export const vi: Words = {commands, buttons, job, errors, pages, owner};
