import type {JobStyle} from '../../../jobs/job.ts';
import {customStyleId} from '../../../nst/contract/inscription.ts';
import type {Words} from '../../words/words.ts';

/** The titles of a job's paintings in the language of `words`, with their shares if those differ. */
export function styleTitles(styles: readonly JobStyle[], words: Words): string[] {
  const total = styles.reduce((sum, {weight}) => sum + weight, 0);
  const isEven = styles.every(({weight}) => weight === styles[0]?.weight);
  return styles.map(({id, title, weight}) => {
    const name = id === customStyleId ? words.job.ownStyle : title;
    return isEven ? name : words.job.share(name, (100 * weight) / total);
  });
}
