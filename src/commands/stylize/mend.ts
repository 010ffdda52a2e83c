import {AppError} from '../../errors.ts';
import type {StyleCatalogue} from '../../styles/style-catalogue.ts';
import type {Words} from '../words/words.ts';
import type {GivenOrder} from './given-order.ts';
import {presetNamed, shownName} from './style-choice.ts';

/** How an order that was refused can go on. */
export type Mend =
  /** People choose a painting for one of `names`; those that resemble `near` come first. */
  | {kind: 'choose'; slot: number; near: string}
  /** People agree to another order. */
  | {kind: 'agree'; given: GivenOrder; label: string}
  /** People cancel another of their pictures. */
  | {kind: 'makeRoom'}
  /** People try the same order later. */
  | {kind: 'again'; label: string};

/** Undefined if only another order will do. */
export function mendOf(
  error: unknown,
  given: GivenOrder,
  presets: Pick<StyleCatalogue, 'get' | 'list'>,
  {pages: {mend}}: Words,
): Mend | undefined {
  const {names} = given;
  const detail = error instanceof AppError ? error.detail : undefined;
  switch (detail?.reason) {
    case 'paused':
    case 'queueFull':
    case 'quotaUsed':
    case 'cooldown':
      return {kind: 'again', label: mend.again};
    case 'styleMissing':
      return {kind: 'choose', slot: 0, near: ''};
    case 'unknownStyle': {
      const slot = names.findIndex((name) => name !== null && shownName(name) === detail.received);
      return slot < 0 ? undefined : {kind: 'choose', slot, near: names[slot] ?? ''};
    }
    case 'tooManyStyles':
      return {kind: 'agree', given: {...given, names: [...names.slice(0, -1), null]}, label: mend.fewer};
    case 'styleTwice':
      return {kind: 'agree', given: {...given, names: withoutRepeats(names, presets)}, label: mend.once};
    case 'blendShares':
      return {kind: 'agree', given: {...given, blend: null}, label: mend.equal};
    case 'optionRange': {
      const {option, least, most} = detail;
      const asked = given.settings[option as keyof GivenOrder['settings']];
      if (typeof asked !== 'number') return undefined;
      const allowed = Math.min(Math.max(asked, least), most);
      const settings = {...given.settings, [option]: allowed};
      return {kind: 'agree', given: {...given, settings}, label: mend.use(allowed)};
    }
    case 'ownerFull':
      return {kind: 'makeRoom'};
    default:
      return undefined;
  }
}

function withoutRepeats(
  names: GivenOrder['names'],
  presets: Pick<StyleCatalogue, 'get' | 'list'>,
): GivenOrder['names'] {
  const seen = new Set<string>();
  return names.map((name) => {
    const id = name === null ? undefined : presetNamed(presets, name)?.id;
    if (id === undefined || seen.has(id)) return null;
    seen.add(id);
    return name;
  });
}
