/** Which part of each source image is the painting. */
export interface Painting {
  id: string;
  /** Name of the source, without `.webp`. */
  file: string;
  /** Left, top, right and bottom as shares of the source's size. */
  crop: readonly [left: number, top: number, right: number, bottom: number];
}

export const paintings: readonly Painting[] = [
  {id: 'the-kiss', file: 'klimt-kiss', crop: [0.01, 0.01, 0.99, 0.99]},
  {id: 'cafe-terrace', file: 'van-gogh-cafe-terrace', crop: [0.02, 0.02, 0.98, 0.98]},
  {id: 'night-cafe', file: 'van-gogh-night-cafe', crop: [0.02, 0.02, 0.98, 0.98]},
  {id: 'auvers', file: 'van-gogh-auvers', crop: [0.01, 0.01, 0.99, 0.99]},
  {id: 'bouquet', file: 'van-gogh-bouquet', crop: [0.03, 0.03, 0.97, 0.97]},
  {id: 'poppies', file: 'hokusai-poppies', crop: [0.03, 0.03, 0.97, 0.97]},
  {id: 'ejiri', file: 'hokusai-ejiri', crop: [0.02, 0.02, 0.98, 0.98]},
  {id: 'snow-shrine', file: 'hiroshige-snow', crop: [0.02, 0.04, 0.98, 0.97]},
  {id: 'six-rivers', file: 'hiroshige-six-rivers', crop: [0.16, 0.11, 0.87, 0.91]},
  {id: 'ink-mountains', file: 'zhao-yuan-landscape', crop: [0.14, 0.06, 0.97, 0.96]},
  {id: 'venice', file: 'turner-venice', crop: [0.03, 0.04, 0.97, 0.96]},
  {id: 'sainte-victoire', file: 'cezanne-sainte-victoire', crop: [0.04, 0.05, 0.96, 0.95]},
  {id: 'harvesters', file: 'bruegel-harvesters', crop: [0.01, 0.01, 0.99, 0.99]},
  {id: 'spring', file: 'arcimboldo-spring', crop: [0.03, 0.03, 0.97, 0.97]},
  {id: 'summertime', file: 'cassatt-summertime', crop: [0.02, 0.02, 0.98, 0.98]},
  {id: 'moulin', file: 'renoir-moulin-de-la-galette', crop: [0.02, 0.02, 0.98, 0.98]},
  {id: 'flowers', file: 'redon-flowers', crop: [0.02, 0.02, 0.98, 0.97]},
  {id: 'river-crossing', file: 'sakai-oho-rivers', crop: [0.01, 0.03, 0.99, 0.95]},
];
