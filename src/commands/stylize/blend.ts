import {escapeMarkdown} from 'discord.js';
import {AppError} from '../../errors.ts';

const maxShare = 100;
const maxShownLength = 40;

export function equalShares(count: number): number[] {
  return Array.from({length: count}, () => 1);
}

/**
 * Shares as people write them: `2:1`, `70/30`, `50% 25% 25%`, `1,5 : 1`.
 * @throws AppError `BAD_OPTION` unless there are `count` shares, each above 0 and at most 100
 */
export function parseShares(text: string, count: number): number[] {
  const parts = text
    .trim()
    .split(/\s*[:/;]\s*|\s+/)
    .map((part) =>
      /^\d{1,3}(?:[.,]\d{1,4})?%?$/.test(part) ? Number.parseFloat(part.replace(',', '.')) : 0,
    );
  if (parts.length === count && parts.every((part) => part > 0 && part <= maxShare)) return parts;
  const received = escapeMarkdown(text.slice(0, maxShownLength));
  const message = `blend: expected ${count} shares above 0 and up to ${maxShare}, received ${received}`;
  throw new AppError('BAD_OPTION', message, {
    detail: {reason: 'blendShares', option: 'blend', expected: count, given: parts.length, received},
  });
}
