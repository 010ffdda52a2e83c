import {AppError} from '../../../errors.ts';
import type {JobRecord} from '../../../jobs/job.ts';
import {facts} from '../../messages/view/parameters.ts';
import {styleTitles} from '../../messages/view/style-titles.ts';
import type {Words} from '../../words/words.ts';
import {emojis} from '../actions.ts';

/** ℹ️: how a picture was made, down to the seed. @throws AppError `BAD_OPTION` when there is none */
export function infoOf({id, styles, result}: JobRecord, words: Words): string {
  if (!result) {
    throw new AppError('BAD_OPTION', `expected a finished picture of job ${id}, found none`, {
      detail: {reason: 'noPicture'},
    });
  }
  return [`${emojis.info} **${styleTitles(styles, words).join(' + ')}**`, facts(result, words)].join('\n');
}
